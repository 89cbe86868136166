"""A public notice: whose result may be shown, for how long, where to object; and the objections that came."""

from payout.outputs.notice.build import NotToBeShown, notice_of
from payout.outputs.notice.notice import Notice, Standing
from payout.outputs.notice.period import NotCovered, last_day
from payout.outputs.notice.write import write_notice

__all__ = ["NotCovered", "NotToBeShown", "Notice", "Standing", "last_day", "notice_of", "write_notice"]
