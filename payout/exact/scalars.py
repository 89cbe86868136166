"""What counts as one exact number: Fraction, whole number or finite Decimal.

Never a float, never a truth value.
"""

from __future__ import annotations

import numbers
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

import numpy as np
import pandas as pd

Exact: TypeAlias = Fraction | int | Decimal


def is_missing(value: object) -> bool:
    """Tell whether a scalar stands for a missing number: None or pd.NA, never a NaN."""
    return value is None or value is pd.NA


def ratio_of(value: object) -> tuple[int, int]:
    """(numerator, denominator) in lowest terms.

    Raise TypeError for what is not exact, ValueError for NaN.
    """
    if isinstance(value, bool | np.bool_ | float | np.floating):
        raise TypeError(f"{type(value).__name__} is not an exact number; give a Fraction, int or Decimal")
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueError("a Decimal that is infinite or not a number is no exact number")
        return value.as_integer_ratio()
    if isinstance(value, numbers.Rational | np.integer):
        return int(value.numerator), int(value.denominator)
    raise TypeError(f"{type(value).__name__} is not an exact number; give a Fraction, int or Decimal")


def is_number(value: object) -> bool:
    """Tell whether a scalar is a number of any kind, exact or not."""
    return isinstance(value, numbers.Number | np.number | np.bool_)
