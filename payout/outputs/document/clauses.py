"""The clauses of a policy in the order of its text: what each says, the rules and checks that carry it out, why nothing is computed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from payout.outputs.document import anchors, words
from payout.outputs.document.model import Pointer, WrittenCheck, WrittenClause, WrittenRule, WrittenSection
from payout.outputs.document.telling import clauses_in, parameters_of
from payout.rendering.checks import check_texts
from payout.rendering.words import Writer, label_of
from payout.text import NOTHING

if TYPE_CHECKING:
    from payout.outputs.document.telling import Telling
    from payout.rules.compiled.compiled import Built, BuiltCheck
    from payout.rules.language.statements import Section


@dataclass(frozen=True)
class Clauses:
    """Gathers the clauses. `cases`: how many worked cases each has."""

    telling: Telling
    cases: dict[str, int]

    def written(self) -> tuple[WrittenClause, ...]:
        """Every clause of the text, and after them what only parameters, checks or sections cite."""
        return tuple(self._clause(place, number) for place, number in enumerate(self.numbers))

    @cached_property
    def numbers(self) -> tuple[str, ...]:
        """The numbers of the clauses, those of the card first."""
        policy = self.telling.compiled.policy
        cited = [section.clause for section in policy.sections]
        cited += [check.rule.clause for check in self.telling.compiled.checks]
        cited += [parameter.clause for parameter in policy.parameters.values()]
        also = (clauses_in(one)[0] for one in cited if clauses_in(one))
        return tuple(dict.fromkeys((*policy.card.clauses, *also)))

    def anchor(self, number: str) -> str:
        """Where a clause stands."""
        return anchors.of_clause(self.numbers.index(number)) if number in self.numbers else ""

    def _clause(self, place: int, number: str) -> WrittenClause:
        policy = self.telling.compiled.policy
        parameters = [name for name, one in policy.parameters.items() if number in clauses_in(one.clause)]
        checks = (
            check for check in self.telling.compiled.checks if clauses_in(check.rule.clause)[:1] == (number,)
        )
        return WrittenClause(
            anchor=anchors.of_clause(place),
            number=number,
            not_computed=policy.card.not_computed.get(number, NOTHING)(self.telling.lang),
            sections=tuple(one for first, one in self.sections if first == number),
            elsewhere=self._elsewhere(number),
            parameters=tuple(self.telling.in_force(name) for name in parameters),
            checks=tuple(self._check(check) for check in checks),
            cases=self.cases.get(number, 0),
            cases_anchor=anchors.of_cases(place) if number in self.cases else "",
        )

    @cached_property
    def sections(self) -> tuple[tuple[str, WrittenSection], ...]:
        """The sections that state rules, each with the clause that it stands under: the first that it cites."""
        policy = self.telling.compiled.policy
        found = []
        for place, section in enumerate(policy.sections):
            rules = [
                self.telling.compiled.by_key[key]
                for key in section.stated
                if key in self.telling.compiled.by_key
            ]
            if rules:
                found.append((clauses_in(section.clause)[0], self._section(place, section, rules)))
        return tuple(found)

    def _section(self, place: int, section: Section, rules: list[Built]) -> WrittenSection:
        says = section.says(self.telling.lang)
        return WrittenSection(anchors.of_section(place), section.clause, says, tuple(map(self._rule, rules)))

    def _elsewhere(self, number: str) -> tuple[Pointer, ...]:
        """Sections and rules under other clauses that cite this one too."""
        found: list[Pointer] = []
        for first, section in self.sections:
            if first != number and number in clauses_in(section.cited):
                found.append(Pointer(f"{section.cited} {section.says}", section.anchor))
            elif first != number:
                cite = (rule for rule in section.rules if number in clauses_in(rule.clause))
                found += [Pointer(rule.label, rule.anchor) for rule in cite]
        return tuple(found)

    def _rule(self, built: Built) -> WrittenRule:
        telling, rule = self.telling, built.rule
        label, other = label_of(telling.compiled, *built.key), ""
        if telling.lang == "en":
            other = label.zh
        measure = words.MEASURES.get(built.schema.measure) or words.KINDS[built.schema.kind]
        options = built.schema.options if built.schema.kind == "enumeration" else ()
        return WrittenRule(
            anchor=anchors.of_rule(*built.key),
            identifier=".".join(built.key),
            label=label(telling.lang),
            other_label=other,
            describes=rule.label.en if telling.lang == "en" and rule.label.en != rule.label.zh else "",
            level=telling.level(rule.level),
            measure=telling.said(measure),
            clause=rule.clause,
            formula=telling.formula(label(telling.lang), built),
            parameters=tuple(telling.in_force(name) for name in parameters_of(built.node)),
            read_by=telling.readers(*built.key),
            options=options,
            note=rule.note if telling.lang == "en" else "",
        )

    def _check(self, check: BuiltCheck) -> WrittenCheck:
        telling, rule = self.telling, check.rule
        texts = (text(telling.lang) for text in check_texts(telling.compiled, check))
        label, expected, fix = (telling.spoken_of(rule.level, text) for text in texts)
        column = f" · {telling.column(rule.level, rule.column)}" if rule.column else ""
        return WrittenCheck(
            anchor=anchors.of_check(rule.level, rule.name),
            code=check.code,
            label=label,
            severity=telling.said(words.SEVERITIES[rule.severity]),
            clause=rule.clause,
            where=telling.level(rule.level) + column,
            condition=Writer(telling.compiled, telling.lang).write(check.node),
            expected=expected,
            fix=fix,
        )
