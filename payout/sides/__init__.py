"""Two sides of one batch, made of what people name: another policy, an overlay, a variant, a run; a list; other readings."""

from payout.sides.comparing import (
    Against,
    SideRefused,
    Trial,
    against,
    compare,
    of_run,
    require_free,
    save,
    side,
    tried,
)
from payout.sides.lists import Pointed, listed, reconcile
from payout.sides.sensitivity import Asking, sensitivity

__all__ = [
    "Against",
    "Asking",
    "Pointed",
    "SideRefused",
    "Trial",
    "against",
    "compare",
    "listed",
    "of_run",
    "reconcile",
    "require_free",
    "save",
    "sensitivity",
    "side",
    "tried",
]
