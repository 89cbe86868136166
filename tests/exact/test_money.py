"""The grammar of numbers in text: what each kind of column accepts, what it refuses and for which reason."""

import pickle
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from payout.exact import (
    ExactArray,
    MoneyTextError,
    NumberGrammar,
    number_from_double,
    parse_column,
    parse_number,
)
from payout.exact.money import REASONS

PLAIN = NumberGrammar()
WHOLE = NumberGrammar(places=0)
SIGNED = NumberGrammar(signed=True)
WIDE = NumberGrammar(full_width=True)
COMMAS = NumberGrammar(thousands=True)
MONEY = NumberGrammar(currency=True)
ALL = NumberGrammar(places=4, signed=True, full_width=True, thousands=True, currency=True)

ACCEPTED = [
    (PLAIN, "0", "0"),
    (PLAIN, "7", "7"),
    (PLAIN, "007", "7"),  # leading zeros say nothing else
    (PLAIN, "0.5", "1/2"),
    (PLAIN, "0.50", "1/2"),
    (PLAIN, "0.00", "0"),
    (PLAIN, "1234.56", "30864/25"),
    (PLAIN, " 12.30", "123/10"),
    (PLAIN, "12.30\t", "123/10"),
    (PLAIN, "\u300012.30\u00a0", "123/10"),
    (PLAIN, "9223372036854775807", "9223372036854775807"),
    (PLAIN, "9223372036854775808.99", "922337203685477580899/100"),
    (PLAIN, "123456789012345678901234567890.12", "12345678901234567890123456789012/100"),
    (WHOLE, "12", "12"),
    (WHOLE, "123456789012345678", "123456789012345678"),
    (WHOLE, "1234567890123456789012", "1234567890123456789012"),
    (SIGNED, "-1.25", "-5/4"),
    (SIGNED, "+1.25", "5/4"),
    (SIGNED, "-0", "0"),
    (SIGNED, "-0.01", "-1/100"),
    (SIGNED, "-9223372036854775809", "-9223372036854775809"),
    (WIDE, "１２３．４５", "2469/20"),
    (WIDE, "１2３.4５", "2469/20"),
    (COMMAS, "1,234.50", "2469/2"),
    (COMMAS, "1234.50", "2469/2"),
    (COMMAS, "12,345,678", "12345678"),
    (COMMAS, "999", "999"),
    (MONEY, "12.50元", "25/2"),
    (MONEY, "¥12.50", "25/2"),
    (MONEY, "￥12.50", "25/2"),
    (MONEY, "12.50", "25/2"),
    (ALL, "-1,234.5678元", "-6172839/5000"),
    (ALL, "-¥1,234", "-1234"),
    (ALL, "¥-1,234", "-1234"),
    (ALL, "￥＋１，２３４．５", "2469/2"),
    (ALL, "－１２元", "-12"),
]

REFUSED = [
    (PLAIN, "", "empty"),
    (PLAIN, "   ", "empty"),
    (PLAIN, "\u3000", "empty"),
    (PLAIN, "1.", "point"),
    (PLAIN, ".5", "point"),
    (PLAIN, ".", "point"),
    (PLAIN, "1.2.3", "point"),
    (PLAIN, "1..2", "point"),
    (PLAIN, "1.234", "places"),
    (PLAIN, "1.100", "places"),  # decided: a zero too many is a place too many
    (WHOLE, "1.0", "places"),
    (WHOLE, "1.", "point"),
    (NumberGrammar(places=1), "1.05", "places"),
    (PLAIN, "-1", "sign"),
    (PLAIN, "+1", "sign"),
    (SIGNED, "--1", "sign"),
    (SIGNED, "1-", "sign"),
    (SIGNED, "- 1", "blank_inside"),
    (SIGNED, "\u22121", "sign"),  # a typographic minus
    (SIGNED, "(1.00)", "sign"),  # an accountant's minus
    (SIGNED, "-", "digits"),
    (SIGNED, "－1", "full_width"),
    (PLAIN, "１２", "full_width"),
    (PLAIN, "１2", "full_width"),
    (PLAIN, "1．5", "full_width"),
    (PLAIN, "١٢٣", "digits"),  # Arabic-Indic
    (WIDE, "١٢٣", "digits"),
    (PLAIN, "१२", "digits"),  # Devanagari
    (PLAIN, "²", "digits"),
    (PLAIN, "一百", "digits"),
    (PLAIN, "壹佰", "digits"),
    (PLAIN, "1_000", "digits"),
    (PLAIN, "0x10", "digits"),
    (PLAIN, "1/3", "digits"),
    (PLAIN, "12abc", "digits"),
    (PLAIN, "abc", "digits"),
    (PLAIN, "TRUE", "digits"),
    (PLAIN, "#N/A", "digits"),
    (PLAIN, "1e5", "exponent"),
    (PLAIN, "1E+5", "exponent"),
    (PLAIN, "1.5e-3", "exponent"),
    (PLAIN, "nan", "not_finite"),
    (PLAIN, "NaN", "not_finite"),
    (PLAIN, "inf", "not_finite"),
    (SIGNED, "-inf", "not_finite"),
    (PLAIN, "Infinity", "not_finite"),
    (PLAIN, "∞", "not_finite"),
    (PLAIN, "9" * 5000, "too_long"),
    (PLAIN, "1 234", "blank_inside"),
    (PLAIN, "1\u00a0234", "blank_inside"),
    (PLAIN, "1\n2", "blank_inside"),
    (PLAIN, "5%", "percent"),
    (PLAIN, "５％", "percent"),
    (PLAIN, "5‰", "percent"),
    (PLAIN, "1,234", "thousands"),
    (COMMAS, "12,34", "thousands"),
    (COMMAS, "1,2345", "thousands"),
    (COMMAS, "1234,567", "thousands"),
    (COMMAS, ",123", "thousands"),
    (COMMAS, "1,,234", "thousands"),
    (COMMAS, "1,234,", "thousands"),
    (COMMAS, "1.234,50", "thousands"),
    (COMMAS, "1，234", "full_width"),
    (PLAIN, "12元", "currency"),
    (PLAIN, "¥12", "currency"),
    (MONEY, "¥12元", "currency"),
    (MONEY, "元12", "currency"),
    (MONEY, "12¥", "currency"),
    (MONEY, "$12", "currency"),
    (MONEY, "12元元", "currency"),
    (MONEY, "12万元", "digits"),
    (MONEY, "元", "digits"),
    (MONEY, "¥", "digits"),
    (MONEY, "12 元", "blank_inside"),
    (MONEY, "¥-12", "sign"),
]


@pytest.mark.parametrize(("grammar", "text", "value"), ACCEPTED)
def test_accepted(grammar, text, value):
    assert parse_number(text, grammar) == Fraction(value)
    column, errors = parse_column(np.array([text, None], dtype=object), grammar)
    assert [column.value_at(0), column.value_at(1), errors] == [Fraction(value), None, []]


@pytest.mark.parametrize(("grammar", "text", "reason"), REFUSED)
def test_refused(grammar, text, reason):
    with pytest.raises(MoneyTextError) as caught:
        parse_number(text, grammar)
    assert caught.value.reason == reason
    assert caught.value.expected == grammar.expected
    column, errors = parse_column(np.array(["1", text], dtype=object), grammar)
    assert column.value_at(0) == 1
    assert column.value_at(1) is None
    assert [(row, error.reason) for row, error in errors] == ([] if reason == "empty" else [(1, reason)])


def test_the_table_is_wide_enough():
    assert len(ACCEPTED) + len(REFUSED) >= 80
    assert {reason for _, _, reason in REFUSED} == set(REASONS)


def test_an_error_never_shows_the_text():
    with pytest.raises(MoneyTextError) as caught:
        parse_number("330106199001011234x", PLAIN)
    assert "330106" not in str(caught.value)
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 -- our own bytes
    assert (again.reason, again.expected) == (caught.value.reason, caught.value.expected)


texts = st.text(alphabet="0123456789.,+-¥元 ０９．٣e%_", max_size=9)
grammars = st.builds(
    NumberGrammar, st.integers(0, 3), st.booleans(), st.booleans(), st.booleans(), st.booleans()
)


@settings(max_examples=300, print_blob=True, derandomize=False, deadline=None)
@given(st.lists(st.one_of(st.none(), texts), max_size=6), grammars)
def test_a_column_reads_as_its_texts_do(column_texts, grammar):
    column, errors = parse_column(np.array(column_texts, dtype=object), grammar)
    refused = {row: error.reason for row, error in errors}
    for row, text in enumerate(column_texts):
        try:
            value, reason = (None if text is None else parse_number(text, grammar)), None
        except MoneyTextError as error:
            value, reason = None, None if error.reason == "empty" else error.reason
        assert column.value_at(row) == value
        assert refused.get(row) == reason


def test_columns_of_other_kinds():
    for column_texts in (pd.array(["1.5", None], dtype="str"), pd.Series(["1.5", None]), ["1.5", None]):
        column, errors = parse_column(column_texts, PLAIN)
        assert errors == []
        assert column.equals(ExactArray.from_fractions([Fraction(3, 2), None]))
    for numbers in (np.array([1.5]), np.array([1]), np.array([True]), np.array([1.5, "2"], dtype=object)):
        with pytest.raises(TypeError):
            parse_column(numbers, PLAIN)


@pytest.mark.parametrize(
    ("double", "text"),
    [
        (0.29, "0.29"),
        (5.0, "5"),
        (-0.0, "0"),
        (1234.56, "1234.56"),
        (0.1 + 0.2, "0.30000000000000004"),
        (1e22, "10000000000000000000000"),
        (1e-7, "0.0000001"),
        (-2.5, "-2.5"),
        (100.0, "100"),
        (123456789012345680.0, "123456789012345680"),
    ],
)
def test_doubles(double, text):
    assert number_from_double(double) == text
    assert float(text) == double


@settings(print_blob=True, derandomize=False)
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_double_reads_back(double):
    text = number_from_double(double)
    assert float(text) == double
    assert set(text) <= set("-0123456789.")


@pytest.mark.parametrize("double", [float("nan"), float("inf"), float("-inf")])
def test_doubles_that_are_no_number(double):
    with pytest.raises(ValueError, match="not finite"):
        number_from_double(double)
