"""Checked integer arithmetic on columns of ratios.

A ratio column is two parts: numerators (an array with a row each) and denominators (one positive integer for
the whole column, or an array with a row each). Arrays are int64 while every value fits, and object arrays of
Python integers where one does not. Every int64 operation is preceded by a proof, in Python integers, that
nothing in it can overflow; the proof needs only the largest magnitude of each part. Where it fails, the
parts are reduced and the proof tried again; where it fails again, only the rows that could overflow are
computed in Python integers.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

INT64_MAX = 2**63 - 1
# A float estimate below this proves a product below 2**63: its relative error is far smaller than twofold.
HALF_RANGE = 2.0**62
AT_A_TIME = 2**14  # a multiple of the rows that share bounds (`estimates`)
FEW = 64  # one row of so many is sooner put into a copy than picked by its bits

Vector: TypeAlias = NDArray[Any]
Part: TypeAlias = "Vector | int"


class OnParts(Protocol):
    """A formula on parts; the same code serves int64 arrays, object arrays and Python integers."""

    def __call__(self, *parts: Any) -> tuple[Any, ...]:
        """The result columns."""


class Peak(Protocol):
    """The largest magnitude that a formula can meet, from the magnitudes of its parts."""

    def __call__(self, *sizes: Any) -> Any:
        """The bound: an integer from integers, a float column from float columns."""


@dataclass(frozen=True)
class Formula:
    """A computation and the bound that proves it safe.

    `ratio` says that the result is (numerators, denominators), to be brought to lowest terms when rows grow
    large.
    """

    compute: OnParts
    peak: Peak
    ratio: bool = True


def slices(rows: int) -> Iterator[slice]:
    """Rows a few at a time: what is made of them on the way stays in the cache, and takes no fresh memory."""
    for first in range(0, rows, AT_A_TIME):
        yield slice(first, min(first + AT_A_TIME, rows))


def span(part: Part) -> int:
    """The largest magnitude in a part, as a Python integer; 0 for an empty column."""
    if isinstance(part, int):
        return abs(part)
    if part.size == 0:
        return 0
    if (
        part.dtype == np.int64
    ):  # without signs a negative number is beyond all others: one look where there is none
        most = int(part.view(np.uint64).max())
        if most <= INT64_MAX:
            return most
    return max(int(part.max()), -int(part.min()))


def is_whole(positions: Vector) -> bool:
    """Whether none of these positions (int64) is negative: without signs one would be beyond all others."""
    return not positions.size or int(positions.view(np.uint64).max()) <= INT64_MAX


def is_big(part: Part) -> bool:
    """Tell whether a part is stored as Python integers in an object array."""
    return not isinstance(part, int) and part.dtype == object


def largest(left: Any, right: Any) -> Any:
    """The larger of two bounds, rowwise for columns."""
    if isinstance(left, int) and isinstance(right, int):
        return max(left, right)
    return np.maximum(left, right)


def as_rows(part: Part, rows: int) -> Vector:
    """A part as a column of `rows` values, as Python integers if one is beyond int64."""
    if not isinstance(part, int):
        return part
    return np.full(rows, part, dtype=np.int64 if abs(part) <= INT64_MAX else object)


def shrink(part: Vector) -> Vector:
    """An object column as int64 if every value fits; an int64 column as it is."""
    if part.dtype == object and span(part) <= INT64_MAX:
        return part.astype(np.int64)
    return part


def either(one: Any, other: Any) -> Any:
    """Where one of two flags is true: columns, or one flag for every row, with which NumPy takes twenty times as long as with a column."""
    if getattr(one, "ndim", 0) < getattr(other, "ndim", 0):
        one, other = other, one
    if getattr(other, "ndim", 0) or not getattr(one, "ndim", 0):
        return one | other
    return np.ones_like(one) if other else one.copy()


def both(flags: Vector, other: Any) -> Any:
    """Where a column's flag is true and another, of a column or one for every row."""
    if getattr(other, "ndim", 0):
        return flags & other
    return flags.copy() if other else np.zeros_like(flags)


def pick(flags: Vector, yes: Any, no: Any) -> Vector:
    """Take `yes` where a flag is true, else `no`, columns or numbers: as `np.where`, in the same time whatever the flags.

    `np.where` guesses each flag, and takes five times as long where it guesses wrong. Rows of eight bytes are picked by their bits;
    where nearly all rows take one side, the few others are put into a copy of it.
    """
    one, other = np.asarray(yes), np.asarray(no)
    if one.dtype == other.dtype == np.bool_:
        picked: Vector = either(both(flags, one), both(~flags, other))
        return picked
    if one.dtype != other.dtype or one.dtype not in (np.int64, np.float64):
        return np.where(flags, one, other)
    true, few = np.count_nonzero(flags), flags.size // FEW
    if true <= few:
        return _put(other, np.flatnonzero(flags), one, flags.size)
    if flags.size - true <= few:
        return _put(one, np.flatnonzero(~flags), other, flags.size)
    found = np.empty(flags.size, dtype=one.dtype)
    for rows in slices(flags.size):
        mine, others = (side[rows] if side.ndim else side for side in (one, other))
        _pick_bits(flags[rows], mine, others, found[rows])
    return found


def _pick_bits(flags: Vector, one: Vector, other: Vector, into: Vector) -> None:
    bits, one, other = (column.view(np.int64) for column in (into, one, other))
    np.negative(flags.view(np.int8), out=bits)
    if other.ndim or other:
        bits &= one ^ other
        bits ^= other
    else:
        bits &= one


def _put(into: Vector, rows: Vector, given: Vector, size: int) -> Vector:
    """A copy of a column, or of a number as one, with some rows of another."""
    column = into.copy() if into.ndim else np.full(size, into)
    column[rows] = given[rows] if given.ndim else given
    return column


def reduce(num: Vector, den: Part) -> tuple[Vector, Part]:
    """Divide out what numerators and denominators have in common: per row, or for the column as a whole."""
    if not isinstance(den, int):
        common = np.gcd(num, den)
        return shrink(num // common), shrink(den // common)
    shared = math.gcd(int(np.gcd.reduce(num)), den) if num.size else den
    if shared == 1:
        return shrink(num), den
    if shared > INT64_MAX and not is_big(num):  # only a column of zeros shares so much
        return num, 1
    return shrink(num // shared), den // shared


def proven(formula: Formula, parts: tuple[Part, ...]) -> tuple[Any, ...] | None:
    """Compute at once if the columns' bounds prove it safe, else give None."""
    if any(is_big(part) for part in parts):
        return None
    spans = [span(part) for part in parts]
    if max(*spans, formula.peak(*spans)) > INT64_MAX:
        return None
    return formula.compute(*parts)


def by_rows(formula: Formula, parts: tuple[Part, ...], rows: int) -> tuple[Any, ...]:
    """Compute in int64 where a row's own size allows, in Python integers elsewhere."""
    columns = [as_rows(part, rows) for part in parts]
    if any(column.dtype == object for column in columns):
        return _settled(formula, [column.astype(object) for column in columns])
    sizes = formula.peak(*(np.abs(column).astype(np.float64) for column in columns))
    heavy = np.flatnonzero(sizes >= HALF_RANGE)
    results = _settled(formula, [column[heavy].astype(object) for column in columns])
    light = [column.copy() for column in columns]
    for column in light:
        column[heavy] = 1
    return tuple(_merge(few, many, heavy) for few, many in zip(results, formula.compute(*light), strict=True))


def _settled(formula: Formula, columns: list[Vector]) -> tuple[Any, ...]:
    results = formula.compute(*columns)
    if formula.ratio:
        num, den = results
        common = np.gcd(num, den)
        results = (num // common, den // common)
    return tuple(shrink(result) for result in results)


def _merge(few: Vector, many: Vector, positions: Vector) -> Vector:
    merged = many.astype(object) if few.dtype == object else many
    merged[positions] = few
    return merged


# Addition and comparison: both sides over one denominator.


def _add(num_a: Any, by_a: Any, num_b: Any, by_b: Any, den_a: Any) -> tuple[Any, ...]:
    return num_a * by_a + num_b * by_b, den_a * by_a


def _add_peak(num_a: Any, by_a: Any, num_b: Any, by_b: Any, den_a: Any) -> Any:
    return largest(num_a * by_a + num_b * by_b, den_a * by_a)


def _add_over_one(num_a: Any, by_a: Any, num_b: Any, by_b: Any) -> tuple[Any, ...]:
    return (_times(num_a, by_a) + _times(num_b, by_b),)


def _add_over_one_peak(num_a: Any, by_a: Any, num_b: Any, by_b: Any) -> Any:
    return num_a * by_a + num_b * by_b


def _sides(num_a: Any, by_a: Any, num_b: Any, by_b: Any) -> tuple[Any, ...]:
    return _times(num_a, by_a), _times(num_b, by_b)


def _times(num: Any, by: Any) -> Any:
    return num if isinstance(by, int) and by == 1 else num * by


def _sides_peak(num_a: Any, by_a: Any, num_b: Any, by_b: Any) -> Any:
    return largest(num_a * by_a, num_b * by_b)


ADD = Formula(_add, _add_peak)
ADD_OVER_ONE = Formula(_add_over_one, _add_over_one_peak, ratio=False)
SIDES = Formula(_sides, _sides_peak, ratio=False)


def _multipliers(den_a: Part, den_b: Part, *, thrifty: bool) -> tuple[Part, Part]:
    """What each numerator is multiplied by to stand over one denominator; the least one if thrifty."""
    if isinstance(den_a, int) and isinstance(den_b, int):
        common = math.gcd(den_a, den_b)
        return den_b // common, den_a // common
    if not thrifty:
        return den_b, den_a
    if any(isinstance(den, int) and den > INT64_MAX for den in (den_a, den_b)):
        den_a, den_b = (np.asarray(den, dtype=object) for den in (den_a, den_b))
    common_rows = np.gcd(den_a, den_b)
    return den_b // common_rows, den_a // common_rows


def add(num_a: Part, den_a: Part, num_b: Part, den_b: Part, *, thrifty: bool = False) -> tuple[Vector, Part]:
    """Add two ratio columns exactly; a numerator given as an integer is the same in every row.

    `thrifty` takes the least common denominator at once, which is slower and lets sums of sums stay small.
    """
    rows = _rows(num_a, num_b)
    by_a, by_b = _multipliers(den_a, den_b, thrifty=thrifty)
    if isinstance(den_a, int) and isinstance(by_a, int):
        same = proven(ADD_OVER_ONE, (num_a, by_a, num_b, by_b))
        if same is not None:
            return same[0], den_a * by_a
    else:
        found = proven(ADD, (num_a, by_a, num_b, by_b, den_a))
        if found is not None:
            return found[0], found[1]
    num_a, den_a = reduce(as_rows(num_a, rows), den_a)
    num_b, den_b = reduce(as_rows(num_b, rows), den_b)
    by_a, by_b = _multipliers(den_a, den_b, thrifty=True)
    parts = (num_a, by_a, num_b, by_b, den_a)
    num, den = proven(ADD, parts) or by_rows(ADD, parts, rows)
    return num, den


def sides(num_a: Part, den_a: Part, num_b: Part, den_b: Part) -> tuple[Vector, Vector]:
    """Two columns of integers that compare as the two ratio columns do."""
    rows = _rows(num_a, num_b)
    by_a, by_b = _multipliers(den_a, den_b, thrifty=False)
    found = proven(SIDES, (num_a, by_a, num_b, by_b))
    if found is None:
        num_a, den_a = reduce(as_rows(num_a, rows), den_a)
        num_b, den_b = reduce(as_rows(num_b, rows), den_b)
        by_a, by_b = _multipliers(den_a, den_b, thrifty=True)
        parts = (num_a, by_a, num_b, by_b)
        found = proven(SIDES, parts) or by_rows(SIDES, parts, rows)
    return found[0], found[1]


# Multiplication.


def _multiply(num_a: Any, num_b: Any, den_a: Any, den_b: Any) -> tuple[Any, ...]:
    return num_a * num_b, den_a * den_b


def _multiply_peak(num_a: Any, num_b: Any, den_a: Any, den_b: Any) -> Any:
    return largest(num_a * num_b, den_a * den_b)


def _product(num_a: Any, num_b: Any) -> tuple[Any, ...]:
    return (num_a * num_b,)


def _product_peak(num_a: Any, num_b: Any) -> Any:
    return num_a * num_b


MULTIPLY = Formula(_multiply, _multiply_peak)
PRODUCT = Formula(_product, _product_peak, ratio=False)


def multiply(num_a: Part, den_a: Part, num_b: Part, den_b: Part) -> tuple[Vector, Part]:
    """Multiply two ratio columns exactly; a numerator given as an integer is the same in every row."""
    rows = _rows(num_a, num_b)
    if isinstance(den_a, int) and isinstance(den_b, int):
        found = proven(PRODUCT, (num_a, num_b))
        if found is not None:
            return found[0], den_a * den_b
    else:
        found = proven(MULTIPLY, (num_a, num_b, den_a, den_b))
        if found is not None:
            return found[0], found[1]
    num_a, den_b = reduce(as_rows(num_a, rows), den_b)  # across, then along: all that can cancel does
    num_b, den_a = reduce(as_rows(num_b, rows), den_a)
    num_a, den_a = reduce(num_a, den_a)
    num_b, den_b = reduce(num_b, den_b)
    parts = (num_a, num_b, den_a, den_b)
    num, den = proven(MULTIPLY, parts) or by_rows(MULTIPLY, parts, rows)
    return num, den


def reciprocal(num: Part, den: Part) -> tuple[Part, Part]:
    """Turn ratios over: every numerator must differ from zero; the sign stays above."""
    if isinstance(num, int):
        return (den, num) if num > 0 else (-den, -num)
    sign = np.sign(num)
    if isinstance(den, int) and den > INT64_MAX:
        sign = sign.astype(object)
    return sign * den, np.abs(num)


def rescale(num: Vector, by: int) -> Vector:
    """Multiply a column by an integer, exactly."""
    found = proven(PRODUCT, (num, by))
    product: Vector = (found or by_rows(PRODUCT, (num, by), num.size))[0]
    return product


def quotient(num: Vector, den: Part, by: int, choose: Callable[[Any, Any, Any, Any], Any]) -> Vector:
    """floor(num * by / den), plus the 0 or 1 that `choose(num, floor, remainder, den)` adds."""

    def compute(*parts: Any) -> tuple[Any, ...]:
        num, den, by = parts
        scaled = num * by
        floor = scaled // den
        return (floor + choose(num, floor, scaled - floor * den, den),)

    formula = Formula(compute, lambda num, den, by: largest(num * by + den, den + 1), ratio=False)
    parts = (num, den, by)
    rounded: Vector = (proven(formula, parts) or by_rows(formula, parts, num.size))[0]
    return rounded


def _rows(num_a: Part, num_b: Part) -> int:
    if not isinstance(num_a, int):
        return int(num_a.size)
    if not isinstance(num_b, int):
        return int(num_b.size)
    raise TypeError("one operand at least must be a column")
