"""What a mapping may say, as values."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from payout.intake.mapping.words import squeezed
from payout.rules.compiled.result import MappingRecord

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from payout.intake.mapping.days import DayFormat
    from payout.intake.mapping.words import Pattern
    from payout.text import Text

NO_WORDS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class ColumnMap:
    """Where a column of the policy's table comes from, and what its cells mean.

    `column`: the header in the source, several rows of it parted by `/`, or a letter (`@F`); blank where `constant` says what
    every row has. `words`: what a word of the source stands for. `by`: the cells name rows of another table by this column of
    it, in place of the key. `nothing`: signs that stand for a blank; `blank`: what is put in for one.
    """

    name: str
    column: str = ""
    constant: str | None = None
    words: Mapping[str, str] = field(default_factory=lambda: NO_WORDS)
    by: str = ""
    day: DayFormat | None = None
    nothing: tuple[str, ...] = ()
    blank: str | None = None


@dataclass(frozen=True)
class TableMap:
    """A table that a sheet feeds.

    `distinct`: rows that say the same are one (the units of a ledger of people). `rows_with`: only rows in which these of its
    columns are filled (the transfers of a roster).
    """

    name: str
    columns: tuple[ColumnMap, ...]
    distinct: bool = False
    rows_with: tuple[str, ...] = ()


@dataclass(frozen=True)
class Skip:
    """Rows that are no data: by a pattern of their first filled cell, or of that in a column."""

    pattern: Pattern
    column: str = ""


@dataclass(frozen=True)
class SheetMap:
    """A sheet of a workbook or a file of a folder: its header rows, what of it is no data, the tables that it feeds."""

    name: str
    first: int = 1  # row of the header
    last: int = 1
    skip: tuple[Skip, ...] = ()
    notes: tuple[Pattern, ...] = ()  # from the first row whose first filled cell is so, to the end
    ignore: tuple[str, ...] = ()  # patterns of headers, and letters
    carry: tuple[str, ...] = ()
    tables: tuple[TableMap, ...] = ()


@dataclass(frozen=True)
class SourceMap:
    """A mapping that was read. `kept`: it was applied already, to tables that are read as they stand."""

    path: Path
    content: bytes
    sheets: tuple[SheetMap, ...]
    ignore: tuple[str, ...] = ()  # sheets and files that are not read
    lines: tuple[Text, ...] = ()  # what it decides, in words
    kept: bool = False

    @property
    def record(self) -> MappingRecord:
        """What a run says of it."""
        return MappingRecord(hashlib.sha256(self.content).hexdigest(), self.lines)

    def of_sheet(self, name: str) -> SheetMap | None:
        """What it says of a sheet or file."""
        return next((one for one in self.sheets if squeezed(one.name) == squeezed(name)), None)

    def leaves_out(self, name: str) -> bool:
        """Whether it says that a sheet or file is not read."""
        return squeezed(name) in map(squeezed, self.ignore)
