"""Whether the tables that a policy requires say anything at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payout.findings import Finding, Place
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from payout.rules.policy.checked import CheckedTable
    from payout.rules.policy.policy import Policy


def tables_without_rows(policy: Policy, tables: Mapping[str, CheckedTable]) -> list[Finding]:
    """A finding for each required table that holds no row."""
    return [
        Finding(
            "E391",
            "error",
            Text(f"表“{table.zh}”没有数据行", f"the table {table.name} has no rows"),
            Place(tables[table.name].origin.file, tables[table.name].origin.sheet),
            fix=Text("从第二行起填写", "fill it in from the second row on"),
        )
        for table in policy.tables
        if table.required and not len(tables[table.name].frame)
    ]
