"""What must hold of a whole batch once it is computed: the quotas."""

from payout.settle.quotas import prove

__all__ = ["prove"]
