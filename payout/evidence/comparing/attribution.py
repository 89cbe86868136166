"""How much of each row's difference each change makes, exactly: in one order, or on the average of all orders."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations, pairwise
from math import factorial
from typing import TYPE_CHECKING, Literal, cast

import numpy as np

from payout.engines.reference.engine import RuleFault
from payout.evidence.comparing.sides import positions_of
from payout.rules.compiled.compiled import PolicyFault, compiled
from payout.rules.tree import LanguageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from payout.engines.reference.run import Run
    from payout.engines.reference.shared import SharedRuns
    from payout.evidence.comparing.changes import Alteration, Differences
    from payout.evidence.comparing.sides import Pairing, Target
    from payout.exact import ExactArray
    from payout.rules.compiled.result import Positions

Method = Literal["ordered", "shapley"]
MOST_SHAPLEY = 6  # of six changes there are 64 mixtures and 720 orders


@dataclass
class Mixtures:
    """The amounts of every row under some of the changes, each mixture computed once. A row that is not there is paid nothing.

    Where a mixture cannot be computed, or leaves a row undecided, its amount is that under the mixture with one change less.
    """

    differences: Differences
    target: Target
    pairing: Pairing
    runs: SharedRuns
    known: dict[frozenset[Alteration], ExactArray] = field(default_factory=dict)
    placed: dict[tuple[int, ...], tuple[object, Positions]] = field(default_factory=dict)

    def amounts(self, applied: frozenset[Alteration]) -> ExactArray:
        """Each row's amount under these changes."""
        if applied not in self.known:
            self.known[applied] = self._amounts(applied)
        return self.known[applied]

    def _amounts(self, applied: frozenset[Alteration]) -> ExactArray:
        first, second = self.differences.first, self.differences.second
        if not applied:
            return nothing_paid(first.amounts(self.target), self.pairing.first)
        if len(applied) == len(self.differences.changes):
            return nothing_paid(second.amounts(self.target), self.pairing.second)
        before = self.amounts(applied - {self._last(applied)})
        try:
            return self._computed(applied, before)
        except (RuleFault, PolicyFault, LanguageError):  # this mixture makes no sense; the two ends do
            return before

    def _last(self, applied: frozenset[Alteration]) -> Alteration:
        return next(one for one in reversed(self.differences.changes) if one in applied)

    def _computed(self, applied: frozenset[Alteration], before: ExactArray) -> ExactArray:
        policy, tables = self.differences.mixed(applied)
        ready = compiled(policy)
        level, column = self.target.level, self.target.column
        run = self.runs.run(ready, tables, ready.ancestors_of(((level, column),)))
        places = self._places(run, applied)
        amounts = cast("ExactArray", run.data[level].columns[column])
        undecided = (places >= 0) & amounts.isna()[places]
        return nothing_paid(amounts, places).where(~undecided, before)

    def _places(self, run: Run, applied: frozenset[Alteration]) -> Positions:
        """Where each row of the comparison stands in a run: found once for runs whose rows bear the same keys, the same in memory."""
        level = self.target.level
        keys = tuple(run.data[level].columns[name] for name in run.compiled.levels[level].identity)
        which = (run.data[level].size, *map(id, keys))
        if which not in self.placed:
            names = self.differences.names(run.names_of(level, np.arange(run.data[level].size)), applied)
            self.placed[which] = keys, positions_of(self.pairing.names, names)
        return self.placed[which][1]


def nothing_paid(amounts: ExactArray, positions: Positions) -> ExactArray:
    """Amounts at these positions; nothing for a row that is not there, or whose amount is missing."""
    found = amounts.take(positions, allow_fill=True)
    return found.where(~found.isna(), Fraction(0))


def in_order(
    changes: Sequence[Alteration], amounts: Callable[[frozenset[Alteration]], ExactArray]
) -> list[ExactArray]:
    """What each change adds to what those before it left."""
    steps = [frozenset(changes[:count]) for count in range(len(changes) + 1)]
    return [amounts(after) - amounts(before) for before, after in pairwise(steps)]


def over_all_orders(
    changes: Sequence[Alteration], amounts: Callable[[frozenset[Alteration]], ExactArray]
) -> list[ExactArray]:
    """What each change adds on the average of all orders (Shapley's value), as exact fractions.

    A set of n of k changes stands before a further one in n! (k − n − 1)! of the k! orders.
    """
    if len(changes) > MOST_SHAPLEY:
        raise LanguageError(
            f"{len(changes)} changes have {factorial(len(changes)):,} orders; all orders are averaged for at most {MOST_SHAPLEY}",
            f"共 {len(changes)} 项改动,有 {factorial(len(changes)):,} 种次序;按全部次序平均的,至多 {MOST_SHAPLEY} 项",
        )
    return [_average(one, [other for other in changes if other is not one], amounts) for one in changes]


def _average(
    one: Alteration, others: Sequence[Alteration], amounts: Callable[[frozenset[Alteration]], ExactArray]
) -> ExactArray:
    orders = factorial(len(others) + 1)
    parts = [
        (amounts(frozenset((*before, one))) - amounts(frozenset(before)))
        * Fraction(factorial(count) * factorial(len(others) - count), orders)
        for count in range(len(others) + 1)
        for before in combinations(others, count)
    ]
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    return total


METHODS: dict[Method, Callable[..., list[ExactArray]]] = {"ordered": in_order, "shapley": over_all_orders}
