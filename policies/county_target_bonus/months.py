"""Calendar work of the county's scheme (6.5, 6.6): which months a person spent in which unit.

The functions at the end derive what tables.py declares, from the tables and parameters that they name and from the calendar
that they share. Days count from 0, the 1 January of the year; `edges` are the first days of its months and of the next; months
are 0 to 11.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from payout.exact import ExactArray, positions_among

if TYPE_CHECKING:
    from fractions import Fraction

Days = NDArray[np.int64]
Flags = NDArray[np.bool_]
MID_MONTH = 16


@dataclass(frozen=True)
class Spells:
    """Spells in days of the year: `row` is the position in spells, `holder` in people, `unit` in units; the last day is `end`."""

    row: Days
    holder: Days
    unit: Days
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


@dataclass(frozen=True)
class Calendar:
    """Where everybody was, what all that follows reads: `every` spell with its own days, by person and start.

    `serving`: who has service rows at all, in the year or not; all others serve the whole year in their unit. `units`: the codes of units
    in the order of their text, `unit`: of each person; `size`: how many rows spells has.
    """

    year: int
    every: Spells
    serving: Flags
    unit: Days
    units: pd.api.extensions.ExtensionArray
    size: int

    @cached_property
    def edges(self) -> Days:
        """The first days of the year's months and of the next year."""
        return month_edges(self.year)

    @cached_property
    def within(self) -> Spells:
        """Spells cut to the year, without those outside it."""
        last = self.edges[-1] - 1
        inside = replace(self.every, start=np.maximum(self.every.start, 0), end=np.minimum(self.every.end, last))
        return inside.only(inside.start <= inside.end)

    @cached_property
    def service(self) -> Spells:
        """The spells of the year that are service."""
        return self.within.only(~self.within.sick)

    @cached_property
    def gaps(self) -> Gaps:
        """The days of the year right before service spells that no row covers."""
        return gaps(self)


def calendar(people: pd.DataFrame, spells: pd.DataFrame, year: Fraction) -> Calendar:
    """Spells with their own days, of known people, and not ended before they start.

    A blank end means still there: to the last day of the year, or of a row that begins after it to the day when it begins.
    """
    number = int(year)
    start = spells["start"].fillna(pd.Timestamp(f"{number}-01-01"))
    end = ends(spells, number).where(spells["end"].notna() | (start <= pd.Timestamp(f"{number}-12-31")), start)
    holder = positions_among(spells["person_id"].array, people["person_id"].array)
    place, units = pd.concat([people["unit_id"], spells["unit_id"]]).fillna("").factorize(sort=True)
    sick = (spells["reason"] == "sick_leave").to_numpy(dtype=bool)
    first, last = (day_numbers(one.to_numpy(), number) for one in (start, end))
    whole = Spells(np.arange(len(spells)), holder, place[len(people) :], first, last, sick)
    kept = whole.only((holder >= 0) & spells["start"].notna().to_numpy() & (whole.start <= whole.end))
    every = kept.only(np.lexsort((kept.row, kept.start, kept.holder)))
    return Calendar(number, every, _serving(len(people), holder[~sick]), place[: len(people)], units.array, len(spells))


def _serving(people: int, holders: Days) -> Flags:
    found = np.zeros(people, dtype=bool)
    found[holders[holders >= 0]] = True
    return found


def ends(spells: pd.DataFrame, year: int) -> pd.Series:
    """The last days of spells, the last day of the year where a cell is blank."""
    return spells["end"].fillna(pd.Timestamp(f"{year}-12-31"))


@dataclass(frozen=True)
class SickMonths:
    """The months whose every day is covered by sick leave, rows together: a row of 12 for those who were ill; `place`: each person's row.

    The last row, which is nobody's, is that of those who were not.
    """

    months: Flags
    place: Days

    @classmethod
    def of(cls, people: int, spells: Spells, edges: Days) -> SickMonths:
        """Those of these spells."""
        sick = spells.only(spells.sick)
        holders, place = np.unique(sick.holder, return_inverse=True)
        change = np.zeros((len(holders) + 1, edges[-1] + 1), dtype=np.int32)
        np.add.at(change, (place, sick.start), 1)
        np.add.at(change, (place, sick.end + 1), -1)
        covered = np.cumsum(change, axis=1)[:, :-1] > 0
        of_people = np.full(people, len(holders))
        of_people[holders] = np.arange(len(holders))
        return cls(np.logical_and.reduceat(covered, edges[:-1], axis=1), of_people)

    def left_of(self, of_each_month: Days) -> Days:
        """What is left of a whole year to each person: months, or days."""
        return (~self.months @ of_each_month)[self.place]

    def are(self, holders: Days, month: int) -> Flags:
        """Whether these people were ill in the whole of a month."""
        found: Flags = self.months[self.place[holders], month]
        return found


def held(service: Spells, opens: int, closes: int) -> Days:
    """Of each person the row that was the first to touch these days: rows are in order of start."""
    touching = np.flatnonzero((service.start <= closes) & (service.end >= opens))
    return touching[np.unique(service.holder[touching], return_index=True)[1]]


def served_in_parts(service: Spells, sick: SickMonths, edges: Days, month_rule: str) -> Days:
    """What each service row counts: months, or days (by_day); months of sick leave left out."""
    parts = np.zeros(len(service.row), dtype=np.int64)
    for month, (first, after) in enumerate(pairwise(edges)):
        if month_rule == "by_day":
            days = np.minimum(service.end, after - 1) - np.maximum(service.start, first) + 1
            parts += np.where(sick.are(service.holder, month), 0, np.maximum(days, 0))
        else:
            middle = first + MID_MONTH - 1
            rows = held(service, middle, middle) if month_rule == "mid_month" else held(service, first, after - 1)
            parts[rows] += ~sick.are(service.holder[rows], month)
    return parts


def _summed(holder: Days, unit: Days, parts: Days) -> tuple[Days, Days, Days]:
    """Rows of one person in one unit added up, by person and unit."""
    units = int(unit.max(initial=0)) + 1
    pairs, place = np.unique(holder * units + unit, return_inverse=True)
    summed = np.zeros(len(pairs), dtype=np.int64)
    np.add.at(summed, place, parts)
    return *np.divmod(pairs, units), summed


def stints(people: pd.DataFrame, calendar: Calendar, month_rule: str) -> pd.DataFrame:
    """The months that each person spent in each unit: person_id (the position in people), unit_id, months (exact; never 0)."""
    edges, by_day, service = calendar.edges, month_rule == "by_day", calendar.service
    sick = SickMonths.of(len(people), calendar.within, edges)
    whole = np.flatnonzero(~calendar.serving)
    of_each_month = np.diff(edges) if by_day else np.ones(12, dtype=np.int64)
    of_service = _summed(service.holder, service.unit, served_in_parts(service, sick, edges, month_rule))
    of_whole = (whole, calendar.unit[whole], sick.left_of(of_each_month)[whole])
    holder, unit, parts = (np.concatenate(pair) for pair in zip(of_whole, of_service, strict=True))
    order = np.argsort(holder, kind="stable")  # who serves the whole year has no service rows
    order = order[parts[order] > 0]
    months = parts[order]
    return pd.DataFrame(
        {
            "person_id": holder[order],
            "unit_id": calendar.units.take(unit[order]),
            "months": ExactArray.from_integers(months * 12, edges[-1]) if by_day else ExactArray.from_integers(months),
        }
    )


def in_service(calendar: Calendar) -> Flags:
    """Who was in service on 31 December, on sick leave or not."""
    service, present = calendar.service, ~calendar.serving
    present[service.holder[service.end == calendar.edges[-1] - 1]] = True
    return present


def touches_year(spells: pd.DataFrame, year: Fraction) -> Flags:
    """The spells that have a day in the year, whoever's they are; a spell without a start has none."""
    first, last = pd.Timestamp(f"{int(year)}-01-01"), pd.Timestamp(f"{int(year)}-12-31")
    start, end = spells["start"], ends(spells, int(year))
    return ((start <= last) & (end >= first) & (start <= end)).to_numpy(dtype=bool)


def _flagged(calendar: Calendar, rows: Days) -> Flags:
    found = np.zeros(calendar.size, dtype=bool)
    found[rows] = True
    return found


def _latest_before(service: Spells) -> Days:
    """The last day of all that each person's spells before it reach; -1 before the first."""
    latest = pd.Series(service.end).groupby(service.holder).cummax().groupby(service.holder).shift(fill_value=-1)
    return latest.to_numpy(dtype=np.int64)


def overlaps(calendar: Calendar) -> Flags:
    """The service spells that begin before an earlier one of the same person ends."""
    service = calendar.service
    return _flagged(calendar, service.row[service.start <= _latest_before(service)])


def is_last(calendar: Calendar) -> Flags:
    """Each person's last service spell of the year."""
    service = calendar.service
    final = np.append(service.holder[1:] != service.holder[:-1], [True])[: len(service.row)]
    return _flagged(calendar, service.row[final])


def is_first(calendar: Calendar) -> Flags:
    """Each person's first service spell, of this year or before it."""
    service = calendar.every.only(~calendar.every.sick)
    return _flagged(calendar, service.row[np.unique(service.holder, return_index=True)[1]])


@dataclass(frozen=True)
class Gaps:
    """Days of the year right before service spells that no row covers: of which spells, the first, the last, how many."""

    row: Days
    first: Days
    last: Days
    count: Days


def gaps(calendar: Calendar) -> Gaps:
    """The days of the year between a service spell and the one before it, or 1 January, that no row covers."""
    every = calendar.every
    service, sick = every.only(~every.sick), every.only(every.sick)
    first = np.maximum(_latest_before(service) + 1, 0)
    last = np.minimum(service.start - 1, calendar.edges[-1] - 1)
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


def gap_from(calendar: Calendar) -> pd.Series:
    """The first day before each spell that no row covers."""
    return _days_of(calendar, calendar.gaps.row, calendar.gaps.first)


def gap_to(calendar: Calendar) -> pd.Series:
    """The last day before each spell that no row covers."""
    return _days_of(calendar, calendar.gaps.row, calendar.gaps.last)


def gap_days(calendar: Calendar) -> ExactArray:
    """How many days before each spell no row covers."""
    counts = np.zeros(calendar.size, dtype=np.int64)
    counts[calendar.gaps.row] = calendar.gaps.count
    return ExactArray.from_integers(counts)


def _days_of(calendar: Calendar, row: Days, day: Days) -> pd.Series:
    """Days of the year as dates of spells; no date where there is none."""
    dates = np.full(calendar.size, np.datetime64("NaT"), dtype="datetime64[s]")
    dates[row] = np.datetime64(f"{calendar.year}-01-01", "D") + day
    return pd.Series(dates)
