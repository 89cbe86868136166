"""A folder for a while, in the temporary directory: gone when its block ends, and with the next such block where a process was killed.

Its maker holds a lock on it, which the kernel drops when the process ends in whatever way; a folder of such a name that nobody locks
is therefore what a dead process left. Directories of runs are locked in the same way.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import sys
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

if sys.platform != "win32":
    import fcntl

NAME = re.compile(r"payout-scratch-[0-9a-f]{8}")
PRIVATE = 0o700


@contextmanager
def scratch() -> Iterator[Path]:
    """A private folder that is removed when the block ends; what dead processes of the same user left is removed before. Raises OSError."""
    beside = Path(tempfile.gettempdir())
    _clean(beside)
    folder, lock = _make(beside)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        unlock(lock)


def _clean(beside: Path) -> None:
    for left in beside.iterdir():
        if not NAME.fullmatch(left.name):
            continue
        with suppress(OSError):  # another process removes it too, or it is another user's
            lock = lock_of(left) if _is_own(left) else None
            if lock is not None:
                shutil.rmtree(left, ignore_errors=True)
                unlock(lock)


def _is_own(folder: Path) -> bool:
    """Whether a folder, no link, is this user's."""
    found = folder.lstat()
    return (
        folder.is_dir()
        and not folder.is_symlink()
        and (sys.platform == "win32" or found.st_uid == os.getuid())
    )


def _make(beside: Path) -> tuple[Path, int]:
    """Make a folder and lock it; try again if another process took it for a dead one's before that."""
    while True:
        folder = beside / f"payout-scratch-{secrets.token_hex(4)}"
        folder.mkdir(mode=PRIVATE)
        lock = lock_of(folder)
        if lock is not None:
            return folder, lock


def lock_of(folder: Path) -> int | None:
    """Lock a folder until `unlock`, or until the process ends; None if somebody holds it or it is gone."""
    if sys.platform == "win32":
        return -1 if not any(folder.iterdir()) else None  # no such lock there: leave what is not empty
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if folder.stat().st_ino == os.fstat(handle).st_ino:
            return handle
    except OSError:
        pass
    os.close(handle)
    return None


def unlock(lock: int) -> None:
    """Drop a lock."""
    if lock >= 0:
        os.close(lock)
