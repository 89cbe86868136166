"""Columns of a result as texts that people read: decimals, words of options, yes and no."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payout.outputs.columns import arrow_values, decimal_texts
from payout.text import is_missing, show_value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from payout.rules.compiled.result import Field, Result
    from payout.text import Language


def texts_of(
    result: Result, level: str, path: str, rows: Sequence[int], lang: Language
) -> tuple[Field, list[str]]:
    """A column of some rows of a level, or of a parent by path; what is missing is blank."""
    field, values = result.column(level, path)
    chosen = values.take(list(rows))
    if field.kind == "number":
        return field, [text or "" for text in decimal_texts(field, arrow_values(field, chosen)).to_pylist()]
    return field, [_word(field, value, lang) for value in chosen]


def _word(field: Field, value: object, lang: Language) -> str:
    if is_missing(value):
        return ""
    text = show_value(value, lang)
    return field.options.get(text, text) if lang == "zh" else text.replace("_", " ")
