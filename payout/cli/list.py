"""`payout list`: who is paid how much by a published run, for what comes next."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from payout.cli.common import lang_option, run_policy_option, stages
from payout.cli.exits import OK
from payout.cli.speaking import Existing, Misused, Spoken
from payout.text import Text

if TYPE_CHECKING:
    from payout.text import Language

WHOLE = Text(
    "注意:这是更正,表中是更正后的全额,不是差额。个人所得税按全额重算,减去已扣的;付款用 payout pay。",
    "note: this run is a correction; these are whole amounts as corrected, not differences. Compute tax on them again, less what was "
    "withheld; payout pay pays the differences.",
)


@click.command(name="list", cls=Spoken)
@click.argument("run", type=Existing(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--list",
    "name",
    default="",
    help="哪一张发放表,默认为人员的一张。 | Which list of the run; by default that of people.",
)
@click.option(
    "--out",
    "-o",
    required=True,
    type=click.Path(path_type=Path),
    help="要写的 CSV 文件。 | The CSV file to write.",
)
@click.option("--force", is_flag=True, help="替换已有的文件。 | Replace a file that is there.")
@run_policy_option
@lang_option
def command(*, run: Path, name: str, out: Path, force: bool, policy: str, lang: Language) -> int:
    """Write whom the run RUN pays and how much, as a CSV file: key, name, amount. The tax on bonuses begins with it.

    The run is computed again from its evidence first. The file holds names and amounts: it is for the office itself.

    ----
    把结果目录 RUN 发给谁、发多少写成 CSV 文件:编号、姓名、金额。个人所得税从这张表算起。

    先按计算依据重算核对。文件里有姓名和金额,供本单位自己用。

    \b
    Example:
      payout list out/county --out paid.csv
    """
    from payout.archive import corrects_of, whole_file
    from payout.batch import reopen
    from payout.outputs.bank import chosen_list, payables_of, write_amounts

    if out.exists() and not force:
        zh = f"{out.name} 已存在:换一个名字,或加 --force。"
        raise Misused(Text(zh, f"{out.name} exists: name another file, or add --force."))
    with stages(lang) as progress:
        result = reopen(run, policy, progress=progress).result
    listed = chosen_list(result, name)
    payables = payables_of(result, listed)
    with whole_file(out) as path:
        write_amounts(payables, result.frames[listed.level].key, path)
    if corrects_of(run):
        click.secho(WHOLE(lang), fg="yellow", err=True)
    count = len(payables)
    click.echo(
        Text(f"{listed.name} {count:,} 行写入 {out}", f"{count:,} rows of {listed.name} in {out}")(lang)
    )
    return OK
