"""Tables whose rows hang on each other: an indicator under an indicator, a unit under a unit.

For derivations (`DerivedColumn(…, by=…)`): `keys` and `parents` are two columns of one table; a blank parent is a root.
Rows in a circle, or under one, have no depth and no ancestor: a check makes that a finding.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pandas as pd

from payout.exact import ExactArray

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pandas.api.extensions import ExtensionArray

    Texts: TypeAlias = "pd.Series[str]"
    Positions: TypeAlias = NDArray[np.int64]

NOTHING_ABOVE, UNKNOWN = -1, -2


def tree_depths(keys: Texts, parents: Texts) -> ExactArray:
    """Each row's depth: 1 for a root, 2 for its children; missing in a circle or under one."""
    depth = _depths(_above(keys, parents))
    return ExactArray.from_integers(depth, mask=depth == 0)


def tree_ancestors(keys: Texts, parents: Texts, depth: int = 1) -> ExtensionArray:
    """The key of each row's ancestor at a depth, the row itself where it stands there; missing where it is above."""
    above = _above(keys, parents)
    deep = _depths(above)
    at = np.arange(len(above))
    for _ in range(int(deep.max(initial=0))):
        at = np.where(deep[at] > depth, above[at], at)
    found: ExtensionArray = keys.array.take(np.where(deep >= depth, at, -1), allow_fill=True)
    return found


def tree_leaves(keys: Texts, parents: Texts) -> NDArray[np.bool_]:
    """Tell the rows that no other row hangs on."""
    above = _above(keys, parents)
    leaf = np.ones(len(above), dtype=bool)
    leaf[above[above >= 0]] = False
    return leaf


def _above(keys: Texts, parents: Texts) -> Positions:
    """The position of each row's parent; a parent that is no row of the table is unknown."""
    first = pd.Series(np.arange(len(keys)), index=pd.Index(keys))
    first = first[~first.index.duplicated()]  # a key that stands twice is a finding of its own
    at: Positions = first.index.get_indexer(pd.Index(parents)).astype(np.int64)
    found: Positions = np.where(at < 0, -1, first.to_numpy()[at]) if len(first) else at
    return np.where(parents.isna().to_numpy(), NOTHING_ABOVE, np.where(found < 0, UNKNOWN, found))


def _depths(above: Positions) -> Positions:
    """The depths, 0 where no root is ever reached: level by level from the roots."""
    depth: Positions = np.where(above == NOTHING_ABOVE, 1, 0).astype(np.int64)
    below = np.flatnonzero(above >= 0)
    while True:
        reached = below[(depth[below] == 0) & (depth[above[below]] > 0)]
        if not len(reached):
            return depth
        depth[reached] = depth[above[reached]] + 1
