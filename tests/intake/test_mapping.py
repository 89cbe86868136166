"""Mapping files: what is wrong with one is said with the nearest right name, before any data is read; and how headers join."""

import importlib.util
import random
import sys
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from payout.intake import Frames, digest, draft_mapping, read, read_mapping
from payout.intake.grids import grids_of
from payout.intake.mapping.cutting import headers_of
from payout.intake.mapping.days import DayFormat
from payout.intake.mapping.fault import MappingFault
from payout.intake.mapping.sensing import header_rows
from payout.intake.mapping.words import Pattern

HERE = Path(__file__).parent
spec = importlib.util.spec_from_file_location("intake_builders", HERE / "builders.py")
b = sys.modules.setdefault("intake_builders", importlib.util.module_from_spec(spec))
if not hasattr(b, "TABLES"):
    spec.loader.exec_module(b)

GOOD = """
policy = "small"
[[sheet]]
name = "roster.csv"
[[sheet.table]]
name = "people"
[sheet.table.columns]
person_id = "编号"
unit_id = { column = "单位", by = "unit_name" }
"""
COLUMNS = "[sheet.table.columns]\n"


def written(tmp_path, text, name="mapping.toml"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def judged(tmp_path, text):
    return read_mapping(written(tmp_path, text), "small", b.TABLES)


def rewritten(old, new):
    assert old in GOOD, old
    return GOOD.replace(old, new)


def with_column(line):
    return rewritten(COLUMNS, f"{COLUMNS}{line}\n")


BAD = [
    ("another policy", rewritten('"small"', '"other"'), 'policy = "small"'),
    ("no policy", rewritten('policy = "small"', ""), 'policy = "small"'),
    ("no TOML", "policy = small", "not valid TOML"),
    ("a key twice", GOOD + 'unit_id = "x"\n', "not valid TOML"),
    ("nothing", 'policy = "small"\n', "[[sheet]]"),
    (
        "unknown on top",
        rewritten('policy = "small"', 'policy = "small"\nignores = []'),
        "did you mean ignore",
    ),
    (
        "unknown of a sheet",
        rewritten('name = "roster.csv"', 'name = "roster.csv"\nheaders = 2'),
        "did you mean header",
    ),
    (
        "unknown of a table",
        rewritten('name = "people"', 'name = "people"\ndistint = true'),
        "did you mean distinct",
    ),
    ("unknown of a column", with_column('grade = { column = "级", word = {} }'), "did you mean words"),
    ("a table that is not there", rewritten('"people"', '"poeple"'), "did you mean people"),
    ("a column that is not there", with_column('gradd = "级"'), "did you mean grade"),
    ("a Chinese column that is not there", with_column('"考核等"  = "级"'), "did you mean 考核等次"),
    ("a column twice", with_column('"人员编号" = "号"'), "person_id stands twice"),
    (
        "a table twice",
        GOOD + '[[sheet.table]]\nname = "人员"\n[sheet.table.columns]\nperson_id = "a"\nunit_id = "b"\n',
        "twice",
    ),
    ("a sheet twice", GOOD + GOOD.replace('policy = "small"', ""), "stands twice"),
    ("a column that must be there", rewritten('person_id = "编号"\n', ""), "not: person_id"),
    ("a number for a header", rewritten('"编号"', "3"), "a table is needed, and it is a number"),
    ("a huge exponent", rewritten('"编号"', "1e999999999"), "it is a number"),
    (
        "a huge exponent as the header",
        rewritten('name = "roster.csv"', 'name = "roster.csv"\nheader = 1e9999999'),
        "header",
    ),
    ("thousands of digits", rewritten('"编号"', "9" * 6000), "too many digits"),
    (
        "a header of no row",
        rewritten('name = "roster.csv"', 'name = "roster.csv"\nheader = 0'),
        "the row of the header",
    ),
    (
        "a header upside down",
        rewritten('name = "roster.csv"', 'name = "roster.csv"\nheader = [5, 2]'),
        "the row of the header",
    ),
    (
        "a header of a text",
        rewritten('name = "roster.csv"', 'name = "roster.csv"\nheader = "2"'),
        "the row of the header",
    ),
    (
        "a header of a truth",
        rewritten('name = "roster.csv"', 'name = "roster.csv"\nheader = true'),
        "the row of the header",
    ),
    (
        "a header without end",
        rewritten('name = "roster.csv"', 'name = "roster.csv"\nheader = [1, 900]'),
        "at most 20 rows",
    ),
    (
        "a pattern of everything",
        rewritten('name = "roster.csv"', 'name = "roster.csv"\nskip = ["**"]'),
        "every row or column",
    ),
    (
        "a pattern of every column",
        rewritten('name = "roster.csv"', 'name = "roster.csv"\nignore = ["*"]'),
        "every row or column",
    ),
    (
        "a pattern without column",
        rewritten('name = "roster.csv"', 'name = "roster.csv"\nskip = [{ is = "a" }]'),
        "write {",
    ),
    (
        "a text for a list",
        rewritten('name = "roster.csv"', 'name = "roster.csv"\nignore = "备注"'),
        "a list of texts is needed",
    ),
    (
        "a number in a list",
        rewritten('name = "roster.csv"', 'name = "roster.csv"\nignore = [1]'),
        "a list of texts is needed",
    ),
    ("a sheet that is no list", 'policy = "small"\nsheet = "a"\n', "[[sheet]]"),
    ("a sheet without a table", 'policy = "small"\n[[sheet]]\nname = "a"\n', "[[sheet.table]]"),
    ("a sheet without a name", 'policy = "small"\n[[sheet]]\nheader = 1\n', "it lacks name"),
    ("neither column nor constant", with_column("grade = {}"), "one of column and constant"),
    (
        "column and constant",
        with_column('grade = { column = "级", constant = "优秀" }'),
        "one of column and constant",
    ),
    ("a constant that is no option", with_column('grade = { constant = "优" }'), "not one of the options"),
    ("a constant that is no day", with_column('start = { constant = "3/1/2012" }'), "constant"),
    ("a constant with a half", with_column("score = { constant = 1.5 }"), "in quotes"),
    ("a constant that is a truth", with_column("multi = { constant = true }"), "in quotes"),
    ("a blank that is no number", with_column('score = { column = "分", blank = "零" }'), "blank"),
    (
        "a word for no option",
        with_column('grade = { column = "级", words = { "甲" = "优" } }'),
        "not one of the options",
    ),
    ("words of a number", with_column('score = { column = "分", words = { "甲" = "9" } }'), "words are for"),
    (
        "a word twice",
        with_column('grade = { column = "级", words = { "甲" = "优秀", " 甲" = "称职" } }'),
        "a word stands twice",
    ),
    ("a format of a number", with_column('score = { column = "分", date = "%Y-%m-%d" }'), "date is for"),
    ("a format without year", with_column('start = { column = "起", date = "%m/%d" }'), "%Y"),
    ("a format of two digits", with_column('start = { column = "起", date = "%m/%d/%y" }'), "%Y"),
    ("a format with more", with_column('start = { column = "起", date = "%Y-%m-%d %H" }'), "%Y"),
    (
        "by and blank",
        rewritten('by = "unit_name"', 'by = "unit_name", blank = "U1"'),
        "do not stand together",
    ),
    ("by of a text", with_column('name = { column = "名", by = "unit_name" }'), "by is for"),
    ("by of nothing", rewritten('by = "unit_name"', 'by = "unit_nam"'), "did you mean unit_name"),
    (
        "distinct without a key",
        GOOD + '[[sheet.table]]\nname = "fines"\ndistinct = true\n[sheet.table.columns]\n',
        "distinct",
    ),
    (
        "rows with a constant",
        with_column('grade = { constant = "优秀" }').replace(
            'name = "people"', 'name = "people"\nrows_with = ["grade"]'
        ),
        "rows_with",
    ),
    ("to be decided", with_column('grade = "?"'), "to be decided still"),
    ("a word to be decided", with_column('grade = { column = "级", words = { "甲" = "？" } }'), "words.甲"),
    ("nested deeply", 'policy = "small"\na = ' + "[" * 3000 + "]" * 3000, "nested too deeply"),
    ("nested by dots", 'policy = "small"\n' + ".".join("a" * 900) + ' = "x"\n', "unknown"),
    (
        "a key of parts without end",
        'policy = "small"\n' + ".".join("a" * 100_000) + ' = "x"\n',
        "too many dots",
    ),
    ("a file without end", "# " + "a" * (2 << 20), "too large"),
    ("neither UTF-8 nor GB18030", b'policy = "\xff\xff\xff"', "neither UTF-8 nor GB18030"),
    ("an escape for a name", rewritten('"people"', '"\\u001b[31mpeople"'), "there is no ·[31mpeople"),
]


@pytest.mark.parametrize(("text", "said"), [case[1:] for case in BAD], ids=[case[0] for case in BAD])
def test_a_bad_mapping_is_refused_with_what_would_be_right(tmp_path, text, said):
    with pytest.raises(MappingFault) as fault:
        judged(tmp_path, text)
    assert said in str(fault.value)
    assert fault.value.zh
    assert "mapping.toml" in fault.value.zh
    assert len(str(fault.value)) < 1000


def test_a_mapping_of_notepad_and_one_in_gbk_are_read(tmp_path):
    plain = judged(tmp_path, GOOD)
    assert judged(tmp_path, b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode()).sheets == plain.sheets
    assert judged(tmp_path, GOOD.encode("gb18030")).sheets == plain.sheets


# ---- a mapping and its source ----------------------------------------------------------------------------------


def source(tmp_path, *rows, units=b.UNIT_ROWS, name="roster.csv"):
    path = b.folder(tmp_path, None, units)
    b.write_csv(path / name, [list(row) for row in rows])
    return path


def intake(tmp_path, text, *rows, **more):
    path = source(tmp_path, *rows, **more)
    return read(path, b.TABLES, b.BY, mapping=judged(tmp_path, text))


HEAD = ("编号", "单位")
UNFIT = [
    ("no such file", rewritten("roster", "rooster"), [HEAD, ("1", "一局")], "did you mean roster.csv"),
    ("no such column", rewritten('"编号"', '"编码号"'), [HEAD, ("1", "一局")], "did you mean 编号"),
    (
        "header in another row",
        rewritten('"roster.csv"', '"roster.csv"\nheader = 2'),
        [HEAD, ("1", "一局")],
        "no column 编号",
    ),
    ("a header twice", GOOD, [("编号", "单位", "单位"), ("1", "一局", "二局")], '"@B", "@C"'),
    (
        "ignored and not there",
        rewritten('"roster.csv"', '"roster.csv"\nignore = ["津帖"]'),
        [HEAD, ("1", "一局")],
        "no column 津帖",
    ),
    (
        "used and ignored",
        rewritten('"roster.csv"', '"roster.csv"\nignore = ["编号"]'),
        [HEAD, ("1", "一局")],
        "stands in ignore too",
    ),
    ("no such letter", rewritten('"编号"', '"@F"'), [HEAD, ("1", "一局")], "no column @F"),
    (
        "a sheet left out that is not there",
        GOOD.replace('"small"', '"small"\nignore = ["旧.csv"]'),
        [HEAD, ("1", "一局")],
        "旧.csv",
    ),
]


@pytest.mark.parametrize(
    ("text", "rows", "said"), [case[1:] for case in UNFIT], ids=[case[0] for case in UNFIT]
)
def test_a_mapping_that_does_not_fit_its_source_is_refused(tmp_path, text, rows, said):
    with pytest.raises(MappingFault) as fault:
        intake(tmp_path, text, *rows)
    assert said in str(fault.value)


def test_a_column_without_header_is_named_by_its_letter(tmp_path):
    found = intake(tmp_path, rewritten('"编号"', '"@A"'), ("", "单位"), ("1", "一局"))
    assert not found.findings
    assert found.tables["people"].frame["unit_id"].tolist() == ["U1"]


def test_titles_notes_and_blank_rows_are_no_gaps(tmp_path):
    text = rewritten('"roster.csv"', '"roster.csv"\nheader = 3\nskip = ["*小计*"]\nnotes = ["制表*"]')
    rows = [
        ("2012年",),
        (),
        HEAD,
        ("1", "一局"),
        ("小 计", "1"),
        ("2", "二局"),
        ("制表人", "某"),
        ("说明", ""),
    ]
    found = intake(tmp_path, text, *rows)
    assert [one.code for one in found.findings] == ["W111"]
    assert found.tables["people"].origin.rows.tolist() == [4, 6]


def test_a_total_that_is_not_declared_is_refused_as_ever(tmp_path):
    assert "E218" in b.codes(intake(tmp_path, GOOD, HEAD, ("1", "一局"), ("合计", "")))


def test_units_of_a_ledger_are_told_once_and_two_that_differ_are_refused(tmp_path):
    text = (
        GOOD
        + '[[sheet.table]]\nname = "units"\ndistinct = true\n[sheet.table.columns]\nunit_id = "码"\nunit_name = "单位"\n'
    )
    head = (*HEAD, "码")
    rows = [("1", "一局", "U1"), ("2", "一局", "U1"), ("3", "二局", "U2")]
    found = intake(tmp_path, text, head, *rows, units=None)
    assert not found.findings
    assert found.tables["units"].frame["unit_id"].tolist() == ["U1", "U2"]
    found = intake(tmp_path, text, head, *rows, ("4", "三局", "U2"), units=None)
    (one,) = (one for one in found.findings if one.code == "E301")
    assert (one.place.row, one.problem.zh) == (5, "第 4、5 行有同一个单位编码")


def test_rows_above_the_header_that_look_like_data_are_refused(tmp_path):
    rows = [("1", "一局"), HEAD, ("2", "二局")]
    found = intake(tmp_path, rewritten('"roster.csv"', '"roster.csv"\nheader = 2'), *rows)
    assert [(one.code, one.place.row) for one in found.findings] == [("E142", 1)]


def test_rows_skipped_by_a_column_that_is_named_are_told_and_not_refused(tmp_path):
    skip = 'skip = [{ column = "类", is = "临时*" }, "编号"]'
    text = rewritten('"roster.csv"', f'"roster.csv"\n{skip}\nignore = ["类"]')
    rows = [(*HEAD, "类"), ("1", "一局", ""), ("2", "二局", "临时工"), (*HEAD, "类"), ("3", "二局", "")]
    found = intake(tmp_path, text, *rows)
    assert [(one.code, one.place.row) for one in found.findings] == [("W111", 3)]
    assert found.tables["people"].frame["person_id"].tolist() == ["1", "3"]


def test_signs_for_nothing_are_no_rows(tmp_path):
    text = GOOD.replace('name = "roster.csv"', 'name = "roster.csv"\nnothing = ["-", "无"]')
    text += '[[sheet.table]]\nname = "spells"\nrows_with = ["start"]\n'
    text += COLUMNS + 'person_id = "编号"\nstart = { column = "起", date = "%m/%d/%Y" }\n'
    rows = [(*HEAD, "起"), ("1", "一局", "-"), ("2", "二局", "07/31/2012"), ("3", "二局", " 无 ")]
    found = intake(tmp_path, text, *rows)
    assert not found.findings
    assert found.tables["spells"].frame["person_id"].tolist() == ["2"]


def test_a_formula_is_no_blank(tmp_path):
    path = tmp_path / "book.xlsx"
    roster = [(*HEAD, "分"), ("1", "一局", ""), ("2", "一局", "")]
    with xlsxwriter.Workbook(path) as book:
        for name, cells in (("单位", b.UNIT_ROWS), ("名册", roster)):
            sheet = book.add_worksheet(name)
            for row, line in enumerate(cells):
                sheet.write_row(row, 0, line)
        sheet.write_formula("C3", "=1+1", None, "")
    text = rewritten("roster.csv", "名册") + 'score = { column = "分", blank = 60 }\n'
    found = read(path, b.TABLES, b.BY, mapping=judged(tmp_path, text))
    assert [(one.code, one.place.cell) for one in found.findings] == [("E202", "C3")]


def test_a_parquet_file_is_mapped_by_its_names(tmp_path):
    path = source(tmp_path, HEAD)
    (path / "roster.csv").unlink()
    pq.write_table(pa.table({"编号": ["1"], "单位": ["一局"]}), path / "roster.parquet")
    text = rewritten("roster.csv", "roster.parquet")
    found = read(path, b.TABLES, b.BY, mapping=judged(tmp_path, text))
    assert found.tables["people"].frame["unit_id"].tolist() == ["U1"]
    text = text.replace("[[sheet.table]]", "header = 2\n[[sheet.table]]")
    with pytest.raises(MappingFault, match="leave header out"):
        read(path, b.TABLES, b.BY, mapping=judged(tmp_path, text))


def test_a_data_set_is_mapped_by_the_name_of_its_folder(tmp_path):
    """The same people as from one file, by the same mapping; a finding names the part and its row, and a stranger is refused."""
    path = b.folder(tmp_path, people=None)
    roster = pa.table({"编号": [f"{n}" for n in range(1, 8)], "单位": ["一局", "二局"] * 3 + ["一局"]})
    (path / "roster").mkdir()
    for part, first in enumerate((0, 3)):
        pq.write_table(roster.slice(first, 3 + part), path / "roster" / f"part-{part}.parquet")
    found = read(path, b.TABLES, b.BY, mapping=judged(tmp_path, rewritten("roster.csv", "roster")))
    assert not found.findings
    assert [file.name for file in found.files if "roster" in file.name] == [
        "roster/part-0.parquet",
        "roster/part-1.parquet",
    ]
    pq.write_table(roster, path / "roster.parquet")
    (path / "roster").rename(tmp_path / "aside")
    whole = read(path, b.TABLES, b.BY, mapping=judged(tmp_path, rewritten("roster.csv", "roster.parquet")))
    assert digest(found.tables["people"]) == digest(whole.tables["people"])

    (path / "roster.parquet").unlink()
    (tmp_path / "aside").rename(path / "roster")
    bad = roster.slice(3).set_column(1, "单位", pa.array(["二局", "没有的局", "一局", "一局"]))
    pq.write_table(bad, path / "roster" / "part-1.parquet")
    found = read(path, b.TABLES, b.BY, mapping=judged(tmp_path, rewritten("roster.csv", "roster")))
    assert {(one.place.file, one.place.row) for one in found.findings} == {("roster/part-1.parquet", 3)}
    (path / "roster" / "other.csv").write_text("a\n")
    found = read(path, b.TABLES, b.BY, mapping=judged(tmp_path, rewritten("roster.csv", "roster")))
    assert found.stopped
    assert next(one.code for one in found.findings if one.severity == "error") == "E136"


def test_frames_are_mapped_by_their_names(tmp_path):
    units = pd.DataFrame({"unit_id": ["U1"], "unit_name": ["一局"]})
    frames = Frames({"花名册": pd.DataFrame({"编号": ["1"], "单位": ["一局"]}), "units": units})
    found = read(frames, b.TABLES, b.BY, mapping=judged(tmp_path, rewritten("roster.csv", "花名册")))
    assert not found.findings
    assert found.tables["people"].frame["unit_id"].tolist() == ["U1"]


def test_a_table_that_is_there_twice_is_refused(tmp_path):
    path = source(tmp_path, HEAD, ("1", "一局"))
    b.write_csv(path / "people.csv", [["person_id", "unit_id"], ["9", "U1"]])
    found = read(path, b.TABLES, b.BY, mapping=judged(tmp_path, GOOD))
    assert "E112" in b.codes(found)


def test_a_hidden_sheet_is_refused_though_a_mapping_names_it(tmp_path):
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, rows in (("单位", b.UNIT_ROWS), ("名册", [HEAD, ("1", "一局")])):
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(rows):
                sheet.write_row(row, 0, cells)
        sheet.hide()
    found = read(path, b.TABLES, b.BY, mapping=judged(tmp_path, rewritten("roster.csv", "名册")))
    assert "E113" in b.codes(found)
    assert found.stopped


def test_a_constant_fills_a_column_that_the_file_lacks(tmp_path):
    found = intake(
        tmp_path, with_column('grade = { constant = "优秀" }'), HEAD, ("1", "一局"), ("", ""), ("2", "二局")
    )
    assert found.tables["people"].frame["grade"].tolist() == ["excellent", "excellent"]
    assert [one.code for one in found.findings] == ["W106"]


def test_personal_names_that_have_no_code_are_masked(tmp_path):
    text = GOOD + '[[sheet.table]]\nname = "spells"\nrows_with = ["start"]\n'
    text += COLUMNS + 'person_id = { column = "名", by = "name" }\nstart = "起"\n'
    text = text.replace(COLUMNS, COLUMNS + 'name = "姓名"\n', 1)
    rows = [("编号", "单位", "姓名", "名", "起"), ("1", "一局", "欧阳一二", "诸葛三四", "2012-01-01")]
    found = [one for one in intake(tmp_path, text, *rows).findings if one.code == "E243"]
    assert found[0].value == "诸***"
    assert "欧阳" not in found[0].line("zh")


def test_the_order_of_rows_decides_nothing(tmp_path):
    rows = [("1", "一局"), ("2", "二局"), ("3", "一局")]
    one = intake(tmp_path, GOOD, HEAD, *rows)
    other = intake(tmp_path, GOOD, HEAD, *reversed(rows))
    assert one.tables["people"].frame.equals(other.tables["people"].frame)


# ---- the same rows in any layout ---------------------------------------------------------------------------------

PLAIN = ("person_id", "unit_id", "grade", "score", "start")
HEADS = dict(zip(PLAIN, ("编号", "单位", "等级", "分", "起"), strict=True))
WORDS = {"excellent": "甲", "competent": "乙", "unfit": "丙"}


def people(chance):
    return [
        {
            "person_id": f"P{number:02}",
            "unit_id": chance.choice(["U1", "U2"]),
            "grade": chance.choice([*WORDS, ""]),
            "score": chance.choice(["90", "85.5", ""]),
            "start": chance.choice(["2012-03-01", "2012-11-30", ""]),
        }
        for number in range(chance.randrange(1, 12))
    ]


def said(name, text):
    """A cell as the office writes it."""
    if not text:
        return "—"
    if name == "start":
        year, month, day = text.split("-")
        return f"{int(month)}/{int(day)}/{year}"
    return {"unit_id": {"U1": "一局", "U2": "二局"}, "grade": WORDS}.get(name, {}).get(text, text)


def laid_out(chance, rows, path):
    """The rows under titles and a header of one to three rows, merged or not, with columns, totals and notes of no use; a mapping."""
    order = chance.sample([*PLAIN, "x", "y", "序号"], len(PLAIN) + 3)
    depth, titles = chance.randrange(1, 4), chance.randrange(3)
    merged = chance.random() < 0.5
    heads = [
        "/".join([*(f"层{level}" for level in range(1, depth)), HEADS.get(name, name)]) for name in order
    ]
    with xlsxwriter.Workbook(path) as book:
        units = book.add_worksheet("单位")
        for r, row in enumerate(b.UNIT_ROWS):
            units.write_row(r, 0, row)
        sheet = book.add_worksheet("名册")
        for row in range(titles):
            sheet.write(row, 0, f"标题{row}")
        for level in range(1, depth):
            if merged:
                sheet.merge_range(titles + level - 1, 0, titles + level - 1, len(order) - 1, f"层{level}")
            else:
                sheet.write(titles + level - 1, 0, f"层{level}")
        at = titles + depth
        sheet.write_row(at - 1, 0, [HEADS.get(name, name) for name in order])
        for row in rows:
            if chance.random() < 0.2:
                sheet.write(at, chance.randrange(len(order)), "单位 小计")
                at += 1
            for column, name in enumerate(order):
                sheet.write(at, column, said(name, row.get(name, "")) if name in PLAIN else "7")
            at += 1
        sheet.write(at, 0, "注：完")
        sheet.write(at + 1, 1, "无关")
    head = dict(zip(order, heads, strict=True))
    return f"""
policy = "small"
[[sheet]]
name = "名册"
header = [{titles + 1}, {titles + depth}]
skip = ["*小计*"]
notes = ["注*"]
nothing = ["—"]
ignore = ["{head["x"]}", "{head["y"]}", "{head["序号"]}"]
[[sheet.table]]
name = "people"
[sheet.table.columns]
person_id = "{head["person_id"]}"
unit_id = {{ column = "{head["unit_id"]}", by = "unit_name" }}
grade = {{ column = "{head["grade"]}", words = {{ "甲" = "优秀", "乙" = "competent", "丙" = "不称职" }} }}
score = "{head["score"]}"
start = {{ column = "{head["start"]}", date = "%m/%d/%Y" }}
"""


@pytest.mark.parametrize("seed", range(20))
def test_the_same_rows_in_any_layout_read_the_same(tmp_path, seed):
    chance = random.Random(seed)
    rows = people(chance)
    text = laid_out(chance, rows, tmp_path / "book.xlsx")
    found = read(tmp_path / "book.xlsx", b.TABLES, b.BY, mapping=judged(tmp_path, text))
    assert [one.line("en") for one in found.findings if one.code not in ("W106", "W111")] == []
    plain = read(b.folder(tmp_path, b.rows_of(PLAIN, *(row.values() for row in rows))), b.TABLES, b.BY)
    assert {name: digest(table) for name, table in found.tables.items()} == {
        name: digest(table) for name, table in plain.tables.items()
    }


# ---- parts -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "text", "day"),
    [
        ("%m/%d/%Y", "07/31/2012", "2012-07-31"),
        ("%m/%d/%Y", "7/1/2012", "2012-07-01"),
        ("%d/%m/%Y", "01/07/2012", "2012-07-01"),
        ("%Y%m%d", "20120731", "2012-07-31"),
        ("%Y年%m月%d日", "2012年7月1日", "2012-07-01"),
        ("%m/%d/%Y 0:00", "7/1/2012 0:00", "2012-07-01"),
        ("%m/%d/%Y", "31/07/2012", None),
        ("%m/%d/%Y", "02/30/2012", None),
        ("%m/%d/%Y", "07/31/12", None),
        ("%m/%d/%Y", "2012-07-31", None),
        ("%m/%d/%Y", "07/31/2912", None),
        ("%Y%m%d", "2012731", None),
        ("%m/%d/%Y", "०७/३१/२०१२", None),
    ],
)
def test_a_day_is_read_as_its_format_says_or_not_at_all(form, text, day):
    found = DayFormat(form)
    assert found.is_whole
    assert (found.day(text) and found.day(text).isoformat()) == day


@pytest.mark.parametrize(
    ("pattern", "text", "matches"),
    [
        ("*小计*", "财政局 小 计", True),
        ("*小计*", "小计", True),
        ("小计", "小计表", False),
        ("小计*", "小计表", True),
        ("*计", "合计", True),
        ("a*a", "a", False),
        ("a*b*c", "aXbYc", True),
        ("a*b*c", "acb", False),
        ("（一）*", "(一) 机关", True),
        ("[a-z]*", "b", False),
    ],
)
def test_a_pattern_is_a_text_with_stars(pattern, text, matches):
    assert Pattern(pattern).matches(text) is matches


def test_no_pattern_takes_long():
    """One that goes back and forth between its stars would not end."""
    assert not Pattern("*a" * 2000 + "*b").matches("a" * 32_000)


def grid(tmp_path, rows, merges=()):
    path = tmp_path / "h.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("一")
        for area, text in merges:
            sheet.merge_range(area, text)
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                if cell not in ("", None):
                    sheet.write(r, c, cell)
    return grids_of(path)["一"]


def test_merged_headers_join_and_blanks_beside_them_do_not(tmp_path):
    rows = [["", "", "", "", "备注"], ["", "编号", "姓\n名", "", ""], ["", "", "", "级", ""], [1, 2, 3, 4, 5]]
    merges = [("A1:A3", "序号"), ("B1:D1", "人员"), ("B2:B3", "编号"), ("C2:C3", "姓\n名")]
    found = grid(tmp_path, rows, merges)
    assert headers_of(found, 1, 3) == ["序号", "人员/编号", "人员/姓名", "人员/级", "备注"]


def test_headers_that_are_not_merged_reach_to_the_right(tmp_path):
    found = grid(
        tmp_path, [["序号", "人员", "", "在岗", ""], ["", "编号", "姓名", "起", "止"], [1, 2, 3, 4, 5]]
    )
    assert headers_of(found, 1, 2) == ["序号", "人员/编号", "人员/姓名", "在岗/起", "在岗/止"]


def test_a_draft_finds_the_header_below_titles(tmp_path):
    words = {"人员编号", "姓名", "单位编码"}
    rows = [["二〇一二年花名册"], [], ["序号", "人员编号", "姓名", "单位编码"], [1, "P1", "甲", "U1"]]
    assert header_rows(grid(tmp_path, rows), words) == (3, 3)


def test_a_draft_of_any_source_is_a_mapping_once_it_is_decided(tmp_path):
    odd = ['引"号', "反\\斜", "换\n行", "控\x1b制", "=1+1", "", ""]
    path = source(tmp_path, ["人员编号", "单位编码", "考核等次", *odd], ["1", "U1", '甲"\\', *"abcdefg"])
    text = draft_mapping(path, "small", b.TABLES)
    with pytest.raises(MappingFault, match="to be decided"):
        judged(tmp_path, text)
    decided = text.replace('  "?",\n', "").replace('= "?"', '= "优秀"')
    found = read(path, b.TABLES, b.BY, mapping=judged(tmp_path, decided))
    assert not found.findings, [one.line("zh") for one in found.findings]
    assert found.tables["people"].frame["grade"].tolist() == ["excellent"]
