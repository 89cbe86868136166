"""Input tables: what a policy declares of its columns.

A policy's `tables.py` is a list of `Table` values. Each column is made by the function of its kind::

    units = Table("units", level="unit", zh="单位", key="unit_id", columns=(
        identifier("unit_id", zh="单位编码"),
        flag("assessed", zh="列入考核", clause="1.1"),
        points("base_score", zh="基本分", blank=True),
    ))

`blank=True` lets a cell stay empty (it is then missing, never zero); `default=` is what an empty cell means.
Numbers of the policy (limits, floors) are parameters and are checked by rules, not here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from payout.exact import ExactDtype

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pandas.api.extensions import ExtensionDtype

Kind = Literal["identifier", "text", "enumeration", "flag", "number", "date", "reference"]
NO_OPTIONS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Column:
    """One column of an input table or of a derived level.

    `required`: the header must be there. `nullable`: a cell may be empty; `default` is then what it means, or
    None for missing. `places`: decimal places a number may have; None (derived columns only) is any rational.
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
    options: Mapping[str, str] = field(default_factory=lambda: NO_OPTIONS)
    level: str = ""
    parent: bool = False
    personal: bool = False

    @property
    def dtype(self) -> ExtensionDtype | np.dtype[np.datetime64]:
        """The dtype that the column has once it is read."""
        match self.kind:
            case "number":
                return ExactDtype()
            case "flag":
                return pd.BooleanDtype()
            case "enumeration":
                return pd.CategoricalDtype(list(self.options))
            case "date":
                return np.dtype("datetime64[s]")
            case _:
                return pd.StringDtype(na_value=pd.NA)


@dataclass(frozen=True)
class Table:
    """An input table: the sheet `zh` or `name` of a workbook, or the file `name` of a folder.

    `level` is the singular, the name of the level whose rows the table holds. `key` names the column that
    tells its rows apart, `unique` the columns that do so together (a unit's score of a month); neither where rows
    may be alike (awards, spells). `required=False`: the sheet may be left out. `single`: the table has one row, of
    the whole batch, to which every row belongs that has no other parent.
    """

    name: str
    zh: str
    level: str
    columns: tuple[Column, ...]
    key: str = ""
    required: bool = True
    unique: tuple[str, ...] = ()
    single: bool = False

    def __getitem__(self, name: str) -> Column:
        """Give a column by its identifier."""
        return self.by_name[name]

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """The columns by identifier."""
        return {column.name: column for column in self.columns}


def identifier(name: str, *, zh: str, personal: bool = False, clause: str = "") -> Column:
    """Give a text that names a row: digits and letters as they stand.

    A number cell of more than 15 digits is a finding.
    """
    return Column(name, zh, "identifier", clause, personal=personal)


def text(name: str, *, zh: str, personal: bool = False, blank: bool = False, clause: str = "") -> Column:
    """Give a free text."""
    return Column(name, zh, "text", clause, required=not blank, nullable=blank, personal=personal)


def reference(  # noqa: PLR0913 - keywords of a declaration
    name: str, level: str, *, zh: str, parent: bool = False, blank: bool = False, clause: str = ""
) -> Column:
    """Give the key of a row of another level (or of the same one). `parent`: the row belongs to that one."""
    return Column(
        name, zh, "reference", clause, required=not blank, nullable=blank, level=level, parent=parent
    )


def enumeration(  # noqa: PLR0913 - keywords of a declaration
    name: str,
    options: Mapping[str, str],
    *,
    zh: str,
    blank: bool = False,
    default: str | None = None,
    clause: str = "",
) -> Column:
    """One of the options, by identifier or Chinese word. `default` is what an empty cell means."""
    empty = blank or default is not None
    words = MappingProxyType(dict(options))
    return Column(
        name, zh, "enumeration", clause, required=not empty, nullable=empty, default=default, options=words
    )


def flag(name: str, *, zh: str, blank: bool = False, default: bool | None = None, clause: str = "") -> Column:
    """是 or 否, yes or no. `default` is what an empty cell means; with `blank` alone it is missing."""
    empty = blank or default is not None
    return Column(name, zh, "flag", clause, required=not empty, nullable=empty, default=default)


def number(  # noqa: PLR0913 - keywords of a declaration
    name: str,
    *,
    zh: str,
    measure: str,
    places: int | None,
    signed: bool = False,
    at_least: int | None = None,
    blank: bool = False,
    default: int | None = None,
    clause: str = "",
) -> Column:
    """Give an exact number of at most `places` decimals. `default` is what an empty cell means."""
    empty = blank or default is not None
    return Column(
        name,
        zh,
        "number",
        clause,
        required=not empty,
        nullable=empty,
        default=default,
        places=places,
        measure=measure,
        signed=signed,
        at_least=at_least,
    )


def money(name: str, *, zh: str, blank: bool = False, default: int | None = None, clause: str = "") -> Column:
    """Give an amount in yuan, to the fen, not negative."""
    return number(name, zh=zh, measure="yuan", places=2, blank=blank, default=default, clause=clause)


def points(  # noqa: PLR0913 - keywords of a declaration
    name: str,
    *,
    zh: str,
    places: int = 2,
    blank: bool = False,
    default: int | None = None,
    clause: str = "",
) -> Column:
    """Points of an appraisal, not negative."""
    return number(name, zh=zh, measure="points", places=places, blank=blank, default=default, clause=clause)


def count(  # noqa: PLR0913 - keywords of a declaration
    name: str,
    *,
    zh: str,
    at_least: int = 0,
    blank: bool = False,
    default: int | None = None,
    clause: str = "",
) -> Column:
    """Give a whole number of things."""
    return number(
        name,
        zh=zh,
        measure="count",
        places=0,
        at_least=at_least,
        blank=blank,
        default=default,
        clause=clause,
    )


def date(name: str, *, zh: str, blank: bool = False, clause: str = "") -> Column:
    """Give a day."""
    return Column(name, zh, "date", clause, required=not blank, nullable=blank)


def decisions_table() -> Table:
    """Give the table of what people decided: every policy that asks for decisions declares it."""
    return Table(
        "decisions",
        level="decision",
        zh="决定事项",
        required=False,
        columns=(
            text("subject", zh="对象"),
            text("question", zh="事项"),
            text("answer", zh="决定"),
            text("reason", zh="理由", blank=True),
            text("document", zh="依据文号", blank=True),
            text("approver", zh="批准人", blank=True),
        ),
    )
