"""Rosters as offices have them: drafted, decided, run, and equal to the same data in the policy's own form."""

import csv
import json
from datetime import date

import openpyxl
import pytest
import xlsxwriter

import payout

POLICY = "county_target_bonus"
SMALL_UNITS = {
    "U1": "财政局",
    "U2": "水利局",
    "U3": "农业局",
    "T1": "城关镇",
    "O1": "县府办",
    "F1": "机关食堂",
}
POSITIONS = {"chief": "正职", "leader": "副职", "staff": "在编"}
TARGETS = 'has_unit_targets = { constant = "是" }\nhas_staff_targets = { constant = "是" }\n'
SPELT = {"在编": "staff", "正职": "chief", "副职": "leader"}


@pytest.fixture
def decided(tell, tmp_path):
    """Draft a mapping, put in what people decide, and give its path; a draft with questions is refused before."""

    def decide(source, *answers):
        path = tmp_path / "mapping.toml"
        drafted = tell("map", source, "-p", POLICY, "-o", path)
        assert drafted.code == 0, drafted.both
        text = path.read_text(encoding="utf-8")
        refused = tell("check", source, "-p", POLICY, "--mapping", path)
        assert not strings(text) or (refused.code == 4 and "待定" in refused.err), refused.both
        for old, new in answers:
            assert old in text, f"{old}\n{text}"
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")
        return path

    return decide


def strings(text):
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return [line for line in lines if '"?"' in line]


def same(tell, tmp_path, plain, source, mapping):
    """Run both forms; every figure of both is one, and the mapped run can be verified and explained."""
    runs = [tmp_path / "out" / "plain", tmp_path / "out" / "mapped"]
    for out, arguments in zip(runs, ([plain], [source, "--mapping", mapping]), strict=True):
        ran = tell("run", *arguments, "-p", POLICY, "-o", out)
        assert ran.code == 0, ran.both
    for name in ("people.csv", "units.csv"):
        assert (runs[0] / name).read_bytes() == (runs[1] / name).read_bytes()
    first, second = (json.loads((out / "manifest.json").read_text(encoding="utf-8")) for out in runs)
    assert first["totals"] == second["totals"]
    assert first["tables"] == second["tables"]
    assert first["mapping"] is None
    assert second["mapping"]["decides"]
    assert (runs[1] / "evidence" / "mapping.toml").read_bytes() == mapping.read_bytes()
    assert tell("verify", runs[1], "--source", source).code == 0
    assert "payable" in tell("explain", runs[1], "P2", "--lang", "en").out
    return runs[1]


def without(county, *tables):
    for name in tables:
        del county.tables[name]
    return county


# ---- (a) a payroll ledger: a title, three header rows with merged cells, 72 columns --------------------------

PAY = [f"{kind}{number}" for kind in ("津贴", "补贴") for number in range(1, 31)]


def ledger(county, path):
    """Units and people in one row, wages beside them, a subtotal a unit, notes at the end; 72 columns."""
    people = [dict(zip(county.tables["people"][0], row, strict=True)) for row in county.tables["people"][1:]]
    units = {row[0]: row for row in county.tables["units"][1:]}
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("工资台账")
        sheet.merge_range(0, 0, 0, 71, "二〇一二年十二月工资台账")
        headers(sheet)
        row = 4
        for unit_id, unit in units.items():
            own = [one for one in people if one["unit_id"] == unit_id]
            for number, one in enumerate(own, start=1):
                person(sheet, row, number, unit, one)
                row += 1
            sheet.merge_range(row, 1, row, 3, f"{unit[1]}小计")
            sheet.write_number(row, 12, 1000 * len(own))
            row += 1
        sheet.merge_range(row, 0, row, 8, "注：本表由人事科提供。")
        sheet.write_string(row + 1, 0, "制表：某某")
    return path


def headers(sheet):
    sheet.merge_range(1, 0, 3, 0, "序号")
    sheet.merge_range(1, 1, 1, 5, "单位情况")
    for column, name in enumerate(("单位编码", "单位\n名称", "类别", "列入考核", "基本分"), start=1):
        sheet.merge_range(2, column, 3, column, name)
    sheet.merge_range(1, 6, 1, 11, "人员情况")
    for column, name in ((6, "人员编号"), (7, "姓  名"), (8, "职务"), (9, "个人考核分")):
        sheet.merge_range(2, column, 3, column, name)
    sheet.merge_range(2, 10, 2, 11, "年度")
    sheet.write_string(3, 10, "领导奖标准")
    sheet.write_string(3, 11, "考核等次")
    sheet.merge_range(1, 12, 1, 71, "工资")
    sheet.merge_range(2, 12, 2, 41, "津贴")
    sheet.merge_range(2, 42, 2, 71, "补贴")
    for column, name in enumerate(PAY, start=12):
        sheet.write_string(3, column, name)


def person(sheet, row, number, unit, one):
    category = {"department": "部门", "township": "乡镇", "office": "综合办"}[unit[2]]
    texts = [unit[0], unit[1], category, {"yes": "是", "no": "否"}[unit[3]], unit[4]]
    texts += [
        one["person_id"],
        one["name"],
        POSITIONS[one["position"]],
        one["score"],
        one["leader_bonus_yearly"],
    ]
    grades = {"competent": "称职", "undetermined": "不定等次"}
    texts += [grades[one["grade"]]]
    sheet.write_number(row, 0, number)
    for column, text in enumerate(texts, start=1):
        if text and column in (5, 9, 10):
            sheet.write_number(row, column, float(text))
        elif text:
            sheet.write_string(row, column, text)
    for column in range(12, 72):
        sheet.write_number(row, column, column * 10.5)


def test_a_ledger_of_three_header_rows_and_72_columns(county, tell, decided, tmp_path):
    without(county, "awards", "discipline", "spells", "scores")
    units = county.tables["units"]
    units[2][4] = "900"
    plain = [
        [*row[:5], "", "", "yes", "yes"] for row in units[1:]
    ]  # the ledger says nothing of review and follows_unit
    county.tables["units"] = [units[0], *plain]
    source = ledger(county, tmp_path / "台账.xlsx")
    mapping = decided(
        source,
        ('  "?",\n', ""),
        ('"在编" = "?"', '"在编" = "staff"'),
        ('"副职" = "?"', '"副职" = "领导"'),
        ('category = "单位情况/类别"', f'{TARGETS}category = "单位情况/类别"'),
    )
    text = mapping.read_text(encoding="utf-8")
    assert "header = [2, 4]" in text
    assert 'skip = ["*小计*"]' in text
    assert '"工资/津贴/津贴30"' in text
    out = same(tell, tmp_path, county.csv(tmp_path / "plain"), source, mapping)
    cover = openpyxl.load_workbook(out / "payout.xlsx")["封面"]
    said = " ".join(str(cell.value) for row in cover.iter_rows() for cell in row if cell.value)
    assert "在编 = 工作人员" in said
    assert "各列相同的行只算一行" in said


def test_findings_of_a_ledger_name_its_own_cells(county, tell, decided, tmp_path):
    without(county, "awards", "discipline", "spells", "scores")
    source = ledger(county, tmp_path / "台账.xlsx")
    mapping = decided(
        source, ('  "?",\n', ""), ('"在编" = "?"', '"在编" = "staff"'), ('"副职" = "?"', '"副职" = "领导"')
    )
    book = openpyxl.load_workbook(source)
    sheet = book["工资台账"]
    sheet["I5"].value = "临聘"
    sheet["J6"].value = "九十"
    sheet["D7"].value = "部"
    book.save(source)
    told = tell(
        "check", source, "-p", POLICY, "--mapping", mapping, "--marked-copy", tmp_path / "marked.xlsx"
    )
    assert told.code == 3
    for cell in ("[工资台账] I5", "[工资台账] J6", "[工资台账] D7"):
        assert cell in told.err
    assert "E241" in told.err
    assert openpyxl.load_workbook(tmp_path / "marked.xlsx")["工资台账"]["I5"].comment is not None


def test_merged_cells_of_the_data_are_refused_all_the_same(county, tell, decided, tmp_path):
    without(county, "awards", "discipline", "spells", "scores")
    source = ledger(county, tmp_path / "台账.xlsx")
    mapping = decided(
        source, ('  "?",\n', ""), ('"在编" = "?"', '"在编" = "staff"'), ('"副职" = "?"', '"副职" = "领导"')
    )
    book = openpyxl.load_workbook(source)
    book["工资台账"].merge_cells("B5:B6")
    book.save(source)
    told = tell("run", source, "-p", POLICY, "--mapping", mapping, "-o", tmp_path / "out")
    assert told.code == 3
    assert "E126 台账.xlsx [工资台账] B5" in told.err
    assert not (tmp_path / "out").exists()


# ---- (b) an attendance form with two header rows --------------------------------------------------------------


def attendance(county, path):
    """The transfers of the small county as a form: two header rows that are not merged, people and units by name."""
    book = openpyxl.load_workbook(county.xlsx(path))
    sheet = book["任职区间"]
    names = {row[0]: row[1] for row in county.tables["people"][1:]}
    rows = county.tables["spells"][1:]
    book.remove(sheet)
    sheet = book.create_sheet("考勤登记表")
    sheet.append(["考勤登记表（2012年）"])
    sheet.append(["序号", "人员", None, "在岗", None, "事由", "备注"])
    sheet.append([None, "姓名", "单位", "起始日期", "结束日期", None, None])
    for number, (person_id, unit_id, start, end, reason) in enumerate(rows, start=1):
        said = {"transfer": "调动", "": "—"}[reason]
        sheet.append(
            [
                number,
                names[person_id],
                SMALL_UNITS[unit_id],
                *map(date.fromisoformat, (start, end)),
                said,
                None,
            ]
        )
    sheet.append([None, "合计", f"{len(rows)} 条"])
    sheet.append(["制表人：", "某某"])
    book.save(path)
    return path


def test_an_attendance_form_of_two_header_rows(county, tell, decided, tmp_path):
    source = attendance(county, tmp_path / "考勤.xlsx")
    mapping = decided(source)
    text = mapping.read_text(encoding="utf-8")
    assert "header = [2, 3]" in text
    assert 'by = "unit_name"' in text
    assert 'by = "name"' in text
    assert 'nothing = ["—"]' in text
    same(tell, tmp_path, county.csv(tmp_path / "plain"), source, mapping)


# ---- (c) a roster of a CSV: days as Americans write them, blank ends, names for codes -------------------------


def american(text):
    year, month, day = text.split("-")
    return f"{month}/{day}/{year}"


def roster(county, folder):
    """Units as they are; people and their months in one CSV, in the offices' words."""
    people = county.tables.pop("people")
    spells = {row[0]: row for row in county.tables.pop("spells")[1:]}
    county.csv(folder)
    head = ["编号", "姓名", "所在单位", "身份", "得分", "年度领导奖", "等次", "到岗", "离岗"]
    rows = []
    for row in people[1:]:
        one = dict(zip(people[0], row, strict=True))
        spell = spells.get(one["person_id"])
        start, end = (spell[2], spell[3]) if spell else ("", "")
        rows.append(
            [
                one["person_id"],
                one["name"],
                SMALL_UNITS[one["unit_id"]],
                POSITIONS[one["position"]],
                one["score"],
                one["leader_bonus_yearly"] or "/",
                one["grade"],
                american(start) if start else "",
                "" if end in ("", "2012-12-31") else american(end),
            ]
        )
    with (folder / "花名册.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    return folder


ROSTER = """
policy = "county_target_bonus"

[[sheet]]
name = "花名册.csv"

[[sheet.table]]
name = "人员"
[sheet.table.columns]
person_id = "编号"
name = "姓名"
unit_id = { column = "所在单位", by = "unit_name" }
position = { column = "身份", words = { "在编" = "staff", "副职" = "leader" } }
score = "得分"
leader_bonus_yearly = { column = "年度领导奖", nothing = ["/"] }
grade = "等次"

[[sheet.table]]
name = "spells"
rows_with = ["start"]
[sheet.table.columns]
person_id = "编号"
unit_id = { column = "所在单位", by = "单位名称" }
start = { column = "到岗", date = "%m/%d/%Y" }
end = { column = "离岗", date = "%m/%d/%Y", blank = 2012-12-31 }
"""


def test_a_roster_with_american_days_blank_ends_and_names_for_codes(county, tell, tmp_path):
    county.tables["spells"] = [
        county.tables["spells"][0],
        ["P2", "U1", "2012-02-01", "2012-07-31", ""],
        ["P5", "U2", "2012-03-15", "2012-12-31", ""],
    ]
    plain = county.csv(tmp_path / "plain")
    source = roster(county, tmp_path / "source")
    drafted = tell("map", source, "-p", POLICY)
    assert drafted.code == 0
    assert 'name = "花名册.csv"' in drafted.out
    assert "“units.csv”已是办法的表" in drafted.out
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(ROSTER, encoding="utf-8")
    same(tell, tmp_path, plain, source, mapping)


def test_a_draft_asks_for_the_format_of_days_and_never_guesses(tell, tmp_path):
    with (tmp_path / "任职.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [["人员编号", "单位编码", "起始日期", "结束日期"], ["P1", "U1", "02/01/2012", "07/31/2012"]]
        )
    drafted = tell("map", tmp_path / "任职.csv", "-p", POLICY)
    assert drafted.code == 0
    assert drafted.out.count('date = "?"') == 2


def test_a_title_and_names_for_codes_need_no_hand(county, tell, decided, tmp_path):
    """A workbook in the policy's form but for a title, and units named where codes belong: the draft is the mapping."""
    book = openpyxl.load_workbook(county.xlsx(tmp_path / "book.xlsx"))
    sheet = book["人员"]
    column = next(cell.column for cell in sheet[1] if cell.value == "单位编码")
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, column).value = SMALL_UNITS[sheet.cell(row, column).value]
    sheet.insert_rows(1)
    sheet["A1"] = "2012年在册人员"
    book.save(tmp_path / "book.xlsx")
    mapping = decided(tmp_path / "book.xlsx")
    assert not strings(mapping.read_text(encoding="utf-8"))
    same(tell, tmp_path, county.csv(tmp_path / "plain"), tmp_path / "book.xlsx", mapping)


# ---- the same from Python, quota, and what a draft is ----------------------------------------------------------


def test_python_takes_a_mapping(county, tmp_path):
    county.tables["spells"] = county.tables["spells"][:1]
    plain = county.csv(tmp_path / "plain")
    source = roster(county, tmp_path / "source")
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(ROSTER, encoding="utf-8")
    policy = payout.load(POLICY)
    batch = payout.compute(policy, source, mapping=mapping)
    assert batch.totals == payout.compute(policy, plain).totals
    out = payout.publish(batch, tmp_path / "out")
    assert payout.reopen(out).totals == batch.totals


def test_quota_takes_a_mapping(county, tell, tmp_path):
    source = roster(county, tmp_path / "source")
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(ROSTER, encoding="utf-8")
    told = tell("quota", source, "-p", POLICY, "--mapping", mapping)
    assert told.code == 0, told.both
    assert "按对照文件读取" in told.err


LEDGER = """
policy = "county_target_bonus"
[[sheet]]
name = "台账.csv"
header = 2
ignore = ["序号"]
[[sheet.table]]
name = "people"
[sheet.table.columns]
person_id = "编号"
name = "姓名"
unit_id = "单位"
position = { column = "身份", words = { "在编" = "工作人员" } }
[[sheet.table]]
name = "units"
distinct = true
[sheet.table.columns]
unit_id = "单位"
unit_name = "单位"
category = { constant = "部门" }
assessed = { constant = "是" }
has_unit_targets = { constant = "是" }
has_staff_targets = { constant = "是" }
base_score = { constant = "950.5" }
"""
LINES = [
    "2012年台账,,,,",
    "序号,编号,姓名,单位,身份",
    "1,P1,赵一一,财政局,在编",
    "2,P2,钱二二,财政局,领导",
    "3,P3,孙三三,水利局,在编",
]


def ledger_file(tmp_path, lines=LINES, text=LEDGER):
    source, mapping = tmp_path / "台账.csv", tmp_path / "mapping.toml"
    source.write_text("\n".join(lines), encoding="gb18030")
    mapping.write_text(text, encoding="utf-8")
    return source, mapping


def test_one_csv_is_a_source_with_a_mapping(tell, tmp_path):
    source, mapping = ledger_file(tmp_path)
    told = tell("run", source, "-p", POLICY, "--mapping", mapping, "-o", tmp_path / "out", "--json")
    assert told.code == 0, told.both
    told = json.loads(told.out)
    assert (told["people"], told["units"]) == (3, 2)
    assert "单位·列入考核：每行都是 是" in told["mapping"]["decides"]
    assert tell("verify", tmp_path / "out", "--source", source).code == 0
    assert tell("run", source, "-p", POLICY, "-o", tmp_path / "more").code == 3  # as ever without one


def test_a_bad_cell_of_a_csv_is_marked_in_its_copy(tell, tmp_path):
    source, mapping = ledger_file(tmp_path, [*LINES, "4,P4,李四四,水利局,借用"])
    marked = tmp_path / "marked.xlsx"
    told = tell("check", source, "-p", POLICY, "--mapping", mapping, "--marked-copy", marked)
    assert told.code == 3
    assert "E241 台账.csv E6 人员 P4" in told.err
    assert openpyxl.load_workbook(marked)["台账"]["E6"].comment is not None


@pytest.mark.parametrize(("lang", "said"), [("zh", "对照文件有误"), ("en", "mapping: ")])
def test_a_bad_mapping_ends_with_4_and_the_right_name(tell, tmp_path, lang, said):
    source, mapping = ledger_file(tmp_path, text=LEDGER.replace("person_id", "persom_id"))
    told = tell("run", source, "-p", POLICY, "--mapping", mapping, "-o", tmp_path / "out", "--lang", lang)
    assert told.code == 4
    assert said in told.err
    assert "person_id" in told.err
    assert not (tmp_path / "out").exists()


def test_a_draft_replaces_no_file(county, tell, tmp_path):
    source = county.csv(tmp_path / "in")
    (tmp_path / "mapping.toml").write_text("mine", encoding="utf-8")
    told = tell("map", source, "-p", POLICY, "-o", tmp_path / "mapping.toml")
    assert told.code == 2
    assert (tmp_path / "mapping.toml").read_text(encoding="utf-8") == "mine"


def test_a_mapping_that_was_changed_in_a_run_is_noticed(county, tell, tmp_path):
    source = roster(county, tmp_path / "source")
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(ROSTER, encoding="utf-8")
    assert tell("run", source, "-p", POLICY, "--mapping", mapping, "-o", tmp_path / "out").code == 0
    kept = tmp_path / "out" / "evidence" / "mapping.toml"
    kept.write_text(kept.read_text(encoding="utf-8") + "\n# more\n", encoding="utf-8")
    assert tell("verify", tmp_path / "out").code == 7


# ---- columns of one's own --------------------------------------------------------------------------------------


def test_columns_of_ones_own_reach_the_results(county, tell, tmp_path):
    rows = county.tables["people"]
    rows[0] += ["x_账号", "x_备注"]
    for number, row in enumerate(rows[1:], start=1):
        row += [f"=62{number:04}", "八月调入" if number == 2 else ""]
    out = tmp_path / "out"
    assert tell("run", county.csv(tmp_path / "in"), "-p", POLICY, "-o", out).code == 0
    with (out / "people.csv").open(encoding="utf-8", newline="") as file:
        people = {row["person_id"]: row for row in csv.DictReader(file)}
    assert people["P2"]["x_备注"] == "八月调入"
    assert people["P2"]["x_账号"] == "'=620002"  # no formula to whoever opens the file
    sheet = openpyxl.load_workbook(out / "payout.xlsx")["人员发放表明细"]
    said = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert "八月调入" in said
    assert tell("verify", out).code == 0


def test_a_mapping_carries_columns_to_the_results(county, tell, tmp_path):
    source = roster(county, tmp_path / "source")
    path = source / "花名册.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text(
        "\n".join(f"{line},{'账号' if not at else f'00{at}'}" for at, line in enumerate(lines)),
        encoding="utf-8",
    )
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(
        ROSTER.replace('name = "花名册.csv"\n', 'name = "花名册.csv"\ncarry = ["账号"]\n'), encoding="utf-8"
    )
    out = tmp_path / "out"
    told = tell("run", source, "-p", POLICY, "--mapping", mapping, "-o", out)
    assert told.code == 0, told.both
    with (out / "people.csv").open(encoding="utf-8", newline="") as file:
        assert [row["x_账号"] for row in csv.DictReader(file)][:2] == ["001", "002"]
    assert tell("verify", out).code == 0
