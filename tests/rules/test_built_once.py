"""Another reading or number in force is no other policy: it is built once, and stands as if it had been built anew."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from payout.rules.compiled.compiled import _built, _Stated, build, compiled
from payout.rules.policy.loading import load_policy
from payout.rules.tree import walk

FOLDER = Path(__file__).parents[2] / "policies"
SCHEMES = sorted(path.parent.name for path in FOLDER.glob("*/policy.toml"))


def under(policy, **values):
    """A policy with other values in force, whatever they are."""
    changed = {name: replace(policy.parameters[name], value=value) for name, value in values.items()}
    return replace(policy, parameters={**policy.parameters, **changed})


def told(ready):
    """All that was built: formulas, what is known of each step and column, and the order."""
    return [
        (one.key, one.node, one.schema, [(step, step.schema) for step in walk(one.node)])
        for one in (*ready.rules, *ready.checks)
    ]


def every_other_value(policy):
    """Each choice by another reading, each number by one more and by a third of it, all tables and bands by their oldest."""
    for name, one in policy.parameters.items():
        if one.kind == "choice":
            yield from ({name: option} for option in one.options)
        elif isinstance(one.value, Fraction):
            yield from ({name: one.value + 1}, {name: one.value / 3}, {name: one.value + Fraction(1, 1000)})
        else:
            yield {name: one.history[0][1]}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_what_is_taken_again_is_what_would_be_built_anew(scheme):
    policy = load_policy(FOLDER / scheme)
    values = list(every_other_value(policy))
    for one in [
        *values[:: max(1, len(values) // 3)],
        {name: v for each in values for name, v in each.items()},
    ]:
        changed = under(policy, **one)
        (anew, wrong), (again, found) = _built.__wrapped__(_Stated.by(changed)), build(changed)
        assert told(again) == told(anew), one
        assert found == list(wrong), one
        assert again.policy is changed


def test_a_reading_is_taken_again_and_a_number_of_more_decimals_is_not():
    policy = load_policy(FOLDER / "county_target_bonus")
    own = compiled(policy)
    choice = next(one for one in policy.parameters.values() if one.kind == "choice")
    other = compiled(under(policy, **{choice.name: next(o for o in choice.options if o != choice.value)}))
    assert other.rules is own.rules
    money = next(one for one in policy.parameters.values() if one.kind == "money")
    assert compiled(under(policy, **{money.name: money.value + 1})).rules is own.rules
    assert compiled(under(policy, **{money.name: money.value + Fraction(1, 7)})).rules is not own.rules


def test_a_rule_more_is_another_policy():
    policy = load_policy(FOLDER / "district_points")
    own = compiled(policy)
    fewer = replace(policy, rules=policy.rules[:-1], checks=[])
    assert len(compiled(fewer).rules) == len(own.rules) - 1
    assert compiled(policy).rules is own.rules
