"""A payment on the screen: what its files sum to, and who is not paid; and whether the run may be paid at all."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import click

from payout.cli.speaking import harmless
from payout.masking import mask, veil_key
from payout.outputs.bank import CLAWBACKS, REASONS
from payout.text import Text, plain_decimal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from payout.evidence.correcting import PayeeCorrection
    from payout.office.book import ListPaid
    from payout.office.payment import PaymentMade
    from payout.outputs.bank import Payment
    from payout.sides import Correction
    from payout.text import Language

RESIDUAL = {
    "carried": Text("结转下次", "carried to the next payment"),
    "kept": Text("留单位", "kept by the unit"),
}
MOST_SHOWN = 10  # rows of the list on the screen; the file has all


def paid_record(paid: PaymentMade) -> dict[str, object]:
    """A payment as plain values: its record, the number by which the archive keeps it."""
    return {**paid.record, **({"kept": paid.kept} if paid.kept else {})}


def print_paid(paid: PaymentMade, lang: Language) -> None:
    """Print the files with their sums, the proof, the first rows of the list, names masked, and what the archive keeps."""
    record, payment = paid.record, paid.payment
    if "corrects" in record:
        _print_corrects(str(record["corrects"]), lang)
    _print_files(record["files"], lang)
    if payment is None:
        click.echo(COMPLETED(lang))
    else:
        _print_proof(payment, record, lang)
        _print_lists(payment, record, lang)
    if paid.kept:
        click.echo(
            Text(f"存入存档,第 {paid.kept} 号记录", f"kept in the archive as record {paid.kept}")(lang)
        )
    for note in paid.alike:
        click.secho(note(lang), fg="yellow", err=True)
    click.echo(Text(f"写入 {paid.out}", f"written to {paid.out}")(lang))


COMPLETED = Text(
    "上次中断时已写好并存入存档的付款,现已放到原处;没有另付一次。",
    "The payment that was interrupted, written and kept already, is put in its place; nothing is paid a second time.",
)


def _print_files(files: object, lang: Language) -> None:
    if not isinstance(files, dict):
        raise TypeError("a record of a payment names its files")
    for name, file in files.items():
        rows, yuan = file["rows"], _grouped(file["yuan"])
        click.echo(Text(f"{name}  {rows:,} 笔  {yuan} 元", f"{name}  {rows:,} payments  {yuan} yuan")(lang))


def _print_proof(payment: Payment, record: dict[str, object], lang: Language) -> None:
    """Print what is paid, listed, left and reclaimed, and that it comes to the run."""
    settlement = record["settlement"]
    if not isinstance(settlement, dict):
        raise TypeError("a record of a payment says how it is settled")
    count = sum(map(len, payment.files))
    sums = (payment.owed, payment.paid, payment.left, payment.residual, payment.carried, payment.reclaim)
    owed, total, left, residual, carried, reclaim = (_grouped(plain_decimal(one, 2)) for one in sums)
    listed, rest = len(payment.not_paid), len(payment.residuals)
    click.echo(
        Text(
            f"文件合计(读回)  {count:,} 笔  {total} 元", f"files, read back  {count:,} payments  {total} yuan"
        )(lang)
    )
    click.echo(Text(f"未发放名单  {listed:,} 人  {left} 元", f"not paid  {listed:,} rows  {left} yuan")(lang))
    proof = f"{total} + {left}"
    if payment.residuals or payment.carried:
        what = RESIDUAL[settlement["residual"]]
        click.echo(
            Text(
                f"尾差({what.zh})  {rest:,} 人  {residual} 元",
                f"residuals, {what.en}  {rest:,} rows  {residual} yuan",
            )(lang)
        )
        owed = f"{owed} + {carried}" if payment.carried else owed
        proof = f"{proof} + {residual}"
    if payment.reclaimed:
        count = len(payment.reclaimed)
        click.echo(
            Text(
                f"追扣 {CLAWBACKS}  {count:,} 人  {reclaim} 元,不进银行文件",
                f"to be reclaimed, {CLAWBACKS}  {count:,} rows  {reclaim} yuan, in no bank's file",
            )(lang)
        )
        proof = f"{proof} − {reclaim}"
    more = Text(" + 上次尾差", " + carried before")(lang) if payment.carried else ""
    whole = Text("差额", "difference") if "corrects" in record else Text("合计", "total")
    name = record["list"]
    zh, en = (
        f"{name} {whole.zh}{more}  {owed} 元 = {proof}",
        f"{whole.en} of {name}{more}  {owed} yuan = {proof}",
    )
    click.echo(Text(zh, en)(lang))


def _print_lists(payment: Payment, record: dict[str, object], lang: Language) -> None:
    """Print what is in no file: other lists of the run, accounts of strangers, those not paid."""
    lists = record["lists"]
    if not isinstance(lists, dict):
        raise TypeError("a record of a payment names the lists of its run")
    for name, amount in lists.items():
        if name != record["list"]:
            yuan = _grouped(amount)
            click.echo(Text(f"不在此次:{name} {yuan} 元", f"not in this payment: {name} {yuan} yuan")(lang))
    if payment.strangers:
        zh, en = (
            f"{payment.strangers:,} 个账户不在发放表中",
            f"{payment.strangers:,} accounts of nobody in the list",
        )
        click.echo(Text(zh, en)(lang), err=True)
    _print_list(payment, lang)


def known_record(known: Mapping[str, ListPaid]) -> list[dict[str, object]]:
    """What the archive says was paid of a run, as plain values."""
    return [
        {"record": one.number, "at": one.at, "list": listed, "rows": one.rows, "paid": one.paid}
        for listed, paid in known.items()
        for one in paid.payments
    ]


def print_known(known: Mapping[str, ListPaid], lang: Language) -> None:
    """Print what the archive says was paid of a run, a line a payment."""
    for listed, paid in known.items():
        for one in paid.payments:
            rows, yuan = f"{one.rows:,}", _grouped(one.paid)
            zh = f"存档:{listed} 已付 {rows} 笔 {yuan} 元(第 {one.number} 号记录,{one.day})"
            en = f"archive: {listed}, {rows} payments of {yuan} yuan (record {one.number}, {one.day})"
            click.echo(Text(zh, en)(lang))


def print_unpaid(found: Correction, known: Mapping[str, ListPaid], lang: Language) -> None:
    """Say of what a correction takes for paid what the archive does not know as paid."""
    for one in found.lists:
        if one.file not in known:
            click.secho(_never_paid(one.file)(lang), fg="yellow", err=True)
            continue
        unpaid = known[one.file].unpaid
        for line in [line for line in one.lines if line.key in unpaid][:MOST_SHOWN]:
            click.secho(harmless(_not_yet(line, unpaid[line.key])(lang)), fg="yellow", err=True)


def _never_paid(listed: str) -> Text:
    return Text(
        f"注意:存档中没有 {listed} 的付款。只有已发放的才需要更正:没有发放过的,用改正后的数据重新 payout run,全额发放。",
        f"note: the archive knows no payment of {listed}. Only what was paid needs a correction: if it never was, compute it anew by "
        "payout run from the corrected data, and pay it whole.",
    )


def _not_yet(line: PayeeCorrection, yuan: str) -> Text:
    """What of somebody's amount was not paid, though a correction counts it as paid."""
    key, more = veil_key(line.key), plain_decimal(line.difference, 2)
    return Text(
        f"注意:{key} 上次的 {yuan} 元还没有发到(未发放名单),本次差额 {more} 元。先用 payout pay --rest 补付上次的,再收付差额。",
        f"note: {key} was not paid the {yuan} yuan of before (listed as not paid); the difference is {more} yuan. Pay what is open by "
        "payout pay --rest first, then the difference.",
    )


def _print_corrects(corrects: str, lang: Language) -> None:
    click.echo(
        Text(
            f"更正:只付与 {corrects[:12]} 的差额", f"a correction: the differences from {corrects[:12]} alone"
        )(lang)
    )


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
