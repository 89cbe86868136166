"""The short form of an explanation is short, and leaves out nothing that moved the amount."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction

import pytest

from payout.evidence.folding import folded
from payout.evidence.rereading.checking import Checker
from payout.evidence.rereading.grammar import Reader
from payout.evidence.steps import every, render
from tests.evidence.traces import SCHEMES, batch, reader, rows

SEED = random.randrange(10**6)
NOTHING = {"0", "否", "缺"}


def explained(name, level, key, lang="zh"):
    explainer, _ = reader(name, lang)
    columns = next(one.total for one in batch(name).result.files if one.level == level)
    return explainer.explain(level, explainer.row_of(level, key), (columns,))


def lines(name, level, key):
    return list(folded(explained(name, level, key)).lines("zh"))


def test_a_plain_person_of_the_county_fits_ninety_lines():
    assert len(lines("county_target_bonus", "person", "P00005")) <= 90
    whole = explained("county_target_bonus", "person", "P00005")
    assert sum(len(list(render(step, "zh"))) for step in whole) > 200


def test_all_shows_no_less_than_before_and_the_rest_is_counted():
    short = folded(explained("county_target_bonus", "person", "P00003"))
    assert short.left_out > 50
    assert short.says("zh") == f"另有 {short.left_out} 项为“否”、未填或未起作用,--all 列出"
    assert short.says("en").endswith("more are no, not given or changed nothing; --all shows them")


def test_a_step_that_hands_on_a_value_is_told_with_it():
    told = "\n".join(lines("county_target_bonus", "person", "P00003"))
    assert "目标考核奖 = 计算的目标考核奖 = 7224.42 〔6.1, 6.7, 6.4〕" in told
    assert "发放比例 = 1" not in told
    assert "✗" not in told


def test_what_discipline_withholds_is_told_with_its_case():
    told = "\n".join(lines("county_target_bonus", "person", "P00097"))
    assert "扣发情形 = 是" in told
    assert "本年度效能追究次数 = 2" in told


def test_an_amount_of_nothing_says_why():
    assert "✓ 单位的不制定一级目标" in "\n".join(lines("county_target_bonus", "person", "P01377"))


@pytest.mark.parametrize("name", SCHEMES)
def test_the_short_form_is_read_back_to_the_same_amounts(name):
    """Its printed numbers give every value that it shows, from the folded ends up to the amount."""
    explainer, _ = reader(name, "zh")
    for row in rows(name, SEED, 12):
        whole = explainer.explain(*row)
        short = folded(whole)
        checker = Checker()
        checker.trace(short.steps)
        assert checker.found.differences == [], f"seed {SEED}"
        assert [one.value for one in short.steps] == [one.value for one in whole]


@pytest.mark.parametrize("name", SCHEMES)
def test_nothing_that_is_folded_moved_a_value(name):
    """Of the numbers in a formula, those whose own steps are folded are inputs, nothing in a sum, or a share of one."""
    explainer, _ = reader(name, "zh")
    for row in rows(name, SEED, 10):
        whole = explainer.explain(*row)
        shown = told(whole)
        for step in every(*whole):
            for below in [step.rests_on[term.of] for term in step.terms if term.of >= 0]:
                if (step.level, step.column, step.subject) in shown and below.origin == "rule":
                    there = (below.level, below.column, below.subject) in shown
                    assert there or moves_nothing(step, below), (SEED, step.place, below.place)


def told(whole):
    """The steps that the short form tells: those that it shows, and those whose value they hand on."""
    shown = {(step.level, step.column, step.subject) for step in every(*folded(whole).steps)}
    for _ in range(12):
        for step in every(*whole):
            if (step.level, step.column, step.subject) in shown:
                shown |= {(one.level, one.column, one.subject) for one in handed_on(step)}
    return shown


def handed_on(step):
    """The steps whose value another one is, as it is."""
    return [
        below
        for below in step.rests_on
        if (below.value, below.exact, below.subject) == (step.value, step.exact, step.subject)
    ]


def moves_nothing(step, below):
    """Whether a value may be away: it is nothing beside something, or what it multiplies stays as it is."""
    if below.measure == "count" and all(term.kind == "count" and term.of < 0 for term in below.terms):
        return True  # how many rows there are stands on nothing that could be told
    if below.value == "1":
        return below.measure in {"ratio", "coefficient"}
    assert below.value in NOTHING
    return step.value not in NOTHING or Reader(step.numbers, step.terms).whole() in {None, False, Fraction(0)}


def test_folding_twice_is_folding_once():
    once = folded(explained("county_target_bonus", "person", "P00003")).steps
    again = folded(once)
    assert again.left_out == 0
    assert [step.place for step in every(*again.steps)] == [step.place for step in every(*once)]


def test_what_is_folded_is_counted_once_however_often_it_stands():
    (top,) = explained("county_target_bonus", "person", "P00005")
    twice = replace(top, rests_on=(*top.rests_on, *top.rests_on))
    assert folded((twice,)).left_out == folded((top,)).left_out
