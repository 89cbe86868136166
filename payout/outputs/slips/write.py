"""All slips of a run in one folder: index.html, a page and a PDF a unit, slips.xlsx."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from payout.evidence.explain import columns_told
from payout.evidence.slips.payees import unit_level
from payout.evidence.slips.text import fitted
from payout.outputs.papers.pages import file_name
from payout.outputs.slips.fitting import CORRECTS, TALL, height
from payout.outputs.slips.index import UnitFile, index_page
from payout.outputs.slips.page import NOTICE_OF_RESULT, pages, slip_page
from payout.outputs.slips.page import SLIP as TITLE
from payout.outputs.slips.sentence import sentence
from payout.outputs.slips.sheet import SlipRow, write_sheet
from payout.text import Text, quiet

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from payout.evidence.slips.build import Slips
    from payout.evidence.slips.payees import PayeesOf
    from payout.evidence.slips.slip import Slip, SlipDifference
    from payout.outputs.papers.browser import PdfPrinter
    from payout.outputs.slips.handing import Handed
    from payout.rules.compiled.result import Result
    from payout.text import Language, Progress


@dataclass(frozen=True)
class Corrections:
    """What a correction comes to, by the rows that are written; and the slips of those whom it lists no more, by key."""

    by_row: Mapping[int, SlipDifference] = field(default_factory=dict)
    gone: tuple[tuple[str, Slip], ...] = ()


NO_CORRECTIONS = Corrections()
GONE = Text("已不在名单的人", "no longer on the list")
MOST_COLUMNS = 8  # main figures of the workbook
TOLD_EACH = 10  # units between two lines of progress


def write_slips(  # noqa: PLR0913 -- of what, for whom, where and how, by keyword only
    result: Result,
    slips: Slips,
    level: str,
    units: Sequence[PayeesOf],
    folder: Path,
    *,
    handed: Handed,
    corrections: Corrections = NO_CORRECTIONS,
    printer: PdfPrinter | None = None,
    progress: Progress = quiet,
) -> None:
    """Write the slips of units into a folder, behind them those of whom a correction lists no more; PDFs where a printer is given.

    Raises OutputError, OSError.

    The same run gives the same bytes.
    """
    lang, made, files = slips.lang, list[SlipRow](), list[UnitFile]()
    every = sum(len(one.rows) for one in units)
    room = TALL - CORRECTS if handed.corrects else TALL
    for number, unit in enumerate(units, 1):
        own = [fitted(_slip(slips, level, row, corrections), height, room) for row in unit.rows]
        file = UnitFile(
            unit.called or _everybody(slips, level)(lang), len(own), file_name(number, unit.name or unit.key)
        )
        _write_pages(own, file, result.year, folder, handed, lang)
        made += (
            SlipRow(row, unit.called, slips.key_of(level, row), one.name, sentence(one, result.year, lang))
            for row, one in zip(unit.rows, own, strict=True)
        )
        files.append(file)
        if number % TOLD_EACH == 0 or number == len(units):
            progress(Text(f"通知单 {len(made):,} / {every:,} 份", f"slips: {len(made):,} of {every:,}"))
    if corrections.gone:
        gone = [fitted(slip, height, room) for _, slip in corrections.gone]
        file = UnitFile(GONE(lang), len(gone), file_name(len(units) + 1, GONE(lang)))
        _write_pages(gone, file, result.year, folder, handed, lang)
        made += (
            SlipRow(-1, "", key, slip.name, sentence(slip, result.year, lang))
            for key, slip in corrections.gone
        )
        files.append(file)
    heading = f"{result.stamp.title(lang)} · {Text('通知单', 'slips')(lang)}"
    index = index_page(heading, files, lang, printed=printer is not None)
    (folder / "index.html").write_text(index, encoding="utf-8", newline="\n")
    columns = columns_told(slips.run.compiled, slips.files, level)[:MOST_COLUMNS]
    write_sheet(folder / "slips.xlsx", result, level=level, columns=columns, rows=made, lang=lang)
    if printer is not None:
        printer.print([folder / f"{file.name}.html" for file in files], progress)


def _slip(slips: Slips, level: str, row: int, corrections: Corrections) -> Slip:
    found = slips.of(level, row)
    return replace(found, difference=corrections.by_row.get(row))


def _write_pages(  # noqa: PLR0913, PLR0917 -- what, where and how
    own: Sequence[Slip], file: UnitFile, year: str, folder: Path, handed: Handed, lang: Language
) -> None:
    sections = [slip_page(one, year, handed, lang) for one in own]
    page = pages(f"{_title(own)(lang)} · {file.called}", sections, lang)
    (folder / f"{file.name}.html").write_text(page, encoding="utf-8", newline="\n")


def _title(own: Sequence[Slip]) -> Text:
    paid = any(value.endswith(("元", "yuan")) for one in own for _, value in one.results)
    return TITLE if paid else NOTICE_OF_RESULT


def _everybody(slips: Slips, level: str) -> Text:
    """What a file is called whose payees belong to nothing above: all of them, or those of no unit."""
    info = slips.run.compiled.levels[level]
    if unit_level(slips.run, level):
        return Text(f"未列单位的{info.zh}", f"{info.plural.replace('_', ' ')} of no unit")
    return Text(f"全部{info.zh}", f"all {info.plural.replace('_', ' ')}")
