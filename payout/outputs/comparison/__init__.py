"""What is written of a comparison: a workbook, a page, a list of people, and the record for programs."""

from payout.outputs.comparison.figures import amount, average, per_cent, plain, signed
from payout.outputs.comparison.people import people
from payout.outputs.comparison.record import record_of
from payout.outputs.comparison.write import write_comparison

__all__ = ["amount", "average", "people", "per_cent", "plain", "record_of", "signed", "write_comparison"]
