"""Calendar work of the county's scheme (6.5, 6.6): which months a person spent in which unit.

Plain functions over arrays; a "row" is a row of `spells`. Months of a year are columns 0 to 11.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from payout.exact import ExactArray

Days = NDArray[np.int64]
Flags = NDArray[np.bool_]
MID_MONTH = 16


@dataclass(frozen=True)
class Calendar:
    """A year as day numbers counted from its 1 January.

    The first and last day of each month, and the number of days.
    """

    year: int

    @property
    def starts(self) -> Days:
        """The first day of each month."""
        months = np.arange(f"{self.year}-01", f"{self.year + 1}-01", dtype="datetime64[M]")
        return self.day_numbers(months.astype("datetime64[D]"))

    @property
    def ends(self) -> Days:
        """The last day of each month."""
        return np.append(self.starts[1:], self.days) - 1

    @property
    def days(self) -> int:
        """How many days the year has."""
        new_year = np.datetime64(f"{self.year + 1}-01-01", "D")
        return int(self.day_numbers(np.array([new_year]))[0])

    def day_numbers(self, dates: NDArray[np.datetime64]) -> Days:
        """Dates as day numbers of the year; days before it are negative."""
        return (dates.astype("datetime64[D]") - np.datetime64(f"{self.year}-01-01", "D")).astype(np.int64)


@dataclass(frozen=True)
class Spells:
    """Spells cut to the year.

    `holder` is each row's position in people (-1: unknown), `row` its position in the table.
    """

    row: Days
    holder: Days
    unit: NDArray[np.object_]
    start: Days
    end: Days
    sick: Flags

    def only(self, keep: Flags) -> Spells:
        """Give the rows where `keep` is true."""
        return Spells(
            self.row[keep],
            self.holder[keep],
            self.unit[keep],
            self.start[keep],
            self.end[keep],
            self.sick[keep],
        )


def cut(people: pd.DataFrame, spells: pd.DataFrame, calendar: Calendar) -> Spells:
    """Cut spells to the year and drop those outside it, of unknown people, or without both dates.

    Order by person and start.
    """
    holder = _holders(people["person_id"], spells["person_id"])
    dated = ~(spells["start"].isna() | spells["end"].isna()).to_numpy()
    dates = spells[["start", "end"]].fillna(pd.Timestamp(f"{calendar.year}-01-01"))
    start, end = (calendar.day_numbers(dates[name].to_numpy()) for name in ("start", "end"))
    whole = Spells(
        np.arange(len(spells)),
        holder,
        spells["unit_id"].to_numpy(dtype=object, na_value=""),
        np.maximum(start, 0),
        np.minimum(end, calendar.days - 1),
        (spells["reason"] == "sick_leave").to_numpy(dtype=bool),
    ).only((holder >= 0) & dated & (start <= end) & (start < calendar.days) & (end >= 0))
    order = np.lexsort((whole.row, whole.start, whole.holder))
    return Spells(*(getattr(whole, name)[order] for name in ("row", "holder", "unit", "start", "end", "sick")))


def _holders(people: pd.Series, wanted: pd.Series) -> Days:
    """Give the position of each wanted identifier among people, -1 where there is none.

    Of a repeated one (a finding), the first.
    """
    first = np.flatnonzero(~people.duplicated().to_numpy())
    found = pd.Index(people.iloc[first]).get_indexer(pd.Index(wanted))
    positions: Days = np.append(first, -1)[found].astype(np.int64)
    return positions


def serving(people: pd.DataFrame, spells: pd.DataFrame) -> Flags:
    """Tell who has service rows at all, in the year or not: all others serve the whole year in their unit."""
    service = (spells["reason"] != "sick_leave").fillna(value=True).to_numpy(dtype=bool)
    return people["person_id"].isin(spells["person_id"][service]).to_numpy()


def sick_months(people: int, spells: Spells, calendar: Calendar) -> Flags:
    """Tell the months whose every day is covered by sick leave, rows together; shape (people, 12)."""
    result = np.zeros((people, 12), dtype=bool)
    sick = spells.only(spells.sick)
    holders, place = np.unique(sick.holder, return_inverse=True)
    change = np.zeros((len(holders), calendar.days + 1), dtype=np.int32)
    np.add.at(change, (place, sick.start), 1)
    np.add.at(change, (place, sick.end + 1), -1)
    covered = np.cumsum(change, axis=1)[:, :-1] > 0
    result[holders] = np.logical_and.reduceat(covered, calendar.starts, axis=1)
    return result


def held_months(service: Spells, calendar: Calendar, month_rule: str) -> list[tuple[Days, int]]:
    """Give for each month the rows that hold it.

    That touch it first (payroll), or that cover its 16th (mid_month).
    """
    held = []
    for month, (first, last) in enumerate(zip(calendar.starts, calendar.ends, strict=True)):
        middle = first + MID_MONTH - 1
        opens, closes = (middle, middle) if month_rule == "mid_month" else (first, last)
        touching = np.flatnonzero((service.start <= closes) & (service.end >= opens))
        # rows are in order of start within a person: the first that touches the month held it earliest
        held.append((touching[np.unique(service.holder[touching], return_index=True)[1]], month))
    return held


def served_in_parts(service: Spells, sick: Flags, calendar: Calendar, month_rule: str) -> Days:
    """Give what each service row counts: months, or days (by_day), months of sick leave left out."""
    parts = np.zeros(len(service.row), dtype=np.int64)
    if month_rule != "by_day":
        for rows, month in held_months(service, calendar, month_rule):
            parts[rows] += ~sick[service.holder[rows], month]
        return parts
    for month, (first, last) in enumerate(zip(calendar.starts, calendar.ends, strict=True)):
        days = np.minimum(service.end, last) - np.maximum(service.start, first) + 1
        parts += np.where(sick[service.holder, month], 0, np.maximum(days, 0))
    return parts


def served_whole_year(sick: Flags, calendar: Calendar, month_rule: str) -> Days:
    """Give what a year without service rows counts: 12 months, or all days, months of sick leave left out."""
    lost: Days = sick @ (calendar.ends - calendar.starts + 1) if month_rule == "by_day" else sick.sum(axis=1)
    return (calendar.days if month_rule == "by_day" else 12) - lost


def stints(people: pd.DataFrame, spells: pd.DataFrame, year: int, month_rule: str) -> pd.DataFrame:
    """Give the months that each person spent in each unit: person_id, unit_id, months (exact; never 0)."""
    calendar = Calendar(year)
    within = cut(people, spells, calendar)
    sick = sick_months(len(people), within, calendar)
    service = within.only(~within.sick)
    whole = np.flatnonzero(~serving(people, spells))
    home = people["unit_id"].to_numpy(dtype=object, na_value="")
    holder = np.concatenate([whole, service.holder])
    unit = np.concatenate([home[whole], service.unit])
    parts = np.concatenate(
        [
            served_whole_year(sick[whole], calendar, month_rule),
            served_in_parts(service, sick, calendar, month_rule),
        ]
    )
    holder, unit, parts = _summed(holder, unit, parts)
    by_day = month_rule == "by_day"
    months = ExactArray.from_integers(parts * 12, calendar.days) if by_day else ExactArray.from_integers(parts)
    return pd.DataFrame(
        {
            "person_id": people["person_id"].array.take(holder),
            "unit_id": pd.array(unit, dtype=pd.StringDtype(na_value=pd.NA)),
            "months": months,
        }
    )


def _summed(holder: Days, unit: NDArray[np.object_], parts: Days) -> tuple[Days, NDArray[np.object_], Days]:
    """Add up rows of one person in one unit; drop what counts nothing; order by person and unit."""
    codes, units = pd.factorize(unit, sort=True)
    pair = holder * max(len(units), 1) + codes
    pairs, place = np.unique(pair, return_inverse=True)
    summed = np.zeros(len(pairs), dtype=np.int64)
    np.add.at(summed, place, parts)
    kept = summed > 0
    return pairs[kept] // max(len(units), 1), units[pairs[kept] % max(len(units), 1)], summed[kept]


def in_service(people: pd.DataFrame, spells: pd.DataFrame, year: int) -> Flags:
    """Tell who was in service on 31 December, on sick leave or not."""
    calendar = Calendar(year)
    within = cut(people, spells, calendar)
    present = ~serving(people, spells)
    present[within.holder[~within.sick & (within.end == calendar.days - 1)]] = True
    return present


def touches_year(spells: pd.DataFrame, year: int) -> Flags:
    """Tell the spells that have a day in the year, whoever's they are; a spell without both dates has none."""
    first, last = pd.Timestamp(f"{year}-01-01"), pd.Timestamp(f"{year}-12-31")
    start, end = spells["start"], spells["end"]
    return ((start <= last) & (end >= first) & (start <= end)).to_numpy(dtype=bool)


def overlaps(people: pd.DataFrame, spells: pd.DataFrame, year: int) -> Flags:
    """Tell the service spells that begin before an earlier one of the same person ends."""
    within = cut(people, spells, Calendar(year))
    service = within.only(~within.sick)
    latest = pd.Series(service.end).groupby(service.holder).cummax().groupby(service.holder).shift(fill_value=-1)
    clash = np.zeros(len(spells), dtype=bool)
    clash[service.row[service.start <= latest.to_numpy()]] = True
    return clash


def is_last(people: pd.DataFrame, spells: pd.DataFrame, year: int) -> Flags:
    """Tell each person's last service spell of the year."""
    within = cut(people, spells, Calendar(year))
    service = within.only(~within.sick)
    last = np.zeros(len(spells), dtype=bool)
    final = np.append(service.holder[1:] != service.holder[:-1], [True])[: len(service.row)]
    last[service.row[final]] = True
    return last
