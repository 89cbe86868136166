"""Elements of a page: an immutable tree that is written as markup, every text and attribute escaped.

What is written is HTML and well-formed XML at once: each element is closed, each attribute quoted.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

VOID = frozenset(("br", "col", "hr", "meta", "wbr"))
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
    return Element(tag, parts, tuple((_named(name), value) for name, value in attributes.items() if value))


@cache
def _named(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


def escaped(text: str) -> str:
    """A text that is no markup, whatever stands in it."""
    if text.isprintable():  # nothing of it is forbidden
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.translate(IN_TEXT)


def _write(part: Element, told: list[str]) -> None:
    """Put what an element is written as behind what was told before."""
    named = "".join([f' {name}="{_quoted(value)}"' for name, value in part.attributes])
    if part.tag in VOID:
        told.append(f"<{part.tag}{named}/>")
        return
    told.append(f"<{part.tag}{named}>")
    for one in part.parts:
        if isinstance(one, str):
            told.append(escaped(one))
        else:
            _write(one, told)
    told.append(f"</{part.tag}>")


def _quoted(value: str) -> str:
    return value if value.isalnum() else value.translate(IN_ATTRIBUTE)
