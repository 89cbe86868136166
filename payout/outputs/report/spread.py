"""How the figures of a batch are spread: over sizes, over units, over what people are. Exact, and the same whatever order rows have."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, cast

import numpy as np
import pandas as pd

from payout.evidence.comparing.spread import Bar, round_width
from payout.exact import ExactArray
from payout.exact.groups import Groups, group_total
from payout.masking import mask, veil_key
from payout.outputs.columns import UNROUNDED_PLACES
from payout.outputs.comparison.words import BLANK
from payout.rules.policy.made import Made
from payout.text import NOTHING, Text, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from payout.rules.compiled.result import Field, Frame, Positions, Result
    from payout.rules.policy.card import OutputFile

BARS = 24  # of a distribution, at most
FEW = 8  # values that are told one by one
SAMPLED = 4096  # rows that mostly tell whether values are few
MOST_PARTED = 6  # ways in which one figure is parted
NO_FIGURES = ("rank", "count", "months", "days", "year", "place")


@dataclass(frozen=True)
class Plotted:
    """One figure of the rows of a level: an amount, or a score."""

    level: str
    field: Field
    given: ExactArray
    paid: bool  # an amount, whose groups are summed; of a score they are averaged


@dataclass(frozen=True)
class Slice:
    """Rows alike in one thing: what, how many, and what they come to."""

    name: Text
    rows: int
    total: Fraction


@dataclass(frozen=True)
class Parting:
    """Rows parted by one thing, by unit or by position: the groups that have any, how many of how much. Few of them are told."""

    label: Text
    names: Made[Text]  # of groups by their number; one more stands for rows that belong to none
    groups: Positions
    rows: Positions
    totals: ExactArray

    def means(self, places: int) -> ExactArray:
        """The mean of each group, half up."""
        return (self.totals / ExactArray.from_integers(self.rows)).round(places)

    def first(self, count: int, by: ExactArray | None = None) -> tuple[Slice, ...]:
        """Some groups, the largest first by a figure of each if not by what they come to; of equal ones by that, then by name."""
        keys = [figure.sort_keys() for figure in (self.totals, *([] if by is None else [by]))]
        order = np.lexsort([-key for key in keys])
        last = order[: max(1, count)][-1]
        tied = np.logical_and.reduce([key == key[last] for key in keys])
        chosen = np.union1d(order[:count], np.flatnonzero(tied))
        slices = [
            (*(-int(key[at]) for key in reversed(keys)), name.zh, int(self.rows[at]), at, name)
            for at, name in zip(chosen.tolist(), self._called(self.groups[chosen]), strict=True)
        ]
        told = sorted(slices, key=lambda one: one[:-1])[:count]
        return tuple(Slice(name, size, Fraction(self.totals[at])) for *_, size, at, name in told)

    def _called(self, groups: Positions) -> list[Text]:
        known = self.names.make(groups[groups < len(self.names)])
        return [*known, *[BLANK] * (len(groups) - len(known))]  # the one of none has the highest number


def figures_of(result: Result) -> Iterator[Plotted]:
    """What is drawn: the amounts that are paid, then the score that places go by, of each output table of several rows."""
    for file in result.files:
        frame = result.frames[file.level]
        if len(frame.table) > 1:
            names = [(file.total, True)] if file.total else []
            names += [(name, False) for name in _score(frame, file)]
            for name, paid in names:
                field, values = frame.field(name), cast("ExactArray", frame.table[name].array)
                if not values.isna().all():
                    values = values.round(UNROUNDED_PLACES) if field.places is None and not paid else values
                    yield Plotted(file.level, field, values, paid)


def _score(frame: Frame, file: OutputFile) -> tuple[str, ...]:
    """The points beside a rank; else the first points that a rule gives; of a table that pays nothing the first figure at all."""
    fields = [frame.field(name) for name in file.first if name in frame.table.columns]
    for place, field in enumerate(fields):
        if field.measure == "rank":
            beside = [*reversed(fields[max(place - 1, 0) : place]), *fields[place + 1 : place + 2]]
            points = [one.name for one in beside if one.measure == "points"]
            if points:
                return (points[0],)
    rules = [field for field in fields if field.origin == "rule" and field.kind == "number"]
    points = [field.name for field in rules if field.measure == "points"]
    others = [] if file.total else [field.name for field in rules if field.measure not in NO_FIGURES]
    return tuple((points or others)[:1])


def by_value(figure: Plotted) -> tuple[Slice, ...]:
    """How many rows have each value, the largest first; none where the values are many."""
    first = figure.given.take(np.arange(min(len(figure.given), SAMPLED)))
    if len(first.unique()) > FEW + 1:  # one of them may be a missing one
        return ()
    codes, distinct = figure.given.factorize()
    if len(distinct) > FEW:
        return ()
    sizes = np.bincount(codes[codes >= 0], minlength=len(distinct)).tolist()
    found = [Slice(NOTHING, size, Fraction(value)) for value, size in zip(distinct, sizes, strict=True)]
    return tuple(sorted(found, key=lambda part: -part.total))


def distribution(figure: Plotted) -> tuple[Bar, ...]:
    """How many rows have how much: bars of one round width, none left out between; who is paid nothing apart."""
    values = figure.given.take(np.flatnonzero(~figure.given.isna()))
    nothing = np.asarray(values == 0, dtype=bool) if figure.paid else np.zeros(len(values), dtype=bool)
    rest = values.take(np.flatnonzero(~nothing))
    apart = [Bar(Fraction(0), Fraction(0), int(nothing.sum()))] if nothing.any() else []
    if not len(rest):
        return tuple(apart)
    low, high = Fraction(rest.min()), Fraction(rest.max())
    if low == high:
        return (*apart, Bar(low, low, len(rest)))
    width = round_width(high - low, BARS - 2)
    numbers = (-((-rest / width).floor())).to_scaled(0)  # n: a figure in (n − 1, n] · width
    found, counts = np.unique(numbers, return_counts=True)
    rows = dict(zip(found.tolist(), counts.tolist(), strict=True))
    numbered = range(int(found[0]), int(found[-1]) + 1)
    bars = [Bar(width * (number - 1), width * number, rows.get(number, 0)) for number in numbered]
    return tuple(sorted([*apart, *bars], key=lambda bar: (bar.up_to, bar.above)))


def by_row(result: Result, figure: Plotted) -> tuple[Slice, ...]:
    """The figure of each row, the largest first."""
    names = _called(result.frames[figure.level])
    return _parted(NOTHING, figure.given, np.arange(len(names)), names).first(len(names))


def partings(result: Result, figure: Plotted) -> Iterator[Parting]:
    """A figure by what its rows belong to and by what they are."""
    found = 0
    for label, codes, names in _ways(result, figure.level):
        parting = _parted(label, figure.given, codes, names)
        if 1 < len(parting.groups) < len(codes) and found < MOST_PARTED:
            found += 1
            yield parting


def counted(result: Result, file: OutputFile) -> Iterator[tuple[Field, tuple[Slice, ...]]]:
    """What rules say of the rows of an output table in words, such as grades: how many rows of each."""
    frame = result.frames[file.level]
    for name in file.first:
        field = frame.field(name) if name in frame.table.columns else None
        if field is not None and field.kind == "enumeration" and field.origin == "rule":
            codes, names = _options(field, frame.table[name].array)
            sizes = np.bincount(codes[codes >= 0], minlength=len(names)).tolist()
            parts = [
                Slice(each, size, Fraction(size)) for each, size in zip(names, sizes, strict=True) if size
            ]
            if parts:
                yield field, tuple(sorted(parts, key=lambda part: -part.rows))


def _ways(result: Result, level: str) -> Iterator[tuple[Text, Positions, Made[Text]]]:
    """The rows above that are called something, each once; then the options that rows and those above them were given."""
    above = [level, *_above(result, level)]
    for name in above[1:]:
        frame = result.frames[name]
        named = any(frame.field(each).kind != "enumeration" for each in frame.identity)
        if named and len(frame.table) > 1:
            yield frame.label, result.positions(level, name), _called(frame)
    for name in above:
        frame, positions = result.frames[name], result.positions(level, name)
        for field in frame.fields:
            if field.origin == "input" and field.kind == "enumeration":
                codes, names = _options(field, frame.table[field.name].array)
                yield field.label, np.append(codes, [-1])[positions], names


def _above(result: Result, level: str) -> list[str]:
    found: list[str] = []
    for parent in result.frames[level].links:
        if parent in result.frames and parent != level:
            found += [name for name in (parent, *_above(result, parent)) if name not in found]
    return found


def _called(frame: Frame) -> Made[Text]:
    """What rows are told by: their key, and what they are called unless that is personal."""
    named = (field for field in frame.fields if field.kind == "text" and field.name.endswith("name"))
    field = next(named, None)
    if field is None or field.personal or field.name in frame.identity:
        return Made(len(frame.table), partial(_keys, frame))
    return Made(len(frame.table), partial(_keys_and_names, frame, field))


def _keys_and_names(frame: Frame, field: Field, rows: Positions) -> list[Text]:
    called = [veil_key(text_of(value)) for value in frame.table[field.name].array.take(rows)]
    keys = _keys(frame, rows)
    return [Text(f"{key.zh} {name}", f"{key.en} {name}") for key, name in zip(keys, called, strict=True)]


def _keys(frame: Frame, rows: Positions) -> list[Text]:
    """What tells rows apart: options by their words, what is personal masked."""
    if not frame.identity:
        return [Text(f"第 {row + 1} 行", f"row {row + 1}") for row in rows.tolist()]
    fields = [frame.field(name) for name in frame.identity]
    columns = [
        [_key(field, text_of(value)) for value in frame.table[field.name].array.take(rows)]
        for field in fields
    ]
    return [
        Text("/".join(one.zh for one in row), "/".join(one.en for one in row))
        for row in zip(*columns, strict=True)
    ]


def _key(field: Field, text: str) -> Text:
    shown = mask(text) if field.personal else veil_key(text)
    return Text(field.options[text], text.replace("_", " ")) if text in field.options else Text(shown, shown)


def _options(field: Field, values: object) -> tuple[Positions, Made[Text]]:
    """The place of each row's option, as they are declared."""
    names = [Text(word, name.replace("_", " ")) for name, word in field.options.items()]
    given = values if isinstance(values, pd.Categorical) else pd.Categorical(np.asarray(values, dtype=object))
    places = pd.Index([*field.options]).get_indexer(given.categories)
    codes = np.append(places, [-1])[given.codes]  # the last is that of a row that has none
    return codes.astype(np.int64), Made(len(names), lambda some: [names[each] for each in some.tolist()])


def _parted(label: Text, values: ExactArray, codes: Positions, names: Made[Text]) -> Parting:
    """What each group comes to; rows that belong to none are one."""
    known = np.where(values.isna(), -1, np.where(codes < 0, len(names), codes))
    groups = Groups(known, len(names) + 1)
    there = np.flatnonzero(groups.sizes())
    return Parting(label, names, there, groups.sizes()[there], group_total(values, groups).take(there))
