"""The workbook of a reconciliation: what accounts for the differences on the first sheet, every row on the second."""

from __future__ import annotations

from typing import TYPE_CHECKING

import xlsxwriter

from payout.outputs.workbook.book import CREATED, FIT_EVERY_TEXT_AS_TEXT
from payout.outputs.workbook.cells import At, clean, put_blank, put_number, put_text, put_wide, text_lines
from payout.outputs.workbook.looks import Looks, paper
from payout.outputs.workbook.plan import decimal_format
from payout.text import Text, plain_decimal, show_fraction, show_number
from payout.version import __version__

if TYPE_CHECKING:
    from fractions import Fraction
    from pathlib import Path

    from payout.evidence.reconciling import Cause, Line, Reconciliation
    from payout.outputs.workbook.cells import Sheet
    from payout.rules.compiled.result import Stamp
    from payout.text import Language

SUMMARY, ROWS = Text("平行核对", "Reconciliation"), Text("逐行核对", "Rows")
STATUS = {
    "agreed": Text("一致", "agrees"), "explained": Text("已说明", "accounted for"), "guessed": Text("可能", "a guess"),
    "different": Text("未说明", "unexplained"), "only_theirs": Text("只在名单", "only in the list"),
    "only_ours": Text("只在本次计算", "only in our run"), "no_amount": Text("名单中空白", "blank in the list"),
}  # fmt: skip
HEADS = (
    Text("序号", "No."), Text("说明", "What accounts for it"), Text("条款", "Clause"), Text("行数", "Rows"), Text("金额(元)", "Yuan"),
    Text("碰巧一致的行数", "Rows by chance"), Text("把握", "Certainty"), Text("分不清的其他说明", "Cannot be told from"),
)  # fmt: skip
WIDTHS = (6, 52, 10, 9, 16, 12, 14, 44)
ROW_HEADS = (
    Text("编号", "Key"), Text("名称", "Name"), Text("名单", "List"), Text("本次计算", "Ours"), Text("差额", "Difference"),
    Text("结论", "Verdict"), Text("说明序号", "Accounted for by"), Text("余差", "Left"),
    Text("单独一行可能的原因", "Perhaps, of this row alone"),
)  # fmt: skip
ROW_WIDTHS = (18, 14, 14, 14, 14, 12, 10, 14, 48)
LINE_HEIGHT = 15.0


def write_reconciliation(found: Reconciliation, stamp: Stamp, path: Path, *, lang: Language) -> None:
    """Write a reconciliation as a workbook: the same of the same run and list."""
    workbook = xlsxwriter.Workbook(path, {**FIT_EVERY_TEXT_AS_TEXT, "tmpdir": str(path.parent)})
    workbook.set_properties(
        {
            "title": clean(SUMMARY(lang)),
            "comments": f"{stamp.id} {stamp.version} {stamp.digest} payout {__version__}",
            "created": CREATED,
        }
    )
    looks = Looks(workbook, lang)
    first, second = (workbook.add_worksheet(title(lang)) for title in (SUMMARY, ROWS))
    _summary(first, found, stamp, looks, lang)
    _rows(second, found, stamp, looks, lang)
    workbook.close()


def _summary(sheet: Sheet, found: Reconciliation, stamp: Stamp, looks: Looks, lang: Language) -> None:
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width, looks.plain)
    last = len(WIDTHS) - 1
    put_wide(sheet, At(0, 0, looks.title), last, SUMMARY(lang))
    sheet.set_row(0, 30)
    put_wide(sheet, At(1, 0, looks.quiet), last, f"{found.list_name} {found.list_place}")
    row = _counted(sheet, found, looks, lang)
    for column, head in enumerate(HEADS):
        put_text(sheet, At(row, column, looks.header), head(lang))
    sheet.set_row(row, LINE_HEIGHT * 2)
    for number, one in enumerate(found.causes, start=1):
        _cause(sheet, row + number, (number, one), looks, lang)
    if not found.causes:
        words = Text(
            f"试算 {found.tried:,} 种,没有能说明的", f"{found.tried:,} ways tried; none accounts for it"
        )
        none = Text("没有不同", "nothing differs") if not found.differing else words
        put_wide(sheet, At(row + 1, 0, looks.empty), last, none(lang))
    sheet.hide_gridlines(2)
    paper(sheet, stamp, SUMMARY(lang), lang)


def _counted(sheet: Sheet, found: Reconciliation, looks: Looks, lang: Language) -> int:
    """The counts and differences by verdict; gives the row behind them."""
    row = 3
    for status, text in STATUS.items():
        lines = found.of(status)  # type: ignore[arg-type]
        put_text(sheet, At(row, 1, looks.text), text(lang))
        put_number(sheet, At(row, 3, looks.number), str(len(lines)))
        _money(
            sheet,
            At(row, 4, looks.amount(decimal_format(2))),
            sum((one.difference for one in lines), found.total("ours", ())),
        )
        row += 1
    return row + 1


def _cause(sheet: Sheet, row: int, told: tuple[int, Cause], looks: Looks, lang: Language) -> None:
    number, one = told
    alike = "\n".join(other(lang) for other in one.alike)
    put_number(sheet, At(row, 0, looks.number), str(number))
    texts = (
        (1, one.label(lang)),
        (2, one.clause),
        (5, plain_decimal(_tenth(one.chance), 1)),
        (6, one.certainty(lang)),
        (7, alike),
    )
    for column, text in texts:
        put_text(sheet, At(row, column, looks.wrapped), text)
    put_number(sheet, At(row, 3, looks.number), str(one.rows))
    _money(sheet, At(row, 4, looks.amount(decimal_format(2))), one.yuan)
    lines = max(text_lines(one.label(lang), WIDTHS[1] - 1), text_lines(alike, WIDTHS[7] - 1))
    sheet.set_row(row, min(LINE_HEIGHT * lines + 4, 400))


def _tenth(value: Fraction) -> Fraction:
    return type(value)(round(value * 10), 10)


def _rows(sheet: Sheet, found: Reconciliation, stamp: Stamp, looks: Looks, lang: Language) -> None:
    for column, (head, width) in enumerate(zip(ROW_HEADS, ROW_WIDTHS, strict=True)):
        sheet.set_column(column, column, width, looks.plain)
        put_text(sheet, At(0, column, looks.header), head(lang))
    money = looks.amount(decimal_format(2))
    for row, line in enumerate(found.lines, start=1):
        for column, text in (
            (0, line.key),
            (1, line.called),
            (5, STATUS[line.status](lang)),
            (6, ", ".join(map(str, line.by))),
        ):
            put_text(sheet, At(row, column, looks.text), text)
        for column, value in ((2, line.theirs), (3, line.ours), (4, line.difference), (7, line.left)):
            _money(sheet, At(row, column, money), value)
        put_text(sheet, At(row, 8, looks.wrapped), _guess(line, lang))
    sheet.autofilter(0, 0, max(len(found.lines), 1), len(ROW_HEADS) - 1)
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    paper(sheet, stamp, ROWS(lang), lang)


def _guess(line: Line, lang: Language) -> str:
    return "" if line.guess is None else line.guess.what(lang)


def _money(sheet: Sheet, at: At, value: Fraction | None) -> None:
    if value is None:
        put_blank(sheet, at)
        return
    text = show_number(value)
    put_text(sheet, at, show_fraction(value)) if "/" in text else put_number(sheet, at, text)
