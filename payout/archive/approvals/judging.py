"""The signatures of a run, judged: who signed in which role, and what is wrong with it.

A signature's file holds all that it is judged by: what was signed, and the list of approvers as the office signed it then. It is
believed as far as the office's key is: whoever pays pins that key's fingerprint.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from payout.archive.approvals.approvers import Approvers
from payout.archive.approvals.errors import KeyFault
from payout.archive.approvals.keys import holds
from payout.archive.approvals.trust import accepted, day_of, earliest
from payout.archive.reopening import RunChanged
from payout.archive.roles import LABELS, PAGE, ROLES, file_of
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

NONE: Mapping[str, str] = MappingProxyType({})
FORMAT = "payout approval 1"
MARK = b"payout approval 1\n"
MOST_BYTES = 4 << 20
FIELDS = ("run", "role", "name", "at", "after")
Statement: TypeAlias = dict[
    str, str
]  # by FIELDS: the manifest's digest, role, name, time, digest of the signature before


@dataclass(frozen=True)
class Signed:
    """One signature: the role, who, when, and the fingerprint of the office whose list he stands in.

    `revoked`: the day, behind this signature, since which his key counts no more.
    """

    role: str
    name: str
    at: str
    office: str
    key: str
    revoked: str = ""


@dataclass(frozen=True)
class Approval:
    """What the signatures of a run come to. `pinned`: they were held against the fingerprint that somebody trusts."""

    signed: tuple[Signed, ...] = ()
    problems: tuple[Text, ...] = ()
    pinned: bool = False

    @property
    def complete(self) -> bool:
        """Whether it may be paid: signed in every role, nothing wrong, by the office that was pinned."""
        return self.pinned and not self.problems and tuple(one.role for one in self.signed) == ROLES

    @property
    def missing(self) -> tuple[str, ...]:
        """The roles in which nobody signed."""
        done = {one.role for one in self.signed}
        return tuple(role for role in ROLES if role not in done)

    @property
    def offices(self) -> tuple[str, ...]:
        """The fingerprints of the offices' keys that the signatures rest on."""
        return tuple(sorted({one.office for one in self.signed}))


def approval_of(out: Path, office: str = "", revoked: Mapping[str, str] = NONE) -> Approval:
    """The signatures of a run, judged; `office` is the fingerprint that is pinned, without which nothing is complete.

    `revoked`: keys that the office's list of now revokes, each with its day; those that the lists in the signatures revoke are known.

    They hold for the manifest as it stands: whether the files agree with that, `intact` and `reopen` say. Raises OSError;
    RunChanged where it is no run;
    LibraryMissing where there are signatures and no library to judge them.
    """
    return judged(_held(out), _run_of(out), office, revoked)


def revoked_in(out: Path, office: str = "") -> dict[str, str]:
    """The keys that the lists in a run's signatures revoke, each with its day."""
    read = map(_read, _held(out).values())
    return earliest(one.said.revoked for one in read if one and _counts(one, office))


def _held(out: Path) -> dict[str, bytes]:
    """The files of a run's signatures by role."""
    return {role: content for role in ROLES if (content := _content(out / file_of(role))) is not None}


def _run_of(out: Path) -> str:
    """The digest of a run's manifest. Raises RunChanged where there is none."""
    try:
        return hashlib.sha256((out / "manifest.json").read_bytes()).hexdigest()
    except FileNotFoundError as error:
        raise RunChanged(
            Text(
                f"{out} 不是一次运行的结果目录(没有 manifest.json)。",
                f"{out} is not the directory of a run (it has no manifest.json).",
            )
        ) from error


def judged(held: dict[str, bytes], run: str, office: str = "", revoked: Mapping[str, str] = NONE) -> Approval:
    """The signatures of a run of which the files' bytes are given, by role."""
    read = {role: _read(held[role]) for role in ROLES if role in held}
    ended = earliest([revoked, *(one.said.revoked for one in read.values() if one and _counts(one, office))])
    signed: list[Signed] = []
    problems: list[Text] = []
    before = ""
    for role, one in read.items():
        label = LABELS[role]
        if one is None:
            problems.append(Text(f"{label.zh}的签名缺损", f"the signature of who {label.en} it is damaged"))
        else:
            wrong = _faults(one, (run, role, before), office, ended)
            problems += [Text(f"{label.zh}的签名:{fault.zh}", f"{label.en}: {fault.en}") for fault in wrong]
            signed.append(_signed(one, ended))
        before = digest_of(held[role])
    problems += _among(signed, tuple(held))
    return Approval(tuple(signed), tuple(problems), bool(office))


def require_sound(out: Path, office: str = "", revoked: Mapping[str, str] = NONE) -> Approval:
    """The signatures of a run. Raises RunChanged where one of them does not hold; a role may be missing."""
    found = approval_of(out, office, revoked)
    if found.problems:
        zh, en = (";".join(one(lang) for one in found.problems) for lang in ("zh", "en"))
        raise RunChanged(
            Text(
                f"{out} 的签批不成立:{zh}。移走不成立的签名、它后面的签名和 {PAGE},再重新签。",
                f"The signatures of {out} do not hold: {en}. "
                f"Move what does not hold away, with the signatures behind it and {PAGE}, and sign anew.",
            )
        )
    return found


def digest_of(content: bytes) -> str:
    """The digest of a signature's file, which the next signature names."""
    return hashlib.sha256(content).hexdigest()


def message_of(statement: Statement) -> bytes:
    """What is signed: the fields in their order, whatever the file looks like."""
    return MARK + json.dumps([statement[name] for name in FIELDS], ensure_ascii=False).encode()


def _content(path: Path) -> bytes | None:
    if not path.is_file() and not path.is_symlink():
        return None
    if path.is_symlink() or path.stat().st_size > MOST_BYTES:
        return b""
    return path.read_bytes()


@dataclass(frozen=True)
class _SignatureRead:
    """A signature's file as it was read: what was signed, the list of approvers in it, the signature."""

    statement: Statement
    said: Approvers
    signature: str

    @property
    def key(self) -> str:
        """The public key by which it holds, of those that the list gives the name in the role; blank where there is none."""
        try:
            listed = self.said.listed
        except KeyFault:
            return ""
        name, role, message = self.statement["name"], self.statement["role"], message_of(self.statement)
        keys = [one.key for one in listed if one.name == name and role in one.roles]
        return next((key for key in keys if holds(key, message, self.signature)), "")


def _read(content: bytes) -> _SignatureRead | None:
    """A signature's file; None where it is damaged."""
    try:
        record = json.loads(content)
        statement = {name: record["statement"][name] for name in FIELDS}
        said = Approvers(record["approvers"], record["office"], record["approvers_signature"])
        found = _SignatureRead(statement, said, record["signature"])
        texts = (*statement.values(), said.text, said.office, said.signature, found.signature)
        readable = record["format"] == FORMAT and all(isinstance(one, str) for one in texts)
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return found if readable else None


def _counts(one: _SignatureRead, office: str) -> bool:
    """Whether the list in a signature is one that the office signed."""
    day = day_of(one.statement["at"])
    return one.said.holds and bool(one.key) and (not office or accepted(office, one.said.fingerprint, day))


def _signed(one: _SignatureRead, ended: Mapping[str, str]) -> Signed:
    said, day = one.statement, ended.get(one.key, "")
    late = day_of(said["at"]) >= day
    return Signed(said["role"], said["name"], said["at"], one.said.fingerprint, one.key, "" if late else day)


def _faults(
    one: _SignatureRead, expected: tuple[str, str, str], office: str, ended: Mapping[str, str]
) -> Iterator[Text]:
    run, role, before = expected
    statement, said, public = one.statement, one.said, one.key
    day = day_of(statement["at"])
    if office and not accepted(office, said.fingerprint, day):
        yield Text(
            "名单不是所认可的单位密钥所签",
            "its list is signed by another key than the office's that was pinned",
        )
    if not said.holds:
        yield Text("名单的单位签名不成立", "the office's signature of its list does not hold")
    if not public:
        yield Text("签名不成立,或此人无此职责", "it does not hold, or who signed has no such role")
    if public in ended and day >= ended[public]:
        yield Text(
            f"{statement['name']} 的密钥自 {ended[public]} 起注销,此签名在其后({day})",
            f"the key of {statement['name']} is revoked since {ended[public]}, and it was made after that ({day})",
        )
    if statement["run"] != run:
        yield Text("所签的是另一次运行", "it signs another run")
    if statement["role"] != role or statement["after"] != before:
        yield Text("次序不对", "it is out of order")
    if not _is_time(statement["at"]):
        yield Text("没有时间", "it has no time")


def _among(signed: list[Signed], held: tuple[str, ...]) -> Iterator[Text]:
    """What is wrong among signatures: one who signed twice, a role left out, a clock that went back, two offices."""
    if held != ROLES[: len(held)]:
        yield Text("前面的职责没有签名", "a role before it is not signed")
    for field in ("name", "key"):
        if len({getattr(one, field) for one in signed}) < len(signed):
            yield Text("同一人签了两次", "somebody signed twice")
            break
    times = [one.at for one in signed]
    if times != sorted(times):
        yield Text("签名的时间倒退", "the times of the signatures go back")


def _is_time(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None and text.endswith("+00:00")
    except ValueError:
        return False
