"""Why a payee's amount is another: the cells that are others now, his own and of what he belongs to, and the first rule that is."""

from __future__ import annotations

from collections import Counter
from functools import cache, cached_property
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from payout.text import NO, NOTHING, YES, Text, said, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pandas.api.extensions import ExtensionArray

    from payout.rules.compiled.result import Field, Positions, Result

Rows: TypeAlias = tuple[int, int]  # of one payee before and after; -1 where he is not there


class Reasons:
    """Two batches of one policy, asked row by row."""

    def __init__(self, before: Result, after: Result) -> None:
        self.before, self.after = before, after
        self.of_parent = cache(self._of_parent)
        self.places = cache(self._places)
        self.children = cache(self._children)
        self.moved = cache(self._moved)
        self.changed = cache(self._changed)
        self.column = cache(self._column)

    @cached_property
    def settings(self) -> tuple[Text, ...]:
        """The values and readings that are others in force."""
        then = {one.name: one.value for one in self.before.settings}
        return tuple(
            _moved(one.label, one.meaning(then[one.name]), one.meaning(one.value))
            for one in self.after.settings
            if one.name in then and one.value != then[one.name]
        )

    def rule(self, level: str, rows: Rows) -> tuple[Text, str]:
        """The first rule in the law's order whose value is another, and its clause; nothing of somebody new or gone."""
        if min(rows) < 0:
            return NOTHING, ""
        for field in self.after.frames[level].fields:
            if field.origin == "rule" and self._differ(level, field.name, rows):
                return field.label, field.clause
        return NOTHING, ""

    def inputs(self, level: str, rows: Rows) -> tuple[Text, ...]:
        """The cells that are others now: of the row, of tables that hold rows of it, then of what it belongs to.

        Where none of these is, how many others there are; where nobody is, the values in force that are others.
        """
        frames = self.before.frames[level], self.after.frames[level]
        if min(rows) < 0:
            return ()
        own = (*self._cells(level, rows), *self._below(level, rows))
        above: list[Text] = []
        for parent, link in frames[1].links.items():
            if parent in self.after.frames and int(link[rows[1]]) >= 0:
                above += self.of_parent(parent, int(link[rows[1]]))
        found = dict.fromkeys((*own, *above))
        return tuple(found) or tuple(self._beside(level, rows[1])) or self.settings

    def _beside(self, level: str, row: int) -> Iterator[Text]:
        """How many other rows of what a row belongs to are others: they move what all there get."""
        frame = self.after.frames[level]
        for parent, link in frame.links.items():
            if parent in self.after.frames and int(link[row]) >= 0 and parent != level:
                count = self.moved(level, parent).get(int(link[row]), 0)
                name = self._named(parent, int(link[row]))
                if count:
                    yield Text(
                        f"{name.zh}:{frame.label.zh} {count} 行有改动",
                        f"{name.en}: {count} {frame.label.en} changed",
                    )

    def _moved(self, level: str, parent: str) -> dict[int, int]:
        """How many rows of a level were changed, came or went, by the row that they belong to now."""
        then, now = (
            dict(zip(result.frames[level].names(), result.frames[level].links[parent].tolist(), strict=True))
            for result in (self.before, self.after)
        )
        above = {name: row for row, name in enumerate(self.after.frames[parent].names())}
        names = self.before.frames[parent].names()
        found: Counter[int] = Counter()
        for name in dict.fromkeys((*then, *now)):
            if name in then and name in now and name not in self.changed(level):
                continue
            owners = {now[name]} if name in now else set()
            owners |= {above.get(names[then[name]], -1)} if name in then and then[name] >= 0 else set()
            found.update(owners)
        return found

    def _changed(self, level: str) -> frozenset[str]:
        """The names of the rows that stand on both sides and have a cell that is another; looked at a column at a time."""
        before, after = self.before.frames[level], self.after.frames[level]
        then, now = ({name: row for row, name in enumerate(frame.names())} for frame in (before, after))
        names = [name for name in now if name in then]
        rows = tuple(np.array([side[name] for name in names], np.int64) for side in (then, now))
        found: set[str] = set()
        for field in after.fields:
            if field.origin == "input":
                sides = (self.column(side, level, field.name) for side in (0, 1))
                texts = [_texts(cells, at) for cells, at in zip(sides, rows, strict=True)]
                found |= {name for name, one, other in zip(names, *texts, strict=True) if one != other}
        return frozenset(found)

    def _of_parent(self, level: str, row: int) -> tuple[Text, ...]:
        """What of a row that others belong to is another."""
        name = self.after.frames[level].names(np.array([row]))[0]
        before = self.places(level).get(name, -1)
        if before < 0:
            return ()
        found = (*self._cells(level, (before, row)), *self._below(level, (before, row)))
        told = self._named(level, row)
        return tuple(Text(f"{told.zh}:{one.zh}", f"{told.en}: {one.en}") for one in found)

    def _named(self, level: str, row: int) -> Text:
        """The name of a row now, options in it by their words."""
        frame = self.after.frames[level]
        if not frame.identity:
            name = frame.names(np.array([row]))[0]
            return Text(name, name)
        parts = [
            shown_by(frame.field(name), text_of(frame.table[name].array[row])) for name in frame.identity
        ]
        return Text("/".join(part.zh for part in parts), "/".join(part.en for part in parts))

    def _places(self, level: str) -> dict[str, int]:
        """Where each name of a level stands before."""
        return {name: row for row, name in enumerate(self.before.frames[level].names())}

    def _cells(self, level: str, rows: Rows) -> Iterator[Text]:
        for field in self.after.frames[level].fields:
            if field.origin == "input" and self._differ(level, field.name, rows):
                sides = (self.column(side, level, field.name) for side in (0, 1))
                then, now = (_shown(cells, field, row) for cells, row in zip(sides, rows, strict=True))
                yield _moved(field.label, then, now)

    def _column(self, side: int, level: str, name: str) -> ExtensionArray | None:
        """The cells of a column before (0) or after (1), taken out of their table once; None where it has no such column."""
        table = (self.before, self.after)[side].frames[level].table
        return table[name].array if name in table.columns else None

    def _differ(self, level: str, name: str, rows: Rows) -> bool:
        then, now = self.column(0, level, name), self.column(1, level, name)
        return then is None or now is None or text_of(then[rows[0]]) != text_of(now[rows[1]])

    def _below(self, level: str, rows: Rows) -> Iterator[Text]:
        """The tables whose rows of this row are others, such as a person's months or a unit's scores; not the payees below."""
        for child, frame in self.after.frames.items():
            told = any(field.origin == "input" for field in frame.fields)  # what is derived has no cells
            if frame.identity or not told or level not in frame.links or child not in self.before.frames:
                continue
            then, now = (
                self.children(side, child, level).get(row) for side, row in zip((0, 1), rows, strict=True)
            )
            if then != now:
                yield Text(f"{frame.label.zh}有改动", f"{frame.label.en} changed")

    def _children(self, side: int, child: str, level: str) -> dict[int, Counter[tuple[str, ...]]]:
        """The rows of a table by the row that they belong to, as texts, whatever their order."""
        frame = (self.before, self.after)[side].frames[child]
        names = [field.name for field in frame.fields if field.origin == "input"]
        columns = [list(map(text_of, frame.table[name].array)) for name in names]
        found: dict[int, Counter[tuple[str, ...]]] = {}
        owners: Positions = frame.links[level]
        for owner, row in zip(owners.tolist(), zip(*columns, strict=True), strict=True):
            found.setdefault(owner, Counter())[row] += 1
        return found


def _texts(cells: ExtensionArray | None, rows: Positions) -> list[str | None]:
    """The cells of some rows as texts; nothing, which is no cell's text, of a column that is not there."""
    return [None] * len(rows) if cells is None else list(map(text_of, cells.take(rows)))


def _moved(label: Text, then: Text, now: Text) -> Text:
    return Text(f"{label.zh} {then.zh} → {now.zh}", f"{label.en} {then.en} → {now.en}")


def _shown(cells: ExtensionArray | None, field: Field, row: int) -> Text:
    text = "" if cells is None else text_of(cells[row])
    return shown_by(field, text) if text else Text("空", "blank")


def shown_by(field: Field, text: str) -> Text:
    """What a column says, an option or a flag by its word."""
    if field.kind == "flag":
        return {"yes": YES, "no": NO}.get(text, Text(text, text))
    return Text(field.options[text], said(text)) if text in field.options else Text(text, text)
