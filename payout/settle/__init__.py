"""What must hold of a whole batch once it is computed: the quotas, the year."""

from payout.settle.quotas import prove, quota_findings
from payout.settle.year import other_year

__all__ = ["other_year", "prove", "quota_findings"]
