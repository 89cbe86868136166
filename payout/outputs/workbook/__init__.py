"""The workbook of a run."""

from payout.outputs.workbook.quota import reasons_text
from payout.outputs.workbook.write import (
    split_lists,
    write_quota_workbook,
    write_sensitivity_workbook,
    write_workbook,
)

__all__ = [
    "reasons_text",
    "split_lists",
    "write_quota_workbook",
    "write_sensitivity_workbook",
    "write_workbook",
]
