"""A real browser, headless: the elements that a page has once it is loaded and its scripts have run, and how it looks."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest


def started(profile):
    """Run Chromium on a file; fails in CI where there is none, and skips elsewhere."""
    program = shutil.which("chromium")
    if program is None and os.environ.get("CI"):
        pytest.fail("chromium is missing: CI must install it to look at pages")
    if program is None:
        pytest.skip("chromium is not installed")

    def run(path, *more):
        options = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}", *more]
        command = [program, *options, path.as_uri()]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)

    return run
