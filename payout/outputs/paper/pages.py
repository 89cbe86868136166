"""What stands on the pages of a list of payments, worked out before it is written.

A unit is a section of its own: its pages begin anew, each with the unit's name and the headers, and close with what the page comes to;
the last with the unit's total, in capitals too, and the places to sign. Columns that the width of A4 does not hold at nine points, and
amounts that are not of whole fen, stand on the list behind it: nothing is made smaller.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from payout.outputs.paper.remarks import remarks_of
from payout.outputs.workbook.cells import text_lines, text_width
from payout.outputs.workbook.plan import Group, content_width
from payout.outputs.workbook.sheet import in_lines, lines_of, overflows
from payout.outputs.workbook.signing import widened
from payout.outputs.workbook.words import LIST_SIGNERS, level_word
from payout.printing import FULL
from payout.text import NOTHING, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from payout.outputs.workbook.plan import Cells, Plan
    from payout.rules.compiled.result import Result
    from payout.text import Language

SCALE = FULL  # in a hundred, of ten points: nothing on the page is below nine
PAGE_PIXELS = 905  # of A4 across at that scale, less margins; a fifth is kept back for programs without the font that widths count in
PAGE_POINTS = 528.0  # of its height at that scale, less margins
TITLE, UNIT_LINE, SUM, CAPITAL, SIGN = 28.0, 20.0, 20.0, 24.0, 34.0
ROW, LINE = 24.0, 13.5  # a row that is signed; each line of a remark beyond the first needs one more
NUMBER_WIDTH, SIGNATURE_WIDTH, REMARK_WIDTH = 5, 11, 24
NARROWEST, WIDEST = 7, 30


@dataclass(frozen=True)
class PaperPage:
    """One page: rows `start` to `stop`, of a section that has `count` pages; `number` from 1."""

    start: int
    stop: int
    number: int
    count: int

    @property
    def closes(self) -> bool:
        """Whether its section ends here."""
        return self.number == self.count


@dataclass(frozen=True)
class UnitPages:
    """A unit's pages; a list that is not by unit is one section without a name."""

    group: Group
    pages: tuple[PaperPage, ...]


@dataclass(frozen=True)
class PayList:
    """A list of payments, ready to be written. `paid`: the place among `columns` of the amount that is written in capitals; -1: none."""

    plan: Plan
    columns: tuple[Cells, ...]
    widths: tuple[int, ...]  # of the columns; number, remark and signature stand beside them
    remarks: tuple[str, ...]
    sections: tuple[UnitPages, ...]
    heights: tuple[float, ...]  # of the rows, in points
    paid: int
    grouped: Text = NOTHING  # what a section is of: a unit, a class
    payees: Text = NOTHING  # how many rows it has, as a header says it

    @property
    def left_over(self) -> bool:
        """Whether columns of the view stand on the list behind it."""
        shown = {cells.path for cells in self.columns} | {cells.path for cells in _same(self.plan)}
        return any(cells.path not in shown for cells in self.plan.columns)


def pay_list(result: Result, plan: Plan, lang: Language) -> PayList:
    """Work out the pages of a view that is signed."""
    remarks = remarks_of(result, plan.view, plan.positions, lang)
    columns = _fitting(plan)
    own = (NUMBER_WIDTH, *(_width(cells) for cells in columns))
    widths = widened(own, LIST_SIGNERS, lang, beside=REMARK_WIDTH + SIGNATURE_WIDTH)[1:]
    heights = _heights(columns, widths, remarks)
    totals = {file.total for file in result.files if file.level == plan.view.level}
    paid = next((place for place, cells in enumerate(columns) if cells.summed and cells.path in totals), -1)
    words = _grouped(result, plan), _payees(result, plan)
    found = PayList(plan, columns, widths, remarks, (), heights, paid, *words)
    groups = plan.groups or (Group("", 0, plan.rows),)
    return replace(found, sections=tuple(_section(found, group) for group in groups))


def _grouped(result: Result, plan: Plan) -> Text:
    """What the list is by: a level above, else a column of its own."""
    path = plan.view.group
    if not path:
        return NOTHING
    above = path.rpartition(".")[0].rpartition(".")[2]
    links = result.frames[plan.view.level].links
    parent = above or next((level for level in links if result.frames[level].key == path), "")
    return _level(result, parent) if parent else result.column(plan.view.level, path)[0].label


def _level(result: Result, level: str) -> Text:
    label = result.frames[level].label
    return Text(level_word(level, label, "zh"), label.en if label.zh else level)


def _payees(result: Result, plan: Plan) -> Text:
    if plan.view.level == "person":
        return Text("人数", "Payees")
    label = _level(result, plan.view.level)
    return Text(f"{label.zh}数", f"Number of {label.en}")


def only(pay: PayList, place: int) -> PayList:
    """The list of one section alone."""
    return replace(pay, sections=(pay.sections[place],))


def _fitting(plan: Plan) -> tuple[Cells, ...]:
    """What tells payees apart and what is summed, and of the rest as much as fits, in the order of the view."""
    same = {cells.path for cells in _same(plan)}
    able = [cells for cells in plan.columns if cells.path not in same and _is_signed(cells)]
    needed = {cells.path for cells in able if cells.summed or cells.field.kind in ("identifier", "text")}
    room = PAGE_PIXELS - sum(map(pixels, (NUMBER_WIDTH, REMARK_WIDTH, SIGNATURE_WIDTH)))
    room -= sum(pixels(_width(cells)) for cells in able if cells.path in needed)
    for cells in able:
        if cells.path not in needed and pixels(_width(cells)) <= room:
            needed.add(cells.path)
            room -= pixels(_width(cells))
    return tuple(cells for cells in able if cells.path in needed)


def _same(plan: Plan) -> Iterator[Cells]:
    """Columns that say one thing in each section, and so stand in its heading."""
    for cells in plan.columns if plan.groups else ():
        of_parent = "." in cells.path or cells.path == plan.view.group
        if of_parent and all(len(set(cells.each[group.start : group.stop])) <= 1 for group in plan.groups):
            yield cells


def _is_signed(cells: Cells) -> bool:
    """Whether somebody signs for it: amounts of whole fen, and no ranks."""
    if cells.field.measure == "rank":
        return False
    return cells.field.measure != "yuan" or (cells.field.places is not None and cells.field.places <= 2)


def _width(cells: Cells) -> int:
    """Fit the content, a header of two lines, and the total, which is longer than its parts."""
    content = content_width(cells) + (3 if cells.summed else 0)
    return min(WIDEST, max(NARROWEST, content + 2, -(-text_width(cells.header) // 2) + 3))


def pixels(width: int) -> int:
    """How wide a column of so many characters is."""
    return 7 * width + 5


def _heights(columns: Sequence[Cells], widths: Sequence[int], remarks: Sequence[str]) -> tuple[float, ...]:
    """How tall each row is: as its remark and its longest text need."""
    lines = np.array([text_lines(remark, REMARK_WIDTH - 1) for remark in remarks], dtype=int)
    for cells, width in zip(columns, widths, strict=True):
        if overflows(cells, width):
            lines = np.maximum(lines, lines_of(cells, width))
    return tuple(max(ROW, LINE * count + 3) for count in lines.tolist())


def _section(pay: PayList, group: Group) -> UnitPages:
    """Pack a section's rows into pages; the last keeps room for what closes it."""
    head = TITLE + UNIT_LINE + header_height(pay)
    room, closing = PAGE_POINTS - head - SUM, SUM + CAPITAL + SIGN
    bounds, used = [group.start], 0.0
    for row in range(group.start, group.stop):
        if used + pay.heights[row] > room:
            bounds.append(row)
            used = 0.0
        used += pay.heights[row]
    if used + closing > room and group.stop - bounds[-1] > 1:
        bounds.append(group.stop - max(1, (group.stop - bounds[-1]) // 4))
    bounds.append(group.stop)
    pairs = list(pairwise(bounds))
    return UnitPages(
        group,
        tuple(PaperPage(start, stop, at, len(pairs)) for at, (start, stop) in enumerate(pairs, start=1)),
    )


def header_height(pay: PayList) -> float:
    """The height of the headers, which are of two lines at the most where a column is wide enough."""
    lines = max(
        (
            text_lines(in_lines(cells.header, width), width - 2)
            for cells, width in zip(pay.columns, pay.widths, strict=True)
        ),
        default=1,
    )
    return 15.0 * lines + 6
