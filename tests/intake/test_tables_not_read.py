"""A table that is not read pays other amounts in silence: what may be one stops the run, and what was not given is said."""

import shutil

import pandas as pd
import pytest

from payout.intake import Frames, read
from payout.intake.naming import Names
from payout.rules.policy.card import read_card
from payout.rules.tree import LanguageError
from tests.intake import builders as b
from tests.intake import spoilt as s

COUNTY = Names.of(s.policy_of("county_target_bonus").tables)
EVERY = frozenset(COUNTY.by_name)
PEOPLE = b.rows_of(["person_id", "unit_id"], ["1", "U1"])
SPELLS = b.rows_of(["person_id", "start", "note"], ["1", "2012-01-01", ""])
# name, the table it may be where that is absent, and where it is there ("": clearly another thing)
NEAR = (
    ("人员表", "people", "people"),
    ("人员 (2)", "people", "people"),
    ("人员(乡镇)", "people", "people"),
    ("人员_乡镇", "people", "people"),
    ("乡镇人员", "people", "people"),
    ("2012年人员名单", "people", "people"),
    ("人员-副本", "people", "people"),
    ("people1", "people", "people"),
    ("People Copy", "people", "people"),
    ("person", "people", "people"),
    ("old_people", "people", "people"),
    ("人员变动", "people", ""),
    ("单位联系人", "units", ""),
    ("处分", "discipline", "discipline"),
    ("处理", "discipline", "discipline"),
    ("处分处理情况汇总", "discipline", "discipline"),
    ("disciplin", "discipline", "discipline"),
    ("一票否绝", "vetoes", "vetoes"),
    ("任职区间 (2)", "spells", "spells"),
    ("unit_scores", "scores", "scores"),
    ("得分", "scores", "scores"),
    ("说明", "", ""),
    ("工资", "", ""),
    ("Sheet1", "", ""),
    ("统计图", "", ""),
    ("封面", "", ""),
)


def named(table):
    return table.name if table is not None else ""


@pytest.mark.parametrize(("name", "absent", "there"), NEAR)
def test_where_near_ends(name, absent, there):
    assert named(COUNTY.near(name, ())) == absent
    assert named(COUNTY.near(name, EVERY)) == there


@pytest.mark.parametrize("scheme", s.SCHEMES)
def test_what_offices_make_of_any_tables_name_is_near_it(scheme):
    tables = s.policy_of(scheme).tables
    names = Names.of(tables)
    for table in tables:
        made = [
            f"{word}{end}"
            for word in (table.zh, table.name)
            for end in ("表", " (2)", "1", "-副本", "_final", "名单")
        ]
        made += [
            f"2012年{table.zh}",
            f"新{table.zh}",
            f"copy of {table.name}",
            table.name.upper(),
            f"乡镇{table.zh}",
        ]
        assert {named(names.near(one, ())) for one in made} == {table.name}


def one_error(intake, code="E131"):
    found = s.errors(intake.findings)
    assert [one.code for one in found] == [code], [one.line("en") for one in found]
    assert not intake.stopped or code in {"E131", "E132"}
    return found[0]


@pytest.mark.usefixtures("unchanged_tables_are_kept")
@pytest.mark.parametrize("scheme", s.SCHEMES)
def test_a_sheet_of_a_near_name_is_one_error_that_names_it_and_the_table(scheme, tmp_path):
    for table in s.policy_of(scheme).tables:
        near = f"{table.zh} (2)"
        path = s.with_sheet_renamed(scheme, table.zh, near, tmp_path / "book.xlsx")
        if path is None:
            continue
        found = one_error(read(path, s.policy_of(scheme).tables))
        assert found.place.sheet == near
        assert table.zh in found.problem("zh")
        assert table.name in found.problem("en")
        assert "x_" in found.fix("zh")


@pytest.mark.usefixtures("unchanged_tables_are_kept")
@pytest.mark.parametrize("scheme", s.SCHEMES)
@pytest.mark.parametrize("form", s.FORMATS)
def test_a_file_or_frame_of_a_near_name_is_one_error(scheme, form, tmp_path):
    policy, tables = s.policy_of(scheme), s.rows_of(scheme)
    for table in policy.tables:
        if table.name not in tables:
            continue
        renamed = {f"{name}1" if name == table.name else name: rows for name, rows in tables.items()}
        found = one_error(read(s.written(renamed, tmp_path / "in", form), policy.tables))
        assert f"{table.name}1" in found.place.file
        assert table.zh in found.problem("zh")


def with_sheet(name, rows):
    """The small workbook with one sheet more."""

    def more(book, _):
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)

    return lambda tmp: b.workbook(tmp, PEOPLE, more=more)


def test_a_copy_beside_its_table_is_an_error_and_one_of_ones_own_is_not(tmp_path):
    found = one_error(read(with_sheet("人员 (2)", PEOPLE)(tmp_path), b.TABLES))
    assert found.place.sheet == "人员 (2)"
    assert "并入" in found.fix("zh")
    assert read(with_sheet("x_人员 (2)", PEOPLE)(tmp_path), b.TABLES).findings == ()


@pytest.mark.parametrize("rows", [SPELLS, [["二〇一二年名册"], *SPELLS]], ids=["header first", "title first"])
@pytest.mark.parametrize("name", ["名册", "Sheet2", "纪检"])
def test_a_sheet_of_any_name_with_a_tables_columns_may_be_it(tmp_path, name, rows):
    intake = read(with_sheet(name, rows)(tmp_path), b.TABLES)
    assert "任职区间" in one_error(intake).problem("zh")
    assert intake.stopped


def test_a_second_sheet_of_the_same_columns_is_an_error(tmp_path):
    found = one_error(read(with_sheet("乡镇", PEOPLE)(tmp_path), b.TABLES))
    assert "人员" in found.problem("zh")


@pytest.mark.parametrize("rows", [[["注", "说明"]], [["单位编码", "电话", "地址", "邮编"]], []])
def test_what_is_clearly_another_thing_is_a_warning(tmp_path, rows):
    intake = read(with_sheet("通讯录", rows)(tmp_path), b.TABLES)
    assert b.codes(intake) == ["W102"]
    assert not intake.stopped


SUFFIXES = (
    ".xlsx",
    ".XLSX",
    ".xls",
    ".tsv",
    ".txt",
    "",
    ".csv.bak",
    ".csv~",
    ".et",
    ".json",
    " (1).csv",
    "-副本.csv",
    "表.csv",
)


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("stem", ["spells", "任职区间"])
def test_a_table_under_another_suffix_is_named(tmp_path, stem, suffix):
    path = b.folder(tmp_path, PEOPLE, spells=SPELLS)
    (path / "spells.csv").rename(path / f"{stem}{suffix}")
    found = one_error(read(path, b.TABLES))
    assert found.place.file == f"{stem}{suffix}"
    assert "任职区间" in found.problem("zh")
    assert "spells.csv" in found.fix("zh")
    b.write_csv(path / "spells.csv", SPELLS)  # and beside the table
    assert one_error(read(path, b.TABLES)).place.file == f"{stem}{suffix}"
    (path / f"{stem}{suffix}").rename(path / f"x_{stem}{suffix}")
    assert read(path, b.TABLES).findings == ()


@pytest.mark.parametrize("name", ["SPELLS.CSV", "Spells.Csv", "任职区间.CSV"])
def test_capitals_are_read(tmp_path, name):
    path = b.folder(tmp_path, PEOPLE, spells=SPELLS)
    (path / "spells.csv").rename(path / name)
    intake = read(path, b.TABLES)
    assert intake.findings == ()
    assert len(intake.tables["spells"].frame) == 1


@pytest.mark.parametrize("head", ["人员编号,起始日期\n1,2012-01-01\n", "人员编号\t起始日期\n1\t2012-01-01\n"])
@pytest.mark.parametrize("name", ["名册.csv", "名册.txt", "名册"])
def test_a_file_with_a_tables_columns_may_be_it(tmp_path, name, head):
    path = b.folder(tmp_path, PEOPLE)
    for encoding in ("utf-8", "gb18030", "utf-16"):
        (path / name).write_bytes(head.encode(encoding))
        assert "任职区间" in one_error(read(path, b.TABLES)).problem("zh")


@pytest.mark.parametrize(
    ("folder", "file", "may_be"),
    [
        ("spells", "part1.csv", "任职区间"),
        ("新建文件夹", "spells.csv", "任职区间"),
        ("新建文件夹", "任职区间 (2).xlsx", "任职区间"),
        ("备份/2012", "people.csv", "人员"),
        ("历年", "2010.csv", ""),
    ],
)
def test_a_folder_inside_with_tables_is_named(tmp_path, folder, file, may_be):
    path = b.folder(tmp_path, PEOPLE)
    (path / folder).mkdir(parents=True)
    (path / folder / file).write_text("person_id,start\n1,2012-01-01\n")
    found = one_error(read(path, b.TABLES))
    assert found.place.file == folder.split("/")[0]
    assert file in found.problem("zh")
    assert may_be in found.problem("zh")
    (path / folder.split("/")[0]).rename(path / "x_old")
    assert read(path, b.TABLES).findings == ()


@pytest.mark.parametrize(
    "name", [".~lock.people.csv#", ".DS_Store", "Thumbs.db", "~$book.xlsx", ".git/config"]
)
def test_what_nobody_put_there_is_not_mentioned(tmp_path, name):
    path = b.folder(tmp_path, PEOPLE)
    (path / name).parent.mkdir(exist_ok=True)
    (path / name).write_bytes(b"\0")
    assert read(path, b.TABLES).findings == ()


@pytest.mark.parametrize("name", ["附件.pdf", "README.md"])
def test_any_other_file_is_a_warning(tmp_path, name):
    path = b.folder(tmp_path, PEOPLE)
    (path / name).write_bytes(b"%PDF")
    (path / "附件").mkdir()
    (path / "附件" / "扫描.pdf").write_bytes(b"%PDF")
    assert b.codes(read(path, b.TABLES)) == ["W102", "W102"]


def test_a_table_that_is_no_file_is_named(tmp_path):
    path = b.folder(tmp_path, PEOPLE)
    (path / "spells.csv").symlink_to(path / "nowhere.csv")
    assert one_error(read(path, b.TABLES)).place.file == "spells.csv"
    (path / "spells.csv").unlink()
    (path / "spells.csv").mkdir()
    (path / "spells.csv" / "part.csv").write_text("a\n")
    assert "任职区间" in one_error(read(path, b.TABLES)).problem("zh")


def test_a_required_table_of_a_near_name_is_told_once(tmp_path):
    path = b.folder(tmp_path, None, 人员表=PEOPLE)
    found = one_error(read(path, b.TABLES))
    assert found.place.file == "人员表.csv"


def test_frames_of_near_names_or_of_a_tables_columns():
    good = {
        "units": pd.DataFrame({"unit_id": ["U1"]}),
        "people": pd.DataFrame({"person_id": ["1"], "unit_id": ["U1"]}),
    }
    spells = pd.DataFrame({"person_id": ["1"], "start": ["2012-01-01"]})
    for name in ("任职区间2", "spell", "df3"):
        assert "任职区间" in one_error(read(Frames({**good, name: spells}), b.TABLES)).problem("zh")
    assert b.codes(read(Frames({**good, "x_df": spells, "other": pd.DataFrame({"a": [1]})}), b.TABLES)) == [
        "W102"
    ]


def test_a_folder_of_many_files_is_looked_at_in_bounds(tmp_path):
    path = b.folder(tmp_path, PEOPLE)
    for number in range(700):
        (path / f"n{number:04}.dat").write_bytes(b"")
    intake = read(path, b.TABLES)
    assert set(b.codes(intake)) == {"W102"}
    assert len(intake.findings) == 501


# ---- what was not provided ---------------------------------------------------------------------------


def test_what_was_not_provided_is_kept_by_both_names(tmp_path):
    intake = read(b.folder(tmp_path, PEOPLE), b.TABLES)
    assert intake.findings == ()
    absent = {table.name: table.zh for table in b.TABLES if table.name not in {"units", "people"}}
    assert intake.not_provided == absent
    assert absent["spells"] == "任职区间"


def test_a_table_with_its_header_alone_is_provided(tmp_path):
    path = b.folder(tmp_path, PEOPLE, spells=SPELLS[:1])
    intake = read(path, b.TABLES, expects=("spells",))
    assert intake.findings == ()
    assert "spells" not in intake.not_provided


def test_a_table_that_is_expected_and_absent_is_an_error(tmp_path):
    path = b.folder(tmp_path, PEOPLE)
    found = one_error(read(path, b.TABLES, expects=("spells",)), "E132")
    assert "任职区间" in found.problem("zh")
    shutil.copy(path / "people.csv", path / "任职.csv")  # what may be it is told instead
    assert one_error(read(path, b.TABLES, expects=("spells",))).place.file == "任职.csv"


def card(tmp_path, expects):
    path = tmp_path / "policy.toml"
    path.write_text(
        f'[policy]\nid = "a"\nversion = "1"\nlabel = "a"\ndocument = "d"\nas_of = 2012-12-31\nclauses = ["1"]\n{expects}\n'
    )
    return read_card(path)


@pytest.mark.parametrize("said", ['expects = "spells people"', 'expects = ["spells", "people"]'])
def test_a_policys_own_list(tmp_path, said):
    assert card(tmp_path, said).expects == ("spells", "people")
    assert card(tmp_path, "").expects == ()


@pytest.mark.parametrize("scheme", s.SCHEMES)
def test_tables_are_named_by_identifier_or_chinese(scheme):
    policy = s.policy_of(scheme)
    for table in policy.tables:
        assert policy.tables_named([table.zh, table.name.upper()]) == (table.name,)
    with pytest.raises(LanguageError, match=policy.tables[0].zh):
        policy.tables_named(["nothing"])
