"""Variants: a Python file that names its baseline and states rules anew; what is said of them without running them."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

import payout
from payout.rules import LanguageError
from payout.rules.compiled.compiled import PolicyFault
from payout.rules.policy.loading import declared, find_policy, load_policy
from payout.rules.policy.variants import stated_of

ROOT = Path(__file__).parents[2]
COUNTY = ROOT / "fixtures" / "county_target_bonus" / "county.xlsx"
HEAD = "from payout.rules import *\n\n"
FLAT = (
    HEAD
    + """policy = variant(__file__, baseline="county_target_bonus", day="2013-01-01", reason="试算", document="县发〔2013〕1 号")
clause, p = policy.clause, policy.p
(unit,) = policy.symbols("unit")

with clause("6.1", "得分差额不再计入 | scores no longer spread the units"):
    unit.formula_bonus = yuan("公式人均奖金 | bonus per head, the same for all", p.county_average)
"""
)


@pytest.fixture
def written(tmp_path):
    def write(text: str, name: str = "flat.py") -> Path:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path / name

    return write


def test_a_rule_is_replaced_and_the_rest_inherited(written):
    base, flat = load_policy(find_policy("county_target_bonus")), load_policy(written(FLAT))
    names = [(rule.level, rule.name) for rule in base.rules]
    assert [(rule.level, rule.name) for rule in flat.rules] == names
    changed = [
        new.name for old, new in zip(base.rules, flat.rules, strict=True) if old.formula is not new.formula
    ]
    assert "formula_bonus" in changed
    assert flat.anew == {("unit", "formula_bonus")}
    assert [one.name for one in flat.checks] == [one.name for one in base.checks]
    assert flat.card.version == f"{base.card.version}+flat"
    assert flat.digest != base.digest


def test_what_it_pays_is_what_the_rules_say(written):
    batch = payout.compute(payout.load(written(FLAT)), COUNTY)
    assert not batch.refused
    formula = [value for value in batch.frame("unit")["formula_bonus"] if isinstance(value, Fraction)]
    assert set(formula) == {Fraction(7000)}


def test_a_new_rule_and_a_new_parameter(written):
    written(
        'since = 2012-01-01\n["6.1"]\n'
        'hardship = { label = "艰苦补贴 | Hardship", money = 100, bounds = [0, 1000] }\n',
        "more.toml",
    )
    flat = written(
        HEAD
        + """policy = variant(__file__, baseline="county_target_bonus", reason="试算", parameters="more.toml")
clause, p = policy.clause, policy.p
(person,) = policy.symbols("person")

with clause("6.1", "另发补贴 | a supplement"):
    person.supplement = yuan("补贴 | supplement", first_match((person.months_served > 0, p.hardship), otherwise=0))
    person.payable = yuan("应发 | payable", person.target_bonus + person.leader_bonus + person.supplement)
"""
    )
    policy = payout.load(flat)
    assert payout.lint(policy) == ()
    more = payout.compute(policy, COUNTY)
    less = payout.compute(payout.load("county_target_bonus"), COUNTY)
    served = sum(1 for months in less.frame("person")["months_served"] if months > 0)
    assert more.totals["people"] - less.totals["people"] == 100 * served


def test_a_variant_may_stand_on_a_variant(written):
    written(FLAT)
    second = written(
        HEAD
        + """policy = variant(__file__, baseline="./flat.py", reason="再试")
(unit,) = policy.symbols("unit")

with policy.clause("6.1", "固定数 | a fixed figure"):
    unit.formula_bonus = yuan("公式人均奖金 | bonus per head", 6500)
""",
        "second.py",
    )
    policy = load_policy(second)
    assert policy.card.version.endswith("+flat+second")
    assert [name for name, _ in policy.files][-2:] == ["variant/flat.py", "variant/second.py"]


def test_what_it_says_is_read_without_running_it(written):
    place = written(FLAT + "\nraise RuntimeError('it ran')\n")
    assert stated_of(place).cited == "试算; 县发〔2013〕1 号"
    assert declared(place).card.id == "county_target_bonus"
    with pytest.raises(LanguageError, match="it ran"):
        load_policy(place)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x = 1\n", r"must say once policy = variant\("),
        ('a = variant(__file__, baseline="a")\nb = variant(__file__, baseline="b")\n', "must say once"),
        ('policy = variant(__file__, reason="x")\n', "lacks baseline"),
        ('policy = variant(__file__, baseline="county_target_bonus", since="2013")\n', "does not know since"),
        ('name = "x"\npolicy = variant(__file__, baseline=name)\n', "baseline= is a text as it stands"),
        (
            HEAD + 'policy = variant(__file__, baseline="county_target_bonu")\n',
            "did you mean county_target_bonus",
        ),
        (HEAD + 'policy = variant(__file__, baseline="county_target_bonus", day="1.1.2013")\n', "is no day"),
        (
            HEAD + 'policy = variant(__file__, baseline="county_target_bonus", parameters="../x.toml")\n',
            "there is no ../x.toml beside it",
        ),
        ("def (\n", "is no Python"),
    ],
)
def test_what_is_no_variant_is_refused_with_what_would_be_right(written, text, said):
    with pytest.raises(LanguageError, match=said) as refused:
        load_policy(written(text))
    assert refused.value.zh


def test_a_rule_stated_twice_and_an_unknown_level_are_refused(written):
    twice = FLAT + '    unit.formula_bonus = yuan("再 | again", 1)\n'
    with pytest.raises(PolicyFault, match="L402"):
        payout.compute(payout.load(written(twice)), COUNTY)
    with pytest.raises(LanguageError, match="no level is named office"):
        load_policy(written(FLAT.replace('symbols("unit")', 'symbols("office")'), "other.py"))


def test_a_published_run_of_a_variant_is_opened_with_its_file(written, tmp_path):
    place = written(FLAT)
    payout.publish(payout.compute(payout.load(place), COUNTY), tmp_path / "out")
    assert payout.reopen(tmp_path / "out", policy=str(place)).totals
    with pytest.raises(Exception, match="has changed since the run"):
        payout.reopen(tmp_path / "out")
    place.write_text(FLAT.replace("p.county_average", "p.county_average + 1"), encoding="utf-8")
    with pytest.raises(Exception, match="has changed since the run"):
        payout.reopen(tmp_path / "out", policy=str(place))
