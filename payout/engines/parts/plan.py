"""What crosses the parts of a policy, and in which rounds it is answered: worked out from the tree alone.

A node crosses where its value rests on rows that may be in another part. Its depth is the round in which it is answered: one more
than the deepest that it rests on. A rule is computed in the round of the deepest node of its formula.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from payout.engines.parts.layout import end_of
from payout.engines.reference.amounts import AMOUNTS
from payout.engines.reference.run import Run
from payout.rules.tree import Aggregate, Allocate, ColumnValue, Decide, Rank, Rows, Through, Up, walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from payout.engines.parts.layout import Layout
    from payout.rules.compiled.compiled import Built, CompiledPolicy, Key
    from payout.rules.tree import Grouping, Node

OF_GROUPS = frozenset({"total", "mean", "highest", "lowest", "count", "exists"})  # what parts can add up


@dataclass(frozen=True)
class Rounds:
    """A policy in parts. `compiled`: its rules in an order by rounds; `depths`: the round of each column of a rule.

    `crossing`: the nodes that are answered from outside, in the order of their rounds, which `turns` holds.
    """

    compiled: CompiledPolicy
    layout: Layout
    depths: dict[Key, int]
    crossing: tuple[Node, ...]
    turns: tuple[int, ...]

    @property
    def last(self) -> int:
        """The last round; 0 where nothing crosses."""
        return max([0, *self.depths.values()])

    def answered_in(self, turn: int) -> Iterator[tuple[int, Node]]:
        """The nodes that are answered before a round, with their numbers."""
        yield from ((number, node) for number, node in enumerate(self.crossing) if self.turns[number] == turn)

    def rules_of(self, turn: int) -> list[Built]:
        """The rules that are computed in a round, in order."""
        return [built for built in self.compiled.rules if self.depths[built.key] == turn]

    @cached_property
    def beyond(self) -> frozenset[Key]:
        """The rules whose own formula holds a node that crosses."""
        crossing = set(self.crossing)
        return frozenset(
            built.key for built in self.compiled.rules if any(node in crossing for node in walk(built.node))
        )

    @cached_property
    def numbered(self) -> tuple[Rows, ...]:
        """The nodes that number the rows of a parted level: in a part too they are numbered as in the whole."""
        nodes = walk(*(built.node for built in self.compiled.rules))
        return tuple(
            node for node in nodes if isinstance(node, Rows) and node.home.name in self.layout.parted
        )

    @cached_property
    def answered(self) -> dict[Node, int]:
        """The nodes whose values in a part come from outside, numbered."""
        return {node: number for number, node in enumerate((*self.crossing, *self.numbered))}

    @cached_property
    def last_read(self) -> dict[Key, int]:
        """The last round in which each column is read; names that a decision or a share of a pool goes by are read in all."""
        found: dict[Key, int] = {}
        for built in self.compiled.rules:
            keys = [*built.reads, *self._named(built)]
            found |= {key: max(found.get(key, 0), self.depths[built.key]) for key in keys}
        return found

    def _named(self, built: Built) -> Iterator[Key]:
        for node in walk(built.node):
            if isinstance(node, (Allocate, Decide)):
                level = self.compiled.levels[node.groups.rows.name]
                names = {*level.identity, level.key} if level.key else {*level.identity}
                yield from ((level.name, name) for name in sorted(names))


def planned(compiled: CompiledPolicy, layout: Layout) -> Rounds:
    """The rounds of a policy under the readings in force."""
    reader = Run(compiled, {}, AMOUNTS)
    depths: dict[Key, int] = {}
    known: dict[Node, int] = {}
    crossing: list[Node] = []
    seen: set[Node] = set()
    for built in compiled.rules:
        for node in reader.rests_on(built.node, seen):
            deepest = max((known[one] for one in reader.in_force(node)), default=0)
            if isinstance(node, ColumnValue):
                deepest = depths.get((node.level, node.name), 0)
            if crosses(compiled, layout, node):
                deepest += 1
                crossing.append(node)
            known[node] = deepest
        depths[built.key] = known[built.node]
    crossing.sort(key=known.__getitem__)
    rules = tuple(sorted(compiled.rules, key=lambda built: depths[built.key]))
    ordered = replace(compiled, rules=rules)
    return Rounds(ordered, layout, depths, tuple(crossing), tuple(known[node] for node in crossing))


def crosses(compiled: CompiledPolicy, layout: Layout, node: Node) -> bool:
    """Whether a node's value may rest on rows of another part."""
    match node:
        case Up(home=home, path=path):
            return not layout.stays(home.name, path)
        case Through(link=link):
            return not layout.stays(link.level, (link.name,))
        case Aggregate(groups=groups) | Rank(groups=groups) | Allocate(groups=groups):
            return not _inside(compiled, layout, groups)
        case _:
            return False


def _inside(compiled: CompiledPolicy, layout: Layout, groups: Grouping) -> bool:
    """Whether every group has its rows in one part."""
    rows = groups.rows.name
    if groups.path and not layout.stays(rows, groups.path):
        return False
    if rows not in layout.parted:
        return True
    if groups.path:
        return end_of(compiled, rows, groups.path) in layout.parted
    return any(_parted_by(compiled, layout, rows, key) for key in groups.keys)


def _parted_by(compiled: CompiledPolicy, layout: Layout, rows: str, key: Node) -> bool:
    """Whether rows with one key are in one part: it names themselves, or a row above that is parted."""
    match key:
        case Rows():
            return True
        case Up(operand=Rows(), path=path):
            return layout.stays(rows, path) and end_of(compiled, rows, path) in layout.parted
        case _:
            return False


def adds_up(layout: Layout, node: Node) -> bool:
    """Whether a node that crosses can be added up from what parts say of their own groups, which are numbered alike in all."""
    if not isinstance(node, Aggregate) or node.which not in OF_GROUPS or node.groups.keys:
        return False
    return node.groups.rows.name in layout.parted and layout.stays(node.groups.rows.name, node.groups.path)
