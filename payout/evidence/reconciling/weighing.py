"""How well amounts account for a list: what it takes to write down what is left. Whole numbers alone, none of which decides an amount.

What is left of a row is written by its size in fen, in twice as many bits as that has digits in base two; nothing for a row that agrees.
A way that makes many rows agree, or comes near, needs less than it takes to name it; one that agrees here and there by chance does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import comb
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from payout.engines.reference.values import Flags, Positions
    from payout.exact import ExactArray

POWERS = 2 ** np.arange(62, dtype=np.int64)
FEN, SHOWN_PLACES = 2, 6
BITS_OF_SIZE = 2  # by digit: how many there are, and which


@dataclass(frozen=True)
class Theirs:
    """The amounts of a list at the rows of ours that it has."""

    rows: Positions  # of ours
    amounts: ExactArray
    long: Flags  # amounts of more than two decimals, which a spreadsheet computed and nobody rounded
    order: Positions  # of its rows, as the list has them

    def left(self, ours: ExactArray) -> ExactArray:
        """What each row of theirs has more than amounts of all our rows."""
        here = ours.take(self.rows)
        if self.long.any():  # a double shows fifteen digits: what is not rounded agrees if six decimals do
            here = here.where(~self.long, here.round(SHOWN_PLACES))
        return self._shown - here

    @cached_property
    def _shown(self) -> ExactArray:
        return (
            self.amounts.where(~self.long, self.amounts.round(SHOWN_PLACES))
            if self.long.any()
            else self.amounts
        )

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True)
class Weight:
    """What is left of a list: which rows agree, and the bits that the others take."""

    agrees: Flags
    bits: int

    @property
    def count(self) -> int:
        """How many rows agree."""
        return int(self.agrees.sum())

    @cached_property
    def pattern(self) -> bytes:
        """Which rows agree, to be compared."""
        return np.packbits(self.agrees).tobytes()


def weighed(left: ExactArray) -> Weight:
    """Weigh what is left of each row."""
    agrees = np.asarray(left == 0, dtype=bool)
    digits = _digits(left.take(np.flatnonzero(~agrees)))
    return Weight(agrees, int((BITS_OF_SIZE * digits + 1).sum()) + int(agrees.sum() > 0))


def _digits(left: ExactArray) -> np.ndarray:
    """The digits in base two of each amount in fen."""
    sizes = (abs(left) * 100).round(0, "up").numerators
    found: np.ndarray = np.searchsorted(
        POWERS, np.minimum(sizes, np.int64(2**60)).astype(np.int64), side="right"
    )
    return found


def support(way_bits: int, base: ExactArray, left: ExactArray) -> int:
    """How many bits a way saves beyond what it takes to say it, by the rows alone that agree because of it.

    `base`: what is left without it, `left`: with it. That rows come nearer is no support; that rows agree no more counts against it. Of
    the rows that it moves, which agree must be said too: one of ninety does by chance.
    """
    before, after = np.asarray(base == 0, dtype=bool), np.asarray(left == 0, dtype=bool)
    moved = np.asarray(base != left, dtype=bool) & ~before
    gained, lost = ~before & after, before & ~after
    count = int(gained.sum())
    told = comb(int(moved.sum()), count).bit_length() - 1
    return _said(base, gained) - _said(left, lost) - told - way_bits


def _said(left: ExactArray, rows: Flags) -> int:
    """What it takes to say how far rows are off: among how many amounts each is one."""
    return int((_digits(left.take(np.flatnonzero(rows))) + 1).sum())


def by_chance(before: ExactArray, moved: ExactArray) -> Fraction:
    """How many rows would agree if what is left were dealt out to the rows at random, on the average of all ways to deal.

    `before`: what was left of each row; `moved`: by how much a way moves it.
    """
    texts, steps = before.to_fraction_strings(), moved.to_fraction_strings()
    words, counts = np.unique(texts.astype(str), return_counts=True)
    known = dict(zip(words.tolist(), counts.tolist(), strict=True))
    found = sum(known.get(step, 0) for step in steps.tolist() if step != "0")
    return Fraction(found, max(len(texts), 1))
