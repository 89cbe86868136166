import datetime as dt
import importlib.util
import os
import random
import string
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from payout.exact.columns import dtype_of
from payout.intake import Guide, digest, read, write_marked_copy, write_template
from payout.text import Text

HERE = Path(__file__).parent
spec = importlib.util.spec_from_file_location("intake_builders", HERE / "builders.py")
b = sys.modules.setdefault("intake_builders", importlib.util.module_from_spec(spec))
spec.loader.exec_module(b)
HEAD = ["人员编号", "姓名", "单位编码", "考核等次", "score", "bonus", "delta", "次数", "起始日期", "对应多家"]
GOOD = [
    ["P2", "赵乙", "U1", "优秀", "91.5", "1200", "-3.25", "2", "2012-03-01", "是"],
    ["P1", "NA", "U2", "competent", "", "0.29", "", "", "", ""],
]


def typed(row):
    """The same row as a workbook would hold it: numbers as doubles, days as days."""
    out = [row[0], row[1], row[2], row[3], *[float(x) if x else "" for x in row[4:8]], row[8], row[9]]
    return out if not row[8] else [*out[:8], dt.date.fromisoformat(row[8]), out[9]]


def book_of(tmp, rows, name="b.xlsx", units=b.UNIT_ROWS):
    def days(book, sheets):
        style = book.add_format({"num_format": "yyyy-mm-dd"})
        for r, row in enumerate(rows, start=1):
            if row[8]:
                sheets["人员"].write_datetime(r, 8, dt.date.fromisoformat(row[8]), style)

    plain = [[*typed(row)[:8], "", row[9]] for row in rows]
    return b.workbook(tmp, [HEAD, *plain], units, days, name)


def digests(intake):
    assert intake.findings == (), [one.line("en") for one in intake.findings]
    return {name: digest(table) for name, table in intake.tables.items()}


def test_cells_come_as_declared(tmp_path):
    intake = read(b.folder(tmp_path, [HEAD, *GOOD]), b.TABLES)
    assert intake.findings == ()
    frame = intake.tables["people"].frame
    assert list(frame["person_id"]) == ["P1", "P2"]
    assert frame["name"][0] == "NA"
    assert [str(value) for value in frame["bonus"]] == ["29/100", "1200"]
    assert frame["score"].isna().tolist() == [True, False]
    assert list(frame["funding"]) == ["fiscal", "fiscal"]
    assert list(frame["multi"]) == [False, True]
    assert frame["start"][1] == pd.Timestamp("2012-03-01")
    assert intake.tables["people"].origin.rows.tolist() == [3, 2]
    for column in b.PEOPLE.columns:
        assert frame[column.name].dtype == dtype_of(column.kind, column.options)
    assert len(intake.tables["spells"].frame) == 0
    assert [file.name for file in intake.files] == ["people.csv", "units.csv"]


def test_csv_workbook_and_parquet_are_equal(tmp_path):
    from_csv = digests(read(b.folder(tmp_path, [HEAD, *GOOD]), b.TABLES))
    from_book = digests(read(book_of(tmp_path, GOOD), b.TABLES))
    folder = b.folder(tmp_path, None)
    (folder / "people.csv").unlink()
    columns = dict(zip(HEAD, zip(*GOOD, strict=True), strict=True))
    table = pa.table({name: [cell or None for cell in cells] for name, cells in columns.items()})
    for name, kind in (("score", pa.decimal128(18, 4)), ("次数", pa.int64()), ("起始日期", pa.date32())):
        at = table.column_names.index(name)
        table = table.set_column(at, name, table[name].cast(kind))
    table = table.set_column(3, "考核等次", table["考核等次"].dictionary_encode())
    pq.write_table(table, folder / "人员.parquet")
    from_parquet = digests(read(folder, b.TABLES))
    assert from_csv == from_book == from_parquet


def test_the_1904_date_system_is_understood(tmp_path):
    path = tmp_path / "mac.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": True}) as book:
        for name, rows in (
            ("单位", b.UNIT_ROWS),
            ("人员", b.rows_of(["person_id", "unit_id", "start"], ["1", "U1"])),
        ):
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
        sheet.write_datetime(1, 2, dt.date(2012, 3, 1), book.add_format({"num_format": "yyyy/m/d"}))
    assert read(path, b.TABLES).tables["people"].frame["start"][0] == pd.Timestamp("2012-03-01")


ids = st.text(string.ascii_letters + string.digits + "中文一", min_size=1, max_size=6)
names = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cf", "Zs", "Zl", "Zp", "Co", "Cn")),
    max_size=8,
)
cents = st.integers(0, 10**9).map(lambda n: f"{n // 100}.{n % 100:02d}")
whole = st.tuples(
    names,
    st.sampled_from(["U1", "U2"]),
    st.sampled_from(["优秀", "unfit", ""]),
    cents | st.just(""),
    cents | st.just(""),
    cents.map(lambda t: f"-{t}") | st.just(""),
    st.integers(1, 99).map(str) | st.just(""),
    st.dates(dt.date(1900, 3, 1), dt.date(2100, 12, 31)).map(str) | st.just(""),
    st.sampled_from(["是", "no", ""]),
)


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(ids, whole, min_size=1, max_size=8),
    st.randoms(use_true_random=False),
)
def test_round_trips_agree_whatever_the_order_and_kind_of_file(people, shuffler):
    # a letter before each: no two identifiers may look alike, and no two names be the same
    marked = zip("ABCDEFGH", people.items(), strict=False)
    rows = [[f"{mark}-{key}", f"{mark}{cells[0]}x", *cells[1:]] for mark, (key, cells) in marked]
    with tempfile.TemporaryDirectory() as place:
        tmp = Path(place)
        first = digests(read(b.folder(tmp, [HEAD, *rows]), b.TABLES))
        shuffled = shuffler.sample(rows, len(rows))
        assert digests(read(b.folder(tmp, [HEAD, *shuffled]), b.TABLES)) == first
        assert digests(read(book_of(tmp, shuffled), b.TABLES)) == first


def test_tables_without_a_key_have_one_order_too(tmp_path):
    people = b.rows_of(["person_id", "unit_id"], ["1", "U1"], ["2", "U1"])
    spells = [
        ["1", "2012-01-01", "b"],
        ["2", "2012-01-01", ""],
        ["1", "2012-01-01", "a"],
        ["1", "2011-05-01", "z"],
    ]
    head = ["person_id", "start", "note"]
    found = set()
    for seed in range(6):
        random.Random(seed).shuffle(spells)
        found.add(digests(read(b.folder(tmp_path, people, spells=[head, *spells]), b.TABLES))["spells"])
    assert len(found) == 1


def test_the_digest_does_not_depend_on_hash_seed_or_locale(tmp_path):
    path = b.folder(tmp_path, [HEAD, *GOOD])
    code = (
        f"import sys; sys.path.insert(0, {str(HERE)!r}); from pathlib import Path; import builders as b;"
        f"from payout.intake import *; print(digest(read(Path({str(path)!r}), b.TABLES).tables['people']))"
    )
    seen = set()
    for seed, language in (("0", "C"), ("7", "zh_CN.GB18030")):
        env = {**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": language, "PYTHONPATH": str(HERE.parents[1])}
        seen.add(
            subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, check=True).stdout
        )
    assert len(seen) == 1


def test_bad_cells_are_missing_and_listed_and_other_checks_go_on(tmp_path):
    rows = b.rows_of(
        ["person_id", "unit_id", "score", "grade"], ["2", "U9", "x", "优"], ["1", "U1", "5", "优秀"]
    )
    people = read(b.folder(tmp_path, rows), b.TABLES)
    table = people.tables["people"]
    assert sorted(b.codes(people)) == ["E204", "E205", "E302"]
    assert table.bad == {(1, "unit_id"), (1, "score"), (1, "grade")}
    assert table.frame["score"].isna().tolist() == [False, True]


def test_no_personal_value_and_no_identity_number_is_shown(tmp_path):
    identity, account = "110101199003074518", "6217000012345678"
    rows = b.rows_of(
        ["person_id", "unit_id", "account", "姓名"], [identity, identity, f"{account}\u200b", "张\u200b三丰"]
    )
    intake = read(b.folder(tmp_path, [*rows, rows[1]]), b.TABLES)
    told = "\n".join(
        one.line(lang) + str(one.record(lang)) for one in intake.findings for lang in ("zh", "en")
    )
    assert set(b.codes(intake)) == {"E217", "E301", "E302"}
    assert identity not in told
    assert account not in told
    assert "三丰" not in told


def test_many_alike_are_summed_up(tmp_path):
    rows = b.rows_of(["person_id", "unit_id", "score"], *[[f"P{i}", "U1", "x"] for i in range(1000)])
    intake = read(b.folder(tmp_path, rows), b.TABLES)
    assert len(intake.findings) == 201
    assert any("1000" in one.problem("zh") for one in intake.findings)
    assert len(intake.tables["people"].bad) == 1000


def test_own_guard_against_formulas_is_taken_off(tmp_path):
    rows = b.rows_of(
        ["person_id", "unit_id", "name", "delta"], ["1", "U1", "'=1+1", "'-5"], ["2", "U1", "'tis", ""]
    )
    frame = read(b.folder(tmp_path, rows), b.TABLES).tables["people"].frame
    assert list(frame["name"]) == ["=1+1", "'tis"]
    assert frame["delta"][0] == -5


def test_line_breaks_in_quotes_keep_row_numbers_right(tmp_path):
    path = b.folder(
        tmp_path, b.rows_of(["person_id", "name", "unit_id"], ["1", "a\nb", "U1"], ["2", "", "U9"])
    )
    found = read(path, b.TABLES).findings
    assert [(one.code, one.place.row) for one in found] == [("E302", 3)]


def test_x_columns_and_own_sheets_are_kept_out(tmp_path):
    path = b.workbook(
        tmp_path,
        b.rows_of(["person_id", "unit_id", "x_备注"], ["1", "U1", "…"]),
        more=lambda w, _: (w.add_worksheet("x_草稿"), w.add_worksheet("填表说明")),
    )
    assert read(path, b.TABLES).findings == ()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_template_is_read_back_without_a_finding(tmp_path, lang):
    path = tmp_path / "t.xlsx"
    write_template(path, b.TABLES, Guide(Text("示例", "Sample")), lang=lang)
    first = path.read_bytes()
    empty = [(one.code, one.place.sheet) for one in read(path, b.TABLES).findings]
    required = [table.zh if lang == "zh" else table.name for table in b.TABLES if table.required]
    assert empty == [("E391", name) for name in required]
    book = openpyxl.load_workbook(path)
    sheet = book["人员" if lang == "zh" else "people"]
    assert {v.formula1 for v in sheet.data_validations.dataValidation} >= {
        '"是,否"' if lang == "zh" else '"yes,no"'
    }
    assert sheet.column_dimensions["A"].width
    write_template(path, b.TABLES, Guide(Text("示例", "Sample")), lang=lang)
    assert path.read_bytes() == first


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "zh",
            {
                "grade": "空白 = 未定等次",
                "funding": "空白 = 财政",
                "multi": "空白 = 否",
                "nights": "空白 = 0",
            },
        ),
        (
            "en",
            {
                "grade": "blank = not graded",
                "funding": "blank = fiscal",
                "multi": "blank = no",
                "nights": "blank = 0",
            },
        ),
    ],
)
def test_the_template_says_what_a_blank_means_and_what_a_number_may_be(tmp_path, lang, said):
    path = tmp_path / "t.xlsx"
    write_template(path, b.TABLES, Guide(Text("示例", "Sample")), lang=lang)
    rows = {
        row[2].value: row
        for row in openpyxl.load_workbook(path)["列说明" if lang == "zh" else "Columns"].iter_rows()
        if row[2].value
    }
    assert {name: rows[name][6].value for name in said} == said
    assert not rows["person_id"][6].value
    assert "≥ 0, ≤ 366" in rows["nights"][3].value


def test_marked_copies_colour_and_comment_and_hold_no_formula(tmp_path):
    def formula(_, sheets):
        sheets["人员"].write_formula("C2", "=1+1")

    path = b.workbook(
        tmp_path, b.rows_of(["person_id", "unit_id", "score", "grade"], ["1", "U9", "", "优"]), more=formula
    )
    csvs = b.folder(
        tmp_path, b.rows_of(["person_id", "unit_id", "grade"], ["=cmd|' /C calc'!A0", "U9", "优"])
    )
    for source, sheet, cell in ((path, "人员", "D2"), (csvs, "people", "C2")):
        out = tmp_path / "marked.xlsx"
        write_marked_copy(source, out, read(source, b.TABLES).findings)
        book = openpyxl.load_workbook(out)
        assert "E204" in book[sheet][cell].comment.text
        assert book[sheet][cell].fill.fgColor.rgb == "FFFFC7CE"
        assert all(c.data_type != "f" for s in book for row in s.iter_rows() for c in row)
        assert book.sheetnames[0] == "x_findings"


def test_the_reader_agrees_with_openpyxl_and_calamine(tmp_path):
    calamine = pytest.importorskip("python_calamine")
    path = book_of(tmp_path, GOOD)
    ours = read(path, b.TABLES).tables["people"].frame
    theirs = openpyxl.load_workbook(path, data_only=True)["人员"]
    by_key = {row[0]: row for row in theirs.iter_rows(min_row=2, values_only=True)}
    rust = {
        row[0]: row for row in calamine.CalamineWorkbook.from_path(path).get_sheet_by_name("人员").to_python()
    }
    for _, row in ours.iterrows():
        for other in (by_key, rust):
            cells = other[row["person_id"]]
            assert row["name"] == cells[1]
            assert pd.isna(row["bonus"]) == (cells[5] in (None, ""))
            assert float(row["bonus"]) == cells[5]
    assert isinstance(ours.index.to_numpy(), np.ndarray)


def test_an_empty_number_means_its_default(tmp_path):
    rows = b.rows_of(["person_id", "unit_id", "nights"], ["1", "U1", ""], ["2", "U1", "3"])
    read_in = read(b.folder(tmp_path, rows), b.TABLES)
    assert not read_in.findings
    assert [str(value) for value in read_in.tables["people"].frame["nights"]] == ["0", "3"]
