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

SEEDS = range(8)
ROWS = 200


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
    codes = [rng.randrange(0 if seed % 4 < 2 else -1, 12) for _ in range(ROWS)]
    if seed % 2:
        codes.sort()
    return values, codes, Groups(np.array(codes), 15)


def by_group(values, codes, how):
    """One value a group by a loop: missing where a row is, or where `how` says so of no rows."""
    found = []
    for group in range(15):
        rows = [value for value, code in zip(values, codes, strict=True) if code == group]
        found.append(None if None in rows else how(rows))
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_the_rows_of_some_groups_are_those_that_a_loop_finds(seed):
    _, codes, groups = grouped(seed)
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
    for reduce, how in (
        (group_total, lambda rows: sum(rows, Fraction(0))),
        (group_highest, lambda rows: max(rows, default=None)),
        (group_lowest, lambda rows: min(rows, default=None)),
        (group_mean, lambda rows: sum(rows, Fraction(0)) / len(rows) if rows else None),
    ):
        found = reduce(column, groups)
        assert [found.value_at(row) for row in range(15)] == by_group(values, codes, how), reduce.__name__


@pytest.mark.parametrize("seed", SEEDS)
def test_flags_and_counts(seed):
    _, codes, groups = grouped(seed)
    rng = random.Random(seed)
    flags = np.array([rng.random() < 0.3 for _ in range(ROWS)])
    held = [
        [bool(flag) for flag, code in zip(flags, codes, strict=True) if code == group] for group in range(15)
    ]
    assert group_any(flags, groups).tolist() == [any(one) for one in held]
    assert group_count(groups, flags).to_fraction_strings().tolist() == [str(sum(one)) for one in held]
    assert group_count(groups).to_fraction_strings().tolist() == [str(len(one)) for one in held]
    assert groups.restrict(np.ones(ROWS, dtype=bool)) is groups


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
