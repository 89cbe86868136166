"""The first sheet: how many amounts differ, the totals both ways, and what an auditor must know."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, cast

from payout.outputs.formulas.ink import RED, number_format
from payout.outputs.formulas.level import SAME, is_amount
from payout.outputs.formulas.lines import Lines
from payout.outputs.formulas.notes import notes
from payout.outputs.workbook.cells import At, put_text, text_lines
from payout.rendering.excel.plan import NEAR
from payout.text import Text

if TYPE_CHECKING:
    from payout.exact import ExactArray
    from payout.outputs.formulas.ink import Palette
    from payout.outputs.formulas.level import ComparedColumn
    from payout.outputs.formulas.values import LiveValues
    from payout.outputs.workbook.cells import Sheet
    from payout.rules.compiled.result import Stamp

SUMMARY = Text("核对", "Check")
WIDTHS = (20, 34, 9, 10, 10, 20, 20)
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
DIFFERING, ALL_DIFFERING = (
    Text("不一致的数额", "Amounts that differ"),
    Text("不一致的全部结果", "Results of any kind that differ"),
)


def write_summary(
    sheet: Sheet, compared: list[ComparedColumn], values: LiveValues, palette: Palette, stamp: Stamp
) -> None:
    """Write the first sheet: the number of amounts that differ is a formula itself."""
    lang = palette.lang
    page = Lines(sheet, palette, WIDTHS)
    page.wide(f"{stamp.title(lang)}  {SUMMARY(lang)}", bold=True, font_size=16)
    page.wide(f"{stamp.document(lang)}  ·  {stamp.id} {stamp.version}", font_color="#595959")
    page.wide(ABOUT(lang))
    top = page.row
    page.row += 3
    amounts = [one for one in compared if is_amount(values, one.schema)]
    others = [one for one in compared if not is_amount(values, one.schema)]
    first = _table(page, Text("数额", "Amounts"), amounts, values)
    second = _table(page, Text("其他结果", "Other results"), others, values)
    figure = palette.grid(num_format="0", bold=True, font_size=14, align="center")
    told = palette.grid(bold=True, text_wrap=True)
    every = "+".join(f"SUM(D{start}:D{end})" for start, end in (first, second) if end >= start) or "0"
    for row, label, formula in (
        (top, DIFFERING, f"=SUM(D{first[0]}:D{first[1]})" if first[1] >= first[0] else "=0"),
        (top + 1, ALL_DIFFERING, f"={every}"),
    ):
        put_text(sheet, At(row, 0, told), label(lang))
        sheet.set_row(row, max(20, 14 * text_lines(label(lang), WIDTHS[0] - 2) + 4))
        sheet.write_formula(row, 1, formula, figure, 0)
        alarm = {
            "type": "cell",
            "criteria": ">",
            "value": 0,
            "format": palette.look(font_color=RED, bold=True),
        }
        sheet.conditional_format(row, 1, row, 1, alarm)
    _notes(page, values)
    page.finish(stamp, SUMMARY(lang))


def _table(page: Lines, title: Text, compared: list[ComparedColumn], values: LiveValues) -> tuple[int, int]:
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
        sheet.write_formula(
            page.row, 3, f'={count}-COUNTIF({one.table}[{one.check}],"{SAME(lang)}")', whole, 0
        )
        near = "+".join(f'COUNTIF({one.table}[{header}],"{NEAR(lang)}")' for header in one.near) or "0"
        sheet.write_formula(page.row, 4, f"={near}", whole, _near_count(values, one))
        _totals(page, one, values)
        page.row += 1
    return start, page.row


def _near_count(values: LiveValues, one: ComparedColumn) -> int:
    if not one.near or one.rule.built is None:
        return 0
    level = one.rule.built.rule.level
    columns = [column for column in values.plan.sheets[level].columns if column.header in one.near]
    return sum(cell == NEAR(values.plan.lang) for column in columns for cell in values.of(level, column))


def _totals(page: Lines, one: ComparedColumn, values: LiveValues) -> None:
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


def _notes(page: Lines, values: LiveValues) -> None:
    lang = page.palette.lang
    page.section(Text("不是公式的，和怎样计算", "What is not a formula, and how it is calculated")(lang))
    for text in notes(values):
        page.wide(f"· {text(lang)}")
