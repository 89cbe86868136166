"""`payout lint`: what a policy may not leave undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from payout.cli.common import json_option, lang_option, policy_of, print_findings, print_json
from payout.cli.exits import OK, POLICY
from payout.cli.speaking import Spoken

if TYPE_CHECKING:
    from payout.text import Language


@click.command(name="lint", cls=Spoken)
@click.argument("policy")
@lang_option
@json_option
def command(policy: str, lang: Language, as_json: bool) -> int:
    """Refuse a policy that is wrong or unfinished, before any data is read.

    ----
    在读任何数据之前,指出办法的错误和未完成之处。

    \b
    Example:
      payout lint county_target_bonus
    """
    from payout.rules.compiled.lint import lint

    found = policy_of(policy)
    findings = lint(found)
    if as_json:
        print_json([finding.record(lang) for finding in findings])
    else:
        print_findings(findings, lang)
        if not findings:
            count = len(found.rules)
            click.echo(f"没有问题:{count} 条规则" if lang == "zh" else f"clean: {count} rules")
    return POLICY if findings else OK
