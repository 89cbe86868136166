"""Structure first, and stop there: what hangs on a wrong header, a refused column or a missing row is not told again."""

import random
from collections import Counter

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from payout.batch import compute
from payout.intake import Frames, read
from tests.intake import builders as b
from tests.intake import spoilt as s

HEAD = ["人员编号", "姓名", "单位编码", "考核等次", "考核分", "奖金"]
ROWS = [
    ["1", "甲", "U1", "优秀", "90", "100"],
    ["2", "乙", "U9", "优", "1e3", "abc"],
]  # with faults of their own
SPELLS = [["person_id", "start"], ["1", "2012-01-01"], ["7", "2012-13-01"]]


def merge(*areas):
    return lambda _, sheets: [sheets["人员"].merge_range(area, text) for area, text in areas]


def book(rows, more=None):
    return lambda tmp: b.workbook(tmp, rows, more=more)


def csvs(rows):
    return lambda tmp: b.folder(tmp, rows)


TITLE = ["二〇一二年度花名册", "", "", "", "", ""]
UPPER = ["人员编号", "姓名", "单位编码", "考核", "", ""]
LOWER = ["", "", "", "考核等次", "考核分", "奖金"]
CASES = [
    ("title row", book([TITLE, HEAD, *ROWS]), "E124", "row 1"),
    (
        "title row, merged",
        book([TITLE, HEAD, *ROWS], merge(("A1:F1", "二〇一二年度花名册"))),
        "E124",
        "row 1",
    ),
    ("title, blank, unit row", book([TITLE, [], ["单位:元"], HEAD, *ROWS]), "E124", "row 1"),
    ("title row in a CSV", csvs([TITLE, HEAD, *ROWS]), "E124", "row 1"),
    ("header of two rows", book([UPPER, LOWER, *ROWS]), "E133", "row 1"),
    ("header of two rows in a CSV", csvs([UPPER, LOWER, *ROWS]), "E133", "row 1"),
    (
        "header of two rows, merged",
        book(
            [UPPER, LOWER, *ROWS],
            merge(("A1:A2", "人员编号"), ("B1:B2", "姓名"), ("C1:C2", "单位编码"), ("D1:F1", "考核")),
        ),
        "E133",
        "row 1",
    ),
    (
        "header of three rows under a title",
        book([TITLE, UPPER, LOWER, *ROWS], merge(("A1:F1", "花名册"), ("D2:F2", "考核"))),
        "E133",
        "row 1",
    ),
    (
        "second row of units of measure, merged",
        book([HEAD, [], *ROWS], merge(("A1:A2", "人员编号"))),
        "E133",
        "row 1",
    ),
    ("another table", book([[f"栏目{n}" for n in range(64)], [str(n) for n in range(64)]]), "E134", "A1"),
    (
        "another table in a CSV",
        csvs([[f"栏目{n}" for n in range(64)], [str(n) for n in range(64)]]),
        "E134",
        "row 1 栏目0",
    ),
    ("no header, no rows", book([]), "E114", ""),
    ("header alone", book([HEAD]), "E391", ""),
    ("header alone in a CSV", csvs([HEAD]), "E391", ""),
]


@pytest.mark.parametrize(
    ("make", "code", "cell"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
@pytest.mark.parametrize("spells", [False, True])
def test_a_wrong_structure_is_the_one_finding(tmp_path, make, code, cell, spells):
    path = make(tmp_path)
    if spells and path.is_dir():
        b.write_csv(path / "spells.csv", [SPELLS[0], ["1", "2012-01-01"], ["7", "2012-02-01"]])
    intake = read(path, b.TABLES)
    assert [(one.code, one.place.cell) for one in intake.findings] == [(code, cell)]
    assert intake.stopped


def test_a_wrong_structure_hides_no_fault_of_another_table(tmp_path):
    path = b.folder(tmp_path, [TITLE, HEAD, *ROWS], spells=SPELLS)
    found = read(path, b.TABLES).findings
    assert [(one.code, one.place.file) for one in found] == [("E124", "people.csv"), ("E210", "spells.csv")]


def test_the_header_rows_are_told(tmp_path):
    rows = [TITLE, UPPER, LOWER, *ROWS]
    found = read(b.workbook(tmp_path, rows, more=merge(("D2:F2", "考核"))), b.TABLES).findings
    assert "第 2 至 3 行" in found[0].problem("zh")


def test_a_data_cell_that_reads_like_a_header_is_no_header(tmp_path):
    path = b.folder(tmp_path, [["person_id", "unit_id", "name", "x_note"], ["1", "U1", "姓名", "考核分"]])
    assert read(path, b.TABLES).findings == ()


@pytest.mark.parametrize("count", [1, 5, 6, 64])
def test_columns_of_another_table_are_told_one_by_one_or_together(tmp_path, count):
    head = ["person_id", "unit_id", *(f"栏目{n}" for n in range(count))]
    intake = read(b.folder(tmp_path, [head, ["1", "U1", *["x"] * count]]), b.TABLES)
    assert b.codes(intake) == (["E121"] * count if count <= 5 else ["E134"])
    if count > 5:
        assert f"有 {count} 列" in intake.findings[0].problem("zh")
        assert "栏目0" in intake.findings[0].problem("zh")
    assert not intake.stopped


def test_many_missing_columns_are_one_finding(tmp_path):
    tables = s.policy_of("county_target_bonus").tables
    path = b.folder(tmp_path, [["person_id"], ["1"]], [["unit_id"], ["U1"]])
    found = read(path, tables).findings
    assert Counter(one.code for one in found) == {"E123": 2}
    assert "单位名称、类别、列入考核" in found[0].problem("zh")


def parquet(tmp, table, column, values):
    path = b.folder(tmp, None, spells=SPELLS[:2])
    columns = {
        "person_id": ["1", "2"],
        "unit_id": ["U1", "U2"],
        "score": ["1", "2"],
        "start": ["2012-01-01"] * 2,
    }
    columns[column] = values
    (path / f"{table}.csv").unlink(missing_ok=True)
    pq.write_table(pa.table(columns), path / f"{table}.parquet")
    return path


@pytest.mark.parametrize("column", ["person_id", "unit_id", "score", "start"])
@pytest.mark.parametrize(
    ("values", "code"),
    [(pa.array([1.0, 2.0]), "E127"), (pa.array([[1], [2]]), "E128"), (pa.array([{"a": 1}] * 2), "E128")],
)
def test_a_column_refused_as_a_whole_is_one_finding(tmp_path, column, values, code):
    intake = read(parquet(tmp_path, "people", column, values), b.TABLES)
    assert [(one.code, one.column) for one in intake.findings] == [(code, column)]
    assert column in intake.tables["people"].refused
    assert not intake.stopped
    if column == "person_id":  # nobody knows whom the spells are of
        assert intake.tables["spells"].refused == {"person_id"}


def test_a_column_refused_in_a_frame_is_one_finding():
    people = pd.DataFrame({"person_id": ["1"], "unit_id": np.array([1.5]), "score": ["1"]})
    intake = read(Frames({"units": pd.DataFrame({"unit_id": ["U1"]}), "people": people}), b.TABLES)
    assert [(one.code, one.column) for one in intake.findings] == [("E127", "unit_id")]


def test_merged_cells_are_not_blank_too(tmp_path):
    rows = [["人员编号", "单位编码"], ["1", "U1"], ["2", ""], ["3", ""]]
    path = b.workbook(tmp_path, rows, more=lambda _, sheets: sheets["人员"].merge_range("B2:B4", "U1"))
    assert b.codes(read(path, b.TABLES)) == ["E126"]


def test_a_row_of_another_width_amid_the_data_is_not_blank_too(tmp_path):
    path = b.folder(tmp_path, None)
    (path / "people.csv").write_text("person_id,unit_id\n1,U1\n2,U1,x\n3,U1\n\n4,U1\n")
    found = read(path, b.TABLES).findings
    assert [(one.code, one.place.row) for one in found] == [("E120", 3), ("W106", 5)]


def test_rows_that_refer_to_a_ragged_table_are_not_told(tmp_path):
    path = b.folder(tmp_path, None, spells=[["person_id", "start"], ["2", "2012-01-01"]])
    (path / "people.csv").write_text("person_id,unit_id\n1,U1\n2,U1,x\n")
    assert b.codes(read(path, b.TABLES)) == ["E120"]


@pytest.mark.parametrize("key", ["U1\u200b", ""])
def test_a_faulty_key_is_not_told_at_its_references(tmp_path, key):
    people = b.rows_of(["person_id", "unit_id"], ["1", "U1"], ["2", "U1"])
    path = b.folder(tmp_path, people, [["unit_id", "unit_name"], [key, "一局"]])
    assert b.codes(read(path, b.TABLES)) == ["E217" if key else "E201"]


# ---- every scheme ------------------------------------------------------------------------------------


@pytest.mark.usefixtures("unchanged_tables_are_kept")
@pytest.mark.parametrize("scheme", s.SCHEMES)
@pytest.mark.parametrize("form", ["csv", "parquet", "frames"])
def test_a_title_row_above_any_table_is_the_one_error(scheme, form, tmp_path):
    policy, tables = s.policy_of(scheme), s.rows_of(scheme)
    clean = Counter(
        one.code for one in read(s.written(tables, tmp_path / "in", form), policy.tables).findings
    )
    for name, rows in tables.items():
        titled = [[f"{name} 一览表", *(f" {n}" for n in range(1, len(rows[0])))], *rows]
        if form != "csv":  # a title becomes the names of columns there, the header a row
            titled[0] = [titled[0][0], *(f"Unnamed: {n}" for n in range(1, len(rows[0])))]
        found = read(s.written({**tables, name: titled}, tmp_path / "in", form), policy.tables)
        told = Counter(one.code for one in found.findings) - clean
        assert told == {"E124": 1}, name
        assert found.stopped


@pytest.mark.usefixtures("unchanged_tables_are_kept")
@pytest.mark.parametrize("scheme", s.SCHEMES)
def test_a_required_table_without_rows_is_the_first_finding_and_the_only_one(scheme, tmp_path):
    policy, tables = s.policy_of(scheme), s.rows_of(scheme)
    for table in (one for one in policy.tables if one.required):
        for form in s.FORMATS:
            source = s.written({**tables, table.name: tables[table.name][:1]}, tmp_path / "in", form)
            found = compute(source, policy).result.findings
            assert found[0].code == "E391"
            assert table.zh in found[0].problem("zh")
            assert [one.code for one in s.errors(found)] == ["E391"]


BAD = {
    "identifier": "{}\u200b",
    "reference": "NOSUCH9",
    "enumeration": "什么？",
    "flag": "maybe",
    "number": "1e3",
    "date": "2012-02-31",
    "text": "{}\u200b",
}


def codes(source, policy):
    return Counter(one.code for one in compute(source, policy).result.findings)


@pytest.mark.usefixtures("unchanged_tables_are_kept")
@pytest.mark.parametrize("scheme", s.SCHEMES)
def test_a_bad_cell_of_any_column_gives_no_second_advice(scheme, tmp_path):
    """Whatever rests on the cell, by rules, groups, links, derivations or decisions, is not judged without it."""
    policy, tables = s.policy_of(scheme), s.rows_of(scheme)
    clean = codes(s.written(tables, tmp_path / "in"), policy)
    for table in policy.tables:
        rows = tables.get(table.name, [[]])
        for place, name in enumerate(rows[0] if len(rows) > 1 else []):
            bad = [list(row) for row in rows]
            spoilt = bad[random.Random(f"{scheme}{table.name}{name}").randrange(1, len(rows))]
            spoilt[place] = BAD[table[name].kind].format(spoilt[place])
            found = codes(s.written({**tables, table.name: bad}, tmp_path / "in"), policy) - clean
            assert sum(found.values()) == 1, (table.name, name, found)
            assert next(iter(found)).startswith("E"), (table.name, name, found)


@pytest.mark.usefixtures("unchanged_tables_are_kept")
@pytest.mark.parametrize("scheme", s.SCHEMES)
def test_a_column_that_is_misspelt_or_missing_gives_no_second_advice(scheme, tmp_path):
    policy, tables = s.policy_of(scheme), s.rows_of(scheme)
    clean = codes(s.written(tables, tmp_path / "in"), policy)
    for table in policy.tables:
        rows = tables.get(table.name, [[]])
        for place, name in enumerate(rows[0] if len(rows) > 1 else []):
            renamed = [[*rows[0][:place], "奇怪的列", *rows[0][place + 1 :]], *rows[1:]]
            found = codes(s.written({**tables, table.name: renamed}, tmp_path / "in"), policy) - clean
            assert set(found) <= {"E121", "E123"}, (table.name, name, found)
            assert found["E121"] == 1
            assert found["E123"] == int(table[name].required)
