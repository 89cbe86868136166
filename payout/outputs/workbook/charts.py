"""A sheet's chart, on a page of its own behind the sheet: native, drawn from cells, so that it can be checked.

Without `by` its series are columns of the sheet. With `by` the page holds a table too, from which the chart is drawn: every series has
the same categories, and where one has no value, or two, there is a gap. A table that is no wider than a page stands below its chart, a row
a series and a column a category. Of a wider one the chart has a page across to itself; behind it stand the series side by side, a row
a category, in blocks of as many as a page carries.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias

from payout.outputs.workbook.cells import (
    At,
    broken,
    put_blank,
    put_date,
    put_number,
    put_text,
    put_wide,
    text_lines,
    text_width,
)
from payout.outputs.workbook.looks import FONTS, paper
from payout.outputs.workbook.plan import content_width
from payout.outputs.workbook.words import measure_word
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from payout.outputs.workbook.cells import Sheet
    from payout.outputs.workbook.plan import Cells, Plan
    from payout.outputs.workbook.sheet import Page
    from payout.rules.policy.card import Chart
    from payout.text import Language

ChartValue: TypeAlias = "str | date"
Range: TypeAlias = "list[str | int]"
Point: TypeAlias = "str | int | None"

TYPES = {"line": Text("折线图", "Line chart"), "column": Text("柱形图", "Column chart")}
TOP = 1  # the chart stands below what the page is about
ROW_HEIGHT = 18.0  # of the rows that a chart covers: no program's default, so that all keep to it
ROW_PIXELS, CHARACTER_PIXELS, PADDING = 24, 7, 5
ROWS_WITH_TABLE, ROWS_ALONE = 18, 23  # how tall the chart is
WIDE_WITH_TABLE, WIDE_ALONE = 690, 1000  # pixels of a chart that fills A4, upright and across
WIDE_BLOCK = 1100  # pixels of a table behind its chart
LONGEST = 28  # characters in the first column of a block: longer ones are wrapped
ALONE = 13  # the width of a column under a chart without a table
MAX_SERIES = 60  # nobody tells more lines apart; the table shows them all
LINE_HEIGHT = 15.0
DAY_BEFORE_1900 = date(1899, 12, 30).toordinal()  # day 0 of spreadsheets


@dataclass(frozen=True)
class Grid:
    """The table of a chart with `by`: names of series, categories in order, a row of values a series."""

    names: tuple[str, ...]
    categories: tuple[ChartValue, ...]
    rows: tuple[tuple[ChartValue | None, ...], ...]


@dataclass(frozen=True)
class Series:
    """Where a series stands: the cell of its name, its categories and its values.

    `held`: what these cells hold, for a chart keeps it too; None where XlsxWriter still knows it, which it does not of a RowSheet.
    """

    name: Range
    categories: Range
    values: Range
    held: Held | None = None

    @property
    def options(self) -> dict[str, object]:
        """As XlsxWriter takes a series."""
        kept = {} if self.held is None else vars(self.held)
        return {"name": self.name, "categories": self.categories, "values": self.values, **kept}


@dataclass(frozen=True)
class Held:
    """What the cells of a series hold, by XlsxWriter's names."""

    name_data: list[str]
    categories_data: list[Point]
    values_data: list[Point]


@dataclass(frozen=True)
class Canvas:
    """The page of a chart: its columns' widths in characters, the rows that the chart covers, how the table stands.

    `each`: how many series stand side by side in a block behind the chart; 0 where the table stands below it.
    """

    widths: tuple[int, ...]
    rows: int
    portrait: bool = False
    each: int = 0

    @property
    def size(self) -> dict[str, int]:
        """The size of the chart in pixels."""
        return {"width": sum(map(_pixels, self.widths)), "height": self.rows * ROW_PIXELS}


def _pixels(width: int) -> int:
    return width * CHARACTER_PIXELS + PADDING


def charted(plan: Plan) -> bool:
    """Tell whether a planned view has a page with a chart."""
    return plan.view.chart is not None and plan.rows > 0


def chart_title(plan: Plan, lang: Language) -> str:
    """The name of the chart's page."""
    return plan.view.title(lang) + Text("（图）", ", chart")(lang)


def chart_shows(plan: Plan, lang: Language) -> str:
    """Say what the chart shows, for the index."""
    chart = plan.view.chart
    if chart is None:
        return ""
    labels = [_cells(plan, path).field.label(lang) for path in chart.y]
    by = [_cells(plan, chart.by).field.label(lang)] if chart.by else []
    kind, x = TYPES[chart.kind](lang), _cells(plan, chart.x).field.label(lang)
    series, per = Text("、", ", ")(lang).join(labels), Text("、", ", ")(lang).join([x, *by])
    return Text(f"{kind}：{series}（按{per}）", f"{kind}: {series} by {per}")(lang)


def write_chart(workbook: Any, sheet: Sheet, page: Page) -> None:
    """Write the page of a view's chart; `page` is the view's sheet, written already."""
    chart = page.plan.view.chart
    if chart is None:
        return
    grid = _grid(page.plan, chart) if chart.by else None
    canvas = _canvas_alone() if grid is None else _canvas(page.plan, chart, grid)
    for column, width in enumerate(canvas.widths):
        sheet.set_column(column, column, width, page.looks.plain)
    _write_top(sheet, page, canvas)
    bottom = TOP + canvas.rows
    if grid is None:
        series = _series(page, chart)
    else:
        series, bottom = _write_table(sheet, page, grid, canvas)
    if len(series) > MAX_SERIES:
        put_text(sheet, At(TOP, 0, page.looks.plain), _too_many(len(series))(page.lang))
    else:
        drawn = _drawn(workbook, page, chart, series)
        drawn.set_size(canvas.size)
        about = {"object_position": 3, "description": chart_title(page.plan, page.lang)}
        sheet.insert_chart(TOP, 0, drawn, about)
    sheet.hide_gridlines(2)
    sheet.print_area(0, 0, bottom, len(canvas.widths) - 1)
    title = chart_title(page.plan, page.lang)
    paper(sheet, page.stamp, title, page.lang, portrait=canvas.portrait, one_page=False)


def _too_many(series: int) -> Text:
    return Text(
        f"共 {series} 个系列，超过 {MAX_SERIES} 个，图看不清，不作图；数据见下表。",
        f"{series} series are more than the {MAX_SERIES} that can be told apart: see the table below.",
    )


def _cells(plan: Plan, path: str) -> Cells:
    return next(cells for cells in plan.columns if cells.path == path)


def _grid(plan: Plan, chart: Chart) -> Grid:
    by, x, y = (_cells(plan, path) for path in (chart.by, chart.x, chart.y[0]))
    found: dict[str, dict[ChartValue, ChartValue | None]] = {}
    categories: dict[ChartValue, None] = {}
    for name, category, value in zip(by.each, x.each, y.each, strict=True):
        if name is not None and category is not None:
            line = found.setdefault(str(name), {})
            line[category] = None if category in line else value
            categories[category] = None
    ordered = _ordered(x, list(categories))
    rows = tuple(tuple(line.get(category) for category in ordered) for line in found.values())
    return Grid(tuple(found), ordered, rows)


def _ordered(x: Cells, categories: list[ChartValue]) -> tuple[ChartValue, ...]:
    """Order categories: numbers and days by size, options as they are declared, texts as the rows have them."""
    if x.number:
        return tuple(sorted(categories, key=lambda value: Fraction(str(value))))
    if x.field.kind == "date":
        return tuple(sorted(categories, key=str))
    if x.field.kind == "enumeration":
        options = [*x.field.options, *x.field.options.values()]
        places = {word: at % len(x.field.options) for at, word in enumerate(options)}
        return tuple(sorted(categories, key=lambda value: places.get(str(value), len(options))))
    return tuple(categories)


def _canvas_alone() -> Canvas:
    return Canvas((ALONE,) * (WIDE_ALONE // _pixels(ALONE)), ROWS_ALONE)


def _canvas(plan: Plan, chart: Chart, grid: Grid) -> Canvas:
    """Fit the columns to the table, and add empty ones until the page is full; a table that is too wide is turned."""
    by, x, y = (_cells(plan, path) for path in (chart.by, chart.x, chart.y[0]))
    names = max(text_width(by.header), *(text_width(name) for name in grid.names)) + 2
    each = max(content_width(x), content_width(y)) + 2
    columns = (WIDE_WITH_TABLE - _pixels(names)) // _pixels(each)
    if len(grid.categories) <= columns:
        return Canvas((names, *(each,) * columns), ROWS_WITH_TABLE, portrait=True)
    first = min(LONGEST, max(content_width(x), text_width(x.header)) + 2)
    each = min(LONGEST, max(names, content_width(y) + 2))
    columns = (WIDE_BLOCK - _pixels(first)) // _pixels(each)
    blocks = -(-len(grid.names) // columns)
    return Canvas((first, *(each,) * columns), ROWS_ALONE, each=-(-len(grid.names) // blocks))


def _write_top(sheet: Sheet, page: Page, canvas: Canvas) -> None:
    """Say what the page is about; rows under the chart keep their height, whatever their font."""
    stamp, lang = page.stamp, page.lang
    about = f"{stamp.document(lang)}  ·  {stamp.id} {stamp.version}  ·  {chart_shows(page.plan, lang)}"
    about = broken(about, sum(canvas.widths))
    put_wide(sheet, At(0, 0, page.looks.about), len(canvas.widths) - 1, about)
    sheet.set_row(0, LINE_HEIGHT * text_lines(about, sum(canvas.widths)) + 4)
    for row in range(TOP, TOP + canvas.rows + 1):
        sheet.set_row(row, ROW_HEIGHT)


def _write_table(sheet: Sheet, page: Page, grid: Grid, canvas: Canvas) -> tuple[list[Series], int]:
    """Write the table below the chart, or in blocks on pages behind it; give where each series stands, and the last row."""
    top = TOP + canvas.rows + 1
    if not canvas.each:
        _write_grid(sheet, page, grid, top)
        sheet.repeat_rows(top)
        return _series_of(sheet, grid, top), top + len(grid.names)
    series, breaks = [], []
    for start in range(0, len(grid.names), canvas.each):
        block = Grid(
            grid.names[start : start + canvas.each], grid.categories, grid.rows[start : start + canvas.each]
        )
        breaks.append(top)
        _write_block(sheet, page, block, top, canvas.widths)
        series += _series_down(sheet, block, top)
        top += len(grid.categories) + 2
    if len(breaks) == 1:
        sheet.repeat_rows(breaks[0])
    sheet.set_h_pagebreaks(breaks)
    return series, top - 2


def _of(page: Page) -> list[Cells]:
    """The columns that the table is made of: names of series, categories, values."""
    chart = page.plan.view.chart
    return [] if chart is None else [_cells(page.plan, path) for path in (chart.by, chart.x, chart.y[0])]


def _write_block(sheet: Sheet, page: Page, block: Grid, top: int, widths: Sequence[int]) -> None:
    """Write series side by side: their names above, a category before its values."""
    _, x, y = _of(page)
    put_text(sheet, At(top, 0, page.looks.header), x.header)
    for column, name in enumerate(block.names, start=1):
        put_text(sheet, At(top, column, page.looks.header), name)
    lines = (text_lines(name, width - 2) for name, width in zip(block.names, widths[1:], strict=False))
    sheet.set_row(top, LINE_HEIGHT * max(lines) + 6)
    look, first = page.looks.column(y), page.looks.column(x, wrapped=not x.number)
    for row, category in enumerate(block.categories):
        _put(sheet, At(top + 1 + row, 0, first), x, category)
        sheet.set_row(top + 1 + row, LINE_HEIGHT * text_lines(str(category), widths[0] - 1) + 1)
        for column, values in enumerate(block.rows, start=1):
            _put(sheet, At(top + 1 + row, column, look), y, values[row])


def _series_down(sheet: Sheet, block: Grid, top: int) -> list[Series]:
    """The columns of a block."""
    name, first, last = sheet.get_name(), top + 1, top + len(block.categories)
    categories: Range = [name, first, 0, last, 0]
    columns = range(1, 1 + len(block.names))
    return [Series([name, top, at], categories, [name, first, at, last, at]) for at in columns]


def _write_grid(sheet: Sheet, page: Page, grid: Grid, top: int) -> None:
    """Write the table: categories above, the name of a series before its values."""
    by, x, y = _of(page)
    put_text(sheet, At(top, 0, page.looks.header), by.header)
    for column, category in enumerate(grid.categories, start=1):
        _put(sheet, At(top, column, page.looks.header), x, category)
    look = page.looks.column(y)
    for row, (name, values) in enumerate(zip(grid.names, grid.rows, strict=True), start=top + 1):
        put_text(sheet, At(row, 0, page.looks.text), name)
        for column, value in enumerate(values, start=1):
            _put(sheet, At(row, column, look), y, value)


def _put(sheet: Sheet, at: At, cells: Cells, value: ChartValue | None) -> None:
    if value is None:
        put_blank(sheet, at)
    elif isinstance(value, date):
        put_text(sheet, at, value.isoformat()) if cells.field.kind != "date" else put_date(sheet, at, value)
    elif cells.number:
        put_number(sheet, at, value)
    else:
        put_text(sheet, at, value)


def _series(page: Page, chart: Chart) -> list[Series]:
    """The columns of the view's sheet that are drawn."""
    name, first, last = page.sheet.get_name(), page.first, page.first + page.plan.rows - 1
    paths = [cells.path for cells in page.plan.columns]
    x = paths.index(chart.x) + 1
    columns = [paths.index(path) + 1 for path in chart.y]
    categories: Range = [name, first, x, last, x]
    along = _points(page.plan.columns[x - 1])
    found = []
    for at in columns:
        cells = page.plan.columns[at - 1]
        held = Held([cells.header], along, _points(cells))
        found.append(Series([name, page.header, at], categories, [name, first, at, last, at], held))
    return found


def _points(cells: Cells) -> list[Point]:
    """The values of a column as a chart keeps them: days as spreadsheets count them."""
    return [value.toordinal() - DAY_BEFORE_1900 if isinstance(value, date) else value for value in cells.each]


def _series_of(sheet: Sheet, grid: Grid, top: int) -> list[Series]:
    """The rows of the page's own table."""
    name, last = sheet.get_name(), len(grid.categories)
    categories: Range = [name, top, 1, top, last]
    rows = range(top + 1, top + 1 + len(grid.names))
    return [Series([name, row, 0], categories, [name, row, 1, row, last]) for row in rows]


def _drawn(workbook: Any, page: Page, chart: Chart, series: list[Series]) -> Any:
    font = {"name": FONTS[page.lang], "size": 10, "bold": False}
    drawn = workbook.add_chart({"type": chart.kind})
    for each in series:
        marker = {"marker": {"type": "automatic"}} if chart.kind == "line" else {}
        drawn.add_series({**each.options, **marker})
    title = {**font, "size": 13, "bold": True}
    drawn.set_title({"name": page.plan.view.title(page.lang), "name_font": title})
    drawn.set_x_axis({"name": _cells(page.plan, chart.x).header, "name_font": font, "num_font": font})
    shares = {"num_format": "0%"} if _cells(page.plan, chart.y[0]).field.measure == "ratio" else {}
    drawn.set_y_axis(
        {
            "name": _y_name(page, chart),
            "name_font": font,
            "num_font": font,
            **shares,
            **_from_zero(page, chart),
        }
    )
    drawn.set_legend({"position": "bottom", "font": font} if len(series) > 1 else {"none": True})
    drawn.show_blanks_as("gap")
    return drawn


def _y_name(page: Page, chart: Chart) -> str:
    """Name the axis of values: by its one column, or by the measure that several share."""
    first = _cells(page.plan, chart.y[0])
    return first.header if len(chart.y) == 1 else measure_word(first.field.measure, page.lang)


def _from_zero(page: Page, chart: Chart) -> dict[str, int]:
    """Let columns stand on zero, so that their heights compare; lines may begin anywhere."""
    values = [value for path in chart.y for value in _cells(page.plan, path).each if isinstance(value, str)]
    below = any(value.startswith("-") for value in values)
    return {} if chart.kind == "line" or below else {"min": 0}
