"""Who prepared, reviewed and approved a run: signatures that stand beside its seal, one file a role."""

from typing import TYPE_CHECKING

from payout.deferred import deferred

if TYPE_CHECKING:
    from payout.archive.approvals.approvers import make_key, revocations, revoke, sign_approvers
    from payout.archive.approvals.errors import ApprovalRefused, KeyFault, LibraryMissing
    from payout.archive.approvals.judging import Approval, Signed, approval_of, require_sound
    from payout.archive.approvals.keys import passphrase_needed
    from payout.archive.approvals.page import require_page
    from payout.archive.approvals.signing import Signer, renew_page, sign
    from payout.archive.approvals.voids import Voider, system_user
    from payout.archive.roles import APPROVED, LABELS, ROLES, file_of
else:
    __getattr__ = deferred(__name__)

__all__ = [
    "APPROVED",
    "LABELS",
    "ROLES",
    "Approval",
    "ApprovalRefused",
    "KeyFault",
    "LibraryMissing",
    "Signed",
    "Signer",
    "Voider",
    "approval_of",
    "file_of",
    "make_key",
    "passphrase_needed",
    "renew_page",
    "require_page",
    "require_sound",
    "revocations",
    "revoke",
    "sign",
    "sign_approvers",
    "system_user",
]
