"""Writing a planned view on a sheet: title, header, rows with subtotals, total, sign-off, and how it prints."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_col_to_name

from payout.outputs.workbook.cells import (
    At,
    Format,
    Sheet,
    put_blank,
    put_date,
    put_formula,
    put_number,
    put_text,
    put_wide,
    text_lines,
    text_width,
)
from payout.outputs.workbook.looks import Looks, paper
from payout.outputs.workbook.plan import Cells, Group, Plan, content_width, is_live, total_text
from payout.outputs.workbook.words import NONE, NUMBER, SIGN_OFF, SIGNATURE, SUBTOTAL, TOTAL, rows_text

if TYPE_CHECKING:
    from payout.findings import Language
    from payout.rules.result import Card

LINE_HEIGHT = 15.0
SIGNED_HEIGHT = 24.0
SPACER_HEIGHT = 4.0
NUMBER_WIDTH, SIGNATURE_WIDTH = 6, 14
NARROWEST, WIDEST = 6, 40
FROZEN = 3  # the row number and the first two columns stay in sight


@dataclass(frozen=True)
class Place:
    """Where the parts of a view stand on its sheet."""

    header: int
    last_column: int

    @property
    def first(self) -> int:
        """The first row below the header."""
        return self.header + 1


def write_view(sheet: Sheet, plan: Plan, card: Card, looks: Looks, lang: Language) -> None:
    """Write a view."""
    view = plan.view
    last_column = len(plan.columns) + (1 if view.signature else 0)
    place = Place(3 if view.note(lang) else 2, last_column)
    widths = _set_widths(sheet, plan, looks)
    _write_top(sheet, plan, card, looks, place, lang, sum(widths))
    _write_header(sheet, plan, looks, place, lang, widths)
    bottom = _write_rows(sheet, plan, looks, place, lang)
    last = _write_total(sheet, plan, looks, place, lang, bottom)
    put_wide(sheet, At(last + 2, 0, looks.plain), last_column, SIGN_OFF(lang))
    sheet.set_row(last + 2, SIGNED_HEIGHT)
    if not plan.groups and plan.rows:
        sheet.autofilter(place.header, 0, bottom - 1, last_column)
    sheet.freeze_panes(place.first, min(FROZEN, max(0, last_column - 3)))
    sheet.repeat_rows(place.header)
    sheet.print_area(0, 0, last + 2, last_column)
    paper(sheet, card, view.title(lang), lang)


def _set_widths(sheet: Sheet, plan: Plan, looks: Looks) -> list[int]:
    widths = [NUMBER_WIDTH, *(_width(cells) for cells in plan.columns)]
    if plan.view.signature:
        widths.append(SIGNATURE_WIDTH)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width, looks.plain)
    return widths


def _width(cells: Cells) -> int:
    """Fit the content, a header of two lines, and the total, which is longer than its parts."""
    content = content_width(cells) + (3 if cells.summed else 0)
    return min(WIDEST, max(NARROWEST, content + 2, -(-text_width(cells.header) // 2) + 3))


def _write_top(  # noqa: PLR0913 -- a layout step: where, what, how it looks, how wide
    sheet: Sheet, plan: Plan, card: Card, looks: Looks, place: Place, lang: Language, width: int
) -> None:
    put_wide(sheet, At(0, 0, looks.title), place.last_column, plan.view.title(lang))
    sheet.set_row(0, 28)
    about = f"{card.document(lang)}  ·  {card.id} {card.version}  ·  {rows_text(plan.rows, lang)}"
    put_wide(sheet, At(1, 0, looks.quiet), place.last_column, about)
    note = plan.view.note(lang)
    if note:
        put_wide(sheet, At(2, 0, looks.note), place.last_column, note)
        sheet.set_row(2, LINE_HEIGHT * text_lines(note, width * 0.95))


def _write_header(  # noqa: PLR0913 -- as above
    sheet: Sheet, plan: Plan, looks: Looks, place: Place, lang: Language, widths: list[int]
) -> None:
    headers = [NUMBER(lang), *(cells.header for cells in plan.columns)]
    if plan.view.signature:
        headers.append(SIGNATURE(lang))
    for column, text in enumerate(headers):
        put_text(sheet, At(place.header, column, looks.header), text)
    lines = max(text_lines(text, width - 2) for text, width in zip(headers, widths, strict=True))
    sheet.set_row(place.header, LINE_HEIGHT * lines + 6)


def _write_rows(sheet: Sheet, plan: Plan, looks: Looks, place: Place, lang: Language) -> int:
    """Write the rows, each group followed by its subtotal; give the row below the last."""
    if not plan.rows:
        put_wide(sheet, At(place.first, 0, looks.empty), place.last_column, NONE(lang))
        return place.first + 1
    formats = [looks.column(cells) for cells in plan.columns]
    row = place.first
    for group in plan.groups or (Group("", 0, plan.rows),):
        top = row
        for index in range(group.start, group.stop):
            _write_row(sheet, plan, looks, row, index, formats)
            row += 1
        if plan.groups:
            label = f"{SUBTOTAL(lang)}  {group.label}({rows_text(group.stop - group.start, lang)})"
            _write_sums(sheet, plan, looks, row, label, Span(group.start, group.stop, top, row - 1))
            row += 1
    return row


def _write_row(  # noqa: PLR0913 -- as above
    sheet: Sheet, plan: Plan, looks: Looks, row: int, index: int, formats: list[Format]
) -> None:
    put_number(sheet, At(row, 0, looks.number), str(index + 1))
    for column, (cells, look) in enumerate(zip(plan.columns, formats, strict=True), start=1):
        _write_cell(sheet, At(row, column, look), cells, cells.values[index])
    height = SIGNED_HEIGHT if plan.view.signature else LINE_HEIGHT + 1
    if plan.view.signature:
        put_blank(sheet, At(row, len(plan.columns) + 1, looks.text))
    sheet.set_row(row, height, None, {"level": 1} if plan.groups else {})


def _write_cell(sheet: Sheet, at: At, cells: Cells, value: str | date | None) -> None:
    if value is None:
        put_blank(sheet, at)
    elif isinstance(value, date):
        put_date(sheet, at, value)
    elif cells.number:
        put_number(sheet, at, value)
    else:
        put_text(sheet, at, value)


@dataclass(frozen=True)
class Span:
    """Rows of a plan, and where they stand on the sheet (both ends included there)."""

    start: int
    stop: int
    top: int
    bottom: int


def _write_total(  # noqa: PLR0913 -- as above
    sheet: Sheet, plan: Plan, looks: Looks, place: Place, lang: Language, bottom: int
) -> int:
    """Write the total below a thin empty row, which keeps it out of the filter; give its row."""
    if not plan.view.totals:
        return bottom - 1
    sheet.set_row(bottom, SPACER_HEIGHT)
    span = Span(0, plan.rows, place.first, bottom - 1)
    _write_sums(sheet, plan, looks, bottom + 1, f"{TOTAL(lang)}({rows_text(plan.rows, lang)})", span)
    sheet.set_row(bottom + 1, SIGNED_HEIGHT)
    return bottom + 1


def _write_sums(  # noqa: PLR0913 -- as above
    sheet: Sheet, plan: Plan, looks: Looks, row: int, label: str, span: Span
) -> None:
    put_blank(sheet, At(row, 0, looks.label))
    for column, cells in enumerate(plan.columns, start=1):
        if cells.summed:
            _write_sum(sheet, At(row, column, looks.sum(cells)), cells, span)
        else:
            put_blank(sheet, At(row, column, looks.label))
    if plan.view.signature:
        put_blank(sheet, At(row, len(plan.columns) + 1, looks.label))
    put_text(sheet, At(row, 0, looks.label), label)


def _write_sum(sheet: Sheet, at: At, cells: Cells, span: Span) -> None:
    total = total_text(cells, span.start, span.stop)
    if is_live(cells, span.start, span.stop, total):
        letter = xl_col_to_name(at.column)
        formula = f"=SUBTOTAL(9,{letter}{span.top + 1}:{letter}{span.bottom + 1})"
        put_formula(sheet, at, formula, total)
    else:
        put_text(sheet, at, total)
