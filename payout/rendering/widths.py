"""About how wide a formula is when it is shown: what is wider than a page is broken, or printed smaller."""

from __future__ import annotations

import unicodedata
from itertools import zip_longest

from payout.rendering.markup import Element

CHARACTER, LATIN, SIGN, GAP = (
    10,
    5,
    5,
    14,
)  # of a Chinese font, in tenths; the space beside a sign, between columns


def width_of(part: Element | str) -> int:
    """About how wide something is, in characters of a Chinese font."""
    return _tenths(part) // CHARACTER


def _tenths(part: Element | str) -> int:
    if isinstance(part, str):
        return sum(CHARACTER if unicodedata.east_asian_width(one) in "WF" else LATIN for one in part)
    if part.tag == "mtable":
        return _of_table(part)
    inner = [_tenths(one) for one in part.parts]
    match part.tag:
        case "mfrac":
            return max(inner)
        case "msub":
            return inner[0] + inner[1] * 7 // 10
        case "munder":
            return max(inner[0], inner[1] * 7 // 10)
        case _:
            return sum(inner) + (SIGN if part.tag in {"mo", "mspace"} else 0)


def _of_table(part: Element) -> int:
    """The widest cell of each column, and the gaps between these."""
    rows = [[_tenths(cell) for cell in row.parts] for row in part.parts if isinstance(row, Element)]
    columns = list(zip_longest(*rows, fillvalue=0))
    return sum(map(max, columns)) + GAP * (len(columns) - 1)
