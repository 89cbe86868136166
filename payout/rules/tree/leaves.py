"""What a formula begins with: constants, parameters, columns, rows; and the moves from one level's rows to another's."""

from __future__ import annotations

from dataclasses import field, replace
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from payout.rules.tree.fault import LanguageError
from payout.rules.tree.node import Need, Node, word
from payout.rules.tree.schema import WHOLE, Schema
from payout.text import show_number

if TYPE_CHECKING:
    from payout.rules.tree.schema import Home

Scalar: TypeAlias = Fraction | bool | str | date


def places_of(value: Fraction) -> int | None:
    """The decimals that a number has; None where they do not end."""
    text = show_number(value)
    return None if "/" in text else len(text.partition(".")[2])


@word
class Constant(Node):
    """A value written in the rule itself."""

    value: Scalar
    kind: str = field(default="", init=False)  # True equals 1, and is another constant

    def __post_init__(self) -> None:
        """Note what the value is."""
        object.__setattr__(self, "kind", type(self.value).__name__)
        super().__post_init__()

    @cached_property
    def schema(self) -> Schema:
        """A number is its own bounds."""
        match self.value:
            case bool():
                return Schema("flag")
            case Fraction():
                return Schema("number", places=places_of(self.value), low=self.value, high=self.value)
            case str():
                return Schema("text")
            case date():
                return Schema("date")
        raise LanguageError(f"{self.value!r} cannot stand in a formula")


@word
class ParameterValue(Node):
    """A parameter's value in force: what kind of value it has is declared, and no value changes that."""

    name: str
    declared: Schema = field(compare=False)

    @property
    def parameter(self) -> str:
        """Itself."""
        return self.name

    @cached_property
    def schema(self) -> Schema:
        """As it is declared in parameters.toml."""
        return self.declared


@word
class ColumnValue(Node):
    """A column of a level: an input, a derived column, or what a rule of that level gives."""

    level: str
    name: str
    declared: Schema = field(compare=False)

    @cached_property
    def schema(self) -> Schema:
        """As tables.py declares it, or as the rule's formula makes it."""
        return self.declared


@word
class Rows(Node):
    """Each row of a level: what `count(person)` counts, and what rows are grouped by."""

    home: Home

    @cached_property
    def schema(self) -> Schema:
        """Rows are numbered."""
        return Schema("row", self.home, varies=self.home, inside=self.home)


@word
class Up(Node):
    """What the row above says, read from the rows below: `path` names the parents in turn."""

    operand: Node
    home: Home
    path: tuple[str, ...]

    @cached_property
    def schema(self) -> Schema:
        """The operand's, at the level below; missing too where a row belongs to none."""
        return replace(self.operand.schema, home=self.home, missing=True)

    @property
    def above(self) -> tuple[str, ...]:
        """The row that it reads."""
        return self.path

    @cached_property
    def needs(self) -> tuple[Need, ...]:
        """The row above."""
        return (Need(self.operand, move="above"),)


@word
class Through(Node):
    """What the row says that a link column names."""

    link: ColumnValue
    operand: Node

    @cached_property
    def schema(self) -> Schema:
        """The operand's, at the level of the link; which rows it takes is known only from the whole batch."""
        home = self.link.schema.home
        own = home or WHOLE
        told = self.operand.schema
        denominator = WHOLE if told.one_denominator == WHOLE else own
        return replace(told, home=home, missing=True, varies=own, one_denominator=denominator, inside=WHOLE)

    @cached_property
    def needs(self) -> tuple[Need, ...]:
        """The link itself, and the row that it names."""
        return (Need(self.link), Need(self.operand, move="linked"))
