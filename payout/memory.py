"""Memory that is free in the program, given back to the system."""

from __future__ import annotations

import ctypes
from contextlib import suppress

import pyarrow as pa


def give_back() -> None:
    """Give back what is free: once tables are read, checks done, a table written, and after each round of parts.

    Arrays that come in pieces and go again leave gaps that glibc keeps, other systems have no such call; and Arrow keeps pages for itself.
    """
    pa.default_memory_pool().release_unused()
    with suppress(OSError, AttributeError):
        ctypes.CDLL("libc.so.6").malloc_trim(0)
