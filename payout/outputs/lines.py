"""The lines of a CSV file: cells as texts, joined.

Neighbouring columns that say few things (flags, a share that is 1 for nearly everybody) are joined once for each thing that they say
together, not once a row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from payout.intake.columns import stands_in
from payout.outputs.columns import number_texts
from payout.text import FORMULA_SIGNS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from payout.outputs.columns import Shown
    from payout.rules.compiled.result import Field

LARGE_BYTES = (
    1 << 30
)  # of the cells of a chunk: with separators and line ends, more might not fit 32-bit offsets
MOST_WORDS = 1024  # that neighbours may say together
# `=cmd|…` in a name would run on the machine of whoever opens the file. A text that begins as a guarded one does is
# guarded too, so that what is read back is what was written.
FORMULA_START = rf"^'*[{FORMULA_SIGNS}]"
NEEDS_QUOTES = r'[",\n\r]'
REMARKABLE = rf'[{FORMULA_SIGNS}",\n]'  # without any of these a text stands as it is
FLAGS = pa.array(["false", "true", ""])
MISSING = 2


@dataclass(frozen=True)
class FewThings:
    """Columns that say few things: each of these as it is written, and for each row which of them it says."""

    words: pa.Array
    codes: NDArray[np.int32]

    def beside(self, other: FewThings) -> FewThings:
        """Two neighbours as one; what they might say together is all that the one and the other say."""
        mine, its = len(self.words), len(other.words)
        left = self.words.take(pa.array(np.repeat(np.arange(mine), its)))
        right = other.words.take(pa.array(np.tile(np.arange(its), mine)))
        codes = other.codes if mine == 1 else self.codes if its == 1 else self.codes * its + other.codes
        return FewThings(_joined([left, right], ","), codes)


Cells: TypeAlias = "pa.Array | FewThings"


def csv_lines(columns: Sequence[Shown]) -> bytes | memoryview:
    """The rows of columns as lines."""
    return _lines(_fewer(_cells(column) for column in columns))


def csv_header(columns: Sequence[Shown]) -> bytes | memoryview:
    """The names of columns as a line."""
    return _lines([_quoted(pa.array([column.header])) for column in columns])


def _cells(column: Shown) -> Cells:
    values = column.values
    match column.field.kind:
        case "number":
            return _numbers(column.field, values, few=column.few)
        case "flag":
            return FewThings(FLAGS, pc.fill_null(pc.cast(values, pa.int32()), MISSING).to_numpy())
        case "date":
            return pc.fill_null(pc.cast(values, pa.string()), "")
        case _:
            plain = not stands_in(values, REMARKABLE)
            return pc.fill_null(values if plain else _quoted(_harmless(values)), "")


def _numbers(field: Field, decimals: pa.Array, *, few: bool) -> Cells:
    if not few:
        return pc.fill_null(number_texts(field, decimals), "")
    coded = pc.dictionary_encode(decimals, null_encoding="encode")
    return FewThings(pc.fill_null(number_texts(field, coded.dictionary), ""), coded.indices.to_numpy())


def _harmless(texts: pa.Array) -> pa.Array:
    risky = pc.match_substring_regex(texts, FORMULA_START)
    if not pc.any(risky).as_py():
        return texts
    return pc.if_else(risky, _joined(["'", texts], ""), texts)


def _quoted(texts: pa.Array) -> pa.Array:
    special = pc.match_substring_regex(texts, NEEDS_QUOTES)
    if not pc.any(special).as_py():
        return texts
    doubled = pc.replace_substring(texts, '"', '""')
    return pc.if_else(special, _joined(['"', doubled, '"'], ""), texts)


def _fewer(cells: Iterable[Cells]) -> list[Cells]:
    """Neighbours that say few things together as one."""
    found: list[Cells] = []
    for one in cells:
        last = found[-1] if found else None
        if (
            isinstance(one, FewThings)
            and isinstance(last, FewThings)
            and len(last.words) * len(one.words) <= MOST_WORDS
        ):
            found[-1] = last.beside(one)
        else:
            found.append(one)
    return found


def _lines(cells: Sequence[Cells]) -> bytes | memoryview:
    """Join cells to lines; the buffer of the joined column is the text itself."""
    *before, last = cells
    texts = [_texts(one) for one in (*before, _ended(last))]
    large = sum(one.nbytes for one in texts) >= LARGE_BYTES
    lines = _joined([one.cast(pa.large_string()) for one in texts] if large else texts, ",")
    data = lines.buffers()[2]
    return memoryview(data) if data is not None else b""


def _ended(cells: Cells) -> Cells:
    if isinstance(cells, FewThings):
        return FewThings(_joined([cells.words, "\n"], ""), cells.codes)
    return _joined([cells, "\n"], "")


def _texts(cells: Cells) -> pa.Array:
    return cells.words.take(pa.array(cells.codes)) if isinstance(cells, FewThings) else cells


def _joined(pieces: Sequence[pa.Array | str], by: str) -> pa.Array:
    kind = next(one.type for one in pieces if not isinstance(one, str))
    return pc.binary_join_element_wise(
        *(pa.scalar(one, kind) if isinstance(one, str) else one for one in pieces), pa.scalar(by, kind)
    )
