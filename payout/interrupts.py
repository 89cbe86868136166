"""Ctrl-C while a process is started: it must not be lost between its start and the first line that knows of it."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def interrupts_held() -> Iterator[None]:
    """An interrupt that comes meanwhile is heard behind the block; what is started in it never hears one, and is ended by its starter.

    A terminal sends Ctrl-C to every process of a program.
    """
    with _heard_later(), _blocked():
        yield


@contextmanager
def _heard_later() -> Iterator[None]:
    """Python's own handler waits: to block the signal here is not enough, for the system may give it to any other thread."""
    handler = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(handler):
        yield  # handlers run in the main thread alone
        return
    came = threading.Event()
    signal.signal(signal.SIGINT, lambda *_: came.set())
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)
        if came.is_set():
            handler(signal.SIGINT, None)


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
