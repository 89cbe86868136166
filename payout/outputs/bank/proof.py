"""What a payment file sums to, read back from its bytes as a bank would read it: it shares nothing with the writer but the form."""

from __future__ import annotations

import csv
import io
from codecs import BOM_UTF8 as BOM
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate
from typing import TYPE_CHECKING

import openpyxl

from payout.exact import number_from_double
from payout.outputs.bank.form import CODECS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from payout.outputs.bank.form import Form, FormColumn


def read_back(path: Path, form: Form, *, draft: bool) -> tuple[int, Fraction]:
    """How many lines a file has, and what their amounts sum to in yuan. Raises RuntimeError where its own total says otherwise."""
    rows = _book(path) if form.shape == "workbook" else _texts(path.read_bytes(), form)
    rows = rows[1:] if draft else rows
    at = 0 if form.total_first else -1
    totals = [rows.pop(at)] if form.total else []
    rows = [_cells(row, form.columns, form) for row in (rows[1:] if form.header else rows)]
    total = sum((_yuan(cells[form.amount_at], form) for cells in rows), Fraction(0))
    for row in totals:
        _require_total(_cells(row, form.total, form), form, len(rows), total)
    return len(rows), total


def _require_total(cells: list[str], form: Form, rows: int, total: Fraction) -> None:
    for column, text in zip(form.total, cells, strict=False):  # a workbook has empty cells behind them
        says_rows, says_sum = column.gives == "rows", column.gives == "sum"
        if (says_rows and int(text) != rows) or (says_sum and _yuan(text, form) != total):
            raise RuntimeError("the line of totals is not that of its file")


def _yuan(text: str, form: Form) -> Fraction:
    value = Fraction(Decimal(text.strip()))
    return value / 100 if form.in_fen else value


def _texts(data: bytes, form: Form) -> list[list[str]] | list[bytes]:
    """The rows of a text: of a fixed one as bytes, for its widths are bytes."""
    if form.shape == "fixed":
        return data.removeprefix(BOM).split(form.line_end.encode("ascii"))[:-1]
    text = data.removeprefix(BOM if form.mark else b"").decode(CODECS[form.encoding])
    lines = io.StringIO(text, newline="")
    if form.quoted:
        return list(csv.reader(lines, delimiter=form.separator))
    return list(csv.reader(lines, delimiter=form.separator, quoting=csv.QUOTE_NONE))


def _cells(row: list[str] | bytes, columns: Sequence[FormColumn], form: Form) -> list[str]:
    if not isinstance(row, bytes):
        return row
    ends = [*accumulate(column.width for column in columns)]
    starts = [0, *ends]
    if len(row) != ends[-1]:
        raise RuntimeError("a line of fixed width has another width")
    return [row[start:end].decode(CODECS[form.encoding]) for start, end in zip(starts, ends, strict=False)]


def _book(path: Path) -> list[list[str]]:
    book = openpyxl.load_workbook(path, read_only=True)
    rows = [[_shown(value) for value in row] for row in book.worksheets[0].iter_rows(values_only=True)]
    book.close()
    return rows


def _shown(value: object) -> str:
    return number_from_double(value) if isinstance(value, float) else "" if value is None else str(value)
