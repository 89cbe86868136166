"""docs/python.md is a session: it runs as it stands, and gives what it shows."""

from __future__ import annotations

import doctest
from pathlib import Path

import pandas as pd

import payout

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "python.md"


def test_the_session_of_the_page_gives_what_it_shows(monkeypatch):
    monkeypatch.chdir(ROOT)
    example = doctest.DocTestParser().get_doctest(
        PAGE.read_text(encoding="utf-8"), {}, PAGE.name, str(PAGE), 0
    )
    said: list[str] = []
    with pd.option_context("display.width", 120):
        runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS)
        runner.run(example, out=said.append)
    assert runner.summarize(verbose=False).attempted > 25
    assert not said, "".join(said)


def test_the_page_names_all_that_the_package_offers():
    text = PAGE.read_text(encoding="utf-8")
    assert not [name for name in payout.__all__ if name != "__version__" and f"`{name}" not in text]
