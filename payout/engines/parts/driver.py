"""A run computed in parts: what each gives is put together round by round, and what looks beyond a part is answered over the whole.

What comes out is an ordinary run: whatever is done with it afterwards knows nothing of parts. Where a rule breaks in a part the whole
is computed as it would be without parts, so that what is told of it is the same.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol, cast

from payout.engines.parts.columns import estimated, in_place, settled
from payout.engines.parts.layout import parted_by
from payout.engines.parts.partials import combined, count_of, read_by
from payout.engines.parts.plan import adds_up, planned
from payout.engines.parts.split import cuts, split
from payout.engines.reference.amounts import AMOUNTS
from payout.engines.reference.engine import column, finish
from payout.engines.reference.run import Run
from payout.engines.reference.values import gather, is_rows
from payout.masking import mask, veil_key
from payout.rules.tree import Aggregate, LanguageError
from payout.text import Text, quiet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from payout.engines.parts.layout import LaidOut
    from payout.engines.parts.plan import Rounds
    from payout.engines.parts.split import BatchPart, Cuts
    from payout.engines.parts.step import Answers, Outcome
    from payout.engines.reference.values import Rows, Value
    from payout.rules.compiled.compiled import Key
    from payout.rules.tree import Node
    from payout.text import Progress


class Pool(Protocol):
    """Who computes parts."""

    def parts_of(self, rows: int) -> int:
        """Into how many parts a batch of so many rows is best cut for it."""

    def begin(self, plan: Rounds, parts: Iterable[BatchPart], called: Sequence[Text]) -> None:
        """Take the parts of a batch; `called`: what each is called where one must be told of."""

    def step(self, turn: int, answers: Sequence[Answers]) -> Iterator[tuple[int, Outcome]]:
        """Take every part one round on, and give what comes of each as it comes, with its number."""


@dataclass
class _Broken(Exception):  # noqa: N818 - it says what a run is
    """A rule broke in a part."""


def finish_in_parts(run: Run, pool: Pool, progress: Progress = quiet, level: str = "") -> Run:
    """Compute every rule of a run that has begun, in parts by a level, by default the one that needs the least from outside.

    Raises RuleFault, as the whole does.
    """
    count = pool.parts_of(sum(rows.size for rows in run.data.values()))
    found = parted_by(run, level) if level else best(run, count)
    cut = None if found is None else cuts(found, count)
    if found is None or cut is None or cut.count < 2:
        return finish(run)
    with suppress(_Broken):
        return _Driver(run, planned(run.compiled, found.layout), cut, progress).finished(pool)
    return finish(run)


@dataclass
class _Driver:
    """What holds the whole while its parts are computed."""

    run: Run
    plan: Rounds
    cut: Cuts
    progress: Progress
    whole: Run = field(init=False)
    doubtful: set[Key] = field(default_factory=set)
    columns: dict[Key, Rows] = field(default_factory=dict)

    def __post_init__(self) -> None:
        data = {name: replace(rows, columns=dict(rows.columns)) for name, rows in self.run.data.items()}
        run = self.run
        self.whole = Run(
            self.plan.compiled, data, AMOUNTS, run.decisions, filter_from=run.filter_from, tally=run.tally
        )

    def finished(self, pool: Pool) -> Run:
        pool.begin(self.plan, split(self.run, self.plan, self.cut), self._called())
        answers: list[Answers] = [{} for _ in range(self.cut.count)]
        for turn in range(self.plan.last + 1):
            outcomes = dict(self._told(turn, pool.step(turn, answers)))
            self._take(turn, [outcomes[number] for number in range(self.cut.count)])
            answers = self._answers(turn + 1, [outcomes[number] for number in range(self.cut.count)])
        return self._assembled()

    def _told(self, turn: int, outcomes: Iterator[tuple[int, Outcome]]) -> Iterator[tuple[int, Outcome]]:
        """What comes of the parts, told as it comes; ends where a rule broke in one."""
        of, all_of = self.plan.last + 1, self.cut.count
        for done, (number, outcome) in enumerate(outcomes, start=1):
            if outcome.broken:
                raise _Broken
            if done == all_of or done % max(all_of // 4, 1) == 0:
                zh = f"第 {turn + 1} 轮(共 {of} 轮):{done}/{all_of} 个分片"
                self.progress(Text(zh, f"round {turn + 1} of {of}: {done} of {all_of} parts"))
            yield number, outcome

    def _take(self, turn: int, outcomes: Sequence[Outcome]) -> None:
        """Put together what the parts give of a round."""
        for built in self.plan.rules_of(turn):
            level, name = built.key
            given = [outcome.columns[built.key] for outcome in outcomes if built.key in outcome.columns]
            rows = self.cut.rows.get(level)
            self.columns[built.key] = given[0] if rows is None else in_place(given, rows)
            tally = self.whole.tally_for(self.whole.data[level].size)
            self.whole.data[level].columns[name] = estimated(self.columns[built.key], tally)
        for outcome in outcomes:
            self.doubtful |= outcome.doubtful
            self.run.tally.rows += outcome.decided[0]
            self.run.tally.exact += outcome.decided[1]

    def _answers(self, turn: int, outcomes: Sequence[Outcome]) -> list[Answers]:
        """What is answered before a round, for each part."""
        answers: list[Answers] = [{} for _ in outcomes]
        for number, node in self.plan.answered_in(turn):
            if isinstance(node, Aggregate) and adds_up(self.plan.layout, node):
                said = [outcome.said[number] for outcome in outcomes]
                found = combined(node, said, count_of(self.whole, node))
                self.whole.memo[node] = read_by(self.whole, node, found)
                values: list[Any] = [found] * len(answers)
            else:
                values = self._over_the_whole(node)
            for own, value in zip(answers, values, strict=True):
                own[number] = value
        answered = set(self.plan.crossing)
        self.whole.memo = {node: value for node, value in self.whole.memo.items() if node in answered}
        return answers

    def _over_the_whole(self, node: Node) -> list[Value]:
        """A node's value over the whole batch, each part its own rows of it."""
        try:
            value = self.whole.value(node)
        except (LanguageError, ValueError) as error:
            raise _Broken from error
        rows = self.cut.rows.get(node.schema.level)
        if rows is None or not is_rows(value):
            return [settled(value)] * self.cut.count
        return [settled(gather(value, own)) for own in rows]

    def _assembled(self) -> Run:
        """The run with all its columns; a rule of which a part could not say whether it may divide is computed once more."""
        run = self.run
        for built in run.compiled.rules:
            level, name = built.key
            run.data[level].columns[name] = self.columns[built.key]
        for built in run.compiled.rules:
            if built.key in self.doubtful:
                column(run, built)
                run.memo.clear()
        return run

    def _called(self) -> list[Text]:
        """What each part is called: its first and its last row of the part level."""
        level = self.plan.layout.level
        return [_called(self.run, level, rows) for rows in self.cut.rows[level]]


def _called(run: Run, level: str, rows: Any) -> Text:
    own = run.compiled.levels[level]
    personal = any(own.columns[name].personal for name in own.identity)
    first, last = ((mask(one) if personal else one) for one in run.names_of(level, rows[[0, -1]]))
    return Text(
        f"{own.zh} {veil_key(first)} 至 {veil_key(last)}",
        f"{own.plural} {veil_key(first)} to {veil_key(last)}",
    )


def best(run: Run, parts: int) -> LaidOut | None:
    """The layout whose parts are of like weight and need the least from outside; None where no level gives such parts."""
    found = [parted_by(run, level) for level, rows in run.data.items() if rows.size >= parts]
    even = [one for one in found if _is_even(one, parts)]
    return min(even, key=lambda one: _cost(run, one, parts), default=None)


def _is_even(one: LaidOut, parts: int) -> bool:
    """Whether no row of the part level weighs more than a part should, and something hangs on it."""
    weights = one.weights
    return bool(weights.size) and int(weights.max()) * parts <= 2 * int(weights.sum())


def _cost(run: Run, one: LaidOut, parts: int) -> tuple[int, int]:
    """How many values are answered from outside or computed in every part; of equals the level of fewer rows."""
    layout = one.layout
    cost = 0
    for node in planned(run.compiled, layout).crossing:
        added = isinstance(node, Aggregate) and adds_up(layout, node)
        cost += parts * count_of(run, cast("Aggregate", node)) if added else run.size(node)
    for built in run.compiled.rules:
        level = built.rule.level
        cost += 0 if level in layout.parted else parts * run.data[level].size
    return cost, run.data[layout.level].size
