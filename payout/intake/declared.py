"""What a table declares of its columns, held against the frame that was made of a file: dtypes, blanks, the least and the most.

It only compares. Nothing is coerced: a frame of other columns or dtypes than are declared is a fault of ours, and is raised.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from payout.exact.columns import dtype_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    import pandas as pd

    from payout.rules.policy.tables import Column, Table


def broken(table: Table, frame: pd.DataFrame) -> Iterator[tuple[Column, str, np.ndarray]]:
    """The rows of each column that break what is declared of it, with the code of their finding."""
    if [*frame.columns] != [column.name for column in table.columns]:
        raise RuntimeError(f"intake made a frame of {table.name} with other columns than it declares")
    for column in table.columns:
        values = frame[column.name]
        if values.dtype != dtype_of(column.kind, column.options):
            raise RuntimeError(f"intake made {table.name}.{column.name} of another dtype than is declared")
        found = ((code, np.flatnonzero(flags)) for code, flags in _flags(column, values.array, values.isna()))
        yield from ((column, code, rows) for code, rows in found if len(rows))


def _flags(column: Column, values: Any, missing: pd.Series) -> Iterator[tuple[str, np.ndarray]]:
    if not column.nullable or column.default is not None:
        yield "E201", missing.to_numpy()
    if column.at_least is not None:
        yield "E208", _true(values < column.at_least)
    if column.at_most is not None:
        yield "E223", _true(values > column.at_most)


def _true(flags: Any) -> np.ndarray:
    """Which flags hold; a blank breaks no bound: whether it may stand there is said once."""
    found: np.ndarray = flags.to_numpy(dtype=bool, na_value=False)
    return found
