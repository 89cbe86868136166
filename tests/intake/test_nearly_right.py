"""Inputs that are nearly right. Each once paid other amounts in silence, or was told in words that led elsewhere.

Each stands for its kind. All are the small county of the policy's own cases, which is clean, changed in one place, in every format
that can hold the change. What is asked is the verdict, and that it points at the cell.
"""

import csv
import functools
from fractions import Fraction

import openpyxl
import pytest
import xlsxwriter

from payout.batch import compute
from payout.cli.main import code_of
from payout.rules.policy.loading import load_policy
from tests.intake.schemes import FORMATS, ROOT, place_of, write

COUNTY = "county_target_bonus"
BASE = ROOT / "policies" / COUNTY / "cases" / "base"


@functools.cache
def policy():
    return load_policy(ROOT / "policies" / COUNTY)


def table(name):
    return next(one for one in policy().tables if one.name == name)


def county(**more):
    """The rows of the county by table, the header first; `more`: rows that are added to a table, by column."""
    rows = {}
    for one in policy().tables:
        names = [column.name for column in one.columns]
        with (BASE / f"{one.name}.csv").open(encoding="utf-8-sig", newline="") as file:
            told = [*csv.DictReader(file), *more.get(one.name, ())]
        rows[one.name] = [names, *([row.get(name) or "" for name in names] for row in told)]
    return rows


def cell(rows, name, row, column, value):
    """The rows with one cell changed; `row` counts as the file does."""
    rows[name][row - 1][rows[name][0].index(column)] = value
    return rows


def column(rows, name, header, change):
    """The rows with every cell of a column changed."""
    at = rows[name][0].index(header)
    for row in rows[name][1:]:
        row[at] = change(row[at])
    return rows


def saved(folder, rows, kind="csv", cells=()):
    return write(folder, policy().tables, rows, kind, cells)


def found(source):
    return compute(source, policy()).result.findings


def told(source):
    """The findings of a source: code, sheet or file, cell."""
    return {
        (one.code, one.place.sheet or one.place.file.partition(".")[0], one.place.cell)
        for one in found(source)
    }


def the_one(source, code):
    (one,) = (one for one in found(source) if one.code == code)
    return one


def at(kind, name, row, header):
    """Where a finding of a cell must point, by sheet or file."""
    return table(name).zh if kind == "workbook" else name, place_of(kind, table(name), row, header)


def amounts(source):
    """What everybody is paid, by identifier."""
    frame = compute(source, policy()).result.frames["person"].table
    paid = (Fraction(one.numerator, one.denominator) for one in frame["payable"])
    return dict(zip(frame["person_id"], paid, strict=True))


def said(capsys, *arguments):
    """The exit code of a command, and all that it said."""
    capsys.readouterr()
    code = code_of([*map(str, arguments), "--lang", "en"])
    printed = capsys.readouterr()
    return code, printed.out + printed.err


def sheets(folder, change=None, names=None):
    """The county as a workbook whose sheets may bear other names, and to which `change(book, sheets)` adds what rows cannot say."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        written = {}
        for name, rows in county(discipline=[ACCOUNTABLE]).items():
            written[name] = book.add_worksheet((names or {}).get(name, table(name).zh))
            for number, row in enumerate(rows):
                written[name].write_row(number, 0, row)
        if change is not None:
            change(book, written)
    return path


ACCOUNTABLE = {"person_id": "P2", "kind": "accountability", "count": "1", "date": "2012-03-01"}
EVERY = pytest.mark.parametrize("kind", FORMATS)


@EVERY
def test_the_county_as_it_stands_is_clean(kind, tmp_path):
    path = saved(tmp_path, county(), kind)
    assert told(path) == set()
    of_units = 4 * 7400 + 2 * 7000 + 6600 + 7000 + 7700 + 7000
    assert sum(amounts(path).values()) == of_units + 12000 + 9000


@EVERY
def test_one_accountability_typed_twice_is_refused_with_both_rows(kind, tmp_path):
    path = saved(tmp_path, county(discipline=[ACCOUNTABLE, ACCOUNTABLE]), kind)
    assert told(path) == {("E305", *at(kind, "discipline", 3, "person_id"))}
    assert "rows 2, 3" in the_one(path, "E305").among.en + the_one(path, "E305").problem.en


@pytest.mark.parametrize("name", ["discipline.xlsx", "discipline.tsv", "discipline.txt", "discipline"])
def test_a_table_under_another_suffix_is_refused_and_named(name, tmp_path):
    folder = saved(tmp_path, county(discipline=[ACCOUNTABLE]))
    (folder / "discipline.csv").rename(folder / name)
    assert [(one.code, one.place.file) for one in found(folder)] == [("E131", name)]


def test_a_table_in_a_folder_inside_is_refused_and_named(tmp_path):
    folder = saved(tmp_path, county(discipline=[ACCOUNTABLE]))
    (folder / "处分").mkdir()
    (folder / "discipline.csv").rename(folder / "处分" / "discipline.csv")
    assert [(one.severity, "discipline.csv" in one.problem.en + one.place.file) for one in found(folder)] == [
        ("error", True)
    ]


@pytest.mark.parametrize(("value", "code", "shown"), [(0.85, "0%", "85%"), (0.95, "0.00%", "95.00%")])
def test_a_score_in_per_cent_is_refused_at_its_cell(value, code, shown, tmp_path):
    place = ("people", 4, county()["people"][0].index("score"))
    path = saved(tmp_path, county(), "workbook", {place: (value, code)})
    assert told(path) == {("E221", *at("workbook", "people", 5, "score"))}
    assert shown in the_one(path, "E221").problem.en


@pytest.mark.parametrize(
    ("name", "value", "meant"),
    [("discipline_share", "33", "0.33"), ("discipline_share", "1.5", "0.015"), ("unassessed_rate", "110", "1.1"),
     ("excellent_ratio", "15", "0.15")],
)  # fmt: skip
def test_a_ratio_written_as_per_cent_is_refused_by_its_bounds(name, value, meant, tmp_path, capsys):
    folder, out = saved(tmp_path / "in", county()), tmp_path / "out"
    code, words = said(capsys, "run", folder, "-p", COUNTY, "--set", f"{name}={value}", "-o", out)
    assert (code, out.exists()) == (4, False)
    assert f"{value} is not within its bounds" in words
    assert f"{value} % is written {meant}" in words


TWINS = [
    ("99010119900101003X", "99010119900101003x"),
    ("P11", "p11"),
    ("P11", "P011"),
    ("P11", "P 11"),
    ("P11", "Р11"),
]


@pytest.mark.parametrize(("one", "other"), TWINS)
@EVERY
def test_one_person_under_two_identifiers_is_refused_at_both_rows(one, other, kind, tmp_path):
    twins = [
        {"person_id": name, "name": "赵重", "unit_id": "U1", "position": "staff"} for name in (one, other)
    ]
    places = told(saved(tmp_path, county(people=twins), kind))
    assert {("E304", *at(kind, "people", row, "person_id")) for row in (12, 13)} <= places


@EVERY
def test_a_spell_of_another_year_is_refused_at_its_date(kind, tmp_path):
    spell = {"person_id": "P2", "unit_id": "U1", "start": "2021-01-01", "end": "2021-12-31"}
    path = saved(tmp_path, county(spells=[spell]), kind)
    assert told(path) == {("P-never-in-year", *at(kind, "spells", 2, "start"))}
    assert the_one(path, "P-never-in-year").value == "2021-01-01"


@EVERY
def test_one_project_in_two_widths_counts_once(kind, tmp_path):
    both = [
        {"unit_id": "U3", "project": name, "scope": "single", "level": "county"}
        for name in ("文明单位(2012)", "文明单位（2012）")
    ]
    once, twice = (saved(tmp_path / str(len(rows)), county(awards=rows), kind) for rows in (both[:1], both))
    assert amounts(once) == amounts(twice)
    assert told(once) == set()
    assert told(twice) >= {("W107", *at(kind, "awards", 3, "project"))}
    assert {one.severity for one in found(twice)} == {"warning"}


def test_empty_columns_at_the_right_of_a_csv_are_clean(tmp_path):
    rows = {name: [[*row, "", ""] for row in below] for name, below in county().items()}
    assert told(saved(tmp_path, rows)) == set()


@pytest.mark.parametrize(
    ("header", "value", "unit", "plain"),
    [("score", "95.5分", "分", "95.5"), ("leader_bonus_yearly", "1.2万", "万", "12000")],
)
@EVERY
def test_a_number_with_its_unit_is_told_without_it(header, value, unit, plain, kind, tmp_path):
    path = saved(tmp_path, cell(county(), "people", 2, header, value), kind)
    assert told(path) == {("E232", *at(kind, "people", 2, header))}
    assert plain in the_one(path, "E232").fix.zh
    assert unit in the_one(path, "E232").fix.zh


def test_places_beyond_the_ceiling_have_one_verdict_that_names_it(tmp_path, capsys):
    units = [
        {"unit_id": f"S{n}", "unit_name": f"单位{n}", "category": "department", "assessed": "yes", "base_score": str(900 + n),
         "has_unit_targets": "yes", "has_staff_targets": "yes"}
        for n in range(1, 8)
    ]  # fmt: skip
    people = [
        {"person_id": f"S{n}-{m}", "name": f"人{n}{m}", "unit_id": f"S{n}", "position": "staff", "grade": "competent" if m else "excellent"}
        for n in range(1, 8) for m in range(4)
    ]  # fmt: skip
    rows = county()
    rows["units"], rows["people"] = ([rows[name][0]] for name in ("units", "people"))
    for name, more in (("units", units), ("people", people)):
        rows[name] += [[row.get(header, "") for header in rows[name][0]] for row in more]
    folder = saved(tmp_path, rows)
    code, words = said(capsys, "quota", folder, "-p", COUNTY)
    assert code == 5
    assert "at most 5 places, 7 given" in words
    assert "all hold" not in words
    assert "W340" in said(capsys, "check", folder, "-p", COUNTY)[1]


def test_an_overlay_that_does_not_hold_yet_is_refused(tmp_path, capsys):
    folder, overlay = saved(tmp_path / "in", county()), tmp_path / "overlay.toml"
    overlay.write_text(
        'baseline = "county_target_bonus"\n[county_average]\nvalue = "7500"\nsince = 2030-01-01\n',
        encoding="utf-8",
    )
    code, words = said(capsys, "run", folder, "-p", COUNTY, "--overlay", overlay, "-o", tmp_path / "out")
    assert (code, (tmp_path / "out").exists()) == (4, False)
    assert "holds only since 2030-01-01" in words


def test_a_sheet_of_a_near_name_is_refused_and_named(tmp_path):
    path = sheets(tmp_path, names={"discipline": "处分"})
    assert [(one.code, one.place.sheet, one.severity) for one in found(path)] == [("E131", "处分", "error")]


def test_a_table_that_is_not_there_is_said_on_the_screen_and_the_cover(tmp_path, capsys):
    rows = {name: below for name, below in county().items() if name != "discipline"}
    folder = tmp_path / "in"
    folder.mkdir()
    for name, below in rows.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(below)
    code, words = said(capsys, "run", folder, "-p", COUNTY, "-o", tmp_path / "out")
    assert code == 0
    assert "not provided: discipline" in words
    cover = openpyxl.load_workbook(tmp_path / "out" / "payout.xlsx").worksheets[0]
    assert any("discipline" in str(one) for row in cover.iter_rows(values_only=True) for one in row if one)


@EVERY
def test_dates_all_of_the_next_year_are_one_finding_that_says_the_year(kind, tmp_path):
    spells = [
        {"person_id": f"P{n}", "unit_id": unit, "start": "2013-01-01", "end": "2013-06-30"}
        for n, unit in ((2, "U1"), (5, "U2"), (7, "U3"))
    ]
    path = saved(tmp_path, county(spells=spells, discipline=[{**ACCOUNTABLE, "date": "2013-05-01"}]), kind)
    (one,) = found(path)
    assert (one.code, one.severity) == ("E331", "error")
    assert "2013" in one.problem.en


@EVERY
def test_days_between_two_spells_are_a_warning_that_names_them(kind, tmp_path):
    spells = [
        {"person_id": "P5", "unit_id": "U2", "start": "2012-01-01", "end": "2012-03-31"},
        {"person_id": "P5", "unit_id": "U2", "start": "2012-05-01", "end": "2012-12-31"},
    ]
    path = saved(tmp_path, county(spells=spells), kind)
    assert told(path) == {("P-days-between-spells", *at(kind, "spells", 3, "start"))}
    one = the_one(path, "P-days-between-spells")
    assert one.severity == "warning"
    assert "2012-04-01 至 2012-04-30 有 30 天" in one.problem.zh
    assert "of 2012-04-01 to 2012-04-30, 30 days" in one.problem.en
    assert amounts(path)["P5"] == Fraction("6416.67")  # 7000 * 11/12: the warning moves no amount


@EVERY
def test_a_transfer_with_only_its_new_row_is_a_warning_that_names_the_days(kind, tmp_path):
    spell = {"person_id": "P5", "unit_id": "U2", "start": "2012-05-01", "end": "", "reason": "transfer"}
    path = saved(tmp_path, county(spells=[spell]), kind)
    assert told(path) == {("P-transfer-from-nowhere", *at(kind, "spells", 2, "start"))}
    assert "2012-01-01 至 2012-04-30 有 121 天" in the_one(path, "P-transfer-from-nowhere").problem.zh


@pytest.mark.parametrize("kind", ["workbook", "csv"])
def test_a_title_above_the_header_is_one_finding(kind, tmp_path):
    rows = county()
    width = len(rows["people"][0])
    rows["people"].insert(0, ["某县 2012 年人员表", *[""] * (width - 1)])
    path = saved(tmp_path, rows, kind)
    (one,) = found(path)
    assert (one.code, one.place.row) == ("E124", 1)
    assert "row 2" in one.problem.en


def test_a_code_stored_as_a_number_is_told_with_its_zeros(tmp_path):
    rows = column(county(), "units", "unit_id", lambda old: "001" if old == "U1" else old)
    for name in ("people", "units"):
        header = "unit_id" if name == "people" else "follows_unit"
        column(rows, name, header, lambda old: "001" if old == "U1" else old)
    path = saved(tmp_path, rows, "workbook", {("units", 1, 0): (1, "000")})
    places = told(path)
    assert ("E222", *at("workbook", "units", 2, "unit_id")) in places
    assert "001" in the_one(path, "E222").fix.en
    assert all("101" not in one.fix.en + one.problem.en for one in found(path))


@EVERY
def test_names_in_place_of_codes_are_told_with_their_codes(kind, tmp_path):
    rows = cell(county(), "people", 2, "unit_id", "财政局")
    path = saved(tmp_path, rows, kind)
    assert told(path) == {("E311", *at(kind, "people", 2, "unit_id"))}
    assert "U1" in the_one(path, "E311").fix.zh


def test_a_tie_that_was_decided_stands_in_the_results_with_its_reason(tmp_path, capsys):
    township = {
        "category": "township",
        "assessed": "yes",
        "has_unit_targets": "yes",
        "has_staff_targets": "yes",
    }
    units = [{"unit_id": f"T{n}", "unit_name": f"镇{n}", "base_score": "890", **township} for n in (2, 3)]
    people = [
        {"person_id": f"T{n}P", "name": f"何{n}", "unit_id": f"T{n}", "position": "staff"} for n in (2, 3)
    ]
    decisions = [
        {"subject": f"unit:T{n}", "question": "best_place_tie", "answer": answer, "reason": "会议研究", "document": "考评办〔2013〕1号",
         "approver": "县目标办"}
        for n, answer in ((2, "yes"), (3, "no"))
    ]  # fmt: skip
    folder = saved(tmp_path / "in", county(units=units, people=people, decisions=decisions))
    assert said(capsys, "run", folder, "-p", COUNTY, "-o", tmp_path / "out")[0] == 0
    book = openpyxl.load_workbook(tmp_path / "out" / "payout.xlsx")
    (sheet,) = (one for one in book if one.title == "Decisions")
    cells = {str(one) for row in sheet.iter_rows(values_only=True) for one in row}
    assert {"会议研究", "考评办〔2013〕1号", "县目标办"} <= cells


def test_two_units_of_one_name_have_two_subtotals(tmp_path, capsys):
    rows = cell(county(), "units", 4, "unit_name", "财政局")  # U3 as U1
    folder = saved(tmp_path / "in", rows)
    assert said(capsys, "run", folder, "-p", COUNTY, "-o", tmp_path / "out")[0] == 0
    sheet = openpyxl.load_workbook(tmp_path / "out" / "payout.xlsx")["People"]
    subtotals = [row[0] for row in sheet.iter_rows(values_only=True) if "财政局" in str(row[0])]
    assert len(subtotals) == 2, subtotals
