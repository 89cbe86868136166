"""What comes from outside takes no more memory and time than it may, and what would is told as a finding."""

import hashlib
import os
import signal
import sys
import time
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from payout.findings import errors
from payout.intake import SourceChanged, apart, read, source, write_marked_copy
from payout.intake.apart import Allowance, Exceeded
from payout.intake.package import LIMITS
from payout.rules import LanguageError
from payout.rules.policy.overlays import Overlay
from tests.intake import builders as b
from tests.performance.hostile import INPUTS, cost

HEAVY = ("100 MB", "200,000 cells")  # to make or to mark: by hand alone
PEOPLE = b.rows_of(["person_id", "unit_id"], ["1", "U1"])
ROOMY = Allowance(1 << 30, 60, 60)
LINUX = sys.platform.startswith("linux")
needs_fork = pytest.mark.skipif(not LINUX, reason="elsewhere there is no such process")


@needs_fork
@pytest.mark.parametrize(
    "one", [one for one in INPUTS if not any(word in one.what for word in HEAVY)], ids=lambda one: one.what
)
def test_a_small_input_that_stands_for_much_costs_little(one):
    _, codes, _, memory = cost(one)
    assert one.code in codes or not one.code
    assert "E135" not in codes  # nor more time than a reading may take
    assert memory < 600


def test_the_longest_cell_is_read(tmp_path):
    intake = read(
        b.workbook(tmp_path, b.rows_of(["person_id", "unit_id", "name"], ["1", "U1", "x" * 32_767])), b.TABLES
    )
    assert not errors(intake.findings)
    assert len(intake.tables["people"].frame["name"][0]) == LIMITS.cell_text


def test_a_dictionary_of_ordinary_words_is_read(tmp_path):
    """What every writer makes of columns with few words."""
    path = b.folder(tmp_path, None)
    words = pa.array(["U1", "U2"] * 100_000)
    keys = pa.array([str(n) for n in range(200_000)])
    pq.write_table(pa.table({"person_id": keys, "unit_id": words}), path / "people.parquet")
    intake = read(path, b.TABLES)
    assert not errors(intake.findings)
    assert len(intake.tables["people"].frame) == 200_000


@needs_fork
def test_a_pipe_in_the_folder_is_not_waited_for(tmp_path):
    path = b.folder(tmp_path, PEOPLE)
    os.mkfifo(path / "notes.csv")
    os.mkfifo(path / "spells.csv")
    found = {(one.code, one.place.file) for one in read(path, b.TABLES).findings}
    assert found == {("W102", "notes.csv"), ("E131", "spells.csv")}


def test_many_of_one_kind_are_counted(tmp_path):
    path = b.folder(tmp_path, PEOPLE)
    (path / "people.csv").write_text("person_id,unit_id\n" + "1,U1,x\n" * 1000)
    found = [one for one in read(path, b.TABLES).findings if one.code == "E120"]
    assert len(found) == 201
    assert found[0].place.row == 0 or found[-1].place.row == 0
    assert any("800 more of the same kind, 1,000 in all" in one.line("en") for one in found)


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="there is none")  # noqa: PTH110 - a device
def test_an_overlay_without_end_is_refused():
    with pytest.raises(LanguageError, match="larger than 1 MB"):
        Overlay.read(Path("/dev/zero"))


# ---- the process that reads -----------------------------------------------------------------------------


def test_what_the_work_gives_and_raises_comes_back():
    assert apart.apart(lambda: {"a": pa.array([1])}, ROOMY) == {"a": pa.array([1])}
    with pytest.raises(FileNotFoundError, match="nowhere"):
        apart.apart(lambda: open("/nowhere"), ROOMY)  # noqa: PTH123, SIM115 - it is not opened
    with pytest.raises(ZeroDivisionError) as raised:
        apart.apart(lambda: 1 // 0, ROOMY)
    if LINUX:
        assert "test_bounds_of_reading.py" in raised.value.__notes__[0]


@needs_fork
@pytest.mark.parametrize(
    ("work", "allowance", "why"),
    [
        (lambda: bytearray(2 << 30), Allowance(256 << 20, 60, 60), "256 MB of memory"),
        (lambda: pa.repeat("x" * 1000, 2_000_000), Allowance(256 << 20, 60, 60), "256 MB of memory"),
        (lambda: all(iter(lambda: 1, 0)), Allowance(1 << 30, 1, 60), "more than 1 seconds"),
        (lambda: time.sleep(60), Allowance(1 << 30, 60, 1), "more than 1 seconds"),
        (lambda: os.kill(os.getpid(), signal.SIGSEGV), ROOMY, "SIGSEGV"),
        (os.abort, ROOMY, "SIGABRT"),
    ],
    ids=["memory", "memory of Arrow", "time", "standing still", "a crash", "an abort"],
)
def test_work_that_takes_more_than_it_may_is_ended(work, allowance, why):
    with pytest.raises(Exceeded, match=why):
        apart.apart(work, allowance)


@needs_fork
def test_a_file_that_takes_more_than_it_may_is_a_finding(tmp_path, monkeypatch):
    monkeypatch.setattr(source, "_files", lambda *_: bytearray(2 << 30))
    monkeypatch.setattr(Allowance, "for_file", lambda _: Allowance(256 << 20, 60, 60))
    intake = read(b.workbook(tmp_path, PEOPLE), b.TABLES)
    assert [(one.code, one.place.file) for one in intake.findings] == [("E135", "book.xlsx")]
    assert intake.stopped
    for lang in ("zh", "en"):
        assert "256 MB" in intake.findings[0].line(lang)


@needs_fork
def test_without_such_a_process_it_is_read_here(tmp_path, monkeypatch):
    path = b.workbook(tmp_path, PEOPLE)
    with_it = read(path, b.TABLES)
    monkeypatch.delattr(os, "fork")
    assert read(path, b.TABLES).findings == with_it.findings == ()


@needs_fork
def test_a_marked_copy_that_takes_more_than_it_may_is_the_listing_alone(tmp_path, monkeypatch):
    path, out = b.workbook(tmp_path, PEOPLE), tmp_path / "marked.xlsx"
    monkeypatch.setattr(openpyxl, "load_workbook", lambda *_, **__: bytearray(2 << 30))
    monkeypatch.setattr(Allowance, "for_file", lambda _: Allowance(256 << 20, 60, 60))
    write_marked_copy(path, out, ())
    monkeypatch.undo()
    assert openpyxl.load_workbook(out).sheetnames == ["x_findings"]


def test_a_file_that_changed_since_it_was_checked_is_not_marked(tmp_path):
    path, out = b.workbook(tmp_path, PEOPLE), tmp_path / "marked.xlsx"
    intake = read(path, b.TABLES)
    assert intake.files[0].sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    write_marked_copy(path, out, intake.findings, files=intake.files)
    out.unlink()
    b.workbook(tmp_path, b.rows_of(["person_id", "unit_id"], ["2", "U1"]))
    with pytest.raises(SourceChanged, match=r"book\.xlsx"):
        write_marked_copy(path, out, intake.findings, files=intake.files)
    assert not out.exists()
