"""What the commands share: options, printing of findings, and progress."""

from __future__ import annotations

import json
import os
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from payout.cli.exits import UNWRITTEN
from payout.cli.speaking import Existing, Misused, harmless, language_of
from payout.masking import veil, veil_key
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from rich.console import Console

    from payout.archive import Changes
    from payout.findings import Finding
    from payout.intake import SourceMap
    from payout.rules.compiled.result import OpenPoint, Result, Setting
    from payout.rules.policy.policy import Policy
    from payout.text import Language

Command = TypeVar("Command", bound="Callable[..., object]")
STAGES = 12
SAID_TO_BE_A_TERMINAL = ("FORCE_COLOR", "TTY_COMPATIBLE")  # as rich has them
LONG_STAGE = 1.0  # seconds: on a terminal shorter ones leave no line


def _chosen(ctx: click.Context, _: click.Parameter, lang: Language | None) -> Language:
    """The language of this command, else the one before it; left where the program finds it when it must tell of a failure."""
    if isinstance(ctx.obj, dict):
        ctx.obj["lang"] = lang or ctx.obj.get("lang", "zh")
    return lang or language_of(ctx)


lang_option = click.option(
    "--lang",
    callback=_chosen,
    is_eager=True,
    type=click.Choice(["zh", "en"]),
    default=None,
    envvar="PAYOUT_LANG",
    help="名称和消息的语言,默认 zh。 | Language of labels and messages, zh by default.",
)
json_option = click.option(
    "--json", "as_json", is_flag=True, help="以 JSON 输出到标准输出。 | Print JSON to standard output."
)
policy_option = click.option(
    "--policy",
    "-p",
    required=True,
    help="已安装办法的名称,或办法的文件夹(./文件夹)。 | An installed policy by name, or a folder as a path (./scheme).",
)
run_policy_option = click.option(
    "--policy",
    "-p",
    default="",
    help="办法的文件夹(./文件夹),不是按名称安装的那一份时写明。 | The policy's folder (./folder), if not the one installed by its name.",
)
archive_option = click.option(
    "--db",
    envvar="PAYOUT_ARCHIVE",
    default="",
    metavar="PLACE",
    help="存档(见 payout archive):其中已付、已更正的不再付一次、更正一次。 | The archive (see payout archive): what it knows as paid "
    "or corrected is not paid or corrected once more.",
)
input_argument = click.argument("source", type=Existing(exists=True, path_type=Path))


def year_option(command: Command) -> Command:
    """Add --year."""
    return click.option(
        "--year",
        type=int,
        help="考核年度,不是办法所定的年度时写明。 | The year that is appraised, where it is not the policy's own.",
    )(command)


def changed_policy(
    policy: Policy, overlays: tuple[Path, ...], sets: tuple[str, ...], year: int | None
) -> tuple[Policy, Changes]:
    """The policy with what the command line puts in force, `--year` as the value of its year; and what that is."""
    from payout.rules.policy.overlays import Overlay

    if year is not None:
        if policy.year is None:
            raise Misused(Text(f"办法 {policy.card.id} 没有年度参数。", f"{policy.card.id} has no year."))
        sets = (*sets, f"{policy.year.name}={year}")
    from payout.archive import Changes

    changes = Changes(tuple(map(Overlay.read, overlays)), sets)
    return changes.applied(policy), changes


def changes_options(command: Command) -> Command:
    """Add --set, --overlay and --year."""
    command = year_option(command)
    command = click.option(
        "--set",
        "sets",
        multiple=True,
        metavar="NAME=VALUE",
        help="改用参数或口径的另一个值,名称用标识或中文。 | Put another value of a parameter or choice in force.",
    )(command)
    return click.option(
        "--overlay",
        "overlays",
        multiple=True,
        type=Existing(exists=True, dir_okay=False, path_type=Path),
        help="改动参数的文件(TOML),写明所据的办法。 | A file of changed parameters (TOML) that names its baseline.",
    )(command)


@dataclass(frozen=True)
class GivenOptions:
    """What the command line says of an input and of the policy over it: --set, --overlay, --year, --expect, --mapping."""

    sets: tuple[str, ...] = ()
    overlays: tuple[Path, ...] = ()
    year: int | None = None
    expects: tuple[str, ...] = ()
    mapping: Path | None = None

    def over(self, policy: Policy) -> tuple[Policy, Changes]:
        """The policy with what is put in force; and all that is said."""
        found, changes = changed_policy(policy, self.overlays, self.sets, self.year)
        expected, how = expected_of(found, self.expects), mapping_of(self.mapping, found)
        return found, replace(changes, expects=expected, mapping=how)


def given_options(command: Callable[..., int]) -> Callable[..., int]:
    """Add --set, --overlay, --year, --expect and --mapping, as one `given`."""

    @wraps(command)
    def told(**said: Any) -> int:
        return command(
            given=GivenOptions(**{one.name: said.pop(one.name) for one in fields(GivenOptions)}), **said
        )

    expect = click.option(
        "--expect",
        "expects",
        multiple=True,
        metavar="TABLE",
        help="必须提供的表(中文名或标识),可写几次。 | A table that must be given, by identifier or Chinese name.",
    )
    mapping = click.option(
        "--mapping",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="对照文件(TOML):本单位的表怎样成为办法的表,由 payout map 起草。 | A file (TOML, drafted by payout map) that says how "
        "the source becomes the policy's tables.",
    )
    return changes_options(expect(mapping(told)))


def mapping_of(path: Path | None, policy: Policy) -> SourceMap | None:
    """The mapping that --mapping names."""
    from payout.intake import read_mapping

    return None if path is None else read_mapping(path, policy.card.id, policy.tables)


def print_mapping(result: Result, lang: Language) -> None:
    """Say what the mapping decides: whoever reads the total must know how the source was read."""
    if result.mapping is not None:
        head = Text("按对照文件读取", "read by a mapping")
        click.secho(f"{head(lang)} {result.mapping.sha256[:12]}:", fg="yellow", err=True)
        for line in result.mapping.lines:
            click.echo(f"  {harmless(line(lang))}", err=True)


def mapping_record(result: Result, lang: Language) -> dict[str, object] | None:
    """What the mapping decides, as plain values for JSON."""
    found = result.mapping
    return (
        None if found is None else {"sha256": found.sha256, "decides": [line(lang) for line in found.lines]}
    )


def expected_of(policy: Policy, words: Sequence[str]) -> tuple[str, ...]:
    """The tables that --expect names, by identifier."""
    from payout.rules.tree import LanguageError

    try:
        return policy.tables_named(words)
    except LanguageError as fault:
        raise Misused(Text(f"--expect:{fault.zh}", f"--expect: {fault}")) from fault


def print_not_provided(tables: Mapping[str, str], lang: Language) -> None:
    """Say which tables were not given: an empty one and one that was forgotten compute alike."""
    if tables:
        zh, en = "、".join(tables.values()), ", ".join(tables)
        click.echo(Text(f"未提供:{zh}", f"not provided: {en}")(lang))


def policy_of(name: str) -> Policy:
    """Find and load a policy."""
    from payout.rules.policy.loading import find_policy, load_policy

    return load_policy(find_policy(name))


def print_nothing_written(lang: Language, *, decide: bool) -> None:
    """Say on standard error that a batch was refused whole, and what to do about it."""
    zh, en = (
        ("先作出以上决定", "Settle the points above")
        if decide
        else ("先改正以上错误", "Mend the errors above")
    )
    words = Text(f"{UNWRITTEN.zh}{zh},再重新运行。", f"{UNWRITTEN.en} {en}, then run again.")
    click.secho(words(lang), fg="red", bold=True, err=True)


def print_json(content: object) -> None:
    """Print plain values as JSON to standard output."""
    click.echo(json.dumps(content, ensure_ascii=False, indent=2))


def print_findings(findings: Sequence[Finding], lang: Language) -> None:
    """Print findings to standard error, errors first, and how many there are."""
    told = [
        click.style(harmless(finding.line(lang)), fg="red" if finding.severity == "error" else "yellow")
        for finding in sorted(findings, key=lambda one: one.severity)
    ]
    if told:
        click.echo(
            "\n".join(told), err=True
        )  # at once: each line that is told alone is looked at and flushed alone
        count = sum(finding.severity == "error" for finding in findings)
        rest = len(findings) - count
        words = (
            f"错误 {count} 项,提醒 {rest} 项"
            if lang == "zh"
            else f"{_many(count, 'error')}, {_many(rest, 'warning')}"
        )
        click.echo(words, err=True)


def print_changes(settings: Sequence[Setting], lang: Language) -> None:
    """Say which values are not the policy's own, beside those and by what: whoever reads the total must know."""
    for setting in settings:
        if setting.changed:
            now, before = setting.told(setting.value), setting.told(setting.baseline)
            zh = f"改动:{setting.label.zh}({setting.name})= {now.zh},办法为 {before.zh},来自 {setting.source}"
            en = f"changed: {setting.name} = {now.en}; the policy has {before.en}; by {setting.source}"
            click.secho(harmless(Text(zh, en)(lang)), fg="yellow", err=True)


def print_year(result: Result, lang: Language) -> None:
    """Say which year is appraised: rows of another one pay nothing."""
    if result.year:
        click.echo(Text(f"年度 {result.year}", f"year {result.year}")(lang), err=True)


def _many(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def print_open_points(points: Sequence[OpenPoint], lang: Language) -> None:
    """Print what people must decide: for each question the rows that the decisions table lacks, cells parted by tabs."""
    head = (
        "待决定事项。请把以下各行加入“决定事项”(decisions)表,“决定”从所列答案中选一个:"
        if lang == "zh"
        else "To be decided. Add these rows to the decisions table, with one of the answers:"
    )
    click.secho(head, fg="yellow", err=True)
    asked: dict[tuple[str, str, str, str], list[OpenPoint]] = {}
    for point in points:
        about = (point.question, point.prompt(lang), point.clause, point.detail(lang))
        asked.setdefault(about, []).append(point)
    for (_, prompt, clause, detail), rows in asked.items():
        click.echo(harmless(f"  {prompt} ({clause}){'; ' if detail else ''}{detail}"), err=True)
        for point in rows:
            answers = " / ".join(point.answers.values() if lang == "zh" else point.answers)
            called = "\t" + harmless(f"# {veil_key(point.row(lang))} {point.called}") if point.called else ""
            click.echo(
                harmless(f"     {veil_key(point.subject)}") + f"\t{point.question}\t{answers}{called}",
                err=True,
            )


def point_record(point: OpenPoint, lang: Language) -> dict[str, object]:
    """An open point as plain values for JSON."""
    return {
        "subject": veil_key(point.subject),
        "called": veil(point.called),
        "question": point.question,
        "prompt": point.prompt(lang),
        "answers": dict(point.answers),
        "detail": veil(point.detail(lang)),
        "clause": point.clause,
    }


@contextmanager
def stages(lang: Language) -> Iterator[Callable[[Text], None]]:
    """Show progress stage by stage on standard error, and how long each took: a bar on a terminal, else a line a stage."""
    console = _terminal()
    if console is None:
        with _timed(*_lines(lang)) as show:
            yield show
        return
    from rich.markup import escape
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        BarColumn(bar_width=24),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=STAGES)

        def begin(stage: Text) -> None:
            bar.update(task, description=escape(harmless(stage(lang))), advance=1)

        def end(stage: Text, seconds: float) -> None:
            if seconds >= LONG_STAGE:
                bar.console.print(f"{escape(harmless(stage(lang)))}  {seconds:.1f} s", highlight=False)

        with _timed(begin, end) as show:
            yield show


def _terminal() -> Console | None:
    """The terminal that standard error is, or is said to be; None for a file or a pipe, for which rich need not be imported."""
    if not (sys.stderr.isatty() or any(os.environ.get(name) for name in SAID_TO_BE_A_TERMINAL)):
        return None
    from rich.console import Console

    console = Console(stderr=True)
    return console if console.is_terminal else None


def _lines(lang: Language) -> tuple[Callable[[Text], None], Callable[[Text, float], None]]:
    began = time.monotonic()

    def begin(stage: Text) -> None:
        click.echo(f"[{time.monotonic() - began:6.1f} s] {harmless(stage(lang))}", err=True, nl=False)

    def end(_stage: Text, seconds: float) -> None:
        click.echo(f"  {seconds:.1f} s", err=True)

    return begin, end


@contextmanager
def _timed(
    begin: Callable[[Text], None], end: Callable[[Text, float], None]
) -> Iterator[Callable[[Text], None]]:
    """Tell each stage as it begins, and how long it took as the next begins or all is done."""
    running: list[tuple[Text, float]] = []

    def finish() -> None:
        if running:
            stage, since = running.pop()
            end(stage, time.monotonic() - since)

    def show(stage: Text) -> None:
        finish()
        begin(stage)
        running.append((stage, time.monotonic()))

    try:
        yield show
    finally:
        finish()


@contextmanager
def after_publishing(out: Path | None) -> Iterator[None]:
    """What fails on the screen does not undo what stands on the disk."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except (OSError, KeyboardInterrupt) as error:
        if out is None:
            raise
        from payout.archive import PublishedNonetheless

        raise PublishedNonetheless(out, error) from error
