"""Writing a list of payments: what the units come to, then each unit's pages, broken and headed as they print.

Every sum is a formula over the cells above it. The sheet prints at its full size, never smaller: what stands on a page was measured
(`payout.outputs.paper.pages`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_col_to_name

from payout.outputs.capital import LIMIT_YUAN, capital_amount
from payout.outputs.paper.pages import (
    CAPITAL,
    NUMBER_WIDTH,
    REMARK_WIDTH,
    SCALE,
    SIGN,
    SIGNATURE_WIDTH,
    SUM,
    TITLE,
    UNIT_LINE,
    header_height,
)
from payout.outputs.workbook.cells import (
    At,
    put_blank,
    put_date,
    put_formula,
    put_number,
    put_text,
    put_wide,
)
from payout.outputs.workbook.looks import paper
from payout.outputs.workbook.plan import Group, is_live, total_text
from payout.outputs.workbook.sheet import in_lines, overflows
from payout.outputs.workbook.signing import write_signers
from payout.outputs.workbook.words import LIST_SIGNERS, NONE, NUMBER, SIGNATURE, TOTAL, counted
from payout.text import Text

if TYPE_CHECKING:
    from payout.outputs.paper.pages import PaperPage, PayList, UnitPages
    from payout.outputs.workbook.cells import Format, Sheet
    from payout.outputs.workbook.looks import Looks
    from payout.outputs.workbook.plan import Cells
    from payout.rules.compiled.result import Result
    from payout.text import Language

REMARK = Text("备注", "Remarks")
YUAN = Text("金额单位：元", "amounts in yuan")
PAGE_SUM = Text("本页小计", "This page")
BY_WHOM = Text("填表单位：", "Filled in by:")
OPEN_YEAR = Text("　　　　年度", "year ____")
IN_CAPITALS = Text("大写金额", "In Chinese capitals")


@dataclass
class Sheaf:
    """Pages on one sheet, written downwards."""

    sheet: Sheet
    pay: PayList
    result: Result
    looks: Looks
    lang: Language
    row: int = 0
    breaks: list[int] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)  # of each section the row of its total

    @property
    def last(self) -> int:
        """The last column: for signatures. The first, before the list's own, is the number."""
        return len(self.pay.columns) + 2

    @property
    def widths(self) -> tuple[int, ...]:
        """The widths of all columns."""
        return (NUMBER_WIDTH, *self.pay.widths, REMARK_WIDTH, SIGNATURE_WIDTH)


def write_pay_list(sheet: Sheet, pay: PayList, result: Result, looks: Looks, lang: Language) -> list[int]:
    """Write a list of payments; give the row of each section's total."""
    sheaf = Sheaf(sheet, pay, result, looks, lang)
    for column, width in enumerate(sheaf.widths):
        sheet.set_column(column, column, width, looks.plain)
    for section in pay.sections:
        _section(sheaf, section)
    sheet.set_h_pagebreaks(sheaf.breaks[:-1])
    sheet.print_area(0, 0, sheaf.row - 1, sheaf.last)
    sheet.hide_gridlines(2)
    paper(sheet, result.stamp, pay.plan.view.title(lang), lang, scale=SCALE)
    return sheaf.totals


def _section(sheaf: Sheaf, section: UnitPages) -> None:
    top = sheaf.row
    for page in section.pages:
        _head(sheaf, section, page)
        _page(sheaf, section, page)
        if not page.closes:
            sheaf.breaks.append(sheaf.row)
    _closing(sheaf, section, top)
    sheaf.breaks.append(sheaf.row)


def _page(sheaf: Sheaf, section: UnitPages, page: PaperPage) -> None:
    if page.stop == page.start:
        put_wide(sheaf.sheet, At(sheaf.row, 0, sheaf.looks.empty), sheaf.last, NONE(sheaf.lang))
        sheaf.row += 1
        return
    top = sheaf.row
    formats = [
        sheaf.looks.column(cells, wrapped=overflows(cells, width))
        for cells, width in zip(sheaf.pay.columns, sheaf.pay.widths, strict=True)
    ]
    for index in range(page.start, page.stop):
        _row(sheaf, index, index - section.group.start + 1, formats)
    if page.count > 1:  # else it would say what the total says
        label = counted(PAGE_SUM(sheaf.lang), page.stop - page.start, sheaf.lang)
        _sums(sheaf, label, Group("", page.start, page.stop), top)


def _head(sheaf: Sheaf, section: UnitPages, page: PaperPage) -> None:
    """Title, unit and period, headers."""
    view, looks, lang = sheaf.pay.plan.view, sheaf.looks, sheaf.lang
    title = f"{sheaf.result.stamp.title(lang)}  {view.title(lang)}"
    put_wide(sheaf.sheet, At(sheaf.row, 0, looks.title), sheaf.last, title)
    sheaf.sheet.set_row(sheaf.row, TITLE)
    pages = Text(f"第 {page.number} 页，共 {page.count} 页", f"page {page.number} of {page.count}")(lang)
    year = period(sheaf.result)(lang)
    middle = max(1, sheaf.last // 2)
    put_wide(sheaf.sheet, At(sheaf.row + 1, 0, looks.unit_line), middle - 1, _whose(sheaf, section))
    put_wide(
        sheaf.sheet,
        At(sheaf.row + 1, middle, looks.unit_side),
        sheaf.last,
        f"{year}    {YUAN(lang)}    {pages}",
    )
    sheaf.sheet.set_row(sheaf.row + 1, UNIT_LINE)
    headers = [NUMBER(lang), *map(in_lines, (c.header for c in sheaf.pay.columns), sheaf.pay.widths)]
    headers += [REMARK(lang), SIGNATURE(lang)]
    for column, text in enumerate(headers):
        put_text(sheaf.sheet, At(sheaf.row + 2, column, looks.header), text)
    sheaf.sheet.set_row(sheaf.row + 2, header_height(sheaf.pay))
    sheaf.row += 3


def period(result: Result) -> Text:
    """What the list is for; where the policy gives no year, room to write it."""
    return Text(f"{result.year} 年度", f"year {result.year}") if result.year else OPEN_YEAR


def _whose(sheaf: Sheaf, section: UnitPages) -> str:
    """Whose list it is; of one that is not by unit room to write whose."""
    if not section.group.label:
        return BY_WHOM(sheaf.lang)
    word = sheaf.pay.grouped
    return Text(f"{word.zh}：", f"{word.en.capitalize()}: ")(sheaf.lang) + section.group.label


def _row(sheaf: Sheaf, index: int, number: int, formats: list[Format]) -> None:
    sheet, pay, row = sheaf.sheet, sheaf.pay, sheaf.row
    put_number(sheet, At(row, 0, sheaf.looks.number), str(number))
    for column, (cells, look) in enumerate(zip(pay.columns, formats, strict=True), start=1):
        _cell(sheet, At(row, column, look), cells, cells.each[index])
    put_text(sheet, At(row, sheaf.last - 1, sheaf.looks.remark), pay.remarks[index])
    put_blank(sheet, At(row, sheaf.last, sheaf.looks.text))
    sheet.set_row(row, pay.heights[index])
    sheaf.row += 1


def _cell(sheet: Sheet, at: At, cells: Cells, value: str | date | None) -> None:
    if value is None:
        put_blank(sheet, at)
    elif isinstance(value, date):
        put_date(sheet, at, value)
    elif cells.number:
        put_number(sheet, at, value)
    else:
        put_text(sheet, at, value)


def _sums(sheaf: Sheaf, label: str, rows: Group, top: int) -> None:
    """A row of sums of what stands from row `top` down to it; sums on the way are passed over."""
    sheet, looks = sheaf.sheet, sheaf.looks
    put_text(sheet, At(sheaf.row, 0, looks.label), label)
    for column, cells in enumerate(sheaf.pay.columns, start=1):
        if cells.summed:
            _sum(sheet, At(sheaf.row, column, looks.sum(cells)), cells, rows, top)
        else:
            put_blank(sheet, At(sheaf.row, column, looks.label))
    for column in range(1 + len(sheaf.pay.columns), sheaf.last + 1):
        put_blank(sheet, At(sheaf.row, column, looks.label))
    sheet.set_row(sheaf.row, SUM)
    sheaf.row += 1


def _sum(sheet: Sheet, at: At, cells: Cells, rows: Group, top: int) -> None:
    total = total_text(cells, rows.start, rows.stop)
    if is_live(cells, rows.start, rows.stop, total):
        letter = xl_col_to_name(at.column)
        put_formula(sheet, at, f"=SUBTOTAL(9,{letter}{top + 1}:{letter}{at.row})", total)
    else:
        put_text(sheet, at, total)


def _closing(sheaf: Sheaf, section: UnitPages, top: int) -> None:
    """The unit's total, in capitals too, and the places to sign."""
    group = section.group
    word = sheaf.pay.grouped
    label = Text(f"{word.zh}合计", f"Total of the {word.en}") if group.label else TOTAL
    sheaf.totals.append(sheaf.row)
    _sums(sheaf, counted(label(sheaf.lang), group.stop - group.start, sheaf.lang), group, top)
    _capitals(sheaf, group)
    write_signers(sheaf.sheet, At(sheaf.row, 0, sheaf.looks.plain), sheaf.widths, LIST_SIGNERS, sheaf.lang)
    sheaf.sheet.set_row(sheaf.row, SIGN)
    sheaf.row += 1


def _capitals(sheaf: Sheaf, rows: Group) -> None:
    """What is paid, in capitals; where no column of the list is what is paid, nothing."""
    text = in_capitals(sheaf.pay, rows, sheaf.lang)
    if text:
        put_wide(sheaf.sheet, At(sheaf.row, 0, sheaf.looks.capitals), sheaf.last, text)
        sheaf.sheet.set_row(sheaf.row, CAPITAL)
        sheaf.row += 1


def in_capitals(pay: PayList, rows: Group, lang: Language) -> str:
    """What rows of a list are paid, in capitals; blank where no column is what is paid."""
    if pay.paid < 0:
        return ""
    cells = pay.columns[pay.paid]
    total = total_text(cells, rows.start, rows.stop)
    words = total if abs(Decimal(total)) >= LIMIT_YUAN else "人民币" + capital_amount(Decimal(total))
    return f"{IN_CAPITALS(lang)}({cells.field.label(lang)}):{words}"
