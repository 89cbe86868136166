"""LibreOffice as a spreadsheet that calculates: workbooks in, what their cells show out."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

RECALCULATE_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item></oor:items>
"""
# Every sheet as a CSV, numbers with all of their digits, texts in quotes.
AS_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"


def soffice(profile: Path) -> list[str]:
    """A command that starts LibreOffice with a profile that always recalculates."""
    program = shutil.which("soffice")
    if program is None and os.environ.get("CI"):
        pytest.fail("soffice is missing: CI must install libreoffice-calc to recalculate the workbook")
    if program is None:
        pytest.skip("soffice is not installed")
    (profile / "user").mkdir(parents=True)
    (profile / "user/registrymodifications.xcu").write_text(RECALCULATE_ALWAYS)
    return [program, f"-env:UserInstallation=file://{profile}", "--headless"]


def recalculated(
    command: Sequence[str], books: Sequence[Path], folder: Path, timeout: int = 3600
) -> dict[tuple[str, str], list[list[str]]]:
    """The rows of every sheet by workbook and sheet, calculated anew by one LibreOffice."""
    subprocess.run(
        [*command, "--convert-to", AS_CSV, "--outdir", str(folder), *map(str, books)],
        check=True,
        capture_output=True,
        timeout=timeout,
    )
    found = {}
    for book in books:
        for path in folder.glob(f"{book.stem}-*.csv"):
            with path.open(encoding="utf-8", newline="") as stream:
                found[book.stem, path.stem.removeprefix(f"{book.stem}-")] = list(csv.reader(stream))
    return found
