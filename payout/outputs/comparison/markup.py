"""Elements of a page: an immutable tree that is written as markup, every text and attribute escaped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

VOID = frozenset(("br", "hr", "input", "meta"))
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
        return "".join(_written(self))


def element(tag: str, *parts: Part, **attributes: str) -> Element:
    """An element; `class_` is the attribute class, `font_size` the attribute font-size; one that is blank is left out."""
    named = ((name.rstrip("_").replace("_", "-"), value) for name, value in attributes.items() if value)
    return Element(tag, parts, tuple(named))


def table(
    header: Sequence[str], rows: Sequence[Sequence[Part]], right: frozenset[int] = frozenset()
) -> Element:
    """A table; the columns of `right` hold numbers. Its header stands on every page that it is printed on."""
    looks = ["number" if column in right else "" for column in range(len(header))]
    head = (element("th", cell, scope="col", class_=look) for cell, look in zip(header, looks, strict=True))
    body = (
        element("tr", *(element("td", cell, class_=look) for cell, look in zip(row, looks, strict=True)))
        for row in rows
    )
    drawn = element("table", element("thead", element("tr", *head)), element("tbody", *body))
    return element("div", drawn, class_="scroll")


def _written(part: Part) -> Iterator[str]:
    if isinstance(part, str):
        yield part.translate(IN_TEXT)
        return
    yield f"<{part.tag}"
    yield from (f' {name}="{value.translate(IN_ATTRIBUTE)}"' for name, value in part.attributes)
    if part.tag in VOID:
        yield "/>"
        return
    yield ">"
    for one in part.parts:
        yield from _written(one)
    yield f"</{part.tag}>"
