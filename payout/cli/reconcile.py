"""`payout reconcile`: an office's own list against a run, and why the two differ."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from payout.cli.common import json_option, lang_option, print_findings, print_json, run_policy_option, stages
from payout.cli.exits import CONTROL, INPUT, OK
from payout.cli.speaking import Existing, Misused, Spoken
from payout.findings import errors
from payout.text import Text

if TYPE_CHECKING:
    from payout.text import Language


@click.command(name="reconcile", cls=Spoken)
@click.argument("run", type=Existing(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--with",
    "theirs",
    required=True,
    type=Existing(exists=True, dir_okay=False, path_type=Path),
    metavar="LIST",
    help="单位自己算的名单(.xlsx 或 .csv),有编号和金额就行。 | The office's own list (.xlsx or .csv): identifiers and amounts.",
)
@click.option("--sheet", default="", help="名单在哪张工作表。 | The sheet of the list.")
@click.option(
    "--key-column",
    default="",
    help="编号列的列名,或列标(@B)。 | The column of identifiers: its header, or a letter (@B).",
)
@click.option(
    "--amount-column",
    default="",
    help="金额列的列名,或列标(@F)。 | The column of amounts: its header, or a letter (@F).",
)
@click.option(
    "--mapping",
    type=Existing(exists=True, dir_okay=False, path_type=Path),
    help="名单的对照文件(TOML):表 list,列 key 和 amount。 | A mapping (TOML) of the list: table list, columns key and amount.",
)
@click.option(
    "--level",
    default="",
    help="核对哪一层,默认为办法发放的一层。 | The level; the one that is paid by default.",
)
@click.option(
    "--column",
    default="",
    help="核对哪一列,默认为应发数或得分。 | The column; what is paid, or the score, by default.",
)
@run_policy_option
@click.option(
    "--out",
    "-o",
    type=click.Path(path_type=Path),
    help="把核对表写成工作簿(.xlsx)。 | Write every row to a workbook (.xlsx).",
)
@click.option("--force", is_flag=True, help="替换已有的文件。 | Replace a file that is there.")
@lang_option
@json_option
def command(
    *,
    run: Path,
    theirs: Path,
    sheet: str,
    key_column: str,
    amount_column: str,
    mapping: Path | None,
    level: str,
    column: str,
    policy: str,
    out: Path | None,
    force: bool,
    lang: Language,
    as_json: bool,
) -> int:
    """Hold the office's own list --with against the run in directory RUN: what agrees, what differs, and why.

    Every reading, rounding, value and rule that the list may have been made by is tried; the fewest that account for most rows are
    told, with how sure that is. Ends with 5 where anything differs, explained or not. Neither the run nor the list is changed.

    ----
    把单位自己算的名单(--with)与结果目录 RUN 逐行核对:哪些一致,哪些不同,为什么不同。

    逐一试算名单可能用过的口径、舍入、参数和规则,列出能说明最多行的最少几项及把握程度。
    有任何不同(无论是否已说明)时,退出码为 5。不改动运行结果和名单。

    \b
    Example:
      payout reconcile out/county --with old.xlsx --out differences.xlsx
    """
    from payout.archive import whole_file
    from payout.batch import reopen
    from payout.cli.printed.reconcile import print_reconciliation, record_of
    from payout.intake import UnclearList
    from payout.outputs import write_reconciliation
    from payout.sides import Pointed, listed, reconcile

    if out is not None and (out.suffix.lower() != ".xlsx" or (out.exists() and not force)):
        raise Misused(_no_out(out))
    said = Pointed(sheet, key_column, amount_column, mapping, level, column)
    with stages(lang) as progress:
        batch = reopen(run, policy, progress=progress)
        try:
            given = listed(batch, theirs, said)
        except UnclearList as unclear:
            problem = unclear.problem
            raise Misused(Text(f"{theirs.name}:{problem.zh}", f"{theirs.name}: {problem.en}")) from unclear
        found = None if errors(given.findings) else reconcile(batch, given, said, progress)
    print_findings(given.findings, lang)
    if found is None:
        return INPUT
    if out is not None:
        with whole_file(out) as path:
            write_reconciliation(found, batch.result.stamp, path, lang=lang)
    if as_json:
        print_json(record_of(found, lang))
    else:
        print_reconciliation(found, out, lang)
    return OK if found.agrees else CONTROL


def _no_out(out: Path) -> Text:
    if out.suffix.lower() != ".xlsx":
        return Text(f"--out 应以 .xlsx 结尾:{out.name}", f"--out ends in .xlsx: {out.name}")
    return Text(
        f"{out.name} 已存在:换一个名字,或加 --force。",
        f"{out.name} exists: name another file, or add --force.",
    )
