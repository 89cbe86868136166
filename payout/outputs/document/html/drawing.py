"""A graph as SVG: boxes that lead to what they name, arrows from what is read to what reads it."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from payout.outputs.document.layout import BOX, HIGH
from payout.rendering.markup import element

if TYPE_CHECKING:
    from payout.outputs.document.layout import Box, DrawnLine
    from payout.outputs.document.model import Drawing
    from payout.rendering.markup import Element

MARGIN = 6
FIRST, NEXT, LAST = 17, 15, 7  # where the lines of a box stand: from above, and the last from below
ROOM, SMALL_ROOM = 26, 34  # half characters that a line has room for
ARROW = "arrow"
NOT_FIRST = frozenset("、,;:。)》”,;:)")  # no line begins with one


def drawn(drawing: Drawing) -> Element:
    """The graph, as wide as its page at most."""
    laid = drawing.laid
    width, height = laid.width + 2 * MARGIN, laid.height + 2 * MARGIN
    head = element("path", d="M0,0L8,4L0,8z", class_="head")
    marker = element(
        "marker",
        head,
        id_=f"{drawing.anchor}-{ARROW}",
        markerWidth="8",
        markerHeight="8",
        refX="7",
        refY="4",
        orient="auto",
    )
    return element(
        "svg",
        element("title", drawing.title),
        element("defs", marker),
        *(_line(line, drawing.anchor) for line in laid.lines),
        *(_box(box, laid.tall) for box in laid.boxes),
        viewBox=f"{-MARGIN} {-MARGIN} {width} {height}",
        role="img",
        style=f"max-width:{width}px",
        class_="graph",
    )


def _line(line: DrawnLine, anchor: str) -> Element:
    """Straight through lanes, a bow between layers."""
    (x, y), *rest = line.points
    path = [f"M{x},{y}"]
    for to_x, to_y in rest:
        middle = (y + to_y) // 2
        path.append(f"L{to_x},{to_y}" if to_x == x else f"C{x},{middle} {to_x},{middle} {to_x},{to_y}")
        x, y = to_x, to_y
    return element("path", d="".join(path), class_="edge", marker_end=f"url(#{anchor}-{ARROW})")


def _box(box: Box, tall: int) -> Element:
    spot, middle = box.spot, str(box.x + BOX // 2)
    lines = wrapped(spot.title) if tall == HIGH else [cut(spot.title, ROOM)]
    top = box.y + FIRST + (NEXT // 2 if tall == HIGH and len(lines) == 1 else 0)
    title = [element("text", text, x=middle, y=str(top + NEXT * place)) for place, text in enumerate(lines)]
    below = element("text", cut(spot.below, SMALL_ROOM), x=middle, y=str(box.y + tall - LAST), class_="below")
    frame = element("rect", x=str(box.x), y=str(box.y), width=str(BOX), height=str(tall), rx="5")
    hint = element("title", f"{spot.title} ({spot.below})")
    return element(
        "a", hint, frame, *title, below, href=f"#{spot.anchor}", class_="result" if spot.result else ""
    )


def wrapped(text: str) -> list[str]:
    """A title in two lines at most, about as long as one another; of a longer one the end is left out."""
    width = _width(text)
    if width <= ROOM:
        return [text]
    first = _begin(text, min(ROOM, max(width // 2 + 2, width - ROOM)))
    return [first.rstrip(), cut(text[len(first) :].lstrip(), ROOM)]


def cut(text: str, room: int) -> str:
    """A text as long as there is room."""
    return text if _width(text) <= room else _begin(text, room - 2).rstrip() + "…"


def _begin(text: str, room: int) -> str:
    """As much of a text as there is room for; between words where it has some."""
    end = 0
    while end < len(text) and _width(text[: end + 1]) <= room:
        end += 1
    parted = text.rfind(" ", 0, end + 1)
    if end < len(text) and parted > end // 2:
        return text[: parted + 1]
    return text[: end + 1] if text[end : end + 1] in NOT_FIRST else text[:end]


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)
