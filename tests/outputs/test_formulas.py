"""The workbook of live formulas: LibreOffice calculates every fixture anew, and nothing differs; changed cells are followed."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import numpy as np
import openpyxl
import pytest
import xlsxwriter

from payout.batch import compute
from payout.outputs.formulas import write_formulas
from payout.outputs.formulas.ink import number_format
from payout.outputs.formulas.level import FIRST, HEADER
from payout.outputs.names import FORMULAS
from payout.rules.compiled.compiled import compiled
from payout.rules.policy.loading import load_policy
from tests.outputs.live import Calculated, differing
from tests.spreadsheet import recalculated, soffice

ROOT = Path(__file__).parents[2]
SCHEMES = sorted(path.parent.name for path in ROOT.glob("policies/*/policy.toml"))
SMALL = "district_points"


@pytest.fixture(scope="module")
def command(tmp_path_factory):
    return soffice(tmp_path_factory.mktemp("office") / "profile")


def computed(source, scheme, sets=()):
    return compute(source, load_policy(ROOT / "policies" / scheme).changed(sets=sets))


def written(batch, home, stem, lang="zh"):
    """The workbook of a batch, under a name of its own."""
    folder = home / f"of_{stem}"
    folder.mkdir()
    write_formulas(batch.run, batch.result.stamp, folder, lang=lang)
    return (folder / FORMULAS).rename(home / f"{stem}.xlsx")


@pytest.fixture(scope="module")
def fixtures(tmp_path_factory, command):
    """Every fixture's batch, and what LibreOffice makes of its formulas."""
    home = tmp_path_factory.mktemp("fixtures")
    batches = {name: computed(next((ROOT / "fixtures" / name).glob("*.xlsx")), name) for name in SCHEMES}
    books = [written(batch, home, name) for name, batch in batches.items()]
    rows = recalculated(command, books, home)
    return {name: (batch.run, rows, Calculated.of(batch.run, rows, name)) for name, batch in batches.items()}


YEARS = [
    ("county_teams_process", "earlier_score", "year"),
    ("county_teams_process", "rating_year", "year"),
    ("county_teams_process", "indicator_year", "year"),
    ("federation_differential", "office", "year"),
    ("project_goals", "review_month", "year"),
    ("city_leaders", "team_month", "month_rank"),
]


@pytest.mark.parametrize(("scheme", "level", "name"), YEARS)
def test_a_year_and_a_rank_have_no_commas(scheme, level, name):
    """As in the results: 2,014 is a quantity, 2014 a year."""
    assert number_format(compiled(load_policy(ROOT / "policies" / scheme)).schema_of(level, name)) == "0"


def test_a_parameter_that_is_a_year_has_no_comma():
    policy = load_policy(ROOT / "policies" / "project_goals")
    assert number_format(policy.parameters["review_year"].schema) == "0"


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_result_of_every_fixture_is_what_the_engine_says(fixtures, scheme):
    run, rows, calculated = fixtures[scheme]
    assert differing(run, calculated) == []
    summary = {row[0]: row[1] for row in rows[scheme, "核对"]}
    assert (summary["不一致的数额"], summary["不一致的全部结果"]) == ("0", "0")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_cell_is_an_error(fixtures, scheme):
    _, rows, _ = fixtures[scheme]
    mine = {sheet: lines for (stem, sheet), lines in rows.items() if stem == scheme}
    assert [
        (sheet, cell)
        for sheet, lines in mine.items()
        for line in lines
        for cell in line
        if cell.startswith(("#", "Err:"))
    ] == []


def test_ties_are_told_where_a_double_cannot_decide(fixtures):
    """The rows that stand exactly at a tie are among those that the sheet marks."""
    run, _, calculated = fixtures["county_target_bonus"]
    people = run.data["person"]
    marks = [one for one in calculated.plan.sheets["person"].columns if one.sort == "near"]
    assert marks
    for mark in marks:
        shown = calculated.column("person", mark.header, people.size)
        exact = run.rows(mark.node.operand, people.size)
        at_tie = (exact * 100 * 2).is_integer() & ~(exact * 100).is_integer() & ~exact.mask
        assert {row for row, cell in enumerate(shown) if cell == "临界"} >= set(
            np.flatnonzero(at_tie).tolist()
        )


def test_libreoffice_calculates_anew(tmp_path, command):
    """Else all of this would compare the engine with itself."""
    path = tmp_path / "wrong.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        workbook.add_worksheet("a").write_formula(0, 0, "=1+1", None, 5)
    assert recalculated(command, [path], tmp_path)["wrong", "a"] == [["2"]]


# ---- changed cells ------------------------------------------------------------------------------------


def changed_folder(tmp_path, table, where, column, value):
    """The fixture's tables with one cell changed: of the row that has these cells."""
    folder = shutil.copytree(ROOT / "fixtures" / SMALL / "csv", tmp_path / f"csv_{table}")
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        header, *lines = csv.reader(stream)
    row = next(
        line for line in lines if all(line[header.index(name)] == said for name, said in where.items())
    )
    row[header.index(column)] = value
    with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([header, *lines])
    return folder


def set_cell(book, sheet, where, column, value):
    """Change a cell of a sheet: of the row that has these cells."""
    page = book[sheet]
    headers = [cell.value for cell in page[HEADER + 1]]
    for row in page.iter_rows(min_row=FIRST + 1):
        if all(row[headers.index(name)].value == said for name, said in where.items()):
            row[headers.index(column)].value = value
            return
    raise AssertionError(f"{sheet} has no row {where}")


def set_named(book, name, value):
    """Change the cell of a parameter or reading."""
    sheet, cell = book.defined_names[name].attr_text.replace("$", "").replace("'", "").split("!")
    book[sheet][cell].value = value


CHANGES = {
    "a_score": (
        lambda book: set_cell(book, "指标得分", {"单位编码": "Q001", "得分": 11.8}, "得分", 9.75),
        lambda tmp: (changed_folder(tmp, "indicators", {"unit_id": "Q001", "score": "11.8"}, "score", "9.75"), ()),
    ),
    "a_headcount": (
        lambda book: set_cell(book, "单位", {"单位编码": "Q002"}, "人数", 19),
        lambda tmp: (changed_folder(tmp, "units", {"unit_id": "Q002"}, "headcount", "19"), ()),
    ),
    "a_decision": (
        lambda book: set_cell(book, "获奖", {"获奖编号": "J13"}, answers(book, "获奖"), "否"),
        lambda tmp: (changed_folder(tmp, "decisions", {"subject": "award:J13"}, "answer", "no"), ()),
    ),
    "a_reading": (
        lambda book: set_named(book, "分值的来源", "solve_from_budget"),
        lambda _: (ROOT / "fixtures" / SMALL / "csv", ("points_value_source=solve_from_budget",)),
    ),
    "a_parameter": (
        lambda book: (set_named(book, "分值的来源", "solve_from_budget"), set_named(book, "考核奖预算", 8_765_432.1)),
        lambda _: (ROOT / "fixtures" / SMALL / "csv", ("points_value_source=solve_from_budget", "bonus_budget=8765432.10")),
    ),
}  # fmt: skip


def answers(book, sheet):
    """The header of the answers that people gave."""
    return next(cell.value for cell in book[sheet][HEADER + 1] if cell.value.endswith("·决定"))


@pytest.fixture(scope="module")
def changed(tmp_path_factory, command):
    """The small fixture's workbook with a cell changed, and the batch with the same change."""
    home = tmp_path_factory.mktemp("changed")
    start = written(computed(ROOT / "fixtures" / SMALL / "csv", SMALL), home, "start")
    batches, books = {}, []
    for name, (in_book, in_input) in CHANGES.items():
        book = openpyxl.load_workbook(start)
        in_book(book)
        books.append(home / f"{name}.xlsx")
        book.save(books[-1])
        source, sets = in_input(home)
        batches[name] = computed(source, SMALL, sets)
    rows = recalculated(command, books, home)
    return {name: (batch.run, Calculated.of(batch.run, rows, name)) for name, batch in batches.items()}


@pytest.mark.parametrize("change", CHANGES)
def test_formulas_follow_a_changed_cell_as_the_engine_does(changed, change):
    run, calculated = changed[change]
    assert differing(run, calculated) == []


# ---- the file -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_same_result_gives_the_same_bytes(tmp_path, lang):
    batch = computed(ROOT / "fixtures" / SMALL / "csv", SMALL)
    one, two = (written(batch, tmp_path, name, lang).read_bytes() for name in ("one", "two"))
    assert one == two


def test_texts_of_the_input_are_never_formulas(tmp_path):
    folder = changed_folder(tmp_path, "units", {"unit_id": "Q002"}, "unit_name", "=cmd|' /c calc'!A1")
    path = written(computed(folder, SMALL), tmp_path, "risky")
    page = openpyxl.load_workbook(path)["单位"]
    column = [cell.value for cell in page[HEADER + 1]].index("单位名称")
    cell = next(row[column] for row in page.iter_rows(min_row=FIRST + 1) if row[1].value == "Q002")
    assert (cell.data_type, cell.value) == ("s", "=cmd|' /c calc'!A1")


def test_a_reader_that_does_not_calculate_sees_the_engines_values(tmp_path):
    batch = computed(ROOT / "fixtures" / SMALL / "csv", SMALL)
    book = openpyxl.load_workbook(written(batch, tmp_path, "cached"), data_only=True)
    assert book["核对"]["B4"].value == 0
    page = book["单位"]
    column = [cell.value for cell in page[HEADER + 1]].index("单位考核奖")
    shown = [row[column].value for row in page.iter_rows(min_row=FIRST + 1)]
    assert shown == [float(value) for value in batch.run.data["unit"].columns["unit_bonus"]]
