"""Slips: one page of 45 lines and 80 columns for every row of every scheme, with what a payee asks."""

from __future__ import annotations

import random
import re
from dataclasses import fields

import pytest

from payout.evidence.slips.build import Slips
from payout.evidence.slips.figures import Figures
from payout.evidence.slips.slip import Slip
from payout.evidence.slips.text import TALL, WIDE, page, wide, wrapped
from tests.evidence.traces import SCHEMES, batch, reader, rows

SEED = random.randrange(10**6)


def slip(name, level, key, lang="zh"):
    found = batch(name)
    explainer, _ = reader(name, lang)
    return Slips(found.run, found.result.files, lang).of(level, explainer.row_of(level, key))


def text(name, level, key, lang="zh"):
    """The page with what was wrapped in one line again."""
    return "\n".join(page(slip(name, level, key, lang), lang)).replace("\n      ", "")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", SCHEMES)
def test_every_row_of_every_scheme_has_one_page(name, lang):
    found = batch(name)
    slips = Slips(found.run, found.result.files, lang)
    for level, row, _ in rows(name, SEED, 4):
        lines = page(slips.of(level, row), lang)
        assert len(lines) <= TALL, f"seed {SEED}"
        assert max(map(wide, lines)) <= WIDE, f"seed {SEED}"
        assert not re.search(r"\d{5,}/\d", "\n".join(lines)), "no fraction of many digits"
        assert "…" not in "".join(
            line.value + line.how for part in slips.of(level, row).parts for line in part.lines
        )


def test_who_leaves_sees_unit_amount_months_and_days():
    told = text("county_target_bonus", "person", "P00002")
    for part in (
        "姓名 赵亮良",
        "县纪委监察局 (U001)",
        "6,737.87 元",
        "领导奖标准 9,000.00 × ",
        "全县奖金平均数 7,000.00",
        "932.908",
        "2012-01-01  2012-05-17  退休",
        "〔6.1〕 设目标考核奖,领导另有领导奖",
    ):
        assert part in told


def test_own_score_stands_against_the_units_mean():
    assert "(个人考核分 92 − 平均个人考核分 约 88.5204)" in text("county_target_bonus", "person", "P00003")


def test_a_deduction_stands_with_its_case_and_day():
    told = text("county_target_bonus", "person", "P00097")
    assert "发放比例 〔6.4〕 = 1 − 扣发比例 约 0.3333;因为:扣发情形" in told
    assert "效能责任追究  2     2012-10-22" in told
    assert "2,421.53 元" in told


def test_months_in_two_units_stand_with_their_units():
    told = text("county_target_bonus", "person", "P00229")
    for part in ("县住房和城乡规划建设局 (U033)  2012-01-01  2012-07-24  调动", "区间奖金 约 2,898.84"):
        assert part in told


def test_no_branch_that_was_not_taken_is_told():
    told = text("county_target_bonus", "person", "P01377")
    assert "定为 0;因为:单位的不制定一级目标" in told
    assert "个人差额" not in told


def test_nobody_else_stands_on_the_page():
    told = text("city_reward_fund", "department", "B01")
    assert "先进个人" not in told.replace("先进个人标兵", "")


def test_a_number_of_a_person_is_masked_and_the_name_is_not(monkeypatch):
    found = batch("county_target_bonus")
    monkeypatch.setattr(type(found.run), "name_of", lambda *_: "11010119900307775X")
    made = dict(Slips(found.run, found.result.files, "zh").of("person", 1).who)
    assert made["姓名"] == "赵亮良"
    assert made["人员编号"] == "11**************5X"


@pytest.mark.parametrize(
    ("text_", "exact", "measure", "expected"),
    [
        ("7224.418790…", "1043436987469/144431963", "yuan", "约 7,224.42"),
        ("9000", "", "yuan", "9,000.00"),
        ("-75.264", "", "yuan", "约 -75.26"),
        ("0.333333…", "1/3", "ratio", "约 0.3333"),
        ("958.62", "", "points", "958.62"),
        ("12", "", "months", "12"),
        ("满意", "", "", "满意"),
        ("1234567.5", "", "yuan", "1,234,567.50"),
    ],
)
def test_figures(text_, exact, measure, expected):
    assert Figures("zh").number(text_, exact, measure) == expected


def test_lines_break_at_chinese_characters_and_between_words():
    assert list(wrapped("字" * 50, "  ")) == ["  " + "字" * 39, "  " + "字" * 11]
    assert list(wrapped("word " * 20, "")) == [("word " * 16).strip(), ("word " * 4).strip()]


def test_a_slip_is_a_record_that_any_writer_can_read():
    made = slip("county_target_bonus", "person", "P00002")
    assert {one.name for one in fields(Slip)} == set(vars(made))
    assert hash(made)
