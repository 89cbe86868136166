"""Thousands of small batches of our own making are read here in the process itself; `tests/intake` and `tests/cli` read as users do."""

import pytest

from payout.intake import source


@pytest.fixture(autouse=True)
def _read_here(monkeypatch):
    monkeypatch.setattr(source, "apart", lambda work, _: work())
