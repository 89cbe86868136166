"""Help and usage errors in the language that was chosen: by --lang anywhere, else by PAYOUT_LANG, else Chinese.

A help text holds both languages: English, a line `----`, Chinese; the example behind them is one. The help of an option is
`中文 | English`, as labels are. Imports click and the words of a text, no more: `payout --help` waits for no library of data.
"""

from __future__ import annotations

import inspect
import os
import re
import stat
import unicodedata
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click
from click.exceptions import NoArgsIsHelpError

from payout.masking import veil
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from payout.text import Language

SEPARATOR = "\n----\n"
LONGEST_LINE = 400
EXAMPLE = "\n\n\b\nExample:\n"
USAGE, OPTIONS, COMMANDS = Text("用法", "Usage"), Text("选项", "Options"), Text("命令", "Commands")
EXAMPLES = Text("示例", "Example")
PIECES = {
    "[OPTIONS]": Text("[选项]", "[OPTIONS]"),
    "COMMAND [ARGS]...": Text("命令 [参数]...", "COMMAND [ARGS]..."),
}
OF_CLICK = {
    "Show this message and exit.": Text("显示本说明。", "Show this message and exit."),
    "Show the version and exit.": Text("显示版本。", "Show the version and exit."),
}
REQUIRED = Text("[必填]", "[required]")
EXTRA = re.compile(r"(.*?)((?:  \[[^\]]*\])?)", re.DOTALL)
NO_LINE_BEGINS_WITH = frozenset(",。;:!?、)》】”…,.;:!?)]")


class Misused(click.UsageError):
    """A command was given what it cannot take, said in both languages."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def spoken(arguments: Sequence[str]) -> Language:
    """The language that the arguments ask for, wherever --lang stands in them; an error before it is read is told in it too."""
    asked = [after for one, after in pairwise(arguments) if one == "--lang"]
    asked += [one.partition("=")[2] for one in arguments if one.startswith("--lang=")]
    asked += [os.environ.get("PAYOUT_LANG", "")]
    return cast("Language", next((one for one in asked if one in {"zh", "en"}), "zh"))


def language_of(ctx: click.Context) -> Language:
    """The language of a command under way."""
    chosen = ctx.find_root().obj
    return cast("Language", chosen.get("lang", "zh")) if isinstance(chosen, dict) else spoken(())


def cut(text: str, lang: Language) -> str:
    """One language of a help text, with its example; of a text that has one language only, that."""
    english, parted, rest = text.partition(SEPARATOR)
    chinese, marked, example = rest.partition(EXAMPLE)
    if not parted:
        said, marked, example = text.partition(EXAMPLE)
    else:
        said = english if lang == "en" else chinese
    return f"{said.strip()}\n\n\b\n{EXAMPLES(lang)}:\n{example}" if marked else said.strip()


def first_sentence(text: str, lang: Language) -> str:
    """The first sentence of a help text."""
    first, _, _ = cut(text, lang).partition("\n\n")
    return " ".join(first.split()).partition("。" if "。" in first else ". ")[0].rstrip(".")


class Spoken(click.Command):
    """A command whose help is in the chosen language."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the line of usage."""
        lang = language_of(ctx)
        pieces = [PIECES[one](lang) if one in PIECES else one for one in self.collect_usage_pieces(ctx)]
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=f"{USAGE(lang)}: ")

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the command does, and its example."""
        text = cut(inspect.cleandoc(self.help or ""), language_of(ctx))
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(laid(text, formatter.width - formatter.current_indent))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options."""
        lang = language_of(ctx)
        found = (
            one.get_help_record(ctx) for one in self.get_params(ctx) if not isinstance(one, click.Argument)
        )
        write_list(
            formatter, OPTIONS(lang), [(name, _said(text, lang)) for name, text in filter(None, found)]
        )


class SpokenGroup(Spoken, click.Group):
    """A group of commands whose help is in the chosen language."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, then the commands."""
        Spoken.format_options(self, ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands by the first sentence of their help."""
        lang = language_of(ctx)
        rows = [
            (name, first_sentence(inspect.cleandoc(one.help or ""), lang))
            for name, one in self.commands.items()
        ]
        write_list(formatter, COMMANDS(lang), rows)


def write_list(formatter: click.HelpFormatter, title: str, rows: list[tuple[str, str]]) -> None:
    """Write names with what is said of each, in lines as wide as a terminal shows them."""
    first = max(len(name) for name, _ in rows) + 2
    width = max(formatter.width - min(first, 32) - 2, 10)
    with formatter.section(title):
        formatter.write_dl([(name, laid(text, width)) for name, text in rows])


def _said(text: str, lang: Language) -> str:
    """One language of an option's help, with what click adds to it."""
    found = EXTRA.fullmatch(text)
    said, extra = (found[1], found[2]) if found else (text, "")
    zh, parted, en = said.partition(" | ")
    if said in OF_CLICK:
        zh, en = OF_CLICK[said].zh, OF_CLICK[said].en
    elif not parted:
        en = zh
    return (zh if lang == "zh" else en) + extra.replace(REQUIRED.en, REQUIRED(lang))


def laid(text: str, width: int) -> str:
    """A text with its Chinese paragraphs in lines of a width, marked so that click leaves them; others are click's to wrap."""
    return "\n\n".join(
        one if one.isascii() or one.startswith("\b") else "\b\n" + "\n".join(_lines(one, width))
        for one in text.split("\n\n")
    )


def _lines(text: str, width: int) -> Iterator[str]:
    line = ""
    for part in _parts(" ".join(text.split())):
        if line and shown_width(line + part.rstrip()) > width:
            yield line.rstrip()
            line = part.lstrip()
        else:
            line += part
    yield line.rstrip()


def _parts(text: str) -> Iterator[str]:
    """What a line may end behind: a word, or a Chinese character with the marks that may not begin a line."""
    part = ""
    for character in text:
        if (
            part
            and character not in NO_LINE_BEGINS_WITH
            and (_is_wide(character) or _is_wide(part[-1]) or part[-1] == " ")
        ):
            yield part
            part = ""
        part += character
    yield part


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"


def shown_width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(2 if _is_wide(character) else 1 for character in text)


# ---- what click says of wrong usage --------------------------------------------------------------------

PLACES = {"Path": "路径", "File": "文件", "Directory": "目录"}
OF_USAGE: tuple[tuple[str, str], ...] = (
    (r"Missing argument '(.+?)'\..*", "缺少参数 {0}。"),
    (r"Missing option '(.+?)'\..*", "缺少选项 {0}。"),
    (r"Missing command\.", "没有写命令。"),
    (r"No such option:? '?([^\s']+?)'?\.?(?: \(?Did you mean (?:one of: )?(.+?)\?\)?)?", "没有选项 {0}。"),
    (r"No such command '(.+?)'\.(?: \(?Did you mean (?:one of: )?(.+?)\?\)?)?", "没有命令 {0}。"),
    (r"Got unexpected extra arguments? \((.+)\)", "多出的参数:{0}。"),
    (r"Option '(.+?)' requires an argument\.", "选项 {0} 后面要写值。"),
    (r"Option '(.+?)' does not take a value\.", "选项 {0} 后面不写值。"),
    (r"Invalid value for (.+?): (.+)", "{0} 写得不对:{1}"),
    (r"(Path|File|Directory) '(.+)' does not exist\.", "{0} {1} 不存在。"),
    (r"(Path|File|Directory) '(.+)' is a file\.", "{1} 是文件,这里要目录。"),
    (r"(Path|File|Directory) '(.+)' is a directory\.", "{1} 是目录,这里要文件。"),
    (r"(Path|File|Directory) '(.+)' is not (?:readable|writable|executable)\.", "{0} {1} 无权读写。"),
    (r"'(.*)' is not one of (.+)\.", "{0} 不在 {1} 之中。"),
    (r"'(.*)' is not a valid (?:integer|integer range)\.", "{0} 不是整数。"),
    (r"(.+) is not in the range (.+)\.", "{0} 不在 {1} 的范围内。"),
)


def usage_text(message: str) -> Text:
    """What click says, in both languages; what it says otherwise than is known here stays English."""
    for pattern, zh in OF_USAGE:
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found is not None:
            words = [_translated(one) for one in found.groups(default="")]
            close = words[1] if pattern.startswith("No such") else ""
            return Text(zh.format(*words) + (f"是不是 {close}?" if close else ""), message)
    return Text(f"用法不对:{message}", message)


def _translated(word: str) -> str:
    """A word of a message: a sort of place by its name, a message inside a message by itself."""
    if word in PLACES:
        return PLACES[word]
    inner = usage_text(word) if word.endswith(".") and " " in word else None
    return word.replace("'", "") if inner is None or inner.zh.startswith("用法不对:") else inner.zh


def harmless(text: str) -> str:
    """Show characters that would act on a terminal by their numbers, mask numbers of people, and cut very long lines."""
    lines = (
        line if line.isprintable() else "".join(c if c.isprintable() else f"<U+{ord(c):04X}>" for c in line)
        for line in veil(text).split("\n")
    )
    return "\n".join(line if len(line) <= LONGEST_LINE else line[:LONGEST_LINE] + " …" for line in lines)


class Existing(click.Path):
    """A path that exists. What the system refuses to say of it is told as that, and not as a file that is not there."""

    def convert(
        self, value: str | os.PathLike[str], param: click.Parameter | None, ctx: click.Context | None
    ) -> str | bytes | os.PathLike[str]:
        """Raise OSError for a path that is there, or may be, and cannot be looked at."""
        with suppress(FileNotFoundError, NotADirectoryError, ValueError):
            kind = Path(value).stat().st_mode
            fits = self.dir_okay if stat.S_ISDIR(kind) else self.file_okay
            if fits and os.access(value, os.R_OK):
                return self.coerce_path_result(value)
        return super().convert(value, param, ctx)  # which says what is wrong with it


def usage_error(error: click.ClickException, lang: Language) -> str:
    """A usage error as it is printed: how the command is used, where its help is, what is wrong."""
    if isinstance(error, NoArgsIsHelpError) and error.ctx is not None:
        return error.ctx.get_help()
    said = error.text if isinstance(error, Misused) else usage_text(error.format_message())
    lines = [f"{Text('错误', 'Error')(lang)}: {said(lang)}"]
    ctx = error.ctx if isinstance(error, click.UsageError) else None
    if ctx is not None:
        hint = f"{ctx.command_path} --help"
        lines = [ctx.get_usage(), Text(f"用 '{hint}' 看说明。", f"Try '{hint}' for help.")(lang), "", *lines]
    return "\n".join(lines)
