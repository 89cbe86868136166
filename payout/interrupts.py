"""Ctrl-C, and a stop by SIGTERM: neither is lost between the start of a process and the first line that knows of it."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class Terminated(KeyboardInterrupt):
    """A stop by SIGTERM, as a scheduler or a manager of services sends it: all is left as by Ctrl-C."""


@contextmanager
def stopped_as_interrupted() -> Iterator[None]:
    """In the block SIGTERM raises Terminated, so that what was started ends and what was begun goes; unless somebody decided otherwise.

    Only the program does this: of a script or a notebook, payout is a guest.
    """
    is_main = threading.current_thread() is threading.main_thread()
    if not is_main or signal.getsignal(signal.SIGTERM) != signal.SIG_DFL:
        yield
        return
    signal.signal(signal.SIGTERM, _stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _stop(*_: object) -> None:
    raise Terminated


@contextmanager
def interrupts_held() -> Iterator[None]:
    """An interrupt that comes meanwhile is heard behind the block; what is started in it never hears one, and is ended by its starter.

    A terminal sends Ctrl-C to every process of a program. A stop by SIGTERM waits as well, and what is started hears it.
    """
    with _heard_later(signal.SIGTERM), _heard_later(signal.SIGINT), _blocked():
        yield


@contextmanager
def _heard_later(which: signal.Signals) -> Iterator[None]:
    """Python's own handler waits: to block the signal here is not enough, for the system may give it to any other thread."""
    handler = signal.getsignal(which)
    if threading.current_thread() is not threading.main_thread() or not callable(handler):
        yield  # handlers run in the main thread alone
        return
    came = threading.Event()
    signal.signal(which, lambda *_: came.set())
    try:
        yield
    finally:
        signal.signal(which, handler)
        if came.is_set():
            handler(which, None)


@contextmanager
def _blocked() -> Iterator[None]:
    """What a process blocks is blocked in those that it starts."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    held = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, held)
