"""Parts computed on this machine, in the process itself: one behind the other, or on several threads."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from payout.engines.parts.step import begun, outcome_of, stepped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from payout.engines.parts.plan import Rounds
    from payout.engines.parts.split import Part
    from payout.engines.parts.step import Answers, Outcome, Under
    from payout.text import Text


@dataclass(frozen=True)
class OfPlan:
    """A policy in rounds as it is at hand."""

    plan: Rounds


@dataclass
class Here:
    """Parts on so many threads."""

    count: int
    threads: int = 1
    under: list[Under] = field(default_factory=list)

    @classmethod
    def on_all_cores(cls) -> Here:
        """A part for each core of this machine."""
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        return cls(cores, cores)

    def parts_of(self, rows: int) -> int:
        """As many as were asked for."""
        del rows
        return self.count

    def begin(self, plan: Rounds, parts: Iterable[Part], called: Sequence[Text]) -> None:
        """Take the parts of a batch."""
        del called
        self.under = [begun(OfPlan(plan), part) for part in parts]

    def step(self, turn: int, answers: Sequence[Answers]) -> Iterator[tuple[int, Outcome]]:
        """Take every part one round on."""
        with ThreadPoolExecutor(self.threads) as pool:
            self.under = list(pool.map(stepped, self.under, [turn] * len(answers), answers))
        yield from ((one.part, outcome_of(one)) for one in self.under)
