"""The database of an archive: made, brought to this version when told, opened, written to by one at a time.

A transaction that writes holds the archive from its first moment: SQLite by BEGIN IMMEDIATE, PostgreSQL by a lock that ends with it.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import NullPool, create_engine, event, text
from sqlalchemy.exc import SQLAlchemyError

from payout.archive.approvals import LibraryMissing
from payout.archive.errors import ArchiveRefused, ArchiveUnreachable
from payout.archive.reopening import RunChanged
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine

    from payout.archive.kept.places import ArchivePlace

VERSION_TABLE = "payout_version"
BUSY_SECONDS = 60
LOCK = 0x7061796F7574  # the word of our name: one archive a database
WRITES = "payout_writes"
DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB")
BUSY = ("SQLITE_BUSY", "55P03")  # 55P03: a lock was not to be had in time


@dataclass(frozen=True)
class Archive:
    """An archive that is open; `shown` names its place."""

    engine: Engine
    shown: str

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that reads."""
        with told(self.shown), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that holds the archive for itself until it ends; whatever fails in it was never there."""
        with told(self.shown), self.engine.execution_options(**{WRITES: True}).begin() as connection:
            yield connection


@contextmanager
def open_archive(place: ArchivePlace) -> Iterator[Archive]:
    """An archive of this version. Raises ArchiveRefused where there is none, or an older or newer one; ArchiveUnreachable."""
    if place.file is not None and not place.file.is_file():
        raise ArchiveRefused(_none(place))
    with _engine(place) as engine, told(place.shown):
        with engine.begin() as connection:
            _require_current(connection, place)
        yield Archive(engine, place.shown)


def make(place: ArchivePlace, *, upgrade: bool = False) -> str:
    """Make an archive, or with `upgrade` bring an older one to this version; the version that it was, blank for none.

    Raises ArchiveRefused where one stands and `upgrade` is not given, or none and it is.
    """
    there = place.file is None or place.file.exists()
    if upgrade and not there:
        raise ArchiveRefused(_none(place))
    if place.file is not None and not there:
        place.file.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(place.file, os.O_CREAT | os.O_EXCL, 0o600))
    with (
        _engine(place) as engine,
        told(place.shown),
        engine.execution_options(**{WRITES: True}).begin() as connection,
    ):
        before = _version(connection) or ""
        _require_known(before, place)
        if bool(before) is not upgrade:
            raise ArchiveRefused(_none(place) if upgrade else _there(place))
        migrate(connection)
    return before


def migrate(connection: Connection, version: str = "head") -> None:
    """Bring a database to a version, in the transaction that is open."""
    settings = _settings()
    settings.attributes.update(connection=connection, version_table=VERSION_TABLE)
    command.upgrade(settings, version)


def _settings() -> Config:
    settings = Config()
    settings.set_main_option(
        "script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%")
    )
    return settings


def _version(connection: Connection) -> str | None:
    return MigrationContext.configure(
        connection, opts={"version_table": VERSION_TABLE}
    ).get_current_revision()


def _require_known(version: str, place: ArchivePlace) -> None:
    known = {one.revision for one in ScriptDirectory.from_config(_settings()).walk_revisions()}
    if version and version not in known:
        raise ArchiveRefused(
            Text(
                f"存档 {place.shown} 的版本 {version} 比本程序新。请用新版程序。",
                f"The archive {place.shown} is of version {version}, newer than this program. Use a newer one.",
            )
        )


def _require_current(connection: Connection, place: ArchivePlace) -> None:
    version = _version(connection)
    if not version:
        raise ArchiveRefused(_none(place))
    _require_known(version, place)
    if version != ScriptDirectory.from_config(_settings()).get_current_head():
        raise ArchiveRefused(
            Text(
                f"存档 {place.shown} 是旧版({version})。备份后运行 payout archive init --upgrade。",
                f"The archive {place.shown} is of an older version ({version}). Back it up, then run payout archive init --upgrade.",
            )
        )


def _none(place: ArchivePlace) -> Text:
    return Text(
        f"{place.shown} 没有存档。用 payout archive init 建立。",
        f"{place.shown} holds no archive. Make one by payout archive init.",
    )


def _there(place: ArchivePlace) -> Text:
    return Text(f"{place.shown} 已有存档。", f"{place.shown} holds an archive already.")


@contextmanager
def _engine(place: ArchivePlace) -> Iterator[Engine]:
    try:
        engine = create_engine(place.url, poolclass=NullPool, hide_parameters=True)
    except ModuleNotFoundError as error:
        raise LibraryMissing("postgresql") from error
    if place.file is not None:
        event.listen(engine, "connect", _sqlite_connected)
    event.listen(engine, "begin", _sqlite_begun if place.file is not None else _postgresql_begun)
    try:
        yield engine
    finally:
        engine.dispose()


def _sqlite_connected(connection: Any, _record: object) -> None:
    """Leave transactions to us, wait for whoever writes, and sync before a commit is said to be one."""
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")


def _sqlite_begun(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _postgresql_begun(connection: Connection) -> None:
    if connection.get_execution_options().get(WRITES):
        connection.execute(text(f"SET LOCAL lock_timeout = '{BUSY_SECONDS}s'"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})


@contextmanager
def told(shown: str) -> Iterator[None]:
    """What a database refuses, told without its own words: they may hold a password, a statement, somebody's number."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as error:
        cause = getattr(error, "orig", None) or error
        word = str(
            getattr(cause, "sqlite_errorname", "") or getattr(cause, "sqlstate", "") or type(cause).__name__
        )
        raise _failure(shown, word) from None


def _failure(shown: str, word: str) -> RunChanged | ArchiveUnreachable:
    if word.startswith(DAMAGED):
        return RunChanged(
            Text(
                f"存档 {shown} 已损坏,或不是存档。请核对 --db,或从备份恢复。",
                f"The archive {shown} is damaged, or is none. See --db, or restore a backup.",
            )
        )
    if word.startswith(BUSY):
        return ArchiveUnreachable(
            Text(
                f"存档 {shown} 正被别人写入。请稍后再试。", f"Somebody else is writing to {shown}. Try again."
            )
        )
    return ArchiveUnreachable(
        Text(
            f"存档 {shown} 拒绝读写({word})。请核对地址、用户、权限和磁盘。",
            f"The archive {shown} refused ({word}). See its address, user, rights and disk.",
        )
    )
