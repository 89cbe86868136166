"""Fixtures that pandas' own extension suite asks for."""

from fractions import Fraction

import pandas as pd
import pandas._testing as tm
import pytest

from payout.exact import ExactArray, ExactDtype


@pytest.fixture
def dtype():
    return ExactDtype()


@pytest.fixture(params=["one denominator", "a denominator each row", "beyond int64"])
def data(request):
    """Ten rows, the first two unequal; in each of the three storages."""
    if request.param == "one denominator":
        return ExactArray.from_integers([305, 1200, 7, 99, 12, 1, 450, 33, 8, 71], 100)
    if request.param == "a denominator each row":
        return ExactArray.from_integers([1, 2, 10, 7, 5, 1, 9, 11, 3, 4], [3, 7, 12, 12, 6, 9, 4, 3, 8, 5])
    return ExactArray.from_fractions([Fraction(10**20 + row, 3) for row in range(1, 11)])


@pytest.fixture
def data_for_twos():
    return ExactArray.full(10, 2)


@pytest.fixture
def data_missing():
    return ExactArray.from_fractions([None, Fraction(1, 3)])


@pytest.fixture
def data_for_sorting():
    return ExactArray.from_fractions([Fraction(1, 2), Fraction(2, 3), Fraction(1, 3)])


@pytest.fixture
def data_missing_for_sorting():
    return ExactArray.from_fractions([Fraction(1, 2), None, Fraction(1, 3)])


@pytest.fixture
def data_for_grouping():
    a, b, c = Fraction(1, 3), Fraction(1, 2), Fraction(2, 3)
    return ExactArray.from_fractions([b, b, None, None, a, a, b, c])


@pytest.fixture(params=["data", "data_missing"])
def all_data(request, data, data_missing):
    return data if request.param == "data" else data_missing


@pytest.fixture
def data_repeated(data):
    def repeat(count):
        for _ in range(count):
            yield data

    return repeat


@pytest.fixture
def na_cmp():
    return lambda left, right: left is pd.NA and right is pd.NA


@pytest.fixture
def na_value(dtype):
    return dtype.na_value


@pytest.fixture
def invalid_scalar():
    return object.__new__(object)


@pytest.fixture(params=[True, False])
def box_in_series(request):
    return request.param


@pytest.fixture(
    params=[lambda _: 1, lambda x: [1] * len(x), lambda x: pd.Series([1] * len(x)), lambda x: x],
    ids=["scalar", "list", "series", "object"],
)
def groupby_apply_op(request):
    return request.param


@pytest.fixture(params=[True, False])
def as_frame(request):
    return request.param


@pytest.fixture(params=[True, False])
def as_series(request):
    return request.param


@pytest.fixture(params=[True, False])
def as_array(request):
    return request.param


@pytest.fixture(params=[True, False])
def use_numpy(request):
    return request.param


@pytest.fixture(params=["ffill", "bfill"])
def fillna_method(request):
    return request.param


@pytest.fixture(params=[True, False])
def skipna(request):
    return request.param


@pytest.fixture(params=[True, False])
def using_nan_is_na(request):
    with pd.option_context("future.distinguish_nan_and_na", not request.param):
        yield request.param


@pytest.fixture(params=tm.all_reductions)
def all_reductions(request):
    return request.param


@pytest.fixture(params=tm.numeric_reductions)
def all_numeric_reductions(request):
    return request.param


@pytest.fixture(params=tm.boolean_reductions)
def all_boolean_reductions(request):
    return request.param


@pytest.fixture(params=tm.numeric_accumulations)
def all_numeric_accumulations(request):
    return request.param


@pytest.fixture(params=tm.arithmetic_dunder_methods)
def all_arithmetic_operators(request):
    return request.param


@pytest.fixture(params=tm.comparison_ops)
def comparison_op(request):
    return request.param
