"""The total of a batch: the exact sum of one column of an output file."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, cast

from payout.outputs.columns import shown_places
from payout.text import Text, plain_decimal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from payout.exact import ExactArray
    from payout.rules.compiled.result import Result
    from payout.rules.policy.card import OutputFile


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


def grand_total(totals: Sequence[Total]) -> Total | None:
    """All that a batch pays, where it pays several kinds of payees; None where it pays one, or not all in yuan to the fen."""
    if len(totals) < 2 or any(total.measure != "yuan" or "/" in total.text for total in totals):
        return None
    value = sum((total.value for total in totals), Fraction(0))
    return Total("", Text("总计", "grand total"), "yuan", value, plain_decimal(value, 2))
