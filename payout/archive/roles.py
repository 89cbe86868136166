"""The roles in which a run is signed, in their order, and the file that each signature stands in."""

from __future__ import annotations

from payout.text import Text

PREPARED, REVIEWED, APPROVED = ROLES = ("prepared", "reviewed", "approved")
LABELS = {
    PREPARED: Text("制表", "prepared"),
    REVIEWED: Text("复核", "reviewed"),
    APPROVED: Text("审批", "approved"),
}
PAGE = "approval.html"


def file_of(role: str) -> str:
    """The file of a role's signature: one a role, made once, so that nothing is signed twice and nothing lost."""
    return f"approval-{role}.json"


SIGNATURES = tuple(map(file_of, ROLES))
