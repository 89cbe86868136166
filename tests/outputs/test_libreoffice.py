"""LibreOffice calculates the workbook anew and comes to the exact totals."""

import csv
import os
import shutil
import subprocess
from decimal import Decimal
from fractions import Fraction

import openpyxl
import pytest

from payout.outputs import write_workbook
from tests.outputs.sample import PLANS

RECALCULATE_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item></oor:items>
"""


@pytest.fixture(scope="module")
def soffice(tmp_path_factory):
    """A command that starts LibreOffice with a profile that always recalculates."""
    program = shutil.which("soffice")
    if program is None and os.environ.get("CI"):
        pytest.fail("soffice is missing: CI must install libreoffice-calc to recalculate the workbook")
    if program is None:
        pytest.skip("soffice is not installed")
    profile = tmp_path_factory.mktemp("profile")
    (profile / "user").mkdir()
    (profile / "user/registrymodifications.xcu").write_text(RECALCULATE_ALWAYS)
    return [program, f"-env:UserInstallation=file://{profile}", "--headless"]


def spoil_cached_totals(path):
    """Drop every cached figure, so that what is read afterwards was calculated."""
    workbook = openpyxl.load_workbook(path)
    workbook.save(path)


def fen(value):
    exact = Fraction(value)
    return (Decimal(exact.numerator) / exact.denominator).quantize(Decimal("0.01"))


def test_recalculated_totals_are_the_exact_ones(result, tmp_path, soffice):
    path = tmp_path / "payout.xlsx"
    write_workbook(result, path, lang="zh")
    spoil_cached_totals(path)
    target = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"
    subprocess.run(
        [*soffice, "--convert-to", target, "--outdir", str(tmp_path), str(path)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    payout_list = rows_of(tmp_path / "payout-人员发放表.csv")
    level, links = result.frames["person"], result.frames["person"].links["unit"]
    for column, name in ((9, "target_bonus"), (10, "leader_bonus"), (11, "payable")):
        values = level.table[name].array
        by_unit = [values[links == unit].sum() for unit in (1, 2, 0)]
        expected = [fen(total) for total in (*by_unit, values.sum())]
        assert [fen(row[column]) for row in payout_list if row[0][:2] in ("小计", "合计")] == expected
    in_service = rows_of(tmp_path / "payout-年末在职人员 名单 2012.csv")
    assert [fen(row[6]) for row in in_service if row[0].startswith("合计")] == [Decimal("57880.57")]
    assert PLANS[2].totals == ("payable",)


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))
