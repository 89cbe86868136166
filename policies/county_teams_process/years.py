"""Rows by year: the earlier years that are stated, and the year of the appraisal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from fractions import Fraction


def county_years(counties: pd.DataFrame, earlier_scores: pd.DataFrame, appraisal_year: Fraction) -> pd.DataFrame:
    """county_id, year and earlier_score, by county and year; the year of the appraisal has no earlier score."""
    earlier = earlier_scores.rename(columns={"score": "earlier_score"})
    present = counties[["county_id"]].assign(year=int(appraisal_year), earlier_score=None).astype(earlier.dtypes)
    rows = pd.concat([present, earlier]).sort_values(["county_id", "year"], kind="stable", ignore_index=True)
    return rows[["county_id", "year", "earlier_score"]]


def rating_years(scores: pd.DataFrame, earlier_ratings: pd.DataFrame, appraisal_year: Fraction) -> pd.DataFrame:
    """county_id, indicator_id, year and year_score, earlier and of the appraisal, where any earlier year is stated."""
    columns = ["county_id", "indicator_id", "year", "year_score"]
    earlier = earlier_ratings.rename(columns={"score": "year_score"})[columns]
    present = scores.rename(columns={"score": "year_score"}).assign(year=int(appraisal_year))[columns]
    rows = pd.concat([present[: len(present) * bool(len(earlier))].astype(earlier.dtypes), earlier])
    return rows.sort_values(columns[:3], kind="stable", ignore_index=True)
