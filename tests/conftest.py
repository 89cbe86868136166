"""Thousands of small batches of our own making are read in the process itself: a child for each would be a third of the suite's time.

What users meet is tried where files are hostile, read once, or given to commands.
"""

import functools
import gc
import pickle
import sys
from contextlib import nullcontext
from dataclasses import replace

import pytest

from payout.intake import grids, marking, reading, source
from payout.intake.assemble import assemble

sys.modules.setdefault(
    "geopandas", None
)  # which pandera looks for on the disk at each column, and nobody has

APART = (
    "intake/test_bounds_of_reading.py",
    "intake/test_read_once.py",
    "intake/test_hostile_cells.py",
    "intake/test_nearly_right.py",
    "cli/test_commands.py",
    "cli/test_mapping.py",
    "cli/test_strangers.py",
    "faults/",
    "test_fuzz.py",
)


@pytest.fixture(autouse=True)
def _read_here(request, monkeypatch):
    if not any(place in request.node.nodeid for place in APART):
        monkeypatch.setattr(source, "begun", lambda work, _: nullcontext(work))
        for module in (marking, grids):
            monkeypatch.setattr(module, "apart", lambda work, _: work())


@pytest.fixture
def unchanged_tables_are_kept(monkeypatch):
    """Of a batch of which a test changes one table again and again, the others are assembled once: by all that they hold."""
    monkeypatch.setattr(reading, "assemble", _kept)


def _kept(table, raw, telling=frozenset()):
    found = _assembled(table, pickle.dumps(raw), telling)
    return replace(found, checked=replace(found.checked, frame=found.checked.frame.copy()))


@functools.lru_cache(maxsize=64)
def _assembled(table, raw, telling):
    return assemble(table, pickle.loads(raw), telling)  # noqa: S301 - pickled a line above


LONG = ("outputs/test_formulas.py", "test_fuzz.py", "faults/", "archive/test_publish.py")


def pytest_collection_modifyitems(items):
    """What takes longest comes first: no worker is left alone with it at the end."""
    items.sort(key=lambda item: not any(place in item.nodeid for place in LONG))


def pytest_collection_finish():
    """What stands after collecting stays to the end: a collector of garbage that goes through all of it takes a tenth of the time."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
