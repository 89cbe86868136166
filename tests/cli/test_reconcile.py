"""`payout reconcile` as a user meets it: what it prints, what it refuses, and what it ends with."""

import json

import openpyxl
import pytest


@pytest.fixture
def done(county, tmp_path, pay):
    """The small county's run."""
    assert pay(county.csv(tmp_path / "in")).code == 0
    return tmp_path / "out"


@pytest.fixture
def paid(done):
    """Our amounts by person."""
    lines = (done / "people.csv").read_text(encoding="utf-8").splitlines()
    head = lines[0].split(",")
    rows = [dict(zip(head, line.split(","), strict=True)) for line in lines[1:]]
    return {row["person_id"]: row["payable"] for row in rows}


def book(path, rows, *, title=(), sheets=()):
    """A list with a title above its header, and more sheets behind it."""
    made = openpyxl.Workbook()
    for row in (*title, *rows):
        made.active.append(row)
    for name, more in sheets:
        sheet = made.create_sheet(name)
        for row in more:
            sheet.append(row)
    made.save(path)
    return path


def listed(paid, **changed):
    rows = [(key, float(amount)) for key, amount in ({**paid, **changed}).items()]
    return [("人员编号", "应发合计(元)"), *rows]


def test_a_list_that_agrees_ends_with_0(done, paid, tmp_path, tell):
    old = book(tmp_path / "old.xlsx", [*listed(paid), ("合计", 1.0)], title=[("某县发放表",), ()])
    told = tell("reconcile", done, "--with", old)
    assert told.code == 0, told.err
    assert "一致" in told.out
    assert "合计" in told.err  # the row that was skipped is said


def test_a_list_that_differs_ends_with_5_and_is_written_row_by_row(done, paid, tmp_path, tell):
    old = book(tmp_path / "old.xlsx", listed(paid, P3="1.00", PX="5.00"))
    out = tmp_path / "rows.xlsx"
    told = tell("reconcile", done, "--with", old, "--out", out, "--json")
    assert told.code == 5
    record = json.loads(told.out)
    assert record["rows"]["only_theirs"] == 1
    assert [row["key"] for row in record["differing"]] == ["P3", "PX"]
    sheet = openpyxl.load_workbook(out)["逐行核对"]
    assert sheet.max_row == len(paid) + 2
    first = out.read_bytes()
    assert tell("reconcile", done, "--with", old, "--out", out).code == 2  # it is there already
    assert tell("reconcile", done, "--with", old, "--out", out, "--force").code == 5
    assert out.read_bytes() == first


def test_bad_cells_and_keys_twice_are_findings(done, paid, tmp_path, tell):
    rows = listed(paid)
    old = book(tmp_path / "old.xlsx", [*rows, rows[1], ("P2", "三千元")])
    told = tell("reconcile", done, "--with", old)
    assert told.code == 3
    assert "E301" in told.err
    assert "B12" in told.err


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_is_not_clear_is_asked(done, paid, tmp_path, tell, lang):
    both = [(*row, row[1]) for row in listed(paid)[1:]]
    old = book(tmp_path / "old.xlsx", [("人员编号", "实发奖金", "补发奖金"), *both])
    told = tell("reconcile", done, "--with", old, "--lang", lang)
    assert told.code == 2
    assert "--amount-column" in told.err
    assert "补发奖金" in told.err
    assert tell("reconcile", done, "--with", old, "--amount-column", "@C").code == 0


def test_a_list_is_read_by_a_mapping_too(done, paid, tmp_path, tell):
    old = book(tmp_path / "old.xlsx", [("工号", "钱"), *listed(paid)[1:]])
    assert tell("reconcile", done, "--with", old).code == 2
    how = tmp_path / "list.toml"
    how.write_text(
        'policy = "county_target_bonus"\n[[sheet]]\nname = "Sheet"\nheader = 1\n[[sheet.table]]\nname = "list"\n'
        '[sheet.table.columns]\nkey = "工号"\namount = "钱"\n',
        encoding="utf-8",
    )
    assert tell("reconcile", done, "--with", old, "--mapping", how).code == 0


def test_a_number_of_a_person_is_masked(done, paid, tmp_path, tell):
    number = "330102199003078515"
    old = book(tmp_path / "old.xlsx", [*listed(paid), (number, 12.5)])
    for how in ((), ("--json",)):
        told = tell("reconcile", done, "--with", old, *how)
        assert told.code == 5
        assert number not in told.out + told.err
