"""What is written of a comparison: a workbook, a page, a list of people, and the record for programs."""

from typing import TYPE_CHECKING

from payout.deferred import deferred

if TYPE_CHECKING:
    from payout.outputs.comparison.figures import amount, average, per_cent, plain, signed
    from payout.outputs.comparison.record import record_of
    from payout.outputs.comparison.write import write_comparison
else:
    __getattr__ = deferred(__name__)

__all__ = ["amount", "average", "per_cent", "plain", "record_of", "signed", "write_comparison"]
