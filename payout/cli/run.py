"""`payout run`: a whole batch, from files to an output directory."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from payout.batch import compute, publish
from payout.cli.common import (
    changes_options,
    input_argument,
    json_option,
    lang_option,
    money,
    policy_of,
    policy_option,
    print_findings,
    print_json,
    print_open_points,
    stages,
)
from payout.cli.exits import CONTROL, INPUT, OK
from payout.evidence.store import Changes
from payout.findings import errors

if TYPE_CHECKING:
    from payout.batch import Batch
    from payout.findings import Language


@click.command(name="run")
@input_argument
@policy_option
@click.option("--out", "-o", required=True, type=click.Path(path_type=Path), help="The output directory to make.")
@click.option("--force", is_flag=True, help="Replace an output directory that a run made before.")
@changes_options
@lang_option
@json_option
def command(
    source: Path,
    policy: str,
    out: Path,
    force: bool,
    sets: tuple[str, ...],
    overlays: tuple[Path, ...],
    lang: Language,
    as_json: bool,
) -> int:
    """Compute SOURCE (a workbook, or a folder of CSV or Parquet files) and write amounts, workbook and manifest to --out.

    The output directory appears whole or not at all. With a finding or an open decision nothing is written.

    \b
    Example:
      payout run fixtures/county_target_bonus/county.xlsx --policy county_target_bonus --out out/county
    """
    changes = Changes(overlays, sets)
    with stages(lang) as progress:
        batch = compute(source, changes.applied(policy_of(policy)), progress)
        if not batch.refused:
            publish(batch, out, changes, lang=lang, force=force, progress=progress)
    print_findings(batch.result.findings, lang)
    if batch.result.open_points and not errors(batch.result.findings):
        print_open_points(batch.result.open_points, lang)
    summary = _summary(batch, out)
    if as_json:
        print_json({**summary, "findings": [finding.record(lang) for finding in batch.result.findings]})
    else:
        _print_table(summary, lang)
    if errors(batch.result.findings):
        return INPUT
    return CONTROL if batch.result.open_points else OK


LABELS = {
    "people": ("人数", "people"),
    "units": ("单位数", "units"),
    "total": ("合计(元)", "total (yuan)"),
    "errors": ("错误", "errors"),
    "warnings": ("提醒", "warnings"),
    "undecided": ("待决定", "undecided points"),
    "output": ("结果目录", "results in"),
}


def _summary(batch: Batch, out: Path) -> dict[str, object]:
    result = batch.result
    rows = {file.name: len(result.frames[file.level].table) for file in result.files}
    totals: dict[str, object] = {}
    for file in result.files:
        if file.total and not batch.refused:
            totals["total"] = money(result.column(file.level, file.total)[1].sum())  # type: ignore[attr-defined]
    found = len(errors(result.findings))
    return {
        **rows,
        **totals,
        "errors": found,
        "warnings": len(result.findings) - found,
        "undecided": len(result.open_points),
        "output": str(out) if not batch.refused else "",
    }


def _print_table(summary: dict[str, object], lang: Language) -> None:
    for name, value in summary.items():
        zh, en = LABELS.get(name, (name, name))
        nothing = "未写出任何文件" if lang == "zh" else "nothing was written"
        click.echo(f"{zh if lang == 'zh' else en:<10}\t{value if value != '' else nothing}")
