"""Whose a report of progress is, of which quarter, and what was reported before it: selection, no arithmetic of points."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pandas as pd
from payout.exact import ExactArray

if TYPE_CHECKING:
    from pandas.api.extensions import ExtensionArray

MONTHS_OF_A_QUARTER = 3


def team(progress: pd.DataFrame, key_targets: pd.DataFrame) -> ExtensionArray:
    """The team whose target each report is of; missing where there is no such target."""
    known = key_targets.drop_duplicates("target_id")  # a key that stands twice is a finding of its own
    at = pd.Index(known["target_id"]).get_indexer(pd.Index(progress["target_id"]))
    found: ExtensionArray = known["team_id"].array.take(at, allow_fill=True)
    return found


def quarter(progress: pd.DataFrame) -> ExactArray:
    """Which quarter of the year each report's month lies in."""
    months = map(_whole, progress["month"])
    return ExactArray.from_fractions(None if one is None else (one - 1) // MONTHS_OF_A_QUARTER + 1 for one in months)


def done_before(progress: pd.DataFrame) -> ExactArray:
    """What was done by the report before each one of the same target; nothing before the first."""
    reports: dict[object, list[tuple[int, int]]] = defaultdict(list)
    for at, (target, month) in enumerate(zip(progress["target_id"], map(_whole, progress["month"]), strict=True)):
        if month is not None and not pd.isna(target):
            reports[target].append((month, at))
    done, found = list(progress["done"]), dict[int, Any]()
    for rows in map(sorted, reports.values()):
        found[rows[0][1]] = 0
        found.update((at, done[earlier]) for (_, earlier), (_, at) in pairwise(rows))
    each = (found.get(at, pd.NA) for at in range(len(progress)))
    return ExactArray.from_fractions(None if pd.isna(one) else one for one in each)


def _whole(month: object) -> int | None:
    return None if pd.isna(month) else int(month)  # type: ignore[call-overload]
