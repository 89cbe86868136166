"""Runs kept in a database: whole, once, in a chain that nothing can be taken out of unseen. Needs `payout[archive]`."""

from payout.archive.approvals import LibraryMissing

try:
    from payout.archive.kept.adding import Receipt, add, require_place
    from payout.archive.kept.database import Archive, make, open_archive
    from payout.archive.kept.differences import Amounts, Pair, RunDifferences, differences
    from payout.archive.kept.exporting import export
    from payout.archive.kept.payments import Paying, keep_payment, not_paid, require_unpaid, void
    from payout.archive.kept.places import ArchivePlace, place_of
    from payout.archive.kept.runs import Kept, KeptPayment, find, runs
    from payout.archive.kept.verifying import Fault, Report, verify
except ModuleNotFoundError as error:  # an extra's library
    raise LibraryMissing("archive") from error

__all__ = [
    "Amounts",
    "Archive",
    "ArchivePlace",
    "Fault",
    "Kept",
    "KeptPayment",
    "Pair",
    "Paying",
    "Receipt",
    "Report",
    "RunDifferences",
    "add",
    "differences",
    "export",
    "find",
    "keep_payment",
    "make",
    "not_paid",
    "open_archive",
    "place_of",
    "require_place",
    "require_unpaid",
    "runs",
    "verify",
    "void",
]
