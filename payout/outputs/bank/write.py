"""Writing a payment into a folder: its files, the list of those who are not paid, and a record; then reading it back."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from fractions import Fraction
from typing import TYPE_CHECKING

import xlsxwriter

from payout.outputs.bank.form import CODECS
from payout.outputs.bank.lines import FORMULA, cells_of, cells_of_total, padded
from payout.outputs.bank.payment import REASONS, Residual
from payout.outputs.bank.proof import read_back
from payout.outputs.workbook.book import CREATED, FIT_EVERY_TEXT_AS_TEXT
from payout.outputs.workbook.cells import At, put_number, put_text, text_width
from payout.printing import A4
from payout.text import plain_decimal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from payout.outputs.bank.form import Form
    from payout.outputs.bank.payment import Payable, PayLine, Payment

NARROWEST, WIDEST = 4, 40  # columns of a workbook, in half-width characters
DRAFT = "草稿,不得发放 DRAFT, NOT TO BE PAID"  # the first line of every file of a draft: no bank takes it
LIST, RESIDUALS, RECORD = "not_paid.csv", "residuals.csv", "payment.json"
CLAWBACKS = "clawbacks.csv"  # of a correction: who was paid too much, and how much; it goes to no bank
FORMAT = "payout payment 1"


def write_payment(
    payment: Payment, form: Form, folder: Path, said: Mapping[str, object], *, draft: bool
) -> dict[str, object]:
    """Write a payment and give its record, which `said` begins. Raises RuntimeError where what was written is not what is owed."""
    files: dict[str, object] = {}
    paid = Fraction(0)
    for at, lines in enumerate(payment.files, start=1):
        path = folder / f"{'DRAFT-' if draft else ''}{form.name}-{at:03}.{form.suffix}"
        _write_file(form, lines, path, draft=draft)
        rows, total = read_back(path, form, draft=draft)
        if rows != len(lines):
            raise RuntimeError(f"{path.name} has another number of rows than were written")
        paid += total
        files[path.name] = {"rows": rows, "yuan": plain_decimal(total, 2), "sha256": _sha256(path)}
    if paid + payment.left + payment.residual != payment.owed + payment.reclaim + payment.carried:
        raise RuntimeError("what was written, what is listed and what is left do not sum to the batch")
    _write_list(payment, folder / LIST)
    _write_residuals(payment, folder / RESIDUALS)
    _write_clawbacks(payment, folder / CLAWBACKS)
    record = {
        "format": FORMAT,
        **said,
        "draft": draft,
        "form": {"name": form.name, "shape": form.shape, "encoding": form.encoding},
        "purpose": form.purpose,
        "files": files,
        "owed": plain_decimal(payment.owed, 2),
        "paid": plain_decimal(paid, 2),
        "carried": plain_decimal(payment.carried, 2),
        "residuals": {
            "rows": len(payment.residuals),
            "yuan": plain_decimal(payment.residual, 2),
            "sha256": _sha256(folder / RESIDUALS),
        },
        **_said_of_clawbacks(payment),
        "not_paid": {
            "rows": len(payment.not_paid),
            "yuan": plain_decimal(payment.left, 2),
            "file": LIST,
            "sha256": _sha256(folder / LIST),
        },
    }
    text = json.dumps(record, ensure_ascii=False, indent=2, sort_keys=True)
    (folder / RECORD).write_text(text + "\n", encoding="utf-8", newline="\n")
    return record


def _write_file(form: Form, lines: Sequence[PayLine], path: Path, *, draft: bool) -> None:
    rows = [cells_of(form, line, number) for number, line in enumerate(lines, start=1)]
    total = [cells_of_total(form, lines)] if form.total else []
    heads = [[column.header for column in form.columns]] if form.header else []
    before, after = (total, []) if form.total_first else ([], total)
    marks = [[DRAFT]] if draft else []
    if form.shape == "workbook":
        _write_book(form, path, [*marks, *before, *heads], rows, after)
        return
    join = _fixed if form.shape == "fixed" else _delimited
    texts = [DRAFT] * draft
    texts += [join(form, cells, of_total=True) for cells in before]
    texts += [join(form, cells) for cells in (*heads, *rows)]
    texts += [join(form, cells, of_total=True) for cells in after]
    data = "".join(text + form.line_end for text in texts).encode(CODECS[form.encoding])
    path.write_bytes(b"\xef\xbb\xbf" * form.mark + data)


def _fixed(form: Form, cells: Sequence[str], *, of_total: bool = False) -> str:
    columns = form.total if of_total else form.columns
    return "".join(padded(form, column, text) for column, text in zip(columns, cells, strict=True))


def _delimited(form: Form, cells: Sequence[str], *, of_total: bool = False) -> str:
    """A line of cells, quoted where they need it; what a form without quotes cannot hold was refused before."""
    del of_total
    out = io.StringIO()
    if form.quoted:
        csv.writer(out, delimiter=form.separator, lineterminator="").writerow(cells)
        return out.getvalue()
    return form.separator.join(cells)


def _write_book(
    form: Form, path: Path, before: list[list[str]], rows: list[list[str]], after: list[list[str]]
) -> None:
    """A workbook of one sheet: accounts as texts, amounts as numbers with their decimals."""
    book = xlsxwriter.Workbook(path, {**FIT_EVERY_TEXT_AS_TEXT, "tmpdir": str(path.parent)})
    book.set_properties({"title": form.label.zh, "created": CREATED})
    sheet = book.add_worksheet(form.sheet)
    look = book.add_format({"num_format": "0" if form.in_fen else "0.00"})
    text_look = book.add_format({"num_format": "@"})
    head_look = book.add_format({"num_format": "@", "bold": True})
    over_amounts = book.add_format({"num_format": "@", "bold": True, "align": "right"})
    head_at = len(before) - 1 if form.header else -1
    for column, width in enumerate(_widths([*before[len(before) - form.header :], *rows])):
        sheet.set_column(column, column, width, text_look)
    for at, cells in enumerate([*before, *rows, *after]):
        is_line = len(before) <= at < len(before) + len(rows)
        for column, text in enumerate(cells):
            if is_line and column == form.amount_at:
                put_number(sheet, At(at, column, look), text)
            else:
                head = over_amounts if column == form.amount_at else head_look
                put_text(sheet, At(at, column, head if at == head_at else text_look), text)
    sheet.print_area(0, 0, len(before) + len(rows) + len(after) - 1, len(form.columns) - 1)
    sheet.hide_gridlines(0)  # lines between cells on paper too
    sheet.set_footer("&C&P / &N")
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, max(len(before) - 1, 0))
    book.close()


def _widths(rows: Sequence[Sequence[str]]) -> list[int]:
    """As wide as what stands in each column, within bounds: on paper a line of a payee is read whole."""
    return [
        min(max(NARROWEST, *(text_width(text) for text in column)) + 2, WIDEST)
        for column in zip(*rows, strict=True)
    ]


def write_amounts(payables: Sequence[Payable], key: str, path: Path) -> None:
    """Write rows of a run as a table: the key under its identifier, the name, and what each is to receive."""
    with path.open("x", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow([key, "name", "amount"])
        for one in payables:
            amount = "" if one.amount is None else plain_decimal(one.amount, 2)
            writer.writerow([_harmless(one.key), _harmless(one.name), amount])


def _write_list(payment: Payment, path: Path) -> None:
    """Who is not paid, for the office itself: key, name, amount, reason in both languages. It holds no account."""
    with path.open("x", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["key", "name", "amount", "reason", "原因"])
        for one in payment.not_paid:
            amount = "" if one.payable.amount is None else plain_decimal(one.payable.amount, 2)
            reason = REASONS[one.reason]
            key, name = _harmless(one.payable.key), _harmless(one.payable.name)
            writer.writerow([key, name, amount, reason.en, reason.zh])


def _said_of_clawbacks(payment: Payment) -> dict[str, object]:
    """What the record of a correction says of them; no other record does."""
    if not payment.reclaimed:
        return {}
    yuan = plain_decimal(payment.reclaim, 2)
    return {"clawbacks": {"rows": len(payment.reclaimed), "yuan": yuan, "file": CLAWBACKS}}


def _write_clawbacks(payment: Payment, path: Path) -> None:
    """Who is to give back how much, above nothing, for the office itself; nothing at all where nobody is."""
    if not payment.reclaimed:
        return
    with path.open("x", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["key", "name", "clawback"])
        for one in payment.reclaimed:
            yuan = plain_decimal(one.amount or Fraction(0), 2)
            writer.writerow([_harmless(one.key), _harmless(one.name), yuan])


def _write_residuals(payment: Payment, path: Path) -> None:
    """What is left of each amount, for the next payment or the unit's books."""
    with path.open("x", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(RESIDUAL_HEADER)
        for one in payment.residuals:
            sums = (plain_decimal(yuan, 2) for yuan in (one.due, one.paid, one.left))
            writer.writerow([_harmless(one.key), _harmless(one.name), *sums])


def read_residuals(data: bytes) -> dict[str, Residual]:
    """What an earlier payment left, by key, from the bytes of its file."""
    rows = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    cells = ([_plain(row[name]) for name in RESIDUAL_HEADER[:4]] for row in rows)
    found = (Residual(key, name, Fraction(due), Fraction(paid)) for key, name, due, paid in cells)
    return {one.key: one for one in found}


def read_not_paid(data: bytes) -> dict[str, str]:
    """What an earlier payment listed as owed and not paid, by key, as it was written, from the bytes of its list."""
    rows = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    return {_plain(row["key"]): row["amount"] for row in rows}


RESIDUAL_HEADER = ("key", "name", "due", "paid", "residual")


def _plain(text: str) -> str:
    return text[1:] if text.startswith("'") and FORMULA.match(text[1:]) else text


def _harmless(text: str) -> str:
    return f"'{text}" if FORMULA.match(text) else text


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
