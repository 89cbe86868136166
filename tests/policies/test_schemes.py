"""Every scheme against its oracle: the fixture, random batches, every reading; row order settles nothing.

An oracle is `tests/oracle/<scheme>.py`, plain Python over cell texts with `fractions.Fraction`. It gives

    CHOICES              the readings of each choice, the default first
    FILES                for each output file the columns that it computes, the identifier first
    compute(tables, **readings)    the rows of each file, values exact
    random_tables(seed)            a small valid batch that visits every branch often
    open_points(tables, **readings)    what people must decide: a set of (question, subject)
"""

import csv
import functools
import importlib
import random
import tempfile
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest

from payout.batch import compute
from payout.rules.compiled.lint import lint
from payout.rules.policy.loading import load_policy
from scripts.fixtures import book

ROOT = Path(__file__).parents[2]
SCHEMES = sorted(
    path.parent.name
    for path in (ROOT / "policies").glob("*/policy.toml")
    if path.parent.name != "county_target_bonus"  # has tests of its own beside this file
)
ORACLES = {name: importlib.import_module(f"tests.oracle.{name}") for name in SCHEMES}
READINGS = [
    (name, choice, option)
    for name, oracle in ORACLES.items()
    for choice, options in oracle.CHOICES.items()
    for option in options[1:]
]
SEEDS = range(20)


@functools.cache
def policy(scheme):
    return load_policy(ROOT / "policies" / scheme)


@functools.cache
def tables_of(scheme, seed):
    """The random batch of a seed, which many readings are tried on; nobody changes it."""
    return ORACLES[scheme].random_tables(seed)


def exact(value):
    """A value of the engine as an oracle has it: a fraction, a flag, a text, or None."""
    if value is None or value is pd.NA or value is pd.NaT or value != value:  # noqa: PLR0124 - nan
        return None
    if isinstance(value, str):
        return value
    return Fraction(value.numerator, value.denominator) if hasattr(value, "numerator") else bool(value)


def rows(result, file, columns):
    """The rows of an output file by their identifiers, with exact values."""
    level = next(one.level for one in result.files if one.name == file)
    values = [[exact(value) for value in result.column(level, name)[1]] for name in columns]
    found = sorted(zip(*values, strict=True), key=lambda row: str(row[0]))
    return [dict(zip(columns, row, strict=True)) for row in found]


def batch_of(scheme, tables, **readings):
    """The engine's batch over tables written as CSV files."""
    sets = tuple(f"{name}={value}" for name, value in readings.items())
    with tempfile.TemporaryDirectory() as folder:
        book.write_csv(tables, Path(folder))
        return compute(Path(folder), policy(scheme).changed(sets=sets))


def assert_agreed(scheme, tables, case, **readings):
    """Every figure of a batch is the oracle's, or both leave the same points open."""
    oracle, batch = ORACLES[scheme], batch_of(scheme, tables, **readings)
    wrong = [finding for finding in batch.result.findings if finding.severity == "error"]
    assert not wrong, (case, wrong)
    asked = {(point.question, point.subject) for point in batch.result.open_points}
    assert asked == oracle.open_points(tables, **readings), case
    if not asked:
        assert_equal(batch.result, oracle.compute(tables, **readings), oracle.FILES, case)
    return batch.result


def assert_equal(result, expected, files, case):
    for file, columns in files.items():
        got = rows(result, file, columns)
        wanted = sorted(expected[file], key=lambda row: str(row[columns[0]]))
        assert [row[columns[0]] for row in got] == [row[columns[0]] for row in wanted], case
        for mine, theirs in zip(got, wanted, strict=True):
            for name in columns:
                assert mine[name] == theirs[name], (
                    f"{case}: {mine[columns[0]]} {name} {mine[name]} != {theirs[name]}"
                )


@pytest.mark.parametrize("scheme", SCHEMES)
def test_policy_is_clean(scheme):
    assert [finding.line("en") for finding in lint(policy(scheme))] == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_oracle_knows_every_reading(scheme):
    choices = {name: one for name, one in policy(scheme).parameters.items() if one.kind == "choice"}
    known = {name: set(options) for name, options in ORACLES[scheme].CHOICES.items()}
    assert known == {name: set(one.options) for name, one in choices.items()}
    assert {name: options[0] for name, options in ORACLES[scheme].CHOICES.items()} == {
        name: one.default for name, one in choices.items()
    }


@pytest.mark.parametrize("source", ["csv", "xlsx"])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_fixture_gives_what_is_expected(scheme, source):
    place = ROOT / "fixtures" / scheme
    result = compute(place / ("csv" if source == "csv" else f"{scheme}.xlsx"), policy(scheme)).result
    assert not result.open_points
    assert not [finding for finding in result.findings if finding.severity == "error"]
    for file, columns in ORACLES[scheme].FILES.items():
        with (place / f"expected_{file}.csv").open(encoding="utf-8", newline="") as stream:
            expected = list(csv.DictReader(stream))
        got = [{name: book.exact_text(row[name]) for name in columns} for row in rows(result, file, columns)]
        assert got == [{name: row[name] for name in columns} for row in expected]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_fixture_is_what_the_script_makes(scheme, tmp_path, monkeypatch):
    monkeypatch.setattr(book, "FIXTURES", tmp_path)
    importlib.import_module(f"scripts.fixtures.{scheme}").main()
    place = ROOT / "fixtures" / scheme
    names = sorted(path.relative_to(place) for path in place.rglob("*.*") if path.name != "golden.toml")
    assert names == sorted(path.relative_to(tmp_path / scheme) for path in (tmp_path / scheme).rglob("*.*"))
    for name in names:
        assert (place / name).read_bytes() == (tmp_path / scheme / name).read_bytes(), name


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_random_batch(scheme, seed):
    assert_agreed(scheme, tables_of(scheme, seed), f"{scheme} seed {seed}")


@pytest.mark.usefixtures("unchanged_tables_are_kept")
@pytest.mark.parametrize("seed", [101, 102, 103])
@pytest.mark.parametrize(("scheme", "choice", "option"), READINGS)
def test_random_batch_by_another_reading(scheme, choice, option, seed):
    case = f"{scheme} seed {seed} {choice}={option}"
    assert_agreed(scheme, tables_of(scheme, seed), case, **{choice: option})


@pytest.mark.parametrize("scheme", SCHEMES)
def test_random_batches_visit_amounts_as_well_as_open_points(scheme):
    decided = [not ORACLES[scheme].open_points(tables_of(scheme, seed)) for seed in SEEDS]
    assert sum(decided) >= len(decided) // 2


@pytest.mark.parametrize("scheme", SCHEMES)
def test_row_order_settles_nothing(scheme):
    tables = tables_of(scheme, 7)
    shuffled = {name: random.Random(7).sample(table, len(table)) for name, table in tables.items()}
    first, second = (batch_of(scheme, one).result for one in (tables, shuffled))
    assert first.table_digests == second.table_digests
    assert {point.subject for point in first.open_points} == {point.subject for point in second.open_points}
    for file, columns in ORACLES[scheme].FILES.items():
        assert rows(first, file, columns) == rows(second, file, columns)
