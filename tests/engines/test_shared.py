"""What is shared between runs of like policies is what each of them computes alone, in every scheme, under every reading."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from payout.batch import compute
from payout.engines.reference.engine import computed
from payout.engines.reference.shared import SharedRuns
from payout.rules.compiled.compiled import compiled
from payout.rules.policy.loading import load_policy

ROOT = Path(__file__).parents[2]
SCHEMES = sorted(path.parent.name for path in ROOT.glob("policies/*/policy.toml"))
SEED = 20121231


def tables_of(scheme, policy):
    return compute(ROOT / "fixtures" / scheme / "csv", policy).intake.tables


def assert_alike(run, alone):
    for level, rows in alone.data.items():
        for name, column in rows.columns.items():
            assert run.data[level].columns[name].equals(column), f"{level}.{name}"


def changes_of(policy, rng):
    """Each reading of each choice, and some numbers a little more, in an order that the seed decides."""
    readings = [
        f"{one.name}={option}"
        for one in policy.parameters.values()
        if one.kind == "choice"
        for option in one.options
        if option != one.value
    ]
    numbers = [
        f"{one.name}={one.value + 1}"
        for one in policy.parameters.values()
        if one.kind in {"money", "points"} and one.bounds is not None and one.value + 1 <= one.bounds[1]
    ]
    found = [*readings, *numbers]
    rng.shuffle(found)
    return found


@pytest.mark.parametrize("scheme", SCHEMES)
def test_shared_runs_are_what_each_policy_computes_alone(scheme):
    print(f"seed {SEED}")  # noqa: T201 - to run it again
    rng, runs = random.Random(SEED), SharedRuns()
    policy = load_policy(ROOT / "policies" / scheme)
    tables = tables_of(scheme, policy)
    own = runs.run(compiled(policy), tables)
    assert_alike(own, computed(compiled(policy), tables))
    for change in changes_of(policy, rng)[:6]:
        ready = compiled(policy.changed(sets=(change,)))
        assert_alike(runs.run(ready, tables), computed(ready, tables))
    assert_alike(own, computed(compiled(policy), tables))  # nothing that came later has touched it


def test_what_nothing_changes_is_computed_once():
    policy = load_policy(ROOT / "policies" / "county_target_bonus")
    tables = tables_of("county_target_bonus", policy)
    runs = SharedRuns()
    runs.run(compiled(policy), tables)
    rules = runs.computed
    assert rules == len(policy.rules)
    runs.run(compiled(policy), tables)
    assert (runs.computed, runs.taken) == (rules, rules)
    runs.run(compiled(policy.changed(sets=("discipline_share=1/4",))), tables)
    again = runs.computed - rules
    assert 0 < again < rules / 4
    runs.run(compiled(load_policy(policy.folder)), tables)  # another load of the same files says the same
    assert runs.computed == rules + again


def test_other_tables_share_nothing_with_these():
    policy = load_policy(ROOT / "policies" / "county_target_bonus")
    runs = SharedRuns()
    for _ in range(2):
        runs.run(compiled(policy), tables_of("county_target_bonus", policy))
    assert runs.taken == 0
