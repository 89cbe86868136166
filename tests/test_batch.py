"""A batch by itself: the same bytes whatever the order and the place, and never half a result."""

import csv
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pytest

ROOT = Path(__file__).parents[1]
FIXTURES = ROOT / "fixtures" / "county_target_bonus"
SEED = 20121231
PLACES = (
    {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C", "LANG": "C"},
    {"PYTHONHASHSEED": "4242", "TZ": "Asia/Shanghai", "LC_ALL": "C.UTF-8", "LANG": "zh_CN.UTF-8"},
    {"PYTHONHASHSEED": "77", "TZ": "America/St_Johns", "LC_ALL": "POSIX", "LANG": "tr_TR.UTF-8"},
)


def command(source, out):
    return [sys.executable, "-m", "payout.cli", "run", source, "-p", "county_target_bonus", "-o", out]


def run(source, out, place):
    subprocess.run(
        command(source, out), check=True, capture_output=True, cwd=ROOT, env={**os.environ, **place}
    )
    return {
        path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.name != "provenance.json"
    }


def shuffled_folder(folder, dice):
    folder.mkdir()
    for path in (FIXTURES / "csv").glob("*.csv"):
        header, *rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
        dice.shuffle(rows)
        with (folder / path.name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *rows])
    return folder


def shuffled_book(path, dice):
    book = openpyxl.load_workbook(FIXTURES / "county.xlsx")
    for sheet in book:
        _, *rows = list(sheet.iter_rows(values_only=True))
        rows = [row for row in rows if any(cell is not None for cell in row)]
        dice.shuffle(rows)
        for r, row in enumerate(rows, start=2):
            for c, value in enumerate(row, start=1):
                sheet.cell(r, c).value = value
    book.move_sheet(book.sheetnames[0], len(book.sheetnames) - 1)
    book.save(path)
    return path


def test_order_files_place_and_hash_seed_change_no_byte(tmp_path):
    dice = random.Random(SEED)
    sources = (
        FIXTURES / "county.xlsx",
        shuffled_folder(tmp_path / "elsewhere", dice),
        shuffled_book(tmp_path / "renamed.xlsx", dice),
    )
    first, *others = [
        run(source, tmp_path / f"out{n}", place)
        for n, (source, place) in enumerate(zip(sources, PLACES, strict=True))
    ]
    assert {"manifest.json", "people.csv", "payout.xlsx", "evidence/tables/people.parquet"} <= set(first)
    for other in others:
        assert other == first
    tables = json.loads((tmp_path / "out0" / "manifest.json").read_bytes())["tables"]
    assert set(tables) > {"units", "people", "spells"}


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_killed_run_leaves_nothing_that_looks_done(tmp_path):
    seed = int(os.environ.get("PAYOUT_KILL_SEED", "0")) or random.SystemRandom().randrange(1, 10**9)
    print(f"PAYOUT_KILL_SEED={seed}")  # noqa: T201 - shown where the test fails, to run it again
    dice, out = random.Random(seed), tmp_path / "out"
    killed = 0
    for _ in range(6):
        process = subprocess.Popen(
            command(FIXTURES / "csv", out), cwd=ROOT, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )
        time.sleep(dice.uniform(0.5, 3.0))
        process.kill()
        killed += process.wait() == -signal.SIGKILL
        if out.exists():
            manifest = json.loads((out / "manifest.json").read_bytes())
            assert all(
                (out / name).stat().st_size == file["size"] for name, file in manifest["files"].items()
            )
            out.rename(tmp_path / f"whole{dice.random()}")
    run(FIXTURES / "csv", out, {})
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".out.payout-tmp-")]


HELD = """
import signal
import sys
import time
from {module} import {place}
from payout.cli import main

def held(*_):
    print("held", flush=True)
    while True:
        time.sleep(0.05)  # not one wait: an interrupt just before it would not end it

signal.signal(signal.SIGINT, signal.default_int_handler)  # also where the tests run in the background
{where} = held
main(sys.argv[1:])
"""
MOMENTS = {
    "reading, in a process of its own": ("payout.intake", "source", 'source.READERS[".csv"]'),
    "all but the seal is written": ("payout.archive", "publish", "publish.seal"),
}


def held(tmp_path, module, place, where):
    """A run that says that it is at a moment, and goes no further: no clock decides what is interrupted."""
    code = HELD.format(module=module, place=place, where=where)
    arguments = command(FIXTURES / "csv", tmp_path / "out")[3:]
    process = subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "held\n"
    return process


ENDS = {"Ctrl-C": (signal.SIGINT, 130), "a stop": (signal.SIGTERM, 143)}


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize(("sent", "code"), ENDS.values(), ids=ENDS)
@pytest.mark.parametrize(("module", "place", "where"), MOMENTS.values(), ids=MOMENTS)
def test_an_interrupt_ends_with_its_code_and_nothing(tmp_path, module, place, where, sent, code):
    """The signal goes to the program alone: what it started ends by it."""
    process = held(tmp_path, module, place, where)
    process.send_signal(sent)
    _, told = process.communicate(timeout=60)  # until nobody holds its output: what it started ends with it
    assert process.returncode == code, told
    assert "未写出任何文件" in told
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere no process of its own reads")
def test_what_reads_ends_with_a_program_that_is_killed(tmp_path):
    process = held(tmp_path, *MOMENTS["reading, in a process of its own"])
    process.kill()
    process.communicate(timeout=60)  # until nobody holds its output
    assert process.returncode == -signal.SIGKILL
