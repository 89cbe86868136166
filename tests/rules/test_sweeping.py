"""The days on which values change: gaps, overlaps, other shapes and another order are found, and a clean policy is clean."""

import json
from datetime import date
from pathlib import Path

import pytest

from payout.cli.main import code_of
from payout.rules.compiled.sweeping import sweep
from payout.rules.policy.loading import find_policy, load_policy
from tests.cases import small_policy

ROOT = Path(__file__).parents[2]
SCHEMES = sorted(path.parent.name for path in (ROOT / "policies").glob("*/policy.toml"))
PLAIN = small_policy.FILES["parameters.toml"]
MOST = 'most = { label = "上限 | Most", money = 500, bounds = [0, 10000] }'


def swept(folder, most):
    text = PLAIN.replace(MOST, f'most = {{ label = "上限 | Most", {most}, bounds = [0, 10000] }}')
    return sweep(load_policy(small_policy.write(folder / "small", parameters_toml=text)))


def codes(found):
    return [one.code for one in found.findings]


@pytest.mark.parametrize(
    ("most", "found"),
    [
        ("money = 500", []),
        ("money = [{ since = 2012-01-01, value = 500 }, { since = 2012-07-01, value = 600 }]", []),
        ("money = [{ since = 2012-03-01, value = 500 }]", ["L440"]),
        ("money = [{ since = 2012-01-01, value = 500 }, { since = 2012-01-01, value = 600 }]", ["L441"]),
        ("money = [{ since = 2012-07-01, value = 600 }, { since = 2012-01-01, value = 500 }]", ["L443"]),
    ],
)
def test_gaps_overlaps_and_order(tmp_path, most, found):
    assert codes(swept(tmp_path, most)) == found


def test_days_tell_what_changes_and_whether_it_is_in_force(tmp_path):
    found = swept(
        tmp_path, "money = [{ since = 2012-01-01, value = 500 }, { since = 2013-01-01, value = 600 }]"
    )
    assert [(one.day, one.in_force) for one in found.days] == [
        (date(2012, 1, 1), True),
        (date(2013, 1, 1), False),
    ]
    ((parameter, before, after),) = found.days[1].changes
    assert (parameter.name, before, after) == ("most", 500, 600)


def test_a_table_that_gets_another_entry_is_told(tmp_path):
    text = PLAIN + (
        'parts = { label = "部分 | Parts", keys = ["part"], measure = "points", bounds = [0, 100], table = ['
        "{ since = 2012-01-01, value = { a = 1 } }, { since = 2012-07-01, value = { a = 1, b = 2 } }] }\n"
    )
    head, tied = text.split('["2".tied]')
    tied, parts = tied.split("parts =")
    folder = small_policy.write(
        tmp_path / "small", parameters_toml=head + "parts =" + parts + '\n["2".tied]' + tied
    )
    assert "L442" in codes(sweep(load_policy(folder)))


def test_values_of_a_later_day_are_judged_too(tmp_path):
    bands = (
        'grades = { label = "档 | Grades", measure = "points", bounds = [0, 100], bands = ['
        "{ since = 2012-01-01, value = [{ from = 0, gives = 1 }] }, "
        "{ since = 2013-01-01, value = [{ from = 0, below = 5, gives = 1 }, { from = 6, gives = 2 }] }] }\n"
    )
    text = PLAIN.replace('["2".tied]', bands + '\n["2".tied]')
    found = sweep(load_policy(small_policy.write(tmp_path / "small", parameters_toml=text)))
    assert {"L412"} == set(codes(found))
    assert "2013-01-01" in found.findings[0].problem.en


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_scheme_is_clean(scheme):
    assert codes(sweep(load_policy(find_policy(scheme)))) == []


def test_the_command_prints_the_days_and_fails_for_a_gap(tmp_path, capsys):
    text = PLAIN.replace(
        MOST,
        'most = { label = "上限 | Most", money = [{ since = 2012-03-01, value = 5 }], bounds = [0, 10] }',
    )
    folder = small_policy.write(
        tmp_path / "small", parameters_toml=text, cases_some_csv=small_policy.POOR.replace("300", "5")
    )
    code = code_of(["test", str(folder), "--sweep", "--json", "--lang", "en"])
    record = json.loads(capsys.readouterr().out)["sweep"]
    assert code == 4
    assert [one["day"] for one in record["days"]] == ["2012-01-01", "2012-03-01"]
    assert record["findings"][0]["code"] == "L440"
