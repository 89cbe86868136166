"""slips.xlsx: a row a payee, with the main figures and the sentence of the slip."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import xlsxwriter

from payout.outputs.papers.cells import texts_of
from payout.outputs.papers.pages import plain
from payout.outputs.workbook.book import FIT_EVERY_TEXT_AS_TEXT, describe
from payout.outputs.workbook.cells import At, put_number, put_text, text_lines
from payout.outputs.workbook.looks import Looks, paper
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from payout.outputs.workbook.cells import Format, Sheet
    from payout.rules.compiled.result import Field, Result
    from payout.text import Language

SHEET = Text("通知单汇总", "Slips")
WHO = (Text("单位", "Unit"), Text("编号", "Key"), Text("姓名", "Name"))
SAYS = Text("说明", "In one sentence")
WIDTHS, FIGURE, SENTENCE = (24, 13, 12), 14, 60
LINE_HEIGHT = 14.5
MONEY, PLAIN = "#,##0.00", "General"


@dataclass(frozen=True)
class SlipRow:
    """What the workbook says of a payee; `row` is that of the level, below nothing of somebody who is not there any more."""

    row: int
    unit: str
    key: str
    name: str
    sentence: str


def write_sheet(  # noqa: PLR0913 -- where, of what, by keyword only
    path: Path, result: Result, *, level: str, columns: Sequence[str], rows: Sequence[SlipRow], lang: Language
) -> None:
    """Write the workbook. Raises CellTooLong where a text does not fit a cell."""
    workbook = xlsxwriter.Workbook(path, {**FIT_EVERY_TEXT_AS_TEXT, "tmpdir": str(path.parent)})
    describe(workbook, result.stamp, lang)
    looks = Looks(workbook, lang)
    sheet = workbook.add_worksheet(SHEET(lang))
    every = [one.row for one in rows if one.row >= 0]
    place = {row: at for at, row in enumerate(every)}
    figures = [texts_of(result, level, name, every, lang) for name in columns]
    _heads(sheet, [*WHO, *(field.label for field, _ in figures), SAYS], looks, lang)
    for at, one in enumerate(rows, 1):
        for column, said in enumerate((one.unit, one.key, one.name)):
            put_text(sheet, At(at, column, looks.wrapped), plain(said))
        for column, (field, texts) in enumerate(figures, len(WHO)):
            text = texts[place[one.row]] if one.row >= 0 else ""
            _put(sheet, At(at, column, _look(looks, field)), field, text)
        put_text(sheet, At(at, len(WHO) + len(figures), looks.wrapped), plain(one.sentence))
        sheet.set_row(
            at, LINE_HEIGHT * max(text_lines(one.sentence, SENTENCE - 1), text_lines(one.unit, 23)) + 3
        )
    sheet.autofilter(0, 0, len(rows), len(WHO) + len(figures))
    paper(sheet, result.stamp, SHEET(lang), lang)
    workbook.close()


def _heads(sheet: Sheet, heads: Sequence[Text], looks: Looks, lang: Language) -> None:
    widths = (*WIDTHS, *(FIGURE for _ in heads[len(WIDTHS) : -1]), SENTENCE)
    for column, (head, width) in enumerate(zip(heads, widths, strict=True)):
        sheet.set_column(column, column, width)
        put_text(sheet, At(0, column, looks.header), head(lang))
    sheet.set_row(0, LINE_HEIGHT * 2)
    sheet.freeze_panes(1, len(WHO))
    sheet.repeat_rows(0)


def _look(looks: Looks, field: Field) -> Format:
    if field.kind != "number":
        return looks.wrapped
    return looks.amount(MONEY if field.measure == "yuan" else PLAIN)


def _put(sheet: Sheet, at: At, field: Field, text: str) -> None:
    put_number(sheet, at, text) if field.kind == "number" and text else put_text(sheet, at, plain(text))
