"""The lists that are signed: what stands on which page, how it prints, and what the units' workbooks come to."""

import random
import re
import subprocess
from decimal import Decimal
from types import SimpleNamespace

import openpyxl
import pytest

from payout.outputs import OutputError
from payout.outputs.paper import pages as paging
from payout.outputs.paper import pay_list, units
from payout.outputs.paper.units import part, unit_files, write_pdfs, write_units
from payout.outputs.workbook.plan import Group, plan_view
from tests.outputs.sample import county
from tests.outputs.test_workbook import book
from tests.spreadsheet import soffice

SEEDS = range(20)


@pytest.fixture(scope="module")
def result():
    return county()


@pytest.mark.parametrize("seed", SEEDS)
def test_every_row_stands_once_and_no_page_is_too_long(seed):
    draw = random.Random(seed)
    heights = tuple(draw.choice([24.0, 24.0, 24.0, 43.5, 124.5]) for _ in range(draw.randint(0, 90)))
    pay = SimpleNamespace(heights=heights, columns=(), widths=())
    pages = paging._section(pay, Group("", 0, len(heights))).pages
    assert [row for page in pages for row in range(page.start, page.stop)] == list(range(len(heights)))
    assert [page.number for page in pages] == list(range(1, len(pages) + 1))
    head = paging.TITLE + paging.UNIT_LINE + paging.header_height(pay) + paging.SUM
    for page in pages:
        closing = paging.SUM + paging.CAPITAL + paging.SIGN if page.closes else 0
        tall = head + sum(heights[page.start : page.stop]) + closing
        assert tall <= paging.PAGE_POINTS or page.stop - page.start == 1


def test_a_list_shows_who_what_and_why_to_the_fen(result, tmp_path):
    rows = [[cell.value for cell in row] for row in book(result, tmp_path)["人员发放表"].iter_rows()]
    heads = [str(head).replace("\n", "") for head in rows[2]]
    assert heads[-2:] == ["备注", "签名"]
    assert "单位部分（元）" not in heads  # it has more places than a fen
    assert [row[0] for row in rows if row[0] in (1, 2, 3)] == [
        1,
        2,
        3,
        1,
        2,
        1,
        2,
    ]  # each unit counts its own
    capitals = [row[0] for row in rows if str(row[0]).startswith("大写金额")]
    assert len(capitals) == 3
    assert all("人民币" in text for text in capitals)


def test_each_unit_begins_a_page_and_prints_in_full_size(result, tmp_path):
    sheet = book(result, tmp_path)["人员发放表"]
    rows = [row[0].value for row in sheet.iter_rows()]
    begins = [at for at, text in enumerate(rows) if text and str(text).startswith("某县目标考核奖")]
    assert [one.id for one in sheet.row_breaks.brk] == begins[1:]
    assert sheet.page_setup.scale == paging.SCALE
    assert not sheet.sheet_properties.pageSetUpPr.fitToPage


def test_a_workbook_a_unit_comes_to_the_batch(result, tmp_path):
    files = unit_files(result, "zh")
    write_units(result, files, tmp_path, lang="zh")
    assert len({file.name.lower() for file in files}) == len(files) == 3
    paid = Decimal(0)
    for file in files:
        sheet = openpyxl.load_workbook(tmp_path / file.name, data_only=True)["人员发放表"]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        at = [str(head).replace("\n", "") for head in rows[2]].index("应发奖金（元）")
        paid += next(Decimal(str(row[at])) for row in rows if str(row[0]).startswith("单位合计"))
    index = openpyxl.load_workbook(tmp_path / "index.xlsx", data_only=True)["人员发放表"]
    rows = [[cell.value for cell in row] for row in index.iter_rows()]
    assert [row[2] for row in rows[3:6]] == [file.name for file in files]
    assert Decimal(str(rows[6][-1])) == paid == Decimal("58113.90")


def test_what_does_not_come_to_the_batch_is_not_written(result, tmp_path):
    files = unit_files(result, "zh")
    plan = files[0].pay.plan
    short = files[0].pay.sections[0].__class__(Group("x", 0, 1), files[0].pay.sections[0].pages)
    wrong = files[0].pay.__class__(
        **{**vars(files[0].pay), "sections": (short, *files[0].pay.sections[1:]), "plan": plan}
    )
    broken = [file.__class__(file.name, file.group, wrong, file.place) for file in files]
    with pytest.raises(OutputError, match="units come to"):
        write_units(result, broken, tmp_path, lang="en")
    assert not list(tmp_path.iterdir())


def test_a_name_that_a_system_refuses_is_mended():
    assert re.fullmatch(r"[^\\/:*?\"<>|]+", paging_name('局/科:*?"<>|\\\u202e.'))


def paging_name(label):
    from payout.outputs.paper.units import _file_name  # noqa: PLC0415 -- what is tried here alone

    return _file_name(label)


def test_a_part_of_a_view_holds_its_rows_alone(result):
    view = next(view for view in result.sheets if view.signature)
    plan = plan_view(result, view, "zh")
    pay = pay_list(result, plan, "zh")
    one = part(plan, pay.sections[1].group)
    whole = {cells.path: cells.each for cells in plan.columns}
    rows = slice(pay.sections[1].group.start, pay.sections[1].group.stop)
    assert {cells.path: cells.each for cells in one.columns} == {
        path: each[rows] for path, each in whole.items()
    }


def test_printed_pages_are_those_that_were_planned(result, tmp_path):
    """In a program that lacks the fonts, too, no column runs over to a page of its own."""
    files = unit_files(result, "zh")
    write_units(result, files, tmp_path, lang="zh")
    target = tmp_path / files[0].name
    only = openpyxl.load_workbook(target)
    for name in only.sheetnames[1:]:
        del only[name]
    only.save(target)
    command = [*soffice(tmp_path / "profile"), "--convert-to", "pdf", "--outdir", tmp_path, target]
    subprocess.run(command, check=True, capture_output=True)
    content = target.with_suffix(".pdf").read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b", content)) == len(files[0].pay.sections[0].pages)


@pytest.mark.parametrize("does", ["exit 0", "exec sleep 60"], ids=["makes none", "goes on"])
def test_a_converter_that_gives_no_pdf_is_told_with_the_workbook(does, tmp_path, monkeypatch):
    monkeypatch.setattr(units, "PDF_SECONDS", 0.2)
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\n{does}\n")
    program.chmod(0o700)
    (tmp_path / "0001 县财政局.xlsx").touch()
    with pytest.raises(OutputError, match=r"no PDF of 0001 县财政局\.xlsx \(1 in all\)"):
        write_pdfs(tmp_path, str(program), tmp_path / "profile")
