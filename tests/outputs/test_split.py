"""A list with more rows than a sheet holds stands on several, whole units on each, and adds up to the fen."""

import dataclasses
import itertools
import random
from fractions import Fraction

import numpy as np
import openpyxl
import pytest

from payout.outputs import split_lists, write_workbook
from payout.outputs.workbook.parts import AROUND, SheetLimits, parts_of
from payout.outputs.workbook.plan import Group, Plan
from payout.rules.policy.card import SheetPlan
from payout.text import Text
from tests.outputs.sample import PLANS, county, exact, people, strings
from tests.spreadsheet import recalculated, soffice

SMALL = SheetLimits(rows=50)
PARTS = ["人员发放表（目录）", "人员发放表(1)", "人员发放表(2)", "人员发放表(3)", "人员发放表(4)"]


def crowd(rows=120, seed=3):
    """People of three units, many more than the sample has."""
    draw = random.Random(seed)
    frame = people()
    table = frame.table.iloc[np.arange(rows) % len(frame.table)].reset_index(drop=True)
    units = sorted(draw.choices([0, 1, 2], weights=[2, 3, 5], k=rows))
    fen = [draw.randrange(10**7) for _ in range(rows)]
    changed = {
        "person_id": strings([f"P{row:04}" for row in range(rows)]),
        "unit_id": strings([("U0003", "U0001", "U0002")[unit] for unit in units]),
        "target_bonus": exact([Fraction(value, 100) for value in fen]),
        "payable": exact([Fraction(value, 100) for value in fen]),
    }
    links = {"unit": np.array(units, dtype=np.int64)}
    return dataclasses.replace(frame, table=table.assign(**changed), links=links), Fraction(sum(fen), 100)


@pytest.fixture(scope="module")
def split(tmp_path_factory):
    path = tmp_path_factory.mktemp("split") / "payout.xlsx"
    frame, total = crowd()
    write_workbook(county(people_frame=frame), path, lang="zh", limits=SMALL)
    return path, total


def texts(sheet):
    return [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]


def test_sheets_and_what_is_said(split):
    path, _ = split
    book = openpyxl.load_workbook(path)
    assert book.sheetnames[1:6] == PARTS
    assert all(sheet.max_row <= SMALL.rows for sheet in book if sheet.title in PARTS[1:])
    cover = " ".join(str(cell) for row in texts(book["封面"]) for cell in row)
    assert "“人员发放表”有 120 行，一张工作表只容 50 行，分列在 4 张上" in cover
    assert all(name in cover for name in PARTS)
    assert "第 1 至" in texts(book["人员发放表(1)"])[1][0]


def test_everybody_stands_once_and_in_order(split):
    path, _ = split
    book = openpyxl.load_workbook(path)
    found = [
        str(row[1]) for name in PARTS[1:] for row in texts(book[name]) if str(row[1:2]).startswith("['P")
    ]
    assert len(found) == len(set(found)) == 120
    numbers = [row[0] for name in PARTS[1:] for row in texts(book[name]) if str(row[1:2]).startswith("['P")]
    assert numbers == list(range(1, 121))


def test_links_lead_to_where_units_begin(split):
    path, _ = split
    book = openpyxl.load_workbook(path)
    index = book[PARTS[0]]
    links = {
        cell.value: cell.hyperlink.location for row in index.iter_rows() for cell in row if cell.hyperlink
    }
    assert [links[name] for name in PARTS[1:]] == [f"'{name}'!A1" for name in PARTS[1:]]
    units = [name for name in links if name.startswith("U")]
    assert [name.split()[0] for name in units] == ["U0001", "U0002", "U0003"]
    cut = [
        row[0]
        for name in PARTS[1:]
        for row in texts(book[name])
        if str(row[:1]).startswith("['小计（本表部分）")
    ]
    assert [label.split()[1] for label in cut] == ["U0002", "U0002"]  # 70 people: no sheet holds them
    for name in units:
        sheet, cell = links[name].split("!")
        row = book[sheet.strip("'")][cell].row
        assert name.split()[0] in [cell.value for cell in book[sheet.strip("'")][row]]


def test_totals_add_up_in_a_spreadsheet_that_calculates(split, tmp_path):
    path, total = split
    books = recalculated(soffice(tmp_path / "profile"), [path], tmp_path)
    index = books["payout", PARTS[0]]
    heads = next(row for row in index if row[0] == "工作表")
    column = next(at for at, head in enumerate(heads) if head.startswith("应发奖金"))
    sheets = [row for row in index if row[0] in PARTS[1:]]
    whole = next(row for row in index if row[0].startswith("合计"))
    fen = [round(Fraction(row[column]), 9) for row in (*sheets, whole)]
    assert fen[-1] == total
    assert sum(fen[:-1]) == total
    for row in sheets:
        last = next(line for line in books["payout", row[0]] if line[0].startswith("本表合计"))
        assert row[column] in last


def test_the_same_batch_needs_one_sheet_of_a_common_size(tmp_path):
    frame, _ = crowd()
    result = county(people_frame=frame)
    assert split_lists(result) == []
    assert [text.en.partition(" has")[0] for text in split_lists(result, SMALL)] == [
        "“payout list”",
        "“in service”",
    ]
    write_workbook(result, tmp_path / "a.xlsx", lang="zh", limits=SheetLimits(rows=200))
    assert "人员发放表" in openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames


def test_links_end_where_a_sheet_may_have_no_more(tmp_path):
    frame, _ = crowd()
    write_workbook(
        county(people_frame=frame), tmp_path / "a.xlsx", lang="en", limits=SheetLimits(rows=50, links=4)
    )
    index = openpyxl.load_workbook(tmp_path / "a.xlsx")["payout list, index"]
    assert len([1 for row in index.iter_rows() for cell in row if cell.hyperlink]) == 4
    assert "U0003" in " ".join(str(cell.value) for cell in index["A"])


def test_a_view_that_is_not_grouped_is_split_too(tmp_path):
    frame, _ = crowd()
    plan = dataclasses.replace(
        PLANS[0], title=Text("名单" * 20, "list"), group="", order=("unit_id", "person_id")
    )
    write_workbook(county(people_frame=frame, sheets=(plan,)), tmp_path / "a.xlsx", lang="zh", limits=SMALL)
    names = openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames
    assert [name[-3:] for name in names[2:5]] == ["(1)", "(2)", "(3)"]
    assert len(set(names)) == len(names)


def plan_of(sizes, *, grouped):
    edges = list(itertools.accumulate(sizes, initial=0))
    groups = tuple(Group(str(at), start, stop) for at, (start, stop) in enumerate(itertools.pairwise(edges)))
    view = SheetPlan(Text("表", "list"), "person", ())
    return Plan(view, edges[-1], (), groups if grouped else (), tuple(edges[:-1]))


@pytest.mark.parametrize("seed", range(20))
def test_parts_hold_what_a_sheet_holds_and_cut_only_what_none_holds(seed):
    print(f"seed {seed}")  # noqa: T201 - to find it again
    draw = random.Random(seed)
    sizes = [draw.choice([1, 2, 3, 5, 8, 30]) for _ in range(draw.randrange(1, 30))]
    for grouped in (True, False):
        plan, limits = plan_of(sizes, grouped=grouped), SheetLimits(rows=AROUND + 12)
        parts = parts_of(plan, limits)
        assert [part.start for part in parts] == [0, *(part.stop for part in parts[:-1])]
        assert parts[-1].stop == plan.rows
        assert all(0 < part.rows + len(part.groups) <= limits.room for part in parts)
        edges = {*itertools.accumulate(sizes, initial=0)}
        for part in parts[1:]:
            unit = max(edge for edge in edges if edge <= part.start)
            assert part.start in edges or sizes[sorted(edges).index(unit)] > 11
        if grouped:
            assert all(
                part.groups[0].start == part.start and part.groups[-1].stop == part.stop for part in parts
            )


def test_a_list_without_rows_stands_on_one_sheet():
    assert len(parts_of(plan_of([], grouped=True), SMALL)) == 1
