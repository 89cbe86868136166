"""The sheet of one level: inputs, links, steps and rules, and beside every rule the engine's value and a check."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from payout.outputs.formulas.ink import RED, SORTS
from payout.outputs.workbook.cells import At, put_blank, put_date, put_text, text_lines, text_width
from payout.outputs.workbook.looks import paper
from payout.outputs.workbook.words import NONE, rows_text
from payout.rendering.excel.names import as_header
from payout.text import Text

if TYPE_CHECKING:
    from payout.outputs.formulas.ink import Palette
    from payout.outputs.formulas.values import Cell, LiveValues
    from payout.outputs.workbook.cells import Sheet
    from payout.rendering.excel import LiveColumn, LiveSheet
    from payout.rules.compiled.result import Stamp
    from payout.rules.tree import Schema
    from payout.text import Language

TITLE, ABOUT, WORDS, SORT, HEADER = range(5)
FIRST = HEADER + 1
WIDEST = 22
LEAST_WIDTHS = {"row": 6, "link": 9, "group": 9, "order": 9, "place": 9, "near": 9, "check": 9}
LINE, HEADER_HEIGHT, TALLEST = 13.5, 48.0, 300.0
SAME, OTHER = Text("一致", "same"), Text("不一致", "differs")
EXACT, CHECK = Text("{}·程序值", "{} · engine"), Text("{}·核对", "{} · check")
LEGEND = Text(
    "黄底为输入，可以改；橙底为推算、决定等值；绿底为公式。每个结果右边是程序的精确值和核对。上方两行是它的含义和种类。",
    "Yellow: input, to be changed. Orange: values. Green: formulas; beside each the engine's exact value and a check.",
)
EPOCH = date(1899, 12, 30)  # the day 0 of a spreadsheet
FEN, OTHERWISE = 2, 6  # decimals to which values are compared: amounts to the fen


@dataclass(frozen=True)
class ComparedColumn:
    """A rule on a sheet with the columns beside it, for the summary."""

    table: str
    title: str
    rule: LiveColumn
    exact: str
    check: str
    near: tuple[str, ...] = ()

    @property
    def schema(self) -> Schema:
        """What is known of the rule."""
        if self.rule.built is None:
            raise ValueError("only rules are compared")
        return self.rule.built.schema


@dataclass(frozen=True)
class _Written:
    """A column as it stands on the sheet."""

    sort: str
    column: LiveColumn
    header: str
    formula: str
    schema: Schema | None
    amount: bool = False


def write_level(
    sheet: Sheet, plan: LiveSheet, values: LiveValues, palette: Palette, stamp: Stamp
) -> list[ComparedColumn]:
    """Write a level's sheet; give what is compared on it."""
    lang = palette.lang
    columns, compared = _arranged(plan, values, lang)
    size = values.size(plan.level)
    for place, column in enumerate(columns):
        _write_column(sheet, place, column, palette, _cells(values, plan.level, column))
    last = FIRST + max(size, 1) - 1
    sheet.add_table(
        HEADER, 0, last, len(columns) - 1,
        {"name": plan.table, "columns": [{"header": one.header, "header_format": palette.head(one.sort)} for one in columns],
         "style": None, "autofilter": size > 0},
    )  # fmt: skip
    _write_top(sheet, plan, palette, size)
    lines = max(text_lines(_words(column), _width(column) - 1) for column in columns)
    sheet.set_row(WORDS, min(TALLEST, LINE * lines + 4))
    frozen = 1 + sum(one.sort in {"input", "derived"} for one in columns[1:4])
    sheet.freeze_panes(FIRST, frozen)
    paper(sheet, stamp, plan.title, lang)
    sheet.repeat_rows(SORT, HEADER)
    sheet.repeat_columns(0, frozen - 1)
    return compared


def _arranged(
    plan: LiveSheet, values: LiveValues, lang: Language
) -> tuple[list[_Written], list[ComparedColumn]]:
    """The columns in order: behind each rule the engine's value and the check."""
    found: list[_Written] = []
    compared: list[ComparedColumn] = []
    near: list[str] = []
    for column in plan.columns:
        schema = column.node.schema if column.node is not None else None
        near += [column.header] if column.sort == "near" else []
        if column.built is None:
            found.append(_Written(column.sort, column, column.header, _live(values, plan, column), schema))
            continue
        exact, check = (
            plan.headers.free(as_header(word(lang).format(column.header))) for word in (EXACT, CHECK)
        )
        told = column.built.schema
        amount = is_amount(values, told)
        found.append(_Written("rule", column, column.header, column.formula, told, amount))
        found.append(_Written("exact", column, exact, "", told, amount))
        found.append(_Written("check", column, check, _check(plan, column, exact, lang), told, amount))
        compared.append(ComparedColumn(plan.table, plan.title, column, exact, check, tuple(near)))
        near = []
    return found, compared


def is_amount(values: LiveValues, schema: Schema) -> bool:
    """Whether a result is an amount: yuan; of a policy that pays nothing, any number."""
    rules = values.run.compiled.rules
    pays = any(built.schema.measure == "yuan" for built in rules)
    return schema.kind == "number" and (schema.measure == "yuan" or not pays)


def _live(values: LiveValues, plan: LiveSheet, column: LiveColumn) -> str:
    """A formula; a link by names that a look-up would take for others is a value."""
    if column.sort == "link" and "MATCH(" in column.formula:
        target = values.plan.target(plan.level, column.path)
        keys = values.run.compiled.levels[target].identity
        texts = [values.cells(target, values.run.compiled.column(target, key)) for key in keys]
        return column.formula if all(values.matchable(one) for one in texts) else ""
    if column.sort == "group":
        parts = [values.cells(plan.level, key) for key in column.keys if key.schema.kind == "text"]
        return column.formula if all(values.matchable(one) for one in parts) else ""
    return column.formula


def _check(plan: LiveSheet, column: LiveColumn, exact: str, lang: Language) -> str:
    live, engine = plan.here(column.header), plan.here(exact)
    same, other = SAME(lang), OTHER(lang)
    if column.built is not None and column.built.schema.kind == "number":
        places = FEN if column.built.schema.measure == "yuan" else OTHERWISE
        empty = f'OR({live}="",{engine}="")'
        return f'=IF(IF({empty},AND({live}="",{engine}=""),ROUND({live}-{engine},{places})=0),"{same}","{other}")'
    return f'=IF({live}={engine},"{same}","{other}")'


def _cells(values: LiveValues, level: str, column: _Written) -> list[Cell]:
    if column.sort == "check":
        return [SAME(values.plan.lang)] * values.size(level)
    return values.of(level, column.column)


def _write_column(sheet: Sheet, place: int, column: _Written, palette: Palette, cells: list[Cell]) -> None:
    """Write a column: above the header what it is, below it a formula in every row with its value, or the values."""
    lang = palette.lang
    look = palette.cell(column.sort, column.schema)
    word = SORTS[column.sort][0](lang)
    small = palette.look(text_wrap=True, font_color="#595959", valign="top")
    put_text(sheet, At(WORDS, place, small), _words(column))
    put_text(sheet, At(SORT, place, palette.look(align="center", font_color="#595959")), word)
    hidden = column.sort in {"exact", "check"} and not column.amount
    sheet.set_column(place, place, _width(column), None, {"level": 1, "hidden": 1} if hidden else {})
    if column.formula:
        for row, value in enumerate(cells, start=FIRST):
            sheet.write_formula(row, place, column.formula, look, _cached(value))
    else:
        for row, value in enumerate(cells, start=FIRST):
            _put(sheet, At(row, place, look), value)
    if column.sort == "check" and cells:
        alarm = palette.look(font_color=RED, bold=True)
        rule = {"type": "cell", "criteria": "==", "value": f'"{OTHER(lang)}"', "format": alarm}
        sheet.conditional_format(FIRST, place, FIRST + len(cells) - 1, place, rule)


def _words(column: _Written) -> str:
    """What a column is, with its clause; blank beside a rule."""
    if column.sort in {"exact", "check"}:
        return ""
    built = column.column.built
    clause = f"{built.rule.clause}: " if built is not None and built.rule.clause else ""
    return clause + column.column.about


def _cached(value: Cell) -> float | bool | str:
    if isinstance(value, date):
        return float((value - EPOCH).days)
    return "" if value is None else value


def _put(sheet: Sheet, at: At, value: Cell) -> None:
    match value:
        case None:
            put_blank(sheet, at)
        case bool():
            sheet.write_boolean(at.row, at.column, value, at.look)
        case date():
            put_date(sheet, at, value)
        case str():
            put_text(sheet, at, value)
        case _:
            sheet.write_number(at.row, at.column, value, at.look)


def _width(column: _Written) -> int:
    """Fit a header of two lines, and figures."""
    least = LEAST_WIDTHS.get(column.sort, 12)
    figures = 16 if column.schema is not None and column.schema.kind == "number" and least > 9 else least
    return min(WIDEST, max(figures, -(-text_width(column.header) // 2) + 2))


def _write_top(sheet: Sheet, plan: LiveSheet, palette: Palette, size: int) -> None:
    lang = palette.lang
    put_text(sheet, At(TITLE, 0, palette.look(bold=True, font_size=14)), plan.title)
    words = f"{rows_text(size, lang)}{'' if size else ' ' + NONE(lang)}  {LEGEND(lang)}"
    put_text(sheet, At(ABOUT, 0, palette.look(font_color="#595959")), words)
    sheet.set_row(TITLE, 24)
    sheet.set_row(HEADER, HEADER_HEIGHT)
