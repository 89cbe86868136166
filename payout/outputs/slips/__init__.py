"""Slips for everybody of a run: pages by unit, their PDF, and a workbook of one row a payee."""

from typing import TYPE_CHECKING

from payout.deferred import deferred

if TYPE_CHECKING:
    from payout.outputs.slips.handing import Handed
    from payout.outputs.slips.write import NO_CORRECTIONS, Corrections, write_slips
else:
    __getattr__ = deferred(__name__)

__all__ = ["NO_CORRECTIONS", "Corrections", "Handed", "write_slips"]
