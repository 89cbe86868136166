"""A list with more rows than a sheet holds, in parts: on which sheet each of its rows stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from payout.outputs.workbook.plan import Group, Plan

AROUND = 8  # rows of a sheet that hold none of the list's: title, policy, note, header; space, total, space, signatures


@dataclass(frozen=True)
class SheetLimits:
    """What a sheet holds. `links`: as many as spreadsheets follow on one sheet."""

    rows: int = 1_048_576
    links: int = 65_530

    @property
    def room(self) -> int:
        """The rows that are left for a list and its subtotals."""
        return self.rows - AROUND


EXCEL = SheetLimits()


@dataclass(frozen=True)
class RowsOnSheet:
    """Rows `start` to `stop` of a plan, which stand on one sheet, and their groups; a group may be cut where no sheet holds it."""

    start: int
    stop: int
    groups: tuple[Group, ...]

    @property
    def rows(self) -> int:
        """How many rows of the list it has."""
        return self.stop - self.start


def parts_of(plan: Plan, limits: SheetLimits = EXCEL) -> tuple[RowsOnSheet, ...]:
    """The parts of a plan, one where a sheet holds all of it: what belongs together is cut only where it alone is too long."""
    parts, at = [], 0
    for start, stop in pairwise([0, *_cuts(plan, limits.room), plan.rows]):
        found = []
        while at < len(plan.groups) and plan.groups[at].start < stop:
            found.append(_within(plan.groups[at], start, stop))
            if plan.groups[at].stop > stop:
                break
            at += 1
        parts.append(RowsOnSheet(start, stop, tuple(found)))
    return tuple(parts)


def _within(group: Group, start: int, stop: int) -> Group:
    """What of a group stands between two rows."""
    if start <= group.start and group.stop <= stop:
        return group
    return replace(group, start=max(group.start, start), stop=min(group.stop, stop), cut=True)


def _cuts(plan: Plan, room: int) -> Iterator[int]:
    """The rows with which further sheets begin."""
    subtotal = 1 if plan.groups else 0
    used = 0
    for start, stop in pairwise([*(plan.together or (0,)), plan.rows]):
        size = stop - start + subtotal
        if used and used + size > room:
            yield start
            used = 0
        for cut in range(start + room - subtotal, stop, room - subtotal):
            yield cut
            size = stop - cut + subtotal
        used += size


def told(plan: Plan, parts: tuple[RowsOnSheet, ...], limits: SheetLimits) -> Text:
    """Say that a list did not fit one sheet."""
    title, rows, most = plan.view.title, f"{plan.rows:,}", f"{limits.rows:,}"
    return Text(
        f"“{title.zh}”有 {rows} 行，一张工作表只容 {most} 行，分列在 {len(parts)} 张上；哪一部分在哪一张，见其目录。",
        f"“{title.en}” has {rows} rows and a sheet holds {most}: it stands on {len(parts)} sheets; its index says what stands where.",
    )
