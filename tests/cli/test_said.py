"""What was put in force, what people decided, who is meant: said on the screen, in the workbook, the manifest and explanations."""

import json
import re

import openpyxl
import pytest

from payout.batch import compute
from payout.rules.policy.loading import load_policy
from tests.cli.conftest import ROOT
from tests.rules.bench import CARD, TABLES, policy_of, rule

COUNTY = "county_target_bonus"
REASON, DOCUMENT, APPROVER = "群众满意率较高", "县考核办〔2013〕2号", "李县长"


def cover(out):
    """What stands beside each label of the cover; a label that stands twice, its last."""
    sheet = openpyxl.load_workbook(out / "payout.xlsx").worksheets[0]
    return {str(row[0].value): row[1].value for row in sheet.iter_rows() if row[0].value is not None}


def rows_of(out, title):
    """The rows of a listing by header."""
    sheet = openpyxl.load_workbook(out / "payout.xlsx")[title]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    top = next(at for at, row in enumerate(rows) if row[0] == "序号")
    return [dict(zip(rows[top], row, strict=True)) for row in rows[top + 1 :]]


# changed values


@pytest.fixture
def changed(county, pay, tmp_path):
    """A run with a parameter changed by its Chinese label, and a table's entry and a choice by an overlay."""
    overlay = tmp_path / "change.toml"
    overlay.write_text(
        f'baseline = "{COUNTY}"\n[month_rule]\nvalue = "by_day"\n[county_gap]\nvalue = 900\n',
        encoding="utf-8",
    )
    done = pay(county.csv(tmp_path / "in"), "--set", "全县奖金平均数=7100", "--overlay", overlay)
    assert done.code == 0, done.err
    return done


def test_every_changed_value_is_on_the_screen_with_both_values_and_the_source(changed):
    lines = [line for line in changed.err.splitlines() if line.startswith("改动:")]
    assert len(lines) == 3
    assert "改动:全县奖金平均数(county_average)= 7100,办法为 7000,来自 --set" in lines
    assert any("(county_gap)= 900,办法为 800,来自 change.toml" in line for line in lines)
    (rule,) = (line for line in lines if "(month_rule)" in line)
    assert "= by_day“按天数折算”,办法为 payroll“随工资关系" in rule
    assert rule.endswith("”,来自 change.toml")


@pytest.mark.usefixtures("changed")
def test_every_changed_value_is_on_the_cover_and_in_the_manifest(tmp_path):
    told = "".join(cover(tmp_path / "out")["改动的数值"].split())  # its lines are broken where they read well
    assert "全县奖金平均数(county_average):7100(办法为7000,来自命令行--set)" in told
    assert "(county_gap):900(办法为800,来自change.toml)" in told
    assert "(month_rule):by_day“按天数折算”(办法为payroll“" in told
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    average, gap = manifest["settings"]["county_average"], manifest["settings"]["county_gap"]
    assert (average["value"], average["baseline"], average["source"]) == ("7100", "7000", "--set")
    assert (gap["value"], gap["baseline"], gap["source"]) == ("900", "800", "change.toml")
    rule_ = manifest["choices"]["month_rule"]
    assert (rule_["value"], rule_["default"], rule_["source"]) == ("by_day", "payroll", "change.toml")


def test_where_nothing_was_changed_nothing_is_said(county, pay, tmp_path):
    done = pay(county.csv(tmp_path / "in"))
    assert "改动" not in done.err
    assert "改动的数值" not in cover(tmp_path / "out")


@pytest.mark.parametrize("command", ["check", "quota"])
def test_check_and_quota_say_it_too(county, tell, tmp_path, command):
    said = tell(command, county.csv(tmp_path / "in"), "-p", COUNTY, "--set", "county_average=7100")
    assert "改动:全县奖金平均数(county_average)= 7100,办法为 7000,来自 --set" in said.err
    assert "年度 2012" in said.err


def test_a_value_by_its_label_is_the_same_as_by_its_name(county, pay, tmp_path, tell):
    pay(county.csv(tmp_path / "in"), "--set", "全县奖金平均数=7100")
    people = (tmp_path / "out" / "people.csv").read_bytes()
    pay(tmp_path / "in", "--set", "county_average=7100", "--force")
    assert (tmp_path / "out" / "people.csv").read_bytes() == people
    unknown = tell("check", tmp_path / "in", "-p", COUNTY, "--set", "全县奖金平均=7100")
    assert unknown.code == 4
    assert "没有叫 全县奖金平均 的参数;是不是 全县奖金平均数?" in unknown.err


# decisions


def tied(county):
    """Three townships, of which two stand at one score across the cut of two."""
    header = county.tables["units"][0]
    for unit, name in (("T2", "清水乡"), ("T3", "白石乡")):
        cells = {"unit_id": unit, "unit_name": name, "category": "township", "assessed": "yes", "base_score": "890",
                 "has_unit_targets": "yes", "has_staff_targets": "yes"}  # fmt: skip
        county.tables["units"].append([cells.get(column, "") for column in header])
        county.add("people", f"{unit}P,何{unit},{unit},staff,,,,competent")
    return county


def decided(county, unit, answer):
    return county.add("decisions", f"unit:{unit},best_place_tie,{answer},{REASON},{DOCUMENT},{APPROVER}")


def test_an_open_point_names_what_the_row_is_called(county, pay, tmp_path, tell):
    done = pay(tied(county).csv(tmp_path / "in"))
    assert done.code == 5
    assert re.search(r"unit:T2\tbest_place_tie\t.*\t# 单位 T2 清水乡", done.err)
    asked = json.loads(tell("check", tmp_path / "in", "-p", COUNTY, "--json").out)["open_points"]
    assert [(one["subject"], one["called"]) for one in asked] == [
        ("unit:T2", "清水乡"),
        ("unit:T3", "白石乡"),
    ]


def test_of_two_decisions_one_is_missing_each_row_is_asked_once(county, pay, tmp_path):
    done = pay(decided(tied(county), "T2", "yes").csv(tmp_path / "in"))
    assert done.code == 5
    asked = [line.split("\t")[0].strip() for line in done.err.splitlines() if "\tbest_place_tie\t" in line]
    assert asked == ["unit:T2", "unit:T3"]  # a tie is open to all of it until it is settled
    assert "现有 1 个" in done.err


def test_until_people_have_decided_there_are_no_amounts_to_look_at(county, tell, tmp_path):
    found = json.loads(tell("check", tied(county).csv(tmp_path / "in"), "-p", COUNTY, "--json").out)["look"]
    assert found["paid"] == []
    assert found["blanks"]


@pytest.fixture
def settled(county, pay, tmp_path):
    """A run with its tie decided."""
    done = pay(decided(decided(tied(county), "T2", "是"), "T3", "no").csv(tmp_path / "in"))
    assert done.code == 0, done.err
    return tmp_path / "out"


def test_what_was_decided_stands_in_a_sheet_with_reason_document_and_approver(settled):
    first, second = rows_of(settled, "决定")
    assert (first["对象"], first["决定"], first["事项"]) == ("单位 T2  清水乡", "是", "best_place_tie")
    assert (second["对象"], second["决定"]) == ("单位 T3  白石乡", "否")
    for row in (first, second):
        assert (row["理由"], row["依据文号"], row["批准人"]) == (REASON, DOCUMENT, APPROVER)
        assert row["问题"]
        assert row["条款"]
    assert cover(settled)["已作决定"].startswith("2 项")


def test_an_explanation_says_what_was_decided_and_by_whom(settled, tell):
    told = tell("explain", settled, "--unit", "T2", "--column", "has_extra_places").out
    assert f"· 决定:是;理由:{REASON};依据:{DOCUMENT};批准人:{APPROVER}" in told
    other = tell("explain", settled, "T3", "--column", "has_extra_places").out
    assert f"· 决定:否;理由:{REASON}" in other
    english = tell("explain", settled, "--unit", "T2", "--column", "has_extra_places", "--lang", "en").out
    assert f"· decided: yes; reason: {REASON}; document: {DOCUMENT}; approved by: {APPROVER}" in english
    (step,) = json.loads(
        tell("explain", settled, "--unit", "T2", "--column", "has_extra_places", "--json").out
    )
    assert any(note.startswith("决定:是") for note in step["notes"])


def test_who_was_not_asked_about_has_no_decision(settled, tell):
    assert "· 决定:" not in tell("explain", settled, "--unit", "T1", "--column", "has_extra_places").out


def test_a_decision_that_is_none_names_the_row(county, tell, tmp_path):
    said = tell("check", decided(tied(county), "T2", "也许").csv(tmp_path / "in"), "-p", COUNTY)
    assert re.search(r"E321 .* 单位 T2 清水乡 决定", said.err)


# names


def test_findings_name_what_the_row_is_called_and_mask_people(county, tell, tmp_path):
    county.cell("people", "P5", "leader_bonus_yearly", "")
    county.cell("units", "U1", "bonus_gap", "10") if "bonus_gap" in county.tables["units"][0] else None
    found = json.loads(tell("check", county.csv(tmp_path / "in"), "-p", COUNTY, "--json").out)["findings"]
    called = {one["subject"]: one["called"] for one in found if one["code"] == "P-leader-without-bonus"}
    assert called == {"person P5": "周**"}
    said = tell("check", tmp_path / "in", "-p", COUNTY)
    assert "周五五" not in said.both
    assert "人员 P5 周**" in said.err


def test_a_finding_of_a_row_without_a_name_names_whose_it_is(county, tell, tmp_path):
    county.add("discipline", "P5,party,1,2011-11-21")
    said = tell("check", county.csv(tmp_path / "in"), "-p", COUNTY)
    assert re.search(r"P-not-of-the-year .*人员 P5 周\*\* ", said.err)


def test_a_finding_of_a_cell_names_the_row(county, tell, tmp_path):
    county.cell("people", "P5", "leader_bonus_yearly", "9000.125").cell("units", "U2", "category", "局")
    said = tell("check", county.csv(tmp_path / "in"), "-p", COUNTY)
    assert re.search(r"E206 .*人员 P5 周\*\* 领导奖标准", said.err)
    assert re.search(r"E204 .*单位 U2 水利局 类别", said.err)
    assert "周五五" not in said.both


def test_a_finding_of_a_unit_names_the_unit(county, tell, tmp_path):
    for person in ("P1", "P2", "P3"):
        county.cell("people", person, "score", "90")
    said = tell("check", county.csv(tmp_path / "in"), "-p", COUNTY)
    assert re.search(r"P-equal-scores-in-unit .*单位 U1 财政局", said.err)


def test_two_units_of_one_name_have_two_subtotals(county, pay, tmp_path):
    county.cell("units", "U3", "unit_name", "财政局")
    assert pay(county.csv(tmp_path / "in")).code == 0
    sheet = openpyxl.load_workbook(tmp_path / "out" / "payout.xlsx")["人员发放表明细"]
    labels = [str(row[0].value) for row in sheet.iter_rows() if "小计" in str(row[0].value)]
    named = [label for label in labels if "财政局" in label]
    assert len(named) == 2
    assert ["3 行" in named[0], "1 行" in named[1]] == [True, True]


def test_a_row_is_explained_by_its_name_and_a_name_that_two_bear_lists_both(county, pay, tmp_path, tell):
    county.cell("people", "P9", "name", "吴六六")
    assert pay(county.csv(tmp_path / "in")).code == 0
    out = tmp_path / "out"
    assert tell("explain", out, "钱二二").out == tell("explain", out, "P2").out
    assert tell("explain", out, "水利局").out == tell("explain", out, "--unit", "U2").out
    both = tell("explain", out, "吴六六")
    assert both.code == 2
    assert "person P6" in both.err
    assert "person P9" in both.err
    nobody = tell("explain", out, "没有此人")
    assert nobody.code == 2
    assert "没有编号或名称为 没有此人 的行" in nobody.err


@pytest.mark.parametrize("depth", range(1, 7))
def test_see_above_is_said_only_of_what_stands_above(county, pay, tmp_path, tell, depth):
    assert pay(county.csv(tmp_path / "in")).code == 0
    for key in ("P1", "P2", "P4", "P5"):
        lines = tell("explain", tmp_path / "out", key, "--depth", str(depth)).out.splitlines()
        shown = set()
        for line in lines:
            head = re.match(r"\s*(\S+) = .*?  (\S+ \S+)", line)
            if head is None:
                continue
            if "(见上)" in line:
                assert head.groups() in shown, line
            elif not re.search(r"\[(输入|推导)\]", line):
                shown.add(head.groups())


# totals


def test_what_is_paid_to_several_kinds_is_summed_up_on_the_screen_and_the_cover(tell, tmp_path):
    done = tell(
        "run", ROOT / "fixtures" / "district_nsx" / "csv", "-p", "district_nsx", "-o", tmp_path / "out"
    )
    assert done.code == 0
    told = dict(re.findall(r"^(\S.*?\S)  +(\S+)$", done.out, re.MULTILINE))
    assert told["合计(元) 单位"] == "330,000.00"
    assert told["合计(元) 责任人"] == "33,000.00"
    assert told["总计(元)"] == "363,000.00"
    labels = cover(tmp_path / "out")
    assert labels["单位奖金合计（元）"] == 330000
    assert labels["主要领导奖金合计（元）"] == 33000
    assert (
        labels["总计合计（元）"] == 363000 if "总计合计（元）" in labels else labels["总计（元）"] == 363000
    )
    summary = json.loads(
        tell(
            "run",
            ROOT / "fixtures" / "district_nsx" / "csv",
            "-p",
            "district_nsx",
            "-o",
            tmp_path / "b",
            "--json",
        ).out
    )
    assert (summary["total"], summary["total_people"], summary["total_of_all"]) == (
        "330000.00",
        "33000.00",
        "363000.00",
    )


def test_one_kind_of_payees_has_one_total(county, pay, tmp_path):
    done = pay(county.csv(tmp_path / "in"))
    assert "总计" not in done.out
    assert "合计(元) " in done.out


# amounts below nothing


FILE = '\n[[file]]\nname = "units"\nlevel = "unit"\nfirst = "unit_id paid"\ntotal = "paid"\n'


def owed(tmp_path, more="", score="-5"):
    policy = policy_of(
        tmp_path / "policy",
        rule("unit", "unit.score * 100", name="paid"),
        card=CARD + FILE + more,
        tables=TABLES,
    )
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "units.csv").write_text(
        f"unit_id,score,name\nU1,5,甲局\nU2,{score},乙局\nU3,0,丙局\n", encoding="utf-8"
    )
    (tmp_path / "in" / "people.csv").write_text("person_id,unit_id\nP1,U1\n", encoding="utf-8")
    return compute(tmp_path / "in", policy).result


def test_an_amount_below_nothing_is_an_error_at_its_row(tmp_path):
    (found,) = owed(tmp_path).findings
    assert (found.code, found.severity, found.subject, found.called, found.column) == (
        "E393", "error", "unit U2", "乙局", "paid",
    )  # fmt: skip
    assert (found.value, found.place.file, found.place.row) == ("-500", "units.csv", 3)


def test_a_policy_may_say_that_amounts_are_owed(tmp_path):
    assert owed(tmp_path, "total_may_be_negative = true\n").findings == ()


LISTED = """
["1".listed]
label = "每级奖金 | a prize of each kind"
since = 2024-01-01
measure = "yuan"
keys = ["category"]
table = { a = 100, b = 50 }
bounds = [0, 1000]
"""


def test_an_amount_that_a_changed_value_parts_below_the_fen_is_refused_before_anything_is_read(
    tell, tmp_path
):
    policy = tmp_path / "policy"
    paying = rule("unit", "lookup(p.listed, unit.category)", name="paid")
    policy_of(policy, paying, parameters=LISTED, card=CARD + FILE, tables=TABLES)
    source = tmp_path / "in"
    source.mkdir()
    (source / "units.csv").write_text("unit_id,category\nU1,a\nU2,b\n", encoding="utf-8")
    (source / "people.csv").write_text("person_id,unit_id\nP1,U1\n", encoding="utf-8")
    paid = tell("run", source, "-p", policy, "-o", tmp_path / "paid", "--lang", "en")
    assert (paid.code, "150.00" in paid.out) == (0, True)
    done = tell("run", source, "-p", policy, "-o", tmp_path / "out", "--set", "listed.a=1/3", "--lang", "en")
    assert done.code == 4
    assert "L418" in done.err
    assert not (tmp_path / "out").exists()


USUAL = [
    ('usual = "0 1000"', "5", []),
    ('usual = "0 499.99"', "5", ["unit U1", "unit U2"]),
    ('usual = "1 1000"', "5", ["unit U3"]),
    ('usual = "0 most"', "7", ["unit U2"]),
]


@pytest.mark.parametrize(("usual", "score", "beyond"), USUAL, ids=[one[0] for one in USUAL])
def test_an_amount_beyond_its_usual_range_is_listed_and_paid(tmp_path, usual, score, beyond):
    parameters = (
        'since = 2024-01-01\n["1"]\nmost = { label = "最多 | most", money = 600, bounds = [0, 9000] }\n'
    )
    policy = policy_of(
        tmp_path / "policy", rule("unit", "unit.score * 100", name="paid"), card=f"{CARD}{FILE}{usual}\n", tables=TABLES,
        parameters=parameters,
    )  # fmt: skip
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "units.csv").write_text(f"unit_id,score\nU1,5\nU2,{score}\nU3,0\n", encoding="utf-8")
    (tmp_path / "in" / "people.csv").write_text("person_id,unit_id\nP1,U1\n", encoding="utf-8")
    batch = compute(tmp_path / "in", policy)
    assert [(one.code, one.severity, one.subject) for one in batch.result.findings] == [
        ("W394", "warning", subject) for subject in beyond
    ]
    assert not batch.refused
    assert all(one.expected.zh.startswith(usual.split('"')[1].split()[0]) for one in batch.result.findings)


@pytest.mark.parametrize(
    ("usual", "why"),
    [
        ('usual = "5 1"', "5 大于 1"),
        ('usual = "0 mosst"', "mosst 不是数"),
        ('usual = "7"', ""),
        ("usual = 7", ""),
    ],
)
def test_a_usual_range_that_is_none_is_refused(tmp_path, usual, why):
    from payout.rules.compiled.compiled import PolicyFault  # noqa: PLC0415
    from payout.rules.tree import LanguageError  # noqa: PLC0415

    with pytest.raises((PolicyFault, LanguageError)) as fault:
        owed(tmp_path, usual + "\n")
    if why:
        (found,) = fault.value.findings
        assert found.code == "L417"
        assert why in found.problem.zh


def test_many_amounts_beyond_are_counted(tmp_path):
    policy = policy_of(
        tmp_path / "policy",
        rule("unit", "unit.score * 100", name="paid"),
        card=CARD + FILE + 'usual = "0 1"\n',
        tables=TABLES,
    )
    (tmp_path / "in").mkdir()
    rows = "".join(f"U{n:04},5\n" for n in range(250))
    (tmp_path / "in" / "units.csv").write_text("unit_id,score\n" + rows, encoding="utf-8")
    (tmp_path / "in" / "people.csv").write_text("person_id,unit_id\nP1,U0001\n", encoding="utf-8")
    found = [one for one in compute(tmp_path / "in", policy).result.findings if one.code == "W394"]
    assert len(found) == 201
    assert found[-1].problem.zh == "另有 50 行同样超出通常范围,共 250 行"


def test_a_policy_is_loaded_with_its_usual_range():
    assert all(file.usual == () for file in load_policy(ROOT / "policies" / "district_nsx").card.files)
