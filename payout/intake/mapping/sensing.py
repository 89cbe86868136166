"""What a sheet seems to be: where its header stands, and which of a policy's columns it has. For drafts; nothing is read by it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from payout.intake.cells import nearest
from payout.intake.headers import filled_cells
from payout.intake.mapping.cutting import cut, first_filled, said_of
from payout.intake.mapping.declared import SheetMap, Skip
from payout.intake.mapping.words import Pattern, laid, squeezed
from payout.intake.raw import NUMBER, TEXT, RawGrid
from payout.intake.sheet import area_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from payout.intake.mapping.cutting import Cut
    from payout.intake.raw import RawTable
    from payout.rules.policy.tables import Column, Table

LOOKED_AT = 15
MOST_HEADER_ROWS = 6
MOST_COLUMNS = 300  # among which something is looked for that is called like a column of the policy
TOTALS = ("小计", "合计", "总计", "共计")
NOTES = ("注：", "注:", "说明：", "备注：", "制表", "填表", "审核", "复核", "审批", "负责人")
GROUP = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[)）、.．]")  # how a heading of a group of rows begins
Rows = dict[
    int, list[tuple[str, bool]]
]  # by row: each cell's text, and whether it is one (no number, no day)


@dataclass(frozen=True)
class Sensed:
    """A sheet as it seems: its layout, and the columns of each table that it names, exactly or nearly."""

    name: str
    layout: SheetMap
    cut: Cut
    exact: Mapping[str, Mapping[str, str]]  # table → its column → the header in the source
    near: Mapping[str, Mapping[str, str]]

    def score(self, table: str) -> int:
        """How much of a table it has."""
        return 2 * len(self.exact[table]) + len(self.near[table])


def sensed(name: str, given: RawGrid | RawTable, tables: Sequence[Table]) -> Sensed:
    """What a sheet seems to be."""
    words = {squeezed(word) for table in tables for one in table.columns for word in (one.zh, one.name)}
    first, last = header_rows(given, words) if isinstance(given, RawGrid) else (1, 1)
    bare = SheetMap(name, first, last)
    layout = _layout(cut(given, bare), bare)
    found = cut(given, layout)
    exact = {table.name: _exact(found, table) for table in tables}
    near = {table.name: _near(found, table, exact[table.name]) for table in tables}
    return Sensed(name, layout, found, exact, near)


# ---- the header -------------------------------------------------------------------------------------------


def header_rows(grid: RawGrid, words: set[str]) -> tuple[int, int]:
    """The first and the last row of what seems to be the header."""
    rows = _first_rows(grid)
    if not rows:
        return 1, 1
    areas = [area for area in map(area_of, grid.merged) if area is not None and area[0] <= LOOKED_AT]
    known = {row: sum(squeezed(text) in words for text, _ in cells) for row, cells in rows.items()}
    best = max(rows, key=lambda row: (known[row], len(_texts(rows[row])) > 1, -row))
    first = last = best
    while last - first < MOST_HEADER_ROWS:
        grown = _grown(first, last, rows, areas, known)
        if grown == (first, last):
            break
        first, last = grown
    return first, last


def _first_rows(grid: RawGrid) -> Rows:
    rows: Rows = {}
    for at in range(min(LOOKED_AT, len(grid.rows))):
        cells = []
        for column in grid.columns:
            text = column.texts[at].as_py() or ""
            cells.append((laid(text), column.kinds is None or int(column.kinds[at]) == TEXT))
        rows[int(grid.rows[at])] = cells
    return rows


def _texts(cells: list[tuple[str, bool]]) -> list[str]:
    return [text for text, _ in cells if text]


def _grown(
    first: int, last: int, rows: Rows, areas: Sequence[tuple[int, int, int, int]], known: Mapping[int, int]
) -> tuple[int, int]:
    """The header with the rows that hang on it: by merged cells, or a row of names above or below it."""
    for top, bottom, left, right in areas:
        if bottom >= first and top <= last and (top < first or bottom > last):
            return min(first, top), max(last, bottom)
        if bottom == last and right > left and _all_words(rows.get(last + 1, [])):
            return first, last + 1
    if len(_texts(rows.get(first - 1, []))) > 1 and _all_words(rows[first - 1]):
        return first - 1, last
    below = rows.get(last + 1, [])
    fills = any(text and not above for (text, _), (above, _) in zip(below, rows[last], strict=False))
    if fills and known.get(last + 1, 0) and _all_words(below):
        return first, last + 1
    return first, last


def _all_words(cells: list[tuple[str, bool]]) -> bool:
    """Whether a row holds words alone: a row of data has a number, or a code with digits."""
    there = [(text, is_text) for text, is_text in cells if text]
    return bool(there) and all(
        is_text and not any(char.isdigit() for char in text[-3:]) for text, is_text in there
    )


# ---- rows that are no data, columns -----------------------------------------------------------------------


def _layout(whole: Cut, bare: SheetMap) -> SheetMap:
    """Rows of totals, and notes at the end: one cell, or words that begin a note."""
    firsts = first_filled(whole.columns, len(whole.rows))
    totals = [word for word in TOTALS if any(word in squeezed(text) for text in firsts)]
    notes: list[str] = []
    for text in reversed(firsts):
        start = next((mark for mark in NOTES if laid(text).startswith(mark)), "")
        if not start:
            break
        notes.append(f"{start.rstrip('：:')}*")
    filled = np.zeros(len(firsts), np.int64)
    for column in whole.columns:
        filled += filled_cells(column)
    alone = filled == 1
    groups = [GROUP.match(laid(text)) for text, one in zip(firsts, alone.tolist(), strict=True) if one]
    patterns = [*(f"*{word}*" for word in totals), *(f"{group[0]}*" for group in groups if group)]
    skip = tuple(Skip(Pattern(text)) for text in dict.fromkeys(patterns))
    return replace(bare, skip=skip, notes=tuple(map(Pattern, dict.fromkeys(reversed(notes)))))


def _exact(whole: Cut, table: Table) -> dict[str, str]:
    """The columns of a table that bear their own names, whole or as the last part of a header."""
    found: dict[str, str] = {}
    for column in table.columns:
        names = {squeezed(column.zh), squeezed(column.name)}
        for part in (whole_of, last_of):
            bearing = [one for one in whole.columns if squeezed(part(one.header)) in names]
            if bearing and column.name not in found:
                found[column.name] = written(bearing[0].letter, bearing[0].header, whole)
    return found


def _near(whole: Cut, table: Table, exact: Mapping[str, str]) -> dict[str, str]:
    """Of the other columns those that are called something like them."""
    free = {
        squeezed(last_of(one.header)): one
        for one in whole.columns[:MOST_COLUMNS]
        if one.header and written(one.letter, one.header, whole) not in exact.values()
    }
    found: dict[str, str] = {}
    for column in table.columns:
        if column.name not in exact:
            word = nearest(squeezed(column.zh), free) or nearest(squeezed(column.name), free)
            if word:
                found[column.name] = written(free[word].letter, free[word].header, whole)
    return found


def whole_of(header: str) -> str:
    """A header as it is."""
    return header


def last_of(header: str) -> str:
    """The last part of a header of several rows."""
    return header.rpartition("/")[2]


def written(letter: str, header: str, whole: Cut) -> str:
    """How a mapping names a column: by its header, or its letter where that is blank or stands twice."""
    return header if header and len(whole.named(header)) == 1 else f"@{letter}"


def numbers_or_texts(whole: Cut, word: str) -> list[str]:
    """The cells of a column that are texts or numbers, each once."""
    column = whole.named(word)[0]
    kinds = np.zeros(len(column.texts)) if column.kinds is None else column.kinds
    may = np.isin(kinds, (TEXT, NUMBER)).tolist()
    said = (text for text, ok in zip(said_of(column), may, strict=True) if ok and text)
    return list(dict.fromkeys(text.strip() for text in said))


def referred(column: Column, tables: Sequence[Table]) -> Table | None:
    """The table whose keys a column holds."""
    return next(
        (one for one in tables if column.kind == "reference" and one.level == column.level and one.key), None
    )
