"""What an exact column refuses, and how it is stored."""

import operator
import random
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pandas._testing as tm
import pytest

from payout.exact import ExactArray, ExactDtype, Groups, group_total, rank
from payout.exact.kernels import span

THIRDS = ExactArray.from_integers([1, 2, 4], 3)
FLOATS = [
    0.5,
    np.float64(0.5),
    float("nan"),
    np.array([0.5, 1.0, 2.0]),
    [0.5, 1, 2],
    pd.array([0.5, 1.0, 2.0]),
]
TRUTHS = [True, np.True_, np.array([True, False, True]), pd.array([True, False, True])]
ARITHMETIC = [operator.add, operator.sub, operator.mul, operator.truediv, operator.floordiv, operator.mod]
COMPARISON = [operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne]


@pytest.mark.parametrize("operation", ARITHMETIC + COMPARISON)
@pytest.mark.parametrize("other", FLOATS + TRUTHS, ids=repr)
def test_no_float_and_no_truth_value_comes_in(operation, other):
    with pytest.raises(TypeError):
        operation(THIRDS, other)
    with pytest.raises(TypeError):
        operation(other, THIRDS)
    with pytest.raises(TypeError):
        operation(pd.Series(THIRDS), other)


@pytest.mark.parametrize("value", [0.5, True, np.float64(1), np.bool_(True), "1", 1j, object()])
def test_scalars_that_are_not_exact(value):
    for build in (lambda: ExactArray.from_fractions([value]), lambda: ExactArray.full(2, value)):
        with pytest.raises(TypeError):
            build()
    column = THIRDS.copy()
    with pytest.raises(TypeError):
        column[0] = value


@pytest.mark.parametrize("num", [[0.5], [True], np.array([True]), ["1"], np.array([None], dtype=object)])
def test_numerators_are_whole_numbers(num):
    with pytest.raises(TypeError):
        ExactArray.from_integers(num)


@pytest.mark.parametrize("den", [0, -1, np.array([1, 0]), np.array([1, -3])])
def test_denominators_are_positive(den):
    with pytest.raises(ValueError, match="positive"):
        ExactArray.from_integers([1, 2], den)


@pytest.mark.parametrize(("den", "mask"), [([1], None), (1, [True]), ([1, 2, 3], None)])
def test_parts_have_one_length(den, mask):
    with pytest.raises(ValueError, match="one length"):
        ExactArray.from_integers([1, 2], den, mask)


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity")])
def test_decimals_must_be_finite(value):
    with pytest.raises(ValueError, match="no exact number"):
        ExactArray.from_fractions([value])


def test_unequal_lengths_do_not_broadcast():
    with pytest.raises(ValueError, match="Lengths must match"):
        THIRDS + THIRDS[:1]


def test_powers_are_refused():
    with pytest.raises(TypeError, match="power"):
        THIRDS**2


def test_one_large_row_leaves_int64_only_where_it_must():
    column = ExactArray.from_integers([2**62, 3, 5], [3, 7, 11])
    other = ExactArray.from_integers([2**40 + 1, 1, 1], [5, 7, 11])
    product = column * other
    assert product.numerators.dtype == object
    back = product / other
    assert back.numerators.dtype == np.int64
    assert back.equals(column)


def test_what_reduces_stays_in_int64():
    column = ExactArray.from_integers([6 * 10**17, 12 * 10**17], 12)
    assert (column * 12).numerators.dtype == np.int64
    assert (column * Fraction(10**17, 10**17 - 1) * Fraction(10**17 - 1, 10**17)).equals(column)


def test_the_least_int64_does_not_wrap():
    least = ExactArray.from_integers(np.array([-(2**63)]))
    assert (-least).value_at(0) == abs(least).value_at(0) == 2**63
    assert least.numerators.dtype == object
    assert ExactArray.from_integers(np.array([2**64 - 1], dtype=np.uint64)).value_at(0) == 2**64 - 1


def test_callers_arrays_are_copied_and_views_are_read_only():
    num = np.array([1, 2])
    column = ExactArray.from_integers(num)
    num[0] = 9
    assert column.value_at(0) == 1
    for view in (column.numerators, column.mask):
        with pytest.raises(ValueError, match="read-only"):
            view[0] = 1


def test_equal_values_hash_alike_however_they_are_stored():
    halves = [Fraction(1, 2), Fraction(3, 2), None]
    stored = [
        ExactArray.from_fractions(halves),
        ExactArray.from_integers([50, 150, 0], 100, [False, False, True]),
        ExactArray.from_integers([2, 9, 5], [4, 6, 5], [False, False, True]),
    ]
    hashes = [pd.util.hash_array(column) for column in stored]
    assert all((found == hashes[0]).all() for found in hashes)
    assert all(column.equals(stored[0]) for column in stored)


def test_scaling_refuses_what_is_between_two_units():
    with pytest.raises(ValueError, match="3 rows are not a multiple"):
        THIRDS.to_scaled(2)
    with pytest.raises(ValueError, match="3 rows are not a multiple"):
        THIRDS.to_decimal128(2)
    with pytest.raises(ValueError, match="38 digits"):
        ExactArray.from_fractions([10**38]).to_decimal128(0)


def test_frames_hold_merge_and_group_exact_columns():
    frame = pd.DataFrame({"unit": ["a", "b", "a"], "bonus": THIRDS})
    assert frame.dtypes["bonus"] == ExactDtype() == "exact"
    totals = frame.groupby("unit")["bonus"].sum()
    assert totals.dtype == "exact"
    assert list(totals) == [Fraction(5, 3), Fraction(2, 3)]
    other = pd.DataFrame({"bonus": ExactArray.from_integers([20, 10], [30, 5]), "name": ["x", "y"]})
    assert list(frame.merge(other, on="bonus", validate="1:1")["name"]) == ["x"]
    stacked = pd.concat([frame["bonus"], pd.Series([1, 2])])
    assert stacked.dtype == "exact"
    with_floats = pd.concat([frame["bonus"], pd.Series([0.5])])
    assert with_floats.dtype == object


def test_pandas_may_ask_for_floats_only_by_name():
    assert list(THIRDS[:1].astype("float64")) == [1 / 3]
    tm.assert_numpy_array_equal(ExactArray.from_integers([4, 6], 2).astype("int64"), np.array([2, 3]))
    with pytest.raises(ValueError, match="multiple"):
        THIRDS.astype("int64")


@pytest.mark.parametrize("key", [[0.5, 0.5, 1.0], np.array([0.5, 0.5, 1.0])])
def test_floats_are_no_keys(key):
    with pytest.raises(TypeError):
        Groups.from_keys(np.array(key))


@pytest.mark.parametrize("codes", [np.array([0, 2]), np.array([-2, 0])])
def test_codes_name_groups(codes):
    with pytest.raises(ValueError, match="codes run"):
        Groups(codes, 2)


def test_lengths_of_values_and_groups_agree():
    groups = Groups(np.array([0, 0]), 1)
    for function in (group_total, rank):
        with pytest.raises(ValueError, match="3 values for 2 grouped rows"):
            function(THIRDS, groups)


def test_first_rows_stand_for_their_groups():
    groups = Groups(np.array([2, -1, 0, 2]), 3)
    assert list(groups.first_rows()) == [2, -1, 0]
    assert list(groups.sizes()) == [1, 0, 2]


def test_ranks_of_the_documentation():
    points = ExactArray.from_integers([90, 80, 80, 70])
    ranks = {
        ties: list(rank(points, Groups(np.zeros(4, dtype=np.int64), 1), ties=ties).numerators)
        for ties in ("lowest", "highest", "dense")
    }
    assert ranks == {"lowest": [1, 2, 2, 4], "highest": [1, 3, 3, 4], "dense": [1, 2, 2, 3]}


def test_series_beside_columns():
    series = pd.Series(THIRDS)
    assert list(THIRDS.divide(series)) == [1, 1, 1]
    assert list(THIRDS.where(pd.Series([True, False, True]), pd.Series([7, 8, 9]))) == [
        Fraction(1, 3),
        8,
        Fraction(4, 3),
    ]
    assert list((series + pd.Series([1, 1, 1])) - series) == [1, 1, 1]


@pytest.mark.parametrize("seed", range(40))
def test_lowest_terms_as_arrow_texts_are_those_of_fractions(seed):
    print(f"seed {seed}")  # noqa: T201 - to run it again
    rng = random.Random(seed)
    most, one = rng.choice((10**6, 10**30)), rng.choice((None, 1, 100))
    values = [
        None if rng.random() < 0.2 else Fraction(rng.randrange(-most, most), one or rng.randrange(1, 50))
        for _ in range(rng.randrange(40))
    ]
    assert ExactArray.from_fractions(values).to_fraction_texts().to_pylist() == [
        None if value is None else str(value) for value in values
    ]


@pytest.mark.parametrize(
    "values",
    [
        [],
        [0],
        [5, 3],
        [-5, 3],
        [3, -5],
        [2**63 - 1],
        [-(2**63)],
        [-(2**63), 2**63 - 1],
        [-1, 0],
        [10**30, -(10**31)],
    ],
)
def test_the_largest_magnitude_is_that_of_python(values):
    big = any(not -(2**63) <= one < 2**63 for one in values)
    column = np.array(values, dtype=object if big else np.int64)
    assert span(column) == max(map(abs, values), default=0)
    assert span(column[::-1]) == span(np.repeat(column, 2)[::2]) == span(column)


def test_what_is_set_beside_a_number_beyond_int64_stays_a_number_of_python():
    """One of NumPy's would wrap in the next product."""
    column = ExactArray.from_integers([10**30, 5])
    column[1] = 2**62
    assert (column * 4).value_at(1) == 2**64
    dens = ExactArray.from_integers([1, 1], np.array([10**30, 3], dtype=object))
    dens[1] = Fraction(1, 2**62)
    assert (dens / 4).value_at(1) == Fraction(1, 2**64)


@pytest.mark.parametrize("value", [Fraction(2**62), Fraction(1, 7), Fraction(10**30), pd.NA, Fraction(3)])
@pytest.mark.parametrize("den", [1000, np.array([1000, 3])])
@pytest.mark.parametrize("readonly", [True, False])
def test_a_column_sees_all_or_nothing_of_what_is_set_in_a_slice_of_it(value, den, readonly):
    column = ExactArray.from_integers([7, 5], den)
    if readonly:  # as where no row of a level is missing
        column._mask.flags.writeable = False
    before = [column.value_at(0), column.value_at(1)]
    part = column[0:1]
    part[0] = value
    assert part[0] is value or part[0] == value
    assert column.value_at(0) in (before[0], None if value is pd.NA else value)
    assert column.value_at(1) == before[1]


@pytest.mark.parametrize("made", [lambda a: -a, lambda a: +a, abs, lambda a: a.copy()])
def test_what_is_made_of_a_column_shares_nothing_with_it(made):
    column = ExactArray.from_integers([4, 5], np.array([1, 3]))
    other = made(column)
    other[0] = Fraction(1, 200)
    assert [column.value_at(0), column.value_at(1)] == [4, Fraction(5, 3)]


def test_a_total_is_of_what_a_column_holds_when_it_is_asked_for():
    groups, column = Groups(np.array([-1, 0]), 1), ExactArray.from_integers([1, 2])
    assert group_total(column, groups).value_at(0) == 2
    column[1] = 9
    assert group_total(column, groups).value_at(0) == 9
