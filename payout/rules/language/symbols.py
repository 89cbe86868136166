"""Symbols: what an author of rules combines. They say what is meant, and know nothing of levels or data.

A symbol becomes a node of the tree once, when the policy is built, at the level of its rule (`compiled/placing.py`). What
cannot be said at all, such as a float, becomes a symbol too (`Wrong`), so that every fault of a policy is told together.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias

from payout.rules.tree import Arithmetic, Compare, LanguageError, Logic, Not

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from payout.rules.tree import Node
    from payout.rules.tree.leaves import Scalar

Operand: TypeAlias = "Symbol | Fraction | Decimal | int | bool | str | date"


class Symbol:
    """What an author combines. Plain numbers, texts and flags join in; a float is refused."""

    def __bool__(self) -> bool:
        raise LanguageError(
            "a rule cannot ask whether an expression is true: it speaks of symbols, never of data. "
            "Write when(condition, value) or first_match(…) for if, & | ~ for and, or, not, least(…) and greatest(…) for min and max"
        )

    def __add__(self, other: Operand) -> Symbol:
        return Said(Arithmetic, ("+", self, symbol(other)))

    def __radd__(self, other: Operand) -> Symbol:
        return Said(Arithmetic, ("+", symbol(other), self))

    def __sub__(self, other: Operand) -> Symbol:
        return Said(Arithmetic, ("-", self, symbol(other)))

    def __rsub__(self, other: Operand) -> Symbol:
        return Said(Arithmetic, ("-", symbol(other), self))

    def __mul__(self, other: Operand) -> Symbol:
        return Said(Arithmetic, ("*", self, symbol(other)))

    def __rmul__(self, other: Operand) -> Symbol:
        return Said(Arithmetic, ("*", symbol(other), self))

    def __truediv__(self, other: Operand) -> Symbol:
        return Said(Arithmetic, ("/", self, symbol(other)))

    def __rtruediv__(self, other: Operand) -> Symbol:
        return Said(Arithmetic, ("/", symbol(other), self))

    def __neg__(self) -> Symbol:
        return Said(Arithmetic, ("-", Plain(Fraction(0)), self))

    def __lt__(self, other: Operand) -> Symbol:
        return Said(Compare, ("<", self, symbol(other)))

    def __le__(self, other: Operand) -> Symbol:
        return Said(Compare, ("<=", self, symbol(other)))

    def __gt__(self, other: Operand) -> Symbol:
        return Said(Compare, (">", self, symbol(other)))

    def __ge__(self, other: Operand) -> Symbol:
        return Said(Compare, (">=", self, symbol(other)))

    def __eq__(self, other: Operand) -> Symbol:  # type: ignore[override]
        return Said(Compare, ("==", self, symbol(other)))

    def __ne__(self, other: Operand) -> Symbol:  # type: ignore[override]
        return Said(Compare, ("!=", self, symbol(other)))

    __hash__ = object.__hash__

    def __and__(self, other: Operand) -> Symbol:
        return Said(Logic, ("&", self, symbol(other)))

    def __rand__(self, other: Operand) -> Symbol:
        return Said(Logic, ("&", symbol(other), self))

    def __or__(self, other: Operand) -> Symbol:
        return Said(Logic, ("|", self, symbol(other)))

    def __ror__(self, other: Operand) -> Symbol:
        return Said(Logic, ("|", symbol(other), self))

    def __invert__(self) -> Symbol:
        return Said(Not, (self,))


@dataclass(frozen=True, eq=False)
class Plain(Symbol):
    """A value written in the rule itself."""

    value: Scalar


@dataclass(frozen=True, eq=False)
class Wrong(Symbol):
    """What cannot be said; whoever places it tells why."""

    why: str


@dataclass(frozen=True, eq=False)
class ParameterSymbol(Symbol):
    """A parameter by name."""

    name: str


@dataclass(frozen=True, eq=False)
class ColumnSymbol(Symbol):
    """A column: the names of levels from the one it is read from upward, the column's own last (`stint.unit.failed`)."""

    names: tuple[str, ...]

    def __getattr__(self, name: str) -> NoReturn:
        """Refuse what would be a column of a column (`person.unit_id.name`)."""
        if name.startswith("_"):
            raise AttributeError(name)
        raise AttributeError(
            f"{'.'.join(self.names)} is a column and has no {name}: a level above is named by its level, as in person.unit.{name}"
        )


@dataclass(frozen=True, eq=False)
class RowSymbol(Symbol):
    """The row of a level that a row belongs to: names of levels, from the one it is read from upward."""

    names: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Said(Symbol):
    """A word said of other symbols, row by row: the node that it becomes, and its slots in order."""

    made: type[Node]
    slots: tuple[object, ...]


@dataclass(frozen=True, eq=False)
class Over(Symbol):
    """A word about many rows: one value for each row above them, or for each group `within` their own level."""

    which: str
    operand: Symbol
    where: Symbol | None
    within: tuple[Symbol, ...]
    through: Symbol | None = None  # a link by which the rows are gathered, in place of their parent


@dataclass(frozen=True, eq=False)
class Among(Symbol):
    """A word about a row among the rows of its group: the node that it becomes, its slots by name."""

    made: type[Node]
    slots: Mapping[str, object]
    within: tuple[Symbol, ...]


@dataclass(frozen=True, eq=False)
class Linked(Symbol):
    """What the row says that a link column names."""

    link: Symbol
    operand: Symbol


@dataclass(frozen=True)
class TableName:
    """A table parameter, in a slot: not a value, but what values are looked up in."""

    name: str


def symbol(value: object) -> Symbol:
    """A symbol of a plain value; symbols pass through.

    A float becomes `Wrong`: write Decimal("0.1"), Fraction or a parameter.
    """
    match value:
        case Symbol():
            return value
        case LevelSymbol():
            return Wrong(f"{value._names[-1]} is a level: read one of its columns")  # noqa: SLF001 - public names are columns
        case bool() | str() | Fraction() | date():
            return Plain(value)
        case int() | Decimal():
            return Plain(Fraction(value))
        case float():
            return Wrong(
                f"{value!r} is a float, and no float may decide an amount: put the number in parameters.toml"
            )
        case _:
            return Wrong(f"a {type(value).__name__} cannot stand in a formula")


class LevelSymbol:
    """A level as a symbol: its attributes are columns, or levels above; itself it is its rows, or a key to group by.

    Setting an attribute states a rule. Its own state is private, so that every public name is free for a column.
    """

    _names: tuple[str, ...]
    _above: Mapping[str, frozenset[str]]
    _state: Callable[[str, str, object], None]

    def __init__(
        self,
        names: tuple[str, ...],
        above: Mapping[str, frozenset[str]],
        state: Callable[[str, str, object], None],
    ) -> None:
        """Name it; `above`: the levels above each level; `state` takes level, name and what is stated."""
        self.__dict__.update(_names=names, _above=above, _state=state)

    def __getattr__(self, name: str) -> Any:
        """A column of this level, or a level above it."""
        if name.startswith("_"):
            raise AttributeError(name)
        here = self._names[-1]
        if name != here and name in self._above[here]:
            return LevelSymbol((*self._names, name), self._above, self._state)
        return ColumnSymbol((*self._names, name))

    def __setattr__(self, name: str, stated: Any) -> None:
        """State a rule or a check of this level."""
        if len(self._names) > 1:
            raise LanguageError(f"a rule of {self._names[-1]} is stated on {self._names[-1]} itself")
        self._state(self._names[0], name, stated)

    def __bool__(self) -> bool:
        raise LanguageError(f"a rule cannot ask whether a {self._names[-1]} is true: write exists(…)")

    def __eq__(self, other: object) -> Symbol:  # type: ignore[override]
        return Said(Compare, ("==", self._row(), _row_of(other)))

    def __ne__(self, other: object) -> Symbol:  # type: ignore[override]
        return Said(Compare, ("!=", self._row(), _row_of(other)))

    __hash__ = object.__hash__

    def _row(self) -> RowSymbol:
        return RowSymbol(self._names)


def _row_of(other: object) -> Symbol:
    if isinstance(other, LevelSymbol):
        return other._row()  # noqa: SLF001 - public names are columns
    return Wrong("a level can be compared with a level only: unit.jurisdiction != other.jurisdiction")


def row_or_symbol(value: object) -> Symbol:
    """A level's rows, or any other symbol."""
    return value._row() if isinstance(value, LevelSymbol) else symbol(value)  # noqa: SLF001 - public names are columns


class ParameterSymbols:
    """The parameters of a policy as attributes."""

    def __init__(self, names: Mapping[str, object]) -> None:
        """Know the names there are."""
        self._names = names

    def __getattr__(self, name: str) -> Any:
        """A parameter; one that there is not becomes a fault of the rule that names it."""
        if name.startswith("_"):
            raise AttributeError(name)
        if name in self._names:
            return ParameterSymbol(name)
        return Wrong(f"no parameter is named {name}{near(name, self._names)}")


def near(name: str, names: object) -> str:
    """A hint at the nearest of some names; nothing where none is near."""
    close = get_close_matches(name, sorted(names), 1)  # type: ignore[call-overload]
    return f"; did you mean {close[0]}?" if close else ""


class _Row:
    """The row of the table in whose declaration it stands: its attributes are columns, or levels above."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return OwnSymbol((name,))


@dataclass(frozen=True, eq=False)
class OwnSymbol(Symbol):
    """A column of the declared table itself (`row.full_marks`), or of a level above (`row.indicator.full_points`)."""

    names: tuple[str, ...]

    def __getattr__(self, name: str) -> Any:
        """A column of the level above that the names so far say."""
        if name.startswith("_"):
            raise AttributeError(name)
        return OwnSymbol((*self.names, name))


class _AnyParameter:
    """The parameters of a policy that is still being read: names are checked when it is built."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return ParameterSymbol(name)


row: Any = _Row()
p: Any = _AnyParameter()
