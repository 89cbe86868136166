"""The cells of one column, as a mapping says what they mean. A cell of which it says nothing is marked, never guessed."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from payout.intake.cells import MOST_HINTS, nearest
from payout.intake.cells import hint as near_word
from payout.intake.mapping.cutting import said_of
from payout.intake.mapping.words import squeezed
from payout.intake.naming import plain
from payout.intake.raw import NUMBER, TEXT, UNMAPPED, RawColumn
from payout.text import Text

if TYPE_CHECKING:
    from payout.intake.mapping.days import DayFormat
    from payout.intake.mapping.declared import ColumnMap
    from payout.rules.policy.tables import Column

FLAGS = ("是", "否", "yes", "no")
Told = tuple[str, dict[str, "str | int | Text"]]


@dataclass
class CellsUnderWay:
    """The cells of a column under way: what each says, its sort, and what a mapping does not know."""

    said: list[str | None]
    texts: list[str | None]
    kinds: np.ndarray
    unmapped: dict[str, Told] = field(default_factory=dict)

    @classmethod
    def of(cls, raw: RawColumn) -> CellsUnderWay:
        """The cells of a raw column."""
        kinds = np.zeros(len(raw.texts), np.uint8) if raw.kinds is None else raw.kinds.copy()
        return cls(said_of(raw), raw.texts.to_pylist(), kinds, dict(raw.unmapped))

    def spoken(self) -> list[tuple[int, str]]:
        """The cells that are texts or numbers, by position."""
        may = np.isin(self.kinds, (TEXT, NUMBER)).tolist()
        return [(at, said) for at, said in enumerate(self.said) if said is not None and may[at]]

    def put(self, at: int, text: str | None) -> None:
        """Put another text in place of a cell."""
        self.said[at] = self.texts[at] = text
        self.kinds[at] = TEXT

    def lost(self, at: int, told: Told) -> None:
        """Mark a cell as one that the mapping does not know, with what is said of it."""
        text = plain_text(self.said[at] or "")
        self.unmapped[text] = told
        self.said[at] = self.texts[at] = text
        self.kinds[at] = UNMAPPED

    def column(self, raw: RawColumn) -> RawColumn:
        """The raw column with these cells."""
        return replace(
            raw,
            texts=pa.array(self.texts, pa.string()),
            kinds=self.kinds if self.kinds.any() else None,
            unmapped=self.unmapped,
        )


def plain_text(text: str) -> str:
    """A cell's text as the grammar of cells trims it, so that both find it again."""
    return unicodedata.normalize("NFKC", text).strip()


def translated(raw: RawColumn, one: ColumnMap, column: Column) -> RawColumn:
    """A column of the source as one of the policy's: blanks, words and days as the mapping says. Names are looked up later."""
    raw = replace(raw, header=column.name)
    if not (one.nothing or one.words or one.day or one.blank is not None):
        return raw
    cells = CellsUnderWay.of(raw)
    _blank(cells, one)
    if one.words:
        _words(cells, one, column)
    if one.day is not None:
        _days(cells, one.day)
    if one.blank is not None:
        for at, text in enumerate(cells.texts):
            if cells.kinds[at] == TEXT and (text is None or not text.strip()):
                cells.put(at, one.blank)
    return cells.column(raw)


def constant(one: ColumnMap, rows: int) -> RawColumn:
    """A column that the source lacks: one value in every row."""
    return RawColumn(one.name, "", pa.array([one.constant] * rows, pa.string()))


def _blank(cells: CellsUnderWay, one: ColumnMap) -> None:
    signs = set(map(squeezed, one.nothing))
    for at, said in cells.spoken() if signs else ():
        if squeezed(said) in signs:
            cells.put(at, None)


def _words(cells: CellsUnderWay, one: ColumnMap, column: Column) -> None:
    options = {plain(word) for pair in column.options.items() for word in pair}
    options |= set(FLAGS) if column.kind == "flag" else set()
    told: dict[str, Told] = {}
    for at, said in cells.spoken():
        meant = one.words.get(squeezed(said))
        if meant is not None:
            cells.put(at, meant)
        elif column.kind != "reference" and plain(said) not in options:
            if said not in told:
                told[said] = _no_word(plain(said), one, column, hinted=len(told) < MOST_HINTS)
            cells.lost(at, told[said])


def _no_word(said: str, one: ColumnMap, column: Column, *, hinted: bool) -> Told:
    names = column.options or {"yes": "是", "no": "否"}
    near = nearest(said, [*one.words, *(word for pair in names.items() for word in pair)]) if hinted else ""
    options = Text("、".join(names.values()), ", ".join(names))
    return "E241", {"hint": near_word(near), "options": options}


def _days(cells: CellsUnderWay, form: DayFormat) -> None:
    for at, said in cells.spoken():
        day = form.day(said)
        if day is None:
            cells.lost(at, ("E242", {"format": form.text}))
        else:
            cells.put(at, day.isoformat())
