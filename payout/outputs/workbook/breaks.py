"""Where a sheet breaks into pages: what closes a list stands with rows of it, and so does what heads them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from payout.outputs.workbook.cells import Sheet

ROOM = 488.0  # points of A4 across between its margins, at a hundred in a hundred
UPRIGHT = 735.0  # the same of A4 upright
POINTS_A_PIXEL = 0.75
USUAL = (20, False)  # pixels of a row whose height nobody set
KEPT = 3  # rows that stand on the last page at least, with what closes the list


@dataclass(frozen=True)
class Room:
    """How tall a page is, in points: the first, the others, and what closes the list."""

    first: float
    other: float
    closing: float


def page_breaks(heights: Sequence[float], room: Room) -> list[int]:
    """The rows with which further pages begin; a page may be shorter than it could be, and never taller."""
    begins: list[int] = []
    used = 0.0
    for row, height in enumerate(heights):
        most = room.other if begins else room.first
        if used and used + height > most:
            begins.append(row)
            used = 0.0
        used += height
    most = room.other if begins else room.first
    rows = len(heights) - (begins[-1] if begins else 0)
    if used + room.closing > most and rows > 1:
        begins.append(len(heights) - min(KEPT, rows - 1))
    return begins


def breaks_behind_rows(heights: Sequence[float], leading: Collection[int], room: float) -> list[int]:
    """The rows with which further pages begin, none behind one of `leading`: a heading stands with the first row below it."""
    begins = [row for row in range(len(heights)) if row - 1 not in leading]
    blocks = [sum(heights[start:stop]) for start, stop in pairwise([*begins, len(heights)])]
    return [begins[block] for block in page_breaks(blocks, Room(room, room, 0))]


def keep_headings(sheet: Sheet, leading: Collection[int], rows: int, *, portrait: bool = False) -> None:
    """Break a written sheet of so many rows into pages, so that none ends with one of its `leading` rows."""
    heights = heights_of(sheet, range(rows))
    sheet.set_h_pagebreaks(breaks_behind_rows(heights, leading, UPRIGHT if portrait else ROOM))


def heights_of(sheet: Sheet, rows: range) -> list[float]:
    """How tall rows of a written sheet are, in points."""
    return [sheet.row_sizes.get(row, USUAL)[0] * POINTS_A_PIXEL for row in rows]
