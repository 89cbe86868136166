"""Ed25519 keys: a private one in a PEM file that its owner alone may read, a public one as a line of base64."""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import stat
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from payout.archive.approvals.errors import KeyFault, LibraryMissing
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

PUBLIC_BYTES = 32
MOST_BYTES = 65_536  # of a key's file


@contextmanager
def _library() -> Iterator[None]:
    """What needs `cryptography`: without it, say how to install it."""
    try:
        yield
    except ImportError as error:
        raise LibraryMissing("archive") from error


def new_key(path: Path, passphrase: str) -> str:
    """Make a key and write its private half to a new file, mode 0600, encrypted where there is a passphrase; the public half."""
    with _library():
        from cryptography.hazmat.primitives import serialization as form  # noqa: PLC0415 -- an extra's library
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415 -- as above

    key = Ed25519PrivateKey.generate()
    guard: form.KeySerializationEncryption = (
        form.BestAvailableEncryption(passphrase.encode()) if passphrase else form.NoEncryption()
    )
    text = key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, guard)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    return public_text(key)


def is_encrypted(path: Path) -> bool:
    """Whether a private key's file asks for a passphrase."""
    return b"ENCRYPTED" in _content(path)


def private_key(path: Path, passphrase: str) -> Ed25519PrivateKey:
    """A private key from its file. Raises KeyFault where it is none, others may read it, or the passphrase is wrong."""
    with _library():
        from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415 -- an extra's library
        from cryptography.hazmat.primitives import serialization as form  # noqa: PLC0415 -- as above
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415 -- as above

    content = _content(path)
    _require_private(path)
    try:
        key = form.load_pem_private_key(content, passphrase.encode() or None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise KeyFault(
            Text(
                f"{path.name} 不是私钥文件,或口令不对。",
                f"{path.name} is no private key, or the passphrase is wrong.",
            )
        ) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyFault(Text(f"{path.name} 不是 Ed25519 密钥。", f"{path.name} is no Ed25519 key."))
    return key


def public_text(key: Ed25519PrivateKey) -> str:
    """The public half of a key, as it is written in a list."""
    return text_of(key.public_key().public_bytes_raw())


def signature_of(key: Ed25519PrivateKey, message: bytes) -> str:
    """A signature as text."""
    return text_of(key.sign(message))


def holds(public: str, message: bytes, signature: str) -> bool:
    """Whether a signature is that of a public key over a message; False for whatever else stands there."""
    with _library():
        from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 -- an extra's library
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415 -- as above

    raw, given = bytes_of(public), bytes_of(signature)
    if raw is None or given is None:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(raw).verify(given, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def fingerprint(public: str) -> str:
    """What people compare and pin: the SHA-256 of a public key."""
    return hashlib.sha256(bytes_of(public) or b"").hexdigest()


def is_public(text: object) -> bool:
    """Whether a text is a public key as it is written in a list."""
    return isinstance(text, str) and len(bytes_of(text) or b"") == PUBLIC_BYTES


def text_of(content: bytes) -> str:
    """Bytes as a line of base64."""
    return base64.b64encode(content).decode("ascii")


def bytes_of(text: str) -> bytes | None:
    """The bytes of a line of base64 as `text_of` writes it; None for any other text."""
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return content if text_of(content) == text else None


def _content(path: Path) -> bytes:
    with Path(path).open("rb") as stream:
        return stream.read(MOST_BYTES)


def _require_private(path: Path) -> None:
    mode = path.stat().st_mode
    if sys.platform != "win32" and mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise KeyFault(
            Text(
                f"{path.name} 别人也能读写,不能用来签名。请先运行:chmod 600 {path.name}",
                f"{path.name} can be read by others, and signs nothing. Run first: chmod 600 {path.name}",
            )
        )
