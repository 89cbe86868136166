"""A directory that appears whole or not at all.

It is filled under a hidden name in the parent of where it goes, `.NAME.payout-tmp-XXXXXXXX`, synced to disk,
and renamed into place. While it is filled its maker holds a lock on it, which the kernel drops when the
process ends in whatever way; a hidden directory that nobody locks is therefore what a dead run left
behind, and the next run removes it. An older directory is replaced by exchanging the two names in one
step where the system can; where it cannot, the old one waits under `.NAME.payout-old-XXXXXXXX` and the
next run puts it back should this one die in between.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from payout.archive.errors import OutputExists
from payout.archive.rename import exchange, rename_new
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

if sys.platform != "win32":
    import fcntl

FOLDER_MODE, FILE_MODE = 0o700, 0o600  # files are made readable by all, and these hold names and pay
UNLISTED = ("manifest.json", "provenance.json")  # a manifest lists every file but these two
EDITOR_LOCKS = (".~lock.", "~$")  # what LibreOffice and Excel leave beside an open file
REMOVE_FIRST = Text("换一个 --out，或加 --force 替换它。", "give another --out, or --force to replace it.")


@contextmanager
def published(out: Path, *, force: bool = False) -> Iterator[Path]:
    """A private folder to fill; it stands at `out` when the block ends well, or nothing has changed.

    Raises OutputExists, before and again after the block, if `out` exists and `force` is not given, or if
    it is not the directory of an earlier run. OSError (disk full, no permission) passes through.
    """
    out = Path(os.path.abspath(out))  # noqa: PTH100 -- resolve() would follow a link that stands at `out`
    out.parent.mkdir(parents=True, exist_ok=True)
    clean(out)
    check_free(out, force=force)
    folder, lock = _make(out)
    try:
        yield folder
        seal(folder)
        check_free(out, force=force)
        _move(folder, out, force=force)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    finally:
        _close(lock)


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A path aside to write one file to; it stands at `path` when the block ends well, or nothing has changed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".payout-", dir=path.parent) as folder:
        aside = Path(folder) / path.name
        yield aside
        with aside.open("rb+") as stream:
            os.fsync(stream.fileno())
        aside.replace(path)


def check_free(out: Path, *, force: bool) -> None:
    """Raise OutputExists unless `out` is free, or `force` is given and it holds only an earlier run."""
    if not os.path.lexists(out):
        return
    if not force:
        raise OutputExists(Text(f"{out} 已存在。", f"{out} exists already."), REMOVE_FIRST)
    if out.is_symlink() or not out.is_dir():
        raise OutputExists(Text(f"{out} 不是目录。", f"{out} is not a directory."), REMOVE_FIRST)
    strangers = _strangers(out)
    if strangers:
        names = ", ".join(strangers[:5])
        raise OutputExists(
            Text(f"{out} 中有不是运行结果的文件：{names}", f"{out} holds files that no run wrote: {names}"),
            Text("移走这些文件，或换一个 --out。", "move these files away, or give another --out."),
        )


def _strangers(out: Path) -> list[str]:
    """List the files in a directory that its manifest does not name: replacing it would lose them."""
    present = sorted(path.relative_to(out).as_posix() for path in out.rglob("*") if not path.is_dir())
    try:
        known = set(json.loads((out / "manifest.json").read_text(encoding="utf-8"))["files"])
    except (OSError, ValueError, KeyError, TypeError):
        known = set()
    if known:
        known.update(UNLISTED)
    return [name for name in present if name not in known and not name.startswith(EDITOR_LOCKS)]


def seal(folder: Path) -> None:
    """Make everything in a folder private and sync it to disk."""
    for path in sorted(folder.rglob("*")):
        path.chmod(FOLDER_MODE if path.is_dir() else FILE_MODE)
        _sync(path)
    _sync(folder)


def clean(out: Path) -> None:
    """Put back what a run that died in a replacement set aside, and remove what dead runs left."""
    for aside in sorted(_named(out, "payout-old-")):
        if os.path.lexists(out):
            shutil.rmtree(aside, ignore_errors=True)
        else:
            aside.rename(out)
    for left in _named(out, "payout-tmp-"):
        lock = _lock(left)
        if lock is not None:
            shutil.rmtree(left, ignore_errors=True)
            _close(lock)


def _named(out: Path, part: str) -> list[Path]:
    prefix = f".{out.name}.{part}"
    return [path for path in out.parent.iterdir() if path.name.startswith(prefix) and path.is_dir()]


def _make(out: Path) -> tuple[Path, int]:
    """Make a hidden folder and lock it; try again if another run took it for a dead one before that."""
    while True:
        folder = out.parent / f".{out.name}.payout-tmp-{secrets.token_hex(4)}"
        folder.mkdir(mode=FOLDER_MODE)
        lock = _lock(folder)
        if lock is not None:
            return folder, lock


def _lock(folder: Path) -> int | None:
    """Lock a folder until its descriptor is closed; None if somebody holds it or it is gone."""
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


def _close(lock: int) -> None:
    if lock >= 0:
        os.close(lock)


def _sync(path: Path) -> None:
    if path.is_dir() and sys.platform == "win32":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _move(folder: Path, out: Path, *, force: bool) -> None:
    """Rename a sealed folder to `out`, in one step whether or not an older one stands there."""
    if not (force and os.path.lexists(out)):
        try:
            rename_new(folder, out)
        except FileExistsError:
            raise OutputExists(Text(f"{out} 已存在。", f"{out} exists already."), REMOVE_FIRST) from None
        _sync(out.parent)
        return
    old = folder if exchange(folder, out) else _replace(folder, out)
    _sync(out.parent)
    shutil.rmtree(old, ignore_errors=True)


def _replace(folder: Path, out: Path) -> Path:
    """Set the old directory aside, move the new one in, and put the old one back if that fails."""
    aside = out.parent / f".{out.name}.payout-old-{secrets.token_hex(4)}"
    out.rename(aside)
    try:
        folder.rename(out)
    except BaseException:
        aside.rename(out)
        raise
    return aside
