"""notice.xlsx: the same list, to be put up from a spreadsheet or checked beside the page."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import xlsxwriter

from payout.outputs.notice import words
from payout.outputs.papers.pages import plain
from payout.outputs.workbook.book import FIT_EVERY_TEXT_AS_TEXT, describe
from payout.outputs.workbook.cells import At, broken, put_number, put_text, put_wide, text_lines
from payout.outputs.workbook.looks import Looks, paper
from payout.text import Text

if TYPE_CHECKING:
    from pathlib import Path

    from payout.outputs.notice.notice import Notice
    from payout.outputs.workbook.cells import Sheet
    from payout.rules.compiled.result import Stamp
    from payout.text import Language

SHEET = Text("公示", "Public notice")
NARROW, NAME, WIDE = 8, 26, 20
LINE_HEIGHT = 17.0


def write_sheet(notice: Notice, path: Path, stamp: Stamp, lang: Language) -> None:
    """Write the workbook. Raises CellTooLong where a text does not fit a cell."""
    workbook = xlsxwriter.Workbook(path, {**FIT_EVERY_TEXT_AS_TEXT, "tmpdir": str(path.parent)})
    describe(workbook, stamp, lang)
    looks, sheet = Looks(workbook, lang), workbook.add_worksheet(SHEET(lang))
    last, row = len(notice.fields) + 1, 0
    for column in range(last + 1):
        sheet.set_column(column, column, (NARROW, NAME)[column] if column < 2 else WIDE)
    width = NARROW + NAME + WIDE * len(notice.fields)
    draft = [(words.DRAFT(lang), looks.alarm)] if notice.draft else []
    above = [
        *draft,
        (words.heading(notice, lang), looks.title),
        *((one, looks.note) for one in words.paragraphs(notice, lang)),
    ]
    for text, look in above:
        row = _wide(sheet, row, last, plain(text), look, width)
    header = row
    heads = [words.NUMBER(lang), notice.subject, *(words.label(field, lang) for field in notice.fields)]
    for column, head in enumerate(heads):
        put_text(sheet, At(row, column, looks.header), plain(head))
    row = _rows(sheet, notice, looks, row + 1)
    for text in (words.objections(notice, lang), words.SEAL(lang), words.signed(notice, lang)):
        row = _wide(sheet, row, last, plain(text), looks.note, width)
    sheet.repeat_rows(header)
    sheet.freeze_panes(header + 1, 0)
    paper(sheet, stamp, words.heading(notice, lang), lang, portrait=True, one_page=False)
    workbook.close()


def _wide(sheet: Sheet, row: int, last: int, text: str, look: object, width: int) -> int:  # noqa: PLR0913, PLR0917 - one line of the sheet
    text = broken(text, width)
    put_wide(sheet, At(row, 0, look), last, text)
    sheet.set_row(row, LINE_HEIGHT * (text_lines(text, width) + 1))
    return row + 1


def _rows(sheet: Sheet, notice: Notice, looks: Looks, row: int) -> int:
    """The list, downwards from a row; the row below it."""
    numbers = count(1)
    for unit in notice.units:
        if unit.called:
            put_wide(sheet, At(row, 0, looks.label), len(notice.fields) + 1, unit.called)
            row += 1
        for one in unit.rows:
            put_number(sheet, At(row, 0, looks.number), str(next(numbers)))
            put_text(sheet, At(row, 1, looks.text), f"{one.name} {one.mark}".strip())
            for column, (field, text) in enumerate(zip(notice.fields, one.cells, strict=True), 2):
                if field.kind == "number" and text:
                    put_number(
                        sheet,
                        At(row, column, looks.amount("#,##0.00" if field.measure == "yuan" else "General")),
                        text,
                    )
                else:
                    put_text(sheet, At(row, column, looks.text), text)
            row += 1
    return row
