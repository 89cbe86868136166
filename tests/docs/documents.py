"""The documents of the repository, and what in them can be run: commands, files, outputs, links, paths."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"<!-- file: (\S+) -->\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
APPEND = re.compile(r"<!-- append: (\S+) -->\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
OUTPUT = re.compile(r"<!-- output of: (.+?) -->\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
NAMED = re.compile(r"`((?:payout|policies|docs|tests|fixtures|scripts)/[\w./-]*)`")
LONG = "payout test county_target_bonus"  # hundreds of batches; tests/policies runs those cases
CODE = re.compile(r"#.*(?:exit code|退出码) (\d+)")


@dataclass(frozen=True)
class Command:
    """One `payout` command as a document shows it, and the exit code that it is said to end with."""

    line: str
    code: int = 0

    @property
    def arguments(self) -> list[str]:
        return shlex.split(self.line, comments=True)[1:]

    @property
    def again(self) -> list[str]:
        """The same where its output may be there already: other commands of the documents read it."""
        over = self.arguments[:1] == ["run"] and "out/county" in self.arguments
        return [*self.arguments, "--force"] if over else self.arguments


@dataclass(frozen=True)
class Event:
    """What a document says at one place: a file to write, text to append to one, a command to run, an output to compare."""

    kind: str  # file, append, command, output
    name: str
    body: str = ""
    code: int = 0


def events_of(text: str) -> list[Event]:
    """All that a document says, in its order."""
    found = [
        (match.start(), Event(kind, match[1], match[2]))
        for kind, pattern in (("file", FILE), ("append", APPEND), ("output", OUTPUT))
        for match in pattern.finditer(text)
    ]
    for match in BLOCK.finditer(text):
        if match[1] == "sh":
            commands = [one for line in match[2].splitlines() if (one := command_in(line))]
            found += [(match.start(), Event("command", one.line, "", one.code)) for one in commands]
    return [event for _, event in sorted(found, key=lambda pair: pair[0])]


def commands_of(text: str) -> list[Command]:
    """The payout commands of the `sh` blocks, in order; what stands before them on the line (venv, pip) is left out."""
    return [
        command
        for language, body in BLOCK.findall(text)
        if language == "sh"
        for line in body.splitlines()
        if (command := command_in(line))
    ]


def command_in(line: str) -> Command | None:
    last = line.rsplit("&&", maxsplit=1)[-1].strip().removeprefix(".venv/bin/")
    if not last.startswith("payout ") or last.startswith(LONG):
        return None
    said = CODE.search(last)
    return Command(last, int(said[1]) if said else 0)


def examples_of(help_text: str) -> list[Command]:
    """The commands under `示例:` or `Example:` of a help text."""
    after = re.split(r"(?:Example|示例):", help_text, maxsplit=1)[-1]
    lines = re.sub(r"\\?\s*\n\s*(?!\s*payout )", " ", after.split("\n\n")[0]).splitlines()
    return [command for line in lines if (command := command_in(line.strip()))]
