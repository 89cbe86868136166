"""The workbook of a comparison: summary, charts, everybody, groups, the largest moves, grades and places, who is on one side only."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from payout.outputs.comparison import words
from payout.outputs.comparison.workbook.drawn import WIDTHS as CHART_WIDTHS
from payout.outputs.comparison.workbook.drawn import write_charts
from payout.outputs.comparison.workbook.lists import (
    ALONE_WIDTHS,
    GRADE_WIDTHS,
    GROUP_WIDTHS,
    MOVE_WIDTHS,
    are_grades,
    write_alone,
    write_grades,
    write_groups,
    write_moves,
)
from payout.outputs.comparison.workbook.pen import SheetPen, decimals
from payout.outputs.comparison.workbook.summary import WIDTHS as SUMMARY_WIDTHS
from payout.outputs.comparison.workbook.summary import write_summary
from payout.outputs.workbook.book import CREATED, saved
from payout.outputs.workbook.cells import clean
from payout.outputs.workbook.looks import Looks
from payout.outputs.workbook.names import sheet_names
from payout.outputs.workbook.plan import Plan, cells_of
from payout.outputs.workbook.rows import RowSheet
from payout.outputs.workbook.sheet import write_view
from payout.rules.policy.card import SheetPlan
from payout.text import NOTHING, Text
from payout.version import __version__

if TYPE_CHECKING:
    from pathlib import Path

    from payout.outputs.comparison.paper import Paper
    from payout.outputs.comparison.people import PeopleColumn
    from payout.outputs.workbook.plan import Cells

MAX_ROWS = (
    100_000  # of everybody; more are left to the CSV, for what a comparison shows stands on the other sheets
)


def write_workbook(paper: Paper, path: Path) -> None:
    """Write a comparison as a workbook; its temporary parts stay in the folder of `path`. Raises CellTooLong; nothing is cut."""
    with saved(path, paper.lang) as workbook:
        _describe(workbook, paper)
        looks = Looks(workbook, paper.lang)
        shown = {
            words.SUMMARY: SUMMARY_WIDTHS,
            words.CHARTS: CHART_WIDTHS,
            words.PEOPLE: (),
            words.GROUPS: GROUP_WIDTHS,
            words.MOVES: MOVE_WIDTHS,
            **({words.GRADES: GRADE_WIDTHS} if are_grades(paper) else {}),
            **({words.ALONE: ALONE_WIDTHS} if any(True for _ in paper.alone) else {}),
        }
        names = sheet_names([title(paper.lang) for title in shown])
        for (title, widths), name in zip(shown.items(), names, strict=True):
            kind = RowSheet if title == words.PEOPLE else None
            _write(workbook, SheetPen(workbook.add_worksheet(name, kind), paper, looks, widths), title)


def _write(workbook: Any, pen: SheetPen, title: Text) -> None:
    if title == words.SUMMARY:
        write_summary(pen)
    elif title == words.CHARTS:
        write_charts(workbook, pen)
    elif title == words.PEOPLE:
        _write_people(pen)
    elif title == words.GROUPS:
        write_groups(workbook, pen)
    elif title == words.MOVES:
        write_moves(pen)
    elif title == words.GRADES:
        write_grades(pen)
    else:
        write_alone(pen)


def _write_people(pen: SheetPen) -> None:
    """Write everybody, one column a change, with sums and a filter; too many are left to the list."""
    paper = pen.paper
    stamp = paper.found.sides[0].result.stamp
    rows = len(paper.found.pairing)
    columns = () if rows > MAX_ROWS else tuple(_cells(paper, column) for column in paper.people)
    view = SheetPlan(
        words.PEOPLE,
        paper.found.target.level,
        columns=tuple(cells.path for cells in columns),
        totals=tuple(cells.path for cells in columns if cells.summed),
        note=words.SHORTENED if any(cells.exact_total for cells in columns) else NOTHING,
    )
    if columns:
        write_view(pen.sheet, Plan(view, rows, columns), stamp, pen.looks, paper.lang)
        return
    put = Text(
        f"共 {rows:,} 行，超过 {MAX_ROWS:,} 行，未列入本工作簿；全部见 people.csv。",
        f"{rows:,} rows, more than {MAX_ROWS:,}: not in this workbook; all of them stand in people.csv.",
    )
    pen.widths = (100,)
    pen.sheet.set_column(0, 0, 100, pen.looks.plain)
    pen.wide(words.PEOPLE(paper.lang), pen.looks.title, 30)
    pen.note(put(paper.lang))
    pen.finish(words.PEOPLE(paper.lang))


def _cells(paper: Paper, column: PeopleColumn) -> Cells:
    """A column as cells; of one whose values are shortened the exact total stands below it, not that of what is shown."""
    is_number = column.field.kind == "number"
    cells = cells_of(column.name, column.field, column.told, paper.lang, summed=is_number)
    if not is_number or column.field.places is not None:
        return cells
    return replace(cells, exact_total=decimals(Fraction(column.values.sum())))


def _describe(workbook: Any, paper: Paper) -> None:
    one, other = (side.result.stamp.digest for side in paper.found.sides)
    workbook.set_properties(
        {
            "title": clean(words.title_of(paper.found)(paper.lang)),
            "subject": clean(words.subject_of(paper.found)(paper.lang)),
            "comments": f"{one} {other} payout {__version__}",
            "created": CREATED,
        }
    )
    workbook.set_calc_mode("auto")
