"""What stops a run in parts that is no fault of its input: a cluster that is not there, is not fit, or breaks on a part."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from payout.text import Text


class PartsFault(Exception):  # noqa: N818 - it says what is at fault
    """A batch cannot be computed in parts: why, and what to do."""

    def __init__(self, problem: Text) -> None:
        super().__init__(problem.en)
        self.problem = problem
