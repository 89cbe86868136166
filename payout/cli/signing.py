"""What `payout approve`, `keys`, `verify` and `archive` share: the office's fingerprint, the signatures of a run in words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from payout.cli.printed.columns import aligned
from payout.cli.speaking import Existing, Misused, harmless
from payout.text import NOTHING, Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from payout.archive.approvals import Approval
    from payout.text import Language

office_option = click.option(
    "--office",
    envvar="PAYOUT_OFFICE",
    default="",
    metavar="FINGERPRINT",
    help="所认可的单位密钥的指纹,或写有指纹的文件;文件下面可写以前的指纹和停用日期。 | The fingerprint of the office's key that is "
    "trusted, or a file that holds it; below it may stand those of before, each with the day on which it ended.",
)

approvers_option = click.option(
    "--approvers",
    envvar="PAYOUT_APPROVERS",
    type=Existing(exists=True, dir_okay=False, path_type=Path),
    help="单位现行的签名人名单:其中注销的密钥,注销以后的签名不成立。 | The office's list of approvers as it is now: of keys that it "
    "revokes, signatures made since do not hold.",
)


def office_of(said: str) -> str:
    """The fingerprint that --office names; blank where it names none."""
    from payout.office.approved import fingerprint_of
    from payout.office.errors import NotPossible

    try:
        return fingerprint_of(said)
    except NotPossible as refused:
        raise Misused(refused.problem) from None


def print_approval(approval: Approval, lang: Language) -> None:
    """Print the signatures of a run."""
    print_lines(approval_lines(approval_record(approval, lang), lang), lang)


def approval_record(approval: Approval, lang: Language) -> dict[str, Any]:
    """The signatures of a run as plain values."""
    from payout.archive.approvals import LABELS

    return {
        "signed": [
            {
                "role": one.role,
                "label": LABELS[one.role](lang),
                "name": one.name,
                "at": one.at,
                "revoked": one.revoked,
            }
            for one in approval.signed
        ],
        "missing": list(approval.missing),
        "problems": [one(lang) for one in approval.problems],
        "offices": list(approval.offices),
        "pinned": approval.pinned,
        "complete": approval.complete,
    }


def approval_lines(found: dict[str, Any], lang: Language) -> list[tuple[Text, str]]:
    """The signatures of a run, a line each, and what they come to."""
    from payout.archive.approvals import LABELS

    signed = [
        (LABELS[one["role"]], f"{one['name']} {one['at']}{_revoked_since(one['revoked'])(lang)}")
        for one in found["signed"]
    ]
    missing = [(LABELS[role], Text("未签", "not signed")(lang)) for role in found["missing"]]
    wrong = [(Text("不成立", "does not hold"), one) for one in found["problems"]]
    offices = [(Text("单位密钥", "office's key"), one) for one in found["offices"]]
    unpinned = Text("未与所认可的指纹核对(--office)", "held against no fingerprint (--office)")
    said = [] if found["pinned"] or not found["signed"] else [(Text("注意", "note"), unpinned(lang))]
    return [*signed, *missing, *wrong, *offices, *said]


def _revoked_since(day: str) -> Text:
    """What is said behind a signature whose key was revoked later."""
    if not day:
        return NOTHING
    return Text(
        f"(密钥自 {day} 起注销,此前的签名有效)",
        f" (the key is revoked since {day}; this signature was made before, and holds)",
    )


def print_lines(lines: Iterable[tuple[Text, str]], lang: Language) -> None:
    """Print labels with texts, a line each."""
    for line in aligned([(label(lang), text) for label, text in lines]):
        click.echo(harmless(line))
