"""The one place that asks whether a run was approved: what is shown to the public must have been."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from payout import archive
from payout.cli.speaking import Misused
from payout.text import Text

if TYPE_CHECKING:
    from pathlib import Path


class Judged(Protocol):
    """What the signatures of a run come to: `complete` where it may be shown and paid."""

    @property
    def complete(self) -> bool:
        """Whether nothing is missing and nothing wrong."""


class Judge(Protocol):
    """What judges the signatures of a run, held against the fingerprint of an office's key."""

    def __call__(self, out: Path, office: str = "") -> Judged:
        """The signatures, judged."""


def require_approved(out: Path, office: str) -> None:
    """Refuse a run that nobody approved: raises Misused, with what to do."""
    judge: Judge | None = getattr(archive, "approval_of", None)
    if judge is None or not judge(out, office).complete:
        raise Misused(
            Text(
                f"{out} 还没有审批,不能公示。先完成审批,并用 --office 写明单位密钥的指纹;只看样子的,加 --draft(每页注明草稿)。",
                f"{out} is not approved, and may not be shown to the public. Have it approved and name the fingerprint of the office's key "
                "by --office; to see how it looks add --draft, which every page then says.",
            )
        )
