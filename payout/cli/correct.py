"""`payout correct`: a run that was paid, computed again from corrected input; what is to be paid and reclaimed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from payout.archive.roles import APPROVED, file_of
from payout.cli.common import (
    after_publishing,
    archive_option,
    given_options,
    json_option,
    lang_option,
    point_record,
    print_changes,
    print_findings,
    print_json,
    print_mapping,
    print_nothing_written,
    print_open_points,
    run_policy_option,
    stages,
)
from payout.cli.exits import CONTROL, INPUT, OK
from payout.cli.printed.columns import aligned
from payout.cli.speaking import Existing, Misused, Spoken, harmless
from payout.findings import errors
from payout.masking import veil_key
from payout.text import Text, plain_decimal

if TYPE_CHECKING:
    from payout.cli.common import GivenOptions
    from payout.office.book import ListPaid
    from payout.sides import Correction
    from payout.text import Language

MOST_SHOWN = 20


@click.command(name="correct", cls=Spoken)
@click.argument("run", type=Existing(exists=True, file_okay=False, path_type=Path))
@click.argument("source", type=Existing(exists=True, path_type=Path))
@click.option(
    "--out",
    "-o",
    required=True,
    type=click.Path(path_type=Path),
    help="要建立的结果目录。 | The output directory to make.",
)
@run_policy_option
@click.option(
    "--formulas",
    is_flag=True,
    help="另写 formulas.xlsx,同 payout run。 | Also write formulas.xlsx, as payout run does.",
)
@archive_option
@given_options
@lang_option
@json_option
def command(
    *,
    run: Path,
    source: Path,
    out: Path,
    policy: str,
    formulas: bool,
    db: str,
    given: GivenOptions,
    lang: Language,
    as_json: bool,
) -> int:
    """Compute the paid run RUN again from the corrected SOURCE, and write what is to be paid or reclaimed, payee by payee, to --out.

    The policy is that of RUN with what it put in force; --set and --overlay put more in force. RUN may be a correction itself: what
    was paid so far is what it says is due. RUN is only read. The output is a run like others, with correction.csv, .parquet and .xlsx;
    it is paid by its differences. With --db what the archive says was paid of RUN is told, and whose amounts were not.

    ----
    按更正后的 SOURCE 重算已发放的 RUN,把每人补发、追扣多少写入 --out。

    办法和参数与 RUN 相同,可用 --set、--overlay 再改。RUN 本身也可以是更正:已发数额就是它的应发数额。RUN 只读不改。输出与其他运行
    结果相同,另有 correction.csv、.parquet、.xlsx;按差额发放。给出 --db 时,说明存档中 RUN 已付多少、谁还没有发到。

    \b
    Example:
      payout correct out/county county.xlsx --set county_average=8100 --out out/corrected
    """
    from payout.evidence.correcting import NotCorrectable
    from payout.sides import correct, paid_run, publish_correction, require_free

    require_free(out)
    with stages(lang) as progress:
        paid = paid_run(run, policy, progress)
        known = _paid_so_far(paid.record.sha256, db)
        _, further = given.over(paid.policy)
        try:
            found = correct(paid, source, further, progress)
        except NotCorrectable as refused:
            raise Misused(refused.problem) from None
        if found.differs:
            publish_correction(found, out, lang=lang, formulas=formulas, progress=progress)
    with after_publishing(out if found.differs else None):
        _tell(found, known, out, lang, as_json=as_json)
    if errors(found.batch.result.findings):
        return INPUT
    return CONTROL if found.batch.result.open_points else OK


def _paid_so_far(run: str, db: str) -> dict[str, ListPaid] | None:
    """What the archive says was paid of a run; None without one.

    Raises ArchiveRefused where it has a correction of the run already: its difference would be paid twice.
    """
    if not db:
        return None
    from payout.office.book import paid_so_far

    return paid_so_far(db, run)


def _tell(
    found: Correction, known: dict[str, ListPaid] | None, out: Path, lang: Language, *, as_json: bool
) -> None:
    from payout.cli.printed.pay import known_record, print_known, print_unpaid

    result = found.batch.result
    print_findings(result.findings, lang)
    print_changes(result.settings, lang)
    print_mapping(result, lang)
    if found.batch.refused:
        if not errors(result.findings):
            print_open_points(result.open_points, lang)
        print_nothing_written(lang, decide=not errors(result.findings))
    elif not (found.paid.out / file_of(APPROVED)).is_file():
        words = Text(
            f"注意:{found.paid.out} 没有审批签名。只有已发放的才需要更正。",
            f"note: {found.paid.out} bears no approval. Only what was paid needs a correction.",
        )
        click.secho(words(lang), fg="yellow", err=True)
    if known is not None and not found.batch.refused:
        print_unpaid(found, known, lang)
    if as_json:
        print_json(
            {**_record(found, out, lang), **({} if known is None else {"payments": known_record(known)})}
        )
    elif not found.batch.refused:
        print_known(known or {}, lang)
        _print(found, out, lang)


def _record(found: Correction, out: Path, lang: Language) -> dict[str, object]:
    result = found.batch.result
    return {
        "corrects": found.paid.record.sha256,
        "output": str(out) if found.differs else "",
        "back_pay": plain_decimal(found.back_pay, 2),
        "clawback": plain_decimal(found.clawback, 2),
        "lists": [
            {
                "list": one.file,
                "paid": plain_decimal(one.paid, 2),
                "due": plain_decimal(one.due, 2),
                "back_pay": plain_decimal(one.back_pay, 2),
                "clawback": plain_decimal(one.clawback, 2),
                "payees": [
                    {
                        "key": veil_key(line.key),
                        "state": line.state,
                        "difference": plain_decimal(line.difference, 2),
                        "clause": line.clause,
                        "rule": line.rule(lang),
                    }
                    for line in one.lines
                ],
            }
            for one in found.lists
        ],
        "findings": [finding.record(lang) for finding in result.findings],
        "open_points": [point_record(point, lang) for point in result.open_points],
    }


def _print(found: Correction, out: Path, lang: Language) -> None:
    heads = (
        Text("名单", "list"),
        Text("人数", "payees"),
        Text("已发", "paid so far"),
        Text("应发", "due"),
        Text("补发", "back pay"),
        Text("追扣", "clawback"),
    )
    rows = [
        (
            one.label(lang),
            str(len(one.lines)),
            *(plain_decimal(value, 2) for value in (one.paid, one.due, one.back_pay, one.clawback)),
        )
        for one in found.lists
    ]
    for line in aligned([tuple(head(lang) for head in heads), *rows]):
        click.echo(line)
    told = [line for one in found.lists for line in one.lines]
    lines = [
        (
            f"  {veil_key(line.key)}",
            plain_decimal(line.difference, 2),
            f"{line.clause} {line.rule(lang)}".strip(),
        )
        for line in told[:MOST_SHOWN]
    ]
    for text in aligned(lines) if lines else ():
        click.echo(harmless(text))
    if len(told) > MOST_SHOWN:
        rest = len(told) - MOST_SHOWN
        click.echo(
            Text(f"  另有 {rest} 行,见 correction.xlsx", f"  and {rest} more: see correction.xlsx")(lang)
        )
    if found.differs:
        click.echo(Text(f"结果目录 {out}", f"results in {out}")(lang))
    else:
        click.echo(
            Text(
                "与已发放的没有不同,未写出任何文件。",
                "Nothing differs from what was paid; nothing was written.",
            )(lang)
        )
