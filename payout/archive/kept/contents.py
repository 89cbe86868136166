"""The contents of files, each once by its SHA-256, in pieces that fit into memory; packed where that is shorter."""

from __future__ import annotations

import hashlib
import zlib
from typing import TYPE_CHECKING, BinaryIO

from sqlalchemy import insert, select

from payout.archive.kept.schema import contents, pieces

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

PIECE = 4 << 20
LEVEL = 6


class Unlike(Exception):  # noqa: N818 -- it says what a content is
    """A content that is not what its digest says, or is not there."""


def put(connection: Connection, stream: BinaryIO, sha256: str, size: int) -> bool:
    """Keep what a stream holds, unless it is kept already; whether it was new. Raises Unlike where its digest is another."""
    if connection.execute(select(contents.c.size).where(contents.c.sha256 == sha256)).first() is not None:
        return False
    connection.execute(insert(contents).values(sha256=sha256, size=size))
    found = hashlib.sha256()
    number = 0
    while data := stream.read(PIECE):
        found.update(data)
        short = zlib.compress(data, LEVEL)
        packed = len(short) < len(data)
        row = {"sha256": sha256, "number": number, "packed": packed, "data": short if packed else data}
        connection.execute(insert(pieces).values(**row))
        number += 1
    if found.hexdigest() != sha256:
        raise Unlike
    return True


def parts(connection: Connection, sha256: str) -> Iterator[bytes]:
    """The pieces of a content; what they come to is judged at their end. Raises Unlike."""
    size = connection.execute(select(contents.c.size).where(contents.c.sha256 == sha256)).scalar()
    found, length, number = hashlib.sha256(), 0, 0
    while (data := _piece(connection, sha256, number)) is not None:
        found.update(data)
        length += len(data)
        number += 1
        yield data
    if size != length or found.hexdigest() != sha256:
        raise Unlike


def whole(connection: Connection, sha256: str) -> bytes:
    """A content at once. Raises Unlike."""
    return b"".join(parts(connection, sha256))


def _piece(connection: Connection, sha256: str, number: int) -> bytes | None:
    wanted = (pieces.c.sha256 == sha256) & (pieces.c.number == number)
    row = connection.execute(select(pieces.c.packed, pieces.c.data).where(wanted)).first()
    if row is None:
        return None
    packed, data = row
    return _unpacked(bytes(data)) if packed else bytes(data)


def _unpacked(data: bytes) -> bytes:
    try:
        reader = zlib.decompressobj()
        return reader.decompress(data, PIECE)  # no more than a piece: a forged one does not fill the memory
    except zlib.error:
        raise Unlike from None
