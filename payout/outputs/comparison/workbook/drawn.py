"""The charts, on a sheet of their own over the tables that they are drawn from: the way from A to B, and how differences are spread."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from payout.outputs.comparison import words
from payout.outputs.workbook.looks import FONTS
from payout.outputs.workbook.words import measure_word
from payout.text import Text

if TYPE_CHECKING:
    from payout.outputs.comparison.paper import Paper
    from payout.outputs.comparison.workbook.pen import SheetPen

WIDTHS = (40, 18, 18, 18, 18)
ROWS, ROW_HEIGHT, ROW_PIXELS = 15, 18.0, 24  # what a chart covers
SIZE = {"width": 810, "height": ROWS * ROW_PIXELS - 6}
STANDING, MORE, LESS, SAME = "#7F8FA6", "#1F77B4", "#E07B39", "#B8B8B8"
BY_STEPS = Text("从 A 到 B", "From A to B")
SPREAD = Text("差额分布", "How differences are spread")
BROKEN = Text("纵轴不从零开始。", "The axis of amounts does not begin at nothing.")


def write_charts(workbook: Any, pen: SheetPen) -> None:
    """Write the sheet."""
    pen.title(words.CHARTS(pen.lang), words.title_of(pen.paper.found)(pen.lang))
    if pen.paper.steps:
        _steps(workbook, pen)
        pen.sheet.set_h_pagebreaks([pen.row])
    _spread(workbook, pen)
    pen.finish(words.CHARTS(pen.lang))


def _steps(workbook: Any, pen: SheetPen) -> None:
    """The way from A to B: what stands, and what each change adds to it or takes from it."""
    lang = pen.lang
    pen.section(BY_STEPS(lang))
    top = _room(pen)
    floor = floor_of(pen.paper)
    if floor:
        pen.note(BROKEN(lang))
    heads = (
        words.CHANGE,
        Text("起点", "From"),
        Text("合计", "Total"),
        Text("增加", "More"),
        Text("减少", "Less"),
    )
    pen.heads([head(lang) for head in heads])
    first = pen.row
    found = pen.paper.found
    pen.line(("A", None, found.total_first, None, None))
    for step in pen.paper.steps:
        more, less = (step.yuan, None) if step.yuan >= 0 else (None, -step.yuan)
        pen.line((step.change.label(lang), min(step.before, step.after), None, more, less))
    pen.line(("B", None, found.total_second, None, None))
    chart = workbook.add_chart({"type": "column", "subtype": "stacked"})
    colours = (None, STANDING, MORE, LESS)
    for column, colour in enumerate(colours, start=1):
        _series(chart, pen, (first - 1, first, pen.row - 1, column), colour)
    axis = {"min": int(floor)} if floor else {}
    chart.set_y_axis(_axis(pen, measure_word(found.field.measure, lang), axis))
    _place(chart, pen, top, BY_STEPS(lang))


def floor_of(paper: Paper) -> Fraction:
    """Where the axis of totals begins: below all of them by a fifth of how far they go apart; at nothing if that is near."""
    found = paper.found
    reached = [found.total_first, found.total_second, *(step.after for step in paper.steps)]
    low, high = min(reached), max(reached)
    if low <= 0 or high == low:
        return Fraction(0)
    unit = 10 ** (len(str(int(high - low))) - 1)
    below = low - (high - low) / 3
    return Fraction(int(below / unit) * unit) if below > high / 3 else Fraction(0)


def _spread(workbook: Any, pen: SheetPen) -> None:
    lang, bars = pen.lang, pen.paper.found.histogram
    pen.section(SPREAD(lang))
    if len(bars) < 2:
        pen.note(words.NOBODY_MOVED(lang))
        return
    top = _room(pen)
    pen.heads(
        [words.DIFFERENCE(lang), *(text(lang) for text in (words.LOSSES, words.UNCHANGED, words.GAINS))]
    )
    first = pen.row
    for bar in bars:
        side = 1 if bar.above == bar.up_to else 0 if bar.up_to <= 0 else 2
        pen.line(
            (
                words.range_text(bar, lang),
                *(bar.rows or None if place == side else None for place in range(3)),
            )
        )
    chart = workbook.add_chart({"type": "column", "subtype": "stacked"})
    for column, colour in enumerate((LESS, SAME, MORE), start=1):
        _series(chart, pen, (first - 1, first, pen.row - 1, column), colour)
    chart.set_y_axis(_axis(pen, words.ROWS(lang), {}))
    _place(chart, pen, top, SPREAD(lang))


def _room(pen: SheetPen) -> int:
    """Leave room for a chart; give its first row. Rows under it keep their height, whatever their font."""
    top = pen.row
    for row in range(top, top + ROWS):
        pen.sheet.set_row(row, ROW_HEIGHT)
    pen.row += ROWS
    return top


def _series(chart: Any, pen: SheetPen, place: tuple[int, int, int, int], colour: str | None) -> None:
    head, first, last, column = place
    name = pen.sheet.get_name()
    fill = {"none": True} if colour is None else {"color": colour}
    chart.add_series(
        {
            "name": [name, head, column],
            "categories": [name, first, 0, last, 0],
            "values": [name, first, column, last, column],
            "fill": fill,
            "border": {"none": True},
            "gap": 40,
            **(
                {}
                if colour is None
                else {"data_labels": {"value": True, "num_format": "#,##0", "font": _font(pen)}}
            ),
        }
    )


def _font(pen: SheetPen) -> dict[str, object]:
    return {"name": FONTS[pen.lang], "size": 10, "bold": False}


def _axis(pen: SheetPen, name: str, limits: dict[str, int]) -> dict[str, object]:
    return {"name": name, "name_font": _font(pen), "num_font": _font(pen), "num_format": "#,##0", **limits}


def _place(chart: Any, pen: SheetPen, top: int, title: str) -> None:
    chart.set_title({"name": title, "name_font": {**_font(pen), "size": 12, "bold": True}})
    chart.set_x_axis({"num_font": _font(pen), "label_position": "low"})
    chart.set_legend({"none": True})
    chart.set_size(SIZE)
    pen.sheet.insert_chart(top, 0, chart, {"object_position": 3, "description": title})
