"""The guard on division.

A zero divisor is refused where a row needs the quotient, and passed over in branches not taken.

A quotient by zero is missing while a rule is evaluated; this walks the rule again with the rows that need
each part, and refuses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from payout.rules.aggregates import groups_read
from payout.rules.expressions import (
    Aggregate,
    Binary,
    Choose,
    Compare,
    Decide,
    Expression,
    FirstMatch,
    LanguageError,
    Lift,
    Logic,
    Via,
    When,
)
from payout.rules.levels import path_up
from payout.rules.values import holds, numbers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from payout.rules.evaluate import Evaluation
    from payout.rules.values import Flags, Positions

Need = tuple[Expression, str, "Flags"]  # a part, the level it is evaluated at, the rows of it that are needed


def refuse_zero_divisors(run: Evaluation, expr: Expression, at: str, needed: Flags) -> None:
    """Raise LanguageError, naming a row, where a row that is needed divides by zero."""
    if not needed.any():
        return
    home = run.home(expr, at)
    if home != at:
        up = run.up(at, path_up(run.scheme.levels, at, home))
        at, needed = home, _reached(up[needed], run.data[home].size)
    if isinstance(expr, Binary) and not isinstance(expr, (Compare, Logic)) and expr.op == "/":
        size = run.data[at].size
        zero = holds(numbers(run.value(expr.right, at), size) == 0, size) & needed
        if zero.any():
            first = run.key_of(at, int(np.flatnonzero(zero)[0]))
            raise LanguageError(f"division by zero for {int(zero.sum())} rows of {at}, first {first}")
    for part, its_level, its_rows in _needs(run, expr, at, needed):
        refuse_zero_divisors(run, part, its_level, its_rows)


def _needs(run: Evaluation, expr: Expression, at: str, needed: Flags) -> Iterator[Need]:
    match expr:
        case FirstMatch():
            yield from _first_match(run, expr, at, needed)
        case When(condition, value):
            yield condition, at, needed
            yield value, at, needed & run.holds(condition, at)
        case Choose(choice, branches):
            yield branches[run.reading(choice)], at, needed
        case Aggregate():
            yield from _aggregate(run, expr, at, needed)
        case Decide(where=where, places=places, within=within):
            yield from ((part, at, needed) for part in (where, *within))
            if places is not None:
                yield places, at, needed & run.holds(where, at)
        case Via(link, operand):
            target = run.scheme.levels[at].columns[link.name].level
            yield operand, target, _reached(run.data[at].links[link.name][needed], run.data[target].size)
        case Lift():
            return  # a column of a parent: its own rule was guarded when it was evaluated
        case _:
            yield from ((part, at, needed) for part in expr.operands)


def _first_match(run: Evaluation, expr: FirstMatch, at: str, needed: Flags) -> Iterator[Need]:
    left = needed
    for case in expr.cases:
        yield case.condition, at, left
        true = run.holds(case.condition, at)
        yield case.value, at, left & true
        left = left & ~true
    if expr.otherwise is not None:
        yield expr.otherwise, at, left


def _aggregate(run: Evaluation, expr: Aggregate, at: str, needed: Flags) -> Iterator[Need]:
    """Give the rows of the groups that a needed row reads; of the operand, those where `where` holds."""
    level, groups = groups_read(run, expr, at)
    wanted = needed if level != at else _reached(groups.codes[needed], groups.count)
    rows = (groups.codes >= 0) & np.append(wanted, [False])[groups.codes]
    if expr.where is not None:
        yield expr.where, level, rows
        yield expr.operand, level, rows & run.holds(expr.where, level)
    else:
        yield expr.operand, level, rows
    yield from ((key, level, np.ones(len(rows), dtype=bool)) for key in expr.within)


def _reached(positions: Positions, size: int) -> Flags:
    found = np.zeros(size, dtype=bool)
    found[positions[positions >= 0]] = True
    return found
