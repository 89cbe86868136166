"""Those who may sign: `approvers.toml` with name, roles and public key, and the office's signature of it beside it.

An officer pins one thing, the fingerprint of the office's key; whom the office trusts, in which role, stands in the list.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
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
from payout.archive.publish import whole_file
from payout.archive.roles import ROLES
from payout.text import Text

if TYPE_CHECKING:
    from pathlib import Path

MARK = b"payout approvers 1\n"  # no signature of one thing is one of another
MOST_BYTES = 1 << 20


@dataclass(frozen=True)
class Approver:
    """Somebody who may sign, in which roles, and by which public key."""

    name: str
    roles: tuple[str, ...]
    key: str


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
    for field in ("name", "key"):
        if len({getattr(one, field) for one in found}) < len(found):
            raise KeyFault(
                Text("签名人名单中有重复的姓名或公钥。", "The list of approvers has a name or a key twice.")
            )
    return found


def _approver(number: int, row: object) -> Approver:
    if isinstance(row, dict) and set(row) == {"name", "roles", "key"}:
        name, roles, key = row["name"], row["roles"], row["key"]
        named = isinstance(name, str) and name == name.strip() != ""
        in_roles = isinstance(roles, list) and roles and all(role in ROLES for role in roles)
        if named and in_roles and is_public(key):
            return Approver(name, tuple(roles), key)
    raise KeyFault(
        Text(
            f"签名人名单第 {number} 人要写 name、roles(prepared、reviewed、approved 之中)和 key(公钥)。",
            f"Approver {number} of the list: write name, roles (of prepared, reviewed, approved) and key (a public key).",
        )
    )
