"""Pools that cannot be paid out in whole units: an amount in fen, where the smallest payment is a yuan."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from payout.engines.checks import place_of, subject_of, title_of
from payout.engines.reference.grouped import pools_of
from payout.findings import Finding
from payout.rules.tree import Allocate, ParameterValue
from payout.text import Text, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from payout.engines.reference.run import Run
    from payout.rules.compiled.compiled import Built
    from payout.rules.policy.checked import CheckedTable
    from payout.rules.tree import Node


def uneven_pools(run: Run, tables: Mapping[str, CheckedTable]) -> Iterator[Finding]:
    """The pools that are shared out under the readings in force, and are no multiple of the smallest payment."""
    seen: set[Node] = set()
    for built in run.compiled.rules:
        for node in run.rests_on(built.node, seen):
            if isinstance(node, Allocate):
                yield from _uneven(run, built, node, tables)


def _uneven(run: Run, built: Built, node: Allocate, tables: Mapping[str, CheckedTable]) -> Iterator[Finding]:
    groups = run.groups(node.groups)
    pools, uneven = pools_of(run, node, groups)
    unit = text_of(run.value(node.unit))
    parameter = node.unit.name if isinstance(node.unit, ParameterValue) else ""
    label = run.compiled.policy.parameters[parameter].zh if parameter else ""
    for group in np.flatnonzero(uneven):
        level, row = node.groups.by.name, int(group)
        if not level:  # a group of the whole batch, or by columns, is told at its first row
            level, row = node.groups.rows.name, int(np.flatnonzero(groups.codes == group)[0])
        amount = text_of(pools.value_at(int(group)))
        yield Finding(
            "E395",
            "error",
            Text(
                f"要分配的 {amount} 不是最小单位 {unit} 的整数倍",
                f"{amount} is to be shared out, and is no multiple of the smallest unit {unit}",
            ),
            place_of(run, level, row, "", tables),
            subject=subject_of(run, level, row),
            called=run.called(level, row),
            column=built.rule.name,
            value=amount,
            clause=built.rule.clause,
            title=title_of(run, built.rule.level, built.rule.name),
            fix=Text(
                f"核对要分配的数额,或改参数“{label}”({parameter})" if parameter else "核对要分配的数额",
                f"check the amount, or change the parameter {parameter}" if parameter else "check the amount",
            ),
        )
