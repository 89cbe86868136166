"""How the rows of groups are brought together: found out once for groups, read by every total, extreme and mean over them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from payout.exact.kernels import Vector


SEVERAL = 4  # rows a group from which on whole runs of rows are brought together faster than row by row


@dataclass(frozen=True)
class GroupPlan:
    """The rows that are in a group (`rows`: which of all they are; None: all are) and the group of each of them, 0 to count - 1."""

    codes: NDArray[np.int64]
    count: int
    rows: NDArray[np.int64] | None = None

    def within(self, chosen: NDArray[np.bool_]) -> GroupPlan:
        """The plan of some of all rows: they stand as these do."""
        inside = self.inside(chosen)
        places = np.flatnonzero(inside)
        rows = places if self.rows is None else self.rows.take(places)
        if self.starts is not None:
            return GroupsInOrder(self._spread(np.add.reduceat(inside, self.starts, dtype=np.int64), 0), rows)
        found = GroupPlan(self.codes.take(places), self.count, rows)
        if self.in_order:
            vars(found)["in_order"] = True
        return found

    @cached_property
    def sizes(self) -> NDArray[np.int64]:
        """How many rows each group has."""
        if self.starts is not None:
            return self._spread(np.diff(self.starts, append=self.codes.size), 0)
        if not self.in_order:
            return np.bincount(self.codes, minlength=self.count).astype(np.int64, copy=False)
        sizes = np.zeros(self.count, dtype=np.int64)
        sizes[self.codes] = 1
        np.add.at(sizes, self.codes.take(self._followed), 1)
        return sizes

    @cached_property
    def largest(self) -> int:
        """How many rows the largest group has."""
        if self.starts is not None or not self.in_order:
            return int(self.sizes.max(initial=0))
        # where one follows on another, so many of a group stand in a row
        runs = np.flatnonzero(np.diff(self._followed, prepend=-2) > 1)
        return int(np.diff(runs, append=self._followed.size).max(initial=0)) + bool(self.codes.size)

    def most_in(self, bits: int) -> NDArray[np.float64]:
        """How many rows a group has at the most, of each block of 2**bits groups; where rows stand group by group."""
        if self.starts is not None:
            return np.maximum.reduceat(self.sizes, np.arange(0, self.count, 1 << bits)).astype(np.float64)
        blocks = ((self.count - 1) >> bits) + 1
        most: NDArray[np.int64] = np.bincount(self.codes.take(self._followed) >> bits, minlength=blocks) + 1
        return most.astype(np.float64)

    @cached_property
    def in_order(self) -> bool:
        """Whether rows stand group by group."""
        return not (self.codes[1:] < self.codes[:-1]).any()

    @cached_property
    def _order(self) -> NDArray[np.int64]:
        """The rows that are in a group, group by group."""
        return np.argsort(self.codes, kind="stable")

    @cached_property
    def _firsts(self) -> NDArray[np.int64]:
        """How many rows there are in the groups before each."""
        return np.cumsum(self.sizes) - self.sizes

    @cached_property
    def starts(self) -> NDArray[np.int64] | None:
        """Where rows stand group by group, and several in each, the first of each group that has any; else None."""
        if not self.in_order:
            return None
        others = self.codes[1:] != self.codes[:-1]
        if (np.count_nonzero(others) + 1) * SEVERAL > self.codes.size:
            return None
        return np.flatnonzero(np.concatenate(([True], others)))

    @cached_property
    def present(self) -> NDArray[np.int64]:
        """The groups that begin at `starts`."""
        return self.codes if self.starts is None else self.codes.take(self.starts)

    @cached_property
    def _followed(self) -> NDArray[np.int64]:
        """Where rows stand group by group, those with another of their group behind them."""
        return np.flatnonzero(self.codes[1:] == self.codes[:-1])

    def rows_of(self, groups: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The rows of some groups, one group after another, and for each row which of these it belongs to."""
        if self.in_order:
            first = np.searchsorted(self.codes, groups)
            sizes = np.searchsorted(self.codes, groups, side="right") - first
        else:
            first, sizes = self._firsts[groups], self.sizes[groups]
        of = np.repeat(np.arange(groups.size), sizes)
        found = np.arange(of.size) + np.repeat(first - (np.cumsum(sizes) - sizes), sizes)
        found = found if self.in_order else self._order[found]
        return found if self.rows is None else self.rows[found], of

    def inside(self, column: Vector) -> Vector:
        """What a column holds in the rows that are in a group."""
        return column if self.rows is None else column.take(self.rows)

    def reduced(self, inside: Vector, how: np.ufunc, of_none: object) -> Vector:
        """Rows that are in a group brought together by a function of two; `of_none` stands for a group without rows."""
        if self.starts is not None and inside.dtype != object:
            return self._spread(how.reduceat(inside, self.starts), of_none)
        found = np.full(self.count, of_none, dtype=inside.dtype)
        if self.in_order:  # few have another row behind them, and begin with their last
            found[self.codes] = inside
            how.at(found, self.codes.take(self._followed), inside.take(self._followed))
            return found
        if how is not np.add:  # the greatest and the least begin with any row of the group
            found[self.codes] = inside
        how.at(found, self.codes, inside)
        return found

    def _spread(self, values: Vector, of_none: object) -> Vector:
        """What the groups that are present have, for every group."""
        if values.size == self.count:
            return values
        found = np.full(self.count, of_none, dtype=values.dtype)
        found[self.present] = values
        return found

    def touched(self, flags: Vector) -> NDArray[np.bool_]:
        """The groups that have a row where a flag of all rows is true."""
        found = np.zeros(self.count, dtype=bool)
        if not flags.any():
            return found
        inside = self.inside(flags)
        if not inside.any():
            return found
        if self.starts is not None or (self.in_order and np.count_nonzero(inside) * 2 > inside.size):
            return self.reduced(inside.view(np.uint8), np.maximum, 0).view(np.bool_)
        found[self.codes.take(np.flatnonzero(inside))] = True
        return found


class GroupsInOrder(GroupPlan):
    """A plan of rows that stand group by group, made of how many each group has: the group of each row is rarely asked for."""

    rows: NDArray[np.int64]

    def __init__(self, sizes: NDArray[np.int64], rows: NDArray[np.int64]) -> None:
        vars(self).update(sizes=sizes, count=sizes.size, rows=rows, in_order=True)

    @cached_property
    def codes(self) -> NDArray[np.int64]:
        """The group of each row."""
        return np.repeat(np.arange(self.count), self.sizes)

    @cached_property
    def present(self) -> NDArray[np.int64]:
        """The groups that have rows."""
        return np.flatnonzero(self.sizes)

    @cached_property
    def starts(self) -> NDArray[np.int64] | None:
        """Where several rows are in each group, the first of each that has any; else None."""
        few = self.present.size * SEVERAL > self.rows.size or not self.rows.size
        return None if few else self._firsts.take(self.present)
