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


def other_year(policy: Policy, tables: Mapping[str, CheckedTable]) -> list[Finding]:
    """One finding where no date of the batch is of the year: all are later, or all are earlier and none is left open.

    A spell that began long ago and has no end is of every year since, so open ends keep earlier dates from being a fault.
    """
    year = policy.year
    if year is None:
        return []
    wanted, years, is_open = int(year.shown), Counter[int](), False
    for days in _days(policy, tables):
        known = days[~np.isnat(days)]
        is_open = is_open or len(known) < len(days)
        found, counts = np.unique(known.astype("datetime64[Y]").astype(np.int64) + 1970, return_counts=True)
        years.update(dict(zip(found.tolist(), counts.tolist(), strict=True)))
    if not years or wanted in years or (min(years) < wanted and (max(years) > wanted or is_open)):
        return []
    return [_finding(wanted, years, next(iter(tables.values())).origin.file)]


def _days(policy: Policy, tables: Mapping[str, CheckedTable]) -> Iterator[np.ndarray]:
    for table in policy.tables:
        for column in table.columns:
            if column.kind == "date":
                yield np.asarray(tables[table.name].frame[column.name], dtype="datetime64[D]")


def _finding(wanted: int, years: Counter[int], file: str) -> Finding:
    count, told = sum(years.values()), ", ".join(str(year) for year in sorted(years))
    likely = years.most_common(1)[0][0]
    return Finding(
        "E331",
        "error",
        Text(
            f"表中 {count} 个日期都不在 {wanted} 年(都在 {told} 年)",
            f"none of the {count} dates is of {wanted}: they are of {told}",
        ),
        Place(file),
        expected=Text(f"{wanted} 年的数据", f"the data of {wanted}"),
        fix=Text(
            f"换成 {wanted} 年的表,或以 --year {likely} 计算",
            f"take the tables of {wanted}, or compute with --year {likely}",
        ),
    )
