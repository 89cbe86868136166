"""Tables in memory, as a notebook has them: pandas frames as raw tables, judged like any file."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from payout.exact import ExactArray
from payout.findings import Place
from payout.intake.catalogue import make
from payout.intake.parquet import raw_column
from payout.intake.raw import NUMBER, RawColumn, RawTable, refused_column
from payout.rules.compiled.result import SourceFile
from payout.text import show_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from payout.findings import Finding


INT_BITS = 63
MOST_DIGITS = 400  # as of a text: to write thousands of digits takes the square of them
MOST_BITS = 4 * MOST_DIGITS


@dataclass(frozen=True)
class Frames:
    """Tables in memory by table name (identifier or Chinese). `name` stands in findings where a file's name would."""

    tables: Mapping[str, pd.DataFrame]
    name: str = "DataFrame"


def read_frame(frame: pd.DataFrame, name: str) -> RawTable:
    """Read one frame: exact numbers, integers, decimals, texts, flags, days; a column of floats is refused."""
    columns: list[RawColumn] = []
    findings: list[Finding] = []
    for header in frame.columns:
        found = _column(str(header), frame[header].array, Place(name, column=str(header)))
        if isinstance(found, RawColumn):
            columns.append(found)
        else:
            findings.append(found)
            columns.append(refused_column(str(header), len(frame)))
    return RawTable(name, "", np.arange(2, len(frame) + 2, dtype=np.int64), tuple(columns), tuple(findings))


def frame_file(frame: pd.DataFrame, name: str) -> SourceFile:
    """What stands for a file in the record of a run: the digest of the cells as texts."""
    whole = hashlib.sha256()
    for header in frame.columns:
        whole.update(f"{header}\0".encode())
        texts = map(_digested, frame[header].tolist())
        whole.update("\0".join(texts).encode("utf-8", "surrogatepass") + b"\0")
    return SourceFile(name, whole.hexdigest(), 0)


def _digested(cell: object) -> str:
    """A cell as text for its digest; of whole numbers without end by their bits, which take no time to write."""
    if isinstance(cell, Fraction) and cell.denominator != 1:
        return f"{_digested(cell.numerator)}/{_digested(cell.denominator)}"
    whole = cell.numerator if isinstance(cell, Fraction) else cell
    return hex(whole) if isinstance(whole, int) and whole.bit_length() > MOST_BITS else str(cell)


def _column(header: str, values: Any, place: Place) -> RawColumn | Finding:
    if isinstance(values, ExactArray):
        return _numbers(
            header, [None if value is None else show_number(value) for value in _fractions(values)]
        )
    cells = values.tolist() if str(values.dtype) == "object" else None
    if cells is not None and any(_is_number(cell) for cell in cells):
        strange = next(
            (cell for cell in cells if not isinstance(cell, (Decimal, Fraction, int)) and cell is not None),
            None,
        )
        if strange is not None or any(isinstance(cell, bool) for cell in cells):
            return make("E128", place, column=header, found="object")
        return _numbers(header, [None if cell is None else _shown(cell) for cell in cells])
    try:
        arrow = pa.array(values, from_pandas=True)
    except (pa.ArrowException, TypeError, ValueError):
        return make("E128", place, column=header, found=str(values.dtype))
    return raw_column(header, arrow, place)


def _is_number(cell: object) -> bool:
    """Whether Arrow has no type for a cell: decimals of any scale, fractions, integers beyond 64 bits."""
    return isinstance(cell, (Decimal, Fraction)) or (isinstance(cell, int) and cell.bit_length() > INT_BITS)


def _shown(cell: Decimal | Fraction | int) -> str:
    """A number as text; what is no number, or of more digits than any amount has, by a text that no column takes."""
    if isinstance(cell, Decimal) and (not cell.is_finite() or abs(cell.adjusted()) > MOST_DIGITS):
        return str(cell)
    exact = Fraction(cell)
    bits = max(exact.numerator.bit_length(), exact.denominator.bit_length())
    return show_number(exact) if bits <= MOST_BITS else f"… (≈ {bits * 301 // 1000} digits)"


def _fractions(values: ExactArray) -> list[Fraction | None]:
    missing = np.asarray(values.isna())
    return [None if gone else values.value_at(row) for row, gone in enumerate(missing.tolist())]


def _numbers(header: str, texts: list[str | None]) -> RawColumn:
    return RawColumn(
        header, header, pa.array(texts, pa.string()), np.full(len(texts), NUMBER, np.uint8), exact=True
    )
