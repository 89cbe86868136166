"""A CSV file as a raw table: encoding decided strictly, every record in its place, ragged ones findings."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from payout.findings import Place
from payout.intake.catalogue import MOST_ALIKE, and_more, make
from payout.intake.kinds import (
    HEAD,
    HTML,
    OLD_OR_ENCRYPTED,
    PARQUET,
    PDF,
    PICTURE,
    WITH_SUFFIX,
    XML_2003,
    ZIP,
    kind_of,
    refuse_kind,
)
from payout.intake.package import LIMITS
from payout.intake.raw import HEADER_ROW, RawColumn, RawGrid, RawTable
from payout.intake.refusing import Unreadable, refuse
from payout.text import FORMULA_SIGNS, Text, letter

if TYPE_CHECKING:
    from collections.abc import Iterable

    from payout.findings import Finding

MOST_BYTES = 4 << 30
MOST_CELLS = 100_000_000  # of a file whose header is not known: one long record makes all as long
ROWS_ABOVE = 10  # lines of a file, among which one of its header is
BOM = b"\xef\xbb\xbf"
# Our own CSVs put an apostrophe before a text that a spreadsheet would take for a formula, and before one that begins as
# such a guarded text does. It is taken off again.
GUARD = rf"^'('*[{FORMULA_SIGNS}])"
SEPARATOR = re.compile(rb'"?sep=([\x09\x20-\x7e])"?,*', re.IGNORECASE)
WANTED = Text("CSV 文件", "a CSV file")
OTHERWISE = (ZIP, OLD_OR_ENCRYPTED, PARQUET, PDF, PICTURE, HTML, XML_2003)
GARBLED = ("�", "锟斤拷")  # what is left of text that was once read in the wrong encoding and saved again


@dataclass(frozen=True)
class Records:
    """The records of a file: headers, and for each column its texts.

    `rows` counts every record, blank ones too; `refused` are those of another width, which are no data.
    """

    headers: tuple[str, ...]
    columns: tuple[pa.Array, ...]
    rows: np.ndarray
    findings: tuple[Finding, ...] = ()
    refused: tuple[int, ...] = ()


def read_csv(data: bytes, name: str) -> RawTable:
    """Read a CSV file; raises Unreadable if nothing of it can be trusted."""
    place = Place(name)
    body, warnings = _body(data, place)
    _delimiter(body, place)
    if body.partition(b"\n")[0].count(b",") >= LIMITS.columns:
        what = Text(f"多于 {LIMITS.columns:,} 列", f"more than {LIMITS.columns:,} columns")
        refuse("E104", place, part=name, what=what, limit=f"{LIMITS.columns:,}")
    records = _fast(body) or _slow(body, place)
    columns = zip(records.headers, records.columns, strict=True)
    return RawTable(
        name,
        "",
        records.rows,
        tuple(RawColumn(header, header, _unguard(texts)) for header, texts in columns),
        (*warnings, *records.findings),
        passed=(*HEADER_ROW, *records.refused),
    )


def read_csv_grid(data: bytes, name: str) -> RawGrid:
    """Read a CSV file with no record taken for its header; raises Unreadable as `read_csv` does."""
    place = Place(name)
    body, warnings = _body(data, place)
    if b"," not in b"\n".join(body.splitlines()[:ROWS_ABOVE]):
        _delimiter(body, place)
    lines = csv.reader(io.StringIO(body.decode("utf-8"), newline=""), strict=True)
    records = list(_records(lines, place, 1))
    widths = np.array([len(record) for record in records], np.int64)
    filled = np.array([any(field.strip() for field in record) for record in records], bool)
    width = max((len(_without_blanks(record)) for record in records), default=0)
    if width * len(records) > MOST_CELLS:
        refuse("E104", place, part=name, what=width * len(records), limit=MOST_CELLS)
    there = [record for record, holds in zip(records, filled, strict=True) if holds]
    padded = ([*record[:width], *[""] * (width - len(record))] for record in there)
    columns = [
        pa.array([field if field.strip() else None for field in one], pa.string())
        for one in zip(*padded, strict=True)
    ]
    return RawGrid(
        name,
        "",
        np.flatnonzero(filled) + 1,
        tuple(RawColumn("", letter(index), _unguard(texts)) for index, texts in enumerate(columns)),
        warnings,
        widths=widths[filled],
    )


def _body(data: bytes, place: Place) -> tuple[bytes, tuple[Finding, ...]]:
    """The text of a CSV file as UTF-8, and warnings; raises Unreadable for what is none."""
    kind = kind_of(data[:HEAD])
    if kind in OTHERWISE:
        refuse_kind(kind, place, WANTED, WITH_SUFFIX)
    if len(data) > MOST_BYTES:
        refuse("E104", place, part=place.file, what=len(data), limit=MOST_BYTES)
    text, warnings = decode(data, place)
    body = _after_separator(text.rstrip(b"\r\n"), place)
    if not body.strip():
        refuse("E114", place)
    return body, warnings


def decode(data: bytes, place: Place) -> tuple[bytes, tuple[Finding, ...]]:
    """The file as UTF-8 without a mark, and a warning if it was GB18030; damaged text is refused."""
    if b"\x00" in data:
        refuse("E115", place)
    data = data.removeprefix(BOM)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _from_gb18030(data, error, place)
    _not_garbled(text, place)
    return data, ()


def _from_gb18030(data: bytes, error: UnicodeDecodeError, place: Place) -> tuple[bytes, tuple[Finding, ...]]:
    """GB18030 takes almost any bytes.

    A file that is UTF-8 but for some damage would pass for it, and is told apart here.
    """
    bad = Place(place.file, row=data.count(b"\n", 0, error.start) + 1)
    hopeful = data.decode("utf-8", errors="replace")
    right = sum(1 for char in hopeful if char > "\u07ff" and char != "�")
    if right > hopeful.count("�"):
        refuse("E117", bad)
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        refuse("E116", bad)
    _not_garbled(text, place)
    return text.encode(), (make("W101", place),)


def _not_garbled(text: str, place: Place) -> None:
    for mark in GARBLED:
        at = text.find(mark)
        if at >= 0:
            refuse("E117", Place(place.file, row=text.count("\n", 0, at) + 1))


def _after_separator(body: bytes, place: Place) -> bytes:
    """The file without the line `sep=,` that Excel takes as an instruction and does not show; another mark is refused."""
    head, _, rest = body.partition(b"\n")
    said = SEPARATOR.fullmatch(head.rstrip(b"\r"))
    if said is None:
        return body
    if said[1] != b",":
        mark = "Tab" if said[1] == b"\t" else said[1].decode()
        refuse("E118", Place(place.file, row=1), found=Text(mark, mark))
    return rest


def _delimiter(body: bytes, place: Place) -> None:
    head = body.splitlines()[0] if b"\n" not in body else body[: body.index(b"\n")]
    if b"," in head:
        return
    for mark, word in (
        (b";", ";"),
        (b"\t", "Tab"),
        (b"|", "|"),
        ("，".encode(), "，"),
        ("；".encode(), "；"),
    ):
        if mark in head:
            refuse("E118", Place(place.file, row=1), found=Text(word, word))


def _fast(body: bytes) -> Records | None:
    """Arrow's reader, for files where a line is a record.

    No quotes below the header, no blank lines, all of one width.
    """
    head, _, rest = body.partition(b"\n")
    if not rest or b'"' in rest or head.count(b'"') % 2 or body.count(b"\r") != body.count(b"\r\n"):
        return None
    try:
        headers = next(csv.reader([head.decode().rstrip("\r")], strict=True))
    except csv.Error:
        return None
    names = [f"f{index}" for index in range(len(headers))]
    options = arrow_csv.ReadOptions(column_names=names, block_size=16 << 20)
    convert = arrow_csv.ConvertOptions(
        column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
    )
    parse = arrow_csv.ParseOptions(quote_char=False, ignore_empty_lines=False, newlines_in_values=False)
    try:
        table = arrow_csv.read_csv(pa.py_buffer(rest), options, parse, convert)
    except pa.ArrowInvalid:
        return None
    if table.num_rows != rest.count(b"\n") + 1:
        return None
    columns = tuple(_one_chunk(column) for column in table.columns)
    return Records(tuple(headers), columns, np.arange(2, table.num_rows + 2, dtype=np.int64))


def _one_chunk(column: pa.ChunkedArray) -> pa.Array:
    chunk = column.combine_chunks()
    return pa.concat_arrays(chunk.chunks) if isinstance(chunk, pa.ChunkedArray) else chunk


def _slow(body: bytes, place: Place) -> Records:
    """Python's reader in strict mode: quotes, line breaks inside fields, blank and ragged records."""
    lines = csv.reader(io.StringIO(body.decode("utf-8"), newline=""), strict=True)
    kept: list[list[str]] = []
    rows: list[int] = []
    ragged: list[Finding] = []
    refused: list[int] = []
    headers = tuple(_next(lines, 1, place))
    named = len(_without_blanks([*headers]))
    for number, found in enumerate(_records(lines, place), start=2):
        fits = len(found) == len(headers) or len(found) < named
        record = found if fits else _of_width(found, len(headers))
        if len(record) == len(headers):
            kept.append(record)
            rows.append(number)
        elif any(field.strip() for field in record):
            refused.append(number)
            if len(ragged) < MOST_ALIKE:
                at = Place(place.file, row=number)
                ragged.append(make("E120", at, found=len(record), count=len(headers)))
    fields: Iterable[tuple[str, ...]] = zip(*kept, strict=True) if kept else ((),) * len(headers)
    columns = tuple(pa.array(column, pa.string()) for column in fields)
    told = tuple(and_more(ragged, len(refused) - len(ragged)))
    return Records(headers, columns, np.asarray(rows, np.int64), told, tuple(refused))


def _without_blanks(record: list[str]) -> list[str]:
    """A record without the blank fields at its end."""
    width = next((place for place in range(len(record), 0, -1) if record[place - 1].strip()), 0)
    return record[:width]


def _of_width(record: list[str], width: int) -> list[str]:
    """A record as wide as the header, where only blank fields at its end are too many, or columns without a name too few."""
    held = _without_blanks(record)
    return [*held, *[""] * (width - len(held))] if len(held) <= width else record


def _next(lines: Iterable[list[str]], row: int, place: Place) -> list[str]:
    return next(iter(_records(lines, place, row)), [])


def _records(lines: Iterable[list[str]], place: Place, row: int = 2) -> Iterable[list[str]]:
    records = iter(lines)
    while True:
        try:
            record = next(records)
        except StopIteration:
            return
        except csv.Error as error:
            at = Place(place.file, row=row)
            if "larger than field limit" in str(error):
                what = Text("有一格文字过长", "a text")
                limit = Text(f"{LIMITS.cell_text:,} 个字", f"{LIMITS.cell_text:,} characters")
                refuse("E104", at, part=place.file, what=what, limit=limit)
            raise Unreadable(make("E119", at)) from None
        yield record
        row += 1


def _unguard(texts: pa.Array) -> pa.Array:
    if not pc.any(pc.starts_with(texts, "'")).as_py():
        return texts
    return pc.replace_substring_regex(texts, pattern=GUARD, replacement=r"\1")
