"""What crosses the parts of a policy, and in which rounds it is answered: worked out from the tree alone.

A node crosses where its value rests on rows that may be in another part. Its depth is the round in which it is answered: one more
than the deepest that it rests on. A rule is computed in the round of the deepest node of its formula.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING, TypeGuard

from payout.engines.parts.layout import end_of, steps_of
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
class Needs:
    """What a part needs for one round: all nodes that may be asked for, the columns that they read, and the links that they walk."""

    nodes: frozenset[Node]
    columns: frozenset[Key]
    links: frozenset[Key]


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

    def said_in(self, turn: int) -> Iterator[tuple[int, Aggregate]]:
        """The aggregates of the next round that parts add up, with their numbers: what each says of its own rows."""
        for number, node in self.answered_in(turn + 1):
            if adds_up(node, self.layout):
                yield number, node

    def needs_of(self, turn: int) -> Needs:
        """What a part needs for a round: for its rules, and for what it says of the next."""
        rules = self.rules_of(turn)
        nodes = frozenset(walk(*(built.node for built in rules), *(node for _, node in self.said_in(turn))))
        read = {(node.level, node.name) for node in nodes if isinstance(node, ColumnValue)}
        read |= {key for built in rules for key in self._named(built)}
        return Needs(nodes, frozenset(read), frozenset(steps_of(self.compiled, nodes)))

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
    def last_answering(self) -> dict[Node, int]:
        """For each node below one that crosses, the last round that is answered by its value over the whole."""
        turns = sorted(zip(self.turns, self.crossing, strict=True), key=itemgetter(0))
        return {node: turn for turn, top in turns for node in walk(*top.operands)}

    @cached_property
    def last_known(self) -> dict[Node, int]:
        """For each node that crosses, the last round in which a part may ask for it."""
        found: dict[Node, int] = {}
        for built in self.compiled.rules:
            for node in walk(built.node):
                found[node] = max(found.get(node, 0), self.depths[built.key])
        return {node: found[node] for node in self.crossing}

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


def adds_up(node: Node, layout: Layout) -> TypeGuard[Aggregate]:
    """Whether a node that crosses can be added up from what parts say of their own groups, which are numbered alike in all."""
    if not isinstance(node, Aggregate) or node.which not in OF_GROUPS or node.groups.keys:
        return False
    return node.groups.rows.name in layout.parted and layout.stays(node.groups.rows.name, node.groups.path)
