"""Rules worked out by two threads give what one gives: columns, what was decided by floats, the fault that is told; and leave no thread."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from payout.batch import compute
from payout.engines.reference import engine, together
from payout.engines.reference.amounts import AMOUNTS
from payout.engines.reference.engine import RuleFault, begun, column, finish
from payout.exact import ExactArray
from payout.rules.compiled.compiled import compiled
from payout.rules.policy.loading import load_policy

ROOT = Path(__file__).parents[2]
SCHEMES = sorted(path.parent.name for path in ROOT.glob("policies/*/policy.toml"))


def begin(scheme, *, filter_from=0):
    policy = load_policy(ROOT / "policies" / scheme)
    tables = compute(ROOT / "fixtures" / scheme / "csv", policy).intake.tables
    run = begun(compiled(policy), tables)
    run.filter_from = filter_from
    return run


def again(run, **changes):
    data = {name: replace(rows, columns=dict(rows.columns)) for name, rows in run.data.items()}
    return replace(run, data=data, memo={}, tally=type(run.tally)(), **changes)


def places(run):
    return range(len(run.compiled.rules))


class Counting:
    """The amounts, and how often each step is worked out."""

    def __init__(self):
        self.steps = Counter()

    def __getitem__(self, node):
        self.steps[node] += 1
        return AMOUNTS[node]


@pytest.fixture(autouse=True)
def no_thread_is_left():
    yield
    assert not [one for one in threading.enumerate() if one.name == "rules"]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_two_threads_give_what_one_gives(scheme, monkeypatch):
    run = begin(scheme)
    alone = finish(again(run))
    decided = replace(alone.tally)  # what is compared below counts as well
    monkeypatch.setattr(together, "TOGETHER_FROM", 0)
    monkeypatch.setattr(together, "processors", lambda: 2)
    beside = []
    monkeypatch.setattr(
        engine.together, "work_out", lambda *of, own=together.work_out: (beside.append(of), own(*of))
    )
    for _ in range(5):
        both = finish(again(run))
        assert both.tally == decided
        assert not both.memo
        for level, rows in alone.data.items():
            assert {*rows.columns} == {*both.data[level].columns}
            for name, found in rows.columns.items():
                other = both.data[level].columns[name]
                if isinstance(found, ExactArray):
                    assert other.round(6).equals(found.round(6)), f"{level}.{name}"
                assert other.equals(found), f"{level}.{name}"
    assert len(beside) == 5


def test_a_step_that_several_rules_share_is_worked_out_once():
    run = begin("county_target_bonus")
    alone, both = Counting(), Counting()
    finish(again(run, reading=alone))
    mine = again(run, reading=both)
    together.work_out(mine, places(mine), column)
    assert both.steps == alone.steps


def test_the_rules_that_are_asked_for_alone():
    run = begin("county_target_bonus")
    ready = run.compiled
    only = ready.ancestors_of((("person", "payable"),))
    mine = again(run)
    asked = [place for place, built in enumerate(ready.rules) if built.key in only]
    together.work_out(mine, asked, column)
    alone = finish(again(run), only=only)
    assert {level: {*rows.columns} for level, rows in mine.data.items()} == {
        level: {*rows.columns} for level, rows in alone.data.items()
    }
    assert mine.data["person"].columns["payable"].equals(alone.data["person"].columns["payable"])


def test_of_rules_that_cannot_be_computed_the_first_in_order_is_told():
    run = begin("county_target_bonus")
    rules = run.compiled.rules
    free = [place for place, built in enumerate(rules) if not {one.key for one in rules} & {*built.reads}]
    first, *_, last = free
    later = threading.Event()

    def failing(own, built, last_read):
        if built is rules[last]:
            later.set()
            raise RuleFault("the last", "1", "cannot be")
        if built is rules[first]:
            assert later.wait(60)
            raise RuleFault("the first", "1", "cannot be")
        return column(own, built, last_read)

    for _ in range(5):
        later.clear()
        with pytest.raises(RuleFault, match="the first"):
            together.work_out(again(run), places(run), failing)


def test_an_interrupt_ends_the_other_thread_at_its_next_step():
    run = begin("county_target_bonus")
    main, at_work = threading.main_thread(), threading.Event()

    def interrupted(own, built, last_read):
        if threading.current_thread() is main:
            assert at_work.wait(60)
            raise KeyboardInterrupt
        at_work.set()
        while True:  # a rule of steps without end
            own.memo.clear()
            column(own, built, last_read)

    with pytest.raises(KeyboardInterrupt):
        together.work_out(again(run), places(run), interrupted)


def test_where_no_further_thread_is_to_be_had_one_does_all(monkeypatch):
    run = begin("county_target_bonus")
    alone = finish(again(run))

    def refused(_):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refused)
    mine = again(run)
    together.work_out(mine, places(mine), column)
    assert mine.data["person"].columns["payable"].equals(alone.data["person"].columns["payable"])


def test_few_rows_one_processor_and_the_reference_engine_take_one_thread(monkeypatch):
    run = begin("county_target_bonus")
    monkeypatch.setattr(together, "processors", lambda: 2)
    assert not together.are_worthwhile(run)
    monkeypatch.setattr(together, "TOGETHER_FROM", 1)
    assert together.are_worthwhile(run)
    assert not together.are_worthwhile(
        begin("county_target_bonus", filter_from=engine.FILTER_FROM["reference"])
    )
    monkeypatch.setattr(together, "processors", lambda: 1)
    assert not together.are_worthwhile(run)
