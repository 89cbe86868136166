"""What a reader found, before anything is understood: texts, what sort of cell each stood in, and where."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from payout.findings import Place
from payout.intake.columns import few, repeats, words_of
from payout.rules.policy.checked import place_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from payout.findings import Finding
    from payout.intake.formats import NumberFormat
    from payout.rules.policy.checked import FilePart
    from payout.text import Text

TEXT, NUMBER, FLAG, DATE, ERROR, FORMULA, UNMAPPED = range(7)
HEADER_ROW = (1,)


@dataclass(frozen=True)
class RawColumn:
    """One column as it stands in a file.

    A blank cell is a null text; `kinds` is None where every cell is a text. Where few texts stand often, `texts` may be a
    dictionary of them.

    A NUMBER is the text of a double (or of an exact number where `exact`), a FLAG is `1` or `0`, a DATE
    is an ISO day (with a time behind it if it had one). `looks` says for each cell which of `formats` it is shown in;
    0 is a plain one, and None where all are. An UNMAPPED cell is a text of which a mapping says nothing; `unmapped` has the
    code of its finding and that finding's words, by text.
    """

    header: str
    letter: str  # the letter of a sheet's column, or the header of a CSV's
    texts: pa.Array
    kinds: np.ndarray | None = None
    exact: bool = False
    looks: np.ndarray | None = None
    formats: tuple[NumberFormat, ...] = ()
    refused: bool = (
        False  # its type is none that can be read: all its cells are null, and a finding has said so
    )
    unmapped: Mapping[str, tuple[str, dict[str, str | int | Text]]] = field(default_factory=dict)
    personal: bool = False  # its cells hold a personal value in place of what the column declares

    def by_words(self) -> tuple[RawColumn, np.ndarray] | None:
        """The column of its distinct cells, and for each row which of them it is; nothing where hardly any are alike."""
        texts = self.texts
        if not isinstance(texts, pa.DictionaryArray) and not repeats(texts):
            return None
        coded = texts if isinstance(texts, pa.DictionaryArray) else texts.dictionary_encode()
        if not few(coded):
            return None
        words, codes = words_of(coded)
        if self.kinds is None:
            return replace(self, texts=words), codes
        if self.looks is None and len(codes) and (self.kinds == self.kinds[0]).all():
            return replace(self, texts=words, kinds=np.full(len(words), self.kinds[0])), codes
        return self._of_cells(words, codes)

    def _of_cells(self, words: pa.Array, codes: np.ndarray) -> tuple[RawColumn, np.ndarray]:
        """By words, and within each by what sort of cell it stands in and how that is shown."""
        sorts, shown = UNMAPPED + 1, len(self.formats) + 1
        looks = np.zeros(len(codes), np.int64) if self.looks is None else self.looks
        kinds = np.zeros(len(codes), np.int64) if self.kinds is None else self.kinds
        cells = pa.array((codes.astype(np.int64) * sorts + kinds) * shown + looks).dictionary_encode()
        number = cells.dictionary.to_numpy()
        distinct = replace(
            self,
            texts=words.take(pa.array(number // (sorts * shown))),
            kinds=(number // shown % sorts).astype(np.uint8),
            looks=None if self.looks is None else number % shown,
        )
        return distinct, cells.indices.to_numpy()

    def taken(self, rows: np.ndarray) -> RawColumn:
        """The column of these rows, in their order."""
        kinds = None if self.kinds is None else self.kinds[rows]
        looks = None if self.looks is None else self.looks[rows]
        return replace(self, texts=self.texts.take(pa.array(rows)), kinds=kinds, looks=looks)

    def where(self, kind: int) -> np.ndarray:
        """The positions of the cells of a kind."""
        if self.kinds is None:
            return np.arange(len(self.texts)) if kind == TEXT else np.zeros(0, np.int64)
        return np.flatnonzero(self.kinds == kind)


@dataclass(frozen=True)
class RawTable:
    """One sheet or file as it stands.

    Its columns under the header row, and the number that the file gives each row. `header_rows`: how far down the
    merged cells of the first row reach. `passed`: the rows that are no data and known to be none, the header first.
    """

    file: str
    sheet: str
    rows: np.ndarray
    columns: tuple[RawColumn, ...]
    findings: tuple[Finding, ...] = ()
    header_rows: int = 1
    passed: tuple[int, ...] = HEADER_ROW
    parts: tuple[FilePart, ...] = ()  # the files that it was read from, where those are several

    @property
    def header_row(self) -> int:
        """The row that findings of a header point to."""
        return self.passed[0]

    def place(self, number: int, letter: str = "") -> Place:
        """The place of a row by its number, and of a column."""
        return place_in(self.parts, Place(self.file, self.sheet, number, letter))


@dataclass(frozen=True)
class RawGrid:
    """One sheet or CSV file as it stands, before anything of it is taken for a header.

    `columns` have no header, and a cell in every one of `rows`, which are the numbers that the file gives. `merged`: areas as
    a sheet writes them (`A1:C1`). `widths`: how many fields each record of a CSV has.
    """

    file: str
    sheet: str
    rows: np.ndarray
    columns: tuple[RawColumn, ...]
    findings: tuple[Finding, ...] = ()
    merged: tuple[str, ...] = ()
    widths: np.ndarray | None = None


def refused_column(header: str, rows: int) -> RawColumn:
    """A column that cannot be read: it is there, and nothing is known of its cells."""
    return RawColumn(header, header, pa.nulls(rows, pa.string()), refused=True)
