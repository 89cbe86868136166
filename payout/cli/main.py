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

from payout.cli.exits import INTERNAL, INTERRUPTED, PIPE_CLOSED, UNWRITTEN, USAGE, known_failure
from payout.text import Text
from payout.version import __version__

if TYPE_CHECKING:
    from payout.text import Language

COMMANDS = ("policies", "template", "check", "run", "quota", "explain", "verify", "lint", "test")


class Commands(click.Group):
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
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, _summary(name)) for name in COMMANDS])


def _summary(name: str) -> str:
    """The first sentence of a command's help."""
    tree = ast.parse(Path(__file__).with_name(f"{name}.py").read_text(encoding="utf-8"))
    body = next(one for one in tree.body if isinstance(one, ast.FunctionDef) and one.name == "command")
    first, _, _ = (ast.get_docstring(body) or "").partition("\n\n")
    return " ".join(first.split()).partition(". ")[0].rstrip(".")


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="payout")
def payout() -> None:
    """Compute bonuses and payouts from cited rules, exactly, and explain every amount.

    \b
    Example:
      payout run county.xlsx --policy county_target_bonus --out out/2012

    Exit codes: 0 clean, 1 internal fault, 2 usage, 3 input, 4 policy, 5 control or open decision, 6 disk,
    7 integrity, 130 interrupted.
    """


def main(arguments: list[str] | None = None) -> None:
    """Run the program and exit with its code."""
    for stream in (sys.stdout, sys.stderr):  # a terminal that cannot show a character shows its number
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    sys.exit(code_of(arguments))


def code_of(arguments: list[str] | None = None) -> int:
    """Run the program and give its exit code; failures are told without values from the data."""
    chosen: dict[str, Language] = {}
    try:
        result = payout.main(args=arguments, prog_name="payout", standalone_mode=False, obj=chosen)
    except click.ClickException as error:
        error.show()
        return USAGE
    except BrokenPipeError:
        return _pipe_closed()
    except (click.Abort, KeyboardInterrupt):
        _tell(Text(f"已中断。{UNWRITTEN.zh}", f"Interrupted. {UNWRITTEN.en}"), chosen)
        return INTERRUPTED
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
        raise error
    where = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{type(error).__name__}, {Path(where.filename).name}:{where.lineno}"
    zh = f"程序内部错误({place})。设环境变量 PAYOUT_DEBUG=1 重试可见详情(可能显示数据)。"
    en = f"A fault of the program ({place}). Set PAYOUT_DEBUG=1 for the traceback (it may show data)."
    _tell(Text(zh, en), chosen)
    return INTERNAL


def _tell(message: Text, chosen: dict[str, Language]) -> None:
    """Print a failure in the chosen language; before one is chosen (see `lang_option`), in Chinese."""
    click.secho(message(chosen.get("lang", "zh")), fg="red", err=True)
