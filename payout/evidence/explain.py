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

from payout.evidence.wording import (
    NOTHING,
    Writer,
    asked_of,
    is_condition,
    is_first_known,
    label_of,
    names,
    option_label,
    settled,
    show_fraction,
    show_value,
)
from payout.exact import group_total
from payout.findings import Text, mask
from payout.rules.aggregates import groups_read, window
from payout.rules.data import positions_up
from payout.rules.expressions import (
    Aggregate,
    Allocate,
    AllRows,
    Binary,
    Choose,
    ColumnRef,
    Compare,
    Constant,
    Decide,
    Extreme,
    FirstMatch,
    Known,
    Lift,
    Logic,
    ParameterRef,
    Rank,
    Round,
    Via,
    When,
)
from payout.rules.levels import path_up, paths_up
from payout.rules.values import is_missing, is_rows, numbers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from payout.exact import ExactArray
    from payout.findings import Language
    from payout.rules.build import Built, Scheme
    from payout.rules.evaluate import Evaluation
    from payout.rules.expressions import Expression
    from payout.rules.levels import Level
    from payout.rules.values import Positions

ROWS_SHOWN = 24


@dataclass(frozen=True)
class Branch:
    """A branch that was not taken, and why."""

    formula: str
    why: str


@dataclass(frozen=True)
class Share:
    """One row's part of a pool: the weights of its group, and what rounding down left to the largest remainders."""

    pool: Fraction
    weight: Fraction
    whole: Fraction
    sharers: int
    unit: Fraction
    left: Fraction
    given: Fraction

    @property
    def ideal(self) -> Fraction:
        """The exact part, before it is cut to whole units."""
        return self.pool * self.weight / self.whole

    @property
    def took_more(self) -> bool:
        """Whether one of the units left came here."""
        return self.given > self.ideal


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
    notes: tuple[str, ...] = ()  # shares of a pool, sums over rows that are not listed
    held: tuple[str, ...] = ()  # the conditions of the branches taken
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
    root: tuple[str, int] = ("", -1)  # the row that is explained
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
        self.seen, self.root = set(), (level, row)
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
        taken = self._taken(expr, level, row)
        writer = self._names(built)
        words, in_numbers = self._formulas(writer, taken, level, row)
        return Step(
            **{
                **vars(plain),
                "words": words,
                "numbers": in_numbers,
                "before_rounding": self._before_rounding(expr, level, row),
                "notes": tuple(dict.fromkeys(self._notes(taken, level, row))),
                "held": tuple(dict.fromkeys(self._held(expr, level, row))),
                "not_taken": tuple(dict.fromkeys(self._not_taken(writer, expr, level, row))),
                "rests_on": tuple(self._rests_on(expr, level, row)),
            }
        )

    def _formulas(self, writer: Writer, taken: Expression, level: str, row: int) -> tuple[str, str]:
        """Write a formula in words and in numbers; a value that the rule states itself stands once."""
        words = writer.write(taken)
        if isinstance(taken, Constant):
            stated = Text(f"定为 {words}", f"set to {words}")(self.lang)
            return stated, stated
        share = self._share(taken, level, row) if isinstance(taken, Allocate) else None
        if share is not None:
            return words, self._divided(share)
        return words, self._numbers(level, row).write(taken)

    def _names(self, built: Built) -> Writer:
        found = self.scheme.type_of_column(built.rule.level, built.rule.name)
        return names(self.scheme, self.lang, found.options or NOTHING)

    def _numbers(self, level: str, row: int) -> Writer:
        return Writer(self.scheme, self.lang, lambda part: self._number(part, level, row), valued=True)

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
        """Name a row: by its identity, else by its number among the rows of its parents."""
        info = self.scheme.levels[level]
        name = info.zh if self.lang == "zh" else info.name
        if info.identity:
            return f"{name} {self.evaluation.key_of(level, row)}".strip()
        owners = self._owners(info, row)
        if not owners:
            return f"{name} {row + 1}"
        links = self.evaluation.data[level].links
        alike = np.logical_and.reduce([links[parent] == links[parent][row] for parent in owners])
        number = int(np.count_nonzero(alike[: row + 1]))
        whose = Text("、", ", ")(self.lang).join(
            self._subject(parent, int(links[parent][row])) for parent in owners
        )
        return Text(f"{name}({whose} 的第 {number} 行)", f"{name} (row {number} of {whose})")(self.lang)

    def _owners(self, info: Level, row: int) -> tuple[str, ...]:
        """Give the parents that name a keyless row: the group that it falls in, else all that have a name."""
        links, levels = self.evaluation.data[info.name].links, self.scheme.levels
        named = [
            parent
            for parent in info.parents
            if levels[parent].identity and links[parent][row] >= 0 and self._is_named(levels[parent])
        ]
        grouped = [parent for parent in named if levels[parent].grouped is not None]
        return tuple(grouped[:1] or named)

    @staticmethod
    def _is_named(info: Level) -> bool:
        return info.table is None or not info.table.single

    def _number(self, expr: Expression, level: str, row: int) -> str:
        """Write the value of a part; of what is settled by one value also that value: no (leader)."""
        shown = self._plain(expr, level, row)
        asked = asked_of(expr) if settled(self.scheme, expr) else None
        if asked is None:
            return shown
        return f"{shown} ({self._found(asked, level, row)})"

    def _plain(self, expr: Expression, level: str, row: int) -> str:
        value = self._value(expr, level, row)
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
        if is_missing(self._value(asked, level, row)):
            return Text("无须决定", "nothing to decide")(self.lang)
        return f"{Text('决定:', 'decided: ')(self.lang)}{self._plain(asked, level, row)}"

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

    def _not_taken(self, writer: Writer, expr: Expression, level: str, row: int) -> Iterator[Branch]:
        match expr:
            case Choose(choice, branches):
                yield from self._readings_not_taken(writer, expr)
                taken = branches[str(self.scheme.policy.parameters[choice].value)]
                yield from self._not_taken(writer, taken, level, row)
            case FirstMatch():
                yield from self._cases_not_taken(writer, expr, level, row)
            case When(condition, value):
                if self._holds(condition, level, row):
                    yield from self._not_taken(writer, value, level, row)
                else:
                    yield Branch(writer.write(value), self._unmet(expr, level, row))
            case Extreme(_, members):
                for member in members:
                    if isinstance(member, When) and not self._holds(member.condition, level, row):
                        yield Branch(writer.write(member.value), self._unmet(member, level, row))
            case Round() | Binary() if not isinstance(expr, (Compare, Logic)):
                for operand in expr.operands:
                    yield from self._not_taken(writer, operand, level, row)

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
            if not done and self._holds(case.condition, level, row):
                done = True
                yield from self._not_taken(writer, case.value, level, row)
            else:
                yield Branch(writer.write(case.value), earlier if done else self._unmet(case, level, row))
        if expr.otherwise is None:
            return
        if done:
            yield Branch(writer.write(expr.otherwise), earlier)
        else:
            yield from self._not_taken(writer, expr.otherwise, level, row)

    def _unmet(self, case: When, level: str, row: int) -> str:
        condition = case.condition
        if isinstance(condition, Known) and condition.operand is case.value:
            return Text("缺", "missing")(self.lang)
        told = self._told(condition, level, row)
        return Text(f"不成立:{told}", f"does not hold: {told}")(self.lang)

    def _held(self, expr: Expression, level: str, row: int) -> Iterator[str]:
        """Give the conditions of the branches that were taken."""
        match expr:
            case Choose(choice, branches):
                yield from self._held(branches[str(self.scheme.policy.parameters[choice].value)], level, row)
            case FirstMatch(cases, otherwise):
                taken = next((case for case in cases if self._holds(case.condition, level, row)), None)
                if taken is not None:
                    yield self._told(taken.condition, level, row)
                    yield from self._held(taken.value, level, row)
                elif otherwise is not None:
                    yield from self._held(otherwise, level, row)
            case When(condition, value) if self._holds(condition, level, row):
                yield from self._held(value, level, row)
            case Round() | Binary() if not isinstance(expr, (Compare, Logic)):
                for operand in expr.operands:
                    yield from self._held(operand, level, row)

    def _told(self, condition: Expression, level: str, row: int) -> str:
        """Write a condition, and what it found where its words do not tell."""
        words = names(self.scheme, self.lang).write(condition)
        it_is = Text("现为", "it is")(self.lang)
        if isinstance(condition, FirstMatch) and is_condition(condition):
            return self._told(condition.cases[0].condition, level, row)
        if isinstance(condition, FirstMatch) and is_first_known(condition):
            return f"{words} ({it_is} {self._found(condition.cases[0].value, level, row)})"
        if isinstance(condition, Compare) and settled(self.scheme, condition):
            if condition.op == "==" and self._holds(condition, level, row):
                return words
            found = self._found(condition.left, level, row)
            return f"{words} ({it_is} {found})"
        if isinstance(condition, (Compare, Logic)):
            return f"{words} ({self._numbers(level, row).write(condition)})"
        return words

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

    def _share(self, expr: Allocate, level: str, row: int) -> Share | None:
        """Work out a row's part of a pool; None where it has none, or nobody has a weight."""
        run = self.evaluation
        home = run.home(expr, level)
        at = row if home == level else self._up(level, path_up(self.scheme.levels, level, home), row)
        groups = window(run, home, expr.within)
        given = self._value(expr, level, row)
        if at < 0 or groups.codes[at] < 0 or not isinstance(given, Fraction):
            return None
        weights = numbers(run.value(expr.weight, home), run.data[home].size)
        pool, unit = self._value(expr.pool, home, at), self._value(expr.unit, home, at)
        whole, weight = group_total(weights, groups)[groups.codes[at]], weights[at]
        if not (isinstance(pool, Fraction) and isinstance(unit, Fraction) and whole):
            return None
        cut = (weights * (pool / unit / whole)).floor() * unit
        left = pool - group_total(cut, groups)[groups.codes[at]]
        sharers = int(np.count_nonzero((groups.codes == groups.codes[at]) & _positive(weights)))
        return Share(pool, weight, whole, sharers, unit, left, given)

    def _divided(self, share: Share) -> str:
        pool, weight, whole, given = map(show_fraction, (share.pool, share.weight, share.whole, share.given))
        return f"{pool} × {weight} ÷ {whole}" + (f" → {given}" if share.given != share.ideal else "")

    def _of_share(self, expr: Allocate, taken: Expression, level: str, row: int) -> Iterator[str]:
        share = self._share(expr, level, row)
        if share is None:
            return
        if expr is not taken:
            yield f"{names(self.scheme, self.lang).write(expr)} = {self._divided(share)}"
        whole, unit, left = map(show_fraction, (share.whole, share.unit, share.left))
        yield Text(
            f"{whole} 是 {share.sharers} 行权重的合计",
            f"{whole} is the sum of the weights of {share.sharers} rows",
        )(self.lang)
        if share.given == share.ideal:
            return
        zh = f"各行先舍到 {unit} 的整数倍,余下 {left} 按余数从大到小每行补 {unit},"
        en = f"each is first cut down to a multiple of {unit}; the {left} left goes {unit} each to the largest remainders, "
        if share.took_more:
            yield Text(f"{zh}本行补到 {unit}", f"{en}this row among them")(self.lang)
        else:
            yield Text(f"{zh}本行没有补到", f"{en}this row not among them")(self.lang)

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
            if self._holds(case.condition, level, row):
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
        return all(self._is_own(child, int(position)) for position in rows)

    def _rows_of(
        self, expr: Aggregate, level: str, row: int, *, every: bool = False
    ) -> tuple[str, Positions]:
        """Give the level of an aggregate's rows and those that count for a row; `every`: its condition left aside."""
        home = self.evaluation.home(expr, level)
        at = row if home == level else self._up(level, path_up(self.scheme.levels, level, home), row)
        child, groups = groups_read(self.evaluation, expr, home)
        code = int(groups.codes[at]) if (child == home or expr.within) and at >= 0 else at
        found = groups.codes == code if code >= 0 else np.zeros(groups.codes.size, dtype=bool)
        if expr.where is not None and not every:
            found = found & self.evaluation.holds(expr.where, child)
        return child, np.flatnonzero(found)

    def _is_own(self, level: str, row: int) -> bool:
        """Tell whether a row is the explained one, one above or below it, or one that is nobody else's."""
        root, mine = self.root
        ups = paths_up(self.scheme.levels, level)
        reached = [self._up(level, path, row) for path in ups.get(root, [])]
        if mine in reached:
            return True
        if any(position >= 0 for position in reached):
            return False
        return all(
            self._is_above(at, self._up(level, path, row))
            for at, paths in ups.items()
            if self._is_personal(at)
            for path in paths
        )

    def _is_above(self, level: str, row: int) -> bool:
        """Tell whether a row is one that the explained row belongs to, or none at all."""
        root, mine = self.root
        paths = paths_up(self.scheme.levels, root).get(level, []) if root else []
        return row < 0 or any(self._up(root, path, mine) == row for path in paths)

    def _is_personal(self, level: str) -> bool:
        return any(column.personal for column in self.scheme.levels[level].columns.values())

    def _up(self, level: str, path: tuple[str, ...], row: int) -> int:
        if row < 0:
            return -1
        positions = positions_up(self.evaluation.data, level, path)
        return row if positions is None else int(positions[row])


def _positive(weights: ExactArray) -> NDArray[np.bool_]:
    return (weights > 0).to_numpy(dtype=bool, na_value=False)


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
    for note in step.notes:
        yield f"{inner}· {note}"
    for condition in step.held:
        yield f"{inner}✓ {condition}"
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
