"""Evaluation: every rule over all rows of its level at once, exactly.

Nothing is rounded that does not say so.

`value(expr, at)` gives an expression's value for each row of the level `at`. A part that speaks of a level
above is evaluated there and gathered down; an aggregate over a level below is evaluated there and gathered up
by group. What works on groups of rows stands in `aggregates`, tables of parameters in `entries`, what people
settle in `decisions`, and the guard on division in `divisions`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from operator import and_, or_
from typing import TYPE_CHECKING, cast

import numpy as np
import pandas as pd

from payout.exact import ExactArray, greatest, least
from payout.rules.aggregates import aggregate, allocated, ranked
from payout.rules.data import positions_up
from payout.rules.decisions import decided, settled
from payout.rules.divisions import refuse_zero_divisors
from payout.rules.entries import banded, looked_up
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
from payout.rules.kinds import natural_level
from payout.rules.levels import path_up, paths_up
from payout.rules.values import (
    equal,
    fill,
    flags,
    flags_of,
    gather,
    holds,
    is_number,
    known_rows,
    numbers,
    ordered,
    row_names,
    select,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from payout.exact.rounding import Mode
    from payout.rules.build import Built, Scheme
    from payout.rules.checked import CheckedTable
    from payout.rules.data import LevelData
    from payout.rules.expressions import (
        Expression,
    )
    from payout.rules.result import OpenPoint
    from payout.rules.values import (
        Flags,
        Positions,
        Rows,
        Value,
    )


class RuleFault(Exception):  # noqa: N818 - a fault of the policy, not an error of the program
    """A rule cannot be computed for some rows: a fault of the policy or of what it assumes of the data."""

    def __init__(self, rule: str, clause: str, message: str) -> None:
        super().__init__(f"{rule} (clause {clause}): {message}")


@dataclass
class Evaluation:
    """One evaluation under way.

    `data` fills with a column a rule; `open_points` with what people must decide.
    """

    scheme: Scheme
    data: dict[str, LevelData]
    decisions: Mapping[tuple[str, str], str] = field(default_factory=dict)
    open_points: list[OpenPoint] = field(default_factory=list)
    by_default: list[OpenPoint] = field(default_factory=list)
    asked: dict[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)
    memo: dict[tuple[int, str], tuple[Expression, Value]] = field(
        default_factory=dict
    )  # keeps its nodes alive
    divisions: bool = False
    clause: str = ""

    @classmethod
    def of(cls, scheme: Scheme, data: dict[str, LevelData], tables: Mapping[str, CheckedTable]) -> Evaluation:
        """Begin an evaluation over arranged levels."""
        return cls(scheme, data, decided(tables))

    def run(self) -> None:
        """Evaluate every rule in order."""
        for built in self.scheme.rules:
            self.data[built.rule.level].columns[built.rule.name] = self.column(built)

    def column(self, built: Built) -> Rows:
        """Evaluate one rule, or the condition of one check, for every row of its level."""
        self.memo, self.divisions, self.clause = {}, False, built.rule.clause
        level = built.rule.level
        try:
            rows = self.rows(built.expression, level)
            if self.divisions:
                everybody = np.ones(self.data[level].size, dtype=bool)
                refuse_zero_divisors(self, built.expression, level, everybody)
        except (LanguageError, ValueError) as error:
            raise RuleFault(f"{level}.{built.rule.name}", built.rule.clause, str(error)) from error
        return rows

    def rows(self, expr: Expression, at: str) -> Rows:
        """Give an expression's value as a column, also where it is the same for every row."""
        found = self.scheme.typing.type_of(expr)
        return fill(self.value(expr, at), self.data[at].size, found.storage, tuple(found.options or ()))

    def holds(self, condition: Expression, at: str) -> Flags:
        """Give where a condition is true, as a plain array."""
        return holds(self.value(condition, at), self.data[at].size)

    def value(self, expr: Expression, at: str) -> Value:
        """Give an expression's value for each row of the level `at`."""
        home = self.home(expr, at)
        if home != at:
            return gather(self.value(expr, home), self.up(at, path_up(self.scheme.levels, at, home)))
        key = (id(expr), at)
        if key not in self.memo:
            self.memo[key] = (expr, self._value(expr, at))
        return self.memo[key][1]

    def home(self, expr: Expression, at: str) -> str:
        """Give the level where an expression is evaluated: its own, where that is above `at`; else `at`."""
        if isinstance(expr, Lift) and expr.path[-1] == at:
            return at  # read from the very level that it lifts from: `via` goes there
        if isinstance(expr, (ColumnRef, Lift, AllRows)):
            return expr.level
        if isinstance(expr, (Aggregate, Rank, Allocate, Via, Decide)):
            natural = natural_level(expr, self.scheme.levels)
            if natural is not None and natural in paths_up(self.scheme.levels, at):
                return natural
        return at

    def up(self, at: str, path: tuple[str, ...]) -> Positions:
        """Give each row's position in the level at the end of `path`; -1 where it belongs to none."""
        positions = positions_up(self.data, at, path)
        return np.arange(self.data[at].size) if positions is None else positions

    def reading(self, choice: str) -> str:
        """Give the reading of a choice that is in force."""
        return str(self.scheme.policy.parameters[choice].value)

    def keys(self, at: str) -> list[str]:
        """Give each row's key as text; of a level without one, its row number."""
        return [self.key_of(at, row) for row in range(self.data[at].size)]

    def key_of(self, at: str, row: int) -> str:
        """Give one row's name as text (`Level.identity`); of a level without one, its row number."""
        identity = self.scheme.levels[at].identity
        if not identity:
            return f"row {row + 1}"
        return row_names(self.data[at].columns, identity, np.array([row]))[0]

    def _value(self, expr: Expression, at: str) -> Value:  # noqa: PLR0911 - one case a node
        match expr:
            case Constant(value):
                return value
            case ParameterRef(name):
                return cast("Value", self.scheme.policy.parameters[name].value)
            case ColumnRef(_, name):
                return self.data[at].columns[name]
            case AllRows():
                return ExactArray.from_integers(np.arange(self.data[at].size))
            case Lift(operand, level, path):
                found = self.value(operand, path[-1])
                return found if at != level else gather(found, self.up(at, path))
            case Via(link, operand):
                target = self.scheme.levels[at].columns[link.name].level
                return gather(self.value(operand, target), self.data[at].links[link.name])
            case Choose(choice, branches):
                return self.value(branches[self.reading(choice)], at)
            case Binary() | Not() | Known() | Round() | YearOf():
                return self._of_operands(expr, at)
            case _:
                return self._of_rows(expr, at)

    def _of_operands(self, expr: Expression, at: str) -> Value:  # noqa: PLR0911 - one case a node
        """Give what is computed row by row from values that are all taken."""
        size = self.data[at].size
        match expr:
            case Compare(op, left, right):
                return _compare(op, self.value(left, at), self.value(right, at), size)
            case Logic(op, left, right):
                return _logic(op, self.value(left, at), self.value(right, at), size)
            case Binary(op, left, right):
                return self._arithmetic(op, self.value(left, at), self.value(right, at), size)
            case Not(operand):
                return _opposite(self.value(operand, at), size)
            case Known(operand):
                return flags_of(known_rows(self.value(operand, at), size))
            case Round(operand, places, mode):
                return numbers(self.value(operand, at), size).round(places, mode=cast("Mode", mode))
            case YearOf(operand):
                return _year(self.value(operand, at), size)
            case _:
                raise LanguageError(f"a {type(expr).__name__} cannot be evaluated")

    def _of_rows(self, expr: Expression, at: str) -> Value:  # noqa: PLR0911 - one case a node
        """Give what picks among values, or looks beyond the row."""
        match expr:
            case When() | FirstMatch():
                return self._cases(expr, at)
            case Extreme():
                return self._extreme(expr, at)
            case Aggregate():
                return aggregate(self, expr, at)
            case Rank():
                return ranked(self, expr, at)
            case Allocate():
                return allocated(self, expr, at)
            case Lookup():
                return looked_up(self, expr, at)
            case Band():
                return banded(self, expr, at)
            case Decide():
                return settled(self, expr, at)
            case _:
                raise LanguageError(f"a {type(expr).__name__} cannot be evaluated")

    def _arithmetic(self, op: str, left: Value, right: Value, size: int) -> Value:
        if left is None or right is None:
            return None
        # scalars are Fractions and columns exact: `kinds` admits nothing else here
        first, second = cast("ExactArray", left), cast("ExactArray", right)
        match op:
            case "+":
                return first + second
            case "-":
                return first - second
            case "*":
                return first * second
            case _ if isinstance(right, Fraction) and right != 0:
                return first / second
        self.divisions = True
        return numbers(left, size).divide(numbers(right, size), where_zero=pd.NA)

    def _cases(self, expr: When | FirstMatch, at: str) -> Value:
        cases = (expr,) if isinstance(expr, When) else expr.cases
        rest = None if isinstance(expr, When) else expr.otherwise
        found = self.scheme.typing.type_of(expr)
        rows = [(self.holds(case.condition, at), self.value(case.value, at)) for case in cases]
        otherwise = None if rest is None else self.value(rest, at)
        return select(rows, otherwise, found.storage, tuple(found.options or ()))

    def _extreme(self, expr: Extreme, at: str) -> Value:
        """Give the least or greatest of the members that take part in each row.

        Missing where one of those is missing.
        """
        size = self.data[at].size
        pick = least if expr.which == "least" else greatest
        always = [numbers(self.value(m, at), size) for m in expr.members if not isinstance(m, When)]
        result = pick(*always) if always else ExactArray.full(size, None)
        any_yet = np.full(size, bool(always))
        for member in expr.members:
            if isinstance(member, When):
                taking = self.holds(member.condition, at)
                candidate = numbers(self.value(member.value, at), size)
                joined = pick(result, candidate).where(any_yet, candidate)
                result = joined.where(taking, result)
                any_yet = any_yet | taking
        return result


def _compare(op: str, left: Value, right: Value, size: int) -> Value:  # noqa: PLR0911 - one case an operator
    if left is None or right is None:
        return None
    if not is_number(left) and not is_number(right):
        if op not in {"==", "!="}:
            return ordered(op, left, right, size)
        same = equal(left, right, size)
        return same if op == "==" else _opposite(same, size)
    first, second = cast("ExactArray", left), cast("ExactArray", right)
    match op:
        case "==":
            return cast("Value", first == second)
        case "!=":
            return cast("Value", first != second)
        case "<":
            return first < second
        case "<=":
            return first <= second
        case ">":
            return first > second
        case _:
            return first >= second


def _logic(op: str, left: Value, right: Value, size: int) -> Value:
    first, second = flags(left, size), flags(right, size)
    return cast("Value", (and_ if op == "&" else or_)(first, second))


def _opposite(value: Value, size: int) -> Value:
    if value is None or isinstance(value, bool):
        return None if value is None else not value
    return ~flags(value, size)


def _year(value: Value, size: int) -> Value:
    if value is None or isinstance(value, date):
        return None if value is None else Fraction(value.year)
    known = known_rows(value, size)
    years = np.asarray(value).astype("datetime64[Y]").astype(np.int64) + 1970
    return ExactArray.from_integers(np.where(known, years, 0), mask=~known)


def evaluate(scheme: Scheme, data: dict[str, LevelData], tables: Mapping[str, CheckedTable]) -> Evaluation:
    """Evaluate every rule over arranged levels and give the finished evaluation."""
    evaluation = Evaluation.of(scheme, data, tables)
    evaluation.run()
    evaluation.memo = {}
    return evaluation
