"""Values of one level's rows, whatever their kind: numbers are exact columns, flags nullable booleans, enumerations categories.

A value that is the same for every row stays a plain scalar until rows are needed; None is a missing scalar.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pandas as pd

from payout.exact import ExactArray

if TYPE_CHECKING:
    from pandas.api.extensions import ExtensionArray

Rows: TypeAlias = "ExtensionArray"
Value: TypeAlias = "ExtensionArray | Fraction | bool | str | date | None"


def is_rows(value: Value) -> bool:
    """Tell a column from a scalar."""
    return not (value is None or isinstance(value, (Fraction, bool, str, date)))


def fill(value: Value, size: int, kind: str, options: tuple[str, ...] = ()) -> Rows:
    """Give a value as a column of `size` rows."""
    if is_rows(value):
        return value  # type: ignore[return-value]
    match kind:
        case "number":
            return ExactArray.full(size, value)
        case "flag":
            missing = np.full(size, value is None)
            return pd.arrays.BooleanArray(np.full(size, bool(value)), missing)
        case "enumeration":
            code = options.index(value) if isinstance(value, str) else -1
            return pd.Categorical.from_codes(np.full(size, code, dtype=np.int8), categories=list(options))
        case "date":
            return pd.array(np.full(size, np.datetime64(value or "NaT", "s")))
        case _:
            return pd.array([pd.NA if value is None else value] * size, dtype=pd.StringDtype(na_value=pd.NA))


def gather(value: Value, positions: np.ndarray) -> Value:
    """Give a column's rows at `positions`; -1 is missing. A scalar stays what it is."""
    if not is_rows(value):
        return value
    if isinstance(value, ExactArray):
        return value.gather(positions)
    return value.take(positions, allow_fill=True)  # type: ignore[union-attr]


def holds(flags: Value, size: int) -> np.ndarray:
    """Give where a condition is true, as a plain array: a missing condition does not hold."""
    if isinstance(flags, pd.arrays.BooleanArray):
        return flags.to_numpy(dtype=bool, na_value=False)
    return np.full(size, flags is True)


def known_rows(value: Value, size: int) -> np.ndarray:
    """Give where a value is there."""
    if not is_rows(value):
        return np.full(size, value is not None)
    return ~np.asarray(value.isna())  # type: ignore[union-attr]


def flags_of(values: np.ndarray) -> pd.arrays.BooleanArray:
    """Make a flag column that is known everywhere."""
    return pd.arrays.BooleanArray(values, np.zeros(len(values), dtype=bool))


def select(cases: list[tuple[np.ndarray, Value]], otherwise: Value, kind: str, options: tuple[str, ...]) -> Rows:
    """Give in each row the value of the first case that holds there, else `otherwise`."""
    size = len(cases[0][0])
    if kind == "number":
        result = fill(otherwise, size, kind)
        for condition, value in reversed(cases):
            result = fill(value, size, kind).where(condition, result)  # type: ignore[attr-defined]
        return result
    if kind == "flag":
        return _select_flags(cases, fill(otherwise, size, kind))
    if kind == "enumeration":
        return _select_options(cases, otherwise, options)
    result_rows = np.asarray(fill(otherwise, size, kind), dtype=object)
    for condition, value in reversed(cases):
        result_rows = np.where(condition, np.asarray(fill(value, size, kind), dtype=object), result_rows)
    return fill_back(result_rows, kind)


def fill_back(values: np.ndarray, kind: str) -> Rows:
    """Make a text or date column of plain objects."""
    if kind == "date":
        return pd.array(pd.to_datetime(pd.Series(values)).to_numpy().astype("datetime64[s]"))
    return pd.array(values, dtype=pd.StringDtype(na_value=pd.NA))


def _select_flags(cases: list[tuple[np.ndarray, Value]], otherwise: Rows) -> Rows:
    data, missing = _parts(otherwise)
    for condition, value in reversed(cases):
        its_data, its_missing = _parts(fill(value, len(condition), "flag"))
        data, missing = np.where(condition, its_data, data), np.where(condition, its_missing, missing)
    return pd.arrays.BooleanArray(data, missing)


def _parts(flags: Rows) -> tuple[np.ndarray, np.ndarray]:
    missing = np.asarray(flags.isna())
    return flags.to_numpy(dtype=bool, na_value=False), missing


def _select_options(cases: list[tuple[np.ndarray, Value]], otherwise: Value, options: tuple[str, ...]) -> Rows:
    size = len(cases[0][0])
    codes = codes_of(fill(otherwise, size, "enumeration", options), options)
    for condition, value in reversed(cases):
        codes = np.where(condition, codes_of(fill(value, size, "enumeration", options), options), codes)
    return pd.Categorical.from_codes(codes.astype(np.int8), categories=list(options))


def codes_of(value: Rows, options: tuple[str, ...]) -> np.ndarray:
    """Give an enumeration's codes by these options; -1 is missing."""
    if not isinstance(value, pd.Categorical):
        value = pd.Categorical(value, categories=list(options))
    mapping = np.array([*(options.index(option) if option in options else -1 for option in value.categories), -1])
    return mapping[value.codes]


def equal(left: Value, right: Value, size: int) -> Value:
    """Compare two values of a kind other than number for equality; missing where a side is."""
    if not is_rows(left) and not is_rows(right):
        return None if left is None or right is None else left == right
    if not is_rows(left):
        left, right = right, left
    missing = ~(known_rows(left, size) & known_rows(right, size))
    if isinstance(left, pd.Categorical):
        options = tuple(left.categories)
        same = left.codes == (_code(right, options) if not is_rows(right) else codes_of(right, options))  # type: ignore[arg-type]
    else:
        same = _plain(left) == _plain(right)
    return pd.arrays.BooleanArray(np.asarray(same, dtype=bool) & ~missing, missing)


def _code(value: Value, options: tuple[str, ...]) -> int:
    return options.index(value) if isinstance(value, str) and value in options else -2


def _plain(value: Value) -> object:
    if isinstance(value, pd.arrays.BooleanArray):
        return value.to_numpy(dtype=bool, na_value=False)
    if is_rows(value):
        return np.asarray(value, dtype=object if not pd.api.types.is_datetime64_any_dtype(value) else None)  # type: ignore[arg-type]
    return np.datetime64(value, "s") if isinstance(value, date) else value


def ordered(op: str, left: Value, right: Value, size: int) -> Value:
    """Compare two dates; missing where a side is."""
    if left is None or right is None:
        return None
    missing = ~(known_rows(left, size) & known_rows(right, size))
    compare = {"<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal}[op]
    return pd.arrays.BooleanArray(compare(_plain(left), _plain(right)) & ~missing, missing)
