"""What must hold of a whole batch: it is of the year that is computed, and its quotas are kept."""

from payout.settle.quotas import prove, quota_findings
from payout.settle.year import other_year

__all__ = ["other_year", "prove", "quota_findings"]
