"""What must hold of a whole batch: its tables say something, of the year that is computed; its quotas are kept."""

from payout.settle.quotas import prove, quota_findings
from payout.settle.rows import tables_without_rows
from payout.settle.year import other_year

__all__ = ["other_year", "prove", "quota_findings", "tables_without_rows"]
