"""What looks beyond the row: groups of rows, and the aggregates, ranks and shares that are taken over them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np

from payout.engines.reference.values import flags_of, gather, holds, known_rows, numbers
from payout.exact import (
    ExactArray,
    Groups,
    apportion,
    group_any,
    group_count,
    group_highest,
    group_lowest,
    group_mean,
    group_total,
    rank,
)
from payout.rules.tree import LanguageError, Rows

if TYPE_CHECKING:
    from fractions import Fraction

    from payout.engines.reference.run import Run
    from payout.engines.reference.values import Flags, Value
    from payout.rules.tree import Aggregate, Allocate, Node, Rank

OVER_GROUPS = {"total": group_total, "mean": group_mean, "highest": group_highest, "lowest": group_lowest}


def aggregate(run: Run, node: Aggregate) -> Value:
    """One value for each row above, or for each row that of its own group."""
    found = reduced(run, node)
    if node.groups.into is not None:
        return found
    groups = run.groups(node.groups)
    return gather(found, groups.codes, run.tally_for(groups.rows), whole=groups.whole)


def reduced(run: Run, node: Aggregate) -> Value:
    """One value for each group."""
    groups, size = run.groups(node.groups, node.where), run.data[node.groups.rows.name].size
    whole_rows = isinstance(node.operand, Rows) and node.operand.home == node.groups.rows
    match node.which:
        case "exists":
            found = np.ones(size, dtype=bool) if whole_rows else run.holds(node.operand, size)
            return flags_of(group_any(found, groups))
        case "count" if whole_rows:
            return group_count(groups)
        case "count":
            value = run.value(node.operand)
            is_flag = node.operand.schema.kind == "flag"
            return group_count(groups, holds(value, size) if is_flag else known_rows(value, size))
        case "count_distinct":
            return _count_distinct(run, node.operand, groups, size)
        case which:
            return OVER_GROUPS[which](numbers(run.value(node.operand), size), groups)


def _count_distinct(run: Run, operand: Node, groups: Groups, size: int) -> Value:
    keys = run.rows(operand, size)
    pairs = Groups.from_keys(ExactArray.from_integers(groups.codes), keys)
    counted = (groups.codes >= 0) & known_rows(keys, size)
    firsts = np.unique(pairs.codes[counted], return_index=True)[1]
    once = np.zeros(size, dtype=bool)
    once[np.flatnonzero(counted)[firsts]] = True
    return group_count(groups.restrict(once))


def ranked(run: Run, node: Rank) -> Value:
    """Each row's place in its group, 1 the best."""
    groups = run.groups(node.groups, node.where)
    operand = numbers(run.value(node.operand), run.size(node))
    return rank(operand, groups, descending=node.best == "highest", ties=node.ties)


def allocated(run: Run, node: Allocate) -> Value:
    """Each row's share of its group's pool; equal remainders go by weight, then by the rows' key.

    Of a pool that cannot be paid in whole units there are no shares: `payout.engines.pools` tells of it.
    """
    level = run.compiled.levels[node.groups.rows.name]
    size = run.size(node)
    groups = run.groups(node.groups)
    pools, uneven = pools_of(run, node, groups)
    # tables arrive in canonical order: where rows have no key, content alone decides position
    keys = run.data[level.name].columns[level.key] if level.key else np.arange(size)
    weight = numbers(run.value(node.weight), size)
    payable = pools.where(~uneven, None)
    return apportion(payable, weight, groups, unit=cast("Fraction", run.value(node.unit)), keys=keys)


def pools_of(run: Run, node: Allocate, groups: Groups) -> tuple[ExactArray, Flags]:
    """What each group shares out, and where it is no multiple of the unit."""
    pool = numbers(run.value(node.pool), run.size(node))
    pools = group_highest(pool, groups)
    if bool((group_lowest(pool, groups) != pools).any()):
        raise LanguageError("allocate: the pool differs between the rows of one group")
    units = pools / cast("Fraction", run.value(node.unit))
    return pools, ~units.is_integer() & ~units.mask
