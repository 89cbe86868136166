"""What only people can settle.

Answers come from the `decisions` table and are a column like any other; what has none is collected once all is evaluated.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from payout.engines.reference.grouped import groups_of
from payout.engines.reference.values import categories, codes_of, numbers
from payout.rules.compiled.result import OpenPoint
from payout.rules.tree import Decide
from payout.text import NOTHING, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from payout.engines.reference.run import Run
    from payout.engines.reference.values import Positions, Value
    from payout.rules.compiled.compiled import Built
    from payout.rules.policy.checked import CheckedTable
    from payout.rules.tree import Node

Answers = dict[tuple[str, str], str]


def decided(tables: Mapping[str, CheckedTable]) -> Answers:
    """The decisions by (question, subject), where the policy has a `decisions` table.

    Of decisions that contradict each other none is taken: the question stays open.
    """
    found: Answers = {}
    contradicted: set[tuple[str, str]] = set()
    for question, subject, answer in rows_of_decisions(tables):
        about = (question, subject)
        if found.setdefault(about, answer) != answer:
            contradicted.add(about)
    return {about: "" if about in contradicted else answer for about, answer in found.items()}


def rows_of_decisions(tables: Mapping[str, CheckedTable]) -> list[tuple[str, str, str]]:
    """Question, subject and answer of each row of the `decisions` table, trimmed."""
    if "decisions" not in tables:
        return []
    frame = tables["decisions"].frame
    rows = zip(frame["question"], frame["subject"], frame["answer"], strict=True)
    return [
        (str(question).strip(), str(subject).strip(), str(answer).strip())
        for question, subject, answer in rows
    ]


def answers_of(run: Run, node: Decide) -> Value:
    """The answer for each row that is asked about; missing where there is none."""
    level = node.groups.rows.name
    options = node.schema.words
    by_word = {word: identifier for identifier, word in node.answers}
    codes = np.full(run.data[level].size, -1, dtype=np.int64)
    for row in np.flatnonzero(run.holds(node.where, len(codes))):
        given = run.decisions.get((node.question, f"{level}:{run.name_of(level, int(row))}"), node.otherwise)
        answer = by_word.get(given, given)
        if answer in options:
            codes[row] = options.index(answer)
    return categories(codes, options)


@dataclass(frozen=True)
class Asked:
    """All that was asked of people: what is open, what holds by default, and the answers that each question takes."""

    open: list[OpenPoint] = field(default_factory=list)
    by_default: list[OpenPoint] = field(default_factory=list)
    answers: dict[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)


def collected(run: Run, rules: Iterable[Built]) -> Asked:
    """Collect what people were asked, each question about a row once, in the order of the rules."""
    asked = Asked()
    seen: set[Node] = set()
    for built in rules:
        for node in _decisions(run, built.node, seen):
            _collect(run, node, built.rule.clause, asked)
    return asked


def _decisions(run: Run, node: Node, seen: set[Node]) -> Iterator[Decide]:
    """The decisions that a formula rests on under the readings in force, those that they rest on themselves first."""
    if node in seen:
        return
    seen.add(node)
    for need in node.needs:
        if not need.reading or need.reading == run.reading_of(node):
            yield from _decisions(run, need.operand, seen)
    if isinstance(node, Decide):
        yield node


def _collect(run: Run, node: Decide, clause: str, asked: Asked) -> None:
    level = node.groups.rows.name
    rows = np.flatnonzero(run.holds(node.where, run.data[level].size))
    codes = codes_of(run.rows(node, run.data[level].size), node.schema.words)
    answers, prompt = dict(node.answers), Text(node.prompt_zh, node.prompt_en)
    subjects = {int(row): f"{level}:{run.name_of(level, int(row))}" for row in rows}
    for subject in subjects.values():
        about = (node.question, subject)
        asked.answers[about] = answers
        if node.otherwise and about not in run.decisions:
            asked.by_default.append(OpenPoint(*about, prompt, answers, clause, answer=node.otherwise))
    details = _Places.of(run, node, codes)
    for row in _unsettled(node, rows, codes, details):
        point = OpenPoint(
            node.question, subjects[int(row)], prompt, answers, clause, details.told(int(row), node)
        )
        asked.open.append(point)


@dataclass(frozen=True)
class _Places:
    """How many places each row's group has to give, and how many of it were given one."""

    groups: Positions
    wanted: Mapping[int, object]
    taken: Mapping[int, int]

    @classmethod
    def of(cls, run: Run, node: Decide, codes: Positions) -> _Places:
        """Count; a decision without places has none to count."""
        if node.places is None:
            return cls(np.zeros(0, dtype=np.int64), {}, {})
        size = len(codes)
        groups = groups_of(run, node.groups).codes
        places = numbers(run.value(node.places), size)
        taking = codes == node.schema.words.index(node.taking)
        asked = np.flatnonzero(run.holds(node.where, size))
        wanted = {int(row): places.value_at(int(row)) for row in asked}
        taken = {int(row): int((taking & (groups == groups[row])).sum()) for row in asked}
        return cls(groups, wanted, taken)

    def told(self, row: int, node: Decide) -> Text:
        """Say how many must take a place, and how many do so far."""
        if node.places is None:
            return NOTHING
        word = dict(node.answers)[node.taking]
        detail = Text(
            f"其中恰有 {self.wanted[row]} 个为 {word}", f"exactly {self.wanted[row]} of them {node.taking}"
        )
        said = self.taken[row]
        return Text(f"{detail.zh}(现有 {said} 个)", f"{detail.en}, {said} so far") if said else detail


def _unsettled(node: Decide, asked: Positions, codes: Positions, places: _Places) -> Positions:
    """The asked rows of the groups that are not settled.

    Somebody is unanswered there, or not exactly as many took a place as there are.
    """
    if node.places is None or not len(asked):
        return asked[codes[asked] < 0]
    groups = places.groups[asked]
    taking = codes[asked] == node.schema.words.index(node.taking)
    unsettled = np.zeros(len(asked), dtype=bool)
    for group in np.unique(groups):
        members = groups == group
        wanted = places.wanted[int(asked[members][0])]
        unsettled |= members & bool(int(taking[members].sum()) != wanted or (codes[asked[members]] < 0).any())
    return asked[unsettled]
