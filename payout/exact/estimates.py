"""Estimates: columns of float64 with a proven bound of how far each is off.

|float − value| ≤ error, and |value| ≤ most, in every row that is not missing and does not hold NaN. u = 2⁻⁵³; each float operation here
is correctly rounded, |fl(x) − x| ≤ u |x|, or less off than TINY where it underflows; what overflows is infinite, and of a column with
such a row nothing is proven. With |x| ≤ X, |y| ≤ Y and errors e and f the results are off by at most

- x ± y: e + f + u (X + Y + e + f)
- x · y: X f + Y e + e f + u (X + e) (Y + f)
- x ÷ y, where |y| and its float are at least m: (e + X f ÷ m) ÷ m + u (X + e) ÷ m
- the sum of n rows, in any order: n e + n² u (X + e)
- the greater or the less of x and y: the greater of e and f, for neither moves farther than that

One bound serves a whole column while it is fine. Where a quotient's or a sum's largest row would make it coarse (`FINE`), each row (of
very many rows each block of them) has bounds of its own instead, and so has what is made of it, by the same formulas. A row whose divisor
may be as small as its error is given up: it holds NaN, which every operation here hands on and no comparison proves anything of, so that
whatever hangs on it is settled exactly. A missing row holds any number that the bounds allow.

Bounds are computed in floats themselves: SLACK covers their own rounding, TINY their underflow and that of the floats.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from payout.exact.kernels import either, pick, slices
from payout.exact.scalars import ratio_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from payout.exact.build import Parts
    from payout.exact.plan import GroupPlan
    from payout.exact.scalars import Exact

Floats: TypeAlias = "NDArray[np.float64]"

U = 2.0**-53
SLACK = 1 + 2.0**-20
TINY = 2.0**-960
# So far off, one row in some ten thousand is too near to a tie of six decimals to be told by its float.
FINE = 2.0**-34
BLOCK_BITS = 6  # of so many rows that bounds of their own would be waited for, 64 share them
OWN_BOUNDS = (
    2**19
)  # up to so many rows each has its own: a unit's total costs the exact numbers of all its people

NOWHERE = np.bool_(False)
# What is infinite is told by its bound, and a row that is given up need not be told of.
beyond_floats = np.errstate(over="ignore", invalid="ignore")


@dataclass(frozen=True)
class Estimate:
    """Floats (or one for every row) and their bounds: one for every row, or one a block of rows."""

    floats: Any
    error: Any
    most: Any
    missing: Any  # a flag a row, or one for every row

    def gathered(self, rows: Any, missing: Any) -> Estimate:
        """The rows at positions."""
        error, most = self.error, self.most
        if np.ndim(error) or np.ndim(most):
            blocks = block_of(rows, self.floats.size)
            error, most = (by_block(at(one, blocks)) if np.ndim(one) else one for one in (error, most))
        return Estimate(self.floats.take(rows), error, most, where_any(missing))


def block_of(rows: Any, size: int) -> Any:
    """Which bound is that of each of some rows, in a column of so many."""
    return rows >> BLOCK_BITS if size > OWN_BOUNDS else rows


def by_block(rows: Any, how: np.ufunc = np.fmax) -> Any:
    """The greatest (or the least) of each block of rows, of few rows each row's own; NaN, of rows that are given up, is passed over."""
    if rows.size <= OWN_BOUNDS:
        return np.fmax(rows, 0.0)
    return how.reduceat(rows, np.arange(0, rows.size, 1 << BLOCK_BITS))


def each(bound: Any, size: int) -> Any:
    """What bounds each row: one for every row as it is, those of blocks a row each."""
    return np.repeat(bound, 1 << BLOCK_BITS)[:size] if np.ndim(bound) and size > OWN_BOUNDS else bound


def bound_in(bound: Any, rows: slice, size: int) -> Any:
    """What bounds some rows of a column of so many: one for every row, one a row, or one a block of them."""
    if not np.ndim(bound):
        return bound
    if bound.size == size:
        return bound[rows]
    return bound[rows.start >> BLOCK_BITS : ((rows.stop - 1) >> BLOCK_BITS) + 1]


def below(rows: Floats, bound: Any) -> Any:
    """Where a row is less than what bounds it, as `bound_in` gives it; false of NaN."""
    if not np.ndim(bound) or bound.size == rows.size:
        return rows < bound
    found = np.empty(rows.size, dtype=bool)
    blocks = rows.size >> BLOCK_BITS
    whole = blocks << BLOCK_BITS
    shape = (blocks, 1 << BLOCK_BITS)
    np.less(rows[:whole].reshape(shape), bound[:blocks, None], out=found[:whole].reshape(shape))
    np.less(rows[whole:], bound[blocks:], out=found[whole:])
    return found


def bounded(floats: Any, error: Any, most: Any, missing: Any) -> Estimate:
    """An estimate whose bounds were computed in floats; a bound is infinite where it proves nothing, never NaN."""
    proven = (most < np.inf) & (error < np.inf)  # false of NaN
    if not np.all(proven):
        error, most = np.where(proven, error, np.inf), np.where(proven, most, np.inf)
    return Estimate(floats, error * SLACK + TINY, most * SLACK + TINY, where_any(missing))


def where_any(flags: Any) -> Any:
    """Flags, or NOWHERE if none of them is true."""
    return flags if flags is not NOWHERE and flags.any() else NOWHERE


def at(values: Any, rows: Any) -> Any:
    """The flags or errors of some rows, where there is one a row."""
    return values.take(rows) if np.ndim(values) else values


def of_parts(parts: Parts) -> Estimate:
    """Numerators over denominators: two conversions and a quotient, each correctly rounded."""
    try:
        floats = _divided(parts)
    except OverflowError:  # beyond every float: nothing is proven of it
        return Estimate(np.zeros(parts.num.size), np.inf, np.inf, parts.mask)
    most = max(float(floats.max(initial=0.0)), -float(floats.min(initial=0.0)))
    return Estimate(floats, 4 * U * most * SLACK + TINY, most * SLACK + TINY, where_any(parts.mask))


def _divided(parts: Parts) -> Floats:
    """Exact columns hold 0 over 1 where they are missing, and so do these."""
    if parts.num.dtype == object or (not isinstance(parts.den, int) and parts.den.dtype == object):
        return np.array(parts.num / parts.den, dtype=np.float64)
    if isinstance(parts.den, int):
        return parts.num.astype(np.float64) if parts.den == 1 else parts.num / float(parts.den)
    return parts.num / parts.den


def of_number(value: Exact) -> Estimate:
    """One number for every row."""
    num, den = ratio_of(value)
    found = num / den
    return Estimate(found, abs(found) * 2 * U + TINY, abs(found) * SLACK + TINY, NOWHERE)


NONE = Estimate(0.0, 0.0, 0.0, np.bool_(True))


@beyond_floats
def added(one: Estimate, other: Estimate, sign: int = 1) -> Estimate:
    """Their sum, or their difference."""
    error, most = one.error + other.error, one.most + other.most
    floats = one.floats + other.floats if sign > 0 else one.floats - other.floats
    return bounded(floats, error + U * (most + error), most, either(one.missing, other.missing))


@beyond_floats
def multiplied(one: Estimate, other: Estimate) -> Estimate:
    """Their product."""
    error = one.most * other.error + other.most * one.error + one.error * other.error
    error = error + U * (one.most + one.error) * (other.most + other.error)
    return bounded(
        one.floats * other.floats, error, one.most * other.most, either(one.missing, other.missing)
    )


@beyond_floats
def divided(one: Estimate, other: Estimate, missing: Any) -> Estimate:
    """Their quotient, where it is not missing; a divisor that may be as small as its error proves nothing."""
    divisors = other.floats if missing is NOWHERE else np.where(missing, np.inf, other.floats)
    smallest = np.abs(divisors) - each(other.error, divisors.size)
    least = float(smallest.min(initial=np.inf))
    if least > 0:  # false of NaN
        error = _error_of_quotient(one, other, least)
        if np.max(error, initial=0.0) <= FINE:
            return bounded(one.floats / divisors, error, one.most / least, missing)
    lost = ~(smallest > 0)
    error = _error_of_quotient(one, other, by_block(np.where(lost, np.inf, smallest), np.fmin))
    floats = one.floats / np.where(lost, np.nan, divisors)
    most = np.fmax(by_block(np.abs(floats)), 0.0) + error  # 0: of a block that is given up
    return bounded(floats, error, most, missing)


def _error_of_quotient(one: Estimate, other: Estimate, least: Any) -> Any:
    return (one.error + one.most / least * other.error) / least + U * (one.most + one.error) / least


def chosen(flags: Any, one: Estimate, other: Estimate, unknown: Any) -> Estimate:
    """The one where a flag holds, else the other."""
    missing = unknown
    if not (one.missing is NOWHERE and other.missing is NOWHERE):
        missing = either(pick(flags, one.missing, other.missing), unknown)
    return Estimate(pick(flags, one.floats, other.floats), *_of_either(one, other), where_any(missing))


def _of_either(one: Estimate, other: Estimate) -> tuple[Any, Any]:
    """Bounds of what is the one or the other."""
    return np.maximum(one.error, other.error), np.maximum(one.most, other.most)


@beyond_floats
def outermost(one: Estimate, other: Estimate, how: np.ufunc) -> Estimate:
    """The greater or the less of two in each row."""
    missing = where_any(either(one.missing, other.missing))
    return Estimate(how(one.floats, other.floats), *_of_either(one, other), missing)


@beyond_floats
def summed(one: Estimate, plan: GroupPlan) -> Estimate:
    """The sum of each group's rows."""
    inside = plan.inside(one.floats)
    floats = plan.reduced(inside, np.add, 0.0)
    error, most = _of_sum(one.error, one.most, float(plan.largest))
    if np.ndim(error) or not error <= FINE:
        by_blocks = plan.count > OWN_BOUNDS and plan.in_order
        error, most = _sums_by_block(one, plan) if by_blocks else _sums_by_group(one, plan, np.abs(inside))
    return bounded(floats, error, most, _touched(one, plan))


def _of_sum(error: Any, most: Any, rows: Any) -> tuple[Any, Any]:
    """Bounds of a sum of at most so many rows."""
    return rows * error + rows * rows * U * (most + error), rows * most


def _sums_by_group(one: Estimate, plan: GroupPlan, inside: Floats) -> tuple[Any, Any]:
    """Bounds of the sum of each group's rows, of which `inside` holds the magnitudes."""
    reach = plan.reduced(inside, np.add, 0.0)
    error = _over(one.error, one.floats.size, plan, np.add) if np.ndim(one.error) else plan.sizes * one.error
    reach = reach + error
    return by_block(error + plan.largest * U * (reach + error)), by_block(reach)


def _sums_by_block(one: Estimate, plan: GroupPlan) -> tuple[Any, Any]:
    """Bounds of each block of sums, where rows stand group by group: what bounds all rows of its groups, by the most rows of one."""
    most = one.most if np.ndim(one.most) else by_block(np.abs(one.floats)) + one.error
    error, most = (_of_rows_below(bound, one.floats.size, plan) for bound in (one.error, most))
    return _of_sum(error, most, plan.most_in(BLOCK_BITS))


def _of_rows_below(bound: Any, size: int, plan: GroupPlan) -> Any:
    """The greatest bound among the rows of each block of groups."""
    if not np.ndim(bound) or not plan.codes.size:
        return np.max(bound, initial=0.0)
    begins = np.searchsorted(plan.codes, np.arange(0, plan.count, 1 << BLOCK_BITS))
    ends = np.append(begins[1:], plan.codes.size)
    first = np.minimum(begins, plan.codes.size - 1)
    last = np.maximum(ends - 1, first)  # a block without rows is bounded as that of another is
    if plan.rows is not None:
        first, last = plan.rows.take(first), plan.rows.take(last)
    pairs = np.column_stack([block_of(first, size), block_of(last, size) + 1]).ravel()
    return np.maximum.reduceat(np.append(bound, 0.0), pairs)[::2]


@beyond_floats
def extreme(one: Estimate, plan: GroupPlan, how: np.ufunc) -> Estimate:
    """The greatest or least of each group's rows; missing where a group has none."""
    floats = plan.reduced(plan.inside(one.floats), how, 0.0)
    error, most = (
        by_block(_over(bound, one.floats.size, plan, np.maximum)) if np.ndim(bound) else bound
        for bound in (one.error, one.most)
    )
    missing = _touched(one, plan) | (plan.sizes == 0)
    return Estimate(floats, error, most, where_any(missing))


def _over(bound: Any, size: int, plan: GroupPlan, how: np.ufunc) -> Any:
    """The bounds of each group's rows brought together."""
    return plan.reduced(plan.inside(each(bound, size)), how, 0.0)


def _touched(one: Estimate, plan: GroupPlan) -> Any:
    """The groups with a row that is missing."""
    missing = np.broadcast_to(one.missing, one.floats.shape)  # one flag for every row, where none has a value
    return NOWHERE if one.missing is NOWHERE else plan.touched(missing)


@beyond_floats
def compared(one: Estimate, other: Estimate, name: str) -> tuple[Any, Any]:
    """How they compare, and the rows where that is not proven; of missing rows nothing is said."""
    error = one.error + other.error
    bound = (error + U * (one.most + other.most + error)) * SLACK
    missing = either(one.missing, other.missing)
    size = np.size(one.floats if np.ndim(one.floats) else other.floats)
    answer, near = np.empty(size, dtype=bool), np.empty(size, dtype=bool)
    for rows in slices(size):
        difference = bound_in(one.floats, rows, size) - bound_in(other.floats, rows, size)
        getattr(np, name)(difference, 0.0, out=answer[rows])
        near[rows] = ~below(-np.abs(difference), -bound_in(bound, rows, size))
    if missing is not NOWHERE:
        answer, near = answer & ~missing, near & ~missing
    return answer, np.flatnonzero(near)


WHOLE = 2.0**52  # below it a float tells a whole number from the next half
MOST_PLACES = 22  # up to it a float holds the power of ten itself
AT_WHOLE_NUMBERS: dict[
    str, Callable[[Any], Any]
] = {  # what modes that decide there add to the whole number below; the others decide at halves
    "floor": lambda _: 0.0,
    "ceiling": lambda _: 1.0,
    "up": lambda scaled: scaled > 0,
    "down": lambda scaled: scaled < 0,
}


@beyond_floats
def rounded(one: Estimate, places: int, mode: str) -> tuple[Any, Any] | None:
    """Whole numbers of 10**-places, and the rows where they are not proven; None where floats are too coarse for most of them."""
    if not 0 <= places <= MOST_PLACES:
        return None
    by = 10.0**places
    floats, far, error, most = one.floats, NOWHERE, one.error, one.most
    if not np.all((most + error) * by < WHOLE):  # the bound of many rows may be far above each
        error = each(error, floats.size)
        most = np.abs(floats) + error
        far = ~((most + error) * by < WHOLE)
        if 2 * np.count_nonzero(far) > far.size:
            return None
        floats = np.where(far, 0.0, floats)
    bound = (error * by + U * (most + error) * by) * SLACK + 2 * U
    found, proven = np.empty(floats.size, dtype=np.int64), np.empty(floats.size, dtype=bool)
    for rows in slices(floats.size):
        whole, proven[rows] = _nearest(floats[rows] * by, bound_in(bound, rows, floats.size), mode)
        np.copyto(found[rows], whole, casting="unsafe")
    if far is not NOWHERE:
        proven &= ~far
    unproven = np.flatnonzero(~proven)
    if one.missing is not NOWHERE:
        found[one.missing] = 0
        unproven = unproven[~at(one.missing, unproven)]
    found[unproven] = 0
    return found, unproven


def _nearest(scaled: Floats, bound: Any, mode: str) -> tuple[Floats, Any]:
    """The whole numbers that these are rounded to, and where that is proven of what is off by no more than a bound."""
    if mode in AT_WHOLE_NUMBERS:
        whole = np.floor(scaled)
        part = scaled - whole
        whole += AT_WHOLE_NUMBERS[mode](scaled)
        return whole, below(-np.minimum(part, 1.0 - part), -bound)
    whole = np.rint(scaled)
    scaled -= whole
    # the nearest whole number is nearer than half by more than the bound, or it is not proven
    return whole, below(np.abs(scaled, out=scaled), 0.5 - bound)


def is_estimable(value: object) -> bool:
    """Whether a scalar is a number that floats can stand for; one beyond them is not."""
    if isinstance(value, bool) or not isinstance(value, (Fraction, int)):
        return False
    return abs(Fraction(value)) < Fraction(10**200)
