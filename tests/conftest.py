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
from payout.intake.mapping.mapped import Mapped

sys.modules.setdefault(
    "geopandas", None
)  # which pandera looks for on the disk at each column, and nobody has

MOST_ROWS_KEPT, MOST_BYTES_KEPT = 5_000, 1_000_000
_workbook = source._workbook
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


READING = ("intake/", "test_read_once.py", "test_text.py")  # how things are read is what these try


@pytest.fixture(autouse=True)
def _read_here(request, monkeypatch):
    if any(place in request.node.nodeid for place in APART):
        return
    monkeypatch.setattr(source, "begun", lambda work, _: nullcontext(work))
    for module in (marking, grids):
        monkeypatch.setattr(module, "apart", lambda work, _: work())
    if not any(place in request.node.nodeid for place in READING):
        _keep(monkeypatch)


@pytest.fixture
def unchanged_tables_are_kept(monkeypatch):
    """Also where reading is tried: of a batch of which a test changes one table again and again the others are read once."""
    _keep(monkeypatch)


def _keep(monkeypatch):
    """What was read is not read again where it is the same to the last cell; whoever asks gets a copy."""
    monkeypatch.setattr(reading, "assemble", _kept)
    monkeypatch.setattr(source, "_workbook", _kept_workbook)


def _kept(table, raw, telling=frozenset()):
    if len(raw.rows) > MOST_ROWS_KEPT:
        return assemble(table, raw, telling)
    found = _assembled(table, pickle.dumps(raw), telling)
    return replace(found, checked=replace(found.checked, frame=found.checked.frame.copy()))


@functools.lru_cache(maxsize=256)
def _assembled(table, raw, telling):
    return assemble(table, pickle.loads(raw), telling)  # noqa: S301 - pickled a line above


def _kept_workbook(data, file, tables, mapped):
    if mapped.mapping is not None or len(data) > MOST_BYTES_KEPT:
        return _workbook(data, file, tables, mapped)
    return pickle.loads(_opened(data, file, tuple(tables)))  # noqa: S301 - pickled below


@functools.lru_cache(maxsize=64)
def _opened(data, file, tables):
    return pickle.dumps(_workbook(data, file, tables, Mapped(None, {})))


LONG = ("outputs/test_formulas.py", "test_fuzz.py", "faults/", "archive/test_publish.py")


def pytest_collection_modifyitems(items):
    """What takes longest comes first: no worker is left alone with it at the end."""
    items.sort(key=lambda item: not any(place in item.nodeid for place in LONG))


def pytest_collection_finish():
    """What stands after collecting stays to the end: a collector of garbage that goes through all of it takes a tenth of the time."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
