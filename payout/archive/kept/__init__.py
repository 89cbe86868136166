"""Runs kept in a database: whole, once, in a chain that nothing can be taken out of unseen. Needs `payout[archive]`."""

from payout.archive.kept.adding import Receipt, add, require_place
from payout.archive.kept.database import Archive, make, open_archive
from payout.archive.kept.differences import Amounts, Pair, RunDifferences, differences
from payout.archive.kept.exporting import export
from payout.archive.kept.places import ArchivePlace, place_of
from payout.archive.kept.runs import Kept, find, runs
from payout.archive.kept.verifying import Fault, Report, verify

__all__ = [
    "Amounts",
    "Archive",
    "ArchivePlace",
    "Fault",
    "Kept",
    "Pair",
    "Receipt",
    "Report",
    "RunDifferences",
    "add",
    "differences",
    "export",
    "find",
    "make",
    "open_archive",
    "place_of",
    "require_place",
    "runs",
    "verify",
]
