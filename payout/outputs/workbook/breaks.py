"""Where a list breaks into pages: what closes it, and who signs it, never stand on a page of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOM = 488.0  # points of A4 across between its margins, at a hundred in a hundred
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
