"""`payout test`: whether a policy's worked cases come out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from payout.batch import compute
from payout.cases import run_cases
from payout.cli.common import json_option, lang_option, policy_of, print_json
from payout.cli.exits import OK, POLICY
from payout.cli.speaking import Spoken
from payout.text import Text

if TYPE_CHECKING:
    from payout.cases import CaseResult
    from payout.rules.policy.policy import Policy
    from payout.text import Language


@click.command(name="test", cls=Spoken)
@click.argument("policy")
@lang_option
@json_option
def command(policy: str, lang: Language, as_json: bool) -> int:
    """Run the worked cases of a policy: small inputs, the amounts that its clauses give, and the workings.

    ----
    运行办法的案例:小份输入、按条款应得的数额和算式。

    \b
    Example:
      payout test county_target_bonus
    """
    found = policy_of(policy)
    results = run_cases(found, found.folder / "cases", compute)
    if not results:
        return _no_cases(found, lang, as_json=as_json)
    failed = [result for result in results if not result.passed]
    if as_json:
        print_json([_record(result, lang) for result in results])
    else:
        for result in failed:
            place = f"{result.case.place.file}:{result.case.place.row}"
            click.secho(f"✗ {result.case.name} 〔{result.clause}〕 {place}", fg="red")
            for message in result.messages:
                click.echo(f"    {message(lang)}")
        words = f"{len(results) - len(failed)} 例通过,{len(failed)} 例不符" if lang == "zh" else ""
        click.echo(words or f"{len(results) - len(failed)} passed, {len(failed)} failed")
    return POLICY if failed else OK


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


def _record(result: CaseResult, lang: Language) -> dict[str, object]:
    return {
        "case": result.case.name,
        "clause": result.clause,
        "passed": result.passed,
        "messages": [message(lang) for message in result.messages],
    }
