"""Thousands of small batches of our own making are read in the process itself: a child for each would be a third of the suite's time.

What users meet is tried where files are hostile, read once, or given to commands.
"""

import pytest

from payout.intake import grids, marking, source

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
        for module in (source, marking, grids):
            monkeypatch.setattr(module, "apart", lambda work, _: work())
