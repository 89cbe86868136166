"""The one place that asks whether a run was approved: what is paid, or shown to the public, must have been."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from payout.archive import ApprovalRefused, approval_of
from payout.archive.approvals import revocations
from payout.archive.approvals.trust import PINS
from payout.archive.roles import LABELS
from payout.office.errors import NotPossible
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from payout.archive import Approval

MOST_BYTES = 4096  # of a file of fingerprints
PAID, SHOWN = Text("发放", "paid"), Text("公示", "shown to the public")


def fingerprint_of(said: str) -> str:
    """The fingerprint that people name, itself or by a file that holds it; blank where they name none. Raises NotPossible.

    Below it the file may name keys that the office had before, each with the day since which it counts no more.
    """
    if not said or PINS.fullmatch(said):
        return said
    try:
        with Path(said).expanduser().open(encoding="ascii") as stream:
            lines = [" ".join(line.split()) for line in stream.read(MOST_BYTES).splitlines()]
    except (OSError, ValueError):
        lines = []
    text = "\n".join(line for line in lines if line)
    if not PINS.fullmatch(text):
        raise NotPossible(
            Text(
                "--office:要写 64 位十六进制的指纹,或写有指纹的文件。",
                "--office: a fingerprint of 64 hexadecimal digits, or a file that holds one.",
            )
        )
    return text


def require_approved(
    run: Path, office: str, what: Text, *, draft: bool, approvers: Path | None = None
) -> Approval:
    """The signatures of a run, held against the office's fingerprint, itself or by a file.

    `approvers`: the office's list of now, whose revocations count. Raises ApprovalRefused where they are not whole and no draft is wanted.
    """
    pinned = fingerprint_of(office)
    approval = approval_of(run, pinned, revocations_of(approvers, pinned))
    if approval.complete or draft:
        return approval
    wrong = [*approval.problems, *(_unsigned(role) for role in approval.missing)]
    if not approval.pinned:
        wrong.append(
            Text(
                "没有写明本单位的密钥(--office 或环境变量 PAYOUT_OFFICE)",
                "the office's key is not given (--office, or PAYOUT_OFFICE in the environment)",
            )
        )
    zh, en = ";".join(one.zh for one in wrong), "; ".join(one.en for one in wrong)
    raise ApprovalRefused(
        Text(
            f"{run} 还不能{what.zh}:{zh}。先完成签批,或加 --draft 只出草稿。",
            f"{run} may not be {what.en} yet: {en}. Have it approved, or make a draft by --draft.",
        )
    )


def revocations_of(approvers: Path | None, office: str) -> Mapping[str, str]:
    """The keys that the office's list of now revokes; none without a list. Raises KeyFault."""
    if approvers is None:
        return {}
    return revocations(approvers, office)


def _unsigned(role: str) -> Text:
    label = LABELS[role]
    return Text(f"没有{label.zh}签名", f"nobody signed that it is {label.en}")
