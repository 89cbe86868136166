"""Rules that do not rest on each other, worked out by two threads: while NumPy goes through a long column it leaves the interpreter free.

A rule is begun as soon as what it reads is there; of several, that on which most rests. What they give is exact, so nothing hangs on
which is done first; a step that both threads come to is worked out by one of them. Of rules that cannot be computed the first in order is
told.
"""

from __future__ import annotations

import os
import threading
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from payout.engines.reference.run import Run

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from payout.engines.reference.values import Rows, Value
    from payout.rules.compiled.compiled import Built, Key
    from payout.rules.tree import Node

    Column: TypeAlias = Callable[[Run, Built, Collection[Node]], Rows]

# Rows of the longest level: of 320,000 two threads take as long as one, and half as much again of the processors.
TOGETHER_FROM = 500_000


class _GivenUpError(Exception):
    """The other thread was interrupted: what this one is at is of no use any more."""


def are_worthwhile(run: Run) -> bool:
    """Whether two threads are faster than one: with many rows, and a second processor. The reference engine uses one."""
    rows = max((data.size for data in run.data.values()), default=0)
    return run.filters and rows >= TOGETHER_FROM and processors() > 1


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def work_out(run: Run, places: Sequence[int], column: Column) -> None:
    """The columns of the rules at these places in order, kept in the run; raises what the first rule in order raises that has to."""
    task = _Task(run, places, column)
    beside = threading.Thread(target=task.work, name="rules")
    with suppress(RuntimeError):  # no further thread is to be had: this one does all
        beside.start()
    try:
        task.work()
    except BaseException:
        task.give_up()
        raise
    finally:
        if beside.ident is not None:
            beside.join()
    if task.faults:
        raise task.faults[min(task.faults)]


@dataclass
class _UnderWay:
    """The steps that a thread is at. `changed` guards them, and all that the threads share."""

    changed: threading.Condition = field(default_factory=threading.Condition)
    steps: set[Node] = field(default_factory=set)
    given_up: bool = False

    def is_mine(self, node: Node, known: Collection[Node]) -> bool:
        """Whether a step is for who asks to work out; if not, it is waited for, and may be known."""
        with self.changed:
            while node in self.steps and not self.given_up:
                self.changed.wait()
            if self.given_up:
                raise _GivenUpError
            if node in known:
                return False
            self.steps.add(node)
            return True

    def done(self, node: Node) -> None:
        """A step is worked out, or cannot be."""
        with self.changed:
            self.steps.discard(node)
            self.changed.notify_all()


@dataclass
class _RuleRun(Run):
    """A run as one rule sees it: the steps that are known are everybody's, what it brings together is its own."""

    under_way: _UnderWay = field(kw_only=True)

    def value(self, node: Node) -> Value:
        if node not in self.memo and self.under_way.is_mine(node, self.memo):
            try:
                return super().value(node)
            finally:
                self.under_way.done(node)
        return super().value(node)


A_STEP = 20_000  # rows that are gone through while a step is set up


def _heights(run: Run, places: Sequence[int]) -> dict[int, int]:
    """For each rule how much is to be done, in rows gone through, from it on to the last that rests on it."""
    heights: dict[int, int] = {}
    below: dict[Key, int] = {}
    for place in reversed(places):
        built = run.compiled.rules[place]
        own = sum(steps * (run.data[level].size + A_STEP) for level, steps in built.levels.items())
        heights[place] = own + below.get(built.key, 0)
        for key in built.reads:
            below[key] = max(below.get(key, 0), heights[place])
    return heights


class _Task:
    """Rules under way: which are begun and which are done, and what went wrong with which."""

    def __init__(self, run: Run, places: Sequence[int], column: Column) -> None:
        self.run, self.column, self.under_way = run, column, _UnderWay()
        self.rules = run.compiled.rules
        heights = _heights(run, places)
        self.open = sorted(places, key=lambda place: (-heights[place], place))
        self.awaited = {self.rules[place].key for place in places}  # columns that are not there yet
        self.unread = Counter(node for place in places for node in run.compiled.steps[place][1])
        self.faults: dict[int, Exception] = {}

    def work(self) -> None:
        """Work out one rule after another until none is left to begin."""
        while (place := self._next()) is not None:
            try:
                self._work_out(place)
            except _GivenUpError:
                return
            except Exception as error:  # noqa: BLE001 - raised by who asked, where no rule before it went wrong
                self._fail(place, error)

    def give_up(self) -> None:
        """Begin no more, and end what is under way at its next step."""
        with self.under_way.changed:
            self.under_way.given_up = True
            self.open.clear()
            self.under_way.changed.notify_all()

    def _next(self) -> int | None:
        """A rule whose columns are all there, begun; None where none is left."""
        with self.under_way.changed:
            while self.open:
                for place in self.open:
                    if self.awaited.isdisjoint(self.rules[place].reads):
                        self.open.remove(place)
                        return place
                self.under_way.changed.wait()
        return None

    def _work_out(self, place: int) -> None:
        run, built = self.run, self.rules[place]
        own = _RuleRun(
            run.compiled, run.data, run.reading, run.decisions, run.memo, run.told, run.filter_from, run.tally,
            under_way=self.under_way,
        )  # fmt: skip
        own.by_path = run.by_path
        alone, shared = run.compiled.steps[place]
        found = self.column(own, built, alone)
        with self.under_way.changed:
            run.data[built.rule.level].keep(built.rule.name, found)
            self.awaited.remove(built.key)
            for node in alone:
                run.memo.pop(node, None)
            for node in shared:  # behind the last that has it: it is worked out once
                self.unread[node] -= 1
                if not self.unread[node]:
                    run.memo.pop(node, None)
            self.under_way.changed.notify_all()

    def _fail(self, place: int, error: Exception) -> None:
        """Go on with what comes before a rule that went wrong: something there may go wrong as well, and is told in its place."""
        with self.under_way.changed:
            self.faults[place] = error
            self.open = [one for one in self.open if one < place]
            self.under_way.changed.notify_all()
