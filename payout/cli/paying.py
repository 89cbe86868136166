"""A payment on the screen: what its files sum to, and who is not paid; and whether the run may be paid at all."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import click

from payout.archive import ApprovalRefused, approval_of
from payout.archive.roles import LABELS
from payout.cli.speaking import harmless
from payout.masking import mask, veil_key
from payout.outputs import batch_total
from payout.outputs.bank import REASONS, payable_files
from payout.outputs.totals import plain_decimal
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from payout.archive import Approval
    from payout.archive.record import RunRecord
    from payout.outputs.bank import Payment
    from payout.rules.compiled.result import Result
    from payout.rules.policy.card import OutputFile
    from payout.text import Language

MOST_SHOWN = 10  # rows of the list on the screen; the file has all


def require_approved(run: Path, office: str, *, draft: bool) -> Approval:
    """The signatures of a run. Raises ApprovalRefused where they are not whole, and it is paid all the same."""
    approval = approval_of(run, office)
    if approval.complete or draft:
        return approval
    wrong = [*approval.problems, *(_unsigned(role) for role in approval.missing)]
    if not approval.pinned:
        wrong.append(
            Text(
                "没有写明本单位的密钥(--office 或环境变量 PAYOUT_OFFICE)",
                "the office's key is not given (--office, or PAYOUT_OFFICE in the environment)",
            )
        )
    zh, en = ";".join(one.zh for one in wrong), "; ".join(one.en for one in wrong)
    raise ApprovalRefused(
        Text(
            f"{run} 还不能发放:{zh}。先完成签批,或加 --draft 只出草稿。",
            f"{run} may not be paid yet: {en}. Have it approved, or make a draft by --draft.",
        )
    )


def _unsigned(role: str) -> Text:
    label = LABELS[role]
    return Text(f"没有{label.zh}签名", f"nobody signed that it is {label.en}")


def said_of(record: RunRecord, result: Result, listed: OutputFile, approval: Approval) -> dict[str, object]:
    """What the record of a payment says of its run: which it is, which list is paid, and what the others come to."""
    totals = {file.name: batch_total(result, file) for file in payable_files(result)}
    return {
        "manifest_sha256": record.sha256,
        "policy": result.stamp.id,
        "year": result.year,
        "approval": [{"role": one.role, "name": one.name, "at": one.at} for one in approval.signed],
        "list": listed.name,
        "column": listed.total,
        "lists": {name: total.text for name, total in totals.items() if total is not None},
    }


def print_payment(payment: Payment, record: Mapping[str, object], out: Path, lang: Language) -> None:
    """Print the files with their sums, the proof, and the first rows of the list, names masked."""
    files, lists, paid = record["files"], record["lists"], str(record["list"])
    if not isinstance(files, dict) or not isinstance(lists, dict):
        raise TypeError("a record of a payment names its files and lists")
    for name, file in files.items():
        rows, yuan = file["rows"], _grouped(file["yuan"])
        click.echo(Text(f"{name}  {rows:,} 笔  {yuan} 元", f"{name}  {rows:,} payments  {yuan} yuan")(lang))
    count = sum(map(len, payment.files))
    owed, total, left = (
        _grouped(plain_decimal(one, 2)) for one in (payment.owed, payment.paid, payment.left)
    )
    listed = len(payment.not_paid)
    zh = f"文件合计(读回)  {count:,} 笔  {total} 元\n未发放名单  {listed:,} 人  {left} 元\n{paid} 合计  {owed} 元 = {total} + {left}"
    en = (
        f"files, read back  {count:,} payments  {total} yuan\nnot paid  {listed:,} rows  {left} yuan\n"
        f"total of {paid}  {owed} yuan = {total} + {left}"
    )
    click.echo(Text(zh, en)(lang))
    for name, amount in lists.items():
        if name != paid:
            yuan = _grouped(amount)
            click.echo(Text(f"不在此次:{name} {yuan} 元", f"not in this payment: {name} {yuan} yuan")(lang))
    if payment.strangers:
        zh, en = (
            f"{payment.strangers:,} 个账户不在发放表中",
            f"{payment.strangers:,} accounts of nobody in the list",
        )
        click.echo(Text(zh, en)(lang), err=True)
    _print_list(payment, lang)
    click.echo(Text(f"写入 {out}", f"written to {out}")(lang))


def _print_list(payment: Payment, lang: Language) -> None:
    for one in payment.not_paid[:MOST_SHOWN]:
        row = one.payable
        amount = "" if row.amount is None else plain_decimal(row.amount, 2)
        parts = (veil_key(row.key), mask(row.name), amount, REASONS[one.reason](lang))
        click.secho(harmless("  " + "  ".join(part for part in parts if part)), fg="yellow", err=True)
    more = len(payment.not_paid) - MOST_SHOWN
    if more > 0:
        click.echo(Text(f"  另有 {more:,} 人", f"  {more:,} more")(lang), err=True)


def _grouped(yuan: object) -> str:
    return f"{Decimal(str(yuan)):,}"
