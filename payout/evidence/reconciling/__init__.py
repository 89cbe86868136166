"""Why an office's own list differs from a run: ways to compute all amounts anew, each tried, and the fewest that account for most rows.

`trials` computes every row under a twist; `readings`, `roundings`, `values`, `omissions` and `slips` say which twists there are, `inputs`
what may differ for one row alone; `weighing` says how well one accounts for the list, `search` finds the fewest, `reconciliation` is what
came of it.
"""

from typing import TYPE_CHECKING

from payout.deferred import deferred

if TYPE_CHECKING:
    from payout.evidence.reconciling.reconcile import reconciled
    from payout.evidence.reconciling.reconciliation import Cause, Line, Reconciliation
else:
    __getattr__ = deferred(__name__)

__all__ = ["Cause", "Line", "Reconciliation", "reconciled"]
