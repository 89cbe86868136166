"""How fast exact columns are beside float64 NumPy and object Decimals, in one run; no time is asserted.

The suite runs it on few rows; PAYOUT_BENCH_ROWS=1000000 measures in earnest:

    PAYOUT_BENCH_ROWS=1000000 pytest tests/exact/test_bench_exact.py --benchmark-columns=median,rounds
"""

import os
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from payout.exact import (
    ExactArray,
    Groups,
    NumberGrammar,
    apportion,
    group_total,
    parse_column,
    rank,
)

ROWS = int(os.environ.get("PAYOUT_BENCH_ROWS", "2000"))
RNG = np.random.default_rng(12)
FEN = RNG.integers(0, 10**9, ROWS)
MORE = RNG.integers(0, 10**6, ROWS)
DENS = RNG.integers(1, 1200, ROWS)
CODES = RNG.integers(0, max(ROWS // 100, 1), ROWS)
GROUPS = Groups(CODES, int(CODES.max()) + 1)

KINDS = {
    "float64": (FEN / 100, MORE / 100),
    "one denominator": (ExactArray.from_integers(FEN, 100), ExactArray.from_integers(MORE, 100)),
    "a denominator each row": (
        ExactArray.from_integers(FEN, DENS),
        ExactArray.from_integers(MORE, DENS[::-1]),
    ),
    "Decimal objects": tuple(
        pd.Series([Decimal(int(fen)) / 100 for fen in column], dtype=object) for column in (FEN, MORE)
    ),
}
TOTALS = {
    "float64": lambda column: np.bincount(CODES, weights=column),
    "Decimal objects": lambda column: column.groupby(CODES).sum(),
}
ROUNDING = {
    "float64": lambda column: np.round(column, 1),
    "Decimal objects": lambda column: column.map(lambda value: value.quantize(Decimal("0.1"))),
}


@pytest.fixture(params=KINDS)
def kind(request, benchmark):
    benchmark.group = request.node.originalname
    return request.param


def test_add(benchmark, kind):
    left, right = KINDS[kind]
    assert len(benchmark(lambda: left + right)) == ROWS


def test_multiply(benchmark, kind):
    left, right = KINDS[kind]
    assert len(benchmark(lambda: left * right)) == ROWS


def test_divide(benchmark, kind):
    left, right = KINDS[kind]
    assert len(benchmark(lambda: left / (right + 1))) == ROWS


def test_round(benchmark, kind):
    left, _ = KINDS[kind]
    assert len(benchmark(lambda: ROUNDING.get(kind, lambda column: column.round(1))(left))) == ROWS


def test_group_total(benchmark, kind):
    _, right = KINDS[kind]
    totals = benchmark(lambda: TOTALS.get(kind, lambda column: group_total(column, GROUPS))(right))
    assert len(totals) <= GROUPS.count


def test_rank(benchmark, kind):
    left, _ = KINDS[kind]
    if isinstance(left, ExactArray):
        assert len(benchmark(lambda: rank(left, GROUPS))) == ROWS
    else:
        series = pd.Series(left).astype(float)
        assert len(benchmark(lambda: series.groupby(CODES).rank(method="min", ascending=False))) == ROWS


def test_to_strings(benchmark):
    left, _ = KINDS["one denominator"]
    assert len(benchmark(lambda: left.to_strings(2))) == ROWS


def test_parse_column(benchmark):
    texts = KINDS["one denominator"][0].to_strings(2)
    column, errors = benchmark(lambda: parse_column(texts, NumberGrammar()))
    assert errors == []
    assert column.equals(KINDS["one denominator"][0])


def test_apportion(benchmark):
    pool = ExactArray.from_integers(np.full(GROUPS.count, 12_345_677), 100)
    keys = np.arange(ROWS)
    weights = ExactArray.from_integers(MORE + 1, 100)
    assert len(benchmark(lambda: apportion(pool, weights, GROUPS, keys=keys))) == ROWS
