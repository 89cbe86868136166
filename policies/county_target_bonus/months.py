"""Calendar work of the county's scheme (6.5, 6.6): which months a person spent in which unit.

The functions at the end derive what tables.py declares, from the tables and parameters that they name. Days count from
0, the 1 January of the year; `edges` are the first days of its months and of the next; months are 0 to 11.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from payout.exact import ExactArray

if TYPE_CHECKING:
    from fractions import Fraction

Days = NDArray[np.int64]
Flags = NDArray[np.bool_]
MID_MONTH = 16


@dataclass(frozen=True)
class Spells:
    """Spells in days of the year: `row` is the position in spells, `holder` in people; the last day is `end`."""

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


def dated(people: pd.DataFrame, spells: pd.DataFrame, year: int) -> Spells:
    """Spells with their own days, by person and start: of known people, and not ended before they start.

    A blank end means still there: to the last day of the year, or of a row that begins after it to the day when it begins.
    """
    start = spells["start"].fillna(pd.Timestamp(f"{year}-01-01"))
    end = ends(spells, year).where(spells["end"].notna() | (start <= pd.Timestamp(f"{year}-12-31")), start)
    whole = Spells(
        np.arange(len(spells)),
        _holders(people["person_id"], spells["person_id"]),
        spells["unit_id"].to_numpy(dtype=object, na_value=""),
        day_numbers(start.to_numpy(), year),
        day_numbers(end.to_numpy(), year),
        (spells["reason"] == "sick_leave").to_numpy(dtype=bool),
    )
    kept = whole.only((whole.holder >= 0) & spells["start"].notna().to_numpy() & (whole.start <= whole.end))
    return kept.only(np.lexsort((kept.row, kept.start, kept.holder)))


def ends(spells: pd.DataFrame, year: int) -> pd.Series:
    """The last days of spells, the last day of the year where a cell is blank."""
    return spells["end"].fillna(pd.Timestamp(f"{year}-12-31"))


def cut(people: pd.DataFrame, spells: pd.DataFrame, year: int) -> Spells:
    """Spells cut to the year, by person and start; without those outside it."""
    whole = dated(people, spells, year)
    last = month_edges(year)[-1] - 1
    inside = replace(whole, start=np.maximum(whole.start, 0), end=np.minimum(whole.end, last))
    return inside.only(inside.start <= inside.end)


def _holders(people: pd.Series, wanted: pd.Series) -> Days:
    """The position of each wanted identifier among people, -1 where there is none; of a repeated one, the first."""
    place, names = pd.factorize(wanted)  # few of the people have spells: those few are looked for among all
    among = pc.index_in(pa.array(people, pa.large_string()), value_set=pa.array(names, pa.large_string()))
    found = among.fill_null(-1).to_numpy(zero_copy_only=False)
    rows = np.flatnonzero(found >= 0)[::-1]
    first = np.full(len(names) + 1, -1, dtype=np.int64)
    first[found[rows]] = rows  # of equal ones the last that is set, which is the first
    positions: Days = first[place]
    return positions


def service_of(people: pd.DataFrame, spells: pd.DataFrame, year: int) -> Spells:
    """The spells of the year that are service."""
    within = cut(people, spells, year)
    return within.only(~within.sick)


def serving(people: pd.DataFrame, spells: pd.DataFrame) -> Flags:
    """Who has service rows at all, in the year or not: all others serve the whole year in their unit."""
    service = (spells["reason"] != "sick_leave").fillna(value=True).to_numpy(dtype=bool)
    holders = _holders(people["person_id"], spells["person_id"][service])
    found = np.zeros(len(people), dtype=bool)
    found[holders[holders >= 0]] = True
    return found


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
    """The spells that have a day in the year, whoever's they are; a spell without a start has none."""
    first, last = pd.Timestamp(f"{int(year)}-01-01"), pd.Timestamp(f"{int(year)}-12-31")
    start, end = spells["start"], ends(spells, int(year))
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


def is_first(people: pd.DataFrame, spells: pd.DataFrame, year: Fraction) -> Flags:
    """Each person's first service spell, of this year or before it."""
    every = dated(people, spells, int(year))
    service = every.only(~every.sick)
    first = np.zeros(len(spells), dtype=bool)
    first[service.row[np.unique(service.holder, return_index=True)[1]]] = True
    return first


@dataclass(frozen=True)
class Gaps:
    """Days of the year right before service spells that no row covers: of which spells, the first, the last, how many."""

    row: Days
    first: Days
    last: Days
    count: Days


def gaps(people: pd.DataFrame, spells: pd.DataFrame, year: int) -> Gaps:
    """The days of the year between a service spell and the one before it, or 1 January, that no row covers."""
    every = dated(people, spells, year)
    service, sick = every.only(~every.sick), every.only(every.sick)
    latest = pd.Series(service.end).groupby(service.holder).cummax().groupby(service.holder).shift(fill_value=-1)
    first = np.maximum(latest.to_numpy(dtype=np.int64) + 1, 0)
    last = np.minimum(service.start - 1, month_edges(year)[-1] - 1)
    open_ = np.flatnonzero(first <= last)
    found = Gaps(service.row[open_], first[open_], last[open_], last[open_] - first[open_] + 1)
    ill = np.flatnonzero(np.isin(service.holder[open_], sick.holder))
    return _without_sick_days(found, ill, service.holder[open_], sick)


def _without_sick_days(found: Gaps, ill: Days, holder: Days, sick: Spells) -> Gaps:
    """Gaps less the days that sick leave covers; those that it covers whole are none."""
    first, last, count = found.first.copy(), found.last.copy(), found.count.copy()
    for at in ill:
        days = np.arange(first[at], last[at] + 1)
        rows = np.flatnonzero(sick.holder == holder[at])
        covered = (days[:, None] >= sick.start[rows]) & (days[:, None] <= sick.end[rows])
        left = days[~covered.any(axis=1)]
        count[at] = len(left)
        if len(left):
            first[at], last[at] = left[0], left[-1]
    there = count > 0
    return Gaps(found.row[there], first[there], last[there], count[there])


def gap_from(people: pd.DataFrame, spells: pd.DataFrame, year: Fraction) -> pd.Series:
    """The first day before each spell that no row covers."""
    found = gaps(people, spells, int(year))
    return _days_of(found.row, found.first, len(spells), int(year))


def gap_to(people: pd.DataFrame, spells: pd.DataFrame, year: Fraction) -> pd.Series:
    """The last day before each spell that no row covers."""
    found = gaps(people, spells, int(year))
    return _days_of(found.row, found.last, len(spells), int(year))


def gap_days(people: pd.DataFrame, spells: pd.DataFrame, year: Fraction) -> ExactArray:
    """How many days before each spell no row covers."""
    found = gaps(people, spells, int(year))
    counts = np.zeros(len(spells), dtype=np.int64)
    counts[found.row] = found.count
    return ExactArray.from_integers(counts)


def _days_of(row: Days, day: Days, size: int, year: int) -> pd.Series:
    """Days of the year as dates of spells; no date where there is none."""
    dates = np.full(size, np.datetime64("NaT"), dtype="datetime64[s]")
    dates[row] = np.datetime64(f"{year}-01-01", "D") + day
    return pd.Series(dates)
