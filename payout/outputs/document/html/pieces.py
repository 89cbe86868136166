"""What the chapters of the page are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payout.rendering.markup import element

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from payout.outputs.document.model import InForce, Pointer, Rectangle
    from payout.rendering.markup import Element, Part
    from payout.text import Language


def linked(pointer: Pointer) -> Element:
    """A name that leads to where it stands."""
    if not pointer.anchor:
        return element("span", pointer.text)
    return element("a", pointer.text, href=f"#{pointer.anchor}")


def listed(parts: Iterable[Part], lang: Language) -> list[Part]:
    """Things in a row, parted as the language does it."""
    found = [one for part in parts for one in ("、" if lang == "zh" else ", ", part)]
    return found[1:]


def pointers(found: Iterable[Pointer], lang: Language) -> Element:
    """Names in a row."""
    return element("span", *listed(map(linked, found), lang))


def valued(found: Iterable[InForce], lang: Language) -> Element:
    """Parameters in a row, each with its value."""

    def one(given: InForce) -> Element:
        value: list[Part] = [" = ", element("b", given.value)] if given.value else []
        return element("span", linked(given.pointer), *value, class_="valued")

    return element("span", *listed(map(one, found), lang))


def table(header: Sequence[Part], rows: Iterable[Element], class_: str = "") -> Element:
    """A table whose header stands on every page that it is printed on; it scrolls where a screen is narrow."""
    head = element("thead", element("tr", *(element("th", cell, scope="col") for cell in header)))
    return element("div", element("table", head, element("tbody", *rows), class_=class_), class_="scroll")


def row(*cells: Part, id_: str = "", class_: str = "") -> Element:
    """A row of a table."""
    return element("tr", *(element("td", cell) for cell in cells), id_=id_, class_=class_)


def grid(found: Rectangle) -> Element:
    """A table parameter as a table."""
    return table(found.header, (row(*cells) for cells in found.rows), "grid")


def lines(texts: Iterable[str]) -> Element:
    """Texts one below the other."""
    return element("ul", *(element("li", text) for text in texts), class_="lines")


def chapter(title: str, anchor: str, *parts: Part) -> Element:
    """A chapter."""
    return element("section", element("h2", title), *parts, id_=anchor, class_="chapter")
