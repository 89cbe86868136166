"""What the chapters of the page are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payout.rendering.markup import element

if TYPE_CHECKING:
    from collections.abc import Sequence

    from payout.rendering.markup import Element, Part


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
