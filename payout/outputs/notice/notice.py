"""What a notice says, as records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from payout.rules.compiled.result import Field


@dataclass(frozen=True)
class Standing:
    """How long a notice stands and where to object: `days` as they were counted, 0 where the last day was named."""

    start: date
    until: date
    days: int
    working: bool
    objections_to: str
    clause: str = ""

    def covers(self, day: date) -> bool:
        """Whether an objection of that day is in time."""
        return self.start <= day <= self.until


@dataclass(frozen=True)
class NoticeRow:
    """One line: what the row is called, masked where that was asked for, a mark where two would be alike, and what is shown of it."""

    name: str
    mark: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class NoticeUnit:
    """The lines of one unit; its name is blank where there are no units."""

    called: str
    rows: tuple[NoticeRow, ...]


@dataclass(frozen=True)
class Notice:
    """The whole of it.

    `subject`, the word for what is listed, `people` or not; `fields`, the columns that are shown; `draft`: nobody approved it yet;
    `corrects`: the digest of the run that is corrected, blank where none is; `changes`: only what is another there is listed,
    and `gone` so many are listed no more.
    """

    title: str
    document: str
    year: str
    subject: str
    people: bool
    fields: tuple[Field, ...]
    units: tuple[NoticeUnit, ...]
    standing: Standing
    draft: bool
    corrects: str = ""
    changes: bool = False
    gone: int = 0

    @property
    def count(self) -> int:
        """How many lines there are."""
        return sum(len(one.rows) for one in self.units)
