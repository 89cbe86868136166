"""What more than half of the rows hold: whatever that is stands in the middle of them, in whatever order they are put."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from payout.exact.kernels import reduce

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from payout.exact.build import Parts
    from payout.exact.kernels import Vector

SAMPLE = 1000


def common_of(parts: Parts) -> NDArray[np.bool_] | None:
    """The rows of a column that hold what more than half of them do, or are missing where more than half are; else None."""
    missing = np.count_nonzero(parts.mask)
    if 2 * missing > parts.mask.size:
        return parts.mask.copy()
    num, den = (parts.num, parts.den) if isinstance(parts.den, int) else reduce(parts.num, parts.den)
    columns = [num] if isinstance(den, int) else [num, den]
    return common_rows(*columns, parts.mask) if missing else common_rows(*columns)


def common_rows(*columns: Vector) -> NDArray[np.bool_] | None:
    """The rows that say in all columns what more than half of the rows say; None where nothing is so common."""
    size = columns[0].size
    if not size:
        return None
    step = -(-size // SAMPLE)
    for some in (
        (step, 1) if step > 1 else (1,)
    ):  # mostly it stands in the middle of a few of them too, which is found sooner
        flags = np.ones(size, dtype=bool)
        for column in columns:
            flags &= np.asarray(column == _middle(column[::some]), dtype=bool)
        if 2 * np.count_nonzero(flags) > size:
            return flags
    return None


@np.errstate(invalid="ignore")  # of what is infinite
def near_middle(floats: NDArray[np.float64], error: Any) -> NDArray[np.int64]:
    """The rows that may hold what more than half of them do, of a column of which each float is off by `error` at most.

    Of more than half of the rows the least that they may be is not above it, and the most that they may be not below it: it
    stands between the middle of the one and the middle of the other.
    """
    least = np.nan_to_num(floats - error, nan=-np.inf, posinf=np.inf, neginf=-np.inf)
    most = np.nan_to_num(floats + error, nan=np.inf, posinf=np.inf, neginf=-np.inf)
    return np.flatnonzero((least <= -_middle(-most)) & (most >= _middle(least)))


def _middle(column: Vector) -> Any:
    return np.partition(column, column.size // 2)[column.size // 2]
