"""How texts of a source are compared with those of a mapping, and the patterns that a mapping may write.

A pattern has one sign of its own, `*` for any characters or none: it takes time in proportion to the text, whatever it says.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

UNDECIDED = ("?", "？")
LETTERS = re.compile(r"@([A-Z]{1,3})")


@lru_cache(maxsize=1 << 16)
def squeezed(text: str) -> str:
    """A text as it is compared: NFKC, without blanks and line breaks, no case."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def laid(text: str) -> str:
    """A header in one line: blanks between Chinese characters and line breaks are how it was laid out."""
    words = text.split()
    return "".join(words) if any(char > "\u2e7f" for char in text) else " ".join(words)


def letter_of(word: str) -> str:
    """The letter of a column that is named so (`@F`), nothing where a header is written."""
    found = LETTERS.fullmatch(word.strip())
    return found[1] if found else ""


@dataclass(frozen=True)
class Pattern:
    """A text with `*` for any characters or none."""

    text: str

    def matches(self, text: str) -> bool:
        """Whether it is the whole of a text, both compared without blanks and case."""
        first, *rest = squeezed(self.text).split("*")
        said = squeezed(text)
        if not rest:
            return said == first
        last = rest.pop()
        if not said.startswith(first) or not said.endswith(last) or len(said) < len(first) + len(last):
            return False
        at, end = len(first), len(said) - len(last)
        for part in rest:
            found = said.find(part, at, end)
            if found < 0:
                return False
            at = found + len(part)
        return True
