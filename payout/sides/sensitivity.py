"""A batch under every other reading and with every number a step up or down."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from payout.engines.reference.engine import RuleFault
from payout.evidence.comparing.comparison import NotComparable
from payout.evidence.comparing.sides import target_of
from payout.evidence.sensitivity import Effect, Sensitivity, effect_of, interactions
from payout.rules.compiled.compiled import PolicyFault
from payout.rules.policy.varying import USUAL_STEP, readings, stepped
from payout.rules.tree import LanguageError
from payout.sides.comparing import side
from payout.text import Text, quiet

if TYPE_CHECKING:
    from collections.abc import Mapping

    from payout.evidence.comparing import Side
    from payout.evidence.comparing.sides import Target
    from payout.rules.policy.policy import Policy
    from payout.rules.policy.varying import StepSize, Varied
    from payout.sides.comparing import Trial
    from payout.text import Progress


@dataclass(frozen=True)
class Asking:
    """What a batch is tried under: which parameters (all where none is named), how far numbers move, whether in pairs.

    `steps` by parameter, "" for those that are not named; None: numbers stand as they are.
    """

    names: tuple[str, ...] = ()
    steps: Mapping[str, StepSize] | None = None
    pairs: bool = False

    def choices(self, policy: Policy) -> tuple[Varied, ...]:
        """Each other reading of each choice that is asked for."""
        found = (one for one in policy.parameters.values() if not self.names or one.name in self.names)
        return tuple(varied for one in found for varied in readings(one))

    def numbers(self, policy: Policy) -> tuple[Varied, ...]:
        """Each number a step up and down; the year is none: another one is another batch."""
        if self.steps is None:
            return ()
        usual = self.steps.get("", USUAL_STEP)
        found = [one for one in policy.parameters.values() if one is not policy.year]
        if self.steps.keys() - {""}:
            found = [one for one in found if one.name in self.steps]
        elif self.names:
            found = [one for one in found if one.name in self.names]
        return tuple(varied for one in found for varied in stepped(one, self.steps.get(one.name, usual)))


def sensitivity(trial: Trial, asking: Asking, progress: Progress = quiet) -> Sensitivity:
    """What each other value would move. Raises NotComparable where the batch itself has open points, LanguageError."""
    first = side(trial.name, trial.batch)
    if first.result.open_points:
        raise NotComparable(first, first.result.open_points)
    target, policy = target_of(first), first.policy
    choices, numbers = asking.choices(policy), asking.numbers(policy)
    twos = [pair for pair in combinations(choices, 2) if pair[0].parameter.name != pair[1].parameter.name]
    asked = [(one,) for one in (*choices, *numbers)] + (twos if asking.pairs else [])
    effects = []
    for count, varied in enumerate(asked, 1):
        name = " & ".join(one.key for one in varied)
        progress(Text(f"试算 {count}/{len(asked)}:{name}", f"trying {count} of {len(asked)}: {name}"))
        effects.append(_effect(trial, first, target, varied))
    ends = len(choices), len(choices) + len(numbers)
    alone, pairs = tuple(effects[: ends[0]]), tuple(effects[ends[1] :])
    return Sensitivity(
        first,
        target,
        first.total(target),
        alone,
        tuple(effects[ends[0] : ends[1]]),
        interactions(alone, pairs),
    )


def _effect(trial: Trial, first: Side, target: Target, varied: tuple[Varied, ...]) -> Effect:
    """What comes of a variation; one that cannot be put in force, or under which rules break, says why."""
    refused = next((one.refused for one in varied if one.refused.en), None)
    if refused is not None:
        return Effect(varied, refused=refused)
    policy = first.policy
    for one in varied:
        policy = one.applied(policy)
    try:
        batch = trial.under(policy)
    except PolicyFault as fault:
        return Effect(varied, refused=fault.findings[0].problem, findings=fault.findings)
    except (RuleFault, LanguageError) as fault:
        return Effect(varied, refused=Text(getattr(fault, "zh", "") or str(fault), str(fault)))
    return effect_of(first, side(trial.name, batch), target, varied)
