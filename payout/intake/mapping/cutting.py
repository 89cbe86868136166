"""A grid cut into its header and its data: what a column is called, which rows are no data, where the source ends."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from payout.findings import Place
from payout.intake.catalogue import make
from payout.intake.cells import shortest
from payout.intake.headers import filled_cells
from payout.intake.mapping.words import Pattern, laid, letter_of, squeezed
from payout.intake.raw import NUMBER, RawGrid
from payout.intake.sheet import area_of
from payout.rules.policy.checked import place_in
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from payout.findings import Finding
    from payout.intake.mapping.declared import SheetMap
    from payout.intake.raw import RawColumn, RawTable
    from payout.rules.policy.checked import FilePart

TOTALS = ("合计", "小计", "总计", "共计", "总和", "total")
MOST_ROWS_TOLD = 8
LONGEST_TOLD = 20


@dataclass(frozen=True)
class Cut:
    """A sheet or file under its header. `columns` bear their whole headers; `rows` are the data; `passed` what is none."""

    file: str
    sheet: str
    rows: np.ndarray
    columns: tuple[RawColumn, ...]
    header_row: int
    passed: tuple[int, ...]
    findings: tuple[Finding, ...] = ()
    left_out: tuple[
        RawColumn, ...
    ] = ()  # `columns` at the rows that are left out without a column's word for it
    left_rows: tuple[int, ...] = ()
    parts: tuple[FilePart, ...] = ()

    def place(self, column: RawColumn | None = None, row: int = 0) -> Place:
        """A place of it; of a column alone its header."""
        place = Place(self.file, self.sheet, row or self.header_row, column.letter if column else "")
        return place_in(self.parts, place)

    def named(self, word: str) -> list[RawColumn]:
        """The columns that bear a header, or the one at a letter."""
        letter = letter_of(word)
        if letter:
            return [column for column in self.columns if column.letter == letter]
        return [column for column in self.columns if squeezed(column.header) == squeezed(word)]


def cut(given: RawGrid | RawTable, sheet: SheetMap) -> Cut:
    """Cut a sheet as its mapping says; a table whose header is known already (Parquet, frames) as it is."""
    if not isinstance(given, RawGrid):
        rows = np.arange(len(given.rows))
        whole = Cut(
            given.file,
            given.sheet,
            given.rows,
            given.columns,
            1,
            (1,),
            findings=given.findings,
            parts=given.parts,
        )
        return _without_skipped(whole, sheet, rows[:0], rows)
    headers = headers_of(given, sheet.first, sheet.last)
    columns = tuple(
        replace(column, header=header) for column, header in zip(given.columns, headers, strict=True)
    )
    data = np.flatnonzero(given.rows > sheet.last)
    above = tuple(range(1, sheet.last + 1))
    passed = (sheet.last, *above[:-1])
    whole = Cut(given.file, given.sheet, given.rows, columns, sheet.last, passed, findings=given.findings)
    found = _without_skipped(whole, sheet, np.flatnonzero(given.rows < sheet.first), data)
    return replace(found, findings=(*found.findings, *_ragged(given, found), *_merged(given, found, sheet)))


# ---- headers --------------------------------------------------------------------------------------------


def headers_of(grid: RawGrid, first: int, last: int) -> list[str]:
    """The whole header of each column: what its rows say from above, parted by `/`.

    A merged cell says the same of all its columns. Above the last row a blank takes what stands to its left, unless that is
    merged and so says itself how far it reaches.
    """
    areas = [area for area in map(area_of, grid.merged) if area and area[0] >= first and area[1] <= last]
    indexes = [column_index(column) for column in grid.columns]
    owners = _owners(areas, indexes)
    parts: list[list[str]] = [[] for _ in indexes]
    said: set[tuple[int, int, int]] = set()
    texts = {row: dict(zip(indexes, _row_texts(grid, row), strict=True)) for row in range(first, last + 1)}
    for row in range(first, last + 1):
        left = ""
        for place, index in enumerate(indexes):
            owner = owners.get((row, index))
            if owner is not None:
                text, left = texts[owner[0]].get(owner[1], ""), ""
                text = "" if (place, *owner) in said else text
                said.add((place, *owner))
            else:
                text = texts[row][index]
                left = text or left
                more = any(texts[below][index] for below in range(row + 1, last + 1))
                text = text or (left if more else "")
            parts[place] += [text] if text else []
    return ["/".join(one) for one in parts]


def column_index(column: RawColumn) -> int:
    """The number of a column by its letter, from 0."""
    area = area_of(f"{column.letter}1")
    return area[2] if area else 0


def _row_texts(grid: RawGrid, row: int) -> list[str]:
    position = int(np.searchsorted(grid.rows, row))
    there = position < len(grid.rows) and int(grid.rows[position]) == row
    return [laid(column.texts[position].as_py() or "") if there else "" for column in grid.columns]


def _owners(
    areas: Sequence[tuple[int, int, int, int]], indexes: list[int]
) -> dict[tuple[int, int], tuple[int, int]]:
    """The cell that speaks for each cell of a merged area: row and column index."""
    return {
        (row, index): (top, left)
        for top, bottom, left, right in areas
        for row in range(top, bottom + 1)
        for index in indexes[bisect_left(indexes, left) : bisect_right(indexes, right)]
    }


# ---- rows that are no data -------------------------------------------------------------------------------


def said_of(column: RawColumn) -> list[str | None]:
    """The cells of a column as people read them: numbers by their shortest decimals; a blank is None."""
    texts = column.texts.to_pylist()
    numbers = () if column.kinds is None or column.exact else column.where(NUMBER).tolist()
    for row in numbers:
        texts[row] = shortest(texts[row]) if texts[row] is not None else None
    return [text if text is not None and text.strip() else None for text in texts]


def first_filled(columns: Sequence[RawColumn], rows: int) -> list[str]:
    """The first filled cell of each row."""
    found = [""] * rows
    for column in columns:
        if all(found):
            break
        for row, text in enumerate(said_of(column)):
            if text is not None and not found[row]:
                found[row] = text
    return found


def _without_skipped(whole: Cut, sheet: SheetMap, above: np.ndarray, data: np.ndarray) -> Cut:
    columns = tuple(column.taken(data) for column in whole.columns)
    rows = whole.rows[data]
    below = replace(whole, columns=columns, rows=rows)
    firsts = first_filled(columns, len(rows)) if sheet.skip or sheet.notes else []
    vaguely, named = _skipped(below, sheet, firsts)
    keep, gone = np.flatnonzero(~(vaguely | named)), np.flatnonzero(vaguely | named)
    lost = tuple(int(row) for row in rows[gone])
    left_out = np.concatenate([above, data[vaguely & ~named]])
    return replace(
        below,
        rows=rows[keep],
        columns=tuple(column.taken(keep) for column in columns),
        passed=(*whole.passed, *lost),
        findings=(*whole.findings, *_skips_told(below, sheet, lost, [firsts[at] for at in gone.tolist()])),
        left_out=tuple(column.taken(left_out) for column in whole.columns),
        left_rows=tuple(int(row) for row in whole.rows[left_out]),
    )


def _skipped(below: Cut, sheet: SheetMap, firsts: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """The rows that are skipped by their first filled cell or as notes, and those by a column that the mapping names."""
    vaguely, named = np.zeros(len(below.rows), bool), np.zeros(len(below.rows), bool)
    notes = next((at for at, text in enumerate(firsts) if _any(sheet.notes, text)), len(below.rows))
    vaguely[notes:] = True
    for skip in sheet.skip:
        if not skip.column:
            vaguely |= np.array([_any([skip.pattern], text) for text in firsts], bool)
        for column in below.named(skip.column) if skip.column else ():
            named |= np.array([_any([skip.pattern], text or "") for text in said_of(column)], bool)
    return vaguely, named


def _any(patterns: Iterable[Pattern], text: str) -> bool:
    return bool(text) and any(pattern.matches(text) for pattern in patterns)


def _skips_told(below: Cut, sheet: SheetMap, lost: tuple[int, ...], firsts: list[str]) -> list[Finding]:
    """Say which rows a mapping left out: a row too many would pay somebody nothing, in silence."""
    if not lost:
        return []
    known = [*sheet.notes, *(skip.pattern for skip in sheet.skip if not skip.column)]
    said = [laid(text)[:LONGEST_TOLD] if _any(known, text) else "" for text in firsts[:MOST_ROWS_TOLD]]
    some = [f"{row} {text}".strip() for row, text in zip(lost, said, strict=False)]
    more = len(lost) > MOST_ROWS_TOLD
    which = Text("、".join(some) + (" 等" if more else ""), ", ".join(some) + (", …" if more else ""))
    return [make("W111", below.place(row=lost[0]), count=len(lost), which=which)]


def looks_like_data(found: Cut, sheet: SheetMap, needed: Sequence[RawColumn]) -> list[int]:
    """The rows above the header, or skipped by their first cell, that have whatever a row of data must have.

    Totals, the header said again on each page, and what begins notes are none.
    """
    if not needed or not found.left_rows:
        return []
    letters = {column.letter for column in needed}
    whole = np.logical_and.reduce([filled_cells(one) for one in found.left_out if one.letter in letters])
    firsts = [squeezed(text) for text in first_filled(found.left_out, len(found.left_rows))]
    heads = {squeezed(part) for column in found.columns for part in column.header.split("/")}
    return [
        row
        for row, full, text in zip(found.left_rows, whole.tolist(), firsts, strict=True)
        if full
        and text not in heads
        and not any(word in text for word in TOTALS)
        and not _any(sheet.notes, text)
    ]


def _ragged(grid: RawGrid, found: Cut) -> list[Finding]:
    """The records of a CSV that have fewer fields than columns that are named."""
    if grid.widths is None:
        return []
    named = max((at + 1 for at, column in enumerate(found.columns) if column.header), default=0)
    short = np.flatnonzero(grid.widths < named)
    rows = np.intersect1d(grid.rows[short], found.rows)
    widths = dict(zip(grid.rows.tolist(), grid.widths.tolist(), strict=True))
    return [
        make("E120", Place(found.file, row=row), found=widths[row], count=named)
        for row in rows.tolist()[:200]
    ]


def _merged(grid: RawGrid, found: Cut, sheet: SheetMap) -> list[Finding]:
    """Merged cells of the data: below its first, a merged cell is blank. Titles, headers, rows and columns not read may be merged."""
    used = {one.letter for word in words_read(sheet) for one in found.named(word)}
    read = [column_index(one) for one in found.columns if one.letter in used or not is_ignored(one, sheet)]
    told = []
    for reference in grid.merged:
        area = area_of(reference)
        if area is None or area[1] <= sheet.last or not _within(read, area[2], area[3]):
            continue
        if area[0] <= sheet.last or _within(found.rows, area[0], area[1]):
            corner = reference.partition(":")[0].rstrip("0123456789")
            told.append(make("E126", Place(found.file, found.sheet, area[0], corner), range=reference))
    return told


def _within(numbers: Sequence[int] | np.ndarray, low: int, high: int) -> bool:
    """Whether any of numbers that rise lies between two."""
    return bool(np.searchsorted(numbers, low) < np.searchsorted(numbers, high, side="right"))


def words_read(sheet: SheetMap) -> list[str]:
    """How a mapping names the columns that it takes to the tables and the results."""
    return [*(one.column for table in sheet.tables for one in table.columns if one.column), *sheet.carry]


def is_ignored(column: RawColumn, sheet: SheetMap) -> bool:
    """Whether a mapping says that a column is not read."""
    return any(
        letter_of(word) == column.letter if letter_of(word) else Pattern(word).matches(column.header)
        for word in sheet.ignore
    )
