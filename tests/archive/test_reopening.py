"""A published run is opened again only where its files and its results are what they were."""

import dataclasses
import errno
import hashlib
import json
from pathlib import Path

import pytest

from payout.archive import RunChanged, check_free, intact, require_result, require_tables, write_run
from payout.archive.manifest import file_digests


@pytest.fixture
def out(result, tmp_path):
    return write_run(result, tmp_path / "out", lang="zh")


def test_what_nobody_touched_is_intact(result, out):
    record = intact(out)
    require_result(result, record)
    assert record.manifest["rows"] == {"person": 7, "unit": 3}


@pytest.mark.parametrize("name", ["people.csv", "payout.xlsx", "report.html", "manifest.json"])
def test_a_file_that_was_changed_is_named(out, name):
    path = out / name
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(RunChanged, match=name):
        intact(out)


@pytest.mark.parametrize("name", ["manifest.json", "provenance.json"])
def test_without_its_record_a_directory_is_no_run(out, name):
    (out / name).unlink()
    with pytest.raises(RunChanged, match="is not the directory of a run"):
        intact(out)


def test_other_tables_are_another_run(result, out):
    other = dataclasses.replace(result, table_digests={"units": "33" * 32})
    with pytest.raises(RunChanged, match="tables"):
        require_result(other, intact(out))


@pytest.mark.parametrize("ask", [intact, lambda out: check_free(out, force=True)], ids=["explain", "--force"])
def test_a_disk_that_refuses_is_told_as_that(out, ask, monkeypatch):
    """Nothing is known of a record that cannot be read: it is neither changed nor a stranger's."""

    def refused(path):
        raise OSError(errno.EIO, "Input/output error", str(path))

    monkeypatch.setattr(Path, "read_bytes", refused)
    with pytest.raises(OSError, match="Input/output error"):
        ask(out)


def sealed_again(out):
    """As somebody does who knows how a run is sealed."""
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    manifest["files"] = file_digests(out)
    (out / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    provenance = json.loads((out / "provenance.json").read_text(encoding="utf-8"))
    provenance["manifest_sha256"] = hashlib.sha256((out / "manifest.json").read_bytes()).hexdigest()
    (out / "provenance.json").write_text(json.dumps(provenance), encoding="utf-8")
    return intact(out)


def test_a_report_that_says_otherwise_is_found_even_where_it_was_sealed_again(result, out):
    require_tables(result, out, sealed_again(out), workbook=True)
    report = out / "report.html"
    report.write_text(report.read_text(encoding="utf-8").replace("58,113.90", "58,113.91"), encoding="utf-8")
    with pytest.raises(RunChanged, match=r"report\.html"):
        require_tables(result, out, sealed_again(out), workbook=True)


def test_a_run_that_was_made_without_a_report_needs_none(result, out):
    (out / "report.html").unlink()
    require_tables(result, out, sealed_again(out), workbook=True)


@pytest.mark.parametrize("workbook", [True, False])
def test_a_run_is_held_against_what_it_was_asked_for(result, tmp_path, workbook):
    out = write_run(result, tmp_path / "out", lang="zh", workbook=workbook)
    record = intact(out)
    assert record.has_workbook is workbook
    require_result(result, record)
    require_tables(result, out, record, workbook=True)


def test_a_workbook_beside_a_run_without_one_is_a_strangers(result, tmp_path):
    out = write_run(result, tmp_path / "out", lang="zh", workbook=False)
    (out / "payout.xlsx").write_bytes(b"PK")
    with pytest.raises(RunChanged, match=r"payout\.xlsx"):
        intact(out)
