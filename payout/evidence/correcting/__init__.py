"""What is still to be paid, or to be reclaimed, once a batch that was paid is computed again from corrected input."""

from payout.evidence.correcting.lines import NotCorrectable, PayeeCorrection, PayeeList, corrected

__all__ = ["NotCorrectable", "PayeeCorrection", "PayeeList", "corrected"]
