"""What the units of a list of payments come to: a row a unit, and who answers for all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlsxwriter.utility import quote_sheetname, xl_col_to_name, xl_rowcol_to_cell

from payout.outputs.paper.pages import CAPITAL, NUMBER_WIDTH, SIGN, SIGNATURE_WIDTH, SUM, TITLE, header_height
from payout.outputs.paper.write import in_capitals, period
from payout.outputs.workbook.cells import (
    At,
    put_blank,
    put_formula,
    put_number,
    put_text,
    put_title,
    put_wide,
)
from payout.outputs.workbook.looks import paper
from payout.outputs.workbook.plan import Group, is_live, total_text
from payout.outputs.workbook.sheet import in_lines
from payout.outputs.workbook.signing import widened, write_signers
from payout.outputs.workbook.words import LIST_SIGNERS, NUMBER, SIGNATURE, TOTAL, counted
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from payout.outputs.paper.pages import PayList
    from payout.outputs.workbook.cells import Sheet
    from payout.outputs.workbook.looks import Looks
    from payout.outputs.workbook.plan import Cells
    from payout.rules.compiled.result import Result
    from payout.text import Language

LABEL_WIDTH, COUNT_WIDTH = 44, 8
ROW = 20.0


def write_summary(  # noqa: PLR0913, PLR0917 -- two sheets: this one, and that on which the totals stand
    sheet: Sheet,
    pay: PayList,
    result: Result,
    looks: Looks,
    lang: Language,
    source: str,
    totals: Sequence[int],
) -> None:
    """Write a row a unit; each sum is the cell of `source` where the unit's own total stands, in its row of `totals`."""
    summed = [(at, cells) for at, cells in enumerate(pay.columns) if cells.summed]
    widths = [
        NUMBER_WIDTH,
        LABEL_WIDTH,
        COUNT_WIDTH,
        *(pay.widths[at] + 3 for at, _ in summed),
        SIGNATURE_WIDTH,
    ]
    widths = list(widened(widths, LIST_SIGNERS, lang))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width, looks.plain)
    title = f"{result.stamp.title(lang)}  {pay.plan.view.title(lang)}  {together(pay)(lang)}"
    title += "" if result.year and result.year in title else f"  {period(result)(lang)}"
    put_title(sheet, At(0, 0, looks.long_title), widths, title, TITLE)
    headers = [
        NUMBER(lang),
        pay.grouped(lang),
        pay.payees(lang),
        *(in_lines(cells.header, pay.widths[at] + 3) for at, cells in summed),
        SIGNATURE(lang),
    ]
    for column, text in enumerate(headers):
        put_text(sheet, At(1, column, looks.header), text)
    sheet.set_row(1, header_height(pay))
    sheet.repeat_rows(1)
    for number, (section, total) in enumerate(zip(pay.sections, totals, strict=True), start=1):
        _unit(sheet, number, section.group, looks)
        for column, (at, cells) in enumerate(summed, start=3):
            _figure(
                sheet,
                At(1 + number, column, looks.column(cells)),
                cells,
                section.group,
                f"={quote_sheetname(source)}!{xl_rowcol_to_cell(total, at + 1)}",
            )
        put_blank(sheet, At(1 + number, len(widths) - 1, looks.text))
    row = 2 + len(pay.sections)
    _total(sheet, row, pay, summed, looks, lang)
    words = in_capitals(pay, Group("", 0, pay.plan.rows), lang)
    if words:
        row += 1
        put_wide(sheet, At(row, 0, looks.capitals), len(widths) - 1, words)
        sheet.set_row(row, CAPITAL)
    write_signers(sheet, At(row + 1, 0, looks.plain), widths, LIST_SIGNERS, lang)
    sheet.set_row(row + 1, SIGN)
    sheet.print_area(0, 0, row + 1, len(widths) - 1)
    sheet.hide_gridlines(2)
    sheet.freeze_panes(2, 2)
    paper(sheet, result.stamp, title, lang)


def together(pay: PayList) -> Text:
    """What the page is: all sections of a list, a row each."""
    return Text(f"各{pay.grouped.zh}汇总", f"by {pay.grouped.en}")


def _unit(sheet: Sheet, number: int, group: Group, looks: Looks) -> None:
    row = 1 + number
    put_number(sheet, At(row, 0, looks.number), str(number))
    put_text(sheet, At(row, 1, looks.text), group.label)
    put_number(sheet, At(row, 2, looks.number), str(group.stop - group.start))
    sheet.set_row(row, ROW)


def _figure(sheet: Sheet, at: At, cells: Cells, rows: Group, formula: str) -> None:
    total = total_text(cells, rows.start, rows.stop)
    if is_live(cells, rows.start, rows.stop, total):
        put_formula(sheet, at, formula, total)
    else:
        put_text(sheet, at, total)


def _total(  # noqa: PLR0913, PLR0917 -- as write_summary
    sheet: Sheet, row: int, pay: PayList, summed: Sequence[tuple[int, Cells]], looks: Looks, lang: Language
) -> None:
    for column in range(4 + len(summed)):
        put_blank(sheet, At(row, column, looks.label))
    put_text(sheet, At(row, 0, looks.label), counted(TOTAL(lang), len(pay.sections), lang))
    everybody = Group("", 0, pay.plan.rows)
    put_formula(sheet, At(row, 2, looks.sum_of_counts), f"=SUM(C3:C{row})", str(pay.plan.rows))
    for column, (_, cells) in enumerate(summed, start=3):
        letter = xl_col_to_name(column)
        _figure(sheet, At(row, column, looks.sum(cells)), cells, everybody, f"=SUM({letter}3:{letter}{row})")
    sheet.set_row(row, SUM)
