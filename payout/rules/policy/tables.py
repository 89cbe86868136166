"""Input tables: what a policy declares of its columns.

A policy's `tables.py` holds `Table` values; each column is made by the function of its kind, limits of its cells stand on it::

    units = Table("units", "unit", "单位", key="unit_id").of(
        identifier("unit_id", "单位编码"),
        flag("assessed", "列入考核", clause="1.1"),
        points("base_score", "基本分", at_most("above_full_marks", p.full_marks), blank=True),
    )

`blank=True` lets a cell stay empty (it is then missing, never zero). Where a rule gives an empty cell a meaning, the text says it:
`blank="按满意 | as satisfied"`. `default=` puts a value in its place, and says so by itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, TypedDict

from payout.rules.language.words import both
from payout.rules.tree import Schema
from payout.text import NO, NOTHING, YES, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from payout.rules.language.statements import Limit

Kind = Literal["identifier", "text", "enumeration", "flag", "number", "date", "reference"]
# How a cell in per cent is understood: 0.85 shown as 85 % is 85 (percent) or 0.85 (fraction); "": it is refused.
Shown = Literal["", "percent", "fraction"]
NO_OPTIONS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Column:
    """One column of an input table or of a derived level.

    `required`: the header must be there. `nullable`: a cell may be empty; `default` is then what it means, or
    None for missing. `blank_says`: what the author says that an empty cell means. `places`: decimal places a number may have;
    None (derived columns only) is any rational. `at_least`, `at_most`: a number beyond them cannot be right. `shown`: what a
    cell means that shows a number in per cent; a column that says nothing takes none.
    """

    name: str
    zh: str
    kind: Kind
    clause: str = ""
    required: bool = True
    nullable: bool = False
    default: str | bool | int | None = None
    places: int | None = 0
    measure: str = ""
    signed: bool = False
    at_least: int | None = None
    at_most: int | None = None
    options: Mapping[str, str] = field(default_factory=lambda: NO_OPTIONS, hash=False)
    level: str = ""
    parent: bool = False
    personal: bool = False
    limits: tuple[Limit, ...] = ()
    shown: Shown = ""
    blank_says: Text = NOTHING

    @property
    def title(self) -> Text:
        """What people call it; in English that is its identifier, as in the headers of files."""
        return Text(self.zh, self.name)

    @property
    def blank_means(self) -> Text:
        """What an empty cell means: what its author says, or the default in words; nothing where it is only missing."""
        if self.blank_says != NOTHING or self.default is None:
            return self.blank_says
        if isinstance(self.default, bool):
            return YES if self.default else NO
        word = str(self.default)
        return Text(self.options.get(word, word), word)

    @cached_property
    def schema(self) -> Schema:
        """What rules know of it, but for the level that it lives on."""
        kind = "text" if self.kind in {"identifier", "reference"} else self.kind
        number = kind == "number"
        least = None if self.signed and self.at_least is None else self.at_least or 0
        return Schema(
            kind,
            options=tuple(self.options.items()),
            places=self.places if number else None,
            low=Fraction(least) if number and least is not None else None,
            high=Fraction(self.at_most) if number and self.at_most is not None else None,
            missing=self.nullable and self.default is None,
            measure=self.measure,
        )


@dataclass(frozen=True)
class Table:
    """An input table: the sheet `zh` or `name` of a workbook, or the file `name` of a folder.

    `level` is the singular, the name of the level whose rows the table holds. `key` names the column that
    tells its rows apart, `unique` the columns that do so together (a unit's score of a month); neither where rows
    may be alike (awards, spells). `required=False`: the sheet may be left out. `single`: the table has one row, of
    the whole batch, to which every row belongs that has no other parent. `clause`: that of columns which name none.
    `repeats`: rows that say the same in every column, and bear no person's name, are several all the same (ballots).
    """

    name: str
    level: str
    zh: str
    columns: tuple[Column, ...] = ()
    key: str = ""
    required: bool = True
    unique: tuple[str, ...] = ()
    single: bool = False
    clause: str = ""
    repeats: bool = False

    def of(self, *columns: Column) -> Table:
        """The table with its columns."""
        return replace(self, columns=_cited(columns, self.clause))

    def __getitem__(self, name: str) -> Column:
        """A column by its identifier."""
        return self.by_name[name]

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """The columns by identifier."""
        return {column.name: column for column in self.columns}

    @property
    def titles(self) -> dict[str, Text]:
        """What the columns are called, by identifier."""
        return {column.name: column.title for column in self.columns}


@dataclass(frozen=True)
class Grouped:
    """A level without a table.

    One row for each combination of the columns `by` of the level `of`, which becomes its child; without
    `by`, one row of all.
    """

    level: str
    plural: str
    zh: str
    of: str
    by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Derived:
    """A level that a derivation makes of checked tables.

    `by` is a plain function: its arguments name the tables and parameters that it reads, and it gives a DataFrame of `columns`.
    `clause`: that of columns which name none, too.
    """

    level: str
    plural: str
    zh: str
    by: Callable[..., object]
    clause: str = ""
    columns: tuple[Column, ...] = ()

    def of(self, *columns: Column) -> Derived:
        """The level with its columns."""
        return replace(self, columns=_cited(columns, self.clause))


@dataclass(frozen=True)
class DerivedColumn:
    """A column that a derivation adds to a table's level: what dates say, which is no arithmetic.

    `by` is a plain function as that of `Derived`; it gives the values in the order of the table's rows.
    """

    level: str
    column: Column
    by: Callable[..., object]


@dataclass(frozen=True)
class Shared:
    """What several derivations read, made once a run of checked tables and parameters: their arguments name it as they name a table.

    `by` is a plain function as that of `Derived`; what it gives is what they get.
    """

    name: str
    by: Callable[..., object]


def _cited(columns: tuple[Column, ...], clause: str) -> tuple[Column, ...]:
    """Columns, those without a clause with that of their table or level."""
    return tuple(replace(one, clause=one.clause or clause) for one in columns)


class _Blank(TypedDict):
    required: bool
    nullable: bool
    default: str | bool | int | None
    blank_says: Text


def _may_be_blank(blank: bool | str, default: str | bool | int | None = None) -> _Blank:
    """Whether a column and its cells may be left out, and what is said of an empty cell."""
    empty = bool(blank) or default is not None
    says = Text(*both(blank)) if isinstance(blank, str) else NOTHING
    return {"required": not empty, "nullable": empty, "default": default, "blank_says": says}


def identifier(name: str, zh: str, *limits: Limit, personal: bool = False, clause: str = "") -> Column:
    """A text that names a row: digits and letters as they stand.

    A number cell of more than 15 digits is a finding.
    """
    return Column(name, zh, "identifier", clause, personal=personal, limits=limits)


def text(
    name: str, zh: str, *limits: Limit, personal: bool = False, blank: bool | str = False, clause: str = ""
) -> Column:
    """A free text."""
    return Column(name, zh, "text", clause, **_may_be_blank(blank), personal=personal, limits=limits)


def reference(  # noqa: PLR0913 - keywords of a declaration
    name: str,
    level: str,
    zh: str,
    *limits: Limit,
    parent: bool = False,
    blank: bool | str = False,
    clause: str = "",
) -> Column:
    """The key of a row of another level (or of the same one). `parent`: the row belongs to that one."""
    return Column(
        name,
        zh,
        "reference",
        clause,
        **_may_be_blank(blank),
        level=level,
        parent=parent,
        limits=limits,
    )


def enumeration(  # noqa: PLR0913 - keywords of a declaration
    name: str,
    options: Mapping[str, str],
    zh: str,
    *limits: Limit,
    blank: bool | str = False,
    default: str | None = None,
    clause: str = "",
) -> Column:
    """One of the options, by identifier or Chinese word. `default` is what an empty cell means."""
    words = MappingProxyType(dict(options))
    return Column(
        name,
        zh,
        "enumeration",
        clause,
        **_may_be_blank(blank, default),
        options=words,
        limits=limits,
    )


def flag(
    name: str,
    zh: str,
    *limits: Limit,
    blank: bool | str = False,
    default: bool | None = None,
    clause: str = "",
) -> Column:
    """是 or 否, yes or no. `default` is what an empty cell means; with `blank` alone it is missing."""
    return Column(name, zh, "flag", clause, **_may_be_blank(blank, default), limits=limits)


def number(  # noqa: PLR0913 - keywords of a declaration
    name: str,
    zh: str,
    *limits: Limit,
    measure: str,
    places: int | None,
    signed: bool = False,
    at_least: int | None = None,
    at_most: int | None = None,
    blank: bool | str = False,
    default: int | None = None,
    clause: str = "",
    shown: Shown = "",
) -> Column:
    """An exact number of at most `places` decimals, within `at_least` and `at_most`. `default` is what an empty cell means.

    `shown="percent"`: a cell that shows 85 % means 85; `shown="fraction"`: it means 0.85. Without either it is refused.
    """
    return Column(
        name,
        zh,
        "number",
        clause,
        **_may_be_blank(blank, default),
        places=places,
        measure=measure,
        signed=signed,
        at_least=at_least,
        at_most=at_most,
        limits=limits,
        shown=shown,
    )


def money(
    name: str,
    zh: str,
    *limits: Limit,
    blank: bool | str = False,
    default: int | None = None,
    clause: str = "",
) -> Column:
    """An amount in yuan, to the fen, not negative."""
    return number(name, zh, *limits, measure="yuan", places=2, blank=blank, default=default, clause=clause)


def points(  # noqa: PLR0913 - keywords of a declaration
    name: str,
    zh: str,
    *limits: Limit,
    places: int = 2,
    at_most: int | None = None,
    blank: bool | str = False,
    default: int | None = None,
    clause: str = "",
) -> Column:
    """Points of an appraisal, not negative."""
    return number(
        name,
        zh,
        *limits,
        measure="points",
        places=places,
        at_most=at_most,
        blank=blank,
        default=default,
        clause=clause,
    )


def count(  # noqa: PLR0913 - keywords of a declaration
    name: str,
    zh: str,
    *limits: Limit,
    at_least: int = 0,
    at_most: int | None = None,
    blank: bool | str = False,
    default: int | None = None,
    clause: str = "",
) -> Column:
    """A whole number of things."""
    return number(
        name,
        zh,
        *limits,
        measure="count",
        places=0,
        at_least=at_least,
        at_most=at_most,
        blank=blank,
        default=default,
        clause=clause,
    )


def date(name: str, zh: str, *limits: Limit, blank: bool | str = False, clause: str = "") -> Column:
    """A day."""
    return Column(name, zh, "date", clause, **_may_be_blank(blank), limits=limits)


def decisions_table() -> Table:
    """The table of what people decided: every policy that asks for decisions declares it."""
    return Table(
        "decisions", "decision", "决定事项", required=False, repeats=True
    ).of(  # deciding twice is no harm
        text("subject", "对象"),
        text("question", "事项"),
        text("answer", "决定"),
        text("reason", "理由", blank=True),
        text("document", "依据文号", blank=True),
        text("approver", "批准人", blank=True),
    )
