"""A parameter's other value, where one value explains many rows: found exactly, from how each amount moves with it.

The amounts are computed twice without any rounding, at the value in force and beside it. From the slope between follows, for each row
that differs, the stretch of values under which it would agree. The value in most stretches is the one to try; of several the roundest.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

import numpy as np

from payout.evidence.reconciling.roundings import without_rounding
from payout.evidence.reconciling.trials import Twist
from payout.evidence.reconciling.ways import Way
from payout.rules.policy.parameters import show
from payout.rules.tree import LanguageError
from payout.text import Text, show_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from payout.evidence.reconciling.trials import Ground, Trials
    from payout.evidence.reconciling.weighing import Theirs
    from payout.exact import ExactArray
    from payout.rules.policy.parameters import BandRow, Parameter, Value

BITS, BITS_A_DIGIT, BITS_OF_HISTORY = 7, 2, 5
MOST_ROWS = 150  # that a value is worked out from
# How far from the exact amount a list may be, for it may be rounded in other ways too: a fen, a yuan.
WIDTHS = (Fraction(11, 1000), Fraction(101, 100))
MOST_PLACES, FEW_PLACES, MOST_PARTS = 4, 3, 12
LEAST_ROWS = 2
SHORTENED = (2, 3, 4)  # decimals that a fraction is cut to


@dataclass(frozen=True)
class Dial:
    """One number of a policy: a parameter, an entry of a table, what a band gives, or where it ends."""

    parameter: Parameter
    name: str  # with the entry
    now: Fraction
    put: Callable[[Fraction], Value]

    def twist(self, value: Fraction) -> Twist | None:
        """The twist under which it has another value; None where its bounds forbid it."""
        given = self.put(value)
        try:
            self.parameter.refuse_beyond(given)
        except LanguageError:
            return None
        return Twist({self.parameter.name: given})

    def way(self, value: Fraction, bits: int) -> Way | None:
        """The way under which it has another value."""
        twist = self.twist(value)
        if twist is None or value == self.now:
            return None
        one = self.parameter
        entry = self.name[len(one.name) :]
        label = Text(
            f"“{one.zh}”{entry} 取 {show_number(value)}(本次为 {show_number(self.now)})",
            f"{self.name} = {show_number(value)} (here {show_number(self.now)})",
        )
        return Way("value", label, one.clause, twist, bits, self.name)


def dials(ground: Ground) -> Iterator[Dial]:
    """Every number that the amounts may rest on."""
    for name in ground.parameters:
        one = ground.side.policy.parameters[name]
        if isinstance(one.value, Fraction) and one is not ground.side.policy.year:
            yield Dial(one, name, one.value, _itself)
        elif isinstance(one.value, tuple):
            yield from _of_bands(one, one.value)
        elif not isinstance(one.value, str) and not isinstance(one.value, Fraction):
            yield from _of_table(one, one.value)


def _itself(value: Fraction) -> Value:
    return value


def _of_table(one: Parameter, entries: Mapping[tuple[str, ...], object]) -> Iterator[Dial]:
    for keys, entry in entries.items():
        if isinstance(entry, Fraction):
            yield Dial(one, ".".join((one.name, *keys)), entry, _entry_of(entries, keys))


def _entry_of(
    entries: Mapping[tuple[str, ...], object], keys: tuple[str, ...]
) -> Callable[[Fraction], Value]:
    return lambda value: cast("Value", MappingProxyType({**entries, keys: value}))


def _of_bands(one: Parameter, bands: tuple[BandRow, ...]) -> Iterator[Dial]:
    for place, band in enumerate(bands):
        if isinstance(band.gives, Fraction):
            yield Dial(one, f"{one.name}[{place + 1}]", band.gives, _band_of(bands, place))


def _band_of(bands: tuple[BandRow, ...], place: int) -> Callable[[Fraction], Value]:
    return lambda value: (*bands[:place], replace(bands[place], gives=value), *bands[place + 1 :])


# ---- values that need no list ------------------------------------------------------------------------------


def known_values(ground: Ground) -> Iterator[Way]:
    """Values that a parameter has had, the policy's own where another is in force; fractions cut to decimals; a count one more or less."""
    for name in ground.parameters:
        one = ground.side.policy.parameters[name]
        if one.kind == "choice" or one is ground.side.policy.year:
            continue
        yield from _before(one)
    for dial in dials(ground):
        found = (dial.way(value, BITS + BITS_A_DIGIT) for value in sorted(set(_near(dial))))
        yield from (one for one in found if one is not None)


def _before(one: Parameter) -> Iterator[Way]:
    seen: list[Value] = [one.value]
    for value, zh, en in [
        (one.default, "办法原值", "the policy's own"),
        *((v, f"{d} 起的", f"of {d}") for d, v in one.history),
    ]:
        if value not in seen:
            seen.append(value)
            label = Text(
                f"“{one.zh}”取{zh} {show(value)}(本次为 {one.shown})",
                f"{one.name} = {show(value)}, {en} (here {one.shown})",
            )
            yield Way("value", label, one.clause, Twist({one.name: value}), BITS_OF_HISTORY, one.name)


def _near(dial: Dial) -> Iterator[Fraction]:
    if dial.parameter.kind == "count" or dial.parameter.measure == "count":
        yield from (dial.now + step for step in (-2, -1, 1, 2))
    scale = 10**MOST_PLACES
    if (dial.now * scale).denominator != 1:
        for places in SHORTENED:
            yield Fraction(floor(dial.now * 10**places + Fraction(1, 2)), 10**places)
            yield Fraction(floor(dial.now * 10**places), 10**places)


# ---- values that the list tells ------------------------------------------------------------------------------


def told_values(trials: Trials, theirs: Theirs) -> Iterator[Way]:
    """For each number the value that makes most rows agree, if there is one."""
    smooth = trials.under(without_rounding(trials.ground))
    if smooth is None:
        return
    left = theirs.left(trials.amounts)
    rows = _some(np.flatnonzero(np.asarray(left != 0, dtype=bool)))
    if len(rows) < LEAST_ROWS:
        return
    rest = _at(theirs.left(smooth.amounts), rows)
    for dial in dials(trials.ground):
        if trials.twist.values.get(dial.parameter.name) is None:  # one that is changed already is right
            yield from _told(smooth, theirs, dial, rows, rest)


def _told(
    smooth: Trials, theirs: Theirs, dial: Dial, rows: np.ndarray, rest: Sequence[Fraction]
) -> Iterator[Way]:
    at, tried = dial.now, set()
    for _ in range(3):  # where amounts are no straight line of it, from the value that was found again
        slopes = _slopes(smooth, theirs, dial, at, rows)
        if slopes is None or not any(slopes):
            return
        here = rest if at == dial.now else _left_at(smooth, theirs, dial, at, rows)
        if here is None:
            return
        found = [value for width in WIDTHS if (value := most_common(at, here, slopes, width)) is not None]
        news = [value for value in found if value not in tried and value != dial.now]
        for value in news:
            tried.add(value)
            way = dial.way(value, BITS + BITS_A_DIGIT * _digits(value))
            if way is not None:
                yield way
        if not news or news[0] == at:
            return
        at = news[0]


def _left_at(
    smooth: Trials, theirs: Theirs, dial: Dial, at: Fraction, rows: np.ndarray
) -> list[Fraction] | None:
    twist = dial.twist(at)
    there = None if twist is None else smooth.under(twist)
    return None if there is None else _at(theirs.left(there.amounts), rows)


def _slopes(
    smooth: Trials, theirs: Theirs, dial: Dial, at: Fraction, rows: np.ndarray
) -> list[Fraction] | None:
    """How much each row moves with the number, a small step on; or back, where its bounds or nothing more forbid it."""
    here = (
        _left_at(smooth, theirs, dial, at, rows) if at != dial.now else _at(theirs.left(smooth.amounts), rows)
    )
    step = (abs(at) or Fraction(1)) / 1000
    for move in (step, -step):
        there = _left_at(smooth, theirs, dial, at + move, rows)
        if here is not None and there is not None:
            slopes = [(one - other) / move for one, other in zip(here, there, strict=True)]
            if any(slopes):
                return slopes
    return None


def most_common(
    now: Fraction, rest: Sequence[Fraction], slopes: Sequence[Fraction], width: Fraction
) -> Fraction | None:
    """The value in most rows' stretches, the roundest of several; None where it is in one row's alone."""
    ends: list[tuple[Fraction, int]] = []
    for left, slope in zip(rest, slopes, strict=True):
        if slope:
            one, other = ((left + side) / slope for side in (-width, width))
            ends += [(now + min(one, other), 0), (now + max(one, other), 1)]
    ends.sort()
    best, depth, stretch = 0, 0, None
    for place, (value, closes) in enumerate(ends):
        depth += -1 if closes else 1
        if depth > best:
            best, stretch = depth, (value, ends[place + 1][0])
    return roundest(*stretch) if stretch is not None and best >= LEAST_ROWS else None


def roundest(low: Fraction, high: Fraction) -> Fraction | None:
    """The number with the fewest digits in a stretch: tens before units before decimals, then a fraction of small parts."""
    for places in range(-4, MOST_PLACES + 1):
        scale = Fraction(10) ** places
        first = ceil(low * scale)
        if first <= high * scale:
            last = floor(high * scale)
            chosen = 0 if first <= 0 <= last else min(first, last, key=abs)
            if places <= FEW_PLACES or not _parts(low, high):
                return chosen / scale
            break
    return _parts(low, high)


def _parts(low: Fraction, high: Fraction) -> Fraction | None:
    for parts in range(2, MOST_PARTS + 1):
        first = ceil(low * parts)
        if first <= high * parts:
            return Fraction(first, parts)
    return None


def _digits(value: Fraction) -> int:
    """How many digits it takes to say a number, noughts at the end for nothing."""
    text = show_number(abs(value))
    if "/" in text:
        return len(text)
    return len(text.replace(".", "").strip("0"))


def _some(rows: np.ndarray) -> np.ndarray:
    """Rows evenly taken of many."""
    step = -(-len(rows) // MOST_ROWS) or 1
    chosen: np.ndarray = rows[::step]
    return chosen


def _at(column: ExactArray, rows: np.ndarray) -> list[Fraction]:
    return [Fraction(one) for one in column.take(rows)]
