"""Which month is which, whose scores hold for whom, and which months a section lacks: selection, no arithmetic."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from payout.exact import ExactArray

if TYPE_CHECKING:
    from collections.abc import Iterable

MONTH = re.compile(r"(?:\d{4}[-年./]?)?0?([1-9]|1[0-2])月?(?:份)?")
YEAR = range(1, 13)
COLUMNS = ("person_id", "month", "part", "own", "quantitative", "qualitative")


def number_of(month: object) -> int | None:
    """Which month of the year a text names: 5, 05, 5月, 2010-05, 2010年5月; None where it names none."""
    found = MONTH.fullmatch(month.strip()) if isinstance(month, str) else None
    return None if found is None else int(found[1])


def numbers(months: pd.DataFrame) -> ExactArray:
    """Which month of the year each month of the register is."""
    return ExactArray.from_fractions(number_of(month) for month in months["month"])


def personal_parts(people: pd.DataFrame, scores: pd.DataFrame) -> pd.DataFrame:
    """Each person's scores by month and part: those of the section, in whose place own ones stand."""
    rows = scores[["section_id", "person_id", "month", "part"]].astype("string")
    rows["score"] = np.arange(len(rows))
    rows["number"] = [number_of(month) or 0 for month in rows["month"]]
    known = people.drop_duplicates("person_id")
    of_section = known[["person_id", "section_id"]].merge(
        rows[rows["person_id"].isna()].drop(columns="person_id"), on="section_id"
    )
    own = rows[rows["person_id"].isin(known["person_id"])]
    pair = ["person_id", "month", "part"]
    replaced = pd.MultiIndex.from_frame(of_section[pair]).isin(pd.MultiIndex.from_frame(own[pair]))
    both = pd.concat([of_section[~replaced].assign(own=False), own.assign(own=True)])
    both = both[_serving(both, known)].sort_values(["person_id", "number", "part", "score"])
    taken = scores.take(both["score"].to_numpy(dtype=np.int64)).reset_index(drop=True)
    taken["person_id"] = both["person_id"].to_numpy(dtype=object)
    taken["person_id"] = taken["person_id"].astype(scores["person_id"].dtype)
    taken["own"] = pd.array(both["own"].to_numpy(dtype=bool), dtype="boolean")
    return taken[list(COLUMNS)]


def _serving(rows: pd.DataFrame, people: pd.DataFrame) -> pd.Series:
    """Whether each row is of a month in which the person was there, from the first month to the last."""
    place = people.set_index("person_id")
    first = rows["person_id"].map(pd.Series(_whole(place["from_month"], YEAR[0]), place.index)).astype("int64")
    last = rows["person_id"].map(pd.Series(_whole(place["to_month"], YEAR[-1]), place.index)).astype("int64")
    return (rows["number"] >= first) & (rows["number"] <= last)


def _whole(values: Iterable[object], blank: int) -> list[int]:
    return [int(value) if hasattr(value, "numerator") else blank for value in values]  # type: ignore[call-overload]


def _in_force(months: pd.DataFrame, leading_opinion: str) -> pd.Series:
    """Whether each month is signed, and not returned by the leading group, or agreed to by it."""
    opinion = months["opinion"].astype("string")
    passed = opinion.eq("agreed") if leading_opinion == "agreed_only" else ~opinion.eq("returned").fillna(value=False)
    return months["confirmed"].fillna(value=False) & passed.fillna(value=False)


def gaps(sections: pd.DataFrame, scores: pd.DataFrame, months: pd.DataFrame, leading_opinion: str) -> pd.DataFrame:
    """The months of the year in which a section has no result that counts."""
    confirmed = set(months["month"][_in_force(months, leading_opinion).to_numpy(dtype=bool)])
    of_section = scores[scores["person_id"].isna()]
    held = {
        (section, number_of(month))
        for section, month in zip(of_section["section_id"], of_section["month"], strict=True)
        if month in confirmed
    }
    wanted = ((section, month) for section in sorted(sections["section_id"].dropna().unique()) for month in YEAR)
    lacking = [pair for pair in wanted if pair not in held]
    return pd.DataFrame(
        {
            "section_id": pd.array([section for section, _ in lacking], dtype=pd.StringDtype(na_value=pd.NA)),
            "month_number": ExactArray.from_fractions(month for _, month in lacking),
        }
    )
