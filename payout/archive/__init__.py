"""The record of a run: published whole or not at all, and opened again only where nothing of it has changed."""

from typing import TYPE_CHECKING

from payout.deferred import deferred

if TYPE_CHECKING:
    from payout.archive.approvals import Approval, ApprovalRefused, KeyFault, LibraryMissing, approval_of
    from payout.archive.changes import Changes
    from payout.archive.corrections import (
        KEPT_AS_PAID,
        corrected_by,
        corrects_of,
        keep_paid,
        require_paid,
        said_of,
    )
    from payout.archive.errors import ArchiveRefused, ArchiveUnreachable, OutputExists, PublishedNonetheless
    from payout.archive.manifest import Plain
    from payout.archive.publish import check_free, completed, published, require_new, whole_file
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
else:
    __getattr__ = deferred(__name__)

__all__ = [
    "KEPT_AS_PAID",
    "Approval",
    "ApprovalRefused",
    "ArchiveRefused",
    "ArchiveUnreachable",
    "Changes",
    "KeyFault",
    "LibraryMissing",
    "OutputExists",
    "Plain",
    "PublishedNonetheless",
    "RunChanged",
    "approval_of",
    "check_free",
    "completed",
    "corrected_by",
    "corrects_of",
    "damaged",
    "intact",
    "is_run",
    "keep_paid",
    "kept_mapping",
    "published",
    "read_changes",
    "require_new",
    "require_paid",
    "require_policy",
    "require_result",
    "require_tables",
    "said_of",
    "tables_folder",
    "whole_file",
    "write_evidence",
    "write_run",
]
