"""A slip as text: a page of at most 45 lines of 80 columns, Chinese characters two columns wide."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

from payout.evidence.slips.slip import SlipPart
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from payout.evidence.slips.slip import Slip, SlipRows
    from payout.text import Language

WIDE, TALL, FEW = 80, 45, 4
RULE = "─" * WIDE
LESSENED = Text("减少了什么、为什么", "What lessened it, and why")


def page(slip: Slip, lang: Language) -> list[str]:
    """The slip as lines."""
    return list(_lines(fitted(slip, lambda one: sum(1 for _ in _lines(one, lang)), TALL), lang))


def fitted(slip: Slip, height: Callable[[Slip], float], tall: float) -> Slip:
    """The slip that fits a page. What does not gives way, the figures farthest from the amount first."""
    while height(slip) > tall and (shorter := _shorter(slip)) != slip:
        slip = shorter
    return slip


def _shorter(slip: Slip) -> Slip:
    """The slip with a little less: clauses beyond four, figures of rows above, the last figure of its own, then the rest."""
    if len(slip.clauses) > FEW:
        return replace(slip, clauses=slip.clauses[:-1])
    for part in reversed(slip.parts):
        if len(part.lines) > 1:
            cut = replace(part, lines=part.lines[:-1])
            return replace(slip, parts=tuple(cut if one is part else one for one in slip.parts))
    if len(slip.clauses) > 1:
        return replace(slip, clauses=slip.clauses[:-1])
    return replace(slip, rows=slip.rows[:-1]) if slip.rows else replace(slip, lessened=slip.lessened[:-1])


def _lines(slip: Slip, lang: Language) -> Iterator[str]:
    yield from wrapped(slip.title, "")
    yield from wrapped(slip.document, "")
    yield RULE
    yield from wrapped("   ".join(f"{label} {value}" for label, value in slip.who), "")
    yield from (apart(label, value) for label, value in slip.results)
    for part in slip.parts:
        yield RULE
        yield from _part(part)
    if slip.lessened:
        yield RULE
        yield from _part(SlipPart(LESSENED(lang), slip.lessened))
    for number, rows in enumerate(slip.rows):
        yield from [] if number else [RULE]
        yield from _rows(rows, lang)
    if slip.clauses:
        yield RULE
        yield Text("所依据的条款", "The clauses")(lang)
        for clause, says in slip.clauses:
            yield from wrapped(f"〔{clause}〕 {says}", "  ")
    if slip.about:
        yield Text(
            "约:只在本页四舍五入,计算时用准确的数。",
            "about: rounded on this page only; what was computed is exact.",
        )(lang)


def _part(part: SlipPart) -> Iterator[str]:
    yield part.title
    for line in part.lines:
        label = f"  {line.label}" + (f" 〔{line.clause}〕" if line.clause else "")
        how = f"= {line.how}" if line.how and line.how != line.value else ""
        beside = f"{label} {how}".rstrip()
        if wide(beside) + wide(line.value) + 1 < WIDE:
            yield apart(beside, line.value)
        else:
            yield apart(label, line.value)
            yield from wrapped(how, "      ")


def _rows(rows: SlipRows, lang: Language) -> Iterator[str]:
    """A table of equal columns, as wide as their widest text."""
    yield rows.title
    widths = [max(map(wide, column)) for column in zip(rows.headers, *rows.rows, strict=True)]
    for row in (rows.headers, *rows.rows):
        cells = [cell + " " * (width - wide(cell)) for cell, width in zip(row, widths, strict=True)]
        yield clipped("  " + "  ".join(cells).rstrip())
    if rows.more:
        yield Text(f"  …另有 {rows.more} 行", f"  … {rows.more} more")(lang)


def wide(text: str) -> int:
    """How many columns a text takes."""
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


def apart(label: str, value: str) -> str:
    """A label at the left and its value at the right; with a value too long for that, one after the other."""
    room = WIDE - wide(label) - wide(value)
    return f"{label}{' ' * room}{value}" if room > 0 else clipped(f"{label} {value}")


def clipped(text: str) -> str:
    """A text cut to the width of the page."""
    while wide(text) > WIDE:
        text = text[:-2] + "…"
    return text


def wrapped(text: str, indent: str) -> Iterator[str]:
    """A text in lines as wide as the page: broken between words, or at any Chinese character."""
    line = indent
    for word in _words(text):
        if wide(line + word.rstrip()) > WIDE and line.strip():
            yield line.rstrip()
            line, word = indent, word.lstrip()  # noqa: PLW2901 - the blank that it was broken at goes
        line += word
    if line.strip():
        yield line.rstrip()


def _words(text: str) -> Iterator[str]:
    """Where a line may be broken: after a blank, before and after a wide character."""
    word = ""
    for one in text:
        if unicodedata.east_asian_width(one) == "W":
            if word:
                yield word
            yield one
            word = ""
        else:
            word += one
            if one == " ":
                yield word
                word = ""
    if word:
        yield word
