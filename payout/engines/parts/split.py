"""The parts of a run: of every level the rows that a part holds, with the columns that rules read, and links that lead inside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from payout.engines.parts.layout import end_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from payout.engines.parts.layout import LaidOut
    from payout.engines.parts.plan import Rounds
    from payout.engines.reference.given import Given
    from payout.engines.reference.run import Run
    from payout.engines.reference.values import Positions, Rows


@dataclass(frozen=True)
class RowsHeld:
    """The rows of one level in a part."""

    size: int
    columns: Mapping[str, Rows]
    links: Mapping[str, Positions]


@dataclass(frozen=True, repr=False)
class BatchPart:
    """One part of a batch before anything is computed. `rows`: where the rows of its parted levels stand in the whole."""

    number: int
    rows: Mapping[str, Positions]
    held: Mapping[str, RowsHeld]
    decisions: Mapping[tuple[str, str], Given]

    def __repr__(self) -> str:
        return f"part {self.number}"  # a log that shows what it works on must show nobody's data


@dataclass(frozen=True)
class Cuts:
    """Where each row of the parted levels goes. `rows`: by level and part; `places`: each row's position in its part."""

    rows: Mapping[str, tuple[Positions, ...]]
    places: Mapping[str, Positions]

    @property
    def count(self) -> int:
        """How many parts there are."""
        return len(next(iter(self.rows.values())))


def cuts(laid: LaidOut, count: int) -> Cuts:
    """Where rows go in at most so many parts; what hangs on no row of the part level goes to the first."""
    numbers = laid.parts(count)
    parts = int(numbers.max(initial=0)) + 1
    rows: dict[str, tuple[Positions, ...]] = {}
    places: dict[str, Positions] = {}
    for level, tops in laid.tops.items():
        own = np.append(numbers, [0])[tops]
        order = np.argsort(own, kind="stable")
        sizes = np.bincount(own, minlength=parts)
        starts = np.cumsum(sizes) - sizes
        rows[level] = tuple(np.split(order, starts[1:]))
        places[level] = np.empty(len(own), dtype=np.int64)
        places[level][order] = np.arange(len(own), dtype=np.int64) - np.repeat(starts, sizes)
    return Cuts(rows, places)


def split(run: Run, plan: Rounds, cut: Cuts) -> Iterator[BatchPart]:
    """The parts of a run, one by one."""
    for number in range(cut.count):
        rows = {level: rows[number] for level, rows in cut.rows.items()}
        held = {level: _held(run, plan, cut, level, rows.get(level)) for level in run.data}
        yield BatchPart(number, rows, held, run.decisions)


def _held(run: Run, plan: Rounds, cut: Cuts, level: str, rows: Positions | None) -> RowsHeld:
    whole = run.data[level]
    read = {name for at, name in plan.last_read if at == level}
    columns = {name: column for name, column in whole.columns.items() if name in read}
    links = {name: link for name, link in whole.links.items() if plan.layout.stays(level, (name,))}
    if rows is None:
        return RowsHeld(whole.size, columns, links)
    return RowsHeld(
        len(rows),
        {name: column.take(rows) for name, column in columns.items()},
        {name: _led(plan, cut, level, name, link[rows]) for name, link in links.items()},
    )


def _led(plan: Rounds, cut: Cuts, level: str, name: str, link: Positions) -> Positions:
    """A link as it leads inside a part."""
    places = cut.places.get(end_of(plan.compiled, level, (name,)))
    return link if places is None else np.append(places, [-1])[link]
