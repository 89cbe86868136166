"""Drawings (SVG) of a page: bars beside their names, columns along an axis.

Where a mark stands is worked out in whole numbers of a tenth of a pixel: amounts are exact, and so are the same drawings' bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from payout.outputs.workbook.cells import text_width
from payout.rendering.markup import element

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from payout.rendering.markup import Element

WIDE = 960
LABELS = 290  # pixels for names at the left
FIGURES = 170  # and for amounts at the right
LINE = 30
CROWDED = 14  # columns: of more, every second one says where it ends, the last among them
CHARACTER = Fraction(13, 2)  # pixels of half a full-width character
TALL, BASE = 150, 175  # of the highest column, and where columns stand
ZERO = Fraction(0)


@dataclass(frozen=True)
class Measured:
    """A bar beside its name: how long it is, and what is written at its end."""

    name: str
    value: Fraction
    figure: str


@dataclass(frozen=True)
class Upright:
    """A column on an axis: how many rows it stands for, where it begins and ends, and how it looks.

    Without `start` and `end` it is one value, which `told` names below it.
    """

    rows: int
    told: str
    look: str
    start: str = ""
    end: str = ""


class Scale:
    """Where an amount stands across a drawing. `broken`: it does not begin at nothing."""

    def __init__(self, low: Fraction, high: Fraction, *, broken: bool = False) -> None:
        self.low, self.high, self.broken = low, high, broken

    @classmethod
    def over(cls, reached: Sequence[Fraction]) -> Scale:
        """A scale for totals: from nothing, or broken where they lie close together far from it."""
        low, high = min(reached), max(reached)
        if low > 0 and high - low < high / 2 and high > low:
            return cls(low - (high - low) / 2, high, broken=True)
        return cls(min(low, ZERO), max(high, ZERO))

    def at(self, amount: Fraction) -> Fraction:
        """How many pixels from the left."""
        span = self.high - self.low
        share = (amount - self.low) / span if span else ZERO
        return LABELS + share * (WIDE - LABELS - FIGURES)


def bars(named: Iterable[Measured], title: str, looks: tuple[str, str] = ("more", "less")) -> Element:
    """Amounts to both sides of nothing, one below the other: how those above it look, and those below."""
    rows = list(named)
    amounts = [row.value for row in rows]
    scale = Scale(min(*amounts, ZERO), max(*amounts, ZERO))
    marks = [
        element(
            "g",
            element("title", f"{row.name}: {row.figure}"),
            label(line, row.name),
            bar(line, scale.at(ZERO), scale.at(row.value), looks[row.value < 0]),
            figure(line, row.figure),
        )
        for line, row in enumerate(rows)
    ]
    zero = tenth(scale.at(ZERO))
    height = LINE * len(rows) + 8
    return drawing(title, height, [*marks, element("path", d=f"M{zero} 0 V{height - 6}", class_="axis")])


def columns(found: Sequence[Upright], title: str) -> Element:
    """How many rows lie where along an axis."""
    most = max((column.rows for column in found), default=0) or 1
    room = Fraction(WIDE - 20, len(found))
    marks: list[Element] = []
    for place, column in enumerate(found):
        height = Fraction(column.rows * TALL, most)
        height = max(height, Fraction(2)) if column.rows else height
        left, top = 10 + room * place, BASE - height
        drawn = rect(left + 2, top, (room - 4, height), column.look)
        above = [text(f"{column.rows:,}", left + room / 2, top - 5, "count")] if column.rows else []
        marks.append(element("g", element("title", f"{column.told}: {column.rows:,}"), drawn, *above))
    line = element("path", d=f"M10 {BASE}.5 H{WIDE - 10}", class_="axis")
    return drawing(title, 212, [*marks, *_edges(found, room), line])


def _edges(found: Sequence[Upright], room: Fraction) -> Iterable[Element]:
    """The limits of the columns below them; what is one value under its own."""
    for place, column in enumerate(found):
        left, last = 10 + room * place, place == len(found) - 1
        if not column.end:
            yield text("=", left + room / 2, Fraction(192), "edge")
            yield text(column.told, left + room / 2, Fraction(207), "edge")
            continue
        begins = not place or found[place - 1].end != column.start
        if begins:
            yield text(column.start, left, Fraction(192), "edge" if place else "edge start")
        if len(found) <= CROWDED or ((len(found) - place) % 2 and not begins):
            yield text(column.end, left + room, Fraction(192), "edge end" if last else "edge")


def drawing(title: str, height: int, marks: Iterable[Element]) -> Element:
    """A drawing as wide as the page, with what it shows for who cannot see it."""
    return element("svg", *marks, viewBox=f"0 0 {WIDE} {height}", role="img", aria_label=title)


def bar(line: int, start: Fraction, end: Fraction, look: str) -> Element:
    """A bar of a line, from one place to another."""
    left, right = sorted((start, end))
    return rect(left, Fraction(line * LINE + 6), (max(right - left, Fraction(2)), Fraction(LINE - 10)), look)


def rect(x: Fraction, y: Fraction, size: tuple[Fraction, Fraction], look: str) -> Element:
    """A rectangle."""
    width, height = size
    return element("rect", x=tenth(x), y=tenth(y), width=tenth(width), height=tenth(height), class_=look)


def label(line: int, name: str) -> Element:
    """What a line is of, at its left."""
    return text(_cut(name), Fraction(LABELS - 10), Fraction(line * LINE + 21), "label")


def _cut(name: str) -> str:
    """A text that fits beside a bar; the whole stands in the title and in the table."""
    if text_width(name) * CHARACTER <= LABELS - 14:
        return name
    kept = name
    while text_width(kept) * CHARACTER > LABELS - 24:
        kept = kept[:-1]
    return kept + "…"


def figure(line: int, told: str) -> Element:
    """What a line comes to, at its right."""
    return text(told, Fraction(WIDE - 4), Fraction(line * LINE + 21), "figure")


def text(told: str, x: Fraction, y: Fraction, look: str) -> Element:
    """A text at a place."""
    return element("text", told, x=tenth(x), y=tenth(y), class_=look)


def tenth(pixels: Fraction) -> str:
    """A place, to a tenth of a pixel."""
    tenths = int(pixels * 10)
    return f"{'-' if tenths < 0 else ''}{abs(tenths) // 10}.{abs(tenths) % 10}"
