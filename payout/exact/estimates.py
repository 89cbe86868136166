"""Estimates: columns of float64 with a proven bound of how far each is off.

|float − value| ≤ error, and |value| ≤ most, in every row that is not missing and does not hold NaN. u = 2⁻⁵³; each float operation here
is correctly rounded, |fl(x) − x| ≤ u |x|, or less off than TINY where it underflows; what overflows is infinite, and of a column with
such a row nothing is proven. With |x| ≤ X, |y| ≤ Y and errors e and f the results are off by at most

- x ± y: e + f + u (X + Y + e + f)
- x · y: X f + Y e + e f + u (X + e) (Y + f)
- x ÷ y, where |y| and its float are at least m: (e + X f ÷ m) ÷ m + u (X + e) ÷ m
- the sum of n rows, in any order: n e + n² u (X + e)
- the greater or the less of x and y: the greater of e and f, for neither moves farther than that

One bound serves a whole column while it is fine. A quotient whose largest row would make it coarse (`FINE`) has an error a row instead,
and so has what is made of it: X is then |float| + e, row by row, and a sum adds up the errors of its rows. A row whose divisor may be as
small as its error is given up: it holds NaN, which every operation here hands on and no comparison proves anything of, so that whatever
hangs on it is settled exactly. A missing row holds any number that the bounds allow.

Bounds are computed in floats themselves: SLACK covers their own rounding, TINY their underflow and that of the floats.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from payout.exact.kernels import pick
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

NOWHERE = np.bool_(False)
# What is infinite is told by its bound, and a row that is given up need not be told of.
beyond_floats = np.errstate(over="ignore", invalid="ignore")


@dataclass(frozen=True)
class Estimate:
    """Floats (or one for every row) and their bounds."""

    floats: Any
    error: Any  # one for every row, or one a row
    most: float
    missing: Any  # a flag a row, or one for every row

    def gathered(self, rows: Any, missing: Any) -> Estimate:
        """The rows at positions."""
        return Estimate(self.floats.take(rows), at(self.error, rows), self.most, where_any(missing))

    def reach(self, *, by_row: bool) -> Any:
        """How far from zero values lie at most: all of them, or each row's."""
        return np.abs(self.floats) + self.error if by_row else self.most


def by_row(*several: Estimate) -> bool:
    """Whether one of them has an error a row."""
    return any(isinstance(one.error, np.ndarray) for one in several)


def bounded(floats: Any, error: Any, most: float, missing: Any) -> Estimate:
    """An estimate whose bounds were computed in floats."""
    if not most < np.inf:
        error = np.inf
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
    floats = parts.num.astype(np.float64)
    if not isinstance(parts.den, int) or parts.den != 1:
        floats /= np.asarray(parts.den, dtype=np.float64)
    return floats


def of_number(value: Exact) -> Estimate:
    """One number for every row."""
    num, den = ratio_of(value)
    found = num / den
    return Estimate(found, abs(found) * 2 * U + TINY, abs(found) * SLACK + TINY, NOWHERE)


NONE = Estimate(0.0, 0.0, 0.0, np.bool_(True))


@beyond_floats
def added(one: Estimate, other: Estimate, sign: int = 1) -> Estimate:
    """Their sum, or their difference."""
    each = by_row(one, other)
    error = one.error + other.error
    floats = one.floats + other.floats if sign > 0 else one.floats - other.floats
    error = error + U * (one.reach(by_row=each) + other.reach(by_row=each) + error)
    return bounded(floats, error, one.most + other.most, one.missing | other.missing)


@beyond_floats
def multiplied(one: Estimate, other: Estimate) -> Estimate:
    """Their product."""
    each = by_row(one, other)
    first, second = one.reach(by_row=each), other.reach(by_row=each)
    error = first * other.error + second * one.error + one.error * other.error
    error = error + U * (first + one.error) * (second + other.error)
    return bounded(one.floats * other.floats, error, one.most * other.most, one.missing | other.missing)


@beyond_floats
def divided(one: Estimate, other: Estimate, missing: Any) -> Estimate:
    """Their quotient, where it is not missing; a divisor that may be as small as its error proves nothing."""
    divisors = other.floats if missing is NOWHERE else np.where(missing, np.inf, other.floats)
    smallest = np.abs(divisors) - other.error
    least = float(smallest.min(initial=np.inf))
    if least > 0 and not by_row(one, other):  # false of NaN
        error = _error_of_quotient(one, other, one.most, least)
        if error <= FINE:
            return bounded(one.floats / divisors, error, one.most / least, missing)
    lost = ~(smallest > 0)
    smallest = np.where(lost, np.inf, smallest)
    errors = _error_of_quotient(one, other, one.reach(by_row=True), smallest)
    floats = one.floats / np.where(lost, np.nan, divisors)
    most = float(np.fmax.reduce(np.abs(floats) + errors, initial=0.0))
    return bounded(floats, errors, most, missing)


def _error_of_quotient(one: Estimate, other: Estimate, most: Any, least: Any) -> Any:
    return (one.error + most / least * other.error) / least + U * (most + one.error) / least


def chosen(flags: Any, one: Estimate, other: Estimate, unknown: Any) -> Estimate:
    """The one where a flag holds, else the other."""
    missing = unknown
    if not (one.missing is NOWHERE and other.missing is NOWHERE):
        missing = pick(flags, one.missing, other.missing) | unknown
    error = pick(flags, one.error, other.error) if by_row(one, other) else max(one.error, other.error)
    floats = pick(flags, one.floats, other.floats)
    return Estimate(floats, error, max(one.most, other.most), where_any(missing))


@beyond_floats
def outermost(one: Estimate, other: Estimate, how: np.ufunc) -> Estimate:
    """The greater or the less of two in each row."""
    bounds = np.maximum(one.error, other.error), max(one.most, other.most)
    return Estimate(how(one.floats, other.floats), *bounds, where_any(one.missing | other.missing))


@beyond_floats
def summed(one: Estimate, plan: GroupPlan) -> Estimate:
    """The sum of each group's rows."""
    rows, most = float(plan.largest), plan.largest * one.most
    floats = plan.reduced(plan.inside(one.floats), np.add, 0.0)
    error = np.inf if by_row(one) else rows * one.error + rows * rows * U * (one.most + one.error)
    if not error <= FINE:
        reach = plan.reduced(plan.inside(np.abs(one.floats)), np.add, 0.0)
        error = plan.reduced(plan.inside(one.error), np.add, 0.0) if by_row(one) else plan.sizes * one.error
        reach = reach + error
        error, most = error + rows * U * (reach + error), float(np.fmax.reduce(reach, initial=0.0))
    return bounded(floats, error, most, _touched(one, plan))


@beyond_floats
def extreme(one: Estimate, plan: GroupPlan, how: np.ufunc) -> Estimate:
    """The greatest or least of each group's rows; missing where a group has none."""
    floats = plan.reduced(plan.inside(one.floats), how, 0.0)
    error = plan.reduced(plan.inside(one.error), np.maximum, 0.0) if by_row(one) else one.error
    missing = _touched(one, plan) | (plan.sizes == 0)
    return Estimate(floats, error, one.most, where_any(missing))


def _touched(one: Estimate, plan: GroupPlan) -> Any:
    """The groups with a row that is missing."""
    missing = np.broadcast_to(one.missing, one.floats.shape)  # one flag for every row, where none has a value
    return NOWHERE if one.missing is NOWHERE else plan.touched(missing)


@beyond_floats
def compared(one: Estimate, other: Estimate, name: str) -> tuple[Any, Any]:
    """How they compare, and the rows where that is not proven; of missing rows nothing is said."""
    difference = one.floats - other.floats
    error, each = one.error + other.error, by_row(one, other)
    bound = (error + U * (one.reach(by_row=each) + other.reach(by_row=each) + error)) * SLACK
    missing = one.missing | other.missing
    answer = np.asarray(getattr(np, name)(difference, 0.0), dtype=bool)
    near = ~(np.abs(difference, out=difference) > bound)
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
    floats, far, reach = one.floats, NOWHERE, one.reach(by_row=by_row(one))
    if (
        not (one.most + np.max(one.error, initial=0.0)) * by < WHOLE
    ):  # the bound of all rows may be far above each
        reach = one.reach(by_row=True)
        far = ~((reach + one.error) * by < WHOLE)
        if 2 * np.count_nonzero(far) > far.size:
            return None
        floats = np.where(far, 0.0, floats)
    scaled = floats * by
    bound = (one.error * by + U * (reach + one.error) * by) * SLACK + 2 * U
    if mode in AT_WHOLE_NUMBERS:
        whole = np.floor(scaled)
        part = scaled - whole
        near = ~(np.minimum(part, 1.0 - part) > bound)
        whole += AT_WHOLE_NUMBERS[mode](scaled)
    else:  # the nearest whole number is nearer than half by more than the bound, or it is not proven
        whole = np.rint(scaled)
        scaled -= whole
        near = ~(np.abs(scaled, out=scaled) < 0.5 - bound)
    near |= far
    unproven = np.flatnonzero(near)
    if one.missing is not NOWHERE:
        whole[one.missing] = 0.0
        unproven = unproven[~at(one.missing, unproven)]
    whole[unproven] = 0.0
    return whole.astype(np.int64), unproven


def is_estimable(value: object) -> bool:
    """Whether a scalar is a number that floats can stand for; one beyond them is not."""
    if isinstance(value, bool) or not isinstance(value, (Fraction, int)):
        return False
    return abs(Fraction(value)) < Fraction(10**200)
