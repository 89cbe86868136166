"""What only people can settle.

Answers come from the `decisions` table and are a column like any other; what has none is collected once all is evaluated.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache, partial
from typing import TYPE_CHECKING

import numpy as np

from payout.engines.reference.values import categories, codes_of, numbers
from payout.engines.reference.waiting import Undecided
from payout.rules.compiled.result import Decision, OpenPoint
from payout.rules.tree import Decide
from payout.text import NOTHING, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from fractions import Fraction

    from payout.engines.reference.given import Given
    from payout.engines.reference.run import Run
    from payout.engines.reference.values import Flags, Positions, Value
    from payout.rules.compiled.compiled import Built
    from payout.rules.tree import Node


def answers_of(run: Run, node: Decide) -> Value:
    """The answer for each row that is asked about; missing where there is none."""
    level = node.groups.rows.name
    options = node.schema.words
    by_word = {word: identifier for identifier, word in node.answers}
    codes = np.full(run.data[level].size, -1, dtype=np.int64)
    for row in np.flatnonzero(run.holds(node.where, len(codes))):
        given = run.decisions.get((node.question, f"{level}:{run.name_of(level, int(row))}"))
        said = node.otherwise if given is None else given.answer
        answer = by_word.get(said, said)
        if answer in options:
            codes[row] = options.index(answer)
    return categories(codes, options)


@dataclass(frozen=True)
class Asked:
    """All that was asked of people: what is open, what holds by default, and the answers that each question takes."""

    open: list[OpenPoint] = field(default_factory=list)
    by_default: list[OpenPoint] = field(default_factory=list)
    answers: dict[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)
    decided: list[Decision] = field(default_factory=list)
    called: dict[str, str] = field(default_factory=dict)  # by subject, what the row is called


def collected(run: Run, rules: Iterable[Built]) -> Asked:
    """Collect what people were asked, each question about a row once, in the order of the rules; and what they answered."""
    asked = Asked()
    seen: set[Node] = set()
    answered = cache(partial(_Answered.of, run))
    undecided = Undecided(run, lambda node: answered(node).unsettled)
    for built in (one for one in rules if one.decides):
        for node in run.rests_on(built.node, seen):
            if isinstance(node, Decide):
                _collect(run, node, built.rule.clause, (answered(node), undecided.waits(node)), asked)
    return asked


def _collect(run: Run, node: Decide, clause: str, so_far: tuple[_Answered, Flags], asked: Asked) -> None:
    """Collect one question. Of a row that waits for another question it is known what may be answered, and nothing is asked yet."""
    level, (found, waits) = node.groups.rows.name, so_far
    rows = np.flatnonzero(waits | run.holds(node.where, len(waits)))
    answers, prompt = dict(node.answers), Text(node.prompt_zh, node.prompt_en)
    subjects = {int(row): f"{level}:{run.name_of(level, int(row))}" for row in rows}
    word = run.compiled.levels[level].label
    points = {
        row: OpenPoint(
            node.question, subject, prompt, answers, clause, called=run.called(level, row), level=word
        )
        for row, subject in subjects.items()
    }
    for row, point in points.items():
        given = run.decisions.get((point.question, point.subject))
        asked.answers[point.question, point.subject] = answers
        asked.called[point.subject] = point.called
        if waits[row]:
            continue
        if given is not None and found.codes[row] >= 0:
            asked.decided.append(_decision(given, point, node.answers[int(found.codes[row])]))
        elif given is None and node.otherwise:
            asked.by_default.append(replace(point, answer=node.otherwise))
    for row in found.unsettled[~waits[found.unsettled]].tolist():
        asked.open.append(replace(points[row], detail=found.places.told(row, node)))


@dataclass(frozen=True)
class _Answered:
    """What is answered of a question so far: the answer's code in each row, the places, and the rows that it leaves unsettled."""

    codes: Positions
    places: _Places
    unsettled: Positions

    @classmethod
    def of(cls, run: Run, node: Decide) -> _Answered:
        size = run.data[node.groups.rows.name].size
        codes = codes_of(run.rows(node, size), node.schema.words)
        places = _Places.of(run, node, codes)
        return cls(
            codes, places, _unsettled(node, np.flatnonzero(run.holds(node.where, size)), codes, places)
        )


def _decision(given: Given, point: OpenPoint, answer: tuple[str, str]) -> Decision:
    """What people decided of a point, with the answer in both languages."""
    name, word = answer
    return Decision(
        point.question,
        point.subject,
        point.prompt,
        Text(word, name),
        point.clause,
        point.called,
        given.reason,
        given.document,
        given.approver,
        point.level,
    )


@dataclass(frozen=True)
class _Places:
    """How many places each row's group has to give, and how many of it were given one."""

    groups: Positions
    wanted: Mapping[int, Fraction | None]
    taken: Mapping[int, int]

    @classmethod
    def of(cls, run: Run, node: Decide, codes: Positions) -> _Places:
        """Count; a decision without places has none to count."""
        if node.places is None:
            return cls(np.zeros(0, dtype=np.int64), {}, {})
        size = len(codes)
        groups = run.groups(node.groups).codes
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
    """The asked rows of groups that are not settled: one is unanswered there, or not as many take a place as there are."""
    unanswered = codes[asked] < 0
    if node.places is None or not len(asked):
        return asked[unanswered]
    groups = places.groups[asked]
    taking = codes[asked] == node.schema.words.index(node.taking)
    unsettled = np.zeros(len(asked), dtype=bool)
    for group in np.unique(groups):
        members = groups == group
        wanted = places.wanted[int(asked[members][0])]
        unsettled |= members & bool(int(taking[members].sum()) != wanted or unanswered[members].any())
    return asked[unsettled]
