"""What must hold of a whole batch: it is of the year that is computed, its quotas are kept, what is paid and what is left sum to it."""

from typing import TYPE_CHECKING

from payout.deferred import deferred

if TYPE_CHECKING:
    from payout.settle.quotas import prove, quota_findings
    from payout.settle.rounding import YUAN_OF, Leaving, RoundingMode, RoundingUnit, Settlement
    from payout.settle.year import other_year
else:
    __getattr__ = deferred(__name__)

__all__ = [
    "YUAN_OF", "Leaving", "RoundingMode", "RoundingUnit", "Settlement", "other_year", "prove", "quota_findings",
]  # fmt: skip
