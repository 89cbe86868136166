"""What sums, means, ranks and shares over many rows were taken from, as it would be printed: kept once for a whole batch."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from payout.evidence.rows import members, value_at
from payout.evidence.values import exact_of
from payout.rules.tree import Aggregate, Rank, Rows

if TYPE_CHECKING:
    from payout.evidence.values import Values
    from payout.rules.tree import Allocate, Node


@dataclass(frozen=True)
class Figure:
    """A value as it is printed: its text, and its fraction where the decimals are cut."""

    text: str
    exact: str = ""


@dataclass(frozen=True)
class ManyRows:
    """A value of a group of rows: what kind it is, what it comes to, and what the rows have.

    Of shares: `values` are given out of `total`, by `weights`, in whole `unit`s. Of ranks: `best` and `ties` as they are declared.
    """

    kind: str
    total: Figure
    values: tuple[Figure, ...]
    weights: tuple[Figure, ...] = ()
    unit: str = ""
    best: str = ""
    ties: str = ""


@dataclass
class Lists:
    """The lists of a run, each by a name of its own."""

    values: Values
    found: dict[str, ManyRows] = field(default_factory=dict)
    names: dict[tuple[Node, int], str] = field(default_factory=dict)
    codes: dict[Node, np.ndarray] = field(default_factory=dict)

    def of(self, node: Aggregate | Rank | Allocate, row: int) -> str:
        """The name of the list that a row's value is taken from; blank where the row is in no group."""
        into = isinstance(node, Aggregate) and node.groups.into is not None
        code = row if into else int(self._codes(node)[row])
        if code < 0:
            return ""
        name = self.names.get((node, code))
        if name is None:
            name = self.names[node, code] = str(len(self.names) + 1)
            self.found[name] = self._listed(node, row, code)
        return name

    def _codes(self, node: Aggregate | Rank | Allocate) -> np.ndarray:
        if node not in self.codes:
            where = node.where if isinstance(node, Rank) else None
            self.codes[node] = self.values.run.groups(node.groups, where).codes
        return self.codes[node]

    def _listed(self, node: Aggregate | Rank | Allocate, row: int, code: int) -> ManyRows:
        if isinstance(node, Aggregate):
            rows = members(self.values.run, node, row).tolist()
            plain = isinstance(node.operand, Rows)
            values = (
                tuple(Figure("1") for _ in rows)
                if plain
                else tuple(self._figure(node.operand, at) for at in rows)
            )
            return ManyRows(node.which, self._figure(node, row), values)
        rows = np.flatnonzero(self._codes(node) == code).tolist()
        if isinstance(node, Rank):
            values = tuple(self._figure(node.operand, at) for at in rows)
            return ManyRows("rank", Figure(""), values, best=node.best, ties=node.ties)
        given, weights = (tuple(self._figure(part, at) for at in rows) for part in (node, node.weight))
        unit = str(value_at(self.values.run, node.unit, row))
        return ManyRows("share", self._figure(node.pool, row), given, weights, unit)

    def _figure(self, node: Node, row: int) -> Figure:
        return Figure(self.values.plain(node, row), exact_of(value_at(self.values.run, node, row)))
