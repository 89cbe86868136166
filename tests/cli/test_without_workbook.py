"""A run without its workbook: what reads a run reads it, and `verify` misses nothing."""

import json

import pytest

import payout
from payout.text import Text


@pytest.fixture
def lean(county, tmp_path, pay):
    told = pay(county.csv(tmp_path / "in"), "--no-workbook")
    assert told.code == 0, told.err
    return tmp_path / "out"


def test_what_is_written(lean):
    names = {path.name for path in lean.iterdir()}
    assert {"people.csv", "people.parquet", "evidence", "manifest.json", "provenance.json"} <= names
    assert "payout.xlsx" not in names
    assert json.loads((lean / "manifest.json").read_text(encoding="utf-8"))["workbook"] is False


def test_what_reads_it(lean, tmp_path, tell):
    assert tell("verify", lean).code == 0
    assert tell("explain", lean, "P1").code == 0
    told = tell(
        "compare",
        lean,
        "-p",
        "county_target_bonus",
        "--against",
        "county_average=7001",
        "--out",
        tmp_path / "changes",
    )
    assert told.code == 0, told.both


def test_with_formulas_only_those_are_a_workbook(county, tmp_path, pay, tell):
    assert pay(county.csv(tmp_path / "in"), "--no-workbook", "--formulas").code == 0
    assert [path.name for path in (tmp_path / "out").glob("*.xlsx")] == ["formulas.xlsx"]
    assert tell("verify", tmp_path / "out").code == 0


def test_it_replaces_a_run_with_one_and_is_replaced_by_one(lean, tmp_path, pay):
    assert pay(tmp_path / "in", "--force").code == 0
    assert (lean / "payout.xlsx").exists()
    assert pay(tmp_path / "in", "--force", "--no-workbook").code == 0
    assert not (lean / "payout.xlsx").exists()


def test_from_python(county, tmp_path):
    batch = payout.compute(payout.load("county_target_bonus"), county.csv(tmp_path / "in"))
    out = payout.publish(batch, tmp_path / "out", workbook=False)
    assert not (out / "payout.xlsx").exists()
    assert payout.reopen(out).totals == batch.totals


@pytest.mark.parametrize(("more", "said"), [((), True), (("--no-workbook",), False)])
def test_a_list_on_several_sheets_is_said_aloud(county, tmp_path, pay, monkeypatch, more, said):
    monkeypatch.setattr("payout.outputs.split_lists", lambda _: [Text("“人员”分列", "people in parts")])
    source = county.csv(tmp_path / "in")
    assert ("people in parts" in pay(source, "--lang", "en", *more).err) is said
    told = json.loads(pay(source, "--force", "--json", *more).out)
    assert told["on_several_sheets"] == (["“人员”分列"] if said else [])
