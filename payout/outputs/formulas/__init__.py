"""The workbook of live formulas."""

from payout.outputs.formulas.write import FORMULAS, write_formulas

__all__ = ["FORMULAS", "write_formulas"]
