"""What a run puts in force over its policy's own values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from payout.intake import SourceMap
    from payout.rules.policy.overlays import Overlay
    from payout.rules.policy.policy import Policy


@dataclass(frozen=True)
class Changes:
    """What was put in force over a policy's own values: overlays as they were read, then `name=value` texts.

    `expects`: the tables that had to be given, beside those that the policy names. `mapping`: how the source became the
    policy's tables.
    """

    overlays: tuple[Overlay, ...] = ()
    sets: tuple[str, ...] = ()
    expects: tuple[str, ...] = ()
    mapping: SourceMap | None = None

    def applied(self, policy: Policy) -> Policy:
        """The policy with the changes in force."""
        return policy.changed(overlays=self.overlays, sets=self.sets)
