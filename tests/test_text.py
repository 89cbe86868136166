"""How values are written, and that words alone cost no start of pandas."""

import subprocess
import sys
from datetime import date
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from payout.text import NOTHING, Text, is_missing, row_named, show_value, text_of


@pytest.mark.parametrize("value", [None, pd.NA, pd.NaT, float("nan"), np.float64("nan")])
def test_what_every_kind_of_column_has_for_a_blank_is_missing(value):
    assert is_missing(value)
    assert text_of(value) == ""
    assert show_value(value, "zh") == "缺"


@pytest.mark.parametrize("value", ["", 0, False, np.False_, Fraction(0)])
def test_nought_and_no_are_not_missing(value):
    assert not is_missing(value)


@pytest.mark.parametrize(
    ("value", "plain", "shown"),
    [
        (np.True_, "yes", "是"),
        (False, "no", "否"),
        (np.int64(12), "12", "12"),
        (Fraction(5, 4), "1.25", "1.25"),
        (Fraction(-22000, 3), "-22000/3", "-7333.333333…"),
        (pd.Timestamp("2012-01-31"), "2012-01-31", "2012-01-31"),
        (date(2012, 1, 31), "2012-01-31", "2012-01-31"),
        ("P00002", "P00002", "P00002"),
    ],
)
def test_values_as_people_read_them(value, plain, shown):
    assert text_of(value) == plain
    assert show_value(value, "zh") == shown


def test_words_do_not_start_pandas():
    code = "import sys, payout.text, payout.findings; sys.exit(bool({'pandas', 'numpy'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("subject", "named"),
    [
        ("unit E09", ("单位 E09", "unit E09")),
        ("unit:E09", ("单位 E09", "unit E09")),
        ("unit E:9", ("单位 E:9", "unit E:9")),
        ("unit:E 9", ("单位 E 9", "unit E 9")),
        ("unit", ("单位", "unit")),
    ],
)
def test_a_row_is_named_by_the_word_of_its_level(subject, named):
    assert row_named(Text("单位", "unit"), subject) == Text(*named)
    assert row_named(NOTHING, subject) == Text(subject, subject)
