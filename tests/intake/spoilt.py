"""The fixtures of all schemes, as folders, workbooks and frames that a test spoils: what the intake tests try everywhere."""

import csv
import shutil
import zipfile
from functools import cache
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from payout.intake import Frames
from payout.rules.policy.loading import load_policy

ROOT = Path(__file__).parents[2]
SCHEMES = sorted(path.parent.name for path in ROOT.glob("policies/*/policy.toml"))
FORMATS = ("csv", "parquet", "frames")


@cache
def policy_of(scheme):
    return load_policy(ROOT / "policies" / scheme)


def book_of(scheme):
    return next((ROOT / "fixtures" / scheme).glob("*.xlsx"))


def with_sheet_renamed(scheme, old, new, path):
    """The fixture's workbook with another name of a sheet; nothing where it has no such sheet."""
    before, after = f'name="{old}"'.encode(), f'name="{new}"'.encode()
    with zipfile.ZipFile(book_of(scheme)) as book, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        if before not in book.read("xl/workbook.xml"):
            return None
        for name in book.namelist():
            data = book.read(name)
            out.writestr(name, data.replace(before, after) if name == "xl/workbook.xml" else data)
    return path


def rows_of(scheme):
    """The rows of each table of a fixture, header first, as texts."""
    found = {}
    for path in sorted((ROOT / "fixtures" / scheme / "csv").glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            found[path.stem] = list(csv.reader(file))
    return found


def written(tables, folder, form="csv"):
    """Write tables of texts as a folder of CSV or Parquet files, or give them as frames."""
    if form == "frames":
        return Frames({name: _frame(rows) for name, rows in tables.items()})
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, rows in tables.items():
        if form == "csv":
            with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows(rows)
        else:
            frame = _frame(rows)
            columns = [pa.array(frame.iloc[:, place], pa.string()) for place in range(frame.shape[1])]
            pq.write_table(
                pa.Table.from_arrays(columns, [str(c) for c in frame.columns]), folder / f"{name}.parquet"
            )
    return folder


def _frame(rows):
    body = [[cell or None for cell in row] for row in rows[1:]]
    return pd.DataFrame(body, columns=rows[0], dtype=object)


def errors(findings):
    return [finding for finding in findings if finding.severity == "error"]
