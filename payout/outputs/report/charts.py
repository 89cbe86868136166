"""The charts of the page: how amounts and scores are spread, what units and groups come to, how many have which grade."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from payout.outputs.comparison.figures import plain, rounded, whole
from payout.outputs.pages.drawing import Measured, Upright, bars, columns
from payout.outputs.pages.pieces import table
from payout.outputs.report import words
from payout.outputs.report.chapters import MOST_LISTED, chapter, soft
from payout.outputs.report.spread import by_row, by_value, counted, distribution, figures_of, partings
from payout.outputs.workbook.words import level_word, measure_word
from payout.rendering.markup import element
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from payout.evidence.comparing.spread import Bar
    from payout.outputs.report.spread import Parting, Plotted, Slice
    from payout.rendering.markup import Element
    from payout.rules.compiled.result import Field, Result
    from payout.text import Language

MOST_DRAWN = 12  # groups in a drawing
MEAN_PLACES = {"yuan": 2, "points": 2}


def charts(result: Result, lang: Language) -> Element:
    """All of them, one below the other, each with its figures as a table."""
    parts = [part for figure in figures_of(result) for part in _figure(result, figure, lang)]
    for file in result.files:
        for field, found in counted(result, file):
            parts += _counted(_title(result, file.level, field, lang), found, lang)
    return chapter("charts", words.CHARTS, lang, *(parts or [soft(words.NOTHING_DRAWN(lang))]))


def _title(result: Result, level: str, field: Field, lang: Language) -> str:
    return f"{level_word(level, result.frames[level].label, lang)} · {field.label(lang)}"


def _figure(result: Result, figure: Plotted, lang: Language) -> Iterator[Element]:
    title = _title(result, figure.level, figure.field, lang)
    yield element("h3", title)
    if len(figure.given) <= MOST_DRAWN:
        rows = by_row(result, figure)
        yield _drawn([_measured(one, one.total, lang) for one in rows], title, words.EACH(lang))
    elif values := by_value(figure):
        rows_of = [Measured(plain(one.total), Fraction(one.rows), f"{one.rows:,}") for one in values]
        yield _drawn(rows_of, title, words.ROWS(lang))
    else:
        yield _spread(title, figure, lang)
    for parting in partings(result, figure):
        yield from _parted(title, figure, parting, lang)


def _spread(title: str, figure: Plotted, lang: Language) -> Element:
    """How many rows have how much."""
    spread_out = distribution(figure)
    write = whole if all(bar.up_to.denominator == 1 == bar.above.denominator for bar in spread_out) else plain
    found = [_column(bar, write, lang) for bar in spread_out]
    unit = measure_word(figure.field.measure, lang)
    about = words.ALONG(lang).format(figure=figure.field.label(lang) + (f" ({unit})" if unit else ""))
    spread = Text(f"{title}的分布", f"{title}: how it is spread")(lang)
    return element("figure", columns(found, spread), element("figcaption", about))


def _column(bar: Bar, write: Callable[[Fraction], str], lang: Language) -> Upright:
    """A bar with its limits, all of them with decimals where one has."""
    above, up_to, rows = bar.above, bar.up_to, bar.rows
    if above == up_to:
        return Upright(rows, write(above) if above else words.ZERO(lang), "more" if above else "same")
    look = "less" if up_to <= 0 else "more"
    return Upright(rows, f"{write(above)} … {write(up_to)}", look, write(above), write(up_to))


def _parted(title: str, figure: Plotted, parting: Parting, lang: Language) -> Iterator[Element]:
    """What groups come to: the sum of what they are paid, the mean of their scores."""
    kind = words.SUM if figure.paid else words.MEAN
    named = Text(f"按{parting.label.zh}{kind.zh}", f"{kind.en} by {parting.label.en}")(lang)
    places = MEAN_PLACES.get(figure.field.measure, 4)
    ordered = parting.first(MOST_LISTED, None if figure.paid else parting.means(places))
    means = [rounded(one.total / one.rows, places) for one in ordered]
    drawn = [
        _measured(one, one.total if figure.paid else mean, lang)
        for one, mean in zip(ordered[:MOST_DRAWN], means, strict=False)
    ]
    yield _drawn(drawn, f"{title}, {named}", named)
    heads = (words.ROWS, *([words.SUM] if figure.paid else []), words.MEAN)
    rows = [
        (one.name(lang), f"{one.rows:,}", *([plain(one.total)] if figure.paid else []), plain(mean))
        for one, mean in zip(ordered, means, strict=True)
    ]
    listed = table(
        [text(lang) for text in (parting.label, *heads)], rows, frozenset(range(1, 1 + len(heads)))
    )
    yield _all(len(parting.groups), listed, lang)


def _measured(part: Slice, value: Fraction, lang: Language) -> Measured:
    return Measured(part.name(lang), value, plain(value))


def _counted(title: str, parts: tuple[Slice, ...], lang: Language) -> Iterator[Element]:
    found = [Measured(one.name(lang), one.total, f"{one.rows:,}") for one in parts]
    yield element("h3", title)
    yield _drawn(found, title, words.ROWS(lang))


def _drawn(found: list[Measured], title: str, caption: str) -> Element:
    return element("figure", element("figcaption", caption), bars(found, title))


def _all(groups: int, drawn: Element, lang: Language) -> Element:
    told = (
        words.DRAWN(lang).format(shown=MOST_DRAWN, rows=f"{groups:,}")
        if groups > MOST_DRAWN
        else Text("表", "As a table")(lang)
    )
    more = words.CUT_GROUPS(lang).format(rows=f"{groups:,}", shown=f"{MOST_LISTED:,}")
    cut = [soft(more)] if groups > MOST_LISTED else []
    return element("details", element("summary", told), *cut, drawn)
