"""What is done with one part in one round: the rules of that round by the ordinary reading, and what the part says of the next."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial as bound
from typing import TYPE_CHECKING

from payout.engines.parts.columns import settled
from payout.engines.parts.partials import partial, read_by
from payout.engines.parts.plan import adds_up
from payout.engines.reference.amounts import AMOUNTS
from payout.engines.reference.data import LevelData
from payout.engines.reference.engine import RuleFault, column, finish
from payout.engines.reference.guard import divides_by_zero
from payout.engines.reference.run import FILTER_FROM, Run
from payout.exact import ExactArray
from payout.rules.tree import LanguageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from payout.engines.parts.partials import Partial
    from payout.engines.parts.plan import Rounds
    from payout.engines.parts.split import Answers, BatchPart, RowsHeld
    from payout.engines.reference.values import Positions, Rows, Value
    from payout.rules.compiled.compiled import Built, Key
    from payout.rules.tree import Node


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


def stepped(plan: Rounds, part: BatchPart) -> Outcome:
    """What one round of a part gives."""
    run = RunOfPart(
        plan.compiled, _levels(plan, part.held), AMOUNTS, part.decisions, filter_from=FILTER_FROM["fast"]
    )
    doubtful: set[Key] = set()
    keys = {built.key for built in plan.rules_of(part.turn)}
    try:
        known = _known(run, plan, part)
        run.told.update(known)
        finish(run, bound(_column, plan, known, doubtful), keys)
        run.memo = dict(known)
        said = {number: partial(run, node) for number, node in plan.said_in(part.turn)}
    except (RuleFault, LanguageError, ValueError):
        return Outcome(broken=True)
    given = {key for key in keys if key[0] in plan.layout.parted or part.number == 0}
    columns = {key: settled(run.data[key[0]].columns[key[1]]) for key in given}
    return Outcome(columns, said, frozenset(doubtful), (run.tally.rows, run.tally.exact))


def _levels(plan: Rounds, held: Mapping[str, RowsHeld]) -> dict[str, LevelData]:
    levels = plan.compiled.levels
    return {
        name: LevelData(levels[name], one.size, dict(one.columns), dict(one.links))
        for name, one in held.items()
    }


def _known(run: Run, plan: Rounds, part: BatchPart) -> dict[Node, Value]:
    """What is known without being computed: the numbers of rows in the whole, and what was answered over it."""
    numbers: dict[Node, Value] = {
        node: ExactArray.from_integers(part.rows[node.home.name])
        for node in plan.numbered
        if node.home.name in part.rows
    }
    return {**numbers, **_read(run, plan, part.answers)}


def _read(run: Run, plan: Rounds, answers: Answers) -> dict[Node, Value]:
    found: dict[Node, Value] = {}
    for number, value in answers.items():
        node = plan.crossing[number]
        found[node] = read_by(run, node, value) if adds_up(node, plan.layout) else value
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
