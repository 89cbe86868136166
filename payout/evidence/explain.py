"""Explanations: one row's value as a tree of rules, each with its clause and its formula.

An explanation evaluates the same expressions with the same engine as the run: it reads values and has no
arithmetic of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from payout.evidence.wording import Writer, label_of, names, option_label, show_fraction, show_value
from payout.findings import Text, mask
from payout.rules.data import positions_up
from payout.rules.expressions import (
    Aggregate,
    AllRows,
    Binary,
    Choose,
    ColumnRef,
    Compare,
    Constant,
    Decide,
    Extreme,
    FirstMatch,
    Lift,
    Logic,
    ParameterRef,
    Round,
    Via,
    When,
)
from payout.rules.kinds import natural_level
from payout.rules.levels import path_up, paths_up
from payout.rules.values import is_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from payout.findings import Language
    from payout.rules.build import Built, Scheme
    from payout.rules.evaluate import Evaluation
    from payout.rules.expressions import (
        Expression,
    )

ROWS_SHOWN = 24


@dataclass(frozen=True)
class Branch:
    """A branch that was not taken, and why."""

    formula: str
    why: str


@dataclass(frozen=True)
class Step:
    """One column of one row: how it came about, and the steps it rests on."""

    column: str
    label: str
    subject: str
    value: str
    exact: str = ""  # the value as a fraction, where the decimals do not end
    clause: str = ""
    measure: str = ""
    words: str = ""
    numbers: str = ""
    before_rounding: str = ""
    not_taken: tuple[Branch, ...] = ()
    rests_on: tuple[Step, ...] = ()
    origin: str = "rule"  # rule, input, derived, parameter
    again: bool = False  # explained further up

    def record(self, deepest: int | None = None) -> dict[str, object]:
        """Give the step as plain values for JSON, `deepest` steps deep; what is blank is left out."""
        plain = {
            name: value
            for name, value in vars(self).items()
            if value and name not in {"not_taken", "rests_on"}
        }
        if self.not_taken:
            plain["not_taken"] = [vars(branch) for branch in self.not_taken]
        if self.rests_on and deepest != 1:
            plain["rests_on"] = [
                step.record(None if deepest is None else deepest - 1) for step in self.rests_on
            ]
        return plain


@dataclass
class Explainer:
    """Explains rows of one evaluation in one language."""

    evaluation: Evaluation
    lang: Language
    seen: set[tuple[str, str, int]] = field(default_factory=set)
    made: list[Expression] = field(default_factory=list)

    @property
    def scheme(self) -> Scheme:
        """The scheme that was evaluated."""
        return self.evaluation.scheme

    def row_of(self, level: str, key: str) -> int | None:
        """Find a row by its key; None where there is none."""
        keys = self.evaluation.keys(level)
        return keys.index(key) if key in keys else None

    def explain(self, level: str, row: int, columns: tuple[str, ...]) -> tuple[Step, ...]:
        """Explain columns of a row, each step once."""
        self.seen = set()
        return tuple(self.step(level, name, row) for name in columns)

    def step(self, level: str, name: str, row: int) -> Step:
        """Explain one column of one row."""
        built = self.scheme.by_key.get((level, name))
        value = self.evaluation.data[level].columns[name][row]
        shown, exact = self._shown(level, name, value)
        base = Step(
            name, label_of(self.scheme, level, name)(self.lang), self._subject(level, row), shown, exact
        )
        if built is None:
            return self._given(base, level, name)
        again = (level, name, row) in self.seen
        self.seen.add((level, name, row))
        rule = built.rule
        found = self.scheme.type_of_column(level, name)
        plain = Step(**{**vars(base), "clause": rule.clause, "measure": found.measure, "again": again})
        return plain if again else self._worked(plain, built, row)

    def _given(self, base: Step, level: str, name: str) -> Step:
        table = self.scheme.levels[level].table
        column = self.scheme.levels[level].columns[name]
        origin = "input" if table is not None and name in table.by_name else "derived"
        return Step(**{**vars(base), "clause": column.clause, "measure": column.measure, "origin": origin})

    def _worked(self, plain: Step, built: Built, row: int) -> Step:
        level, expr = built.rule.level, built.expression
        numbers = Writer(self.scheme, self.lang, lambda part: self._number(part, level, row))
        taken = self._taken(expr, level, row)
        return Step(
            **{
                **vars(plain),
                "words": names(self.scheme, self.lang).write(taken),
                "numbers": numbers.write(taken),
                "before_rounding": self._before_rounding(expr, level, row),
                "not_taken": tuple(self._not_taken(expr, level, row)),
                "rests_on": tuple(self._rests_on(expr, level, row)),
            }
        )

    def _value(self, expr: Expression, level: str, row: int) -> object:
        value = self.evaluation.value(expr, level)
        return value[row] if is_rows(value) else value  # type: ignore[index]

    def _holds(self, condition: Expression, level: str, row: int) -> bool:
        value = self._value(condition, level, row)
        return isinstance(value, (bool, np.bool_)) and bool(value)

    def _shown(self, level: str, name: str, value: object) -> tuple[str, str]:
        column = self.scheme.levels[level].columns.get(name)
        if isinstance(value, Fraction):
            text = show_fraction(value)
            return text, f"{value.numerator}/{value.denominator}" if text.endswith("…") else ""
        found = self.scheme.type_of_column(level, name)
        if found.kind == "enumeration" and isinstance(value, str):
            return option_label(self.scheme, ColumnRef(level, name), value, self.lang), ""
        text = show_value(value, self.lang)
        return (mask(text) if column is not None and column.personal else text), ""

    def _subject(self, level: str, row: int) -> str:
        info = self.scheme.levels[level]
        name = info.zh if self.lang == "zh" else info.name
        if not info.identity:
            return f"{name} {row + 1}"
        return f"{name} {self.evaluation.key_of(level, row)}".strip()

    def _number(self, expr: Expression, level: str, row: int) -> str:
        value = self._value(expr, level, row)
        if isinstance(value, str):
            return option_label(self.scheme, expr, value, self.lang)
        return show_value(value, self.lang)

    def _taken(self, expr: Expression, level: str, row: int) -> Expression:  # noqa: PLR0911 - one case a node
        """Give the part of an expression that made the row's value: the branches taken."""
        match expr:
            case Choose(choice, branches):
                return self._taken(branches[str(self.scheme.policy.parameters[choice].value)], level, row)
            case FirstMatch(cases, otherwise):
                for case in cases:
                    if self._holds(case.condition, level, row):
                        return self._taken(case.value, level, row)
                return expr if otherwise is None else self._taken(otherwise, level, row)
            case When(condition, value) if self._holds(condition, level, row):
                return self._taken(value, level, row)
            case Extreme(which, members):
                part = [m for m in members if not isinstance(m, When) or self._holds(m.condition, level, row)]
                return self._keep(Extreme(which, tuple(self._taken(member, level, row) for member in part)))
            case Round(operand, places, mode):
                return self._keep(Round(self._taken(operand, level, row), places, mode))
            case Binary(op, left, right) if not isinstance(expr, (Compare, Logic)):
                return self._keep(Binary(op, self._taken(left, level, row), self._taken(right, level, row)))
            case _:
                return expr

    def _keep(self, made: Expression) -> Expression:
        """Hold on to a node that was made here: the evaluation remembers values by the identity of nodes."""
        self.made.append(made)
        return made

    def _before_rounding(self, expr: Expression, level: str, row: int) -> str:
        taken = self._taken(expr, level, row)
        if not isinstance(taken, Round):
            return ""
        value = self._value(taken.operand, level, row)
        return (
            f"{show_fraction(value)} = {value}"
            if isinstance(value, Fraction) and value.denominator != 1
            else show_value(value, self.lang)
        )

    def _not_taken(self, expr: Expression, level: str, row: int) -> Iterator[Branch]:
        writer = names(self.scheme, self.lang)
        match expr:
            case Choose(choice, branches):
                parameter = self.scheme.policy.parameters[choice]
                why = Text(
                    f"口径“{parameter.zh}”取{parameter.options[str(parameter.value)]}",
                    f"{choice} is {parameter.value}",
                )
                for option, branch in branches.items():
                    if option != parameter.value:
                        yield Branch(f"{option}: {writer.write(branch)}", why(self.lang))
                yield from self._not_taken(branches[str(parameter.value)], level, row)
            case FirstMatch(cases, otherwise):
                yield from self._cases_not_taken(cases, otherwise, level, row)
            case Extreme(_, members):
                for member in members:
                    if isinstance(member, When) and not self._holds(member.condition, level, row):
                        yield Branch(writer.write(member.value), self._unmet(member.condition, level, row))
            case Round() | Binary() if not isinstance(expr, (Compare, Logic)):
                for operand in expr.operands:
                    yield from self._not_taken(operand, level, row)

    def _cases_not_taken(
        self, cases: tuple[When, ...], otherwise: Expression | None, level: str, row: int
    ) -> Iterator[Branch]:
        writer = names(self.scheme, self.lang)
        done = False
        for case in cases:
            if not done and self._holds(case.condition, level, row):
                done = True
                yield from self._not_taken(case.value, level, row)
            else:
                earlier = Text("前面的条件已成立", "an earlier condition holds")(self.lang)
                yield Branch(
                    writer.write(case.value), earlier if done else self._unmet(case.condition, level, row)
                )
        if otherwise is None:
            return
        if done:
            yield Branch(
                writer.write(otherwise), Text("前面的条件已成立", "an earlier condition holds")(self.lang)
            )
        else:
            yield from self._not_taken(otherwise, level, row)

    def _unmet(self, condition: Expression, level: str, row: int) -> str:
        words = names(self.scheme, self.lang).write(condition)
        numbers = ""
        if isinstance(condition, Compare):
            writer = Writer(self.scheme, self.lang, lambda part: self._number(part, level, row))
            numbers = f" ({writer.write(condition)})"
        return Text(f"不成立:{words}{numbers}", f"does not hold: {words}{numbers}")(self.lang)

    def _rests_on(self, expr: Expression, level: str, row: int) -> Iterator[Step]:
        done: set[tuple[str, str, int]] = set()
        for where, name, position in self._reads(expr, level, row):
            if (where, name, position) not in done:
                done.add((where, name, position))
                yield self.step(where, name, position)

    def _reads(  # noqa: C901, PLR0912 - one case a node
        self, expr: Expression, level: str, row: int
    ) -> Iterator[tuple[str, str, int]]:
        """Give the columns that made the row's value, with the rows they were read from."""
        match expr:
            case ColumnRef(at, name):
                position = (
                    row if at == level else self._up(level, path_up(self.scheme.levels, level, at), row)
                )
                if position >= 0:
                    yield at, name, position
            case Lift(operand, home, path):
                position = self._up(home, path, row if home == level else -1)
                if position >= 0:
                    yield from self._reads(operand, path[-1], position)
            case Via(link, operand):
                position = int(self.evaluation.data[level].links[link.name][row])
                yield level, link.name, row
                if position >= 0:
                    yield from self._reads(
                        operand, self.scheme.levels[level].columns[link.name].level, position
                    )
            case Choose(choice, branches):
                yield from self._reads(branches[str(self.scheme.policy.parameters[choice].value)], level, row)
            case FirstMatch(cases, otherwise):
                yield from self._case_reads(cases, otherwise, level, row)
            case When(condition, value):
                yield from self._reads(condition, level, row)
                if self._holds(condition, level, row):
                    yield from self._reads(value, level, row)
            case Aggregate(operand=operand, within=within) if not within:
                yield from self._rows_read(expr, operand, level, row)
            case Constant() | ParameterRef() | AllRows() | Aggregate() | Decide():
                return
            case _:
                for operand in expr.operands:
                    yield from self._reads(operand, level, row)

    def _case_reads(
        self, cases: tuple[When, ...], otherwise: Expression | None, level: str, row: int
    ) -> Iterator[tuple[str, str, int]]:
        for case in cases:
            yield from self._reads(case.condition, level, row)
            if self._holds(case.condition, level, row):
                yield from self._reads(case.value, level, row)
                return
        if otherwise is not None:
            yield from self._reads(otherwise, level, row)

    def _rows_read(
        self, expr: Aggregate, operand: Expression, level: str, row: int
    ) -> Iterator[tuple[str, str, int]]:
        """Give the child rows of an aggregate, as long as they are few enough to read."""
        child = natural_level(operand, self.scheme.levels)
        if child is None or child == level or level not in paths_up(self.scheme.levels, child):
            return
        up = positions_up(self.evaluation.data, child, path_up(self.scheme.levels, child, level))
        rows = np.flatnonzero(up == row) if up is not None else np.array([], dtype=np.int64)
        if len(rows) > ROWS_SHOWN:
            return
        for position in rows:
            if expr.where is None or self._holds(expr.where, child, int(position)):
                yield from self._reads(operand, child, int(position))

    def _up(self, level: str, path: tuple[str, ...], row: int) -> int:
        if row < 0:
            return -1
        positions = positions_up(self.evaluation.data, level, path)
        return row if positions is None else int(positions[row])


def render(step: Step, lang: Language, depth: int = 0, deepest: int | None = None) -> Iterator[str]:
    """Write a step and what it rests on as indented lines, at most `deepest` steps deep."""
    pad = "  " * depth
    clause = f" 〔{step.clause}〕" if step.clause else ""
    yield f"{pad}{step.label} = {step.value}{clause}  {step.subject}" + _mark(step, lang)
    if step.again or step.origin != "rule":
        return
    inner = pad + "    "
    yield f"{inner}{step.words}"
    if step.numbers != step.words:
        yield f"{inner}= {step.numbers}"
    if step.exact:
        yield f"{inner}= {step.exact}"
    if step.before_rounding:
        yield f"{inner}{Text('舍入前', 'before rounding')(lang)} {step.before_rounding}"
    for branch in step.not_taken:
        yield f"{inner}✗ {branch.formula} ← {branch.why}"
    if deepest is not None and depth + 1 >= deepest:
        return
    for child in step.rests_on:
        yield from render(child, lang, depth + 1, deepest)


def _mark(step: Step, lang: Language) -> str:
    if step.again:
        return f"  ({Text('见上', 'see above')(lang)})"
    words = {"input": Text("输入", "input"), "derived": Text("推导", "derived")}
    return f"  [{words[step.origin](lang)}]" if step.origin in words else ""
