"""Order between columns and inside groups: least, greatest, rank."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

import numpy as np

from payout.exact.array import ExactArray

if TYPE_CHECKING:
    from collections.abc import Callable

    from payout.exact.groups import Groups
    from payout.exact.kernels import Vector

Ties: TypeAlias = Literal["lowest", "highest", "dense"]


def least(*arrays: Any, skip_missing: bool = False) -> ExactArray:
    """The least of several columns row by row; behind the first, numbers may stand for columns.

    Missing where any is, or only where all are if `skip_missing`.
    """
    lazy = None if skip_missing else _lazy(arrays)
    found = lazy.outermost(arrays, least, np.minimum) if lazy is not None else None
    return _pick(arrays, lambda a, b: a <= b, skip_missing=skip_missing) if found is None else found


def greatest(*arrays: Any, skip_missing: bool = False) -> ExactArray:
    """The greatest of several columns row by row; behind the first, numbers may stand for columns.

    Missing where any is, or only where all are if `skip_missing`.
    """
    lazy = None if skip_missing else _lazy(arrays)
    found = lazy.outermost(arrays, greatest, np.maximum) if lazy is not None else None
    return _pick(arrays, lambda a, b: a >= b, skip_missing=skip_missing) if found is None else found


def _lazy(arrays: tuple[Any, ...]) -> ExactArray | None:
    return next((one for one in arrays if isinstance(one, ExactArray) and one.lazy), None)


def _pick(
    arrays: tuple[Any, ...], keep: Callable[[ExactArray, ExactArray], object], *, skip_missing: bool
) -> ExactArray:
    if not arrays:
        raise ValueError("there is nothing to choose from")
    best: ExactArray = arrays[0] if arrays[0].lazy else arrays[0].copy()
    for array in arrays[1:]:
        chosen = best.where(keep(best, array), array)
        if skip_missing:
            chosen = chosen.where(~best.mask, array).where(~array.mask, best)
        best = chosen
    return best


def rank(values: ExactArray, groups: Groups, *, descending: bool = True, ties: Ties = "lowest") -> ExactArray:
    """Rank rows inside their group, 1 for the greatest (the least if not `descending`).

    Whole numbers, shape (n,).

    Equal values share a rank: "lowest" is 1 + the number strictly ahead (1, 2, 2, 4), "highest" the number
    ahead or equal (1, 3, 3, 4), "dense" counts distinct values (1, 2, 2, 3). Missing values, and rows in no
    group, have none.
    """
    if ties not in get_args(Ties):
        raise ValueError(f"ties {ties!r} is not one of {', '.join(get_args(Ties))}")
    if len(values) != groups.codes.size:
        raise ValueError(f"{len(values)} values for {groups.codes.size} grouped rows")
    ranks = np.zeros(len(values), dtype=np.int64)
    ranked = np.flatnonzero((groups.codes >= 0) & ~values.mask)
    keys = values.sort_keys()[ranked]
    codes = groups.codes[ranked]
    order = np.lexsort((-keys if descending else keys, codes))
    ranks[ranked[order]] = _ranks(codes[order], keys[order], ties)
    unranked = np.ones(len(values), dtype=bool)
    unranked[ranked] = False
    return ExactArray.from_integers(ranks, 1, unranked)


def _ranks(codes: Vector, keys: Vector, ties: Ties) -> Vector:
    """Rank rows that stand in order of group, then of value."""
    rows = np.arange(codes.size)
    new_group = np.ones(codes.size, dtype=bool)
    new_group[1:] = codes[1:] != codes[:-1]
    new_value = new_group.copy()
    new_value[1:] |= keys[1:] != keys[:-1]
    group_start = np.maximum.accumulate(np.where(new_group, rows, 0))
    if ties == "dense":
        distinct = np.cumsum(new_value)
        ranks: Vector = distinct - distinct[group_start] + 1
        return ranks
    runs = np.cumsum(new_value) - 1
    starts = np.flatnonzero(new_value)
    if ties == "lowest":
        ranks = starts[runs] - group_start + 1
    else:
        ranks = np.append(starts[1:], codes.size)[runs] - group_start
    return ranks
