"""A place to run the documents' commands in: the fixtures, a county workbook, one with faults, one with a tie."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from payout.cli.main import code_of
from scripts.make_examples import write_examples

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def prepared(tmp_path_factory):
    """A folder as the documents suppose it, with the county computed in out/county."""
    place = tmp_path_factory.mktemp("place")
    (place / "fixtures").symlink_to(ROOT / "fixtures")
    write_examples(place)
    before = Path.cwd()
    os.chdir(place)
    try:
        assert code_of(["run", "county.xlsx", "-p", "county_target_bonus", "-o", "out/county"]) == 0
    finally:
        os.chdir(before)
    return place


@pytest.fixture
def place(prepared, tmp_path, monkeypatch):
    """A copy of the prepared folder, as the working directory."""
    folder = tmp_path / "place"
    shutil.copytree(prepared, folder, symlinks=True)
    monkeypatch.chdir(folder)
    monkeypatch.delenv("PAYOUT_LANG", raising=False)
    return folder


@pytest.fixture
def payout(capsys):
    """Run a command in process; give its exit code and what it printed."""

    def run(arguments):
        capsys.readouterr()
        code = code_of(arguments)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run
