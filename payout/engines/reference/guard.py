"""The guard on division: a fold over what rows need.

A quotient by zero is missing while a rule is evaluated; this walks the rule again with the rows that need each part, refuses a
zero divisor where a row needs the quotient, and passes over it in branches not taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from payout.engines.reference.values import holds, known_rows, numbers
from payout.rules.tree import Aggregate, Arithmetic, LanguageError, Through, Up

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from payout.engines.reference.run import Run
    from payout.engines.reference.values import Flags, Positions
    from payout.rules.tree import Need, Node


def refuse_zero_divisors(run: Run, node: Node, zeros: Mapping[Node, Flags]) -> None:
    """Raise LanguageError, naming a row, where a row divides by zero: `zeros` are the quotients that do so in any row, and where."""
    if zeros:  # else no row need be told from another
        leading = set(zeros)
        for part in run.rests_on(node, set()):  # operands before what is made of them
            if not leading.isdisjoint(run.in_force(part)):
                leading.add(part)
        _Guard(run, zeros, leading).refuse(node, np.ones(run.size(node), dtype=bool))


def divides_by_zero(run: Run, node: Node) -> bool:
    """Whether a divisor of a formula is zero in any row, needed or not."""
    return bool(zero_divisors(run, run.rests_on(node, set())))


def zero_divisors(run: Run, parts: Iterable[Node]) -> dict[Node, Flags]:
    """The quotients among the parts of a formula that have a zero divisor, and where."""
    return {
        part: found
        for part in parts
        if isinstance(part, Arithmetic) and part.may_divide_by_zero and (found := _zeros(run, part)).any()
    }


def _zeros(run: Run, node: Arithmetic) -> Flags:
    """Where a quotient's divisor is zero; a quotient that is known in every row has no such divisor."""
    size = run.size(node)
    if known_rows(run.value(node), size).all():
        return np.zeros(size, dtype=bool)
    return holds(numbers(run.value(node.right), size) == 0, size)


@dataclass(frozen=True)
class _Guard:
    """Quotients of a formula with the rows whose divisor is zero, and the nodes that have one of them at or below."""

    run: Run
    zeros: Mapping[Node, Flags]
    leading: Collection[Node]

    def refuse(self, node: Node, needed: Flags) -> None:
        """Walk what leads to such a quotient with the rows that need it; a column's own rule was guarded when it was computed."""
        if node not in self.leading or not needed.any():
            return
        zero = self.zeros[node] & needed if node in self.zeros else needed[:0]
        if zero.any():
            raise LanguageError(f"division by zero{_where(self.run, node, zero)}")
        for need in node.needs:
            if need.operand in self.leading and need.reading in ("", self.run.reading_of(node)):
                self.refuse(need.operand, rows_needed(self.run, node, need, needed))


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
            groups = run.groups(plan)
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
