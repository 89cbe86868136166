"""The record of a run: published whole or not at all, and opened again only where nothing of it has changed."""

from payout.archive.errors import OutputExists
from payout.archive.publish import check_free, published, whole_file
from payout.archive.reopening import RunChanged, intact, require_policy, require_result
from payout.archive.run import write_run
from payout.archive.store import Changes, read_changes, tables_folder, write_evidence

__all__ = [
    "Changes",
    "OutputExists",
    "RunChanged",
    "check_free",
    "intact",
    "published",
    "read_changes",
    "require_policy",
    "require_result",
    "tables_folder",
    "whole_file",
    "write_evidence",
    "write_run",
]
