"""The cells of a payment file, and what a form cannot take: told with its place, never cut or exchanged."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from typing import TYPE_CHECKING

from payout.findings import Finding, Place, of_columns, of_levels
from payout.intake import PAYEE, and_more
from payout.masking import mask
from payout.outputs.bank.form import CODECS, GIVES, FormColumn
from payout.outputs.errors import OutputError
from payout.text import FORMULA_SIGNS, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from payout.intake import Payees
    from payout.outputs.bank.form import Form
    from payout.outputs.bank.payment import PayLine

OF_PAYEES = (
    "account_name",
    "account",
    "bank",
    "identity",
)  # columns of a form that stand in the table of accounts
UNWRITTEN = frozenset(
    ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
)  # controls, what cannot be seen, breaks, no characters
FORMULA = re.compile(f"[{FORMULA_SIGNS}]")
MOST_TOLD = 200


def cells_of(form: Form, line: PayLine, number: int) -> list[str]:
    """The texts of one line, before they are padded or quoted."""
    return [_cell(form, column, line, number) for column in form.columns]


def _cell(form: Form, column: FormColumn, line: PayLine, number: int) -> str:
    payee = line.payee
    match column.gives:
        case "":
            return column.constant
        case "number":
            return str(number)
        case "amount":
            return form.money(line.amount)
        case "purpose":
            return form.purpose
        case name:
            return str(getattr(payee, name))


def cells_of_total(form: Form, lines: Sequence[PayLine]) -> list[str]:
    """The texts of the line of totals."""
    total = sum((line.amount for line in lines), Fraction(0))
    given = {"": "", "rows": str(len(lines)), "sum": form.money(total)}
    return [given[column.gives] or column.constant for column in form.total]


def padded(form: Form, column: FormColumn, text: str) -> str:
    """A cell of a fixed form at its width in bytes."""
    pad = column.pad * (column.width - len(text.encode(CODECS[form.encoding])))
    return pad + text if column.right else text + pad


def require_fitting(form: Form) -> None:
    """Raise OutputError where the purpose, a constant or a header of the form cannot be written in it."""
    texts = [(column, column.constant) for column in (*form.columns, *form.total) if not column.gives]
    texts += [(column, form.purpose) for column in form.columns if column.gives == "purpose"]
    texts += [(FormColumn(), column.header) for column in form.columns if form.header]
    for column, text in texts:
        fault = _fault(form, column, text)
        if fault is not None:
            raise OutputError(
                Text(f"“{text}”不能写入这种文件:{fault.zh}。", f"{text!r} cannot be written: {fault.en}."),
                Text("改写 --purpose 或格式文件。", "change --purpose or the form."),
            )


def faults_of(form: Form, files: Sequence[Sequence[PayLine]], payees: Payees) -> tuple[Finding, ...]:
    """What of the lines cannot be written in a form, and amounts that no file of it takes."""
    found: list[Finding] = []
    for lines in files:
        for number, line in enumerate(lines, start=1):
            found += _faults_of_line(form, line, number, payees)
        total = zip(form.total, cells_of_total(form, lines), strict=True)
        for column, text in total:
            fault = _fault(form, column, text)
            if fault is not None:
                found.append(Finding("E424", "error", fault, fix=_WIDEN))
    told = and_more(found[:MOST_TOLD], len(found) - len(found[:MOST_TOLD]))
    return of_levels(of_columns(told, GIVES), PAYEE)


def _faults_of_line(form: Form, line: PayLine, number: int, payees: Payees) -> Iterator[Finding]:
    payee = line.payee
    subject = f"payee {payee.key}"
    if form.most_yuan and line.amount > form.most_yuan:
        most = f"{int(form.most_yuan):,}"
        problem = Text(
            f"一笔超过每个文件的上限 {most} 元", f"one amount is above the {most} yuan that a file takes"
        )
        yield Finding("E423", "error", problem, subject=subject, column="amount", fix=_ANOTHER)
    for column, text in zip(form.columns, cells_of(form, line, number), strict=True):
        fault = _fault(form, column, text)
        if fault is None:
            continue
        of_payees = column.gives in OF_PAYEES
        place = payees.place(payee, column.gives) if of_payees else Place()
        value = mask(text) if of_payees else ""
        fix = _REWRITE if of_payees else _WIDEN
        yield Finding(
            "E421" if text else "E422", "error", fault, place, subject, column.gives, value, fix=fix
        )


_ANOTHER = Text("换一种格式,或调整格式文件的 most_yuan", "take another form, or change its most_yuan")
_REWRITE = Text(
    "在收款账户表中改写,或换一种格式", "write it otherwise in the table of accounts, or take another form"
)
_WIDEN = Text("换一种格式,或加宽格式文件中的这一列", "take another form, or give the column more width in it")


def _fault(form: Form, column: FormColumn, text: str) -> Text | None:
    """Why a text cannot be written in a column; None where it can."""
    if not text:
        return _EMPTY if column.required else None
    return _unwritable(form, text) or _too_wide(form, column, text)


_EMPTY = Text("此格式要求填写", "this form needs it filled in")


def _unwritable(form: Form, text: str) -> Text | None:
    for char in text:
        named = f"U+{ord(char):04X}"
        if unicodedata.category(char) in UNWRITTEN:
            return Text(
                f"含有看不见的字符或控制字符 {named}", f"it holds a control or unseen character, {named}"
            )
        if form.shape == "workbook":
            continue
        if not _encodable(char, form.encoding):
            return Text(f"{form.encoding} 编码没有字符 {named}", f"{form.encoding} has no character {named}")
        if form.shape == "delimited" and not form.quoted and char in (form.separator, '"'):
            return Text(f"含有分隔符或引号“{char}”", f"it holds the separator or a quotation mark, {char}")
    if form.suffix == "csv" and FORMULA.match(text):
        return Text(
            f"以“{text[0]}”开头,表格软件会当成公式", f"it begins with {text[0]}: a formula to a spreadsheet"
        )
    return None


def _encodable(char: str, encoding: str) -> bool:
    try:
        char.encode(CODECS[encoding])
    except UnicodeEncodeError:
        return False
    return True


def _too_wide(form: Form, column: FormColumn, text: str) -> Text | None:
    size = len(text.encode(CODECS[form.encoding])) if column.width else 0
    if size <= column.width:
        return None
    return Text(f"长 {size} 字节,此列宽 {column.width}", f"{size} bytes, and the column has {column.width}")
