"""What leaves the office can be read: on every sheet of every scheme letters of nine points, nothing cut, a total with its rows."""

import dataclasses
import itertools
import random
import re

import openpyxl
import pytest
import xlsxwriter

from payout.cases import examples_of
from payout.intake.template import Guide, write_template
from payout.outputs import write_workbook
from payout.outputs.formulas import write_formulas
from payout.outputs.formulas.parameters import PARAMETERS
from payout.outputs.formulas.summary import SUMMARY
from payout.outputs.names import FORMULAS
from payout.outputs.workbook import words
from payout.outputs.workbook.breaks import Room, breaks_behind_rows, keep_headings, page_breaks
from payout.outputs.workbook.look import LookPage
from payout.outputs.workbook.looks import Looks
from payout.rules.compiled.look import BEFORE_PAYING, BEFORE_PUBLISHING
from payout.rules.policy.card import Chart, SheetPlan
from payout.text import Text
from tests.evidence.traces import SCHEMES, batch
from tests.outputs.printed import printed
from tests.outputs.sample import county
from tests.outputs.test_charts import parts, ranges, values_at, written

LEAST = 9
HEADED = (BEFORE_PAYING.zh, BEFORE_PUBLISHING.zh, words.COVER.zh)  # sheets with headings between their rows
SEEDS = range(8)


def held(path):
    """Hold what every sheet must hold; give the sheets."""
    sheets = printed(path)
    for sheet in sheets:
        assert sheet.smallest >= LEAST, (sheet.name, sheet.smallest)
        assert sheet.paper == "9", sheet.name
        assert 'scaleWithDoc="0"' in sheet.heading, sheet.name
        assert set(re.findall(r"&amp;(\d+)", sheet.heading)) == {str(LEAST)}, sheet.name
    return sheets


@pytest.mark.parametrize("name", SCHEMES)
def test_every_sheet_of_every_scheme_prints_in_nine_points(name, tmp_path):
    path = tmp_path / "payout.xlsx"
    write_workbook(batch(name).result, path, lang="zh")
    for sheet in held(path):
        assert sheet.name not in HEADED or not sheet.bold.intersection(sheet.feet), sheet.name
        signed = list(re.finditer(r'<row r="(\d+)"[^>]*>(?:(?!</row>).)*制表：', sheet.text))
        assert not any(int(row[1]) - 3 <= at < int(row[1]) for row in signed[-1:] for at in sheet.breaks)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_heading_stands_on_the_page_of_what_it_heads(lang, tmp_path):
    """Of the parameters with their tables, and of what is compared in the workbook of formulas."""
    run = batch("bonus_tax")
    write_formulas(run.run, run.result.stamp, tmp_path, lang=lang)
    names = {SUMMARY(lang), PARAMETERS(lang)}
    sheets = [sheet for sheet in printed(tmp_path / FORMULAS) if sheet.name in names]
    assert len(sheets) == len(names)
    assert any(sheet.feet for sheet in sheets)
    for sheet in sheets:
        assert not sheet.bold.intersection(sheet.feet), (sheet.name, sheet.feet)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_page_ends_with_a_row_that_leads(seed):
    draw = random.Random(seed)
    heights = [draw.choice([15.0, 20.0, 35.0, 61.0]) for _ in range(draw.randint(1, 300))]
    leading = {row for row in range(len(heights) - 1) if draw.random() < draw.choice([0.05, 0.3])}
    begins = breaks_behind_rows(heights, leading, 488.0)
    assert begins == sorted(set(begins)), seed
    assert not leading & {row - 1 for row in begins}, seed
    for start, stop in itertools.pairwise([0, *begins, len(heights)]):
        inside = [row for row in range(start, stop) if row - 1 not in leading]
        assert sum(heights[start:stop]) <= 488.0 or len(inside) == 1, seed


@pytest.mark.parametrize("name", SCHEMES)
def test_every_template_prints_in_nine_points(name, tmp_path):
    policy = batch(name).run.compiled.policy
    guide = Guide(policy.card.title, "2012", policy.card.guide, examples_of(policy.folder))
    for lang in ("zh", "en"):
        write_template(tmp_path / f"{lang}.xlsx", policy.tables, guide, lang=lang)
        held(tmp_path / f"{lang}.xlsx")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_list_whose_names_are_long_shows_them_whole(lang, tmp_path):
    result = county()
    people = result.frames["person"]
    long = "某某市经济技术开发区管理委员会社会事务管理局劳动保障监察综合行政执法大队直属第二中队办公室"
    names = people.table["name"].to_list()
    table = people.table.assign(name=people.table["name"].array.__class__._from_sequence([long, *names[1:]]))
    frames = {**result.frames, "person": dataclasses.replace(people, table=table)}
    path = tmp_path / "payout.xlsx"
    write_workbook(dataclasses.replace(result, frames=frames), path, lang=lang)
    held(path)
    book = openpyxl.load_workbook(path)
    tall = [
        sheet.row_dimensions[cell.row].height
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value == long and cell.alignment.wrap_text
    ]
    assert len(tall) >= 2  # on the list that is signed, and on that behind it
    assert min(tall) >= 2 * 13.5


def test_the_places_to_sign_stand_on_one_line_that_is_not_cut(tmp_path):
    path = tmp_path / "payout.xlsx"
    write_workbook(batch("mining_five_in_one").result, path, lang="zh")
    narrow = next(sheet for sheet in printed(path) if sheet.name == "缺考核月份")
    line = re.search(r">(制表：[^<]*日)<", narrow.text)[1]
    assert 7 * 2 * len(line) <= narrow.pixels
    for signer in ("复核：", "审批：", "日期："):
        assert re.search(rf"　{{4,}}{signer}", line)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_closes_a_list_stands_with_rows_of_it(seed):
    draw = random.Random(seed)
    heights = [draw.choice([16.0, 16.0, 35.0, 61.0]) for _ in range(draw.randint(1, 200))]
    room = Room(draw.uniform(300, 400), draw.uniform(400, 460), draw.uniform(40, 70))
    begins = page_breaks(heights, room)
    assert begins == sorted(set(begins)), seed
    pages = list(zip([0, *begins], [*begins, len(heights)], strict=True))
    for number, (start, stop) in enumerate(pages):
        assert stop > start, seed
        closing = room.closing if number == len(pages) - 1 else 0
        tall = sum(heights[start:stop]) + closing
        assert tall <= (room.other if number else room.first) or stop - start <= 3, seed


@pytest.mark.parametrize("seed", SEEDS)
def test_a_drawn_table_of_any_size_prints_in_nine_points_and_holds_every_value_once(seed, tmp_path):
    draw = random.Random(seed)
    series, categories = draw.randint(1, 70), draw.randint(1, 40)
    names = [f"U{number:03}" + "长" * draw.choice([0, 4, 12]) for number in range(series)]
    rows = [(name, 1980 + year, str(draw.randint(1, 9999))) for name in names for year in range(categories)]
    kind = draw.choice(["line", "column"])
    plan = SheetPlan(
        Text("历年总分", "over the years"), "unit_year", ("unit_id", "year", "total"), order=("unit_id", "year"),
        totals=(), signature=False, chart=Chart(kind, "year", ("total",), "unit_id"),
    )  # fmt: skip
    path = written(tmp_path, plan, rows=rows)
    drawn = next(sheet for sheet in held(path) if "（图）" in sheet.name)
    assert drawn.across, seed
    assert drawn.chart <= drawn.pixels, seed
    book = openpyxl.load_workbook(path)
    cells = [cell.value for row in book[drawn.name].iter_rows(min_row=3) for cell in row]
    assert sorted(cell for cell in cells if str(cell).startswith("U")) == sorted(names), seed
    assert sum(isinstance(cell, int) for cell in cells) >= len(rows), seed
    charts = parts(path, "xl/charts/chart")
    assert bool(charts) == (series <= 60), seed
    for chart in charts:
        found = {
            values_at(book, name)[0]: (values_at(book, x), values_at(book, y)) for name, x, y in ranges(chart)
        }
        years = [1980 + at for at in range(categories)]
        assert found == {
            name: (years, [int(total) for one, _, total in rows if one == name]) for name in names
        }, seed


def test_a_signed_list_has_no_ranks_a_period_and_whose_it_is(tmp_path):
    path = tmp_path / "payout.xlsx"
    write_workbook(batch("federation_differential").result, path, lang="zh")
    book = openpyxl.load_workbook(path)
    rows = [[cell.value for cell in row] for row in book["奖励发放表"].iter_rows()]
    assert "名次" not in rows[2]
    assert rows[1][0] == "单位：市妇联机关"
    assert any(str(cell).startswith("　　　　年度") for cell in rows[1] if cell)
    together = [[cell.value for cell in row] for row in book["奖励发放表汇总"].iter_rows()]
    assert together[1][1:3] == ["单位", "人数"]
    write_workbook(batch("district_points").result, path, lang="zh")
    book = openpyxl.load_workbook(path)
    heads = [cell.value for cell in book["单位考核奖发放表汇总"][2]]
    assert heads[1:4] == ["类别", "单位数", "人数"]


def test_notes_between_a_heading_and_its_table_stand_with_both(tmp_path):
    """Of what is looked at before paying, why nothing is paid: a heading, the reasons, then the rows."""
    with xlsxwriter.Workbook(tmp_path / "look.xlsx") as book:
        sheet = book.add_worksheet()
        page = LookPage(sheet, Looks(book, "zh"), "zh")
        page.heads()
        for _ in range(33):
            page.line(("甲", "乙", "1", "丙"))
        heading = page.row
        page.section(Text("为 0 的 9 行", "of nothing"))
        page.note("5 行：没有得分")
        page.note("4 行：不在岗")
        page.heads()
        page.line(("甲", "乙", "1", "丙"))
        keep_headings(sheet, page.leading, page.row, portrait=True)
        assert sheet.hbreaks == [heading]
