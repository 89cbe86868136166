"""How tall a slip stands on its page, in points of print: an estimate that errs on the tall side, so that nobody's slip takes two pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payout.outputs.workbook.cells import text_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from payout.evidence.slips.slip import Slip, SlipDifference, SlipLine, SlipRows

TALL = 755.0  # points: A4 without the margins of page.css
HEAD, FOOT, HEADING, HEADER = 84.0, 78.0, 26.0, 18.5
LINE, SMALL, ROW = 14.2, 12.9, 4.2  # a line of text, a small one, and what a row of a table adds
CORRECTS = 40.0  # what a slip of a correction says of that, two lines
WHOLE, HALF = 96, 28  # half-width characters across the page, and in a cell of who it is for
LABEL, HOW, CLAUSE = 17, 48, 12  # the same in the columns of the figures


def height(slip: Slip) -> float:
    """The height of a slip's page."""
    return HEAD + FOOT + sum(_blocks(slip))


def _blocks(slip: Slip) -> Iterator[float]:
    yield sum(LINE * max(text_lines(one, HALF) for one in pair) + ROW for pair in _pairs(slip.who))
    yield 16.0 + sum(22.0 * text_lines(label + value, WHOLE - 30) for label, value in slip.results)
    yield 0.0 if slip.difference is None else _difference(slip.difference)
    for lines in (*(part.lines for part in slip.parts), slip.lessened):
        if lines:
            yield HEADING + HEADER + sum(map(_line, lines))
    yield from map(_table, slip.rows)
    if slip.clauses:
        yield HEADING + sum(SMALL * text_lines(f"〔{one}〕 {says}", WHOLE) for one, says in slip.clauses)
    yield 19.0 if slip.about else 0.0


def _difference(difference: SlipDifference) -> float:
    """Heads, amounts with one of them in capitals too, and the reasons."""
    amounts = HEADER + 3 * LINE + ROW
    return HEADING + amounts + sum(LINE * text_lines(text, WHOLE) + 3 for text in difference.why)


def _pairs(who: Sequence[tuple[str, str]]) -> Iterator[list[str]]:
    for at in range(0, len(who), 2):
        yield [value for _, value in who[at : at + 2]]


def _line(line: SlipLine) -> float:
    lines = (
        LINE * text_lines(line.label, LABEL),
        SMALL * text_lines(line.how, HOW),
        SMALL * text_lines(line.clause, CLAUSE),
    )
    return max(LINE, *lines) + ROW


def _table(rows: SlipRows) -> float:
    """A table of equal columns; browsers give a long one more."""
    width = max(4, WHOLE // max(1, len(rows.headers)) - 2)
    tall = (max((text_lines(cell, width) for cell in row), default=1) for row in (rows.headers, *rows.rows))
    return HEADING + sum(SMALL * lines + ROW for lines in tall) + (SMALL + 4 if rows.more else 0)
