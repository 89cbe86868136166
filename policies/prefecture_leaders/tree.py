"""What the tree of indicators says: depth and leaves, and the first-level indicator that each result counts to."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.extensions import ExtensionArray
from payout.exact import ExactArray
from payout.rules.trees import tree_ancestors, tree_depths, tree_leaves


def depth(indicators: pd.DataFrame) -> ExactArray:
    """Give the level of each indicator: 1 for the first level; missing in a circle."""
    return tree_depths(indicators["indicator_id"], indicators["parent_id"])


def is_leaf(indicators: pd.DataFrame) -> NDArray[np.bool_]:
    """Tell the indicators that are scored: nothing stands below them."""
    return tree_leaves(indicators["indicator_id"], indicators["parent_id"])


def first_level(results: pd.DataFrame, indicators: pd.DataFrame) -> ExtensionArray:
    """Give the first-level indicator of each result."""
    return _above(results, indicators, names=False)


def first_name(results: pd.DataFrame, indicators: pd.DataFrame) -> ExtensionArray:
    """Give the name of the first-level indicator of each result."""
    return _above(results, indicators, names=True)


def _above(results: pd.DataFrame, indicators: pd.DataFrame, *, names: bool) -> ExtensionArray:
    keys = pd.Index(indicators["indicator_id"])
    roots = tree_ancestors(indicators["indicator_id"], indicators["parent_id"])
    scored = keys.get_indexer(pd.Index(results["indicator_id"]))
    found: ExtensionArray = roots.take(scored, allow_fill=True)
    if names:
        at = keys.get_indexer(pd.Index(found))
        named: ExtensionArray = indicators["indicator_name"].array.take(at, allow_fill=True)
        return named
    return found
