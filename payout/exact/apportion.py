"""A pool split by weights, exact to the unit: largest remainder."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from payout.exact.array import ExactArray
from payout.exact.groups import group_total, key_column

if TYPE_CHECKING:
    from payout.exact.groups import Groups
    from payout.exact.kernels import Vector

FEN = Fraction(1, 100)


def apportion(
    pool: ExactArray, weights: ExactArray, groups: Groups, *, unit: Fraction = FEN, keys: Any
) -> ExactArray:
    """Split each group's pool among its rows in proportion to `weights`, in whole units; shape of `weights`.

    `pool` has shape (count,), each a multiple of `unit`. Every share is first cut down to a whole unit; the
    units left go one each to the largest remainders, ties to the larger weight, then to the key that sorts
    first. The shares of a group sum to its pool exactly, each lies strictly within one unit of its ideal,
    and the order of rows is irrelevant. Rows in no group have no share; neither do those of a group with a
    missing weight or pool.

    Raises ValueError for a pool that is no multiple of the unit, a negative weight, a pool without weight, a
    missing key, or a tie that even the keys leave open.
    """
    if len(pool) != groups.count or not len(weights) == len(keys) == groups.codes.size:
        raise ValueError("a pool for each group, and a weight and a key for each row, are needed")
    units = pool / unit
    _check(units, weights, groups)
    total = group_total(weights, groups)
    idle = (total == 0).to_numpy(dtype=bool, na_value=False)
    rates = units / ExactArray.where(total, ~idle, 1)
    ideal = weights * rates.gather(groups.codes)
    floor = ideal.floor()
    left = units - group_total(floor, groups)
    extra = _extra(ideal - floor, weights, groups, left, _ordered(keys, groups))
    return (floor + ExactArray.from_integers(extra)) * unit


def _check(units: ExactArray, weights: ExactArray, groups: Groups) -> None:
    uneven = int(np.count_nonzero(~units.is_integer() & ~units.mask))
    if uneven:
        raise ValueError(f"{uneven} pools are not a multiple of the unit")
    negative = (weights < 0).to_numpy(dtype=bool, na_value=False) & (groups.codes >= 0)
    if negative.any():
        raise ValueError(f"{int(np.count_nonzero(negative))} weights are negative")
    idle = (group_total(weights, groups) == 0).to_numpy(dtype=bool, na_value=False)
    paid = (units != 0).to_numpy(dtype=bool, na_value=False)
    if (idle & paid).any():
        raise ValueError(f"{int(np.count_nonzero(idle & paid))} pools have no weight to go to")


def _ordered(keys: Any, groups: Groups) -> Vector:
    codes: Vector = pd.factorize(key_column(keys), sort=True)[0]
    if (codes[groups.codes >= 0] < 0).any():
        raise ValueError("a row has no key to settle ties by")
    return codes


def _extra(rest: ExactArray, weights: ExactArray, groups: Groups, left: ExactArray, keys: Vector) -> Vector:
    """1 for the rows that take one of the units left, 0 for the others."""
    codes = groups.codes
    sought = (-rest.sort_keys(), -weights.sort_keys(), keys)
    order = np.lexsort((*sought[::-1], codes))
    order = order[codes[order] >= 0]
    sizes = groups.sizes()
    place = np.arange(order.size) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    taking = place < left.to_scaled(0)[codes[order]]
    _refuse_open_ties(order, taking, codes, sought)
    extra = np.zeros(codes.size, dtype=np.int64)
    extra[order] = taking
    return extra


def _refuse_open_ties(order: Vector, taking: Vector, codes: Vector, sought: tuple[Vector, ...]) -> None:
    last, following = order[:-1], order[1:]
    tied = taking[:-1] & ~taking[1:] & (codes[last] == codes[following])
    for column in sought:
        tied &= column[last] == column[following]
    if tied.any():
        raise ValueError(f"{int(np.count_nonzero(tied))} ties are left open by equal keys")
