"""Every row's amount computed anew under a twist: other values, single steps computed otherwise, other arithmetic.

What a twist does not touch is taken from the run before it, so that one costs as much as the rules behind it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property, partial
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias, cast

import numpy as np

from payout.engines.reference.amounts import AMOUNTS
from payout.engines.reference.data import arrange
from payout.engines.reference.engine import RuleFault, column
from payout.engines.reference.run import Run
from payout.evidence.comparing.attribution import nothing_paid
from payout.evidence.comparing.sides import positions_of
from payout.rules.tree import LanguageError, Reading, walk

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from payout.engines.reference.data import LevelData
    from payout.engines.reference.values import Value
    from payout.evidence.comparing.sides import Side, Target
    from payout.exact import ExactArray
    from payout.rules.compiled.compiled import Built, Key
    from payout.rules.policy.parameters import Value as ParameterValueInForce
    from payout.rules.tree import Node

    Amounts: TypeAlias = Callable[[Run, Node], Value]
    Step: TypeAlias = Callable[[Run, Node, Callable[[], Value]], Value]
    Last: TypeAlias = Callable[[ExactArray], ExactArray]

NO_VALUES: Mapping[str, ParameterValueInForce] = MappingProxyType({})


@dataclass(frozen=True)
class Twist:
    """How a run is computed otherwise.

    `values`: parameters by name. `steps`: nodes that are computed otherwise, each by a function of the run, the node, and what gives its
    own value. `reading`: other arithmetic of all steps. `last`: what is done with the amounts at the end.
    """

    values: Mapping[str, ParameterValueInForce] = field(default_factory=lambda: NO_VALUES)
    steps: tuple[tuple[Node, Step], ...] = ()
    reading: Reading[Amounts] | None = None
    last: tuple[Last, ...] = ()

    def then(self, more: Twist) -> Twist:
        """Both together, `more` on what this one gives."""
        return Twist(
            {**self.values, **more.values},
            (*self.steps, *more.steps),
            more.reading or self.reading,
            (*self.last, *more.last),
        )


class Twisted(Reading["Amounts"]):
    """A reading that computes some steps otherwise, and all others as the complete reading beneath it."""

    def __init__(self, under: Reading[Amounts], steps: tuple[tuple[Node, Step], ...]) -> None:
        self.name, self.under = under.name, under
        self.own: dict[Node, list[Step]] = {}
        for node, step in steps:
            self.own.setdefault(node, []).append(step)

    def __getitem__(self, node: Node) -> Amounts:
        """The function for a node."""
        own = self.own.get(node)
        return self.under[node] if own is None else partial(_stepped, self.under[node], own)


def _stepped(first: Amounts, steps: list[Step], run: Run, node: Node) -> Value:
    value: Callable[[], Value] = partial(first, run, node)
    for step in steps:
        value = partial(step, run, node, value)
    return value()


@dataclass(frozen=True)
class Touched:
    """What a rule is made of: the steps and parameters that a twist may touch."""

    built: Built
    nodes: frozenset[Node]
    parameters: frozenset[str]


@dataclass
class Ground:
    """What a side's amounts rest on, worked out once."""

    side: Side
    target: Target

    @cached_property
    def rules(self) -> tuple[Touched, ...]:
        """The rules that the amounts rest on, in order."""
        compiled = self.side.compiled
        needed = compiled.ancestors_of(((self.target.level, self.target.column),))
        found = (one for one in compiled.rules if one.key in needed)
        return tuple(_touched(one) for one in found)

    @cached_property
    def nodes(self) -> dict[Node, Built]:
        """Every step that the amounts rest on under the readings in force, with the first rule that has it."""
        found: dict[Node, Built] = {}
        for one in self.rules:
            for node in self.side.run.rests_on(one.built.node, set()):
                found.setdefault(node, one.built)
        return found

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        """The parameters that the amounts may rest on, under any reading, as the policy declares them; derivations' too."""
        read = {name for one in self.rules for name in one.parameters} | self.derived_by
        return tuple(name for name in self.side.policy.parameters if name in read)

    @cached_property
    def derived_by(self) -> frozenset[str]:
        """The parameters that decide the rows of levels."""
        reads = {name for one in self.side.policy.derivations for name in one.reads}
        return frozenset(reads & set(self.side.policy.parameters))

    @cached_property
    def names(self) -> list[str]:
        """The keys of the rows that are paid."""
        return self.side.result.frames[self.target.level].names()


@dataclass
class Trials:
    """The runs of one side under twists. `run` is that of all twists before, `twist`: what they are."""

    ground: Ground
    run: Run
    twist: Twist = field(default_factory=Twist)

    @cached_property
    def amounts(self) -> ExactArray:
        """Each row's amount under the twist so far."""
        return self._last(self.run, self.twist)

    def under(self, more: Twist) -> Trials | None:
        """The same rows under one twist more; None where that cannot be computed."""
        twist = self.twist.then(more)
        try:
            run = self._computed(twist, more)
        except (RuleFault, LanguageError, ZeroDivisionError):  # such a list nobody could have made
            return None
        return replace(self, run=run, twist=twist)

    def _computed(self, twist: Twist, more: Twist) -> Run:
        policy = self.ground.side.policy
        parameters = dict(policy.parameters)
        parameters |= {name: replace(parameters[name], value=value) for name, value in twist.values.items()}
        compiled = replace(self.ground.side.compiled, policy=replace(policy, parameters=parameters))
        anew = bool(self.ground.derived_by & more.values.keys())
        every = anew or more.reading is not None
        dirty = self._dirty(more, every=every)
        data = arrange(compiled.policy, self.ground.side.tables) if anew else _copied(self.run.data)
        run = Run(
            compiled, data, Twisted(twist.reading or AMOUNTS, twist.steps), self.ground.side.run.decisions
        )
        for one in self.ground.rules:
            if one.built.key in dirty:
                run.data[one.built.rule.level].columns[one.built.rule.name] = column(run, one.built)
        run.memo.clear()
        return run

    def _dirty(self, more: Twist, *, every: bool) -> set[Key]:
        nodes = {node for node, _ in more.steps}
        found: set[Key] = set()
        for one in self.ground.rules:
            touched = every or one.nodes & nodes or one.parameters & more.values.keys()
            if touched or found & set(one.built.reads):
                found.add(one.built.key)
        return found

    def _last(self, run: Run, twist: Twist) -> ExactArray:
        level = self.ground.target.level
        amounts = cast("ExactArray", run.data[level].columns[self.ground.target.column])
        identity = self.ground.side.compiled.levels[level].identity
        own, now = self.ground.side.run.data[level], run.data[level]
        if any(now.columns[name] is not own.columns[name] for name in identity):  # its rows were made anew
            names = run.names_of(level, np.arange(now.size))
            amounts = nothing_paid(amounts, positions_of(self.ground.names, names))
        else:
            amounts = amounts.where(~amounts.isna(), Fraction(0))
        for one in twist.last:
            amounts = one(amounts)
        return amounts


def _touched(built: Built) -> Touched:
    nodes = frozenset(walk(built.node))
    return Touched(built, nodes, frozenset(node.parameter for node in nodes if node.parameter))


def _copied(data: Mapping[str, LevelData]) -> dict[str, LevelData]:
    return {name: replace(one, columns=dict(one.columns)) for name, one in data.items()}
