"""A run's amounts and the payees' accounts: which list is paid, who is paid, who is listed, and where a file ends."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING

from payout.exact import ExactArray
from payout.outputs.bank.lines import faults_of, require_fitting
from payout.outputs.bank.payment import NotPaid, Payable, PayLine, Payment, Residual
from payout.outputs.columns import shown_places
from payout.outputs.errors import OutputError
from payout.text import Text, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from payout.findings import Finding
    from payout.intake import PayeeAccount, Payees
    from payout.outputs.bank.form import Form
    from payout.outputs.bank.payment import Owed, Reason
    from payout.rules.compiled.result import Field, Frame, Result
    from payout.rules.policy.card import OutputFile
    from payout.settle import Settlement


def payable_files(result: Result) -> list[OutputFile]:
    """The lists of a run that pay somebody: amounts in yuan, to the fen."""
    return [file for file in result.files if file.total and _is_money(_field(result, file))]


def chosen_list(result: Result, name: str) -> OutputFile:
    """The list that is named, or the one of people. Raises OutputError where there is none, or it is not clear which."""
    files = payable_files(result)
    names = ", ".join(file.name for file in files)
    if not files:
        problem = Text("这次运行没有按元到分发放的表。", "no list of this run pays yuan to the fen.")
        raise OutputError(problem)
    if name:
        found = [file for file in files if file.name == name]
    else:
        of_people = [file for file in files if _name_field(result.frames[file.level], personal=True)]
        found = of_people or files
    if len(found) != 1:
        problem = Text(f"发放表有:{names}。", f"the lists that pay are {names}.")
        raise OutputError(problem, Text("用 --list 写明一张。", "name one of them by --list."))
    if not result.frames[found[0].level].key:
        problem = Text(f"{found[0].name} 的行没有编号。", f"the rows of {found[0].name} have no key.")
        raise OutputError(problem, Text("用 --list 写明另一张。", "name another by --list."))
    return found[0]


def payables_of(result: Result, file: OutputFile) -> list[Payable]:
    """The rows of a list in the order of their keys."""
    frame = result.frames[file.level]
    amounts = frame.table[file.total].array
    named = _name_field(frame, personal=True) or _name_field(frame, personal=False)
    keys = [text_of(one) for one in frame.table[frame.key].array]
    names = [""] * len(keys) if named is None else [text_of(one) for one in frame.table[named.name].array]
    if not isinstance(amounts, ExactArray):
        raise TypeError(f"{file.total} holds no exact amounts")
    sums = [Fraction(one) if isinstance(one, Fraction) else None for one in amounts]
    rows = (Payable(*row) for row in zip(keys, names, sums, strict=True))
    return sorted(rows, key=lambda one: one.key)


NO_RESIDUALS: Mapping[str, Residual] = MappingProxyType({})


def payment_of(
    owed: Owed,
    payees: Payees,
    form: Form,
    settlement: Settlement,
    carried: Mapping[str, Residual] = NO_RESIDUALS,
) -> tuple[Payment, tuple[Finding, ...]]:
    """Match amounts and accounts, and cut the files. Findings: what the form cannot take. Raises OutputError for the purpose.

    `carried`: what an earlier payment left, by key; it stays due where nothing is paid now.
    """
    require_fitting(form)
    lines: list[PayLine] = []
    not_paid: list[NotPaid] = []
    residuals: list[Residual] = []
    for one in owed.rows:
        payee, before = payees.by_key.get(one.key), _left(carried, one.key)
        reason = _reason(one, payee)
        if reason is not None or payee is None or one.amount is None:
            not_paid.append(NotPaid(one, reason or "no_amount"))
            residuals.append(Residual(one.key, one.name, before, Fraction(0)))
            continue
        due = one.amount + before
        paid = settlement.paid(due)
        lines += [PayLine(payee, paid)] if paid else []
        residuals.append(Residual(one.key, one.name, due, paid))
    now = {one.key for one in owed.rows}
    residuals += [
        replace(one, due=one.left, paid=Fraction(0)) for one in carried.values() if one.key not in now
    ]
    payment = Payment(
        tuple(_cut(lines, form)),
        tuple(not_paid),
        tuple(sorted((one for one in residuals if one.left), key=lambda one: one.key)),
        owed.reclaimed,
        owed=owed.total,
        carried=sum((one.left for one in carried.values()), Fraction(0)),
        strangers=sum(key not in owed.known for key in payees.by_key),
    )
    return payment, faults_of(form, payment.files, payees)


def _left(carried: Mapping[str, Residual], key: str) -> Fraction:
    return carried[key].left if key in carried else Fraction(0)


def _reason(one: Payable, payee: PayeeAccount | None) -> Reason | None:
    """Why a row is not paid, if it is not; what it is owed comes first."""
    if one.amount is None:
        return "no_amount"
    if one.amount <= 0:
        return "negative" if one.amount else "nothing"
    if payee is None:
        return "not_in_payees"
    return None if payee.account else "no_account"


def _cut(lines: Sequence[PayLine], form: Form) -> Iterator[tuple[PayLine, ...]]:
    """The lines of each file: as many as go in, in their order."""
    current: list[PayLine] = []
    total = Fraction(0)
    for line in lines:
        full = form.most_rows and len(current) == form.most_rows
        dear = form.most_yuan and total + line.amount > form.most_yuan
        if current and (full or dear):
            yield tuple(current)
            current, total = [], Fraction(0)
        current.append(line)
        total += line.amount
    if current:
        yield tuple(current)


def _field(result: Result, file: OutputFile) -> Field:
    return result.frames[file.level].field(file.total)


def _is_money(field: Field) -> bool:
    return field.measure == "yuan" and field.places is not None and shown_places(field) == 2


def _name_field(frame: Frame, *, personal: bool) -> Field | None:
    """The column that says what a payee is called."""
    texts = (one for one in frame.fields if one.kind == "text" and one.origin == "input")
    return next((one for one in texts if one.name.endswith("name") and one.personal == personal), None)
