"""What a policy tells rows apart by, found in its tree: texts that group or are compared, and rows that count one by one.

Whoever reads the tables needs it: such texts are compared without case, width and blanks, what nobody can see may not
stand in them, and a row that is repeated would count twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from payout.rules.tree import Aggregate, Allocate, ColumnValue, Compare, Constant, Decide, Lookup, Rank, walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from payout.rules.compiled.compiled import CompiledPolicy
    from payout.rules.policy.policy import Policy
    from payout.rules.policy.tables import Table
    from payout.rules.tree import Node

Place: TypeAlias = tuple[str, str]  # a table and its column
COUNTING = ("total", "count")


@dataclass(frozen=True)
class ComparedTexts:
    """Columns whose texts are compared with one another, and the words of the policy that they are compared with."""

    columns: frozenset[Place]
    words: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Distinctions:
    """`texts`: what tells rows apart; `counted`: the tables whose rows are summed, counted or share a pool, each for itself."""

    texts: tuple[ComparedTexts, ...] = ()
    counted: frozenset[str] = frozenset()

    def columns(self, table: str) -> frozenset[str]:
        """The columns of a table whose texts tell rows apart."""
        return frozenset(name for one in self.texts for of, name in one.columns if of == table)


def declared_distinctions(tables: Sequence[Table]) -> Distinctions:
    """What tables say themselves, without any rule: the columns that tell their rows apart together."""
    return Distinctions(
        tuple(
            ComparedTexts(frozenset({(table.name, name)}))
            for table in tables
            for name in table.unique
            if table[name].kind == "text"
        )
    )


def distinctions(compiled: CompiledPolicy) -> Distinctions:
    """What the tables, levels, rules and checks of a policy tell rows apart by."""
    policy = compiled.policy
    found = list(declared_distinctions(policy.tables).texts)
    for level in policy.levels.values():
        by = () if level.grouped is None else level.grouped.by
        found += [ComparedTexts(frozenset(_sources(policy, level.name, name))) for name in by]
    nodes = list(walk(*(built.node for built in (*compiled.rules, *compiled.checks))))
    for node in nodes:
        found += _compared(compiled, node)
    summed = walk(*(built.node for built in compiled.rules))
    counted = {table for node in summed for table in _counted(policy, node)}
    return Distinctions(tuple(_joined(one for one in found if one.columns)), frozenset(counted))


def _compared(compiled: CompiledPolicy, node: Node) -> Iterator[ComparedTexts]:
    """The texts that a node compares with one another."""
    match node:
        case Aggregate() | Rank() | Allocate() | Decide():
            yield from (_texts(compiled, (key,)) for key in node.groups.keys)
            if isinstance(node, Aggregate) and node.which == "count_distinct":
                yield _texts(compiled, (node.operand,))
        case Compare() if node.left.schema.kind == node.right.schema.kind == "text":
            yield _texts(compiled, (node.left, node.right))
        case Lookup():
            for position, key in enumerate(node.keys):
                entries = frozenset(entry[position] for entry in node.table.entries)
                yield ComparedTexts(_texts(compiled, (key,)).columns, entries)


def _texts(compiled: CompiledPolicy, nodes: Iterable[Node]) -> ComparedTexts:
    """The columns and words that texts come from, through whatever rules."""
    columns: set[Place] = set()
    words: set[str] = set()
    seen: set[Node] = set()
    waiting = list(nodes)
    while waiting:
        for node in walk(waiting.pop()):
            if node in seen or node.schema.kind != "text":
                continue
            seen.add(node)
            if isinstance(node, Constant):
                words.add(str(node.value))
            elif isinstance(node, ColumnValue):
                rule = compiled.by_key.get((node.level, node.name))
                if rule is not None:
                    waiting.append(rule.node)
                columns.update(_sources(compiled.policy, node.level, node.name))
    return ComparedTexts(frozenset(columns), frozenset(words))


def _sources(policy: Policy, level: str, name: str) -> Iterator[Place]:
    """The table's column that a level's text is read from; a level of groups has those of the level that it groups."""
    at = policy.levels[level]
    if at.grouped is not None:
        yield from _sources(policy, at.grouped.of, name)
    elif at.table is not None and name in at.table.by_name and at.table[name].kind == "text":
        yield at.table.name, name


def _counted(policy: Policy, node: Node) -> Iterator[str]:
    if isinstance(node, Allocate) or (isinstance(node, Aggregate) and node.which in COUNTING):
        table = policy.levels[node.groups.rows.name].table
        if table is not None:
            yield table.name


def _joined(texts: Iterable[ComparedTexts]) -> list[ComparedTexts]:
    """Comparisons that share a column are one: what is alike in one of them is alike in all."""
    found: list[ComparedTexts] = []
    for one in texts:
        touching = [other for other in found if other.columns & one.columns]
        columns = one.columns.union(*(other.columns for other in touching))
        words = one.words.union(*(other.words for other in touching))
        found = [*(other for other in found if other not in touching), ComparedTexts(columns, words)]
    return sorted(found, key=lambda one: sorted(one.columns))
