"""Every registered reading (口径) that is not in force, alone and in pairs."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from payout.evidence.reconciling.trials import Twist
from payout.evidence.reconciling.ways import Way
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from payout.evidence.reconciling.trials import Ground
    from payout.rules.policy.parameters import Parameter

BITS = 5


def readings(ground: Ground) -> Iterator[Way]:
    """The readings alone, then two at once."""
    alone = list(_alone(ground))
    yield from alone
    yield from (one.also(other) for one, other in combinations(alone, 2) if one.name != other.name)


def _alone(ground: Ground) -> Iterator[Way]:
    for name in ground.parameters:
        one = ground.side.policy.parameters[name]
        if one.kind == "choice":
            yield from (_way(one, option) for option in one.options if option != one.value)


def _way(one: Parameter, option: str) -> Way:
    now = one.options.get(str(one.value), str(one.value))
    label = Text(
        f"口径“{one.zh}”取“{one.options[option]}”(本次为“{now}”)",
        f"the reading {one.name} = {option} (here {one.value})",
    )
    return Way("reading", label, one.clause, Twist({one.name: option}), BITS, one.name)
