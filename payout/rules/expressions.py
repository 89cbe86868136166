"""The tree that a rule's body builds: symbols, operators, and the nodes of the language.

A node is a frozen record that knows its operands and nothing of data. Operators on nodes make nodes;
`bool(node)` is refused, since a body is run once with symbols and cannot branch on data: say `when(…)` or
`first_match(…)` instead of `if`, `&` instead of `and`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Scalar: TypeAlias = Fraction | bool | str | date
Operand: TypeAlias = "Expression | Fraction | Decimal | int | bool | str | date"


class LanguageError(Exception):
    """A policy says something that the language does not allow. The message names the fix."""


def told(error: Exception, *, names_of_type: bool = True) -> str:
    """Say what Python says of an error in a policy's own lines."""
    said = str(error.msg if isinstance(error, SyntaxError) else error)
    return f"{type(error).__name__}: {said}" if names_of_type else said


@dataclass(frozen=True, eq=False)
class Expression:
    """Any node. Operands that are plain numbers, texts and flags become constants; a float is refused."""

    @property
    def operands(self) -> tuple[Expression, ...]:
        """The nodes this one is made of, in the order of its fields."""
        return tuple(part for one in fields(self) for part in _nodes(getattr(self, one.name)))

    def __bool__(self) -> bool:
        raise LanguageError(
            "a rule's body cannot ask whether an expression is true: it sees symbols, never data. "
            "Write when(condition, value) or first_match(…) for if, & | ~ for and, or, not"
        )

    def __add__(self, other: Operand) -> Binary:
        return Binary("+", self, node(other))

    def __radd__(self, other: Operand) -> Binary:
        return Binary("+", node(other), self)

    def __sub__(self, other: Operand) -> Binary:
        return Binary("-", self, node(other))

    def __rsub__(self, other: Operand) -> Binary:
        return Binary("-", node(other), self)

    def __mul__(self, other: Operand) -> Binary:
        return Binary("*", self, node(other))

    def __rmul__(self, other: Operand) -> Binary:
        return Binary("*", node(other), self)

    def __truediv__(self, other: Operand) -> Binary:
        return Binary("/", self, node(other))

    def __rtruediv__(self, other: Operand) -> Binary:
        return Binary("/", node(other), self)

    def __neg__(self) -> Binary:
        return Binary("-", Constant(Fraction(0)), self)

    def __lt__(self, other: Operand) -> Compare:
        return Compare("<", self, node(other))

    def __le__(self, other: Operand) -> Compare:
        return Compare("<=", self, node(other))

    def __gt__(self, other: Operand) -> Compare:
        return Compare(">", self, node(other))

    def __ge__(self, other: Operand) -> Compare:
        return Compare(">=", self, node(other))

    def __eq__(self, other: Operand) -> Compare:  # type: ignore[override]
        return Compare("==", self, node(other))

    def __ne__(self, other: Operand) -> Compare:  # type: ignore[override]
        return Compare("!=", self, node(other))

    __hash__ = object.__hash__

    def __and__(self, other: Operand) -> Logic:
        return Logic("&", self, node(other))

    def __rand__(self, other: Operand) -> Logic:
        return Logic("&", node(other), self)

    def __or__(self, other: Operand) -> Logic:
        return Logic("|", self, node(other))

    def __ror__(self, other: Operand) -> Logic:
        return Logic("|", node(other), self)

    def __invert__(self) -> Not:
        return Not(self)


def _nodes(value: object) -> Iterable[Expression]:
    match value:
        case Expression():
            return (value,)
        case tuple():
            return (part for part in value if isinstance(part, Expression))
        case Mapping():
            return (part for part in value.values() if isinstance(part, Expression))
        case _:
            return ()


def node(value: object) -> Expression:
    """Make a node of a plain value; nodes pass through.

    Floats are refused: write Decimal("0.1"), Fraction or a parameter.
    """
    match value:
        case Expression():
            return value
        case bool() | str() | Fraction() | date():
            return Constant(value)
        case int() | Decimal():
            return Constant(Fraction(value))
        case float():
            raise LanguageError(
                f"{value!r} is a float, and no float may decide an amount: put the number in parameters.toml"
            )
        case _:
            raise LanguageError(f"a {type(value).__name__} cannot stand in a formula")


@dataclass(frozen=True, eq=False)
class Constant(Expression):
    """A value written in the rule itself."""

    value: Scalar


@dataclass(frozen=True, eq=False)
class ParameterRef(Expression):
    """A parameter's value in force."""

    name: str


@dataclass(frozen=True, eq=False)
class ColumnRef(Expression):
    """A column of a level: an input, a derived column, or what a rule of that level defines."""

    level: str
    name: str


@dataclass(frozen=True, eq=False)
class Lift(Expression):
    """What a parent's row says, read from a child's row.

    `path` names the parents in turn from `level` upward.
    """

    operand: Expression
    level: str
    path: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Via(Expression):
    """What the row says that a link column names."""

    link: ColumnRef
    operand: Expression


@dataclass(frozen=True, eq=False)
class Binary(Expression):
    """Arithmetic: + - * /."""

    op: str
    left: Expression
    right: Expression


@dataclass(frozen=True, eq=False)
class Compare(Binary):
    """A comparison. With a missing side it is neither true nor false."""


@dataclass(frozen=True, eq=False)
class Logic(Binary):
    """& and |, with Kleene's answers where a side is missing."""


@dataclass(frozen=True, eq=False)
class Not(Expression):
    """The opposite of a condition."""

    operand: Expression


@dataclass(frozen=True, eq=False)
class Known(Expression):
    """Whether a value is there at all."""

    operand: Expression


@dataclass(frozen=True, eq=False)
class When(Expression):
    """A value that stands only where its condition holds; elsewhere it is missing."""

    condition: Expression
    value: Expression


@dataclass(frozen=True, eq=False)
class FirstMatch(Expression):
    """The value of the first case whose condition holds, else `otherwise`."""

    cases: tuple[When, ...]
    otherwise: Expression | None


@dataclass(frozen=True, eq=False)
class Extreme(Expression):
    """The least or greatest of several.

    A `when` that does not hold takes no part; any other missing value makes the result missing.
    """

    which: str  # least, greatest
    members: tuple[Expression, ...]


@dataclass(frozen=True, eq=False)
class Aggregate(Expression):
    """One value from many rows.

    Of a child's column: one for each parent row. Of the level's own: one for each group `within`.
    """

    which: str  # total, mean, highest, lowest, count, count_distinct, exists
    operand: Expression
    where: Expression | None
    within: tuple[Expression, ...]


@dataclass(frozen=True, eq=False)
class Rank(Expression):
    """A row's place in its group: 1 is the best.

    `ties`: equals share the lowest place (1 2 2 4), the highest (1 3 3 4), or stand dense.
    """

    operand: Expression
    where: Expression | None
    within: tuple[Expression, ...]
    ties: str  # lowest, highest, dense
    best: str  # highest, lowest


@dataclass(frozen=True, eq=False)
class Allocate(Expression):
    """A pool split by weights inside each group, exact to `unit`.

    Largest remainder, ties by the larger weight, then by the rows' key.
    """

    pool: Expression
    weight: Expression
    within: tuple[Expression, ...]
    unit: Expression


@dataclass(frozen=True, eq=False)
class Round(Expression):
    """A value rounded to decimal places; the mode names what a tie does."""

    operand: Expression
    places: int
    mode: str


@dataclass(frozen=True, eq=False)
class Lookup(Expression):
    """The entry of a table parameter for one or more keys; missing where the table has none."""

    table: str
    keys: tuple[Expression, ...]


@dataclass(frozen=True, eq=False)
class Band(Expression):
    """The entry of a banded table parameter: the band whose floor is the highest not above the value."""

    table: str
    operand: Expression


@dataclass(frozen=True, eq=False)
class Choose(Expression):
    """One branch for each reading of the text (口径); the run takes the one in force."""

    choice: str
    branches: Mapping[str, Expression] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, eq=False)
class YearOf(Expression):
    """The calendar year of a date."""

    operand: Expression


@dataclass(frozen=True, eq=False)
class Decide(Expression):
    """What people decided about a row where `where` holds; undecided rows are open points and stop the run.

    `taking`: the answer that takes a place, and `places`: how many rows of each group `within` must have been
    given it. `otherwise`: the answer where nobody decided; what has one stops no run.
    """

    question: str
    where: Expression
    answers: Mapping[str, str]
    prompt_zh: str
    prompt_en: str
    taking: str = ""
    places: Expression | None = None
    within: tuple[Expression, ...] = ()
    otherwise: str = ""


@dataclass(frozen=True, eq=False)
class AllRows(Expression):
    """Every row of a level: what `count(people)` counts."""

    level: str


def walk(root: Expression) -> Iterator[Expression]:
    """Give a node and all below it, each once, parents before operands."""
    seen: set[int] = set()
    stack = [root]
    while stack:
        current = stack.pop()
        if id(current) not in seen:
            seen.add(id(current))
            yield current
            stack.extend(reversed(current.operands))
