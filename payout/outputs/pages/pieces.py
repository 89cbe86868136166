"""What the chapters of the page are made of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from payout.rendering.markup import element

if TYPE_CHECKING:
    from collections.abc import Sequence

    from payout.rendering.markup import Element, Part


IN_NAMES = re.compile(r"(?<=[a-z0-9]_)(?=[a-z0-9])")


def breakable(cell: Part) -> Sequence[Part]:
    """A cell whose identifiers may be broken behind each `_`, and nowhere else; what is copied has no break in it."""
    if not isinstance(cell, str) or "_" not in cell:
        return (cell,)
    first, *more = IN_NAMES.split(cell)
    return (first, *(part for piece in more for part in (element("wbr"), piece)))


def table(
    header: Sequence[str], rows: Sequence[Sequence[Part]], right: frozenset[int] = frozenset()
) -> Element:
    """A table; the columns of `right` hold numbers. Its header stands on every page that it is printed on."""
    looks = ["number" if column in right else "" for column in range(len(header))]
    head = (element("th", cell, scope="col", class_=look) for cell, look in zip(header, looks, strict=True))
    body = (
        element(
            "tr",
            *(element("td", *breakable(cell), class_=look) for cell, look in zip(row, looks, strict=True)),
        )
        for row in rows
    )
    drawn = element("table", element("thead", element("tr", *head)), element("tbody", *body))
    return element("div", drawn, class_="scroll")
