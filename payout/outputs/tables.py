"""Output tables: one CSV and one Parquet file a level, the same columns in both.

The CSV is UTF-8 without a byte order mark, lines end with LF, a cell is quoted only where it must be,
missing is empty, flags are true and false, days are ISO, enumerations are identifiers. It is for
programs; who opens it in Excel imports it as UTF-8 (数据 → 从文本/CSV), and has `payout.xlsx` for
reading. A text that a spreadsheet would take for a formula gets a leading apostrophe there; Parquet holds
it as it is.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from payout.outputs.ahead import ahead
from payout.outputs.columns import decimal_texts, file_rows
from payout.text import FORMULA_SIGNS

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

    from payout.outputs.columns import Shown
    from payout.rules.compiled.result import Result
    from payout.rules.policy.card import OutputFile

CHUNK_ROWS = 32_768  # as text at one time: of a million people the whole would be hundreds of megabytes
ROW_GROUP_ROWS = 131_072
LARGE_BYTES = (
    1 << 30
)  # of the cells of a chunk: with separators and line ends, more might not fit 32-bit offsets
# The kinds that a dictionary makes smaller; for others it only costs time.
REPEATING = ("enumeration", "reference")
# `=cmd|…` in a name would run on the machine of whoever opens the file. A text that begins as a guarded one does is
# guarded too, so that what is read back is what was written.
FORMULA_START = rf"^'*[{FORMULA_SIGNS}]"
NEEDS_QUOTES = r'[",\n\r]'


def write_table(result: Result, file: OutputFile, folder: Path) -> None:
    """Write one output file as `name`.csv and `name`.parquet, a group of rows at a time."""
    rows = file_rows(result, file)
    none = rows.shown(0, 0)
    with (
        (folder / f"{file.name}.csv").open("xb") as text,
        (folder / f"{file.name}.parquet").open(
            "xb"
        ) as packed,  # Arrow takes a path for UTF-8, whatever the system's is
        pq.ParquetWriter(
            packed,
            _table(none).schema,
            compression="zstd",
            use_dictionary=[column.header for column in none if column.field.kind in REPEATING],
        ) as writer,
    ):
        write_csv(none, text)
        for start in range(0, max(rows.size, 1), ROW_GROUP_ROWS):
            _write_group(rows.shown(start, ROW_GROUP_ROWS), text, writer)


def _write_group(columns: list[Shown], text: BinaryIO, packed: pq.ParquetWriter) -> None:
    """Write some rows to both files; a function of its own, so that they are gone before the next are made."""
    _write_rows(columns, text)
    packed.write_table(_table(columns), row_group_size=ROW_GROUP_ROWS)


def _table(columns: list[Shown]) -> pa.Table:
    return pa.table([column.values for column in columns], names=[column.header for column in columns])


def write_csv(columns: list[Shown], stream: BinaryIO) -> None:
    """Write columns as CSV, some rows at a time."""
    headers = [_quoted(pa.array([column.header])) for column in columns]
    stream.write(_lines(headers))
    _write_rows(columns, stream)


def _write_rows(columns: list[Shown], stream: BinaryIO) -> None:
    rows = len(columns[0].values) if columns else 0
    stream.writelines(ahead(partial(_chunk, columns), range(0, rows, CHUNK_ROWS)))


def _chunk(columns: list[Shown], start: int) -> memoryview | bytes:
    return _lines([_cells(column, start) for column in columns])


def _cells(column: Shown, start: int) -> pa.Array:
    values = column.values.slice(start, CHUNK_ROWS)
    if column.field.kind == "number":
        cells = decimal_texts(column.field, values)
    elif column.field.kind in ("flag", "date"):
        cells = pc.cast(values, pa.string())
    else:
        cells = _quoted(_harmless(values))
    return pc.fill_null(cells, "")


def _harmless(texts: pa.Array) -> pa.Array:
    risky = pc.match_substring_regex(texts, FORMULA_START)
    if not pc.any(risky).as_py():
        return texts
    return pc.if_else(risky, pc.binary_join_element_wise("'", texts, ""), texts)


def _quoted(texts: pa.Array) -> pa.Array:
    special = pc.match_substring_regex(texts, NEEDS_QUOTES)
    if not pc.any(special).as_py():
        return texts
    doubled = pc.replace_substring(texts, '"', '""')
    return pc.if_else(special, pc.binary_join_element_wise('"', doubled, '"', ""), texts)


def _lines(cells: list[pa.Array]) -> bytes | memoryview:
    """Join cells to lines; the buffer of the joined column is the text itself."""
    kind = pa.string() if sum(cell.nbytes for cell in cells) < LARGE_BYTES else pa.large_string()
    *before, last = (cell.cast(kind) for cell in cells)
    ended = pc.binary_join_element_wise(last, pa.scalar("\n", kind), pa.scalar("", kind))
    lines = pc.binary_join_element_wise(*before, ended, pa.scalar(",", kind))
    data = lines.buffers()[2]
    return memoryview(data) if data is not None else b""
