"""Rows of county × year: the earlier years that are stated, and the year of the appraisal for every county."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from payout.exact import ExactArray

if TYPE_CHECKING:
    from numpy.typing import NDArray


def county_years(counties: pd.DataFrame, earlier: pd.DataFrame, year: int) -> pd.DataFrame:
    """Give county_id, year and earlier_score, by county and year; the year of the appraisal has no earlier score."""
    names = np.concatenate([_texts(counties["county_id"]), _texts(earlier["county_id"])])
    years = [*[year] * len(counties), *(int(each) for each in earlier["year"].array.fillna(0))]
    scores = [*[None] * len(counties), *(None if each is pd.NA else each for each in earlier["score"].array)]
    order = sorted(range(len(names)), key=lambda row: (names[row], years[row]))
    return pd.DataFrame(
        {
            "county_id": pd.array(names[order], dtype=pd.StringDtype(na_value=pd.NA)),
            "year": ExactArray.from_integers(np.array([years[row] for row in order], dtype=np.int64)),
            "earlier_score": ExactArray.from_fractions([scores[row] for row in order]),
        }
    )


def _texts(column: pd.Series) -> NDArray[np.object_]:
    texts: NDArray[np.object_] = column.to_numpy(dtype=object, na_value="")
    return texts
