"""What tests of kept runs share: a place on either database, and runs that cost little."""

from __future__ import annotations

import os
import secrets
import signal
import tempfile
import warnings
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import psycopg
from sqlalchemy import event, make_url, text

from payout.archive.kept import add, make, open_archive, place_of
from payout.archive.kept.database import _engine
from tests.postgresql import INSTALL, VARIABLE, binaries, served

KINDS = ("sqlite", "postgresql")


@contextmanager
def server():
    """The address of PostgreSQL; fails with how to install it."""
    assert os.environ.get(VARIABLE) or binaries(), INSTALL
    with tempfile.TemporaryDirectory(prefix="payout-pg-") as folder, served(Path(folder)) as address:
        yield address


@contextmanager
def database(address):
    """A place of its own on a server, a schema, gone afterwards: a database for each would take a second."""
    name = f"payout_{secrets.token_hex(6)}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}")
    try:
        url = make_url(address).update_query_dict({"options": f"-csearch_path={name}"})
        yield url.render_as_string(hide_password=False)
    finally:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(f"DROP SCHEMA {name} CASCADE")


def keep(where, *outs):
    """Keep runs in the archive at a place; the receipts."""
    with open_archive(place_of(where)) as archive:
        return [add(archive, out) for out in outs]


def made(where):
    """An empty archive."""
    make(place_of(where))
    return where


def execute(where, *statements):
    """Run SQL past the program, as whoever has the database would."""
    with _engine(place_of(where)) as engine, engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def unguarded(where, *statements):
    """The same with the triggers out of the way: what only verification finds."""
    sqlite = place_of(where).file is not None
    if not sqlite:
        off = [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in TABLES]
        on = [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in TABLES]
        execute(where, *off, *statements, *on)
        return
    with _engine(place_of(where)) as engine, engine.begin() as connection:
        found = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
        for name, _ in found:
            connection.execute(text(f"DROP TRIGGER {name}"))
        for statement in statements:
            connection.execute(text(statement))
        for _, sql in found:
            connection.exec_driver_sql(sql)


TABLES = ("payout_records", "payout_contents", "payout_pieces")


@cache
def files_of(folder):
    """Every file of a folder with its bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in Path(folder).rglob("*")
        if path.is_file()
    }


def forked(work):
    """A process that does some work and ends, killed by nobody but itself; its identity."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # nothing of a thread of ours is needed in it
        process = os.fork()
    if process == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    return process


def ended(process):
    """How a process ended: its code, negative for the signal that killed it."""
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def dying(where, work, nth):
    """Do some work with the archive, and die by SIGKILL at the nth step: before a statement, behind it, or at the commit.

    How it ended, and the steps that were left.
    """
    reads, writes = os.pipe()

    def worked():
        left = [nth]

        def step(*_):
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)

        with open_archive(place_of(where)) as archive:
            for name in ("before_cursor_execute", "after_cursor_execute", "commit"):
                event.listen(archive.engine, name, step)
            work(archive)
            os.write(writes, str(left[0]).encode())
            os.kill(os.getpid(), signal.SIGKILL)

    code = ended(forked(worked))
    os.close(writes)
    with os.fdopen(reads) as stream:
        return code, int(stream.read() or 0)
