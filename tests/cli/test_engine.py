"""Both engines write the same bytes: tables, workbook, manifest, and what is explained of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from payout.engines.reference.run import FILTER_FROM

ROOT = Path(__file__).parents[2]
APART = {"provenance.json"}  # when it was made
SCHEMES = ("county_target_bonus", "city_evaluation", "mining_five_in_one", "federation_differential")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_both_engines_write_the_same_bytes(scheme, tell, tmp_path, monkeypatch):
    monkeypatch.setitem(FILTER_FROM, "fast", 0)  # every column, however short
    source = next((ROOT / "fixtures" / scheme).glob("*.xlsx"))
    for engine in ("fast", "reference"):
        done = tell("run", source, "-p", scheme, "-o", tmp_path / engine, "--engine", engine, "--lang", "en")
        assert done.code == 0, done.err
        assert ("by exact computation" in done.err) == (engine == "fast")
    names = sorted(
        path.relative_to(tmp_path / "fast") for path in (tmp_path / "fast").rglob("*") if path.is_file()
    )
    for name in names:
        if name.name not in APART:
            assert (tmp_path / "fast" / name).read_bytes() == (tmp_path / "reference" / name).read_bytes(), (
                name
            )
    assert tell("verify", tmp_path / "fast").code == 0


def test_an_explanation_reads_single_rows_of_it(tell, tmp_path, monkeypatch):
    source = ROOT / "fixtures" / "county_target_bonus" / "county.xlsx"
    assert tell("run", source, "-p", "county_target_bonus", "-o", tmp_path / "out").code == 0
    plain = tell("explain", tmp_path / "out", "P00002")
    monkeypatch.setitem(FILTER_FROM, "fast", 0)
    assert tell("explain", tmp_path / "out", "P00002").out == plain.out
