"""What may differ for one row alone: an input, or a step, that would give the amount of the list. A guess each, with its chance."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from math import ceil, floor
from typing import TYPE_CHECKING, cast

import numpy as np

from payout.engines.reference.values import fill, numbers, select
from payout.evidence.reconciling.roundings import without_rounding
from payout.evidence.reconciling.slips import neighbours, slip_of
from payout.evidence.reconciling.trials import Twist
from payout.exact import ExactArray
from payout.rendering.words import label_of, option_label
from payout.rules.tree import ColumnValue
from payout.text import Text, show_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from payout.engines.reference.run import Run
    from payout.engines.reference.values import Flags, Value
    from payout.evidence.reconciling.trials import Ground, Trials
    from payout.evidence.reconciling.weighing import Theirs
    from payout.rules.tree import Node
    from payout.text import Language

MOST_ROWS = 200  # that are looked at one by one
MOST_CHANCE = Fraction(1, 10)  # a guess that is likelier by chance says nothing
NO_STEP = frozenset({"yuan", "amount", "ratio"})  # what is computed of money would explain any amount
FEN, MONTHS = 100, 12
A_FEN = Fraction(11, 1000)
OFF_BY = 3  # a slip of the hand has about so many sorts that would give an amount so near


@dataclass(frozen=True)
class Guess:
    """What would give a row its amount in the list. `chance`: how likely it would by accident."""

    row: int  # of ours
    what: Text
    name: str
    chance: Fraction


@dataclass(frozen=True)
class Bearing:
    """Rows of a level that may say something else: the wrong rows of ours that each of them bears on."""

    level: str
    rows: Mapping[int, tuple[int, ...]]


def guesses(trials: Trials, theirs: Theirs) -> dict[int, Guess]:
    """The likeliest guess for each row that is left, by our row."""
    left = theirs.left(trials.amounts)
    wrong = np.flatnonzero(np.asarray(left != 0, dtype=bool))[:MOST_ROWS]
    if not len(wrong):
        return {}
    rest = {int(theirs.rows[at]): Fraction(left[int(at)]) for at in wrong}
    found = list(_of_hands(trials, theirs, wrong))
    for place in _places(trials, rest):
        found += [*_of_options(trials, theirs, rest, place), *_of_numbers(trials, theirs, place)]
    best: dict[int, Guess] = {}
    for guess in found:
        if guess.chance <= MOST_CHANCE and (guess.row not in best or guess.chance < best[guess.row].chance):
            best[guess.row] = guess
    return best


def _places(trials: Trials, rest: Mapping[int, Fraction]) -> Iterator[Bearing]:
    """The rows themselves, then those above that several of them share."""
    level = trials.ground.target.level
    yield Bearing(level, {row: (row,) for row in rest})
    for parent in trials.ground.side.compiled.levels[level].parents:
        links = trials.run.data[level].links[parent]
        shared: dict[int, tuple[int, ...]] = {}
        for row in rest:
            shared[int(links[row])] = (*shared.get(int(links[row]), ()), row)
        yield Bearing(parent, {at: rows for at, rows in shared.items() if at >= 0 and len(rows) > 1})


# ---- another option, flag or number --------------------------------------------------------------------------


def _columns(ground: Ground, place: Bearing, kinds: tuple[str, ...]) -> list[ColumnValue]:
    """The columns of a level that say something of a row: inputs, and steps that count or decide."""
    found = []
    for node in ground.nodes:
        if isinstance(node, ColumnValue) and node.level == place.level and node.schema.kind in kinds:
            is_rule = (node.level, node.name) in ground.side.compiled.by_key
            if not (is_rule and node.schema.measure in NO_STEP):
                found.append(node)
    return sorted(found, key=lambda node: (node.level, node.name) in ground.side.compiled.by_key)


def _by_row(theirs: Theirs, there: Trials | None) -> dict[int, Fraction] | None:
    """What is left of each row of ours; None where that could not be computed."""
    if there is None:
        return None
    return dict(zip(theirs.rows.tolist(), map(Fraction, theirs.left(there.amounts)), strict=True))


def _of_options(
    trials: Trials, theirs: Theirs, rest: Mapping[int, Fraction], place: Bearing
) -> Iterator[Guess]:
    """Each flag and option in turn, at all places at once."""
    found: list[tuple[int, tuple[int, ...], ColumnValue, object]] = []
    amounts: dict[int, set[Fraction]] = {at: set() for at in place.rows}
    for node in _columns(trials.ground, place, ("flag", "enumeration")) if place.rows else ():
        values: tuple[object, ...] = (True, False) if node.schema.kind == "flag" else node.schema.words
        for value in values:
            step = partial(_at_rows, _flags(trials, place), value)
            left = _by_row(theirs, trials.under(Twist(steps=((node, step),))))
            if left is None:
                continue
            moved = {at: rows for at, rows in place.rows.items() if left[rows[0]] != rest[rows[0]]}
            for at, rows in moved.items():
                amounts[at].add(left[rows[0]])
            agree = {at: rows for at, rows in moved.items() if not any(left[row] for row in rows)}
            # who is paid by several of them agrees too; by which is known where there is one
            besides = [row for row in rest if not left[row]] if len(agree) == 1 else []
            found += [
                (at, tuple(dict.fromkeys((*rows, *besides))), node, value) for at, rows in agree.items()
            ]
    for at, rows, node, value in found:
        for row in rows:
            chance = Fraction(len(amounts[at]), max(int(2 * abs(rest[row]) * FEN), 1))
            said = _said(trials, place, at, node, value)
            yield Guess(row, said, f"{node.level}.{node.name}", min(Fraction(1), chance))


def _said(trials: Trials, place: Bearing, at: int, node: ColumnValue, value: object) -> Text:
    ground = trials.ground
    label = label_of(ground.side.compiled, node.level, node.name)
    level = ground.side.compiled.levels[place.level]
    above = place.level != ground.target.level
    name = trials.run.name_of(place.level, at) if above else ""
    zh, en = (_written(node, value, lang) for lang in ("zh", "en"))
    of_zh, of_en = (f"{level.zh} {name} 的", f"{level.name} {name}'s") if above else ("其", "its")
    return Text(f"若{of_zh}“{label.zh}”为“{zh}”", f"if {of_en} {label.en} were {en}")


def _written(node: ColumnValue, value: object, lang: Language) -> str:
    if isinstance(value, (bool, Fraction)):
        return show_value(value, lang)
    return option_label(node, str(value), lang)


def _flags(trials: Trials, place: Bearing) -> Flags:
    found = np.zeros(trials.run.data[place.level].size, bool)
    found[list(place.rows)] = True
    return found


def _at_rows(rows: Flags, other: object, run: Run, node: Node, value: Callable[[], Value]) -> Value:
    size = run.size(node)
    own = fill(value(), size, node.schema.storage, node.schema.words)
    return select([(rows, cast("Value", other))], own, node.schema.storage, node.schema.words)


def _more_at(more: ExactArray, run: Run, node: Node, value: Callable[[], Value]) -> Value:
    return numbers(value(), run.size(node)) + more


@dataclass(frozen=True)
class Solved:
    """By how much a number would have to be another, how the amount moves with it, and the step in which such numbers come."""

    move: Fraction
    slope: Fraction
    step: Fraction


def _of_numbers(trials: Trials, theirs: Theirs, place: Bearing) -> Iterator[Guess]:
    """Numbers solved for each place, then all put in at once, and kept where the amounts are those of the list."""
    smooth = trials.under(without_rounding(trials.ground))
    for node in _columns(trials.ground, place, ("number",)) if place.rows and smooth is not None else ():
        assert smooth is not None  # noqa: S101 - nothing is looked at otherwise
        solved = _solved(smooth, theirs, node, place)
        moves = {at: one.move for at, one in solved.items()}
        left = _by_row(theirs, trials.under(_moved(trials, node, moves))) if solved else None
        own = numbers(trials.run.data[node.level].columns[node.name], trials.run.data[node.level].size)
        for at, one in solved.items() if left is not None else ():
            assert left is not None  # noqa: S101 - as above
            if any(left[row] for row in place.rows[at]):
                continue
            said = _said(trials, place, at, node, Fraction(own[at]) + one.move)
            chance = min(Fraction(1), 2 * A_FEN / abs(one.slope * one.step))
            yield from (Guess(row, said, f"{node.level}.{node.name}", chance) for row in place.rows[at])


def _moved(trials: Trials, node: ColumnValue, moves: Mapping[int, Fraction]) -> Twist:
    size = trials.run.data[node.level].size
    more = ExactArray.from_fractions([moves.get(row, Fraction(0)) for row in range(size)])
    return Twist(steps=((node, partial(_more_at, more)),))


def _solved(smooth: Trials, theirs: Theirs, node: ColumnValue, place: Bearing) -> dict[int, Solved]:
    """What would make the first wrong row of each place agree, by a step up, else down."""
    step = Fraction(1, 10 ** (node.schema.places if node.schema.places is not None else 2))
    column = numbers(smooth.run.data[node.level].columns[node.name], smooth.run.data[node.level].size)
    here = _by_row(theirs, smooth)
    assert here is not None  # noqa: S101 - it was computed before
    found: dict[int, Solved] = {}
    for move in (step, -step):
        there = _by_row(theirs, smooth.under(_moved(smooth, node, dict.fromkeys(place.rows, move))))
        for at, rows in place.rows.items() if there is not None else ():
            assert there is not None  # noqa: S101 - as above
            if at in found or column.isna()[at]:
                continue
            slope = (here[rows[0]] - there[rows[0]]) / move
            needed = _steps(here[rows[0]], slope, step)
            if needed and _is_within(node, Fraction(column[at]) + needed):
                found[at] = Solved(needed, slope, step)
    return found


def _steps(left: Fraction, slope: Fraction, step: Fraction) -> Fraction | None:
    """The whole steps that bring a row to its amount, if there are any."""
    if not slope:
        return None
    one, other = sorted(((left - A_FEN) / slope / step, (left + A_FEN) / slope / step))
    return ceil(one) * step if ceil(one) <= floor(other) else None


def _is_within(node: ColumnValue, value: Fraction) -> bool:
    low = Fraction(0) if node.schema.low is None else node.schema.low
    high = Fraction(MONTHS) if node.schema.measure == "months" else node.schema.high
    return value >= low and (high is None or value <= high)


# ---- slips of a hand -----------------------------------------------------------------------------------------


def _of_hands(trials: Trials, theirs: Theirs, wrong: np.ndarray) -> Iterator[Guess]:
    """Digits turned round, and amounts of other rows."""
    ours = trials.amounts.take(theirs.rows)
    names = trials.ground.names
    for at, (how, other) in neighbours(theirs.amounts, ours, theirs.order, wrong).items():
        row, name = int(theirs.rows[at]), names[int(theirs.rows[other])]
        zh, en = {
            "exchanged": (f"与 {name} 的金额互换", f"exchanged with that of {name}"),
            "beside": (f"错行:是相邻一行 {name} 的金额", f"a row off: the amount of {name} beside it"),
            "of": (f"是 {name} 的金额", f"the amount of {name}"),
        }[how]
        alike = {"exchanged": 1, "beside": 2, "of": len(wrong)}[how]
        chance = Fraction(
            alike, max(int(2 * abs(Fraction(theirs.amounts[at]) - Fraction(ours[at])) * FEN), 1)
        )
        yield Guess(row, Text(zh, en), how, min(Fraction(1), chance))
    for at in wrong.tolist():
        one, own = Fraction(theirs.amounts[at]), Fraction(ours[at])
        said = slip_of(one, own)
        if said is not None:
            chance = Fraction(OFF_BY * 4, max(int(2 * abs(one - own) * FEN), 1))
            yield Guess(int(theirs.rows[at]), said, "slip", min(Fraction(1), chance))
