"""The workbook of a run."""

from typing import TYPE_CHECKING

from payout.deferred import deferred

if TYPE_CHECKING:
    from payout.outputs.workbook.quota import reasons_text
    from payout.outputs.workbook.write import (
        split_lists,
        write_quota_workbook,
        write_sensitivity_workbook,
        write_workbook,
    )
else:
    __getattr__ = deferred(__name__)

__all__ = [
    "reasons_text",
    "split_lists",
    "write_quota_workbook",
    "write_sensitivity_workbook",
    "write_workbook",
]
