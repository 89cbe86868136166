"""What is done with one part in one round: the rules of that round by the ordinary reading, and what the part says of the next."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial as bound
from typing import TYPE_CHECKING, Any, Protocol, cast

from payout.engines.parts.columns import settled
from payout.engines.parts.partials import partial, read_by
from payout.engines.parts.plan import adds_up
from payout.engines.parts.split import RowsHeld
from payout.engines.reference.amounts import AMOUNTS
from payout.engines.reference.data import LevelData
from payout.engines.reference.engine import RuleFault, column, finish
from payout.engines.reference.guard import divides_by_zero
from payout.engines.reference.run import FILTER_FROM, Run
from payout.exact import ExactArray
from payout.rules.tree import Aggregate, LanguageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from payout.engines.parts.partials import Partial
    from payout.engines.parts.plan import Rounds
    from payout.engines.parts.split import BatchPart
    from payout.engines.reference.given import Given
    from payout.engines.reference.values import Positions, Rows, Value
    from payout.rules.compiled.compiled import Built, Key
    from payout.rules.tree import Node

Answers = dict[
    int, Any
]  # by the number of a node that crosses: its rows in a part, or the values of its groups


class PlanHolder(Protocol):
    """What a part is computed by, wherever it is computed."""

    @property
    def plan(self) -> Rounds:
        """The policy, in rounds."""


@dataclass
class RunOfPart(Run):
    """A run over a part. Rows whose names no rule reads have none there: what breaks in a part is told by who computes the whole."""

    def names_of(self, level: str, rows: Positions) -> list[str]:
        """The names of rows as text, blank where they were not sent."""
        sent = set(self.compiled.levels[level].identity) <= set(self.data[level].columns) if level else False
        return super().names_of(level, rows) if sent else [""] * len(rows)


@dataclass(frozen=True, repr=False)
class Outcome:
    """What a part gives of a round: the columns computed, what it says of aggregates, and which rules are to be looked at again.

    `broken`: a rule broke in it; all that follows is the business of who computes the whole.
    """

    columns: Mapping[Key, Rows] = field(default_factory=dict)
    said: Mapping[int, Partial] = field(default_factory=dict)
    doubtful: frozenset[Key] = frozenset()
    decided: tuple[int, int] = (0, 0)
    broken: bool = False


@dataclass(frozen=True, repr=False)
class Under:
    """A part under way: its levels with the columns that are still read, and the answers so far. Nothing in it is changed."""

    source: PlanHolder
    part: int
    data: Mapping[str, LevelData]
    given: Mapping[tuple[str, str], Given]
    answers: Mapping[Node, Value]
    outcome: Outcome = field(default_factory=Outcome)

    def __repr__(self) -> str:
        return f"part {self.part}"  # a log that shows what it works on must show nobody's data

    def __reduce__(self) -> tuple[Any, ...]:
        """As it moves from one worker to another: nodes by their numbers, columns worked out."""
        nodes = self.source.plan.answered
        held = {
            name: RowsHeld(
                rows.size, {one: settled(column) for one, column in rows.columns.items()}, rows.links
            )
            for name, rows in self.data.items()
        }
        answers = {nodes[node]: settled(value) for node, value in self.answers.items()}
        return (_moved, (self.source, self.part, held, self.given, answers, self.outcome))

    def __sizeof__(self) -> int:
        columns = (one for rows in self.data.values() for one in rows.columns.values())
        return sum(int(one.nbytes) for one in columns)


def begun(source: PlanHolder, part: BatchPart) -> Under:
    """A part before its first round."""
    numbers = {node: ExactArray.from_integers(part.rows[node.home.name]) for node in source.plan.numbered}
    data = _levels(source, part.held)
    return Under(source, part.number, data, part.decisions, cast("dict[Node, Value]", numbers))


def _levels(source: PlanHolder, held: Mapping[str, RowsHeld]) -> dict[str, LevelData]:
    levels = source.plan.compiled.levels
    return {
        name: LevelData(levels[name], one.size, dict(one.columns), dict(one.links))
        for name, one in held.items()
    }


def _moved(  # noqa: PLR0913, PLR0917 - what a part under way is made of
    source: PlanHolder,
    part: int,
    held: Mapping[str, RowsHeld],
    given: Mapping[tuple[str, str], Given],
    answers: Mapping[int, Value],
    outcome: Outcome,
) -> Under:
    nodes = list(source.plan.answered)
    known = {nodes[number]: value for number, value in answers.items()}
    return Under(source, part, _levels(source, held), given, known, outcome)


def stepped(under: Under, turn: int, answers: Answers) -> Under:
    """A part one round on."""
    plan = under.source.plan
    data = {name: replace(rows, columns=dict(rows.columns)) for name, rows in under.data.items()}
    run = RunOfPart(plan.compiled, data, AMOUNTS, under.given, filter_from=FILTER_FROM["fast"])
    doubtful: set[Key] = set()
    try:
        known = {**under.answers, **_read(run, plan, answers)}
        keys = {built.key for built in plan.rules_of(turn)}
        finish(run, bound(_column, plan, known, doubtful), keys)
        run.memo = dict(known)
        said = {
            number: partial(run, cast("Aggregate", node))
            for number, node in plan.answered_in(turn + 1)
            if adds_up(plan.layout, node)
        }
    except (RuleFault, LanguageError, ValueError):
        return replace(under, outcome=Outcome(broken=True))
    columns = {key: settled(data[key[0]].columns[key[1]]) for key in keys if _gives(under, key[0])}
    for (level, name), rows in columns.items():
        data[level].columns[name] = rows
    _forget(data, plan, turn)
    outcome = Outcome(columns, said, frozenset(doubtful), (run.tally.rows, run.tally.exact))
    return replace(under, data=data, answers=known, outcome=outcome)


def _forget(data: Mapping[str, LevelData], plan: Rounds, turn: int) -> None:
    """Let go of the columns that no later round reads."""
    for level, rows in data.items():
        rows.columns = {
            name: values
            for name, values in rows.columns.items()
            if plan.last_read.get((level, name), 0) > turn
        }


def outcome_of(under: Under) -> Outcome:
    """What a part gave of its last round."""
    return under.outcome


def _gives(under: Under, level: str) -> bool:
    """Whether a part gives a level's columns: its own rows, the first also those that all have."""
    return level in under.source.plan.layout.parted or under.part == 0


def _read(run: Run, plan: Rounds, answers: Answers) -> dict[Node, Value]:
    found: dict[Node, Value] = {}
    for number, value in answers.items():
        node = plan.crossing[number]
        found[node] = (
            read_by(run, node, value) if isinstance(node, Aggregate) and adds_up(plan.layout, node) else value
        )
    return found


def _column(plan: Rounds, known: Mapping[Node, Value], doubtful: set[Key], run: Run, built: Built) -> Rows:
    """A rule's column in a part. Which rows a division is needed for beyond the part is for the whole to say."""
    run.memo.update(known)
    if built.key not in plan.beyond:
        return column(run, built)
    rows = run.rows(built.node, run.data[built.rule.level].size)
    if built.quotients and divides_by_zero(run, built.node):
        doubtful.add(built.key)
    return rows
