"""Exact columns that are computed only where something is to be decided: an estimate of every row, and a recipe of its exact rows.

A column with a denominator a row is slow to compute with, and nearly never needed: what is paid is rounded, and a float says which way
unless the value lies within its error of a tie. So a filtered column keeps an estimate of its values (`estimates`), and a recipe that
gives the exact values of any rows. A comparison or a rounding takes the floats where their bound proves the answer, and asks the recipe
for the other rows alone. Whatever else is asked (a value, text, an order) is answered exactly: the column is then computed once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pandas as pd

from payout.exact import estimates
from payout.exact.array import ExactArray
from payout.exact.build import Parts, flag_parts
from payout.exact.common import near_middle
from payout.exact.estimates import NOWHERE, at, where_any
from payout.exact.groups import Groups
from payout.exact.kernels import either, is_whole
from payout.exact.scalars import is_missing

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pandas.arrays import BooleanArray

    from payout.exact.estimates import Estimate
    from payout.exact.kernels import Part, Vector
    from payout.exact.rounding import Mode

Positions: TypeAlias = "NDArray[np.int64]"
Recipe: TypeAlias = Callable[["Positions"], ExactArray]

FEW = 16  # among that many groups, one is looked up by itself
MOST_ALONE = 16  # rows that are asked for one by one before the column is settled
COUNTING = Lock()
SIGNS = {
    "equal": "__eq__",
    "not_equal": "__ne__",
    "less": "__lt__",
    "less_equal": "__le__",
    "greater": "__gt__",
    "greater_equal": "__ge__",
}


@dataclass
class Tally:
    """How many rows were to be decided, and how many of them no float could decide."""

    rows: int = 0
    exact: int = 0

    def count(self, rows: int, exact: int) -> None:
        """Count rows that were decided; two threads may."""
        with COUNTING:
            self.rows += rows
            self.exact += exact


@dataclass
class Source:
    """Where the exact rows of a column come from. What is made of the column reads this, and keeps no estimate of it alive."""

    recipe: Recipe
    size: int
    settled: ExactArray | None = None
    last: tuple[Positions, ExactArray] | None = None

    def rows(self, rows: Positions) -> ExactArray:
        """The exact values of some rows."""
        if self.settled is not None:
            return self.settled.gather(rows)
        last = self.last  # of two threads that ask, each keeps what it found
        if last is None or last[0] is not rows:
            self.last = last = (rows, self.recipe(rows))
        return last[1]

    def whole(self) -> ExactArray:
        """The whole column, exactly; computed once."""
        found = self.settled
        if found is None:
            self.settled = found = self.recipe(np.arange(self.size, dtype=np.int64))
            self.last = None
        return found


class FilteredArray(ExactArray):
    """A column of rationals as an estimate and a source of its exact rows; what it holds is never changed in place."""

    lazy = True
    estimate: Estimate
    source: Source
    tally: Tally
    _asked: int
    _together: Positions
    _ahead: dict[int, int]

    @classmethod
    def made(cls, estimate: Estimate, recipe: Recipe, tally: Tally) -> FilteredArray:
        """A column of this estimate. `recipe` gives the exact values of rows, in the order in which they are asked for."""
        array = cls.__new__(cls)
        source = Source(recipe, int(estimate.floats.size))
        alone = {"_asked": 0, "_together": np.zeros(0, np.int64), "_ahead": {}}
        vars(array).update(estimate=estimate, source=source, tally=tally, **alone)
        return array

    @classmethod
    def of(cls, column: ExactArray, tally: Tally | None = None) -> FilteredArray:
        """A column as a filtered one."""
        if isinstance(column, FilteredArray):
            return column
        return cls.made(estimates.of_parts(column.parts), column.gather, tally or Tally())

    # What is exact.

    def exact_rows(self, rows: Positions) -> ExactArray:
        """The exact values of some rows; where they are most of all, the column is settled for whatever is asked next."""
        return self.settled().gather(rows) if 2 * rows.size > len(self) else self.source.rows(rows)

    def settled(self) -> ExactArray:
        """The whole column, exactly; computed once."""
        return self.source.whole()

    @classmethod
    def from_parts(cls, parts: Any) -> Any:
        """Wrap parts: a plain exact column."""
        return ExactArray.from_parts(parts)

    @property
    def _mask(self) -> NDArray[np.bool_]:  # type: ignore[override]
        return np.array(np.broadcast_to(self.estimate.missing, self.estimate.floats.shape))

    @property
    def _num(self) -> Vector:  # type: ignore[override]
        return self.settled().parts.num

    @property
    def _den(self) -> Part:  # type: ignore[override]
        return self.settled().parts.den

    def __len__(self) -> int:
        return int(self.estimate.floats.size)

    @property
    def nbytes(self) -> int:
        """Bytes held by its own arrays."""
        held = (self.estimate.floats, self.estimate.error, self.estimate.missing)
        return int(sum(np.asarray(one).nbytes for one in held))

    def value_at(self, i: int) -> Fraction | None:
        """Row `i` as a Fraction, None if it is missing."""
        if at(self.estimate.missing, i):
            return None
        if i in self._ahead:
            return self.exact_rows(self._together).value_at(self._ahead[i])
        self._asked += 1
        if self._asked > MOST_ALONE:
            return self.settled().value_at(i)
        return self.exact_rows(np.array([i % len(self)], dtype=np.int64)).value_at(0)

    def expect(self, rows: Positions) -> None:
        """Rows that will be asked for one by one: the first of them brings all."""
        if self._together is rows:
            return
        self._together = rows
        self._ahead = {row: at for at, row in enumerate(rows.tolist())}

    def copy(self) -> Any:
        """The same column, which nothing changes in place."""
        found = self.made(self.estimate, self.source.recipe, self.tally)
        vars(found).update(vars(self))
        return found

    def __setitem__(self, key: Any, value: Any) -> None:
        changed = self.settled().copy()
        changed[key] = value
        vars(self).update(vars(self.of(changed, self.tally)))

    # Rows.

    def __getitem__(self, item: Any) -> Any:
        if isinstance(item, slice):  # some rows of a column are no reason to compute all of it
            return self.gather(np.arange(*item.indices(len(self))))
        return super().__getitem__(item)

    def common(self) -> NDArray[np.bool_] | None:
        """As of any column; exact are only the rows that may hold it."""
        if self.source.settled is not None:
            return self.source.settled.common()
        known = np.flatnonzero(~self._mask)
        if 2 * known.size <= len(self):
            return self._mask.copy() if 2 * known.size < len(self) else None
        near = known[near_middle(*self._told(known))]
        if 2 * near.size <= len(self):
            return None
        held = self.exact_rows(near).common()
        if held is None or 2 * np.count_nonzero(held) <= len(self):
            return None
        flags = np.zeros(len(self), dtype=bool)
        flags[near[held]] = True
        return flags

    def _told(self, rows: Positions) -> tuple[NDArray[np.float64], Any]:
        """Floats of rows, those that were given up too, and how far they are off at most."""
        floats, error = (
            self.estimate.floats[rows],
            at(self.estimate.error, estimates.block_of(rows, len(self))),
        )
        lost = np.flatnonzero(np.isnan(floats))
        if lost.size:
            found = estimates.of_parts(self.exact_rows(rows[lost]).parts)
            floats[lost], error = found.floats, np.maximum(error, found.error)
        return floats, error

    def gather(self, positions: Vector, *, whole: bool = False) -> Any:
        """The rows at `positions`; -1 gives a missing row. `whole`: none of them is known to be negative."""
        positions = np.asarray(positions, dtype=np.int64)
        whole = whole or is_whole(positions)
        if not len(self) or (not whole and positions.min() < -1):
            return self.settled().gather(positions)
        stray = NOWHERE if whole else positions < 0
        inside = positions if stray is NOWHERE else np.where(stray, 0, positions)
        source = self.source

        def recipe(rows: Positions) -> ExactArray:
            found, gone = source.rows(inside[rows]), at(stray, rows)
            return found.where(~gone, None) if gone.any() else found

        missing = either(at(self.estimate.missing, inside), stray)
        return self.made(self.estimate.gathered(inside, missing), recipe, self.tally)

    def where(self, flags: Any, other: Any) -> Any:
        """Take self where a flag is true and `other` where it is false; missing where it is missing."""
        return self._picked(flags, self, other) if self._fits(other) else self.settled().where(flags, other)

    def where_not(self, flags: Any, other: ExactArray) -> ExactArray:
        """Take `other` where a flag is true and self where it is false."""
        return self._picked(flags, other, self)

    def _picked(self, flags: Any, yes: Any, no: Any) -> FilteredArray:
        chosen, unknown = flag_parts(flags)
        unknown = where_any(unknown)
        one, other = _exactly(yes), _exactly(no)

        def recipe(rows: Positions) -> ExactArray:
            kept, gone = chosen.take(rows), at(unknown, rows)
            if not np.any(gone):
                if kept.all():
                    return _column(one, rows)
                return (
                    _column(one, rows).where(kept, _rows_of(other, rows))
                    if kept.any()
                    else _column(other, rows)
                )
            flags = pd.arrays.BooleanArray(kept, np.array(np.broadcast_to(gone, rows.shape)))
            return _column(one, rows).where(flags, _rows_of(other, rows))

        found = estimates.chosen(chosen, self._side(yes), self._side(no), unknown)
        return self.made(found, recipe, self.tally)

    # Arithmetic.

    def _fits(self, other: Any) -> bool:
        """Whether the other side is one that floats can take: a number, none, or a column of as many rows."""
        if isinstance(other, ExactArray):
            return len(other) == len(self)
        return is_missing(other) or estimates.is_estimable(other)

    def _side(self, value: Any) -> Estimate:
        if isinstance(value, ExactArray):
            return self.of(value).estimate
        return estimates.NONE if is_missing(value) else estimates.of_number(value)

    def _sum(self, left: Any, right: Any, sign: int) -> FilteredArray:
        one, other = _exactly(left), _exactly(right)

        def recipe(rows: Positions) -> ExactArray:
            first, second = _column(one, rows), _rows_of(other, rows)
            found: ExactArray = first + second if sign > 0 else first - second
            return found

        return self.made(estimates.added(self._side(left), self._side(right), sign), recipe, self.tally)

    def __add__(self, other: Any) -> Any:
        return self._sum(self, other, 1) if self._fits(other) else super().__add__(other)

    def __radd__(self, other: Any) -> Any:
        return self._sum(other, self, 1) if self._fits(other) else super().__radd__(other)

    def __sub__(self, other: Any) -> Any:
        return self._sum(self, other, -1) if self._fits(other) else super().__sub__(other)

    def __rsub__(self, other: Any) -> Any:
        return self._sum(other, self, -1) if self._fits(other) else super().__rsub__(other)

    def __neg__(self) -> Any:
        return self._sum(Fraction(0), self, -1)

    def __mul__(self, other: Any) -> Any:
        if not self._fits(other):
            return super().__mul__(other)
        found = estimates.multiplied(self._side(self), self._side(other))
        one, two = self.source, _exactly(other)
        return self.made(found, lambda rows: one.rows(rows) * _rows_of(two, rows), self.tally)

    def __rmul__(self, other: Any) -> Any:
        return self * other if self._fits(other) else super().__rmul__(other)

    def __truediv__(self, other: Any) -> Any:
        if estimates.is_estimable(other) and other != 0:
            over = 1 / Fraction(other)
            return self * over if estimates.is_estimable(over) else self.settled() / other
        if isinstance(other, ExactArray) and self._fits(other) and not zeros(other).any():
            return quotient(self, other, self.tally)
        return super().__truediv__(other)

    def outermost(
        self, arrays: tuple[Any, ...], exactly: Callable[..., ExactArray], pick: np.ufunc
    ) -> ExactArray | None:
        """The greatest or least of this column and others row by row, as `exactly` gives it; None if floats cannot take one of them."""
        if not all(self._fits(one) for one in arrays):
            return None
        found = reduce(lambda one, other: estimates.outermost(one, other, pick), map(self._side, arrays))
        sources = [_exactly(one) for one in arrays]
        return self.made(found, lambda rows: exactly(*(_rows_of(one, rows) for one in sources)), self.tally)

    # Decisions.

    def _compare(self, other: Any, name: str) -> BooleanArray:
        if not self._fits(other) or is_missing(other):
            return super()._compare(other, name)
        two = self._side(other)
        answer, near = estimates.compared(self.estimate, two, name)
        self._count(near.size)
        if near.size:
            exact = getattr(self.exact_rows(near), SIGNS[name])(_rows_of(_exactly(other), near))
            answer[near] = exact.to_numpy(dtype=bool, na_value=False)
        missing = np.broadcast_to(either(self.estimate.missing, two.missing), answer.shape)
        return pd.arrays.BooleanArray(answer, missing.copy())

    def round(self, decimals: int = 0, mode: Mode = "half_up") -> Any:
        """Round to `decimals` places, a plain exact column."""
        found = estimates.rounded(self.estimate, decimals, mode)
        if found is None:
            return self.settled().round(decimals, mode)
        num, near = found
        self._count(near.size)
        result = ExactArray.from_parts(Parts(num, 10**decimals, self._mask))
        if near.size:
            result[near] = self.exact_rows(near).round(decimals, mode)
        return result

    def _count(self, exact: int) -> None:
        self.tally.count(len(self), exact)

    # Groups.

    def reduced(
        self, groups: Groups, exactly: Callable[[ExactArray, Any], ExactArray], how: str
    ) -> ExactArray:
        """One value a group: `how` is "total", "highest" or "lowest", `exactly` what gives it of exact rows."""
        plan = groups.plan
        if how == "total":
            found = estimates.summed(self.estimate, plan)
        else:
            found = estimates.extreme(self.estimate, plan, np.maximum if how == "highest" else np.minimum)

        source = self.source

        def recipe(wanted: Positions) -> ExactArray:
            if wanted.size * FEW <= groups.count:
                few, back = np.unique(wanted, return_inverse=True)
                rows, of = plan.rows_of(few)
                return exactly(source.rows(rows), Groups(of, few.size)).gather(back)
            places = np.full(groups.count + 1, -1, dtype=np.int64)  # the last is that of rows in no group
            places[wanted] = np.arange(len(wanted))
            rows = np.flatnonzero(places[groups.codes] >= 0)
            own = Groups(places[groups.codes[rows]], len(wanted))
            return exactly(source.rows(rows), own).gather(places[wanted])  # a group may be wanted twice

        return self.made(found, recipe, self.tally)


def _exactly(value: Any) -> Any:
    """What a recipe keeps of a side: where its exact rows come from; of a plain column or a scalar itself."""
    return value.source if isinstance(value, FilteredArray) else value


def _rows_of(value: Any, rows: Positions) -> Any:
    """Rows of a source or a column, exactly; a scalar as it is."""
    if isinstance(value, Source):
        return value.rows(rows)
    return value.gather(rows) if isinstance(value, ExactArray) else value


def _column(value: Any, rows: Positions) -> ExactArray:
    """Rows of a column, exactly; of a scalar as many."""
    found = _rows_of(value, rows)
    return found if isinstance(found, ExactArray) else ExactArray.full(len(rows), found)


def zeros(column: ExactArray) -> NDArray[np.bool_]:
    """Where a column holds nothing but zero; false where it is missing."""
    found: NDArray[np.bool_] = (column == Fraction(0)).to_numpy(dtype=bool, na_value=False)
    return found


def quotient(left: ExactArray, right: ExactArray, tally: Tally | None = None) -> ExactArray:
    """Left / right, missing where the divisor is zero."""
    one, other = FilteredArray.of(left, tally), FilteredArray.of(right, tally)
    missing = either(either(one.estimate.missing, other.estimate.missing), where_any(zeros(right)))
    above, below = _exactly(left), _exactly(right)

    def recipe(rows: Positions) -> ExactArray:
        return _column(above, rows).divide(_rows_of(below, rows), where_zero=pd.NA)

    return FilteredArray.made(estimates.divided(one.estimate, other.estimate, missing), recipe, one.tally)
