"""`payout check`: what is wrong with the input, all in one pass."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from payout import archive, intake
from payout.cli.common import (
    given_options,
    input_argument,
    json_option,
    lang_option,
    mapping_record,
    point_record,
    policy_of,
    policy_option,
    print_changes,
    print_findings,
    print_json,
    print_mapping,
    print_not_provided,
    print_open_points,
    print_year,
    stages,
)
from payout.cli.exits import CONTROL, INPUT, OK
from payout.cli.printed.look import look_record, print_look
from payout.cli.speaking import Misused, Spoken
from payout.findings import errors
from payout.text import Text

if TYPE_CHECKING:
    from payout.cli.common import GivenOptions
    from payout.text import Language


@click.command(name="check", cls=Spoken)
@input_argument
@policy_option
@click.option(
    "--marked-copy",
    type=click.Path(path_type=Path),
    help="另写一份工作簿,有误的单元格着色并加批注。 | Write a copy of the workbook with the bad cells coloured and commented.",
)
@given_options
@lang_option
@json_option
def command(
    *,
    source: Path,
    policy: str,
    marked_copy: Path | None,
    given: GivenOptions,
    lang: Language,
    as_json: bool,
) -> int:
    """Check SOURCE against a policy's tables and rules; write nothing but the marked copy.

    ----
    按办法的表和规则检查 SOURCE,除带标记的副本外不写任何文件。

    \b
    Example:
      payout check county.xlsx --policy county_target_bonus --marked-copy county-marked.xlsx
    """
    from payout.batch import compute

    if marked_copy is not None and marked_copy.exists():
        name = marked_copy.name
        raise Misused(Text(f"{name} 已存在:换一个名字。", f"{name} exists: name another file."))
    found, said = given.over(policy_of(policy))
    with stages(lang) as progress:
        batch = compute(source, found, progress, expects=said.expects, mapping=said.mapping).looked
    findings, points = batch.result.findings, batch.result.open_points
    if marked_copy is not None:
        with archive.whole_file(marked_copy) as path:
            intake.write_marked_copy(source, path, findings, lang=lang, files=batch.result.sources)
    if as_json:
        print_json(
            {
                "findings": [finding.record(lang) for finding in findings],
                "open_points": [point_record(point, lang) for point in points],
                "look": look_record(batch.result.look, lang),
                "not_provided": dict(batch.result.not_provided),
                "mapping": mapping_record(batch.result, lang),
            }
        )
    else:
        print_findings(findings, lang)
        print_year(batch.result, lang)
        print_changes(batch.result.settings, lang)
        print_mapping(batch.result, lang)
        if points and not errors(findings):
            print_open_points(points, lang)
        print_look(batch.result.look, lang)
        print_not_provided(batch.result.not_provided, lang)
        if not findings and not points:
            click.echo("没有问题" if lang == "zh" else "clean")
    if errors(findings):
        return INPUT
    return CONTROL if points else OK
