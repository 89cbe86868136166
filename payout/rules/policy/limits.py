"""Limits of cells, which stand on their columns in tables.py, become the checks that they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payout.rules.language.statements import Check
from payout.rules.language.symbols import OwnSymbol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from payout.rules.language.statements import Limit
    from payout.rules.policy.tables import Column, Table


def checks_of_columns(tables: tuple[Table, ...]) -> Iterator[Check]:
    """The checks of all columns, in the order of their declaration."""
    for table in tables:
        for column in table.columns:
            for limit in column.limits:
                yield _check(table.level, column, limit)


def _check(level: str, column: Column, limit: Limit) -> Check:
    return Check(
        level,
        limit.name,
        limit.clause or column.clause,
        limit.label,
        "",
        limit.condition(OwnSymbol((column.name,))),
        file="tables.py",
        severity=limit.severity,
        column=column.name,
        expected=limit.expected,
        fix=limit.fix,
        made_of=(limit.shape, limit.limit),
    )
