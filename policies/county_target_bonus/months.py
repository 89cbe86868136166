"""Calendar work of the county's scheme (6.5, 6.6): which months a person spent in which unit.

The functions at the end derive what tables.py declares, from the tables and parameters that they name. Days count from
0, the 1 January of the year; `edges` are the first days of its months and of the next; months are 0 to 11.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from payout.exact import ExactArray

if TYPE_CHECKING:
    from fractions import Fraction

Days = NDArray[np.int64]
Flags = NDArray[np.bool_]
MID_MONTH = 16


@dataclass(frozen=True)
class Spells:
    """Spells cut to the year: `row` is the position in spells, `holder` in people; the last day is `end`."""

    row: Days
    holder: Days
    unit: NDArray[np.object_]
    start: Days
    end: Days
    sick: Flags

    def only(self, which: Flags | Days) -> Spells:
        """Those of a mask, or at positions, in their order."""
        return Spells(*(getattr(self, one.name)[which] for one in fields(self)))


def day_numbers(days: NDArray[np.datetime64], year: int) -> Days:
    """Dates as days of the year; those before it are negative."""
    return (days.astype("datetime64[D]") - np.datetime64(f"{year}-01-01", "D")).astype(np.int64)


def month_edges(year: int) -> Days:
    """The first days of the year's months and of the next year."""
    return day_numbers(np.arange(f"{year}-01", f"{year + 1}-02", dtype="datetime64[M]"), year)


def cut(people: pd.DataFrame, spells: pd.DataFrame, year: int) -> Spells:
    """Spells cut to the year, by person and start; without those outside it, of unknown people, or not dated."""
    dates = spells[["start", "end"]].fillna(pd.Timestamp(f"{year}-01-01"))
    dated = spells[["start", "end"]].notna().all(axis=1).to_numpy()
    whole = Spells(
        np.arange(len(spells)),
        _holders(people["person_id"], spells["person_id"]),
        spells["unit_id"].to_numpy(dtype=object, na_value=""),
        np.maximum(day_numbers(dates["start"].to_numpy(), year), 0),
        np.minimum(day_numbers(dates["end"].to_numpy(), year), month_edges(year)[-1] - 1),
        (spells["reason"] == "sick_leave").to_numpy(dtype=bool),
    )
    kept = whole.only((whole.holder >= 0) & dated & (whole.start <= whole.end))
    return kept.only(np.lexsort((kept.row, kept.start, kept.holder)))


def _holders(people: pd.Series, wanted: pd.Series) -> Days:
    """The position of each wanted identifier among people, -1 where there is none; of a repeated one, the first."""
    first = np.flatnonzero(~people.duplicated().to_numpy())
    found = pd.Index(people.iloc[first]).get_indexer(pd.Index(wanted))
    positions: Days = np.append(first, -1)[found].astype(np.int64)
    return positions


def service_of(people: pd.DataFrame, spells: pd.DataFrame, year: int) -> Spells:
    """The spells of the year that are service."""
    within = cut(people, spells, year)
    return within.only(~within.sick)


def serving(people: pd.DataFrame, spells: pd.DataFrame) -> Flags:
    """Who has service rows at all, in the year or not: all others serve the whole year in their unit."""
    service = (spells["reason"] != "sick_leave").fillna(value=True).to_numpy(dtype=bool)
    return people["person_id"].isin(spells["person_id"][service]).to_numpy()


def sick_months(people: int, spells: Spells, edges: Days) -> Flags:
    """The months whose every day is covered by sick leave, rows together; shape (people, 12)."""
    result = np.zeros((people, 12), dtype=bool)
    sick = spells.only(spells.sick)
    holders, place = np.unique(sick.holder, return_inverse=True)
    change = np.zeros((len(holders), edges[-1] + 1), dtype=np.int32)
    np.add.at(change, (place, sick.start), 1)
    np.add.at(change, (place, sick.end + 1), -1)
    covered = np.cumsum(change, axis=1)[:, :-1] > 0
    result[holders] = np.logical_and.reduceat(covered, edges[:-1], axis=1)
    return result


def held(service: Spells, opens: int, closes: int) -> Days:
    """Of each person the row that was the first to touch these days: rows are in order of start."""
    touching = np.flatnonzero((service.start <= closes) & (service.end >= opens))
    return touching[np.unique(service.holder[touching], return_index=True)[1]]


def served_in_parts(service: Spells, sick: Flags, edges: Days, month_rule: str) -> Days:
    """What each service row counts: months, or days (by_day); months of sick leave left out."""
    parts = np.zeros(len(service.row), dtype=np.int64)
    for month, (first, after) in enumerate(pairwise(edges)):
        if month_rule == "by_day":
            days = np.minimum(service.end, after - 1) - np.maximum(service.start, first) + 1
            parts += np.where(sick[service.holder, month], 0, np.maximum(days, 0))
        else:
            middle = first + MID_MONTH - 1
            rows = held(service, middle, middle) if month_rule == "mid_month" else held(service, first, after - 1)
            parts[rows] += ~sick[service.holder[rows], month]
    return parts


def _summed(holder: Days, unit: NDArray[np.object_], parts: Days) -> tuple[Days, NDArray[np.object_], Days]:
    """Rows of one person in one unit added up, without what counts nothing, by person and unit."""
    codes, units = pd.factorize(unit, sort=True)
    pairs, place = np.unique(holder * max(len(units), 1) + codes, return_inverse=True)
    summed = np.zeros(len(pairs), dtype=np.int64)
    np.add.at(summed, place, parts)
    holders, codes = np.divmod(pairs[summed > 0], max(len(units), 1))
    return holders, units[codes], summed[summed > 0]


def stints(people: pd.DataFrame, spells: pd.DataFrame, year: Fraction, month_rule: str) -> pd.DataFrame:
    """The months that each person spent in each unit: person_id, unit_id, months (exact; never 0)."""
    edges, by_day = month_edges(int(year)), month_rule == "by_day"
    within = cut(people, spells, int(year))
    sick = sick_months(len(people), within, edges)
    service = within.only(~within.sick)
    whole = np.flatnonzero(~serving(people, spells))
    of_each_month = np.diff(edges) if by_day else np.ones(12, dtype=np.int64)
    holder, unit, parts = _summed(
        np.concatenate([whole, service.holder]),
        np.concatenate([people["unit_id"].to_numpy(dtype=object, na_value="")[whole], service.unit]),
        np.concatenate([~sick[whole] @ of_each_month, served_in_parts(service, sick, edges, month_rule)]),
    )
    return pd.DataFrame(
        {
            "person_id": people["person_id"].array.take(holder),
            "unit_id": pd.array(unit, dtype=pd.StringDtype(na_value=pd.NA)),
            "months": ExactArray.from_integers(parts * 12, edges[-1]) if by_day else ExactArray.from_integers(parts),
        }
    )


def in_service(people: pd.DataFrame, spells: pd.DataFrame, year: Fraction) -> Flags:
    """Who was in service on 31 December, on sick leave or not."""
    service = service_of(people, spells, int(year))
    present = ~serving(people, spells)
    present[service.holder[service.end == month_edges(int(year))[-1] - 1]] = True
    return present


def touches_year(spells: pd.DataFrame, year: Fraction) -> Flags:
    """The spells that have a day in the year, whoever's they are; a spell without both dates has none."""
    first, last = pd.Timestamp(f"{int(year)}-01-01"), pd.Timestamp(f"{int(year)}-12-31")
    start, end = spells["start"], spells["end"]
    return ((start <= last) & (end >= first) & (start <= end)).to_numpy(dtype=bool)


def overlaps(people: pd.DataFrame, spells: pd.DataFrame, year: Fraction) -> Flags:
    """The service spells that begin before an earlier one of the same person ends."""
    service = service_of(people, spells, int(year))
    latest = pd.Series(service.end).groupby(service.holder).cummax().groupby(service.holder).shift(fill_value=-1)
    clash = np.zeros(len(spells), dtype=bool)
    clash[service.row[service.start <= latest.to_numpy()]] = True
    return clash


def is_last(people: pd.DataFrame, spells: pd.DataFrame, year: Fraction) -> Flags:
    """Each person's last service spell of the year."""
    service = service_of(people, spells, int(year))
    last = np.zeros(len(spells), dtype=bool)
    final = np.append(service.holder[1:] != service.holder[:-1], [True])[: len(service.row)]
    last[service.row[final]] = True
    return last
