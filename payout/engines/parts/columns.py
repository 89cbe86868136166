"""Columns cut and joined: what a part takes of the whole, and the whole made of what parts give."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import numpy as np

from payout.exact import ExactArray
from payout.exact.filtered import FilteredArray

if TYPE_CHECKING:
    from collections.abc import Sequence

    from payout.engines.reference.values import Positions, Rows, Value
    from payout.exact.filtered import Tally


def settled(value: Value) -> Any:
    """A value as it can be sent: a column that is not worked out yet is worked out, anything else as it is."""
    return value.settled() if isinstance(value, FilteredArray) else value


def joined(columns: Sequence[Rows]) -> Rows:
    """Columns one behind another."""
    kind: Any = type(columns[0])
    return cast("Rows", kind._concat_same_type(list(columns)))  # noqa: SLF001 - what pandas asks of every such column


def places_of(rows: Sequence[Positions]) -> Positions | None:
    """Where each row of the whole stands once the rows of parts are put one behind another; None where it stands there already."""
    order = np.concatenate(rows)
    numbers = np.arange(len(order), dtype=np.int64)
    if np.array_equal(order, numbers):
        return None
    inverse = np.empty_like(order)
    inverse[order] = numbers
    return inverse


def in_place(columns: Sequence[Rows], places: Positions | None) -> Rows:
    """The columns of parts as one, each value in the row that it stands in."""
    return joined(columns) if places is None else joined(columns).take(places)


def estimated(column: Rows, tally: Tally | None) -> Rows:
    """A column whose fractions differ from row to row as an estimate, where so many rows are computed through estimates."""
    if tally is None or not isinstance(column, ExactArray) or isinstance(column.denominators, int):
        return column
    return FilteredArray.of(column, tally)
