"""Advice that does no harm: what a finding says to do is right, or it says less."""

import random
from difflib import SequenceMatcher

import pandas as pd
import pytest
import xlsxwriter

from payout.batch import compute
from payout.intake import Frames, read
from payout.intake.cells import MOST_HINTS
from payout.rules.policy.tables import Table, enumeration, identifier, money, reference
from tests.intake import builders as b
from tests.intake import spoilt as s

P = ("person_id", "unit_id")


def person(**cells):
    whole = {"person_id": "10031", "unit_id": "U1", **cells}
    return b.rows_of(whole, whole.values())


def only(intake):
    assert len(intake.findings) == 1, [one.line("en") for one in intake.findings]
    return intake.findings[0]


# ---- blank cells -------------------------------------------------------------------------------------


def test_a_row_is_to_be_deleted_only_where_it_holds_nothing_else(tmp_path):
    rows = [["person_id", "unit_id", "score"], ["1", "U1", "90"], ["2", "", "80"], ["3", "", ""]]
    found = read(b.folder(tmp_path, rows), b.TABLES).findings
    assert [(one.code, one.place.row) for one in found] == [("E201", 3), ("E201", 4)]
    assert [("删去" in one.fix("zh"), "deleted" in one.fix("en")) for one in found] == [
        (False, False),
        (True, True),
    ]


@pytest.mark.parametrize("scheme", s.SCHEMES)
@pytest.mark.parametrize("form", s.FORMATS)
def test_a_blank_that_may_stand_is_never_told_to_be_filled_by_intake(scheme, form, tmp_path):
    policy, tables = s.policy_of(scheme), s.rows_of(scheme)
    for table in policy.tables:
        rows = tables.get(table.name)
        if rows:
            tables[table.name] = [
                rows[0],
                *([_blank(table, *cell) for cell in zip(rows[0], row, strict=True)] for row in rows[1:]),
            ]
    assert not [
        one
        for one in read(s.written(tables, tmp_path / "in", form), policy.tables).findings
        if one.code == "E201"
    ]


def _blank(table, name, cell):
    return "" if table[name].nullable else cell


# ---- signs for nothing -------------------------------------------------------------------------------

SIGNS = ("-", "—", "——", "/", "／", "无", "暂无", "N/A", "n/a", "NA", "null", "None", "－")
OPTIONAL = ("score", "bonus", "delta", "times", "start", "grade")


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("column", OPTIONAL)
def test_a_sign_for_nothing_in_a_cell_that_may_be_blank(tmp_path, sign, column):
    for make in (b.folder, b.workbook):
        found = only(read(make(tmp_path, person(**{column: sign})), b.TABLES))
        assert (found.code, found.column, found.value) == ("E231", column, sign)
        assert "清空" in found.fix("zh")
        assert "leave it blank" in found.fix("en")


@pytest.mark.parametrize("sign", SIGNS)
def test_in_a_reference_too(tmp_path, sign):
    units = [["unit_id", "follows_unit"], ["U1", ""], ["U2", sign]]
    assert only(read(b.folder(tmp_path, person(), units), b.TABLES)).code == "E231"


def test_unless_it_is_a_key_or_an_option(tmp_path):
    units = [["unit_id", "follows_unit"], ["NA", ""], ["U1", "NA"]]
    assert read(b.folder(tmp_path, person(), units), b.TABLES).findings == ()
    marks = Table("marks", "mark", "标记").of(
        enumeration("kind", {"none": "无", "some": "有"}, "类", blank=True)
    )
    path = tmp_path / "marks"
    path.mkdir()
    b.write_csv(path / "marks.csv", [["kind"], ["无"], ["some"]])
    assert read(path, (marks,)).findings == ()


@pytest.mark.parametrize("sign", SIGNS)
def test_a_required_cell_is_not_filled_by_a_sign(tmp_path, sign):
    spells = [["person_id", "start"], ["10031", sign]]
    found = only(read(b.folder(tmp_path, person(), spells=spells), b.TABLES))
    assert (found.code, found.column) == ("E201", "start")


def test_what_a_blank_means_is_said_with_it(tmp_path):
    found = only(read(b.folder(tmp_path, person(funding="/")), b.TABLES))
    assert "空白 = 财政" in found.fix("zh")
    assert "blank = fiscal" in found.fix("en")
    assert "空白 = 0" in only(read(b.folder(tmp_path, person(nights="无")), b.TABLES)).fix("zh")
    assert "空白 = 否" in only(read(b.folder(tmp_path, person(multi="-")), b.TABLES)).fix("zh")


def test_a_sign_among_texts_is_one_unless_they_tell_rows_apart(tmp_path):
    note = [["person_id", "start", "note"], ["10031", "2012-01-01", "/"]]
    assert read(b.folder(tmp_path, person(name="NA"), spells=note), b.TABLES).findings == ()
    policy = s.policy_of("county_target_bonus")
    tables = s.rows_of("county_target_bonus")
    rows = tables["units"]
    tables["units"] = [
        [*rows[0], "jurisdiction"],
        *([*row, "-" if n == 3 else ""] for n, row in enumerate(rows[1:])),
    ]
    found = s.errors(compute(s.written(tables, tmp_path / "county"), policy).result.findings)
    assert [(one.code, one.column, one.place.row) for one in found] == [("E231", "jurisdiction", 5)]


@pytest.mark.parametrize("scheme", s.SCHEMES)
@pytest.mark.parametrize("form", s.FORMATS)
def test_in_any_optional_cell_of_any_scheme(scheme, form, tmp_path):
    policy, tables = s.policy_of(scheme), s.rows_of(scheme)
    wanted = set()
    for table in policy.tables:
        for place, name in enumerate(tables.get(table.name, [[]])[0]):
            column = table[name]
            if column.nullable and column.kind != "text" and len(tables[table.name]) > 1:
                row = random.Random(name).randrange(1, len(tables[table.name]))
                tables[table.name][row][place] = "/"
                wanted.add((f"{table.name}", name, row + 1))
    found = read(s.written(tables, tmp_path / "in", form), policy.tables).findings
    told = {
        (one.place.file.partition(".")[0], one.column, one.place.row) for one in found if one.code == "E231"
    }
    assert told == wanted
    assert not {"E204", "E205", "E206", "E207", "E209", "E210", "E302"} & {one.code for one in found}


# ---- numbers with their unit -------------------------------------------------------------------------

UNITS = (
    ("score", "95.5分", "分", "95.5"),
    ("score", "95.5 分", "分", "95.5"),
    ("bonus", "1.2万", "万", "12000"),
    ("bonus", "1.2万元", "万元", "12000"),
    ("bonus", "3千", "千", "3000"),
    ("bonus", "0.5亿元", "亿元", "50000000"),
    ("times", "3个月", "个月", "3"),
    ("times", "2次", "次", "2"),
    ("bonus", "5,000元", "元", "5000"),
    ("bonus", "５０００元", "元", "5000"),
    ("bonus", "¥5000", "¥", "5000"),
    ("bonus", "￥5,000.50", "¥", "5000.5"),
    ("bonus", "5000元/年", "元/年", "5000"),
    ("bonus", "RMB 300", "RMB", "300"),
)


@pytest.mark.parametrize(("column", "cell", "unit", "number"), UNITS)
def test_a_number_with_its_unit_is_told_as_such(tmp_path, column, cell, unit, number):
    for make in (b.folder, b.workbook):
        found = only(read(make(tmp_path, person(**{column: cell})), b.TABLES))
        assert (found.code, found.column) == ("E232", column)
        assert f"写 {number}，不写“{unit}”" in found.fix("zh")
        assert f"write {number}, without “{unit}”" in found.fix("en")


@pytest.mark.parametrize(
    ("column", "cell"), [("score", "95.555分"), ("times", "1.5次"), ("bonus", "1.23456万")]
)
def test_no_number_is_proposed_that_the_column_does_not_take(tmp_path, column, cell):
    found = only(read(b.folder(tmp_path, person(**{column: cell})), b.TABLES))
    fits = cell == "1.23456万"  # 12345.6
    assert found.code == "E232"
    assert ("12345.6" in found.fix("zh")) == fits
    assert ("只写数字" in found.fix("zh")) != fits


@pytest.mark.parametrize(
    ("cell", "code"),
    [("95.123", "E206"), ("-5", "E207"), ("5%", "E205"), ("1e3", "E205"), ("九十", "E205"), ("1,000", "E205"), ("95.5.1", "E205"),
     ("95分90秒", "E205")],
)  # fmt: skip
def test_other_faults_of_numbers_stay_what_they_are(tmp_path, cell, code):
    assert only(read(b.folder(tmp_path, person(score=cell)), b.TABLES)).code == code


@pytest.mark.parametrize("scheme", s.SCHEMES)
@pytest.mark.parametrize("form", s.FORMATS)
def test_in_any_number_of_any_scheme(scheme, form, tmp_path):
    policy, tables = s.policy_of(scheme), s.rows_of(scheme)
    wanted = set()
    for table in policy.tables:
        for place, name in enumerate(tables.get(table.name, [[]])[0]):
            if table[name].kind == "number" and len(tables[table.name]) > 1:
                row = random.Random(name).randrange(1, len(tables[table.name]))
                tables[table.name][row][place] = "3个"
                wanted.add((table.name, name, row + 1))
    found = read(s.written(tables, tmp_path / "in", form), policy.tables).findings
    told = {
        (one.place.file.partition(".")[0], one.column, one.place.row) for one in found if one.code == "E232"
    }
    assert told == wanted


# ---- references that hit nothing ---------------------------------------------------------------------

PADDED = [["unit_id", "unit_name"], ["001", "财政局"], ["101", "城关镇"], ["110", "一中"]]


def people(*units):
    return [["person_id", "unit_id"], *([str(number), unit] for number, unit in enumerate(units, start=1))]


def test_a_code_that_lost_its_zeros_is_told_once_and_never_as_another_unit(tmp_path):
    path = b.workbook(tmp_path, people(1, 1, 101), PADDED)
    found = only(read(path, b.TABLES))
    assert (found.code, found.place.cell) == ("E312", "B2")
    assert "存成了数" in found.problem("zh")
    assert "有 2 行" in found.problem("zh")
    assert "001" in found.fix("zh")
    assert "101" not in found.line("zh")


@pytest.mark.parametrize("form", s.FORMATS)
def test_in_files_and_frames_too(tmp_path, form):
    source = s.written({"units": PADDED, "people": people("1", "1", "101")}, tmp_path / "in", form)
    found = only(read(source, b.TABLES))
    assert (found.code, found.place.row) == ("E312", 2)
    assert "001" in found.fix("zh")


def test_nothing_is_proposed_where_two_keys_would_fit(tmp_path):
    units = [["unit_id"], ["01"], ["001"], ["X"]]
    found = read(b.folder(tmp_path, people("1"), units), b.TABLES).findings
    lost = next(one for one in found if one.code == "E302")
    assert "可能" not in lost.fix("zh")


def test_a_key_that_lost_its_zeros_is_told_where_it_stands(tmp_path):
    units = [["unit_id", "unit_name"], [1, "财政局"], ["101", "城关镇"]]
    path = b.workbook(tmp_path, people("001", "001", "101"), units)
    found = only(read(path, b.TABLES))
    assert (found.code, found.place.sheet, found.place.cell) == ("E313", "单位", "A2")
    assert "表“人员”写作 001" in found.problem("zh")
    assert "写 001" in found.fix("zh")


def test_names_in_place_of_codes_are_told_once_a_name(tmp_path):
    units = [["unit_id", "unit_name"], ["001", "财政局"], ["002", "卫生局"], ["003", "卫生局"]]
    for make in (b.folder, b.workbook):
        rows = people(*["财政局"] * 300, *["卫生局"] * 2, "001", "没有的局")
        found = read(make(tmp_path, rows, units), b.TABLES).findings
        assert [one.code for one in found] == ["E311", "E311", "E302"]
        assert "有 300 行" in found[0].problem("zh")
        assert "编码：001" in found[0].fix("zh")
        assert "002 或 003" in found[1].fix("zh")


def test_names_of_people_are_not_shown(tmp_path):
    rows = [["person_id", "unit_id", "name"], ["1", "U1", "张建国"]]
    spells = [["person_id", "start"], ["张建国", "2012-01-01"], ["李建国", "2012-01-01"]]
    found = read(b.folder(tmp_path, rows, spells=spells), b.TABLES).findings
    assert [one.code for one in found] == ["E311", "E302"]
    assert "编码：1" in found[0].fix("zh")
    told = "".join(one.line(lang) + str(one.record(lang)) for one in found for lang in ("zh", "en"))
    assert "建国" not in told


def test_an_absent_table_is_told_once_not_at_each_row_that_refers_to_it(tmp_path):
    prizes = Table("prizes", "prize", "奖项", key="prize_id", required=False).of(
        identifier("prize_id", "奖项编码")
    )
    given = Table("given", "gift", "获奖").of(
        reference("prize_id", "prize", "奖项编码"), money("amount", "金额", blank=True)
    )
    path = tmp_path / "in"
    path.mkdir()
    b.write_csv(path / "given.csv", [["prize_id"], *([f"A{n}"] for n in range(500))])
    found = only(read(path, (prizes, given)))
    assert found.code == "E302"
    assert "没有提供，此列有 500 行引用它" in found.problem("zh")
    b.write_csv(path / "prizes.csv", [["prize_id"]])
    assert "没有数据行，此列有 500 行引用它" in only(read(path, (prizes, given))).problem("zh")


def test_a_near_code_is_not_proposed(tmp_path):
    units = [["unit_id"], ["U0017"], ["U0071"]]
    found = only(read(b.folder(tmp_path, people("U0018"), units), b.TABLES))
    assert found.code == "E302"
    assert "可能" not in found.fix("zh")


def test_one_that_looks_the_same_is(tmp_path):
    units = [["unit_id"], ["UO17"], ["U99"]]
    assert "UO17" in only(read(b.folder(tmp_path, people("U017"), units), b.TABLES)).fix("zh")


@pytest.fixture
def compared(monkeypatch):
    """The texts that were held against another letter by letter, which takes a time as the product of both lengths."""
    found, own = [], SequenceMatcher.set_seq1

    def noted(self, text):
        found.extend([text] if text else [])  # it is made of an empty one
        own(self, text)

    monkeypatch.setattr(SequenceMatcher, "set_seq1", noted)
    return found


def test_no_unknown_number_is_compared_with_each_known_one(tmp_path, compared):
    units = [["unit_id"], *([f"U{n:06}"] for n in range(2_500))]
    rows = people(
        *(f"{n:018}" for n in range(60)),
        *(f"U{n:06}" for n in range(2_000)),
        *(f"V{n}" for n in range(2_000)),
    )
    found = read(b.folder(tmp_path, rows, units), b.TABLES).findings
    assert len(found) == 201
    assert not compared


def test_few_of_many_unknown_options_are_compared_with_the_known_ones(tmp_path, compared):
    texts = [f"等{n}号" for n in range(3_000)]  # short: what is long is compared with nothing
    found = read(
        b.folder(tmp_path, [["person_id", "unit_id", "grade"], *([t, "U1", t] for t in texts)]), b.TABLES
    ).findings
    assert len(found) == 201
    assert 0 < len(compared) <= MOST_HINTS * 20


def test_long_unknown_options_are_compared_with_nothing(tmp_path, compared):
    rows = [["person_id", "unit_id", "grade"], *([str(n), "U1", f"等次{n}号" * 20] for n in range(3_000))]
    assert len(read(b.folder(tmp_path, rows), b.TABLES).findings) == 201
    assert not compared


# ---- files that are something else --------------------------------------------------------------------

HTML = b"<html><head><meta charset=gb2312></head><body><table><tr><td>a</td></tr></table></body></html>"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
XML = b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
KINDS = (
    (b"", "空文件", "加密"),
    (HTML, "网页", "密码"),
    (b"\xef\xbb\xbf\r\n " + HTML, "网页", "密码"),
    (b"<table><tr><td>1</td></tr></table>", "网页", "密码"),
    (XML, "XML 电子表格", "密码"),
    (b"person_id,unit_id\n1,U1\n", "CSV", "密码"),
    ("人员编号,单位编码\n1,U1\n".encode("gb18030"), "CSV", "密码"),
    ("人员编号\t单位编码\n".encode("utf-16"), "CSV", "密码"),
    (b"%PDF-1.7", "PDF", "密码"),
    (b"PAR1xxxx", "Parquet", "密码"),
    (b"\x89PNG\r\n", "图片", "密码"),
    (OLE + "EncryptedPackage".encode("utf-16-le"), "加密的工作簿", "改后缀"),
    (OLE + "Workbook".encode("utf-16-le"), "旧式 .xls", "密码"),
    (OLE + "WordDocument".encode("utf-16-le"), "Word", "密码"),
    (OLE, "加密的工作簿或旧式", "改后缀"),
)


@pytest.mark.parametrize("suffix", [".xlsx", ".xls"])
@pytest.mark.parametrize(("data", "what", "never"), KINDS, ids=range(len(KINDS)))
def test_a_file_named_as_a_workbook_is_told_what_it_is(tmp_path, suffix, data, what, never):
    path = tmp_path / f"book{suffix}"
    path.write_bytes(data)
    found = only(read(path, b.TABLES))
    assert found.code == "E102"
    assert what in found.problem("zh")
    assert never not in found.problem("zh") + found.fix("zh")


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (HTML, "网页"),
        (OLE, "旧式"),
        (b"PK\x03\x04" + b"\0" * 60, "工作簿"),
        (b"%PDF-1.7\n", "PDF"),
        (b"PAR1", "Parquet"),
    ],
)
def test_a_file_named_as_a_csv_is_told_what_it_is(tmp_path, data, what):
    path = b.folder(tmp_path, None)
    (path / "people.csv").write_bytes(data)
    found = only(read(path, b.TABLES))
    assert found.code == "E102"
    assert what in found.problem("zh")
    assert "CSV" in found.expected("zh")


@pytest.mark.parametrize("data", [b"person_id,unit_id\n1,U1\n", b"", HTML])
def test_a_file_named_as_parquet_is_told_what_it_is(tmp_path, data):
    path = b.folder(tmp_path, None)
    (path / "people.parquet").write_bytes(data)
    found = only(read(path, b.TABLES))
    assert found.code == "E102"
    assert "Parquet" in found.expected("zh")


# ---- CSV as Excel makes it ----------------------------------------------------------------------------


@pytest.mark.parametrize("line", ["sep=,", '"sep=,"', "SEP=,", "sep=,\r", "sep=,,,,"])
def test_the_line_that_names_the_separator_is_understood(tmp_path, line):
    path = b.folder(tmp_path, None)
    (path / "people.csv").write_text(f"{line}\nperson_id,unit_id,score\n1,U1,90\n2,U1,1e3\n", newline="")
    found = only(read(path, b.TABLES))
    assert (found.code, found.place.row) == ("E205", 3)  # as Excel counts, which does not show that line


@pytest.mark.parametrize(("line", "mark"), [("sep=;", ";"), ("sep=\t", "Tab"), ("sep=|", "|")])
def test_another_separator_is_refused_with_its_name(tmp_path, line, mark):
    path = b.folder(tmp_path, None)
    (path / "people.csv").write_text(f"{line}\nperson_id{line[4:]}unit_id\n")
    found = only(read(path, b.TABLES))
    assert found.code == "E118"
    assert mark in found.problem("zh")


EMPTY_ENDS = (
    "person_id,unit_id,,\n1,U1,,\n2,U1,,\n",
    "person_id,unit_id\n1,U1,,\n2,U1\n",
    "person_id,unit_id,,\n1,U1\n2,U1,\n",
    "person_id,unit_id\n1,U1\n2,U1\n,\n,\n\n",
    "person_id,unit_id\n1,U1\n2,U1\n,,,,\n,,,\n",
    'person_id,unit_id,,\n"1",U1,,\n2,U1, ,\u3000\n, ,\u3000,\n',
)


@pytest.mark.parametrize("content", EMPTY_ENDS)
def test_empty_columns_and_rows_at_the_end_are_clean(tmp_path, content):
    path = b.folder(tmp_path, None)
    (path / "people.csv").write_text(content, encoding="utf-8")
    intake = read(path, b.TABLES)
    assert intake.findings == ()
    assert list(intake.tables["people"].frame["person_id"]) == ["1", "2"]


@pytest.mark.parametrize(
    ("content", "code", "row"),
    [
        ("person_id,unit_id,,\n1,U1,,\n2,U1,,x\n", "E125", 3),
        ("person_id,unit_id\n1,U1,,\n2,U1,,x\n", "E120", 3),
        ("person_id,unit_id\n1,U1\n2\n", "E120", 3),
    ],
)
def test_what_stands_there_is_a_finding_still(tmp_path, content, code, row):
    path = b.folder(tmp_path, None)
    (path / "people.csv").write_text(content)
    found = only(read(path, b.TABLES))
    assert (found.code, found.place.row) == (code, row)


def test_empty_columns_of_frames_and_workbooks_are_clean(tmp_path):
    frame = pd.DataFrame({"person_id": ["1"], "unit_id": ["U1"], "Unnamed: 2": [""], "": [None]})
    assert (
        read(Frames({"units": pd.DataFrame({"unit_id": ["U1"]}), "people": frame}), b.TABLES).findings == ()
    )
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        grey = book.add_format({"bg_color": "gray"})
        for name, rows in (("单位", b.UNIT_ROWS), ("人员", person())):
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
            for number in range(5):
                sheet.write_blank(number, 7, None, grey)
                sheet.write_string(number, 8, "  ")
    assert read(path, b.TABLES).findings == ()


@pytest.mark.parametrize("scheme", s.SCHEMES)
def test_empty_ends_of_any_table_of_any_scheme(scheme, tmp_path):
    policy, tables = s.policy_of(scheme), s.rows_of(scheme)
    clean = [one.code for one in read(s.written(tables, tmp_path / "in"), policy.tables).findings]
    ended = {
        name: [*([*row, "", ""] for row in rows), [""] * (len(rows[0]) + 2), [" "] * (len(rows[0]) + 2)]
        for name, rows in tables.items()
    }
    for form in s.FORMATS:
        source = s.written(ended, tmp_path / "in", form) if form == "csv" else None
        if source is not None:
            assert [one.code for one in read(source, policy.tables).findings] == clean
