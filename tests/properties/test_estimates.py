"""Estimates at the ends of what a float can hold: every step's bound, and all that is decided by it, against Fractions.

Formulas are drawn step by step from columns of subnormal numbers, of numbers beyond every float, beside 2**53, a hair beside ties, and of
nothing at all; after each step no float may be farther off than its bound says, and what is asked of the column must be right.
"""

import math
from collections import Counter
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

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
from payout.exact.filtered import FilteredArray, quotient
from tests.properties.test_exact_arithmetic import MODES, rounded

EXACT = settings(max_examples=200, derandomize=False, print_blob=True, deadline=None)
ROWS = 7

small = st.builds(Fraction, st.integers(-9, 9), st.sampled_from([1, 2, 3, 7, 11, 13]))
hair = st.builds(
    lambda half, side, near: Fraction(2 * half + 1, 200) + Fraction(side, near),
    st.integers(-300, 300),
    st.sampled_from([-1, 0, 1]),
    st.sampled_from([10**12, 2**60, 10**30]),
)
at_53 = st.builds(
    lambda power, step: Fraction(2**53 * power + step), st.sampled_from([-2, 1, 4]), st.integers(-3, 3)
)
tiny = st.builds(Fraction, st.integers(-9, 9), st.sampled_from([10**150, 2**1022, 2**1074, 10**330]))
huge = st.builds(
    lambda times, power, over: Fraction(times * 10**power, over),
    st.integers(-9, 9),
    st.sampled_from([60, 154, 199, 308, 330]),
    st.sampled_from([1, 7]),
)
kinds = st.sampled_from([small, hair, at_53, tiny, huge, st.one_of(small, tiny, huge), st.just(Fraction(0))])


@st.composite
def listed(draw):
    """A column as a list; often most of it is one value, sometimes it is blank."""
    kind = draw(kinds)
    values = draw(st.lists(st.one_of(kind, kind, kind, st.none()), min_size=ROWS, max_size=ROWS))
    same = draw(st.sampled_from([0, 0, 0, 4, ROWS]))
    return [values[0]] * same + values[same:]


COLUMN_AND_COLUMN = {
    "+": (lambda a, b: a + b, lambda x, y: x + y),
    "-": (lambda a, b: a - b, lambda x, y: x - y),
    "*": (lambda a, b: a * b, lambda x, y: x * y),
    "/": (quotient, lambda x, y: x / y if y else None),
    "least": (least, min),
    "greatest": (greatest, max),
}
OVER_GROUPS = {
    "total": (group_total, lambda x: sum(x, Fraction(0))),
    "mean": (group_mean, lambda x: sum(x, Fraction(0)) / len(x) if x else None),
    "highest": (group_highest, lambda x: max(x, default=None)),
    "lowest": (group_lowest, lambda x: min(x, default=None)),
}
SOME = np.array([row not in {1, 4} for row in range(ROWS)])
codes_of_rows = st.lists(st.integers(-1, 2), min_size=ROWS, max_size=ROWS)
in_order = st.lists(st.integers(0, 3), min_size=ROWS, max_size=ROWS).map(sorted)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                *COLUMN_AND_COLUMN,
                *OVER_GROUPS,
                *(f"{name} of some" for name in OVER_GROUPS),
                "where",
                "gather",
                "none",
            ]
        ),
        st.one_of(codes_of_rows, in_order),
    ),
    max_size=5,
)


def stepped(name, codes, one, other, known, second):
    """A column and what it holds after one step; `codes` group, choose and place its rows."""
    if name in COLUMN_AND_COLUMN:
        ours, plain = COLUMN_AND_COLUMN[name]
        rows = zip(known, second, strict=True)
        return ours(one, other), [None if None in row else plain(*row) for row in rows]
    if name == "none":  # a value that is missing for every row alike
        return least(one, None), [None] * ROWS
    if name == "where":
        flags = pd.array([{-1: None, 0: False}.get(code, True) for code in codes], dtype="boolean")
        rows = zip(codes, known, second, strict=True)
        return one.where(flags, other), [None if c < 0 else x if c else y for c, x, y in rows]
    if name == "gather":
        return one.gather(np.array(codes, np.int64)), [None if c < 0 else known[c] for c in codes]
    ours, plain = OVER_GROUPS[name.removesuffix(" of some")]
    groups, some = Groups(np.array(codes, np.int64), 4), SOME | (not name.endswith(" of some"))
    rows = [*zip(codes, known, some, strict=True)]
    members = [[x for c, x, is_in in rows if c == group and is_in] for group in range(4)]
    values = [None if None in group else plain(group) for group in members]
    found = ours(one, groups.restrict(some))
    return found.gather(np.array(codes, np.int64)), [None if c < 0 else values[c] for c in codes]


def within_bounds(column, known):
    """No float is farther off than is said, and what is missing is told so."""
    estimate = column.estimate
    bounds = each(estimate.error, ROWS), each(estimate.most, ROWS)
    sides = (estimate.floats, *bounds, estimate.missing)
    for value, found, error, most, gone in zip(
        known, *(np.broadcast_to(one, ROWS).tolist() for one in sides), strict=True
    ):
        assert gone == (value is None)
        if value is not None and math.isfinite(error) and not math.isnan(found):  # of NaN nothing is said
            assert abs(Fraction(found) - value) <= Fraction(error)
        if value is not None and math.isfinite(most) and not math.isnan(found):
            assert abs(value) <= Fraction(most)


def decides(column, known, other, second, places, mode):
    """What floats decide: a rounding, comparisons, and what most rows hold."""
    answer = column.round(places, mode)
    assert [answer.value_at(row) for row in range(ROWS)] == [
        None if x is None else rounded(x, places, mode) for x in known
    ]
    for name in ("__lt__", "__ge__", "__eq__"):
        found = [None if one is pd.NA else bool(one) for one in getattr(column, name)(other)]
        rows = zip(known, second, strict=True)
        assert found == [None if None in row else getattr(row[0], name)(row[1]) for row in rows]
    value, count = Counter(known).most_common(1)[0]
    flags = column.common()
    assert (None if flags is None else flags.tolist()) == (
        [one == value for one in known] if 2 * count > ROWS else None
    )


TIES, TOP = [Fraction(1, 200)] * ROWS, [Fraction(9 * 10**308)] * ROWS


@pytest.mark.parametrize(("own", "bits"), [(0, 1), (0, 6), (ROWS, 6)])  # bounds of some rows, of all, of each
@given(listed(), listed(), STEPS, st.sampled_from([0, 2, 22, 23, 40, 330]), st.sampled_from(MODES))
@example(TIES, TIES, [("none", [0] * ROWS), ("highest", [0] * ROWS)], 2, "half_up")
@example(TIES, [Fraction(1, 10**330)] * ROWS, [("+", [0] * ROWS), ("-", [0] * ROWS)], 330, "ceiling")
@example(TOP, TOP, [("*", [0] * ROWS), ("/", [0] * ROWS), ("/", [0] * ROWS)], 2, "half_up")
@EXACT
def test_no_step_loses_its_bound_at_the_ends_of_floats(own, bits, first, second, steps, places, mode):
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("payout.exact.estimates.BLOCK_BITS", bits)
        patched.setattr("payout.exact.estimates.OWN_BOUNDS", own)
        no_step_loses_its_bound(first, second, steps, places, mode)


def no_step_loses_its_bound(first, second, steps, places, mode):
    one, other = (FilteredArray.of(ExactArray.from_fractions(each)) for each in (first, second))
    known = first
    for name, codes in steps:
        if isinstance(one, FilteredArray):
            one, known = stepped(name, codes, one, other, known, second)
        if not isinstance(one, FilteredArray):  # settled at once
            break
        within_bounds(one, known)
    decides(one, known, other, second, places, mode)


def test_a_divisor_whose_reciprocal_is_beyond_floats():
    third = FilteredArray.of(ExactArray.from_fractions([Fraction(1, 3), None]))
    assert (third / Fraction(1, 10**400)).value_at(0) == Fraction(10**400, 3)


@pytest.mark.parametrize("noisy", [51, 60, 99])
def test_what_most_rows_hold_is_found_among_rows_of_unlike_errors(noisy):
    """A third, as it stands and by way of large sums whose floats are all off to one side: the exact values are all one."""
    rows, third = 100, Fraction(1, 3)
    sums = [Fraction(whole, 7) for whole in range(10**9, 10**9 + 10 * rows)]
    large = [one for one in sums if (1 / 3 + float(one)) - float(one) > 1 / 3][:rows]
    flags = np.arange(rows) < noisy

    def made(of):
        one, high = of([third] * rows), of(large)
        over = of([Fraction(1)] * (rows - 1) + [Fraction(1, 10**9)])  # gives every row an error of its own
        through = (one + high) - high
        return one.where(~flags, quotient(through, over) if one.lazy else through.divide(over))

    found = made(lambda values: FilteredArray.of(ExactArray.from_fractions(values)))
    assert np.ndim(found.estimate.error)
    assert found.common().tolist() == made(ExactArray.from_fractions).common().tolist()
