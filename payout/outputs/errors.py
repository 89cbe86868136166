"""What can stop outputs from being written; each says in both languages what is wrong and how to go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payout.text import NOTHING

if TYPE_CHECKING:
    from payout.text import Text


class OutputError(Exception):
    """Outputs cannot be written as asked. Nothing was published."""

    def __init__(self, problem: Text, fix: Text = NOTHING) -> None:
        super().__init__(problem.en)
        self.problem = problem
        self.fix = fix


class CellTooLong(OutputError):  # noqa: N818 -- named as the finding that it is
    """A text is longer than a workbook's cell can hold; it is never cut in silence."""
