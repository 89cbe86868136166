"""The rows of a long list, made column by column: a cell at a time they would take most of the time of a run.

`RowSheet` is XlsxWriter's worksheet in constant memory, where rows go to disk in their order; it takes whole rows that stand as XML
already, as Arrow joins them. A test holds them against the cells that XlsxWriter writes itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from payout.outputs.workbook.cells import (
    FIRST_YEAR,
    MAX_TEXT,
    REPLACEMENT,
    At,
    clean,
    too_long,
    utf16_length,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from payout.outputs.workbook.cells import Format
    from payout.outputs.workbook.plan import Cells

DAY_ZERO = 25_569  # of 1970 as spreadsheets count days
UNWRITABLE = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x{9f}\x{fffe}\x{ffff}]"  # as of single cells; Arrow's texts hold no surrogates
LOOKS_ESCAPED = r"(_x[0-9a-fA-F]{4}_)"  # what spreadsheets would take for a character's number


class PlainSheet(Worksheet):  # type: ignore[misc]
    """A worksheet of plain formulas: XlsxWriter would look through each for fifty functions. It has no types, hence the ignored one."""

    def _prepare_formula(self, formula: str, _expand: bool = False) -> str:
        return formula.removeprefix("=")


class RowSheet(PlainSheet):
    """A worksheet whose rows are not kept, but written as they come."""

    outline_row_level: int

    def _initialize(self, init_data: Mapping[str, Any]) -> None:
        super()._initialize({**init_data, "constant_memory": True})

    def write_rows(self, first: int, lines: pa.Array, last_column: int, level: int = 0) -> None:
        """Write lines that are whole rows, the first at `first`; each must be below all that was written."""
        last = first + len(lines) - 1
        if self._check_dimensions(first, 0) or self._check_dimensions(last, last_column):
            raise ValueError(f"rows {first} to {last} do not fit below what is written")
        self._write_single_row(first)
        self.previous_row = last  # empty so far: what is written below it adds nothing to it
        self.row_data_fh.write(str(_text_of(lines), "utf-8"))
        self.outline_row_level = max(self.outline_row_level, level)

    def let_go(self) -> None:
        """Close the file of the rows, which a workbook that is saved has closed already."""
        self.row_data_fh.close()


@dataclass(frozen=True)
class RowLines:
    """How rows of a list are written: the columns with their looks, how high a row is, how deep in an outline.

    `before` looks as the number of the row, `after`, if there is one, as the empty place for a signature.
    """

    columns: tuple[Cells, ...]
    looks: tuple[Format, ...]
    before: Format
    after: Format
    height: float
    level: int
    heights: Any = None  # of each row, where they differ

    def of(self, start: int, stop: int, rows: pa.Array, name: str) -> pa.Array:
        """Rows `start` to `stop` of the list as XML; `rows`: on which row of the sheet `name` each stands, counted from 0."""
        numbers = pc.cast(pc.add(rows, 1), pa.string())
        counted = pc.cast(pa.array(np.arange(start + 1, stop + 1)), pa.string())
        cells = [_number(_Place(0, self.before, numbers), counted)]
        for column, (values, look) in enumerate(zip(self.columns, self.looks, strict=True), start=1):
            place = _Place(column, look, numbers)
            part = values.shown.slice(start, stop - start)
            fits = values.fits[start:stop] if values.number else None
            _refuse_too_long(part, name, rows, column)
            cells.append(_cells(place, values, part, fits))
        if self.after is not None:
            cells.append(_Place(len(self.columns) + 1, self.after, numbers).blank())
        return _joined(_joined('<row r="', numbers, self._attributes(start, stop)), *cells, "</row>")

    @property
    def longest(self) -> int:
        """More bytes than any row takes: a sign of XML's own takes five, what stands around a cell not a hundred."""
        texts = (cells.shown for cells in self.columns if pa.types.is_string(cells.shown.type))
        return sum(5 * (pc.max(pc.binary_length(text)).as_py() or 0) for text in texts) + 100 * (
            len(self.columns) + 3
        )

    def _attributes(self, start: int, stop: int) -> str | pa.Array:
        if self.heights is None:
            return self._attribute(self.height)
        told, places = np.unique(self.heights[start:stop], return_inverse=True)
        return pa.array([self._attribute(height) for height in told.tolist()]).take(pa.array(places))

    def _attribute(self, height: float) -> str:
        points = int(4 / 3 * height) * 0.75  # whole pixels
        level = f' outlineLevel="{self.level}"' if self.level else ""
        return f'" ht="{points:.16g}" customHeight="1"{level}>'


@dataclass(frozen=True)
class _Place:
    """Cells of a column: their look, and the numbers of their rows as texts."""

    column: int
    look: Format
    numbers: pa.Array

    @property
    def begun(self) -> tuple[str, pa.Array, str]:
        style = self.look._get_xf_index()  # noqa: SLF001 -- as XlsxWriter's own cells ask for it
        return f'<c r="{xl_col_to_name(self.column)}', self.numbers, f'" s="{style}"'

    def blank(self) -> pa.Array:
        *before, style = self.begun
        return _joined(*before, style + "/>")


def _cells(place: _Place, cells: Cells, part: pa.Array, fits: Any) -> pa.Array:
    """The cells of a column: numbers and days as numbers where a double holds them, everything else as texts."""
    if cells.field.kind == "date":
        written = _days(place, part)
    elif not cells.number:
        part = _without_empty(_cleaned(part))
        written = _text(place, part)
    elif fits.all():
        written = _number(place, part)
    else:
        written = pc.if_else(pa.array(fits), _number(place, part), _text(place, part))
    return pc.coalesce(written, place.blank()) if part.null_count else written


def _number(place: _Place, decimals: pa.Array) -> pa.Array:
    *before, style = place.begun
    return _joined(*before, style + "><v>", decimals, "</v></c>")


def _text(place: _Place, texts: pa.Array) -> pa.Array:
    *before, style = place.begun
    opened = style + ' t="inlineStr"><is><t xml:space="preserve">'
    return _joined(*before, opened, texts, "</t></is></c>")


def _days(place: _Place, days: pa.Array) -> pa.Array:
    written = _number(place, pc.cast(pc.add(pc.cast(days, pa.int32()), DAY_ZERO), pa.string()))
    early = pc.less(pc.year(days), FIRST_YEAR)
    if not pc.any(early).as_py():
        return written
    return pc.if_else(early, _text(place, pc.cast(days, pa.string())), written)


def _cleaned(texts: pa.Array) -> pa.Array:
    """As `clean`, and what XML would take for its own or a spreadsheet for a character's number made harmless."""
    texts = _where(texts, "\r", _replaced(("\r\n", "\n"), ("\r", "\n")))
    for pattern, by in ((UNWRITABLE, REPLACEMENT), (LOOKS_ESCAPED, r"_x005F\1")):
        texts = _where(texts, pattern, partial(pc.replace_substring_regex, pattern=pattern, replacement=by))
    return _where(texts, "[&<>]", _replaced(("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")))


def _replaced(*pairs: tuple[str, str]) -> Callable[[pa.Array], pa.Array]:
    def change(texts: pa.Array) -> pa.Array:
        for sign, by in pairs:
            texts = pc.replace_substring(texts, sign, by)
        return texts

    return change


def _where(texts: pa.Array, pattern: str, change: Callable[[pa.Array], pa.Array]) -> pa.Array:
    """Change a column where any of its texts has something to change, which is seldom."""
    return change(texts) if pc.any(pc.match_substring_regex(texts, pattern)).as_py() else texts


def _without_empty(texts: pa.Array) -> pa.Array:
    empty = pc.equal(texts, "")
    return pc.if_else(empty, pa.scalar(None, pa.string()), texts) if pc.any(empty).as_py() else texts


def _refuse_too_long(texts: pa.Array, name: str, rows: pa.Array, column: int) -> None:
    """Raise CellTooLong for the first text that a cell does not hold; it is never cut."""
    if not pa.types.is_string(texts.type) or (pc.max(pc.utf8_length(texts)).as_py() or 0) * 2 <= MAX_TEXT:
        return
    for row, text in zip(rows.to_pylist(), texts.to_pylist(), strict=True):
        if text is not None and utf16_length(clean(text)) > MAX_TEXT:
            raise too_long(name, At(row, column), clean(text))


def _joined(*parts: str | pa.Array) -> pa.Array:
    return pc.binary_join_element_wise(*parts, "")


def _text_of(lines: pa.Array) -> memoryview:
    """RowLines one behind the other; they stand so in memory."""
    first, last = lines.offset, lines.offset + len(lines)
    offsets = memoryview(lines.buffers()[1]).cast("i")
    return memoryview(lines.buffers()[2])[offsets[first] : offsets[last]]
