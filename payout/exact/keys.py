"""Whole numbers that order and equal as a column of ratios does, found without a float."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from payout.exact.kernels import INT64_MAX, is_big, reduce, span

if TYPE_CHECKING:
    from payout.exact.kernels import Part, Vector

WORD = 62  # bits of a word of the long division below
WIDEST_DENOMINATOR = 2**52
MANY_DENOMINATORS = 4096


def sort_keys(num: Vector, den: Part) -> Vector:
    """Keys in int64 that order as num/den do, and are equal where they are equal."""
    if not isinstance(den, int):
        num, den = reduce(num, den)
    if isinstance(den, int):
        return num if num.dtype != object else _by_fractions(num, np.ones(num.size, dtype=np.int64))
    if is_big(num) or is_big(den):
        return _by_fractions(num, den)
    found = over_common(num, den)
    if found is not None:
        return found[0]
    return _by_long_division(num, den) if span(den) <= WIDEST_DENOMINATOR else _by_fractions(num, den)


def over_common(num: Vector, den: Vector) -> tuple[Vector, int] | None:
    """Put rows with their own denominators over one, if there are few of them and everything fits int64."""
    if is_big(num) or is_big(den):
        return None
    sample = np.unique(den[:MANY_DENOMINATORS])
    if math.lcm(*sample.tolist()) > INT64_MAX:
        return None
    common = math.lcm(*np.unique(den).tolist())
    if common > INT64_MAX or span(num) * common > INT64_MAX:
        return None
    return num * (common // den), common


def _by_long_division(num: Vector, den: Vector) -> Vector:
    """Order by the whole part, then by binary places.

    Unequal ratios with denominators of b bits differ by more than 2**-2b, so 2b places tell them apart.
    """
    width = span(den).bit_length()
    limb = WORD - width
    whole = num // den
    rest = num - whole * den
    words = [whole, np.zeros(num.size, dtype=np.int64)]
    room = WORD
    for _ in range(-(-2 * width // limb)):
        rest = rest << limb
        digit = rest // den
        rest = rest - digit * den
        if room < limb:
            words.append(np.zeros(num.size, dtype=np.int64))
            room = WORD
        words[-1] = (words[-1] << limb) | digit
        room -= limb
    return _dense(words)


def _dense(words: list[Vector]) -> Vector:
    """The place in order of each distinct row of several columns, the first column deciding first."""
    order = np.lexsort(words[::-1])
    fresh = np.zeros(order.size, dtype=bool)
    for word in words:
        inside = word[order]
        fresh[1:] |= inside[1:] != inside[:-1]
    keys = np.empty(order.size, dtype=np.int64)
    keys[order] = np.cumsum(fresh)
    return keys


def _by_fractions(num: Vector, den: Vector) -> Vector:
    """Order in Python: for values beyond int64 or with huge denominators."""
    values = [Fraction(a, b) for a, b in zip(num.tolist(), den.tolist(), strict=True)]
    places = {value: place for place, value in enumerate(sorted(set(values)))}
    return np.fromiter((places[value] for value in values), dtype=np.int64, count=len(values))
