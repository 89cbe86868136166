"""A run computed in parts: what each gives is put together round by round, and what looks beyond a part is answered over the whole.

What comes out is an ordinary run: whatever is done with it afterwards knows nothing of parts. Where a rule breaks in a part the whole
is computed as it would be without parts, so that what is told of it is the same.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol, cast

from payout.engines.parts.columns import estimated, in_place, places_of, settled
from payout.engines.parts.layout import parted_by
from payout.engines.parts.partials import combined, count_of, read_by
from payout.engines.parts.plan import adds_up, planned
from payout.engines.parts.split import BatchPart, cuts, held_in
from payout.engines.reference.amounts import AMOUNTS
from payout.engines.reference.engine import column, finish
from payout.engines.reference.run import Run
from payout.engines.reference.values import gather, is_rows
from payout.masking import mask, veil_key
from payout.memory import give_back
from payout.rules.tree import LanguageError
from payout.text import Text, quiet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from payout.engines.parts.layout import LaidOut
    from payout.engines.parts.partials import Partial
    from payout.engines.parts.plan import Rounds
    from payout.engines.parts.split import Cuts
    from payout.engines.parts.step import Outcome
    from payout.engines.reference.data import LevelData
    from payout.engines.reference.values import Positions, Rows, Value
    from payout.rules.compiled.compiled import Key
    from payout.rules.tree import Node
    from payout.text import Progress


IN_ONE = Text(
    "不分片,在本机计算:没有一层可以分成大小相近的部分",
    "in one piece, on this machine: no level can be cut into parts of like size",
)


class Pool(Protocol):
    """Who computes parts."""

    def parts_of(self, rows: int) -> int:
        """Into how many parts a batch of so many rows is best cut for it."""

    def begin(self, plan: Rounds, called: Sequence[Text]) -> None:
        """Take the plan of a batch; `called`: what each of its parts is called where one must be told of."""

    def step(self, parts: Iterable[BatchPart]) -> Iterator[tuple[int, Outcome]]:
        """Compute one round of every part, each made when it is asked for; give what comes of each as it comes, with its number."""


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
        progress(IN_ONE)
        return finish(run)
    plan = planned(run.compiled, found.layout)
    del found  # its positions are as many as there are rows
    with suppress(_Broken):
        return _Driver(run, plan, cut, progress).finished(pool)
    return finish(run)


@dataclass
class _Driver:
    """What holds the whole while its parts are computed: the columns that parts are made of, exactly, and a run that answers."""

    run: Run
    plan: Rounds
    cut: Cuts
    progress: Progress
    exact: dict[str, LevelData] = field(init=False)
    whole: Run = field(init=False)
    answers: dict[int, Value] = field(default_factory=dict)
    doubtful: set[Key] = field(default_factory=set)
    places: dict[str, Positions | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.exact, run = _own_columns(self.run), self.run
        self.whole = Run(
            self.plan.compiled,
            _own_columns(run),
            AMOUNTS,
            run.decisions,
            filter_from=run.filter_from,
            tally=run.tally,
        )
        self.places = {level: places_of(rows) for level, rows in self.cut.rows.items()}

    def finished(self, pool: Pool) -> Run:
        pool.begin(self.plan, self._called())
        said: list[Mapping[int, Partial]] = []
        for turn in range(self.plan.last + 1):
            self._answer(turn, said)
            said = self._taken(turn, self._told(turn, pool.step(self._parts(turn))))
            give_back()
        return self._assembled()

    def _parts(self, turn: int) -> Iterator[BatchPart]:
        """The parts for a round, each made when it is asked for."""
        needs = self.plan.needs_of(turn)
        levels = {node.home.name for node in self.plan.numbered if node in needs.nodes}
        asked = {number: self.plan.crossing[number] for number in self.answers}
        asked = {number: node for number, node in asked.items() if node in needs.nodes}
        for part in range(self.cut.count):
            rows = {level: self.cut.rows[level][part] for level in levels}
            held = held_in(self.exact, self.plan, self.cut, part, needs)
            answers = {number: self._answered(number, node, part) for number, node in asked.items()}
            yield BatchPart(part, turn, rows, held, self.run.decisions, answers)

    def _answered(self, number: int, node: Node, part: int) -> Value:
        """What one part is answered: of what is added up the values of all groups, else those of its own rows."""
        value, rows = self.answers[number], self.cut.rows.get(node.schema.level)
        if rows is None or not is_rows(value) or adds_up(node, self.plan.layout):
            return cast("Value", settled(value))
        return cast("Value", settled(gather(value, rows[part])))

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

    def _taken(self, turn: int, outcomes: Iterator[tuple[int, Outcome]]) -> list[Mapping[int, Partial]]:
        """Put together what the parts give of a round, column by column; gives what each says of the next."""
        columns: list[dict[Key, Rows]] = [{} for _ in range(self.cut.count)]
        said: list[Mapping[int, Partial]] = [{} for _ in columns]
        for number, outcome in outcomes:
            columns[number], said[number] = dict(outcome.columns), outcome.said
            self.doubtful |= outcome.doubtful
            self.run.tally.rows += outcome.decided[0]
            self.run.tally.exact += outcome.decided[1]
        for built in self.plan.rules_of(turn):
            level, name = built.key
            given = [own.pop(built.key) for own in columns if built.key in own]
            column = in_place(given, self.places[level]) if level in self.places else given[0]
            self.exact[level].columns[name] = column
            if self.plan.last_answering.get(self.plan.compiled.column(level, name), -1) > turn:
                tally = self.whole.tally_for(self.whole.data[level].size)
                self.whole.data[level].columns[name] = estimated(column, tally)
        return said

    def _answer(self, turn: int, said: Sequence[Mapping[int, Partial]]) -> None:
        """Answer what is asked before a round, and forget what no later one asks."""
        for number, node in self.plan.answered_in(turn):
            if adds_up(node, self.plan.layout):
                found = combined(node, [one[number] for one in said], count_of(self.whole, node))
                self.answers[number] = found
                if node in self.plan.last_answering:
                    self.whole.memo[node] = read_by(self.whole, node, found)
                    self.whole.told.add(node)
            else:
                self.answers[number] = self._over_the_whole(node)
        crossing, last = set(self.plan.crossing), self.plan.last_answering
        self.whole.memo = {
            node: value
            for node, value in self.whole.memo.items()
            if node in crossing and last.get(node, -1) > turn
        }
        self.whole.told &= self.whole.memo.keys()
        self.whole.forget_groups()
        for built in self.plan.compiled.rules:
            if last.get(self.plan.compiled.column(*built.key), -1) <= turn:
                self.whole.data[built.key[0]].columns.pop(built.key[1], None)
        self.answers = {
            number: value
            for number, value in self.answers.items()
            if self.plan.last_known[self.plan.crossing[number]] >= turn
        }

    def _over_the_whole(self, node: Node) -> Value:
        """A node's value over the whole batch."""
        try:
            return self.whole.value(node)
        except (LanguageError, ValueError) as error:
            raise _Broken from error

    def _assembled(self) -> Run:
        """The run with all its columns; a rule of which a part could not say whether it may divide is computed once more."""
        run = self.run
        for built in run.compiled.rules:
            level, name = built.key
            run.data[level].columns[name] = self.exact[level].columns[name]
        for built in run.compiled.rules:
            if built.key in self.doubtful:
                column(run, built)
                run.memo.clear()
        return run

    def _called(self) -> list[Text]:
        """What each part is called: its first and its last row of the part level."""
        level = self.plan.layout.level
        return [_called(self.run, level, rows) for rows in self.cut.rows[level]]


def _own_columns(run: Run) -> dict[str, LevelData]:
    """The levels of a run, each with a mapping of its own of the same columns."""
    return {name: replace(rows, columns=dict(rows.columns)) for name, rows in run.data.items()}


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
        cost += parts * count_of(run, node) if adds_up(node, layout) else run.size(node)
    for built in run.compiled.rules:
        level = built.rule.level
        cost += 0 if level in layout.parted else parts * run.data[level].size
    return cost, run.data[layout.level].size
