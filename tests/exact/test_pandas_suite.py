"""ExactArray under the extension suite that pandas ships for arrays of others.

Where the suite assumes what an exact column decides otherwise, its test is replaced by one that shows it:

| in the suite           | it assumes              | what stands here, and why                            |
|------------------------|-------------------------|------------------------------------------------------|
| check_reduce           | a float64 twin is right | the same over Fractions: floats are not              |
| test_round             | half-even, like Python  | half up, away from zero: the default of a policy     |
| test_json_roundtrip    | texts in JSON come back | they stay texts: only parse_column reads numbers     |
| _cast_pointwise_result | comparisons give bool   | BooleanArray: to compare a missing one gives missing |

Two more are declared through the suite's own switches: powers raise TypeError (a power of rationals need not
be rational), and reductions are sum, mean, min, max, median and count (deviations are roots, and a number is
not true or false). What the suite then skips by itself: Dim2CompatTests, since an exact column has one
dimension; reductions that were not declared; `count` as a reduction of a frame.
"""

import io
from fractions import Fraction
from statistics import mean, median

import pandas as pd
import pandas._testing as tm
from pandas.tests.extension.base import ExtensionTests

from payout.exact import ExactArray

EXPECTED = {"sum": sum, "mean": mean, "min": min, "max": max, "median": median, "count": len}
COMPARISONS = {"eq", "ne", "lt", "le", "gt", "ge"}


class TestExactArray(ExtensionTests):
    series_scalar_exc = None
    frame_scalar_exc = None
    series_array_exc = None
    divmod_exc = None

    def _get_expected_exception(self, op_name, obj, other):
        if op_name.strip("_") in {"pow", "rpow"}:
            return TypeError
        return super()._get_expected_exception(op_name, obj, other)

    def _cast_pointwise_result(self, op_name, obj, other, pointwise_result):  # noqa: ARG002 -- the suite's signature
        if op_name.strip("_") in COMPARISONS:
            return pointwise_result.astype("boolean")
        return pointwise_result.astype("exact")

    def _supports_reduction(self, ser, op_name):  # noqa: ARG002 -- the suite's signature
        return op_name in EXPECTED

    def check_reduce(self, ser, op_name, skipna):
        values = [value for value in ser.array if value is not pd.NA]
        result = ser.count() if op_name == "count" else getattr(ser, op_name)(skipna=skipna)
        assert result == EXPECTED[op_name](values)
        assert op_name == "count" or isinstance(result, Fraction)

    def test_round(self, data):
        halves = pd.Series(ExactArray.from_fractions([Fraction(5, 2), Fraction(-5, 2), Fraction(7, 2)]))
        tm.assert_series_equal(halves.round(), pd.Series(ExactArray.from_integers([3, -3, 4])))
        expected = [Fraction(int(abs(value) + Fraction(1, 2))) for value in data]
        assert list(pd.Series(data).round()) == expected

    def test_json_roundtrip(self, data):
        text = pd.Series(data).to_json()
        read = pd.read_json(io.StringIO(text), typ="series", dtype=data.dtype)
        assert list(read) == list(data.to_fraction_strings())
        assert read.dtype != data.dtype
