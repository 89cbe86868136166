"""Statements: what stands right of `level.name =`, and the sections of clauses they stand in.

`unit.score_total = points("考核总分 | the unit's score", formula)` states a rule: the attribute is the column, the word its measure.
A check is a statement too (`refused`, `doubtful`, and the shapes after them): each row that meets its condition is a finding.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from payout.rules.language.symbols import ColumnSymbol, LevelSymbol, OwnSymbol, Wrong, row, symbol
from payout.rules.language.words import both, count, count_distinct, known
from payout.rules.tree import LanguageError
from payout.text import NOTHING, Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from payout.rules.language.symbols import Operand, Symbol

NO_WORDS: Mapping[str, str] = MappingProxyType({})
IN_BRACES = re.compile(r"\{(\w+)\}")
Severity: TypeAlias = Literal["error", "warning"]


@dataclass(frozen=True, eq=False)
class Stated:
    """A rule before it knows its name: its label, its formula, and what the word said of it."""

    label: Text
    formula: Symbol
    measure: str
    kind: str
    clause: str = ""
    note: str = ""
    words: Mapping[str, str] = field(default_factory=lambda: NO_WORDS)


@dataclass(frozen=True, eq=False)
class Doubt:
    """A check before it knows its name. `label`, `expected` and `fix` that are not said are made from the formula."""

    label: Text
    condition: Symbol
    severity: Severity
    at: str
    clause: str = ""
    expected: Text = NOTHING
    fix: Text = NOTHING
    made_of: tuple[str, Symbol | None] = ("", None)  # the shape of a limit, and what it is a limit to


@dataclass(frozen=True, eq=False)
class Rule:
    """One rule: the column `name` of `level`, the clause it states, its label and its formula."""

    level: str
    name: str
    clause: str
    label: Text
    measure: str
    formula: Symbol
    kind: str = ""  # the kind that the word promises; blank: any
    note: str = ""
    words: Mapping[str, str] = field(default_factory=lambda: NO_WORDS)
    file: str = "rules.py"


@dataclass(frozen=True, eq=False)
class Check(Rule):
    """A condition that no row may meet: each row that does is a finding at `column`."""

    severity: Severity = "error"
    column: str = ""
    expected: Text = NOTHING
    fix: Text = NOTHING
    made_of: tuple[str, Symbol | None] = ("", None)


@dataclass(frozen=True)
class Section:
    """A clause of the text: its number, what it says in our own words, and the columns that stand under it."""

    clause: str
    says: Text
    stated: list[tuple[str, str]] = field(default_factory=list)


Word: TypeAlias = Callable[
    ..., Any
]  # else a checker takes `unit.x` for the statement that was set, not for its column


def _measured(measure: str, kind: str = "number") -> Word:
    def word(
        label: str, formula: Operand, *, clause: str = "", note: str = "", words: Mapping[str, str] = NO_WORDS
    ) -> Stated:
        """Say a rule's label (中文 | English) and its formula. `words`: Chinese words of what it gives, by identifier."""
        return Stated(
            Text(*both(label)), symbol(formula), measure, kind, clause, note, MappingProxyType(dict(words))
        )

    return word


yuan = _measured("yuan")
amount = _measured("amount")
points = _measured("points")
ratio = _measured("ratio")
coefficient = _measured("coefficient")
counted = _measured("count")
people = _measured("people")
quantity = _measured("quantity")
place = _measured("rank")
year = _measured("year")
months = _measured("months")
days = _measured("days")
hours = _measured("hours")
number = _measured("")
flag = _measured("", "flag")
option = _measured("", "enumeration")
day = _measured("", "date")
name = _measured("", "text")


def text_of_both(label: str) -> Text:
    """A text that may be left out."""
    return Text(*both(label)) if label else NOTHING


def columns_in(*texts: Text) -> tuple[str, ...]:
    """The columns that texts of a check name in braces: what a row says there is put in their place."""
    return tuple(dict.fromkeys(IN_BRACES.findall("".join(text.zh + text.en for text in texts))))


def _column(at: object) -> str:
    match at:
        case None:
            return ""
        case str():
            return at
        case ColumnSymbol(names=names) | OwnSymbol(names=names):
            return names[-1]
        case LevelSymbol():
            return at._names[-1]  # noqa: SLF001 - a link column may bear the name of the level that it names
        case _:
            raise LanguageError("at= is the column whose cell is wrong")


def refused(  # noqa: PLR0913 - keywords of a declaration
    label: str,
    condition: Operand,
    *,
    at: object = None,
    expected: str = "",
    fix: str = "",
    clause: str = "",
    severity: Severity = "error",
) -> Any:
    """What no row may be: a finding at the cell `at` wherever the condition holds. A `fix` that is not said: to check that cell.

    `{column}` in a label, `expected` or `fix` is what that column of the row says.
    """
    more = (text_of_both(expected), text_of_both(fix))
    return Doubt(Text(*both(label)), symbol(condition), severity, _column(at), clause, *more)


def doubtful(  # noqa: PLR0913 - as `refused`
    label: str, condition: Operand, *, at: object = None, expected: str = "", fix: str = "", clause: str = ""
) -> Any:
    """What may be right and should be looked at: a warning."""
    return refused(label, condition, at=at, expected=expected, fix=fix, clause=clause, severity="warning")


def twice(  # noqa: PLR0913 - as `refused`
    rows: LevelSymbol,
    by: Operand,
    label: str,
    *,
    where: Operand | None = None,
    at: object = None,
    expected: str = "",
    fix: str = "删去重复的行,或写清两项的不同 | remove one, or word them apart",
    clause: str = "",
    severity: Severity = "error",
) -> Any:
    """Rows below that agree in a column: each may stand once. `where`: only rows that meet it are looked at."""
    twofold = count(rows, where=where) != count_distinct(by, where=where)
    return refused(label, twofold, at=at, expected=expected, fix=fix, clause=clause, severity=severity)


def lacking(  # noqa: PLR0913 - as `refused`
    column: ColumnSymbol,
    label: str,
    *,
    where: Operand | None = None,
    expected: str = "",
    fix: str = "补填 | fill it in",
    clause: str = "",
    severity: Severity = "error",
) -> Any:
    """A cell that must be filled in, where a condition holds."""
    blank = ~known(column)
    condition = blank if where is None else symbol(where) & blank
    return refused(label, condition, at=column, expected=expected, fix=fix, clause=clause, severity=severity)


# ---- limits of one cell, which stand on its column in tables.py --------------------------------------


@dataclass(frozen=True, eq=False)
class Limit:
    """A limit of one cell: the check that it becomes, under a name of its own, once it is known whose it is."""

    name: str
    shape: str
    condition: Callable[[Symbol], Symbol]
    limit: Symbol | None = None
    label: Text = NOTHING
    expected: Text = NOTHING
    fix: Text = NOTHING
    clause: str = ""
    severity: Severity = "error"


def _limit(  # noqa: PLR0913 - as `refused`
    name: str,
    shape: str,
    condition: Callable[[Symbol], Symbol],
    limit: Operand | None,
    label: str = "",
    *,
    expected: str = "",
    fix: str = "",
    clause: str = "",
    severity: Severity = "error",
) -> Limit:
    said = None if limit is None else symbol(limit)
    label_, expected_, fix_ = map(text_of_both, (label, expected, fix))
    return Limit(name, shape, condition, said, label_, expected_, fix_, clause, severity)


def _compared(  # noqa: PLR0913, PLR0917 - what the five shapes have in common
    name: str,
    shape: str,
    beyond: Callable[[Symbol], Symbol],
    value: Operand,
    label: str,
    where: Operand | None,
    more: Mapping[str, str],
) -> Limit:
    """A limit of a cell to a value, where a condition on the row holds."""
    held = None if where is None else symbol(where)
    refused_there = lambda cell: beyond(cell) if held is None else held & beyond(cell)  # noqa: E731 - one line a shape
    return _limit(name, shape, refused_there, value, label, **more)  # type: ignore[arg-type]


def at_most(
    name: str, value: Operand, label: str = "", *, where: Operand | None = None, **more: str
) -> Limit:
    """Refuse a cell above a value: a number, a parameter, or another column of the row; where a condition on the row holds."""
    return _compared(name, "at_most", lambda cell: cell > value, value, label, where, more)


def at_least(
    name: str, value: Operand, label: str = "", *, where: Operand | None = None, **more: str
) -> Limit:
    """Refuse a cell below a value."""
    return _compared(name, "at_least", lambda cell: cell < value, value, label, where, more)


def above(name: str, value: Operand, label: str = "", *, where: Operand | None = None, **more: str) -> Limit:
    """Refuse a cell that is not above a value."""
    return _compared(name, "above", lambda cell: cell <= value, value, label, where, more)


def below(name: str, value: Operand, label: str = "", *, where: Operand | None = None, **more: str) -> Limit:
    """Refuse a cell that is not below a value."""
    return _compared(name, "below", lambda cell: cell >= value, value, label, where, more)


def required(name: str, label: str = "", *, where: Operand | None = None, **more: str) -> Limit:
    """Refuse a blank cell, where a condition on the row holds. Of a column that may be blank elsewhere."""
    condition = None if where is None else symbol(where)
    lacking_there = lambda cell: ~known(cell) if condition is None else condition & ~known(cell)  # noqa: E731 - one line a shape
    return _limit(name, "required", lacking_there, condition, label, **more)  # type: ignore[arg-type]


def blank_unless(name: str, condition: Operand, label: str = "", **more: str) -> Limit:
    """Refuse a cell that is filled in where it has no meaning."""
    holds = symbol(condition)
    return _limit(name, "blank_unless", lambda cell: known(cell) & ~holds, holds, label, **more)  # type: ignore[arg-type]


def unique_with(
    name: str,
    columns: str,
    label: str = "",
    *,
    of: str = "",
    where: Operand | None = None,
    **more: str,
) -> Limit:
    """Refuse rows that agree in these columns (names, parted by blanks).

    `of`: rows where that column is known count; `where`: of these, those where a condition on the row holds.
    """
    keys = tuple(getattr(row, column) for column in columns.split())

    def alike(cell: Symbol) -> Symbol:
        there = known(getattr(row, of) if of else cell)
        counts = there if where is None else symbol(where) & there
        return counts & (count(counts, within=keys) > 1)

    return _limit(name, "unique_with", alike, None, label, **more)  # type: ignore[arg-type]


def usual(
    name: str, low: Operand, high: Operand, label: str = "", *, where: Operand | None = None, **more: str
) -> Limit:
    """Warn of a cell outside its usual range, where a condition on the row holds."""
    return _compared(
        name,
        "usual",
        lambda cell: (cell < low) | (cell > high),
        high,
        label,
        where,
        {"severity": "warning", **more},
    )


__all__ = [
    "Check",
    "Doubt",
    "Limit",
    "Rule",
    "Section",
    "Severity",
    "Stated",
    "Wrong",
    "above",
    "amount",
    "at_least",
    "at_most",
    "below",
    "blank_unless",
    "coefficient",
    "counted",
    "day",
    "days",
    "doubtful",
    "flag",
    "hours",
    "lacking",
    "months",
    "name",
    "number",
    "option",
    "people",
    "place",
    "points",
    "quantity",
    "ratio",
    "refused",
    "required",
    "twice",
    "unique_with",
    "usual",
    "year",
    "yuan",
]  # fmt: skip
