"""`payout map`: a draft of the file that says how a source becomes a policy's tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from payout.cli.common import input_argument, lang_option, policy_of, policy_option, print_findings
from payout.cli.exits import INPUT, OK
from payout.cli.speaking import Misused, Spoken
from payout.text import Text

if TYPE_CHECKING:
    from payout.text import Language


@click.command(name="map", cls=Spoken)
@input_argument
@policy_option
@click.option(
    "--out",
    "-o",
    type=click.Path(path_type=Path),
    help="写到这个文件,不写则输出到屏幕。 | The file to write; without it the draft is printed.",
)
@lang_option
def command(*, source: Path, policy: str, out: Path | None, lang: Language) -> int:
    """Draft the mapping file of SOURCE: where its headers are, which column is which, and what people must decide.

    SOURCE is as offices have it: a workbook, a folder of CSV or Parquet files, or one such file. The draft goes to --mapping
    of check, run and quota once every "?" in it is decided.

    ----
    为 SOURCE 起草对照文件:表头在哪几行,哪一列是办法的哪一列,哪些要由人决定。

    SOURCE 是本单位现有的表:一个工作簿、一个放 CSV 或 Parquet 文件的文件夹,或一个这样的文件。
    草稿中的 "?" 全部写明之后,交给 check、run、quota 的 --mapping。

    \b
    Example:
      payout map fixtures/county_target_bonus/csv --policy county_target_bonus --out mapping.toml
    """
    from payout.archive import whole_file
    from payout.intake import Unreadable, draft_mapping

    if out is not None and out.exists():
        raise Misused(Text(f"{out.name} 已存在:换一个名字。", f"{out.name} exists: name another file."))
    found = policy_of(policy)
    try:
        text = draft_mapping(source, found.card.id, found.tables)
    except Unreadable as refused:
        print_findings([refused.finding], lang)
        return INPUT
    if out is None:
        click.echo(text, nl=False)
        return OK
    with whole_file(out) as path:
        path.write_text(text, encoding="utf-8")
    click.echo(str(out))
    return OK
