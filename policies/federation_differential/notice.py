"""Days of public notice (五4): how many whole days have passed when the results are settled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from payout.exact import ExactArray

if TYPE_CHECKING:
    import pandas as pd


def whole_days(offices: pd.DataFrame, notice_counting: str) -> ExactArray:
    """The days of notice that are over before the day of settling; missing without both days.

    `notice_counting`: from the day after the notice went up, from that day itself, or weekdays from the day after.
    """
    stated = (offices["notice_began"].notna() & offices["settled_on"].notna()).to_numpy(dtype=bool)
    epoch = np.datetime64("1970-01-01", "D")
    began, settled = (
        np.where(stated, offices[name].to_numpy().astype("datetime64[D]"), epoch)
        for name in ("notice_began", "settled_on")
    )
    first = began if notice_counting == "first_day" else began + np.timedelta64(1, "D")
    if notice_counting == "weekdays":
        days = np.busday_count(first, np.maximum(first, settled))
    else:
        days = (settled - first).astype(np.int64)
    return ExactArray.from_integers(np.maximum(days, 0).astype(np.int64), mask=~stated)
