"""Writing a sheet downwards: headings, notes, and tables whose columns all share the sheet's widths."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from payout.outputs.comparison.figures import LONG_PLACES, rounded
from payout.outputs.workbook.breaks import ROOM, heights_of, keep_headings
from payout.outputs.workbook.cells import At, broken, put_blank, put_number, put_text, put_wide, text_lines
from payout.outputs.workbook.looks import paper
from payout.outputs.workbook.plan import decimal_format
from payout.text import plain_decimal

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from fractions import Fraction

    from payout.outputs.comparison.paper import Paper
    from payout.outputs.workbook.cells import Format, Sheet
    from payout.outputs.workbook.looks import Looks
    from payout.text import Language, Text

    Cell = str | int | Fraction | None

LINE_HEIGHT = 15.0
NO_CELL = "\0"  # a place in a table where nothing is drawn
ONE_PAGE = 50  # rows that are still read when they are fitted to one page
TALLEST = 400.0  # of the 409 points that a row may have


@dataclass
class SheetPen:
    """One sheet while it is written."""

    sheet: Sheet
    paper: Paper
    looks: Looks
    widths: tuple[int, ...]
    row: int = 0
    leading: set[int] = field(default_factory=set)  # rows that stand on the page of the next one
    above: set[int] = field(
        default_factory=set
    )  # notes since the last heading: they lead where a table follows
    formats: dict[int, Format] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Set the widths of the columns."""
        for column, width in enumerate(self.widths):
            self.sheet.set_column(column, column, width, self.looks.plain)

    @property
    def lang(self) -> Language:
        """The language of the sheet."""
        return self.paper.lang

    @property
    def last(self) -> int:
        """The last column."""
        return len(self.widths) - 1

    def title(self, text: str, about: str) -> None:
        """Write what the sheet is, and below it what it is of."""
        self.wide(text, self.looks.title, 30)
        about = broken(about, sum(self.widths))
        self.wide(about, self.looks.about, LINE_HEIGHT * text_lines(about, sum(self.widths)) + 3)

    def wide(self, text: str, look: Format, height: float) -> None:
        """Write a text across the sheet."""
        put_wide(self.sheet, At(self.row, 0, look), self.last, text)
        self.sheet.set_row(self.row, height)
        self.row += 1

    def section(self, text: str) -> None:
        """Write a heading after an empty line."""
        self.above.clear()
        self.leading |= {self.row, self.row + 1}
        self.row += 1
        self.wide(text, self.looks.section, LINE_HEIGHT + 5)

    def note(self, text: str) -> None:
        """Write a text across the sheet, as tall as it needs."""
        self.above.add(self.row)
        text = broken(text, sum(self.widths) * 0.9)
        self.wide(text, self.looks.note, LINE_HEIGHT * text_lines(text, sum(self.widths) * 0.9) + 4)

    def heads(self, texts: Sequence[str]) -> None:
        """Write the headers of a table."""
        for column, text in enumerate(texts):
            put_text(self.sheet, At(self.row, column, self.looks.header), text)
        self.leading |= {*self.above, self.row}
        self._height(texts)

    def together(self, first: int) -> None:
        """Keep what was written since a row on one page, if a page holds it."""
        if sum(heights_of(self.sheet, range(first, self.row))) <= ROOM:
            self.leading |= {*range(first, self.row - 1)}

    def line(self, cells: Sequence[Cell], *, bold: bool = False, right: Collection[int] = ()) -> None:
        """Write a row of a table: texts as texts, counts and amounts as numbers; texts in the columns of `right` set right."""
        for column, cell in enumerate(cells):
            if cell != NO_CELL:
                self.cell(column, cell, bold=bold, right=column in right)
        self._height([cell if isinstance(cell, str) else "" for cell in cells])

    def cell(self, column: int, cell: Cell, *, bold: bool = False, right: bool = False) -> None:
        """Write one cell of the row that the pen stands on."""
        if cell is None:
            put_blank(self.sheet, At(self.row, column, self.looks.text))
        elif isinstance(cell, str):
            look = self.looks.label_cell if bold else self.looks.value if right else self.looks.wrapped
            put_text(self.sheet, At(self.row, column, look), cell)
        else:
            text = decimals(cell)
            places = len(text.partition(".")[2])
            put_number(self.sheet, At(self.row, column, self._amount(places, bold=bold)), text)

    def finish(self, title: str, *, repeat: int | None = None, one_page: bool = False) -> None:
        """Set the sheet to print, on one page if it is to and is short enough to be read so."""
        self.sheet.hide_gridlines(2)
        self.sheet.print_area(0, 0, max(self.row - 1, 0), self.last)
        if repeat is not None:
            self.sheet.repeat_rows(repeat)
        one_page = one_page and self.row <= ONE_PAGE
        if not one_page and not self.sheet.hbreaks:
            keep_headings(self.sheet, self.leading, self.row)
        paper(self.sheet, self.paper.found.sides[0].result.stamp, title, self.lang, one_page=one_page)

    def _amount(self, places: int, *, bold: bool) -> Format:
        key = places + 100 * bold
        if key not in self.formats:
            self.formats[key] = self.looks.amount(decimal_format(places), bold=bold)
        return self.formats[key]

    def _height(self, texts: Sequence[str]) -> None:
        lines = max(text_lines(text, width - 1.5) for text, width in zip(texts, self.widths, strict=False))
        self.sheet.set_row(self.row, min(TALLEST, LINE_HEIGHT * lines + 4))
        self.row += 1


def decimals(value: int | Fraction) -> str:
    """A number for a cell: a count, an amount to the fen, or one of six places where it has more."""
    if isinstance(value, int):
        return str(value)
    if (value * 100).denominator == 1:
        return plain_decimal(value, 2)
    return plain_decimal(rounded(value, LONG_PLACES), LONG_PLACES)


def named(text: Text, rows: int) -> Text:
    """A heading with how many rows stand below it."""
    return type(text)(f"{text.zh}（{rows:,} 行）", f"{text.en} ({rows:,})")
