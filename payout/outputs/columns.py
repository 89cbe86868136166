"""Which columns an output table has, each as an exact Arrow array: decimals, flags, days, texts.

How a number is shown follows from its field alone:

=====================  ===================================  ==================
places declared        measure                              shown
=====================  ===================================  ==================
2 or fewer             yuan                                 two decimals
p                      anything else, or yuan with p > 2    yuan keeps p, others drop trailing zeros
none                   months, count, rank                  at most six decimals, half up
none                   anything else                        six decimals, half up
=====================  ===================================  ==================
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from payout.rules.compiled.result import Field, Frame, Result
    from payout.rules.policy.card import OutputFile

UNROUNDED_PLACES = 6
NARROW_DIGITS = 18  # of decimals in eight bytes
SAMPLED, SEVERAL = 1024, 4  # cells that are looked at, and how many of them must say the same
COUNTED = ("months", "count", "rank")
KEYS = ("identifier", "reference")


@dataclass(frozen=True)
class Shown:
    """A column as it is written: its header, its field, and one Arrow value for each row.

    `few`: whether these seem to be few, and had better be written once each.
    """

    header: str
    field: Field
    values: pa.Array
    few: bool = False


def shown_places(field: Field) -> int:
    """The decimals that a number is held with in outputs."""
    if field.places is None:
        return UNROUNDED_PLACES
    return max(2, field.places) if field.measure == "yuan" else field.places


def is_trimmed(field: Field) -> bool:
    """Tell whether a number is written without trailing zeros."""
    return field.measure != "yuan" and (field.places is not None or field.measure in COUNTED)


def arrow_values(field: Field, values: Any) -> pa.Array:
    """A column of a frame as decimal128(38, places), bool, date32 or string.

    Raises ValueError if a number has more decimals than its field declares: it would have to be rounded here.
    """
    match field.kind:
        case "number":
            places = shown_places(field)
            return (values.round(places) if field.places is None else values).to_decimal128(places)
        case "flag":
            return pa.array(values, type=pa.bool_())
        case "date":
            return pa.array(values).cast(pa.date32())
        case _:
            return text_values(values)


def text_values(values: Any) -> pa.Array:
    """A column of texts, keys or options as Arrow texts; missing stays missing."""
    return pc.cast(_one_array(pa.array(values)), pa.string())


def seem_few(decimals: pa.Array) -> bool:
    """Whether a column looks as if it said few things: then each had better be written once."""
    first = decimals.slice(0, SAMPLED)
    return len(decimals) > SAMPLED and pc.count_distinct(first).as_py() * SEVERAL <= SAMPLED


def decimal_texts(field: Field, decimals: pa.Array) -> pa.Array:
    """Write decimals as the table above says; missing stays missing. Where they seem to be few, each is written once."""
    if seem_few(decimals):
        words = pc.dictionary_encode(decimals)
        return pc.take(number_texts(field, words.dictionary), words.indices)
    return number_texts(field, decimals)


def number_texts(field: Field, decimals: pa.Array) -> pa.Array:
    """Write decimals one by one."""
    texts = pc.cast(_narrow(decimals), pa.string())
    if not (is_trimmed(field) and decimals.type.scale):
        return texts
    return pc.ascii_rtrim(pc.ascii_rtrim(texts, "0"), ".")


def decimal_units(decimals: pa.Array) -> Any:
    """Decimals as whole numbers of their last place, 0 where missing: int64 where any sum of them fits, else Python's."""
    filled = pc.fill_null(decimals, pa.scalar(Decimal(0), decimals.type))
    words = np.frombuffer(filled.buffers()[1], dtype=np.int64).reshape(-1, 2)
    words = words[filled.offset : filled.offset + len(filled)]
    units = words[:, 0]
    most = max(int(units.max()), -int(units.min())) if units.size else 0
    if (units >> 63 == words[:, 1]).all() and most * units.size < 1 << 63:
        return units
    by, whole = decimals.type.scale, Context(prec=decimals.type.precision)
    return np.array([int(value.scaleb(by, whole)) for value in filled.to_pylist()], dtype=object)


@dataclass(frozen=True)
class FileRows:
    """An output table whose columns become Arrow values some rows at a time: all of them at once would be most of what a run holds."""

    fields: tuple[tuple[str, Field], ...]
    values: tuple[Any, ...]
    size: int
    order: (
        np.ndarray | None
    )  # the positions of rows in the order in which they are written; None: as they stand

    def shown(self, start: int, count: int) -> list[Shown]:
        """Some rows of every column."""
        return [
            Shown(header, field, arrow_values(field, self._some(values, slice(start, start + count))))
            for (header, field), values in zip(self.fields, self.values, strict=True)
        ]

    def _some(self, values: Any, rows: slice) -> Any:
        return values[rows] if self.order is None else values.take(self.order[rows])


def file_rows(result: Result, file: OutputFile) -> FileRows:
    """The columns of an output table, rows by identifier: `first`, then keys and what is computed."""
    frame = result.frames[file.level]
    paths = (*file.first, *_rest(frame, file.first))
    found = {path: result.column(frame.level, path) for path in paths}
    fields = tuple((path, field) for path, (field, _) in found.items())
    values = tuple(values for _, values in found.values())
    return FileRows(
        fields, values, len(frame.table), _order(frame, FileRows(fields, values, len(frame.table), None))
    )


def _order(frame: Frame, rows: FileRows) -> np.ndarray | None:
    """Where rows do not stand in order already, as those of a large input often do: the order that they are put in."""
    if frame.key in dict(rows.fields):
        at = [path for path, _ in rows.fields].index(frame.key)
        rows = FileRows(rows.fields[at : at + 1], rows.values[at : at + 1], rows.size, None)
    columns = rows.shown(0, rows.size)
    if len(columns) == 1 and _ascending(columns[0].values):
        return None
    return np.asarray(by_identifier(frame, columns), dtype=np.int64)


def _rest(frame: Frame, first: tuple[str, ...]) -> list[str]:
    return [
        field.name
        for field in frame.fields
        if field.name not in first and (field.origin != "input" or field.kind in KEYS)
    ]


def _keys(frame: Frame, columns: list[Shown]) -> list[Shown]:
    """The column that tells rows apart; all where the level has no key."""
    return [column for column in columns if column.header == frame.key] or columns


def _ascending(values: pa.Array) -> bool:
    """Whether a column stands in order already, as a large input often does: then nothing need be moved."""
    return not values.null_count and pc.all(pc.less_equal(values[:-1], values[1:])).as_py() is not False


def by_identifier(frame: Frame, columns: list[Shown]) -> pa.Array:
    """Order rows by the key's code points; by every column from the first on where the level has no key."""
    keys = _keys(frame, columns)
    table = pa.table([column.values for column in keys], names=[column.header for column in keys])
    return pc.sort_indices(table, sort_keys=[(column.header, "ascending") for column in keys])


def _narrow(decimals: pa.Array) -> pa.Array:
    """The same decimals in eight bytes where they fit: they become texts a quarter faster."""
    try:
        return pc.cast(decimals, pa.decimal64(NARROW_DIGITS, decimals.type.scale))
    except pa.ArrowInvalid:
        return decimals


def _one_array(values: Any) -> pa.Array:
    return values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
