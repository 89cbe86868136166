"""What is still to be paid, or to be reclaimed, once a batch that was paid is computed again from corrected input."""

from typing import TYPE_CHECKING

from payout.deferred import deferred

if TYPE_CHECKING:
    from payout.evidence.correcting.lines import NotCorrectable, PayeeCorrection, PayeeList, corrected
else:
    __getattr__ = deferred(__name__)

__all__ = ["NotCorrectable", "PayeeCorrection", "PayeeList", "corrected"]
