"""What `payout approve`, `keys`, `verify` and `archive` share: the office's fingerprint, the signatures of a run in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
from rich.cells import cell_len

from payout.archive.approvals import LABELS
from payout.cli.speaking import Misused, harmless
from payout.office.approved import fingerprint_of
from payout.office.errors import NotPossible
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from payout.archive.approvals import Approval
    from payout.text import Language

office_option = click.option(
    "--office",
    envvar="PAYOUT_OFFICE",
    default="",
    metavar="FINGERPRINT",
    help="所认可的单位密钥的指纹,或写有指纹的文件。 | The fingerprint of the office's key that is trusted, or a file that holds it.",
)


def office_of(said: str) -> str:
    """The fingerprint that --office names; blank where it names none."""
    try:
        return fingerprint_of(said)
    except NotPossible as refused:
        raise Misused(refused.problem) from None


def print_approval(approval: Approval, lang: Language) -> None:
    """Print the signatures of a run."""
    print_lines(approval_lines(approval_record(approval, lang), lang), lang)


def approval_record(approval: Approval, lang: Language) -> dict[str, Any]:
    """The signatures of a run as plain values."""
    return {
        "signed": [
            {"role": one.role, "label": LABELS[one.role](lang), "name": one.name, "at": one.at}
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
    signed = [(LABELS[one["role"]], f"{one['name']} {one['at']}") for one in found["signed"]]
    missing = [(LABELS[role], Text("未签", "not signed")(lang)) for role in found["missing"]]
    wrong = [(Text("不成立", "does not hold"), one) for one in found["problems"]]
    offices = [(Text("单位密钥", "office's key"), one) for one in found["offices"]]
    unpinned = Text("未与所认可的指纹核对(--office)", "held against no fingerprint (--office)")
    said = [] if found["pinned"] or not found["signed"] else [(Text("注意", "note"), unpinned(lang))]
    return [*signed, *missing, *wrong, *offices, *said]


def print_lines(lines: Iterable[tuple[Text, str]], lang: Language) -> None:
    """Print labels with texts, a line each."""
    for line in aligned([(label(lang), text) for label, text in lines]):
        click.echo(harmless(line))


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows as lines, their columns as wide as a terminal shows them."""
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            text + " " * (width - cell_len(text)) for text, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in rows
    ]
