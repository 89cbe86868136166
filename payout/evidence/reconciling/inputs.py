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
from payout.text import Text, show_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from payout.engines.reference.run import Run
    from payout.engines.reference.values import Flags, Value
    from payout.evidence.reconciling.trials import Ground, Trials
    from payout.evidence.reconciling.weighing import Theirs
    from payout.rules.tree import Node

MOST_ROWS = 200  # that are looked at one by one
MOST_CHANCE = Fraction(1, 10)  # a guess that is likelier by chance says nothing
NO_STEP = frozenset({"yuan", "amount", "ratio"})  # what is computed of money would explain any amount
FEN = 100
A_FEN = Fraction(11, 1000)
OFF_BY = 3  # a slip of the hand has about so many sorts that would give an amount so near


@dataclass(frozen=True)
class Guess:
    """What would give a row its amount in the list. `chance`: how likely it would by accident."""

    row: int  # of ours
    what: Text
    name: str
    chance: Fraction


def guesses(trials: Trials, theirs: Theirs) -> dict[int, Guess]:
    """The likeliest guess for each row that is left, by our row."""
    left = theirs.left(trials.amounts)
    wrong = np.flatnonzero(np.asarray(left != 0, dtype=bool))[:MOST_ROWS]
    if not len(wrong):
        return {}
    rest = {int(theirs.rows[at]): Fraction(left[int(at)]) for at in wrong}
    found = [
        *_of_options(trials, theirs, rest),
        *_of_numbers(trials, theirs, rest),
        *_of_hands(trials, theirs, wrong),
    ]
    best: dict[int, Guess] = {}
    for guess in found:
        if guess.chance <= MOST_CHANCE and (guess.row not in best or guess.chance < best[guess.row].chance):
            best[guess.row] = guess
    return best


# ---- another option, flag or number --------------------------------------------------------------------------


def _columns(ground: Ground, kinds: tuple[str, ...]) -> list[ColumnValue]:
    """The columns of the level that is paid that say something of a row: inputs, and steps that count or decide."""
    found = []
    for node in ground.nodes:
        if isinstance(node, ColumnValue) and node.level == ground.target.level and node.schema.kind in kinds:
            is_rule = (node.level, node.name) in ground.side.compiled.by_key
            if not (is_rule and node.schema.measure in NO_STEP):
                found.append(node)
    return sorted(found, key=lambda node: (node.level, node.name) in ground.side.compiled.by_key)


def _of_options(trials: Trials, theirs: Theirs, rest: dict[int, Fraction]) -> Iterator[Guess]:
    ground = trials.ground
    found: list[tuple[int, ColumnValue, object]] = []
    amounts: dict[int, set[Fraction]] = {row: set() for row in rest}
    for node in _columns(ground, ("flag", "enumeration")):
        values: tuple[object, ...] = (True, False) if node.schema.kind == "flag" else node.schema.words
        for value in values:
            there = trials.under(Twist(steps=((node, partial(_at_rows, _flags(trials, rest), value)),)))
            if there is None:
                continue
            left = theirs.left(there.amounts)
            for at, row in enumerate(theirs.rows.tolist()):
                if row in rest and Fraction(left[at]) != rest[row]:
                    amounts[row].add(Fraction(left[at]))
                    if left[at] == 0:
                        found.append((row, node, value))
    for row, node, value in found:
        chance = min(Fraction(1), Fraction(len(amounts[row]), max(int(2 * abs(rest[row]) * FEN), 1)))
        yield Guess(row, _said(ground, node, value), f"{node.level}.{node.name}", chance)


def _said(ground: Ground, node: ColumnValue, value: object) -> Text:
    label = label_of(ground.side.compiled, node.level, node.name)
    texts = [
        show_number(value) if isinstance(value, Fraction)
        else {True: ("是", "yes"), False: ("否", "no")}[value][lang == "en"] if isinstance(value, bool)
        else option_label(node, str(value), lang)
        for lang in ("zh", "en")
    ]  # fmt: skip
    return Text(f"若其“{label.zh}”为“{texts[0]}”", f"if its {label.en} were {texts[1]}")


def _flags(trials: Trials, rows: dict[int, Fraction]) -> Flags:
    found = np.zeros(trials.run.data[trials.ground.target.level].size, bool)
    found[list(rows)] = True
    return found


def _at_rows(rows: Flags, other: object, run: Run, node: Node, value: Callable[[], Value]) -> Value:
    size = run.size(node)
    own = fill(value(), size, node.schema.storage, node.schema.words)
    return select([(rows, cast("Value", other))], own, node.schema.storage, node.schema.words)


def _more_at(more: ExactArray, run: Run, node: Node, value: Callable[[], Value]) -> Value:
    return numbers(value(), run.size(node)) + more


def _of_numbers(trials: Trials, theirs: Theirs, rest: dict[int, Fraction]) -> Iterator[Guess]:
    """Numbers solved for each row, then all put in at once, and kept where the amounts are those of the list."""
    smooth = trials.under(without_rounding(trials.ground))
    if smooth is None:
        return
    for node in _columns(trials.ground, ("number",)):
        solved = _solved(smooth, theirs, node, rest)
        if not solved:
            continue
        size = trials.run.data[trials.ground.target.level].size
        more = ExactArray.from_fractions(
            [solved[row][0] if row in solved else Fraction(0) for row in range(size)]
        )
        there = trials.under(Twist(steps=((node, partial(_more_at, more)),)))
        if there is None:
            continue
        left = theirs.left(there.amounts)
        own = numbers(trials.run.data[node.level].columns[node.name], size)
        for at, row in enumerate(theirs.rows.tolist()):
            if row in solved and left[at] == 0:
                move, slope, step = solved[row]
                value = Fraction(own[row]) + move
                chance = min(Fraction(1), 2 * A_FEN / abs(slope * step))
                yield Guess(row, _said(trials.ground, node, value), f"{node.level}.{node.name}", chance)


def _solved(
    smooth: Trials, theirs: Theirs, node: ColumnValue, rest: dict[int, Fraction]
) -> dict[int, tuple[Fraction, Fraction, Fraction]]:
    """By how much a number would have to be another, the slope, and the step in which such numbers come."""
    size = smooth.run.data[node.level].size
    step = Fraction(1, 10 ** (node.schema.places if node.schema.places is not None else 2))
    here = theirs.left(smooth.amounts)
    rows = set(rest)
    column = numbers(smooth.run.data[node.level].columns[node.name], size)
    found = {}
    for sign in (1, -1):
        more = ExactArray.from_fractions([sign * step if row in rows else Fraction(0) for row in range(size)])
        there = smooth.under(Twist(steps=((node, partial(_more_at, more)),)))
        if there is None:
            continue
        left = theirs.left(there.amounts)
        for at, row in enumerate(theirs.rows.tolist()):
            if row not in rows or row in found or column.isna()[row]:
                continue
            slope = (Fraction(here[at]) - Fraction(left[at])) / (sign * step)
            move = _move(Fraction(here[at]), slope, step)
            if slope and move and _is_within(node, Fraction(column[row]) + move):
                found[row] = (move, slope, step)
    return found


def _move(left: Fraction, slope: Fraction, step: Fraction) -> Fraction | None:
    """The whole steps that bring a row to its amount, if there are any."""
    if not slope:
        return None
    one, other = sorted(((left - A_FEN) / slope / step, (left + A_FEN) / slope / step))
    return ceil(one) * step if ceil(one) <= floor(other) else None


def _is_within(node: ColumnValue, value: Fraction) -> bool:
    low = Fraction(0) if node.schema.low is None else node.schema.low
    high = Fraction(12) if node.schema.measure == "months" else node.schema.high
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
