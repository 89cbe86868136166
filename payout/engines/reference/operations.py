"""Arithmetic and comparison of two values, each a column or the same for every row."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, cast

import pandas as pd

from payout.engines.reference.values import equal, flags, is_number, numbers, ordered
from payout.exact.filtered import quotient

if TYPE_CHECKING:
    from payout.engines.reference.values import Value
    from payout.exact import ExactArray
    from payout.exact.filtered import Tally


def arithmetic(op: str, left: Value, right: Value, size: int, tally: Tally | None) -> Value:
    """The sum, difference, product or quotient of two numbers; missing where one is, or where a divisor is zero."""
    if left is None or right is None:
        return None
    # scalars are Fractions and columns exact: schemas admit nothing else here
    first, second = cast("ExactArray", left), cast("ExactArray", right)
    match op:
        case "+":
            return first + second
        case "-":
            return first - second
        case "*":
            return first * second
        case _ if isinstance(right, Fraction) and right != 0:
            return first / second
    return _divided(numbers(left, size), numbers(right, size), tally)


def _divided(left: ExactArray, right: ExactArray, tally: Tally | None) -> Value:
    """A quotient, missing where the divisor is zero; of many rows one that stays unsettled."""
    return left.divide(right, where_zero=pd.NA) if tally is None else quotient(left, right, tally)


def comparison(op: str, left: Value, right: Value, size: int) -> Value:  # noqa: PLR0911 - one case an operator
    """How two values compare; missing where one is."""
    if left is None or right is None:
        return None
    if not is_number(left) and not is_number(right):
        if op not in {"==", "!="}:
            return ordered(op, left, right, size)
        same = equal(left, right, size)
        return same if op == "==" else opposite(same, size)
    first, second = cast("ExactArray", left), cast("ExactArray", right)
    match op:
        case "==":
            return cast("Value", first == second)
        case "!=":
            return cast("Value", first != second)
        case "<":
            return first < second
        case "<=":
            return first <= second
        case ">":
            return first > second
        case _:
            return first >= second


def opposite(value: Value, size: int) -> Value:
    """Where a condition does not hold; missing where it is."""
    if value is None or isinstance(value, bool):
        return None if value is None else not value
    return ~flags(value, size)
