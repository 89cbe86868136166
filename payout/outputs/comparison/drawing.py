"""Charts as drawings (SVG) of a page: the way from A to B, how differences are spread, what groups gain and lose.

Where a mark stands is worked out in whole numbers of a tenth of a pixel: amounts are exact, and so are the same drawings' bytes.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from payout.outputs.comparison import words
from payout.outputs.comparison.figures import plain, signed, whole
from payout.outputs.workbook.cells import text_width
from payout.rendering.markup import element
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from payout.evidence.comparing.spread import Bar
    from payout.outputs.comparison.paper import Paper
    from payout.rendering.markup import Element

WIDE = 960
LABELS = 290  # pixels for names at the left
FIGURES = 170  # and for amounts at the right
LINE = 30
CROWDED = 14  # columns: of more, every second one says where it ends
CHARACTER = Fraction(13, 2)  # pixels of half a full-width character
FROM_A_TO_B = Text("从 A 到 B", "From A to B")


def is_broken(paper: Paper) -> bool:
    """Whether the bars of the totals are drawn without most of their length."""
    return _scale(paper).broken


def _scale(paper: Paper) -> _Scale:
    found = paper.found
    return _Scale.over([found.total_first, found.total_second, *(step.after for step in paper.steps)])


def way(paper: Paper) -> Element:
    """A's total, what each change adds to it or takes from it, and B's total, one below the other."""
    found, lang = paper.found, paper.lang
    scale = _scale(paper)
    rows = [_standing(0, "A", found.total_first, scale)]
    for line, step in enumerate(paper.steps, start=1):
        rows += _step(line, step.change.label(lang), (step.before, step.after), scale)
    rows.append(_standing(len(paper.steps) + 1, "B", found.total_second, scale))
    height = LINE * (len(paper.steps) + 2) + 8
    return _drawing(FROM_A_TO_B(lang), height, rows)


class _Scale:
    """Where an amount stands across a drawing. `broken`: it does not begin at nothing."""

    def __init__(self, low: Fraction, high: Fraction, *, broken: bool) -> None:
        self.low, self.high, self.broken = low, high, broken

    @classmethod
    def over(cls, reached: Sequence[Fraction]) -> _Scale:
        """A scale for totals: from nothing, or broken where they lie close together far from it."""
        low, high = min(reached), max(reached)
        if low > 0 and high - low < high / 2 and high > low:
            return cls(low - (high - low) / 2, high, broken=True)
        return cls(min(low, Fraction(0)), max(high, Fraction(0)), broken=False)

    def at(self, amount: Fraction) -> Fraction:
        """How many pixels from the left."""
        span = self.high - self.low
        share = (amount - self.low) / span if span else Fraction(0)
        return LABELS + share * (WIDE - LABELS - FIGURES)


def _standing(line: int, name: str, total: Fraction, scale: _Scale) -> Element:
    start = Fraction(LABELS) if scale.broken else scale.at(Fraction(0))
    parts = [_label(line, name), _bar(line, start, scale.at(total), "standing")]
    if scale.broken:
        x, y = LABELS + 14, line * LINE + 4
        zigzag = f"M{x} {y - 2} l6 8 l-6 8 l6 8 l-3 4 h6 l3 -4 l-6 -8 l6 -8 l-6 -8 z"
        parts.append(element("path", d=zigzag, class_="break"))
    parts.append(_figure(line, plain(total)))
    return element("g", element("title", f"{name}: {plain(total)}"), *parts)


def _step(line: int, name: str, ends: tuple[Fraction, Fraction], scale: _Scale) -> list[Element]:
    before, after = ends
    moved = after - before
    x, y = _tenth(scale.at(before)), line * LINE
    link = element("path", d=f"M{x} {y - 6} V{y + 6}", class_="link")
    bar = _bar(line, scale.at(before), scale.at(after), "more" if moved >= 0 else "less")
    told = element("title", f"{name}: {signed(moved)}")
    return [element("g", told, link, _label(line, name), bar, _figure(line, signed(moved)))]


def spread(paper: Paper) -> Element:
    """How many rows differ by how much, a column a range."""
    bars, lang = paper.found.histogram, paper.lang
    most = max((bar.rows for bar in bars), default=0) or 1
    room = Fraction(WIDE - 20, len(bars))
    marks: list[Element] = []
    for place, bar in enumerate(bars):
        height = Fraction(bar.rows * 150, most)
        height = max(height, Fraction(2)) if bar.rows else height
        left, top = 10 + room * place, 175 - height
        look = "same" if bar.above == bar.up_to else "less" if bar.up_to <= 0 else "more"
        told = f"{words.range_text(bar, lang)}: {bar.rows:,}"
        column = _rect(left + 2, top, (room - 4, height), look)
        middle = left + room / 2
        above = [_text(f"{bar.rows:,}", middle, top - 5, "count")] if bar.rows else []
        marks.append(element("g", element("title", told), column, *above))
    marks += _edges(bars, room, paper)
    line = element("path", d=f"M10 175.5 H{WIDE - 10}", class_="axis")
    return _drawing(words.DIFFERENCE(lang), 212, [*marks, line])


def _edges(bars: Sequence[Bar], room: Fraction, paper: Paper) -> list[Element]:
    """The limits of the columns below them; the unchanged under their own."""
    found: list[Element] = []
    for place, bar in enumerate(bars):
        left = 10 + room * place
        if bar.above == bar.up_to:
            found.append(_text("=", left + room / 2, Fraction(192), "edge"))
            found.append(_text(words.UNCHANGED(paper.lang), left + room / 2, Fraction(207), "edge"))
            continue
        if not place or bars[place - 1].up_to != bar.above or bars[place - 1].above == bar.above:
            found.append(_text(whole(bar.above), left, Fraction(192), "edge start" if not place else "edge"))
        last = place == len(bars) - 1
        if len(bars) > CROWDED and place % 2 and not last:
            continue
        found.append(_text(whole(bar.up_to), left + room, Fraction(192), "edge end" if last else "edge"))
    return found


def bars(named: Iterable[tuple[str, Fraction]], title: str) -> Element:
    """Amounts to both sides of nothing, one below the other."""
    rows = list(named)
    amounts = [amount for _, amount in rows]
    scale = _Scale(min(*amounts, Fraction(0)), max(*amounts, Fraction(0)), broken=False)
    marks = [
        element(
            "g",
            element("title", f"{name}: {signed(amount)}"),
            _label(line, name),
            _bar(line, scale.at(Fraction(0)), scale.at(amount), "more" if amount >= 0 else "less"),
            _figure(line, signed(amount)),
        )
        for line, (name, amount) in enumerate(rows)
    ]
    zero = _tenth(scale.at(Fraction(0)))
    height = LINE * len(rows) + 8
    return _drawing(title, height, [*marks, element("path", d=f"M{zero} 0 V{height - 6}", class_="axis")])


def _drawing(title: str, height: int, marks: Iterable[Element]) -> Element:
    return element("svg", *marks, viewBox=f"0 0 {WIDE} {height}", role="img", aria_label=title)


def _bar(line: int, start: Fraction, end: Fraction, look: str) -> Element:
    left, right = sorted((start, end))
    return _rect(left, Fraction(line * LINE + 6), (max(right - left, Fraction(2)), Fraction(LINE - 10)), look)


def _rect(x: Fraction, y: Fraction, size: tuple[Fraction, Fraction], look: str) -> Element:
    width, height = size
    return element("rect", x=_tenth(x), y=_tenth(y), width=_tenth(width), height=_tenth(height), class_=look)


def _label(line: int, text: str) -> Element:
    return _text(_cut(text), Fraction(LABELS - 10), Fraction(line * LINE + 21), "label")


def _cut(text: str) -> str:
    """A text that fits beside a bar; the whole stands in the title and in the table."""
    if text_width(text) * CHARACTER <= LABELS - 14:
        return text
    kept = text
    while text_width(kept) * CHARACTER > LABELS - 24:
        kept = kept[:-1]
    return kept + "…"


def _figure(line: int, text: str) -> Element:
    return _text(text, Fraction(WIDE - 4), Fraction(line * LINE + 21), "figure")


def _text(text: str, x: Fraction, y: Fraction, look: str) -> Element:
    return element("text", text, x=_tenth(x), y=_tenth(y), class_=look)


def _tenth(pixels: Fraction) -> str:
    """A place, to a tenth of a pixel."""
    tenths = int(pixels * 10)
    return f"{'-' if tenths < 0 else ''}{abs(tenths) // 10}.{abs(tenths) % 10}"
