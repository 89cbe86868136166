"""What the tree of goals and the calendar say: depth, ends of the tree, main lines, chains up, days late, who answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from payout.exact import ExactArray
from payout.rules.trees import tree_ancestors, tree_depths, tree_leaves

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from pandas.api.extensions import ExtensionArray

LINE, GOAL = 2, 3  # the depths of main lines and of goals below them: 1 is the total goal
TEXT = pd.StringDtype(na_value=pd.NA)


def depth(goals: pd.DataFrame) -> ExactArray:
    """The level of each goal: 1 for the total; missing in a circle."""
    return tree_depths(goals["goal_id"], goals["parent_id"])


def is_leaf(goals: pd.DataFrame) -> NDArray[np.bool_]:
    """Whether nothing hangs on a goal, so that it is measured itself."""
    return tree_leaves(goals["goal_id"], goals["parent_id"])


def line_of_goal(goals: pd.DataFrame) -> ExtensionArray:
    """The main line above each goal, itself where it is one; missing for the total."""
    return tree_ancestors(goals["goal_id"], goals["parent_id"], LINE)


def line_of_review(reviews: pd.DataFrame, goals: pd.DataFrame) -> ExtensionArray:
    """The main line of the goal that each review is of."""
    return _looked_up(reviews["goal_id"], goals["goal_id"], line_of_goal(goals))


def branch_of_review(reviews: pd.DataFrame, goals: pd.DataFrame) -> ExtensionArray:
    """The goal of the third level that each review is of; missing where a main line is reviewed itself."""
    branches = tree_ancestors(goals["goal_id"], goals["parent_id"], GOAL)
    return _looked_up(reviews["goal_id"], goals["goal_id"], branches)


def late_of_goal(goals: pd.DataFrame) -> list[int | None]:
    """Whole days from the planned day to the actual one: below 0 where it was met early; missing where a day is."""
    return _days(goals["plan_day"], goals["actual_day"])


def late_of_review(reviews: pd.DataFrame, goals: pd.DataFrame) -> list[int | None]:
    """Whole days from the planned day to the one that the review states."""
    planned = _looked_up(reviews["goal_id"], goals["goal_id"], goals["plan_day"].array)
    return _days(pd.Series(planned), reviews["actual_day"])


def group_answering(goals: pd.DataFrame, people: pd.DataFrame) -> ExtensionArray:
    """The group that answers for each goal: the one that signed, or that of the person who did."""
    of_person = _looked_up(goals["person_id"], people["person_id"], people["group_id"].array)
    answering: ExtensionArray = goals["group_id"].fillna(pd.Series(of_person, goals.index)).array
    return answering


def department_answering(goals: pd.DataFrame, people: pd.DataFrame, groups: pd.DataFrame) -> ExtensionArray:
    """The department that answers for each goal: the one that signed, or that of the group."""
    group = pd.Series(group_answering(goals, people), goals.index)
    of_group = _looked_up(group, groups["group_id"], groups["department_id"].array)
    answering: ExtensionArray = goals["department_id"].fillna(pd.Series(of_group, goals.index)).array
    return answering


def chains(goals: pd.DataFrame) -> pd.DataFrame:
    """Each goal with itself and every goal above it: from_id, at_id, and how many steps up that is."""
    deep = [int(one) if one is not pd.NA else 0 for one in depth(goals)]
    above = {d: tree_ancestors(goals["goal_id"], goals["parent_id"], d) for d in set(deep) - {0}}
    rows = [
        (key, above[d][at], deep[at] - d) for at, key in enumerate(goals["goal_id"]) for d in range(deep[at], 0, -1)
    ]
    return pd.DataFrame(
        {
            "from_id": pd.array([row[0] for row in rows], dtype=TEXT),
            "at_id": pd.array([row[1] for row in rows], dtype=TEXT),
            "steps": ExactArray.from_fractions(row[2] for row in rows),
        }
    )


def _looked_up(keys: pd.Series, known: pd.Series, values: ExtensionArray) -> ExtensionArray:
    """The value that stands beside each key; missing where the key is blank or unknown."""
    first = ~known.duplicated().to_numpy(dtype=bool)  # a key that stands twice is a finding of its own
    at = pd.Index(known[first]).get_indexer(pd.Index(keys))
    found: ExtensionArray = values[first].take(at, allow_fill=True)
    return found


def _days(planned: pd.Series, actual: pd.Series) -> list[int | None]:
    both = zip(planned, actual, strict=True)
    return [None if pd.isna(due) or pd.isna(day) else (day - due).days for due, day in both]
