"""Where an archive is: a file of SQLite, or a database of PostgreSQL. What is shown of it holds no user and no password."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from payout.archive.errors import ArchiveRefused
from payout.text import Text

POSTGRESQL = ("postgresql", "postgres", "postgresql+psycopg")
SECONDS = 10  # in which a server must answer


@dataclass(frozen=True, repr=False)
class ArchivePlace:
    """The address of an archive. `file` is that of SQLite, None for PostgreSQL; `shown` may be printed."""

    url: URL
    shown: str
    file: Path | None = None

    def __repr__(self) -> str:
        return f"ArchivePlace({self.shown})"


def place_of(said: str) -> ArchivePlace:
    """The place that people name: a path, or `postgresql://USER@HOST/NAME`. Raises ArchiveRefused, and repeats nothing of it."""
    if "://" not in said:
        file = Path(said).expanduser().absolute()
        return ArchivePlace(URL.create("sqlite", database=str(file)), said, file)
    try:
        url = make_url(said)
    except (ArgumentError, ValueError):
        raise ArchiveRefused(NO_URL) from None
    if url.drivername not in POSTGRESQL or not url.database:
        raise ArchiveRefused(NO_URL)
    at = ":".join(str(part) for part in (url.host, url.port) if part)
    query = {"connect_timeout": str(SECONDS), **url.query}
    return ArchivePlace(url.set(drivername="postgresql+psycopg", query=query), f"{at}/{url.database}")


NO_URL = Text(
    "存档的地址要写 SQLite 文件的路径,或 postgresql://用户@主机/库名。",
    "An archive is a path (SQLite), or postgresql://USER@HOST/NAME.",
)
