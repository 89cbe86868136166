"""`payout run`: a whole batch, from files to an output directory."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.cells import cell_len

from payout.batch import compute, publish
from payout.cli.common import (
    changes_options,
    input_argument,
    json_option,
    lang_option,
    point_record,
    policy_of,
    policy_option,
    print_findings,
    print_json,
    print_nothing_written,
    print_open_points,
    stages,
)
from payout.cli.exits import CONTROL, INPUT, OK, UNWRITTEN
from payout.evidence.store import Changes
from payout.findings import Text, errors
from payout.outputs import batch_total, check_free

if TYPE_CHECKING:
    from payout.batch import Batch
    from payout.findings import Language


@click.command(name="run")
@input_argument
@policy_option
@click.option(
    "--out", "-o", required=True, type=click.Path(path_type=Path), help="The output directory to make."
)
@click.option("--force", is_flag=True, help="Replace an output directory that a run made before.")
@changes_options
@lang_option
@json_option
def command(
    *,
    source: Path,
    policy: str,
    out: Path,
    force: bool,
    sets: tuple[str, ...],
    overlays: tuple[Path, ...],
    lang: Language,
    as_json: bool,
) -> int:
    r"""Compute SOURCE (a workbook, or a folder of CSV or Parquet files) and write the results to --out.

    The output directory appears whole or not at all. With a finding or an open decision nothing is written.

    \b
    Example:
      payout run fixtures/county_target_bonus/county.xlsx --policy county_target_bonus --out out/county
    """
    check_free(out, force=force)
    changes = Changes(overlays, sets)
    with stages(lang) as progress:
        batch = compute(source, changes.applied(policy_of(policy)), progress)
        if not batch.refused:
            publish(batch, out, changes, lang=lang, force=force, progress=progress)
    result = batch.result
    print_findings(result.findings, lang)
    if result.open_points and not errors(result.findings):
        print_open_points(result.open_points, lang)
    summary = _summary(batch, out)
    if as_json:
        print_json(
            {
                **summary,
                "findings": [finding.record(lang) for finding in result.findings],
                "open_points": [point_record(point, lang) for point in result.open_points],
            }
        )
    else:
        _print_table(summary, lang)
    if batch.refused:
        print_nothing_written(lang, decide=not errors(result.findings))
    if errors(result.findings):
        return INPUT
    return CONTROL if result.open_points else OK


LABELS = {
    "policy": Text("办法", "policy"),
    "people": Text("人数", "people"),
    "units": Text("单位数", "units"),
    "total": Text("合计(元)", "total (yuan)"),
    "errors": Text("错误", "errors"),
    "warnings": Text("提醒", "warnings"),
    "undecided": Text("待决定", "undecided"),
    "output": Text("结果目录", "results in"),
}


def _summary(batch: Batch, out: Path) -> dict[str, str | int]:
    """Give the counts and the total of a batch; `output` is blank where nothing was written."""
    result = batch.result
    rows = {file.name: len(result.frames[file.level].table) for file in result.files}
    totals = [batch_total(result, file) for file in result.files if file.total and not batch.refused]
    found = len(errors(result.findings))
    return {
        "policy": f"{result.card.id} {result.card.version}",
        **rows,
        **dict(zip(("total",), (total.text for total in totals if total), strict=False)),
        "errors": found,
        "warnings": len(result.findings) - found,
        "undecided": len(result.open_points),
        "output": "" if batch.refused else str(out),
    }


def _print_table(summary: dict[str, str | int], lang: Language) -> None:
    """Print one fact a line, aligned by the width that a terminal gives each character."""
    labels = {name: LABELS[name](lang) if name in LABELS else name for name in summary}
    width = max(cell_len(label) for label in labels.values())
    for name, value in summary.items():
        click.echo(f"{labels[name]}{' ' * (width - cell_len(labels[name]))}  {_shown(name, value, lang)}")


def _shown(name: str, value: str | int, lang: Language) -> str:
    if name == "output":
        return str(value) or UNWRITTEN(lang)
    if name == "total":
        whole, point, fen = str(value).partition(".")
        return f"{int(whole):,}{point}{fen}"
    return f"{value:,}" if isinstance(value, int) else value
