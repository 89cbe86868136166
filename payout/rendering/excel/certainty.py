"""What is known of a value before any data, beyond its schema: whether a sheet can lack it, and whether a double holds it.

A schema says that an entry of a table or a value of the row above may be missing, since a key may be. Here it is looked at closer, so
that formulas ask only for what can really be missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from payout.rules.tree import (
    Aggregate,
    Allocate,
    Arithmetic,
    Band,
    Choose,
    ColumnValue,
    Compare,
    Constant,
    Extreme,
    FirstMatch,
    Known,
    Logic,
    Lookup,
    Not,
    ParameterValue,
    Rank,
    Round,
    Rows,
    Through,
    Up,
    When,
    YearOf,
)

if TYPE_CHECKING:
    from payout.rules.compiled.compiled import CompiledPolicy
    from payout.rules.policy.tables import Column
    from payout.rules.tree import Grouping, Node

Given = frozenset["Node"]
NOTHING_GIVEN: Given = frozenset()
MOST_PLACES = 9  # decimals to which a computed decimal is rounded back to the double that is nearest to it


@dataclass(frozen=True)
class Certainty:
    """What is certain of the values of one policy."""

    compiled: CompiledPolicy

    def always(self, node: Node, given: Given = NOTHING_GIVEN) -> bool:
        """Whether a value is there in every row, where those `given` are."""
        if node in given:
            return True
        match node:
            case ColumnValue(level=level, name=name):
                built = self.compiled.by_key.get((level, name))
                return self.always(built.node) if built else not node.schema.missing
            case Constant() | ParameterValue() | Rows() | Known():
                return True
            case Up(operand=operand, home=home, path=path):
                return self.linked(home.name, path) and self.always(operand)
            case Through(link=link, operand=operand):
                return not link.schema.missing and self.always(operand)
            case Arithmetic(op="/", right=right) if not never_zero(right):
                return False
            case Arithmetic() | Compare() | Logic() | Not() | Round() | YearOf():
                return all(self.always(operand, given) for operand in node.operands)
            case Aggregate():
                return self._one_of_many(node)
            case Lookup() | Band() | FirstMatch() | Choose() | Extreme():
                return self._taken(node, given)
            case Allocate(pool=pool, weight=weight, groups=groups):
                return self.always(pool) and self.always(weight) and self.grouped(groups)
            case Rank(operand=operand, where=where, groups=groups):
                return where is None and self.always(operand) and self.grouped(groups)
        return False

    def _taken(self, node: Node, given: Given) -> bool:
        match node:
            case Lookup(table=table, keys=keys):
                return all(self.always(key, given) for key in keys) and _has_all(node, len(table.keys))
            case Band():
                return False
            case FirstMatch(cases=cases, otherwise=otherwise):
                rest = otherwise is not None and self.always(otherwise, given)
                return rest and all(self.always(one.value, given | facts(one.condition)) for one in cases)
            case Choose(branches=branches):
                return all(self.always(branch, given) for _, branch in branches)
            case Extreme(members=members):
                values = [one.value if isinstance(one, When) else one for one in members]
                held = [facts(one.condition) if isinstance(one, When) else NOTHING_GIVEN for one in members]
                certain = all(
                    self.always(value, given | fact) for value, fact in zip(values, held, strict=True)
                )
                return certain and any(not isinstance(one, When) for one in members)
        return False

    def _one_of_many(self, node: Aggregate) -> bool:
        grouped = node.groups.into is not None or self.grouped(node.groups)
        if node.which in {"count", "count_distinct", "exists"}:
            return grouped
        given = NOTHING_GIVEN if node.where is None else facts(node.where)
        return grouped and node.which == "total" and self.always(node.operand, given)

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

    def held(self, node: Node) -> bool:
        """Whether a double that is computed is the one nearest to the exact value: equal values then are equal doubles."""
        match node:
            case ColumnValue(level=level, name=name):
                built = self.compiled.by_key.get((level, name))
                return built is None or self.held_in_a_cell(built.node)
            case Up(operand=operand) | Through(operand=operand):
                return self.held_in_a_cell(operand)
            case Arithmetic(op=op, left=left, right=right):
                whole = left.schema.places == 0 and right.schema.places == 0
                return op != "/" and whole and self.held(left) and self.held(right)
            case Aggregate(which="total" | "mean", operand=operand):
                return node.which == "total" and operand.schema.places == 0 and self.held_in_a_cell(operand)
            case Aggregate(which="highest" | "lowest", operand=operand):
                return self.held_in_a_cell(operand)
            case When(value=value):
                return self.held(value)
            case FirstMatch(cases=cases, otherwise=otherwise):
                return all(self.held(one) for one in (*cases, *([otherwise] if otherwise else [])))
            case Choose(branches=branches):
                return all(self.held(branch) for _, branch in branches)
            case Extreme(members=members):
                return all(self.held(one) for one in members)
            case Allocate():
                return False
        return True

    def held_in_a_cell(self, node: Node) -> bool:
        """Whether the cell of a value holds that double: one of few decimals is rounded to them there."""
        return self.held(node) or rounded_in_a_cell(node)


def rounded_in_a_cell(node: Node) -> bool:
    """Whether a cell rounds its value to the decimals that the exact value has."""
    return node.schema.kind == "number" and node.schema.places is not None and node.schema.places <= MOST_PLACES


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
        case FirstMatch(cases=(When(condition=inner, value=Constant(value=True)),), otherwise=Constant(value=False)):
            return facts(inner)
    return NOTHING_GIVEN


def _has_all(node: Lookup, width: int) -> bool:
    """Whether a table has an entry for whatever its keys can be."""
    every = [_options(key) for key in node.keys]
    if not all(every):
        return False
    combined: list[tuple[str, ...]] = [()]
    for options in every:
        combined = [(*before, option) for before in combined for option in options]
    return width == len(node.keys) and set(combined) <= set(node.table.entries)


def _options(key: Node) -> tuple[str, ...]:
    if isinstance(key, Constant) and isinstance(key.value, str):
        return (key.value,)
    return ("yes", "no") if key.schema.kind == "flag" else key.schema.words
