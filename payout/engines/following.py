"""What follows from another finding: a check says nothing of a row that rests on a cell which another check has found.

One wrong month of a person would else be told at each row that is held against it. All that is found of one row is told, and
where two checks rest on each other's cells both are, for none of them follows. Whatever is not told follows from an error that is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from payout.engines.taint import Taint
from payout.rules.tree import ColumnValue, walk

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from payout.engines.reference.run import Run
    from payout.rules.compiled.compiled import BuiltCheck
    from payout.rules.policy.checked import CheckedTable

MANY = 3  # rows at odds with one: it is the one that is wrong


@dataclass(frozen=True)
class Met:
    """A check, and the rows of its level that meet its condition: flags, one a row."""

    check: BuiltCheck
    rows: NDArray[np.bool_]


@dataclass(frozen=True)
class _Doubted:
    """A check whose rows are told, and what rests on the cells that it doubts."""

    run: Run
    tables: Mapping[str, CheckedTable]
    met: Met

    @cached_property
    def columns(self) -> frozenset[str]:
        """The columns of its row that a check doubts: the one that it names; where that is the row's key, those that it reads.

        None where it forbids nothing.
        """
        rule, level = self.met.check.rule, self.run.compiled.levels[self.met.check.rule.level]
        if rule.severity == "warning":
            return frozenset()
        names = {rule.column} if rule.column else set()
        if rule.column in level.identity:
            read = (node for node in walk(self.met.check.node) if isinstance(node, ColumnValue))
            names = {node.name for node in read if node.level == rule.level}
        return frozenset(name for name in names if self._kind(name) != "identifier")

    def _kind(self, name: str) -> str:
        column = self.run.compiled.levels[self.met.check.rule.level].columns.get(name)
        return "" if column is None else column.kind

    @cached_property
    def taint(self) -> Taint | None:
        """What rests on the cells: not on where a row belongs, for that all may that stands where it might."""
        return self._taint({name for name in self.columns if self._kind(name) != "reference"})

    @cached_property
    def reach(self) -> Taint | None:
        """What may rest on the cells, on where a row belongs too."""
        return self._taint(self.columns)

    def _taint(self, names: Collection[str]) -> Taint | None:
        if not names:
            return None
        sound = {
            name: replace(one, bad=frozenset(), refused=frozenset()) for name, one in self.tables.items()
        }
        level = self.met.check.rule.level
        return Taint(self.run, sound, doubted={(level, name): self.met.rows for name in names})

    def only(self, rows: NDArray[np.bool_]) -> _Doubted:
        """The same of fewer rows."""
        if rows.sum() == self.met.rows.sum():
            return self
        return _Doubted(self.run, self.tables, Met(self.met.check, rows))


def _touched(taint: Taint | None, one: Met, other: Met) -> NDArray[np.bool_]:
    """The rows of another check that rest on the cells that one doubts; of the row itself both are told."""
    if taint is None:
        return np.zeros(len(other.rows), bool)
    level = other.check.rule.level
    touched = other.rows & taint.rows(other.check.node, level)
    return touched & ~one.rows if one.check.rule.level == level else touched


def leading(run: Run, tables: Mapping[str, CheckedTable], met: Sequence[Met]) -> Iterator[Met]:
    """What each check found, in the order given, without the rows that follow from what another found."""
    doubted = [_Doubted(run, tables, one) for one in met]
    above = [
        [other for other, one in enumerate(doubted) if _leads(one, doubted[place])]
        for place in range(len(doubted))
    ]
    told: dict[int, _Doubted] = {}
    for place in _in_order(above):
        rows = met[place].rows
        for other in (told[other] for other in above[place] if other in told):
            rows = rows & ~_touched(other.taint, other.met, met[place])
        told[place] = doubted[place].only(rows)
    return (told[place].met for place in range(len(met)))


def _leads(one: _Doubted, other: _Doubted) -> bool:
    """Whether what the other check found rests on what one found, and not the other way round, or only as many rows on few."""
    touched = int(_touched(one.taint, one.met, other.met).sum()) if one is not other else 0
    if not touched:
        return False
    return touched >= MANY * int(one.met.rows.sum()) or not _touched(other.reach, other.met, one.met).any()


def _in_order(above: Sequence[Sequence[int]]) -> list[int]:
    """The places so that each comes behind those that it follows from; of a circle the first goes first."""
    left = [*range(len(above))]
    order: list[int] = []
    while left:
        free = (place for place in left if not set(above[place]) & set(left))
        order.append(next(free, left[0]))
        left.remove(order[-1])
    return order
