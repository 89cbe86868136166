"""`payout explain`: why an amount is what it is."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from payout.cli.common import json_option, lang_option, print_json, run_policy_option
from payout.cli.exits import CONTROL, OK
from payout.cli.speaking import Existing, Misused, Spoken
from payout.text import Text

if TYPE_CHECKING:
    from payout.batch import ComputedBatch
    from payout.evidence.explain import Explainer
    from payout.evidence.rereading.report import ReadBack
    from payout.evidence.slips.slip import Slip
    from payout.text import Language


@click.command(name="explain", cls=Spoken)
@click.argument("out", type=Existing(exists=True, file_okay=False, path_type=Path))
@click.argument("key", required=False)
@click.option("--unit", help="同 KEY --level unit。 | The same as KEY --level unit.")
@click.option(
    "--level",
    default="",
    help="KEY 所在的层(person、unit 等),几层都有时写明。 | The level of KEY (person, unit, …), where several have such a row.",
)
@click.option(
    "--column",
    "columns",
    multiple=True,
    help="说明这些列,而不是应发数。 | Explain these columns instead of the amounts.",
)
@click.option(
    "--depth",
    type=click.IntRange(min=1),
    help="显示几层,默认全部。 | How many steps deep to print; all by default.",
)
@click.option(
    "--all",
    "whole",
    is_flag=True,
    help="全部列出:没有取用的分支、为“否”和未起作用的也列。 | Show all: branches not taken, what is no or changed nothing too.",
)
@click.option(
    "--slip",
    "as_slip",
    is_flag=True,
    help="给领款人看的一页。 | The one page for who is paid.",
)
@click.option(
    "--verify",
    is_flag=True,
    help="按印出的数另行重算,不写 KEY 时核对每一行。 | Compute again from what is printed; without KEY, of every row.",
)
@run_policy_option
@lang_option
@json_option
def command(
    *,
    out: Path,
    key: str | None,
    unit: str | None,
    level: str,
    columns: tuple[str, ...],
    depth: int | None,
    whole: bool,
    as_slip: bool,
    verify: bool,
    policy: str,
    lang: Language,
    as_json: bool,
) -> int:
    """Show how the results of KEY (a person, a unit, any row with an identifier) in the run OUT came about.

    Each rule stands with its clause and its formula in words and in numbers; what is no or changed nothing is folded, unless --all.
    --slip is the one page for who is paid, with the payee's own name. --verify computes every step again from its printed
    numbers, and ends with 5 where one differs.

    ----
    说明结果目录 OUT 中 KEY(人员、单位或任何有编号或名称的行)的结果是怎样来的。

    每条规则都列出条款、用文字和数字写出的算式;为“否”和未起作用的折起,--all 全部列出。
    --slip 是给领款人看的一页,写本人姓名。--verify 用印出的数逐步重算,有不符时退出码为 5。

    \b
    Example:
      payout explain out/county P00002 --depth 4
    """
    from payout.batch import reopen
    from payout.evidence.explain import Explainer, columns_told
    from payout.evidence.folding import folded
    from payout.evidence.rereading.report import read_back
    from payout.evidence.slips.build import Slips
    from payout.evidence.steps import render

    asked = key if unit is None else unit
    if (key is not None and unit is not None) or (asked is None and (not verify or columns)):
        raise Misused(
            Text("请写编号或名称,或 --unit 单位编码。", "Name a row by its identifier or name, or --unit ID.")
        )
    batch = reopen(out, policy)
    explainer, files = Explainer(batch.run, lang, codes=as_json), batch.result.files
    row = None if asked is None else _found(batch, explainer, asked, level if unit is None else "unit")
    if row is None:
        return _verified(read_back(batch.run, files, lang), lang, as_json=as_json)
    _require_columns(batch, row[0], columns)
    if verify:
        return _verified(read_back(batch.run, files, lang, row, columns), lang, as_json=as_json)
    if as_slip:
        return _paged(Slips(batch.run, files, lang).of(*row, columns), lang, as_json=as_json)
    steps = explainer.explain(*row, columns or columns_told(batch.run.compiled, files, row[0]))
    if as_json:
        print_json([step.record(depth) for step in steps])
    elif whole:
        for step in steps:
            click.echo("\n".join(render(step, lang, deepest=depth)) + "\n")
    else:
        click.echo("\n".join(folded(steps).lines(lang, depth)))
    return OK


def _paged(slip: Slip, lang: Language, *, as_json: bool) -> int:
    from payout.evidence.slips.text import page

    if as_json:
        print_json(asdict(slip))
    else:
        click.echo("\n".join(page(slip, lang)))
    return OK


def _verified(report: ReadBack, lang: Language, *, as_json: bool) -> int:
    if as_json:
        print_json(report.record(lang))
    else:
        click.echo("\n".join(report.lines(lang)))
    return CONTROL if report.differs else OK


def _require_columns(batch: ComputedBatch, level: str, columns: tuple[str, ...]) -> None:
    unknown = [name for name in columns if name not in batch.run.data[level].columns]
    if unknown:
        known = ", ".join(name for at, name in batch.run.compiled.by_key if at == level)
        told = ", ".join(unknown)
        raise Misused(
            Text(f"没有列 {told};{level} 有 {known}。", f"There is no column {told}; {level} has {known}.")
        )


def _found(batch: ComputedBatch, explainer: Explainer, key: str, level: str) -> tuple[str, int]:
    """Find the row of a key: in the level that is named, or in the one level that has it."""
    keyed = [name for name, one in batch.run.compiled.levels.items() if one.identity]
    if level and level not in keyed:
        there = ", ".join(keyed)
        raise Misused(Text(f"没有层 {level};有 {there}。", f"There is no level {level}; there are {there}."))
    at = [level] if level else keyed
    found = [(name, row) for name in at if (row := explainer.row_of(name, key)) is not None]
    if not found:
        found = [(name, row) for name in at for row in explainer.rows_called(name, key)]
    if not found:
        raise Misused(
            Text(
                f"本次结果中没有编号或名称为 {key} 的行。",
                f"Nothing has the identifier or name {key} in this run.",
            )
        )
    if len(found) > 1:
        names = ", ".join(f"{name} {batch.run.name_of(name, row)}" for name, row in found)
        raise Misused(
            Text(
                f"有 {len(found)} 个 {key}:{names}。请写编号,或加 --level。",
                f"{len(found)} are called {key}: {names}. Give the identifier, or --level.",
            )
        )
    return found[0]
