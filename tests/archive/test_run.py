"""A whole output directory: what is in it, that it does not vary, and that nothing is half there."""

import dataclasses
import hashlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
import xlsxwriter

import payout
from payout.archive import OutputExists, write_run
from payout.outputs import CellTooLong
from payout.text import Text
from tests.outputs.sample import county, people, strings

ROOT = Path(payout.__file__).parents[1]
FILES = {
    "manifest.json",
    "payout.xlsx",
    "people.csv",
    "people.parquet",
    "provenance.json",
    "report.html",
    "units.csv",
    "units.parquet",
}
WRITE = """
import pathlib, sys
from payout.archive import write_run
from tests.outputs.sample import county
write_run(county(), pathlib.Path(sys.argv[1]), lang="zh")
"""


def digests(folder):
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir()}


def test_what_a_run_leaves(result, tmp_path):
    stages = []
    out = write_run(result, tmp_path / "out", lang="zh", progress=stages.append)
    assert {path.name for path in out.iterdir()} == FILES
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert all(isinstance(stage, Text) for stage in stages)
    assert len(stages) == 8  # two tables, three sheets, saving, the report, sealing


def test_manifest(result, tmp_path):
    out = write_run(result, tmp_path / "out", lang="zh")
    text = (out / "manifest.json").read_text(encoding="utf-8")
    manifest = json.loads(text)
    assert manifest["files"]["people.csv"]["sha256"] == digests(out)["people.csv"]
    assert set(manifest["files"]) == FILES - {"manifest.json", "provenance.json"}
    assert manifest["totals"] == {"people": {"column": "payable", "measure": "yuan", "total": "58113.90"}}
    assert manifest["choices"]["mean_weight"]["value"] == "headcount"
    assert manifest["rows"] == {"person": 7, "unit": 3}
    assert manifest["findings"] == {"error": {}, "warning": {"W311": 1}}
    assert str(tmp_path) not in text
    assert "roster.xlsx" not in text
    assert list(manifest) == sorted(manifest)


def test_provenance_names_files_without_their_folders(result, tmp_path):
    out = write_run(result, tmp_path / "out", lang="zh")
    provenance = json.loads((out / "provenance.json").read_text(encoding="utf-8"))
    assert provenance["sources"] == [{"name": "roster.xlsx", "sha256": "00" * 32, "size": 12345}]
    assert provenance["manifest_sha256"] == digests(out)["manifest.json"]


def test_evidence_is_sealed_with_the_rest(result, tmp_path):
    def evidence(folder):
        (folder / "why.html").write_text("<p>why</p>", encoding="utf-8")

    out = write_run(result, tmp_path / "out", lang="zh", evidence=evidence)
    assert "why.html" in json.loads((out / "manifest.json").read_text(encoding="utf-8"))["files"]
    assert (out / "why.html").stat().st_mode & 0o777 == 0o600
    write_run(result, out, lang="zh", force=True)
    assert not (out / "why.html").exists()


def test_same_bytes_whatever_the_surroundings(tmp_path):
    surroundings = (
        {"PYTHONHASHSEED": "1", "LC_ALL": "C", "TZ": "UTC"},
        {"PYTHONHASHSEED": "42", "LC_ALL": "zh_CN.UTF-8", "TZ": "Asia/Shanghai"},
    )
    for name, more in zip("ab", surroundings, strict=True):
        command = [sys.executable, "-c", WRITE, str(tmp_path / name)]
        subprocess.run(command, check=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT), **more})
    one, other = digests(tmp_path / "a"), digests(tmp_path / "b")
    assert {name for name in one if one[name] != other[name]} <= {"provenance.json"}


def test_rows_in_another_order_give_the_same_workbook(tmp_path):
    frame = people()
    back = frame.table.iloc[::-1].reset_index(drop=True)
    turned = dataclasses.replace(frame, table=back, links={"unit": frame.links["unit"][::-1].copy()})
    for name, batch in (("a", county()), ("b", county(people_frame=turned))):
        write_run(batch, tmp_path / name, lang="zh")
    assert (tmp_path / "a/payout.xlsx").read_bytes() == (tmp_path / "b/payout.xlsx").read_bytes()
    assert (tmp_path / "a/report.html").read_bytes() == (tmp_path / "b/report.html").read_bytes()
    assert (tmp_path / "a/manifest.json").read_bytes() == (tmp_path / "b/manifest.json").read_bytes()


def test_existing_output_is_kept(result, tmp_path):
    out = write_run(result, tmp_path / "out", lang="zh")
    before = digests(out)
    with pytest.raises(OutputExists) as caught:
        write_run(result, out, lang="zh")
    assert "已存在" in caught.value.problem("zh")
    assert "--force" in caught.value.fix("zh")
    assert digests(out) == before


@pytest.mark.parametrize("where", ["evidence", "workbook"])
def test_a_full_disk_harms_nothing(result, tmp_path, monkeypatch, where):
    out = write_run(result, tmp_path / "out", lang="zh")
    before = digests(out)

    def full(*_anything):
        raise OSError(28, "No space left on device")

    if where == "workbook":
        monkeypatch.setattr(xlsxwriter.Workbook, "close", full)
    with pytest.raises(OSError, match="No space left"):
        write_run(result, out, lang="zh", force=True, evidence=full)
    assert digests(out) == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_text_too_long_for_a_cell_stops_the_run(tmp_path):
    frame = people()
    frame.table["name"] = strings(["长" * 32_768, *["x"] * 6])
    with pytest.raises(CellTooLong, match=r"人员发放表!C\d+.*32,768 characters"):
        write_run(county(people_frame=frame), tmp_path / "out", lang="zh")
    assert not (tmp_path / "out").exists()


def test_a_run_may_do_without_its_workbook(result, tmp_path):
    stages = []
    out = write_run(result, tmp_path / "out", lang="zh", workbook=False, progress=stages.append)
    assert {path.name for path in out.iterdir()} == FILES - {"payout.xlsx"}
    assert len(stages) == 4  # two tables, the report, sealing
    assert json.loads((out / "manifest.json").read_text(encoding="utf-8"))["workbook"] is False
    whole = write_run(result, tmp_path / "whole", lang="zh")
    assert json.loads((whole / "manifest.json").read_text(encoding="utf-8"))["workbook"] is True
    same = FILES - {"payout.xlsx", "manifest.json", "provenance.json"}
    assert all((out / name).read_bytes() == (whole / name).read_bytes() for name in same)


def test_a_text_too_long_for_a_cell_does_not_stop_a_run_without_cells(tmp_path):
    frame = people()
    frame.table["name"] = strings(["长" * 32_768, *["x"] * 6])
    write_run(county(people_frame=frame), tmp_path / "out", lang="zh", workbook=False)


@pytest.mark.parametrize("fails", ["evidence", "beside"])
def test_what_cannot_write_its_files_ends_the_run_and_nothing_is_there(fails, result, tmp_path):
    """Also where it writes in another thread, and while the other still writes."""

    def full(_):
        raise OSError(28, "No space left on device")

    def slow(folder):
        time.sleep(0.2)
        (folder / "more.txt").write_text("late")

    with pytest.raises(OSError, match="No space left"):
        write_run(result, tmp_path / "out", **{"evidence": slow, "beside": slow, fails: full})
    assert list(tmp_path.iterdir()) == []


def test_an_interrupt_waits_for_what_another_thread_writes(result, tmp_path):
    written = []

    def slow(folder):
        time.sleep(0.2)
        (folder / "more.txt").write_text("late")
        written.append(True)

    def interrupted(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_run(result, tmp_path / "out", evidence=slow, beside=interrupted)
    assert written
    assert list(tmp_path.iterdir()) == []
