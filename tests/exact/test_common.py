"""What more than half of the rows hold, against counting."""

import itertools
import random
from collections import Counter

import numpy as np
import pytest

from payout.exact.common import common_rows, near_middle

MOST = 7
SEEDS = range(4)


def counted(values):
    """The rows that hold what more than half of them do, None where nothing is so common."""
    (value, count), *_ = [*Counter(values).most_common(1), (None, 0)]
    return [one == value for one in values] if 2 * count > len(values) else None


@pytest.mark.parametrize("size", range(MOST + 1))
def test_every_short_column(size):
    for values in itertools.product(range(3), repeat=size):
        found = common_rows(np.array(values, np.int64))
        assert (None if found is None else found.tolist()) == counted(values), values


@pytest.mark.parametrize("size", range(MOST))
def test_every_short_pair_of_columns(size):
    for values in itertools.product(itertools.product(range(2), repeat=2), repeat=size):
        pairs = np.array(values, np.int64).reshape(-1, 2)
        found = common_rows(pairs[:, 0], pairs[:, 1].astype(object))
        assert (None if found is None else found.tolist()) == counted(values), values


@pytest.mark.parametrize("seed", SEEDS)
def test_rows_that_may_hold_it_are_among_those_near_the_middle(seed):
    rng = np.random.default_rng(seed)
    drawn = random.Random(seed)
    several = 0
    for _ in range(600):
        size, share = drawn.choice([1, 2, 7, 40, 2500]), drawn.choice([0.3, 0.5, 0.55, 0.7, 1.0])
        exact = np.where(rng.random(size) < share, drawn.randrange(5), rng.integers(0, 9, size)).astype(float)
        widest = drawn.choice([0, 1e-9, 1, 3])
        floats = exact + (rng.random(size) * 2 - 1) * widest
        error = np.maximum(np.abs(floats - exact), rng.random(size) * widest)
        lost = rng.random(size) < drawn.choice([0, 0.1, 0.4])
        floats, error = np.where(lost, np.inf, floats), np.where(lost, np.inf, error)
        holds, near = counted(exact.tolist()), near_middle(floats, error)
        if holds is not None:
            assert set(np.flatnonzero(holds)) <= set(near)
            several += 1
    assert several
