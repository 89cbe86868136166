"""The record of a run: published whole or not at all, and opened again only where nothing of it has changed."""

from payout.archive.approvals import Approval, ApprovalRefused, KeyFault, LibraryMissing, approval_of
from payout.archive.changes import Changes
from payout.archive.errors import OutputExists, PublishedNonetheless
from payout.archive.publish import check_free, published, whole_file
from payout.archive.record import is_run
from payout.archive.reopening import (
    RunChanged,
    damaged,
    intact,
    require_policy,
    require_result,
    require_tables,
)
from payout.archive.run import write_run
from payout.archive.store import kept_mapping, read_changes, tables_folder, write_evidence

__all__ = [
    "Approval",
    "ApprovalRefused",
    "Changes",
    "KeyFault",
    "LibraryMissing",
    "OutputExists",
    "PublishedNonetheless",
    "RunChanged",
    "approval_of",
    "check_free",
    "damaged",
    "intact",
    "is_run",
    "kept_mapping",
    "published",
    "read_changes",
    "require_policy",
    "require_result",
    "require_tables",
    "tables_folder",
    "whole_file",
    "write_evidence",
    "write_run",
]
