"""While exact rows are worked out: what is read for which rows is found out once, for all that reads it.

A recipe walks what a column is made of, and many of its steps are read by way of the same positions: a hundred people's units, for each step
that a unit says. Found anew each time, they would be other rows to whoever is asked for them, and all that the unit's step rests on
would be worked out again. What was found is forgotten when all that was asked is worked out.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Found = TypeVar("Found")

_FOUND: ContextVar[dict[tuple[int, int], tuple[object, object, object]] | None] = ContextVar(
    "found", default=None
)


@contextmanager
def settling() -> Iterator[None]:
    """Exact rows are worked out: until the outermost asking is answered, what is found is known."""
    if _FOUND.get() is not None:
        yield
        return
    token = _FOUND.set({})
    try:
        yield
    finally:
        _FOUND.reset(token)


def once(way: object, rows: object, find: Callable[[], Found]) -> Found:
    """What is found for rows by way of something (positions, groups, a source): the same object each time."""
    found = _FOUND.get()
    if found is None:
        return find()
    key = id(way), id(rows)
    if key not in found:
        found[key] = way, rows, find()  # both are held, so that nothing else has their identity meanwhile
    return found[key][2]  # type: ignore[return-value]
