"""`payout papers`: the lists of payments of a published run, a workbook a unit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from payout.cli.common import (
    after_publishing,
    json_option,
    lang_option,
    print_json,
    run_policy_option,
    stages,
)
from payout.cli.exits import OK
from payout.cli.speaking import Existing, Spoken
from payout.text import Text

if TYPE_CHECKING:
    from payout.text import Language


@click.command(name="papers", cls=Spoken)
@click.argument("run", type=Existing(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--per-unit",
    "out",
    required=True,
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="要建立的目录:每单位一个工作簿,另有目录 index.xlsx。 | The directory to make: a workbook a unit, and index.xlsx.",
)
@click.option(
    "--pdf",
    is_flag=True,
    help="另出 PDF(须装有 LibreOffice)。 | PDF besides (LibreOffice must be installed).",
)
@run_policy_option
@lang_option
@json_option
def command(*, run: Path, out: Path, pdf: bool, policy: str, lang: Language, as_json: bool) -> int:
    """Write the lists of payments of the run RUN as a workbook a unit, for the unit to check and sign.

    The run is computed again from its evidence first. What the units' workbooks come to is held against the run's totals. The directory
    appears whole or not at all.

    ----
    把结果目录 RUN 的发放表按单位分开,每单位一个工作簿,供单位核对、签字。

    先按计算依据重算核对;各单位合计与本次运行的合计核对相符才写出。目录要么完整出现,要么不出现。

    \b
    Example:
      payout papers out/county --per-unit out/units
    """
    from payout.office.papers import papers

    with stages(lang) as progress:
        units = papers(run, out, pdf=pdf, policy=policy, lang=lang, progress=progress)
    with after_publishing(out):
        _tell(out, units, lang, as_json=as_json)
    return OK


def _tell(out: Path, units: int, lang: Language, *, as_json: bool) -> None:
    if as_json:
        print_json({"output": str(out), "units": units})
        return
    told = Text(
        f"{units} 个单位的工作簿和 index.xlsx 在 {out};各单位合计与本次运行相符。",
        f"{units} workbooks of units, and index.xlsx, are in {out}; together they come to the run.",
    )
    click.echo(told(lang))
