"""The county's sheets of months and of discipline: what is used is shown, in the amounts that are paid."""

import re
from fractions import Fraction

import openpyxl
import pytest

from payout.batch import compute
from payout.cli.main import code_of
from payout.text import is_missing
from tests.intake.test_nearly_right import COUNTY, county, policy, saved

SPELLS = [
    {"person_id": "P5", "unit_id": "T1", "start": "2012-01-01", "end": "2012-05-31", "reason": "transfer"},
    {"person_id": "P5", "unit_id": "U2", "start": "2012-06-01"},
    {"person_id": "P7", "unit_id": "U2", "start": "2012-01-01", "end": "2012-05-31", "reason": "transfer"},
    {"person_id": "P7", "unit_id": "U3", "start": "2012-06-01"},
]
VETOES = [{"unit_id": "T1", "matter": "work_safety"}]
DISCIPLINE = [
    {"person_id": "P1", "kind": "party", "count": "1", "date": "2012-06-01"},
    {"person_id": "P2", "kind": "accountability", "count": "2", "date": "2012-06-01"},
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    rows = county(spells=SPELLS, vetoes=VETOES, discipline=DISCIPLINE)
    return saved(tmp_path_factory.mktemp("county") / "in", rows)


@pytest.fixture(scope="module")
def book(folder):
    out = folder.parent / "out"
    assert code_of(["run", str(folder), "-p", COUNTY, "-o", str(out)]) == 0
    return openpyxl.load_workbook(out / "payout.xlsx")


def lines(book, name):
    """The rows of a sheet by header: the label above, without its unit."""
    rows = [row for row in book[name].iter_rows(values_only=True) if row[0] is not None]
    at = next(number for number, row in enumerate(rows) if "人员编号" in map(str, row))
    header = [re.split(r"\s*[\n(（]", str(one))[0] for one in rows[at]]
    return [dict(zip(header, row, strict=True)) for row in rows[at + 1 :] if isinstance(row[0], int)]


def test_a_units_bonus_is_worked_out_only_where_it_is_used(folder):
    run = compute(folder, policy()).run
    stint, person = run.data["stint"], run.data["person"]
    people = [str(one) for one in person.columns["person_id"]]
    for name, mixed, parts in (("P5", True, [4200 * Fraction(5, 12), None]), ("P7", False, [None, None])):
        row = people.index(name)
        assert bool(person.columns["mixed_transfer"][row]) == mixed
        mine = [at for at, held in enumerate(stint.columns["person_id"]) if held == name]
        shown = [
            None if is_missing(one) else one for one in (stint.columns["stint_bonus"][at] for at in mine)
        ]
        assert len(shown) == len(parts)
        if mixed:
            assert sum(shown) == person.columns["unit_part"][row]
            assert parts[0] in shown
        else:
            assert shown == parts


def test_the_sheet_of_months_leaves_blank_what_is_not_used(book):
    rows = lines(book, "在岗月数")
    assert {row["人员编号"] for row in rows} == {"P5", "P7"}
    for row in rows:
        assert (row["区间奖金"] is None) == (row["人员编号"] == "P7")


AMOUNTS = {
    "目标奖": ("扣发前目标奖", "目标奖扣发", "目标考核奖"),
    "领导奖": ("扣发前领导奖", "领导奖扣发", "领导奖"),
}


def test_the_sheet_of_discipline_shows_both_bonuses_to_the_fen(book):
    first, second = lines(book, "处分扣发")
    assert (first["人员编号"], second["人员编号"], second["本年度效能追究次数"]) == ("P1", "P2", 2)
    assert [first[name] for name in AMOUNTS["领导奖"]] == [12000, 4000, 8000]
    due, withheld, paid = (Fraction(str(first[name])) for name in AMOUNTS["目标奖"])
    assert (due, withheld, paid) == (7550, Fraction("2516.67"), Fraction("5033.33"))  # (7400 + 150) * 2/3
    for row in (first, second):
        for names in AMOUNTS.values():
            due, withheld, paid = (Fraction(str(row[name])) for name in names)
            assert due - withheld == paid
        both = sum(Fraction(str(row[names[1]])) for names in AMOUNTS.values())
        assert Fraction(str(row["扣发合计"])) == both > 0


def test_the_template_says_which_cells_must_be_filled_in_sometimes(tmp_path):
    path = tmp_path / "county.xlsx"
    assert code_of(["template", COUNTY, "-o", str(path), "--lang", "en"]) == 0
    rows = openpyxl.load_workbook(path)["Columns"].iter_rows(values_only=True)
    said = {(row[0], row[2]): row[4] or "" for row in rows if row[2]}
    assert [said["units", name] for name in ("unit_id", "has_unit_targets", "has_staff_targets", "review")] == [
        "yes", "sometimes", "sometimes", "",
    ]  # fmt: skip
    assert said["spells", "end"] == ""  # a blank end warns of those who retired, and is refused of nobody
