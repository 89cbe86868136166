"""Output tables: one CSV and one Parquet file a level, the same columns in both.

The CSV is UTF-8 without a byte order mark, lines end with LF, a cell is quoted only where it must be,
missing is empty, flags are true and false, days are ISO, enumerations are identifiers. It is for
programs; who opens it in Excel imports it as UTF-8 (数据 → 从文本/CSV), and has `payout.xlsx` for
reading. A text that a spreadsheet would take for a formula gets a leading apostrophe there; Parquet holds
it as it is.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pyarrow as pa

from payout.outputs.ahead import ahead
from payout.outputs.columns import file_rows, seem_few
from payout.outputs.lines import csv_header, csv_lines
from payout.outputs.packed import ROW_GROUP_ROWS, packed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

    import pyarrow.parquet as pq

    from payout.outputs.columns import Shown
    from payout.rules.compiled.result import Result
    from payout.rules.policy.card import OutputFile

CHUNK_ROWS = 16_384  # as text at one time: of a million people the whole would be hundreds of megabytes


def write_table(result: Result, file: OutputFile, folder: Path) -> None:
    """Write one output file as `name`.csv and `name`.parquet, a group of rows at a time."""
    rows = file_rows(result, file)
    none = rows.shown(0, 0)
    kinds = [(column.header, column.field.kind) for column in none]
    with (
        (folder / f"{file.name}.csv").open("xb") as text,
        (folder / f"{file.name}.parquet").open("xb") as stream,
        packed(stream, _table(none).schema, kinds) as writer,
        ThreadPoolExecutor(1) as meanwhile,
    ):
        write_csv(none, text)
        for start in range(0, max(rows.size, 1), ROW_GROUP_ROWS):
            _write_group(rows.shown(start, ROW_GROUP_ROWS), text, writer, meanwhile)


def _write_group(
    columns: list[Shown], text: BinaryIO, writer: pq.ParquetWriter, meanwhile: ThreadPoolExecutor
) -> None:
    """Write some rows to both files at once; a function of its own, so that they are gone before the next are made."""
    packing = meanwhile.submit(writer.write_table, _table(columns), row_group_size=ROW_GROUP_ROWS)
    text.writelines(_texts(columns))
    packing.result()


def _table(columns: list[Shown]) -> pa.Table:
    return pa.table([column.values for column in columns], names=[column.header for column in columns])


def write_csv(columns: list[Shown], stream: BinaryIO) -> None:
    """Write columns as CSV, some rows at a time."""
    stream.write(csv_header(columns))
    stream.writelines(_texts(columns))


def _texts(columns: list[Shown]) -> Iterator[memoryview | bytes]:
    """The lines of columns, some rows at a time."""
    rows = len(columns[0].values) if columns else 0
    told = [replace(one, few=one.field.kind == "number" and seem_few(one.values)) for one in columns]
    return ahead(partial(_chunk, told), range(0, rows, CHUNK_ROWS))


def _chunk(columns: list[Shown], start: int) -> memoryview | bytes:
    return csv_lines([replace(one, values=one.values.slice(start, CHUNK_ROWS)) for one in columns])
