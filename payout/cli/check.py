"""`payout check`: what is wrong with the input, all in one pass."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from payout.archive import Changes
from payout.batch import compute
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
    print_open_points,
    stages,
)
from payout.cli.exits import CONTROL, INPUT, OK
from payout.findings import errors
from payout.intake import write_marked_copy

if TYPE_CHECKING:
    from payout.text import Language


@click.command(name="check")
@input_argument
@policy_option
@click.option(
    "--marked-copy",
    type=click.Path(path_type=Path),
    help="Write a copy of the workbook with the bad cells coloured and commented.",
)
@changes_options
@expect_option
@lang_option
@json_option
def command(
    *,
    source: Path,
    policy: str,
    marked_copy: Path | None,
    sets: tuple[str, ...],
    overlays: tuple[Path, ...],
    expects: tuple[str, ...],
    lang: Language,
    as_json: bool,
) -> int:
    """Check SOURCE against a policy's tables and rules; write nothing but the marked copy.

    \b
    Example:
      payout check county.xlsx --policy county_target_bonus --marked-copy county-marked.xlsx
    """
    if marked_copy is not None and marked_copy.exists():
        raise click.UsageError(f"{marked_copy.name} exists: name another file / 文件已存在,请换一个名字")
    found = Changes(overlays, sets).applied(policy_of(policy))
    with stages(lang) as progress:
        batch = compute(source, found, progress, expects=expected_of(found, expects))
    findings, points = batch.result.findings, batch.result.open_points
    if marked_copy is not None:
        write_marked_copy(source, marked_copy, findings, lang=lang)
    if as_json:
        print_json(
            {
                "findings": [finding.record(lang) for finding in findings],
                "open_points": [point_record(point, lang) for point in points],
                "not_provided": dict(batch.result.not_provided),
            }
        )
    else:
        print_findings(findings, lang)
        if points and not errors(findings):
            print_open_points(points, lang)
        print_not_provided(batch.result.not_provided, lang)
        if not findings and not points:
            click.echo("没有问题" if lang == "zh" else "clean")
    if errors(findings):
        return INPUT
    return CONTROL if points else OK
