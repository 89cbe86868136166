"""How the program takes memory: one allocator that keeps what is freed, unless its user chose another."""

import os
import subprocess
import sys

import pytest

GIVEN_BACK = """
import sys
from payout.cli.allocators import keep_what_is_freed
keep_what_is_freed()
from threading import Thread
import numpy as np
from payout.memory import give_back
def held():
    give_back()
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("RssAnon"))
def work():
    for _ in range(10):
        some = [np.ones(1_000_000, np.int8) for _ in range(30)]
before = held()
for thread in [Thread(target=work) for _ in range(2)]:
    thread.start()
    thread.join()
print(held() - before)
"""
SHOWN = """
import resource
from payout.cli.allocators import keep_what_is_freed
keep_what_is_freed()
import numpy as np
import pyarrow as pa
print(pa.default_memory_pool().backend_name)
def faults():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(50):
        np.ones(1_000_000, np.int8)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before
faults()
print(faults())
"""


def said(script, **set_by_user):
    run = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, **set_by_user},
        capture_output=True,
        text=True,
        check=True,
    )
    return run.stdout.split()


def shown(**set_by_user):
    pool, faults = said(SHOWN, **set_by_user)
    return pool, int(faults)


def test_an_array_takes_the_pages_of_the_one_before():
    pool, faults = shown()
    assert pool == "system"
    assert faults < 1000 or sys.platform != "linux"  # fifty arrays of 245 pages each


def test_what_the_user_sets_stands():
    pool, _ = shown(ARROW_DEFAULT_MEMORY_POOL="mimalloc")
    assert pool == "mimalloc"


def test_glibc_is_left_as_its_user_set_it():
    pool, faults = shown(MALLOC_MMAP_THRESHOLD_="65536", MALLOC_TRIM_THRESHOLD_="65536")
    assert pool == "system"
    assert faults > 10_000 or sys.platform != "linux"


@pytest.mark.skipif(sys.platform != "linux", reason="what a process holds is read from /proc")
def test_what_threads_held_is_given_back_once_they_are_gone():
    (kilobytes,) = said(GIVEN_BACK)
    assert int(kilobytes) < 5_000  # of 30 MB each
