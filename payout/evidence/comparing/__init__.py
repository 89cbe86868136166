"""What differs between two computed batches, for whom, by how much, and which change makes how much of it."""

from typing import TYPE_CHECKING

from payout.deferred import deferred

if TYPE_CHECKING:
    from payout.evidence.comparing.changes import Alteration
    from payout.evidence.comparing.comparison import Comparison, NotComparable, Payee, compared
    from payout.evidence.comparing.sides import Side
else:
    __getattr__ = deferred(__name__)

__all__ = ["Alteration", "Comparison", "NotComparable", "Payee", "Side", "compared"]
