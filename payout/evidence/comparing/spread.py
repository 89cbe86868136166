"""How differences are spread: over groups of rows, over sizes, and between the grades that rows have."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from payout.text import Text, said, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from payout.evidence.comparing.sides import Pairing, Side, Target
    from payout.exact import ExactArray
    from payout.rules.compiled.result import Frame

    Rows = np.ndarray  # positions

BARS = 24  # of a histogram, about


@dataclass(frozen=True)
class Counts:
    """Rows that get more, less and the same."""

    gains: int
    losses: int
    unchanged: int


@dataclass(frozen=True)
class GroupMoved:
    """Rows alike in one thing: how many, what both sides give them, how many get more and less.

    `label`: as lists for programs have it, `word` as people read it.
    """

    name: str
    label: Text
    word: Text
    rows: int
    first: Fraction
    second: Fraction
    counts: Counts

    @property
    def difference(self) -> Fraction:
        """What the second side gives more."""
        return self.second - self.first


@dataclass(frozen=True)
class Breakdown:
    """Rows parted by one thing: by unit, by category, by position."""

    label: Text
    column: str
    groups: tuple[GroupMoved, ...]
    codes: Rows  # of each row of the comparison, the place of its group in `groups`

    def label_of(self, row: int) -> Text:
        """What a row of the comparison is in this."""
        return self.groups[int(self.codes[row])].word


@dataclass(frozen=True)
class Bar:
    """Rows whose difference is above `above` and at most `up_to`; both 0: unchanged."""

    above: Fraction
    up_to: Fraction
    rows: int


@dataclass(frozen=True)
class Moved:
    """Rows of a level by what a column says of them on each side; those alone where it says another thing."""

    label: Text
    level: str
    of: Text  # what the level's rows are called
    column: str
    clause: str
    rows: tuple[tuple[str, str, int], ...]  # first side, second side, how many
    options: Mapping[str, str]

    def word(self, value: str) -> Text:
        """What the column says, in both languages."""
        return _word(self.options, value)


def _word(options: Mapping[str, str], value: str) -> Text:
    """An option as people read it; any other value as it is."""
    return Text(options[value], said(value)) if value in options else Text(value, value)


def counts_of(difference: ExactArray) -> Counts:
    """How many get more, less and the same."""
    more, less = (
        int(np.count_nonzero(np.asarray(one, dtype=bool))) for one in (difference > 0, difference < 0)
    )
    return Counts(more, less, len(difference) - more - less)


def grouped(
    sides: tuple[Side, Side], target: Target, pairing: Pairing, amounts: tuple[ExactArray, ExactArray]
) -> tuple[Breakdown, ...]:
    """Rows by what they belong to and by what they are, as the first side has it; who is only on the second, as that has it."""
    found: list[Breakdown] = []
    for label, path in _paths(sides[0], target.level):
        texts = _texts(sides, target.level, path, pairing)
        if 1 < len(set(texts)) <= max(len(pairing) // 2, 2):
            options = _options(sides, target.level, path)
            places = {name: place for place, name in enumerate(_in_order(set(texts), options))}
            codes = np.fromiter((places[text] for text in texts), dtype=np.int64, count=len(texts))
            found.append(Breakdown(label, path, tuple(_groups(places, codes, options, amounts)), codes))
    return tuple(found)


def _options(sides: tuple[Side, Side], level: str, path: str) -> dict[str, str]:
    """The options of a column, the first side's first; of one that has none nothing."""
    first, second = (
        side.result.column(level, path)[0].options if _has(side, level, path) else {} for side in sides
    )
    return {**first, **{name: word for name, word in second.items() if name not in first}}


def _in_order(names: set[str], options: Mapping[str, str]) -> list[str]:
    """Options as they are declared, other texts by themselves; the blank last."""
    places = {name: place for place, name in enumerate(options)}
    return sorted(names, key=lambda name: (not name, places.get(name, len(places)), name))


def _groups(
    names: Iterable[str], codes: Rows, options: Mapping[str, str], amounts: tuple[ExactArray, ExactArray]
) -> Iterator[GroupMoved]:
    names = list(names)
    difference = amounts[1] - amounts[0]
    order = np.argsort(codes, kind="stable")
    ends = np.searchsorted(codes[order], np.arange(len(names) + 1))
    for number, name in enumerate(names):
        rows = order[ends[number] : ends[number + 1]]
        first, second = (Fraction(one.take(rows).sum()) for one in amounts)
        label = Text(options.get(name, name), name)
        yield GroupMoved(
            name, label, _word(options, name), len(rows), first, second, counts_of(difference.take(rows))
        )


def _paths(side: Side, level: str) -> Iterator[tuple[Text, str]]:
    """What rows are grouped by: the rows above that have a name, and the options that they and those above were given."""
    for path, frame in _up(side, level):
        prefix = f"{path}." if path else ""
        if path and frame.identity and len(frame.table) > 1:
            yield frame.label, prefix + frame.identity[0]
        yield from (
            (one.label, prefix + one.name)
            for one in frame.fields
            if one.origin == "input" and one.kind == "enumeration"
        )


def _up(side: Side, level: str, path: str = "", seen: tuple[str, ...] = ()) -> Iterator[tuple[str, Frame]]:
    """A level and those above it, each by the first path to it."""
    frame = side.result.frames[level]
    yield path, frame
    reached = [*seen, level]
    for parent in side.policy.levels[level].parents:
        if parent not in reached:
            reached.append(parent)
            yield from _up(side, parent, f"{path}.{parent}".lstrip("."), tuple(reached))


def _texts(sides: tuple[Side, Side], level: str, path: str, pairing: Pairing) -> list[str]:
    """What each row says, as the first side has it; of one that only the second has what that says, if it has such a column."""
    first = _column(sides[0], level, path)
    is_told = bool((pairing.first < 0).any()) and _has(sides[1], level, path)
    second = _column(sides[1], level, path) if is_told else [""] * len(pairing)
    pairs = zip(pairing.first.tolist(), pairing.second.tolist(), strict=True)
    return [first[one] if one >= 0 else second[other] for one, other in pairs]


def _has(side: Side, level: str, path: str) -> bool:
    """Whether a side has a column: another policy may not."""
    *parents, name = path.split(".")
    for parent in parents:
        if parent not in side.policy.levels[level].parents:
            return False
        level = parent
    return name in side.result.frames[level].table.columns


def _column(side: Side, level: str, path: str) -> list[str]:
    """What a column says of each row; of a row above that is called something, the name too."""
    *parents, name = path.split(".")
    field, values = side.result.column(level, path)
    texts = _written(values)
    if field.options:
        return texts
    above = side.policy.levels[parents[-1]].called_by if parents else None
    if above is None or above.personal or above.name == name:
        return texts
    called = side.result.column(level, ".".join((*parents, above.name)))[1]
    return [f"{text} {word}".strip() for text, word in zip(texts, _written(called), strict=True)]


def _written(values: Any) -> list[str]:
    """Values as texts, each other one written once."""
    codes, others = pd.factorize(values)
    texts = [*(text_of(value) for value in others), ""]  # the last is that of a missing one, at -1
    return [texts[code] for code in codes.tolist()]


def histogram(difference: ExactArray) -> tuple[Bar, ...]:
    """How many rows differ by how much: bars of one round width, none left out between, the unchanged apart."""
    changed = difference.take(np.flatnonzero(np.asarray(difference != 0)))
    bars = [Bar(Fraction(0), Fraction(0), len(difference) - len(changed))]
    if not len(changed):
        return tuple(bars)
    width = round_width(max(abs(Fraction(changed.min())), abs(Fraction(changed.max()))), BARS // 2)
    numbers = -((-changed / width).floor())  # n: a difference in (n − 1, n] · width
    tally = Counter(int(number) for number in numbers.to_numpy(dtype=object))
    numbered = range(min(1, *tally), max(0, *tally) + 1)
    bars += [Bar(width * (number - 1), width * number, tally[number]) for number in numbered]
    return tuple(sorted(bars, key=lambda bar: (bar.up_to, bar.above)))


def round_width(most: Fraction, bars: int) -> Fraction:
    """The least of 1, 2, 5, 10, … (and their tenths) that covers a span in so many bars."""
    width = Fraction(1, 100)
    steps = (Fraction(2), Fraction(5, 2), Fraction(2))
    turn = 0
    while most / width > bars:
        width *= steps[turn % 3]
        turn += 1
    return width


def moved_grades(sides: tuple[Side, Side]) -> tuple[Moved, ...]:
    """Of every level what rules say in words, where rows that both sides have are told another word."""
    found: list[Moved] = []
    for level, frame in sides[0].result.frames.items():
        other = sides[1].result.frames.get(level)
        if other is None or not frame.identity:
            continue
        places = {name: row for row, name in enumerate(sides[1].names(level))}
        both = [(row, places[name]) for row, name in enumerate(sides[0].names(level)) if name in places]
        known = {field.name for field in other.fields}
        for field in frame.fields:
            if field.origin == "rule" and field.kind == "enumeration" and field.name in known:
                rows = _transitions(field.name, frame, other, both)
                if rows:
                    words = {**other.field(field.name).options, **field.options}
                    found.append(
                        Moved(field.label, level, frame.label, field.name, field.clause, rows, words)
                    )
    return tuple(found)


def _transitions(
    column: str, first: Frame, second: Frame, both: list[tuple[int, int]]
) -> tuple[tuple[str, str, int], ...]:
    before, after = (
        [text_of(value) for value in frame.table[column].astype(object)] for frame in (first, second)
    )
    tally = Counter((before[one], after[other]) for one, other in both)
    return tuple((old, new, count) for (old, new), count in sorted(tally.items()) if old != new)
