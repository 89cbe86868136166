"""The workbook of a run."""

from payout.outputs.workbook.write import write_workbook

__all__ = ["write_workbook"]
