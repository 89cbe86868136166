"""What rests on the row above alone is worked out once for that row, and read from there by the rows below.

A slope that each of a unit's people reads (gap ÷ (highest − lowest)) is that of the unit: a quotient a unit instead of one a person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from payout.engines.reference.grouped import reduced
from payout.engines.reference.operations import arithmetic, comparison
from payout.rules.tree import Aggregate, Arithmetic, Compare, Up

if TYPE_CHECKING:
    from payout.engines.reference.run import Run
    from payout.engines.reference.values import Value
    from payout.rules.tree import Node

Path = tuple[str, ...]


def path_above(run: Run, node: Arithmetic | Compare) -> Path:
    """The path to the row above that a node rests on alone; none where it looks at more, or where fewer rows are below than above."""
    if not node.above or _is_told(run, node):
        return ()
    return node.above if _size(run, node) < run.size(node) else ()


def _size(run: Run, node: Node) -> int:
    return run.data[run.level_above(node.schema.level, node.above or ())].size


def _is_told(run: Run, node: Node) -> bool:
    """Whether something that it is made of was told row by row, by whoever knows more rows than these."""
    if not run.told:
        return False
    below = node.operands if isinstance(node, (Arithmetic, Compare)) else ()
    return any(one in run.told or _is_told(run, one) for one in below if one.above)


def value_above(run: Run, node: Node) -> Value:
    """A node's value for each row above; a plain value where it is the same for all of them."""
    if not node.above:
        return run.value(node)
    if node not in run.above:
        run.above[node] = _computed(run, node)
    return run.above[node]


def _computed(run: Run, node: Node) -> Value:
    match node:
        case Up(operand=operand):
            return run.value(operand)
        case Aggregate():
            return reduced(run, node)
        case Arithmetic(op=op, left=left, right=right):
            size = _size(run, node)
            first, second = value_above(run, left), value_above(run, right)
            return arithmetic(op, first, second, size, run.tally_for(size))
        case Compare(op=op, left=left, right=right):
            return comparison(op, value_above(run, left), value_above(run, right), _size(run, node))
    raise TypeError(f"{type(node).__name__} rests on no row above")
