"""Mutants of a scheme's tables: of cells and rows, of the bytes of a CSV, the parts of a workbook, a Parquet file, an overlay.

Each is drawn from a random source of its own, so that one of many thousands can be made again alone.
"""

from __future__ import annotations

import importlib
import re
import zipfile
from collections.abc import Callable
from contextlib import suppress
from copy import deepcopy
from datetime import date
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from scripts.fixtures import book
from scripts.fuzzing.judging import COUNTY, ROOT, Attempt, policy_of
from tests.oracle import random_county

if TYPE_CHECKING:
    from pathlib import Path
    from random import Random

    from scripts.fuzzing.plain import Tables

Mutator = Callable[["Random", str, "Path"], Attempt]
CELLS = ("", " ", "0", "-1", "1", "0.01", "100.005", "1e3", "９５", "95分", "1,000", "是", "no", "2012-02-30", "2013-01-01",
         "2012/7/1",
         "=1+1", "'1", "无", "-", "#N/A", "NaN", "1/3", "99999999999999999999", "U\u200b1", "\ufffe", "\x00", "赵" * 300)  # fmt: skip
BYTES = (
    b",",
    b'"',
    b"\r",
    b"\n",
    b"\x00",
    b"\xef\xbb\xbf",
    b"\xc4\xe3",
    b"\xff",
    b";",
    b"\t",
    b"'",
    b"=",
    b"-",
    b" ",
    b"0",
)
PIECES = (b"<v>8</v>", b"<v/>", b' t="s"', b' t="str"', b' t="b"', b' t="e"', b' s="3"', b"<f>1+1</f>", b"<is><t>1</t></is>",
          b"<!--x-->", b"<!DOCTYPE x [<!ENTITY e 'x'>]>", b"&e;", b"<row r='1'>", b'<mergeCell ref="A1:C9"/>', b"\xe3\x80\x80")  # fmt: skip
LEXEMES = ("0", "-1", "1.5", "99", '"1/3"', '"x"', "true", "[]", "{}", "2012-01-01", "1e999999999", '"' + "9" * 5000 + '"',
           "nan", "inf", '"是"', '""')  # fmt: skip


def tables_for(draw: Random, scheme: str) -> Tables:
    """A small valid batch of a scheme, as its oracle's generator makes it."""
    seed = draw.randrange(10**6)
    if scheme == COUNTY:
        return random_county.make(seed, people=draw.choice([1, 8, 30]), departments=3, townships=1)
    return importlib.import_module(f"tests.oracle.{scheme}").random_tables(seed)


# ---- cells and rows ----------------------------------------------------------------------------------


def cells(draw: Random, scheme: str, folder: Path) -> Attempt:
    """One to three faults of hand: a cell, a row, a column or a table is not what it was."""
    tables = deepcopy(tables_for(draw, scheme))
    told = "; ".join(draw.choice(FAULTS)(draw, tables) for _ in range(draw.choice([1, 1, 1, 2, 3])))
    source = folder / "in"
    if draw.random() < 0.5:
        book.write_csv(tables, source)
        return Attempt(scheme, source, f"CSV: {told}")
    source = folder / "in.xlsx"
    write_workbook(scheme, tables, source)
    return Attempt(scheme, source, f"workbook: {told}")


def _place(draw: Random, tables: Tables) -> tuple[str, int, str]:
    table = draw.choice([name for name, rows in tables.items() if rows])
    row = draw.randrange(len(tables[table]))
    return table, row, draw.choice(list(tables[table][row]))


def _cell(draw: Random, tables: Tables) -> str:
    table, row, column = _place(draw, tables)
    was = tables[table][row][column]
    tables[table][row][column] = now = draw.choice([*CELLS, *(change(draw, was) for change in NEAR)])
    return f"{table}[{row}].{column} {was!r} → {now!r}"


def _near(draw: Random, was: str) -> str:
    at = draw.randrange(len(was) + 1)
    return was[:at] + draw.choice("0123456789.,- OolI") + was[at + draw.choice([0, 1]) :]


NEAR: tuple[Callable[[Random, str], str], ...] = (
    _near,
    lambda _, was: was.swapcase(),
    lambda _, was: f"0{was}",
    lambda _, was: was.replace(".", ""),
    lambda _, was: f" {was}\u3000",
    lambda _, was: was.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)}),
    lambda draw, was: re.sub(r"^20\d\d", draw.choice(["2011", "2013", "2021"]), was),
)


def _swapped(draw: Random, tables: Tables) -> str:
    table, row, column = _place(draw, tables)
    other = draw.randrange(len(tables[table]))
    rows = tables[table]
    rows[row][column], rows[other][column] = rows[other].get(column, ""), rows[row][column]
    return f"{table}: {column} of rows {row} and {other} exchanged"


def _row_twice(draw: Random, tables: Tables) -> str:
    table, row, column = _place(draw, tables)
    again = dict(tables[table][row])
    if draw.random() < 0.5:
        again[column] = draw.choice(NEAR)(draw, again[column])
    tables[table].insert(draw.randrange(len(tables[table]) + 1), again)
    return f"{table}: row {row} twice"


def _row_lost(draw: Random, tables: Tables) -> str:
    table, row, _ = _place(draw, tables)
    del tables[table][row]
    if not any(tables.values()):
        tables[table] = [{"x": ""}]
    return f"{table}: row {row} lost"


def _column_lost(draw: Random, tables: Tables) -> str:
    table, _, column = _place(draw, tables)
    for row in tables[table]:
        row.pop(column, None)
    tables[table] = [row or {"x_": ""} for row in tables[table]]
    return f"{table}: column {column} lost"


def _column_renamed(draw: Random, tables: Tables) -> str:
    table, _, column = _place(draw, tables)
    new = draw.choice(["x_note", "备注", column.upper(), f"{column} ", f"{column}1", column[:-1]])
    tables[table] = [
        {new if name == column else name: cell for name, cell in row.items()} for row in tables[table]
    ]
    return f"{table}: column {column} is called {new!r}"


def _table_renamed(draw: Random, tables: Tables) -> str:
    table, _, _ = _place(draw, tables)
    new = draw.choice([f"{table}2", table[:-1], f"x_{table}", table.upper()])
    tables[new] = tables.pop(table)
    return f"table {table} is called {new!r}"


FAULTS = (_cell, _cell, _cell, _swapped, _row_twice, _row_lost, _column_lost, _column_renamed, _table_renamed)


def write_workbook(scheme: str, tables: Tables, path: Path) -> None:
    """The tables as an office might type them: numbers and days as such where they are, else as they stand."""
    known = {table.name: table for table in policy_of(scheme).tables}
    with xlsxwriter.Workbook(path) as made:
        formats = {
            "date": made.add_format({"num_format": "yyyy-mm-dd"}),
            "text": made.add_format({"num_format": "@"}),
        }
        for name, rows in tables.items():
            if not rows:
                continue
            sheet = made.add_worksheet(name[:31])
            columns = list(dict.fromkeys(column for row in rows for column in row))
            kinds = {one.name: one.kind for one in known[name].columns} if name in known else {}
            for at, column in enumerate(columns):
                sheet.write_string(0, at, column)
                for line, row in enumerate(rows, 1):
                    _write_cell(sheet, (line, at), kinds.get(column, "text"), row.get(column, ""), formats)


def _write_cell(sheet: Any, at: tuple[int, int], kind: str, text: str, formats: dict[str, Any]) -> None:
    with suppress(ValueError, TypeError):  # xlsxwriter takes no number that is not finite
        if kind == "number":
            sheet.write_number(*at, float(text))
            return
        if kind == "date":
            sheet.write_datetime(*at, date.fromisoformat(text), formats["date"])
            return
    sheet.write_string(*at, text, formats["text"])


# ---- bytes and parts ---------------------------------------------------------------------------------


def csv_bytes(draw: Random, scheme: str, folder: Path) -> Attempt:
    """A few bytes of one CSV are not what they were."""
    source = folder / "in"
    book.write_csv(tables_for(draw, scheme), source)
    path = draw.choice(sorted(source.iterdir()))
    raw, told = path.read_bytes(), []
    for _ in range(draw.choice([1, 1, 2, 5])):
        raw, done = _mangled(draw, raw, BYTES)
        told.append(done)
    if draw.random() < 0.1:
        raw = raw.decode("utf-8", "replace").encode(
            draw.choice(["gb18030", "utf-16", "utf-8-sig", "big5"]), "replace"
        )
    path.write_bytes(raw)
    return Attempt(scheme, source, f"{path.name}: {'; '.join(told)}")


def _mangled(draw: Random, raw: bytes, pieces: tuple[bytes, ...]) -> tuple[bytes, str]:
    at = draw.randrange(len(raw) + 1)
    end = min(len(raw), at + draw.choice([1, 1, 1, 4, 40, 400]))
    match draw.randrange(6):
        case 0:
            piece = draw.choice(pieces)
            return raw[:at] + piece + raw[at:], f"{piece!r} put in at byte {at}"
        case 1:
            return raw[:at] + raw[end:], f"bytes {at} to {end} lost"
        case 2:
            return raw[:at] + raw[at:end] * 2 + raw[end:], f"bytes {at} to {end} twice"
        case 3:
            piece = draw.choice(pieces)
            return raw[:at] + piece + raw[end:], f"{piece!r} for bytes {at} to {end}"
        case 4:
            return raw[:at], f"cut off at byte {at}"
        case _:
            flipped = bytes(byte ^ (1 << draw.randrange(8)) for byte in raw[at : at + 1])
            return raw[:at] + flipped + raw[at + 1 :], f"a bit of byte {at} turned"


def xml_parts(draw: Random, scheme: str, folder: Path) -> Attempt:
    """One part of a workbook is not what it was; the package around it is sound."""
    plain, source = folder / "plain.xlsx", folder / "in.xlsx"
    write_workbook(scheme, tables_for(draw, scheme), plain)
    with zipfile.ZipFile(plain) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    plain.unlink()
    sheets = [name for name in parts if "worksheets/" in name]
    name = draw.choice([*sheets, *sheets, "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml", *parts])
    told = []
    for _ in range(draw.choice([1, 1, 2, 4])):
        change = draw.choice([_tag, _tag, _attribute, _digit, lambda draw, raw: _mangled(draw, raw, PIECES)])
        parts[name], done = change(draw, parts[name])
        told.append(done)
    with zipfile.ZipFile(source, "w", zipfile.ZIP_DEFLATED) as package:
        for part, raw in parts.items():
            package.writestr(part, raw)
    return Attempt(scheme, source, f"{name}: {'; '.join(told)}")


def _hit(draw: Random, pattern: bytes, raw: bytes) -> re.Match[bytes] | None:
    found = list(re.finditer(pattern, raw))
    return draw.choice(found) if found else None


def _tag(draw: Random, raw: bytes) -> tuple[bytes, str]:
    hit = _hit(draw, rb"<(\w+)[^<>]*?(/>|>[^<]*</\1>)", raw)
    if hit is None:
        return raw, "nothing"
    piece = draw.choice([b"", hit[0] * 2, draw.choice(PIECES), hit[0] + draw.choice(PIECES)])
    return raw[: hit.start()] + piece + raw[hit.end() :], f"{hit[0][:60]!r} → {piece[:60]!r}"


def _attribute(draw: Random, raw: bytes) -> tuple[bytes, str]:
    hit = _hit(draw, rb' (\w+)="([^"]*)"', raw)
    if hit is None:
        return raw, "nothing"
    value = draw.choice(
        [b"", b"0", b"99999", b"-1", b"A1", b"XFD1048576", b"s", b"inlineStr", b"x" * 999, hit[2] + b"1"]
    )
    return raw[: hit.start(2)] + value + raw[hit.end(2) :], f"{hit[0][:60]!r} is {value[:20]!r}"


def _digit(draw: Random, raw: bytes) -> tuple[bytes, str]:
    hit = _hit(draw, rb"<v>([^<]*)</v>", raw)
    if hit is None:
        return raw, "nothing"
    value = draw.choice(
        [
            b"",
            b"-1",
            b"1E3",
            b"0.1",
            b"1e400",
            b"9" * 400,
            hit[1] + b".5",
            b" " + hit[1],
            "８".encode(),
            b"NaN",
        ]
    )
    return raw[: hit.start(1)] + value + raw[hit.end(1) :], f"{hit[0][:60]!r} is {value[:20]!r}"


def parquet(draw: Random, scheme: str, folder: Path) -> Attempt:
    """A column of a Parquet file has another type, or bytes of the file are not what they were."""
    source = folder / "in"
    source.mkdir()
    tables = {name: rows for name, rows in tables_for(draw, scheme).items() if rows}
    spoilt = draw.choice(sorted(tables))
    told = ""
    for name, rows in tables.items():
        columns = list(dict.fromkeys(column for row in rows for column in row))
        frame = pa.table(
            {
                column: pa.array([row.get(column, "") or None for row in rows], pa.string())
                for column in columns
            }
        )
        if name == spoilt and draw.random() < 0.6:
            frame, told = _typed(draw, frame)
        pq.write_table(frame, source / f"{name}.parquet", compression=draw.choice(["none", "snappy", "zstd"]))
    if not told:
        path = source / f"{spoilt}.parquet"
        raw, told = _mangled(draw, path.read_bytes(), BYTES)
        path.write_bytes(raw)
    return Attempt(scheme, source, f"{spoilt}.parquet: {told}")


TYPES = (pa.float64(), pa.float32(), pa.int64(), pa.int8(), pa.uint64(), pa.date32(), pa.timestamp("ns"), pa.bool_(),
         pa.decimal128(20, 4), pa.large_string(), pa.binary(), pa.dictionary(pa.int32(), pa.string()), pa.null())  # fmt: skip


def _typed(draw: Random, frame: pa.Table) -> tuple[pa.Table, str]:
    at, kind = draw.randrange(frame.num_columns), draw.choice(TYPES)
    try:
        column = frame.column(at).cast(kind)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        column = pa.nulls(frame.num_rows, kind)
    return frame.set_column(at, frame.column_names[at], column), f"{frame.column_names[at]} is {kind}"


def overlay(draw: Random, scheme: str, folder: Path) -> Attempt:
    """A sound batch under an overlay that changes one value, well or badly."""
    source, path = folder / "in", folder / "change.toml"
    book.write_csv(tables_for(draw, scheme), source)
    one = draw.choice(list(policy_of(scheme).parameters.values()))
    value = draw.choice([*LEXEMES, *(f'"{option}"' for option in one.options)])
    lines = [f'baseline = "{scheme}"', "", f"[{one.name}]", f"value = {value}"]
    raw = "\n".join(lines).encode()
    told = f"{one.name} = {value[:40]}"
    if draw.random() < 0.4:
        raw, done = _mangled(draw, raw, (*BYTES, b"[", b"{", b"[" * 2000, b"'''"))
        told += f"; {done}"
    path.write_bytes(raw)
    return Attempt(scheme, source, f"overlay: {told}", (path,))


MUTATORS: dict[str, Mutator] = {
    "cells": cells,
    "csv": csv_bytes,
    "xml": xml_parts,
    "parquet": parquet,
    "overlay": overlay,
}


def mutant(draw: Random, kind: str, folder: Path) -> Attempt:
    """A mutant of one kind, of a scheme that is drawn."""
    schemes = sorted(path.parent.name for path in (ROOT / "policies").glob("*/policy.toml"))
    return MUTATORS[kind](draw, draw.choice(schemes), folder)
