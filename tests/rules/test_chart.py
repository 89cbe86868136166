"""The chart of a sheet as policy.toml states it: what is read, and what is refused."""

import pytest
from bench import CARD, findings_of, policy_of, rule

from payout.rules import LanguageError
from payout.rules.policy.card import Chart

GOOD = rule("unit", "unit.score")
SHEET = '\n[[sheet]]\nlabel = "表 | a sheet"\nlevel = "unit"\ncolumns = "unit_id category result"\n'
CHART = '[sheet.chart]\nkind = "column"\nx = "unit_id"\ny = ["result"]\n'


def card(chart, sheet=SHEET):
    return CARD + sheet + chart


def test_a_chart_is_read(tmp_path):
    policy = policy_of(tmp_path, GOOD, card=card(CHART + 'by = "category"\n'))
    assert policy.card.sheets[0].chart == Chart("column", "unit_id", ("result",), "category")
    assert findings_of(tmp_path, GOOD, card=card(CHART)) == []


def test_columns_are_a_list_or_one_text(tmp_path):
    policy = policy_of(tmp_path, GOOD, card=card(CHART.replace('["result"]', '"result unit_id"')))
    assert policy.card.sheets[0].chart.y == ("result", "unit_id")


def test_a_chart_of_a_sheet_that_names_no_columns_reads_what_the_sheet_shows(tmp_path):
    sheet = '\n[[sheet]]\nlevel = "unit"\n'
    assert findings_of(tmp_path, GOOD, card=card(CHART, sheet)) == []
    found = findings_of(tmp_path, GOOD, card=card(CHART.replace('["result"]', '["absent"]'), sheet))
    assert [(one[0], one[2], one[3]) for one in found] == [
        ("L405", "Units", "the chart reads absent, which the sheet does not show")
    ]


@pytest.mark.parametrize(
    ("chart", "says"),
    [
        (CHART.replace('"unit_id"', '"score"'), "the chart reads score, which the sheet does not show"),
        (CHART.replace('["result"]', '["score"]'), "the chart reads score, which the sheet does not show"),
        (CHART + 'by = "town"\n', "the chart reads town, which the sheet does not show"),
        (
            CHART.replace('["result"]', '["category"]'),
            "y of the chart names category, which holds no numbers",
        ),
    ],
)
def test_a_chart_draws_numbers_that_its_sheet_shows(tmp_path, chart, says):
    found = findings_of(tmp_path, GOOD, card=card(chart))
    assert [(one[0], one[1], one[3]) for one in found] == [("L405", "policy.toml", says)]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (card(CHART.replace('"column"', '"pie"')), 'kind is "line" or "column"'),
        (card(CHART.replace('x = "unit_id"\n', "")), r"\[sheet\.chart\] lacks x"),
        (card(CHART + 'z = "unit_id"\n'), r"\[sheet\.chart\] does not know z"),
        (card(CHART.replace('["result"]', '""')), "y is a list of columns"),
        (card(CHART.replace('["result"]', "5")), "5 is no list of columns: name them in one text"),
        (card(CHART.replace('["result"]', "[]")), "y is a list of columns"),
        (card(CHART.replace('["result"]', '["result", "result"]') + 'by = "category"\n'), "with by, of one"),
        (card(CHART, SHEET + 'group = "category"\n'), "needs by: subtotals stand between its rows"),
        (card('chart = "column"\n'), "a sheet's chart is a table"),
    ],
)
def test_a_chart_that_makes_no_sense_is_refused(tmp_path, text, says):
    with pytest.raises(LanguageError, match=says):
        policy_of(tmp_path, GOOD, card=text)
