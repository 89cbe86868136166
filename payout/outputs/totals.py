"""The total of a batch: the exact sum of one column of an output file."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, cast

from payout.outputs.columns import shown_places

if TYPE_CHECKING:
    from payout.exact import ExactArray
    from payout.rules.compiled.result import Result
    from payout.rules.policy.card import OutputFile
    from payout.text import Text


@dataclass(frozen=True)
class Total:
    """The exact sum of a column. `text`: decimals if the column is rounded, else a reduced fraction."""

    column: str
    label: Text
    measure: str
    value: Fraction
    text: str


def batch_total(result: Result, file: OutputFile) -> Total | None:
    """Sum the column that an output file names as its total; None where it names none."""
    if not file.total:
        return None
    field, values = result.column(file.level, file.total)
    value = Fraction(cast("ExactArray", values).sum())
    text = str(value) if field.places is None else plain_decimal(value, shown_places(field))
    return Total(file.total, field.label, field.measure, value, text)


def plain_decimal(value: Fraction, places: int) -> str:
    """Write a fraction with so many decimals; ValueError if it has more."""
    scaled = value * 10**places
    if scaled.denominator != 1:
        raise ValueError(f"{value} has more than {places} decimals")
    digits = str(abs(scaled.numerator)).rjust(places + 1, "0")
    sign = "-" if scaled < 0 else ""
    return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)
