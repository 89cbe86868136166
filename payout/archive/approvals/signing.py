"""Signing a run in a role."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from payout.archive.approvals.approvers import read_approvers
from payout.archive.approvals.errors import ApprovalRefused, KeyFault
from payout.archive.approvals.judging import (
    FORMAT,
    Signed,
    approval_of,
    digest_of,
    message_of,
    require_sound,
    revoked_in,
)
from payout.archive.approvals.keys import private_key, public_text, signature_of
from payout.archive.approvals.page import page_of, require_page
from payout.archive.approvals.trust import current, earliest, today
from payout.archive.publish import FILE_MODE, whole_file
from payout.archive.rename import rename_new
from payout.archive.reopening import intact
from payout.archive.roles import LABELS, PAGE, ROLES, file_of
from payout.text import NOTHING, Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from payout.archive.approvals.approvers import Approvers
    from payout.archive.approvals.judging import Approval


@dataclass(frozen=True)
class Signer:
    """Who signs: the name in the list, the private key, the list, and the office's fingerprint that he pinned."""

    name: str
    key_file: Path
    approvers: Path
    office: str
    passphrase: str = ""


def sign(out: Path, role: str, signer: Signer) -> Approval:
    """Sign a run in a role, beside its seal, and give all its signatures.

    Raises RunChanged where the run or a signature is not what it was, ApprovalRefused where the order of roles or who signed
    before forbids it, KeyFault where the key or the list does. Nothing is written then.
    """
    run = intact(out)
    said = read_approvers(signer.approvers)
    before = require_sound(out, signer.office, said.revoked)
    key = private_key(signer.key_file, signer.passphrase)
    require_listed(said, role, signer, public_text(key))
    require_unrevoked(said, signer, public_text(key), revoked_in(out, signer.office))
    _require_turn(before, role, signer.name)
    at = datetime.now(UTC).isoformat(timespec="seconds")
    if before.signed and at < before.signed[-1].at:
        raise ApprovalRefused(
            Text(
                "本机的时钟早于前一签名。请校正时钟。",
                "This machine's clock is behind the signature before. Set it right.",
            )
        )
    after = digest_of((out / file_of(before.signed[-1].role)).read_bytes()) if before.signed else ""
    statement = {"run": run.sha256, "role": role, "name": signer.name, "at": at, "after": after}
    record = {
        "format": FORMAT,
        "statement": statement,
        "signature": signature_of(key, message_of(statement)),
        "approvers": said.text,
        "approvers_signature": said.signature,
        "office": said.office,
    }
    text = json.dumps(record, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    name = Signed(role, signer.name, at, said.fingerprint, public_text(key))
    page = page_of(run, replace(before, signed=(*before.signed, name)))
    _write(out, file_of(role), text.encode(), page.encode())
    return approval_of(out, signer.office)


def renew_page(out: Path, name: str, office: str) -> bool:
    """Write the page anew where somebody's signature stands and the page is behind: his signing died in between. Whether it did."""
    run, approval = intact(out), require_sound(out, office)
    if name not in {one.name for one in approval.signed}:
        return False
    require_page(out, approval)
    page = page_of(run, approval).encode()
    if (out / PAGE).is_file() and (out / PAGE).read_bytes() == page:
        return False
    with whole_file(out / PAGE, beside=out.absolute().parent) as aside:
        aside.write_bytes(page)
    return True


def require_listed(said: Approvers, role: str, signer: Signer, public: str) -> None:
    """Raise KeyFault unless the office's list gives this name this key, and this role, any where it is blank."""
    if said.fingerprint != current(signer.office):
        raise KeyFault(
            Text(
                "名单不是所认可的单位密钥所签(--office 与其指纹不同)。",
                "The list is signed by another key than the office's (--office is not its fingerprint).",
            )
        )
    named = [one for one in said.listed if one.name == signer.name]
    found = next((one for one in named if one.key == public), next(iter(named), None))
    if found is None:
        raise KeyFault(
            Text(
                f"名单中没有 {signer.name}:核对 --as,或由单位加入名单并重新签署。",
                f"{signer.name} is not in the list of approvers: see --as, or have the office add and sign it.",
            )
        )
    if found.key != public:
        raise KeyFault(
            Text(
                f"这不是 {signer.name} 的密钥:--as 与 --key 须是同一人的。",
                f"This is not the key of {signer.name}: --as and --key are of one person.",
            )
        )
    if role and role not in found.roles:
        label = LABELS[role]
        raise KeyFault(
            Text(
                f"名单中 {signer.name} 没有{label.zh}职责。",
                f"{signer.name} has no such role in the list: {label.en}.",
            )
        )


def require_unrevoked(said: Approvers, signer: Signer, public: str, known: Mapping[str, str]) -> None:
    """Raise KeyFault where the list, or one in a signature of the run, says that the key counts no more."""
    day = earliest([said.revoked, known]).get(public, "")
    if not day or today() < day:
        return
    reason = next((one.reason for one in said.listed if one.key == public), "")
    why = Text(f"({reason})", f" ({reason})") if reason else NOTHING
    raise KeyFault(
        Text(
            f"{signer.name} 的这把密钥自 {day} 起注销{why.zh},不能再签名。请用单位新列入名单的密钥。",
            f"This key of {signer.name} is revoked since {day}{why.en}, and signs nothing more. "
            "Use the key that the office has listed anew.",
        )
    )


def _require_turn(before: Approval, role: str, name: str) -> None:
    """Raise ApprovalRefused where it is not this role's turn, or who signs has signed already."""
    done = [one.role for one in before.signed]
    label = LABELS[role]
    if role in done:
        raise ApprovalRefused(Text(f"{label.zh}已有签名。", f"It is signed already: {label.en}."))
    if name in {one.name for one in before.signed}:
        raise ApprovalRefused(
            Text(
                f"{name} 已签过此次运行,不能再以另一职责签名。",
                f"{name} has signed this run, and signs it in no second role.",
            )
        )
    if (*done, role) != ROLES[: len(done) + 1]:
        turn = LABELS[ROLES[len(done)]]
        raise ApprovalRefused(Text(f"应先由{turn.zh}签名。", f"Somebody else signs first: {turn.en}."))


def _write(out: Path, name: str, signature: bytes, page: bytes) -> None:
    """Write a signature under a name that nothing bears, then the page anew. Raises ApprovalRefused where something does."""
    with tempfile.TemporaryDirectory(prefix=".payout-", dir=out.absolute().parent) as folder:
        for file, content in ((name, signature), (PAGE, page)):
            handle = os.open(Path(folder) / file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
        try:
            rename_new(Path(folder) / name, out / name)
        except FileExistsError:
            raise ApprovalRefused(
                Text("刚才有人以同一职责签了名。", "Somebody has just signed in that role.")
            ) from None
        (Path(folder) / PAGE).replace(out / PAGE)
