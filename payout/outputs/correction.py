"""The list of a correction: correction.csv and correction.parquet for programs, correction.xlsx for those who sign."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from payout.outputs.capital import LIMIT_YUAN, capital_amount
from payout.outputs.columns import Shown
from payout.outputs.names import CORRECTION
from payout.outputs.tables import write_csv
from payout.outputs.workbook import words
from payout.outputs.workbook.book import CREATED, FIT_EVERY_TEXT_AS_TEXT
from payout.outputs.workbook.cells import At, clean, put_number, put_text, put_title, put_wide, text_lines
from payout.outputs.workbook.looks import Looks, paper
from payout.outputs.workbook.plan import decimal_format
from payout.rules.compiled.result import Field
from payout.text import NOTHING, Text, plain_decimal
from payout.version import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction
    from pathlib import Path

    from payout.evidence.correcting import PayeeCorrection, PayeeList
    from payout.outputs.workbook.cells import Sheet
    from payout.rules.compiled.result import Stamp
    from payout.text import Language

TITLE, SUMMARY = Text("补发追扣表", "Corrections"), Text("更正汇总", "Summary")
BACK_PAY, CLAWBACK = Text("补发", "Back pay"), Text("追扣", "Clawback")
PAID, DUE, NET = Text("已发", "Paid so far"), Text("应发", "Due"), Text("净额", "Net")
WHY, SIGN = Text("原因", "Reason"), Text("签字", "Signature")
NUMBER, SUBTOTAL, TOTAL = Text("序号", "No."), Text("小计", "Subtotal"), Text("合计", "Total")
STATES = {"changed": NOTHING, "new": Text("新增人员", "new"), "gone": Text("已不在名单", "no longer there")}
AMOUNTS = (PAID, DUE, BACK_PAY, CLAWBACK)
MOST_CAUSES = 4  # cells that a line of the workbook tells; the CSV has all
TEXTS = ("list", "key", "called", "group", "state")
MONEY = ("paid", "due", "difference", "back_pay", "clawback")
CAUSES = ("clause", "rule", "inputs")
LINE_HEIGHT = 15.0
NUMBER_WIDTH, KEY_WIDTH, CALLED_WIDTH, AMOUNT_WIDTH, WHY_WIDTH, SIGN_WIDTH = (
    6,
    10,
    14,
    14,
    40,
    12,
)  # one page across
LIST_WIDTH = 22  # of the summary


def write_correction(
    lists: Sequence[PayeeList], stamp: Stamp, corrects: str, folder: Path, lang: Language
) -> None:
    """Write the list of a correction in its three forms."""
    columns = _columns(lists, lang)
    with (folder / f"{CORRECTION}.csv").open("xb") as stream:
        write_csv(columns, stream)
    with (folder / f"{CORRECTION}.parquet").open("xb") as stream:
        names = [column.header for column in columns]
        pq.write_table(
            pa.table([column.values for column in columns], names=names), stream, compression="zstd"
        )
    _workbook(lists, stamp, corrects, folder / f"{CORRECTION}.xlsx", lang)


def reason_text(line: PayeeCorrection, lang: Language, most: int = MOST_CAUSES) -> str:
    """Where a difference comes from: somebody new or gone, the cells that are others, the first rule by clause."""
    cells = [one(lang) for one in line.inputs[:most]]
    if len(line.inputs) > most:
        cells.append(Text(f"等 {len(line.inputs)} 处", f"{len(line.inputs)} cells in all")(lang))
    rule = f"{line.clause} {line.rule(lang)}".strip()
    return Text(";", "; ")(lang).join(filter(None, (STATES[line.state](lang), *cells, rule)))


def _columns(lists: Sequence[PayeeList], lang: Language) -> list[Shown]:
    lines = [(one.file, line) for one in lists for line in one.lines]
    texts = {
        "list": [file for file, _ in lines],
        "key": [line.key for _, line in lines],
        "called": [_name(line) for _, line in lines],
        "group": [line.group for _, line in lines],
        "state": [line.state for _, line in lines],
        "clause": [line.clause for _, line in lines],
        "rule": [line.rule(lang) for _, line in lines],
        "inputs": [Text(";", "; ")(lang).join(one(lang) for one in line.inputs) for _, line in lines],
    }
    money = {name: _decimals([getattr(line, name) for _, line in lines]) for name in MONEY}
    found = [Shown(name, _field(name, "text"), pa.array(texts[name], pa.string())) for name in TEXTS]
    found += [Shown(name, _field(name, "number"), money[name]) for name in MONEY]
    return found + [Shown(name, _field(name, "text"), pa.array(texts[name], pa.string())) for name in CAUSES]


def _name(line: PayeeCorrection) -> str:
    """What somebody is called, without the key, which has a column of its own."""
    return " ".join(text for text in line.called if text and text not in line.key.split("/"))


def _decimals(values: list[Fraction]) -> pa.Array:
    return pa.array([plain_decimal(value, 2) for value in values], pa.string()).cast(pa.decimal128(38, 2))


def _field(name: str, kind: str) -> Field:
    number = kind == "number"
    return Field(
        name,
        "",
        NOTHING,
        "number" if number else "text",
        "rule",
        "yuan" if number else "",
        2 if number else None,
    )


def _workbook(lists: Sequence[PayeeList], stamp: Stamp, corrects: str, path: Path, lang: Language) -> None:
    workbook = xlsxwriter.Workbook(path, {**FIT_EVERY_TEXT_AS_TEXT, "tmpdir": str(path.parent)})
    said = f"{stamp.id} {stamp.version} {stamp.digest} corrects {corrects} payout {__version__}"
    workbook.set_properties({"title": clean(TITLE(lang)), "comments": said, "created": CREATED})
    looks = Looks(workbook, lang)
    _summary(workbook.add_worksheet(SUMMARY(lang)), lists, (stamp, corrects), looks, lang)
    for one in lists:
        if one.lines:
            sheet = workbook.add_worksheet(clean(f"{TITLE(lang)} {one.file}")[:31])
            _list(sheet, one, stamp, looks, lang)
    workbook.close()


def _summary(
    sheet: Sheet, lists: Sequence[PayeeList], said: tuple[Stamp, str], looks: Looks, lang: Language
) -> None:
    stamp, corrects = said
    heads = (Text("名单", "List"), Text("人数", "Payees"), *AMOUNTS, NET)
    sheet.set_column(0, 0, LIST_WIDTH, looks.plain)
    sheet.set_column(1, len(heads) - 1, 15, looks.plain)
    last = len(heads) - 1
    title = stamp.title(lang) + Text("更正汇总", ": corrections")(lang)
    put_title(sheet, At(0, 0, looks.long_title), (LIST_WIDTH, *(15 for _ in heads[1:])), title, 32)
    put_wide(
        sheet,
        At(1, 0, looks.quiet),
        last,
        Text(f"更正的运行 {corrects}", f"corrects the run {corrects}")(lang),
    )
    for column, head in enumerate(heads):
        put_text(sheet, At(3, column, looks.header), head(lang))
    for row, one in enumerate(lists, start=4):
        listed = f"{one.label(lang)} · {one.amount(lang)}"
        put_text(sheet, At(row, 0, looks.wrapped), listed)
        sheet.set_row(row, LINE_HEIGHT * text_lines(listed, LIST_WIDTH - 1) + 4)
        put_number(sheet, At(row, 1, looks.number), str(len(one.lines)))
        net = one.due - one.paid
        _amounts(sheet, (row, 2), (one.paid, one.due, one.back_pay, one.clawback, net), looks, bold=False)
    row = 4 + len(lists)
    sums = [sum(getattr(one, name) for one in lists) for name in ("paid", "due", "back_pay", "clawback")]
    put_text(sheet, At(row, 0, looks.label_cell), TOTAL(lang))
    put_number(sheet, At(row, 1, looks.number), str(sum(len(one.lines) for one in lists)))
    _amounts(sheet, (row, 2), (*sums, sums[1] - sums[0]), looks, bold=True)
    for step, (label, value) in enumerate(((BACK_PAY, sums[2]), (CLAWBACK, sums[3])), start=2):
        if abs(value) < LIMIT_YUAN:
            put_text(sheet, At(row + step, 0, looks.text), label(lang) + Text("大写", ", in capitals")(lang))
            put_wide(sheet, At(row + step, 1, looks.text), last, "人民币" + capital_amount(value))
    _signers(sheet, row + 5, looks, lang)
    sheet.hide_gridlines(2)
    paper(sheet, stamp, SUMMARY(lang), lang)


def _list(sheet: Sheet, one: PayeeList, stamp: Stamp, looks: Looks, lang: Language) -> None:
    heads = (NUMBER, *one.heads, *AMOUNTS, WHY, SIGN)
    first, last = 1 + len(one.heads), len(heads) - 1
    called = (KEY_WIDTH, *(CALLED_WIDTH for _ in one.heads[1:]))
    widths = (NUMBER_WIDTH, *called, *(AMOUNT_WIDTH for _ in AMOUNTS), WHY_WIDTH, SIGN_WIDTH)
    put_wide(
        sheet,
        At(0, 0, looks.title),
        last,
        Text(f"{one.label.zh}{TITLE.zh}", f"{TITLE.en}: {one.label.en}")(lang),
    )
    sheet.set_row(0, 30)
    for column, (head, width) in enumerate(zip(heads, widths, strict=True)):
        sheet.set_column(column, column, width, looks.plain)
        put_text(sheet, At(1, column, looks.header), head(lang))
    sheet.set_row(1, LINE_HEIGHT + 5)
    row, number = 2, 0
    for group in dict.fromkeys(line.group for line in one.lines):
        lines = [line for line in one.lines if line.group == group]
        for line in lines:
            number += 1
            _line(sheet, (row, number, first), line, looks, lang)
            row += 1
        if group:
            _sum(sheet, (row, first, last), f"{lines[0].group_shown(lang)} {SUBTOTAL(lang)}", lines, looks)
            row += 1
    _sum(sheet, (row, first, last), TOTAL(lang), one.lines, looks)
    _signers(sheet, row + 2, looks, lang)
    sheet.freeze_panes(2, 0)
    sheet.repeat_rows(0, 1)
    paper(sheet, stamp, TITLE(lang), lang)


def _line(
    sheet: Sheet, at: tuple[int, int, int], line: PayeeCorrection, looks: Looks, lang: Language
) -> None:
    row, number, first = at
    put_number(sheet, At(row, 0, looks.number), str(number))
    for column, text in enumerate(line.called, start=1):
        put_text(sheet, At(row, column, looks.wrapped), text)
    _amounts(sheet, (row, first), (line.paid, line.due, line.back_pay, line.clawback), looks, bold=False)
    why = reason_text(line, lang)
    put_text(sheet, At(row, first + 4, looks.beside), why)
    put_text(sheet, At(row, first + 5, looks.text), "")
    called = [text_lines(text, CALLED_WIDTH - 1) for text in line.called[1:]]
    lines = max(text_lines(why, WHY_WIDTH - 3), text_lines(line.called[0], KEY_WIDTH - 1), *called, 1)
    sheet.set_row(row, min(max(LINE_HEIGHT * lines + 4, 24), 400))


def _sum(
    sheet: Sheet, at: tuple[int, int, int], label: str, lines: Sequence[PayeeCorrection], looks: Looks
) -> None:
    row, first, last = at
    put_wide(sheet, At(row, 0, looks.label_cell), first - 1, label)
    sums = [sum(getattr(line, name) for line in lines) for name in ("paid", "due", "back_pay", "clawback")]
    _amounts(sheet, (row, first), tuple(sums), looks, bold=True)
    put_wide(sheet, At(row, first + 4, looks.label_cell), last, "")


def _amounts(
    sheet: Sheet, at: tuple[int, int], values: Sequence[Fraction], looks: Looks, *, bold: bool
) -> None:
    row, first = at
    for column, value in enumerate(values, start=first):
        put_number(
            sheet, At(row, column, looks.amount(decimal_format(2), bold=bold)), plain_decimal(value, 2)
        )


def _signers(sheet: Sheet, row: int, looks: Looks, lang: Language) -> None:
    for step, signer in enumerate(words.SIGNERS):
        put_text(sheet, At(row, step * 2, looks.plain), signer(lang))
        put_text(sheet, At(row, step * 2 + 1, looks.plain), "")
    sheet.set_row(row, 28)
