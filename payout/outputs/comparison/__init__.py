"""What is written of a comparison: a workbook, a page, a list of people, and the record for programs."""

from payout.outputs.comparison.figures import amount, average, per_cent, plain, signed
from payout.outputs.comparison.record import record_of

__all__ = ["amount", "average", "per_cent", "plain", "record_of", "signed"]
