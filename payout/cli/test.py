"""`payout test`: whether a policy's worked cases and golden batches come out, and what they would not notice."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from payout.cli.common import json_option, lang_option, policy_of, print_json, stages
from payout.cli.exits import OK, POLICY
from payout.cli.speaking import Existing, Misused, Spoken
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from payout.cases import CaseResult
    from payout.cases.mutating import Sample
    from payout.golden import Golden, GoldenCompared
    from payout.rules.policy.policy import Policy
    from payout.text import Language


@click.command(name="test", cls=Spoken)
@click.argument("policy")
@click.option(
    "--golden",
    "folders",
    multiple=True,
    type=Existing(exists=True, file_okay=False, path_type=Path),
    help="另比较此文件夹中的黄金批次(golden.toml)。 | Compare the golden batches of this folder too (golden.toml).",
)
@click.option(
    "--approve",
    "approving",
    is_flag=True,
    help="列出比较之后,把黄金批次的结果改为现在的结果。 | Show the comparison, then rewrite the golden results with what comes out now.",
)
@click.option("--yes", is_flag=True, help="与 --approve 同用:不再询问。 | With --approve: do not ask.")
@click.option(
    "--mutate",
    is_flag=True,
    help="逐一稍改参数、口径、比较和上下限,列出没有案例发现的。 | Change every parameter, choice, comparison and bound a little; "
    "list what no case notices.",
)
@click.option(
    "--sample", type=click.IntRange(min=1), help="只试其中若干项变异。 | Try so many of the mutants alone."
)
@click.option("--seed", type=int, default=0, help="抽样的种子。 | The seed of the sample.")
@click.option(
    "--only",
    "subjects",
    multiple=True,
    metavar="NAME",
    help="只改这条规则(层.列)或参数。 | Change this rule (level.column) or parameter alone.",
)
@click.option(
    "--sweep",
    "sweeping",
    is_flag=True,
    help="检查各生效日期:有无空档、重叠,当天能否运行。 | Go through the days on which values change: gaps, overlaps, whether it runs.",
)
@lang_option
@json_option
def command(
    *,
    policy: str,
    folders: tuple[Path, ...],
    approving: bool,
    yes: bool,
    mutate: bool,
    sample: int | None,
    seed: int,
    subjects: tuple[str, ...],
    sweeping: bool,
    lang: Language,
    as_json: bool,
) -> int:
    """Run the worked cases of a policy: small inputs, the amounts that its clauses give, and the workings; and its golden batches.

    Golden batches are compared cell by cell, exactly. --mutate says what no case would notice; what stands in the policy's
    cases/unnoticed.toml with a reason is let pass.

    ----
    运行办法的案例:小份输入、按条款应得的数额和算式;并比较黄金批次。

    黄金批次逐格比较,一分不差。--mutate 说明哪些改动没有案例能发现;在 cases/unnoticed.toml 中写明理由的除外。

    \b
    Example:
      payout test county_target_bonus --golden fixtures/county_target_bonus
    """
    from payout.batch import compute
    from payout.cases import run_cases
    from payout.cases.mutating import Sample
    from payout.cli.printed.test import case_record, golden_record, print_sweep, sweep_record
    from payout.rules.compiled.sweeping import sweep

    if (sample is not None or subjects) and not mutate:
        raise Misused(Text("--sample、--only 与 --mutate 同用。", "--sample and --only go with --mutate."))
    if approving and (mutate or (as_json and not yes)):
        raise Misused(
            Text(
                "--approve 不与 --mutate 同用;与 --json 同用时写 --yes。",
                "--approve does not go with --mutate; with --json, say --yes.",
            )
        )
    found = policy_of(policy)
    goldens = _goldens(found, folders)
    results = run_cases(found, found.folder / "cases", compute)
    if not results and not goldens and not sweeping:
        return _no_cases(found, lang, as_json=as_json)
    record: dict[str, object] = {"cases": [case_record(one, lang) for one in results]}
    good = _cases(results, lang, quiet=as_json) if results else True
    compared = [_golden(one, found, lang, quiet=as_json) for one in goldens]
    if compared:
        record["golden"] = [golden_record(one, lang) for one in compared]
    good = (_approved(compared, lang, yes=yes) if approving else all(one.passed for one in compared)) and good
    if sweeping:
        swept = sweep(found)
        record["sweep"] = sweep_record(swept, lang)
        good = good and not swept.findings
        if not as_json:
            print_sweep(swept, lang)
    if mutate and good:
        good = _mutated(found, goldens, Sample(sample, seed, frozenset(subjects)), record, lang)
    elif mutate:
        words = Text("案例或黄金批次不符,未作变异。", "Cases or golden batches fail: nothing was mutated.")
        click.secho(words(lang), fg="red", err=True)
    if as_json:
        print_json(record if set(record) != {"cases"} else record["cases"])
    return OK if good else POLICY


def _goldens(policy: Policy, folders: Sequence[Path]) -> list[Golden]:
    """The golden batches of the policy's own folder, and of those that are named."""
    from payout.golden import FOLDER, goldens_of

    found = list(goldens_of(policy.folder / "cases" / FOLDER))
    for folder in folders:
        more = goldens_of(folder)
        if not more:
            raise Misused(
                Text(
                    f"{folder} 中没有 golden.toml。",
                    f"{folder} holds no golden.toml, nor does a folder in it.",
                )
            )
        found += more
    return found


def _cases(results: Sequence[CaseResult], lang: Language, *, quiet: bool) -> bool:
    from payout.cli.printed.test import print_cases

    if not quiet:
        print_cases(results, lang)
    return all(one.passed for one in results)


def _golden(golden: Golden, policy: Policy, lang: Language, *, quiet: bool) -> GoldenCompared:
    from payout.cli.printed.test import print_golden
    from payout.golden import run_golden

    compared = run_golden(golden, policy)
    if not quiet:
        print_golden(compared, lang)
    return compared


def _approved(compared: Sequence[GoldenCompared], lang: Language, *, yes: bool) -> bool:
    """Rewrite what differs, after it was shown and somebody said yes; what was refused has nothing to approve of."""
    from payout.golden import approve

    differing = [one for one in compared if not one.passed]
    wanted = [one for one in differing if not one.refused]
    if wanted and not yes:
        if not sys.stdin.isatty():
            words = Text("没有改写:加 --yes 表示认可。", "Nothing was rewritten: say --yes to approve.")
            click.secho(words(lang), fg="red", err=True)
            return False
        if not click.confirm(Text("认可以上结果并改写?", "Approve of this, and rewrite?")(lang), err=True):
            return False
    for one in wanted:
        for path in approve(one):
            click.echo(Text(f"已改写 {path}", f"rewritten: {path}")(lang), err=True)
    return len(wanted) == len(differing)


def _mutated(
    policy: Policy, goldens: Sequence[Golden], sample: Sample, record: dict[str, object], lang: Language
) -> bool:
    """Try mutants, tell what nothing notices, and whether all of that is on the list."""
    from payout.batch import concluded
    from payout.cases import load_cases
    from payout.cases.accepted import read_accepted, settled
    from payout.cases.mutating import mutated, watching
    from payout.cli.printed.test import mutants_record, print_mutants
    from payout.golden import watch_of

    accepted = read_accepted(policy.folder / "cases")
    with stages(lang) as progress:
        watches = watching(policy, load_cases(policy.folder / "cases"), concluded, progress)
        batches = (watch_of(one, policy) for one in goldens)
        watches += [one for one in batches if one is not None]
        noticed = mutated(policy, watches, progress, sample)
    found = settled(noticed, accepted)
    record["mutants"] = mutants_record(noticed, found, sample, lang)
    print_mutants(noticed, found, sample, lang)
    return not found.open and not found.stale


def _no_cases(policy: Policy, lang: Language, *, as_json: bool) -> int:
    """Say that nothing was tested, which is no success."""
    if as_json:
        print_json([])
    folder = policy.folder / "cases"
    words = Text(
        f"办法 {policy.card.id} 没有案例。请在 {folder} 中写案例表,在其 base/ 中放入各表的 CSV。",
        f"The policy {policy.card.id} has no cases. Write a table of cases into {folder}, "
        "and a CSV file a table into its base/.",
    )
    click.secho(words(lang), fg="red", err=True)
    return POLICY
