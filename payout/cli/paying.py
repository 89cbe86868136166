"""A payment on the screen: what its files sum to, and who is not paid; and whether the run may be paid at all."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import click

from payout.archive import RunChanged, corrected_by, intact
from payout.cli.speaking import Misused, harmless
from payout.masking import mask, veil_key
from payout.outputs import batch_total
from payout.outputs.bank import (
    CLAWBACKS,
    LIST,
    REASONS,
    RECORD,
    RESIDUALS,
    payable_files,
    read_not_paid,
    read_residuals,
)
from payout.outputs.totals import plain_decimal
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from payout.archive import Approval
    from payout.archive.record import RunRecord
    from payout.outputs.bank import Owed, Payment, Residual
    from payout.rules.compiled.result import Result
    from payout.rules.policy.card import OutputFile
    from payout.text import Language

RESIDUAL = {
    "carried": Text("结转下次", "carried to the next payment"),
    "kept": Text("留单位", "kept by the unit"),
}
MOST_SHOWN = 10  # rows of the list on the screen; the file has all


def carried_of(folder: Path, *, draft: bool) -> dict[str, Residual]:
    """What an earlier payment left. Raises RunChanged where its residuals are not what its record says, Misused where they are kept."""
    try:
        record = json.loads((folder / RECORD).read_bytes())
        data, known = (folder / RESIDUALS).read_bytes(), record["residuals"]["sha256"]
        kept, was_draft = record["settlement"]["residual"] == "kept", record["draft"]
    except (ValueError, KeyError, TypeError, FileNotFoundError) as fault:
        raise RunChanged(
            Text(
                f"{folder} 不是付款目录:写上次 payout pay 的 --out。",
                f"{folder} is not the directory of a payment: name the --out of an earlier payout pay.",
            )
        ) from fault
    if hashlib.sha256(data).hexdigest() != known:
        raise RunChanged(Text(f"{folder} 的尾差表被改动过。", f"The residuals of {folder} were changed."))
    if kept or (was_draft and not draft):
        zh, en = (
            ("上次的尾差已留单位", "they are kept by the unit") if kept else ("那是草稿", "it is a draft")
        )
        raise Misused(
            Text(f"{folder} 的尾差不能结转:{zh}。", f"The residuals of {folder} are not carried: {en}.")
        )
    return read_residuals(data)


def digest_of_payment(folder: Path) -> str:
    """The digest of a payment's record, which a payment of its rest names."""
    return hashlib.sha256((folder / RECORD).read_bytes()).hexdigest()


def rest_of(folder: Path, run: Path, listed: str, owed: Owed, *, draft: bool) -> Owed:
    """What an earlier payment of a run's list could not pay. Raises RunChanged where its list was changed, Misused where another run's."""
    said = _record(folder / RECORD)
    if (said.get("manifest_sha256"), said.get("list")) != (intact(run).sha256, listed):
        raise Misused(
            Text(
                f"{folder} 不是 {run} 的付款目录:--rest 写它上次 payout pay 的 --out。",
                f"{folder} is no payment of {run}: --rest names the --out of its earlier payout pay.",
            )
        )
    if said.get("draft") and not draft:
        raise Misused(
            Text(
                f"{folder} 是草稿,没有付过款:去掉 --rest。",
                f"{folder} is a draft, by which nobody was paid: leave --rest out.",
            )
        )
    data, known = (folder / LIST).read_bytes(), said.get("not_paid")
    left = read_not_paid(data)
    rest = owed.only(left)
    same = isinstance(known, dict) and known.get("sha256") == hashlib.sha256(data).hexdigest()
    if not same or any(left[one.key] != plain_decimal(one.amount or Fraction(0), 2) for one in rest.rows):
        raise RunChanged(
            Text(f"{folder} 的未发放名单被改动过。", f"The list of those not paid in {folder} was changed.")
        )
    return rest


def require_unpaid(run: Path, listed: str, places: Iterable[Path], rest: Path | None = None) -> None:
    """Raise Misused where a payment of the same list of a run, or of the same rest, stands in one of some places; drafts do not count."""
    sha256, of = intact(run).sha256, None if rest is None else digest_of_payment(rest)
    for place in sorted(set(places)):
        for path in sorted(place.glob(f"*/{RECORD}")):
            said = _record(path)
            same = said.get("manifest_sha256") == sha256 and said.get("list") == listed
            if same and not said.get("draft") and (of is None or said.get("rest_of") == of):
                raise Misused(_paid_already(run, path.parent))


def _record(path: Path) -> dict[str, object]:
    """What the record of a payment says; nothing where it is none."""
    try:
        said = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}


def _paid_already(run: Path, before: Path) -> Text:
    return Text(
        f"{run} 已在 {before} 付过款,再付就发两次。文件没有送出的,先移走 {before};补付未发放名单的,加 --rest {before};数据有改动的,"
        f"用 payout correct。",
        f"{run} was paid already, in {before}: it would be paid twice. Move {before} away if its files never left; to pay those who were "
        f"not paid, add --rest {before}; where data changed, use payout correct.",
    )


def said_of(record: RunRecord, result: Result, listed: OutputFile, approval: Approval) -> dict[str, object]:
    """What the record of a payment says of its run: which it is, which list is paid, and what the others come to."""
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


def print_payment(payment: Payment, record: Mapping[str, object], out: Path, lang: Language) -> None:
    """Print the files with their sums, the proof, and the first rows of the list, names masked."""
    files, lists, paid, settlement = (
        record["files"],
        record["lists"],
        str(record["list"]),
        record["settlement"],
    )
    if not (isinstance(files, dict) and isinstance(lists, dict) and isinstance(settlement, dict)):
        raise TypeError("a record of a payment names its files, its lists and how it is settled")
    if "corrects" in record:
        _print_corrects(str(record["corrects"]), lang)
    residual_goes = settlement["residual"]
    for name, file in files.items():
        rows, yuan = file["rows"], _grouped(file["yuan"])
        click.echo(Text(f"{name}  {rows:,} 笔  {yuan} 元", f"{name}  {rows:,} payments  {yuan} yuan")(lang))
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
        what = RESIDUAL[residual_goes]
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
    zh, en = (
        f"{paid} {whole.zh}{more}  {owed} 元 = {proof}",
        f"{whole.en} of {paid}{more}  {owed} yuan = {proof}",
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
