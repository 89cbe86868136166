import datetime as dt
import importlib.util
import sys
import warnings
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from payout.intake import read, read_mapping
from payout.intake.catalogue import CATALOGUE
from payout.rules.compiled.distinctions import ComparedTexts, Distinctions

HERE = Path(__file__).parent
spec = importlib.util.spec_from_file_location("intake_builders", HERE / "builders.py")
b = sys.modules.setdefault("intake_builders", importlib.util.module_from_spec(spec))
spec.loader.exec_module(b)

P = ("person_id", "unit_id")
NAME = Distinctions(
    (ComparedTexts(frozenset({("units", "unit_name")}), frozenset({"一局"})),), frozenset({"spells"})
)
BARE = Distinctions()
FINE, SPELL = ["unit_id", "matter"], ["person_id", "start"]


def person(**cells):
    """One good person with some cells changed, as rows with a header."""
    whole = {"person_id": "10031", "unit_id": "U1", **cells}
    return b.rows_of(whole, whole.values())


def part(old, new, name="sheet2.xml"):
    return lambda p, data: data.replace(old, new) if p.endswith(name) else data


def raw_csv(name, data):
    def make(tmp):
        path = b.folder(tmp, person())
        (path / name).write_bytes(data)
        return path

    return make


def book(people=None, more=None, units=b.UNIT_ROWS):
    return lambda tmp: b.workbook(tmp, person() if people is None else people, units, more)


def changed(change=None, people=None, add=(), more=None):
    def make(tmp):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return b.repack(book(people, more)(tmp), tmp / "changed.xlsx", change, add=add)

    return make


def bomb(tmp):
    sheet = b"<worksheet>" + b" " * (30 << 20) + b"</worksheet>"
    return changed(add=[("xl/worksheets/sheet9.xml", sheet)])(tmp)


def file_of(name, data):
    def make(tmp):
        (tmp / name).write_bytes(data)
        return tmp / name

    return make


def parquet(column):
    def make(tmp):
        path = b.folder(tmp, None)
        pq.write_table(
            pa.table({"person_id": ["1"], "unit_id": ["U1"], "score": column}), path / "people.parquet"
        )
        return path

    return make


def parquet_of(name, column):
    def make(tmp):
        path = b.folder(tmp, None)
        whole = pa.table({"person_id": ["1"], "unit_id": ["U1"], name: column})
        pq.write_table(whole, path / "people.parquet")
        return path

    return make


def csvs(people, **more):
    return lambda tmp: b.folder(tmp, people, **more)


def on(sheet, call):
    return lambda wb, sheets: call(wb, sheets[sheet])


def formatted(column, value, code):
    """A good workbook, with one number cell in a format."""
    people = person(**({} if column in P else {column: ""}))
    at = people[0].index(column)
    people[1][at] = ""
    return book(
        people, on("人员", lambda w, s: s.write_number(1, at, value, w.add_format({"num_format": code})))
    )


DAY = dt.date(2012, 3, 1)
DATED = {"num_format": "yyyy-mm-dd"}
UTF8 = "person_id,unit_id\n人员一号,U1\n单位单位,U1\n".encode()
CASES = [
    # code, where (cell, or row and header), how it is made
    ("E101", "", lambda tmp: tmp / "none.xlsx"),
    ("E101", "", lambda tmp: (tmp / "empty").mkdir() or tmp / "empty"),
    ("E102", "", file_of("old.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)),
    ("E102", "", file_of("text.xlsx", b"person_id\n")),
    ("E103", "", file_of("cut.xlsx", b"PK\x03\x04" + b"x" * 100)),
    ("E104", "", bomb),
    ("E104", "", changed(part(b'r="A2"', b'r="ZZZ2"'))),
    ("E105", "", changed(add=[("xl/workbook.xml", b"<workbook/>")])),
    ("E105", "", changed(add=[("../evil.xml", b"<a/>")])),
    ("E106", "", changed(add=[("xl/vbaProject.bin", b"x")])),
    ("E107", "", changed(part(b"<worksheet", b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet'))),
    ("E108", "", changed(part(b"</worksheet>", b""))),
    ("E109", "", changed(part(b'r="B2"', b'r="A2"'))),
    ("E109", "", changed(part(b'<row r="2"', b'<row r="1"'))),
    ("E111", "", csvs(person(), units=None)),
    ("E112", "", raw_csv("人员.csv", b"person_id,unit_id\n1,U1\n")),
    ("E113", "", book(more=on("人员", lambda _, s: s.hide()))),
    ("E114", "", raw_csv("people.csv", b"\r\n\r\n")),
    ("E115", "", raw_csv("people.csv", "person_id".encode("utf-16"))),
    ("E116", "row 2", raw_csv("people.csv", b"person_id,unit_id\n\xff\xff\xff,U1\n")),
    ("E117", "row 3", raw_csv("people.csv", UTF8.replace("单位单位".encode(), "单位单位".encode()[:-1]))),
    ("E117", "row 2", raw_csv("people.csv", "person_id,unit_id\n锟斤拷,U1\n".encode())),
    ("E118", "row 1", raw_csv("people.csv", b"person_id;unit_id\n1;U1\n")),
    ("E119", "row 2", raw_csv("people.csv", b'person_id,unit_id\n"1"x,U1\n')),
    ("E119", "row 2", raw_csv("people.csv", b'person_id,unit_id\n"1,U1\n')),
    ("E120", "row 3", raw_csv("people.csv", b"person_id,unit_id\n1,U1\n2,U1,extra\n")),
    ("E121", "row 1 grad", csvs(person(grad="优秀"))),
    ("E122", "C1", book(b.rows_of([*P, "人员编号"], ["1", "U1", "2"]))),
    ("E123", "row 1", csvs(b.rows_of(["person_id"], ["1"]))),
    ("E124", "row 1", book([["二〇一二年花名册"], [], *person()])),
    ("E125", "E2", book(more=on("人员", lambda _, s: s.write("E2", "stray")))),
    ("E125", "XFD1048576", book(more=on("人员", lambda _, s: s.write("XFD1048576", "x")))),
    ("E126", "A2", book(more=on("人员", lambda _, s: s.merge_range("A2:A3", "1")))),
    ("E127", "score", parquet(pa.array([1.5]))),
    ("E128", "score", parquet(pa.array([[1]]))),
    ("E201", "row 2 unit_id", csvs(person(unit_id=""))),
    ("E202", "C2", book(person(score=""), on("人员", lambda _, s: s.write_formula("C2", "=1+1")))),
    ("E203", "C2", changed(part(b'<c r="C2"><v>7</v>', b'<c r="C2" t="e"><v>#N/A</v>'), person(score=7))),
    ("E204", "C2", book(person(grade="优"))),
    ("E205", "row 2 score", csvs(person(score="1,234"))),
    ("E205", "C2", book(person(score="９"))),
    ("E205", "row 2 score", csvs(person(score="about 90"))),
    ("E206", "C2", book(person(bonus=1234.567))),
    ("E206", "row 2 bonus", csvs(person(bonus="1.100"))),
    ("E207", "C2", book(person(bonus=-5))),
    ("E220", "C2", book(person(bonus=1e14))),
    ("E220", "row 2 bonus", csvs(person(bonus="9" * 30))),
    ("E221", "C2", formatted("score", 0.85, "0%")),
    ("E222", "A2", formatted("person_id", 1, "00000")),
    ("E208", "row 2 times", csvs(person(times="0"))),
    ("E223", "row 2 nights", csvs(person(nights="367"))),
    ("E224", "row 2 name", csvs(person(name="甲" * 32_768))),
    ("E224", "row 2 name", parquet_of("name", pa.array(["甲" * 32_768]))),
    ("E223", "row 2 nights", parquet_of("nights", pa.array([367]))),
    ("E209", "row 2 multi", csvs(person(multi="maybe"))),
    ("E210", "row 2 start", csvs(person(start="2012-13-01"))),
    ("E210", "row 2 start", csvs(person(start="3/1/2012"))),
    ("E211", "C2", book(person(start=40969))),
    (
        "E212",
        "C2",
        book(
            person(start=""),
            on(
                "人员",
                lambda w, s: s.write_number(1, 2, 40969.5, w.add_format(DATED)),
            ),
        ),
    ),
    ("E213", "row 2 start", csvs(person(start="2912-03-01"))),
    ("E214", "C2", book(person(account=6217000012345678))),
    ("E215", "A2", book(person(person_id=1234567890123456))),
    ("E215", "A2", book(person(person_id=1.5))),
    (
        "E216",
        "C2",
        book(person(score=""), on("人员", lambda w, s: s.write_datetime(1, 2, DAY, w.add_format(DATED)))),
    ),
    ("E217", "row 2 person_id", csvs(person(person_id="100\u200b31"))),
    ("E218", "row 3 person_id", csvs([*person(), ["合 计", ""]])),
    ("E219", "C2", book(person(score=True))),
    ("E301", "A3", book([*person(), ["10031", "U2"]])),
    ("E301", "row 3 unit_id", csvs(person(), months=[["unit_id", "month"], ["U1", "1"], ["U1", "1"]])),
    ("E302", "row 2 unit_id", csvs(person(unit_id="U9"))),
    ("E303", "row 3 budget", csvs(person(), year=[["budget"], ["10"], ["20"]])),
    ("E304", "row 3 person_id", csvs([*person(), ["1oo31", "U2"]])),
    ("E305", "row 3 unit_id", csvs(person(), fines=[FINE, ["U1", "迟到"], ["U1", "迟到"]])),
    ("W107", "row 2 unit_id", csvs(person(unit_id="u 1"))),
    ("W107", "row 3 matter", csvs(person(), fines=[FINE, ["U1", "(1)"], ["U2", "（１）"]])),
    (
        "W108",
        "row 3 person_id",
        csvs(person(), spells=[SPELL, ["10031", "2012-01-01"], ["10031", "2012-01-01"]]),
    ),
    (
        "W109",
        "row 3 name",
        csvs(b.rows_of(["person_id", "name", "unit_id"], ["1", "赵一", "U1"], ["2", "赵 一", "U1"])),
    ),
    (
        "W101",
        "",
        lambda tmp: (
            b.folder(tmp, None),
            b.write_csv(tmp / "in" / "people.csv", person(name="李𠮷"), "gb18030"),
        )[0],
    ),
    ("W102", "", book(more=lambda w, _: w.add_worksheet("通讯录"))),
    ("E131", "", book(more=lambda w, _: w.add_worksheet("人员2"))),
    ("E132", "", book()),
    ("E133", "row 1", csvs([["person_id", "归属", "归属"], ["", "unit_id", "grade"], ["1", "U1", "优秀"]])),
    ("E134", "C1", book(b.rows_of([*P, *"abcdefg"], ["1", "U1", *"abcdefg"]))),
    ("E224", "row 2 name", csvs(person(name="赵" * 32_768))),
    ("E224", "row 2 name", csvs(person(name="𠮷" * 16_384))),
    ("E231", "row 2 score", csvs(person(score="-"))),
    ("E232", "row 2 score", csvs(person(score="95.5分"))),
    ("E311", "row 2 unit_id", csvs(person(unit_id="一局"))),
    ("E312", "row 2 unit_id", csvs(person(unit_id="1"), units=[["unit_id"], ["001"]])),
    ("E313", "row 2 unit_id", csvs(person(unit_id="001"), units=[["unit_id"], ["1"]])),
    ("E391", "", csvs(person()[:1])),
    ("W103", "row 2", book(more=on("人员", lambda _, s: s.set_row(1, None, None, {"hidden": True})))),
    ("W104", "", changed(add=[("xl/externalLinks/externalLink1.xml", b"<externalLink/>")])),
    ("W105", "", book(more=on("人员", lambda _, s: s.set_column(0, 0, 9, None, {"hidden": True})))),
    ("W106", "row 2", book(b.rows_of(P, ["", ""], ["1", "U1"]))),
    ("W110", "row 1 备注", csvs(person(备注="八月调出"))),
]
# Read by a mapping: a roster with names for codes, words of its own, days as Americans write them, a total.
ROSTER = {"编号": "1", "归属": "一局", "等级": "甲", "起": "03/01/2012"}
MAPPING = """
policy = "small"
[[sheet]]
name = "roster.csv"
skip = ["合计", "作废*"]
[[sheet.table]]
name = "people"
[sheet.table.columns]
person_id = "编号"
unit_id = { column = "归属", by = "unit_name" }
grade = { column = "等级", words = { "甲" = "优秀" } }
start = { column = "起", date = "%m/%d/%Y" }
"""


def roster(*rows, more=(), units=b.UNIT_ROWS):
    def make(tmp):
        path = b.folder(tmp, None, units)
        b.write_csv(path / "roster.csv", b.rows_of([*ROSTER, *more], *rows))
        (path / "mapping.toml").write_text(MAPPING, encoding="utf-8")
        return path

    return make


def mapped(**cells):
    return [*{**ROSTER, **cells}.values()]


TWICE = [*b.UNIT_ROWS, ["U3", "一局"]]
MAPPED = [
    ("E141", "E1", roster([*mapped(), "1"], more=["津贴"])),
    ("E142", "row 3", roster(mapped(), mapped(编号="作废2"))),
    ("E241", "C2", roster(mapped(等级="丙"))),
    ("E242", "D2", roster(mapped(起="2012-03-01"))),
    ("E243", "B2", roster(mapped(归属="三局"))),
    ("E244", "B2", roster(mapped(), units=TWICE)),
    ("W111", "row 3", roster(mapped(), ["合计", "", "", ""])),
]


@pytest.mark.parametrize(
    ("code", "cell", "make"), CASES, ids=[f"{i}-{case[0]}" for i, case in enumerate(CASES)]
)
def test_a_fault_is_found_at_its_cell(tmp_path, code, cell, make):
    expects = ("spells",) if code == "E132" else ()
    intake = read(make(tmp_path), b.TABLES, b.BY, expects=expects)
    found = [one for one in intake.findings if one.code == code]
    assert found, "the fault was not found"
    assert cell in (found[0].place.cell, "") or cell in {one.place.cell for one in found}
    for lang in ("zh", "en"):
        line = found[0].line(lang)
        assert "{" not in line
        assert found[0].fix(lang)


@pytest.mark.parametrize(
    ("code", "cell", "make"), MAPPED, ids=[f"{i}-{case[0]}" for i, case in enumerate(MAPPED)]
)
def test_a_fault_of_a_mapped_file_is_found_at_its_cell(tmp_path, code, cell, make):
    path = make(tmp_path)
    how = read_mapping(path / "mapping.toml", "small", b.TABLES)
    findings = read(path, b.TABLES, b.BY, mapping=how).findings
    found = [one for one in findings if one.code == code]
    assert [one.place.cell for one in found] == [cell], [one.line("en") for one in findings]
    assert found[0].place.file == "roster.csv"
    assert {one.code for one in findings} <= {code, "W111"}
    for lang in ("zh", "en"):
        assert "{" not in found[0].line(lang)
        assert found[0].fix(lang)


SPELLS = [["person_id", "start", "note"], ["10031", "2012-03-01", "借调"], ["10031", "2012-03-01", "借调"]]
# What the policy tells rows apart by decides what is told of rows that look alike.
ALIKE = [
    ("E304", "row 2 person_id", BARE, csvs(b.rows_of(P, ["a1", "U1"], ["A1", "U1"]))),
    ("E304", "row 2 person_id", BARE, csvs(b.rows_of(P, ["00120", "U1"], ["0120", "U1"], ["7x", "U1"]))),
    ("E304", "row 2 person_id", BARE, csvs(b.rows_of(P, ["AB1", "U1"], ["АB1", "U1"]))),
    ("E305", "row 3 person_id", NAME, csvs(person(), spells=SPELLS)),
    (
        "W107",
        "row 3 unit_name",
        NAME,
        csvs(person(), units=[["unit_id", "unit_name"], ["U1", "一局"], ["U2", "一 局"]]),
    ),
    ("W108", "row 3 person_id", BARE, csvs(person(), spells=SPELLS)),
    (
        "W109",
        "row 4 name",
        BARE,
        csvs(
            b.rows_of(
                ("person_id", "name", "unit_id"),
                ["1", "李一", "U1"],
                ["2", "李一", "U2"],
                ["3", "李 一", "U1"],
            )
        ),
    ),
]


@pytest.mark.parametrize(
    ("code", "cell", "by", "make"), ALIKE, ids=[f"{i}-{case[0]}" for i, case in enumerate(ALIKE)]
)
def test_rows_that_look_alike_are_told_at_a_row(tmp_path, code, cell, by, make):
    found = [one for one in read(make(tmp_path), b.TABLES, by).findings if one.code == code]
    assert next(one.place.cell for one in found) == cell, [one.line("en") for one in found]
    for lang in ("zh", "en"):
        assert "{" not in found[0].line(lang)
        assert found[0].fix(lang)


@pytest.mark.parametrize("note", ["陪护", ""])
def test_rows_that_differ_in_one_cell_are_two(tmp_path, note):
    spells = [*SPELLS[:2], ["10031", "2012-03-01", note]]
    findings = read(csvs(person(), spells=spells)(tmp_path), b.TABLES, NAME).findings
    assert not [one for one in findings if one.code in ("E305", "W108")]


def test_every_code_is_provoked():
    # E135: of what takes more than it may, in test_bounds_of_reading.py; E136, E137: of folders, in test_data_sets.py
    elsewhere = {"E135", "E136", "E137"}
    assert {case[0] for case in (*CASES, *ALIKE, *MAPPED)} | elsewhere == set(CATALOGUE)


@pytest.mark.parametrize(
    ("code", "cell", "make"), CASES[:0] + [case for case in CASES if case[0][:2] in ("E2", "E3") and case[1]]
)
def test_a_bad_cell_is_the_only_finding_of_its_cell(tmp_path, code, cell, make):
    assert cell
    errors = [one for one in read(make(tmp_path), b.TABLES, b.BY).findings if one.severity == "error"]
    assert {one.code for one in errors} == {code}


def test_an_encrypted_zip_member_is_refused(tmp_path):
    path = b.workbook(tmp_path, person())
    data = bytearray(path.read_bytes())
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    path.write_bytes(data)
    assert "E102" in b.codes(read(path, b.TABLES))


def test_a_damaged_part_is_refused(tmp_path):
    path = b.repack(b.workbook(tmp_path, person()), tmp_path / "c.xlsx", compress=zipfile.ZIP_STORED)
    path.write_bytes(path.read_bytes().replace(b"<sheetData>", b"<sheetDatX>"))
    assert {"E103", "E108"} & set(b.codes(read(path, b.TABLES)))
