"""Work on what came from outside, in a process of its own that may take so much memory and time, and no more.

The limits inside the readers refuse what is known to be hostile; this one is for what is not. Elsewhere than on Linux the work is done
here, within the readers' own limits alone: Windows has no `fork`, and libraries of macOS do not survive one.
"""

from __future__ import annotations

import ctypes
import errno
import faulthandler
import os
import pickle
import signal
import sys
import threading
import traceback
import warnings
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NoReturn, TypeVar

import pyarrow as pa

from payout.interrupts import interrupts_held
from payout.text import Text

if sys.platform != "win32":
    import resource

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Answer = TypeVar("Answer")
NO_MEMORY = 3  # the child's exit codes
BROKEN = 4
PR_SET_PDEATHSIG = 1  # of prctl.h
THREADS = 4  # each takes address space of its own
STATUS = Path("/proc/self/status")


@dataclass(frozen=True)
class Allowance:
    """What a piece of work may take beside what the program holds already. Ordinary files stay far below."""

    memory_bytes: int
    cpu_seconds: int
    wall_seconds: int

    @classmethod
    def for_file(cls, size: int) -> Allowance:
        """What files of a size may take: a workbook grows thirtyfold when it is unpacked, and again in memory."""
        return cls((1 << 30) + 64 * size, 240 + (size >> 18), 1200 + (size >> 16))


def size_of(path: Path) -> int:
    """The bytes of a file, or of the files that a folder may give, those of data sets in it too."""
    entries = [*path.iterdir(), *path.glob("*/*")] if path.is_dir() else [path]
    return sum(one.stat().st_size for one in entries if one.is_file())


class Exceeded(Exception):  # noqa: N818 -- it says what happened to a piece of work
    """A piece of work was ended; `what` says at which limit."""

    def __init__(self, what: Text) -> None:
        super().__init__(what.en)
        self.what = what


def apart(work: Callable[[], Answer], allowance: Allowance) -> Answer:
    """Do a piece of work in a child process and give what it gives; what it raises is raised here.

    The answer must be such as can be pickled. Raises Exceeded where it was ended.
    """
    with begun(work, allowance) as answer:
        return answer()


@contextmanager
def begun(work: Callable[[], Answer], allowance: Allowance) -> Iterator[Callable[[], Answer]]:
    """Begin a piece of work as `apart` does it, and give what waits for its answer; who leaves the block without one ends it."""
    if not (sys.platform.startswith("linux") and hasattr(os, "fork")):
        yield work
        return
    read_end, write_end = os.pipe()
    with os.fdopen(read_end, "rb") as stream:
        child, own = _Child(allowance), os.getpid()
        try:
            with interrupts_held():
                try:
                    child.pid = _forked()
                    if not child.pid:
                        os.close(read_end)
                        _child(work, allowance, write_end, own)
                finally:
                    os.close(write_end)
            yield partial(_answer, child, stream)
        finally:
            child.end()


def _forked() -> int:
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore", DeprecationWarning
        )  # beside threads: the child only reads, and writes a pipe
        return os.fork()


@dataclass
class _Child:
    """A process that does some work, until it is waited for."""

    allowance: Allowance
    pid: int = 0
    late: bool = False

    def kill(self) -> None:
        """End it, unless it was waited for: then its number is no process of ours, and 0 would be every one that we were started with."""
        pid = self.pid
        if pid:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def too_late(self) -> None:
        """End it, for its time is over."""
        self.late = True
        self.kill()

    def wait(self) -> int:
        """Wait until it ends; how it did, as the system says."""
        _, status = os.waitpid(self.pid, 0)
        self.pid = 0
        return status

    def end(self) -> None:
        """End it and wait for it, where nobody has."""
        self.kill()
        if self.pid:
            with suppress(ChildProcessError):
                self.wait()


def _answer(child: _Child, stream: BinaryIO) -> Any:
    """What a child gives; what it raises is raised. Raises Exceeded where it was ended."""
    found = _found(stream, child)
    status, allowance = child.wait(), child.allowance
    if found is None and not os.WIFSIGNALED(status) and os.WEXITSTATUS(status) == BROKEN:
        raise RuntimeError("what a process of our own found could not be handed over")
    if found is None:
        raise Exceeded(_why(status, allowance, late=child.late))
    raised, answer = found
    if raised:
        raise answer
    return answer


def _found(stream: BinaryIO, child: _Child) -> tuple[bool, Any] | None:
    """What a child writes; None where it ends before, as it does once its time is over."""
    timer = threading.Timer(child.allowance.wall_seconds, child.too_late)
    timer.daemon = True
    try:
        timer.start()
        with stream:  # a child that still writes hears at once that nobody reads
            found: tuple[bool, Any] = pickle.load(stream)  # noqa: S301 -- of a child of our own, in a pipe that nobody else holds
    except (EOFError, pickle.UnpicklingError):
        return None
    finally:
        timer.cancel()
    return found


def _why(status: int, allowance: Allowance, *, late: bool) -> Text:
    ended = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    if late or ended == signal.SIGXCPU:
        seconds = allowance.wall_seconds if late else allowance.cpu_seconds
        return Text(f"超过 {seconds} 秒仍未读完", f"it took more than {seconds} seconds")
    if not ended and os.WEXITSTATUS(status) == NO_MEMORY:
        size = allowance.memory_bytes >> 20
        return Text(f"需要的内存超过 {size:,} MB", f"it takes more than {size:,} MB of memory")
    word = signal.Signals(ended).name if ended else str(os.WEXITSTATUS(status))
    return Text(f"读取进程中断({word})", f"the process that read it ended ({word})")


# ---- in the child ---------------------------------------------------------------------------------------


def _child(work: Callable[[], object], allowance: Allowance, write_end: int, parent: int) -> NoReturn:
    """Do the work and write what came of it; the process ends here, without anything that the parent does at its end."""
    code = 0
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        _end_with(parent)
        faulthandler.disable()  # a crash is told as a finding
        _limit(allowance)
        with os.fdopen(write_end, "wb", closefd=False) as stream:
            pickle.dump(_done(work), stream, protocol=pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        code = NO_MEMORY
    except BaseException:  # noqa: BLE001 -- nothing goes further up: that would be the parent's own stack
        code = BROKEN
    finally:
        os._exit(code)


def _end_with(parent: int) -> None:
    """Have the system end this process when its parent ends in whatever way, also by force; end now where that is done."""
    with suppress(OSError, AttributeError):  # a system that cannot: the limits hold
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    if os.getppid() != parent:
        os._exit(BROKEN)


def _done(work: Callable[[], object]) -> tuple[bool, object]:
    try:
        return False, work()
    except MemoryError:
        raise
    except Exception as error:
        if isinstance(error, OSError) and error.errno == errno.ENOMEM:
            raise MemoryError from error
        error.add_note("".join(traceback.format_exception(error)))
        try:
            pickle.loads(pickle.dumps(error))  # noqa: S301 -- our own, to see whether it can be
        except Exception:  # noqa: BLE001 -- any class may refuse it in a way of its own
            last = traceback.extract_tb(error.__traceback__)[-1]
            return True, RuntimeError(f"{type(error).__name__} in {Path(last.filename).name}:{last.lineno}")
        return True, error


def _limit(allowance: Allowance) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _lower(resource.RLIMIT_CPU, allowance.cpu_seconds)
    pa.set_cpu_count(min(pa.cpu_count(), THREADS))
    pa.set_memory_pool(pa.system_memory_pool())  # others reserve far more than they use
    held = _held()
    if held:
        _lower(resource.RLIMIT_DATA, held + allowance.memory_bytes)


def _lower(limit: int, most: int) -> None:
    """Set a limit, unless the system's own is lower already."""
    _, hard = resource.getrlimit(limit)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(limit, (most, hard if limit == resource.RLIMIT_CPU else most))


def _held() -> int:
    """The bytes of data that this process holds already; 0 where the system does not say."""
    try:
        lines = STATUS.read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    found = next((line.split() for line in lines if line.startswith("VmData:")), None)
    return 0 if found is None else int(found[1]) << 10
