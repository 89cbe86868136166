"""Elements of a page: an immutable tree that is written as markup, every text and attribute escaped.

What is written is HTML and well-formed XML at once: each element is closed, each attribute quoted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

VOID = frozenset(("br", "col", "hr", "meta"))
FORBIDDEN = {
    code: "\N{REPLACEMENT CHARACTER}"
    for code in (*range(32), 127, *range(0x80, 0xA0), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF)
    if chr(code) not in "\t\n"
}
IN_TEXT = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;", **FORBIDDEN}
IN_ATTRIBUTE = {**IN_TEXT, ord('"'): "&quot;", ord("\n"): "&#10;", ord("\t"): "&#9;"}

Part: TypeAlias = "Element | str"


@dataclass(frozen=True)
class Element:
    """One element with its attributes and what stands in it; texts are kept as they are, and escaped where it is written."""

    tag: str
    parts: tuple[Part, ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        """The element as markup."""
        told: list[str] = []
        _write(self, told)
        return "".join(told)

    @property
    def text(self) -> str:
        """All that stands in it, without markup."""
        return "".join(part if isinstance(part, str) else part.text for part in self.parts)


def element(tag: str, *parts: Part, **attributes: str) -> Element:
    """An element; `class_` is the attribute class, `font_size` the attribute font-size; one that is blank is left out."""
    named = ((name.rstrip("_").replace("_", "-"), value) for name, value in attributes.items() if value)
    return Element(tag, parts, tuple(named))


def escaped(text: str) -> str:
    """A text that is no markup, whatever stands in it."""
    return text.translate(IN_TEXT)


def _write(part: Part, told: list[str]) -> None:
    """Put what an element is written as behind what was told before."""
    if isinstance(part, str):
        told.append(escaped(part))
        return
    told.append(f"<{part.tag}")
    told.extend(f' {name}="{value.translate(IN_ATTRIBUTE)}"' for name, value in part.attributes)
    if part.tag in VOID:
        told.append("/>")
        return
    told.append(">")
    for one in part.parts:
        _write(one, told)
    told.append(f"</{part.tag}>")
