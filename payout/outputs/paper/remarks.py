"""The column 备注: why a payee's amount is not the usual one, in words that policy.toml gives.

A remark is of the row itself, where a flag of it is true, or of each of its rows in a table below, such as spells. `{column}` in its
words is that column as a reader writes it: a day without the year, an option's word, a number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from payout.outputs.workbook.plan import cells_of
from payout.rules.policy.card import REMARKED
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from typing import TypeAlias

    from payout.rules.compiled.result import Positions, Result
    from payout.rules.policy.card import Remark, SheetPlan
    from payout.text import Language

    Shown: TypeAlias = tuple[str | date | None, ...]

BETWEEN = Text("；", "; ")


def remarks_of(result: Result, view: SheetPlan, positions: Positions, lang: Language) -> tuple[str, ...]:
    """The remarks of the rows at `positions` of a view's level, in the order in which the policy lists them."""
    found: list[list[str]] = [[] for _ in positions]
    place = {row: at for at, row in enumerate(positions.tolist())}
    for remark in view.remarks:
        for row, words in _said(result, view.level, remark, lang):
            if row in place:
                found[place[row]].append(words)
    return tuple(BETWEEN(lang).join(each) for each in found)


def _said(result: Result, level: str, remark: Remark, lang: Language) -> Iterator[tuple[int, str]]:
    """Each remark with the row that it is of; where it tells days, in their order."""
    at = remark.rows or level
    frame = result.frames[at]
    chosen = np.arange(len(frame.table))
    if remark.where:
        _, flags = result.column(at, remark.where)
        chosen = np.flatnonzero(np.asarray(flags.fillna(False), dtype=bool))
    owners = frame.links[level][chosen] if remark.rows else chosen
    template = remark.says(lang)
    cells = {path: _cells(result, at, path, chosen, lang) for path in REMARKED.findall(template)}
    for place in sorted(range(len(chosen)), key=lambda place: _first_day(cells, place)):
        told = template
        for path, values in cells.items():
            told = told.replace(f"{{{path}}}", _word(values[place], lang))
        yield int(owners[place]), " ".join(told.split())


def _first_day(cells: Mapping[str, Shown], place: int) -> str:
    days = (values[place] for values in cells.values())
    return min((day.isoformat() for day in days if day is not None and not isinstance(day, str)), default="")


def _cells(result: Result, level: str, path: str, rows: Positions, lang: Language) -> Shown:
    field, values = result.column(level, path)
    return cells_of(path, field, values.take(rows), lang).each


def _word(value: str | date | None, lang: Language) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return f"{value.month}月{value.day}日" if lang == "zh" else value.isoformat()
