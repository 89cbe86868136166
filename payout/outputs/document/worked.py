"""Worked cases in words: what is given and what must come out, by the labels that the policy has for them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING

from payout.intake.catalogue import CATALOGUE
from payout.masking import veil
from payout.outputs.document import words
from payout.outputs.document.model import CaseGroup, Pointer, Rectangle, WrittenCase
from payout.outputs.document.telling import clauses_in
from payout.rules.tree import Decide, walk
from payout.text import NO, YES, level_and_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from payout.cases import Case
    from payout.cases.case import Change, Expectation, Row
    from payout.outputs.document.model import WrittenClause
    from payout.outputs.document.telling import Telling
    from payout.rules.policy.levels import Level

FLAGS = {"yes": YES, "true": YES, "no": NO, "false": NO}
SIGNS = str.maketrans({"*": "×", "/": "÷", "-": "−"})


def counted(cases: Sequence[Case]) -> dict[str, int]:
    """How many cases each clause has: a case stands under the first clause that it cites."""
    found: dict[str, int] = {}
    for case in cases:
        clause = clauses_in(case.clause)[0]
        found[clause] = found.get(clause, 0) + 1
    return found


@dataclass(frozen=True)
class CasesInWords:
    """Writes the cases of a policy."""

    telling: Telling
    cases: Sequence[Case]

    def groups(self, clauses: Sequence[WrittenClause]) -> tuple[CaseGroup, ...]:
        """The cases by clause, in the order of the text."""
        found: dict[str, list[WrittenCase]] = {}
        for case in self.cases:
            found.setdefault(clauses_in(case.clause)[0], []).append(self._case(case))
        return tuple(
            CaseGroup(clause.cases_anchor, Pointer(clause.number, clause.anchor), tuple(found[clause.number]))
            for clause in clauses
            if clause.number in found
        )

    def base(self) -> tuple[tuple[str, Rectangle], ...]:
        """The tables that every case starts from; those without a row are left out."""
        tables = self.cases[0].base if self.cases else {}
        return tuple(
            (self._level_word(level), self._grid(level, sheet.header, sheet.rows))
            for name, sheet in tables.items()
            if sheet.rows and (level := self._levels.get(name)) is not None
        )

    def _grid(self, level: Level, header: Sequence[str], rows: Sequence[Row]) -> Rectangle:
        filled = [name for name in header if any(row[name] for row in rows)]
        heads = tuple(self._column(level, name) for name in filled)
        cells = (
            (self._value(level, name, row[name]) if row[name] else "" for name in filled) for row in rows
        )
        return Rectangle(heads, tuple(map(tuple, cells)))

    @cached_property
    def _levels(self) -> dict[str, Level]:
        """The levels by the names of their tables."""
        return {level.plural: level for level in self.telling.compiled.levels.values()}

    def _level_word(self, level: Level) -> str:
        return self.telling.level(level.name, many=True).replace("_", " ")

    def _column(self, level: Level, name: str) -> str:
        return (
            self.telling.column(level.name, name)
            if name in self.telling.compiled.columns(level.name)
            else name
        )

    def _value(self, level: Level, name: str, value: str) -> str:
        """A cell in words: an option, yes or no; a number, a day, a name as it stands."""
        known = name in self.telling.compiled.columns(level.name)
        schema = self.telling.compiled.schema_of(level.name, name) if known else None
        if not value:
            return self.telling.said(words.BLANKED)
        if schema is not None and schema.kind == "flag" and value in FLAGS:
            return FLAGS[value](self.telling.lang)
        if schema is not None and value in schema.words:
            return schema.labels[value] if self.telling.lang == "zh" else value.replace("_", " ")
        return veil(value)

    # ---- one case ------------------------------------------------------------------------------------

    def _case(self, case: Case) -> WrittenCase:
        given = [self._set(text) for text in case.sets] + [self._change(change) for change in case.changes]
        return WrittenCase(
            name=veil(case.name),
            clause=case.clause,
            given=tuple(given) or (self.telling.said(words.NOTHING_CHANGED),),
            expected=tuple(self._expected(case.expectations)),
            working=case.working.translate(SIGNS),
            why=veil(case.why),
        )

    def _set(self, assignment: str) -> str:
        name, _, value = (part.strip() for part in assignment.partition("="))
        parameter = self.telling.compiled.policy.parameters.get(name.partition(".")[0])
        if parameter is None:
            return f"{name} = {value}"
        shown = parameter.option(value)(self.telling.lang) if value in parameter.options else value
        entry = "".join(f"[{self.telling.word(key)}]" for key in name.split(".")[1:])
        return f"{self.telling.parameter(parameter.name)}{entry} = {shown}"

    def _change(self, change: Change) -> str:
        level = self._levels.get(change.table)
        if level is None:
            return veil(change.text)
        subject = f"{self.telling.level(level.name)} {veil(change.key)}".strip()
        if change.sign == "-":
            return self.telling.said(words.REMOVED, subject)
        if change.sign == "+":
            many = len(change.rows) > 1
            added = words.ADDED_ROWS if many else words.ADDED
            subject = self.telling.said(added, self.telling.level(level.name), str(len(change.rows)))
        return f"{subject}: {self._cells(level, change.rows)}"

    def _cells(self, level: Level, rows: Sequence[Row]) -> str:
        """What the cells are: of several rows the first and the last where they differ."""
        parts = []
        for name in rows[0]:
            first, last = (self._value(level, name, row[name]) for row in (rows[0], rows[-1]))
            shown = first if first == last else f"{first}…{last}"
            parts.append(f"{self._column(level, name)} = {shown}")
        return (", " if self.telling.lang == "en" else ",").join(parts)

    def _expected(self, expectations: Sequence[Expectation]) -> Iterator[str]:
        for (kind, level, key), group in groupby(expectations, lambda one: (one.kind, one.level, one.key)):
            if kind == "value":
                yield self._values(level, key, list(group))
            else:
                yield from (self._outcome(kind, level, key) for _ in group)

    def _values(self, name: str, key: str, group: Sequence[Expectation]) -> str:
        level = self.telling.compiled.levels.get(name)
        if level is None:
            return "; ".join(f"{name} {key} {one.column} = {one.wanted}" for one in group)
        values = (
            f"{self._column(level, one.column)} = {self._value(level, one.column, one.wanted)}"
            for one in group
        )
        subject = f"{self.telling.level(name)} {veil(key)}".strip()
        return f"{subject}: {(', ' if self.telling.lang == 'en' else ',').join(values)}"

    def _outcome(self, kind: str, named: str, subject: str) -> str:
        if kind == "no findings":
            return self.telling.said(words.NO_FINDINGS)
        told = {"finding": words.FOUND, "no finding": words.NOT_FOUND, "open": words.ASKED}[kind]
        label = self._asked.get(named, named) if kind == "open" else self._findings.get(named, named)
        at = self.telling.said(words.AT, self._subject(subject)) if subject else ""
        return self.telling.said(told, label) + at

    def _subject(self, subject: str) -> str:
        """Unit U1, unit:U1 → 单位 U1."""
        level, key = level_and_key(subject)
        shown = self.telling.level(level) if level in self.telling.compiled.levels else level
        return f"{shown} {veil(key)}".strip()

    @cached_property
    def _findings(self) -> Mapping[str, str]:
        """What a finding is called, by the code that cases name: a check's label, else the title of its kind."""
        compiled = self.telling.compiled
        of_files = {code: f"{kind.title(self.telling.lang)} ({code})" for code, kind in CATALOGUE.items()}
        of_policy = {
            check.code.removeprefix("P-"): self.telling.of_built(check).text for check in compiled.checks
        }
        return {**of_files, **of_policy}

    @cached_property
    def _asked(self) -> Mapping[str, str]:
        """The questions that people are asked."""
        nodes = (
            node for built in self.telling.built for node in walk(built.node) if isinstance(node, Decide)
        )
        zh = self.telling.lang == "zh"
        return {node.question: node.prompt_zh if zh else node.prompt_en for node in nodes}
