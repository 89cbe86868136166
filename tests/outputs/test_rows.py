"""Rows that are made by column are those that XlsxWriter makes cell by cell, and one reader finds the same in both."""

import datetime as dt
import io
import random
import zipfile
from fractions import Fraction
from xml.etree import ElementTree as ET

import numpy as np
import openpyxl
import pandas as pd
import pyarrow as pa
import pytest
import xlsxwriter

from payout.outputs.errors import CellTooLong
from payout.outputs.workbook.book import FIT_EVERY_TEXT_AS_TEXT, saved
from payout.outputs.workbook.cells import (
    At,
    clean,
    fits_double,
    put_blank,
    put_date,
    put_number,
    put_text,
    text_width,
)
from payout.outputs.workbook.looks import Looks
from payout.outputs.workbook.plan import _widest, cells_of, content_width, is_live, total_text
from payout.outputs.workbook.rows import RowLines, RowSheet
from tests.outputs.sample import exact, field, strings

ROWS = 60
SIGNS = [
    *"a<&>\"'_x\u3000 \t\n\r\x00\x7f\x85\ufffe\uffff张𠮷é",
    "_x0041_",
    "\r\n",
    "<r>",
    "</r>",
    "=1+1",
    "http://a.b",
]
NUMBERS = (
    "0",
    "-0.05",
    "12345678901234.56",
    "1234567890123456.7",
    "1e-6",
    "20000/3",
    "-1/3",
    "999999999999999",
    "0.1",
)


def columns(draw):
    """A column of each kind, with rows that are missing."""
    texts = ["".join(draw.choices(SIGNS, k=draw.randrange(6))) for _ in range(ROWS)]
    days = [dt.date(draw.choice([1850, 1900, 1901, 2012]), 1, 1 + row % 28) for row in range(ROWS)]
    numbers = [Fraction(draw.choice(NUMBERS)) for _ in range(ROWS)]
    gone = [draw.random() < 0.1 for _ in range(ROWS)]

    def some(values):
        return [None if missing else value for value, missing in zip(values, gone, strict=True)]

    kinds = (
        (field("t", "p", "文", "text", "text"), strings(some(texts))),
        (field("d", "p", "日", "day", "date"), pd.array(some(days), dtype=pd.ArrowDtype(pa.date32()))),
        (field("n", "p", "数", "number", "number", "rule", measure="yuan"), exact(some(numbers))),
        (field("m", "p", "月", "months", "number", "rule", measure="months"), exact(some(numbers))),
        (field("q", "p", "比", "ratio", "number", "rule", measure="ratio"), exact(some(numbers))),
        (field("f", "p", "是", "flag", "flag"), pd.array(some(map(bool, range(ROWS))), dtype="boolean")),
    )
    return [cells_of(about.name, about, values, "zh") for about, values in kinds]


def cell_by_cell(sheet, lines):
    """The same rows as XlsxWriter writes them."""
    for row in range(ROWS):
        put_number(sheet, At(row, 0, lines.before), str(row + 1))
        for column, (cells, look) in enumerate(zip(lines.columns, lines.looks, strict=True), start=1):
            at, value = At(row, column, look), cells.each[row]
            if value is None:
                put_blank(sheet, at)
            elif isinstance(value, dt.date):
                put_date(sheet, at, value)
            else:
                put_number(sheet, at, value) if cells.number else put_text(sheet, at, value)
        put_blank(sheet, At(row, len(lines.columns) + 1, lines.after))
        sheet.set_row(row, lines.height, None, {"level": lines.level})


def by_column(sheet, lines):
    rows = pa.array(np.arange(ROWS))
    for start in range(0, ROWS, 7):
        stop = min(start + 7, ROWS)
        sheet.write_rows(
            start, lines.of(start, stop, rows[start:stop], "x"), len(lines.columns) + 1, lines.level
        )


def written(folder, write, kind, draw):
    """The parts of a workbook that holds the rows."""
    with saved(folder / "a.xlsx", "zh") as book:
        looks = Looks(book, "zh")
        cells = tuple(columns(draw))
        lines = RowLines(cells, tuple(map(looks.column, cells)), looks.number, looks.text, 16.0, 1)
        write(book.add_worksheet("x", kind), lines)
    with zipfile.ZipFile(folder / "a.xlsx") as parts:
        return {name: parts.read(name) for name in parts.namelist()}


def in_form(sheet):
    """The rows of a sheet: their attributes, and of each cell its place, look and what it holds."""
    main = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    root = ET.fromstring(sheet)  # noqa: S314 - written by the test
    return [
        (
            row.attrib,
            [
                (cell.get("r"), cell.get("s"), cell.get("t"), cell.findtext(f"{main}is/{main}t"), number(cell.findtext(f"{main}v")))
                for cell in row
            ],
        )
        for row in root.iter(f"{main}row")
    ]  # fmt: skip


def number(text):
    return None if text is None else float(text)


class InlineSheet(xlsxwriter.worksheet.Worksheet):
    """XlsxWriter's own worksheet in constant memory, for its texts to stand in their cells."""

    def _initialize(self, init_data):
        super()._initialize({**init_data, "constant_memory": True})


@pytest.mark.parametrize("seed", range(5))
def test_rows_by_column_are_rows_by_cell(tmp_path, seed):
    """A text that is `<r>…</r>` is left out: XlsxWriter takes it for its own markup."""
    print(f"seed {seed}")  # noqa: T201 - to find it again
    ways = ((by_column, RowSheet), (cell_by_cell, InlineSheet))
    one, other = (written(tmp_path, write, kind, random.Random(seed)) for write, kind in ways)
    assert one.keys() == other.keys()
    assert one["xl/styles.xml"] == other["xl/styles.xml"]
    mine, theirs = (in_form(parts["xl/worksheets/sheet1.xml"]) for parts in (one, other))
    assert len(mine) == ROWS
    assert mine == theirs


def test_a_text_that_looks_like_markup_is_a_text(tmp_path):
    evil = ["<r><t>a</t></r>", "<r>&</r>", "</t></is></c>", "]]>"]
    about = field("t", "p", "文", "text", "text")
    with saved(tmp_path / "a.xlsx", "zh") as book:
        looks = Looks(book, "zh")
        lines = RowLines(
            (cells_of("t", about, strings(evil), "zh"),), (looks.text,), looks.number, None, 16.0, 0
        )
        book.add_worksheet("x", RowSheet).write_rows(0, lines.of(0, 4, pa.array(np.arange(4)), "x"), 1)
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["x"]
    assert [cell.value for cell in sheet["B"]] == evil
    with saved(tmp_path / "b.xlsx", "zh") as book:
        plain = book.add_worksheet("x")
        for row, text in enumerate(evil):
            put_text(plain, At(row, 1, book.add_format()), text)
    assert [cell.value for cell in openpyxl.load_workbook(tmp_path / "b.xlsx")["x"]["B"]] == evil


@pytest.mark.parametrize("text", ["长" * 32_768, "𠮷" * 16_384, "a" * 40_000])
def test_a_text_too_long_is_named_with_its_cell(text):
    about = field("t", "p", "文", "text", "text")
    lines = RowLines((cells_of("t", about, strings(["a", text]), "zh"),), (None,), None, None, 16.0, 0)
    book = xlsxwriter.Workbook(io.BytesIO(), FIT_EVERY_TEXT_AS_TEXT)
    look = book.add_format()
    lines = RowLines(lines.columns, (look,), look, None, 16.0, 0)
    with pytest.raises(CellTooLong, match="人员!B12"):
        lines.of(0, 2, pa.array([10, 11]), "人员")


def test_rows_above_what_is_written_are_refused(tmp_path):
    with saved(tmp_path / "a.xlsx", "zh") as book:
        sheet = book.add_worksheet("x", RowSheet)
        put_text(sheet, At(5, 0, None), "below")
        put_text(sheet, At(6, 0, None), "further below")
        with pytest.raises(ValueError, match="do not fit"):
            sheet.write_rows(3, pa.array(["<row/>"]), 1)


@pytest.mark.parametrize("seed", range(5))
def test_columns_are_judged_as_their_cells_are(seed):
    print(f"seed {seed}")  # noqa: T201 - to find it again
    draw = random.Random(seed)
    for cells in columns(draw):
        shown = [value for value in cells.each if isinstance(value, str)]
        if not cells.number:
            if cells.field.kind == "text":
                assert _widest(cells.shown) == max(map(text_width, shown), default=0)
            continue
        assert list(cells.fits) == [value is None or fits_double(value) for value in cells.each]
        assert Fraction(total_text(cells, 3, 40)) == sum(
            Fraction(v) for v in cells.each[3:40] if v is not None
        )
        fit = all(fits_double(v) for v in cells.each[3:40] if v is not None)
        total = total_text(cells, 3, 40)
        assert is_live(cells, 3, 40, total) == (fit and fits_double(total))
        assert content_width(cells) >= max(len(value.partition(".")[0]) for value in shown)


def test_widths_of_texts_with_line_ends_and_marks():
    texts = ["ab\n人员人员", "é́́", "", clean("x\x00"), "短"]
    assert _widest(pa.array([*texts, None])) == 8
