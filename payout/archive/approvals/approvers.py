"""Those who may sign: `approvers.toml` with name, roles and public key, and the office's signature of it beside it.

An officer pins one thing, the fingerprint of the office's key; whom the office trusts, in which role, stands in the list.
"""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from payout.archive.approvals.errors import KeyFault
from payout.archive.approvals.keys import (
    fingerprint,
    holds,
    is_public,
    new_key,
    private_key,
    public_text,
    signature_of,
)
from payout.archive.approvals.trust import current
from payout.archive.publish import whole_file
from payout.archive.roles import ROLES
from payout.text import Text

if TYPE_CHECKING:
    from pathlib import Path

FIELDS = ("name", "roles", "key", "revoked", "reason")
MARK = b"payout approvers 1\n"  # no signature of one thing is one of another
MOST_BYTES = 1 << 20


@dataclass(frozen=True)
class Approver:
    """Somebody who may sign, in which roles, and by which public key; since `revoked`, a day, by that key no more, for `reason`."""

    name: str
    roles: tuple[str, ...]
    key: str
    revoked: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Approvers:
    """The list of those who may sign, as the office signed it."""

    text: str
    office: str  # its public key
    signature: str

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the office's key, which officers pin."""
        return fingerprint(self.office)

    @property
    def holds(self) -> bool:
        """Whether the office's key signed this text."""
        return holds(self.office, MARK + self.text.encode(), self.signature)

    @property
    def listed(self) -> tuple[Approver, ...]:
        """Those who may sign. Raises KeyFault where the text is no such list."""
        return _listed(self.text)

    @property
    def revoked(self) -> dict[str, str]:
        """The keys that are revoked, each with its day. Raises KeyFault where the text is no such list."""
        return {one.key: one.revoked for one in self.listed if one.revoked}


def make_key(path: Path, passphrase: str = "") -> str:
    """Make a key pair: the private half to a new file, the public half as text. Raises FileExistsError."""
    return new_key(path, passphrase)


def signature_file(path: Path) -> Path:
    """Where the signature of a list stands."""
    return path.with_name(f"{path.name}.sig")


def sign_approvers(path: Path, key_file: Path, passphrase: str = "") -> str:
    """Sign a list by the office's key; the fingerprint to pin. Raises KeyFault where the list is wrong."""
    key, content = private_key(key_file, passphrase), path.read_bytes()
    _listed(_decoded(content))
    office = public_text(key)
    said = {"office": office, "signature": signature_of(key, MARK + content)}
    with whole_file(signature_file(path)) as aside:
        aside.write_text(json.dumps(said, indent=2) + "\n", encoding="ascii")
    return fingerprint(office)


def read_approvers(path: Path) -> Approvers:
    """A list and its signature. Raises KeyFault where it is not signed, or was changed since."""
    beside = signature_file(path)
    if not beside.is_file():
        raise KeyFault(
            Text(
                f"{path.name} 没有单位签名({beside.name})。请先由单位密钥签名:payout keys sign",
                f"{path.name} is not signed by the office ({beside.name}). Sign it first: payout keys sign",
            )
        )
    try:
        said = json.loads(beside.read_text(encoding="utf-8"))
        found = Approvers(_decoded(path.read_bytes()), str(said["office"]), str(said["signature"]))
    except (ValueError, KeyError, TypeError, RecursionError):
        raise KeyFault(Text(f"{beside.name} 不是签名。", f"{beside.name} is no signature.")) from None
    if not found.holds:
        raise KeyFault(
            Text(
                f"{path.name} 在签名之后改过,或不是 {beside.name} 所签。",
                f"{path.name} was changed since it was signed, or is not what {beside.name} signs.",
            )
        )
    found.listed  # noqa: B018 -- refuses what is no list
    return found


def revocations(path: Path, office: str = "") -> dict[str, str]:
    """The keys that a list revokes, each with its day. Raises KeyFault where the list is not the office's, or was changed since."""
    found = read_approvers(path)
    if office and found.fingerprint != current(office):
        raise KeyFault(
            Text(
                f"{path.name} 不是所认可的单位密钥所签(--office 与其指纹不同)。",
                f"{path.name} is signed by another key than the office's (--office is not its fingerprint).",
            )
        )
    return found.revoked


def _decoded(content: bytes) -> str:
    try:
        return content[:MOST_BYTES].decode("utf-8")
    except UnicodeDecodeError:
        raise KeyFault(Text("签名人名单不是 UTF-8。", "The list of approvers is not UTF-8.")) from None


def _listed(text: str) -> tuple[Approver, ...]:
    try:
        content = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        raise KeyFault(Text("签名人名单不是 TOML。", "The list of approvers is no TOML.")) from None
    rows = content.get("approver")
    if set(content) != {"approver"} or not isinstance(rows, list) or not rows:
        raise KeyFault(
            Text("签名人名单中要有 [[approver]]。", "The list of approvers holds [[approver]], and no more.")
        )
    found = tuple(_approver(number, row) for number, row in enumerate(rows, start=1))
    names, keys = [one.name for one in found if not one.revoked], [one.key for one in found]
    if len(set(names)) < len(names) or len(set(keys)) < len(keys):
        raise KeyFault(
            Text(
                "签名人名单中有重复的公钥,或一人有两把没有注销的密钥。",
                "The list of approvers has a key twice, or somebody twice by keys that are not revoked.",
            )
        )
    return found


def _approver(number: int, row: object) -> Approver:
    if isinstance(row, dict) and {"name", "roles", "key"} <= set(row) <= {*FIELDS}:
        name, roles, key, day = row["name"], row["roles"], row["key"], row.get("revoked")
        named = isinstance(name, str) and name == name.strip() != ""
        in_roles = isinstance(roles, list) and roles and all(role in ROLES for role in roles)
        if named and in_roles and is_public(key) and _is_day(day) and _is_reason(row):
            revoked = day.isoformat() if isinstance(day, date) else ""
            return Approver(name, tuple(roles), key, revoked, str(row.get("reason", "")))
    raise KeyFault(
        Text(
            f"签名人名单第 {number} 人要写 name、roles(prepared、reviewed、approved 之中)和 key(公钥);"
            "注销的另写 revoked(日期,如 2026-03-01),可写 reason。",
            f"Approver {number} of the list: write name, roles (of prepared, reviewed, approved) and key (a public key); "
            "of a revoked key also revoked (a day such as 2026-03-01), and reason.",
        )
    )


def _is_day(day: object) -> bool:
    return day is None or (isinstance(day, date) and not isinstance(day, datetime))


def _is_reason(row: dict[str, object]) -> bool:
    return isinstance(row.get("reason", ""), str) and ("reason" not in row or "revoked" in row)


def revoke(path: Path, name: str, day: date, reason: str = "") -> bool:
    """Write into a list that somebody's key is revoked since a day; the office signs it anew. Whether it was not so before.

    Raises KeyFault where nobody there is called so, his key is revoked otherwise, or the list is written otherwise than by us.
    """
    text = _decoded(path.read_bytes())
    listed = _listed(text)
    named = [one for one in listed if one.name == name]
    if not named:
        raise KeyFault(
            Text(f"名单中没有 {name}。核对 --name。", f"{name} is not in the list of approvers. See --name.")
        )
    found = next((one for one in named if not one.revoked), None)
    if found is None:
        last = max(named, key=lambda one: one.revoked)
        if last.revoked == day.isoformat():
            return False
        raise KeyFault(
            Text(
                f"{name} 的密钥已于 {last.revoked} 注销,注销日期不改。",
                f"The key of {name} is revoked since {last.revoked} already; that day is not changed.",
            )
        )
    wanted = replace(found, revoked=day.isoformat(), reason=reason)
    written = _with_day(text, found.key, day, reason)
    if _parsed(written) != tuple(wanted if one == found else one for one in listed):
        raise KeyFault(
            Text(
                f"{path.name} 不是一人一段的写法,不能代改。请在 {name} 的 key 之下写 revoked = {day.isoformat()},"
                "再由单位签名:payout keys sign",
                f"{path.name} is not written one block a person. Write revoked = {day.isoformat()} below the key of {name}, "
                "then have the office sign it: payout keys sign",
            )
        )
    with whole_file(path) as aside:
        aside.write_text(written, encoding="utf-8")
    return True


def _with_day(text: str, key: str, day: date, reason: str) -> str:
    """A list with the day below the line of a key."""
    lines = [
        f"revoked = {day.isoformat()}",
        *([f"reason = {json.dumps(reason, ensure_ascii=False)}"] * bool(reason)),
    ]
    more = "\n".join(("", *lines))
    return re.sub(rf'(?m)^(\s*key\s*=\s*"{re.escape(key)}"[^\n]*)$', lambda line: line[1] + more, text)


def _parsed(text: str) -> tuple[Approver, ...]:
    """Those of a list; nobody where it is none."""
    try:
        return _listed(text)
    except KeyFault:
        return ()
