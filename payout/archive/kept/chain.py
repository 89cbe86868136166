"""The chain of an archive's records: each bears the digest of the one before, so that none is changed or taken out unseen."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from sqlalchemy import insert, select

from payout.archive.kept.schema import records

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Connection, Row

    from payout.archive.manifest import Plain

START = "0" * 64
Kind: TypeAlias = Literal["run", "beside", "payment", "void"]


@dataclass(frozen=True)
class ChainRecord:
    """A record as it stands in the database: nothing of it is believed before `holds` and its place in the chain are."""

    number: int
    digest: str
    previous: str
    at: str
    kind: str
    body: str

    @property
    def holds(self) -> bool:
        """Whether it is what its digest says."""
        return self.digest == digest_of(self)


def digest_of(entry: ChainRecord) -> str:
    """The digest of all that a record says, the digest of the one before included."""
    said = [entry.number, entry.previous, entry.at, entry.kind, entry.body]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def entries(connection: Connection) -> Iterator[ChainRecord]:
    """All records in their order."""
    yield from map(_entry, connection.execute(select(records).order_by(records.c.number)))


def append(connection: Connection, kind: Kind, body: Mapping[str, Plain]) -> ChainRecord:
    """Put a record behind the last one; the transaction holds the archive."""
    found = connection.execute(select(records).order_by(records.c.number.desc()).limit(1)).first()
    last = None if found is None else _entry(found)
    number, previous = (last.number + 1, last.digest) if last else (1, START)
    at = datetime.now(UTC).isoformat(timespec="seconds")
    bare = ChainRecord(number, "", previous, at, kind, json.dumps(body, sort_keys=True))
    entry = ChainRecord(number, digest_of(bare), previous, at, kind, bare.body)
    connection.execute(insert(records).values(**vars(entry)))
    return entry


def _entry(row: Row[Any]) -> ChainRecord:
    return ChainRecord(**{str(name): value for name, value in row._mapping.items()})  # noqa: SLF001 -- SQLAlchemy's public name for it
