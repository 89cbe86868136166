"""Slips for everybody of a run: pages by unit, their PDF, and a workbook of one row a payee."""

from payout.outputs.slips.handing import Handed
from payout.outputs.slips.write import write_slips

__all__ = ["Handed", "write_slips"]
