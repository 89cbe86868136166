"""`payout notice`: what is put up on the wall, and the objections that come."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from payout.cli.common import after_publishing, lang_option, print_findings, run_policy_option, stages
from payout.cli.exits import CONTROL, INPUT, OK
from payout.cli.signing import approvers_option, office_of, office_option
from payout.cli.slips import day_of
from payout.cli.speaking import Existing, Spoken, harmless
from payout.masking import veil
from payout.text import Text

if TYPE_CHECKING:
    from payout.batch import ComputedBatch
    from payout.office.notice import ObjectionsTo
    from payout.text import Language


@click.command(name="notice", cls=Spoken)
@click.argument("out", type=Existing(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--out", "folder", type=click.Path(path_type=Path), help="写到哪个新目录。 | The new directory to write."
)
@click.option(
    "--from", "start", required=True, metavar="DATE", help="张贴日期。 | The day on which it is put up."
)
@click.option(
    "--days",
    type=click.IntRange(1, 365),
    help="公示多少个工作日,默认按办法。 | For how many working days; by default as the policy says.",
)
@click.option("--until", metavar="DATE", help="截止日期,代替 --days。 | The last day, instead of --days.")
@click.option(
    "--show",
    default="",
    help="公示哪些列(列名,或 grade,rank,score,amount),须为办法所许。 | Which columns, by name or as grade,rank,score,amount: "
    "of those that the policy allows.",
)
@click.option(
    "--level", default="", help="公示哪一层,默认按办法。 | Which level; by default as the policy says."
)
@click.option(
    "--mask-names",
    type=click.Choice(["family", "none"]),
    metavar="RULE",
    default="family",
    help="姓名:family 只留姓(张*),none 写全名。 | Names: family, the family name alone (Z**), or none masked.",
)
@click.option("--objections-to", default="", help="异议向谁提出。 | Where to object.")
@click.option(
    "--objections",
    "came",
    type=Existing(exists=True, path_type=Path),
    help="收到的异议(xlsx 或 csv):列出期内、未答复、成立的。 | The objections that came (xlsx or csv): "
    "lists those in time, unanswered, upheld.",
)
@click.option("--draft", is_flag=True, help="未经审批,只看样子。 | Not approved yet: to see how it looks.")
@office_option
@approvers_option
@click.option("--no-pdf", is_flag=True, help="不印 PDF。 | No PDF.")
@run_policy_option
@lang_option
def command(
    *,
    out: Path,
    folder: Path | None,
    start: str,
    days: int | None,
    until: str | None,
    show: str,
    level: str,
    mask_names: Literal["family", "none"],
    objections_to: str,
    came: Path | None,
    draft: bool,
    office: str,
    approvers: Path | None,
    no_pdf: bool,
    policy: str,
    lang: Language,
) -> int:
    """Write the public notice of the run OUT: grades, ranks or amounts as its policy allows, names masked, to be hung on a wall.

    Days are working days of the State Council's calendar, the day of posting not counted. A run that nobody approved is refused,
    unless --draft. With --objections nothing is written: it lists what came in time, what waits for an answer, what was upheld.

    ----
    为结果目录 OUT 写公示:办法许可公示的等次、名次或金额,姓名遮去名字,A4 打印后可张贴。

    工作日按国务院公布的放假调休安排计算,张贴当日不计。未经审批的运行拒绝公示,--draft 除外。
    给出 --objections 时不写公示,只列出期内的、未答复的、成立的异议。

    \b
    Example:
      payout notice out/county --out notices/county --from 2013-02-01 --days 5 --objections-to "010-12345" --draft
    """
    from payout.office.notice import NoticeOrder, notice, objections
    from payout.outputs.papers.browser import NO_BROWSER

    order = NoticeOrder(
        day_of(start, "--from"),
        folder,
        days,
        None if until is None else day_of(until, "--until"),
        tuple(one.strip() for one in show.split(",") if one.strip()),
        level,
        masked=mask_names == "family",
        objections_to=objections_to,
        office=office_of(office),
        approvers=approvers,
        draft=draft,
        pdf=not no_pdf,
    )
    if came is not None:
        with stages(lang) as progress:
            objected = objections(out, came, order, policy=policy, lang=lang, progress=progress)
        return _answered(objected, out, lang)
    with stages(lang) as progress:
        found = notice(out, order, policy=policy, lang=lang, progress=progress)
    with after_publishing(found.out):
        if not found.printed and not no_pdf:
            click.secho(NO_BROWSER(lang), fg="yellow", err=True)
        last, count = found.until.isoformat(), f"{found.count:,}"
        click.echo(
            Text(f"公示 {count} 行,至 {last}: {folder}", f"{count} lines until {last}, in {folder}")(lang)
        )
    return OK


def _answered(objected: ObjectionsTo, out: Path, lang: Language) -> int:
    """Tell what came, what waits, what is to be corrected, and what to do next; 5 where something is still to be done."""
    from payout.outputs.notice.objections import told

    batch, plan, came = objected.batch, objected.plan, objected.found
    print_findings(came.findings, lang)
    if came.refused:
        return INPUT
    click.echo(Text(f"期内异议 {len(came.found)} 件", f"{len(came.found)} objections in time")(lang))
    for one in came.found:
        click.echo(harmless(f"  {veil(told(one, lang))}"))
    open_, upheld = came.of(""), came.of("upheld")
    level = batch.run.compiled.levels[plan.level]
    if open_:
        keys = ", ".join(veil(one.key) for one in open_)
        click.echo(
            harmless(Text(f"未答复 {len(open_)} 件:{keys}", f"unanswered, {len(open_)}: {keys}")(lang))
        )
    if upheld:
        keys = ", ".join(dict.fromkeys(veil(one.key) for one in upheld))
        table = level.table.zh if level.table is not None else level.zh
        click.echo(
            harmless(
                Text(
                    f"成立 {len(upheld)} 件,须改正输入中“{table}”的这些行:{keys}",
                    f"upheld, {len(upheld)}: correct these rows of {level.plural} in the input: {keys}",
                )(lang)
            )
        )
    click.echo(harmless(_next(batch, out, open_=bool(open_), upheld=bool(upheld))(lang)))
    return CONTROL if open_ or upheld else OK


def _next(batch: ComputedBatch, out: Path, *, open_: bool, upheld: bool) -> Text:
    """The next command."""
    if open_:
        return Text(
            "下一步:答复后在“处理结果”填成立或不成立,再运行本命令。",
            "next: answer them, write upheld or rejected as their outcome, and run this command again.",
        )
    if upheld:
        again = f"payout run INPUT --policy {batch.result.stamp.id} --out {out}-2"
        return Text(
            f"下一步:改正后重新计算、审批、公示:{again}",
            f"next: correct them, compute, approve and show again: {again}",
        )
    return Text(
        "没有待办的异议,公示期满即可发放。",
        "nothing is open: once the notice has stood its time it may be paid.",
    )
