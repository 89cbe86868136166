"""Exact sums within groups: one pass over one denominator, otherwise a checked sum by halves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from payout.exact.kernels import INT64_MAX, add, reduce, shrink, span
from payout.exact.keys import over_common

if TYPE_CHECKING:
    from payout.exact.kernels import Part, Vector

HALF_BITS = 31


def totals(num: Vector, den: Part, codes: Vector, count: int) -> tuple[Vector, Part]:
    """Sum num/den by code, 0 to count - 1.

    Rows with a negative code are left out; an empty group sums to 0.
    """
    if codes.size and codes.min() < 0:
        inside = codes >= 0
        num, codes = num[inside], codes[inside]
        den = den if isinstance(den, int) else den[inside]
    if not isinstance(den, int):
        found = over_common(num, den)
        if found is None:
            return _by_halves(num, den, codes, count)
        num, den = found
    return whole_totals(num, codes, count), den


def whole_totals(num: Vector, codes: Vector, count: int) -> Vector:
    """Sum whole numbers by code exactly; all codes must lie in 0 to count - 1."""
    if num.dtype == object:
        return shrink(_scatter(num, codes, count))
    largest_group = int(np.bincount(codes).max()) if codes.size else 0
    if span(num) * largest_group <= INT64_MAX:
        return _scatter(num, codes, count)
    high = _scatter(num >> HALF_BITS, codes, count).astype(object)
    low = _scatter(num & (2**HALF_BITS - 1), codes, count).astype(object)
    return shrink(high * 2**HALF_BITS + low)


def _scatter(num: Vector, codes: Vector, count: int) -> Vector:
    sums = np.zeros(count, dtype=num.dtype)
    np.add.at(sums, codes, num)
    return sums


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
