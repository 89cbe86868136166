"""What more than half of the rows hold.

It stands in the middle of them, in whatever order they are put; and where rows that differ are struck out by twos, it is left.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from payout.exact.kernels import reduce

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    row = _left_over(columns)
    if row < 0:
        return None
    flags = _same(columns, [column[row] for column in columns])
    return flags if 2 * np.count_nonzero(flags) > flags.size else None


def _left_over(columns: Sequence[Vector]) -> int:
    """The only row whose value more than half may hold; -1 where there is none.

    Of two rows that differ one at most holds it, so that it has more than half of the others too; of two that are alike one may
    stand for both. A row without another decides where as many pairs are for it as against.
    """
    rows = np.arange(columns[0].size)
    while rows.size > 1:
        paired = rows.size // 2 * 2
        alike = _same([one[:paired:2] for one in columns], [one[1::2] for one in columns])
        held = np.flatnonzero(alike) * 2
        if not held.size % 2:
            held = np.append(held, np.arange(paired, rows.size))
        rows, columns = rows[held], [one[held] for one in columns]
    return int(rows[0]) if rows.size else -1


def _same(columns: Sequence[Vector], others: Sequence[Any]) -> NDArray[np.bool_]:
    """The rows that say the same in all columns."""
    flags = np.asarray(columns[0] == others[0], dtype=bool)
    for column, other in zip(columns[1:], others[1:], strict=True):
        flags &= np.asarray(column == other, dtype=bool)
    return flags


@np.errstate(invalid="ignore")  # of what is infinite
def near_middle(floats: NDArray[np.float64], error: Any) -> NDArray[np.int64]:
    """The rows that may hold what more than half of them do, of a column of which each float is off by `error` at most.

    Where no more than half of the rows may be below a number, nor above another, it stands between the two: a little below and above
    the midst of a few rows there are such mostly, and else they are the middles of the least and the most that the rows may be.
    """
    least, most = floats - error, floats + error
    low, high = _among_few(least, 9), _among_few(most, 11)
    if 2 * max(np.count_nonzero(~(least >= low)), np.count_nonzero(~(most <= high))) > floats.size:
        low = _middle(np.nan_to_num(least, nan=-np.inf, posinf=np.inf, neginf=-np.inf))
        high = -_middle(np.nan_to_num(-most, nan=-np.inf, posinf=np.inf, neginf=-np.inf))
    return np.flatnonzero(~((most < low) | (least > high)))


def _among_few(column: NDArray[np.float64], twentieths: int) -> Any:
    """What stands so far up in a few of the rows."""
    few = np.sort(column[:: -(-column.size // SAMPLE)])
    return few[few.size * twentieths // 20]


def _middle(column: NDArray[np.float64]) -> Any:
    return np.partition(column, column.size // 2)[column.size // 2]
