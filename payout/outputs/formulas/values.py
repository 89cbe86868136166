"""What the cells of a column hold: the engine's values, as a spreadsheet keeps them. They stand behind the formulas until it calculates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import numpy as np
import pandas as pd

from payout.exact import ExactArray, Groups
from payout.rendering.excel.plan import NEAR
from payout.rules.tree import LanguageError
from payout.text import is_missing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from payout.engines.reference.run import Run
    from payout.rendering.excel import LiveColumn, LivePlan
    from payout.rules.tree import Allocate, Decide, Node, Round

Cell: TypeAlias = "float | bool | str | date | None"
SAFE = 2**53  # whole numbers up to here are doubles
MOST_DIGITS = 14  # that a double of many steps is trusted with
MOST_DECIMALS = 10
NEAREST = Fraction(1, 10**6)
UNMATCHABLE = ("*", "?", "~")  # a look-up takes them for patterns
LONGEST_KEY = 255


@dataclass(frozen=True)
class LiveValues:
    """The values of the columns of a plan, from the run that computed them."""

    run: Run
    plan: LivePlan

    def of(self, level: str, column: LiveColumn) -> list[Cell]:
        """The cells of a column, one for each row of its level."""
        return CELLS[column.sort](self, level, column)

    def size(self, level: str) -> int:
        """How many rows a level has."""
        return self.run.data[level].size

    def cells(self, level: str, node: Node) -> list[Cell]:
        """A node's values. A step of a reading that is not in force may have none."""
        size = self.size(level)
        try:
            rows = self.run.rows(node, size)
        except (LanguageError, ValueError, ZeroDivisionError):
            return [None] * size
        if isinstance(rows, ExactArray):
            shift = 1 if node.schema.kind == "row" else 0
            return cast("list[Cell]", [None if one is None else one + shift for one in doubles(rows)])
        return [self.cell(one, word=node.schema.kind == "enumeration") for one in rows]

    def cell(self, value: object, *, word: bool) -> Cell:
        """One value that is no number."""
        if is_missing(value):
            return None
        if isinstance(value, (bool, np.bool_)):
            return bool(value)
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        return self.plan.word(str(value)) if word else str(value)

    def matchable(self, texts: list[Cell]) -> bool:
        """Whether a look-up finds each of these texts: none is a pattern, too long, or another in capitals."""
        known = {str(text) for text in texts if text is not None}
        patterns = any(sign in text for text in known for sign in UNMATCHABLE)
        long = any(len(text) > LONGEST_KEY for text in known)
        return not patterns and not long and len({text.casefold() for text in known}) == len(known)


def doubles(values: ExactArray) -> list[float | None]:
    """Each exact number as the double that is nearest to it."""
    num, den, mask = values.numerators, values.denominators, values.mask
    if num.dtype == np.int64 and not (np.abs(num) > SAFE).any() and not np.any(np.asarray(den) > SAFE):
        found = (num / np.asarray(den, dtype=np.float64)).tolist()  # correctly rounded: both sides are exact
    else:
        dens = [den] * len(num) if isinstance(den, int) else den
        found = [int(top) / int(bottom) for top, bottom in zip(num, dens, strict=True)]
    return [None if lacking else one for one, lacking in zip(found, mask.tolist(), strict=True)]


def decimals_of(run: Run) -> Callable[[Node], int]:
    """The decimals to which a step is rounded before its rule rounds it: as many as doubles of its size can be trusted with."""

    def decimals(node: Node) -> int:
        home = node.schema.home
        size = 1 if home is None else run.data[home.name].size
        try:
            found = doubles(cast("ExactArray", run.rows(node, size)))
        except (LanguageError, ValueError, ZeroDivisionError):
            return 8
        largest = max((abs(one) for one in found if one is not None), default=0.0)
        return min(MOST_DECIMALS, MOST_DIGITS - len(str(int(largest))))

    return decimals


# ---- one function a sort of column --------------------------------------------------------------------


def _rows(values: LiveValues, level: str, _column: LiveColumn) -> list[Cell]:
    return [row + 1 for row in range(values.size(level))]


def _node(values: LiveValues, level: str, column: LiveColumn) -> list[Cell]:
    return values.cells(level, cast("Node", column.node))


def _links(values: LiveValues, level: str, column: LiveColumn) -> list[Cell]:
    return [None if row < 0 else row + 1 for row in values.run.up(level, column.path).tolist()]


def _key(values: LiveValues, level: str, column: LiveColumn) -> list[Cell]:
    parts = [values.cells(level, key) for key in column.keys]
    blanks, before = bool(column.path), "".join(column.path)
    return [
        before + "|".join(map(_shown, row)) if blanks or None not in row else None
        for row in zip(*parts, strict=True)
    ]


def _shown(value: Cell) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    return "" if value is None else f"{value:.15g}" if isinstance(value, (int, float)) else str(value)


def _group(values: LiveValues, level: str, column: LiveColumn) -> list[Cell]:
    groups, first = _groups(values, level, column)
    return [None if code < 0 else int(first[code]) + 1 for code in groups.codes.tolist()]


def _groups(values: LiveValues, level: str, column: LiveColumn) -> tuple[Groups, np.ndarray]:
    size = values.size(level)
    groups = Groups.from_keys(*(values.run.rows(key, size) for key in column.keys))
    return groups, groups.first_rows()


def _first(values: LiveValues, level: str, column: LiveColumn) -> list[Cell]:
    groups, first = _groups(values, level, column)
    return [bool(code >= 0 and first[code] == row) for row, code in enumerate(groups.codes.tolist())]


def _order(values: LiveValues, level: str, _column: LiveColumn) -> list[Cell]:
    return [int(place) + 1 for place in _by_key(values, level)]


def _by_key(values: LiveValues, level: str) -> np.ndarray:
    key = values.run.compiled.levels[level].key
    rows = values.run.data[level].columns[key] if key else np.arange(values.size(level))
    return np.asarray(pd.factorize(cast("Any", rows), sort=True)[0])


def _place(values: LiveValues, level: str, column: LiveColumn) -> list[Cell]:
    """The place of each row in its group by remainder, weight and key."""
    node, size = cast("Allocate", column.node), values.size(level)
    try:
        rest, weight = (cast("ExactArray", values.run.rows(key, size)) for key in column.keys)
    except (LanguageError, ValueError, ZeroDivisionError):
        return [None] * size
    codes = values.run.groups(node.groups).codes
    order = np.lexsort((_by_key(values, level), -weight.sort_keys(), -rest.sort_keys(), codes))
    places: list[Cell] = [None] * size
    place, group = 0, -1
    for row in order.tolist():
        place = place + 1 if codes[row] == group else 1
        group = codes[row]
        places[row] = None if group < 0 or rest.mask[row] else place
    return places


def _answer(values: LiveValues, level: str, column: LiveColumn) -> list[Cell]:
    node = cast("Decide", column.node)
    run, words = values.run, {word: option for option, word in node.answers}
    said = [
        run.decisions.get((node.question, f"{level}:{name}"))
        for name in run.names_of(level, np.arange(values.size(level)))
    ]
    options = [None if one is None else words.get(one.answer, one.answer) for one in said]
    return [values.plan.word(one) if one in node.schema.words else None for one in options]


def _near(values: LiveValues, level: str, column: LiveColumn) -> list[Cell]:
    node = cast("Round", column.node)
    try:
        rows = cast("ExactArray", values.run.rows(node.operand, values.size(level)))
    except (LanguageError, ValueError, ZeroDivisionError):
        return [""] * values.size(level)
    word, turn = NEAR(values.plan.lang), Fraction(1, 2) if node.mode.startswith("half") else Fraction(0)
    apart = [None if one is None else abs(one) * 10**node.places - turn for one in _fractions(rows)]
    return [word if one is not None and abs(one - round(one)) < NEAREST else "" for one in apart]


def _fractions(rows: ExactArray) -> list[Fraction | None]:
    dens = [rows.denominators] * len(rows) if isinstance(rows.denominators, int) else rows.denominators
    parts = zip(rows.numerators, dens, rows.mask.tolist(), strict=True)
    return [None if lacking else Fraction(int(top), int(bottom)) for top, bottom, lacking in parts]


CELLS: Mapping[str, Callable[[LiveValues, str, LiveColumn], list[Cell]]] = {
    "row": _rows,
    "input": _node,
    "derived": _node,
    "link": _links,
    "key": _key,
    "group": _group,
    "order": _order,
    "answer": _answer,
    "step": _node,
    "rule": _node,
    "near": _near,
    "place": _place,
    "first": _first,
}
