"""What an expression is, before any data.

Its kind, its options, its decimal places, and the level whose rows it speaks of.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from fractions import Fraction
from typing import TYPE_CHECKING

from payout.rules.expressions import (
    Aggregate,
    Allocate,
    AllRows,
    Band,
    Binary,
    Choose,
    ColumnRef,
    Compare,
    Constant,
    Decide,
    Extreme,
    FirstMatch,
    Known,
    LanguageError,
    Lift,
    Logic,
    Lookup,
    Not,
    ParameterRef,
    Rank,
    Round,
    Via,
    When,
    YearOf,
)
from payout.rules.levels import paths_up
from payout.text import show_number

if TYPE_CHECKING:
    from collections.abc import Callable

    from payout.rules.expressions import (
        Expression,
    )
    from payout.rules.levels import Level
    from payout.rules.parameters import Parameter
    from payout.rules.tables import Column


@dataclass(frozen=True)
class Type:
    """What is known of a value before any data.

    `options` are an enumeration's, identifier → Chinese; `places`: the most decimals of a number, None: any.
    """

    kind: str
    options: Mapping[str, str] | None = None
    places: int | None = None
    measure: str = ""

    @property
    def storage(self) -> str:
        """How its columns are stored: rows of a level are numbered."""
        return "number" if self.kind == "row" else self.kind


FLAG = Type("flag")
WHOLE = Type("number", places=0, measure="count")


def type_of_column(column: Column) -> Type:
    """Give the type of an input or derived column."""
    kind = "text" if column.kind in {"identifier", "reference"} else column.kind
    return Type(kind, column.options or None, column.places if kind == "number" else None, column.measure)


@dataclass(frozen=True)
class Typing:
    """The types of a policy's columns: what `type_of` needs to know of the names in an expression."""

    parameters: Mapping[str, Parameter]
    column: Callable[[str, str], Type]
    found: dict[int, tuple[Expression, Type]] = field(default_factory=dict)  # by node, which it keeps alive

    def type_of(self, expr: Expression) -> Type:
        """Infer an expression's type. Raises LanguageError where its parts do not fit together."""
        if id(expr) not in self.found:
            self.found[id(expr)] = (expr, self._infer(expr))
        return self.found[id(expr)][1]

    def _infer(self, expr: Expression) -> Type:  # noqa: C901, PLR0911, PLR0912 - one case a node
        match expr:
            case Constant(value):
                return _type_of_value(value)
            case ParameterRef(name):
                return self._parameter(name)
            case ColumnRef(level, name):
                return self.column(level, name)
            case AllRows():
                return Type("row")
            case Lift(operand=operand) | Via(operand=operand):
                return self.type_of(operand)
            case Compare(op=op, left=left, right=right):
                return self._compare(op, left, right)
            case Logic(left=left, right=right):
                self._expect("flag", left, right)
                return FLAG
            case Binary(op=op, left=left, right=right):
                return self._arithmetic(op, left, right)
            case Not(operand):
                self._expect("flag", operand)
                return FLAG
            case Known(operand):
                self.type_of(operand)
                return FLAG
            case When(condition, value):
                self._expect("flag", condition)
                return self.type_of(value)
            case FirstMatch(cases, otherwise):
                return self._common([*cases, *(() if otherwise is None else (otherwise,))])
            case Choose(_, branches):
                return self._common(list(branches.values()))
            case Extreme(_, members):
                self._expect("number", *members)
                return self._common(list(members))
            case Aggregate():
                return self._aggregate(expr)
            case Rank(operand=operand, where=where):
                self._expect("number", operand)
                self._expect("flag", *(() if where is None else (where,)))
                return WHOLE
            case Allocate(pool=pool, weight=weight, unit=unit):
                self._expect("number", pool, weight, unit)
                if not isinstance(unit, (Constant, ParameterRef)):
                    raise LanguageError(
                        "allocate: unit= is one number for all rows: a parameter, such as a fen"
                    )
                return Type("number", places=self.type_of(unit).places, measure=self.type_of(pool).measure)
            case Round(operand, places, _):
                self._expect("number", operand)
                return Type("number", places=places, measure=self.type_of(operand).measure)
            case Lookup(table, keys):
                return self._lookup(table, keys)
            case Band(table, operand):
                self._expect("number", operand)
                return self._band(table)
            case YearOf(operand):
                self._expect("date", operand)
                return WHOLE
            case Decide(where=where, answers=answers):
                self._expect("flag", where)
                return Type("enumeration", answers)
            case _:
                raise LanguageError(f"a {type(expr).__name__} has no type")

    def _expect(self, kind: str, *operands: Expression) -> None:
        for operand in operands:
            found = self.type_of(operand).kind
            if found != kind:
                raise LanguageError(f"a {kind} is needed where a {found} stands")

    def _parameter(self, name: str) -> Type:
        parameter = self.parameters[name]
        if parameter.kind in {"table", "bands"}:
            raise LanguageError(f"{name} is a {parameter.kind}: read it by lookup(…) or band(…)")
        if parameter.kind == "choice":
            return Type("enumeration", parameter.options)
        if not isinstance(parameter.value, Fraction):
            raise LanguageError(f"{name} is not a number")
        return Type("number", places=_places(parameter.value), measure=parameter.measure)

    def _arithmetic(self, op: str, left: Expression, right: Expression) -> Type:
        self._expect("number", left, right)
        first, second = self.type_of(left), self.type_of(right)
        places = None
        if op in "+-" and first.places is not None and second.places is not None:
            places = max(first.places, second.places)
        if op == "*" and first.places is not None and second.places is not None:
            places = first.places + second.places
        return Type("number", places=places)

    def _compare(self, op: str, left: Expression, right: Expression) -> Type:
        first, second = self.type_of(left), self.type_of(right)
        kinds = {first.kind, second.kind}
        if kinds == {"enumeration", "text"}:
            self._check_option(left, right, first, second)
        elif len(kinds) > 1:
            raise LanguageError(f"a {first.kind} cannot be compared with a {second.kind}")
        elif first.options and second.options and not set(first.options) & set(second.options):
            options = f"{', '.join(first.options)} and {', '.join(second.options)}"
            raise LanguageError(f"these are never equal, no option is common to both: {options}")
        if op not in {"==", "!="} and kinds & {"enumeration", "text", "flag", "row"}:
            raise LanguageError(f"{op} has no meaning between values of kind {first.kind}: use == or !=")
        return FLAG

    @staticmethod
    def _check_option(left: Expression, right: Expression, first: Type, second: Type) -> None:
        constant = right if isinstance(right, Constant) else left
        options = first.options or second.options or {}
        if isinstance(constant, Constant) and constant.value not in options:
            raise LanguageError(f"{constant.value!r} is not an option: {', '.join(options)}")

    def _common(self, members: list[Expression]) -> Type:
        types = [self.type_of(member) for member in members]
        kinds = {found.kind for found in types}
        if kinds == {"number"}:
            places = [found.places for found in types]
            return Type("number", places=_most(places))
        words = [_word(member) for member in members]
        if kinds <= {"enumeration", "text"} and all(
            word is not None or found.kind == "enumeration" for word, found in zip(words, types, strict=True)
        ):
            options = {word: word for word in words if word is not None}
            for found in types:
                options |= found.options or {}
            return Type("enumeration", options)
        if len(kinds) > 1:
            raise LanguageError(f"the branches differ: {', '.join(sorted(kinds))}")
        return Type(next(iter(kinds)))

    def _aggregate(self, expr: Aggregate) -> Type:
        if expr.where is not None:
            self._expect("flag", expr.where)
        found = self.type_of(expr.operand)
        if expr.which in {"count", "count_distinct"}:
            return WHOLE
        if expr.which == "exists":
            if found.kind not in {"flag", "row"}:
                raise LanguageError("exists takes a level or a condition")
            return FLAG
        self._expect("number", expr.operand)
        return found if expr.which != "mean" else Type("number", measure=found.measure)

    def _lookup(self, name: str, keys: tuple[Expression, ...]) -> Type:
        parameter = self.parameters[name]
        value = parameter.value
        if not isinstance(value, Mapping):
            raise LanguageError(f"{name} is no table")
        if len(keys) != len(parameter.keys):
            raise LanguageError(f"{name} has {len(parameter.keys)} keys: {', '.join(parameter.keys)}")
        for position, key in enumerate(keys):
            _refuse_no_such_key(name, key, {entry[position] for entry in value})
            found = self.type_of(key)
            if found.kind not in {"enumeration", "text", "flag", "number"}:
                raise LanguageError(f"a {found.kind} is no key of a table")
            options = {"yes", "no"} if found.kind == "flag" else set(found.options or ())
            unknown = sorted({entry[position] for entry in value} - options) if options else []
            if unknown:
                raise LanguageError(
                    f"{name} has an entry for {unknown[0]}, which {parameter.keys[position]} never is"
                )
        return _type_of_entries(list(value.values()))

    def _band(self, name: str) -> Type:
        value = self.parameters[name].value
        if not isinstance(value, tuple):
            raise LanguageError(f"{name} has no bands")
        return _type_of_entries([row.gives for row in value])


def _refuse_no_such_key(table: str, key: Expression, entries: set[str]) -> None:
    """Refuse a key that is written in the rule and that the table does not have."""
    if isinstance(key, Constant) and isinstance(key.value, str) and key.value not in entries:
        close = get_close_matches(key.value, sorted(entries), 1)
        hint = f"did you mean {close[0]}?" if close else f"it has {', '.join(sorted(entries))}"
        raise LanguageError(f"{table} has no entry {key.value}; {hint}")


def _word(member: Expression) -> str | None:
    """Give the word that a branch always gives, if it is one written in the rule."""
    while isinstance(member, When):
        member = member.value
    return member.value if isinstance(member, Constant) and isinstance(member.value, str) else None


def _most(places: list[int | None]) -> int | None:
    known = [place for place in places if place is not None]
    return max(known, default=0) if len(known) == len(places) else None


def _type_of_value(value: object) -> Type:
    match value:
        case bool():
            return FLAG
        case Fraction():
            return Type("number", places=_places(value))
        case str():
            return Type("text")
        case date():
            return Type("date")
        case _:
            raise LanguageError(f"{value!r} cannot stand in a formula")


def _places(value: Fraction) -> int | None:
    text = show_number(value)
    return None if "/" in text else len(text.partition(".")[2])


def _type_of_entries(entries: list[Fraction | str]) -> Type:
    if all(isinstance(entry, Fraction) for entry in entries):
        places = [_places(entry) for entry in entries if isinstance(entry, Fraction)]
        return Type("number", places=_most(places))
    return Type("enumeration", {str(entry): str(entry) for entry in entries})


def natural_level(expr: Expression, levels: Mapping[str, Level]) -> str | None:
    """Give the level whose rows an expression speaks of: the deepest of its parts.

    None: the same for every row, or wherever it is read.

    Raises LanguageError where it mixes rows of levels of which neither is above the other.
    """
    match expr:
        case ColumnRef(level=level) | Lift(level=level) | AllRows(level=level):
            return level
        case Aggregate(within=within):
            return level_of_rows(expr, levels) if within else None
        case Via(link=link):
            return link.level
        case _:
            found = [natural_level(operand, levels) for operand in expr.operands]
            return deepest([level for level in found if level is not None], levels)


def level_of_rows(expr: Aggregate, levels: Mapping[str, Level]) -> str | None:
    """Give the level whose rows an aggregate is over.

    What its operand, its condition and its keys speak of.
    """
    found = [natural_level(part, levels) for part in expr.operands]
    return deepest([level for level in found if level is not None], levels)


def deepest(found: list[str], levels: Mapping[str, Level]) -> str | None:
    """Give the level that has all the others above it."""
    names = list(dict.fromkeys(found))
    for name in names:
        if all(other in paths_up(levels, name) for other in names):
            return name
    if names:
        raise LanguageError(
            f"rows of {' and '.join(names)} are mixed: one of them must pass through an aggregate"
        )
    return None
