"""compare.xlsx: what a comparison found, on sheets to be read, filtered, printed and signed."""

from payout.outputs.comparison.workbook.write import write_workbook

__all__ = ["write_workbook"]
