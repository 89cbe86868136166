"""Every operation on exact columns against fractions.Fraction, row by row."""

import math
import operator
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from payout.exact import ExactArray, greatest, least

EXACT = settings(max_examples=150, derandomize=False, print_blob=True, deadline=None)
MODES = ["half_up", "half_even", "half_down", "up", "down", "floor", "ceiling"]
EDGE = 2**63

few_digits = st.builds(Fraction, st.integers(-30, 30), st.sampled_from([1, 2, 3, 4, 6, 12, 100]))
ordinary = st.builds(Fraction, st.integers(-(10**9), 10**9), st.integers(1, 10**6))
huge = st.builds(Fraction, st.integers(-(2**80), 2**80), st.integers(1, 2**70))
at_the_edge = st.builds(
    lambda base, step, den: Fraction(base + step, den),
    st.sampled_from([EDGE, -EDGE, 2**62, -(2**62), 2**32, 2**31]),
    st.integers(-2, 2),
    st.sampled_from([1, 1, 2, 3, 2**31 - 1, EDGE - 1]),
)
values = st.one_of(few_digits, few_digits, ordinary, at_the_edge, huge)
rows = st.one_of(values, values, values, st.none())


@st.composite
def one_storage(draw, count):
    """A column by any way to build one: from Fractions, over one denominator, or one each row."""
    kind = draw(st.sampled_from(["fractions", "one", "rows"]))
    if kind == "fractions":
        items = draw(st.lists(rows, min_size=count, max_size=count))
        return ExactArray.from_fractions(items)
    wholes = st.integers(-EDGE, EDGE - 1) if draw(st.booleans()) else st.integers(-40, 40)
    num = np.array(draw(st.lists(wholes, min_size=count, max_size=count)), dtype=np.int64)
    mask = np.array(draw(st.lists(st.booleans(), min_size=count, max_size=count)), dtype=bool)
    if kind == "one":
        return ExactArray.from_integers(
            num, draw(st.sampled_from([1, 2, 3, 12, 100, 700, EDGE - 1, 2**70])), mask
        )
    below = st.sampled_from([1, 2, 3, 4, 6, 12, 24, 100, 2**31 - 1, 2**40 + 15, EDGE - 1])
    den = np.array(draw(st.lists(below, min_size=count, max_size=count)), dtype=np.int64)
    return ExactArray.from_integers(num, den, mask)


@st.composite
def columns(draw, many=2):
    count = draw(st.integers(0, 8))
    return tuple(draw(one_storage(count)) for _ in range(many))


def listed(column):
    return [column.value_at(i) for i in range(len(column))]


def rowwise(function, *several):
    return [None if None in row else function(*row) for row in zip(*several, strict=True)]


def rounded(value, places, mode):
    """Round one Fraction by the definition of the mode, without the code under test."""
    scaled = value * Fraction(10) ** places
    below = math.floor(scaled)
    above = math.ceil(scaled)
    outward, inward = (above, below) if value > 0 else (below, above)
    half = Fraction(1, 2)
    tie = {"half_up": outward, "half_down": inward, "half_even": below if below % 2 == 0 else above}
    if mode in tie:
        nearest = below if scaled - below < half else above
        whole = tie[mode] if scaled - below == half else nearest
    else:
        whole = {"up": outward, "down": inward, "floor": below, "ceiling": above}[mode]
    return whole / Fraction(10) ** places


@EXACT
@given(columns(), st.sampled_from([operator.add, operator.sub, operator.mul]))
def test_column_by_column(pair, operation):
    left, right = pair
    assert listed(operation(left, right)) == rowwise(operation, listed(left), listed(right))


@EXACT
@given(columns(many=1), values, st.sampled_from([operator.add, operator.sub, operator.mul]))
@example((ExactArray.from_integers([0, 0]),), Fraction(2**80, 3), operator.add)
def test_column_by_scalar_from_both_sides(single, scalar, operation):
    (column,) = single
    plain = listed(column)
    assert listed(operation(column, scalar)) == rowwise(lambda x: operation(x, scalar), plain)
    assert listed(operation(scalar, column)) == rowwise(lambda x: operation(scalar, x), plain)


@EXACT
@given(columns())
def test_division(pair):
    left, right = pair
    plain = list(zip(listed(left), listed(right), strict=True))
    zeros = sum(a is not None and b == 0 for a, b in plain)
    if zeros:
        with pytest.raises(ZeroDivisionError, match=f"{zeros} of {len(plain)} rows"):
            left / right
    else:
        assert listed(left / right) == rowwise(operator.truediv, listed(left), listed(right))
    filled = [None if None in (a, b) else Fraction(7) if b == 0 else a / b for a, b in plain]
    assert listed(left.divide(right, where_zero=7)) == filled


@EXACT
@given(columns())
def test_whole_division_and_what_is_left(pair):
    left, right = pair
    assume(0 not in listed(right))
    assert listed(left // right) == rowwise(operator.floordiv, listed(left), listed(right))
    assert listed(left % right) == rowwise(operator.mod, listed(left), listed(right))


@EXACT
@given(
    columns(), st.sampled_from([operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne])
)
def test_comparison(pair, operation):
    left, right = pair
    answer = operation(left, right)
    assert isinstance(answer, pd.arrays.BooleanArray)
    expected = rowwise(operation, listed(left), listed(right))
    assert [None if flag is pd.NA else bool(flag) for flag in answer] == expected


@EXACT
@given(columns(many=1))
def test_sign_and_terms(single):
    (column,) = single
    plain = listed(column)
    assert listed(-column) == rowwise(operator.neg, plain)
    assert listed(abs(column)) == rowwise(abs, plain)
    lowest = column.lowest_terms()
    assert listed(lowest) == plain
    assert column.equals(lowest)
    assert list(column.is_integer()) == [v is not None and v.denominator == 1 for v in plain]
    assert listed(ExactArray._concat_same_type([column, lowest])) == plain + plain


@EXACT
@given(columns(many=1), st.integers(-3, 8), st.sampled_from(MODES))
def test_rounding_in_every_mode(single, places, mode):
    (column,) = single
    assert listed(column.round(places, mode)) == rowwise(lambda x: rounded(x, places, mode), listed(column))


@EXACT
@given(st.lists(st.integers(-50, 50), max_size=8), st.integers(-2, 3), st.sampled_from(MODES))
def test_rounding_at_ties(halves, places, mode):
    unit = Fraction(10) ** -places
    exact_ties = [(half + Fraction(1, 2)) * unit for half in halves]
    column = ExactArray.from_fractions(exact_ties)
    assert listed(column.round(places, mode)) == [rounded(tie, places, mode) for tie in exact_ties]


@EXACT
@given(columns(many=1), st.integers(0, 8), st.sampled_from(MODES))
def test_decimal_text_says_the_rounded_value(single, places, mode):
    (column,) = single
    texts = column.to_strings(places, mode, missing="?")
    for text, value in zip(texts, listed(column), strict=True):
        if value is None:
            assert text == "?"
            continue
        assert Fraction(text) == rounded(value, places, mode)
        assert len(text.partition(".")[2]) == places
        assert not (text.startswith("-") and Fraction(text) == 0)


@EXACT
@given(columns(many=1))
def test_fraction_text_reads_back(single):
    (column,) = single
    texts = column.to_fraction_strings()
    assert list(texts) == ["" if value is None else str(value) for value in listed(column)]


@EXACT
@given(st.lists(st.one_of(st.none(), st.integers(-(2**70), 2**70)), max_size=8), st.integers(0, 6))
def test_scaled_and_decimal128(wholes, places):
    unit = Fraction(1, 10**places)
    column = ExactArray.from_fractions([None if whole is None else whole * unit for whole in wholes])
    decimals = column.to_decimal128(places).to_pylist()
    assert [None if d is None else Fraction(d) for d in decimals] == listed(column)
    present = [whole or 0 for whole in wholes]
    if all(abs(whole) < EDGE for whole in present):
        assert list(column.to_scaled(places)) == present
    else:
        with pytest.raises(ValueError, match="beyond"):
            column.to_scaled(places)


@EXACT
@given(columns(many=3), st.booleans())
def test_least_and_greatest(three, skip):
    plain = list(zip(*map(listed, three), strict=True))
    for function, choose in ((least, min), (greatest, max)):
        result = listed(function(*three, skip_missing=skip))
        expected = []
        for row in plain:
            present = [value for value in row if value is not None]
            whole = len(present) == len(row) or (skip and present)
            expected.append(choose(present) if whole else None)
        assert result == expected


@EXACT
@given(columns(), st.data())
def test_where(pair, data):
    left, right = pair
    flags = data.draw(st.lists(st.sampled_from([True, False, None]), min_size=len(left), max_size=len(left)))
    picked = left.where(pd.array(flags, dtype="boolean"), right)
    choices = zip(flags, listed(left), listed(right), strict=True)
    assert listed(picked) == [None if flag is None else a if flag else b for flag, a, b in choices]


@EXACT
@given(columns(many=1), st.data())
def test_gather_and_write(single, data):
    (column,) = single
    plain = listed(column)
    positions = data.draw(st.lists(st.integers(-1, len(plain) - 1), max_size=10))
    gathered = column.gather(np.array(positions, dtype=np.int64))
    assert listed(gathered) == [None if p == -1 else plain[p] for p in positions]
    if plain:
        row, value = data.draw(st.integers(0, len(plain) - 1)), data.draw(rows)
        column[row] = value
        plain[row] = value
        assert listed(column) == plain


@EXACT
@given(columns(many=1))
def test_reductions_and_order(single):
    (column,) = single
    present = [value for value in listed(column) if value is not None]
    assert column.sum() == sum(present)
    assert column.min() is pd.NA if not present else column.min() == min(present)
    assert column.max() is pd.NA if not present else column.max() == max(present)
    assert column.mean() is pd.NA if not present else column.mean() == sum(present) / Fraction(len(present))
    order = column.argsort(na_position="last")[: len(present)]
    assert [column.value_at(row) for row in order] == sorted(present)
    codes, distinct = column.factorize()
    assert [None if code < 0 else distinct.value_at(code) for code in codes] == listed(column)
    assert len(set(listed(distinct))) == len(distinct)
