"""`payout template`: the workbook to fill in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from payout.cli.common import lang_option, policy_of
from payout.cli.exits import OK
from payout.intake import write_template

if TYPE_CHECKING:
    from payout.text import Language


@click.command(name="template")
@click.argument("policy")
@click.option("--out", "-o", required=True, type=click.Path(path_type=Path), help="The workbook to write.")
@click.option("--force", is_flag=True, help="Replace a file that is there.")
@lang_option
def command(policy: str, out: Path, force: bool, lang: Language) -> int:
    """Write the workbook to fill in: a sheet a table with drop-downs and formats, and instructions.

    \b
    Example:
      payout template county_target_bonus --out county-2012.xlsx
    """
    if out.exists() and not force:
        raise click.UsageError(f"{out.name} exists: name another file, or add --force / 文件已存在")
    found = policy_of(policy)
    write_template(out, found.tables, title=found.card.title, lang=lang)
    click.echo(f"{out}")
    return OK
