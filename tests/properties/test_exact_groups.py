"""Totals, extremes, means, ranks and shares inside groups, against Fractions."""

import math
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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

EXACT = settings(max_examples=150, derandomize=False, print_blob=True, deadline=None)

tie_heavy = st.builds(Fraction, st.integers(-4, 4), st.sampled_from([1, 2, 3, 12]))
wide = st.builds(
    Fraction, st.integers(-(2**62), 2**62), st.sampled_from([1, 3, 7, 2**31 - 1, 2**40 + 15, 2**61 - 1])
)
huge = st.builds(Fraction, st.integers(-(2**80), 2**80), st.integers(1, 2**70))
kinds = st.sampled_from([tie_heavy, tie_heavy, wide, st.one_of(tie_heavy, wide), huge])


@st.composite
def grouped(draw, missing=True):
    """Values and groups; some groups stay empty, some rows are in none, some values are missing."""
    count = draw(st.integers(0, 4))
    rows = draw(st.integers(0, 14))
    codes = draw(st.lists(st.integers(-1, count - 1), min_size=rows, max_size=rows))
    value = draw(kinds)
    cells = st.one_of(value, value, value, value, st.none()) if missing and draw(st.booleans()) else value
    values = draw(st.lists(cells, min_size=rows, max_size=rows))
    return values, Groups(np.array(codes, dtype=np.int64), count)


def listed(column):
    return [column.value_at(i) for i in range(len(column))]


def members(values, groups, group):
    return [value for value, code in zip(values, groups.codes, strict=True) if code == group]


def by_group(function, values, groups, empty):
    answers = []
    for group in range(groups.count):
        inside = members(values, groups, group)
        answers.append(empty if not inside else None if None in inside else function(inside))
    return answers


@EXACT
@given(grouped())
def test_aggregates(drawn):
    values, groups = drawn
    column = ExactArray.from_fractions(values)
    assert listed(group_total(column, groups)) == by_group(sum, values, groups, 0)
    assert listed(group_highest(column, groups)) == by_group(max, values, groups, None)
    assert listed(group_lowest(column, groups)) == by_group(min, values, groups, None)
    mean = by_group(lambda inside: sum(inside) / Fraction(len(inside)), values, groups, None)
    assert listed(group_mean(column, groups)) == mean
    sizes = [len(members(values, groups, group)) for group in range(groups.count)]
    assert listed(group_count(groups)) == sizes


@EXACT
@given(st.lists(st.integers(-(2**63), 2**63 - 1), max_size=12), st.sampled_from([1, 100, 2**70]))
def test_totals_beyond_int64_over_one_denominator(wholes, den):
    column = ExactArray.from_integers(np.array(wholes, dtype=np.int64), den)
    groups = Groups(np.arange(len(wholes)) % 2, 2)
    assert listed(group_total(column, groups)) == [Fraction(sum(wholes[start::2]), den) for start in (0, 1)]


@EXACT
@given(grouped(missing=False), st.data())
def test_flags(drawn, data):
    values, groups = drawn
    flags = data.draw(
        st.lists(st.sampled_from([True, False, None]), min_size=len(values), max_size=len(values))
    )
    column = pd.array(flags, dtype="boolean")
    assert list(group_any(column, groups)) == [True in members(flags, groups, g) for g in range(groups.count)]
    kept = groups.restrict(column).codes
    assert list(kept) == [c if flag is True else -1 for c, flag in zip(groups.codes, flags, strict=True)]


@EXACT
@given(grouped(), st.booleans(), st.sampled_from(["lowest", "highest", "dense"]))
def test_rank(drawn, descending, ties):
    values, groups = drawn
    expected = []
    for value, code in zip(values, groups.codes, strict=True):
        if value is None or code < 0:
            expected.append(None)
            continue
        others = [other for other in members(values, groups, code) if other is not None]
        ahead = [other for other in others if (other > value if descending else other < value)]
        counts = {
            "lowest": 1 + len(ahead),
            "highest": len(ahead) + others.count(value),
            "dense": 1 + len(set(ahead)),
        }
        expected.append(counts[ties])
    assert (
        listed(rank(ExactArray.from_fractions(values), groups, descending=descending, ties=ties)) == expected
    )


cells = st.one_of(st.none(), st.sampled_from(["甲", "乙", "丙"]))


@EXACT
@given(st.lists(st.tuples(cells, st.integers(0, 2), tie_heavy), max_size=12))
def test_keys_of_any_kind_group_alike(keys):
    texts, wholes, fractions = (list(column) for column in zip(*keys, strict=True)) if keys else ([], [], [])
    plain = np.array(texts, dtype=object)
    for first in (plain, pd.Categorical(texts, categories=["甲", "乙", "丙"]), pd.array(texts, dtype="str")):
        groups = Groups.from_keys(
            first, np.array(wholes, dtype=np.int64), ExactArray.from_fractions(fractions)
        )
        seen = {}
        for key, code in zip(keys, groups.codes, strict=True):
            if key[0] is None:
                assert code == -1
            else:
                assert seen.setdefault(key, len(seen)) == code
        assert groups.count == len(seen)


@st.composite
def pools(draw):
    count = draw(st.integers(1, 3))
    rows = draw(st.integers(0, 12))
    codes = draw(st.lists(st.integers(-1, count - 1), min_size=rows, max_size=rows))
    weight = draw(
        st.sampled_from(
            [st.sampled_from([1, 1, 2]), st.builds(Fraction, st.integers(0, 40), st.sampled_from([1, 3, 12]))]
        )
    )
    weights = [Fraction(w) for w in draw(st.lists(weight, min_size=rows, max_size=rows))]
    unit = draw(st.sampled_from([Fraction(1, 100), Fraction(1), Fraction(1, 3)]))
    groups = Groups(np.array(codes, dtype=np.int64), count)
    carried = [sum(members(weights, groups, group)) > 0 for group in range(count)]
    wholes = [draw(st.integers(-300, 10**6)) if weight_there else 0 for weight_there in carried]
    return [whole * unit for whole in wholes], weights, groups, unit, draw(st.permutations(range(rows)))


@EXACT
@given(pools())
def test_apportioned_shares(drawn):
    pool, weights, groups, unit, keys = drawn
    keys = np.array(keys, dtype=np.int64)
    shares = listed(
        apportion(
            ExactArray.from_fractions(pool), ExactArray.from_fractions(weights), groups, unit=unit, keys=keys
        )
    )
    for group in range(groups.count):
        inside = [row for row, code in enumerate(groups.codes) if code == group]
        assert sum(shares[row] for row in inside) == pool[group]
        total = sum(weights[row] for row in inside)
        ideals = {row: pool[group] * weights[row] / total if total else Fraction(0) for row in inside}
        floors = {row: math.floor(ideals[row] / unit) * unit for row in inside}
        left = (pool[group] - sum(floors.values())) / unit
        order = sorted(inside, key=lambda row: (floors[row] - ideals[row], -weights[row], keys[row]))
        assert [shares[row] for row in order] == [
            floors[row] + (unit if place < left else 0) for place, row in enumerate(order)
        ]
        assert all(abs(shares[row] - ideals[row]) < unit for row in inside)
    assert all(shares[row] is None for row, code in enumerate(groups.codes) if code < 0)


@EXACT
@given(pools(), st.randoms(use_true_random=False))
def test_shares_do_not_depend_on_the_order_of_rows(drawn, random):
    pool, weights, groups, unit, keys = drawn
    order = list(range(len(weights)))
    random.shuffle(order)
    shuffled = Groups(groups.codes[np.array(order, dtype=np.int64)], groups.count)
    exact = ExactArray.from_fractions
    shares = apportion(exact(pool), exact(weights), groups, unit=unit, keys=list(keys))
    again = apportion(
        exact(pool),
        exact([weights[row] for row in order]),
        shuffled,
        unit=unit,
        keys=[keys[row] for row in order],
    )
    assert listed(again) == [shares.value_at(row) for row in order]


ONE = Groups(np.zeros(2, dtype=np.int64), 1)


@pytest.mark.parametrize(
    ("pool", "weights", "keys", "message"),
    [
        ([1], [0, 0], [1, 2], "1 pools have no weight to go to"),
        ([1], [1, -1], [1, 2], "1 weights are negative"),
        ([Fraction(1, 1000)], [1, 1], [1, 2], "1 pools are not a multiple of the unit"),
        ([Fraction(1, 100)], [1, 1], [7, 7], "1 ties are left open by equal keys"),
        ([1], [1, 1], [None, 7], "no key"),
        ([1, 2], [1, 1], [1, 2], "a pool for each group"),
    ],
)
def test_what_apportion_refuses(pool, weights, keys, message):
    with pytest.raises(ValueError, match=message):
        apportion(ExactArray.from_fractions(pool), ExactArray.from_fractions(weights), ONE, keys=keys)


def test_a_pool_of_nothing_needs_no_weight():
    shares = apportion(ExactArray.from_integers([0]), ExactArray.from_integers([0, 0]), ONE, keys=[1, 2])
    assert listed(shares) == [0, 0]
