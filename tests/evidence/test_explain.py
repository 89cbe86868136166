"""Explanations can be read: shares with their numbers, what held, whose rows they rest on, nobody else's working."""

from fractions import Fraction
from pathlib import Path

import pytest

from payout.batch import compute
from payout.evidence.explain import Explainer
from payout.evidence.steps import every, render
from payout.rendering.words import rounding
from payout.rules.policy.loading import load_policy

ROOT = Path(__file__).parents[2]


def batch(name):
    return compute(ROOT / "fixtures" / name / "csv", load_policy(ROOT / "policies" / name)).run


@pytest.fixture(scope="module")
def fund():
    return batch("city_reward_fund")


@pytest.fixture(scope="module")
def federation():
    return batch("federation_differential")


@pytest.fixture(scope="module")
def mining():
    return batch("mining_five_in_one")


def explained(run, level, key, column, lang="zh"):
    explainer = Explainer(run, lang)
    (step,) = explainer.explain(level, explainer.row_of(level, key), (column,))
    return step


def step_of(top, column):
    return next(step for step in every(top) if step.column == column)


def text(step, lang="zh"):
    return "\n".join(render(step, lang))


def test_a_share_shows_pool_weight_and_sum_of_weights(fund):
    step = explained(fund, "person", "G001", "prize")
    assert step.numbers == "300000 × 2 ÷ 94 → 6382.98"
    assert "94 是 84 行权重的合计" in step.notes[0]


def test_a_share_says_whether_it_took_a_unit_that_was_left(fund):
    explainer = Explainer(fund, "en")
    took = {}
    for row in range(fund.data["person"].size):
        (step,) = explainer.explain("person", row, ("prize",))
        weight = fund.data["person"].columns["weight"][row]
        ideal = Fraction(300000) * weight / 94
        took[row] = any("this row among them" in note for note in step.notes)
        assert took[row] == (fund.data["person"].columns["prize"][row] > ideal)
    assert 0 < sum(took.values()) < len(took)


def test_sums_over_colleagues_are_not_walked_however_few_they_are(fund, monkeypatch):
    monkeypatch.setattr("payout.evidence.explain.ROWS_SHOWN", 1000)
    top = explained(fund, "person", "G001", "prize")
    assert {step.subject for step in every(top)} == {"先进个人 G001", "奖励基金 2007", "奖励档次 P1"}
    assert "合计(权数):共 84 行,不逐行列出" in step_of(top, "people_weight").notes


def test_nobody_is_shown_another_persons_rows(federation, mining):
    for run, level, key, column in (
        (federation, "person", "FL01001", "prize"),
        (federation, "person", "FL01001", "bonus"),
        (mining, "person", "R001", "person_rank"),
    ):
        subjects = {step.subject for step in every(explained(run, level, key, column))}
        assert not {one for one in subjects if "人员 " in one and f"人员 {key}" not in one}


def test_rows_of_the_row_itself_are_walked(federation):
    mine = explained(federation, "person", "FL01001", "reward_points")
    assert len(mine.rests_on) == 3
    office = explained(federation, "office", "FL01", "paid")
    assert sum(step.column == "bonus" for step in office.rests_on) == 24


def test_the_condition_of_the_branch_taken_is_told(federation):
    top = explained(federation, "person", "FL01001", "prize_by_grade")
    assert top.held == (
        "不是:由民主评议打分",
        "全市考核等次 = 优秀",
    )  # of the when, and of the case inside it
    assert top.words == "定为 一等奖"
    assert next(branch.formula for branch in top.not_taken) == "二等奖"
    assert "✓ 全市考核等次 = 优秀" in text(top)


def test_an_otherwise_has_no_condition(federation):
    assert step_of(explained(federation, "person", "FL01001", "prize"), "first_by_rank").held == ()


def test_a_comparison_that_fails_says_what_it_found():
    top = explained(batch("county_target_bonus"), "person", "P00002", "leader_bonus", "en")
    assert "does not hold: position = staff (it is leader)" in [branch.why for branch in top.not_taken]


def test_decisions_and_answers_can_be_read():
    points = batch("district_points")
    allowed = explained(points, "award", "J01", "allowed")
    assert allowed.words.endswith("决定:原则上不计获奖分,是否例外计分? = 是")
    assert allowed.numbers == "否 且 缺 (无须决定)"
    assert "nothing to decide" in explained(points, "award", "J01", "allowed", "en").numbers


@pytest.mark.parametrize(
    ("places", "mode", "zh", "en"),
    [
        (0, "floor", "向下取整", "rounded down to whole"),
        (0, "ceiling", "向上取整", "rounded up to whole"),
        (0, "down", "去尾到整数", "rounded toward zero to whole"),
        (0, "half_up", "四舍五入到整数", "rounded half up to whole"),
        (2, "half_up", "四舍五入到分", "rounded half up to the fen"),
        (2, "floor", "向下取到分", "rounded down to the fen"),
        (3, "half_even", "四舍六入五成双到 3 位小数", "rounded half to even to 3 decimals"),
    ],
)
def test_roundings_have_names(places, mode, zh, en):
    assert (rounding(places, mode).zh, rounding(places, mode).en) == (zh, en)


def test_table_keys_have_their_words(federation, mining):
    told = text(explained(federation, "person", "FL01001", "prize"))
    assert "评议权重[主要负责同志]" in told
    assert "[principal]" not in told
    told = text(explained(mining, "person", "R001", "person_rank"))
    assert "五项内容的权重(管理人员、科室)[常态性工作]" in told
    assert "[routine]" in text(explained(mining, "person", "R001", "person_rank", "en"), "en")


def test_rows_without_a_key_are_named_by_their_parents(federation, mining):
    subjects = {step.subject for step in every(explained(federation, "person", "FL01001", "reward_points"))}
    assert "奖惩登记(人员 FL01001 的第 2 行)" in subjects
    subjects = {step.subject for step in every(explained(mining, "person", "R001", "person_rank", "en"))}
    assert "personal part (row 3 of person month R001/1月)" in subjects


def test_a_value_that_may_be_missing_is_written_short(fund):
    assert "权数 (缺则 0)" in explained(fund, "person", "G001", "prize").words
