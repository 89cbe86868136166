"""A server of PostgreSQL for tests: a private cluster on a free port, with a password, in a folder that goes away with it.

`python tests/postgresql.py start DIR` prints its address, `stop DIR` ends it. Tests take PAYOUT_TEST_POSTGRESQL, or start one themselves.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

VARIABLE = "PAYOUT_TEST_POSTGRESQL"
INSTALL = f"no PostgreSQL: set {VARIABLE} to postgresql://USER:PASSWORD@HOST/NAME, or install the server (apt-get install postgresql)"
PASSWORD = "only-for-tests"  # noqa: S105 -- of a server that lives as long as its tests


def binaries() -> Path | None:
    """Where initdb and pg_ctl are: on the path, or where Debian puts them."""
    found = shutil.which("initdb")
    places = [Path(found).resolve().parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return next((place for place in reversed(places) if (place / "pg_ctl").exists()), None)


def start(folder: Path) -> str:
    """Make a cluster in a folder and start it; its address."""
    tools = binaries()
    if tools is None:
        raise FileNotFoundError(INSTALL)
    folder.mkdir(parents=True, exist_ok=True)
    secret = folder / "password"
    secret.write_text(PASSWORD)
    if os.geteuid() == 0:  # the server refuses to run as root
        for path in (folder, secret):
            shutil.chown(path, _other())
    _run(
        tools / "initdb",
        "-D",
        folder / "data",
        "-U",
        "owner",
        "-A",
        "scram-sha-256",
        "--pwfile",
        secret,
        "-E",
        "UTF8",
        "--no-sync",
    )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off -c max_connections=60"
    _run(tools / "pg_ctl", "-D", folder / "data", "-l", folder / "log", "-w", "-o", options, "start")
    return f"postgresql://owner:{PASSWORD}@127.0.0.1:{port}/postgres"


def stop(folder: Path) -> None:
    """End a cluster."""
    tools = binaries()
    assert tools is not None
    _run(tools / "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop")


@contextmanager
def served(folder: Path):
    """The address of a server: one that stands already, or one that ends with the block."""
    given = os.environ.get(VARIABLE)
    if given:
        yield given
        return
    address = start(folder)
    try:
        yield address
    finally:
        stop(folder)


def _other() -> str:
    """Somebody who is not root."""
    names = {one.pw_name for one in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _run(*command: object) -> None:
    user = {"user": _other()} if os.geteuid() == 0 else {}
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123 -- the server keeps what it is given
        subprocess.run([str(one) for one in command], check=True, stdout=nowhere, cwd="/", **user)


if __name__ == "__main__":
    word, place = sys.argv[1], Path(sys.argv[2]).resolve()
    if word == "start":
        print(start(place))  # noqa: T201 -- for who calls it
    else:
        stop(place)
