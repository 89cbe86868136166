"""The fixtures of every scheme as plain rows, cut short, to be changed in one place and written in any format."""

import csv
import functools
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from payout.intake import read
from payout.rules.compiled.compiled import compiled
from payout.rules.compiled.distinctions import distinctions
from payout.rules.policy.loading import load_policy
from tests.intake.builders import write_csv

ROOT = Path(__file__).parents[2]
SCHEMES = sorted(path.parent.name for path in ROOT.glob("policies/*/policy.toml"))
FORMATS = ("workbook", "csv", "parquet")
MOST_ROWS = 12  # of a table: references beyond them are findings that no test here asks about


@dataclass(frozen=True)
class Scheme:
    """A policy's tables, what it tells rows apart by, and rows of its fixture by table (the header first)."""

    tables: tuple
    by: object
    rows: dict

    def changed(self, change):
        """The rows with a change made to each table: `change(table, rows)` gives the new ones."""
        return {
            table.name: change(table, [list(row) for row in self.rows[table.name]]) for table in self.tables
        }

    def read(self, path):
        return read(path, self.tables, self.by)


@functools.cache
def scheme(name):
    policy = load_policy(ROOT / "policies" / name)
    rows = {
        table.name: _rows(ROOT / "fixtures" / name / "csv" / f"{table.name}.csv", table)
        for table in policy.tables
    }
    return Scheme(tuple(policy.tables), distinctions(compiled(policy)), rows)


def _rows(path, table):
    """Every declared column, in order, of the first rows; a table that the fixture lacks has a row made of its kinds."""
    names = [column.name for column in table.columns]
    if not path.exists():
        return [names]
    with path.open(encoding="utf-8-sig", newline="") as stream:
        known = {column.zh: column.name for column in table.columns}
        found = [
            {known.get(head, head): cell for head, cell in row.items()} for row in csv.DictReader(stream)
        ]
    return [names, *([row.get(name) or "" for name in names] for row in found[:MOST_ROWS])]


def write(path, tables, rows, kind, cells=()):
    """Write rows as one of the formats; `cells` by (table, row, column) are numbers with a format, in a workbook."""
    path.mkdir(parents=True, exist_ok=True)
    if kind == "csv":
        for name, table in rows.items():
            write_csv(path / f"{name}.csv", table)
        return path
    if kind == "parquet":
        for name, (header, *below) in rows.items():
            columns = zip(*below, strict=True) if below else [()] * len(header)
            arrays = [pa.array([cell or None for cell in column], pa.string()) for column in columns]
            pq.write_table(pa.table(arrays, names=header), path / f"{name}.parquet")
        return path
    return _workbook(path / "book.xlsx", tables, rows, dict(cells))


def _workbook(path, tables, rows, cells):
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        for table in tables:
            sheet = book.add_worksheet(table.zh)
            for r, row in enumerate(rows[table.name]):
                for c, cell in enumerate(row):
                    if (table.name, r, c) in cells:
                        value, code = cells[table.name, r, c]
                        sheet.write_number(r, c, value, book.add_format({"num_format": code}))
                    elif cell != "":
                        sheet.write_string(r, c, cell)
    return path


def place_of(kind, table, row, column):
    """Where a finding must point: the cell of a sheet, or the row and header of a file."""
    index = [one.name for one in table.columns].index(column)
    return f"{chr(65 + index)}{row}" if kind == "workbook" else f"row {row} {column}"
