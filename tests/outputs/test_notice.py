"""The public notice: what it may show, whom it tells apart and by how little, how long it stands."""

from __future__ import annotations

import re
import sys
from datetime import date

import openpyxl
import pytest

from payout.masking import mask_name
from payout.outputs.notice import NotCovered, NotToBeShown, Standing, last_day, notice_of, write_notice
from payout.outputs.notice.build import marks_of, plan_of, shown_of
from payout.outputs.papers import printer
from payout.rules.policy.card import read_card
from payout.rules.tree import LanguageError
from payout.text import Text
from tests.evidence.traces import ROOT, SCHEMES, batch
from tests.outputs.browser import started

SAY_NOTHING = {"bonus_tax"}  # its policy says that nothing is published, and why
STANDING = Standing(date(2013, 2, 1), date(2013, 2, 8), 5, working=True, objections_to="县考核办 <b>")


def noticed(name, asked=(), *, masked=True, draft=False, level="", lang="zh"):
    found = batch(name)
    plan = plan_of(found.run, found.result, level)
    columns = shown_of(found.result, plan, asked)
    return notice_of(
        found.run, found.result, plan, STANDING, lang, columns=columns, masked=masked, draft=draft
    )


@pytest.mark.parametrize(
    ("start", "days", "last"),
    [
        ("2013-02-01", 5, "2013-02-08"),
        ("2013-02-07", 3, "2013-02-17"),  # 9 to 15 February off, Saturday 16 and Sunday 17 worked instead
        ("2012-09-28", 2, "2012-10-08"),  # Saturday 29 September worked, 30 September to 7 October off
        ("2012-12-31", 1, "2013-01-04"),  # 1 to 3 January off; Saturday 5 and Sunday 6 worked
    ],
)
def test_working_days_are_those_of_the_state_council(start, days, last):
    assert last_day(date.fromisoformat(start), days, working=True).isoformat() == last


def test_calendar_days_need_no_calendar(monkeypatch):
    monkeypatch.setitem(sys.modules, "chinese_calendar", None)
    assert last_day(date(2040, 2, 27), 3, working=False) == date(2040, 3, 1)
    with pytest.raises(NotCovered, match=r"payout\[notice\]"):
        last_day(date(2013, 2, 1), 5, working=True)


@pytest.mark.parametrize("year", [1999, 2099])
def test_a_year_that_no_calendar_knows_is_refused(year):
    with pytest.raises(NotCovered, match=f"{year}.*--until"):
        last_day(date(year, 2, 1), 5, working=True)


@pytest.mark.parametrize("name", sorted(set(SCHEMES) - SAY_NOTHING))
def test_a_notice_shows_no_amount_and_no_number_of_a_person(name):
    notice = noticed(name)
    assert notice.count
    assert "yuan" not in {field.measure for field in notice.fields}
    assert not any(field.personal for field in notice.fields)
    for unit in notice.units:
        lines = [(row.name, row.mark) for row in unit.rows]
        assert len(set(lines)) == len(lines), "two lines of one unit are alike"


@pytest.mark.parametrize("level", ["", "person", "bonus"])
def test_a_policy_whose_results_are_private_says_why_and_what_to_do(level):
    with pytest.raises(NotToBeShown, match=r"private.*payout notice.*payout slips") as refused:
        noticed("bonus_tax", level=level)
    assert re.search("保密.*payout notice.*payout slips", refused.value.problem.zh)


def test_of_goals_departments_and_groups_are_shown_and_people_are_not():
    for level, count in (("", 4), ("department", 4), ("group", 8)):
        made = noticed("project_goals", level=level)
        assert ([field.name for field in made.fields], made.count) == (["band"], count)
        assert not made.standing.clause  # the text speaks of no notice, and none is cited
    with pytest.raises(NotToBeShown, match="person"):
        noticed("project_goals", level="person")
    with pytest.raises(NotToBeShown, match="reward"):
        noticed("project_goals", ["reward"])


def test_what_the_text_says_of_a_notice_stands_in_its_policy():
    found = batch("federation_differential")
    plan = plan_of(found.run, found.result)
    assert (plan.days, plan.working, plan.clause) == (3, False, "五4")
    assert [field.name for field in noticed("federation_differential").fields] == ["score_total"]
    assert [field.name for field in noticed("city_leaders", ["grade", "rank"]).fields] == [
        "leader_grade",
        "score_rank",
    ]


@pytest.mark.parametrize("word", ["amount", "payable", "name", "bank"])
def test_what_the_policy_does_not_allow_is_refused(word):
    with pytest.raises(NotToBeShown, match=word):
        noticed("county_target_bonus", [word])


def test_names_are_masked_or_not():
    masked, full = noticed("county_target_bonus"), noticed("county_target_bonus", masked=False)
    names = [row.name for unit in full.units for row in unit.rows]
    assert [row.name for unit in masked.units for row in unit.rows] == [mask_name(name) for name in names]
    assert [mask_name(name) for name in ("张三", "王小明", "欧阳锋", "司马", "Anna Li")] == [
        "张*",
        "王**",
        "欧阳*",
        "司*",
        "A*** L*",
    ]


@pytest.mark.parametrize(
    ("keys", "marks"),
    [
        (["P00015", "P00027"], ["15", "27"]),
        (["P00115", "P00215"], ["115", "215"]),
        (["11010519491231002X", "110105194912310038"], ["(1)", "(2)"]),
        (["A1", "A2"], ["A1", "A2"]),
    ],
)
def test_equal_names_are_told_apart_by_as_little_as_does(keys, marks):
    assert marks_of(keys) == marks


def test_the_same_run_gives_the_same_bytes_and_nothing_acts(tmp_path):
    made, stamp = noticed("city_leaders", draft=True), batch("city_leaders").result.stamp
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        write_notice(made, tmp_path / name, stamp, lang="zh")
    files = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert files == ["notice.html", "notice.xlsx"]
    assert all(
        (tmp_path / "one" / name).read_bytes() == (tmp_path / "other" / name).read_bytes() for name in files
    )
    shown = started(tmp_path / "profile")(tmp_path / "one" / "notice.html", "--dump-dom").stdout
    body = shown.partition("<body>")[2]
    assert body.count("<tr") == 1 + made.count + len(made.units)
    assert "<b>" not in body
    assert "草稿" in body
    sheet = openpyxl.load_workbook(tmp_path / "one" / "notice.xlsx").active
    numbers = [row[0].value for row in sheet.iter_rows() if isinstance(row[0].value, int)]
    assert numbers == list(range(1, made.count + 1))


def test_the_printed_notice_has_its_head_on_every_page(tmp_path):
    started(tmp_path / "profile")
    made = noticed("district_nsx", lang="en")
    write_notice(made, tmp_path, batch("district_nsx").result.stamp, lang="en", printer=printer())
    pages = len(re.findall(rb"/Type /Page\b", (tmp_path / "notice.pdf").read_bytes()))
    assert 1 < pages < made.count
    text = (tmp_path / "notice.html").read_text(encoding="utf-8")
    assert "counter(pages)" in text
    assert "table-header-group" in text
    assert made.title == Text("", made.title).en


def test_what_is_not_published_has_no_notice(tmp_path):
    card = (ROOT / "policies" / "bonus_tax" / "policy.toml").read_text(encoding="utf-8")
    notice = '[[notice]]\nlevel = "person"\ncolumns = "method"\nclause = ""\n'
    (tmp_path / "policy.toml").write_text(f"{card}\n{notice}", encoding="utf-8")
    with pytest.raises(LanguageError, match=r"no .*notice"):
        read_card(tmp_path / "policy.toml")


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ('level = "leader"\ncolumns = "leader_grade"', "clause"),
        ('level = "leader"\ncolumns = "x"\nclause = "1"\ndays = 3\nworking_days = 3', "not both"),
        ('level = "leader"\ncolumns = "x"\nclause = "1"\ndays = -1', "whole number"),
        ('level = "leader"\ncolumns = "x"\nclause = "1"\nshow = "y"', "does not know show"),
    ],
)
def test_a_notice_that_is_declared_wrong_is_refused(tmp_path, entry, says):
    card = (ROOT / "policies" / "city_leaders" / "policy.toml").read_text(encoding="utf-8")
    (tmp_path / "policy.toml").write_text(f"{card}\n[[notice]]\n{entry}\n", encoding="utf-8")
    with pytest.raises(LanguageError, match=says):
        read_card(tmp_path / "policy.toml")
