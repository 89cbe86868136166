"""What one looks at before paying: the largest and smallest amounts, who is paid nothing, who has left, blanks, and what is unlike."""

from payout.evidence.looking.look import look_over

__all__ = ["look_over"]
