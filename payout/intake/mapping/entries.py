"""The entries of a mapping file, each taken once and judged by its type; what is left over is unknown."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NoReturn

from payout.intake.mapping.fault import fault, hint, shown
from payout.intake.mapping.words import UNDECIDED
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_UNDECIDED = 20
MOST_DIGITS = 15
KINDS = (
    (bool, Text("是非值 true/false", "true or false")),
    (str, Text("文字", "a text")),
    ((int, Decimal, float), Text("数", "a number")),
    (list, Text("列表", "a list")),
    (dict, Text("一组键值", "a table")),
)
A_TEXT, A_LIST, A_TABLE = (
    Text("文字", "a text"),
    Text("文字的列表", "a list of texts"),
    Text("一组键值", "a table"),
)
A_FLAG = Text("true 或 false", "true or false")


class Entries:
    """One table of the file. `where` says which, as its author finds it."""

    def __init__(self, file: str, where: str, content: Mapping[str, object]) -> None:
        self.file, self.where = file, where
        self.content = dict(content)
        self.known: list[str] = []

    def refuse(self, problem: Text, key: str = "") -> NoReturn:
        """Stop with what is wrong with an entry."""
        where = ".".join(part for part in (self.where, shown(key)) if part)
        raise fault(self.file, where, problem)

    def wrong(self, key: str, wanted: Text, found: object) -> NoReturn:
        """Stop at an entry of another type."""
        is_a = next((words for kind, words in KINDS if isinstance(found, kind)), Text("日期", "a day"))
        self.refuse(
            Text(f"应为{wanted.zh}，现为{is_a.zh}", f"{wanted.en} is needed, and it is {is_a.en}"), key
        )

    def take(self, key: str) -> object:
        """An entry as it is, None where there is none."""
        self.known.append(key)
        return self.content.pop(key, None)

    def text(self, key: str, default: str = "") -> str:
        """A text."""
        found = self.take(key)
        if found is None:
            return default
        return found.strip() if isinstance(found, str) else self.wrong(key, A_TEXT, found)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts."""
        found = self.take(key)
        if found is None:
            return ()
        if not isinstance(found, list):
            self.wrong(key, A_LIST, found)
        return tuple(one.strip() if isinstance(one, str) else self.wrong(key, A_LIST, one) for one in found)

    def flag(self, key: str) -> bool:
        """A true or false."""
        found = self.take(key)
        return (
            found if isinstance(found, bool) else False if found is None else self.wrong(key, A_FLAG, found)
        )

    def table(self, key: str) -> Entries:
        """A table inside."""
        found = self.take(key)
        found = {} if found is None else found
        return self.inner(key, found)

    def inner(self, key: str, found: object) -> Entries:
        """An entry that is a table."""
        if not isinstance(found, dict):
            self.wrong(key, A_TABLE, found)
        return Entries(self.file, f"{self.where}.{shown(key)}" if self.where else shown(key), found)

    def tables(self, key: str) -> list[Entries]:
        """A list of tables, `[[key]]` in the file."""
        found = self.take(key)
        if found is None:
            return []
        if not isinstance(found, list):
            self.wrong(key, Text(f"[[{key}]]", f"[[{key}]]"), found)
        return [self.inner(f"{key}[{number}]", one) for number, one in enumerate(found, start=1)]

    def value(self, key: str) -> str | None:
        """What a cell holds, as text: a text, a whole number, a day."""
        found = self.take(key)
        if found is None or isinstance(found, str):
            return found
        if isinstance(found, int) and not isinstance(found, bool) and abs(found) < 10**MOST_DIGITS:
            return str(found)
        if type(found) is date:
            return found.isoformat()
        return self.wrong(
            key, Text("文字（加引号）、整数或日期", "a text in quotes, a whole number or a day"), found
        )

    def done(self) -> None:
        """Refuse what is left over."""
        if self.content:
            name = next(iter(self.content))
            near = hint(name, self.known)
            self.refuse(Text(f"不认识“{shown(name)}”，{near.zh}", f"{shown(name)} is unknown; {near.en}"))


def refuse_undecided(file: str, content: Mapping[str, object]) -> None:
    """Refuse a draft in which people have something to decide still: every text that is a question mark."""
    found: list[str] = []
    waiting: list[tuple[str, object]] = [("", content)]
    while waiting:  # no recursion: a file may be nested a thousand times
        where, value = waiting.pop()
        if isinstance(value, dict):
            waiting += [(f"{where}.{shown(key)}", one) for key, one in reversed(value.items())]
        elif isinstance(value, list):
            waiting += [(f"{where}[{n}]", one) for n, one in reversed([*enumerate(value, start=1)])]
        elif isinstance(value, str) and value.strip() in UNDECIDED:
            found.append(where.lstrip("."))
    if not found:
        return
    more = f" …（{len(found)}）" if len(found) > MOST_UNDECIDED else ""
    listed = found[:MOST_UNDECIDED]
    raise fault(
        file,
        "",
        Text(
            f"还有 {len(found)} 处“?”待定：{'、'.join(listed)}{more}。逐处写明或删去",
            f"{len(found)} entries are to be decided still, their value is “?”: {', '.join(listed)}{more}. "
            "Decide each, or delete it",
        ),
    )
