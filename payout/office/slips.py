"""Slips of a published run: a page for everybody, or for those who are named."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from payout.archive import corrects_of, published, require_new
from payout.batch import reopen
from payout.evidence.explain import Explainer
from payout.evidence.slips.build import Slips
from payout.evidence.slips.difference import difference_of, slip_of_gone, unchanged
from payout.evidence.slips.payees import by_unit, payee_level, unit_level
from payout.masking import veil_key
from payout.office.errors import NotPossible
from payout.outputs.papers import printer
from payout.outputs.slips import NO_CORRECTIONS, Corrections, Handed, write_slips
from payout.sides import corrections_of
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
    everybody: bool = False  # of a correction: also those whose amounts it leaves as they were


@dataclass(frozen=True)
class HandedOut:
    """Slips that stand in their directory; `printed`: also as PDF, which takes a browser.

    `unchanged`: how many of a correction got none, since their amounts are what they were.
    """

    out: Path
    count: int
    printed: bool
    unchanged: int = 0


def slips(
    run: Path, order: SlipsOrder, *, policy: str = "", lang: Language = "zh", progress: Progress = quiet
) -> HandedOut:
    """Write slips to a new directory, whole or not at all. Raises NotPossible, OutputExists, RunChanged, OutputError."""
    require_new(order.out)
    batch = reopen(run, policy, progress=progress)
    handed = Handed(order.ask, order.day, order.masked, corrects_of(run))
    level = order.level or payee_level(batch.run, batch.result.files)
    asked = _chosen(batch, level, order, lang)
    rows, corrections = (
        _corrected(run, batch, level, asked, order, lang) if handed.corrects else (asked, NO_CORRECTIONS)
    )
    pages = Slips(batch.run, batch.result.files, lang, order.masked)
    browser = printer() if order.pdf else None
    with published(order.out) as folder:
        write_slips(
            batch.result,
            pages,
            level,
            list(by_unit(batch.run, level, rows)) if rows else [],
            folder,
            handed=handed,
            corrections=corrections,
            printer=browser,
            progress=progress,
        )
    count = len(rows) + len(corrections.gone)
    return HandedOut(order.out, count, browser is not None, len(asked) - len(rows))


def _corrected(  # noqa: PLR0913, PLR0917 -- of what, for whom, and how
    run: Path, batch: ComputedBatch, level: str, rows: list[int], order: SlipsOrder, lang: Language
) -> tuple[list[int], Corrections]:
    """Of the rows that are asked for those whose amounts a correction changes, and what it comes to for each.

    Who is named gets a slip in any case, and so does everybody where that is asked for. Raises NotPossible where nobody is left.
    """
    listed = next((one for one in batch.result.files if one.level == level and one.total), None)
    if listed is None:
        return rows, NO_CORRECTIONS
    found = {one.key: one for one in corrections_of(run, batch, listed.name)}
    frame = batch.result.frames[level]
    names, amounts = frame.names(), frame.table[listed.total].array
    all_of = order.everybody or bool(order.people)
    told = [row for row in rows if all_of or names[row] in found]
    by_row = {
        row: difference_of(found[names[row]], lang)
        if names[row] in found
        else unchanged(Fraction(amounts[row]), lang)
        for row in told
    }
    whole = not order.units and not order.people
    gone = [one for key, one in found.items() if whole and one.state == "gone" and key not in set(names)]
    if not told and not gone:
        raise NotPossible(NOBODY)
    pages = (slip_of_gone(one, batch.result, lang, masked=order.masked) for one in gone)
    return told, Corrections(by_row, tuple(zip((veil_key(one.key) for one in gone), pages, strict=True)))


NOBODY = Text(
    "所选的人数额都没有变动,不需要更正的通知单;要写的加 --all。",
    "The amounts of all who were named are what they were: no slip of the correction is needed; --all writes them.",
)


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
