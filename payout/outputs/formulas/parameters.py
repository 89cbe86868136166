"""The sheet of parameters, readings and tables that formulas read: yellow cells that may be changed, each with its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from payout.outputs.formulas.ink import BLUE, INPUT
from payout.outputs.formulas.lines import Lines
from payout.outputs.workbook.cells import At, put_text, text_lines
from payout.outputs.workbook.words import measure_word
from payout.text import NOTHING, Text, show_number

if TYPE_CHECKING:
    from payout.outputs.formulas.ink import Palette
    from payout.outputs.formulas.values import LiveValues
    from payout.outputs.workbook.cells import Sheet
    from payout.rendering.excel import BandTable, EntryTable
    from payout.rules.compiled.result import Stamp
    from payout.rules.policy.parameters import Entry, Parameter

PARAMETERS = Text("参数与口径", "Parameters")
WIDTHS = (40, 30, 18, 10, 16, 60)
BEYOND = "9.99E+307"  # stands for a bound that a band does not have
HEADS = (
    Text("公式中的名称", "name in formulas"),
    Text("参数", "parameter"),
    Text("值", "value"),
    Text("单位", "unit"),
    Text("条款", "clause"),
    Text("说明", "note"),
)


def write_parameters(
    sheet: Sheet, values: LiveValues, palette: Palette, stamp: Stamp, name: str
) -> list[tuple[str, str]]:
    """Write the parameters, readings and tables that formulas read; give the names of cells with where they are."""
    lang, plan = palette.lang, values.plan
    page = Lines(sheet, palette, WIDTHS)
    page.wide(PARAMETERS(lang), bold=True, font_size=14)
    page.heads(HEADS)
    names: list[tuple[str, str]] = []
    for identifier, called in plan.parameters.cells.items():
        parameter = plan.compiled.policy.parameters[identifier]
        _parameter(page, parameter, called, values)
        names.append((called, f"='{name}'!$C${page.row + 1}"))
        page.row += 1
    for entries in plan.parameters.entries.values():
        _entries(page, entries, values)
    for bands in plan.parameters.bands.values():
        _bands(page, bands, values)
    page.finish(stamp, PARAMETERS(lang))
    sheet.repeat_columns(0)
    return names


def _parameter(page: Lines, parameter: Parameter, called: str, values: LiveValues) -> None:
    sheet, palette, lang = page.sheet, page.palette, page.palette.lang
    label = parameter.zh if lang == "zh" else parameter.name
    for place, text in (
        (0, called),
        (1, label),
        (3, measure_word(parameter.measure, lang)),
        (4, parameter.clause),
    ):
        put_text(sheet, At(page.row, place, palette.grid(text_wrap=True)), text)
    note = _note(parameter, values)(lang)
    put_text(sheet, At(page.row, 5, palette.grid(text_wrap=True)), note)
    sheet.set_row(
        page.row,
        max(text_lines(note, WIDTHS[5] - 2), text_lines(label, WIDTHS[1] - 2), 1) * 14 + 4,
    )
    at = At(page.row, 2, palette.cell("input", None if parameter.kind == "choice" else parameter.schema))
    if parameter.kind == "choice":
        put_text(sheet, at, str(parameter.value))
        sheet.data_validation(
            page.row, 2, page.row, 2, {"validate": "list", "source": list(parameter.options)}
        )
    else:
        _put_entry(sheet, at, cast("Entry", parameter.value), values)


def _put_entry(sheet: Sheet, at: At, value: Entry, values: LiveValues) -> None:
    """Write a number or a word; a fraction without end as the division that it is."""
    if isinstance(value, str):
        put_text(sheet, at, values.plan.word(value))
        return
    text = show_number(value)
    if "/" in text:
        sheet.write_formula(at.row, at.column, f"={text}", at.look, float(value))
    else:
        sheet.write_number(at.row, at.column, float(value), at.look)


def _note(parameter: Parameter, values: LiveValues) -> Text:
    """The options of a reading; and where what the program derived reads a parameter too, that."""
    readers = [one.target for one in values.run.compiled.policy.derivations if parameter.name in one.reads]
    meanings = [(option, parameter.option(option)) for option in parameter.options]
    options = Text(
        "；".join(f"{option}：{meaning.zh}" for option, meaning in meanings),
        "; ".join(f"{option}: {meaning.en}" for option, meaning in meanings),
    )
    derived = Text(
        f"推算 {'、'.join(readers)} 时也读它，那些值不随之改变。",
        f"Also read by what derives {', '.join(readers)}, which does not follow.",
    )
    more = derived if readers else NOTHING
    return Text(f"{options.zh} {more.zh}".strip(), f"{options.en} {more.en}".strip())


def _entries(page: Lines, table: EntryTable, values: LiveValues) -> None:
    sheet, palette, lang = page.sheet, page.palette, page.palette.lang
    page.section(
        f"{table.parameter.zh if lang == 'zh' else table.parameter.name}（{table.table}）  {table.parameter.clause}"
    )
    joined = len(table.keys) > 1
    headers = [*table.keys, *([table.key] if joined else []), table.value]
    start = page.row
    for row, (keys, value) in enumerate(table.entries.items(), start=start + 1):
        for place, key in enumerate(keys):
            put_text(sheet, At(row, place, palette.grid()), values.plan.word(key))
        if joined:
            parts = '&"|"&'.join(f"{table.table}[[#This Row],[{key}]]" for key in table.keys)
            text = "|".join(values.plan.word(key) for key in keys)
            sheet.write_formula(row, len(keys), f"={parts}", palette.grid(font_color="#595959"), text)
        look = palette.grid(bg_color=INPUT, font_color=BLUE)
        _put_entry(sheet, At(row, len(headers) - 1, look), value, values)
    _as_table(page, table.table, headers, start, len(table.entries))


def _bands(page: Lines, table: BandTable, values: LiveValues) -> None:
    sheet, palette, lang = page.sheet, page.palette, page.palette.lang
    page.section(
        f"{table.parameter.zh if lang == 'zh' else table.parameter.name}（{table.table}）  {table.parameter.clause}"
    )
    start = page.row
    look = palette.grid(bg_color=INPUT, font_color=BLUE)
    for row, band in enumerate(table.bands, start=start + 1):
        sheet.write_number(row, 0, row - start, palette.grid(align="center"))
        for place, bound, none in ((1, band.floor, f"-{BEYOND}"), (2, band.ceiling, BEYOND)):
            sheet.write_number(row, place, float(none if bound is None else bound), look)
        sheet.write_number(row, 3, int(band.closed), look)
        sheet.write_number(row, 4, int(not band.open), look)
        _put_entry(sheet, At(row, 5, look), band.gives, values)
    _as_table(page, table.table, list(table.headers), start, len(table.bands))


def _as_table(page: Lines, name: str, headers: list[str], start: int, size: int) -> None:
    look = page.palette.head("rule")
    columns = [{"header": header, "header_format": look} for header in headers]
    options = {"name": name, "columns": columns, "style": None, "autofilter": False}
    page.sheet.add_table(start, 0, start + max(size, 1), len(headers) - 1, options)
    page.leading.add(start)
    page.row = start + size + 1
