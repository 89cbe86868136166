"""The engine against a second, slow reading of the scheme: random counties, equal as fractions."""

import csv
import functools
import random
import tempfile
from collections import defaultdict
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from payout.batch import compute
from payout.rules.policy.loading import load_policy
from tests.oracle import county, random_county

ROOT = Path(__file__).parents[2]
FIXTURE = ROOT / "fixtures" / "county_target_bonus"
PAID = ("months_served", "target_bonus", "leader_bonus", "payable")
PERSON = (*PAID, "target_withheld", "leader_withheld")
UNIT = ("score_total", "rank", "mean_bonus", "headcount", "excellent_places", "failed")
PARTS = ("deviation", "mixed", "discipline", "floor", "manual", "rounding")
OTHER_READINGS = [
    (choice, option)
    for choice, options in county.CHOICES.items()
    for option in options
    if option != options[0]
]


@functools.cache
def policy():
    return load_policy(ROOT / "policies" / "county_target_bonus")


def exact(value):
    """A value of the engine as the oracle has it: a fraction, a flag, or None."""
    if value is None or value is pd.NA:
        return None
    if isinstance(value, (bool, str)) or not hasattr(value, "numerator"):
        return bool(value) if not isinstance(value, str) else value
    return Fraction(value.numerator, value.denominator)


def rows(result, level, *columns):
    """The rows of a level by their key, with exact values."""
    frame = result.frames[level]
    values = {name: [exact(value) for value in frame.table[name]] for name in columns}
    keys = frame.table[frame.key]
    return {key: {name: values[name][row] for name in columns} for row, key in enumerate(keys)}


def run(tables, sets=()):
    """The result of the engine over tables written as CSV files."""
    with tempfile.TemporaryDirectory() as name:
        random_county.write(tables, Path(name), sparse=bool(len(tables["people"]) % 2))
        batch = compute(Path(name), policy().changed(sets=tuple(sets)))
    assert not batch.refused, [*batch.result.findings, *batch.result.open_points]
    return batch.result


def assert_agreed(seed, sets=()):
    """Every figure of a random county is the oracle's, and its sums close."""
    tables = random_county.make(seed)
    result = run(tables, sets)
    people, units = county.compute(tables, county.settings(*sets))
    _assert_equal(rows(result, "person", *PERSON), people, "person_id", (seed, sets))
    _assert_equal(rows(result, "unit", *UNIT), units, "unit_id", (seed, sets))
    _assert_reconciled(result, (seed, sets))
    _assert_days_between(result, tables, (seed, sets))
    if "mean_weight=headcount" not in sets:
        _assert_spread(result, (seed, sets))


def _assert_equal(got, expected, key, case):
    assert set(got) == {row[key] for row in expected}, case
    for row in expected:
        for name, value in got[row[key]].items():
            assert value == row[name], (
                f"seed and readings {case}: {row[key]} {name} is {value}, not {row[name]}"
            )


def _assert_reconciled(result, case):
    parts = [f"{part}_difference" for part in PARTS]
    for unit_id, unit in rows(result, "unit", "difference", *parts).items():
        assert unit["difference"] == sum(unit[part] for part in parts), f"seed and readings {case}: {unit_id}"


def _assert_days_between(result, tables, case):
    """The days that no row covers are told of exactly the rows that the oracle finds, with the first, the last, how many."""
    found = {
        (one.subject, one.value): one.problem.en
        for one in result.findings
        if one.code == "P-days-between-spells"
    }
    expected = {
        (f"person {person_id}", start): f"of {days[0]} to {days[-1]}, {len(days)} days stand in no row"
        for person_id, rows_ in county._by(tables["spells"], "person_id").items()
        for start, days in county.days_between(rows_, 2012).items()
    }
    assert set(found) == set(expected), f"seed and readings {case}"
    for where, told in expected.items():
        assert found[where].endswith(told), f"seed and readings {case}: {where}"


def _assert_spread(result, case):
    """The mean of the formula's figures is 7000 and the best is 800 above the worst, in each spread."""
    pools = defaultdict(list)
    columns = ("formula_bonus", "score_total", "in_spread", "pool_class", "jurisdiction")
    for unit in rows(result, "unit", *columns).values():
        if unit["in_spread"]:
            pools[unit["jurisdiction"], unit["pool_class"]].append(unit)
    for pool in pools.values():
        figures = [unit["formula_bonus"] for unit in pool]
        differ = len({unit["score_total"] for unit in pool}) > 1
        assert sum(figures) / len(figures) == 7000, f"seed and readings {case}"
        assert max(figures) - min(figures) == (800 if differ else 0), f"seed and readings {case}"


@pytest.mark.parametrize("seed", [*range(40), 5730])  # 5730: a row of the next year that has not ended
def test_random_county(seed):
    assert_agreed(seed)


@pytest.mark.usefixtures("unchanged_tables_are_kept")
@pytest.mark.parametrize(("choice", "option"), OTHER_READINGS)
@pytest.mark.parametrize("seed", [101, 102, 103])
def test_random_county_by_another_reading(choice, option, seed):
    assert_agreed(seed, (f"{choice}={option}",))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    seed=st.integers(1_000, 1_000_000),
    chosen=st.fixed_dictionaries(
        {name: st.sampled_from(options) for name, options in county.CHOICES.items()}
    ),
)
def test_drawn_county_with_readings_mixed(seed, chosen):
    assert_agreed(seed, tuple(f"{name}={option}" for name, option in chosen.items()))


@pytest.mark.parametrize("seed", [7, 11])
def test_row_order_settles_nothing(seed):
    tables = random_county.make(seed)
    shuffled = {name: random.Random(seed).sample(table, len(table)) for name, table in tables.items()}
    first, second = run(tables), run(shuffled)
    assert first.table_digests == second.table_digests
    for level, columns in {"person": PERSON, "unit": UNIT}.items():
        assert rows(first, level, *columns) == rows(second, level, *columns), f"seed {seed}"


@pytest.mark.parametrize("source", ["csv", "county.xlsx"])
def test_fixture_gives_the_expected_files(source):
    result = compute(FIXTURE / source, policy()).result
    columns = {"person": ("unit_id", *PAID), "unit": UNIT}
    for level, name in {"person": "people", "unit": "units"}.items():
        got = rows(result, level, *columns[level])
        with (FIXTURE / f"expected_{name}.csv").open(encoding="utf-8", newline="") as file:
            expected = list(csv.DictReader(file))
        assert [row[f"{level}_id"] for row in expected] == sorted(got)
        for row in expected:
            values = got[row[f"{level}_id"]]
            assert {column: _written(column, values[column]) for column in columns[level]} == {
                column: row[column] for column in columns[level]
            }


def _written(column, value):
    """A value as the files of a run write it."""
    if column == "failed":
        return str(value).lower()
    if column in {"score_total", "mean_bonus"}:
        return "" if value is None else county.text(value, 6)
    if column in {"target_bonus", "leader_bonus", "payable"}:
        return county.text(value, 2)
    return "" if value is None else str(value)
