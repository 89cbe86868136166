"""Filtered columns answer as exact ones do, whatever is asked of them, on ties and a hair beside them."""

from __future__ import annotations

import random
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from payout.exact import (
    ExactArray,
    Groups,
    greatest,
    group_highest,
    group_lowest,
    group_mean,
    group_total,
    least,
)
from payout.exact.estimates import each
from payout.exact.filtered import FilteredArray, Tally, quotient

SEEDS = range(12)
ROWS = 60
MODES = ("half_up", "half_even", "half_down", "up", "down", "floor", "ceiling")


def adversarial(rng: random.Random) -> Fraction | None:  # noqa: PLR0911 - a kind a line
    """A value on a tie, a hair beside one, ordinary, huge or tiny; sometimes none."""
    kind = rng.randrange(9)
    tie = Fraction(2 * rng.randrange(-(10**7), 10**7) + 1, 200)
    if kind == 0:
        return None
    if kind == 1:
        return tie
    if kind == 2:
        return tie + rng.choice((-1, 1)) * Fraction(1, rng.choice((10**9, 10**12, 10**15, 3 * 10**17)))
    if kind == 3:
        return Fraction(rng.randrange(-(10**9), 10**9), rng.choice((3, 7, 12, 3600, 12037, 999983)))
    if kind == 4:
        return Fraction(rng.randrange(-(10**6), 10**6), 100)
    if kind == 5:
        return Fraction(0)
    if kind == 6:
        return Fraction(rng.randrange(1, 10**4), 10 ** rng.randrange(1, 12))
    if kind == 7:
        return Fraction(rng.randrange(10**11), rng.randrange(1, 10**4))
    return Fraction(rng.randrange(-20, 20), rng.randrange(1, 13))


def columns(seed: int, count: int = 3) -> list[tuple[FilteredArray, ExactArray]]:
    print(f"seed {seed}")  # noqa: T201 - to run it again
    rng = random.Random(seed)
    plain = [ExactArray.from_fractions([adversarial(rng) for _ in range(ROWS)]) for _ in range(count)]
    return [(FilteredArray.of(one), one) for one in plain]


def same(found: object, right: object) -> None:
    if isinstance(right, ExactArray):
        assert isinstance(found, ExactArray)
        for row in range(len(right)):  # one by one first: the recipe of a row, not the settled column
            assert found.value_at(row) == right.value_at(row), row
        assert found.equals(right)
    else:
        pd.testing.assert_extension_array_equal(pd.array(found), pd.array(right))


def formula(a, b, c, flags, groups, exact):
    """A formula of many steps, by the operators that a column has."""
    third = (a + b) * Fraction(1, 3) - c
    apart = third.where(flags, b * 2)
    over = quotient(apart, c) if exact is None else apart.divide(c, where_zero=pd.NA)
    below = least(over, a)
    above = greatest(below, Fraction(-1000) * (b * 0 + 1))
    sums = group_total(above.where(~np.asarray(above.isna()), Fraction(0)), groups).gather(groups.codes)
    return above + sums


@pytest.mark.parametrize("seed", SEEDS)
def test_every_operation_gives_what_exact_columns_give(seed):
    (fa, ea), (fb, eb), (fc, ec) = columns(seed)
    rng = random.Random(seed)
    flags = pd.array([rng.choice((True, False, None)) for _ in range(ROWS)], dtype="boolean")
    places = np.array([rng.randrange(-1, ROWS) for _ in range(40)])
    same(fa + fb, ea + eb)
    same(fa - eb, ea - eb)
    same(ea - fb, ea - eb)
    same(Fraction(7, 3) - fa, Fraction(7, 3) - ea)
    same(fa * eb, ea * eb)
    same(ea * fb, ea * eb)
    same(fa / 12, ea / 12)
    same(-fa, -ea)
    same(fa.gather(places), ea.gather(places))
    same(fa.where(flags, eb), ea.where(flags, eb))
    same(ea.where(flags, fb), ea.where(flags, eb))
    same(fa.where(flags, None), ea.where(flags, None))
    same(quotient(fa, fb), ea.divide(eb, where_zero=pd.NA))
    same(least(fa, eb, fc), least(ea, eb, ec))
    same(greatest(ea, fb), greatest(ea, eb))
    same(greatest(fa, Fraction(0), eb, Fraction(10, 3)), greatest(ea, 0 * eb, eb, 0 * eb + Fraction(10, 3)))
    same(least(fa, None), least(ea, ExactArray.full(ROWS, None)))
    same(least(fa, Fraction(10**300)), ea)
    known = eb.where((eb != 0).to_numpy(dtype=bool, na_value=True), Fraction(1))
    same(fa / known, ea / known)
    with pytest.raises(ZeroDivisionError):
        fa / (fb - fb)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("mode", MODES)
def test_rounding_decides_as_exact_numbers_do(seed, mode):
    for filtered, exact in columns(seed):
        for places in (0, 1, 2, 6, -1):
            found = filtered.round(places, mode)
            assert found.equals(exact.round(places, mode))
        third = filtered * Fraction(1, 3)
        assert third.round(2, mode).equals((exact * Fraction(1, 3)).round(2, mode))


@pytest.mark.parametrize("seed", SEEDS)
def test_comparisons_and_their_ties(seed):
    (fa, ea), (fb, eb), _ = columns(seed)
    for left, right, one, other in (
        (fa, fb, ea, eb),
        (fa, eb, ea, eb),
        (ea, fb, ea, eb),
        (fa, fa + 0, ea, ea),
    ):
        same(left == right, one == other)
        same(left != right, one != other)
        same(left < right, one < other)
        same(left <= right, one <= other)
        same(left > right, one > other)
        same(left >= right, one >= other)
    value = next(each for each in ea if isinstance(each, Fraction))
    same(fa >= value, ea >= value)
    same(fa == value, ea == value)


@pytest.mark.parametrize("seed", SEEDS)
def test_groups(seed):
    (fa, ea), _, _ = columns(seed)
    rng = random.Random(seed)
    groups = Groups(np.array([rng.randrange(-1, 7) for _ in range(ROWS)]), 9)
    for reduce in (group_total, group_mean, group_highest, group_lowest):
        same(reduce(fa, groups), reduce(ea, groups))
        known = ~np.asarray(ea.isna())
        same(reduce(fa.where(known, Fraction(5, 7)), groups), reduce(ea.where(known, Fraction(5, 7)), groups))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_formula_of_many_steps_rounds_as_exact_numbers_do(seed):
    (fa, ea), (fb, eb), (fc, ec) = columns(seed)
    rng = random.Random(seed)
    flags = np.array([rng.random() < 0.5 for _ in range(ROWS)])
    groups = Groups(np.array([rng.randrange(7) for _ in range(ROWS)]), 7)
    found, right = formula(fa, fb, fc, flags, groups, None), formula(ea, eb, ec, flags, groups, True)
    assert found.round(2).equals(right.round(2))
    assert found.round(6).equals(right.round(6))
    same(found, right)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_float_is_farther_off_than_its_bound(seed):
    (fa, ea), (fb, eb), (fc, ec) = columns(seed)
    pairs = [
        (fa, ea), (fa + fb, ea + eb), (fa * fb, ea * eb), (fa * fb - fc, ea * eb - ec),
        (quotient(fa, fb), ea.divide(eb, where_zero=pd.NA)),
        (quotient(fa * fc, fb) + fa, (ea * ec).divide(eb, where_zero=pd.NA) + ea),
    ]  # fmt: skip
    for filtered, exact in pairs:
        within_bounds(filtered, exact)


def within_bounds(filtered, exact):
    """No float is off by more than its bound; of a row that is given up there is none."""
    found = filtered.estimate
    errors, most = (
        np.broadcast_to(each(bound, len(exact)), len(exact)) for bound in (found.error, found.most)
    )
    if np.isinf(errors).any():
        return
    for row in range(len(exact)):
        value, near = exact.value_at(row), filtered.estimate.floats[row]
        if value is not None and not np.isnan(near):
            assert abs(Fraction(near) - value) <= Fraction(errors[row])
            assert abs(value) <= Fraction(most[row])


def spread_out(rng, rows):
    """Amounts over divisors that lie far apart: one bound of their quotient would be that of its largest row."""
    amounts = [
        None if rng.random() < 0.05 else Fraction(rng.randrange(-(10**9), 10**9), 100) for _ in range(rows)
    ]
    amounts[rng.randrange(rows)] = Fraction(10**12)
    divisors = [Fraction(rng.randrange(1, 1000), rng.choice((1, 3, 1000))) for _ in range(rows)]
    divisors[rng.randrange(rows)] = Fraction(1, 20_000)
    return ExactArray.from_fractions(amounts), ExactArray.from_fractions(divisors)


@pytest.mark.parametrize("seed", SEEDS)
def test_where_one_bound_is_coarse_each_row_has_its_own(seed):
    rng = random.Random(seed)
    print("seed", seed)  # noqa: T201 - to run it again
    rows = 300
    amounts, divisors = spread_out(rng, rows)
    flags = np.array([rng.random() < 0.5 for _ in range(rows)])
    groups = Groups(np.array([rng.randrange(-1, 7) for _ in range(rows)]), 7)
    stray = np.array([rng.randrange(-1, rows) for _ in range(rows)])
    tally = Tally()
    ours = steps(*(FilteredArray.of(each, tally) for each in (amounts, divisors)), flags, groups, stray)
    exact = steps(amounts, divisors, flags, groups, stray)
    assert np.ndim(ours[0].estimate.error) == 1
    for filtered, right in zip(ours, exact, strict=True):
        assert isinstance(filtered, FilteredArray)
        within_bounds(filtered, right)
        for mode in ("half_up", "half_even", "down", "ceiling"):
            assert filtered.round(2, mode).equals(right.round(2, mode))
        assert (filtered > Fraction(5)).equals(right > Fraction(5))
        assert (filtered == right[0]).equals(right == right[0])
    same(ours[-1], exact[-1])


def steps(amounts, divisors, flags, groups, stray):
    """Quotients, and what is made of them by each step that knows errors."""
    rate = amounts.divide(divisors, where_zero=pd.NA) if not amounts.lazy else quotient(amounts, divisors)
    mixed = (rate * amounts - rate / 3).where(flags, amounts)
    return [
        rate,
        rate + amounts,
        Fraction(1, 3) - rate,
        mixed,
        greatest(rate, amounts),
        least(rate, Fraction(10)),
        mixed.gather(stray),
        group_total(rate, groups),
        group_total(amounts, groups) * Fraction(1, 7),
        group_highest(mixed, groups),
        group_lowest(mixed, groups),
    ]


def test_a_row_out_of_all_proportion_spoils_no_other():
    tally = Tally()
    amounts = ExactArray.from_fractions([*range(1, 10_000), 10**10])
    divisors = ExactArray.from_fractions([*([Fraction(700)] * 9_999), Fraction(1, 1000)])
    rates = quotient(FilteredArray.of(amounts, tally), FilteredArray.of(divisors, tally)) * Fraction(1, 3)
    before = tally.exact
    assert rates.round(6).equals((amounts.divide(divisors, where_zero=pd.NA) * Fraction(1, 3)).round(6))
    assert tally.exact - before < 100


@pytest.mark.parametrize("mode", MODES)
def test_a_row_too_large_for_its_float_to_be_rounded_is_computed_alone(mode):
    amounts = ExactArray.from_fractions([*range(1, 10_000), 10**10, None])
    divisors = ExactArray.from_fractions([*([Fraction(700)] * 9_999), Fraction(1, 1000), 1])
    exact = amounts.divide(divisors, where_zero=pd.NA) * Fraction(-1, 3)
    thirds = quotient(FilteredArray.of(amounts), FilteredArray.of(divisors)) * Fraction(-1, 3)
    assert thirds.round(6, mode).equals(exact.round(6, mode))
    assert thirds.source.settled is None
    huge = ExactArray.from_fractions([Fraction(10**30 + number, 3) for number in range(100)])
    assert FilteredArray.of(huge).round(2, mode).equals(huge.round(2, mode))


def test_the_bound_of_totals_is_that_of_the_largest_and_not_of_the_most_rows():
    """A group of many rows beside one whose row is large: their product would be beyond what a float can round."""
    rng = random.Random(5)
    amounts = ExactArray.from_fractions([*(Fraction(rng.randrange(10**6), 100) for _ in range(5000)), 10**8])
    divisors = ExactArray.from_fractions([*([Fraction(700)] * 5000), Fraction(1, 1000)])
    tally = Tally()
    rates = quotient(FilteredArray.of(amounts, tally), FilteredArray.of(divisors, tally))
    groups = Groups(np.array([*([0] * 5000), 1], np.int64), 2)
    totals = group_total(rates, groups)
    within_bounds(totals, group_total(amounts.divide(divisors, where_zero=pd.NA), groups))
    assert np.max(totals.estimate.most) < 2 * 10**11


def test_only_doubtful_rows_are_computed_exactly():
    tally = Tally()
    wide = ExactArray.from_fractions([Fraction(number, 7) for number in range(-5000, 5000)])
    (FilteredArray.of(wide, tally) * Fraction(100, 3)).round(2)
    assert tally.rows == 10_000
    assert tally.exact <= 10_000 / 7 + 1  # whole sevenths of thirds end, and stand on no tie but 0


def test_a_frame_holds_it_and_a_cell_can_be_set():
    filtered, exact = columns(3)[0]
    frame, right = pd.DataFrame({"a": filtered}), pd.DataFrame({"a": exact})
    assert frame["a"].array.equals(right["a"].array)
    frame.loc[4, "a"] = Fraction(1, 3)
    right.loc[4, "a"] = Fraction(1, 3)
    assert frame["a"].array.equals(right["a"].array)
    assert filtered.equals(exact)  # what the frame was made of stays what it was
    assert (frame["a"] * 3).array.round(2).equals((right["a"] * 3).array.round(2))
    assert repr(frame) == repr(right)
    assert pd.concat([frame, frame])["a"].array.equals(pd.concat([right, right])["a"].array)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("share", [0, 20, 30, 31, 45, 60])
def test_what_most_rows_hold_is_found_exactly(seed: int, share: int) -> None:
    print(f"seed {seed}")  # noqa: T201 - to run it again
    rng = random.Random(seed)
    common = adversarial(rng)
    beside = Fraction(1, 3) if common is None else common + Fraction(1, 10**18)
    values = [common] * share + [rng.choice((adversarial(rng), beside)) for _ in range(ROWS - share)]
    rng.shuffle(values)
    counts = [values.count(one) for one in values]
    expected = [count * 2 > ROWS for count in counts]
    plain = ExactArray.from_fractions(values)
    for column in (plain, FilteredArray.of(plain), FilteredArray.of(plain) + Fraction(1, 7)):
        found = column.common()
        assert (found is not None) == any(expected)
        assert found is None or found.tolist() == expected


@pytest.mark.parametrize("seed", SEEDS)
def test_rows_asked_for_one_by_one_are_those_asked_for_together(seed: int) -> None:
    (one, exact), (other, second) = columns(seed, 2)
    found, right = one * other + 1, exact * second + 1
    found.expect(np.array([3, 7, 50]))
    asked = [3, 50, 1, 7, *range(ROWS)]
    assert [found.value_at(row) for row in asked] == [right.value_at(row) for row in asked]


@pytest.mark.parametrize("seed", SEEDS)
def test_one_group_among_many_is_that_of_all(seed: int) -> None:
    ((one, exact),) = columns(seed, 1)
    rng = random.Random(seed)
    groups = Groups(np.array([rng.randrange(-1, 100) for _ in range(ROWS)], np.int64), 100)
    for reduced in (group_total, group_highest, group_lowest):
        found, right = reduced(one, groups), reduced(exact, groups)
        wanted = np.array([5, 99, 5, 0], np.int64)
        same(found.exact_rows(wanted), right.gather(wanted))
        assert [found.value_at(row) for row in range(12)] == [right.value_at(row) for row in range(12)]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_row_that_is_given_up_is_settled_exactly_in_all_that_is_made_of_it(seed: int) -> None:
    """A divisor that may be as small as its error proves nothing of its row, and nothing is lost for the others."""
    print(f"seed {seed}")  # noqa: T201 - to run it again
    rng = random.Random(seed)
    amounts = ExactArray.from_fractions([Fraction(rng.randrange(10**7), 100) for _ in range(ROWS)])
    third = ExactArray.from_fractions([Fraction(rng.randrange(1, 100), 3) for _ in range(ROWS)])
    apart = third.where(np.arange(ROWS) % 20 != 7, third + Fraction(1, 10**18))
    rates = quotient(FilteredArray.of(amounts), FilteredArray.of(apart) - third + Fraction(0))
    exact = amounts.divide(apart - third, where_zero=pd.NA)
    given_up = np.isnan(rates.estimate.floats) & ~np.asarray(rates.isna())
    assert given_up.tolist() == (np.arange(ROWS) % 20 == 7).tolist()
    groups = Groups(np.array([rng.randrange(-1, 7) for _ in range(ROWS)]), 9)
    within_bounds(rates, exact)
    same(greatest(rates, amounts) > Fraction(5), greatest(exact, amounts) > Fraction(5))
    for reduce in (group_total, group_mean, group_highest, group_lowest):
        known = exact.where(~np.asarray(exact.isna()), Fraction(0))
        found = rates.where(~np.asarray(rates.isna()), Fraction(0))
        assert reduce(found, groups).round(2).equals(reduce(known, groups).round(2))
    common = (rates * 0 + Fraction(1, 3)).where(np.arange(ROWS) % 3 > 0, amounts).common()
    right = (exact * 0 + Fraction(1, 3)).where(np.arange(ROWS) % 3 > 0, amounts).common()
    assert (common is None) == (right is None)
    assert common is None or common.tolist() == right.tolist()


@pytest.mark.parametrize("of", [Fraction(1, 3), ExactArray.from_integers([])])
def test_a_column_without_rows(of):
    none = FilteredArray.of(ExactArray.from_integers([]))
    assert not len(none > of)
    assert not len(none / of)
    assert not len((none + of).round(2))
