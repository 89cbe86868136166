"""The days of a notice. The day on which it is put up is not counted (Civil Code 201); working days are those of the State Council.

Which days those are is announced a year at a time: the calendar is the library `chinesecalendar`, which knows the days that were moved
(调休) and refuses years that it does not know.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from payout.text import Text

if TYPE_CHECKING:
    from datetime import date

LIBRARY = Text(
    "要按工作日计算,请安装 payout[notice](chinesecalendar),或用 --until 写明截止日期。",
    "To count working days install payout[notice] (chinesecalendar), or name the last day by --until.",
)


class NotCovered(Exception):  # noqa: N818 - it says what a day is
    """Whether a day is a working day is not known."""

    def __init__(self, problem: Text) -> None:
        super().__init__(problem.en)
        self.problem = problem


def last_day(start: date, days: int, *, working: bool) -> date:
    """The last day of a notice that is put up on `start`. Raises NotCovered."""
    if not working:
        return start + timedelta(days=days)
    day, left = start, days
    while left:
        day += timedelta(days=1)
        left -= is_working(day)
    return day


def is_working(day: date) -> bool:
    """Whether a day is a working day. Raises NotCovered where the library is missing or does not know the year."""
    try:
        import chinese_calendar  # noqa: PLC0415 - an extra: whoever names the last day needs none
    except ImportError:
        raise NotCovered(LIBRARY) from None
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        raise NotCovered(
            Text(
                f"{day.year} 年的工作日,所装的 chinesecalendar 还没有:更新它,或用 --until 写明截止日期。",
                f"The installed chinesecalendar does not know the working days of {day.year}: "
                "update it, or name the last day by --until.",
            )
        ) from None
