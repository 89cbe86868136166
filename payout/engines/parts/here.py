"""Parts computed in the process itself, one behind the other: what a cluster does, without one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from payout.engines.parts.step import stepped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from payout.engines.parts.plan import Rounds
    from payout.engines.parts.split import BatchPart
    from payout.engines.parts.step import Outcome
    from payout.text import Text


@dataclass
class Here:
    """So many parts, computed here."""

    count: int
    plan: Rounds | None = None

    def parts_of(self, rows: int) -> int:
        """As many as were asked for."""
        del rows
        return self.count

    def begin(self, plan: Rounds, called: Sequence[Text]) -> None:
        """Take the plan of a batch."""
        del called
        self.plan = plan

    def step(self, parts: Iterable[BatchPart]) -> Iterator[tuple[int, Outcome]]:
        """Compute one round of parts."""
        for part in parts:
            if self.plan is not None:
                yield part.number, stepped(self.plan, part)
