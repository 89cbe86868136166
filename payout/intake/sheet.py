"""One sheet of a workbook, read in the same pass that scans it.

What the scan lets through is what is read.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, NoReturn

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from payout.findings import Place
from payout.intake.catalogue import MOST_ALIKE, and_more, make
from payout.intake.formats import NumberFormat
from payout.intake.package import LIMITS
from payout.intake.plain import MOST_AT_ONCE, apart, plain_cells
from payout.intake.raw import DATE, ERROR, FLAG, FORMULA, NUMBER, TEXT, RawColumn, RawGrid, RawTable
from payout.intake.refusing import Unreadable, refuse
from payout.intake.workbook import MOST_HELD, TextParts, refuse_texts, unescape
from payout.text import Text, letter

if TYPE_CHECKING:
    from collections.abc import Callable
    from xml.parsers.expat import XMLParserType

    from payout.findings import Finding
    from payout.intake.plain import PlainCells
    from payout.intake.workbook import Attributes, ListedSheet, Workbook

REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
# What a number cell may hold. Python's own float takes full-width digits, underscores, nan and infinities too.
DOUBLE = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[Ee][+-]?[0-9]+)?")
LONGEST_DOUBLE = 800  # characters that can matter to a double
DIGITS = re.compile(r"[0-9]{1,9}")
HIDDEN_ZERO = NumberFormat("General", hides_zero=True)
EXCEL_DAY_0 = date(1899, 12, 30)
LOST_LEAP_DAY = 60  # 29 February 1900, which never was: Excel counts it, so days before it stand one lower


@dataclass
class GatheredCells:
    """The cells of one column, gathered as they come."""

    rows: list[int] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    kinds: list[int] = field(default_factory=list)
    looks: dict[int, NumberFormat] = field(default_factory=dict)  # by position, of cells in no plain format


class _Enough(Exception):  # noqa: N818 -- no error: whoever wanted the first rows has them
    """A scan has come to its last row."""


@dataclass
class Scan:
    """Handlers that walk one sheet's XML and gather its cells; anything out of order is refused."""

    workbook: Workbook
    sheet: ListedSheet
    columns: dict[int, GatheredCells] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    row: int = 0
    column: int = -1
    cells: int = 0
    kind: str = "n"
    style: int = 0
    formula: bool = False
    reading: bool = False
    phonetic: bool = False
    in_data: bool = False
    values: int = 0  # of the cell under way
    hides_zeros: bool = False
    look: NumberFormat | None = None
    pieces: list[str] = field(default_factory=list)
    parts: TextParts = field(default_factory=TextParts)
    length: int = 0  # of the pieces
    texts: int = 0  # characters of all cells
    last_row: int = LIMITS.rows  # that is of interest
    letters: dict[str, int] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def run(self) -> None:
        """Walk the sheet."""
        self.workbook.package.parse(self.sheet.part, self.handlers)

    def handlers(self, parser: XMLParserType) -> None:
        """Have a parser walk the sheet."""
        starts: dict[str, Callable[[Attributes], None]] = {
            "c": self._start_cell,
            "v": self._start_value,
            "t": self._start_text,
            "f": self._start_formula,
            "row": self._start_row,
            "mergeCell": self._merge,
            "col": self._width,
            "rPh": self._start_phonetic,
            "is": self._start_inline,
            "r": self._start_run,
            "sheetData": self._start_data,
            "sheetView": self._view,
            "AlternateContent": self._alternate,
        }
        ends: dict[str, Callable[[], None]] = {
            "c": self._end_cell,
            "v": self._end_text,
            "t": self._end_text,
            "rPh": self._end_phonetic,
            "r": self._end_run,
            "sheetData": self._end_data,
        }

        def start(tag: str, attributes: Attributes) -> None:
            if self.reading:
                self._senseless()  # a value is a text, nothing stands in it
            handler = starts.get(tag) or starts.get(tag.rpartition(":")[2])
            if handler is not None:
                handler(attributes)

        def end(tag: str) -> None:
            handler = ends.get(tag) or ends.get(tag.rpartition(":")[2])
            if handler is not None:
                handler()

        parser.StartElementHandler, parser.EndElementHandler = start, end
        parser.CharacterDataHandler = self._data

    def _start_data(self, _: Attributes) -> None:
        self.in_data = True

    def _end_data(self) -> None:
        self.in_data = False

    def _view(self, attributes: Attributes) -> None:
        self.hides_zeros = self.hides_zeros or attributes.get("showZeros", "1") in ("0", "false")

    def _alternate(self, _: Attributes) -> None:
        """Refuse two versions of the same cells, of which each program shows another; beside the cells it says nothing of them."""
        if self.in_data:
            what = Text(
                "单元格有两个版本（mc:AlternateContent）", "cells in two versions (mc:AlternateContent)"
            )
            refuse("E108", self.place, part=self.sheet.part, what=what)

    def _start_row(self, attributes: Attributes) -> None:
        if not self.in_data:
            return  # controls and drawings have rows and columns of their own
        text = attributes.get("r")
        number = self.row + 1 if text is None else whole(text)
        if number <= self.row:
            self._disorder(f"row {text}")
        if number > LIMITS.rows:
            self._too_far(f"row {text}")
        if number > self.last_row:
            raise _Enough
        self.row, self.column = number, -1
        if attributes.get("hidden") in ("1", "true"):
            self.hidden_rows.add(number)

    def _start_cell(self, attributes: Attributes) -> None:
        if not self.in_data:
            return
        name = attributes.get("r")
        column = self.column + 1 if name is None else self._where(name)
        if column <= self.column:
            self._disorder(name or f"row {self.row}")
        self.column = column
        self.kind = attributes.get("t", "n")
        self.style = whole(attributes.get("s", "0"))
        self.formula = False
        self.values = 0
        self.look = None
        self.pieces.clear()
        self.length = 0

    def _where(self, name: str) -> int:
        head = name.rstrip("0123456789")
        if name[len(head) :] != str(self.row):
            self._disorder(name)
        index = self.letters.get(head)
        if index is None:
            if REFERENCE.fullmatch(name) is None:
                self._disorder(name)
            index = 0
            for char in head:
                index = index * 26 + ord(char) - 64
            index -= 1
            if index >= LIMITS.columns:
                self._too_far(name)
            self.letters[head] = index
        return index

    def _start_value(self, attributes: Attributes) -> None:
        self._count_value(attributes)
        self.reading = self.in_data

    def _count_value(self, _: Attributes) -> None:
        self.values += self.in_data
        if self.values > 1:
            self._two_values()

    def _two_values(self) -> NoReturn:
        """Refuse a cell of two values: read one behind the other, 8 and 5 would be 85."""
        where = f"{letter(max(self.column, 0))}{self.row}"
        what = Text(f"单元格 {where} 有两个值", f"the cell {where} holds two values")
        refuse("E108", self.place, part=self.sheet.part, what=what)

    def _start_inline(self, attributes: Attributes) -> None:
        self._count_value(attributes)
        self.parts.begin()

    def _start_run(self, _: Attributes) -> None:
        self.parts.run(begins=True)

    def _end_run(self) -> None:
        self.parts.run(begins=False)

    def _start_text(self, _: Attributes) -> None:
        self.reading = self.in_data and not self.phonetic
        if self.reading and not self.parts.text():
            self._two_values()

    def _end_text(self) -> None:
        self.reading = False

    def _start_phonetic(self, _: Attributes) -> None:
        self.phonetic = True

    def _end_phonetic(self) -> None:
        self.phonetic = False

    def _start_formula(self, _: Attributes) -> None:
        self.formula = True

    def _data(self, text: str) -> None:
        if self.reading and self.length <= MOST_HELD:  # of what is longer, more than a cell holds is enough
            self.pieces.append(text)
            self.length += len(text)

    def _end_cell(self) -> None:
        if not self.in_data or not (self.pieces or self.formula):
            return
        kind, text = self._understand("".join(self.pieces))
        if kind == TEXT and not text.strip():
            return
        self.cells += 1
        if self.cells > LIMITS.cells:
            self._too_far(f"{letter(self.column)}{self.row}")
        if len(text) > LIMITS.cell_text:
            where = f"{letter(self.column)}{self.row}"
            what = Text(f"单元格 {where} 的文字过长", f"the text of the cell {where}")
            limit = Text(f"{LIMITS.cell_text:,} 个字", f"{LIMITS.cell_text:,} characters")
            refuse("E104", self.place, part=self.sheet.name, what=what, limit=limit)
        self.texts += len(text)
        if self.texts > LIMITS.texts:
            refuse_texts(self.place, self.sheet.name)
        cells = self.columns.get(self.column)
        if cells is None:
            cells = self.columns[self.column] = GatheredCells()
        if self.look is not None:
            cells.looks[len(cells.rows)] = self.look
        cells.rows.append(self.row)
        cells.texts.append(text)
        cells.kinds.append(kind)

    def _understand(self, text: str) -> tuple[int, str]:  # noqa: PLR0911 -- one answer a cell type
        if self.formula:
            return FORMULA, text
        match self.kind:
            case "s":
                strings = self.workbook.strings
                if not DIGITS.fullmatch(text) or int(text) >= len(strings):
                    self._senseless()
                return TEXT, strings[int(text)]
            case "inlineStr" | "str":
                return TEXT, unescape(text)
            case "b":
                return FLAG, text.strip()
            case "e":
                return ERROR, text
            case "d":
                return DATE, text.replace("T", " ").removesuffix(" 00:00:00")
            case "n":
                return self._number(text)
            case _:
                return self._senseless()

    def _number(self, text: str) -> tuple[int, str]:
        text = text.strip()
        if DOUBLE.fullmatch(text) is None:
            self._senseless()
        styles = self.workbook.styles
        if self.style in styles.dates and len(text) <= LONGEST_DOUBLE:
            return DATE, _day(float(text), from_1904=self.workbook.from_1904)
        self.look = styles.formats.get(self.style)
        if self.hides_zeros and not text.strip("0.-"):
            self.look = HIDDEN_ZERO
        return NUMBER, text

    @property
    def place(self) -> Place:
        """The cell that the scan stands at."""
        return Place(self.workbook.package.name, self.sheet.name, self.row, letter(max(self.column, 0)))

    def _disorder(self, cell: str) -> None:
        refuse("E109", self.place, cell=cell)

    def _too_far(self, cell: str) -> None:
        limit = f"{LIMITS.rows} × {LIMITS.columns}, {LIMITS.cells}"
        refuse("E104", self.place, part=self.sheet.name, what=cell, limit=limit)

    def _senseless(self) -> tuple[int, str]:
        where = f"{letter(max(self.column, 0))}{self.row}"
        refuse("E108", self.place, part=self.sheet.part, what=Text(f"单元格 {where}", f"the cell {where}"))

    def _merge(self, attributes: Attributes) -> None:
        self.merged.append(attributes.get("ref", ""))
        if len(self.merged) > LIMITS.merges:
            what = Text(f"多于 {LIMITS.merges} 处合并", f"more than {LIMITS.merges} merged ranges")
            refuse("E104", self.place, part=self.sheet.name, what=what, limit=LIMITS.merges)

    def _width(self, attributes: Attributes) -> None:
        if attributes.get("hidden") in ("1", "true"):
            low, high = attributes.get("min", ""), attributes.get("max", "")
            if low.isdecimal() and high.isdecimal() and len(low + high) < 16:
                self.hidden_columns.append((int(low) - 1, min(int(high), LIMITS.columns) - 1))
                if len(self.hidden_columns) > LIMITS.columns:
                    self._too_far(f"col {low}")


def scanned(workbook: Workbook, sheet: ListedSheet) -> Scan:
    """A sheet as it was walked: its rows in one go where they are plain, else cell by cell, which tells what is wrong with it."""
    found = _scanned_plain(workbook, sheet)
    if found is None:
        found = Scan(workbook, sheet)
        found.run()
    return found


def _scanned_plain(workbook: Workbook, sheet: ListedSheet) -> Scan | None:
    package, scan = workbook.package, Scan(workbook, sheet)
    if package.sizes[sheet.part] > MOST_AT_ONCE:
        return None
    with suppress(Unreadable):
        parted = apart(b"".join(package.stream(sheet.part)))
        cells = None if parted is None else plain_cells(parted[1])
        if parted is None or cells is None:
            return None
        package.parse(sheet.part, scan.handlers, [parted[0]])
        columns = None if scan.hides_zeros or scan.columns else _plain_columns(workbook, cells)
        if columns is not None:
            scan.columns = columns
            return scan
    return None


def _plain_columns(workbook: Workbook, cells: PlainCells) -> dict[int, GatheredCells] | None:
    """The cells by column, understood; nothing where a value makes no sense, or there is too much of anything."""
    shared = cells.kinds.to_numpy(zero_copy_only=False) == "s"
    flags = cells.kinds.to_numpy(zero_copy_only=False) == "b"
    numbers = ~(shared | flags)
    values = cells.values.to_numpy(zero_copy_only=False)
    named = cells.values.filter(pa.array(shared))
    if not _are(named, DIGITS) or not _are(cells.values.filter(pa.array(numbers)), DOUBLE):
        return None
    at = pc.cast(named, pa.int64()).to_numpy()
    strings = workbook.shared
    if at.max(initial=-1) >= len(strings.texts) or cells.columns.max(initial=0) >= LIMITS.columns:
        return None
    values[shared] = strings.texts[at]
    lengths = strings.lengths[at]
    many = len(values) > LIMITS.cells or cells.rows.max(initial=0) > LIMITS.rows
    if many or lengths.max(initial=0) > LIMITS.cell_text or lengths.sum() > LIMITS.texts // 2:
        return None
    kinds = np.where(shared, TEXT, np.where(flags, FLAG, NUMBER)).astype(np.uint8)
    dates = np.flatnonzero(numbers & np.isin(cells.styles, [*workbook.styles.dates]))
    kinds[dates] = DATE
    days = {text: _day(float(text), from_1904=workbook.from_1904) for text in {*values[dates].tolist()}}
    values[dates] = [days[text] for text in values[dates].tolist()]
    left = np.ones(len(values), bool)
    left[shared] = (lengths > 0) & ~strings.blank[at]
    return _by_column(workbook, cells, left, (values, kinds))


def _are(texts: pa.Array, pattern: re.Pattern[str]) -> bool:
    return pc.all(pc.match_substring_regex(texts, f"^(?:{pattern.pattern})$")).as_py() is not False


def _by_column(
    workbook: Workbook, cells: PlainCells, left: np.ndarray, held: tuple[np.ndarray, np.ndarray]
) -> dict[int, GatheredCells]:
    values, kinds = held
    odd = np.isin(cells.styles, [*workbook.styles.formats]) & (kinds == NUMBER)
    found: dict[int, GatheredCells] = {}
    for column in np.unique(cells.columns[left]).tolist():
        at = np.flatnonzero(left & (cells.columns == column))
        looks = {
            place: workbook.styles.formats[int(cells.styles[at[place]])]
            for place in np.flatnonzero(odd[at]).tolist()
        }
        found[column] = GatheredCells(cells.rows[at].tolist(), values[at].tolist(), kinds[at].tolist(), looks)
    return found


def read_sheet(workbook: Workbook, sheet: ListedSheet) -> RawTable:
    """Scan and read one sheet; raises Unreadable if its XML is out of order or beyond the limits."""
    scan = scanned(workbook, sheet)
    rows = _rows_below(1, scan.columns)
    columns = tuple(_column(index, scan.columns[index], rows, 1) for index in sorted(scan.columns))
    findings = (*_merged(scan, rows), *_hidden(scan, rows))
    reach = max((_last_row(area) for area in scan.merged if _first_row(area) == 1), default=1)
    return RawTable(workbook.package.name, sheet.name, rows, columns, findings, reach)


def read_grid(workbook: Workbook, sheet: ListedSheet) -> RawGrid:
    """Scan and read one sheet with no row taken for its header; raises Unreadable as `read_sheet` does."""
    scan = scanned(workbook, sheet)
    rows = _rows_below(0, scan.columns)
    columns = tuple(_column(index, scan.columns[index], rows, 0) for index in sorted(scan.columns))
    findings = tuple(_hidden(scan, rows))
    return RawGrid(workbook.package.name, sheet.name, rows, columns, findings, tuple(scan.merged))


def first_rows(workbook: Workbook, sheet: ListedSheet, most: int = 10) -> list[list[str]]:
    """The texts of a sheet's first rows, as far as they can be read: what a sheet is that is not read."""
    scan = Scan(workbook, sheet, last_row=most)
    with suppress(Unreadable, _Enough):
        scan.run()
    rows: dict[int, list[str]] = {}
    for cells in scan.columns.values():
        for row, text in zip(cells.rows, cells.texts, strict=True):
            rows.setdefault(row, []).append(text)
    return [rows[row] for row in sorted(rows)]


def _rows_below(header: int, columns: dict[int, GatheredCells]) -> np.ndarray:
    if not columns:
        return np.zeros(0, np.int64)
    rows = np.unique(np.concatenate([np.asarray(cells.rows, np.int64) for cells in columns.values()]))
    return rows[rows > header]


def _column(index: int, cells: GatheredCells, rows: np.ndarray, header_row: int) -> RawColumn:
    skip = 1 if cells.rows[0] == header_row else 0
    header = cells.texts[0] if skip else ""
    at = np.searchsorted(rows, np.asarray(cells.rows[skip:], np.int64))
    texts = np.full(len(rows), None, dtype=object)
    kinds = np.zeros(len(rows), np.uint8)
    texts[at] = cells.texts[skip:]
    kinds[at] = cells.kinds[skip:]
    looks, formats = _looks(cells, at, skip, len(rows))
    return RawColumn(
        header, letter(index), pa.array(texts, pa.string()), kinds if kinds.any() else None,
        looks=looks, formats=formats,
    )  # fmt: skip


def _looks(
    cells: GatheredCells, at: np.ndarray, skip: int, size: int
) -> tuple[np.ndarray | None, tuple[NumberFormat, ...]]:
    """The number formats of the cells below the header, by their number in a list that begins with a plain one."""
    if not cells.looks:
        return None, ()
    numbers = {NumberFormat("General"): 0}
    looks = np.zeros(size, np.int32)
    for position, one in cells.looks.items():
        if position >= skip:
            looks[at[position - skip]] = numbers.setdefault(one, len(numbers))
    return looks, tuple(numbers)


def whole(text: str) -> int:
    """A whole number that a part writes in at most nine digits, 0 where it is none."""
    return int(text) if DIGITS.fullmatch(text) else 0


def area_of(reference: str) -> tuple[int, int, int, int] | None:
    """The first row, the last row, the first and the last column (from 0) of an area such as `B2:D5`; None for anything else."""
    first, _, last = reference.partition(":")
    corners = [REFERENCE.fullmatch(corner) for corner in (first, last or first)]
    if corners[0] is None or corners[1] is None:
        return None
    (left, top), (right, bottom) = ((_index(corner[1]), int(corner[2])) for corner in corners if corner)
    return top, bottom, left, right


def _index(letters: str) -> int:
    index = 0
    for char in letters:
        index = index * 26 + ord(char) - 64
    return index - 1


def _first_row(area: str) -> int:
    return whole(area.partition(":")[0].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))


def _last_row(area: str) -> int:
    return whole(area.rpartition(":")[2].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))


def _merged(scan: Scan, rows: np.ndarray) -> list[Finding]:
    """Findings for merged ranges that touch the columns and rows of the data."""
    last_row, last_column = int(rows[-1]) if len(rows) else 1, max(scan.columns, default=0)
    findings: list[Finding] = []
    rest = 0
    for area in scan.merged:
        corner = REFERENCE.match(area)
        place = Place(scan.workbook.package.name, scan.sheet.name)
        if corner is None:
            continue
        if int(corner[2]) <= last_row and _index(corner[1]) <= last_column:
            if len(findings) == MOST_ALIKE:
                rest += 1
                continue
            place = Place(place.file, place.sheet, int(corner[2]), corner[1])
            findings.append(make("E126", place, range=area))
    return and_more(findings, rest)


def _hidden(scan: Scan, rows: np.ndarray) -> list[Finding]:
    findings = []
    place = Place(scan.workbook.package.name, scan.sheet.name)
    if scan.hidden_rows:
        hidden = np.intersect1d(rows, np.asarray(sorted(scan.hidden_rows), np.int64))
        if len(hidden):
            findings.append(make("W103", Place(place.file, place.sheet, int(hidden[0])), count=len(hidden)))
    names = [
        letter(index)
        for index in sorted(scan.columns)
        if any(a <= index <= b for a, b in scan.hidden_columns)
    ]
    if names:
        findings.append(make("W105", place, columns=", ".join(names)))
    return findings


def _day(serial: float, *, from_1904: bool) -> str:
    """A serial number as an ISO day, with its time behind it if it has one; `#` and the number if no such day exists."""
    days, part = divmod(serial, 1)
    number = int(days) + (1462 if from_1904 else 0) if abs(serial) < 1e7 else -1
    if number == LOST_LEAP_DAY or number < 1 or number > 2_958_465:
        return f"#{serial:g}"
    day = EXCEL_DAY_0 + timedelta(days=number + (1 if number < LOST_LEAP_DAY else 0))
    seconds = round(part * 86400)
    return day.isoformat() + (f" {timedelta(seconds=seconds)}" if seconds else "")
