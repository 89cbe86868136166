"""Work that lets go of the interpreter, done a few steps ahead of whoever takes its results in order.

Files are opened, written and closed by the thread that asks, and only by that one: what fails, fails where it did before.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future

Given = TypeVar("Given")
Made = TypeVar("Made")

WORKERS = 2  # more gain nothing: whoever writes them to disk is the third
AHEAD = 3  # results that wait, so that memory stays small


def ahead(make: Callable[[Given], Made], given: Iterable[Given]) -> Iterator[Made]:
    """What `make` gives for each, in order; `make` runs in other threads, at most `AHEAD` before the one that is taken."""
    with ThreadPoolExecutor(WORKERS) as pool:
        waiting: deque[Future[Made]] = deque()
        for one in given:
            waiting.append(pool.submit(make, one))
            if len(waiting) > AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
