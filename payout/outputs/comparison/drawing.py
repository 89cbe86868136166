"""Charts of a comparison as drawings of a page: the way from A to B, how differences are spread, what groups gain and lose."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from payout.outputs.comparison import words
from payout.outputs.comparison.figures import plain, signed, whole
from payout.outputs.pages.drawing import (
    LABELS,
    LINE,
    Measured,
    Scale,
    Upright,
    bar,
    bars,
    columns,
    drawing,
    figure,
    label,
    tenth,
)
from payout.rendering.markup import element
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from payout.evidence.comparing.spread import Bar
    from payout.outputs.comparison.paper import Paper
    from payout.rendering.markup import Element
    from payout.text import Language

FROM_A_TO_B = Text("从 A 到 B", "From A to B")


def is_broken(paper: Paper) -> bool:
    """Whether the bars of the totals are drawn without most of their length."""
    return _scale(paper).broken


def _scale(paper: Paper) -> Scale:
    found = paper.found
    return Scale.over([found.total_first, found.total_second, *(step.after for step in paper.steps)])


def way(paper: Paper) -> Element:
    """A's total, what each change adds to it or takes from it, and B's total, one below the other."""
    found, lang = paper.found, paper.lang
    scale = _scale(paper)
    rows = [_standing(0, "A", found.total_first, scale)]
    for line, step in enumerate(paper.steps, start=1):
        rows += _step(line, step.change.label(lang), (step.before, step.after), scale)
    rows.append(_standing(len(paper.steps) + 1, "B", found.total_second, scale))
    height = LINE * (len(paper.steps) + 2) + 8
    return drawing(FROM_A_TO_B(lang), height, rows)


def _standing(line: int, name: str, total: Fraction, scale: Scale) -> Element:
    start = Fraction(LABELS) if scale.broken else scale.at(Fraction(0))
    parts = [label(line, name), bar(line, start, scale.at(total), "standing")]
    if scale.broken:
        x, y = LABELS + 14, line * LINE + 4
        zigzag = f"M{x} {y - 2} l6 8 l-6 8 l6 8 l-3 4 h6 l3 -4 l-6 -8 l6 -8 l-6 -8 z"
        parts.append(element("path", d=zigzag, class_="break"))
    parts.append(figure(line, plain(total)))
    return element("g", element("title", f"{name}: {plain(total)}"), *parts)


def _step(line: int, name: str, ends: tuple[Fraction, Fraction], scale: Scale) -> list[Element]:
    before, after = ends
    moved = after - before
    x, y = tenth(scale.at(before)), line * LINE
    link = element("path", d=f"M{x} {y - 6} V{y + 6}", class_="link")
    drawn = bar(line, scale.at(before), scale.at(after), "more" if moved >= 0 else "less")
    told = element("title", f"{name}: {signed(moved)}")
    return [element("g", told, link, label(line, name), drawn, figure(line, signed(moved)))]


def spread(paper: Paper) -> Element:
    """How many rows differ by how much, a column a range."""
    lang = paper.lang
    return columns([_column(one, lang) for one in paper.found.histogram], words.DIFFERENCE(lang))


def _column(found: Bar, lang: Language) -> Upright:
    if found.above == found.up_to:
        return Upright(found.rows, words.UNCHANGED(lang), "same")
    look = "less" if found.up_to <= 0 else "more"
    return Upright(found.rows, words.range_text(found, lang), look, whole(found.above), whole(found.up_to))


def moved(named: Iterable[tuple[str, Fraction]], title: str) -> Element:
    """What groups gain and lose."""
    return bars((Measured(name, amount, signed(amount)) for name, amount in named), title)
