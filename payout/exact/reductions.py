"""Whole-column reductions on rows that are all present.

Each gives a Fraction, or None where there is no answer.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from payout.exact.keys import sort_keys
from payout.exact.plan import GroupPlan
from payout.exact.sums import totals

if TYPE_CHECKING:
    from collections.abc import Callable

    from payout.exact.build import Parts


def value(parts: Parts, row: int) -> Fraction:
    """One row as a Fraction."""
    return Fraction(int(parts.num[row]), parts.den if isinstance(parts.den, int) else int(parts.den[row]))


def total(parts: Parts) -> Fraction:
    """Sum all rows; 0 for none."""
    num, den = totals(parts.num, parts.den, GroupPlan(np.zeros(parts.num.size, dtype=np.int64), 1))
    return Fraction(int(num[0]), den if isinstance(den, int) else int(den[0]))


def mean(parts: Parts) -> Fraction | None:
    """Divide the sum by the count of rows."""
    return total(parts) / parts.num.size if parts.num.size else None


def lowest(parts: Parts) -> Fraction | None:
    """Find the least row."""
    return value(parts, int(sort_keys(parts.num, parts.den).argmin())) if parts.num.size else None


def highest(parts: Parts) -> Fraction | None:
    """Find the greatest row."""
    return value(parts, int(sort_keys(parts.num, parts.den).argmax())) if parts.num.size else None


def median(parts: Parts) -> Fraction | None:
    """The middle row in order, or the mean of the middle two."""
    rows = parts.num.size
    if not rows:
        return None
    order = np.argsort(sort_keys(parts.num, parts.den), kind="stable")
    return (value(parts, int(order[(rows - 1) // 2])) + value(parts, int(order[rows // 2]))) / 2


REDUCTIONS: dict[str, Callable[[Parts], Fraction | None]] = {
    "sum": total,
    "mean": mean,
    "min": lowest,
    "max": highest,
    "median": median,
}
