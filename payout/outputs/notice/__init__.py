"""A public notice: whose result may be shown, for how long, where to object; and the objections that came."""

from typing import TYPE_CHECKING

from payout.deferred import deferred

if TYPE_CHECKING:
    from payout.outputs.notice.build import NotToBeShown, notice_of
    from payout.outputs.notice.notice import Notice, Standing
    from payout.outputs.notice.period import NotCovered, last_day
    from payout.outputs.notice.write import write_notice
else:
    __getattr__ = deferred(__name__)

__all__ = ["NotCovered", "NotToBeShown", "Notice", "Standing", "last_day", "notice_of", "write_notice"]
