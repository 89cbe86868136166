"""The parts of a run: of every level the rows that a part holds, with the columns that a round reads, and links that lead inside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from payout.engines.parts.layout import end_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from payout.engines.parts.layout import LaidOut
    from payout.engines.parts.plan import Needs, Rounds
    from payout.engines.reference.data import LevelData
    from payout.engines.reference.given import Given
    from payout.engines.reference.values import Positions, Rows

Answers = dict[
    int, Any
]  # by the number of a node that crosses: its rows in a part, or the values of its groups


@dataclass(frozen=True)
class RowsHeld:
    """The rows of one level in a part."""

    size: int
    columns: Mapping[str, Rows]
    links: Mapping[str, Positions]


@dataclass(frozen=True, repr=False)
class BatchPart:
    """One part of a batch for one round: all that the round needs, so that whoever computes it keeps nothing.

    `rows`: where the rows of its parted levels stand in the whole; `answers`: what was answered over the whole.
    """

    number: int
    turn: int
    rows: Mapping[str, Positions]
    held: Mapping[str, RowsHeld]
    decisions: Mapping[tuple[str, str], Given]
    answers: Answers

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


def held_in(
    data: Mapping[str, LevelData], plan: Rounds, cut: Cuts, number: int, needs: Needs
) -> dict[str, RowsHeld]:
    """What one part holds for a round of every level."""
    found: dict[str, RowsHeld] = {}
    for level, whole in data.items():
        columns = {name: one for name, one in whole.columns.items() if (level, name) in needs.columns}
        links = {
            name: link
            for name, link in whole.links.items()
            if (level, name) in needs.links and plan.layout.stays(level, (name,))
        }
        if level not in cut.rows:
            found[level] = RowsHeld(whole.size, columns, links)
            continue
        rows = cut.rows[level][number]
        found[level] = RowsHeld(
            len(rows),
            {name: column.take(rows) for name, column in columns.items()},
            {name: _led(plan, cut, level, name, link[rows]) for name, link in links.items()},
        )
    return found


def _led(plan: Rounds, cut: Cuts, level: str, name: str, link: Positions) -> Positions:
    """A link as it leads inside a part."""
    places = cut.places.get(end_of(plan.compiled, level, (name,)))
    if places is None or not places.size:
        return link
    led: Positions = np.where(link < 0, -1, places[link])
    return led
