"""A directory that appears whole or not at all.

It is filled under a hidden name in the parent of where it goes, `.NAME.payout-tmp-XXXXXXXX`, synced to disk,
and renamed into place. While it is filled its maker holds a lock on it, which the kernel drops when the
process ends in whatever way; a hidden directory that nobody locks is therefore what a dead run left
behind, and the next run removes it. An older directory is replaced by exchanging the two names in one
step where the system can; where it cannot, the old one waits under `.NAME.payout-old-XXXXXXXX` and the
next run puts it back should this one die in between.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from payout.archive.errors import ArchiveRefused, OutputExists, PublishedNonetheless
from payout.archive.manifest import MAKING
from payout.archive.record import is_run, not_of_run
from payout.archive.rename import exchange, rename_new
from payout.archive.reopening import RunChanged
from payout.archive.roles import APPROVED, file_of
from payout.outputs import OutputError
from payout.scratch import lock_of, unlock
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FOLDER_MODE, FILE_MODE = 0o700, 0o600  # files are made readable by all, and these hold names and pay
ASIDE = re.compile(r"payout-(tmp|old)-[0-9a-f]{8}")
ANOTHER = Text("换一个目录:已有的不替换。", "name another directory: what is there is not replaced.")
ELSEWHERE = Text("写到别处。", "write it elsewhere.")
REMOVE_FIRST = Text("换一个 --out，或加 --force 替换它。", "give another --out, or --force to replace it.")


@contextmanager
def published(
    out: Path, *, force: bool = False, settle: Callable[[Path], None] | None = None
) -> Iterator[Path]:
    """A private folder to fill; it stands at `out` when the block ends well, or nothing has changed.

    `settle` is given the folder once it is sealed and before it takes its place: it says elsewhere that the folder stands. What it
    refuses is removed. A folder that it may have vouched for stays aside where it cannot take its place, for `completed` to put there.

    Raises OutputExists, before and again after the block, if `out` exists and `force` is not given, or if
    it is not the directory of an earlier run, whole and with nothing else in it. OSError (disk full, no permission)
    passes through; what fails once the folder stands at `out` is told as PublishedAll the same.
    """
    out = Path(os.path.abspath(out))  # noqa: PTH100 -- resolve() would follow a link that stands at `out`
    out.parent.mkdir(parents=True, exist_ok=True)
    clean(out)
    check_free(out, force=force)
    folder, lock = _make(out)
    inode, settling = folder.stat().st_ino, False
    try:
        yield folder
        seal(folder)
        (folder / MAKING).unlink()  # last: what is not marked any more is sealed
        _sync(folder)
        check_free(out, force=force)
        if settle is not None:
            settling = True
            settle(folder)
        _move(folder, out, force=force)
    except BaseException as error:
        if not _stands(out, inode):
            if not settling or isinstance(error, (ArchiveRefused, RunChanged)):
                shutil.rmtree(folder, ignore_errors=True)
            raise
        if isinstance(error, (OSError, KeyboardInterrupt)):
            raise PublishedNonetheless(out, error) from error
        raise
    finally:
        unlock(lock)


def completed(out: Path, vouched: Callable[[Path], bool]) -> bool:
    """Put a sealed folder, which a dead command left aside, in its place where somebody vouches for it; whether there was one.

    Raises OutputExists where something stands there.
    """
    out = Path(os.path.abspath(out))  # noqa: PTH100 -- as in `published`
    for left in _named(out, "tmp") if out.parent.is_dir() else ():
        lock = lock_of(left)
        if lock is None:
            continue
        try:
            if not (left / MAKING).exists() and vouched(left):
                _move(left, out, force=False)
                return True
        finally:
            unlock(lock)
    return False


def _stands(out: Path, inode: int) -> bool:
    """Whether the folder that was made stands at `out` already: a signal or a failing disk may come right behind."""
    try:
        return out.stat(follow_symlinks=False).st_ino == inode
    except OSError:
        return False


@contextmanager
def whole_file(path: Path, *, beside: Path | None = None) -> Iterator[Path]:
    """A path aside to write one file to; it stands at `path` when the block ends well, or nothing has changed.

    `beside`: where it is written first, by default the folder that it goes to; only what belongs beside a run's seal needs it.
    Raises OutputError where the path is inside a run.
    """
    if beside is None:
        require_outside_runs(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".payout-", dir=beside or path.parent) as folder:
        aside = Path(folder) / path.name
        yield aside
        aside.chmod(FILE_MODE)
        with aside.open("rb+") as stream:
            os.fsync(stream.fileno())
        aside.replace(path)


def require_outside_runs(path: Path) -> None:
    """Raise OutputError where a path is inside the directory of a run, which one more file would break."""
    for folder in Path(os.path.abspath(path)).parents:  # noqa: PTH100 -- as in `published`
        if is_run(folder):
            raise OutputError(
                Text(
                    f"{folder} 是运行结果的目录,里面多一个文件,它就不再完整。",
                    f"{folder} is the directory of a run: one more file in it, and it is whole no longer.",
                ),
                ELSEWHERE,
            )


def require_new(out: Path) -> None:
    """Raise OutputExists where something stands at `out`, for what is never replaced; OutputError inside a run."""
    require_outside_runs(out)
    if os.path.lexists(out):
        raise OutputExists(Text(f"{out} 已存在。", f"{out} exists already."), ANOTHER)


def check_free(out: Path, *, force: bool) -> None:
    """Raise OutputExists unless `out` is free, or `force` is given and it holds only an earlier run; OutputError inside a run."""
    require_outside_runs(out)
    if not os.path.lexists(out):
        return
    if not force:
        raise OutputExists(Text(f"{out} 已存在。", f"{out} exists already."), REMOVE_FIRST)
    if out.is_symlink() or not out.is_dir():
        raise OutputExists(Text(f"{out} 不是目录。", f"{out} is not a directory."), REMOVE_FIRST)
    if os.path.lexists(out / file_of(APPROVED)):
        raise OutputExists(
            Text(f"{out} 已经审批,不能替换。", f"{out} is approved, and is not replaced."),
            Text(
                "换一个 --out;已发放的用 payout correct 更正。",
                "give another --out; what was paid is corrected by payout correct.",
            ),
        )
    strangers = not_of_run(out)
    if strangers:
        names = ", ".join(strangers[:5])
        raise OutputExists(
            Text(
                f"{out} 中有不是运行结果、或运行之后改动过的文件：{names}",
                f"{out} holds files that no run wrote, or that were changed since: {names}",
            ),
            Text("移走这些文件，或换一个 --out。", "move these files away, or give another --out."),
        )


def seal(folder: Path) -> None:
    """Make everything in a folder private and sync it to disk."""
    for path in sorted(folder.rglob("*")):
        path.chmod(FOLDER_MODE if path.is_dir() else FILE_MODE)
        _sync(path)
    _sync(folder)


def clean(out: Path) -> None:
    """Put back what a run that died in a replacement set aside, and remove what dead runs left."""
    for aside in sorted(_named(out, "old")):
        if not os.path.lexists(out):
            aside.rename(out)
        elif _is_ours(aside):
            _remove(aside)
    for left in _named(out, "tmp"):
        lock = lock_of(left)
        if lock is not None:
            if _is_ours(left):
                _remove(left)
            unlock(lock)


def _named(out: Path, part: str) -> list[Path]:
    """The folders, no links, whose names only a run gives; a user's own `.OUT.payout-tmp-notes` is none."""
    prefix = f".{out.name}."
    return [
        path
        for path in out.parent.iterdir()
        if path.name.startswith(prefix)
        and (found := ASIDE.fullmatch(path.name[len(prefix) :])) is not None
        and found[1] == part
        and path.is_dir()
        and not path.is_symlink()
    ]


def _is_ours(left: Path) -> bool:
    """Whether a dead run left a folder: it is marked, was just made, or is sealed already, as a run or with all in it private."""
    return (left / MAKING).is_file() or not any(left.iterdir()) or not not_of_run(left) or _is_sealed(left)


def _is_sealed(folder: Path) -> bool:
    """Whether all in a folder is as `seal` leaves it, and as nothing is that somebody puts there: slips or payments keep no record."""
    return sys.platform != "win32" and all(
        not path.is_symlink() and path.stat().st_mode & 0o777 == (FOLDER_MODE if path.is_dir() else FILE_MODE)
        for path in folder.rglob("*")
    )


def _make(out: Path) -> tuple[Path, int]:
    """Make a hidden folder and lock it; try again if another run took it for a dead one before that."""
    while True:
        folder = out.parent / f".{out.name}.payout-tmp-{secrets.token_hex(4)}"
        folder.mkdir(mode=FOLDER_MODE)
        lock = lock_of(folder)
        if lock is not None:
            (folder / MAKING).touch()
            return folder, lock


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
    if not not_of_run(old):  # somebody may have put something in since it was looked at
        _remove(old)


def _remove(folder: Path) -> None:
    """Delete a folder of ours, the mark that it is ours last: whoever dies in between leaves no riddle."""
    mark = folder / MAKING
    try:
        mark.touch()
        for path in folder.iterdir():
            if path != mark:
                shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
        mark.unlink()
        folder.rmdir()
    except OSError:
        return  # the next run tries again


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
