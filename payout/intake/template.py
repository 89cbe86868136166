"""The workbook to fill in.

A sheet a table, what each column takes, and drop-downs where there is a choice.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import xlsxwriter

from payout.printing import A4, FULL, SMALLEST, UNSCALED, fits_across
from payout.text import NOTHING, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path
    from typing import TypeAlias

    from payout.rules.policy.tables import Column, Table
    from payout.text import Language

    Heads: TypeAlias = Sequence[tuple[Text, int]]

ROWS = 20_000  # rows that drop-downs reach
MOST_LIST = 255  # characters that Excel allows in a drop-down's own list
# What the writer would otherwise make of a label: `=…` a formula, an address a link, digits a number.
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
INSTRUCTIONS, COLUMNS = Text("填表说明", "Instructions"), Text("列说明", "Columns")
HEADS = (
    (Text("表", "table"), 12),
    (Text("列", "column"), 16),
    (Text("标识", "identifier"), 18),
    (Text("填什么", "what to write"), 22),
    (Text("必填", "required"), 6),
    (Text("选项", "options"), 32),
    (Text("可空的列留空时", "where it may be left blank"), 22),
    (Text("条款", "clause"), 10),
    (Text("示例", "example"), 14),
)
TABLE_HEADS = (
    (Text("工作表", "sheet"), 18),
    (Text("必须有", "needed"), 8),
    (Text("列数", "columns"), 8),
    (Text("条款", "clause"), 14),
    (Text("各行是什么", "a row is"), 44),
)
GENERAL = (
    Text(
        "每张工作表第一行是表头，请勿改动；数据从第二行起。",
        "Row 1 of every sheet is its header: leave it. Data begin in row 2.",
    ),
    Text(
        "深色表头必填；浅色可空。自己加的列请以 x_ 开头，不参与计算，原样带到结果。",
        "Dark headers are required, pale ones optional. Your own columns begin with x_ and go along to the results.",
    ),
    Text(
        "请填数值，不要填公式、合并单元格，也不要写合计行。",
        "Write values: no formulas, no merged cells, no total rows.",
    ),
    Text("编码、证件号、账号一律是文本格式。", "Identifiers, identity and account numbers are texts."),
    Text(
        "不用的工作表可以空着；每一列填什么，见“列说明”。",
        "A sheet that is not needed may stay empty. Columns says what each one takes.",
    ),
    Text(
        "填好后先运行 payout check，有问题的单元格会逐一列出。",
        "Then run payout check: it lists every cell that is wrong.",
    ),
)
RULES, HOW = Text("填表要求", "What holds everywhere"), Text("怎样填", "How to enter")
SHEETS = Text("各工作表", "The sheets")
FONT = {"zh": {"font_name": "宋体", "font_size": 10}, "en": {"font_name": "Arial", "font_size": 10}}
KINDS = {
    "identifier": Text("文本编码，不可重复", "a text that names the row"),
    "reference": Text("另一张表的编码", "the identifier of a row of another table"),
    "text": Text("文字", "text"),
    "enumeration": Text("下列选项之一", "one of the options"),
    "flag": Text("是 或 否", "yes or no"),
    "date": Text("日期，如 2012-03-01", "a date, such as 2012-03-01"),
}
BLANK = Text("空白", "blank")
YES, NO = Text("是", "yes"), Text("否", "no")
SOMETIMES = Text("有时", "sometimes")


@dataclass(frozen=True)
class Guide:
    """What the instructions say of one policy: its title, its year, how to enter what is not plain, an example a column."""

    title: Text
    year: str = ""
    lines: tuple[Text, ...] = ()
    examples: Mapping[tuple[str, str], str] = field(
        default_factory=dict
    )  # of table and column, as identifiers


def write_template(path: Path, tables: Sequence[Table], guide: Guide, *, lang: Language) -> None:
    """Write the workbook to fill in for the declared tables; the same tables give the same bytes."""
    with xlsxwriter.Workbook(path, {**OPTIONS, "default_format_properties": dict(FONT[lang])}) as book:
        book.set_properties(
            {"title": guide.title(lang), "created": datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)}
        )
        _Template(book, lang, guide).write(tables)


def _of_year(year: str) -> Text:
    return Text(
        f"本工作簿供 {year} 年度使用，日期应在 {year} 年；要计算其他年度，请加 --year。",
        f"This workbook is for {year}, and so are its dates; for another year compute with --year.",
    )


class _Template:
    """The formats of one workbook and what is written with them."""

    def __init__(self, book: xlsxwriter.Workbook, lang: Language, guide: Guide) -> None:
        self.book, self.lang, self.guide = book, lang, guide
        head = {
            **FONT[lang],
            "bold": True,
            "border": 1,
            "align": "center",
            "valign": "vcenter",
            "text_wrap": True,
        }
        self.required = book.add_format({**head, "bg_color": "#1F4E78", "font_color": "#FFFFFF"})
        self.optional = book.add_format({**head, "bg_color": "#DDEBF7"})
        self.title = book.add_format({**FONT[lang], "bold": True, "font_size": 16})
        self.section = book.add_format({**FONT[lang], "bold": True, "font_size": 12})
        self.plain = book.add_format({**FONT[lang], "text_wrap": True, "valign": "top"})
        self.wrapped = book.add_format(
            {**FONT[lang], "text_wrap": True, "valign": "top", "border": 1, "num_format": "@"}
        )
        self.formats: dict[str, object] = {}

    def write(self, tables: Sequence[Table]) -> None:
        self._instructions(tables)
        self._columns(tables)
        for table in tables:
            self._sheet(table)

    def _instructions(self, tables: Sequence[Table]) -> None:
        """One page to read: what holds everywhere, what is not plain in this policy, which sheets there are."""
        sheet = self.book.add_worksheet(INSTRUCTIONS(self.lang))
        last = len(TABLE_HEADS) - 1
        sheet.write_string(0, 0, self.guide.title(self.lang), self.title)
        row = 2
        year = (_of_year(self.guide.year),) if self.guide.year else ()
        for head, lines in ((RULES, (*GENERAL, *year)), (HOW, self.guide.lines)):
            if lines:
                sheet.write_string(row, 0, head(self.lang), self.section)
                row += 1
            for number, line in enumerate(lines, start=1):
                text = f"{number}. {line(self.lang)}"
                sheet.merge_range(row, 0, row, last, "", self.plain)
                sheet.write_string(row, 0, text, self.plain)
                sheet.set_row(row, 15.0 * _lines(text, sum(width for _, width in TABLE_HEADS)))
                row += 1
            row += 1 if lines else 0
        sheet.write_string(row, 0, SHEETS(self.lang), self.section)
        self._table(sheet, row + 1, TABLE_HEADS, [self._of_table(table) for table in tables])
        self._paper(sheet, INSTRUCTIONS, portrait=True)

    def _of_table(self, table: Table) -> tuple[str, ...]:
        zh = self.lang == "zh"
        names = [column.zh if zh else column.name for column in table.columns]
        shown = Text("、", ", ")(self.lang).join(names[:5]) + (
            Text("等", ", …")(self.lang) if len(names) > 5 else ""
        )
        needed = (YES if table.required else NOTHING)(self.lang)
        return (table.zh if zh else table.name, needed, str(len(names)), table.clause, shown)

    def _columns(self, tables: Sequence[Table]) -> None:
        sheet = self.book.add_worksheet(COLUMNS(self.lang))
        self._table(
            sheet, 0, HEADS, [self._about(table, column) for table in tables for column in table.columns]
        )
        sheet.freeze_panes(1, 3)
        sheet.repeat_rows(0)
        self._paper(sheet, COLUMNS)

    def _table(
        self, sheet: xlsxwriter.worksheet.Worksheet, top: int, heads: Heads, rows: Iterable[tuple[str, ...]]
    ) -> None:
        """A table of texts, each row as tall as its longest."""
        widths = [width for _, width in heads]
        for column, (head, width) in enumerate(heads):
            sheet.set_column(column, column, width)
            sheet.write_string(top, column, head(self.lang), self.required)
        for row, cells in enumerate(rows, start=top + 1):
            for column, cell in enumerate(cells):
                sheet.write_string(row, column, cell, self.wrapped)
            lines = max(_lines(cell, width) for cell, width in zip(cells, widths, strict=True))
            sheet.set_row(row, 14.0 * lines + 2)

    def _paper(self, sheet: xlsxwriter.worksheet.Worksheet, name: Text, *, portrait: bool = False) -> None:
        """A4, one page across, its name above and the page below; the instructions on one page in all."""
        (sheet.set_portrait if portrait else sheet.set_landscape)()
        sheet.hide_gridlines(2)
        sheet.set_paper(A4)
        sheet.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.6)
        if fits_across(sheet, portrait=portrait):
            sheet.fit_to_pages(1, 1 if portrait else 0)
        else:
            sheet.set_print_scale(FULL)
            sheet.print_across()
        title, shown = (
            text[:60].replace("&", "&&") for text in (self.guide.title(self.lang), name(self.lang))
        )
        sheet.set_header(f"&L&{SMALLEST} {title}&R&{SMALLEST} {shown}", UNSCALED)
        pages = Text("第 &P 页，共 &N 页", "Page &P of &N")(self.lang)
        sheet.set_footer(f"&R&{SMALLEST} {pages}", UNSCALED)

    def _about(self, table: Table, column: Column) -> tuple[str, ...]:
        lang = self.lang
        zh = lang == "zh"
        options = [f"{word} ({name})" if zh else f"{name} ({word})" for name, word in column.options.items()]
        return (
            table.zh if zh else table.name,
            column.zh,
            column.name,
            _meaning(column)(lang),
            _required(column)(lang),
            "；".join(options) if zh else "; ".join(options),
            self._blank(column),
            column.clause,
            self._example(table, column),
        )

    def _example(self, table: Table, column: Column) -> str:
        """A cell as one would write it, of the policy's own examples, else of the column's kind."""
        given = self.guide.examples.get((table.name, column.name), "")
        if column.kind == "flag":
            return (YES if given != "no" else NO)(self.lang)
        if column.options:
            named = given or next(iter(column.options))
            return column.options.get(named, named) if self.lang == "zh" else named
        return given or (f"{self.guide.year or 2012}-03-01" if column.kind == "date" else "")

    def _blank(self, column: Column) -> str:
        means = column.blank_means(self.lang)
        return f"{BLANK(self.lang)} = {means}" if means else ""

    def _sheet(self, table: Table) -> None:
        sheet = self.book.add_worksheet(table.zh if self.lang == "zh" else table.name)
        for index, column in enumerate(table.columns):
            label = column.zh if self.lang == "zh" else column.name
            sheet.set_column(index, index, max(12, 2 * len(label) + 4), self._format(column))
            sheet.write_string(0, index, label, self.optional if column.nullable else self.required)
            choices = self._choices(column)
            if choices and len(",".join(choices)) <= MOST_LIST:
                sheet.data_validation(1, index, ROWS, index, self._validation(column, choices))
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        if not fits_across(sheet):
            sheet.repeat_columns(0, 1)
        self._paper(sheet, Text(table.zh, table.name))
        sheet.hide_gridlines(0)  # a form: its lines are printed

    def _format(self, column: Column) -> object:
        shape = _shape(column)
        if shape not in self.formats:
            self.formats[shape] = self.book.add_format({**FONT[self.lang], "num_format": shape})
        return self.formats[shape]

    def _choices(self, column: Column) -> list[str]:
        if column.kind == "flag":
            return [YES(self.lang), NO(self.lang)]
        return [*(column.options.values() if self.lang == "zh" else column.options)]

    def _validation(self, column: Column, choices: list[str]) -> dict[str, object]:
        return {
            "validate": "list",
            "source": choices,
            "ignore_blank": True,
            "error_title": (column.zh if self.lang == "zh" else column.name)[:32],
            "error_message": Text("请从下拉列表中选择。", "Choose from the list.")(self.lang),
        }


def _lines(text: str, width: int) -> int:
    """How many lines a text takes in a column of so many half-width characters."""
    wide = sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)
    return max(1, -(-wide // max(1, width - 2)))


def _shape(column: Column) -> str:
    """The number format of a column: what is no number and no date is text."""
    if column.kind == "number":
        return f"0.{'0' * column.places}" if column.places else "General" if column.places is None else "0"
    return "yyyy-mm-dd" if column.kind == "date" else "@"


def _required(column: Column) -> Text:
    """Whether a cell must be filled in: always, where a limit of its column says so, or never."""
    if not column.nullable:
        return YES
    required = [one for one in column.limits if one.shape == "required" and one.severity == "error"]
    always = any(one.limit is None for one in required)
    return YES if always else SOMETIMES if required else NOTHING


def _meaning(column: Column) -> Text:
    if column.kind != "number":
        return KINDS[column.kind]
    places = column.places
    zh = "整数" if places == 0 else f"至多 {places} 位小数" if places else "数"
    en = "a whole number" if places == 0 else f"at most {places} decimals" if places else "a number"
    bounds = "" if column.at_least is None else f", ≥ {column.at_least}"
    bounds += "" if column.at_most is None else f", ≤ {column.at_most}"
    percent = _PERCENT.get(column.shown, NOTHING)
    return Text(
        f"{zh}{bounds} {_UNITS.get(column.measure, '')}".strip() + percent.zh,
        f"{en}{bounds} ({column.measure}){percent.en}",
    )


_PERCENT = {
    "percent": Text("；显示为 85% 的即 85", "; a cell that shows 85 % means 85"),
    "fraction": Text("；显示为 85% 的即 0.85", "; a cell that shows 85 % means 0.85"),
}
_UNITS = {"yuan": "(元)", "points": "(分)", "count": "(个)", "ratio": "(比例)"}
