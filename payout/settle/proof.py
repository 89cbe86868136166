"""The arithmetic of a proof of quotas: whole columns of fractions, and what does not follow from what in them.

Nothing here is shared with the rules' own arithmetic.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from payout.rules.compiled.result import Positions
    from payout.rules.policy.quota import QuotaPlan

    Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Ratios:
    """A column of fractions as Python's integers above and below the line; compared across, so that nothing is rounded or shortened."""

    above: Any  # an array of objects
    below: Any  # an array of objects, or one integer for all

    def __add__(self, other: Ratios) -> Ratios:
        """The sums, row by row."""
        return Ratios(self.above * other.below + other.above * self.below, self.below * other.below)

    def __sub__(self, other: Ratios) -> Ratios:
        """The differences."""
        return self + Ratios(-other.above, other.below)

    def __mul__(self, other: Ratios) -> Ratios:
        """The products."""
        return Ratios(self.above * other.above, self.below * other.below)

    def unlike(self, other: Ratios) -> Flags:
        """Where the two differ."""
        return np.asarray(self.above * other.below != other.above * self.below, dtype=bool)

    def rounds(self, exact: Ratios) -> Flags:
        """Where these are whole numbers less than one from the exact ones."""
        off = self - exact
        return np.asarray((self.above % self.below == 0) & (abs(off.above) < off.below), dtype=bool)

    def where(self, flags: Flags, other: Ratios) -> Ratios:
        """These where a flag is true, else those."""
        above = np.where(flags, self.above, other.above)
        return Ratios(above, np.where(flags, self.below, other.below).astype(object))

    def at(self, rows: Positions) -> list[Fraction]:
        """Some of them, one by one."""
        below = np.broadcast_to(np.asarray(self.below, dtype=object), self.above.shape)
        pairs = zip(self.above[rows].tolist(), below[rows].tolist(), strict=True)
        return [Fraction(*pair) for pair in pairs]


@dataclass(frozen=True)
class Proof:
    """The columns of a proof: of every row of the level its figures, who is there, and what fails where."""

    plan: QuotaPlan
    figures: Mapping[str, Ratios]
    adjustments: tuple[Ratios, ...]
    pool_exact: Ratios
    pool_taken: Ratios
    apart: Flags  # where kinds of people are rounded each by themselves
    kinds: tuple[tuple[Ratios, Ratios], ...]  # the exact and the whole places of each kind
    shares: Flags
    reported: Flags
    counted: Positions | None  # how many people of each row are counted
    nominated: Positions
    barred: Positions

    @property
    def faults(self) -> Iterator[tuple[Text, Flags]]:
        """Where the figures of rows do not follow from each other, and how."""
        of = self.figures
        parts = sum(self.adjustments, of["base_ratio"])
        yield (
            Text("执行比例不等于基本比例加各项调整", "the ratio is not the sum of its parts"),
            of["ratio"].unlike(parts),
        )
        yield (
            Text("应得名额不等于人数乘比例", "the exact places are not headcount times ratio"),
            of["exact"].unlike(of["headcount"] * of["ratio"]),
        )
        yield (
            Text("不合并的单位取了合并数", "a unit that shares no places has those of a pool"),
            ~self.shares & (self.pool_exact.unlike(of["exact"]) | self.pool_taken.unlike(of["taken"])),
        )
        yield (
            Text("名额不是应得名额的取整", "the places are no rounding of the exact places"),
            ~self._is_rounding(),
        )
        yield (
            Text("剩余名额不等于名额减提名人数", "the places left are not places less nominees"),
            of["left"].unlike(of["places"] - self.pool_taken),
        )
        yield from self._faults_of_people()

    def _is_rounding(self) -> Flags:
        """Where whole places stand less than one from the exact ones: of each kind where these are apart, and then in sum."""
        places = self.figures["places"]
        rounding = places.rounds(self.pool_exact)
        if not self.kinds:
            return rounding
        exact, whole = (sum(figures[1:], figures[0]) for figures in zip(*self.kinds, strict=True))
        summed = ~exact.unlike(self.pool_exact) & ~whole.unlike(places)
        each = np.logical_and.reduce([summed, *(of_kind.rounds(due) for due, of_kind in self.kinds)])
        return np.where(self.apart, each, rounding)

    def _faults_of_people(self) -> Iterator[tuple[Text, Flags]]:
        """Where a row and the people of it differ; of a row that is reported nobody is listed."""
        listed = self.nominated > 0
        if self.counted is not None:
            listed = listed | (self.counted > 0)
            yield (
                Text("人数与计入人数的人员不符", "the headcount is not the number of people counted"),
                ~self.reported & self.figures["headcount"].unlike(Ratios(self.counted.astype(object), 1)),
            )
        if self.plan.people:
            yield (
                Text("提名人数与被提名的人员不符", "the nominees are not the people nominated"),
                ~self.reported & self.figures["taken"].unlike(Ratios(self.nominated.astype(object), 1)),
            )
        yield (
            Text("报了人数又列了人员", "a headcount is reported and people are listed as well"),
            self.reported & listed,
        )
