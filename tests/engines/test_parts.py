"""A run in parts gives what the whole gives: every scheme, parted by every level, in any number of parts; every word of the language."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache
from itertools import cycle
from pathlib import Path

import numpy as np
import pytest

from payout.archive import Changes
from payout.batch import compute, publish
from payout.engines.parts import driver
from payout.engines.parts.driver import best, finish_in_parts
from payout.engines.parts.here import Here
from payout.engines.parts.layout import parted_by
from payout.engines.parts.plan import planned
from payout.engines.reference.engine import RuleFault, begun, computed, finish
from payout.engines.reference.run import FILTER_FROM
from payout.exact import ExactArray
from payout.intake import read
from payout.rules.compiled.compiled import compiled
from payout.rules.policy.loading import load_policy
from tests.oracle import random_county
from tests.rules import bench, test_language

ROOT = Path(__file__).parents[2]
SCHEMES = sorted(path.parent.name for path in ROOT.glob("policies/*/policy.toml"))
SEED = 20121231
FEW = 6  # rows of a level each of which is made a part of its own


@cache
def policy_named(scheme):
    return load_policy(ROOT / "policies" / scheme)


@cache
def tables_of(scheme):
    return read(ROOT / "fixtures" / scheme / "csv", policy_named(scheme).tables).tables


@pytest.fixture
def _never_whole(monkeypatch):
    """Nothing is computed over the whole in silence: that would be right too, and no test of parts."""

    def refused(_run):
        raise AssertionError("the whole was computed")

    monkeypatch.setattr(driver, "finish", refused)


def assert_alike(found, alone):
    for level, rows in alone.data.items():
        assert list(rows.columns) == list(found.data[level].columns)
        for name, column in rows.columns.items():
            other = found.data[level].columns[name]
            assert other.dtype == column.dtype, f"{level}.{name}"
            assert other.equals(column), f"{level}.{name}"
            if isinstance(column, ExactArray):
                assert other.round(6).equals(column.round(6)), f"{level}.{name}"


def in_parts(ready, tables, level, count):
    return finish_in_parts(begun(ready, tables, "fast"), Here(count), level=level)


def anew(run):
    """The same run, nothing of it computed."""
    data = {name: replace(rows, columns=dict(rows.columns)) for name, rows in run.data.items()}
    return replace(run, data=data, memo={})


# ---- every scheme ----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("_never_whole")
@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_level_parts_a_scheme(scheme):
    policy = policy_named(scheme)
    ready, tables = compiled(policy), tables_of(scheme)
    arranged = begun(ready, tables, "fast")
    alone = finish(anew(arranged))
    for (level, rows), count in zip(alone.data.items(), cycle((2, 3, 7))):
        for parts in {min(count, rows.size), rows.size if rows.size <= FEW else count} - {0, 1}:
            assert_alike(finish_in_parts(anew(arranged), Here(parts), level=level), alone)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_other_readings_and_estimates_from_the_first_row_on(scheme, monkeypatch):
    print(f"seed {SEED}")  # noqa: T201 - to run it again
    rng = random.Random(f"{SEED} {scheme}")
    monkeypatch.setitem(FILTER_FROM, "fast", 1)
    policy = policy_named(scheme)
    tables = tables_of(scheme)
    readings = [
        f"{one.name}={option}"
        for one in policy.parameters.values()
        if one.kind == "choice"
        for option in one.options
        if option != one.value
    ]
    for reading in ("", *rng.sample(readings, min(2, len(readings)))):
        ready = compiled(policy.changed(sets=(reading,) if reading else ()))
        found = finish_in_parts(begun(ready, tables, "fast"), Here(rng.choice((1, 2, 3, 7))))
        assert_alike(found, computed(ready, tables))


@pytest.mark.parametrize("seed", range(8))
def test_random_counties(seed, tmp_path):
    print(f"seed {seed}")  # noqa: T201 - to run it again
    random_county.write(random_county.make(seed), tmp_path)
    policy = policy_named("county_target_bonus")
    ready, tables = compiled(policy), read(tmp_path, policy.tables).tables
    alone = computed(ready, tables)
    for count in (2, 5, 1000):
        assert_alike(in_parts(ready, tables, "unit", count), alone)


def test_the_bytes_are_the_same_for_any_number_of_parts(tmp_path):
    policy, source = policy_named("county_target_bonus"), ROOT / "fixtures" / "county_target_bonus" / "csv"

    def written(name, engine):
        batch = compute(source, policy, engine=engine)
        out = publish(batch, tmp_path / name, Changes(), workbook=False)
        paths = [path for path in out.rglob("*") if path.is_file() and path.name != "provenance.json"]
        return {path.relative_to(out): path.read_bytes() for path in paths}

    alone = written("alone", "fast")
    for count in (1, 3, 7):
        found = written(f"{count}", lambda run, progress: finish_in_parts(run, Here(count), progress))  # noqa: B023 - called at once
        assert [name for name in alone if found[name] != alone[name]] == []


# ---- every word ------------------------------------------------------------------------------------------

OVER_ALL = [
    "total(unit.score, where=known(unit.score))",
    "mean(person.points, where=known(person.points))",
    "mean(person.points)",
    "highest(person.points)",
    "lowest(person.points, where=known(person.points))",
    "count(person)",
    "count(person.present)",
    "count_distinct(person.grade)",
    "exists(person.points > 4)",
    "total(spell.months)",
]


def of_language(tmp_path, rules, *, sets=()):
    """A policy of the bench and its tables."""
    policy = bench.policy_of(tmp_path, rules, parameters=test_language.PARAMETERS).changed(sets=sets)
    rows = {"units": test_language.UNITS, "people": test_language.PEOPLE, "spells": test_language.SPELLS}
    tables = {one.name: bench.table_of(policy, one.name, rows.get(one.name, ())) for one in policy.tables}
    return compiled(policy), tables


@pytest.mark.usefixtures("_never_whole")
@pytest.mark.parametrize(
    ("level", "formulas"),
    [
        ("unit", [formula for formula, _ in test_language.UNIT]),
        ("person", [formula for formula, _ in test_language.PERSON]),
        ("county", OVER_ALL),
    ],
)
def test_every_word_of_the_language(tmp_path, level, formulas):
    rules = "".join(bench.rule(level, formula, name=f"result_{n}") for n, formula in enumerate(formulas))
    ready, tables = of_language(tmp_path, rules)
    alone = computed(ready, tables)
    for by, rows in alone.data.items():
        for count in range(2, rows.size + 1):
            assert_alike(in_parts(ready, tables, by, count), alone)


@pytest.mark.parametrize("formula", [*test_language.DIVIDED, *(formula for formula, _ in test_language.ZERO)])
def test_a_zero_divisor_is_refused_where_the_whole_refuses_it(tmp_path, formula):
    ready, tables = of_language(tmp_path, bench.rule("unit", formula))
    said = told_by(lambda: computed(ready, tables))
    for level, count in (("unit", 2), ("unit", 3), ("person", 2), ("person", 4)):
        assert told_by(lambda: in_parts(ready, tables, level, count)) == said  # noqa: B023 - called at once


def test_what_breaks_over_the_whole_is_told_as_the_whole_tells_it(tmp_path):
    stated = bench.rule("person", "allocate(person.points, person.points, unit=p.fen, within=())")
    ready, tables = of_language(tmp_path, stated)
    said = told_by(lambda: computed(ready, tables))
    assert "the pool differs" in said
    assert told_by(lambda: in_parts(ready, tables, "person", 3)) == said


def told_by(compute_it):
    try:
        compute_it()
    except RuleFault as fault:
        return str(fault)
    return ""


# ---- what crosses ----------------------------------------------------------------------------------------


def test_a_county_is_parted_by_units_and_what_crosses_is_known():
    policy = policy_named("county_target_bonus")
    ready = compiled(policy)
    run = begun(ready, tables_of("county_target_bonus"))
    found = best(run, 4).layout
    assert found.level == "unit"
    assert found.parted == set(policy.levels) - {"jurisdiction", "decision"}
    crossing = planned(ready, found).crossing
    kinds = {type(node).__name__ for node in crossing}
    assert kinds == {"Up", "Through", "Rank", "Aggregate"}  # a spell may be in the unit of another part
    assert not any(node.groups.path == ("unit",) for node in crossing if hasattr(node, "groups"))


def test_several_counties_are_parted_by_county_where_nothing_leads_out_of_one():
    policy = policy_named("county_target_bonus")
    ready, tables = compiled(policy), tables_of("county_target_bonus")
    run = finish(begun(ready, tables))
    layout = parted_by(run, "jurisdiction").layout
    assert [type(node).__name__ for node in planned(ready, layout).crossing] == []


def test_parts_are_of_like_weight_and_have_every_row_once():
    policy = policy_named("mining_five_in_one")
    run = begun(compiled(policy), tables_of("mining_five_in_one"))
    found = parted_by(run, "person")
    numbers = found.parts(5)
    weights = np.bincount(numbers, weights=found.weights)
    assert sorted(set(numbers.tolist())) == list(range(5))
    assert weights.max() <= 2 * weights.min()
