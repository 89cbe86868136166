"""What fails the I/O of a run: a shim in C before the system's own calls, or, where no compiler is, Python's own functions."""

import ctypes
import os
import shutil
import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).with_name("shim.c")
LOADED = "LD_PRELOAD"
OF_PYTHON = (
    "open",
    "mkdir",
    "rmdir",
    "unlink",
    "rename",
    "replace",
    "chmod",
    "fsync",
    "listdir",
    "scandir",
    "stat",
    "lstat",
)


def built(folder):
    """The shim, compiled into a folder; None where there is no Linux or no compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None or not sys.platform.startswith("linux"):
        return None
    library = Path(folder) / "shim.so"
    made = subprocess.run(
        [compiler, "-shared", "-fPIC", "-O1", "-o", library, SOURCE, "-ldl"], check=False, capture_output=True
    )
    return library if made.returncode == 0 else None


class OfSystem:
    """The shim that this process was started with."""

    def __init__(self):
        self.library = ctypes.CDLL(os.environ[LOADED])
        self.library.fault_count.restype = ctypes.c_long

    def arm(self, folder, nth, number, *, once):
        self.library.fault_arm(os.fsencode(folder), ctypes.c_long(nth), int(once), int(number))

    @property
    def count(self):
        return self.library.fault_count()


class OfPython:
    """Python's own functions of paths: writes and what other libraries do are not among them."""

    def __init__(self):
        self.folder, self.nth, self.number, self.once, self.count = "", -1, 0, True, 0
        for name in OF_PYTHON:
            setattr(os, name, self._failing(getattr(os, name)))

    def arm(self, folder, nth, number, *, once):
        self.folder, self.nth, self.number, self.once, self.count = str(folder), nth, number, once, 0

    def _failing(self, real):
        def call(*arguments, **named):
            first = arguments[0] if arguments else ""
            if self.folder and isinstance(first, (str, os.PathLike)) and str(first).startswith(self.folder):
                self.count += 1
                if self.nth > 0 and (self.count == self.nth if self.once else self.count >= self.nth):
                    raise OSError(self.number, os.strerror(self.number), str(first))
            return real(*arguments, **named)

        return call


def loaded():
    """The one that there is."""
    return OfSystem() if "shim.so" in os.environ.get(LOADED, "") else OfPython()
