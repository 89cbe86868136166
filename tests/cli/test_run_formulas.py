"""`payout run --formulas`: the workbook is published with the run, verified with it, or refused before anything is written."""

import zipfile
from pathlib import Path

from payout.outputs import FORMULAS

ROOT = Path(__file__).parents[2]
SMALL = "district_points"


def test_a_published_run_with_formulas_is_verified_with_them(tmp_path, tell):
    out = tmp_path / "out"
    source = ROOT / "fixtures" / SMALL / f"{SMALL}.xlsx"
    assert tell("run", source, "-p", SMALL, "-o", out, "--formulas", "--lang", "en").code == 0
    assert tell("verify", out).code == 0
    with zipfile.ZipFile(out / FORMULAS) as book:
        assert "xl/tables/table1.xml" in book.namelist()
    (out / FORMULAS).write_bytes((out / FORMULAS).read_bytes() + b" ")
    told = tell("verify", out)
    assert told.code == 7
    assert FORMULAS in told.err


def test_too_many_rows_are_refused_before_anything_is_written(tmp_path, tell, monkeypatch):
    monkeypatch.setattr("payout.outputs.formulas.write.MOST_ROWS", 10)
    source = ROOT / "fixtures" / SMALL / f"{SMALL}.xlsx"
    told = tell("run", source, "-p", SMALL, "-o", tmp_path / "out", "--formulas")
    assert told.code == 2
    assert "--formulas" in told.err
    assert not (tmp_path / "out").exists()
