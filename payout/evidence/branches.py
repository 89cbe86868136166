"""The branches of a formula for one row: which were taken, on what condition, and why the others were not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from payout.evidence.rows import holds_at, value_at
from payout.evidence.steps import Branch
from payout.evidence.wording import (
    Writer,
    asked_of,
    is_condition,
    is_first_known,
    names,
    option_label,
    settled,
)
from payout.findings import mask
from payout.rules.expressions import (
    Binary,
    Choose,
    ColumnRef,
    Compare,
    Decide,
    Extreme,
    FirstMatch,
    Known,
    Lift,
    Logic,
    Round,
    Via,
    When,
)
from payout.text import Text, is_missing, show_value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from payout.rules.build import Scheme
    from payout.rules.evaluate import Evaluation
    from payout.rules.expressions import Expression
    from payout.text import Language


@dataclass
class Branches:
    """Follows the formulas of one evaluation into the branches that a row takes, and writes them in one language."""

    evaluation: Evaluation
    lang: Language
    made: list[Expression] = field(default_factory=list)

    @property
    def scheme(self) -> Scheme:
        """The scheme that was evaluated."""
        return self.evaluation.scheme

    def numbers(self, level: str, row: int) -> Writer:
        """Make a writer that puts a row's values in place of words."""
        return Writer(self.scheme, self.lang, lambda part: self._number(part, level, row), valued=True)

    def _number(self, expr: Expression, level: str, row: int) -> str:
        """Write the value of a part; of what is settled by one value also that value: no (leader)."""
        shown = self._plain(expr, level, row)
        asked = asked_of(expr) if settled(self.scheme, expr) else None
        if asked is None:
            return shown
        return f"{shown} ({self._found(asked, level, row)})"

    def _plain(self, expr: Expression, level: str, row: int) -> str:
        value = value_at(self.evaluation, expr, level, row)
        if isinstance(value, str):
            return self._veiled(expr, option_label(self.scheme, expr, value, self.lang))
        return show_value(value, self.lang)

    def _veiled(self, expr: Expression, text: str) -> str:
        while isinstance(expr, (Lift, Via)):
            expr = expr.operand
        if not isinstance(expr, ColumnRef):
            return text
        column = self.scheme.levels[expr.level].columns.get(expr.name)
        return mask(text) if column is not None and column.personal else text

    def _found(self, asked: Expression, level: str, row: int) -> str:
        """Write what a condition found; of a question that nobody had to answer, that."""
        if not isinstance(asked, Decide):
            return self._plain(asked, level, row)
        if is_missing(value_at(self.evaluation, asked, level, row)):
            return Text("无须决定", "nothing to decide")(self.lang)
        return f"{Text('决定:', 'decided: ')(self.lang)}{self._plain(asked, level, row)}"

    def taken(self, expr: Expression, level: str, row: int) -> Expression:  # noqa: PLR0911 - one case a node
        """Give the part of an expression that made the row's value: the branches taken."""
        match expr:
            case Choose(choice, branches):
                return self.taken(branches[str(self.scheme.policy.parameters[choice].value)], level, row)
            case FirstMatch(cases, otherwise):
                for case in cases:
                    if holds_at(self.evaluation, case.condition, level, row):
                        return self.taken(case.value, level, row)
                return expr if otherwise is None else self.taken(otherwise, level, row)
            case When(condition, value) if holds_at(self.evaluation, condition, level, row):
                return self.taken(value, level, row)
            case Extreme(which, members):
                part = [
                    m
                    for m in members
                    if not isinstance(m, When) or holds_at(self.evaluation, m.condition, level, row)
                ]
                return self._keep(Extreme(which, tuple(self.taken(member, level, row) for member in part)))
            case Round(operand, places, mode):
                return self._keep(Round(self.taken(operand, level, row), places, mode))
            case Binary(op, left, right) if not isinstance(expr, (Compare, Logic)):
                return self._keep(Binary(op, self.taken(left, level, row), self.taken(right, level, row)))
            case _:
                return expr

    def _keep(self, made: Expression) -> Expression:
        """Hold on to a node that was made here: the evaluation remembers values by the identity of nodes."""
        self.made.append(made)
        return made

    def held(self, expr: Expression, level: str, row: int) -> Iterator[str]:
        """Give the conditions of the branches that were taken."""
        match expr:
            case Choose(choice, branches):
                yield from self.held(branches[str(self.scheme.policy.parameters[choice].value)], level, row)
            case FirstMatch(cases, otherwise):
                taken = next(
                    (case for case in cases if holds_at(self.evaluation, case.condition, level, row)), None
                )
                if taken is not None:
                    yield self._told(taken.condition, level, row)
                    yield from self.held(taken.value, level, row)
                elif otherwise is not None:
                    yield from self.held(otherwise, level, row)
            case When(condition, value) if holds_at(self.evaluation, condition, level, row):
                yield from self.held(value, level, row)
            case Round() | Binary() if not isinstance(expr, (Compare, Logic)):
                for operand in expr.operands:
                    yield from self.held(operand, level, row)

    def _told(self, condition: Expression, level: str, row: int) -> str:
        """Write a condition, and what it found where its words do not tell."""
        words = names(self.scheme, self.lang).write(condition)
        it_is = Text("现为", "it is")(self.lang)
        if isinstance(condition, FirstMatch) and is_condition(condition):
            return self._told(condition.cases[0].condition, level, row)
        if isinstance(condition, FirstMatch) and is_first_known(condition):
            return f"{words} ({it_is} {self._found(condition.cases[0].value, level, row)})"
        if isinstance(condition, Compare) and settled(self.scheme, condition):
            if condition.op == "==" and holds_at(self.evaluation, condition, level, row):
                return words
            found = self._found(condition.left, level, row)
            return f"{words} ({it_is} {found})"
        if isinstance(condition, (Compare, Logic)):
            return f"{words} ({self.numbers(level, row).write(condition)})"
        return words

    def not_taken(self, writer: Writer, expr: Expression, level: str, row: int) -> Iterator[Branch]:
        """Give the branches that were not taken, each with the reason."""
        match expr:
            case Choose(choice, branches):
                yield from self._readings_not_taken(writer, expr)
                taken = branches[str(self.scheme.policy.parameters[choice].value)]
                yield from self.not_taken(writer, taken, level, row)
            case FirstMatch():
                yield from self._cases_not_taken(writer, expr, level, row)
            case When(condition, value):
                if holds_at(self.evaluation, condition, level, row):
                    yield from self.not_taken(writer, value, level, row)
                else:
                    yield Branch(writer.write(value), self._unmet(expr, level, row))
            case Extreme(_, members):
                for member in members:
                    if isinstance(member, When) and not holds_at(
                        self.evaluation, member.condition, level, row
                    ):
                        yield Branch(writer.write(member.value), self._unmet(member, level, row))
            case Round() | Binary() if not isinstance(expr, (Compare, Logic)):
                for operand in expr.operands:
                    yield from self.not_taken(writer, operand, level, row)

    def _readings_not_taken(self, writer: Writer, expr: Choose) -> Iterator[Branch]:
        parameter = self.scheme.policy.parameters[expr.choice]
        why = Text(
            f"口径“{parameter.zh}”取{parameter.options[str(parameter.value)]}",
            f"{expr.choice} is {parameter.value}",
        )
        for option, branch in expr.branches.items():
            if option != parameter.value:
                reading = Text(f"“{parameter.options[option]}”", option)(self.lang)
                yield Branch(f"{reading}: {writer.write(branch)}", why(self.lang))

    def _cases_not_taken(self, writer: Writer, expr: FirstMatch, level: str, row: int) -> Iterator[Branch]:
        earlier = Text("前面的条件已成立", "an earlier condition holds")(self.lang)
        done = False
        for case in expr.cases:
            if not done and holds_at(self.evaluation, case.condition, level, row):
                done = True
                yield from self.not_taken(writer, case.value, level, row)
            else:
                yield Branch(writer.write(case.value), earlier if done else self._unmet(case, level, row))
        if expr.otherwise is None:
            return
        if done:
            yield Branch(writer.write(expr.otherwise), earlier)
        else:
            yield from self.not_taken(writer, expr.otherwise, level, row)

    def _unmet(self, case: When, level: str, row: int) -> str:
        condition = case.condition
        if isinstance(condition, Known) and condition.operand is case.value:
            return Text("缺", "missing")(self.lang)
        told = self._told(condition, level, row)
        return Text(f"不成立:{told}", f"does not hold: {told}")(self.lang)
