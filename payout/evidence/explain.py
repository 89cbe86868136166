"""Explanations: one row's value as a tree of rules, each with its clause and its formula.

An explanation evaluates the same nodes with the same engine as the run: it reads values and has no
arithmetic of its own, but for a share of a pool, which it writes out. Rows that belong to others are summed up, never
walked: whoever asks about his own amount is not shown his colleagues'.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pandas as pd

from payout.engines.reference.values import equal, holds
from payout.evidence.branches import Branches
from payout.evidence.printing import Called, Printer, condition
from payout.evidence.rows import is_own, is_personal, members, operand_rows, row_up, subject, value_at
from payout.evidence.shares import share_of
from payout.evidence.steps import Step, Term
from payout.evidence.values import exact_of
from payout.masking import mask
from payout.rendering.words import label_of, option_label
from payout.rules.policy.levels import paths_up
from payout.rules.tree import Aggregate, Allocate, ColumnValue, Constant, Decide, Round, Up
from payout.text import Text, is_missing, said, show_fraction, show_value

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from payout.engines.reference.given import Given
    from payout.engines.reference.run import Run
    from payout.evidence.lists import Lists
    from payout.evidence.steps import Condition
    from payout.evidence.values import Place
    from payout.rendering.words import Writer
    from payout.rules.compiled.compiled import Built, CompiledPolicy
    from payout.rules.policy.card import OutputFile
    from payout.rules.tree import Node
    from payout.text import Language

    Told: TypeAlias = tuple[str, str, str, str, str]  # column, label, subject, value and its fraction

ROWS_SHOWN = 24


def decision_text(node: Decide, given: Given, *, codes: bool = False) -> Text:
    """A decision as people wrote it down: the answer, then what stands beside it; with `codes` the answer as files have it."""
    words = dict(node.answers)
    identifier = next((name for name, word in node.answers if given.answer in {name, word}), given.answer)
    beside = (
        (Text("理由:", "reason: "), given.reason),
        (Text("依据:", "document: "), given.document),
        (Text("批准人:", "approved by: "), given.approver),
    )
    zh = [
        f"决定:{words.get(identifier, identifier)}",
        *(f"{label.zh}{text}" for label, text in beside if text),
    ]
    answer = said(identifier) if identifier in words and not codes else identifier
    en = [f"decided: {answer}", *(f"{label.en}{text}" for label, text in beside if text)]
    return Text(";".join(zh), "; ".join(en))


def columns_told(compiled: CompiledPolicy, files: Sequence[OutputFile], level: str) -> tuple[str, ...]:
    """What of a level is explained: the batch's total, or the rules that the level's file puts first, or all of them."""
    every = tuple(name for at, name in compiled.by_key if at == level)
    file = next((one for one in files if one.level == level), None)
    if file is None:
        return every
    return (file.total,) if file.total else tuple(name for name in file.first if name in every) or every


@dataclass
class Explainer:
    """Explains rows of one run in one language. `codes`: rows, and in English options, stand as files have them, for programs."""

    run: Run
    lang: Language
    root: tuple[str, int] = ("", -1)  # the row that is explained
    codes: bool = False
    lists: Lists | None = None  # where it is kept what sums, ranks and shares were taken from
    own: dict[Place, Step] = field(default_factory=dict)  # steps of the row that is explained
    common: dict[Place, Step] = field(default_factory=dict)  # those that are the same whoever asks
    above: dict[str, frozenset[str]] = field(default_factory=dict)  # the levels above each
    subjects: dict[tuple[str, int], str] = field(default_factory=dict)
    personal: bool = False  # whether the step under way is the former
    branches: Branches = field(init=False)
    called: Called = field(init=False)

    def __post_init__(self) -> None:
        """Follow branches in the same run and language."""
        self.branches = Branches(self.run, self.lang, self.codes)
        self.called = Called(self.branches.names())

    @property
    def compiled(self) -> CompiledPolicy:
        """The policy that was run."""
        return self.run.compiled

    def row_of(self, level: str, key: str) -> int | None:
        """Find a row by its name; None where there is none. A key of text is looked up in its column."""
        identity, data = self.compiled.levels[level].identity, self.run.data[level]
        column = data.columns[identity[0]] if len(identity) == 1 else None
        if column is not None and isinstance(column.dtype, pd.StringDtype):
            found = np.flatnonzero(holds(equal(column, key, data.size), data.size))
            return int(found[0]) if len(found) else None
        names = self.run.names_of(level, np.arange(data.size))
        return names.index(key) if key in names else None

    def rows_called(self, level: str, name: str) -> list[int]:
        """The rows that are called so (`unit_name`, `name`): several may be."""
        column = self.compiled.levels[level].called_by
        data = self.run.data[level]
        if column is None or column.name not in data.columns:
            return []
        return [
            int(row)
            for row in np.flatnonzero(holds(equal(data.columns[column.name], name, data.size), data.size))
        ]

    def explain(self, level: str, row: int, columns: tuple[str, ...]) -> tuple[Step, ...]:
        """Explain columns of a row; a step that several rest on is one and the same."""
        if level != self.root[0]:
            self.common = {}
        self.own, self.root = {}, (level, row)
        return tuple(self.step(level, name, row) for name in columns)

    def step(self, level: str, name: str, row: int) -> Step:
        """Explain one column of one row. What does not depend on who asks is made once for all."""
        place = (level, name, row)
        if place in self.common:
            return self.common[place]
        if place not in self.own:
            outside, self.personal = self.personal, False
            made = self._made(level, name, row)
            (self.own if self.personal else self.common)[place] = made
            self.personal |= outside
            return made
        self.personal = True
        return self.own[place]

    def _made(self, level: str, name: str, row: int) -> Step:
        built = self.compiled.by_key.get((level, name))
        shown, exact = self._shown(level, name, self.run.data[level].columns[name][row])
        label = label_of(self.compiled, level, name)(self.lang)
        told = (name, label, self.subject(level, row), shown, exact)
        return self._given(told, level, name) if built is None else self._worked(told, built, row)

    def subject(self, level: str, row: int) -> str:
        """How a row is named; each is named once."""
        if (level, row) not in self.subjects:
            self.subjects[level, row] = subject(self.run, self.lang, level, row, codes=self.codes)
        return self.subjects[level, row]

    def _given(self, told: Told, level: str, name: str) -> Step:
        table = self.compiled.levels[level].table
        column = self.compiled.levels[level].columns[name]
        origin = "input" if table is not None and name in table.by_name else "derived"
        return Step(*told, clause=column.clause, measure=column.measure, origin=origin, level=level)

    def _worked(self, told: Told, built: Built, row: int) -> Step:
        node = built.node
        taken = self.branches.taken(node, row)
        writer = self.branches.names(built.schema.labels)
        reads = list(dict.fromkeys(self._reads(node, row)))
        printer = replace(self._printer(reads), options=built.schema.labels)
        unlisted = list(self._unlisted(taken, row))
        words, in_numbers = self._formulas(writer, printer, taken, row)
        return Step(
            *told,
            clause=built.rule.clause,
            measure=built.schema.measure,
            level=built.rule.level,
            words=words,
            numbers=in_numbers,
            terms=tuple(printer.terms),
            before_rounding=self._before_rounding(taken, row),
            notes=tuple(
                dict.fromkeys((*self._of_shares(taken, row), *unlisted, *self._of_decisions(node, row)))
            ),
            unlisted=tuple(unlisted),
            held=tuple(dict.fromkeys(self.branches.held(node, row))),
            not_taken=tuple(dict.fromkeys(self.branches.not_taken(writer, node, row))),
            conditions=tuple(dict.fromkeys(self._conditions(node, row, reads))),
            rests_on=tuple(self.step(*place) for place in reads),
        )

    def _printer(self, reads: list[Place]) -> Printer:
        places = {place: position for position, place in enumerate(reads)}
        return Printer(self.branches.values, self._walked, places, self.called, lists=self.lists)

    def _conditions(self, node: Node, row: int, reads: list[Place]) -> Iterator[Condition]:
        """The conditions that settled the branches."""
        for asked, held in self.branches.asked(node, row):
            told = self.branches.told(asked, row)
            yield condition(self._printer(reads), asked, row, told, holds=held)

    def _formulas(self, writer: Writer, printer: Printer, taken: Node, row: int) -> tuple[str, str]:
        """Write a formula in words and in numbers; a value that the rule states itself stands once."""
        words = writer.write(taken)
        if isinstance(taken, Constant):
            stated = Text(f"定为 {words}", f"set to {words}")(self.lang)
            printer.terms.append(Term(words, exact_of(taken.value), kind="constant"))
            return stated, stated
        share = share_of(self.run, taken, row) if isinstance(taken, Allocate) else None
        if share is not None and isinstance(taken, Allocate):
            return words, printer.share(taken, share, row)
        return words, printer.write(taken, row)

    def _shown(self, level: str, name: str, value: object) -> tuple[str, str]:
        declared = self.compiled.levels[level].columns.get(name)
        if isinstance(value, Fraction):
            return show_fraction(value), exact_of(value)
        column = self.compiled.column(level, name)
        if column.schema.kind == "enumeration" and isinstance(value, str):
            return option_label(column, value, self.lang, codes=self.codes), ""
        text = show_value(value, self.lang)
        return (mask(text) if declared is not None and declared.personal else text), ""

    def _before_rounding(self, taken: Node, row: int) -> str:
        if not isinstance(taken, Round):
            return ""
        value = value_at(self.run, taken.operand, row)
        if isinstance(value, Fraction) and value.denominator != 1:
            return f"{show_fraction(value)} = {value}"
        return show_value(value, self.lang)

    def _of_shares(self, taken: Node, row: int) -> Iterator[str]:
        """Say of shares how they were cut."""
        for part, at in self._parts(taken, row):
            if isinstance(part, Allocate):
                yield from self._of_share(part, taken, at)

    def _unlisted(self, taken: Node, row: int) -> Iterator[str]:
        """Say of sums whose rows are not listed how many rows they are over."""
        for part, at in self._parts(taken, row):
            if isinstance(part, Aggregate) and part.which not in {"count", "exists"}:
                rows = members(self.run, part, at)
                if len(rows) and not self._walked(part, at):
                    words = self.branches.names().write(part)
                    yield Text(
                        f"{words}:共 {len(rows)} 行,不逐行列出", f"{words}: {len(rows)} rows, not listed"
                    )(self.lang)

    def _of_decisions(self, node: Node, row: int) -> Iterator[str]:
        """What people decided of the row, with the reason, the document and the approver that they wrote beside it."""
        for part, at in dict.fromkeys(self._decisions(node, row)):
            level = part.groups.rows.name
            given = self.run.decisions.get((part.question, f"{level}:{self.run.name_of(level, at)}"))
            if given is not None and not is_missing(value_at(self.run, part, at)):
                yield decision_text(part, given, codes=self.codes)(self.lang)

    def _decisions(self, node: Node, row: int) -> Iterator[tuple[Decide, int]]:
        """The decisions that the row's value rests on, with the rows that they were about."""
        if isinstance(node, Decide):
            yield node, row
        elif not isinstance(node, Aggregate):
            for need in node.needs:
                if need.told:
                    for position in operand_rows(self.run, node, need, row):
                        yield from self._decisions(need.operand, position)

    def _of_share(self, node: Allocate, taken: Node, row: int) -> Iterator[str]:
        share = share_of(self.run, node, row)
        if share is None:
            return
        if node is not taken:
            yield f"{self.branches.names().write(node)} = {share.formula}"
        yield from share.notes(self.lang)

    def _parts(self, node: Node, row: int) -> Iterator[tuple[Node, int]]:
        """The aggregates and shares of a formula that were read for the row itself, or for the one above it."""
        if isinstance(node, (Aggregate, Allocate)):
            yield node, row
        elif isinstance(node, Up):
            above = row_up(self.run, node.home.name, node.path, row)
            if above >= 0:
                yield from self._parts(node.operand, above)
        elif node.form != "pick" and not hasattr(node, "groups"):
            for need in node.needs:
                if need.move == "same":
                    yield from self._parts(need.operand, row)

    def _reads(self, node: Node, row: int) -> Iterator[tuple[str, str, int]]:
        """The columns that made the row's value, with the rows they were read from."""
        if isinstance(node, ColumnValue):
            yield node.level, node.name, row
        elif not isinstance(node, Aggregate) or self._walked(node, row):
            for need in node.needs:
                if need.told:
                    for position in operand_rows(self.run, node, need, row):
                        yield from self._reads(need.operand, position)

    def _walked(self, node: Aggregate, row: int) -> bool:
        """Whether an aggregate's rows are explained one by one: child rows, few, and none of them another's."""
        if node.groups.into is None:
            return False
        child = node.groups.rows.name
        self.personal |= self._depends(child)
        rows = members(self.run, node, row, every=True)
        return len(rows) <= ROWS_SHOWN and all(
            is_own(self.run, self.root, child, int(position)) for position in rows
        )

    def _depends(self, child: str) -> bool:
        """Whether it depends on who asks if rows of a level are somebody else's."""
        if child not in self.above:
            self.above[child] = frozenset(paths_up(self.compiled.levels, child))
        return self.root[0] in self.above[child] or any(
            is_personal(self.run, level) for level in self.above[child]
        )
