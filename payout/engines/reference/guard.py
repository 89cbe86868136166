"""The guard on division: a fold over what rows need.

A quotient by zero is missing while a rule is evaluated; this walks the rule again with the rows that need each part, refuses a
zero divisor where a row needs the quotient, and passes over it in branches not taken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from payout.engines.reference.grouped import groups_of
from payout.engines.reference.values import holds, numbers
from payout.rules.tree import Aggregate, Arithmetic, ColumnValue, Constant, LanguageError, Through, Up, walk

if TYPE_CHECKING:
    from payout.engines.reference.run import Run
    from payout.engines.reference.values import Flags, Positions
    from payout.rules.tree import Need, Node


def divides(root: Node) -> bool:
    """Whether a formula can divide by zero at all."""
    return any(
        isinstance(node, Arithmetic) and node.op == "/" and not _is_certain(node.right) for node in walk(root)
    )


def _is_certain(divisor: Node) -> bool:
    return isinstance(divisor, Constant) and divisor.value != 0


def refuse_zero_divisors(run: Run, node: Node, needed: Flags) -> None:
    """Raise LanguageError, naming a row, where a row that is needed divides by zero."""
    if divides_by_zero(run, node):  # else no row need be told from another
        _refuse(run, node, needed)


def divides_by_zero(run: Run, node: Node) -> bool:
    """Whether a divisor of a formula is zero in any row, needed or not."""
    quotients = (
        part for part in run.rests_on(node, set()) if isinstance(part, Arithmetic) and part.op == "/"
    )
    return any(_zeros(run, part).any() for part in quotients)


def _refuse(run: Run, node: Node, needed: Flags) -> None:
    if not needed.any() or isinstance(node, ColumnValue):
        return  # a column's own rule was guarded when it was evaluated
    if isinstance(node, Arithmetic) and node.op == "/":
        zero = _zeros(run, node) & needed
        if zero.any():
            raise LanguageError(f"division by zero{_where(run, node, zero)}")
    for need in node.needs:
        if not need.reading or need.reading == run.reading_of(node):
            _refuse(run, need.operand, rows_needed(run, node, need, needed))


def _zeros(run: Run, node: Arithmetic) -> Flags:
    """Where a quotient's divisor is zero."""
    size = run.size(node)
    return holds(numbers(run.value(node.right), size) == 0, size)


def _where(run: Run, node: Node, zero: Flags) -> str:
    """Name the rows; a divisor without a level is the same for all of them."""
    level = node.schema.level
    if not level:
        return ", the same for every row"
    return f" for {int(zero.sum())} rows of {level}, first {run.name_of(level, int(np.flatnonzero(zero)[0]))}"


def rows_needed(run: Run, node: Node, need: Need, needed: Flags) -> Flags:
    """The rows of an operand that rows of a node need."""
    rows = _moved(run, node, need, needed)
    for condition in need.held:
        rows = rows & run.holds(condition, len(rows))
    for condition in need.unheld:
        rows = rows & ~run.holds(condition, len(rows))
    size = run.size(need.operand)
    return rows if len(rows) == size else np.full(size, bool(rows.any()))


def _moved(run: Run, node: Node, need: Need, needed: Flags) -> Flags:
    match need.move, node:
        case "above", Up(operand=operand, home=home, path=path):
            return reached(run.up(home.name, path)[needed], run.size(operand))
        case "linked", Through(link=link, operand=operand):
            return reached(run.data[link.level].links[link.name][needed], run.size(operand))
        case "members", Aggregate(groups=plan):
            groups = groups_of(run, plan)
            wanted = needed if plan.into is not None else reached(groups.codes[needed], groups.count)
            inside: Flags = (groups.codes >= 0) & np.append(wanted, [False])[groups.codes]
            return inside
        case "window", Aggregate(groups=plan):
            return np.ones(run.data[plan.rows.name].size, dtype=bool)
        case _:
            return needed


def reached(positions: Positions, size: int) -> Flags:
    """The rows at these positions."""
    found = np.zeros(size, dtype=bool)
    found[positions[positions >= 0]] = True
    return found
