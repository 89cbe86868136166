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
from payout.intake.raw import NUMBER, RawColumn, RawTable
from payout.rules.compiled.result import SourceFile
from payout.text import show_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from payout.findings import Finding


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
        (columns if isinstance(found, RawColumn) else findings).append(found)  # type: ignore[arg-type]
    return RawTable(name, "", np.arange(2, len(frame) + 2, dtype=np.int64), tuple(columns), tuple(findings))


def frame_file(frame: pd.DataFrame, name: str) -> SourceFile:
    """What stands for a file in the record of a run: the digest of the cells as texts."""
    whole = hashlib.sha256()
    for header in frame.columns:
        whole.update(f"{header}\0".encode())
        whole.update("\0".join(map(str, frame[header].tolist())).encode("utf-8", "surrogatepass") + b"\0")
    return SourceFile(name, whole.hexdigest(), 0)


def _column(header: str, values: Any, place: Place) -> RawColumn | Finding:
    if isinstance(values, ExactArray):
        return _numbers(
            header, [None if value is None else show_number(value) for value in _fractions(values)]
        )
    cells = values.tolist() if values.dtype == object else None
    if cells is not None and any(isinstance(cell, (Decimal, Fraction)) for cell in cells):
        strange = next(
            (cell for cell in cells if not isinstance(cell, (Decimal, Fraction, int)) and cell is not None),
            None,
        )
        if strange is not None or any(isinstance(cell, bool) for cell in cells):
            return make("E128", place, column=header, found="object")
        return _numbers(header, [None if cell is None else show_number(Fraction(cell)) for cell in cells])
    try:
        arrow = pa.array(values, from_pandas=True)
    except (pa.ArrowException, TypeError, ValueError):
        return make("E128", place, column=header, found=str(values.dtype))
    return raw_column(header, arrow, place)


def _fractions(values: ExactArray) -> list[Fraction | None]:
    missing = np.asarray(values.isna())
    return [None if gone else values.value_at(row) for row, gone in enumerate(missing.tolist())]


def _numbers(header: str, texts: list[str | None]) -> RawColumn:
    return RawColumn(
        header, header, pa.array(texts, pa.string()), np.full(len(texts), NUMBER, np.uint8), exact=True
    )
