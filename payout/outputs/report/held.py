"""What the page holds of the rows: those of the output tables, of what stands above them and of what belongs to them.

Nothing is explained for it: every step of a row is a column of the result, whose rule stands beside it in words. Rows have the
order of their keys, whatever order they were read in.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from payout.exact.groups import Groups, group_total
from payout.masking import mask, veil_key
from payout.outputs.columns import Shown, arrow_values, by_identifier
from payout.outputs.workbook.cells import clean
from payout.outputs.workbook.plan import cells_of
from payout.outputs.workbook.words import header

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from payout.exact import ExactArray
    from payout.outputs.pages.shell import Data
    from payout.rules.compiled.result import Field, Frame, Positions, Result
    from payout.text import Language

MOST_ROWS = 20_000  # of a level; of more, no browser opens a page at once
MOST_CELLS = 250_000  # of a level, about a megabyte; with more, the page holds what its list shows
MOST_LISTED = 8  # figures of a row in the list


@dataclass(frozen=True)
class LevelOnPage:
    """The rows of one level in the order in which the page has them."""

    result: Result
    level: str
    lang: Language

    @property
    def frame(self) -> Frame:
        """The rows themselves."""
        return self.result.frames[self.level]

    @cached_property
    def order(self) -> Positions:
        """Where each row of the page stands in the frame."""
        frame = self.frame
        named = [field for field in frame.fields if field.name == frame.key] or frame.fields
        columns = [
            Shown(field.name, field, arrow_values(field, frame.table[field.name].array)) for field in named
        ]
        return np.asarray(by_identifier(frame, columns), dtype=np.int64)

    @cached_property
    def places(self) -> Positions:
        """Where each row of the frame stands on the page; the last is that of a row there is not."""
        found = np.full(len(self.frame.table) + 1, -1, dtype=np.int64)
        found[self.order] = np.arange(len(self.order))
        return found

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """The columns that the page has: of what is personal what names a row, and that masked; what it belongs to by its link."""
        said = {*self.frame.identity, *self._names()}
        above = {
            self.result.frames[parent].key for parent in self.frame.links if parent in self.result.frames
        }
        fields = tuple(
            field
            for field in self.frame.fields
            if field.name in said or not (field.personal or field.origin == "carried" or field.name in above)
        )
        if self.is_whole:
            return fields
        return tuple(field for field in fields if field.name in said or field.name in self._first)

    @property
    def _first(self) -> tuple[str, ...]:
        return tuple(
            name
            for file in self.result.files
            if file.level == self.level
            for name in (*file.first, file.total)
        )

    @property
    def is_whole(self) -> bool:
        """Whether every step of a row is on the page."""
        return len(self.frame.fields) * len(self.frame.table) <= MOST_CELLS

    def _names(self) -> tuple[str, ...]:
        """The column that says what a row is called, where there is one."""
        return tuple(
            field.name
            for field in self.frame.fields
            if field.kind == "text" and field.origin in ("input", "derived") and field.name.endswith("name")
        )[:1]

    def texts(self, field: Field) -> list[str | None]:
        """A column as it is read: what names a person is masked, and whatever looks like a personal number."""
        cells = cells_of(field.name, field, self.frame.table[field.name].array.take(self.order), self.lang)
        values = [None if value is None else str(value) for value in cells.each]
        if field.kind in ("number", "flag", "date"):
            return values
        return _by_each(values, mask if field.personal else veil_key)

    def record(self, others: dict[str, LevelOnPage]) -> Data:
        """The level as the script reads it."""
        names, sums = [field.name for field in self.fields], list(self._sums())
        links = {parent: self._link(others[parent]) for parent in self.frame.links if parent in others}
        return {
            "name": self.level,
            "label": self.frame.label(self.lang),
            "rows": len(self.order),
            "key": [names.index(name) for name in self.frame.identity],
            "called": [names.index(name) for name in self._names()],
            "masked": int(any(field.personal for field in self.fields)),
            "whole": int(self.is_whole),
            "listed": [*map(names.index, self._listed()), *range(len(names), len(names) + len(sums))],
            "links": links,
            "columns": [*map(self._column, self.fields), *sums],
        }

    def _link(self, above: LevelOnPage) -> Data:
        positions: list[Data] = above.places[self.frame.links[above.level][self.order]].tolist()
        return positions

    def _sums(self) -> Iterator[dict[str, Data]]:
        """What is paid to the rows below each row, where these are too many for the page."""
        for file in self.result.files:
            frame = self.result.frames[file.level]
            if file.total and self.level in frame.links and len(frame.table) > MOST_ROWS:
                field, values = self.result.column(file.level, file.total)
                amounts = cast("ExactArray", values)
                codes = np.where(amounts.isna(), -1, frame.links[self.level])
                totals = group_total(amounts, Groups(codes, len(self.frame.table))).take(self.order)
                texts = list(cells_of(field.name, field, totals, self.lang).each)
                label = f"{frame.label(self.lang)} · {header(field, self.lang)}"
                yield {"label": label, "number": 1, **_packed(texts)}

    def _listed(self) -> Iterator[str]:
        """The figures of a row in the list: those that its table has first."""
        said = {*self.frame.identity, *self._names()}
        fields = {field.name: field for field in self.fields}
        wanted = (name for name in dict.fromkeys(self._first) if name in fields and name not in said)
        shown = [name for name in wanted if fields[name].kind != "reference"]
        totals = [file.total for file in self.result.files if file.level == self.level and file.total]
        kept = [name for name in shown if name not in totals][: MOST_LISTED - len(totals)]
        yield from (name for name in shown if name in kept or name in totals)

    def _column(self, field: Field) -> Data:
        words = self.result.in_words.get((self.level, field.name))
        told: dict[str, Data] = {"label": header(field, self.lang)}
        more = {
            "name": field.name,
            "clause": field.clause,
            "words": words(self.lang) if words and self.is_whole else "",
        }
        told |= {name: text for name, text in more.items() if text}
        told |= {"number": 1} if field.kind == "number" else {}
        told |= {"rule": 1} if field.origin == "rule" else {}
        return told | _packed(self.texts(field))


def held(result: Result, lang: Language) -> dict[str, LevelOnPage]:
    """The levels of the output tables, those above them, and those that belong to them where all of them fits."""
    files = [file.level for file in result.files]
    upper = dict.fromkeys(chain(files, *(_above(result, level) for level in files)))
    every = {name: LevelOnPage(result, name, lang) for name in result.frames}
    below = (
        name
        for name, one in every.items()
        if one.is_whole and any(parent in files for parent in one.frame.links)
    )
    return {
        name: every[name]
        for name in dict.fromkeys((*upper, *below))
        if 0 < len(every[name].frame.table) <= MOST_ROWS
    }


def _above(result: Result, level: str) -> Iterator[str]:
    for parent in result.frames[level].links:
        if parent in result.frames and parent != level:
            yield parent
            yield from _above(result, parent)


def _by_each(values: list[str | None], write: Callable[[str], str]) -> list[str | None]:
    """Texts written otherwise, each that stands there often once; what no screen can show is replaced."""
    found = {value: clean(write(value)) for value in set(values) if value is not None}
    return [None if value is None else found[value] for value in values]


def _packed(values: list[Any]) -> dict[str, Data]:
    """A column; of one that says the same often, each thing that it says once, and which of them each row says."""
    distinct = list(dict.fromkeys(values))
    if len(distinct) * 2 > len(values):
        return {"values": values}
    places = {value: place for place, value in enumerate(distinct)}
    return {"said": distinct, "values": [places[value] for value in values]}
