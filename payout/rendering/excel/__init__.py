"""The reading "excel": every rule as a formula of a workbook, over columns of inputs, parameters and steps.

`pieces`: texts of formulas and when they are missing; `names`: what tables, columns and parameters are called there; `plan`: which
columns stand on the sheet of each level; `reading`: one function a node.
"""

from typing import TYPE_CHECKING

from payout.deferred import deferred

if TYPE_CHECKING:
    from payout.rendering.excel.live import live_plan
    from payout.rendering.excel.parameters import BandTable, EntryTable
    from payout.rendering.excel.plan import LiveColumn, LivePlan, LiveShare, LiveSheet
    from payout.rendering.excel.reading import EXCEL
else:
    __getattr__ = deferred(__name__)

__all__ = [
    "EXCEL",
    "BandTable",
    "EntryTable",
    "LiveColumn",
    "LivePlan",
    "LiveShare",
    "LiveSheet",
    "live_plan",
]
