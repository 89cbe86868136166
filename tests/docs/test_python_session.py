"""docs/python.md is a session: it runs as it stands, and gives what it shows."""

from __future__ import annotations

import doctest
import inspect
import re
from pathlib import Path

import pandas as pd
import pytest

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


@pytest.mark.parametrize(
    "name", [name for name in payout.__all__ if inspect.isfunction(getattr(payout, name))]
)
def test_the_page_names_every_word_that_a_function_takes(name):
    """Those that are given by name, each once, in the row of the function."""
    (said,) = re.findall(rf"^\| `{name}\((.*?)\)`", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    words = inspect.signature(getattr(payout, name)).parameters.values()
    named = [one.name for one in words if one.kind is one.KEYWORD_ONLY]
    assert sorted(re.findall(r"(\w+)=", said)) == sorted(named)
