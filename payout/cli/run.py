"""`payout run`: a whole batch, from files to an output directory."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from payout import archive, outputs
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
    print_nothing_written,
    print_open_points,
    stages,
)
from payout.cli.engines import computing, engine_asked
from payout.cli.exits import CONTROL, INPUT, OK, UNWRITTEN
from payout.cli.printed.columns import aligned
from payout.cli.printed.look import look_record, print_look
from payout.cli.speaking import Spoken
from payout.findings import errors
from payout.text import Text

if TYPE_CHECKING:
    from payout.batch import ComputedBatch
    from payout.cli.common import GivenOptions
    from payout.cli.engines import EngineAsked
    from payout.exact.filtered import Tally
    from payout.rules.compiled.result import Result
    from payout.text import Language


@click.command(name="run", cls=Spoken)
@input_argument
@policy_option
@click.option(
    "--out",
    "-o",
    required=True,
    type=click.Path(path_type=Path),
    help="要建立的结果目录。 | The output directory to make.",
)
@click.option(
    "--force",
    is_flag=True,
    help="替换以前运行建立的结果目录。 | Replace an output directory that a run made before.",
)
@click.option(
    "--engine",
    callback=engine_asked,
    metavar="ENGINE",
    default="fast",
    help="fast:浮点数能证明舍入结果的不再精确计算;reference:每行都精确计算;local:同 fast;dask 或 dask=地址:分片交给 Dask 集群计算。"
    "结果逐字节相同。 | fast: rows whose rounding a float with a proven bound decides are not computed exactly; reference: every row is; "
    "local: as fast; dask or dask=ADDRESS: in parts, on a Dask cluster. The results are the same, byte for byte.",
)
@click.option(
    "--formulas",
    is_flag=True,
    help="另写 formulas.xlsx:每个数额都是公式,旁有精确值和核对。 | Also write formulas.xlsx: every amount as a formula, and a check.",
)
@click.option(
    "--no-workbook",
    is_flag=True,
    help="不写 payout.xlsx,只写 CSV、Parquet 和存档记录。 | Write no payout.xlsx: only CSV, Parquet and the record.",
)
@given_options
@lang_option
@json_option
def command(
    *,
    source: Path,
    policy: str,
    out: Path,
    force: bool,
    engine: EngineAsked,
    formulas: bool,
    no_workbook: bool,
    given: GivenOptions,
    lang: Language,
    as_json: bool,
) -> int:
    """Compute SOURCE (a workbook, or a folder of CSV or Parquet files) and write the results to --out.

    The output directory appears whole or not at all. With a finding or an open decision nothing is written.

    ----
    计算 SOURCE(一个工作簿,或一个放 CSV、Parquet 文件的文件夹),把结果写入 --out。

    结果目录要么完整出现,要么不出现。有错误或待决定事项时,什么都不写。

    \b
    Example:
      payout run fixtures/county_target_bonus/county.xlsx --policy county_target_bonus --out out/county
    """
    from payout.batch import compute, publish

    archive.check_free(out, force=force)
    found, changes = given.over(policy_of(policy))
    with stages(lang) as progress:
        with computing(engine, found, policy, progress) as how_computed:
            batch = compute(
                source, found, progress, expects=changes.expects, mapping=changes.mapping, engine=how_computed
            )
            progress(Text("找出要先看一看的", "finding what to look at"))
            batch = batch.looked
        if not batch.refused:
            publish(
                batch,
                out,
                changes,
                lang=lang,
                force=force,
                workbook=not no_workbook,
                formulas=formulas,
                progress=progress,
            )
    try:
        split = [] if no_workbook or batch.refused else outputs.split_lists(batch.result)
        _tell(batch, out, lang, split, as_json=as_json)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except (OSError, KeyboardInterrupt) as error:  # of the screen: what was published stands
        if batch.refused:
            raise
        raise archive.PublishedNonetheless(out, error) from error
    if errors(batch.result.findings):
        return INPUT
    return CONTROL if batch.result.open_points else OK


def _tell(batch: ComputedBatch, out: Path, lang: Language, split: list[Text], *, as_json: bool) -> None:
    """Print what was found and what came out. `split`: what is to be said of lists on several sheets."""
    result = batch.result
    print_findings(result.findings, lang)
    print_changes(result.settings, lang)
    print_mapping(result, lang)
    if result.open_points and not errors(result.findings):
        print_open_points(result.open_points, lang)
    if not as_json:
        print_look(result.look, lang)
    summary = _summary(batch, out)
    if as_json:
        print_json(
            {
                **summary,
                "findings": [finding.record(lang) for finding in result.findings],
                "open_points": [point_record(point, lang) for point in result.open_points],
                "look": look_record(result.look, lang),
                "not_provided": dict(result.not_provided),
                "mapping": mapping_record(result, lang),
                "on_several_sheets": [text(lang) for text in split],
                "decided_by_floats": {"rows": batch.run.tally.rows, "exact": batch.run.tally.exact},
            }
        )
    else:
        _print_table(summary, result, lang)
        _print_tally(batch.run.tally, lang)
        print_not_provided(result.not_provided, lang)
        for text in split:
            click.echo(text(lang), err=True)
    if batch.refused:
        print_nothing_written(lang, decide=not errors(result.findings))


LABELS = {
    "policy": Text("办法", "policy"),
    "year": Text("年度", "year"),
    "total": Text("合计(元)", "total (yuan)"),
    "total_of_all": Text("总计(元)", "grand total (yuan)"),
    "errors": Text("错误", "errors"),
    "warnings": Text("提醒", "warnings"),
    "undecided": Text("待决定", "undecided"),
    "quotas_broken": Text("名额不符(行)", "quotas broken"),
    "output": Text("结果目录", "results in"),
}
NO_AMOUNTS = Text("得分、名次、等次或名额;不产生金额", "scores, ranks, grades or places; no amounts")


def _summary(batch: ComputedBatch, out: Path) -> dict[str, str | int]:
    """The counts and the total of a batch; `output` is blank where nothing was written."""
    result = batch.result
    counts = {file.name: len(result.frames[file.level].table) for file in result.files}
    # Where the input could not be read at all, there are no rows to count, which is not none.
    rows = counts if any(counts.values()) or not batch.refused else {}
    found = len(errors(result.findings))
    return {
        "policy": f"{result.stamp.id} {result.stamp.version}",
        **({"year": result.year} if result.year else {}),
        **rows,
        **({} if batch.refused else _totals(result)),
        "errors": found,
        "warnings": len(result.findings) - found,
        "undecided": len(result.open_points),
        **({} if result.quota is None else {"quotas_broken": result.quota.broken_rows}),
        "output": "" if batch.refused else str(out),
    }


def _print_tally(tally: Tally, lang: Language) -> None:
    """Say how many rounded and compared rows no float could decide, where floats were asked at all."""
    if tally.rows:
        zh = f"舍入和比较 {tally.rows:,} 次,其中 {tally.exact:,} 次须精确计算"
        en = f"{tally.rows:,} rows rounded or compared, {tally.exact:,} of them by exact computation"
        click.echo(Text(zh, en)(lang), err=True)


def _totals(result: Result) -> dict[str, str]:
    """The total of each output file that has one, `total` and `total_<file>`; with several kinds of payees all of it too."""
    totals = {
        file.name: total for file in result.files if (total := outputs.batch_total(result, file)) is not None
    }
    texts = {
        f"total_{name}" if place else "total": one.text for place, (name, one) in enumerate(totals.items())
    }
    whole = outputs.grand_total(list(totals.values()))
    return texts if whole is None else {**texts, "total_of_all": whole.text}


def _print_table(summary: dict[str, str | int], result: Result, lang: Language) -> None:
    """Print one fact a line, aligned by the width that a terminal gives each character."""
    own = {file.name: result.frames[file.level].label(lang) for file in result.files}
    paid = [file for file in result.files if file.total]
    if len(paid) > 1:  # one word for each kind, the sum of all below
        for place, file in enumerate(paid):
            own[f"total_{file.name}" if place else "total"] = f"{LABELS['total'](lang)} {own[file.name]}"
    lines = [
        (own[name] if name in own else LABELS[name](lang), _shown(name, value, lang))
        for name, value in summary.items()
    ]
    if not any(file.total for file in result.files):
        lines.insert(1, (Text("结果", "result")(lang), NO_AMOUNTS(lang)))
    for line in aligned(lines):
        click.echo(line)


def _shown(name: str, value: str | int, lang: Language) -> str:
    if name == "output":
        return str(value) or UNWRITTEN(lang)
    if name.startswith("total"):
        whole, point, fen = str(value).partition(".")
        return f"{int(whole):,}{point}{fen}"
    return f"{value:,}" if isinstance(value, int) else value
