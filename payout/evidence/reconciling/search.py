"""The smallest set of ways that accounts for most of a list: a step at a time, each step the way that leaves least to be written down."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from heapq import nsmallest
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from payout.evidence.reconciling.floats import floats
from payout.evidence.reconciling.omissions import omissions
from payout.evidence.reconciling.readings import readings
from payout.evidence.reconciling.roundings import roundings
from payout.evidence.reconciling.slips import slips
from payout.evidence.reconciling.values import known_values, told_values
from payout.evidence.reconciling.weighing import support, weighed
from payout.text import Text, quiet

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from payout.evidence.reconciling.trials import Trials
    from payout.evidence.reconciling.ways import Way
    from payout.evidence.reconciling.weighing import Theirs, Weight
    from payout.exact import ExactArray
    from payout.text import Progress

MOST_STEPS = 5
BEAM = 3  # ways that are followed on from each set
PATIENCE = 2  # sets tried on without another row that agrees
A_FEN = Fraction(2, 100)
MARGIN = (
    10  # bits that a way must save beyond what it takes to say it: one of a thousand ways would by chance
)
FORETOLD = 30  # ways that are computed on top of others, of those that seem to fit
ALWAYS = "rounding"  # what cannot be foretold: it hangs on the last digits
MOST_ALIKE = 6
MOST_ROWS = 5000  # by which ways are foretold


@dataclass(frozen=True)
class State:
    """Some ways together, and what they leave."""

    ways: tuple[Way, ...]
    trials: Trials
    left: ExactArray
    weight: Weight
    alike: tuple[tuple[Way, ...], ...] = ()  # for each way, those that make the same rows agree

    @property
    def bits(self) -> int:
        """What it takes to say the ways and what is left."""
        return self.weight.bits + sum(way.bits + MARGIN for way in self.ways)


@dataclass
class Search:
    """A search under way. `tried` counts the ways that were computed."""

    theirs: Theirs
    progress: Progress = quiet
    tried: int = 0
    # by how much each way moves some rows by itself
    moves: list[tuple[Way, ExactArray]] = field(default_factory=list)

    def started(self, trials: Trials) -> State:
        """Our own amounts."""
        left = self.theirs.left(trials.amounts)
        return State((), trials, left, weighed(left))

    def found(self, trials: Trials) -> State:
        """The ways that account best for a list; none where nothing does."""
        start = self.started(trials)
        if start.weight.count == len(self.theirs):
            return start
        ground = trials.ground
        self.progress(Text("逐一试算口径、舍入、参数和规则", "trying readings, roundings, values and rules"))
        every = chain(readings(ground), roundings(ground), known_values(ground), omissions(ground))
        best, waiting, idle = start, self._following(start, every, note=True), 0
        while waiting and idle < PATIENCE and best.weight.count < len(self.theirs):
            state = min(waiting, key=lambda one: one.bits)
            waiting.remove(state)
            if state.bits < best.bits:
                idle = 0 if state.weight.count > best.weight.count else idle + 1
                best = state
            else:
                idle += 1
            if best.weight.count < len(self.theirs) and len(state.ways) < MOST_STEPS:
                self._say(best)
                waiting += self._following(state, self._foretold(state))
        return self._needed(start, best)

    def _say(self, best: State) -> None:
        left = len(self.theirs) - best.weight.count
        zh = f"试算 {self.tried:,} 种,说明 {len(best.ways)} 项,余 {left:,} 行"
        self.progress(Text(zh, f"{self.tried:,} ways tried, {len(best.ways)} found, {left:,} rows left"))

    def _following(self, state: State, ways: Iterable[Way], *, note: bool = False) -> list[State]:
        """The best states one way further on, values that the list itself tells among the ways."""
        scored: list[tuple[int, int, Way, Weight]] = []
        near = floats(state.trials.ground) if _is_close(state.left) else ()
        told = chain(ways, told_values(state.trials, self.theirs), slips(state.trials, self.theirs), near)
        taken = {way.name for way in state.ways if way.kind in ("reading", "value")}
        for place, way in enumerate(told):
            if way.name in taken and way.kind in ("reading", "value"):
                continue
            left = self._left(state, way)
            if left is None:
                continue
            if note:
                self.moves.append((way, self._some(state.left - left)))
            weight = weighed(left)
            scored.append((weight.bits + way.bits, place, way, weight))
        better = [one for one in scored if one[0] + MARGIN < state.weight.bits]
        return [
            self._state(state, one, scored)
            for one in _distinct(nsmallest(BEAM * 4, better, key=lambda one: one[:2]))
        ]

    @staticmethod
    def _some(column: ExactArray) -> ExactArray:
        """Rows evenly taken of very many: what is foretold needs no more."""
        step = -(-len(column) // MOST_ROWS)
        return column if step <= 1 else column.take(np.arange(0, len(column), step))

    def _left(self, state: State, way: Way) -> ExactArray | None:
        """What is left under one way more; None where it moves no row."""
        self.tried += 1
        trials = state.trials.under(way.twist)
        if trials is None:
            return None
        left = self.theirs.left(trials.amounts)
        return None if bool(np.asarray(left == state.left, dtype=bool).all()) else left

    def _state(
        self, state: State, one: tuple[int, int, Way, Weight], scored: Sequence[tuple[int, int, Way, Weight]]
    ) -> State:
        _, _, way, weight = one
        trials = state.trials.under(way.twist)
        assert trials is not None  # noqa: S101 - it was computed before
        alike = _alike(way, weight, scored) if weight.count > state.weight.count else ()
        left = self.theirs.left(trials.amounts)
        return State((*state.ways, way), trials, left, weight, (*state.alike, alike))

    def _foretold(self, state: State) -> list[Way]:
        """The ways that seem to leave least on top of others, were their effects added; and those that cannot be foretold."""
        always = [way for way, _ in self.moves if way.kind == ALWAYS and way not in state.ways]
        others = [(way, move) for way, move in self.moves if way.kind != ALWAYS and way not in state.ways]
        here = self._some(state.left)
        scores = [(weighed(here - move).bits + way.bits, place) for place, (way, move) in enumerate(others)]
        return [*(others[place][0] for _, place in nsmallest(FORETOLD, scores)), *always]

    def _needed(self, start: State, best: State) -> State:
        """The set without the ways that too few rows speak for, the least first."""
        while best.ways:
            without = [self._less(start, best, place) for place in range(len(best.ways))]
            least = min(range(len(without)), key=lambda place: self.support(best, without[place], place))
            if self.support(best, without[least], least) > 0:
                break
            best = without[least]
        return best

    def support(self, state: State, without: State, place: int) -> int:
        """What rows say for one way of a set."""
        return support(state.ways[place].bits + MARGIN, without.left, state.left)

    def _less(self, start: State, state: State, place: int) -> State:
        """A set without one of its ways; nothing at all where the rest cannot be computed."""
        fewer = self.together(start, (*state.ways[:place], *state.ways[place + 1 :]))
        alike = (*state.alike[:place], *state.alike[place + 1 :])
        return start if fewer is None else replace(fewer, alike=alike)

    def together(self, start: State, ways: Sequence[Way]) -> State | None:
        """Some ways, one upon the other."""
        trials: Trials | None = start.trials
        for way in ways:
            trials = None if trials is None else trials.under(way.twist)
        if trials is None:
            return None
        left = self.theirs.left(trials.amounts)
        return State(tuple(ways), trials, left, weighed(left))


def _distinct(scored: Sequence[tuple[int, int, Way, Weight]]) -> list[tuple[int, int, Way, Weight]]:
    """The first of those that leave the same rows, with the same weight."""
    seen: set[tuple[bytes, int]] = set()
    found = []
    for one in scored:
        known = (one[3].pattern, one[3].bits)
        if known not in seen:
            seen.add(known)
            found.append(one)
    return found[:BEAM]


def _alike(way: Way, weight: Weight, scored: Sequence[tuple[int, int, Way, Weight]]) -> tuple[Way, ...]:
    """The other ways under which the same rows agree, but for those that are this one with something more."""
    found = {
        other.label: other
        for _, _, other, own in sorted(scored, key=lambda each: each[:2])
        if own.pattern == weight.pattern
        and other.label != way.label
        and way.name not in other.name.split("+")
    }
    return tuple(found.values())[:MOST_ALIKE]


def _is_close(left: ExactArray) -> bool:
    """Whether some rows differ by no more than binary arithmetic can make of a fen."""
    return bool(np.asarray((left != 0) & (abs(left) < A_FEN), dtype=bool).any())
