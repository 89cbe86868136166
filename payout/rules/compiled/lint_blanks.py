"""What the linter says of cells that may be blank: where a rule gives a blank a meaning, its column says which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payout.rules.compiled.compiled import fault
from payout.rules.tree import Aggregate, ColumnValue, FirstMatch, Known, Rank, walk
from payout.text import NOTHING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from payout.findings import Finding
    from payout.rules.compiled.compiled import CompiledPolicy, Key
    from payout.rules.policy import tables
    from payout.rules.tree import Node

COUNTING = frozenset(("count", "count_distinct", "exists"))  # a row whose cell is blank is passed over


def unsaid_blanks(compiled: CompiledPolicy) -> Iterator[Finding]:
    """The columns whose blank decides something in a rule, and that do not say what."""
    deciding: dict[Key, str] = {}
    for built in compiled.rules:
        for node in walk(built.node):
            for operand in _settled_by_blanks(node):
                for key in _columns_of(operand):
                    deciding.setdefault(key, f"{built.rule.level}.{built.rule.name}")
    for (level, name), rule in deciding.items():
        table = compiled.levels[level].table
        column = None if table is None else table.by_name.get(name)
        if table is not None and column is not None and _may_mean_something(column):
            yield fault(
                "L416",
                f"tables.py {table.name}.{name}",
                f"规则 {rule} 给空白以含义,而此列没有写明",
                f"the rule {rule} gives a blank here a meaning, and the column does not say which",
                clause=column.clause,
                fix=('写明空白的含义:blank="按满意 | as satisfied"', 'say it: blank="按满意 | as satisfied"'),
            )


def _settled_by_blanks(node: Node) -> Iterator[Node]:
    """The parts of a word that give an answer where their own value is missing: what is asked for, conditions, what is counted."""
    match node:
        case Known(operand=operand):
            yield operand
        case FirstMatch(cases=cases):
            yield from (case.condition for case in cases)
        case Aggregate(which=which, operand=operand, where=where):
            yield from () if where is None else (where,)
            yield from (operand,) if which in COUNTING else ()
        case Rank(where=where) if where is not None:
            yield where


def _columns_of(node: Node) -> Iterator[Key]:
    yield from ((one.level, one.name) for one in walk(node) if isinstance(one, ColumnValue))


def _may_mean_something(column: tables.Column) -> bool:
    """Whether a cell may stay blank, and its column says nothing of it."""
    never_blank = any(
        limit.shape == "required" and limit.limit is None and limit.severity == "error"
        for limit in column.limits
    )
    return column.nullable and not never_blank and column.blank_means == NOTHING
