"""Groups of rows and what is counted, totalled and compared inside them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import pandas as pd

from payout.exact.array import ExactArray
from payout.exact.build import blank, flag_parts
from payout.exact.kernels import is_whole
from payout.exact.plan import GroupPlan
from payout.exact.sums import totals

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from payout.exact.kernels import Vector

PRODUCT_LIMIT = 2**62


@dataclass(frozen=True)
class Groups:
    """Which group each row belongs to.

    `codes` has a row each: 0 to count - 1, or -1 for a row in no group. `count` includes groups that have no
    rows.
    """

    codes: NDArray[np.int64]
    count: int
    whole: bool = field(init=False, compare=False)  # whether each row is in a group

    def __post_init__(self) -> None:
        if self.codes.ndim != 1 or self.codes.dtype != np.int64:
            raise TypeError("codes are a column of int64")
        whole = is_whole(self.codes)
        if (not whole and int(self.codes.min()) < -1) or int(self.codes.max(initial=-1)) >= self.count:
            raise ValueError("codes run from -1 to count - 1")
        vars(self)["whole"] = whole

    @classmethod
    def from_keys(cls, *arrays: Any) -> Self:
        """Group rows that agree in every key column (text, categories, integers, exact numbers, dates).

        Codes follow the order of first appearance. A row with a missing key is in no group. Raises
        ValueError without keys or for unequal lengths, TypeError for float keys.
        """
        if not arrays:
            raise ValueError("grouping needs a key")
        codes, count = _codes(arrays[0])
        for array in arrays[1:]:
            more, size = _codes(array)
            if more.size != codes.size:
                raise ValueError("key columns must have one length")
            codes, count = _joined(codes, count, more, size)
        return cls(codes, count)

    def restrict(self, flags: Any) -> Groups:
        """Put the rows whose flag is not true into no group; the count of groups stays."""
        chosen, _ = flag_parts(flags)
        return self if chosen.all() else _Restricted(self, chosen)

    def sizes_where(self, flags: Any) -> NDArray[np.int64]:
        """Count the rows of each group whose flag is true; shape (count,)."""
        chosen, _ = flag_parts(flags)
        return self.plan.reduced(self.plan.inside(chosen).astype(np.int64), np.add, 0)

    def first_rows(self) -> NDArray[np.int64]:
        """The position of the first row of each group, -1 for a group without rows; shape (count,)."""
        first = np.full(self.count, -1, dtype=np.int64)
        rows = np.flatnonzero(self.codes >= 0)[::-1]
        first[self.codes[rows]] = rows
        return first

    @cached_property
    def plan(self) -> GroupPlan:
        """How rows are brought together by group."""
        if self.whole:
            return GroupPlan(self.codes, self.count)
        rows = np.flatnonzero(self.codes >= 0)
        return GroupPlan(self.codes[rows], self.count, rows)

    @property
    def rows(self) -> int:
        """How many rows there are, those in no group too."""
        return int(self.codes.size)

    def sizes(self) -> NDArray[np.int64]:
        """Count the rows of each group; shape (count,)."""
        return self.plan.sizes.copy()


class _Restricted(Groups):
    """Groups of which the rows that are not chosen are in none; the group of each row is found out where somebody asks."""

    _of: Groups
    _chosen: NDArray[np.bool_]

    def __init__(self, groups: Groups, chosen: NDArray[np.bool_]) -> None:
        vars(self).update(count=groups.count, whole=False, _of=groups, _chosen=chosen)

    @cached_property
    def codes(self) -> NDArray[np.int64]:
        return self._of.codes | -(~self._chosen).astype(np.int64)  # -1 is all bits

    @cached_property
    def plan(self) -> GroupPlan:
        return self._of.plan.within(self._chosen)

    @property
    def rows(self) -> int:
        return int(self._chosen.size)


def key_column(values: Any) -> Any:
    """Key values as something that pandas can factorise; a list or tuple becomes an object column."""
    if isinstance(values, list | tuple):
        column = np.empty(len(values), dtype=object)
        column[:] = values
        return column
    return values


def _codes(array: Any) -> tuple[NDArray[np.int64], int]:
    column = key_column(array)
    if pd.api.types.is_float_dtype(column):
        raise TypeError("a float is no key")
    codes, distinct = pd.factorize(column)
    return codes.astype(np.int64), len(distinct)


def _joined(left: Vector, size: int, right: Vector, by: int) -> tuple[Vector, int]:
    if size * max(by, 1) > PRODUCT_LIMIT:
        raise ValueError("too many combinations of keys")
    both = np.where((left < 0) | (right < 0), -1, left * by + right)
    inside = both >= 0
    found, distinct = pd.factorize(both[inside])
    codes = np.full(both.size, -1, dtype=np.int64)
    codes[inside] = found
    return codes, len(distinct)


def _check(values: Any, groups: Groups) -> None:
    if len(values) != groups.rows:
        raise ValueError(f"{len(values)} values for {groups.rows} grouped rows")


def group_total(values: ExactArray, groups: Groups) -> ExactArray:
    """Sum inside each group, exactly.

    Shape (count,). An empty group gives 0, a missing value makes its group missing.
    """
    _check(values, groups)
    if values.lazy:
        return values.reduced(groups, group_total, "total")
    parts = values.parts
    num, den = totals(parts.num, parts.den, groups.plan)
    return ExactArray.from_parts(blank(num, den, groups.plan.touched(parts.mask)))


def group_count(groups: Groups, flags: Any = None) -> ExactArray:
    """Count the rows of each group, those alone whose flag is true where flags are given; shape (count,)."""
    return ExactArray.from_integers(groups.sizes() if flags is None else groups.sizes_where(flags))


def group_mean(values: ExactArray, groups: Groups) -> ExactArray:
    """Divide each group's total by its count of rows.

    Missing for an empty group or one with a missing value.
    """
    sizes = groups.sizes()
    counts = ExactArray.from_integers(sizes, 1, sizes == 0)
    return group_total(values, groups) / counts


def group_highest(values: ExactArray, groups: Groups) -> ExactArray:
    """The greatest value of each group; missing for an empty group or one with a missing value."""
    _check(values, groups)
    if values.lazy:
        return values.reduced(groups, group_highest, "highest")
    return _extreme(values, groups, np.maximum)


def group_lowest(values: ExactArray, groups: Groups) -> ExactArray:
    """The least value of each group; missing for an empty group or one with a missing value."""
    _check(values, groups)
    if values.lazy:
        return values.reduced(groups, group_lowest, "lowest")
    return _extreme(values, groups, np.minimum)


def _extreme(values: ExactArray, groups: Groups, how: np.ufunc) -> ExactArray:
    plan, parts = groups.plan, values.parts
    missing = plan.touched(parts.mask) | (plan.sizes == 0)
    if isinstance(parts.den, int) and parts.num.dtype != object:
        return ExactArray.from_parts(blank(plan.reduced(plan.inside(parts.num), how, 0), parts.den, missing))
    keys = plan.inside(values.sort_keys())
    winners = np.flatnonzero(keys == plan.reduced(keys, how, 0)[plan.codes])
    positions = np.full(groups.count, -1, dtype=np.int64)
    positions[plan.codes[winners]] = winners if plan.rows is None else plan.rows[winners]
    num, den, mask = values.gather(positions).parts
    return ExactArray.from_parts(blank(num, den, mask | missing))


def group_any(flags: Any, groups: Groups) -> NDArray[np.bool_]:
    """Tell which groups have a row whose flag is true.

    False for an empty group. A missing flag is not true.
    """
    chosen, _ = flag_parts(flags)
    _check(chosen, groups)
    return groups.plan.touched(chosen)
