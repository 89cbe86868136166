"""What pandera refuses of a typed frame, as issues of its cells.

Apart from `assemble`, which imports it only for a frame that `guard` does not find to be as declared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandera.errors

from payout.intake.cells import Issue
from payout.intake.schemas import table_schema

if TYPE_CHECKING:
    import pandas as pd

    from payout.rules.policy.tables import Column, Table


def judged(
    table: Table, frame: pd.DataFrame, bad: frozenset[tuple[int, str]], there: set[str]
) -> list[tuple[Column, Issue]]:
    """Let pandera judge the typed frame.

    Its failure cases become issues, its own texts (which hold raw values) are dropped.
    """
    try:
        table_schema(table).validate(frame, lazy=True, inplace=True)
    except pandera.errors.SchemaErrors as errors:
        faults = [_fault(table, error) for error in errors.schema_errors]
    else:
        return []
    if any(fault is None for fault in faults):
        raise RuntimeError(f"intake made a frame of {table.name} that contradicts its own declaration")
    issues = []
    for column, code, rows in (fault for fault in faults if fault is not None):
        left = np.array([row for row in rows.tolist() if (row, column.name) not in bad], np.int64)
        if column.name in there and len(left):
            bound = column.at_most if code == "E223" else column.at_least
            issues.append((column, Issue(code, left, {"bound": str(bound)})))
    return issues


def _fault(table: Table, error: pandera.errors.SchemaError) -> tuple[Column, str, np.ndarray] | None:
    """Tell a pandera error by its column, our code and its rows.

    None: it is our own fault.
    """
    name = getattr(error.schema, "name", None)
    check = str(error.check)
    bounds = {"at_least": "E208", "at_most": "E223"}
    bound = next((code for part, code in bounds.items() if part in check), None)
    code = {"not_nullable": "E201"}.get(check, bound)
    if name not in table.by_name or code is None:
        return None
    return table[name], code, np.unique(np.asarray(error.failure_cases["index"], dtype=np.int64))
