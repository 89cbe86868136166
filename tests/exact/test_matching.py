"""Where texts stand among keys, by whichever side is the shorter."""

from __future__ import annotations

import random

import pandas as pd
import pytest

from payout.exact import positions_among

SEEDS = range(6)


def expected(values: list[str | None], keys: list[str]) -> list[int]:
    return [-1 if value is None or value not in keys else keys.index(value) for value in values]


@pytest.mark.parametrize("count", [0, 1, 9, 300])  # more values than keys, and far fewer
@pytest.mark.parametrize("seed", SEEDS)
def test_each_text_is_found_where_it_first_stands(seed, count):
    print(f"seed {seed}")  # noqa: T201 - to run it again
    rng = random.Random(seed)
    keys = [f"甲{rng.randrange(60)}" for _ in range(rng.randrange(1, 80))]
    values = [rng.choice([None, "", f"甲{rng.randrange(90)}"]) for _ in range(count)]
    texts = pd.array(values, dtype=pd.StringDtype(na_value=pd.NA))
    found = positions_among(texts, pd.array(keys, dtype=pd.StringDtype(na_value=pd.NA)))
    assert found.tolist() == expected(values, keys)
    assert positions_among(texts, pd.array([], dtype="string")).tolist() == [-1] * count
