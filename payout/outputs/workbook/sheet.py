"""Writing a planned view, or a part of it, on a sheet: title, header, rows with subtotals, total, sign-off, and how it prints.

The rows between are written many at once (`rows.py`); what stands above, below and among them is written cell by cell, downwards.

A view without groups gets a filter. One with groups gets an outline instead: sorting through a filter's
menu would shuffle the subtotals in among the rows that they add up.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate, groupby
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from xlsxwriter.utility import xl_col_to_name

from payout.outputs.ahead import ahead
from payout.outputs.workbook.breaks import ROOM, Room, page_breaks
from payout.outputs.workbook.cells import (
    At,
    broken,
    put_blank,
    put_formula,
    put_number,
    put_text,
    put_wide,
    text_lines,
    text_width,
)
from payout.outputs.workbook.looks import paper
from payout.outputs.workbook.parts import RowsOnSheet
from payout.outputs.workbook.plan import Group, content_width, is_live, total_text
from payout.outputs.workbook.rows import RowLines
from payout.outputs.workbook.signing import widened, write_signers
from payout.outputs.workbook.words import (
    CUT_SUBTOTAL,
    NONE,
    NUMBER,
    OF_THIS_SHEET,
    SIGN_OFF,
    SIGNATURE,
    SUBTOTAL,
    TOTAL,
    counted,
    rows_text,
)
from payout.printing import ACROSS, FULL, fits_across
from payout.text import Text, quiet

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from payout.outputs.workbook.cells import Sheet
    from payout.outputs.workbook.looks import Looks
    from payout.outputs.workbook.plan import Cells, Plan
    from payout.rules.compiled.result import Stamp
    from payout.text import Language, Progress

TITLE_HEIGHT = 28.0
LINE_HEIGHT = 15.0
SIGNED_HEIGHT = 24.0
SUM_HEIGHT = 19.0
SPACER_HEIGHT = 4.0
NUMBER_WIDTH, SIGNATURE_WIDTH = 6, 14
NARROWEST, WIDEST = 6, 40
FIRST_PAGE = 118  # characters of the first of several pages across: a fifth less than A4 holds, for programs with wider letters
FROZEN = 3  # the row number and the first two columns stay in sight
MOST_PRINTED = 20_000  # rows of a sheet that breaks into pages by hand
AT_ONCE = 8_192  # rows that are made at once, fewer where their texts are long
AT_ONCE_BYTES = 1 << 28
TOLD_EACH = 100_000  # rows of a sheet after which it is told how far it has come


@dataclass(frozen=True)
class Page:
    """A sheet and all that is known of it before it is written."""

    sheet: Sheet  # a RowSheet
    plan: Plan
    part: RowsOnSheet
    stamp: Stamp
    looks: Looks
    lang: Language
    widths: tuple[int, ...]
    lines: Any = None  # of each row of the plan, where any has a text that takes more than one

    @property
    def header(self) -> int:
        """The row of the column headers."""
        return 3 if self.plan.view.note(self.lang) else 2

    @property
    def heads(self) -> list[str]:
        """What stands above the columns."""
        parts = zip(self.plan.columns, self.widths[1:], strict=False)
        signature = [SIGNATURE(self.lang)] if self.plan.view.signature else []
        return [NUMBER(self.lang), *(in_lines(cells.header, width) for cells, width in parts), *signature]

    @property
    def header_height(self) -> float:
        """How tall the row of the headers is."""
        lines = (text_lines(text, width - 2) for text, width in zip(self.heads, self.widths, strict=True))
        return LINE_HEIGHT * max(lines) + 6

    @property
    def top_height(self) -> float:
        """How tall all is that stands above the first row."""
        note = self.plan.view.note(self.lang)
        lines = [text for text in (self.about, note) if text]
        return TITLE_HEIGHT + sum(map(self.line_height, lines)) + self.header_height

    @property
    def about(self) -> str:
        """What the sheet is of: the policy, and how many rows."""
        stamp, lang = self.stamp, self.lang
        about = f"{stamp.document(lang)}  ·  {stamp.id} {stamp.version}  ·  {rows_text(self.plan.rows, lang)}"
        if self.part.rows != self.plan.rows:
            first, last = f"{self.part.start + 1:,}", f"{self.part.stop:,}"
            about += Text(f"，本表为第 {first} 至 {last} 行", f", here {first} to {last}")(lang)
        return about

    @property
    def room(self) -> float:
        """How wide a text is that runs across the sheet."""
        return sum(self.widths[self.begins : self.across + 1]) * 0.95

    def line_height(self, text: str) -> float:
        """How tall a row is whose text runs across the sheet."""
        return LINE_HEIGHT * text_lines(text, self.room) + 5

    @property
    def row_height(self) -> float:
        """How tall a row of one line is."""
        return SIGNED_HEIGHT if self.plan.view.signature else LINE_HEIGHT + 1

    @property
    def first(self) -> int:
        """The first row below the headers."""
        return self.header + 1

    @property
    def bottom(self) -> int:
        """The row below the last row and subtotal."""
        return self.first + max(1, self.part.rows + len(self.part.groups))

    @property
    def total(self) -> int:
        """The row of the total, below a thin empty one, if the view has a total."""
        return self.bottom + 1

    @property
    def last_column(self) -> int:
        """The last column: of the view, or for signatures."""
        return len(self.widths) - 1

    @property
    def across(self) -> int:
        """The last column over which the title and the places to sign run: of the first page, where the sheet takes several across."""
        if fits_across(self.sheet):
            return self.last_column
        return max(self.begins + 1, sum(end <= FIRST_PAGE for end in accumulate(self.widths)) - 1)

    @property
    def begins(self) -> int:
        """The column with which they begin: behind those that every page across repeats."""
        return 0 if fits_across(self.sheet) else self.frozen

    @property
    def frozen(self) -> int:
        """How many columns stay in sight, and stand on every page across."""
        return min(FROZEN, max(0, self.last_column - 3))

    @property
    def signed(self) -> int:
        """The row of the places to sign."""
        return (self.total if self.plan.view.totals else self.bottom - 1) + 2


@dataclass(frozen=True)
class Span:
    """Rows of a plan, and where they stand on the sheet (both ends included there).

    `ends`: the group whose last rows they are, if any, and on which row of the sheet that group began.
    """

    start: int
    stop: int
    top: int
    bottom: int
    ends: tuple[Group, int] | None = None


def write_view(  # noqa: PLR0913 -- what is written, with what, and who is told, as everywhere in this folder
    sheet: Sheet,
    plan: Plan,
    stamp: Stamp,
    looks: Looks,
    lang: Language,
    *,
    part: RowsOnSheet | None = None,
    progress: Progress = quiet,
) -> Page:
    """Write a view, or one part of it, on a RowSheet; give the page as written, for what is drawn from it."""
    part = part or RowsOnSheet(0, plan.rows, plan.groups)
    widths = _widths(plan, lang)
    page = Page(sheet, plan, part, stamp, looks, lang, widths, _row_lines(plan, widths))
    for column, width in enumerate(page.widths):
        sheet.set_column(column, column, width, looks.plain)
    _write_top(page)
    _write_header(page)
    _write_rows(page, progress)
    _write_total(page)
    sheet.set_row(page.signed, SIGNED_HEIGHT)
    places = page.widths[page.begins : page.across + 1]
    write_signers(sheet, At(page.signed, page.begins, looks.plain), places, SIGN_OFF, lang)
    if not plan.groups and plan.rows:
        sheet.autofilter(page.header, 0, page.bottom - 1, page.last_column)
    sheet.freeze_panes(page.first, page.frozen)
    sheet.repeat_rows(page.header)
    sheet.print_area(0, 0, page.signed, page.last_column)
    if not fits_across(sheet):
        sheet.repeat_columns(0, page.frozen - 1)
    paper(sheet, stamp, plan.view.title(lang), lang)
    sheet.set_h_pagebreaks(_breaks(page))
    return page


def _breaks(page: Page) -> list[int]:
    """The rows of the sheet with which further pages begin; none where nobody prints so many."""
    if page.part.rows > MOST_PRINTED:
        return []
    heights = _heights(page)[page.part.start : page.part.stop]
    subtotals = np.zeros(len(heights), dtype=int)
    for group in page.part.groups:
        heights[group.stop - page.part.start - 1] += SUM_HEIGHT
        subtotals[group.stop - page.part.start :] += 1
    pixels = sum(7 * width + 5 for width in page.widths)
    tall = ROOM / (min(1.0, ACROSS["landscape"] / pixels) if fits_across(page.sheet) else FULL / 100)
    closing = SIGNED_HEIGHT + LINE_HEIGHT + (SPACER_HEIGHT + SUM_HEIGHT if page.plan.view.totals else 0)
    room = Room(tall - page.top_height, tall - page.header_height, closing)
    return [int(page.first + row + subtotals[row]) for row in page_breaks(heights.tolist(), room)]


def _heights(page: Page) -> Any:
    """How tall each row of the plan is, in points."""
    lines = np.ones(page.plan.rows) if page.lines is None else page.lines
    return np.maximum(page.row_height, LINE_HEIGHT * lines + 1)


def _row_lines(plan: Plan, widths: Sequence[int]) -> Any:
    """How many lines the longest text of each row takes; None where all take one."""
    lines = None
    for cells, width in zip(plan.columns, widths[1:], strict=False):
        if overflows(cells, width):
            taken = lines_of(cells, width)
            lines = taken if lines is None else np.maximum(lines, taken)
    return lines


def overflows(cells: Cells, width: int) -> bool:
    """Whether a column has texts that are longer than it is wide."""
    return cells.field.kind == "text" and content_width(cells) > width - 1


def lines_of(cells: Cells, width: int) -> Any:
    """How many lines the text of each row takes in a column."""
    coded = cells.shown.dictionary_encode()
    each = np.array([text_lines(text or "", width - 1) for text in (*coded.dictionary.to_pylist(), "")])
    return each[np.asarray(pc.fill_null(coded.indices, len(each) - 1))]


def _widths(plan: Plan, lang: Language) -> tuple[int, ...]:
    signature = (SIGNATURE_WIDTH,) if plan.view.signature else ()
    own = (NUMBER_WIDTH, *(_width(cells) for cells in plan.columns), *signature)
    return widened(own, SIGN_OFF, lang)


def _width(cells: Cells) -> int:
    """Fit the content, a header of two lines, and the total, which is longer than its parts."""
    content = content_width(cells) + (3 if cells.summed else 0)
    return min(WIDEST, max(NARROWEST, content + 2, -(-text_width(cells.header) // 2) + 3))


def _write_top(page: Page) -> None:
    sheet, lang = page.sheet, page.lang
    put_wide(sheet, At(0, page.begins, page.looks.title), page.across, page.plan.view.title(lang))
    sheet.set_row(0, TITLE_HEIGHT)
    about, note = (broken(text, page.room) for text in (page.about, page.plan.view.note(lang)))
    put_wide(sheet, At(1, page.begins, page.looks.about), page.across, about)
    sheet.set_row(1, page.line_height(about))
    if note:
        put_wide(sheet, At(2, page.begins, page.looks.note), page.across, note)
        sheet.set_row(2, page.line_height(note))


def in_lines(header: str, width: int) -> str:
    """Put the unit of measure on a line of its own where the header must be broken anyway."""
    label, mark, measure = header.rpartition("（" if header.endswith("）") else " (")
    if not label or text_width(header) <= width - 1:
        return header
    return f"{label}\n{mark.strip()}{measure}"


def _write_header(page: Page) -> None:
    for column, text in enumerate(page.heads):
        put_text(page.sheet, At(page.header, column, page.looks.header), text)
    page.sheet.set_row(page.header, page.header_height)


def _write_rows(page: Page, progress: Progress) -> None:
    """Write the rows, each group followed by its subtotal."""
    if not page.plan.rows:
        put_wide(page.sheet, At(page.first, 0, page.looks.empty), page.last_column, NONE(page.lang))
        return
    lines = _lines(page)
    batches = list(_batches(page, AT_ONCE_BYTES // lines.longest))

    def made(batch: list[Span]) -> pa.Array:
        rows = np.concatenate([np.arange(span.top, span.bottom + 1) for span in batch])
        return lines.of(batch[0].start, batch[-1].stop, pa.array(rows), page.sheet.get_name())

    for batch, text in zip(batches, ahead(made, batches), strict=True):
        for span in batch:
            start = span.start - batch[0].start
            part = text.slice(start, span.stop - span.start)
            page.sheet.write_rows(span.top, part, page.last_column, lines.level)
            _write_subtotal(page, span)
        _tell(page, batch, progress)


def _lines(page: Page) -> RowLines:
    looks, view = page.looks, page.plan.view
    return RowLines(
        page.plan.columns,
        tuple(
            looks.column(cells, wrapped=overflows(cells, width))
            for cells, width in zip(page.plan.columns, page.widths[1:], strict=False)
        ),
        looks.number,
        looks.text if view.signature else None,
        page.row_height,
        1 if page.plan.groups else 0,
        None if page.lines is None else _heights(page),
    )


def _batches(page: Page, most: int) -> Iterator[list[Span]]:
    """Spans of rows without a subtotal among them, as many as are made at once."""
    size = max(1, min(AT_ONCE, most))
    for _, spans in groupby(_spans(page, size), key=lambda span: (span.start - page.part.start) // size):
        yield list(spans)


def _spans(page: Page, size: int) -> Iterator[Span]:
    """The rows of each group, or all, in pieces of so many at the most."""
    top = page.first
    for group in page.part.groups or (Group("", page.part.start, page.part.stop),):
        begun = top
        for start in range(group.start, group.stop, size):
            stop = min(start + size, group.stop)
            ends = (group, begun) if page.part.groups and stop == group.stop else None
            yield Span(start, stop, top, top + stop - start - 1, ends)
            top += stop - start
        top += 1 if page.part.groups else 0


def _write_subtotal(page: Page, span: Span) -> None:
    if span.ends is None:
        return
    group, begun = span.ends
    word = CUT_SUBTOTAL if group.cut else SUBTOTAL
    label = counted(f"{word(page.lang)}  {group.label}", group.stop - group.start, page.lang)
    _write_sums(page, span.bottom + 1, label, Span(group.start, group.stop, begun, span.bottom))


def _tell(page: Page, batch: list[Span], progress: Progress) -> None:
    before, now = batch[0].start - page.part.start, batch[-1].stop - page.part.start
    if now // TOLD_EACH > before // TOLD_EACH:
        name, rows = page.sheet.get_name(), f"{now:,}"
        progress(Text(f"工作表 {name}：已写 {rows} 行", f"sheet {name}: {rows} rows written"))


def _write_total(page: Page) -> None:
    """Write the total below a thin empty row, which keeps it out of the filter."""
    plan = page.plan
    if not plan.view.totals:
        return
    put_blank(page.sheet, At(page.bottom, 0, page.looks.plain))
    page.sheet.set_row(page.bottom, SPACER_HEIGHT)
    word = TOTAL if page.part.rows == plan.rows else OF_THIS_SHEET
    label = counted(word(page.lang), page.part.rows, page.lang)
    _write_sums(page, page.total, label, Span(page.part.start, page.part.stop, page.first, page.bottom - 1))


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
