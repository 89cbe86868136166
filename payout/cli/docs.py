"""`payout docs`: a policy as a document."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from payout.cli.common import changed_policy, changes_options, lang_option, policy_of
from payout.cli.exits import OK
from payout.cli.speaking import Misused, Spoken
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from payout.rules.policy.policy import Policy
    from payout.text import Language


@click.command(name="docs", cls=Spoken)
@click.argument("policy", required=False)
@click.option(
    "--out",
    "-o",
    required=True,
    type=click.Path(path_type=Path),
    help="放文件的目录,没有就新建。 | The directory for the files; made where there is none.",
)
@click.option(
    "--all",
    "every",
    is_flag=True,
    help="写出全部办法和一个目录页。 | Every policy, and a page that leads to them.",
)
@click.option(
    "--force",
    is_flag=True,
    help="替换不是由本命令写出的文件。 | Replace files that this command did not write.",
)
@changes_options
@lang_option
def command(
    *,
    policy: str | None,
    out: Path,
    every: bool,
    force: bool,
    sets: tuple[str, ...],
    overlays: tuple[Path, ...],
    year: int | None,
    lang: Language,
) -> int:
    """Write a policy as a document: clauses with what they say, each rule in words and as mathematics, registers, cases, graphs.

    Two files, named after the policy: HTML, which needs no network and prints on A4, and Markdown, to be compared and reviewed.

    ----
    把办法写成文件:逐条写明说什么,每条规则的文字和算式,参数、口径、案例和依据关系图。

    写出两个以办法命名的文件:HTML(单个文件,不需联网,可按 A4 打印)和 Markdown(便于比较和审阅)。

    \b
    Example:
      payout docs county_target_bonus --out docs-2012
    """
    from payout.outputs.document import index_of
    from payout.rules.policy.loading import installed, load_policy

    if every == (policy is not None):
        raise Misused(Text("写一个办法的名称,或写 --all。", "Name a policy, or write --all."))
    if every and (sets or overlays or year is not None):
        zh, en = (
            "--set、--overlay、--year 改动的是一个办法,不能与 --all 同用。",
            "--set, --overlay and --year change one policy.",
        )
        raise Misused(Text(zh, en))
    if policy is not None:
        changed, _ = changed_policy(policy_of(policy), overlays, sets, year)
        _write(out, _pages((changed,), lang), force=force)
        return OK
    found = [load_policy(folder) for folder in installed().folders.values()]
    _write(out, {**_pages(found, lang), **index_of([one.card for one in found], lang)}, force=force)
    return OK


def _pages(policies: Iterable[Policy], lang: Language) -> Mapping[str, str]:
    """The files of each policy; nothing is written before all are made."""
    from payout.cases import load_cases
    from payout.outputs.document import pages_of
    from payout.rules.compiled.compiled import compiled

    return {
        name: page
        for one in policies
        for name, page in pages_of(compiled(one), load_cases(one.folder / "cases"), lang).items()
    }


def _write(out: Path, pages: Mapping[str, str], *, force: bool) -> None:
    """Write each file whole. What others have written stays, unless that is forced."""
    from payout.archive import whole_file
    from payout.outputs.document import is_ours

    if out.exists() and not out.is_dir():
        raise Misused(Text(f"{out} 是文件,这里要目录。", f"{out} is a file, and a directory is needed."))
    paths = {out / name: page for name, page in pages.items()}
    for path in paths:
        if path.exists() and not force and not is_ours(path):
            zh = f"{path.name} 已存在,不是由本命令写出的:换一个目录,或加 --force。"
            en = f"{path.name} exists, and this command did not write it: name another directory, or add --force."
            raise Misused(Text(zh, en))
    for path, page in paths.items():
        with whole_file(path) as aside:
            aside.write_text(page, encoding="utf-8", newline="\n")
        click.echo(f"{path}")
