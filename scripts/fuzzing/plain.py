"""A second, plain reader of what a mutant's files hold: `csv`, openpyxl and pyarrow, with none of the engine's intake.

It takes what is there to be valid; what it makes of the rest does not matter, for the engine has to refuse that.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import openpyxl
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from payout.rules.policy.tables import Column, Table

Row = dict[str, str]
Tables = dict[str, list[Row]]
FLAGS = {"是": "yes", "否": "no"}


def tables_of(source: Path, declared: Sequence[Table]) -> Tables:
    """Every declared table of a workbook or a folder, as rows of texts by English header; one that is not there is empty."""
    grids = _workbook(source) if source.is_file() else _folder(source)
    grids = {_plain(name): grid for name, grid in grids.items()}
    read = {
        table.name: _rows(table, grids.get(_plain(table.name)) or grids.get(_plain(table.zh)) or [])
        for table in declared
    }
    return _one_key_each(declared, read)


def _folder(source: Path) -> dict[str, list[list[Any]]]:
    return {
        path.stem: _parquet(path) if path.suffix == ".parquet" else _csv(path) for path in source.iterdir()
    }


def _csv(path: Path) -> list[list[Any]]:
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("gb18030")
    return [list(row) for row in csv.reader(io.StringIO(text, newline="")) if row != ["sep=,"]]


def _parquet(path: Path) -> list[list[Any]]:
    found = pq.read_table(path)
    return [found.column_names, *([row[name] for name in found.column_names] for row in found.to_pylist())]


def _workbook(source: Path) -> dict[str, list[list[Any]]]:
    book = openpyxl.load_workbook(source, data_only=True)
    return {
        sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book.worksheets
    }


def _rows(table: Table, grid: list[list[Any]]) -> list[Row]:
    if not grid:
        return []
    known = {_plain(word): column for column in table.columns for word in (column.name, column.zh)}
    columns = [known.get(_plain(_text(head))) for head in grid[0]]
    blank = dict.fromkeys((column.name for column in table.columns), "")
    return [
        blank
        | {one.name: _cell(one, value) for one, value in zip(columns, line, strict=False) if one is not None}
        for line in grid[1:]
        if any(_text(value) for value in line)
    ]


def _cell(column: Column, value: object) -> str:
    text = _text(value)
    if column.kind == "flag":
        return FLAGS.get(text, text.lower())
    if column.kind == "enumeration":
        return {zh: name for name, zh in column.options.items()}.get(text, text)
    if column.kind in ("identifier", "reference"):
        return unicodedata.normalize("NFKC", text).strip()
    return text


def _text(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case datetime() if not value.hour:
            return value.date().isoformat()
        case date():
            return value.isoformat()
        case float() | Decimal():
            return _number(Decimal(str(value)))
        case _:
            return "" if value is None else str(value).strip()


def _number(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _plain(text: str) -> str:
    """As texts that group are compared: without width, case and blanks."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _one_key_each(declared: Iterable[Table], read: Tables) -> Tables:
    """References as the keys that they mean, texts that group in one spelling."""
    keys = {
        table.level: {_plain(row[table.key]): row[table.key] for row in read[table.name]}
        for table in declared
        if table.key
    }
    for table in declared:
        for row in read[table.name]:
            for column in table.columns:
                if column.kind == "reference":
                    row[column.name] = keys.get(column.level, {}).get(
                        _plain(row[column.name]), row[column.name]
                    )
                elif column.kind == "text" and table.name != "decisions":
                    row[column.name] = _plain(row[column.name])
    return read
