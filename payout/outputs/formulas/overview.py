"""The first sheets: how many amounts differ, totals both ways, what is not a formula and why; and the parameters and readings."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, cast

from payout.outputs.formulas.ink import RED, number_format
from payout.outputs.formulas.level import OTHER, SAME
from payout.outputs.workbook.cells import At, put_text, put_wide, text_lines
from payout.outputs.workbook.looks import paper
from payout.outputs.workbook.words import measure_word
from payout.rendering.excel import BandTable, EntryTable
from payout.rendering.excel.plan import NEAR
from payout.text import Text, show_number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from payout.exact import ExactArray
    from payout.outputs.formulas.ink import Palette
    from payout.outputs.formulas.level import Compared
    from payout.outputs.formulas.values import LiveValues
    from payout.outputs.workbook.cells import Sheet
    from payout.rules.compiled.result import Stamp
    from payout.rules.policy.parameters import Entry, Parameter

SUMMARY, PARAMETERS = Text("核对", "Check"), Text("参数与口径", "Parameters")
WIDTHS = (20, 34, 9, 10, 10, 20, 20)
LAST = len(WIDTHS) - 1
PARAMETER_WIDTHS = (40, 30, 18, 10, 16, 60)
BEYOND = "9.99E+307"
HEADS = (
    Text("表", "sheet"),
    Text("结果", "result"),
    Text("行数", "rows"),
    Text("不一致", "differ"),
    Text("临界", "near a tie"),
    Text("公式合计", "total by formulas"),
    Text("程序合计", "total by the engine"),
)
ABOUT = Text(
    "每个数额都由公式从输入、参数和口径算出，旁边是程序的精确值，并核对到分。改动黄底的输入或参数，公式随之重算；程序值不变，所以改动后的核对会显示不一致，恢复后又一致。",
    "Every amount is a formula over inputs, parameters and readings; beside it stands the engine's exact value, and both are compared to "
    "the fen. Change a yellow cell and the formulas follow; the engine's values stay, so the check then differs until it is put back.",
)
DIFFERING, ALL_DIFFERING = Text("不一致的数额", "Amounts that differ"), Text("不一致的全部结果", "Results of any kind that differ")
PARAMETER_HEADS = (
    Text("公式中的名称", "name in formulas"),
    Text("参数", "parameter"),
    Text("值", "value"),
    Text("单位", "unit"),
    Text("条款", "clause"),
    Text("说明", "note"),
)


@dataclass
class _Lines:
    """A sheet written downwards."""

    sheet: Sheet
    palette: Palette
    widths: tuple[int, ...]
    row: int = 0

    def wide(self, text: str, **look: object) -> None:
        last = len(self.widths) - 1
        put_wide(self.sheet, At(self.row, 0, self.palette.look(text_wrap=True, **look)), last, text)
        size = cast("float", look.get("font_size", 10))
        lines = text_lines(text, sum(self.widths) * 10 / size)
        self.sheet.set_row(self.row, (size + 5) * lines + 4)
        self.row += 1

    def section(self, title: str) -> None:
        self.row += 1
        self.wide(title, bold=True, font_size=11)

    def heads(self, texts: Iterable[Text]) -> None:
        for place, text in enumerate(texts):
            put_text(self.sheet, At(self.row, place, self.palette.head("rule")), text(self.palette.lang))
        self.sheet.set_row(self.row, 20)
        self.row += 1


def write_summary(sheet: Sheet, compared: list[Compared], values: LiveValues, palette: Palette, stamp: Stamp) -> None:
    """Write the first sheet: the number of amounts that differ is a formula itself."""
    lang = palette.lang
    for place, width in enumerate(WIDTHS):
        sheet.set_column(place, place, width)
    page = _Lines(sheet, palette, WIDTHS)
    page.wide(f"{stamp.title(lang)}  {SUMMARY(lang)}", bold=True, font_size=16)
    page.wide(f"{stamp.document(lang)}  ·  {stamp.id} {stamp.version}", font_size=9, font_color="#595959")
    page.wide(ABOUT(lang), font_size=9)
    top = page.row
    page.row += 3
    amounts = [one for one in compared if _is_amount(values, one)]
    others = [one for one in compared if not _is_amount(values, one)]
    first = _table(page, Text("数额", "Amounts"), amounts, values)
    second = _table(page, Text("其他结果", "Other results"), others, values)
    figure = palette.grid(num_format="0", bold=True, font_size=14, align="center")
    told = palette.grid(bold=True)
    every = "+".join(f"SUM(D{start}:D{end})" for start, end in (first, second) if end >= start) or "0"
    for row, label, formula in (
        (top, DIFFERING, f"=SUM(D{first[0]}:D{first[1]})" if first[1] >= first[0] else "=0"),
        (top + 1, ALL_DIFFERING, f"={every}"),
    ):
        put_text(sheet, At(row, 0, told), label(lang))
        sheet.write_formula(row, 1, formula, figure, 0)
        alarm = {"type": "cell", "criteria": ">", "value": 0, "format": palette.look(font_color=RED, bold=True)}
        sheet.conditional_format(row, 1, row, 1, alarm)
    _notes(page, values)
    paper(sheet, stamp, SUMMARY(lang), lang)


def _is_amount(values: LiveValues, one: Compared) -> bool:
    from payout.outputs.formulas.level import is_amount

    return is_amount(values, one.schema)


def _table(page: _Lines, title: Text, compared: list[Compared], values: LiveValues) -> tuple[int, int]:
    """A line for each result; give the first and last row, as a formula counts them."""
    lang, sheet, palette = page.palette.lang, page.sheet, page.palette
    if not compared:
        return 1, 0
    page.section(title(lang))
    page.heads(HEADS)
    start = page.row + 1
    for one in compared:
        plain, whole = palette.grid(), palette.grid(num_format="#,##0", align="right")
        put_text(sheet, At(page.row, 0, plain), one.title)
        put_text(sheet, At(page.row, 1, plain), one.rule.header)
        size = values.size(one.rule.built.rule.level) if one.rule.built else 0
        row_header = values.plan.sheets[one.rule.built.rule.level].columns[0].header if one.rule.built else ""
        count = f"COUNT({one.table}[{row_header}])"
        sheet.write_formula(page.row, 2, f"={count}", whole, size)
        sheet.write_formula(page.row, 3, f'={count}-COUNTIF({one.table}[{one.check}],"{SAME(lang)}")', whole, 0)
        near = "+".join(f'COUNTIF({one.table}[{header}],"{NEAR(lang)}")' for header in one.near) or "0"
        sheet.write_formula(page.row, 4, f"={near}", whole, _near_count(values, one))
        _totals(page, one, values)
        page.row += 1
    return start, page.row


def _near_count(values: LiveValues, one: Compared) -> int:
    if not one.near or one.rule.built is None:
        return 0
    level = one.rule.built.rule.level
    columns = [column for column in values.plan.sheets[level].columns if column.header in one.near]
    return sum(cell == NEAR(values.plan.lang) for column in columns for cell in values.of(level, column))


def _totals(page: _Lines, one: Compared, values: LiveValues) -> None:
    blank = page.palette.grid()
    if one.schema.kind != "number" or one.schema.measure not in {"yuan", "count", "people", "points"}:
        page.sheet.write_blank(page.row, 5, None, blank)
        page.sheet.write_blank(page.row, 6, None, blank)
        return
    look = page.palette.grid(num_format=number_format(one.schema), align="right")
    built = one.rule.built
    rows = values.run.data[built.rule.level].columns[built.rule.name] if built else None
    total = Fraction(cast("ExactArray", rows).sum())
    page.sheet.write_formula(page.row, 5, f"=SUM({one.table}[{one.rule.header}])", look, float(total))
    page.sheet.write_number(page.row, 6, float(total), look)


def _notes(page: _Lines, values: LiveValues) -> None:
    lang = page.palette.lang
    page.section(Text("不是公式的，和怎样计算", "What is not a formula, and how it is calculated")(lang))
    for text in notes(values):
        page.wide(f"· {text(lang)}", font_size=9)


def notes(values: LiveValues) -> list[Text]:
    """What an auditor must know: values that no formula gives, ties, how doubles are rounded."""
    plan, policy = values.plan, values.run.compiled.policy
    found: list[Text] = []
    for derivation in policy.derivations:
        where = _derived(values, derivation.target)
        found.append(
            Text(
                f"{where.zh}由程序从输入推算（日期、整月数等），是值；改动输入后不随之改变。",
                f"{where.en} is derived from the input by the program (days, whole months) and is a value: it does not follow changes.",
            )
        )
    found += [
        Text(
            f"{level.zh}按{'、'.join(level.columns[name].zh for name in level.grouped.by) or '全部'}归并，各行是值；新的组合要重新运行。",
            f"{level.plural} are groups by {', '.join(level.grouped.by) or 'all'}: their rows are values; a new combination needs a new run.",
        )
        for level in values.run.compiled.levels.values()
        if level.grouped is not None
    ]
    if plan.decisions:
        found.append(
            Text(
                "由人决定的事项，决定是值；是否需要决定是公式。",
                "What people decided is a value; whether it was to be decided is a formula.",
            )
        )
    for share in plan.shares:
        title = plan.sheets[share.level].title
        found.append(
            Text(
                f"{title}的{share.header}：按最大余数法分配，各步列出：应分单位数、整单位数、余数、余下单位数、位次。余数相同的，权重大的在先，再按编号次序（值）。余数按 9 位小数比较。",
                f"{title}, {share.header}: by largest remainder, each step in a column (units due, whole units, remainder, units left, place). "
                "Equal remainders go by weight, then by key (a value). Remainders are compared to 9 decimals.",
            )
        )
    found += HOW
    return found


HOW = [
    Text(
        "表格程序用双精度计算。有限小数的结果取到其位数；四舍五入之前先取到约 14 位有效数字，使恰在分界上的数（如 1.005）按办法进位。",
        "A spreadsheet calculates with doubles. Results of few decimals are rounded to them; before a rounding the value is rounded to about "
        "14 significant digits, so that what stands exactly at a tie (1.005) goes where the rule says.",
    ),
    Text(
        f"离分界不到百万分之一个单位的行标“{NEAR.zh}”：双精度单独不能判定它在哪一边，以程序的精确值为准。没有有限小数的数比较大小和排名时按 9 位小数。",
        f"Rows within a millionth of a unit of a tie are marked “{NEAR.en}”: a double alone cannot tell the side, the engine's exact value does. "
        "Numbers without an end are compared and ranked to 9 decimals.",
    ),
    Text(
        "空单元格和空文本都表示缺失；公式先问需要的值是否都在。文字比较不分大小写。",
        "An empty cell and an empty text both mean missing; formulas ask first whether what they need is there. Texts are compared without regard to capitals.",
    ),
]


def _derived(values: LiveValues, target: str) -> Text:
    name, _, column = target.partition(".")
    level = values.run.compiled.levels[name]
    if not column:
        return Text(f"{level.zh}各行", f"{level.plural}")
    return Text(f"{level.zh}的{level.columns[column].zh}", f"{level.name}.{column}")


# ---- parameters ---------------------------------------------------------------------------------------


def write_parameters(sheet: Sheet, values: LiveValues, palette: Palette, stamp: Stamp, name: str) -> list[tuple[str, str]]:
    """Write the parameters, readings and tables that formulas read; give the names of cells with where they are."""
    lang, plan = palette.lang, values.plan
    for place, width in enumerate(PARAMETER_WIDTHS):
        sheet.set_column(place, place, width)
    page = _Lines(sheet, palette, PARAMETER_WIDTHS)
    page.wide(PARAMETERS(lang), bold=True, font_size=14)
    page.heads(PARAMETER_HEADS)
    names: list[tuple[str, str]] = []
    for identifier, called in plan.cells.items():
        parameter = plan.compiled.policy.parameters[identifier]
        _parameter(page, parameter, called, values)
        names.append((called, f"='{name}'!$C${page.row + 1}"))
        page.row += 1
    for table in plan.tables.values():
        if isinstance(table, EntryTable):
            _entries(page, table, values)
        else:
            _bands(page, table, values)
    paper(sheet, stamp, PARAMETERS(lang), lang)
    return names


def _parameter(page: _Lines, parameter: Parameter, called: str, values: LiveValues) -> None:
    sheet, palette, lang = page.sheet, page.palette, page.palette.lang
    label = parameter.zh if lang == "zh" else parameter.name
    for place, text in ((0, called), (1, label), (3, measure_word(parameter.measure, lang)), (4, parameter.clause)):
        put_text(sheet, At(page.row, place, palette.grid(text_wrap=True)), text)
    note = _note(parameter, values)(lang)
    put_text(sheet, At(page.row, 5, palette.grid(text_wrap=True, font_size=9)), note)
    sheet.set_row(page.row, max(text_lines(note, PARAMETER_WIDTHS[5] - 2), text_lines(label, PARAMETER_WIDTHS[1] - 2), 1) * 14 + 4)
    at = At(page.row, 2, palette.cell("input", None if parameter.kind == "choice" else parameter.schema))
    if parameter.kind == "choice":
        put_text(sheet, at, str(parameter.value))
        sheet.data_validation(page.row, 2, page.row, 2, {"validate": "list", "source": list(parameter.options)})
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
    readers = [one.target for one in values.run.compiled.policy.derivations if parameter.name in one.reads]
    options_zh = "；".join(f"{option}：{word}" for option, word in parameter.options.items())
    options_en = "; ".join(parameter.options)
    derived = Text(f"推算 {'、'.join(readers)} 时也读它，那些值不随之改变。", f"Also read by what derives {', '.join(readers)}, which does not follow.")
    more = derived if readers else Text("", "")
    return Text(" ".join(filter(None, (options_zh, more.zh))), " ".join(filter(None, (options_en, more.en))))


def _entries(page: _Lines, table: EntryTable, values: LiveValues) -> None:
    sheet, palette, lang = page.sheet, page.palette, page.palette.lang
    page.section(f"{table.parameter.zh if lang == 'zh' else table.parameter.name}（{table.table}）  {table.parameter.clause}")
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
        look = palette.grid(bg_color="#FFF9E0", font_color="#1F3FBF")
        _put_entry(sheet, At(row, len(headers) - 1, look), value, values)
    _as_table(page, table.table, headers, start, len(table.entries))


def _bands(page: _Lines, table: BandTable, values: LiveValues) -> None:
    sheet, palette, lang = page.sheet, page.palette, page.palette.lang
    page.section(f"{table.parameter.zh if lang == 'zh' else table.parameter.name}（{table.table}）  {table.parameter.clause}")
    start = page.row
    look = palette.grid(bg_color="#FFF9E0", font_color="#1F3FBF")
    for row, band in enumerate(table.bands, start=start + 1):
        sheet.write_number(row, 0, row - start, palette.grid(align="center"))
        for place, bound, none in ((1, band.floor, f"-{BEYOND}"), (2, band.ceiling, BEYOND)):
            sheet.write_number(row, place, float(none if bound is None else bound), look)
        sheet.write_number(row, 3, int(band.closed), look)
        _put_entry(sheet, At(row, 4, look), band.gives, values)
    _as_table(page, table.table, list(table.headers), start, len(table.bands))


def _as_table(page: _Lines, name: str, headers: list[str], start: int, size: int) -> None:
    look = page.palette.head("rule")
    columns = [{"header": header, "header_format": look} for header in headers]
    options = {"name": name, "columns": columns, "style": None, "autofilter": False}
    page.sheet.add_table(start, 0, start + max(size, 1), len(headers) - 1, options)
    page.row = start + size + 1



