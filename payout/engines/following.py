"""What follows from another finding: a check says nothing of a row that rests on a cell which another check has found.

One wrong month of a person would else be told at each row that is held against it. What is found where two checks rest on each
other's cells is told by both, for none of them follows; and whatever is not told follows from an error that is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from payout.engines.taint import Taint

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from payout.engines.reference.run import Run
    from payout.rules.compiled.compiled import BuiltCheck
    from payout.rules.policy.checked import CheckedTable

NAMES = ("identifier", "reference")  # kinds of columns that say which row is meant, or where it belongs


@dataclass(frozen=True)
class Met:
    """A check, and the rows of its level that meet its condition: flags, one a row."""

    check: BuiltCheck
    rows: NDArray[np.bool_]


@dataclass(frozen=True)
class _Doubted:
    """A check whose rows are told, and what rests on the cells that it names."""

    run: Run
    tables: Mapping[str, CheckedTable]
    met: Met

    @cached_property
    def taint(self) -> Taint | None:
        """What the cells touch; None where the check forbids nothing, or names no cell that may be wrong by itself."""
        rule = self.met.check.rule
        table = self.run.compiled.levels[rule.level].table
        column = None if table is None else table.by_name.get(rule.column)
        if table is None or column is None or rule.severity == "warning" or column.kind in NAMES:
            return None
        sound = {
            name: replace(one, bad=frozenset(), refused=frozenset()) for name, one in self.tables.items()
        }
        return Taint(self.run, sound, doubted={(rule.level, column.name): self.met.rows})

    def only(self, rows: NDArray[np.bool_]) -> _Doubted:
        """The same of fewer rows."""
        if rows.sum() == self.met.rows.sum():
            return self
        return _Doubted(self.run, self.tables, Met(self.met.check, rows))

    def touches(self, other: Met) -> NDArray[np.bool_]:
        """The rows of another check that rest on the cells."""
        if self.taint is None:
            return np.zeros(len(other.rows), bool)
        return other.rows & self.taint.rows(other.check.node, other.check.rule.level)


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
            rows = rows & ~other.touches(met[place])
        told[place] = doubted[place].only(rows)
    return (told[place].met for place in range(len(met)))


def _leads(one: _Doubted, other: _Doubted) -> bool:
    """Whether what one check found touches what the other found, and not the other way round."""
    if one is other or one.taint is None or not one.touches(other.met).any():
        return False
    return not other.touches(one.met).any()


def _in_order(above: Sequence[Sequence[int]]) -> list[int]:
    """The places so that each comes behind those that it follows from; of a circle the first goes first."""
    left = [*range(len(above))]
    order: list[int] = []
    while left:
        free = (place for place in left if not set(above[place]) & set(left))
        order.append(next(free, left[0]))
        left.remove(order[-1])
    return order
