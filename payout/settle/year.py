"""Whether a batch is of the year that is computed: a workbook of another year would pay nobody, and say little."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from payout.findings import Finding, Place
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from payout.rules.policy.checked import CheckedTable
    from payout.rules.policy.policy import Policy


FEWEST = 3  # one sanction of last December is told by itself, and says nothing of the other tables


def other_year(policy: Policy, tables: Mapping[str, CheckedTable]) -> list[Finding]:
    """One finding where the dates of the batch are of other years: nearly all are later, or nearly all earlier and none left open.

    Nearly, for a workbook of next year has a date of last December too. A spell that began long ago and has no end is of every
    year since, so open ends keep earlier dates from being a fault.
    """
    year = policy.year
    if year is None:
        return []
    wanted, years, is_open, place = int(year.shown), Counter[int](), False, Place()
    for table, days in _days(policy, tables):
        known = days[~np.isnat(days)]
        is_open = is_open or len(known) < len(days)
        if len(known) and not years:
            place = Place(table.origin.file, table.origin.sheet)
        found, counts = np.unique(known.astype("datetime64[Y]").astype(np.int64) + 1970, return_counts=True)
        years.update(dict(zip(found.tolist(), counts.tolist(), strict=True)))
    if not _are_others(years, wanted, is_open=is_open):
        return []
    return [_finding(wanted, years, place)]


def _are_others(years: Counter[int], wanted: int, *, is_open: bool) -> bool:
    """Whether nine dates of ten lie on one side of the year, and nothing from before it reaches into it."""
    count = sum(years.values())
    later = sum(found for year, found in years.items() if year > wanted)
    earlier = sum(found for year, found in years.items() if year < wanted)
    return count >= FEWEST and (later * 10 >= count * 9 or (earlier * 10 >= count * 9 and not is_open))


def _days(policy: Policy, tables: Mapping[str, CheckedTable]) -> Iterator[tuple[CheckedTable, np.ndarray]]:
    for table in policy.tables:
        for column in table.columns:
            if column.kind == "date":
                days = np.asarray(tables[table.name].frame[column.name], dtype="datetime64[D]")
                yield tables[table.name], days


def _finding(wanted: int, years: Counter[int], place: Place) -> Finding:
    others = Counter({year: found for year, found in years.items() if year != wanted})
    count, all_of_them = others.total(), years.total()
    told = ", ".join(str(year) for year in sorted(others))
    likely = others.most_common(1)[0][0]
    return Finding(
        "E331",
        "error",
        Text(
            f"表中 {all_of_them} 个日期有 {count} 个不在 {wanted} 年(在 {told} 年)",
            f"of the {all_of_them} dates {count} are not of {wanted}: they are of {told}",
        ),
        place,
        expected=Text(f"{wanted} 年的数据", f"the data of {wanted}"),
        fix=Text(
            f"换成 {wanted} 年的表,或以 --year {likely} 计算;确属其他年度、不应计入的行,删去",
            f"take the tables of {wanted}, or compute with --year {likely}; rows of other years that should not count, remove",
        ),
    )
