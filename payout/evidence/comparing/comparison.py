"""A comparison of two computed batches: what it found, as frozen records that every output reads."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from payout.evidence.comparing.attribution import METHODS, Mixtures, nothing_paid
from payout.evidence.comparing.changes import differences
from payout.evidence.comparing.differing import differing
from payout.evidence.comparing.sides import paired, target_of
from payout.evidence.comparing.spread import counts_of, grouped, histogram, moved_grades
from payout.evidence.rows import is_told_in_words, name_in_words
from payout.masking import veil_key
from payout.rules.tree import LanguageError
from payout.text import NOTHING, Text, quiet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from payout.engines.reference.shared import SharedRuns
    from payout.evidence.comparing.attribution import Method
    from payout.evidence.comparing.changes import Alteration
    from payout.evidence.comparing.differing import Differing
    from payout.evidence.comparing.sides import Pairing, Side, Target
    from payout.evidence.comparing.spread import Bar, Breakdown, Counts, Moved
    from payout.exact import ExactArray
    from payout.rules.compiled.result import Field, OpenPoint
    from payout.rules.policy.quota import Places
    from payout.text import Language, Progress


class NotComparable(Exception):  # noqa: N818 - it says what a comparison is
    """A side has errors or open points, or not all of its amounts: nothing can be compared. `side` and `open_points` say which."""

    def __init__(self, side: Side, open_points: Sequence[OpenPoint]) -> None:
        super().__init__(f"{side.name.en}: {len(open_points)} open points")
        self.side, self.open_points = side, tuple(open_points)


@dataclass(frozen=True)
class Payee:
    """One row on both sides. An amount is None where a side has no such row, or none of it; that counts as nothing."""

    key: str
    called: str
    first: Fraction | None
    second: Fraction | None
    difference: Fraction
    parts: tuple[Fraction, ...]  # by change
    key_shown: Text = NOTHING  # the key in words, where options stand in it

    def key_told(self, lang: Language) -> str:
        """The key as people read it, masked where it is an identity number."""
        return veil_key(self.key_shown(lang) or self.key)

    def who(self, lang: Language) -> str:
        """The row as people tell it from others."""
        return f"{self.key_told(lang)} {self.called}".strip()


@dataclass(frozen=True)
class PlacesMoved:
    """A row of the quotas whose places are others. `who`: its key and name, once where one is the word of the other."""

    key: str
    name: str
    who: Text
    first: Fraction | None
    second: Fraction | None


@dataclass(frozen=True)
class Comparison:
    """What differs between two sides. Columns have a row each of `pairing`; `parts` a column a change, which sum to `difference`."""

    sides: tuple[Side, Side]
    target: Target
    method: Method
    changes: tuple[Alteration, ...]
    pairing: Pairing
    first: ExactArray
    second: ExactArray
    parts: tuple[ExactArray, ...]
    columns_computed: int
    columns_taken: int

    @cached_property
    def difference(self) -> ExactArray:
        """What each row gets more on the second side."""
        return self.second - self.first

    @cached_property
    def given(self) -> tuple[ExactArray, ExactArray]:
        """What each side gives each row; missing where it has no such row, or nothing of it."""
        first, second = (side.amounts(self.target) for side in self.sides)
        return (
            first.take(self.pairing.first, allow_fill=True),
            second.take(self.pairing.second, allow_fill=True),
        )

    @property
    def total_first(self) -> Fraction:
        """The sum of the first side."""
        return Fraction(self.first.sum())

    @property
    def total_second(self) -> Fraction:
        """The sum of the second side."""
        return Fraction(self.second.sum())

    @property
    def total_parts(self) -> tuple[Fraction, ...]:
        """How much of the whole difference each change makes."""
        return tuple(Fraction(part.sum()) for part in self.parts)

    @cached_property
    def counts(self) -> Counts:
        """How many get more, less and the same."""
        return counts_of(self.difference)

    @property
    def field(self) -> Field:
        """The column that is compared."""
        return self.sides[0].result.frames[self.target.level].field(self.target.column)

    @cached_property
    def groups(self) -> tuple[Breakdown, ...]:
        """By unit, category and position, as the first side has them."""
        return grouped(self.sides, self.target, self.pairing, (self.first, self.second))

    @cached_property
    def histogram(self) -> tuple[Bar, ...]:
        """How many rows differ by how much."""
        return histogram(self.difference)

    @cached_property
    def grades(self) -> tuple[Moved, ...]:
        """Grades and other words of rules that are others on the second side."""
        return moved_grades(self.sides)

    @property
    def only_first(self) -> tuple[str, ...]:
        """Who is on the first side alone."""
        return tuple(self.pairing.names[row] for row in np.flatnonzero(self.pairing.second < 0))

    @property
    def only_second(self) -> tuple[str, ...]:
        """Who is on the second side alone."""
        return tuple(self.pairing.names[row] for row in np.flatnonzero(self.pairing.first < 0))

    @cached_property
    def places(self) -> tuple[PlacesMoved, ...]:
        """The quotas that are others."""
        first, second = (
            {row.key: row for row in side.result.quota.rows} if side.result.quota else {}
            for side in self.sides
        )
        keys = dict.fromkeys((*first, *second))
        moved = (_places(key, first.get(key), second.get(key), self._words_of_place(key)) for key in keys)
        return tuple(one for one in moved if one.first != one.second)

    def _words_of_place(self, key: str) -> Text:
        """The key of a row of the quotas in words; nothing where no option stands in it."""
        for side in self.sides:
            level = side.result.quota.plan.level if side.result.quota else ""
            if level and is_told_in_words(side.run, level):
                names = side.result.frames[level].names()
                if key in names:
                    return name_in_words(side.run, level, names.index(key))
        return NOTHING

    def payee(self, row: int) -> Payee:
        """One row of the comparison."""
        first, second = (_amount(given, row) for given in self.given)
        parts = tuple(Fraction(part[row]) for part in self.parts)
        moved = Fraction(self.difference[row])
        return Payee(
            self.pairing.names[row], self.called(row), first, second, moved, parts, self.key_shown(row)
        )

    @cached_property
    def is_keyed_by_words(self) -> bool:
        """Whether options or flags stand in the keys of the rows."""
        return any(is_told_in_words(side.run, self.target.level) for side in self.sides)

    def key_shown(self, row: int) -> Text:
        """A row's key in words; nothing where no option or flag stands in it, or where it bears another key here."""
        if not self.is_keyed_by_words:
            return NOTHING
        which, at = self.pairing.there(row)
        side = self.sides[which]
        level = self.target.level
        own = side.run.name_of(level, at)
        return name_in_words(side.run, level, at) if own == self.pairing.names[row] else NOTHING

    def called(self, row: int) -> str:
        """What people call a row, masked where that is personal."""
        which, at = self.pairing.there(row)
        side = self.sides[which]
        return side.run.called(self.target.level, at)

    def largest(self, count: int) -> tuple[int, ...]:
        """The rows that move most, in either direction; of equal ones that which stands first."""
        sizes = abs(self.difference)
        order = np.argsort(-sizes, kind="stable")
        return tuple(int(row) for row in order[:count] if sizes[row] != 0)

    def why(self, row: int, lang: Language) -> tuple[Differing, ...]:
        """What differs in both explanations of a row."""
        rows = int(self.pairing.first[row]), int(self.pairing.second[row])
        return differing(self.sides, self.target, rows, lang)


def _places(key: str, first: Places | None, second: Places | None, word: Text) -> PlacesMoved:
    told = first or second
    name = told.name if told is not None else ""
    plain = f"{veil_key(key)}  {name}".strip()
    who = Text(plain, plain) if word == NOTHING else Text(veil_key(word.zh), veil_key(word.en))
    return PlacesMoved(key, name, who, first.places if first else None, second.places if second else None)


def _amount(amounts: ExactArray, row: int) -> Fraction | None:
    return None if amounts[row : row + 1].isna()[0] else Fraction(amounts[row])


def compared(  # noqa: PLR0913 -- two sides, and how, by keyword only
    first: Side,
    second: Side,
    runs: SharedRuns,
    *,
    level: str = "",
    column: str = "",
    method: Method = "ordered",
    progress: Progress = quiet,
) -> Comparison:
    """Compare two computed batches. Raises NotComparable where one is not whole, LanguageError for a level or column there is not."""
    for side in (first, second):
        if side.result.open_points:
            raise NotComparable(side, side.result.open_points)
    target = target_of(first, level, column)
    _require(second, target)
    pairing = paired(first.names(target.level), second.names(target.level))
    found = differences(first, second)
    progress(Text(f"分解 {len(found.changes)} 项改动", f"telling {len(found.changes)} changes apart"))
    mixtures = Mixtures(found, target, pairing, runs)
    return Comparison(
        sides=(first, second),
        target=target,
        method=method,
        changes=found.changes,
        pairing=pairing,
        first=nothing_paid(first.amounts(target), pairing.first),
        second=nothing_paid(second.amounts(target), pairing.second),
        parts=tuple(METHODS[method](found.changes, mixtures.amounts)),
        columns_computed=runs.computed,
        columns_taken=runs.taken,
    )


def _require(side: Side, target: Target) -> None:
    frame = side.result.frames.get(target.level)
    if frame is None or target.column not in frame.table.columns:
        raise LanguageError(
            f"{side.name.en} has no {target.level}.{target.column}: name what both have by --level and --column",
            f"{side.name.zh} 没有 {target.level}.{target.column}:请用 --level 和 --column 写明双方都有的一列",
        )
