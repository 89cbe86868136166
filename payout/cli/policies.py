"""`payout policies`: which policies there are, and what one of them reads and asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from payout.cli.common import json_option, lang_option, policy_of, print_json
from payout.cli.exits import OK
from payout.cli.speaking import Spoken
from payout.text import Text, show_number

if TYPE_CHECKING:
    from payout.rules.policy.card import Card
    from payout.rules.policy.loading import Installed
    from payout.rules.policy.policy import Policy
    from payout.rules.policy.tables import Column
    from payout.text import Language


@click.command(name="policies", cls=Spoken)
@click.argument("policy", required=False)
@lang_option
@json_option
def command(policy: str | None, lang: Language, as_json: bool) -> int:
    """List the policies, or show one: its document, tables, parameters and choices.

    ----
    列出全部办法,或列出其中一个的文件依据、数据表、参数和口径。

    \b
    Example:
      payout policies county_target_bonus
    """
    from payout.rules.policy.loading import installed

    if policy is not None:
        shown = policy_of(policy)
        print_json(_record(shown, lang)) if as_json else _print(shown, lang)
        return OK
    found = installed()
    cards, broken = _cards(found)
    for name, why in broken.items():
        words = Text(f"办法 {name} 不能用:{why}", f"the policy {name} cannot be used: {why}")
        click.secho(words(lang), fg="yellow", err=True)
    if as_json:
        print_json([{"id": card.id, "version": card.version, "title": card.title(lang)} for card in cards])
    else:
        for card in cards:
            click.echo(f"{card.id:<28} {card.version:<10} {card.title(lang)}")
    return OK


def _cards(found: Installed) -> tuple[list[Card], dict[str, str]]:
    """The card of each policy, read without running it; and why others have none."""
    from payout.rules.policy.card import read_card
    from payout.rules.tree import LanguageError

    cards: list[Card] = []
    broken = dict(found.broken)
    for name, folder in found.folders.items():
        try:
            cards.append(read_card(folder / "policy.toml"))
        except (LanguageError, OSError) as fault:
            broken[name] = str(fault)
    return cards, broken


def _record(policy: Policy, lang: Language) -> dict[str, object]:
    card = policy.card
    return {
        "id": card.id,
        "version": card.version,
        "title": card.title(lang),
        "document": card.document(lang),
        "year_note": card.year_note(lang),
        "digest": policy.digest,
        "tables": {
            table.name: {
                "zh": table.zh,
                "required": table.required,
                "columns": {
                    column.name: {
                        "zh": column.zh,
                        "kind": column.kind,
                        "required": not column.nullable,
                        "blank": column.blank_means(lang),
                    }
                    for column in table.columns
                },
            }
            for table in policy.tables
        },
        "parameters": {
            name: {
                "zh": parameter.zh,
                "kind": parameter.kind,
                "value": parameter.shown,
                "bounds": [show_number(one) for one in parameter.bounds or ()],
                "clause": parameter.clause,
            }
            for name, parameter in policy.parameters.items()
        },
        "choices": {
            name: {"options": dict(parameter.options), "value": parameter.shown, "why": parameter.note}
            for name, parameter in policy.parameters.items()
            if parameter.kind == "choice"
        },
        "not_computed": {clause: why(lang) for clause, why in card.not_computed.items()},
    }


def _blank(column: Column, lang: Language) -> str:
    """Mark a column that may be blank, with what a blank means."""
    means = column.blank_means(lang)
    said = f" {Text('空白', 'blank')(lang)} = {means};" if means else ""
    return f" °{said}" if column.nullable else ""


def _print(policy: Policy, lang: Language) -> None:
    card = policy.card
    click.secho(f"{card.id} {card.version}  {card.title(lang)}", bold=True)
    click.echo(card.document(lang))
    if card.year_note.zh:
        click.echo(f"{Text('年度说明', 'About the year')(lang)}{Text(':', ': ')(lang)}{card.year_note(lang)}")
    click.echo()
    click.secho("表" if lang == "zh" else "Tables", bold=True)
    for table in policy.tables:
        click.echo(f"  {table.name} {table.zh}{'' if table.required else ' °'}")
        for column in table.columns:
            options = " ".join(f"{name} {word};" for name, word in column.options.items())
            click.echo(
                f"      {column.name} {column.zh} ({column.kind}){_blank(column, lang)} {options}".rstrip()
            )
    click.secho("参数" if lang == "zh" else "Parameters", bold=True)
    for name, parameter in policy.parameters.items():
        if parameter.kind != "choice":
            label = parameter.zh if lang == "zh" else parameter.en or parameter.zh
            bounds = "..".join(show_number(one) for one in parameter.bounds or ())
            within = f" [{bounds}]" if bounds else ""
            click.echo(f"  {name} = {parameter.shown}{within}  {label} 〔{parameter.clause}〕")
    click.secho("口径" if lang == "zh" else "Choices", bold=True)
    for name, parameter in policy.parameters.items():
        if parameter.kind == "choice":
            click.echo(f"  {name} = {parameter.shown}  {parameter.zh} 〔{parameter.clause}〕")
            for option, meaning in parameter.options.items():
                click.echo(f"      {option}: {meaning}")
