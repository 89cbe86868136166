"""`payout papers`: the lists of payments of a published run, a workbook a unit."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from payout.archive import PublishedNonetheless, corrects_of, published, require_new
from payout.batch import reopen
from payout.cli.common import json_option, lang_option, print_json, run_policy_option, stages
from payout.cli.exits import OK
from payout.cli.speaking import Existing, Misused, Spoken
from payout.outputs import converter, unit_files, write_pdfs, write_units
from payout.text import Text

if TYPE_CHECKING:
    from payout.text import Language

NO_PROGRAM = Text(
    "没有找到 LibreOffice(soffice),不能转成 PDF。安装后再运行,或去掉 --pdf。",
    "no LibreOffice (soffice) was found, which makes the PDF: install it, or leave --pdf out.",
)
NO_LISTS = Text(
    "本办法没有按单位签字的发放表。",
    "this policy has no list of payments that is signed by unit.",
)
BY_DIFFERENCES = Text(
    "这是更正,只发差额,不能按全额签领;请用结果目录中的 correction.xlsx(补发追扣表,按单位分列)签字。",
    "this run is a correction, of which differences alone are paid: have its correction.xlsx signed, which lists them by unit.",
)


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
    require_new(out)
    program = converter() if pdf else None
    if pdf and program is None:
        raise Misused(NO_PROGRAM)
    with stages(lang) as progress:
        result = reopen(run, policy, progress=progress).result
        if corrects_of(run):
            raise Misused(BY_DIFFERENCES)
        files = unit_files(result, lang)
        if not files:
            raise Misused(NO_LISTS)
        with published(out) as folder:
            write_units(result, files, folder, lang=lang, progress=progress)
            if program is not None:
                progress(Text("转成 PDF", "making the PDF"))
                with tempfile.TemporaryDirectory() as profile:
                    write_pdfs(folder, program, Path(profile))
    try:
        _tell(out, len(files), lang, as_json=as_json)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:  # the screen is full, not the disk: what was published stands
        raise PublishedNonetheless(out, error) from error
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
