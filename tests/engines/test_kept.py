"""What a run keeps: no step longer than a formula needs it, one mask for all columns without a missing number, nothing that is free."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from payout.batch import compute, runnable
from payout.engines.checks import run_checks
from payout.engines.reference import engine
from payout.engines.reference.engine import begun, column, finish
from payout.exact import ExactArray
from payout.exact.filtered import FilteredArray
from payout.rules.policy.loading import load_policy

ROOT = Path(__file__).parents[2]
SCHEMES = sorted(path.parent.name for path in ROOT.glob("policies/*/policy.toml"))


class Counted(dict):
    """What a run holds, and how much of it that was at the most."""

    most = 0

    def __setitem__(self, key, value):
        super().__setitem__(key, value)
        self.most = max(self.most, len(self))


def county():
    policy = load_policy(ROOT / "policies/county_target_bonus")
    return runnable(policy), compute(ROOT / "fixtures/county_target_bonus/csv", policy).intake.tables


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("many", [0, engine.MANY_ROWS])
def test_no_step_outlives_its_last_reader(scheme, many, monkeypatch):
    monkeypatch.setattr(engine, "MANY_ROWS", many)
    policy = load_policy(ROOT / "policies" / scheme)
    ready = runnable(policy)
    tables = compute(ROOT / "fixtures" / scheme / "csv", policy).intake.tables
    run = finish(begun(ready, tables))
    assert not run.memo
    with run.aside():
        run_checks(run, tables)
        assert not run.memo
        assert not run.parted
    assert not run.by_path


def test_a_formula_holds_a_few_of_its_steps_at_a_time(monkeypatch):
    """The score beside those of the others in the unit: each step is ten megabytes of a million people."""
    monkeypatch.setattr(engine, "MANY_ROWS", 0)
    ready, tables = county()
    run = finish(begun(ready, tables))
    check = next(one for one in ready.checks if one.rule.name == "score_unlike_others")
    steps = {*run.rests_on(check.node, set())}
    held = {}
    for last_read in ((), steps):
        run.memo = Counted()
        held[bool(last_read)] = column(run, check, last_read)
        if last_read:
            assert set(run.memo) == {check.node}
            assert run.memo.most <= len(steps) // 2
        else:
            assert run.memo.most == len(steps)
    assert held[True].equals(held[False])


def test_columns_without_a_missing_number_share_a_mask():
    """And whoever changes one of them changes no other."""
    ready, tables = county()
    people = finish(begun(ready, tables)).data["person"]
    plain = [
        people.columns[built.rule.name]
        for built in ready.rules
        if built.rule.level == "person"
        and isinstance(people.columns[built.rule.name], ExactArray)
        and not people.columns[built.rule.name].lazy
    ]
    whole = [one for one in plain if not one.mask.any()]
    assert len(whole) > 5
    assert len({one.mask.__array_interface__["data"][0] for one in whole}) == 1
    whole[0][0] = None
    assert whole[0].mask[0]
    assert not whole[1].mask.any()


def test_a_slice_of_a_filtered_column_leaves_the_rest_alone():
    """Rows are written some at a time: none of it is a reason to work out the whole column."""
    numbers = ExactArray.from_integers(np.arange(1, 101), np.arange(101, 1, -1))
    filtered = FilteredArray.of(numbers)
    some = filtered[10:90:3]
    assert some.lazy
    assert some.round(6).equals(numbers[10:90:3].round(6))
    assert some.equals(numbers[10:90:3])
    assert filtered.source.settled is None
