"""A published run paid: files for a bank, to the fen, once; kept in the archive where there is one."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import asdict, dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from payout.archive import completed, corrected_by, intact, published, require_new
from payout.batch import reopen
from payout.findings import errors
from payout.intake import UnclearList, Unreadable, payees_table, read_payees
from payout.office.approved import PAID, require_approved
from payout.office.earlier import carried_of, digest_of_payment, record_of, require_unpaid, rest_of
from payout.office.errors import AccountsRefused, NotPossible
from payout.outputs import batch_total
from payout.outputs.bank import chosen_list, payable_files, payables_of, payment_of, read_form, write_payment
from payout.settle import Settlement
from payout.sides import owed_by
from payout.text import Text, plain_decimal, quiet

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

    from payout.archive import Approval
    from payout.archive.record import RunRecord
    from payout.batch import ComputedBatch
    from payout.findings import Finding
    from payout.intake import Payees
    from payout.office.book import PaymentBook
    from payout.outputs.bank import Owed, Payment
    from payout.rules.compiled.result import Result
    from payout.rules.policy.card import OutputFile
    from payout.text import Progress


NOBODY = Text(
    "没有可付的人:金额都是零,或账户表中没有这些人的账号。补上账号再付。",
    "Nobody can be paid: their amounts are nothing, or the table of accounts has no account of theirs. Add the accounts, then pay.",
)


@dataclass(frozen=True)
class PaymentOrder:
    """How a run is paid: into which accounts, in which form, where the files go; `rest`, `carried`: directories of earlier payments.

    `archive`: the place of the archive that keeps it, blank for none; `office`: the fingerprint that is pinned; `approvers`: the office's
    list of now, whose revocations count. A `draft` needs none of these.
    """

    source: Path
    form: str
    out: Path
    name: str = ""  # which list of the run; blank for that of people
    mapping: Path | None = None
    purpose: str = ""
    settlement: Settlement = field(default_factory=Settlement)
    carried: Path | None = None
    rest: Path | None = None
    office: str = ""
    approvers: Path | None = None
    archive: str = ""
    draft: bool = False


@dataclass(frozen=True)
class PaymentMade:
    """A payment whose directory stands: its record, and what was found in the accounts.

    `payment`: its lines and lists; None where a payment that was interrupted is put in its place. `kept`: the number of its record in
    the archive, 0 where none keeps it. `alike`: other payments of the archive, of the same list by the same policy for the same year.
    """

    out: Path
    record: dict[str, object]
    payment: Payment | None = None
    findings: tuple[Finding, ...] = ()
    kept: int = 0
    alike: tuple[Text, ...] = ()


def pay(run: Path, order: PaymentOrder, policy: str = "", progress: Progress = quiet) -> PaymentMade:
    """Pay a run by files for a bank, in a directory that appears whole or not at all.

    Raises NotPossible, ArchiveRefused where it is paid already, AccountsRefused, ApprovalRefused, RunChanged, OutputError.
    """
    chosen = read_form(order.form, order.purpose)
    with _book_of(order) as book:
        if book is not None and completed(order.out, lambda left: book.holds(run, left)):
            return PaymentMade(order.out, record_of(order.out), kept=book.number_of(order.out))
        require_new(order.out)
        approval = require_approved(run, order.office, PAID, draft=order.draft, approvers=order.approvers)
        carried = {} if order.carried is None else carried_of(order.carried, draft=order.draft)
        batch = reopen(run, policy, progress=progress)
        listed = chosen_list(batch.result, order.name)
        said = _said(run, batch.result, listed, approval, order)
        owed = _owed(run, batch, listed, order)
        _require_unpaid(run, said, order, book)
        alike = () if book is None else book.alike(said)
        accounts = _accounts(batch.result, listed, order)
        progress(Text("编制付款文件", "making the payment files"))
        payment, faults = payment_of(owed, accounts, chosen, order.settlement, carried)
        findings = (*accounts.findings, *faults)
        if errors(findings):
            raise AccountsRefused(findings)
        if not order.draft and not payment.files and not payment.reclaimed:
            raise NotPossible(NOBODY)
        kept: list[int] = []
        with published(order.out, settle=None if book is None else book.keeping(run, kept)) as folder:
            record = write_payment(payment, chosen, folder, said, draft=order.draft)
    return PaymentMade(order.out, record, payment, findings, sum(kept), alike)


def _book_of(order: PaymentOrder) -> AbstractContextManager[PaymentBook | None]:
    """The book of payments that the archive holds; None where there is none, or nothing is paid."""
    if not order.archive or order.draft:
        return nullcontext()
    from payout.office.book import payment_book  # noqa: PLC0415 - an extra's library

    return payment_book(order.archive)


def _owed(run: Path, batch: ComputedBatch, listed: OutputFile, order: PaymentOrder) -> Owed:
    owed = owed_by(run, batch, listed)
    return owed if order.rest is None else rest_of(order.rest, run, listed.name, owed, draft=order.draft)


def _require_unpaid(
    run: Path, said: dict[str, object], order: PaymentOrder, book: PaymentBook | None
) -> None:
    """Raise NotPossible or ArchiveRefused where the directories beside it, or the archive, know the payment; a draft pays nobody."""
    if order.draft:
        return
    if book is not None:
        book.require_unpaid(said)
    places = (one.parent for one in (order.out, order.carried, order.rest) if one is not None)
    require_unpaid(run, said, places)


def _accounts(result: Result, listed: OutputFile, order: PaymentOrder) -> Payees:
    """The accounts of the payees of a list. Raises NotPossible where no table of them is found, AccountsRefused."""
    frame, source = result.frames[listed.level], order.source
    table = payees_table(frame.key, frame.field(frame.key).label.zh)
    names = {one.key: one.name for one in payables_of(result, listed)}
    try:
        found = read_payees(source, table, names, policy=result.stamp.id, mapping=order.mapping)
    except UnclearList as unclear:
        problem = unclear.problem
        raise NotPossible(Text(f"{source.name}:{problem.zh}", f"{source.name}: {problem.en}")) from unclear
    except Unreadable as refused:
        problem, fix = refused.finding.problem, refused.finding.fix
        zh, en = f"{source.name}:{problem.zh},{fix.zh}。", f"{source.name}: {problem.en}; {fix.en}."
        raise NotPossible(Text(zh, en)) from refused
    if errors(found.findings):
        raise AccountsRefused(found.findings)
    return found


def _said(
    run: Path, result: Result, listed: OutputFile, approval: Approval, order: PaymentOrder
) -> dict[str, object]:
    """What the record of a payment says of its run: which it is, which list is paid, and what the others come to."""
    record = intact(run)
    corrects = corrected_by(record)
    return {
        "manifest_sha256": record.sha256,
        "policy": result.stamp.id,
        "year": result.year,
        "approval": [{"role": one.role, "name": one.name, "at": one.at} for one in approval.signed],
        "list": listed.name,
        "column": listed.total,
        "lists": _differences(record) if corrects else _totals(result),
        **({"corrects": corrects} if corrects else {}),
        "settlement": asdict(order.settlement),
        **({} if order.rest is None else {"rest_of": digest_of_payment(order.rest)}),
        **({} if order.carried is None else {"carried_of": digest_of_payment(order.carried)}),
    }


def _totals(result: Result) -> dict[str, str]:
    totals = {file.name: batch_total(result, file) for file in payable_files(result)}
    return {name: total.text for name, total in totals.items() if total is not None}


def _differences(record: RunRecord) -> dict[str, str]:
    """What a correction comes to by list, as it was sealed."""
    totals = record.manifest["corrects"]["totals"]
    return {
        name: plain_decimal(Fraction(one["back_pay"]) - Fraction(one["clawback"]), 2)
        for name, one in totals.items()
    }
