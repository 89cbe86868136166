"""The county's rules over a large county, beside float64 NumPy and pandas with Decimal objects in the same run.

`PAYOUT_BENCH_PEOPLE=1000000 pytest tests/performance --benchmark-only` gives the figures of docs/measurements.md.
"""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from payout.engines.reference.engine import begun, finish
from payout.findings import errors
from payout.intake import read
from payout.rules.compiled.compiled import compiled
from payout.rules.policy.loading import load_policy
from tests.performance.references import County, by_decimal, by_numpy

ROOT = Path(__file__).parents[2]
PEOPLE = int(os.environ.get("PAYOUT_BENCH_PEOPLE", "20000"))
ROUNDS = {"rounds": 5, "iterations": 1, "warmup_rounds": 1}


@pytest.fixture(scope="module")
def scheme():
    return compiled(load_policy(ROOT / "policies" / "county_target_bonus"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("large") / "county"
    script = ROOT / "scripts" / "make_large_county.py"
    subprocess.run([sys.executable, script, "--people", str(PEOPLE), out], check=True, capture_output=True)
    return out


@pytest.fixture(scope="module")
def tables(folder, scheme):
    intake = read(folder, scheme.policy.tables)
    assert not errors(intake.findings)
    return intake.tables


def computed(scheme, tables, only=None, engine="reference"):
    return finish(begun(scheme, tables, engine), only=only)


def paid(scheme):
    """What is paid, by the totals of the policy's files, and all that it rests on."""
    return scheme.ancestors_of(tuple((one.level, one.total) for one in scheme.policy.card.files if one.total))


@pytest.fixture(scope="module")
def county(scheme, tables):
    data = computed(scheme, tables).data
    unit, person, stint = (data[name] for name in ("unit", "person", "stint"))

    def floats(level, name):
        column = level.columns[name]
        return np.where(column.mask, np.nan, column.numerators / column.denominators)

    def flags(level, name, missing=False):
        return level.columns[name].to_numpy(dtype=bool, na_value=missing)

    words = {"satisfied": 0, "low": 1, "dissatisfied": 2}
    return County(
        score=np.nan_to_num(floats(unit, "score_total")),
        in_spread=flags(unit, "in_spread"),
        assessed=flags(unit, "assessed"),
        failed=flags(unit, "vetoed"),
        review=np.array([words.get(word, 0) for word in unit.columns["review"]]),
        lacks_targets=flags(unit, "lacks_unit_targets"),
        staff_targets=flags(unit, "has_staff_targets", missing=True),
        gap=floats(unit, "gap_in_unit"),
        follows=unit.links["follows_unit"],
        unit=person.links["unit"],
        own_score=floats(person, "score"),
        staff=np.asarray(person.columns["position"] == "staff"),
        leader_yearly=np.nan_to_num(floats(person, "leader_bonus_yearly")),
        disciplined=flags(person, "disciplined"),
        stint_person=stint.links["person"],
        stint_unit=stint.links["unit"],
        months=floats(stint, "months"),
    )


@pytest.mark.benchmark(group="county")
@pytest.mark.parametrize("engine", ["fast", "reference"])
def test_engine_all_rules(benchmark, scheme, tables, engine):
    benchmark.pedantic(computed, (scheme, tables, None, engine), **ROUNDS)


@pytest.mark.benchmark(group="county")
def test_derivations_and_links(benchmark, scheme, tables):
    benchmark.pedantic(begun, (scheme, tables), **ROUNDS)


@pytest.mark.benchmark(group="county")
@pytest.mark.parametrize("engine", ["fast", "reference"])
def test_engine_what_is_paid_alone(benchmark, scheme, tables, engine):
    run, only = computed(scheme, tables, engine=engine), paid(scheme)
    assert ("person", "payable") in only
    benchmark.pedantic(finish, (run,), {"only": only}, **ROUNDS)
    benchmark.extra_info["rules"] = sum(built.key in only for built in scheme.rules)


@pytest.mark.benchmark(group="county")
@pytest.mark.parametrize("engine", ["fast", "reference"])
def test_engine_rules_alone(benchmark, scheme, tables, engine):
    run = computed(scheme, tables, engine=engine)
    assert not run.memo  # nothing is left of it that a second run would not have to compute
    benchmark.pedantic(finish, (run,), **ROUNDS)


@pytest.mark.benchmark(group="county")
def test_reading(benchmark, folder, scheme):
    benchmark.pedantic(read, (folder, scheme.policy.tables), **ROUNDS)


@pytest.mark.benchmark(group="county")
def test_reference_float64_numpy(benchmark, county, scheme, tables):
    target, _ = benchmark.pedantic(by_numpy, (county,), **ROUNDS)
    count_wrong(benchmark, [f"{amount:.2f}" for amount in target], computed(scheme, tables))


@pytest.mark.benchmark(group="county")
def test_reference_pandas_decimal(benchmark, county, scheme, tables):
    target, _ = benchmark.pedantic(by_decimal, (county,), rounds=1, iterations=1)
    count_wrong(benchmark, [str(amount) for amount in target], computed(scheme, tables))


def count_wrong(benchmark, amounts, run):
    """Say how many of a reference's amounts are not the exact ones; far too many would be another scheme."""
    exact = run.data["person"].columns["computed_target"].to_strings(2)
    wrong = sum(mine != theirs for mine, theirs in zip(amounts, exact, strict=True))
    benchmark.extra_info["amounts that are wrong"] = wrong
    assert wrong < PEOPLE / 100
