"""The page of a run's signatures, made of them and of the manifest, so that it can be made again and held against the one that stands."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from payout.archive.approvals.keys import fingerprint
from payout.archive.record import read_record
from payout.archive.reopening import RunChanged
from payout.archive.roles import LABELS, PAGE, ROLES
from payout.outputs.approval import MADE_BY, ApprovalSheet, approval_page
from payout.text import Text

if TYPE_CHECKING:
    from pathlib import Path

    from payout.archive.approvals.judging import Approval
    from payout.archive.record import RunRecord

YUAN = Text("元", "yuan")


def page_of(record: RunRecord, approval: Approval) -> str:
    """The page of signatures of a run, in the run's language."""
    said, lang = record.manifest, record.language
    totals = tuple(
        (f"{name}.{one['column']}", YUAN(lang) if one["measure"] == "yuan" else "", str(one["total"]))
        for name, one in sorted(said["totals"].items())
    )
    rows = tuple((LABELS[one.role](lang), one.name, one.at, fingerprint(one.key)) for one in approval.signed)
    sheet = ApprovalSheet(
        title=str(said["policy"]["title"][lang]),
        document=str(said["policy"]["document"][lang]),
        year=str(said["year"] or ""),
        run=record.sha256,
        office=", ".join(approval.offices),
        totals=totals,
        rows=rows,
        complete=tuple(one.role for one in approval.signed) == ROLES,
    )
    return approval_page(sheet, lang)


def require_page(out: Path, approval: Approval) -> None:
    """Raise RunChanged where the page says anything but the signatures, or the first of them: it is written right behind each.

    One that another version of the program wrote is not judged.
    """
    page = out / PAGE
    if not page.is_file():
        return
    found, record = page.read_bytes(), read_record(out)
    states = (
        replace(approval, signed=approval.signed[:count]) for count in range(1, len(approval.signed) + 1)
    )
    ours = not approval.signed or f'content="{MADE_BY}"'.encode() in found
    if ours and found not in [page_of(record, state).encode() for state in states]:
        raise RunChanged(
            Text(
                f"{out} 的 {PAGE} 与签名不符。移走它,由签过名的人再运行一次 payout approve 补写。",
                f"{PAGE} of {out} is not what the signatures say. Move it away; payout approve by one who signed writes it anew.",
            )
        )
