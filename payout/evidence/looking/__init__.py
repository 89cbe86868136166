"""What one looks at before paying: the largest and smallest amounts, who is paid nothing, who has left, blanks, and what is unlike."""

from typing import TYPE_CHECKING

from payout.deferred import deferred

if TYPE_CHECKING:
    from payout.evidence.looking.look import look_over
else:
    __getattr__ = deferred(__name__)

__all__ = ["look_over"]
