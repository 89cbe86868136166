"""Rows that hang on each other: depth, ancestors and leaves, whatever the order of the rows; circles have none."""

import random

import pandas as pd
import pytest

from payout.rules.trees import tree_ancestors, tree_depths, tree_leaves

EDGES = {"A": None, "B": None, "A1": "A", "A2": "A", "A11": "A1", "A111": "A11", "B1": "B"}


def columns(edges):
    text = pd.StringDtype(na_value=pd.NA)
    return pd.Series(list(edges), dtype=text), pd.Series(list(edges.values()), dtype=text)


def by_key(edges, values):
    return dict(zip(edges, (None if value is pd.NA else value for value in values), strict=True))


@pytest.mark.parametrize("seed", range(5))
def test_depths_do_not_rest_on_the_order_of_rows(seed):
    edges = dict(random.Random(seed).sample(list(EDGES.items()), len(EDGES)))
    expected = {"A": 1, "B": 1, "A1": 2, "A2": 2, "A11": 3, "A111": 4, "B1": 2}
    assert by_key(edges, tree_depths(*columns(edges))) == {key: expected[key] for key in edges}


def test_ancestors_at_a_depth():
    roots = {"A": "A", "B": "B", "A1": "A", "A2": "A", "A11": "A", "A111": "A", "B1": "B"}
    assert by_key(EDGES, tree_ancestors(*columns(EDGES))) == roots
    second = {"A": None, "B": None, "A1": "A1", "A2": "A2", "A11": "A1", "A111": "A1", "B1": "B1"}
    assert by_key(EDGES, tree_ancestors(*columns(EDGES), 2)) == second


def test_leaves_are_what_nothing_hangs_on():
    leaves = by_key(EDGES, tree_leaves(*columns(EDGES)))
    assert {key for key, leaf in leaves.items() if leaf} == {"A2", "A111", "B1"}


def test_a_circle_has_neither_depth_nor_ancestor_nor_has_what_hangs_on_it():
    edges = {"A": "B", "B": "A", "C": "C", "D": "C", "E": None}
    assert by_key(edges, tree_depths(*columns(edges))) == {"A": None, "B": None, "C": None, "D": None, "E": 1}
    roots = {"A": None, "B": None, "C": None, "D": None, "E": "E"}
    assert by_key(edges, tree_ancestors(*columns(edges))) == roots
    assert by_key(edges, tree_leaves(*columns(edges))) == {
        "A": False,
        "B": False,
        "C": False,
        "D": True,
        "E": True,
    }


def test_a_parent_that_is_not_there_gives_no_depth():
    edges = {"A": "X", "B": None}
    assert by_key(edges, tree_depths(*columns(edges))) == {"A": None, "B": 1}


def test_a_table_without_rows():
    keys, parents = columns({})
    assert (
        len(tree_depths(keys, parents))
        == len(tree_ancestors(keys, parents))
        == len(tree_leaves(keys, parents))
        == 0
    )
