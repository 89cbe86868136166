"""The index of a list that stands on several sheets: which part stands where, what each adds up to, and all of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xlsxwriter.utility import quote_sheetname, xl_col_to_name, xl_rowcol_to_cell

from payout.outputs.workbook.cells import (
    At,
    broken,
    clean,
    fits_double,
    put_blank,
    put_formula,
    put_link,
    put_number,
    put_text,
    put_wide,
    text_lines,
)
from payout.outputs.workbook.looks import paper
from payout.outputs.workbook.plan import is_live, total_text
from payout.outputs.workbook.words import TOTAL, counted
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from payout.outputs.workbook.cells import Sheet
    from payout.outputs.workbook.parts import RowsOnSheet, SheetLimits
    from payout.outputs.workbook.plan import Cells, Plan
    from payout.outputs.workbook.sheet import Page
    from payout.text import Language

INDEX = Text("（目录）", ", index")
HEADS = (Text("工作表", "Sheet"), Text("自", "From"), Text("至", "To"), Text("行数", "Rows"))
GROUP_HEADS = (
    Text("分组", "Group"),
    Text("工作表", "Sheet"),
    Text("首行", "First row"),
    Text("行数", "Rows"),
)
WIDTHS = (30, 26, 26, 12)
SUM_WIDTH = 18
FIRST = 4
LINE_HEIGHT = 15.0


@dataclass(frozen=True)
class Index:
    """The sheet of an index, and the pages that it is of, which are written already."""

    sheet: Sheet
    plan: Plan
    pages: tuple[Page, ...]
    limits: SheetLimits
    about: Text

    @property
    def lang(self) -> Language:
        """The language of the pages."""
        return self.pages[0].lang

    @property
    def sums(self) -> Sequence[Cells]:
        """The columns that are added up."""
        return [cells for cells in self.plan.columns if cells.summed] if self.plan.view.totals else []

    @property
    def last_column(self) -> int:
        """The last column."""
        return len(HEADS) + len(self.sums) - 1


def index_title(plan: Plan, lang: Language) -> str:
    """The name of a list's index."""
    return plan.view.title(lang) + INDEX(lang)


def part_text(part: RowsOnSheet) -> tuple[str, str]:
    """What a part begins and ends with: its groups, else the numbers of its rows."""
    if part.groups:
        return part.groups[0].label, part.groups[-1].label
    return f"{part.start + 1:,}", f"{part.stop:,}"


def write_index(index: Index) -> None:
    """Write the index: the sheets with their totals, all of them together, then where each group stands."""
    sheet, looks, lang = index.sheet, index.pages[0].looks, index.lang
    widths = (*WIDTHS, *(SUM_WIDTH for _ in index.sums))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width, looks.plain)
    put_wide(sheet, At(0, 0, looks.title), index.last_column, index_title(index.plan, lang))
    sheet.set_row(0, 28)
    about = broken(index.about(lang), sum(widths) - 2)
    put_wide(sheet, At(1, 0, looks.alarm), index.last_column, about)
    sheet.set_row(1, LINE_HEIGHT * text_lines(about, sum(widths) - 2) + 5)
    _heads(index, FIRST - 1, [*(text(lang) for text in HEADS), *(cells.header for cells in index.sums)])
    for row, page in enumerate(index.pages, start=FIRST):
        _write_part(index, row, page)
    bottom = FIRST + len(index.pages)
    _write_all(index, bottom)
    last = _write_groups(index, bottom + 2) if index.plan.groups else bottom
    sheet.freeze_panes(FIRST, 0)
    sheet.print_area(0, 0, last, index.last_column)
    paper(sheet, index.pages[0].stamp, index_title(index.plan, lang), lang)


def _heads(index: Index, row: int, texts: Sequence[str]) -> None:
    for column, text in enumerate(texts):
        put_text(index.sheet, At(row, column, index.pages[0].looks.header), text)
    index.sheet.set_row(row, LINE_HEIGHT * 2 + 6)


def _write_part(index: Index, row: int, page: Page) -> None:
    sheet, looks, name = index.sheet, page.looks, page.sheet.get_name()
    put_link(sheet, At(row, 0, looks.link), f"{quote_sheetname(name)}!A1", name)
    for column, text in enumerate(part_text(page.part), start=1):
        put_text(sheet, At(row, column, looks.wrapped), clean(text))
    put_number(sheet, At(row, 3, looks.amount("#,##0")), str(page.part.rows))
    for column, cells in enumerate(index.sums, start=len(HEADS)):
        total = total_text(cells, page.part.start, page.part.stop)
        at = At(row, column, looks.amount(cells.number_format))
        if _is_live(cells, page.part):
            place = xl_rowcol_to_cell(page.total, index.plan.columns.index(cells) + 1)
            put_formula(sheet, at, f"={quote_sheetname(name)}!{place}", total)
        else:
            put_text(sheet, at, total)


def _is_live(cells: Cells, part: RowsOnSheet) -> bool:
    return is_live(cells, part.start, part.stop, total_text(cells, part.start, part.stop))


def _write_all(index: Index, row: int) -> None:
    """Write what all parts add up to: the sum of their totals, or a text where a number would lose digits."""
    sheet, looks = index.sheet, index.pages[0].looks
    put_text(sheet, At(row, 0, looks.label), counted(TOTAL(index.lang), index.plan.rows, index.lang))
    for column in range(1, len(HEADS)):
        put_blank(sheet, At(row, column, looks.label))
    for column, cells in enumerate(index.sums, start=len(HEADS)):
        total, letter = total_text(cells, 0, index.plan.rows), xl_col_to_name(column)
        at = At(row, column, looks.sum(cells))
        if fits_double(total) and all(_is_live(cells, page.part) for page in index.pages):
            put_formula(sheet, at, f"=SUM({letter}{FIRST + 1}:{letter}{row})", total)
        else:
            put_text(sheet, at, total)


def _write_groups(index: Index, top: int) -> int:
    """Write where each group begins, with a link as far as a sheet may have them; give the last row written."""
    _heads(index, top, [text(index.lang) for text in GROUP_HEADS])
    row, looks = top, index.pages[0].looks
    links = index.limits.links - len(index.pages)
    for page in index.pages:
        name, at = page.sheet.get_name(), page.first
        for group in page.part.groups:
            row += 1
            if row - top <= links:
                put_link(
                    index.sheet, At(row, 0, looks.link), f"{quote_sheetname(name)}!A{at + 1}", group.label
                )
            else:
                put_text(index.sheet, At(row, 0, looks.wrapped), group.label)
            put_text(index.sheet, At(row, 1, looks.text), name)
            put_number(index.sheet, At(row, 2, looks.amount("0")), str(at + 1))
            put_number(index.sheet, At(row, 3, looks.amount("#,##0")), str(group.stop - group.start))
            at += group.stop - group.start + 1
    return row


def shows(part: RowsOnSheet, lang: Language) -> str:
    """Say for the index of the workbook what a part holds."""
    first, last = part_text(part)
    return Text(f"{first} 至 {last}", f"{first} to {last}")(lang)
