"""A Parquet file as a raw table: exact types only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from payout.findings import Place
from payout.intake.catalogue import make
from payout.intake.columns import by_words, few
from payout.intake.kinds import HEAD, OTHER, PARQUET, WITH_SUFFIX, kind_of, refuse_kind
from payout.intake.package import LIMITS
from payout.intake.raw import DATE, FLAG, NUMBER, RawColumn, RawTable, refused_column
from payout.intake.refusing import refuse
from payout.text import Text

if TYPE_CHECKING:
    from payout.findings import Finding

WANTED = Text("Parquet 文件", "a Parquet file")
MOST_BYTES = 8 << 30
MOST_ROWS = 100_000_000
MOST_OF_NUMBER = 4  # bytes that the number of a text in a list takes


def read_parquet(data: bytes, name: str) -> RawTable:
    """Read a Parquet file; raises Unreadable if it is damaged or too large."""
    place = Place(name)
    kind = kind_of(data[:HEAD])
    if kind not in (PARQUET, OTHER):
        refuse_kind(kind, place, WANTED, WITH_SUFFIX)
    table = _load(data, place)
    columns: list[RawColumn] = []
    findings: list[Finding] = []
    for header, values in zip(_headers(table, place), table.columns, strict=True):
        column = _column(header, values, place, len(data))
        if isinstance(column, RawColumn):
            columns.append(column)
        else:
            findings.append(column)
            columns.append(refused_column(header, table.num_rows))
    return RawTable(
        name, "", np.arange(2, table.num_rows + 2, dtype=np.int64), tuple(columns), tuple(findings)
    )


def _load(data: bytes, place: Place) -> pa.Table:
    try:
        meta = pq.read_metadata(pa.py_buffer(data))
        _refuse_large(meta, len(data), place)
        # Such a column is read as one, and put in words once it is known how many those are.
        coded = [name for name, sizes in _with_words(meta).items() if not _is_plain(data, name, sizes)]
        return pq.ParquetFile(pa.py_buffer(data), metadata=meta, read_dictionary=coded).read()
    except MemoryError:
        raise  # Arrow's is an ArrowException too, and says nothing of the file
    except (pa.ArrowException, OSError, UnicodeDecodeError):
        return refuse("E103", place, what=Text("不是完整的 Parquet 文件", "it is not a whole Parquet file"))


def _refuse_large(meta: pq.FileMetaData, size: int, place: Place) -> None:
    """Refuse what says that it holds more than its size can: a few bytes may stand for any number of equal cells."""
    if meta.num_columns > LIMITS.columns:
        what = Text(f"{meta.num_columns} 列", f"{meta.num_columns} columns")
        refuse("E104", place, part=place.file, what=what, limit=LIMITS.columns)
    if meta.num_rows > MOST_ROWS:
        what = Text(f"{meta.num_rows:,} 行", f"{meta.num_rows:,} rows")
        refuse("E104", place, part=place.file, what=what, limit=f"{MOST_ROWS:,}")
    chunks = [
        meta.row_group(group).column(column)
        for group in range(meta.num_row_groups)
        for column in range(meta.num_columns)
    ]
    held = sum(chunk.total_uncompressed_size for chunk in chunks)
    if held > MOST_BYTES:
        refuse("E104", place, part=place.file, what=f"{held >> 20:,} MB", limit=f"{MOST_BYTES >> 20:,} MB")
    cells = max(sum(max(chunk.num_values, 0) for chunk in chunks), meta.num_rows * meta.num_columns)
    most = LIMITS.parquet_cells + LIMITS.growth * size
    if cells > most:
        what = Text(f"{cells:,} 格", f"{cells:,} cells")
        refuse("E104", place, part=place.file, what=what, limit=f"{most:,}")


@dataclass(frozen=True)
class _Sizes:
    """How many cells a column has, and the bytes that they take before they are packed."""

    cells: int = 0
    size: int = 0


def _with_words(meta: pq.FileMetaData) -> dict[str, _Sizes]:
    """The columns that hold numbers in a list of texts."""
    found: dict[str, _Sizes] = {}
    for group in range(meta.num_row_groups):
        for place in range(meta.num_columns):
            chunk = meta.row_group(group).column(place)
            if chunk.physical_type == "BYTE_ARRAY" and chunk.has_dictionary_page:
                before = found.get(chunk.path_in_schema, _Sizes())
                size = before.size + chunk.total_uncompressed_size
                found[chunk.path_in_schema] = _Sizes(before.cells + chunk.num_values, size)
    return found


def _is_plain(data: bytes, name: str, of: _Sizes) -> bool:
    """Whether the list of texts was given up for most of a column, for hardly any two were alike, and none stands for much.

    To number a million texts that all differ takes longer than to read them.
    """
    if of.size <= MOST_OF_NUMBER * of.cells:
        return False
    file = pq.ParquetFile(pa.py_buffer(data), read_dictionary=[name])
    groups = range(file.metadata.num_row_groups)
    firsts = [next(file.iter_batches(1, [group], [name]), None) for group in groups]
    lists = [column for first in firsts if first is not None for column in first.columns]
    if not all(isinstance(one, pa.DictionaryArray) for one in lists):
        return False
    longest = max((pc.max(pc.binary_length(one.dictionary)).as_py() or 0 for one in lists), default=0)
    return bool(longest * of.cells + of.size <= LIMITS.parquet_texts + LIMITS.growth * len(data))


def _refuse_long(values: pa.ChunkedArray, size: int, place: Place) -> None:
    """Refuse a column whose texts, each as often as it is named, are more than the file can stand for."""
    most = LIMITS.parquet_texts + LIMITS.growth * size
    longest = max(
        (pc.max(pc.binary_length(chunk.dictionary)).as_py() or 0 for chunk in values.chunks), default=0
    )
    if longest * len(values) <= most:
        return
    total = sum(
        pc.sum(pc.cast(pc.binary_length(chunk.dictionary), pa.int64()).take(chunk.indices)).as_py() or 0
        for chunk in values.chunks
    )
    if total > most:
        what = Text(f"此列文字共 {total:,} 字节", f"the texts of this column take {total:,} bytes")
        refuse("E104", place, part=place.column or place.file, what=what, limit=f"{most:,}")


def _headers(table: pa.Table, place: Place) -> list[str]:
    try:
        return [field.name for field in table.schema]
    except UnicodeDecodeError:
        return refuse("E117", Place(place.file, row=1))


def _column(header: str, values: pa.ChunkedArray, place: Place, size: int) -> RawColumn | Finding:
    """A column whose bytes were looked at first: Arrow's own functions take for granted that they are what their type says."""
    if not _is_whole(values):
        _refuse_damaged(header, values, place)
    if pa.types.is_dictionary(values.type) and _is_text(values.type.value_type):
        _refuse_long(values, size, Place(place.file, column=header))
    return raw_column(header, values, place)


def _refuse_damaged(header: str, values: pa.ChunkedArray, place: Place) -> NoReturn:
    """Refuse a file with a column that is not what it says: texts that are not UTF-8, a dictionary that lacks entries."""
    kind, row = values.type, 0
    if pa.types.is_dictionary(kind):
        whole = all(_is_whole(chunk.dictionary) for chunk in values.chunks)
        kind, row = (pa.null(), 0) if whole else (kind.value_type, _first_naming_damage(values) + 2)
    elif _is_text(kind):
        row = _first_damaged(values) + 2
    if _is_text(kind):
        refuse("E117", Place(place.file, row=row, column=header))
    what = Text(f"列 {header} 的数据不完整", f"the data of the column {header} are not whole")
    refuse("E103", Place(place.file, column=header), what=what)


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _is_whole(values: pa.Array | pa.ChunkedArray) -> bool:
    try:
        values.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _first_damaged(values: pa.ChunkedArray) -> int:
    """The position of the first value that is not whole, found by halves."""
    low, high = 0, len(values)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if not _is_whole(values.slice(low, middle - low)) else (middle, high)
    return low


def _first_naming_damage(values: pa.ChunkedArray) -> int:
    """The position of the first value that names an entry of its dictionary that is not whole."""
    before = 0
    for chunk in values.chunks:
        entries, codes = chunk.dictionary, chunk.indices.to_numpy(zero_copy_only=False)
        damaged = [at for at in range(len(entries)) if not _is_whole(entries.slice(at, 1))]
        found = np.flatnonzero(np.isin(codes, damaged))
        if len(found):
            return before + int(found[0])
        before += len(chunk)
    return -1


def _flat(values: pa.ChunkedArray) -> pa.Array:
    if pa.types.is_dictionary(values.type):
        values = values.unify_dictionaries()
    chunk = values.combine_chunks()
    if isinstance(chunk, pa.ChunkedArray):
        return pa.concat_arrays(chunk.chunks) if chunk.num_chunks else pa.array([], values.type)
    return chunk


def raw_column(  # noqa: PLR0911 -- one answer a type
    name: str, values: pa.Array | pa.ChunkedArray, place: Place
) -> RawColumn | Finding:
    """A column of Arrow as a raw column; a finding where its type is not exact."""
    if isinstance(values, pa.ChunkedArray):
        values = _flat(values)
    if pa.types.is_dictionary(values.type):
        return _worded(name, values, place)
    kind = values.type
    at = Place(place.file, column=name)
    match kind:
        case _ if _is_text(kind):
            return RawColumn(name, name, by_words(values, lambda texts: texts.cast(pa.string())))
        case _ if pa.types.is_null(kind):
            return RawColumn(name, name, values.cast(pa.string()))
        case _ if pa.types.is_integer(kind):
            return _typed(name, by_words(values, lambda ints: ints.cast(pa.string())), NUMBER)
        case _ if pa.types.is_decimal(kind):
            return _typed(name, by_words(values, _decimal_texts), NUMBER)
        case _ if pa.types.is_boolean(kind):
            return _typed(name, by_words(values, lambda flags: pc.if_else(flags, "1", "0")), FLAG)
        case _ if pa.types.is_date(kind) or (pa.types.is_timestamp(kind) and kind.tz is None):
            return _typed(name, by_words(values, _days), DATE)
        case _ if pa.types.is_floating(kind):
            return make("E127", at, column=name)
    return make("E128", at, column=name, found=str(kind))


def _typed(name: str, texts: pa.Array, kind: int) -> RawColumn:
    return RawColumn(name, name, texts, np.full(len(texts), kind, np.uint8), exact=True)


def _worded(name: str, values: pa.DictionaryArray, place: Place) -> RawColumn | Finding:
    """A column that is a dictionary already: texts stay one, where that has few words and a blank is none of them."""
    words = values.dictionary
    if _is_text(words.type) and not words.null_count and few(values):
        texts = pa.DictionaryArray.from_arrays(values.indices, words.cast(pa.string()))
        return RawColumn(name, name, texts)
    return raw_column(name, values.dictionary_decode(), place)


def _decimal_texts(values: pa.Array) -> pa.Array:
    """Drop the zeros of the scale: it puts zeros behind every number; they are no decimals of the value."""
    texts = values.cast(pa.string())
    if values.type.scale <= 0:
        return texts
    return pc.replace_substring_regex(texts, pattern=r"(\.[0-9]*[1-9])0+$|\.0*$", replacement=r"\1")


def _days(values: pa.Array) -> pa.Array:
    if pa.types.is_date(values.type):
        return values.cast(pa.date32()).cast(pa.string())
    texts = values.cast(pa.timestamp("us"), safe=False).cast(pa.string())
    return pc.replace_substring_regex(texts, pattern=r" 00:00:00(\.0+)?$", replacement="")
