"""Columns of somebody's own (x_…): nothing is computed of them; they go along to the results as texts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from payout.intake.cells import shortest
from payout.intake.raw import ERROR, FLAG, FORMULA, NUMBER

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from payout.intake.raw import RawColumn

FLAGS = {"1": "TRUE", "0": "FALSE"}  # as a sheet shows them


def named_apart(columns: Iterable[RawColumn]) -> dict[str, RawColumn]:
    """Columns by their headers; of two that bear one header the second has a number behind it."""
    found: dict[str, RawColumn] = {}
    for column in columns:
        header = name = " ".join(column.header.split())
        number = 1
        while name.casefold() in (other.casefold() for other in found):
            number += 1
            name = f"{header}_{number}"
        found[name] = replace(column, header=name)
    return found


def carried_texts(columns: Mapping[str, RawColumn]) -> dict[str, np.ndarray]:
    """The cells of columns as texts, None where blank; formulas and errors are blank, for what they show may be old."""
    return {name: np.array(_texts(column), dtype=object) for name, column in columns.items()}


def _texts(column: RawColumn) -> list[str | None]:
    texts: list[str | None] = column.texts.to_pylist()
    if column.kinds is not None:
        for row, kind in enumerate(column.kinds.tolist()):
            texts[row] = _text(texts[row], kind, exact=column.exact)
    return [text.strip() or None if text is not None else None for text in texts]


def _text(text: str | None, kind: int, *, exact: bool) -> str | None:
    if text is None or kind in (FORMULA, ERROR):
        return None
    if kind == NUMBER and not exact:
        return shortest(text)
    return FLAGS.get(text, text) if kind == FLAG else text
