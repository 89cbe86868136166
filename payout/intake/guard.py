"""Whether a typed frame is as its table declares, told without pandera, whose import alone takes half a second.

It says the same as the schema of the table would (`schemas`), and only whether: of a frame that it does not find right, pandera
tells what is wrong and where.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from payout.exact.columns import dtype_of

if TYPE_CHECKING:
    import pandas as pd

    from payout.rules.policy.tables import Column, Table


def as_declared(table: Table, frame: pd.DataFrame) -> bool:
    """Whether a frame has just the columns of its table, and each is as declared."""
    return sorted(frame.columns) == sorted(table.by_name) and all(
        _holds(column, frame[column.name]) for column in table.columns
    )


def _holds(column: Column, values: pd.Series) -> bool:
    """Whether a column has its dtype, blanks only where they may stand, and numbers within their bounds."""
    if values.dtype != dtype_of(column.kind, column.options):
        return False
    if values.hasnans and not (column.nullable and column.default is None):
        return False
    least, most = column.at_least, column.at_most
    return (least is None or bool((values.array >= least).all())) and (
        most is None or bool((values.array <= most).all())
    )
