"""What is brought together by group, whether rows stand group by group or not, against a loop; picks against `np.where`."""

from __future__ import annotations

import random
from fractions import Fraction

import numpy as np
import pytest

from payout.exact import (
    ExactArray,
    Groups,
    group_any,
    group_count,
    group_highest,
    group_lowest,
    group_mean,
    group_total,
)
from payout.exact.kernels import pick

SEEDS = range(16)
ROWS, GROUPS = 200, 160


def grouped(seed: int) -> tuple[list[Fraction | None], list[int], Groups]:
    """Values and groups of rows: in order in every other seed, some rows in no group, some groups without rows."""
    print(f"seed {seed}")  # noqa: T201 - to run it again
    rng = random.Random(seed)
    dens = rng.choice([(1,), (100,), (3, 7, 10**9 + 7), (1, 2**61 - 1)])
    values = [
        None
        if rng.random() < 0.01
        else Fraction(rng.randrange(-(10**9), -1 if seed % 3 else 10**9), rng.choice(dens))
        for _ in range(ROWS)
    ]
    several = rng.choice([True, False])  # or mostly one a group
    codes = [rng.randrange(0 if seed % 4 < 2 else -1, 12 if several else 3 * ROWS // 4) for _ in range(ROWS)]
    if seed % 2:
        codes.sort()
    return values, codes, Groups(np.array(codes), GROUPS)


def some_of(codes, groups, seed):
    """Groups of which some rows are in none, once and once again, and the group of each row by hand."""
    rng = random.Random(seed)
    for share in (rng.choice([0.02, 0.3, 0.98]), rng.choice([0.0, 0.5, 1.0])):
        chosen = [rng.random() < share for _ in codes]
        groups = groups.restrict(np.array(chosen))
        codes = [code if kept else -1 for code, kept in zip(codes, chosen, strict=True)]
    return codes, groups


def by_group(values, codes, how):
    """One value a group by a loop: missing where a row is, or where `how` says so of no rows."""
    found = []
    for group in range(GROUPS):
        rows = [value for value, code in zip(values, codes, strict=True) if code == group]
        found.append(None if None in rows else how(rows))
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_the_rows_of_some_groups_are_those_that_a_loop_finds(seed):
    _, codes, groups = grouped(seed)
    codes, groups = (codes, groups) if seed % 3 else some_of(codes, groups, seed)
    wanted = [11, 0, 14, 3]
    rows, of = groups.plan.rows_of(np.array(wanted))
    expected = [
        (row, place) for place, group in enumerate(wanted) for row, code in enumerate(codes) if code == group
    ]
    assert [*zip(rows.tolist(), of.tolist(), strict=True)] == expected


@pytest.mark.parametrize("seed", SEEDS)
def test_groups_are_what_a_loop_makes_of_them(seed):
    values, codes, groups = grouped(seed)
    column = ExactArray.from_fractions(values)
    assert_groups(column, values, codes, groups)
    some, restricted = some_of(codes, groups, seed)
    assert_groups(column, values, some, restricted)
    assert restricted.codes.tolist() == some
    assert restricted.rows == ROWS


def assert_groups(column, values, codes, groups):
    for reduce, how in (
        (group_total, lambda rows: sum(rows, Fraction(0))),
        (group_highest, lambda rows: max(rows, default=None)),
        (group_lowest, lambda rows: min(rows, default=None)),
        (group_mean, lambda rows: sum(rows, Fraction(0)) / len(rows) if rows else None),
    ):
        found = reduce(column, groups)
        assert [found.value_at(row) for row in range(GROUPS)] == by_group(values, codes, how), reduce.__name__
    sizes = [codes.count(group) for group in range(GROUPS)]
    assert groups.sizes().tolist() == sizes
    assert groups.plan.largest == max(sizes)
    if groups.plan.in_order:
        for most, first in zip(groups.plan.most_in(3).tolist(), range(0, GROUPS, 8), strict=True):
            assert most >= max(sizes[first : first + 8])


@pytest.mark.parametrize("seed", SEEDS)
def test_flags_and_counts(seed):
    _, codes, groups = grouped(seed)
    assert groups.restrict(np.ones(ROWS, dtype=bool)) is groups
    assert_flags(codes, groups, seed)
    assert_flags(*some_of(codes, groups, seed), seed)


def assert_flags(codes, groups, seed):
    rng = random.Random(seed)
    flags = np.array([rng.random() < 0.3 for _ in range(ROWS)])
    held = [
        [bool(flag) for flag, code in zip(flags, codes, strict=True) if code == group]
        for group in range(GROUPS)
    ]
    assert group_any(flags, groups).tolist() == [any(one) for one in held]
    assert group_count(groups, flags).to_fraction_strings().tolist() == [str(sum(one)) for one in held]
    assert group_count(groups).to_fraction_strings().tolist() == [str(len(one)) for one in held]
    assert group_any(~flags, groups).tolist() == [any(not flag for flag in one) for one in held]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_pick_is_what_where_gives(seed):
    rng = np.random.default_rng(seed)
    print(f"seed {seed}")  # noqa: T201 - to run it again
    flags = rng.random(ROWS) < 0.5
    whole, other = rng.integers(-(2**62), 2**62, (2, ROWS))
    parts = rng.random(ROWS) * 10.0 ** rng.integers(-300, 300, ROWS)
    big = np.array([2**70] * ROWS, dtype=object)
    for yes, no in (
        (whole, other), (whole, 0), (whole, -1), (whole[::2].repeat(2), 5), (parts, -parts), (parts, 0.0), (parts, np.inf),
        (flags, ~flags), (flags, True), (flags, False), (big, whole), (whole, big), (big, 0),
    ):  # fmt: skip
        found, right = pick(flags, yes, no), np.where(flags, yes, no)
        assert found.dtype == right.dtype
        assert (found == right).all()
