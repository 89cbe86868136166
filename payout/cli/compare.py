"""`payout compare`: what a change would do, for whom, by how much, and which part of it does how much."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from payout.cli.common import (
    GivenOptions,
    after_publishing,
    given_options,
    input_argument,
    json_option,
    lang_option,
    policy_of,
    policy_option,
    print_findings,
    print_json,
    print_open_points,
    stages,
)
from payout.cli.exits import CONTROL, INPUT, OK
from payout.cli.speaking import Existing, Misused, Spoken
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from payout.evidence.comparing import Comparison, NotComparable
    from payout.evidence.comparing.attribution import Method
    from payout.evidence.comparing.gates import Breach, MostChange
    from payout.rules.policy.policy import Policy
    from payout.sides import SideRefused, Trial
    from payout.text import Language, Progress

PAPERS = Text("对比材料: ", "papers in: ")


@click.command(name="compare", cls=Spoken)
@input_argument
@policy_option
@click.option(
    "--against",
    "-a",
    "named",
    multiple=True,
    required=True,
    metavar="B",
    help="对照方:另一办法、变通办法(.py)、变更文件(.toml)、名称=值,或一次运行的结果目录;变更可叠加。 | What is compared with it: "
    "another policy, a variant (.py), an overlay (.toml), NAME=VALUE, or the directory of a run; changes stack.",
)
@click.option(
    "--against-policy",
    default="",
    help="对照的运行所用办法的文件夹,按名称找不到时写明。 | The policy's folder of the run on the other side, if not found by its name.",
)
@click.option(
    "--keys",
    type=Existing(exists=True, dir_okay=False, path_type=Path),
    help="编号对照表(CSV:key,key_against),编号变了的人写在其中。 | CSV (key,key_against) of those whose identifier is another there.",
)
@click.option(
    "--level",
    default="",
    help="比较哪一层,默认为办法发放的一层。 | The level to compare; the one that is paid by default.",
)
@click.option(
    "--column",
    default="",
    help="比较哪一列,默认为应发数或得分。 | The column to compare; what is paid, or the score, by default.",
)
@click.option(
    "--attribution",
    type=click.Choice(["ordered", "shapley"]),
    metavar="WAY",
    default="ordered",
    help="差额的分解:按所列次序逐项(ordered),或按全部次序平均(shapley,至多六项)。 | How a difference is told apart: change by change in "
    "the order told, or on the average of all orders (at most six changes).",
)
@click.option(
    "--max-total-change",
    metavar="LIMIT",
    help="总额变动的限额,如 2% 或 50000;超过时退出码 5。 | The most that the total may change, 2% or 50000; else exit code 5.",
)
@click.option(
    "--max-person-change",
    metavar="LIMIT",
    help="每行变动的限额,如 500 或 10%。 | The most that a row may change, 500 or 10%.",
)
@click.option(
    "--out",
    "-o",
    type=click.Path(path_type=Path),
    help="要建立的目录:compare.xlsx、compare.html、people.csv、compare.json。 | The directory to make, with compare.xlsx, "
    "compare.html, people.csv and compare.json.",
)
@click.option("--no-losers", is_flag=True, help="不许有人减少。 | Nobody may get less.")
@given_options
@lang_option
@json_option
def command(
    *,
    source: Path,
    policy: str,
    named: tuple[str, ...],
    against_policy: str,
    keys: Path | None,
    level: str,
    column: str,
    attribution: Method,
    max_total_change: str | None,
    max_person_change: str | None,
    no_losers: bool,
    out: Path | None,
    given: GivenOptions,
    lang: Language,
    as_json: bool,
) -> int:
    """Compute SOURCE by --policy and by what stands --against it, and tell the difference apart to the fen.

    SOURCE may be the directory of a run too: it is compared as it was made.

    --set and --overlay hold on the side of --policy; --year on both. With --out the papers are written, whole or not at all, also
    where a limit is exceeded. Nothing is written to SOURCE or to a run.

    ----
    按 --policy 和 --against 分别计算 SOURCE,说明相差多少、涉及谁、由哪项改动造成,精确到分。

    SOURCE 也可以是一次运行的结果目录,按当时的结果比较。

    --set 和 --overlay 只用于 --policy 一方,--year 用于双方。给出 --out 时写出对比材料,要么完整出现,要么不出现;超过限额也写出。不改动
    SOURCE 和任何运行结果。

    \b
    Example:
      payout compare county.xlsx --policy county_target_bonus --against county_average=7500 --against discipline_share=1/4
    """
    from payout.archive import is_run
    from payout.evidence.comparing import NotComparable
    from payout.evidence.comparing.gates import Gates, breaches
    from payout.evidence.comparing.keys import read_keys
    from payout.sides import SideRefused, against, compare, of_run, require_free, save

    if out is not None:
        require_free(out)
    gates = Gates(_limit(max_total_change), _limit(max_person_change), no_losers)
    renamed = read_keys(keys) if keys is not None else {}
    if is_run(source) and given != GivenOptions():
        raise Misused(AS_IT_WAS)
    try:
        with stages(lang) as progress:
            trial = (
                of_run(source, policy, progress)
                if is_run(source)
                else _trial(source, given, policy_of(policy), progress)
            )
            other = against(trial.batch.run.compiled.policy, named, given.year, against_policy)
            result = compare(
                trial, other, progress, keys=renamed, level=level, column=column, method=attribution
            )
    except (SideRefused, NotComparable) as refused:
        return _refused(refused, lang)
    exceeded = breaches(result, gates)
    if out is not None:
        with stages(lang) as progress:
            save(result, out, exceeded, lang=lang, progress=progress)
    with after_publishing(out):
        _tell(result, exceeded, lang, as_json=as_json)
        if out is not None and not as_json:
            click.echo(f"{PAPERS(lang)}{out}")
    return CONTROL if exceeded else OK


def _trial(source: Path, given: GivenOptions, policy: Policy, progress: Progress) -> Trial:
    """The first side: an input under the policy with what is in force there."""
    from payout.sides import tried

    found, said = given.over(policy)
    return tried(source, found, progress, expects=said.expects, mapping=said.mapping)


AS_IT_WAS = Text(
    "SOURCE 是一次运行的结果,按当时的结果比较;--set、--overlay、--year、--expect、--mapping 不能同用。",
    "SOURCE is a run, which is compared as it was made: without --set, --overlay, --year, --expect and --mapping.",
)


def _tell(found: Comparison, exceeded: Sequence[Breach], lang: Language, *, as_json: bool) -> None:
    from payout.cli.printed.compare import print_breaches, print_comparison
    from payout.outputs.comparison import record_of

    if as_json:
        print_json(record_of(found, exceeded, lang))
    else:
        print_comparison(found, lang)
    print_breaches(exceeded, lang)


def _refused(refused: SideRefused | NotComparable, lang: Language) -> int:
    """Say which side cannot be compared, and why; the exit code."""
    from payout.sides import SideRefused

    if isinstance(refused, SideRefused):
        _name(refused.name, lang)
        print_findings(refused.findings, lang)
        return INPUT
    _name(refused.side.name, lang)
    print_open_points(refused.open_points, lang)
    return CONTROL


def _name(side: Text, lang: Language) -> None:
    words = Text(f"{side.zh}:不能比较", f"{side.en}: cannot be compared")
    click.secho(words(lang), fg="red", err=True)


def _limit(text: str | None) -> MostChange | None:
    from payout.evidence.comparing.gates import limit
    from payout.rules.tree import LanguageError

    try:
        return None if text is None else limit(text)
    except LanguageError as fault:
        raise Misused(Text(fault.zh, str(fault))) from fault
