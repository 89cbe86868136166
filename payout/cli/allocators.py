"""How the program takes memory from the system: columns of a large batch come and go, and a fresh page costs as much as to fill it.

Arrow's own allocator and glibc's both give freed pages back at once and ask for as many again; a quarter of a large run was the system
handing out pages. What a user sets for either stands. Only the program does this: of a script or a notebook, payout is a guest.
"""

from __future__ import annotations

import ctypes
import gc
import os
from contextlib import suppress

POOL = "ARROW_DEFAULT_MEMORY_POOL"  # read by Arrow when it is imported
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8  # of malloc.h
SET_BY_USER = {"MALLOC_TRIM_THRESHOLD_", "MALLOC_MMAP_THRESHOLD_", "MALLOC_ARENA_MAX"}
COLLECTED_AFTER = 50_000, 20, 20  # new objects; a policy's tree is that many, hardly any of them garbage
KEPT_BYTES = 128 << 20  # freed, and kept for what comes next
APART_BYTES = (
    32 << 20
)  # what is larger goes back when it is freed: it would leave gaps that nothing else fills


def keep_what_is_freed() -> None:
    """One allocator for all, the system's, which keeps some of what is freed; elsewhere than with glibc only the first.

    And garbage is looked for seldom: columns are freed by their last reader, and to look through a policy took a twentieth of a run.
    """
    gc.set_threshold(*COLLECTED_AFTER)
    os.environ.setdefault(POOL, "system")
    if os.environ.keys() & SET_BY_USER:
        return
    with suppress(OSError, AttributeError):
        set_option = ctypes.CDLL("libc.so.6").mallopt
        set_option(M_MMAP_THRESHOLD, APART_BYTES)
        set_option(M_TRIM_THRESHOLD, KEPT_BYTES)
        set_option(
            M_ARENA_MAX, 1
        )  # what a thread freed, a heap of its own would keep once the thread is gone
