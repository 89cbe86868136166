"""Writing a planned view on a sheet: title, header, rows with subtotals, total, sign-off, and how it prints.

A view without groups gets a filter. One with groups gets an outline instead: sorting through a filter's
menu would shuffle the subtotals in among the rows that they add up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_col_to_name

from payout.outputs.workbook.cells import (
    At,
    put_blank,
    put_date,
    put_formula,
    put_number,
    put_text,
    put_wide,
    text_lines,
    text_width,
)
from payout.outputs.workbook.looks import paper
from payout.outputs.workbook.plan import Group, content_width, is_live, total_text
from payout.outputs.workbook.words import (
    NONE,
    NUMBER,
    SIGN_OFF,
    SIGNATURE,
    SUBTOTAL,
    TOTAL,
    counted,
    rows_text,
)

if TYPE_CHECKING:
    from payout.outputs.workbook.cells import Format, Sheet
    from payout.outputs.workbook.looks import Looks
    from payout.outputs.workbook.plan import Cells, Plan
    from payout.rules.compiled.result import Stamp
    from payout.text import Language

LINE_HEIGHT = 15.0
SIGNED_HEIGHT = 24.0
SUM_HEIGHT = 19.0
SPACER_HEIGHT = 4.0
NUMBER_WIDTH, SIGNATURE_WIDTH = 6, 14
NARROWEST, WIDEST = 6, 40
FROZEN = 3  # the row number and the first two columns stay in sight


@dataclass(frozen=True)
class Page:
    """A sheet and all that is known of it before it is written."""

    sheet: Sheet
    plan: Plan
    stamp: Stamp
    looks: Looks
    lang: Language
    widths: tuple[int, ...]

    @property
    def header(self) -> int:
        """The row of the column headers."""
        return 3 if self.plan.view.note(self.lang) else 2

    @property
    def first(self) -> int:
        """The first row below the headers."""
        return self.header + 1

    @property
    def last_column(self) -> int:
        """The last column: of the view, or for signatures."""
        return len(self.widths) - 1


@dataclass(frozen=True)
class Span:
    """Rows of a plan, and where they stand on the sheet (both ends included there)."""

    start: int
    stop: int
    top: int
    bottom: int


def write_view(sheet: Sheet, plan: Plan, stamp: Stamp, looks: Looks, lang: Language) -> Page:
    """Write a view; give the page as written, for what is drawn from it."""
    page = Page(sheet, plan, stamp, looks, lang, _widths(plan))
    for column, width in enumerate(page.widths):
        sheet.set_column(column, column, width, looks.plain)
    _write_top(page)
    _write_header(page)
    bottom = _write_rows(page)
    last = _write_total(page, bottom)
    _write_sign_off(page, last + 2)
    if not plan.groups and plan.rows:
        sheet.autofilter(page.header, 0, bottom - 1, page.last_column)
    sheet.freeze_panes(page.first, min(FROZEN, max(0, page.last_column - 3)))
    sheet.repeat_rows(page.header)
    sheet.print_area(0, 0, last + 2, page.last_column)
    paper(sheet, stamp, plan.view.title(lang), lang)
    return page


def _widths(plan: Plan) -> tuple[int, ...]:
    signature = (SIGNATURE_WIDTH,) if plan.view.signature else ()
    return (NUMBER_WIDTH, *(_width(cells) for cells in plan.columns), *signature)


def _width(cells: Cells) -> int:
    """Fit the content, a header of two lines, and the total, which is longer than its parts."""
    content = content_width(cells) + (3 if cells.summed else 0)
    return min(WIDEST, max(NARROWEST, content + 2, -(-text_width(cells.header) // 2) + 3))


def _write_top(page: Page) -> None:
    sheet, stamp, lang = page.sheet, page.stamp, page.lang
    put_wide(sheet, At(0, 0, page.looks.title), page.last_column, page.plan.view.title(lang))
    sheet.set_row(0, 28)
    about = f"{stamp.document(lang)}  ·  {stamp.id} {stamp.version}  ·  {rows_text(page.plan.rows, lang)}"
    put_wide(sheet, At(1, 0, page.looks.quiet), page.last_column, about)
    sheet.set_row(1, SUM_HEIGHT)
    note = page.plan.view.note(lang)
    if note:
        put_wide(sheet, At(2, 0, page.looks.note), page.last_column, note)
        sheet.set_row(2, LINE_HEIGHT * text_lines(note, sum(page.widths) * 0.95) + 5)


def in_lines(header: str, width: int) -> str:
    """Put the unit of measure on a line of its own where the header must be broken anyway."""
    label, mark, measure = header.rpartition("（" if header.endswith("）") else " (")
    if not label or text_width(header) <= width - 1:
        return header
    return f"{label}\n{mark.strip()}{measure}"


def _write_header(page: Page) -> None:
    parts = zip(page.plan.columns, page.widths[1:], strict=False)
    headers = [NUMBER(page.lang), *(in_lines(cells.header, width) for cells, width in parts)]
    if page.plan.view.signature:
        headers.append(SIGNATURE(page.lang))
    for column, text in enumerate(headers):
        put_text(page.sheet, At(page.header, column, page.looks.header), text)
    lines = max(text_lines(text, width - 2) for text, width in zip(headers, page.widths, strict=True))
    page.sheet.set_row(page.header, LINE_HEIGHT * lines + 6)


def _write_rows(page: Page) -> int:
    """Write the rows, each group followed by its subtotal; give the row below the last."""
    plan, row = page.plan, page.first
    if not plan.rows:
        put_wide(page.sheet, At(row, 0, page.looks.empty), page.last_column, NONE(page.lang))
        return row + 1
    formats = [page.looks.column(cells) for cells in plan.columns]
    for group in plan.groups or (Group("", 0, plan.rows),):
        top = row
        for index in range(group.start, group.stop):
            _write_row(page, row, index, formats)
            row += 1
        if plan.groups:
            label = counted(f"{SUBTOTAL(page.lang)}  {group.label}", group.stop - group.start, page.lang)
            _write_sums(page, row, label, Span(group.start, group.stop, top, row - 1))
            row += 1
    return row


def _write_row(page: Page, row: int, index: int, formats: list[Format]) -> None:
    sheet, plan = page.sheet, page.plan
    put_number(sheet, At(row, 0, page.looks.number), str(index + 1))
    for column, (cells, look) in enumerate(zip(plan.columns, formats, strict=True), start=1):
        put_cell(sheet, At(row, column, look), cells, cells.values[index])
    if plan.view.signature:
        put_blank(sheet, At(row, page.last_column, page.looks.text))
    height = SIGNED_HEIGHT if plan.view.signature else LINE_HEIGHT + 1
    sheet.set_row(row, height, None, {"level": 1} if plan.groups else {})


def put_cell(sheet: Sheet, at: At, cells: Cells, value: str | date | None) -> None:
    """Write one value of a column."""
    if value is None:
        put_blank(sheet, at)
    elif isinstance(value, date):
        put_date(sheet, at, value)
    elif cells.number:
        put_number(sheet, at, value)
    else:
        put_text(sheet, at, value)


def _write_total(page: Page, bottom: int) -> int:
    """Write the total below a thin empty row, which keeps it out of the filter; give the last row written."""
    plan = page.plan
    if not plan.view.totals:
        return bottom - 1
    page.sheet.set_row(bottom, SPACER_HEIGHT)
    label = counted(TOTAL(page.lang), plan.rows, page.lang)
    _write_sums(page, bottom + 1, label, Span(0, plan.rows, page.first, bottom - 1))
    return bottom + 1


def _write_sums(page: Page, row: int, label: str, span: Span) -> None:
    """Write a row of sums; the label starts in the first cell and runs over the empty ones beside it."""
    sheet, looks = page.sheet, page.looks
    put_text(sheet, At(row, 0, looks.label), label)
    for column, cells in enumerate(page.plan.columns, start=1):
        if cells.summed:
            _write_sum(sheet, At(row, column, looks.sum(cells)), cells, span)
        else:
            put_blank(sheet, At(row, column, looks.label))
    if page.plan.view.signature:
        put_blank(sheet, At(row, page.last_column, looks.label))
    sheet.set_row(row, SUM_HEIGHT)


def _write_sum(sheet: Sheet, at: At, cells: Cells, span: Span) -> None:
    """Write a sum that follows the rows in sight, or a text where a formula would lose digits."""
    total = total_text(cells, span.start, span.stop)
    if is_live(cells, span.start, span.stop, total):
        letter = xl_col_to_name(at.column)
        put_formula(sheet, at, f"=SUBTOTAL(9,{letter}{span.top + 1}:{letter}{span.bottom + 1})", total)
    elif cells.exact_total:
        put_number(sheet, at, total)
    else:
        put_text(sheet, at, total)


def _write_sign_off(page: Page, row: int) -> None:
    """Spread the places to sign over the width of the sheet."""
    page.sheet.set_row(row, SIGNED_HEIGHT)
    share = sum(page.widths) / len(SIGN_OFF)
    column = 0
    for number, signer in enumerate(SIGN_OFF, start=1):
        put_text(page.sheet, At(row, column, page.looks.plain), signer(page.lang))
        column += 1
        while column < page.last_column and sum(page.widths[:column]) < share * number:
            column += 1
