"""The program `payout`: its commands, and what each kind of failure ends with."""

from __future__ import annotations

import ast
import io
import os
import sys
import traceback
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click

from payout.cli.allocators import keep_what_is_freed
from payout.cli.exits import INTERNAL, PIPE_CLOSED, UNWRITTEN, USAGE, interrupted_by, known_failure
from payout.cli.speaking import COMMANDS as COMMANDS_WORD
from payout.cli.speaking import (
    SpokenGroup,
    first_sentence,
    harmless,
    language_of,
    spoken,
    usage_error,
    write_list,
)
from payout.interrupts import stopped_as_interrupted
from payout.masking import veil
from payout.text import Text
from payout.version import __version__

if TYPE_CHECKING:
    from payout.text import Language

COMMANDS = (
    "policies", "template", "map", "check", "run", "quota", "explain", "compare", "reconcile", "sensitivity", "verify",
    "papers", "slips", "notice", "keys", "approve", "list", "pay", "correct", "archive", "lint", "test", "docs",
)  # fmt: skip


class Commands(SpokenGroup):
    """Commands by name, each imported when it is first needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names in the order in which one meets them."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"payout.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands by the first sentence of their help, read from their files: importing all would take a second."""
        lang = language_of(ctx)
        write_list(formatter, COMMANDS_WORD(lang), [(name, _summary(name, lang)) for name in COMMANDS])


def _summary(name: str, lang: Language) -> str:
    """The first sentence of a command's help."""
    tree = ast.parse(Path(__file__).with_name(f"{name}.py").read_text(encoding="utf-8"))
    body = next(one for one in tree.body if isinstance(one, ast.FunctionDef) and one.name == "command")
    return first_sentence(ast.get_docstring(body) or "", lang)


def _lang_before_a_command(ctx: click.Context, _: click.Parameter, lang: Language | None) -> None:
    if lang is not None and isinstance(ctx.obj, dict):
        ctx.obj["lang"] = lang


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="payout")
@click.option(
    "--lang",
    callback=_lang_before_a_command,
    expose_value=False,
    type=click.Choice(["zh", "en"]),
    help="说明和消息的语言,也可写在命令之后。 | Language of help and messages; it may stand behind the command too.",
)
def payout() -> None:
    """Compute bonuses and payouts from cited rules, exactly, and explain every amount.

    Exit codes: 0 clean, 1 internal fault, 2 usage, 3 input, 4 policy, 5 control or open decision, 6 disk,
    7 integrity, 130 interrupted, 143 stopped.

    ----
    按写明条款的规则计算奖金,精确到分,每一笔都能说明来由。

    退出码:0 正常,1 程序内部错误,2 用法,3 输入,4 办法,5 核对不符或待决定,6 磁盘,7 结果被改动,130 中断,143 被停止。

    \b
    Example:
      payout run county.xlsx --policy county_target_bonus --out out/2012
    """


def main(arguments: list[str] | None = None) -> None:
    """Run the program and exit with its code."""
    if arguments is None:
        _in_utf8()
        keep_what_is_freed()
    for stream in (sys.stdout, sys.stderr):  # a terminal that cannot show a character shows its number
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    with stopped_as_interrupted():
        sys.exit(code_of(arguments))


def _in_utf8() -> None:
    """Begin anew in Python's UTF-8 mode where names of files could be ASCII alone (LC_ALL=C): no Chinese name could be read."""
    if sys.getfilesystemencoding().lower() in ("ascii", "us-ascii") and not sys.flags.utf8_mode:
        sys.stdout.flush()
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])  # noqa: S606 - itself


def code_of(arguments: list[str] | None = None) -> int:
    """Run the program and give its exit code; failures are told without values from the data."""
    try:
        return _code_of(arguments)
    except BrokenPipeError:
        return _pipe_closed()
    except SystemExit as ended:  # click ends the program by itself where a pipe was closed
        return _pipe_closed() if ended.code else 0


def _code_of(arguments: list[str] | None) -> int:
    chosen: dict[str, Language] = {"lang": spoken(sys.argv[1:] if arguments is None else arguments)}
    try:
        result = payout.main(args=arguments, prog_name="payout", standalone_mode=False, obj=chosen)
    except click.ClickException as error:
        click.echo(harmless(usage_error(error, chosen["lang"])), err=True)
        return USAGE
    except BrokenPipeError:
        raise
    except (click.Abort, KeyboardInterrupt) as error:
        _tell(Text(f"已中断。{UNWRITTEN.zh}", f"Interrupted. {UNWRITTEN.en}"), chosen)
        return interrupted_by(error.__cause__ or error)
    except Exception as error:  # noqa: BLE001 - the last resort: no traceback may show personal data
        return _failed(error, chosen)
    return result if isinstance(result, int) else 0


def _pipe_closed() -> int:
    """Whoever read our output wants no more of it: that is no fault of the program, and nothing is said."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:  # what is still in its buffer would fail again when Python closes it
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    return PIPE_CLOSED


def _failed(error: Exception, chosen: dict[str, Language]) -> int:
    known = known_failure(error)
    if known is not None:
        code, message = known
        _tell(message, chosen)
        return code
    if os.environ.get("PAYOUT_DEBUG"):
        click.echo(veil("".join(traceback.format_exception(error))), err=True)
        return INTERNAL
    where = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{type(error).__name__}, {Path(where.filename).name}:{where.lineno}"
    zh = f"程序内部错误({place})。设环境变量 PAYOUT_DEBUG=1 重试可见详情(可能显示数据)。"
    en = f"A fault of the program ({place}). Set PAYOUT_DEBUG=1 for the traceback (it may show data)."
    _tell(Text(zh, en), chosen)
    return INTERNAL


def _tell(message: Text, chosen: dict[str, Language]) -> None:
    """Print a failure in the chosen language."""
    click.secho(harmless(message(chosen["lang"])), fg="red", err=True)
