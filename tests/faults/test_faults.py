"""Runs whose every call may fail, at any instant: as many as a minute allows; `python -m tests.faults --long --seed N` tries all."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="trials are forked")
@pytest.mark.parametrize(
    "how", [["--seconds", "22"], ["--seconds", "5", "--in-process"]], ids=["system", "Python"]
)
def test_old_or_new_whole_and_what_is_said_is_true(how):
    said = subprocess.run(
        [sys.executable, "-m", "tests.faults", *how],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert said.returncode == 0, said.stdout + said.stderr
