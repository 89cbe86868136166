"""The canonical form of a table: rows in an order that no file decides, cells as texts, and their digest."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from payout.exact import ExactArray
from payout.intake.columns import few, repeats, rising

if TYPE_CHECKING:
    from collections.abc import Iterator

    from payout.rules.policy.checked import CheckedTable
    from payout.rules.policy.tables import Table

LARGE = pa.large_string()


def moved(rows: Mapping[str, np.ndarray], places: np.ndarray) -> dict[str, np.ndarray]:
    """Rows by column, at the positions that they have once the rows of their table stand in the order of `places`."""
    new = np.empty(len(places), np.int64)
    new[places] = np.arange(len(places))
    return {name: np.sort(new[each]) for name, each in rows.items()}


def digest(table: CheckedTable) -> str:
    """SHA-256 of a table as read; row order in the file, kind of file, locale and hash seed change nothing.

    Each column in declared order: its name, then the length in bytes of every cell (−1: missing) as
    little-endian int64, then the cells one after another. A cell is text in UTF-8: a number in lowest terms
    ("7000", "1/3"), a flag as true or false, an option by its identifier, a day as 2012-03-01.
    """
    total = hashlib.sha256()
    for name in table.frame.columns:
        texts = cell_texts(table.frame[name])
        total.update(f"{name}\x00{len(texts)}\x00".encode())
        for part in _cells(texts):
            total.update(part)
    return total.hexdigest()


class Digests(Mapping[str, str]):
    """The digests of tables by name, each made when it is first asked for: who checks or tries a batch asks for none."""

    def __init__(self, tables: Mapping[str, CheckedTable]) -> None:
        self._tables, self._made = tables, dict[str, str]()

    def __getitem__(self, name: str) -> str:
        if name not in self._made:
            self._made[name] = digest(self._tables[name])
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)


def _cells(texts: pa.Array) -> tuple[memoryview, memoryview]:
    """The lengths of the cells, and the cells one after another, where they stand."""
    if not len(texts):
        return memoryview(b""), memoryview(b"")
    _, ends, data = texts.buffers()
    offsets = np.frombuffer(ends, np.int64)[texts.offset : texts.offset + len(texts) + 1]
    lengths = np.diff(offsets)
    if texts.null_count:
        missing = np.asarray(texts.is_null())
        if lengths[missing].any():  # what stands under a missing cell is none of the cells
            return _cells(pc.if_else(texts.is_null(), pa.scalar(None, LARGE), pc.fill_null(texts, "")))
        lengths[missing] = -1
    return lengths.astype("<i8", copy=False).data, memoryview(data or b"")[offsets[0] : offsets[-1]]


def cell_texts(values: pd.Series) -> pa.Array:
    """A column's cells as canonical texts, null where missing."""
    array = values.array
    if isinstance(array.dtype, pd.StringDtype):
        return _whole(pa.array(array, LARGE))
    if isinstance(array, pd.Categorical):
        names = pa.array([*map(str, array.categories)], LARGE)
        return names.take(pa.array(array.codes.astype(np.int64), mask=array.codes < 0))
    if isinstance(array.dtype, pd.BooleanDtype):
        return pc.if_else(pa.array(array), pa.scalar("true", LARGE), pa.scalar("false", LARGE))
    if isinstance(array.dtype, np.dtype) and array.dtype.kind == "M":
        days = pa.array(values.to_numpy().astype("datetime64[D]"))
        return _whole(days.cast(pa.string()).cast(LARGE))
    return _number_texts(array)


def _number_texts(array: ExactArray) -> pa.Array:
    """Numbers in lowest terms; each distinct one is put in them once, where there are few."""
    if not isinstance(array.denominators, int) or array.numerators.dtype == object:
        return array.to_fraction_texts().cast(LARGE)
    values = pa.array(array.numerators, mask=array.mask)
    if not repeats(values) or not few(coded := values.dictionary_encode()):
        return array.to_fraction_texts().cast(LARGE)
    words = ExactArray(coded.dictionary.to_numpy(), array.denominators).to_fraction_texts()
    return words.cast(LARGE).take(coded.indices)


def _whole(texts: pa.Array | pa.ChunkedArray) -> pa.Array:
    return pa.concat_arrays(texts.chunks) if isinstance(texts, pa.ChunkedArray) else texts


def order(table: Table, frame: pd.DataFrame, rows: np.ndarray) -> np.ndarray:
    """The positions of the rows in canonical order: by key.

    Without one, or where it repeats, by all columns.
    """
    if table.key:
        keys = cell_texts(frame[table.key])
        if rising(keys):
            return np.arange(len(frame))
        if not keys.null_count and pc.count_distinct(keys).as_py() == len(keys):
            found: np.ndarray = pc.sort_indices(keys).to_numpy()
            return found.astype(np.int64)
    names = [table.key] if table.key else []
    names += [column.name for column in table.columns if column.name != table.key]
    columns = {name: cell_texts(frame[name]) for name in names}
    whole = pa.table({**columns, "\x00row": pa.array(rows)})
    by = [(name, "ascending") for name in whole.column_names]
    positions: np.ndarray = pc.sort_indices(whole, sort_keys=by).to_numpy()
    return positions.astype(np.int64)
