"""report.html of a run: one file to read, to search and to print, that asks for nothing and in which nothing of the input acts."""

from typing import TYPE_CHECKING

from payout.deferred import deferred

if TYPE_CHECKING:
    from payout.outputs.report.page import write_report
else:
    __getattr__ = deferred(__name__)

__all__ = ["write_report"]
