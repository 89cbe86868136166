"""`payout run`: a whole batch, from files to an output directory."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.cells import cell_len

from payout.archive import Changes, check_free
from payout.batch import compute, publish
from payout.cli.common import (
    changes_options,
    expect_option,
    expected_of,
    input_argument,
    json_option,
    lang_option,
    point_record,
    policy_of,
    policy_option,
    print_findings,
    print_json,
    print_not_provided,
    print_nothing_written,
    print_open_points,
    stages,
)
from payout.cli.exits import CONTROL, INPUT, OK, UNWRITTEN
from payout.findings import errors
from payout.outputs import batch_total
from payout.text import Text

if TYPE_CHECKING:
    from payout.batch import Batch
    from payout.rules.compiled.result import Result
    from payout.rules.policy.quota import Quota
    from payout.text import Language


@click.command(name="run")
@input_argument
@policy_option
@click.option(
    "--out", "-o", required=True, type=click.Path(path_type=Path), help="The output directory to make."
)
@click.option("--force", is_flag=True, help="Replace an output directory that a run made before.")
@changes_options
@expect_option
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
    expects: tuple[str, ...],
    lang: Language,
    as_json: bool,
) -> int:
    """Compute SOURCE (a workbook, or a folder of CSV or Parquet files) and write the results to --out.

    The output directory appears whole or not at all. With a finding or an open decision nothing is written.

    \b
    Example:
      payout run fixtures/county_target_bonus/county.xlsx --policy county_target_bonus --out out/county
    """
    check_free(out, force=force)
    own = policy_of(policy)
    changes = Changes(overlays, sets, expected_of(own, expects))
    with stages(lang) as progress:
        batch = compute(source, changes.applied(own), progress, expects=changes.expects)
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
                "not_provided": dict(result.not_provided),
            }
        )
    else:
        _print_table(summary, result, lang)
        print_not_provided(result.not_provided, lang)
    if batch.refused:
        print_nothing_written(lang, decide=not errors(result.findings))
    if errors(result.findings):
        return INPUT
    return CONTROL if result.open_points else OK


LABELS = {
    "policy": Text("办法", "policy"),
    "total": Text("合计(元)", "total (yuan)"),
    "errors": Text("错误", "errors"),
    "warnings": Text("提醒", "warnings"),
    "undecided": Text("待决定", "undecided"),
    "quotas_broken": Text("名额不符(行)", "quotas broken"),
    "output": Text("结果目录", "results in"),
}
NO_AMOUNTS = Text("得分、名次、等次或名额;不产生金额", "scores, ranks, grades or places; no amounts")


def _summary(batch: Batch, out: Path) -> dict[str, str | int]:
    """The counts and the total of a batch; `output` is blank where nothing was written."""
    result = batch.result
    counts = {file.name: len(result.frames[file.level].table) for file in result.files}
    # Where the input could not be read at all, there are no rows to count, which is not none.
    rows = counts if any(counts.values()) or not batch.refused else {}
    found = len(errors(result.findings))
    return {
        "policy": f"{result.stamp.id} {result.stamp.version}",
        **rows,
        **({} if batch.refused else _totals(result)),
        "errors": found,
        "warnings": len(result.findings) - found,
        "undecided": len(result.open_points),
        **({} if result.quota is None else {"quotas_broken": _broken(result.quota)}),
        "output": "" if batch.refused else str(out),
    }


def _broken(quota: Quota) -> int:
    """Count the rows of the quota that do not hold; `payout quota` names them."""
    return sum(row.broken for row in quota.rows) + sum(row.broken for row in quota.ceilings)


def _totals(result: Result) -> dict[str, str]:
    """The total of each output file that has one: `total`, and `total_<file>` of those after the first."""
    totals = [(file.name, batch_total(result, file)) for file in result.files]
    texts = [(name, total.text) for name, total in totals if total is not None]
    return {f"total_{name}" if place else "total": text for place, (name, text) in enumerate(texts)}


def _print_table(summary: dict[str, str | int], result: Result, lang: Language) -> None:
    """Print one fact a line, aligned by the width that a terminal gives each character."""
    own = {file.name: result.frames[file.level].label(lang) for file in result.files}
    own |= {f"total_{file.name}": f"{LABELS['total'](lang)} {file.name}" for file in result.files}
    lines = [
        (LABELS[name](lang) if name in LABELS else own.get(name, name), _shown(name, value, lang))
        for name, value in summary.items()
    ]
    if not any(file.total for file in result.files):
        lines.insert(1, (Text("结果", "result")(lang), NO_AMOUNTS(lang)))
    width = max(cell_len(label) for label, _ in lines)
    for label, text in lines:
        click.echo(f"{label}{' ' * (width - cell_len(label))}  {text}")


def _shown(name: str, value: str | int, lang: Language) -> str:
    if name == "output":
        return str(value) or UNWRITTEN(lang)
    if name.startswith("total"):
        whole, point, fen = str(value).partition(".")
        return f"{int(whole):,}{point}{fen}"
    return f"{value:,}" if isinstance(value, int) else value
