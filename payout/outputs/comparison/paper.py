"""What the workbook and the page both show, worked out once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from payout.masking import veil_key
from payout.outputs.comparison.people import people

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from payout.evidence.comparing import Alteration, Comparison, Payee
    from payout.evidence.comparing.differing import Differing
    from payout.evidence.comparing.gates import Breach
    from payout.outputs.comparison.people import PeopleColumn
    from payout.text import Language

MOST_EXPLAINED = 50  # rows whose two explanations stand side by side; each takes some hundredths of a second


@dataclass(frozen=True)
class Move:
    """One row that moved: who, by how much, and what differs in its two explanations, the amount first."""

    row: int
    payee: Payee
    about: str  # what it belongs to
    why: tuple[Differing, ...]
    lang: Language

    @property
    def who(self) -> str:
        """The row as people tell it from others."""
        return self.payee.who(self.lang)


@dataclass(frozen=True)
class Stage:
    """One step from A to B: what was changed, and the total before and after it."""

    change: Alteration
    yuan: Fraction
    before: Fraction

    @property
    def after(self) -> Fraction:
        """The total with this change too."""
        return self.before + self.yuan


@dataclass(frozen=True)
class Paper:
    """A comparison to be written down in one language."""

    found: Comparison
    exceeded: tuple[Breach, ...]
    lang: Language

    @cached_property
    def people(self) -> tuple[PeopleColumn, ...]:
        """Everybody, as columns."""
        return people(self.found, self.lang)

    @property
    def moved(self) -> Fraction:
        """The whole difference."""
        return self.found.total_second - self.found.total_first

    @cached_property
    def steps(self) -> tuple[Stage, ...]:
        """The way from A's total to B's, change by change."""
        steps: list[Stage] = []
        reached = self.found.total_first
        for change, yuan in zip(self.found.changes, self.found.total_parts, strict=True):
            steps.append(Stage(change, yuan, reached))
            reached += yuan
        return tuple(steps)

    @cached_property
    def moves(self) -> tuple[Move, ...]:
        """The largest moves, explained."""
        return tuple(self._move(row) for row in self.found.largest(MOST_EXPLAINED))

    def _move(self, row: int) -> Move:
        return Move(row, self.found.payee(row), self.about(row), self.found.why(row, self.lang), self.lang)

    def about(self, row: int) -> str:
        """What a row belongs to, in words."""
        labels = (veil_key(group.label_of(row)(self.lang)) for group in self.found.groups)
        return " · ".join(label for label in labels if label)

    @property
    def alone(self) -> Iterator[int]:
        """The rows that one side has alone, those of A first."""
        pairing = self.found.pairing
        return (int(row) for side in (pairing.second, pairing.first) for row in np.flatnonzero(side < 0))
