"""The workbook to fill in.

A sheet a table, what each column takes, and drop-downs where there is a choice.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import xlsxwriter

from payout.text import NOTHING, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from payout.rules.policy.tables import Column, Table
    from payout.text import Language

ROWS = 20_000  # rows that drop-downs reach
MOST_LIST = 255  # characters that Excel allows in a drop-down's own list
# What the writer would otherwise make of a label: `=…` a formula, an address a link, digits a number.
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
INSTRUCTIONS = Text("填表说明", "Instructions")
HEADS = (
    Text("表", "table"),
    Text("列", "column"),
    Text("标识", "identifier"),
    Text("填什么", "what to write"),
    Text("必填", "required"),
    Text("选项", "options"),
    Text("可空的列留空时", "where it may be left blank"),
    Text("条款", "clause"),
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
)
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


def write_template(
    path: Path, tables: Sequence[Table], *, title: Text, lang: Language, year: str = ""
) -> None:
    """Write the workbook to fill in for the declared tables; the same tables give the same bytes.

    `year` is the one that is appraised, where the policy has one: the instructions say it.
    """
    with xlsxwriter.Workbook(path, OPTIONS) as book:
        book.set_properties(
            {"title": title(lang), "created": datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)}
        )
        general = (*GENERAL, *((_of_year(year),) if year else ()))
        _Template(book, lang, general).write(tables, title)


def _of_year(year: str) -> Text:
    return Text(
        f"本工作簿供 {year} 年度使用，日期应在 {year} 年；要计算其他年度，请加 --year。",
        f"This workbook is for {year}, and so are its dates; for another year compute with --year.",
    )


class _Template:
    """The formats of one workbook and what is written with them."""

    def __init__(self, book: xlsxwriter.Workbook, lang: Language, general: tuple[Text, ...]) -> None:
        self.book, self.lang, self.general = book, lang, general
        head = {"bold": True, "border": 1, "align": "center", "text_wrap": True}
        self.required = book.add_format({**head, "bg_color": "#1F4E78", "font_color": "#FFFFFF"})
        self.optional = book.add_format({**head, "bg_color": "#DDEBF7"})
        self.title = book.add_format({"bold": True, "font_size": 16})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top", "border": 1, "num_format": "@"})
        self.formats: dict[str, object] = {}

    def write(self, tables: Sequence[Table], title: Text) -> None:
        self._instructions(tables, title)
        for table in tables:
            self._sheet(table)

    def _instructions(self, tables: Sequence[Table], title: Text) -> None:
        sheet = self.book.add_worksheet(INSTRUCTIONS(self.lang))
        sheet.hide_gridlines(2)
        sheet.write_string(0, 0, title(self.lang), self.title)
        for row, line in enumerate(self.general, start=1):
            sheet.write_string(row, 0, line(self.lang))
        top = len(self.general) + 2
        self._line(sheet, top, (head(self.lang) for head in HEADS), self.required)
        rows = (self._about(table, column) for table in tables for column in table.columns)
        for row, cells in enumerate(rows, start=top + 1):
            self._line(sheet, row, cells, self.wrapped)
        for column, width in enumerate((14, 18, 20, 34, 6, 44, 30, 14)):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(top + 1, 0)

    @staticmethod
    def _line(sheet: xlsxwriter.worksheet.Worksheet, row: int, cells: Iterable[str], look: object) -> None:
        for column, cell in enumerate(cells):
            sheet.write_string(row, column, cell, look)

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
        )

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

    def _format(self, column: Column) -> object:
        shape = _shape(column)
        if shape not in self.formats:
            self.formats[shape] = self.book.add_format({"num_format": shape})
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
