"""Exact columns that are computed only where something is to be decided: float64 with a proven bound of its error, and the exact rows.

A column with a denominator a row is slow to compute with, and nearly never needed: what is paid is rounded, and which way a float
decides unless the value lies within its error of a tie. So a filtered column keeps its values twice: as floats, of which
|float − value| ≤ error holds in every row that is not missing, and as a recipe that gives the exact values of any rows. A comparison or a rounding
takes the floats where the bound proves the answer, and asks the recipe for the other rows alone. Whatever else is asked of it (a single value,
text, an order) is answered exactly: the whole column is then computed once, and kept.

The bounds. u = 2⁻⁵³; each float operation here is correctly rounded, |fl(x) − x| ≤ u |x|, nothing underflows that matters (amounts are far
above 10⁻³⁰⁰), and what overflows is infinite, of which no comparison proves anything. With |x| ≤ X, |y| ≤ Y, errors e and f:

- x ± y: e + f + u (X + Y + e + f)
- x · y: X f + Y e + e f + u (X + e)(Y + f)
- x ÷ y, |y| ≥ m after its error: (e + (X ÷ m) f) ÷ m + u (X + e) ÷ m
- the sum of n rows in any order: n e + n² u (X + e)

The bounds themselves are computed in floats: SLACK covers their rounding.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import numpy as np
import pandas as pd

from payout.exact.array import ExactArray
from payout.exact.build import flag_parts
from payout.exact.scalars import is_missing, is_number, ratio_of

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pandas.arrays import BooleanArray

    from payout.exact.groups import Groups
    from payout.exact.kernels import Part, Vector
    from payout.exact.rounding import Mode

Positions: TypeAlias = "NDArray[np.int64]"
Floats: TypeAlias = "NDArray[np.float64]"
Recipe: TypeAlias = Callable[["Positions"], ExactArray]

U = 2.0**-53
SLACK = 1 + 2.0**-20
WHOLE = 2.0**52  # below it a float tells a whole number from the next half
TO_INTEGER = ("floor", "ceiling", "up", "down")  # modes that decide at whole numbers; the others do at halves


@dataclass
class Tally:
    """How many rows were to be decided, and how many of them no float could decide."""

    rows: int = 0
    exact: int = 0


class FilteredArray(ExactArray):
    """A column of rationals as floats with a bound of their error, and a recipe of its exact rows. It never changes."""

    lazy = True
    _approx: Floats
    _error: float
    _most: float  # no |float| is above it
    _recipe: Recipe
    _settled: ExactArray | None
    _last: tuple[Positions, ExactArray] | None
    _tally: Tally

    @classmethod
    def made(
        cls, approx: Floats, bounds: tuple[float, float], mask: NDArray[np.bool_], recipe: Recipe, tally: Tally
    ) -> FilteredArray:
        """A column of these floats; `bounds`: the most that a float is off, and the most that a value is. Missing rows hold 0."""
        array = cls.__new__(cls)
        array._approx, array._mask, array._recipe, array._tally = approx, mask, recipe, tally
        array._error, array._most = (float(bound) * SLACK for bound in bounds)
        array._settled = array._last = None
        return array

    @classmethod
    def of(cls, column: ExactArray, tally: Tally | None = None) -> FilteredArray:
        """An exact column as floats with their bound: two conversions and a quotient, each correctly rounded."""
        if isinstance(column, FilteredArray):
            return column
        num, den, mask = column.parts
        approx = np.asarray(num / den, dtype=np.float64)
        most = float(np.abs(approx).max(initial=0.0))
        return cls.made(approx, (4 * U * most, most), mask, column.gather, tally or Tally())

    # What is exact.

    def exact_rows(self, rows: Positions) -> ExactArray:
        """The exact values of some rows, all of them in the column."""
        if self._settled is not None:
            return self._settled.gather(rows)
        if self._last is None or self._last[0] is not rows:
            self._last = (rows, self._recipe(rows))
        return self._last[1]

    def settled(self) -> ExactArray:
        """The whole column, exactly; computed once."""
        if self._settled is None:
            every = np.arange(len(self), dtype=np.int64)
            self._settled = self._recipe(every)
            self._last = None
        return self._settled

    @classmethod
    def from_parts(cls, parts: Any) -> Any:
        """Wrap parts: a plain exact column."""
        return ExactArray.from_parts(parts)

    @property
    def _num(self) -> Vector:  # type: ignore[override]
        return self.settled()._num

    @property
    def _den(self) -> Part:  # type: ignore[override]
        return self.settled()._den

    def __len__(self) -> int:
        return int(self._approx.size)

    @property
    def nbytes(self) -> int:
        """Bytes held by its own arrays."""
        return int(self._approx.nbytes + self._mask.nbytes)

    def value_at(self, i: int) -> Fraction | None:
        """Row `i` as a Fraction, None if it is missing."""
        if self._mask[i]:
            return None
        return self.exact_rows(np.array([i % len(self)], dtype=np.int64)).value_at(0)

    def copy(self) -> Any:
        """The same column: what it holds is never changed in place."""
        found = self.made(self._approx, (0.0, 0.0), self._mask, self._recipe, self._tally)
        found.__dict__.update(self.__dict__)
        return found

    def __setitem__(self, key: Any, value: Any) -> None:
        changed = self.settled().copy()
        changed[key] = value
        self.__dict__.update(FilteredArray.of(changed, self._tally).__dict__)

    def _count(self, exact: int) -> None:
        self._tally.rows += len(self)
        self._tally.exact += exact

    # Rows.

    def gather(self, positions: Vector) -> Any:
        """The rows at `positions`; -1 gives a missing row."""
        positions = np.asarray(positions, dtype=np.int64)
        stray = positions < 0
        if not stray.any():
            return self._at(positions, self._mask[positions])
        if (positions < -1).any() or not len(self):
            return self.settled().gather(positions)
        inside = np.where(stray, 0, positions)
        return self._at(inside, self._mask[inside] | stray)

    def _at(self, positions: Positions, mask: NDArray[np.bool_]) -> FilteredArray:
        approx = self._approx[positions]
        approx[mask] = 0.0

        def recipe(rows: Positions) -> ExactArray:
            found = self.exact_rows(positions[rows])
            return found.where(~mask[rows], None) if mask[rows].any() else found

        return self.made(approx, (self._error, self._most), mask, recipe, self._tally)

    def where(self, flags: Any, other: Any) -> Any:
        """Take self where a flag is true and `other` where it is false; missing where it is missing."""
        return self._picked(flags, self, other)

    def where_not(self, flags: Any, other: ExactArray) -> FilteredArray:
        """Take `other` where a flag is true and self where it is false."""
        return self._picked(flags, other, self)

    def _picked(self, flags: Any, yes: Any, no: Any) -> FilteredArray:
        chosen, unknown = flag_parts(flags)
        one, two = self._side(yes), self._side(no)
        mask = np.where(chosen, one.mask, two.mask) | unknown
        approx = np.where(chosen, one.approx, two.approx)
        approx[mask] = 0.0

        def recipe(rows: Positions) -> ExactArray:
            kept = pd.arrays.BooleanArray(chosen[rows], np.asarray(unknown[rows], dtype=bool))
            return self._column(yes, rows).where(kept, _rows_of(no, rows))

        return self.made(approx, (max(one.error, two.error), max(one.most, two.most)), mask, recipe, self._tally)

    def _column(self, value: Any, rows: Positions) -> ExactArray:
        found = _rows_of(value, rows)
        return found if isinstance(found, ExactArray) else ExactArray.full(len(rows), found)

    def _side(self, value: Any) -> _Side:
        """The other side of an operation."""
        if isinstance(value, FilteredArray):
            return _Side(value._approx, value._error, value._most, value._mask)
        if isinstance(value, ExactArray):
            return self._side(FilteredArray.of(value))
        if is_missing(value):
            return _Side(0.0, 0.0, 0.0, np.bool_(True))
        num, den = ratio_of(value)
        approx = num / den
        return _Side(approx, abs(approx) * 2 * U, abs(approx), np.bool_(False))

    # Arithmetic.

    def _simple(self, other: Any) -> bool:
        """Whether the other side is one that floats can take: a number, or a column of as many rows."""
        if isinstance(other, ExactArray):
            return len(other) == len(self)
        return is_missing(other) or (is_number(other) and not isinstance(other, bool | float | np.bool_ | np.floating))

    def _sum(self, left: Any, right: Any, sign: int) -> FilteredArray:
        one, two = self._side(left), self._side(right)
        most = one.most + two.most
        error = one.error + two.error + U * (most + one.error + two.error)
        approx = one.approx + two.approx if sign > 0 else one.approx - two.approx

        def recipe(rows: Positions) -> ExactArray:
            first, second = self._column(left, rows), _rows_of(right, rows)
            return first + second if sign > 0 else first - second

        return self._made(approx, (error, most), one.mask | two.mask, recipe)

    def _made(
        self, approx: Floats, bounds: tuple[float, float], mask: NDArray[np.bool_], recipe: Recipe
    ) -> FilteredArray:
        if mask.any():
            approx[mask] = 0.0
        return self.made(approx, bounds, mask, recipe, self._tally)

    def __add__(self, other: Any) -> Any:
        return self._sum(self, other, 1) if self._simple(other) else super().__add__(other)

    def __radd__(self, other: Any) -> Any:
        return self._sum(other, self, 1) if self._simple(other) else super().__radd__(other)

    def __sub__(self, other: Any) -> Any:
        return self._sum(self, other, -1) if self._simple(other) else super().__sub__(other)

    def __rsub__(self, other: Any) -> Any:
        return self._sum(other, self, -1) if self._simple(other) else super().__rsub__(other)

    def __mul__(self, other: Any) -> Any:
        if not self._simple(other):
            return super().__mul__(other)
        one, two = self._side(self), self._side(other)
        error = one.most * two.error + two.most * one.error + one.error * two.error
        error += U * (one.most + one.error) * (two.most + two.error)

        def recipe(rows: Positions) -> ExactArray:
            return self.exact_rows(rows) * _rows_of(other, rows)

        return self._made(one.approx * two.approx, (error, one.most * two.most), one.mask | two.mask, recipe)

    def __rmul__(self, other: Any) -> Any:
        return self * other if self._simple(other) else super().__rmul__(other)

    def __truediv__(self, other: Any) -> Any:
        if self._simple(other) and not isinstance(other, ExactArray) and not is_missing(other) and other != 0:
            return self * (1 / Fraction(*ratio_of(other)))
        return super().__truediv__(other)

    def __neg__(self) -> Any:
        return self._sum(Fraction(0), self, -1)

    def divide(self, other: Any, *, where_zero: Any = None) -> Any:
        """Divide by a column or scalar; rows with a zero divisor take `where_zero`."""
        if isinstance(other, ExactArray) and len(other) == len(self):
            return quotient(self, other, where_zero)
        return super().divide(other, where_zero=where_zero)

    # Decisions.

    def _compare(self, other: Any, name: str) -> BooleanArray:
        if not self._simple(other) or is_missing(other):
            return super()._compare(other, name)
        two = self._side(other)
        mask = self._mask | two.mask
        difference = self._approx - two.approx
        bound = (self._error + two.error + U * (self._most + two.most)) * SLACK
        answer = np.asarray(getattr(np, name)(difference, 0.0), dtype=bool) & ~mask
        near = np.flatnonzero(~(np.abs(difference) > bound) & ~mask)
        self._count(near.size)
        if near.size:
            exact = getattr(self.exact_rows(near), SIGNS[name])(_rows_of(other, near))
            answer[near] = exact.to_numpy(dtype=bool, na_value=False)
        return pd.arrays.BooleanArray(answer, np.array(np.broadcast_to(mask, answer.shape)))

    def round(self, decimals: int = 0, mode: Mode = "half_up") -> ExactArray:
        """Round to `decimals` places, a plain exact column: the floats decide where no boundary lies within their error."""
        if decimals < 0 or self._most * 10.0**decimals >= WHOLE:
            return self.settled().round(decimals, mode)
        scaled = self._approx * 10.0**decimals
        bound = (self._error * 10.0**decimals + U * self._most * 10.0**decimals) * SLACK
        below = np.floor(scaled)
        part = scaled - below
        if mode in TO_INTEGER:
            near = np.minimum(part, 1.0 - part) <= bound
            whole = below + _goes_up(mode, scaled)
        else:
            near = np.abs(part - 0.5) <= bound
            whole = below + (part > 0.5)
        num = whole.astype(np.int64)
        rows = np.flatnonzero(near & ~self._mask)
        self._count(rows.size)
        result = ExactArray.from_integers(num, 10**decimals, self._mask.copy())
        if rows.size:
            result[rows] = self.exact_rows(rows).round(decimals, mode)
        return result

    # Groups.

    def reduced(self, groups: Groups, exactly: Callable[[ExactArray, Groups], ExactArray], how: str) -> FilteredArray:
        """One value a group: `how` is "total", "highest" or "lowest", `exactly` what gives it of exact rows."""
        inside = groups.codes >= 0
        codes, values = groups.codes[inside], self._approx[inside]
        sizes = np.bincount(codes, minlength=groups.count)
        rows_of_most = float(sizes.max(initial=0))
        touched = np.zeros(groups.count, dtype=bool)
        touched[codes[self._mask[inside]]] = True
        if how == "total":
            approx = np.bincount(codes, values, groups.count)
            bounds = (rows_of_most * self._error + rows_of_most**2 * U * (self._most + self._error), rows_of_most * self._most)
        else:
            touched |= sizes == 0
            start, pick = (-np.inf, np.maximum) if how == "highest" else (np.inf, np.minimum)
            approx = np.full(groups.count, start)
            pick.at(approx, codes, values)
            bounds = (self._error, self._most)

        def recipe(wanted: Positions) -> ExactArray:
            places = np.full(groups.count, -1, dtype=np.int64)
            places[wanted] = np.arange(len(wanted))
            members = np.flatnonzero(inside)
            members = members[places[codes] >= 0]
            own = type(groups)(places[groups.codes[members]], len(wanted))
            found = exactly(self.exact_rows(members), own)
            last = places[wanted]
            return found if (last == np.arange(len(wanted))).all() else found.gather(last)

        return self._made(approx, bounds, touched, recipe)


class _Side:
    """One side of an operation: floats (or one), their bounds, and which rows are missing."""

    __slots__ = ("approx", "error", "mask", "most")

    def __init__(self, approx: Any, error: float, most: float, mask: Any) -> None:
        self.approx, self.error, self.most, self.mask = approx, error, most, mask


SIGNS = {
    "equal": "__eq__",
    "not_equal": "__ne__",
    "less": "__lt__",
    "less_equal": "__le__",
    "greater": "__gt__",
    "greater_equal": "__ge__",
}


def _goes_up(mode: str, scaled: Floats) -> Any:
    match mode:
        case "ceiling":
            return 1.0
        case "up":
            return scaled > 0
        case "down":
            return scaled < 0
        case _:
            return 0.0


def _rows_of(value: Any, rows: Positions) -> Any:
    """Rows of a column, exactly; a scalar as it is."""
    if isinstance(value, FilteredArray):
        return value.exact_rows(rows)
    return value.gather(rows) if isinstance(value, ExactArray) else value


def quotient(left: ExactArray, right: ExactArray, where_zero: Any, tally: Tally | None = None) -> ExactArray:
    """left / right by floats with a bound; exactly where the divisor may be as small as its error."""
    one, two = FilteredArray.of(left, tally), FilteredArray.of(right, tally)
    mask = one._mask | two._mask
    sizes = np.abs(two._approx)
    zero = np.asarray((two == Fraction(0)).to_numpy(dtype=bool, na_value=False)) & ~mask
    if zero.any() and where_zero is not pd.NA:
        return plain(left).divide(plain(right), where_zero=where_zero)
    blank = mask | zero
    least = float(sizes[~blank].min(initial=np.inf)) - two._error
    if not least > 0:
        return plain(left).divide(plain(right), where_zero=where_zero)
    approx = one._approx / np.where(blank, 1.0, two._approx)
    error = (one._error + one._most / least * two._error) / least + U * (one._most + one._error) / least

    def recipe(rows: Positions) -> ExactArray:
        return _rows_of(left, rows).divide(_rows_of(right, rows), where_zero=where_zero)

    return one._made(approx, (error, one._most / least), blank, recipe)


def plain(column: ExactArray) -> ExactArray:
    """The column as a plain one."""
    return column.settled() if isinstance(column, FilteredArray) else column
