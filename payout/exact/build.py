"""From what callers hold to the parts of an exact column: numerators, denominators, missing rows."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from payout.exact.kernels import INT64_MAX, as_rows, is_big, pick, rescale, shrink, span
from payout.exact.scalars import is_missing, ratio_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from payout.exact.kernels import Part, Vector


class Parts(NamedTuple):
    """A column as its parts; missing rows hold 0 over 1, so that they never widen a bound."""

    num: Vector
    den: Part
    mask: Vector


def from_integers(num: Any, den: Any, mask: Any) -> Parts:
    """Check and copy integer columns; denominators must be positive, floats and truth values are refused."""
    above = whole_column(num)
    below: Part = int(den) if isinstance(den, int | np.integer) else whole_column(den)
    gone = np.zeros(above.size, dtype=bool) if mask is None else np.array(mask, dtype=bool)
    if gone.shape != above.shape or not (isinstance(below, int) or below.shape == above.shape):
        raise ValueError("numerators, denominators and mask must have one length")
    return blank(above, _positive(below, gone), gone)


def _positive(den: Part, mask: Vector) -> Part:
    smallest = den if isinstance(den, int) else int(den[~mask].min(initial=1))
    if smallest <= 0:
        raise ValueError("a denominator must be positive")
    return den


def whole_column(values: Any) -> Vector:
    """Copy one-dimensional integers as int64, or as Python integers where one does not fit."""
    column = np.asarray(values)
    if column.ndim != 1:
        raise ValueError("a column of one dimension is needed")
    if column.dtype == object:
        return _python_integers(column)
    if column.size == 0 and not isinstance(values, np.ndarray):
        return np.zeros(0, dtype=np.int64)
    if column.dtype.kind not in "iu":
        raise TypeError(f"whole numbers are needed, not {column.dtype}")
    return _within_int64(column)


def _within_int64(column: Vector) -> Vector:
    if column.size and (column.dtype == np.uint64 or column.min() == -(2**63)) and span(column) > INT64_MAX:
        return column.astype(object)
    return column.astype(np.int64)


def _python_integers(column: Vector) -> Vector:
    if any(isinstance(value, bool) or not isinstance(value, int | np.integer) for value in column):
        raise TypeError("whole numbers are needed")
    integers = np.empty(column.size, dtype=object)
    integers[:] = [int(value) for value in column]
    return shrink(integers)


def from_scalars(values: Iterable[object], *, nan_is_missing: bool = False) -> Parts:
    """Build from Fractions, integers and Decimals.

    None and pd.NA are missing; TypeError for floats and truth values.

    `nan_is_missing` also takes the NaN that pandas itself puts where it found nothing.
    """
    items = list(values)
    mask = np.fromiter((_absent(v, nan_is_missing) for v in items), dtype=bool, count=len(items))
    pairs = [(0, 1) if gone else ratio_of(value) for value, gone in zip(items, mask.tolist(), strict=True)]
    num, den = (_as_column([pair[side] for pair in pairs]) for side in (0, 1))
    return Parts(num, single(den), mask)


def _absent(value: object, nan_is_missing: bool) -> bool:
    if is_missing(value):
        return True
    return nan_is_missing and isinstance(value, float | np.floating) and bool(np.isnan(value))


def _as_column(integers: list[int]) -> Vector:
    if all(-INT64_MAX <= value <= INT64_MAX for value in integers):
        return np.array(integers, dtype=np.int64)
    column = np.empty(len(integers), dtype=object)
    column[:] = integers
    return column


def single(den: Vector) -> Part:
    """One integer where every denominator is the same."""
    if den.size == 0:
        return 1
    return int(den[0]) if (den == den[0]).all() else den


def constant(rows: int, value: object) -> Parts:
    """One value in every row; None or pd.NA gives missing rows."""
    gone = is_missing(value)
    num, den = (0, 1) if gone else ratio_of(value)
    above = np.full(rows, num, dtype=np.int64 if abs(num) <= INT64_MAX else object)
    return Parts(above, den, np.full(rows, gone, dtype=bool))


def from_anything(values: Any, *, nan_is_missing: bool = False) -> Parts:
    """Build from a pandas or NumPy column, or from any iterable of exact scalars."""
    if isinstance(values, pd.arrays.NumpyExtensionArray):
        values = values.to_numpy()
    if isinstance(values, pd.arrays.IntegerArray):
        mask = np.asarray(values.isna())
        return from_integers(values.fillna(0).to_numpy(dtype=np.dtype(values.dtype.name.lower())), 1, mask)
    if isinstance(values, np.ndarray) and values.dtype.kind in "iu":
        return from_integers(values, 1, None)
    if isinstance(values, np.ndarray) and values.dtype.kind in "fb" and not nan_is_missing:
        raise TypeError(f"{values.dtype} holds no exact numbers")
    return from_scalars(values, nan_is_missing=nan_is_missing)


def blank(num: Vector, den: Part, mask: Vector) -> Parts:
    """Put 0 over 1 in the missing rows."""
    if mask.any():
        num = pick(~mask, num, 0)
        if not isinstance(den, int):
            den = pick(~mask, den, 1)
    return Parts(num, den, mask)


def alike(several: list[Parts]) -> list[Parts]:
    """Bring columns to one storage: a denominator for all if that fits int64, else one each row."""
    dens = {part.den for part in several if isinstance(part.den, int)}
    if len(dens) == 1 and all(isinstance(part.den, int) for part in several):
        return several
    if all(isinstance(part.den, int) for part in several):
        common = int(np.lcm.reduce(np.array(sorted(dens), dtype=object)))
        scaled = [(part, common // part.den) for part in several if isinstance(part.den, int)]
        if all(span(part.num) * by <= INT64_MAX for part, by in scaled):
            return [
                Parts(part.num if by == 1 else rescale(part.num, by), common, part.mask)
                for part, by in scaled
            ]
    return [Parts(part.num, spread(part.den, part.mask), part.mask) for part in several]


def spread(den: Part, mask: Vector) -> Vector:
    """A denominator for each row."""
    if not isinstance(den, int):
        return den
    rows = np.full(mask.size, den, dtype=np.int64 if den <= INT64_MAX else object)
    rows[mask] = 1
    return rows


def select(flags: Vector, yes: Parts, no: Any) -> Parts:
    """Take `yes` where a flag is true, else `no`, a column or one number for every row."""
    if isinstance(no.num, int) and not no.num:  # nothing, or missing: over any denominator
        den = yes.den if isinstance(yes.den, int) else pick(flags, yes.den, 1)
        return Parts(pick(flags, yes.num, 0), den, _either_mask(flags, yes, no))
    if isinstance(no.num, int):
        found = _or_number(flags, yes, no)
        if found is not None:
            return found
        no = Parts(as_rows(no.num, flags.size), no.den, np.full(flags.size, no.mask))
    yes, no = alike([yes, no])
    den = yes.den
    if not (isinstance(yes.den, int) and isinstance(no.den, int)):
        den = pick(flags, yes.den, no.den)
    return Parts(pick(flags, yes.num, no.num), den, _either_mask(flags, yes, no))


def _either_mask(flags: Vector, yes: Parts, no: Any) -> Vector:
    """What is missing of a choice; mostly nothing is, on either side."""
    if np.any(yes.mask) or np.any(no.mask):
        return pick(flags, yes.mask, no.mask)
    return np.zeros(flags.size, dtype=bool)


def _or_number(flags: Vector, yes: Parts, no: Any) -> Parts | None:
    """Take a column of one denominator where a flag is true, else one number; None where int64 might not hold both over one."""
    if not isinstance(yes.den, int) or is_big(yes.num):
        return None
    den = math.lcm(yes.den, no.den)
    by, other = den // yes.den, no.num * (den // no.den)
    if max(span(yes.num) * by, by, abs(other)) > INT64_MAX:
        return None
    num = yes.num if by == 1 else yes.num * by
    return Parts(pick(flags, num, other), den, _either_mask(flags, yes, no))


def put(into: Parts, key: Any, given: Parts) -> Parts:
    """Write `given`, one row or as many as `key` names: in place, or all into new parts.

    New they are where the storage of one must change, or is that of other columns too: what a slice was cut from sees all that is
    written, or nothing.
    """
    wide, given = alike([into, given])
    several: list[tuple[Any, Any, Any]] = [
        (into.num, wide.num, given.num),
        (into.mask, wide.mask, given.mask),
    ]
    if not isinstance(wide.den, int):
        several.append((into.den, wide.den, given.den))
    same_den = wide.den is into.den or (isinstance(wide.den, int) and wide.den == into.den)
    in_place = same_den and all(_fits(own, column, values) for own, column, values in several)
    num, mask, *den = (_written(column, key, values, in_place=in_place) for _, column, values in several)
    return Parts(num, den[0] if den else wide.den, mask)


def _fits(own: Any, column: Vector, values: Vector) -> bool:
    """Whether values can be written where a column has its own storage."""
    return column is own and column.flags.writeable and (column.dtype == object or values.dtype != object)


def _written(column: Vector, key: Any, values: Vector, *, in_place: bool) -> Vector:
    if not in_place:
        column = column.astype(np.result_type(column, values))
    if column.dtype == object:
        values = values.astype(object)  # Python's integers: those of NumPy would wrap in the next product
    column[key] = values[0] if values.size == 1 else values
    return column


def flag_parts(flags: Any) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """(true, unknown) from a boolean array or a pandas BooleanArray, to be read only; TypeError for anything else."""
    if isinstance(flags, pd.Series):
        flags = flags.array
    if isinstance(flags, pd.arrays.BooleanArray):
        # what is public copies both
        data, unknown = flags._data, flags._mask  # type: ignore[attr-defined]  # noqa: SLF001
        return (data & ~unknown if unknown.any() else data), unknown
    array = np.asarray(flags)
    if array.dtype != bool:
        raise TypeError(f"flags are true or false, not {array.dtype}")
    return array, np.zeros(array.shape, dtype=bool)
