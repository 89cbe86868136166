"""Look before you pay: what is unlike its neighbours, who is paid most, least and nothing and why, who has left, what blanks mean."""

import csv
import json
import shutil
from fractions import Fraction
from statistics import median

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from payout.batch import compute
from payout.cli.main import code_of
from payout.evidence.looking.unlike import FEWEST, _medians
from payout.intake import Frames
from payout.rules.policy.loading import load_policy
from tests.intake.schemes import FORMATS, ROOT, SCHEMES, write
from tests.rules.bench import CARD, head_of, policy_of, rule

COUNTY = "county_target_bonus"
TABLES_OF = """
from payout.rules.tables import *

units = Table("units", "unit", "单位", key="unit_id").of(
    identifier("unit_id", "编码"), text("unit_name", "名称", blank=True), points("base", "基本分", blank=True))
people = Table("people", "person", "人员", key="person_id").of(
    identifier("person_id", "编号"), text("name", "姓名", personal=True, blank=True),
    reference("unit_id", "unit", "单位", parent=True), points("score", "分", blank=True),
    money("bonus", "奖金", blank=True), flag("there", "在岗", default=True),
    enumeration("rank", {"chief": "正职", "staff": "工作人员"}, "职务", default="staff"),
    count("times", "次数", blank="没有次数 | none"),
    number("change", "增减", measure="yuan", places=2, signed=True, blank=True))
marks = Table("marks", "mark", "得分", required=False).of(
    reference("unit_id", "unit", "单位", parent=True),
    enumeration("part", {"a": "甲", "b": "乙", "c": "丙", "d": "丁", "e": "戊"}, "项目"), points("points", "分"))
"""
PAID = rule("person", "first_known(person.bonus, 0)", name="paid", word="yuan", label="应发 | paid")
FILE = '\n[[file]]\nlevel = "person"\nname = "people"\nfirst = "person_id paid"\ntotal = "paid"\n'
PEOPLE = ["person_id", "name", "unit_id", "score", "bonus", "there", "rank", "times", "change"]


@pytest.fixture(scope="module")
def policy(tmp_path_factory):
    return bench(tmp_path_factory.mktemp("policy"))


def bench(path, more="", rules=PAID, card=CARD + FILE):
    return policy_of(path, rules, card=card + more, tables=TABLES_OF, head=head_of("unit", "person", "mark"))


def person(key, unit, **cells):
    return [str(cells.get(name, {"person_id": key, "unit_id": unit}.get(name, ""))) for name in PEOPLE]


def rows(people, units=("U1", "U2"), marks=(), bases=()):
    known = dict(bases)
    return {
        "units": [["unit_id", "unit_name", "base"], *([u, f"{u}局", str(known.get(u, ""))] for u in units)],
        "people": [PEOPLE, *people],
        "marks": [["unit_id", "part", "points"], *([str(cell) for cell in row] for row in marks)],
    }


def read_as(given, kind, path, policy):
    if kind != "frames":
        return write(path, policy.tables, given, kind)
    frames = {
        name: pd.DataFrame(below, columns=header, dtype="string").replace("", pd.NA)
        for name, (header, *below) in given.items()
    }
    return Frames(frames)


def look(policy, given, path, kind="csv"):
    batch = compute(read_as(given, kind, path, policy), policy).looked
    assert batch.result.look is not None, batch.result.findings
    return batch.result.look


def unlike(policy, given, path, kind="csv"):
    return [(one.subject.zh, one.column.zh, one.value) for one in look(policy, given, path, kind).unlike.rows]


def scored(*scores, unit="U1"):
    return [person(f"{unit}P{n}", unit, score=score) for n, score in enumerate(scores)]


# what is unlike what stands beside it

NINETIES = (90, 92, 94, 96, 98)
UNLIKE = {
    "a point that slipped": (scored(*NINETIES, 950), ["U1P5"]),
    "a tenth": (scored(*NINETIES, 9.3), ["U1P5"]),
    "ten times exactly": (scored(90, 90, 90, 90, 90, 900), ["U1P5"]),
    "not quite ten times": (scored(90, 90, 90, 90, 90, 899.99), []),
    "a tenth exactly": (scored(90, 90, 90, 90, 90, 9), ["U1P5"]),
    "not quite a tenth": (scored(90, 90, 90, 90, 90, 9.01), []),
    "the median of an even number": (scored(80, 90, 100, 110, 1, 949.99, ""), ["U1P4"]),
    "and what reaches it": (scored(80, 90, 100, 110, 1, 950, ""), ["U1P4", "U1P5"]),
    "each unit has its own scale": (
        scored(*NINETIES) + scored(900, 920, 940, 960, 980, 92, unit="U2"),
        ["U2P5"],
    ),
    "few people, held against all": (scored(90, 92) + scored(94, 96, 98, 950, unit="U2"), ["U2P3"]),
    "too few to say": (scored(90, 9, 900, 1), []),
    "one nought": (scored(*NINETIES, 0), ["U1P5"]),
    "noughts that are usual": (scored(*NINETIES, 0, 0), []),
    "all nought but one": (scored(0, 0, 0, 0, 0, 7), []),
    "blanks are no figures": (scored(*NINETIES, "", ""), []),
}


@pytest.mark.parametrize(("people", "expected"), UNLIKE.values(), ids=UNLIKE)
def test_a_cell_ten_times_its_median_or_a_tenth_of_it_is_told(policy, people, expected, tmp_path):
    found = unlike(policy, rows(people), tmp_path / "in")
    assert found == [
        (f"人员 {key}", "分", next(str(p[3]) for p in people if p[0] == key)) for key in expected
    ]


@pytest.mark.parametrize("kind", [*FORMATS, "frames"])
def test_it_is_told_with_its_cell_in_every_format(policy, kind, tmp_path):
    found = look(policy, rows(scored(*NINETIES, 950)), tmp_path / "in", kind).unlike
    (one,) = found.rows
    assert found.count == 1
    place = {"workbook": ("book.xlsx", "人员", "D7"), "csv": ("people.csv", "", "row 7 score")}.get(
        kind, ("people.parquet" if kind == "parquet" else "people", "", "row 7 score")
    )
    assert (one.place.file, one.place.sheet, one.place.cell) == place
    assert one.why.zh == "单位 U1 的 6 行,中位数为 95"
    assert one.why.en == "the median of the 6 rows of unit U1 is 95"


def test_leaders_bonuses_of_a_few_are_held_against_all(policy, tmp_path):
    people = [person(f"P{u}{n}", f"U{u}", bonus=9000 if n == 0 else "") for u in range(6) for n in range(6)]
    people[0][4], people[6][4] = "0.9", "90000"
    given = rows(people, [f"U{u}" for u in range(6)])
    assert unlike(policy, given, tmp_path / "in") == [
        ("人员 P00", "奖金", "0.90"),
        ("人员 P10", "奖金", "90000.00"),
    ]


def test_a_column_that_may_be_negative_has_no_size(policy, tmp_path):
    people = [person(f"P{n}", "U1", change=change) for n, change in enumerate((5, 6, 7, 8, 9, 900, -900))]
    assert unlike(policy, rows(people), tmp_path / "in") == []


def test_a_unit_is_held_against_all_units(policy, tmp_path):
    units = [f"U{n}" for n in range(6)]
    given = rows(
        scored(*NINETIES), units, bases=[(u, 9381 if u == "U5" else 930 + n) for n, u in enumerate(units)]
    )
    assert unlike(policy, given, tmp_path / "in") == [("单位 U5", "基本分", "9381")]


FULL = {"a": 250, "b": 180, "c": 500, "d": 30, "e": 40}


def parts(units, **odd):
    return [
        (unit, part, odd.get(f"{unit}_{part}", full - n))
        for n, unit in enumerate(units)
        for part, full in FULL.items()
    ]


def test_parts_of_one_score_are_held_against_the_same_part_of_others(policy, tmp_path):
    units = [f"U{n}" for n in range(8)]
    plain = rows(scored(*NINETIES), units, parts(units, U0_d=12))  # little of little: the part has no more
    assert unlike(policy, plain, tmp_path / "plain") == []
    odd = look(policy, rows(scored(*NINETIES), units, parts(units, U0_a=2.4)), tmp_path / "odd").unlike
    assert [(one.value, one.place.cell) for one in odd.rows] == [("2.4", "row 2 points")]


NUMBERS = st.one_of(st.just(None), st.integers(0, 30), st.integers(0, 3000))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cells=st.lists(st.tuples(st.sampled_from(["U1", "U2", "U3"]), NUMBERS), min_size=1, max_size=24))
def test_it_finds_what_plain_fractions_find(policy, cells):
    people = [
        person(f"P{n:02}", unit, score="" if value is None else Fraction(value, 4))
        for n, (unit, value) in enumerate(cells)
    ]
    for row in people:
        row[3] = (
            "" if row[3] == "" else str(float(Fraction(row[3])))
        )  # quarters: two decimals that a double holds
    given_ = rows(people, ("U1", "U2", "U3"))
    found = {one.subject.zh.split()[1] for one in look(policy, given_, None, "frames").unlike.rows}
    assert found == plainly([(row[0], row[2], None if row[3] == "" else Fraction(row[3])) for row in people])


def plainly(cells):
    known = [(key, unit, value) for key, unit, value in cells if value is not None]
    found = set()
    for key, unit, value in known:
        group = [other for _, at, other in known if at == unit]
        if len(group) < 5:
            group = [other for _, at, other in known]
            if len(group) < 5:
                continue
        middle = median(group)
        far = middle > 0 and (value >= middle * 10 or value * 10 <= middle)
        if far and (value > 0 or group.count(0) == 1):
            found.add(key)
    return found


# figures in the measure of their row

TARGETS_OF = """
targets = Table("targets", "target", "目标", required=False).of(
    reference("unit_id", "unit", "单位", parent=True), text("target", "目标"),
    number("planned", "计划数", measure="amount", places=2))
things = Table("things", "thing", "指标", key="thing_id", required=False).of(identifier("thing_id", "指标"))
stages = Table("stages", "stage", "进度", required=False).of(
    reference("unit_id", "unit", "单位", parent=True), reference("thing_id", "thing", "指标", parent=True),
    number("planned", "计划数", measure="amount", places=2))
"""
# income in 10,000 yuan, land in mu, cases in per cent: each unit has one of each, and some of a kind that nobody else has
MIXED = {"财政收入": 30000, "耕地面积": 900, "办结率": 98, "招商项目": 3, "植树": 52000}


@pytest.fixture(scope="module")
def of_targets(tmp_path_factory):
    path = tmp_path_factory.mktemp("targets")
    head = head_of("unit", "person", "mark", "target", "thing", "stage")
    return policy_of(path, PAID, card=CARD + FILE, tables=TABLES_OF + TARGETS_OF, head=head)


def of_units(figures, slip):
    """The figures of each of six units, in one of which one of them slipped."""
    return [
        [f"U{unit}", name, str(slip if (unit, name) == (3, "办结率") else value + unit)]
        for unit in range(6)
        for name, value in figures.items()
    ]


@pytest.mark.parametrize(("slip", "told"), [(97, []), (1009, []), (1010, ["1010"]), (9.7, ["9.7"])])
def test_targets_are_held_against_those_that_name_the_same(of_targets, slip, told, tmp_path):
    targets = [["unit_id", "target", "planned"], *of_units(MIXED, slip), ["U0", "独有的", "7000000"]]
    given_ = rows([person("P1", "U1")], [f"U{n}" for n in range(6)]) | {"targets": targets}
    found = look(of_targets, given_, tmp_path / "in").unlike.rows
    assert [one.value for one in found] == told
    assert all(one.subject.zh.startswith("目标(单位 U3 的") for one in found)
    assert all("同类 6 行" in one.why.zh for one in found)


@pytest.mark.parametrize(("slip", "told"), [(97, []), (1009, []), (1010, ["1010"]), (9.7, ["9.7"])])
def test_where_no_text_names_the_target_the_rows_of_one_scale_tell(of_targets, slip, told, tmp_path):
    """The rows of a unit are of no one measure, and tell nothing; those of an indicator do."""
    stages = [["unit_id", "thing_id", "planned"], *of_units(MIXED, slip)]
    things = [["thing_id"], *([name] for name in MIXED)]
    given_ = rows([person("P1", "U1")], [f"U{n}" for n in range(6)]) | {"stages": stages, "things": things}
    found = look(of_targets, given_, tmp_path / "in").unlike.rows
    assert [one.value for one in found] == told
    assert all("指标 办结率 的 6 行,中位数为" in one.why.zh for one in found)


# what is paid


def test_the_largest_and_the_smallest_five_say_why(policy, tmp_path):
    people = [person(f"P{n}", "U1", bonus=100 + n, rank="chief" if n == 7 else "") for n in range(8)]
    (paid,) = look(policy, rows(people), tmp_path / "in").paid
    assert paid.count == 8
    assert [one.value for one in paid.most] == ["107.00", "106.00", "105.00", "104.00", "103.00"]
    assert [one.value for one in paid.least] == ["100.00", "101.00", "102.00", "103.00", "104.00"]
    assert paid.nothing.count == 0
    assert (paid.level.zh, paid.label.zh) == ("人员", "应发")


def test_what_sets_a_row_apart_is_said(tmp_path):
    rules = PAID.replace(
        "first_known(person.bonus, 0)",
        'first_match((person.rank == "chief", 1000), otherwise=700) * first_known(person.times, 12) / 12',
    ).replace("yuan(", "yuan(")
    rules = rules.replace("first_match((person", "to_fen(first_match((person").replace("/ 12)", "/ 12))")
    policy = bench(tmp_path / "policy", rules=rules)
    people = [
        person(f"P{n}", "U1", rank="chief" if n == 0 else "staff", times=3 if n == 5 else 12)
        for n in range(6)
    ]
    (paid,) = look(policy, rows(people), tmp_path / "in").paid
    assert "职务 正职(多为 工作人员)" in paid.most[0].why.zh
    assert "次数 3(多为 12)" in paid.least[0].why.zh
    assert "rank chief (mostly staff)" in paid.most[0].why.en
    assert "times 3 (mostly 12)" in paid.least[0].why.en


NOTHING = [
    ('first_match((person.rank == "chief", 5), otherwise=0)', {}, "不成立:职务 = 正职 (现为 工作人员)"),
    ("first_match((~person.there, 0), otherwise=5)", {"there": "no"}, "不是:在岗"),
    ("first_known(person.bonus, 0)", {"bonus": "0"}, "奖金 0"),
    ("first_known(person.bonus, 7) * first_known(person.times, 1)", {"times": "0"}, "次数 0"),
    ("greatest(5 - first_known(person.score, 0), 0)", {"score": "9"}, "最高(5 − 9, 0)"),
    ("to_fen(first_known(person.score, 0) / 1000)", {"score": "1"}, "不足最小单位,舍入后为 0"),
    ("first_known(person.unit.base, 5)", {"base": "0"}, "基本分 0"),
]


@pytest.mark.parametrize(("formula", "cells", "why"), NOTHING, ids=[one[0] for one in NOTHING])
def test_who_is_paid_nothing_is_told_why(formula, cells, why, tmp_path):
    paid = rule("person", formula, name="paid", word="word", label="应发 | paid")
    policy = bench(tmp_path / "policy", rules=paid)
    given_ = rows([person("P1", "U1", **cells)], bases=[("U1", cells["base"])] if "base" in cells else ())
    nothing = look(policy, given_, tmp_path / "in").paid[0].nothing
    assert nothing.count == 1
    assert nothing.rows[0].why.zh == why
    assert nothing.reasons == ((nothing.rows[0].why, 1),)
    assert nothing.rows[0].why.en


def test_a_sum_over_no_rows_says_so(tmp_path):
    months = rule(
        "unit",
        "total(person.times, where=known(person.times))",
        name="months",
        word="months",
        label="月数 | months",
    )
    paid = rule("person", "unit.months * 5", name="paid", word="word", label="应发 | paid")
    policy = bench(tmp_path / "policy", rules=months + paid)
    nothing = look(policy, rows([person("P1", "U1")]), tmp_path / "in").paid[0].nothing
    assert nothing.rows[0].why.zh == "月数 0(没有可计的人员)"
    assert nothing.rows[0].why.en == "months 0 (no person counts)"


def test_of_a_sum_the_part_that_is_usually_paid_tells(tmp_path):
    usual = rule(
        "person", "first_known(person.bonus, 0)", name="usual_part", word="yuan", label="常发 | usual"
    )
    rare = rule(
        "person",
        'first_match((person.rank == "chief", 9), otherwise=0)',
        name="rare",
        word="yuan",
        label="少发 | rare",
    )
    paid = rule("person", "person.usual_part + person.rare", name="paid", word="yuan", label="应发 | paid")
    policy = bench(tmp_path / "policy", rules=usual + rare + paid)
    people = [person(f"P{n}", "U1", bonus=0 if n == 0 else 50) for n in range(6)]
    nothing = look(policy, rows(people), tmp_path / "in").paid[0].nothing
    assert nothing.rows[0].why.zh == "奖金 0"


def test_who_has_left_and_is_paid_is_told_where_the_policy_names_the_flag(policy, tmp_path):
    people = [
        person(f"P{n}", "U1", bonus=100 * (n + 1), there="no" if n in {1, 3} else "yes") for n in range(5)
    ]
    people.append(person("P9", "U1", bonus=0, there="no"))
    assert look(policy, rows(people), tmp_path / "in").paid[0].left is None
    own = bench(tmp_path / "own", '\n[look]\nin_service = "person.there"\n')
    left = look(own, rows(people), tmp_path / "in").paid[0].left
    assert (left.count, left.total) == (2, "600.00")
    assert [(one.subject.zh, one.value) for one in left.rows] == [
        ("人员 P3", "400.00"),
        ("人员 P1", "200.00"),
    ]


@pytest.mark.parametrize("flag", ["person.gone", "persons.there", "person.rank"])
def test_a_flag_that_is_none_is_refused_by_the_linter(flag, tmp_path):
    from payout.rules.compiled.lint import lint  # noqa: PLC0415

    own = bench(tmp_path / "own", f'\n[look]\nin_service = "{flag}"\n')
    assert "L405" in [one.code for one in lint(own) if one.place.file == "policy.toml"]


# blanks, units without people


@pytest.mark.parametrize("kind", [*FORMATS, "frames"])
def test_blanks_are_counted_with_what_they_mean(policy, kind, tmp_path):
    people = [person("P1", "U1", there="no"), person("P2", "U1", rank="chief", times=2), person("P3", "U2")]
    blanks = look(policy, rows(people), tmp_path / "in", kind).blanks
    assert [(one.column.zh, one.count, one.of, one.meaning.zh) for one in blanks] == [
        ("在岗", 2, 3, "是"),
        ("职务", 2, 3, "工作人员"),
        ("次数", 2, 3, "没有次数"),
    ]


def test_a_column_that_was_left_out_is_all_blank(policy, tmp_path):
    given_ = rows([person("P1", "U1"), person("P2", "U1")])
    at = PEOPLE.index("there")
    given_["people"] = [[cell for n, cell in enumerate(row) if n != at] for row in given_["people"]]
    assert ("在岗", 2) in [(one.column.zh, one.count) for one in look(policy, given_, tmp_path / "in").blanks]


def test_a_unit_without_people_is_told(policy, tmp_path):
    (found,) = look(
        policy, rows(scored(90, 91), ("U1", "U2", "U3"), bases=[("U2", 95)]), tmp_path / "in"
    ).childless
    assert (found.level.zh, found.below.zh, found.found.count) == ("单位", "人员", 2)
    assert [(one.subject.zh, one.called, one.place.cell) for one in found.found.rows] == [
        ("单位 U2", "U2局", "row 3 unit_id"),
        ("单位 U3", "U3局", "row 4 unit_id"),
    ]


# when, and what of it is personal


def test_of_a_batch_with_errors_there_is_nothing_to_look_at(policy, tmp_path):
    batch = compute(write(tmp_path / "in", policy.tables, rows(scored("x", 91)), "csv"), policy).looked
    assert batch.refused
    assert batch.result.look is None


def test_names_are_masked(policy, tmp_path):
    people = [person(f"P{n}", "U1", name="赵一一", score=90, bonus=5) for n in range(5)]
    people.append(person("P5", "U1", name="钱二二", score=950, bonus=0))
    found = look(policy, rows(people), tmp_path / "in")
    told = str(found)
    assert "钱**" in told
    assert "钱二二" not in told
    assert "赵一一" not in told


def test_an_identity_number_for_an_identifier_is_masked(policy, tmp_path):
    people = [person(f"11010519491231{n:03}X", "U1", score=90, bonus=5 + n) for n in range(5)]
    told = str(look(policy, rows(people), tmp_path / "in").paid)
    assert "19491231" not in told


# the screen, JSON, the page


@pytest.fixture
def told(capsys):
    def run(*arguments):
        capsys.readouterr()
        code = code_of([str(one) for one in arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def county(path, *changes):
    """The county's fixture with cells changed: (table, key, column, value)."""
    shutil.copytree(ROOT / "fixtures" / COUNTY / "csv", path)
    for table, key, column, value in changes:
        file = path / f"{table}.csv"
        header, *below = list(csv.reader(file.read_text(encoding="utf-8").splitlines()))
        next(row for row in below if row[0] == key)[header.index(column)] = value
        with file.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([header, *below])
    return path


def test_the_screen_says_it_in_a_few_lines_and_json_all(told, tmp_path):
    folder = county(tmp_path / "in", ("people", "P00003", "score", "950"))
    code, _, said = told("check", folder, "-p", COUNTY)
    assert code == 0
    lines = said.splitlines()[said.splitlines().index("发放前看一看:") :]
    assert len(lines) <= 10
    assert any("人员·应发合计最多" in line for line in lines)
    assert any("people.csv 第 4 行" in line and "P00003" in line and "950" in line for line in lines)
    found = json.loads(told("check", folder, "-p", COUNTY, "--json")[1])["look"]
    assert [one["value"] for one in found["unlike"]["rows"]] == ["950"]
    assert found["unlike"]["rows"][0]["place"]["file"] == "people.csv"
    assert len(found["paid"][0]["most"]) == len(found["paid"][0]["least"]) == 5
    assert {one["column"] for one in found["blanks"]} >= {"经费来源"}
    english = told("check", folder, "-p", COUNTY, "--lang", "en")[2]
    assert "Look before you pay:" in english
    assert "the largest: " in english


def test_the_page_stands_behind_the_cover_upright_and_survives_verification(told, tmp_path):
    folder = county(tmp_path / "in", ("people", "P00003", "score", "950"))
    code, out, said = told("run", folder, "-p", COUNTY, "-o", tmp_path / "out", "--json")
    assert code == 0
    assert json.loads(out)["look"]["unlike"]["count"] == 1
    assert "发放前看一看" not in said  # as JSON it is said once
    book = openpyxl.load_workbook(tmp_path / "out" / "payout.xlsx")
    assert book.sheetnames[:2] == ["封面", "发放前看一看"]
    page = book.worksheets[1]
    assert (page.page_setup.orientation, page.page_setup.fitToWidth, page.page_setup.fitToHeight) == (
        "portrait",
        None,  # one page wide is what it is without saying so
        0,
    )
    texts = [cell.value for row in page.iter_rows() for cell in row if cell.value is not None]
    assert any(str(one).startswith("人员 P00003  ") for one in texts)
    assert "950" in texts
    assert any(str(one).endswith("中位数为 90.2") or "中位数为" in str(one) for one in texts)
    assert "people.csv" not in str(texts)  # the same page whatever the order of the rows
    cover = [cell.value for row in book.worksheets[0].iter_rows() for cell in row]
    assert "发放前看一看" in cover
    assert told("verify", tmp_path / "out")[0] == 0


PUBLISHED = ["Look before you publish"]  # of schemes that pay nobody: scores, grades, ranks
CALLED = dict.fromkeys(("city_evaluation", "city_leaders", "enterprise_mbo", "mining_five_in_one"), PUBLISHED)
CALLED["county_teams_process"] = []  # where nothing is to be seen there is no such page either


@pytest.mark.parametrize("name", SCHEMES)
def test_every_scheme_has_the_page_and_is_verified_with_it(name, told, tmp_path):
    code, _, _ = told(
        "run", ROOT / "fixtures" / name / "csv", "-p", name, "-o", tmp_path / "out", "--lang", "en"
    )
    assert code == 0
    book = openpyxl.load_workbook(tmp_path / "out" / "payout.xlsx", read_only=True)
    assert [one for one in book.sheetnames if one.startswith("Look ")] == CALLED.get(
        name, ["Look before you pay"]
    )
    assert told("verify", tmp_path / "out")[0] == 0


def test_blanks_are_counted_the_same_from_the_evidence(policy, tmp_path, told):
    people = [
        person("P1", "U1", there="no", bonus=5),
        person("P2", "U1", rank="chief", bonus=6),
        person("P3", "U2", bonus=7),
    ]
    folder = write(tmp_path / "in", policy.tables, rows(people), "csv")
    assert told("run", folder, "-p", policy.folder, "-o", tmp_path / "out")[0] == 0
    assert told("verify", tmp_path / "out", "-p", policy.folder)[0] == 0


def test_it_is_made_where_it_is_asked_for(told):
    policy = load_policy(ROOT / "policies" / COUNTY)
    batch = compute(ROOT / "fixtures" / COUNTY / "csv", policy)
    assert batch.looked.result.look.paid
    assert batch.result.look is None  # it is made where it is asked for: explanations do without
    assert told("check", ROOT / "fixtures" / COUNTY / "csv", "-p", COUNTY)[0] == 0


@pytest.mark.parametrize("most", [3, 1000, 10**15])
@pytest.mark.parametrize("seed", range(4))
def test_medians_of_groups_are_those_of_their_rows(seed, most):
    """Held against Python's median; numbers of fifteen digits and far groups do not fit one whole number together."""
    dice = np.random.default_rng(seed)
    codes = dice.choice([-1, 0, 1, 2, 5, 40_000], 300)
    values, there = dice.integers(0, most, 300), dice.random(300) < 0.9
    found = _medians("", codes, values, there)
    for row, code in enumerate(codes.tolist()):
        beside = values[(codes == code) & there].tolist()
        known = there[row] and code >= 0
        enough = known and len(beside) >= FEWEST
        assert found.counts[row] == (len(beside) if enough else 0), seed
        assert found.twice[row] == (2 * median(map(Fraction, beside)) if enough else 0), seed
        assert found.nothing[row] == (beside.count(0) if known else 0), seed
