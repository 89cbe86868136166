"""Cells that are unlike those beside them: ten times the median of the rows of their unit, or a tenth of it.

A point that slipped moves a figure tenfold. A row is held against the rows of each parent; where an enumeration or a link tells
the rows of a parent apart (a unit's points of five components), against the rows of its own kind. It is told only where it is
unlike all of them, so that scores out of a hundred here and out of a thousand there are none.

An amount or a quantity is in the measure of what its row names: yuan here, tons or per cent there. It is held only against rows that
name the same, a target or a unit of measure; where a table has no such column, against what else is known of the thing that the row
belongs to. Where more than a tenth of those are unlike one another, they are of no one measure, and tell nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from payout.evidence.looking.naming import MOST_LISTED
from payout.rules.compiled.look import Listed, Seen
from payout.text import Text, show_fraction

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from payout.engines.reference.data import LevelData
    from payout.engines.reference.values import Flags, Positions
    from payout.evidence.looking.naming import Eye
    from payout.exact import ExactArray
    from payout.rules.policy.tables import Column

FEWEST = 5  # of fewer rows nothing is a pattern
TIMES = 10
WIDEST, NARROW = 1 << 62, 1 << 31
UNMEASURED = frozenset(("year", "rank"))  # their size says nothing
OF_ITS_ROW = frozenset(("amount", "quantity"))  # in the measure of what the row names


@dataclass(frozen=True)
class Beside:
    """The rows that a row is held against: the group of each, -1 for none; for each group, and at last for none, twice its median."""

    whose: str  # the parent level; blank: rows of one kind, or all
    codes: Positions
    twice: NDArray[np.int64]  # 0 where a group has too few rows
    counts: NDArray[np.int64]  # 0 there too
    nothing: NDArray[np.int64]  # how many rows of the group are 0: where many are, a 0 tells nothing

    @property
    def known(self) -> Flags:
        """The rows that have such a group, be their own cell filled in or not."""
        return (self.counts > 0)[self.codes]


def unlike(eye: Eye) -> Listed:
    """The input cells that are unlike those beside them, table by table."""
    count, rows = 0, list[Seen]()
    for level, data in eye.run.data.items():
        table, kinds = data.level.table, _Kinds(data)
        for column in () if table is None else table.columns:
            if column.kind == "number" and not column.signed and column.measure not in UNMEASURED:
                values, there = _scaled(data, column)
                beside = _beside(data, column, values, there, kinds)
                found = _found(values, there, beside)
                count += len(found)
                rows.extend(
                    eye.seen(level, row, column.name, _why(eye, level, column, beside, row))
                    for row in found[: MOST_LISTED - len(rows)].tolist()
                )
    return Listed(count, tuple(rows))


def _beside(
    data: LevelData, column: Column, values: NDArray[np.int64], there: Flags, kinds: _Kinds
) -> list[Beside]:
    """What the rows of a column are held against; where nothing is, all of them together."""
    if column.measure in OF_ITS_ROW:
        return [_of_one_scale(whose, codes, values, there) for whose, codes in _of_own_kind(data)]
    grouped = [(name, data.links[name]) for name in data.level.parents]
    grouped += [("", codes) for codes in kinds.found]
    found = [_medians(whose, codes, values, there) for whose, codes in grouped]
    held = np.zeros(data.size, dtype=bool)
    for one in found:
        held |= one.known
    if not np.any(there & ~held):
        return found
    whole = _medians("", np.zeros(data.size, dtype=np.int64), values, there)
    return [*found, replace(whole, codes=np.where(held, -1, 0))]


def _of_own_kind(data: LevelData) -> list[tuple[str, Positions]]:
    """The rows that name one thing, by the texts of the table; by what they belong to where it has none."""
    level = data.level
    texts = [name for name, one in level.columns.items() if one.kind == "text" and not one.personal]
    named = [("", _text_codes(data, name)) for name in texts]
    return named or [(parent, data.links[parent]) for parent, link in level.parents.items() if link]


def _of_one_scale(whose: str, codes: Positions, values: NDArray[np.int64], there: Flags) -> Beside:
    """The medians of the groups that are of one measure: one row of them is unlike the others, or one in ten."""
    one = _medians(whose, codes, values, there)
    far = _far(one, values) & there & one.known
    many = np.bincount(codes[far], minlength=len(one.counts))
    return replace(one, counts=np.where((many > 1) & (many * TIMES > one.counts), 0, one.counts))


def _scaled(data: LevelData, column: Column) -> tuple[NDArray[np.int64], Flags]:
    """A column in units of its last decimal, and where it is filled in. Intake lets no number of more than 15 digits pass."""
    values: ExactArray = data.columns[column.name]  # type: ignore[assignment]
    return values.to_scaled(column.places or 0), ~values.mask


@dataclass(frozen=True)
class _Kinds:
    """What tells the rows of a parent apart: columns in which each of its rows says something else; looked for once, if at all."""

    data: LevelData

    @cached_property
    def found(self) -> list[Positions]:
        """Each such column, by number."""
        parents = [self.data.links[name] for name in self.data.level.parents]
        return [
            codes for codes in _tellers(self.data) if any(_tells_apart(parent, codes) for parent in parents)
        ]


def _tells_apart(parent: Positions, codes: Positions) -> bool:
    inside = (parent >= 0) & (codes >= 0)
    owners, rows = parent[inside], int(np.count_nonzero(inside))
    owning, kinds = np.count_nonzero(np.bincount(owners)), int(codes.max(initial=0)) + 1
    if not owning < rows <= owning * kinds:  # of more rows than there are pairs two are alike
        return False
    return len(np.unique(owners * kinds + codes[inside])) == rows


def _tellers(data: LevelData) -> Iterator[Positions]:
    """Enumerations, links to other rows, and the columns that tell the rows of the table apart together."""
    level = data.level
    unique = () if level.table is None else level.table.unique
    for name, column in level.columns.items():
        values = data.columns[name]
        if column.kind == "reference" and not column.parent:
            yield data.links[name]
        elif column.kind == "enumeration" and isinstance(values, pd.Categorical):
            yield np.asarray(values.codes, dtype=np.int64)
        elif name in unique and column.kind in {"text", "identifier"}:
            yield _text_codes(data, name)


def _text_codes(data: LevelData, name: str) -> Positions:
    """The texts of a column by number; -1 where it is blank."""
    values = data.columns[name]
    return np.asarray(pd.factorize(np.asarray(values.astype(object)))[0], dtype=np.int64)


def _medians(whose: str, codes: Positions, values: NDArray[np.int64], there: Flags) -> Beside:
    """Twice the median of each row's group, exactly: the two in the middle added up, the one in the middle twice."""
    groups = int(codes.max(initial=-1)) + 1
    twice, counts, nothing = (np.zeros(groups + 1, dtype=np.int64) for _ in range(3))
    inside = there & (codes >= 0)
    own, held = codes[inside], values[inside]
    if len(own):
        sizes = np.bincount(own, minlength=groups)
        enough = np.flatnonzero(sizes >= FEWEST)
        ordered, first, some = _by_group(own, held), (np.cumsum(sizes) - sizes)[enough], sizes[enough]
        twice[enough] = ordered[first + (some - 1) // 2] + ordered[first + some // 2]
        counts[enough] = some
        nothing[:groups] = np.bincount(own[held == 0], minlength=groups)
    return Beside(whose, codes, twice, counts, nothing)


def _by_group(codes: Positions, values: NDArray[np.int64]) -> NDArray[np.int64]:
    """The values of one group after another, in order inside each: both are sorted as one whole number."""
    low, high, groups = int(values.min()), int(values.max()), int(codes.max()) + 1
    if (high - low + 1) * groups >= WIDEST:
        distinct, places = np.unique(values, return_inverse=True)
        return np.asarray(distinct[_by_group(codes, places.astype(np.int64))])
    width = high - low + 1
    ordered = codes * width + (values - low)
    if width * groups < NARROW:  # half as wide, and sorted twice as fast
        ordered = ordered.astype(np.int32)
    ordered.sort()
    ordered %= width
    return ordered.astype(np.int64, copy=False) + low


def _found(values: NDArray[np.int64], there: Flags, beside: list[Beside]) -> Positions:
    unlike_all, held = np.ones(len(values), dtype=bool), np.zeros(len(values), dtype=bool)
    for one in beside:
        unlike_all &= _far(one, values) | ~one.known
        held |= one.known
    found: Positions = np.flatnonzero(there & held & unlike_all)
    return found


def _far(one: Beside, values: NDArray[np.int64]) -> Flags:
    """The rows that are ten times the median of their group, or a tenth of it."""
    twice = one.twice[one.codes]
    far: Flags = (values * 2 >= twice * TIMES) | (values * 2 * TIMES <= twice)
    far &= (twice > 0) & ((values > 0) | (one.nothing == 1)[one.codes])
    return far


def _why(eye: Eye, level: str, column: Column, beside: list[Beside], row: int) -> Text:
    """The median that a cell is far from, and whose it is."""
    one = next(each for each in beside if each.known[row])
    unit = 2 * 10 ** (column.places or 0)
    group = int(one.codes[row])
    median = show_fraction(Fraction(int(one.twice[group]), unit))
    count = int(one.counts[group])
    if not one.whose or not eye.run.compiled.levels[one.whose].identity:
        return Text(f"同类 {count} 行的中位数为 {median}", f"the median of {count} such rows is {median}")
    whose = eye.subject(one.whose, int(eye.run.data[level].links[one.whose][row]))
    return Text(
        f"{whose.zh} 的 {count} 行,中位数为 {median}",
        f"the median of the {count} rows of {whose.en} is {median}",
    )
