"""What is known of a value before any data, beyond its schema: whether a cell can lack it, and whether a double holds it.

A schema says that an entry of a table or a value of the row above may be missing, since a key may be. Here it is looked at closer, so
that formulas ask only for what can really be missing. Two readings of the tree: "always" and "held".
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, TypeAlias

from payout.rules.tree import (
    Aggregate,
    Allocate,
    Arithmetic,
    Band,
    Choose,
    ColumnValue,
    Compare,
    Constant,
    Decide,
    Extreme,
    FirstMatch,
    Known,
    Logic,
    Lookup,
    Not,
    ParameterValue,
    Rank,
    Reading,
    Round,
    Rows,
    Through,
    Up,
    When,
    YearOf,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from payout.rules.compiled.compiled import Built, CompiledPolicy
    from payout.rules.policy.tables import Column
    from payout.rules.tree import Grouping, Node

Given: TypeAlias = "frozenset[Node]"
NOTHING_GIVEN: Given = frozenset()
MOST_PLACES = 9  # decimals to which a computed decimal is rounded back to the double that is nearest to it


@dataclass(frozen=True)
class Certainty:
    """What is certain of the values of one policy."""

    compiled: CompiledPolicy

    def always(self, node: Node, given: Given = NOTHING_GIVEN) -> bool:
        """Whether a value is there in every row, where those `given` are."""
        return node in given or ALWAYS[node](self, node, given)

    def held(self, node: Node) -> bool:
        """Whether a double that is computed is the one nearest to the exact value: equal values then are equal doubles."""
        return HELD[node](self, node)

    def held_in_a_cell(self, node: Node) -> bool:
        """Whether the cell of a value holds that double: one of few decimals is rounded to them there."""
        return self.held(node) or rounded_in_a_cell(node)

    def rule(self, node: ColumnValue) -> Built | None:
        """The rule that gives a column; None for an input."""
        return self.compiled.by_key.get((node.level, node.name))

    def grouped(self, groups: Grouping) -> bool:
        """Whether every row belongs to a group."""
        up = not groups.path or self.linked(groups.rows.name, groups.path)
        return up and all(self.always(key) for key in groups.keys)

    def linked(self, level: str, path: tuple[str, ...]) -> bool:
        """Whether every row belongs to a row of the level at the end of a path."""
        for step in path:
            column = self.link_column(level, step)
            if column is not None and column.schema.missing:
                return False
            level = column.level if column is not None else step
        return True

    def link_column(self, level: str, step: str) -> Column | None:
        """The column that names the row of the next level of a path; None where rows belong to it without one."""
        columns = self.compiled.levels[level].columns
        name = self.compiled.levels[level].parents.get(step, step)
        found = columns.get(name)
        return found if found is not None and found.kind == "reference" else None


def rounded_in_a_cell(node: Node) -> bool:
    """Whether a cell rounds its value to the decimals that the exact value has."""
    return (
        node.schema.kind == "number" and node.schema.places is not None and node.schema.places <= MOST_PLACES
    )


def never_zero(node: Node) -> bool:
    """Whether a divisor cannot be zero."""
    if isinstance(node, Constant):
        return node.value != 0
    low, high = node.schema.low, node.schema.high
    return (low is not None and low > 0) or (high is not None and high < 0)


def facts(condition: Node) -> Given:
    """The values that are there where a condition holds."""
    match condition:
        case Known(operand=operand):
            return frozenset({operand})
        case Compare(left=left, right=right):
            return frozenset({left, right})
        case Logic(op="&", left=left, right=right):
            return facts(left) | facts(right)
        case Logic(op="|", left=left, right=right):
            return facts(left) & facts(right)
        case FirstMatch(
            cases=(When(condition=inner, value=Constant(value=True)),), otherwise=Constant(value=False)
        ):
            return facts(inner)
    return NOTHING_GIVEN


# ---- always there: one function a node ---------------------------------------------------------------


def _yes(*_: object) -> bool:
    return True


def _no(*_: object) -> bool:
    return False


def _column(certainty: Certainty, node: ColumnValue, _given: Given) -> bool:
    built = certainty.rule(node)
    return certainty.always(built.node) if built else not node.schema.missing


def _above(certainty: Certainty, node: Up, _given: Given) -> bool:
    return certainty.linked(node.home.name, node.path) and certainty.always(node.operand)


def _linked(certainty: Certainty, node: Through, _given: Given) -> bool:
    return not node.link.schema.missing and certainty.always(node.operand)


def _of_all(certainty: Certainty, node: Node, given: Given) -> bool:
    return all(certainty.always(operand, given) for operand in node.operands)


def _arithmetic(certainty: Certainty, node: Arithmetic, given: Given) -> bool:
    return (node.op != "/" or never_zero(node.right)) and _of_all(certainty, node, given)


def _entry(certainty: Certainty, node: Lookup, given: Given) -> bool:
    """Whether the table has an entry for whatever its keys can be."""
    every = [_options(key) for key in node.keys]
    return all(every) and set(product(*every)) <= set(node.table.entries) and _of_all(certainty, node, given)


def _options(key: Node) -> tuple[str, ...]:
    if isinstance(key, Constant) and isinstance(key.value, str):
        return (key.value,)
    return ("yes", "no") if key.schema.kind == "flag" else key.schema.words


def _first_match(certainty: Certainty, node: FirstMatch, given: Given) -> bool:
    rest = node.otherwise is not None and certainty.always(node.otherwise, given)
    return rest and all(certainty.always(one.value, given | facts(one.condition)) for one in node.cases)


def _chosen(certainty: Certainty, node: Choose, given: Given) -> bool:
    return all(certainty.always(branch, given) for _, branch in node.branches)


def _extreme(certainty: Certainty, node: Extreme, given: Given) -> bool:
    held = [one for one in node.members if isinstance(one, When)]
    plain = [one for one in node.members if not isinstance(one, When)]
    return (
        bool(plain)
        and all(certainty.always(one, given) for one in plain)
        and all(certainty.always(one.value, given | facts(one.condition)) for one in held)
    )


def _aggregate(certainty: Certainty, node: Aggregate, _given: Given) -> bool:
    grouped = node.groups.into is not None or certainty.grouped(node.groups)
    if node.which in {"count", "count_distinct", "exists"}:
        return grouped
    given = NOTHING_GIVEN if node.where is None else facts(node.where)
    return grouped and node.which == "total" and certainty.always(node.operand, given)


def _ranked(certainty: Certainty, node: Rank, _given: Given) -> bool:
    return node.where is None and certainty.always(node.operand) and certainty.grouped(node.groups)


def _allocated(certainty: Certainty, node: Allocate, _given: Given) -> bool:
    return certainty.always(node.pool) and certainty.always(node.weight) and certainty.grouped(node.groups)


Always: TypeAlias = "Callable[[Certainty, Node, Given], bool]"
ALWAYS: Reading[Always] = Reading(
    "always",
    {
        Constant: _yes,
        ParameterValue: _yes,
        ColumnValue: _column,
        Rows: _yes,
        Up: _above,
        Through: _linked,
        Arithmetic: _arithmetic,
        Compare: _of_all,
        Logic: _of_all,
        Not: _of_all,
        Known: _yes,
        Round: _of_all,
        YearOf: _of_all,
        Lookup: _entry,
        Band: _no,
        When: _no,
        FirstMatch: _first_match,
        Choose: _chosen,
        Extreme: _extreme,
        Aggregate: _aggregate,
        Rank: _ranked,
        Allocate: _allocated,
        Decide: _no,
    },
)


# ---- held by a double: one function a node -----------------------------------------------------------


def _held_column(certainty: Certainty, node: ColumnValue) -> bool:
    built = certainty.rule(node)
    return built is None or certainty.held_in_a_cell(built.node)


def _held_there(certainty: Certainty, node: Up | Through) -> bool:
    return certainty.held_in_a_cell(node.operand)


def _held_wholes(certainty: Certainty, node: Arithmetic) -> bool:
    """Sums and products of whole numbers are exact."""
    whole = node.left.schema.places == 0 and node.right.schema.places == 0
    return node.op != "/" and whole and certainty.held(node.left) and certainty.held(node.right)


def _held_over(certainty: Certainty, node: Aggregate) -> bool:
    if node.which == "mean" or (node.which == "total" and node.operand.schema.places != 0):
        return False
    return node.which not in {"total", "highest", "lowest"} or certainty.held_in_a_cell(node.operand)


def _held_value(certainty: Certainty, node: When) -> bool:
    return certainty.held(node.value)


def _held_first(certainty: Certainty, node: FirstMatch) -> bool:
    rest = node.otherwise is None or certainty.held(node.otherwise)
    return rest and all(certainty.held(one) for one in node.cases)


def _held_all(certainty: Certainty, node: Choose | Extreme) -> bool:
    return all(certainty.held(one) for one in node.operands)


Held: TypeAlias = "Callable[[Certainty, Node], bool]"
HELD: Reading[Held] = Reading(
    "held",
    {
        Constant: _yes,
        ParameterValue: _yes,
        ColumnValue: _held_column,
        Rows: _yes,
        Up: _held_there,
        Through: _held_there,
        Arithmetic: _held_wholes,
        Compare: _yes,
        Logic: _yes,
        Not: _yes,
        Known: _yes,
        Round: _yes,
        YearOf: _yes,
        Lookup: _yes,
        Band: _yes,
        When: _held_value,
        FirstMatch: _held_first,
        Choose: _held_all,
        Extreme: _held_all,
        Aggregate: _held_over,
        Rank: _yes,
        Allocate: _no,
        Decide: _yes,
    },
)
