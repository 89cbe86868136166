"""What is wrong with a mapping file, said in both languages with the nearest right name."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from payout.rules.tree import LanguageError
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_NAMED = 12
LONGEST = 60


class MappingFault(LanguageError):  # noqa: N818 -- named as what it is told of
    """A mapping that cannot be read, or that does not fit its policy or its source."""


def fault(file: str, where: str, problem: Text) -> MappingFault:
    """The fault of a place in a mapping file."""
    zh = "：".join(part for part in (file, where) if part)
    en = ": ".join(part for part in (file, where) if part)
    return MappingFault(f"{en}: {problem.en}", f"{zh}：{problem.zh}")


def shown(text: object) -> str:
    """A name of a file as it is shown in a message: in one line, cut, nothing that acts on a terminal."""
    line = "".join(char if char.isprintable() else "·" for char in str(text)[: LONGEST + 1])
    return line if len(line) <= LONGEST else line[:LONGEST] + "…"


def hint(name: str, known: Iterable[str]) -> Text:
    """The nearest right name, else the names that there are."""
    names = list(dict.fromkeys(word for word in known if word))
    close = get_close_matches(name[:LONGEST].casefold(), {word.casefold(): word for word in names}, 1)
    if close:
        meant = next(word for word in names if word.casefold() == close[0])
        return Text(f"是不是“{shown(meant)}”？", f"did you mean {shown(meant)}?")
    more = len(names) > MOST_NAMED
    listed = [shown(word) for word in names[:MOST_NAMED]]
    return Text(
        f"有 {'、'.join(listed)}{' 等' if more else ''}",
        f"there are {', '.join(listed)}{', …' if more else ''}",
    )
