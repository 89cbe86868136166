"""The year is set once and seen: a batch of another year is one finding, in every format and every scheme that has a year."""

import csv
import json

import openpyxl
import pandas as pd
import pytest

from payout.batch import compute
from payout.cli.main import code_of
from payout.findings import errors
from payout.intake import Frames
from payout.rules.policy.loading import load_policy
from tests.cli.conftest import SMALL
from tests.intake.schemes import FORMATS, ROOT, SCHEMES, write
from tests.rules.bench import head_of
from tests.rules.bench import policy_of as bench_policy

COUNTY = "county_target_bonus"
DATES = ("start", "end", "date")


def policy_of(name=COUNTY):
    return load_policy(ROOT / "policies" / name)


WITH_YEAR = [name for name in SCHEMES if policy_of(name).year is not None]
WITH_DATES = [
    name
    for name in WITH_YEAR
    if any(column.kind == "date" for table in policy_of(name).tables for column in table.columns)
]


def small_county():
    """The small county of the commands' tests, with every declared table."""
    rows = {name: [line.split(",") for line in text.split()] for name, text in SMALL.items()}
    rows["units"] = _with_targets(rows["units"])
    empty = {table.name: [[column.name for column in table.columns]] for table in policy_of().tables}
    return {name: rows.get(name, header) for name, header in empty.items()}


def _with_targets(units):
    header, *below = units
    lacking = [name for name in ("has_unit_targets", "has_staff_targets") if name not in header]
    flags = [["yes" if row[header.index("assessed")] == "yes" else ""] * len(lacking) for row in below]
    return [[*header, *lacking], *([*row, *more] for row, more in zip(below, flags, strict=True))]


def fixture(name):
    """A fixture's rows by table, each with its header."""
    rows = {}
    for table in policy_of(name).tables:
        path = ROOT / "fixtures" / name / "csv" / f"{table.name}.csv"
        header = [[column.name for column in table.columns]]
        rows[table.name] = (
            list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines())) if path.exists() else header
        )
    return rows


def moved(rows, years):
    """The rows with their dates so many years later."""

    def later(cell):
        year, _, rest = cell.partition("-")
        is_day = len(cell) == 10 and cell.count("-") == 2
        return f"{int(year) + years}-{rest.replace('02-29', '02-28')}" if is_day else cell

    return {name: [[later(cell) for cell in row] for row in table] for name, table in rows.items()}


def frames_of(rows):
    return Frames(
        {
            table: pd.DataFrame(below, columns=header, dtype="string").replace("", pd.NA)
            for table, (header, *below) in rows.items()
        }
    )


def source(rows, kind, path, name=COUNTY):
    if kind == "frames":
        return frames_of(rows)
    return write(path, policy_of(name).tables, rows, kind)


def found_in(rows, kind, path, year=None, name=COUNTY):
    policy = policy_of(name)
    changed = policy if year is None else policy.changed(sets=(f"{policy.year.name}={year}",))
    return compute(source(rows, kind, path, name), changed).result


def codes(result):
    return [one.code for one in errors(result.findings)]


ALL = (*FORMATS, "frames")


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize("years", [1, -1])
def test_a_batch_of_another_year_is_one_finding_that_says_the_year(kind, years, tmp_path):
    rows = moved(small_county(), years)
    result = found_in(rows, kind, tmp_path / "in")
    (found,) = errors(result.findings)
    told = 2012 + years
    assert found.code == "E331"
    assert f"不在 2012 年(在 {told} 年)" in found.problem.zh
    assert f"--year {told}" in found.fix.zh
    assert f"--year {told}" in found.fix.en
    expected = {
        "workbook": ("book.xlsx", "任职区间"),
        "csv": ("spells.csv", ""),
        "parquet": ("spells.parquet", ""),
    }
    assert (found.place.file, found.place.sheet) == expected.get(kind, ("spells", ""))
    assert not [one for one in result.findings if one.code.startswith("P-")]  # no row is told besides


@pytest.mark.parametrize("kind", ALL)
def test_with_its_own_year_it_is_clean(kind, tmp_path):
    result = found_in(moved(small_county(), 1), kind, tmp_path / "in", year=2013)
    assert codes(result) == []
    assert result.year == "2013"
    assert codes(found_in(small_county(), kind, tmp_path / "other", year=2013)) == ["E331"]
    assert codes(found_in(small_county(), kind, tmp_path / "own")) == []


@pytest.mark.parametrize("name", WITH_DATES)
@pytest.mark.parametrize("kind", ["csv", "workbook"])
@pytest.mark.parametrize("years", [1, -1])
def test_every_scheme_with_a_year_and_dates_tells_it(name, kind, years, tmp_path):
    rows = fixture(name)
    if years < 0:  # a spell that is left open is of every year since: here none is
        rows = closed(name, rows)
    assert "E331" in codes(found_in(moved(rows, years), kind, tmp_path / "in", name=name))
    assert "E331" not in codes(found_in(rows, kind, tmp_path / "own", name=name))


def closed(name, rows):
    """The rows with an end for every spell: the last day of the scheme's year."""
    year = policy_of(name).year.shown
    spells = {table.name for table in policy_of(name).tables if "end" in table.by_name}
    result = dict(rows)
    for table in spells & rows.keys():
        header, *below = rows[table]
        if "end" in header:
            at = header.index("end")
            result[table] = [
                header,
                *([*row[:at], row[at] or f"{year}-12-31", *row[at + 1 :]] for row in below),
            ]
    return result


SPELL = ["person_id", "unit_id", "start", "end", "reason"]


def with_spells(*spells, sanctions=()):
    rows = small_county()
    rows["spells"] = [SPELL, *([person, unit, start, end, ""] for person, unit, start, end in spells)]
    rows["discipline"] = [rows["discipline"][0], *(["P2", "party", "1", day] for day in sanctions)]
    return rows


NEITHER = {
    "no dates": with_spells(),
    "half of them": with_spells(
        ("P4", "U2", "2012-01-01", "2012-12-31"),
        ("P5", "U2", "2013-01-01", "2013-12-31"),
        sanctions=["2013-05-01"],
    ),
    "from before it to after it": with_spells(
        ("P4", "U2", "2011-01-01", "2013-12-31"), ("P5", "U2", "2010-01-01", "2013-06-30")
    ),
    "one sanction of last December": with_spells(sanctions=["2011-12-31"]),
    "two sanctions of last year": with_spells(sanctions=["2011-12-31", "2011-11-30"]),
    "one sanction of next year": with_spells(sanctions=["2013-01-01"]),
}


@pytest.mark.parametrize("rows", NEITHER.values(), ids=NEITHER)
@pytest.mark.parametrize("kind", ALL)
def test_what_reaches_into_the_year_or_is_one_row_is_no_other_year(rows, kind, tmp_path):
    assert "E331" not in codes(found_in(rows, kind, tmp_path / "in"))


OPEN_TABLES = """
from payout.rules.tables import *

people = Table("people", "person", "人员", key="person_id").of(identifier("person_id", "编号"))
spells = Table("spells", "spell", "区间", required=False).of(
    reference("person_id", "person", "编号", parent=True), date("start", "起"), date("end", "止", blank=True))
"""
YEAR = """
since = 2024-01-01
["1"]
year = { label = "年度 | year", measure = "year", count = 2012, bounds = [1949, 2100] }
"""
STARTS = {
    ("2008-03-01", "2009-01-01", "2011-06-01"): [],
    ("2028-03-01", "2029-01-01", "2031-06-01"): [
        "E331"
    ],  # all begin after the year: an open end does not help
}


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize(("starts", "expected"), STARTS.items(), ids=["earlier", "later"])
def test_spells_that_are_left_open_are_of_every_year_since(kind, starts, expected, tmp_path):
    policy = bench_policy(
        tmp_path / "p", tables=OPEN_TABLES, parameters=YEAR, head=head_of("person", "spell")
    )
    people = [["person_id"], *([f"P{at}"] for at, _ in enumerate(starts))]
    spells = [["person_id", "start", "end"], *([f"P{at}", day, ""] for at, day in enumerate(starts))]
    rows = {"people": people, "spells": spells}
    given = frames_of(rows) if kind == "frames" else write(tmp_path / "in", policy.tables, rows, kind)
    assert codes(compute(given, policy).result) == expected


# what the commands say


@pytest.fixture
def told(capsys):
    def run(*arguments):
        capsys.readouterr()
        code = code_of([str(one) for one in arguments])
        said = capsys.readouterr()
        return code, said.out + said.err

    return run


def test_the_year_is_on_the_screen_the_cover_the_manifest_and_the_template(told, tmp_path):
    folder = source(moved(small_county(), 1), "csv", tmp_path / "in")
    assert told("check", folder, "-p", COUNTY)[0] == 3
    assert not (tmp_path / "out").exists()
    code, said = told("run", folder, "-p", COUNTY, "-o", tmp_path / "out", "--year", 2013)
    assert code == 0
    assert "2013" in next(line for line in said.splitlines() if line.startswith("年度"))
    assert "改动:考核年度(year)= 2013,办法为 2012" in said
    assert json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))["year"] == "2013"
    cover = openpyxl.load_workbook(tmp_path / "out" / "payout.xlsx")["封面"]
    pairs = {row[0].value: row[1].value for row in cover.iter_rows() if row[0].value}
    assert pairs["年度"] == "2013"
    assert "2013" in pairs["改动的数值"]
    assert "2012" in pairs["改动的数值"]
    _, said = told("check", folder, "-p", COUNTY, "--year", 2013)
    assert "年度 2013" in said
    assert told("template", COUNTY, "-o", tmp_path / "t.xlsx", "--year", 2014)[0] == 0
    first = openpyxl.load_workbook(tmp_path / "t.xlsx").worksheets[0]
    assert any("2014 年度" in str(row[0]) for row in first.iter_rows(values_only=True))


@pytest.mark.parametrize("name", WITH_YEAR)
@pytest.mark.parametrize("year", [0, 12, 20122, -2012])
def test_a_year_that_is_none_is_refused_by_its_bounds(name, year, told):
    code, said = told("check", ROOT / "fixtures" / name / "csv", "-p", name, f"--year={year}")
    assert code == 4
    assert "1949 至 2100" in said


@pytest.mark.parametrize("name", [name for name in SCHEMES if name not in WITH_YEAR])
def test_a_scheme_without_a_year_says_so(name, told):
    code, said = told("check", ROOT / "fixtures" / name / "csv", "-p", name, "--year", 2013)
    assert code == 2
    assert f"办法 {name} 没有年度参数" in said
