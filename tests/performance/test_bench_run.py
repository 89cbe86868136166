"""A whole run of a large county, beside what only reads and writes the same files or cells in the same session.

`PAYOUT_BENCH_PEOPLE=1000000 pytest tests/performance/test_bench_run.py --benchmark-only` gives the figures of docs/measurements.md;
wall and processor seconds of each stand in its extra info. No time is asserted.
"""

import os
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from payout.archive import Changes
from payout.batch import compute, publish
from payout.outputs import write_workbook
from payout.outputs.workbook.plan import plan_view
from payout.rules.policy.loading import load_policy

ROOT = Path(__file__).parents[2]
PEOPLE = int(os.environ.get("PAYOUT_BENCH_PEOPLE", "5000"))
ROUNDS = {"rounds": 3 if PEOPLE < 500_000 else 1, "iterations": 1, "warmup_rounds": 0}
NUMBER = "0.00"


@pytest.fixture(scope="module")
def policy():
    return load_policy(ROOT / "policies" / "county_target_bonus")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("large") / "county"
    script = ROOT / "scripts" / "make_large_county.py"
    subprocess.run([sys.executable, script, "--people", str(PEOPLE), out], check=True, capture_output=True)
    return out


@pytest.fixture(scope="module")
def batch(folder, policy):
    return compute(folder, policy).looked


@pytest.fixture(scope="module")
def done(batch, tmp_path_factory):
    """A run that was written, whose tables the reference writes again."""
    return publish(batch, tmp_path_factory.mktemp("done") / "out", Changes(), workbook=False)


def spent():
    """Processor seconds until now: of all threads, and of the processes that read files and have ended."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime


def timed(benchmark, what, *arguments):
    """Time a call; its processor seconds stand beside."""
    seconds = []

    def measured():
        began = spent()
        what(*arguments)
        seconds.append(spent() - began)

    benchmark.pedantic(measured, **ROUNDS)
    benchmark.extra_info["processor seconds"] = round(min(seconds), 3)


def whole_run(folder, policy, out):
    shutil.rmtree(out, ignore_errors=True)
    publish(compute(folder, policy).looked, out, Changes(), workbook=False)


def only_files(folder, tables, out):
    """Read the same inputs; write the same tables twice, as CSV and Parquet, and the inputs again as evidence."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    inputs = {path.stem: pq.read_table(path) for path in sorted(folder.glob("*.parquet"))}
    for name, table in tables.items():
        pa_csv.write_csv(table, out / f"{name}.csv")
        pq.write_table(table, out / f"{name}.parquet", compression="zstd")
    for name, table in inputs.items():
        pq.write_table(table, out / f"in-{name}.parquet")


@pytest.mark.benchmark(group="run without its workbook")
def test_run(benchmark, folder, policy, tmp_path):
    timed(benchmark, whole_run, folder, policy, tmp_path / "out")


@pytest.mark.benchmark(group="run without its workbook")
def test_writing(benchmark, batch, tmp_path):
    def write():
        publish(batch, tmp_path / "out", Changes(), workbook=False, force=True)

    timed(benchmark, write)


@pytest.mark.benchmark(group="run without its workbook")
def test_reference_reading_and_writing(benchmark, folder, done, tmp_path):
    tables = {path.stem: pq.read_table(path) for path in sorted(done.glob("*.parquet"))}
    timed(benchmark, only_files, folder, tables, tmp_path / "out")


@pytest.mark.benchmark(group="workbook")
def test_workbook(benchmark, batch, tmp_path):
    def write():
        write_workbook(batch.result, tmp_path / "payout.xlsx", lang="zh")

    timed(benchmark, write)


@pytest.mark.benchmark(group="workbook")
def test_reference_bare_writer(benchmark, batch, tmp_path):
    """The rows of the views alone, ready as Python's numbers and texts; no cover, subtotals, registers and quotas."""
    sheets = []
    for view in batch.result.sheets:
        columns = plan_view(batch.result, view, "zh").columns
        sheets.append([ready(cells) for cells in columns])
    timed(benchmark, bare, sheets, tmp_path / "bare.xlsx")


def ready(cells):
    return [float(value) if cells.number and value is not None else value for value in cells.each]


def bare(sheets, path):
    book = xlsxwriter.Workbook(path, {"constant_memory": True, "tmpdir": str(path.parent)})
    text, number, day = (
        book.add_format({"border": 1, "num_format": kind}) for kind in ("@", NUMBER, "yyyy-mm-dd")
    )
    for columns in sheets:
        sheet = book.add_worksheet()
        for row, values in enumerate(zip(*columns, strict=True)):
            sheet.write_number(row, 0, row + 1, number)
            for column, value in enumerate(values, start=1):
                if value is None:
                    sheet.write_blank(row, column, None, text)
                elif isinstance(value, float):
                    sheet.write_number(row, column, value, number)
                elif isinstance(value, str):
                    sheet.write_string(row, column, value, text)
                else:
                    sheet.write_datetime(row, column, value, day)
    book.close()
