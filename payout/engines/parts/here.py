"""Parts computed in the process itself, one behind the other: what a cluster does, without one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from payout.engines.parts.step import begun, outcome_of, stepped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from payout.engines.parts.plan import Rounds
    from payout.engines.parts.split import BatchPart
    from payout.engines.parts.step import Answers, Outcome, Under
    from payout.text import Text


@dataclass(frozen=True)
class AtHand:
    """A policy in rounds as it is at hand."""

    plan: Rounds


@dataclass
class Here:
    """So many parts, computed here."""

    count: int
    under: list[Under] = field(default_factory=list)

    def parts_of(self, rows: int) -> int:
        """As many as were asked for."""
        del rows
        return self.count

    def begin(self, plan: Rounds, parts: Iterable[BatchPart], called: Sequence[Text]) -> None:
        """Take the parts of a batch."""
        del called
        self.under = [begun(AtHand(plan), part) for part in parts]

    def step(self, turn: int, answers: Sequence[Answers]) -> Iterator[tuple[int, Outcome]]:
        """Take every part one round on."""
        for number, own in enumerate(answers):
            self.under[number] = stepped(self.under[number], turn, own)
            yield number, outcome_of(self.under[number])
