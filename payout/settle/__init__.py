"""What must hold of a whole batch once it is computed: the quotas."""

from payout.settle.quotas import prove, quota_findings

__all__ = ["prove", "quota_findings"]
