"""A sheet written downwards: texts across it, headings of sections, headers of columns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from payout.outputs.workbook.breaks import keep_headings
from payout.outputs.workbook.cells import At, put_text, put_wide, text_lines
from payout.outputs.workbook.looks import paper

if TYPE_CHECKING:
    from collections.abc import Iterable

    from payout.outputs.formulas.ink import Palette
    from payout.outputs.workbook.cells import Sheet
    from payout.rules.compiled.result import Stamp
    from payout.text import Text

HEAD_HEIGHT = 20.0


@dataclass
class Lines:
    """A sheet while it is written."""

    sheet: Sheet
    palette: Palette
    widths: tuple[int, ...]
    row: int = 0
    leading: set[int] = field(default_factory=set)  # rows that stand on the page of the next one

    def __post_init__(self) -> None:
        """Set the widths of the columns."""
        for place, width in enumerate(self.widths):
            self.sheet.set_column(place, place, width)

    def wide(self, text: str, **look: object) -> None:
        """Write a text across the sheet."""
        last, size = len(self.widths) - 1, cast("float", look.get("font_size", 10))
        put_wide(self.sheet, At(self.row, 0, self.palette.look(text_wrap=True, **look)), last, text)
        self.sheet.set_row(self.row, (size + 5) * text_lines(text, sum(self.widths) * 10 / size) + 4)
        self.row += 1

    def section(self, title: str) -> None:
        """Write a heading after an empty line."""
        self.leading |= {self.row, self.row + 1}
        self.row += 1
        self.wide(title, bold=True, font_size=11)

    def heads(self, texts: Iterable[Text]) -> None:
        """Write the headers of columns."""
        for place, text in enumerate(texts):
            put_text(self.sheet, At(self.row, place, self.palette.head("rule")), text(self.palette.lang))
        self.sheet.set_row(self.row, HEAD_HEIGHT)
        self.leading.add(self.row)
        self.row += 1

    def finish(self, stamp: Stamp, title: str) -> None:
        """Set the sheet to print: a heading stands with what it heads."""
        keep_headings(self.sheet, self.leading, self.row)
        paper(self.sheet, stamp, title, self.palette.lang)
