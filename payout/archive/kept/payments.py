"""The payments of kept runs: what was paid, when, by which run; none twice, wherever its files were written.

A payment is kept by its record, `payment.json`, and by the lists of those not paid and of what rounding left. What goes to a bank is not
kept: accounts stand in no archive.
"""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from payout.archive.approvals.judging import judged
from payout.archive.approvals.trust import accepted, day_of
from payout.archive.approvals.voids import sign_void
from payout.archive.errors import ArchiveRefused
from payout.archive.kept.adding import keep, ready
from payout.archive.kept.chain import append
from payout.archive.kept.contents import Unlike, put, whole
from payout.archive.kept.runs import corrected_in, runs
from payout.archive.reopening import RunChanged
from payout.archive.roles import file_of
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from sqlalchemy import Connection

    from payout.archive.approvals.signing import Signer
    from payout.archive.approvals.voids import Voider
    from payout.archive.kept.chain import ChainRecord
    from payout.archive.kept.database import Archive
    from payout.archive.kept.runs import Kept, KeptPayment
    from payout.archive.manifest import Plain

RECORD, NOT_PAID, RESIDUALS = KEPT_FILES = ("payment.json", "not_paid.csv", "residuals.csv")
SAID = (
    "list", "owed", "paid", "not_paid", "residuals", "carried", "clawbacks", "corrects", "rest_of", "carried_of", "purpose",
)  # of payment.json, so that a list need not open it  # fmt: skip


@dataclass(frozen=True)
class Paying:
    """What is about to be paid: the list of a run, of another payment its rest, with what another one left."""

    run: str  # the digest of its manifest
    listed: str
    rest_of: str = ""  # the digest of that payment's record
    carried_of: str = ""


def keep_payment(archive: Archive, out: Path, folder: Path) -> ChainRecord:
    """Keep a payment and the run that it pays, in one step, or neither. `folder` holds the payment, sealed and not yet in its place.

    Raises ArchiveRefused where it was paid already, or the run is corrected.
    """
    run = ready(out)
    files = {name: (folder / name).read_bytes() for name in KEPT_FILES}
    said: dict[str, Any] = json.loads(files[RECORD])
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    paying = Paying(
        said["manifest_sha256"], said["list"], said.get("rest_of", ""), said.get("carried_of", "")
    )
    with archive.writing() as connection:
        keep(connection, run)
        require_unpaid(connection, paying)
        for name, data in files.items():
            put(connection, io.BytesIO(data), digests[name], len(data))
        listed: dict[str, Plain] = {
            name: {"sha256": digests[name], "size": len(data)} for name, data in files.items()
        }
        body: dict[str, Plain] = {"run": paying.run, "files": listed, "said": summary(said)}
        return append(connection, "payment", body)


def summary(said: Mapping[str, Any]) -> dict[str, Plain]:
    """What a record of the chain says of a payment, of what `payment.json` says."""
    return {
        "rows": sum(int(one["rows"]) for one in said["files"].values()),
        **{name: said[name] for name in SAID if name in said},
    }


def require_unpaid(connection: Connection, paying: Paying) -> None:
    """Raise ArchiveRefused where the list of a run, the rest or what was left is paid already, or the run is corrected."""
    every = runs(connection)
    own = next((one for one in every if one.run == paying.run), None)
    standing = (
        [] if own is None else [one for one in own.payments if one.stands and one.listed == paying.listed]
    )
    _require_first(paying, standing)
    if own is not None:
        _require_rest_stands(own, paying)
    other = corrected_in(every, paying.run)
    if other is not None and not paying.rest_of:
        raise ArchiveRefused(_corrected(other))
    left = [
        one for kept in every for one in kept.payments
        if one.stands and paying.carried_of and one.carried_of == paying.carried_of
    ]  # fmt: skip
    if left:
        raise ArchiveRefused(_carried(left[0]))


def _require_first(paying: Paying, standing: list[KeptPayment]) -> None:
    again = [one for one in standing if not paying.rest_of or one.rest_of == paying.rest_of]
    if again:
        raise ArchiveRefused(_paid(again[0], rest=bool(paying.rest_of)))


def _require_rest_stands(own: Kept, paying: Paying) -> None:
    void = next((one for one in own.payments if one.digest == paying.rest_of and not one.stands), None)
    if void is not None:
        raise ArchiveRefused(
            Text(
                f"第 {void.number} 号记录的付款已作废,没有什么可补付:去掉 --rest,重新付款。",
                f"The payment of record {void.number} is void, and leaves nothing to be paid: leave --rest out and pay anew.",
            )
        )


def void(archive: Archive, number: int, reason: str, by: Voider) -> ChainRecord:
    """Say that the files of a payment never left; the list may then be paid anew.

    Of a run that was signed somebody signs it whom the same office lists. Raises ArchiveRefused, KeyFault.
    """
    with archive.writing() as connection:
        every = runs(connection)
        found = next(((kept, one) for kept in every for one in kept.payments if one.number == number), None)
        if found is None:
            raise ArchiveRefused(
                Text(
                    f"第 {number} 号记录不是付款。付款的记录号见 payout archive show。",
                    f"Record {number} is no payment. payout archive show tells the numbers of payments.",
                )
            )
        kept, payment = found
        _require_voidable(payment, (one for other in every for one in other.payments))
        _require_of_office(connection, kept, by.signer)
        body: dict[str, Plain] = {
            "run": kept.run, "files": {}, "payment": number, "reason": reason, "user": by.user,
        }  # fmt: skip
        if by.signer is not None:
            body["signed"] = sign_void(payment.digest, reason, by.signer)
        return append(connection, "void", body)


def _require_of_office(connection: Connection, kept: Kept, signer: Signer | None) -> None:
    """Raise ArchiveRefused where a run was signed and nobody of that office signs."""
    if not kept.signed:
        return
    if signer is None:
        raise ArchiveRefused(
            Text(
                "此次运行经签批:付款作废要由单位名单中的人签名(--as、--key、--approvers、--office)。",
                "This run was approved: that its payment is void is signed by somebody whom the office lists "
                "(--as, --key, --approvers, --office).",
            )
        )
    held = {role: whole(connection, kept.files[file_of(role)][0]) for role in kept.signed}
    if not all(accepted(signer.office, one.office, day_of(one.at)) for one in judged(held, kept.run).signed):
        raise ArchiveRefused(
            Text(
                "此次运行不是 --office 这个单位签批的,不能由它作废。",
                "This run was approved by another office than that of --office, which makes nothing of it void.",
            )
        )


def _require_voidable(payment: KeptPayment, every: Iterable[KeptPayment]) -> None:
    if not payment.stands:
        raise ArchiveRefused(
            Text(
                f"第 {payment.number} 号记录的付款早已作废。",
                f"The payment of record {payment.number} is void already.",
            )
        )
    on_it = next(
        (one for one in every if one.stands and payment.digest in {one.rest_of, one.carried_of}), None
    )
    if on_it is not None:
        raise ArchiveRefused(
            Text(
                f"第 {on_it.number} 号记录的付款以它为据(补付或结转尾差):先作废第 {on_it.number} 号。",
                f"The payment of record {on_it.number} rests on it (its rest, or what it left): void record {on_it.number} first.",
            )
        )


def not_paid(connection: Connection, payment: KeptPayment) -> bytes:
    """The list of those whom a payment could not pay. Raises RunChanged where it is damaged."""
    try:
        return whole(connection, payment.files[NOT_PAID][0])
    except (Unlike, KeyError):
        raise RunChanged(
            Text(
                f"第 {payment.number} 号记录的 {NOT_PAID} 已缺损。",
                f"{NOT_PAID} of record {payment.number} is damaged.",
            )
        ) from None


def _paid(before: KeptPayment, *, rest: bool) -> Text:
    what = (
        Text("这份未发放名单已补付", "What was not paid is paid")
        if rest
        else Text("此次运行已付款", "This run was paid")
    )
    number, day, rows, paid = before.number, before.day, f"{before.rows:,}", before.yuan
    return Text(
        f"{what.zh}:存档第 {number} 号记录,{day},{before.listed} {rows} 笔,合计 {paid} 元。再付就发两次。"
        f"文件没有送出的,先作废:payout archive void {number} --reason 原因;"
        "补付它的未发放名单,加 --rest 它的目录;数据有改动的,用 payout correct。",
        f"{what.en} already: record {number} of the archive, {day}, {rows} payments of {before.listed}, {paid} yuan in all. "
        f"It would be paid twice. If its files never left, void it: payout archive void {number} --reason WHY; "
        "to pay those who were not paid, add --rest and its directory; where data changed, use payout correct.",
    )


def _corrected(other: Kept) -> Text:
    number, day = other.number, day_of(other.entries[0].at)
    return Text(
        f"此次运行已由第 {number} 号记录({day})更正,更正以它已经发放为准,不能再付。"
        "要付的是更正的差额:payout pay 更正的结果目录。从未发放过的,不要更正,用改正后的数据重新 payout run。",
        f"This run is corrected by record {number} ({day}), which takes it for paid: it is not paid any more. "
        "Pay the differences: payout pay and the directory of the correction. If nothing of it was ever paid, compute anew by payout run.",
    )


def _carried(before: KeptPayment) -> Text:
    number, day, paid = before.number, before.day, before.yuan
    return Text(
        f"这些尾差已并入第 {number} 号记录的付款({day},合计 {paid} 元):去掉 --carried,或改用那次付款的目录。",
        f"These residuals were added to the payment of record {number} already ({day}, {paid} yuan in all): "
        "leave --carried out, or name the directory of that payment.",
    )
