"""Many rows into one value, and a row's place among others.

Aggregates, ranks and shares of a pool, inside groups of rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np

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
from payout.rules.expressions import AllRows, LanguageError, Lift
from payout.rules.kinds import level_of_rows
from payout.rules.levels import path_up
from payout.rules.values import flags_of, gather, holds, known_rows, numbers

if TYPE_CHECKING:
    from fractions import Fraction

    from payout.exact.order import Ties
    from payout.rules.evaluate import Evaluation
    from payout.rules.expressions import Aggregate, Allocate, Expression, Rank
    from payout.rules.values import Value

OVER_GROUPS = {"total": group_total, "mean": group_mean, "highest": group_highest, "lowest": group_lowest}


def window(run: Evaluation, at: str, within: tuple[Expression, ...]) -> Groups:
    """Give the groups of a level's own rows: by the keys `within`, or by the level's one parent.

    A level without a parent is one group: the whole batch.
    """
    if not within:
        parents = list(run.scheme.levels[at].parents)
        if not parents:
            return Groups(np.zeros(run.data[at].size, dtype=np.int64), 1)
        if len(parents) != 1:
            raise LanguageError(f"{at} has {len(parents)} parents: say within=…")
        return Groups(run.data[at].links[parents[0]], run.data[parents[0]].size)
    key = within[0]
    if len(within) == 1 and isinstance(key, Lift) and isinstance(key.operand, AllRows):
        return Groups(run.up(at, key.path), run.data[key.path[-1]].size)
    return Groups.from_keys(*(run.rows(key, at) for key in within))


def _groups(run: Evaluation, at: str, within: tuple[Expression, ...], where: Expression | None) -> Groups:
    groups = window(run, at, within)
    return groups if where is None else groups.restrict(run.holds(where, at))


def groups_read(run: Evaluation, expr: Aggregate, at: str) -> tuple[str, Groups]:
    """Give the level whose rows an aggregate is over, and the group of each.

    One a row of `at`, or one a window of the level.
    """
    level = level_of_rows(expr, run.scheme.levels)
    if level is None:
        raise LanguageError(f"{expr.which} is of nothing: its operand must be a column or a level")
    if level == at or expr.within:
        return level, window(run, level, expr.within)
    return level, Groups(run.up(level, path_up(run.scheme.levels, level, at)), run.data[at].size)


def aggregate(run: Evaluation, expr: Aggregate, at: str) -> Value:
    """One value for each row of `at`.

    Over its rows of a level below, or over the rows of `at` in its window.
    """
    level, groups = groups_read(run, expr, at)
    used = groups if expr.where is None else groups.restrict(run.holds(expr.where, level))
    found = _reduced(run, expr, level, used)
    return gather(found, groups.codes) if level == at or expr.within else found


def _reduced(run: Evaluation, expr: Aggregate, level: str, groups: Groups) -> Value:
    size = run.data[level].size
    whole_rows = isinstance(expr.operand, AllRows)
    match expr.which:
        case "exists":
            found = np.ones(size, dtype=bool) if whole_rows else run.holds(expr.operand, level)
            return flags_of(group_any(found, groups))
        case "count" if whole_rows:
            return group_count(groups)
        case "count":
            value = run.value(expr.operand, level)
            is_flag = run.scheme.typing.type_of(expr.operand).kind == "flag"
            return group_count(groups.restrict(holds(value, size) if is_flag else known_rows(value, size)))
        case "count_distinct":
            return _count_distinct(run, expr.operand, level, groups)
        case which:
            return OVER_GROUPS[which](numbers(run.value(expr.operand, level), size), groups)


def _count_distinct(run: Evaluation, operand: Expression, level: str, groups: Groups) -> Value:
    keys = run.rows(operand, level)
    pairs = Groups.from_keys(ExactArray.from_integers(groups.codes), keys)
    counted = (groups.codes >= 0) & known_rows(keys, len(keys))
    firsts = np.unique(pairs.codes[counted], return_index=True)[1]
    once = np.zeros(len(keys), dtype=bool)
    once[np.flatnonzero(counted)[firsts]] = True
    return group_count(groups.restrict(once))


def ranked(run: Evaluation, expr: Rank, at: str) -> Value:
    """Each row's place in its group, 1 the best."""
    groups = _groups(run, at, expr.within, expr.where)
    return rank(
        numbers(run.value(expr.operand, at), run.data[at].size),
        groups,
        descending=expr.best == "highest",
        ties=cast("Ties", expr.ties),
    )


def allocated(run: Evaluation, expr: Allocate, at: str) -> Value:
    """Each row's share of its group's pool; equal remainders go by weight, then by the rows' key."""
    size = run.data[at].size
    groups = window(run, at, expr.within)
    pool = numbers(run.value(expr.pool, at), size)
    pools = group_highest(pool, groups)
    if bool((group_lowest(pool, groups) != pools).any()):
        raise LanguageError("allocate: the pool differs between the rows of one group")
    key = run.scheme.levels[at].key
    # tables arrive in canonical order: where rows have no key, content alone decides position
    keys = run.data[at].columns[key] if key else np.arange(size)
    weight = numbers(run.value(expr.weight, at), size)
    return apportion(pools, weight, groups, unit=cast("Fraction", run.value(expr.unit, at)), keys=keys)
