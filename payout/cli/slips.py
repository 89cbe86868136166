"""`payout slips`: one page a person, by unit, to hand out."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from payout.archive import corrects_of, published, require_new
from payout.batch import reopen
from payout.cli.common import lang_option, run_policy_option, stages
from payout.cli.exits import OK
from payout.cli.speaking import Existing, Misused, Spoken
from payout.evidence.explain import Explainer
from payout.evidence.slips.build import Slips
from payout.evidence.slips.payees import by_unit, payee_level, unit_level
from payout.outputs.papers import printer
from payout.outputs.papers.browser import NO_BROWSER
from payout.outputs.slips import Handed, write_slips
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from payout.batch import ComputedBatch
    from payout.text import Language


@click.command(name="slips", cls=Spoken)
@click.argument("out", type=Existing(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--out",
    "folder",
    required=True,
    type=click.Path(path_type=Path),
    help="写到哪个新目录。 | The new directory to write.",
)
@click.option(
    "--unit", "units", multiple=True, help="只写这些单位(编号或名称)。 | These units only, by key or name."
)
@click.option(
    "--person", "people", multiple=True, help="只写这些人(编号或姓名)。 | These people only, by key or name."
)
@click.option(
    "--level",
    default="",
    help="给哪一层写,默认为领款或受考核的一层。 | Whose slips: a level, by default that of those who are paid or appraised.",
)
@click.option("--masked", is_flag=True, help="姓名只留姓。 | Of names the family name alone.")
@click.option("--ask", default="", help="有疑问向谁提出,印在每页。 | Whom to ask, on every page.")
@click.option(
    "--date", "day", metavar="DATE", help="落款日期,不写则留空。 | The day on the page; left open by default."
)
@click.option("--no-pdf", is_flag=True, help="不印 PDF。 | No PDF.")
@run_policy_option
@lang_option
def command(
    *,
    out: Path,
    folder: Path,
    units: tuple[str, ...],
    people: tuple[str, ...],
    level: str,
    masked: bool,
    ask: str,
    day: str | None,
    no_pdf: bool,
    policy: str,
    lang: Language,
) -> int:
    """Write a slip for everybody in the run OUT: one page of A4 each, a file a unit, and a workbook of one row each.

    Each page says what is paid or which grade was given, how it came about, what lessened it and by which clause, and whom to ask.
    PDFs are printed by Chromium, Chrome or Edge where one is installed.

    ----
    为结果目录 OUT 中每人写一页 A4 通知单,每单位一个文件,另有每人一行的工作簿。

    每页写明发多少或评什么等次、怎样算出来、减少了什么和依据哪条、有疑问向谁提出。装有 Chromium、Chrome 或 Edge 时同时印成 PDF。

    \b
    Example:
      payout slips out/county --out slips/county --unit U001
    """
    date_on_page = None if day is None else day_of(day, "--date")
    free(folder)
    with stages(lang) as progress:
        batch = reopen(out, policy, progress=progress)
        handed = Handed(ask, date_on_page, masked, corrects_of(out))
        at = level or payee_level(batch.run, batch.result.files)
        rows = _chosen(batch, at, units, people, lang)
        slips = Slips(batch.run, batch.result.files, lang, masked)
        browser = None if no_pdf else printer()
        with published(folder) as filled:
            groups = list(by_unit(batch.run, at, rows))
            write_slips(
                batch.result, slips, at, groups, filled, handed=handed, printer=browser, progress=progress
            )
    if browser is None and not no_pdf:
        click.secho(NO_BROWSER(lang), fg="yellow", err=True)
    click.echo(Text(f"通知单 {len(rows):,} 份: {folder}", f"{len(rows):,} slips in {folder}")(lang))
    return OK


def free(folder: Path) -> None:
    """Refuse a folder that is there: papers replace nothing."""
    require_new(folder)


def day_of(text: str, option: str) -> date:
    """The day that an option names."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Misused(
            Text(f"{option} 要写成 2013-02-28 这样的日期。", f"{option} takes a day such as 2013-02-28.")
        ) from None


def _chosen(
    batch: ComputedBatch, level: str, units: Sequence[str], people: Sequence[str], lang: Language
) -> list[int]:
    """The rows that are asked for: all, or those of units and people that are named, in the order of the table."""
    if level not in batch.run.data or not batch.run.compiled.levels[level].identity:
        there = ", ".join(name for name, one in batch.run.compiled.levels.items() if one.identity)
        raise Misused(Text(f"没有层 {level};有 {there}。", f"There is no level {level}; there are {there}."))
    every = range(batch.run.data[level].size)
    if not units and not people:
        return list(every)
    explainer = Explainer(batch.run, lang)
    found = {_row_of(explainer, level, key) for key in people}
    above = unit_level(batch.run, level)
    if units and not above:
        raise Misused(
            Text(
                "本办法的人员不分单位,--unit 用不上;用 --person。",
                "Payees belong to no unit here: use --person.",
            )
        )
    wanted = {_row_of(explainer, above, key) for key in units}
    if wanted:
        above_rows = batch.result.positions(level, above)
        found |= {row for row in every if int(above_rows[row]) in wanted}
    return sorted(found)


def _row_of(explainer: Explainer, level: str, key: str) -> int:
    """The one row of a key or name."""
    row = explainer.row_of(level, key)
    if row is not None:
        return row
    called = explainer.rows_called(level, key)
    word = explainer.compiled.levels[level].zh
    if not called:
        raise Misused(
            Text(
                f"本次结果中没有编号或名称为 {key} 的{word}。",
                f"No {level} of this run has the identifier or name {key}.",
            )
        )
    if len(called) > 1:
        keys = ", ".join(explainer.run.name_of(level, one) for one in called)
        raise Misused(
            Text(
                f"有 {len(called)} 个{word}叫 {key}:{keys}。请写编号。",
                f"{len(called)} are called {key}: {keys}. Give the identifier.",
            )
        )
    return called[0]
