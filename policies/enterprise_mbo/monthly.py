"""In which month a day lies: what a date says, which is no arithmetic."""

from __future__ import annotations

import numpy as np
import pandas as pd

DAY, MONTH = "datetime64[D]", "datetime64[M]"


def month_of(events: pd.DataFrame) -> pd.api.extensions.ExtensionArray:
    """The month of each event, as 2010-03; missing without a day."""
    days = events["date"]
    stated = days.notna().to_numpy(dtype=bool)
    months = np.full(len(days), pd.NA, dtype=object)
    months[stated] = days[stated].to_numpy().astype(DAY).astype(MONTH).astype(str)
    return pd.array(months, dtype=pd.StringDtype(na_value=pd.NA))
