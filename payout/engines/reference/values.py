"""Values of one level's rows, whatever their kind.

Exact columns, nullable flags, categories, texts and dates.

A value that is the same for every row stays a plain scalar until rows are needed; None is a missing scalar.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pandas.arrays import BooleanArray

from payout.exact import ExactArray
from payout.exact.build import flag_parts
from payout.exact.filtered import FilteredArray
from payout.exact.kernels import is_whole, pick

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pandas.api.extensions import ExtensionArray

    from payout.exact.filtered import Tally

Rows: TypeAlias = "ExtensionArray"
Value: TypeAlias = "ExtensionArray | Fraction | bool | str | date | None"
Flags: TypeAlias = "NDArray[np.bool_]"
Positions: TypeAlias = "NDArray[np.int64]"

TEXT = pd.StringDtype(na_value=pd.NA)


def is_rows(value: Value) -> bool:
    """Tell a column from a scalar."""
    return not (value is None or isinstance(value, (Fraction, bool, str, date)))


def is_number(value: Value) -> bool:
    """Tell a number, or a column of numbers, from all else."""
    return isinstance(value, (ExactArray, Fraction))


def numbers(value: Value, size: int) -> ExactArray:
    """A number as a column of `size` rows."""
    return value if isinstance(value, ExactArray) else ExactArray.full(size, cast("Fraction | None", value))


def flags(value: Value, size: int) -> BooleanArray:
    """A condition as a column of `size` rows."""
    if isinstance(value, BooleanArray):
        return value
    return BooleanArray(np.full(size, value is True), np.full(size, value is None))


def fill(value: Value, size: int, kind: str, options: tuple[str, ...] = ()) -> Rows:
    """A value of any kind as a column of `size` rows."""
    if is_rows(value):
        return cast("Rows", value)
    match kind:
        case "number":
            return numbers(value, size)
        case "flag":
            return flags(value, size)
        case "enumeration":
            code = options.index(value) if isinstance(value, str) else -1
            return categories(np.full(size, code), options)
        case "date":
            day = np.datetime64(value if isinstance(value, date) else "NaT", "s")
            return pd.array(np.full(size, day))
        case _:
            return pd.array(np.full(size, pd.NA if value is None else value, dtype=object), dtype=TEXT)


def categories(codes: NDArray[np.integer], options: tuple[str, ...]) -> Rows:
    """Make an enumeration of codes: positions in `options`, -1 for missing."""
    made: Rows = pd.Categorical.from_codes(codes, categories=pd.Index(list(options), dtype=object))
    return made


def gather(value: Value, positions: Positions, tally: Tally | None = None, *, whole: bool = False) -> Value:
    """A column's rows at `positions`; -1 is missing, `whole`: there is none. A scalar stays what it is.

    With a `tally` what is not rounded stays unsettled.
    """
    if isinstance(value, ExactArray):
        if tally is not None and not value.lazy and not isinstance(value.denominators, int):
            value = FilteredArray.of(value, tally)
        return value.gather(positions, whole=whole)
    if isinstance(value, BooleanArray):
        return _gathered_flags(value, positions, whole=whole or is_whole(positions))
    if not is_rows(value):
        return value
    return cast("Rows", value).take(positions, allow_fill=True)


def _gathered_flags(value: BooleanArray, positions: Positions, *, whole: bool) -> BooleanArray:
    data, missing = flag_parts(value)
    if whole:
        absent = missing.take(positions) if missing.any() else np.zeros(len(positions), dtype=bool)
        return BooleanArray(data.take(positions), absent)
    # the last stands for -1: of none
    return BooleanArray(np.append(data, False)[positions], np.append(missing, True)[positions])


def holds(value: Value, size: int) -> Flags:
    """Where a condition is true, to be read only: a missing condition does not hold."""
    if isinstance(value, BooleanArray):
        found = flag_parts(value)[0].view()
        found.flags.writeable = False
        return found
    return np.full(size, value is True)


def logical(op: str, left: BooleanArray, right: BooleanArray) -> BooleanArray:
    """Both, or either, of two conditions: known where one side settles it, whatever the other would say."""
    (one, gone), (other, absent) = flag_parts(left), flag_parts(right)
    found = one & other if op == "&" else one | other
    missing = gone | absent
    if missing.any():  # `&` is settled by a side that does not hold, `|` by one that does
        missing &= ~((~one & ~gone) | (~other & ~absent)) if op == "&" else ~found
    return BooleanArray(found, missing)


def known_rows(value: Value, size: int) -> Flags:
    """Where a value is there."""
    if not is_rows(value):
        return np.full(size, value is not None)
    if isinstance(value, BooleanArray):
        return ~flag_parts(value)[1]
    if isinstance(value, ExactArray):
        return ~value.mask
    return ~np.asarray(cast("Rows", value).isna(), dtype=bool)


def flags_of(values: Flags) -> BooleanArray:
    """Make a flag column that is known everywhere."""
    return BooleanArray(values, np.zeros(len(values), dtype=bool))


def select(
    cases: list[tuple[Flags, Value]], otherwise: Value, kind: str, options: tuple[str, ...] = ()
) -> Rows:
    """In each row the value of the first case that holds there, else `otherwise`."""
    size = len(cases[0][0])
    match kind:
        case "number":
            result = otherwise
            for condition, value in reversed(cases):
                result = _one_or_other(condition, value, result)
            return cast("Rows", result)
        case "flag":
            return _select_flags(cases, flags(otherwise, size))
        case "enumeration":
            return _select_options(cases, otherwise, options)
        case _:
            return _select_objects(cases, otherwise, kind)


def _one_or_other(condition: Flags, one: Value, other: Value) -> ExactArray:
    """One number where a condition holds, else the other; what is the same for every row need not be a column."""
    if not isinstance(one, ExactArray) and isinstance(other, ExactArray):
        return other.where(~condition, one)
    return numbers(one, len(condition)).where(condition, other)


def _select_flags(cases: list[tuple[Flags, Value]], otherwise: BooleanArray) -> Rows:
    data, missing = flag_parts(otherwise)
    for condition, value in reversed(cases):
        its_data, its_missing = flag_parts(flags(value, len(condition)))
        data, missing = pick(condition, its_data, data), pick(condition, its_missing, missing)
    return BooleanArray(data, missing)


def _select_options(cases: list[tuple[Flags, Value]], otherwise: Value, options: tuple[str, ...]) -> Rows:
    size = len(cases[0][0])
    codes = codes_of(fill(otherwise, size, "enumeration", options), options)
    for condition, value in reversed(cases):
        codes = np.where(condition, codes_of(fill(value, size, "enumeration", options), options), codes)
    return categories(codes, options)


def _select_objects(cases: list[tuple[Flags, Value]], otherwise: Value, kind: str) -> Rows:
    size = len(cases[0][0])
    result = np.asarray(fill(otherwise, size, kind), dtype=object)
    for condition, value in reversed(cases):
        result = np.where(condition, np.asarray(fill(value, size, kind), dtype=object), result)
    if kind == "date":
        days: Rows = pd.array(np.array([_day(value) for value in result], dtype="datetime64[s]"))
        return days
    texts: Rows = pd.array(result, dtype=TEXT)
    return texts


def _day(value: object) -> np.datetime64:
    return np.datetime64("NaT" if value is None or value is pd.NaT else cast("date", value), "s")


def codes_of(value: Rows, options: tuple[str, ...]) -> Positions:
    """An enumeration's codes by these options; -1 is missing, or no option."""
    found = value if isinstance(value, pd.Categorical) else pd.Categorical(np.asarray(value, dtype=object))
    place = {option: position for position, option in enumerate(options)}
    mapping = np.array([*(place.get(option, -1) for option in found.categories), -1], dtype=np.int64)
    codes: Positions = mapping[found.codes]
    return codes


def equal(left: Value, right: Value, size: int) -> Value:
    """Compare two values of a kind other than number for equality; missing where a side is."""
    if not is_rows(left) and not is_rows(right):
        return None if left is None or right is None else left == right
    if not is_rows(left) or (isinstance(right, pd.Categorical) and not isinstance(left, pd.Categorical)):
        left, right = right, left
    missing = ~(known_rows(left, size) & known_rows(right, size))
    if isinstance(left, pd.Categorical):
        options = tuple(left.categories)
        codes = codes_of(cast("Rows", right), options) if is_rows(right) else _code(right, options)
        same = left.codes == codes
    elif is_rows(right) and isinstance(cast("Rows", left).dtype, pd.StringDtype):
        same = pc.equal(_texts(cast("Rows", left)), _texts(cast("Rows", right))).to_numpy(
            zero_copy_only=False
        )
    else:
        same = _plain(left) == _plain(right)
    return BooleanArray(np.asarray(same, dtype=bool) & ~missing, missing)


def _texts(values: Rows) -> pa.Array:
    """Texts as Arrow compares them: a missing row holds nothing, and is masked by whoever asks."""
    found = pa.array(values, pa.large_string())
    whole = found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found
    return pc.fill_null(whole, "")


def _code(value: Value, options: tuple[str, ...]) -> int:
    return options.index(value) if isinstance(value, str) and value in options else -2


def _plain(value: Value) -> Any:
    """A value as NumPy compares it: missing rows hold something, and are masked by whoever asks."""
    if isinstance(value, BooleanArray):
        return flag_parts(value)[0]
    if is_rows(value):
        rows = cast("Rows", value)
        texts = isinstance(rows.dtype, pd.StringDtype)
        return np.asarray(rows.fillna(""), dtype=object) if texts else np.asarray(rows)
    return np.datetime64(value, "s") if isinstance(value, date) else value


def ordered(op: str, left: Value, right: Value, size: int) -> Value:
    """Compare two dates; missing where a side is."""
    if left is None or right is None:
        return None
    missing = ~(known_rows(left, size) & known_rows(right, size))
    compare = {
        "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal,
    }[op]  # fmt: skip
    return BooleanArray(np.broadcast_to(compare(_plain(left), _plain(right)), (size,)) & ~missing, missing)
