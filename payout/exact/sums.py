"""Exact sums within groups: one pass over one denominator, otherwise a checked sum by halves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from payout.exact.kernels import INT64_MAX, add, reduce, shrink, span
from payout.exact.keys import over_common

if TYPE_CHECKING:
    from payout.exact.kernels import Part, Vector
    from payout.exact.plan import GroupPlan

HALF_BITS = 31


def totals(num: Vector, den: Part, plan: GroupPlan) -> tuple[Vector, Part]:
    """Sum num/den in each group of a plan; an empty group sums to 0."""
    num = plan.inside(num)
    if not isinstance(den, int):
        den = plan.inside(den)
        found = over_common(num, den)
        if found is None:
            return _by_halves(num, den, plan.codes, plan.count)
        num, den = found
    return _whole_totals(num, plan), den


def _whole_totals(num: Vector, plan: GroupPlan) -> Vector:
    """Sum whole numbers exactly: in int64 where no sum can pass it, else by halves of their bits."""
    if num.dtype == object:
        return shrink(plan.reduced(num, np.add, 0))
    most = span(num)
    if most * num.size <= INT64_MAX or most * plan.largest <= INT64_MAX:
        return plan.reduced(num, np.add, 0)
    high = plan.reduced(num >> HALF_BITS, np.add, 0).astype(object)
    low = plan.reduced(num & (2**HALF_BITS - 1), np.add, 0).astype(object)
    return shrink(high * 2**HALF_BITS + low)


def _by_halves(num: Vector, den: Vector, codes: Vector, count: int) -> tuple[Vector, Part]:
    """Add neighbours within each group until one row a group is left; each addition is checked."""
    order = np.argsort(codes, kind="stable")
    num, den, codes = num[order], den[order], codes[order]
    while (codes[1:] == codes[:-1]).any():
        starts = np.flatnonzero(np.concatenate(([True], codes[1:] != codes[:-1])))
        lengths = np.diff(np.append(starts, codes.size))
        left = np.flatnonzero((np.arange(codes.size) - np.repeat(starts, lengths)) % 2 == 0)
        right = np.minimum(left + 1, codes.size - 1)
        paired = (right > left) & (codes[right] == codes[left])
        num, den = _pair_up(num, den, left, paired)
        codes = codes[left]
    num, den = _only_rows(reduce(num, den))
    sums = np.zeros(count, dtype=num.dtype)
    below = np.ones(count, dtype=den.dtype)
    sums[codes], below[codes] = num, den
    return sums, below


def _pair_up(num: Vector, den: Vector, left: Vector, paired: Vector) -> tuple[Vector, Vector]:
    lefts = left[paired]
    added = add(num[lefts], den[lefts], num[lefts + 1], den[lefts + 1], thrifty=True)
    sum_num, sum_den = _only_rows(added)
    out_num = num[left].astype(np.result_type(num, sum_num))
    out_den = den[left].astype(np.result_type(den, sum_den))
    out_num[paired], out_den[paired] = sum_num, sum_den
    return out_num, out_den


def _only_rows(ratio: tuple[Vector, Part]) -> tuple[Vector, Vector]:
    num, den = ratio
    if isinstance(den, int):
        raise TypeError("rows with their own denominators were expected")
    return num, den
