"""What parts say of an aggregate over groups that run through several of them, and what it comes to: exactly, whatever the parts.

A part says it of those of its groups that have rows in it: of a group without rows in a part nothing is said, for it is not missing there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

import numpy as np

from payout.engines.parts.columns import joined, settled
from payout.engines.reference.grouped import OVER_GROUPS, aggregate
from payout.engines.reference.values import flags_of, gather, numbers
from payout.exact import Groups, group_any, group_total
from payout.rules.tree import WHOLE, Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from payout.engines.reference.run import Run
    from payout.engines.reference.values import Positions, Value
    from payout.engines.reference.values import Rows as Column
    from payout.rules.tree import Aggregate


@dataclass(frozen=True)
class Partial:
    """What one part says of an aggregate: the groups that have rows there, by number, and their values."""

    groups: Positions
    values: tuple[Column, ...]


def partial(run: Run, node: Aggregate) -> Partial:
    """What a part says of an aggregate."""
    size = run.data[node.groups.rows.name].size
    counted = run.groups(node.groups)
    if node.where is not None:
        counted = counted.restrict(run.holds(node.where, size))
    present = np.flatnonzero(counted.sizes())
    values = (aggregate(run, one) for one in _said(node))
    return Partial(present, tuple(settled(gather(value, present)) for value in values))


def _said(node: Aggregate) -> tuple[Aggregate, ...]:
    """The aggregates that parts tell, one value a group, where rows read that of their group too. A mean divides by all that count."""
    by_group = replace(node, groups=replace(node.groups, into=node.groups.into or node.groups.by))
    if node.which != "mean":
        return (by_group,)
    return (
        replace(by_group, which="total"),
        replace(by_group, which="count", operand=Rows(node.groups.rows)),
    )


def combined(node: Aggregate, said: Sequence[Partial], count: int) -> Column:
    """One value for each of `count` groups, from what the parts say."""
    groups = Groups(np.concatenate([one.groups for one in said]), count)
    columns = [joined([one.values[place] for one in said]) for place in range(len(said[0].values))]
    if node.which == "exists":
        return cast("Column", flags_of(group_any(columns[0], groups)))
    values = [numbers(column, len(groups.codes)) for column in columns]
    if node.which == "mean":
        total, rows = (group_total(one, groups) for one in values)
        return total / rows.where(rows > 0, None)
    return OVER_GROUPS["total" if node.which == "count" else node.which](values[0], groups)


def count_of(run: Run, node: Aggregate) -> int:
    """How many groups an aggregate has that parts add up: as many as the level above has rows, or one."""
    home = node.groups.into or node.groups.by
    return 1 if home == WHOLE else run.data[home.name].size


def read_by(run: Run, node: Aggregate, found: Column) -> Value:
    """The values of groups as they are read: by the level above, or by each row that of its own group."""
    return found if node.groups.into is not None else gather(found, run.groups(node.groups).codes)
