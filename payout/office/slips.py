"""Slips of a published run: a page for everybody, or for those who are named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from payout.archive import corrects_of, published, require_new
from payout.batch import reopen
from payout.evidence.explain import Explainer
from payout.evidence.slips.build import Slips
from payout.evidence.slips.payees import by_unit, payee_level, unit_level
from payout.office.errors import NotPossible
from payout.outputs.papers import printer
from payout.outputs.slips import Handed, write_slips
from payout.text import Text, quiet

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from payout.batch import ComputedBatch
    from payout.text import Language, Progress


@dataclass(frozen=True)
class SlipsOrder:
    """Whose slips are written where: of units and people by key or name, of all where none is named; what every page says."""

    out: Path
    units: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    level: str = ""  # blank: of those who are paid or appraised
    masked: bool = False
    ask: str = ""
    day: date | None = None
    pdf: bool = True


@dataclass(frozen=True)
class HandedOut:
    """Slips that stand in their directory; `printed`: also as PDF, which takes a browser."""

    out: Path
    count: int
    printed: bool


def slips(
    run: Path, order: SlipsOrder, *, policy: str = "", lang: Language = "zh", progress: Progress = quiet
) -> HandedOut:
    """Write slips to a new directory, whole or not at all. Raises NotPossible, OutputExists, RunChanged, OutputError."""
    require_new(order.out)
    batch = reopen(run, policy, progress=progress)
    handed = Handed(order.ask, order.day, order.masked, corrects_of(run))
    level = order.level or payee_level(batch.run, batch.result.files)
    rows = _chosen(batch, level, order, lang)
    pages = Slips(batch.run, batch.result.files, lang, order.masked)
    browser = printer() if order.pdf else None
    with published(order.out) as folder:
        groups = list(by_unit(batch.run, level, rows))
        write_slips(
            batch.result, pages, level, groups, folder, handed=handed, printer=browser, progress=progress
        )
    return HandedOut(order.out, len(rows), browser is not None)


def _chosen(batch: ComputedBatch, level: str, order: SlipsOrder, lang: Language) -> list[int]:
    """The rows that are asked for: all, or those of units and people that are named, in the order of the table."""
    if level not in batch.run.data or not batch.run.compiled.levels[level].identity:
        there = ", ".join(name for name, one in batch.run.compiled.levels.items() if one.identity)
        raise NotPossible(
            Text(f"没有层 {level};有 {there}。", f"There is no level {level}; there are {there}.")
        )
    every = range(batch.run.data[level].size)
    if not order.units and not order.people:
        return list(every)
    explainer = Explainer(batch.run, lang)
    found = {_row_of(explainer, level, key) for key in order.people}
    return sorted(found | _in_units(batch, level, explainer, order.units))


def _in_units(batch: ComputedBatch, level: str, explainer: Explainer, units: Sequence[str]) -> set[int]:
    above = unit_level(batch.run, level)
    if units and not above:
        raise NotPossible(
            Text(
                "本办法的人员不分单位,--unit 用不上;用 --person。",
                "Payees belong to no unit here: use --person.",
            )
        )
    wanted = {_row_of(explainer, above, key) for key in units}
    if not wanted:
        return set()
    above_rows = batch.result.positions(level, above)
    return {row for row in range(batch.run.data[level].size) if int(above_rows[row]) in wanted}


def _row_of(explainer: Explainer, level: str, key: str) -> int:
    """The one row of a key or name."""
    row = explainer.row_of(level, key)
    if row is not None:
        return row
    called = explainer.rows_called(level, key)
    word = explainer.compiled.levels[level].zh
    if not called:
        raise NotPossible(
            Text(
                f"本次结果中没有编号或名称为 {key} 的{word}。",
                f"No {level} of this run has the identifier or name {key}.",
            )
        )
    if len(called) > 1:
        keys = ", ".join(explainer.run.name_of(level, one) for one in called)
        raise NotPossible(
            Text(
                f"有 {len(called)} 个{word}叫 {key}:{keys}。请写编号。",
                f"{len(called)} are called {key}: {keys}. Give the identifier.",
            )
        )
    return called[0]
