"""Who says that a payment never left: the machine's user, and by a key somebody whom the office lists."""

from __future__ import annotations

import getpass
import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from payout.archive.approvals.approvers import Approvers, read_approvers
from payout.archive.approvals.errors import KeyFault
from payout.archive.approvals.judging import NONE
from payout.archive.approvals.keys import holds, private_key, public_text, signature_of
from payout.archive.approvals.signing import require_listed, require_unrevoked
from payout.archive.approvals.trust import accepted, day_of, earliest
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from payout.archive.approvals.signing import Signer
    from payout.archive.manifest import Plain

FORMAT = "payout void 1"
MARK = b"payout void 1\n"  # no signature of one thing is one of another
FIELDS = ("payment", "reason", "name", "at")


@dataclass(frozen=True)
class Voider:
    """Who makes a payment void: the user of the machine, and by his key who signs it, where somebody does."""

    user: str
    signer: Signer | None = None


def system_user() -> str:
    """The user whom the operating system runs this program for, as it says itself: no variable of the environment is asked."""
    try:
        import pwd  # noqa: PLC0415 -- there is none on Windows

        return pwd.getpwuid(os.getuid()).pw_name
    except ImportError:
        return getpass.getuser()
    except KeyError:
        return str(os.getuid())  # a user without a name, as in a container


def sign_void(payment: str, reason: str, signer: Signer) -> dict[str, Plain]:
    """The signature of who says that a payment never left, with the list that names him; `payment` is the digest of its record.

    Raises KeyFault where the key or the list forbids it.
    """
    said = read_approvers(signer.approvers)
    key = private_key(signer.key_file, signer.passphrase)
    require_listed(said, "", signer, public_text(key))
    require_unrevoked(said, signer, public_text(key), {})
    at = datetime.now(UTC).isoformat(timespec="seconds")
    statement: dict[str, Plain] = {"payment": payment, "reason": reason, "name": signer.name, "at": at}
    return {
        "format": FORMAT,
        "statement": statement,
        "signature": signature_of(key, _message(statement)),
        "approvers": said.text,
        "approvers_signature": said.signature,
        "office": said.office,
    }


def void_faults(
    signed: Mapping[str, Plain],
    payment: str,
    reason: str,
    office: str = "",
    revoked: Mapping[str, str] = NONE,
) -> Iterator[Text]:
    """What is wrong with such a signature; `office` is the fingerprint that is pinned, `revoked` keys that count no more."""
    said, statement = _read(signed)
    if said is None:
        yield Text("作废的签名缺损", "the signature that it is void is damaged")
        return
    name, day = str(statement["name"]), day_of(str(statement["at"]))
    message, signature = _message(statement), str(signed.get("signature", ""))
    key = next(
        (one.key for one in said.listed if one.name == name and holds(one.key, message, signature)), ""
    )
    if not said.holds or not key or (statement["payment"], statement["reason"]) != (payment, reason):
        yield Text("作废的签名不成立", "the signature that it is void does not hold")
    if office and not accepted(office, said.fingerprint, day):
        yield Text(
            "作废所附名单不是所认可的单位密钥所签",
            "the list by which it is void is signed by another key than the office's that was pinned",
        )
    if day >= earliest([revoked, said.revoked]).get(key, "9999-99-99"):
        yield Text(
            f"{name} 的密钥已注销,作废的签名在其后", f"the key of {name} was revoked before it signed that"
        )


def _read(signed: Mapping[str, Plain]) -> tuple[Approvers | None, Mapping[str, Plain]]:
    """The list of approvers in a signature, and what was signed; no list where it is damaged."""
    try:
        statement = signed["statement"]
        said = Approvers(*(str(signed[name]) for name in ("approvers", "office", "approvers_signature")))
        whole = isinstance(statement, dict) and set(statement) == {*FIELDS} and bool(said.listed)
    except (KeyError, KeyFault):
        return None, {}
    return (said, statement) if whole and isinstance(statement, dict) else (None, {})


def _message(statement: Mapping[str, Plain]) -> bytes:
    """What is signed: the fields in their order, whatever the record looks like."""
    return MARK + json.dumps([statement[name] for name in FIELDS], ensure_ascii=False).encode()
