"""Which parts of a formula get a letter of their own: what stands in it several times is written once, as in a textbook."""

from __future__ import annotations

from collections import Counter
from string import ascii_uppercase
from typing import TYPE_CHECKING

from payout.rendering.words import is_condition
from payout.rules.tree import (
    ColumnValue,
    Constant,
    FirstMatch,
    Known,
    Not,
    ParameterValue,
    Rows,
    Through,
    Up,
)
from payout.rules.tree.node import walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from payout.rules.tree import Node

LONG = 3  # nodes: what is shorter is written again


def lettered(root: Node) -> dict[Node, str]:
    """The parts of a formula that stand in it more than once, each with its letter, in the order in which one meets them."""
    times: Counter[Node] = Counter()
    of_cases = {case for node in walk(root) if isinstance(node, FirstMatch) for case in node.cases}
    for node in walk(root):
        if node not in of_cases:
            times.update(_written(node))
    several = [node for node in walk(root) if times[node] > 1 and node is not root and _is_long(node)]
    return dict(zip(several, _letters(), strict=False))


def _written(node: Node) -> tuple[Node, ...]:
    """The operands of a node as often as they are written: those of cases themselves, and yes or no as its condition."""
    if not isinstance(node, FirstMatch):
        return node.operands
    if is_condition(node):
        return (node.cases[0].condition,)
    rest = () if node.otherwise is None else (node.otherwise,)
    return (*(part for case in node.cases for part in case.operands), *rest)


def _is_long(node: Node) -> bool:
    match node:
        case ColumnValue() | ParameterValue() | Constant() | Rows():
            return False
        case Up(operand=operand) | Not(operand=operand) | Known(operand=operand) | Through(operand=operand):
            return _is_long(operand)
        case _:
            return sum(1 for _ in walk(node)) >= LONG


def _letters() -> Iterator[str]:
    turn = 0
    while True:
        yield from (letter + (str(turn) if turn else "") for letter in ascii_uppercase)
        turn += 1
