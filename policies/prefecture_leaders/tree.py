"""What the tree of indicators says: depth and leaves, and the first-level indicator that each result counts to."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.extensions import ExtensionArray
from payout.exact import ExactArray
from payout.rules.trees import tree_ancestors, tree_depths, tree_leaves


def depth(indicators: pd.DataFrame) -> ExactArray:
    """The level of each indicator: 1 for the first level; missing in a circle."""
    return tree_depths(indicators["indicator_id"], indicators["parent_id"])


def is_leaf(indicators: pd.DataFrame) -> NDArray[np.bool_]:
    """Whether each indicator is scored: nothing stands below it."""
    return tree_leaves(indicators["indicator_id"], indicators["parent_id"])


def first_level(results: pd.DataFrame, indicators: pd.DataFrame) -> ExtensionArray:
    """The first-level indicator of each result."""
    scored = pd.Index(indicators["indicator_id"]).get_indexer(pd.Index(results["indicator_id"]))
    roots = tree_ancestors(indicators["indicator_id"], indicators["parent_id"])
    found: ExtensionArray = roots.take(scored, allow_fill=True)
    return found


def first_name(results: pd.DataFrame, indicators: pd.DataFrame) -> ExtensionArray:
    """The name of the first-level indicator of each result."""
    roots = pd.Index(first_level(results, indicators))
    at = pd.Index(indicators["indicator_id"]).get_indexer(roots)
    named: ExtensionArray = indicators["indicator_name"].array.take(at, allow_fill=True)
    return named
