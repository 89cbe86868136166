"""Evaluation: every rule over all rows of its level at once, exactly; nothing is rounded that does not say so.

`value(expr, at)` gives an expression's value for each row of the level `at`. A part that speaks of a level above is evaluated there and
gathered down; an aggregate over a level below is evaluated there and gathered up by group.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from payout.exact import (
    ExactArray,
    Groups,
    apportion,
    greatest,
    group_any,
    group_count,
    group_highest,
    group_lowest,
    group_mean,
    group_total,
    least,
    rank,
)
from payout.findings import Text
from payout.rules.data import LevelData, decided, positions_up
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
    Expression,
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
from payout.rules.parameters import BandRow
from payout.rules.result import OpenPoint
from payout.rules.values import codes_of, equal, fill, flags_of, gather, holds, is_rows, known_rows, ordered, select

if TYPE_CHECKING:
    from collections.abc import Mapping

    from payout.rules.build import Built, Scheme
    from payout.rules.checked import CheckedTable
    from payout.rules.values import Rows, Value

AGGREGATES = {"total": group_total, "mean": group_mean, "highest": group_highest, "lowest": group_lowest}


class RuleFault(Exception):
    """A rule cannot be computed for some rows: a fault of the policy or of what it assumes of the data."""

    def __init__(self, rule: str, clause: str, message: str) -> None:
        super().__init__(f"{rule} (clause {clause}): {message}")


@dataclass
class Evaluation:
    """One evaluation under way. `data` fills with a column a rule; `open_points` with what people must decide."""

    scheme: Scheme
    data: dict[str, LevelData]
    decisions: Mapping[tuple[str, str], str] = field(default_factory=dict)
    open_points: list[OpenPoint] = field(default_factory=list)
    asked: set[tuple[str, str]] = field(default_factory=set)
    memo: dict[tuple[int, str], Value] = field(default_factory=dict)
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
            value = self.value(built.expression, level)
            if self.divisions:
                self._refuse_zero(built.expression, level, np.ones(self.data[level].size, dtype=bool))
        except (LanguageError, ValueError) as error:
            raise RuleFault(f"{level}.{built.rule.name}", built.rule.clause, str(error)) from error
        found = self.scheme.typing.type_of(built.expression)
        return fill(value, self.data[level].size, _storage(found.kind, found.options), tuple(found.options or ()))

    def value(self, expr: Expression, at: str) -> Value:
        """Give an expression's value for each row of the level `at`."""
        home = self._home(expr, at)
        if home != at:
            return gather(self.value(expr, home), self._up(at, path_up(self.scheme.levels, at, home)))
        key = (id(expr), at)
        if key not in self.memo:
            self.memo[key] = self._value(expr, at)
        return self.memo[key]

    def _home(self, expr: Expression, at: str) -> str:
        """The level where an expression is evaluated: its own, where that is above `at`; else `at`."""
        if isinstance(expr, (ColumnRef, Lift, AllRows)):
            return expr.level
        if isinstance(expr, (Aggregate, Rank, Allocate, Via, Decide)):
            natural = natural_level(expr, self.scheme.levels)
            if natural is not None and natural in paths_up(self.scheme.levels, at):
                return natural
        return at

    def _up(self, at: str, path: tuple[str, ...]) -> np.ndarray:
        positions = positions_up(self.data, at, path)
        return np.arange(self.data[at].size) if positions is None else positions

    def _value(self, expr: Expression, at: str) -> Value:  # noqa: C901, PLR0911, PLR0912 - one case a node
        size = self.data[at].size
        match expr:
            case Constant(value):
                return value
            case ParameterRef(name):
                return self.scheme.policy.parameters[name].value  # type: ignore[return-value]
            case ColumnRef(_, name):
                return self.data[at].columns[name]
            case AllRows():
                return ExactArray.from_integers(np.arange(size))
            case Lift(operand, _, path):
                return gather(self.value(operand, path[-1]), self._up(at, path))
            case Via(link, operand):
                target = self.scheme.levels[at].columns[link.name].level
                return gather(self.value(operand, target), self.data[at].links[link.name])
            case Compare(op, left, right):
                return self._compare(op, self.value(left, at), self.value(right, at), size)
            case Logic(op, left, right):
                return self._logic(op, self.value(left, at), self.value(right, at), size)
            case Binary(op, left, right):
                return self._arithmetic(op, self.value(left, at), self.value(right, at), size)
            case Not(operand):
                return self._not(self.value(operand, at))
            case Known(operand):
                return flags_of(known_rows(self.value(operand, at), size))
            case When() | FirstMatch():
                return self._cases(expr, at)
            case Choose(choice, branches):
                return self.value(branches[str(self.scheme.policy.parameters[choice].value)], at)
            case Extreme(which, members):
                return self._extreme(which, members, at)
            case Aggregate():
                return self._aggregate(expr, at)
            case Rank():
                return self._rank(expr, at)
            case Allocate():
                return self._allocate(expr, at)
            case Round(operand, places, mode):
                return fill(self.value(operand, at), size, "number").round(places, mode=mode)  # type: ignore[attr-defined]
            case Lookup(table, keys):
                return self._lookup(table, keys, at)
            case Band(table, operand):
                return self._band(expr, table, operand, at)
            case YearOf(operand):
                return self._year(self.value(operand, at), size)
            case Decide():
                return self._decide(expr, at)
            case _:
                raise LanguageError(f"a {type(expr).__name__} cannot be evaluated")

    def _arithmetic(self, op: str, left: Value, right: Value, size: int) -> Value:
        if left is None or right is None:
            return None
        if op == "/":
            return self._divide(left, right, size)
        if op == "+":
            return left + right  # type: ignore[operator]
        return left - right if op == "-" else left * right  # type: ignore[operator]

    def _divide(self, left: Value, right: Value, size: int) -> Value:
        if isinstance(right, Fraction) and right != 0:
            return left / right  # type: ignore[operator]
        self.divisions = True
        return fill(left, size, "number").divide(fill(right, size, "number"), where_zero=pd.NA)  # type: ignore[attr-defined]

    def _compare(self, op: str, left: Value, right: Value, size: int) -> Value:
        numeric = any(isinstance(side, (ExactArray, Fraction)) and not isinstance(side, bool) for side in (left, right))
        if not numeric and op in {"==", "!="}:
            same = equal(left, right, size)
            return same if op == "==" else self._not(same)
        if not numeric:
            return ordered(op, left, right, size)
        if left is None or right is None:
            return None
        return {
            "==": lambda: left == right,
            "!=": lambda: left != right,
            "<": lambda: left < right,  # type: ignore[operator]
            "<=": lambda: left <= right,  # type: ignore[operator]
            ">": lambda: left > right,  # type: ignore[operator]
            ">=": lambda: left >= right,  # type: ignore[operator]
        }[op]()

    def _logic(self, op: str, left: Value, right: Value, size: int) -> Value:
        first, second = fill(left, size, "flag"), fill(right, size, "flag")
        return first & second if op == "&" else first | second  # type: ignore[operator]

    @staticmethod
    def _not(value: Value) -> Value:
        if value is None:
            return None
        return ~value if is_rows(value) else not value  # type: ignore[operator]

    def _cases(self, expr: When | FirstMatch, at: str) -> Value:
        cases = (expr,) if isinstance(expr, When) else expr.cases
        otherwise = None if isinstance(expr, When) or expr.otherwise is None else self.value(expr.otherwise, at)
        found = self.scheme.typing.type_of(expr)
        size = self.data[at].size
        rows = [(holds(self.value(case.condition, at), size), self.value(case.value, at)) for case in cases]
        kind = _storage(found.kind, found.options)
        return select(rows, otherwise, kind, tuple(found.options or ()))

    def _extreme(self, which: str, members: tuple[Expression, ...], at: str) -> Value:
        size = self.data[at].size
        pick = least if which == "least" else greatest
        always = [fill(self.value(m, at), size, "number") for m in members if not isinstance(m, When)]
        sometimes = [m for m in members if isinstance(m, When)]
        result = pick(*always) if always else ExactArray.full(size, None)  # type: ignore[arg-type]
        for member in sometimes:
            taking = holds(self.value(member.condition, at), size)
            candidate = fill(self.value(member.value, at), size, "number")
            better = pick(result, candidate) if always else pick(result, candidate, skip_missing=True)  # type: ignore[arg-type]
            result = better.where(taking, result)
        return result

    def _groups(self, at: str, within: tuple[Expression, ...], where: Expression | None) -> Groups:
        """The groups of a level's own rows: by `within`, or by the one parent; only the rows where `where` holds."""
        groups = self._window(at, within)
        return groups if where is None else groups.restrict(holds(self.value(where, at), self.data[at].size))

    def _window(self, at: str, within: tuple[Expression, ...]) -> Groups:
        if not within:
            parents = list(self.scheme.levels[at].parents)
            if len(parents) != 1:
                raise LanguageError(f"{at} has {len(parents)} parents: say within=…")
            return Groups(self.data[at].links[parents[0]], self.data[parents[0]].size)
        size = self.data[at].size
        if len(within) == 1 and isinstance(within[0], Lift) and isinstance(within[0].operand, AllRows):
            return Groups(self._up(at, within[0].path), self.data[within[0].path[-1]].size)
        return Groups.from_keys(*(self._key(key, at, size) for key in within))

    def _key(self, key: Expression, at: str, size: int) -> Rows:
        found = self.scheme.typing.type_of(key)
        kind = "number" if found.kind == "row" else _storage(found.kind, found.options)
        return fill(self.value(key, at), size, kind, tuple(found.options or ()))

    def _aggregate(self, expr: Aggregate, at: str) -> Value:
        level = natural_level(expr.operand, self.scheme.levels)
        if level is None:
            level = None if expr.where is None else natural_level(expr.where, self.scheme.levels)
        if level is None:
            raise LanguageError(f"{expr.which} is of nothing: its operand must be a column or a level")
        if level == at or expr.within:
            groups = self._groups(level, expr.within, expr.where)
            result = self._reduce(expr, level, groups)
            return gather(result, groups.codes if expr.where is None else self._window(level, expr.within).codes)
        path = path_up(self.scheme.levels, level, at)
        groups = Groups(self._up(level, path), self.data[at].size)
        if expr.where is not None:
            groups = groups.restrict(holds(self.value(expr.where, level), self.data[level].size))
        return self._reduce(expr, level, groups)

    def _reduce(self, expr: Aggregate, level: str, groups: Groups) -> Value:
        size = self.data[level].size
        rows = isinstance(expr.operand, AllRows)
        if expr.which == "exists":
            flags = np.ones(size, dtype=bool) if rows else holds(self.value(expr.operand, level), size)
            return flags_of(group_any(flags, groups))
        if expr.which == "count":
            value = None if rows else self.value(expr.operand, level)
            counted = groups if rows else groups.restrict(
                holds(value, size) if self.scheme.typing.type_of(expr.operand).kind == "flag" else known_rows(value, size)
            )  # fmt: skip
            return group_count(counted)
        if expr.which == "count_distinct":
            return self._count_distinct(expr.operand, level, groups)
        return AGGREGATES[expr.which](fill(self.value(expr.operand, level), size, "number"), groups)  # type: ignore[arg-type]

    def _count_distinct(self, operand: Expression, level: str, groups: Groups) -> Value:
        keys = self._key(operand, level, self.data[level].size)
        pairs = Groups.from_keys(ExactArray.from_integers(groups.codes), keys)
        counted = (groups.codes >= 0) & ~np.asarray(keys.isna())
        firsts = np.unique(pairs.codes[counted], return_index=True)[1]
        once = np.zeros(len(keys), dtype=bool)
        once[np.flatnonzero(counted)[firsts]] = True
        return group_count(groups.restrict(once))

    def _rank(self, expr: Rank, at: str) -> Value:
        values = fill(self.value(expr.operand, at), self.data[at].size, "number")
        groups = self._groups(at, expr.within, expr.where)
        return rank(values, groups, descending=expr.best == "highest", ties=expr.ties)  # type: ignore[arg-type]

    def _allocate(self, expr: Allocate, at: str) -> Value:
        size = self.data[at].size
        groups = self._groups(at, expr.within, None)
        pool_rows = fill(self.value(expr.pool, at), size, "number")
        pools = group_highest(pool_rows, groups)  # type: ignore[arg-type]
        if bool((group_lowest(pool_rows, groups) != pools).any()):  # type: ignore[arg-type]
            raise LanguageError("allocate: the pool differs between the rows of one group")
        weights = fill(self.value(expr.weight, at), size, "number")
        keys = np.asarray(self.keys(at), dtype=object)
        unit = self.value(expr.unit, at)
        return apportion(pools, weights, groups, unit=unit, keys=keys)  # type: ignore[arg-type]

    def keys(self, at: str) -> list[str]:
        """Give each row's key as text; of a level without one, its row number."""
        key = self.scheme.levels[at].key
        if not key:
            return [str(number + 1) for number in range(self.data[at].size)]
        return ["" if value is pd.NA else str(value) for value in self.data[at].columns[key]]

    def _lookup(self, table: str, keys: tuple[Expression, ...], at: str) -> Value:
        entries: Mapping[tuple[str, ...], Fraction | str] = self.scheme.policy.parameters[table].value  # type: ignore[assignment]
        size = self.data[at].size
        code, shape = np.zeros(size, dtype=np.int64), 1
        missing = np.zeros(size, dtype=bool)
        options_by_key = []
        for position, key in enumerate(keys):
            options = tuple(dict.fromkeys(entry[position] for entry in entries))
            options_by_key.append({option: rank_ for rank_, option in enumerate(options)})
            codes = self._codes(key, at, options)
            missing |= codes < 0
            code, shape = code * len(options) + codes, shape * len(options)
        flat: list[Fraction | str | None] = [None] * shape
        for entry, value in entries.items():
            place = 0
            for part, options_of in zip(entry, options_by_key, strict=True):
                place = place * len(options_of) + options_of[part]
            flat[place] = value
        code[missing] = -1
        return gather(self._entries(flat), code)

    def _codes(self, key: Expression, at: str, options: tuple[str, ...]) -> np.ndarray:
        found = self.scheme.typing.type_of(key)
        rows = self._key(key, at, self.data[at].size)
        if found.kind == "flag":
            words = np.where(holds(rows, len(rows)), "yes", "no")
            rows = pd.Categorical(words, categories=["yes", "no"])
        elif found.kind == "number":
            rows = pd.Categorical(rows.to_fraction_strings())  # type: ignore[attr-defined]
        return codes_of(rows, options)

    @staticmethod
    def _entries(flat: list[Fraction | str | None]) -> Rows:
        if any(isinstance(entry, str) for entry in flat):
            options = list(dict.fromkeys(entry for entry in flat if isinstance(entry, str)))
            return pd.Categorical(flat, categories=options)
        return ExactArray.from_fractions(flat)

    def _band(self, expr: Band, table: str, operand: Expression, at: str) -> Value:
        bands: tuple[BandRow, ...] = self.scheme.policy.parameters[table].value  # type: ignore[assignment]
        size = self.data[at].size
        value = fill(self.value(operand, at), size, "number")
        known = known_rows(value, size)
        rows: list[tuple[np.ndarray, Value]] = []
        for row in bands:
            inside = known if row.floor is None else holds(value >= row.floor, size)  # type: ignore[operator]
            below = known if row.ceiling is None else holds(value < row.ceiling, size)  # type: ignore[operator]
            rows.append((inside & below, row.gives))
        found = self.scheme.typing.type_of(expr)
        return select(rows, None, _storage(found.kind, found.options), tuple(found.options or ()))

    @staticmethod
    def _year(value: Value, size: int) -> Value:
        if value is None or isinstance(value, date):
            return None if value is None else Fraction(value.year)
        days = pd.DatetimeIndex(np.asarray(value, dtype="datetime64[s]"))
        years = np.nan_to_num(days.year.to_numpy(dtype=float), nan=0).astype(np.int64)
        return ExactArray.from_integers(years, mask=~known_rows(value, size))

    def _decide(self, expr: Decide, at: str) -> Value:
        size = self.data[at].size
        asked = np.flatnonzero(holds(self.value(expr.where, at), size))
        options = tuple(expr.answers)
        codes = np.full(size, -1, dtype=np.int64)
        keys = self.keys(at) if len(asked) else []
        undecided = []
        for row in asked:
            subject = (expr.question, f"{at}:{keys[row]}")
            self.asked.add(subject)
            answer = _answer(self.decisions.get(subject), expr.answers)
            if answer is None:
                undecided.append(int(row))
            else:
                codes[row] = options.index(answer)
        self._open(expr, at, undecided if expr.places is None else self._unsettled(expr, at, asked, codes), keys)
        return pd.Categorical.from_codes(codes.astype(np.int8), categories=list(options))

    def _unsettled(self, expr: Decide, at: str, asked: np.ndarray, codes: np.ndarray) -> list[int]:
        """The asked rows of the groups whose places are not all taken, or taken by too many."""
        if expr.places is None or not len(asked):
            return []
        size = self.data[at].size
        groups = self._window(at, expr.within).codes[asked]
        places = fill(self.value(expr.places, at), size, "number")
        taking = codes[asked] == tuple(expr.answers).index(expr.taking)
        open_rows: list[int] = []
        for group in np.unique(groups):
            members = groups == group
            wanted = places.value_at(int(asked[members][0]))  # type: ignore[attr-defined]
            if int(taking[members].sum()) != wanted or bool((codes[asked[members]] < 0).any()):
                open_rows.extend(int(row) for row in asked[members])
        return open_rows

    def _open(self, expr: Decide, at: str, rows: list[int], keys: list[str]) -> None:
        places = None if expr.places is None else fill(self.value(expr.places, at), self.data[at].size, "number")
        for row in rows:
            wanted = "" if places is None else str(places.value_at(row))  # type: ignore[attr-defined]
            detail = Text(f"其中恰有 {wanted} 个为 {expr.taking}", f"exactly {wanted} of them {expr.taking}") if wanted else Text("", "")
            prompt = Text(expr.prompt_zh, expr.prompt_en)
            self.open_points.append(
                OpenPoint(expr.question, f"{at}:{keys[row]}", prompt, expr.answers, self.clause, detail)
            )

    def _refuse_zero(self, expr: Expression, at: str, needed: np.ndarray) -> None:
        """Refuse a division by zero whose result some row needs; branches that are not taken may divide by zero."""
        if not needed.any():
            return
        if isinstance(expr, Binary) and expr.op == "/" and not isinstance(expr, Compare):
            size = self.data[at].size
            divisor = fill(self.value(expr.right, at), size, "number")
            zero = holds(divisor == 0, size) & needed
            if zero.any():
                first = self.keys(at)[int(np.flatnonzero(zero)[0])]
                raise LanguageError(f"division by zero for {int(zero.sum())} rows of {at}, first {first}")
        for operand, its_level, its_needed in self._needs(expr, at, needed):
            self._refuse_zero(operand, its_level, its_needed)

    def _needs(self, expr: Expression, at: str, needed: np.ndarray) -> list[tuple[Expression, str, np.ndarray]]:
        size = self.data[at].size
        if isinstance(expr, FirstMatch):
            needs: list[tuple[Expression, str, np.ndarray]] = []
            left = needed
            for case in expr.cases:
                needs.append((case.condition, at, left))
                true = holds(self.value(case.condition, at), size)
                needs.append((case.value, at, left & true))
                left = left & ~true
            return needs if expr.otherwise is None else [*needs, (expr.otherwise, at, left)]
        if isinstance(expr, When):
            true = holds(self.value(expr.condition, at), size)
            return [(expr.condition, at, needed), (expr.value, at, needed & true)]
        if isinstance(expr, Choose):
            return [(expr.branches[str(self.scheme.policy.parameters[expr.choice].value)], at, needed)]
        if isinstance(expr, Aggregate):
            level = natural_level(expr.operand, self.scheme.levels) or at
            rows = np.ones(self.data[level].size, dtype=bool)
            used = rows if expr.where is None else holds(self.value(expr.where, level), len(rows))
            return [(expr.operand, level, used), *((key, level, rows) for key in expr.operands[1:])]
        if isinstance(expr, (Lift, Via)):
            return []
        return [(operand, at, needed) for operand in expr.operands]


def _answer(given: str | None, answers: Mapping[str, str]) -> str | None:
    if given is None:
        return None
    by_word = {word: identifier for identifier, word in answers.items()}
    text = given.strip()
    return text if text in answers else by_word.get(text)


def _storage(kind: str, options: Mapping[str, str] | None) -> str:
    """How a kind is stored: a text with known options is an enumeration."""
    return "enumeration" if kind == "enumeration" and options else kind


def evaluate(scheme: Scheme, data: dict[str, LevelData], tables: Mapping[str, CheckedTable]) -> Evaluation:
    """Evaluate every rule over arranged levels and give the finished evaluation."""
    evaluation = Evaluation.of(scheme, data, tables)
    evaluation.run()
    evaluation.memo = {}
    return evaluation

