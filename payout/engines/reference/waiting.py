"""What is not known before people have answered: the rows of every node that rests on an open question.

A question whose own condition, places or group rests on an open one waits for it: asked at once, its answer might have to be taken
back. Rows that are certain whatever is answered (a condition that holds already, a branch not taken) wait for nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from payout.engines.reference.values import known_rows
from payout.rules.tree import Aggregate, Allocate, ColumnValue, Decide, Logic, Rank, Through, Up

if TYPE_CHECKING:
    from collections.abc import Callable

    from payout.engines.reference.run import Run
    from payout.engines.reference.values import Flags, Positions
    from payout.rules.tree import Grouping, Need, Node


@dataclass
class Undecided:
    """What rests on open questions. `unsettled`: the rows of a question whose answers do not settle it."""

    run: Run
    unsettled: Callable[[Decide], Positions]
    known: dict[Node, Flags] = field(default_factory=dict)
    reaching: dict[Node, bool] = field(default_factory=dict)

    def of(self, node: Node) -> Flags:
        """The rows of a node's level (one row where it has none) whose value an open answer may change."""
        found = self.known.get(node)
        if found is None:
            size = self.run.size(node)
            found = (
                np.broadcast_to(self._found(node), (size,)) if self._reaches(node) else np.zeros(size, bool)
            )
            self.known[node] = found
        return found

    def _reaches(self, node: Node) -> bool:
        """Whether there is an open question at or below a node at all, through columns too."""
        found = self.reaching.get(node)
        if found is None:
            built = (
                self.run.compiled.by_key.get((node.level, node.name))
                if isinstance(node, ColumnValue)
                else None
            )
            below = self.run.in_force(node) if built is None else [built.node]
            own = isinstance(node, Decide) and len(self.unsettled(node)) > 0
            found = self.reaching[node] = own or any(self._reaches(one) for one in below)
        return found

    def waits(self, node: Decide) -> Flags:
        """The rows that a question is, or may yet be, asked of once others are answered: where one waits, its whole group does."""
        size = self.run.data[node.groups.rows.name].size
        asked, open_ = self.run.holds(node.where, size), self._fill(node.where, size)
        if node.places is None:
            return open_
        touched = open_ | (asked & self._fill(node.places, size))
        return (asked | touched) & self._groups(node.groups, touched)

    def _found(self, node: Node) -> Flags:
        match node:
            case ColumnValue() | Up() | Through():
                return self._moved(node)
            case Aggregate() | Rank() | Allocate():
                return self._groups(node.groups, self._members(node))
            case Logic(op=op, left=left, right=right):
                return self._uncertain(left, right, holding=op == "|") & (self.of(left) | self.of(right))
            case Decide():
                found = self.waits(node)
                found[self.unsettled(node)] = True
                return found
            case _:
                return self._of_needs(node)

    def _moved(self, node: ColumnValue | Up | Through) -> Flags:
        match node:
            case ColumnValue(level=level, name=name):
                return self.of(self.run.compiled.by_key[level, name].node)
            case Up(operand=operand, home=home, path=path):
                return _at(self.of(operand), self.run.up(home.name, path))
            case Through(link=link, operand=operand):
                return _at(self.of(operand), self.run.data[link.level].links[link.name])

    def _of_needs(self, node: Node) -> Flags:
        """Row by row: what any operand is that a row needs."""
        found = np.zeros(self.run.size(node), dtype=bool)
        for need in node.needs:
            if not need.reading or need.reading == self.run.reading_of(node):
                found |= self.of(need.operand) & self._needing(need, len(found))
        return found

    def _needing(self, need: Need, size: int) -> Flags:
        rows = np.ones(size, dtype=bool)
        for condition in need.held:
            rows &= self.run.holds(condition, size)
        for condition in need.unheld:
            rows &= ~self.run.holds(condition, size)
        return rows

    def _uncertain(self, left: Node, right: Node, *, holding: bool) -> Flags:
        """Where neither side settles `|` (by holding) or `&` (by not holding) whatever the other says."""
        found = np.ones(max(self.run.size(left), self.run.size(right)), dtype=bool)
        for side in (left, right):
            size = self.run.size(side)
            says = self.run.holds(side, size)
            if not holding:
                says = known_rows(self.run.value(side), size) & ~says
            found &= ~says | self.of(side)
        return found

    def _members(self, node: Aggregate | Rank | Allocate) -> Flags:
        """The rows of a level that may change what is taken over their group."""
        where = None if isinstance(node, Allocate) else node.where
        size = self.run.data[node.groups.rows.name].size
        found = np.zeros(size, dtype=bool)
        for operand in node.operands:
            if operand is not where and operand not in node.groups.keys:
                found |= self._fill(operand, size)
        if where is not None:
            found = self._fill(where, size) | (self.run.holds(where, size) & found)
        return found

    def _groups(self, groups: Grouping, touched: Flags) -> Flags:
        """What a group is, where some of its rows are: all groups, where it is open which group a row belongs to."""
        found = self.run.groups(groups)
        flags = np.zeros(found.count, dtype=bool)
        flags[found.codes[touched & (found.codes >= 0)]] = True
        for key in groups.keys:
            flags |= self.of(key).any()
        return flags if groups.into is not None else _at(flags, found.codes)

    def _fill(self, node: Node, size: int) -> Flags:
        return np.broadcast_to(self.of(node), (size,)).copy()


def _at(flags: Flags, positions: Positions) -> Flags:
    """The flags of the rows at `positions`; -1 has none."""
    taken: Flags = np.append(flags, [False])[positions]
    return taken
