"""`payout slips`: one page a person, by unit, to hand out."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from payout.cli.common import after_publishing, lang_option, run_policy_option, stages
from payout.cli.exits import OK
from payout.cli.speaking import Existing, Misused, Spoken
from payout.text import Text

if TYPE_CHECKING:
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
@click.option(
    "--all",
    "everybody",
    is_flag=True,
    help="更正的运行:数额没有变动的人也写。 | Of a correction: also for those whose amounts are what they were.",
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
    everybody: bool,
    no_pdf: bool,
    policy: str,
    lang: Language,
) -> int:
    """Write a slip for everybody in the run OUT: one page of A4 each, a file a unit, and a workbook of one row each.

    Each page says what is paid or which grade was given, how it came about, what lessened it and by which clause, and whom to ask.
    Of a correction those get one whose amounts it changes: what was paid, what is due, what is paid now or reclaimed, and why.
    PDFs are printed by Chromium, Chrome or Edge where one is installed.

    ----
    为结果目录 OUT 中每人写一页 A4 通知单,每单位一个文件,另有每人一行的工作簿。

    每页写明发多少或评什么等次、怎样算出来、减少了什么和依据哪条、有疑问向谁提出。装有 Chromium、Chrome 或 Edge 时同时印成 PDF。
    更正的运行只写数额有变动的人:已发、应发、补发或追扣多少、为什么。

    \b
    Example:
      payout slips out/county --out slips/county --unit U001
    """
    from payout.office.slips import SlipsOrder, slips
    from payout.outputs.papers.browser import NO_BROWSER

    date_on_page = None if day is None else day_of(day, "--date")
    order = SlipsOrder(folder, units, people, level, masked, ask, date_on_page, not no_pdf, everybody)
    with stages(lang) as progress:
        handed = slips(out, order, policy=policy, lang=lang, progress=progress)
    with after_publishing(folder):
        if not handed.printed and not no_pdf:
            click.secho(NO_BROWSER(lang), fg="yellow", err=True)
        count = handed.count
        if handed.unchanged:
            click.echo(_unchanged(handed.unchanged)(lang))
        click.echo(Text(f"通知单 {count:,} 份: {folder}", f"{count:,} slips in {folder}")(lang))
    return OK


def _unchanged(count: int) -> Text:
    return Text(
        f"数额没有变动的 {count:,} 人不发更正通知单(要写的加 --all)。",
        f"{count:,} whose amounts are what they were get no slip of the correction (--all writes theirs).",
    )


def day_of(text: str, option: str) -> date:
    """The day that an option names."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Misused(
            Text(f"{option} 要写成 2013-02-28 这样的日期。", f"{option} takes a day such as 2013-02-28.")
        ) from None
