"""Renaming that never overwrites, and exchanging two names in one step: Linux's renameat2, by ctypes."""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

AT_FDCWD = -100
NOREPLACE, EXCHANGE = 1, 2
NOT_OFFERED = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP)  # an old kernel, or a file system that cannot


def exchange(one: Path, other: Path) -> bool:
    """Exchange two names in one step; False if the system cannot, with nothing changed. Raises OSError."""
    return _renameat2(one, other, EXCHANGE)


def rename_new(source: Path, target: Path) -> None:
    """Rename, or raise FileExistsError if the target exists (rename alone replaces an empty folder)."""
    if _renameat2(source, target, NOREPLACE):
        return
    if os.path.lexists(target):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
    source.rename(target)


def _renameat2(source: Path, target: Path, flags: int) -> bool:
    if not sys.platform.startswith("linux"):
        return False
    call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if call is None:
        return False
    call.argtypes = (ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint)
    if call(AT_FDCWD, os.fsencode(source), AT_FDCWD, os.fsencode(target), flags) == 0:
        return True
    code = ctypes.get_errno()
    if code in NOT_OFFERED:
        return False
    raise OSError(code, os.strerror(code), str(target))
