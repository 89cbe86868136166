"""`payout template`: the workbook to fill in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from payout.cli.common import changed_policy, lang_option, policy_of, year_option
from payout.cli.exits import OK
from payout.cli.speaking import Misused, Spoken
from payout.text import Text

if TYPE_CHECKING:
    from payout.text import Language


@click.command(name="template", cls=Spoken)
@click.argument("policy")
@click.option(
    "--out",
    "-o",
    required=True,
    type=click.Path(path_type=Path),
    help="要写出的工作簿。 | The workbook to write.",
)
@click.option("--force", is_flag=True, help="替换已有的文件。 | Replace a file that is there.")
@year_option
@lang_option
def command(*, policy: str, out: Path, force: bool, year: int | None, lang: Language) -> int:
    """Write the workbook to fill in: a sheet a table with drop-downs and formats, and instructions.

    ----
    写出供填写的工作簿:每张表一个工作表,带下拉选项、格式和填表说明。

    \b
    Example:
      payout template county_target_bonus --out county-2012.xlsx
    """
    from payout.cases import examples_of
    from payout.intake import Guide, write_template

    if out.exists() and not force:
        raise Misused(
            Text(
                f"{out.name} 已存在:换一个名字,或加 --force。",
                f"{out.name} exists: name another file, or add --force.",
            )
        )
    found, _ = changed_policy(policy_of(policy), (), (), year)
    year_of_it = "" if found.year is None else found.year.shown
    guide = Guide(found.card.title, year_of_it, found.card.guide, examples_of(found.folder))
    write_template(out, found.tables, guide, lang=lang)
    click.echo(f"{out}")
    return OK
