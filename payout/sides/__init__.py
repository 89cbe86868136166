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
from payout.sides.correcting import (
    Correction,
    changed_rows,
    correct,
    corrections_of,
    paid_run,
    publish_correction,
    require_correction,
)
from payout.sides.lists import Pointed, listed, reconcile
from payout.sides.paying import owed_by
from payout.sides.sensitivity import Asking, sensitivity

__all__ = [
    "Against",
    "Asking",
    "Correction",
    "Pointed",
    "SideRefused",
    "Trial",
    "against",
    "changed_rows",
    "compare",
    "correct",
    "corrections_of",
    "listed",
    "of_run",
    "owed_by",
    "paid_run",
    "publish_correction",
    "reconcile",
    "require_correction",
    "require_free",
    "save",
    "sensitivity",
    "side",
    "tried",
]
