"""What intake hands to the rules: tables that were read and checked, with the place of every cell."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from payout.findings import Place

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    import pandas as pd


NO_BLANKS: Mapping[str, np.ndarray] = MappingProxyType({})


@dataclass(frozen=True)
class FilePart:
    """One of the files that a table was read from. `first`: the number in the table of its first row, which the file counts as 2."""

    file: str
    first: int


def place_in(parts: Sequence[FilePart], place: Place) -> Place:
    """A place of a table in the part that has its row; as it is where the table is one file, or the place is none of a row."""
    if not parts or place.row < parts[0].first:
        return place
    part = parts[bisect_right(parts, place.row, key=lambda one: one.first) - 1]
    return replace(place, file=part.file, row=place.row - part.first + 2)


@dataclass(frozen=True)
class Origin:
    """Where a table was read.

    Its file, its sheet ("" for CSV and Parquet), each row's number there, each column's letter or header. `parts`: the files that it
    was read from, where those are several; rows are numbered through all of them.
    """

    file: str
    sheet: str
    rows: np.ndarray  # int64, one a row of the frame: the number that the file gives that row (header = 1)
    columns: Mapping[str, str]  # identifier → letter (workbook) or header (CSV, Parquet)
    parts: tuple[FilePart, ...] = ()

    def place(self, row: int | None = None, column: str = "") -> Place:
        """The place of a row of the frame (by position) and a column (by identifier)."""
        number = 0 if row is None else int(self.rows[row])
        return place_in(self.parts, Place(self.file, self.sheet, number, self.columns.get(column, "")))

    def numbers(self, rows: Sequence[int] | np.ndarray, most: int = 10) -> str:
        """The numbers of rows of the frame as their file gives them, in order, the first of them; of several files each with its own."""
        first = sorted(int(number) for number in self.rows[rows])[:most]
        places = [place_in(self.parts, Place(row=number)) for number in first]
        return ", ".join(f"{one.file.rpartition('/')[2]} {one.row}".strip() for one in places)


@dataclass(frozen=True)
class CheckedTable:
    """One table, its rows in canonical order (so that row order in the file decides nothing).

    `frame` has every declared column, those left out of the file too, each of its declared dtype; blanks hold
    their default or are missing. `bad` holds the (row position, column) of cells that have an error finding:
    they are missing in the frame. `blank` holds, by column whose blank means something, the positions of the rows
    whose cell was blank, or whose column was not in the file; those hold the default, where there is one.
    `refused` are columns of which no cell is known, for a finding says so of the whole. `carried` are columns of somebody's own
    (x_…) as texts, by header: nothing is computed of them, and they go along to the results.
    """

    frame: pd.DataFrame
    origin: Origin
    bad: frozenset[tuple[int, str]] = frozenset()
    blank: Mapping[str, np.ndarray] = field(default_factory=lambda: NO_BLANKS)
    refused: frozenset[str] = frozenset()
    carried: Mapping[str, np.ndarray] = field(default_factory=lambda: NO_BLANKS)
