"""Explanations: one row's value as a tree of rules, each with its clause and its formula.

An explanation evaluates the same expressions with the same engine as the run: it reads values and has no
arithmetic of its own, but for a share of a pool, which it writes out. Rows that belong to others are summed up, never
walked: whoever asks about his own amount is not shown his colleagues'.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from payout.evidence.branches import Branches
from payout.evidence.rows import holds_at, is_own, row_up, subject, value_at
from payout.evidence.shares import share_of
from payout.evidence.steps import Step
from payout.evidence.wording import NOTHING, label_of, names, option_label
from payout.findings import mask
from payout.rules.aggregates import groups_read
from payout.rules.expressions import (
    Aggregate,
    Allocate,
    AllRows,
    Choose,
    ColumnRef,
    Constant,
    Decide,
    FirstMatch,
    Lift,
    ParameterRef,
    Rank,
    Round,
    Via,
    When,
)
from payout.rules.levels import path_up
from payout.text import Text, show_fraction, show_value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from payout.evidence.wording import Writer
    from payout.rules.build import Built, Scheme
    from payout.rules.evaluate import Evaluation
    from payout.rules.expressions import Expression
    from payout.rules.values import Positions
    from payout.text import Language

ROWS_SHOWN = 24


@dataclass
class Explainer:
    """Explains rows of one evaluation in one language."""

    evaluation: Evaluation
    lang: Language
    root: tuple[str, int] = ("", -1)  # the row that is explained
    seen: set[tuple[str, str, int]] = field(default_factory=set)
    branches: Branches = field(init=False)

    def __post_init__(self) -> None:
        """Follow branches in the same evaluation and language."""
        self.branches = Branches(self.evaluation, self.lang)

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
        self.seen, self.root = set(), (level, row)
        return tuple(self.step(level, name, row) for name in columns)

    def step(self, level: str, name: str, row: int) -> Step:
        """Explain one column of one row."""
        built = self.scheme.by_key.get((level, name))
        value = self.evaluation.data[level].columns[name][row]
        shown, exact = self._shown(level, name, value)
        base = Step(
            name,
            label_of(self.scheme, level, name)(self.lang),
            subject(self.evaluation, self.lang, level, row),
            shown,
            exact,
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
        taken = self.branches.taken(expr, level, row)
        writer = self._names(built)
        words, in_numbers = self._formulas(writer, taken, level, row)
        return Step(
            **{
                **vars(plain),
                "words": words,
                "numbers": in_numbers,
                "before_rounding": self._before_rounding(expr, level, row),
                "notes": tuple(dict.fromkeys(self._notes(taken, level, row))),
                "held": tuple(dict.fromkeys(self.branches.held(expr, level, row))),
                "not_taken": tuple(dict.fromkeys(self.branches.not_taken(writer, expr, level, row))),
                "rests_on": tuple(self._rests_on(expr, level, row)),
            }
        )

    def _formulas(self, writer: Writer, taken: Expression, level: str, row: int) -> tuple[str, str]:
        """Write a formula in words and in numbers; a value that the rule states itself stands once."""
        words = writer.write(taken)
        if isinstance(taken, Constant):
            stated = Text(f"定为 {words}", f"set to {words}")(self.lang)
            return stated, stated
        share = share_of(self.evaluation, taken, level, row) if isinstance(taken, Allocate) else None
        if share is not None:
            return words, share.formula
        return words, self.branches.numbers(level, row).write(taken)

    def _names(self, built: Built) -> Writer:
        found = self.scheme.type_of_column(built.rule.level, built.rule.name)
        return names(self.scheme, self.lang, found.options or NOTHING)

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

    def _before_rounding(self, expr: Expression, level: str, row: int) -> str:
        taken = self.branches.taken(expr, level, row)
        if not isinstance(taken, Round):
            return ""
        value = value_at(self.evaluation, taken.operand, level, row)
        return (
            f"{show_fraction(value)} = {value}"
            if isinstance(value, Fraction) and value.denominator != 1
            else show_value(value, self.lang)
        )

    def _notes(self, taken: Expression, level: str, row: int) -> Iterator[str]:
        """Say of shares how they were cut, and of sums whose rows are not listed how many rows they are over."""
        for part in self._parts(taken):
            if isinstance(part, Allocate):
                yield from self._of_share(part, taken, level, row)
            elif isinstance(part, Aggregate) and part.which not in {"count", "exists"}:
                _, rows = self._rows_of(part, level, row)
                if len(rows) and not self._walked(part, level, row):
                    words = names(self.scheme, self.lang).write(part)
                    yield Text(
                        f"{words}:共 {len(rows)} 行,不逐行列出", f"{words}: {len(rows)} rows, not listed"
                    )(self.lang)

    def _of_share(self, expr: Allocate, taken: Expression, level: str, row: int) -> Iterator[str]:
        share = share_of(self.evaluation, expr, level, row)
        if share is None:
            return
        if expr is not taken:
            yield f"{names(self.scheme, self.lang).write(expr)} = {share.formula}"
        yield from share.notes(self.lang)

    def _parts(self, expr: Expression) -> Iterator[Expression]:
        """Give the aggregates and shares of a formula that were read for the row itself."""
        match expr:
            case Aggregate() | Allocate():
                yield expr
            case Choose(choice, branches):
                yield from self._parts(branches[str(self.scheme.policy.parameters[choice].value)])
            case Lift() | Via() | FirstMatch() | When() | Rank() | Decide():
                return
            case _:
                for operand in expr.operands:
                    yield from self._parts(operand)

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
                    row
                    if at == level
                    else row_up(self.evaluation, level, path_up(self.scheme.levels, level, at), row)
                )
                if position >= 0:
                    yield at, name, position
            case Lift(operand, home, path):
                position = row_up(self.evaluation, home, path, row if home == level else -1)
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
                if holds_at(self.evaluation, condition, level, row):
                    yield from self._reads(value, level, row)
            case Aggregate(operand=operand):
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
            if holds_at(self.evaluation, case.condition, level, row):
                yield from self._reads(case.value, level, row)
                return
        if otherwise is not None:
            yield from self._reads(otherwise, level, row)

    def _rows_read(
        self, expr: Aggregate, operand: Expression, level: str, row: int
    ) -> Iterator[tuple[str, str, int]]:
        """Give what the child rows of an aggregate read, if they are walked at all."""
        if self._walked(expr, level, row):
            child, rows = self._rows_of(expr, level, row)
            for position in rows:
                yield from self._reads(operand, child, int(position))

    def _walked(self, expr: Aggregate, level: str, row: int) -> bool:
        """Tell whether an aggregate's rows are explained one by one: child rows, few, and none of them another's."""
        child, rows = self._rows_of(expr, level, row, every=True)
        if expr.within or child == level or len(rows) > ROWS_SHOWN:
            return False
        return all(is_own(self.evaluation, self.root, child, int(position)) for position in rows)

    def _rows_of(
        self, expr: Aggregate, level: str, row: int, *, every: bool = False
    ) -> tuple[str, Positions]:
        """Give the level of an aggregate's rows and those that count for a row; `every`: its condition left aside."""
        home = self.evaluation.home(expr, level)
        at = (
            row
            if home == level
            else row_up(self.evaluation, level, path_up(self.scheme.levels, level, home), row)
        )
        child, groups = groups_read(self.evaluation, expr, home)
        code = int(groups.codes[at]) if (child == home or expr.within) and at >= 0 else at
        found = groups.codes == code if code >= 0 else np.zeros(groups.codes.size, dtype=bool)
        if expr.where is not None and not every:
            found = found & self.evaluation.holds(expr.where, child)
        return child, np.flatnonzero(found)
