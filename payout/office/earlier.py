"""Earlier payments by their directories: whether a run is paid already, what was not paid, what rounding left."""

from __future__ import annotations

import hashlib
import json
from fractions import Fraction
from typing import TYPE_CHECKING

from payout.archive import RunChanged, intact
from payout.office.errors import NotPossible
from payout.outputs.bank import LIST, RECORD, RESIDUALS, read_not_paid, read_residuals
from payout.text import Text, plain_decimal

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from payout.outputs.bank import Owed, Residual


def carried_of(folder: Path, *, draft: bool) -> dict[str, Residual]:
    """What an earlier payment left. Raises RunChanged where its residuals are not what its record says, NotPossible where they are kept."""
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
        raise NotPossible(
            Text(f"{folder} 的尾差不能结转:{zh}。", f"The residuals of {folder} are not carried: {en}.")
        )
    return read_residuals(data)


def digest_of_payment(folder: Path) -> str:
    """The digest of a payment's record, which a payment of its rest names."""
    return digest_of(folder / RECORD)


def digest_of(path: Path) -> str:
    """The digest of a file; that of nothing where there is none."""
    return hashlib.sha256(path.read_bytes() if path.is_file() else b"").hexdigest()


def rest_of(folder: Path, run: Path, listed: str, owed: Owed, *, draft: bool) -> Owed:
    """What an earlier payment of a run's list could not pay.

    Raises RunChanged where its list was changed, NotPossible where it is another run's.
    """
    said = record_of(folder)
    if (said.get("manifest_sha256"), said.get("list")) != (intact(run).sha256, listed):
        raise NotPossible(
            Text(
                f"{folder} 不是 {run} 的付款目录:--rest 写它上次 payout pay 的 --out。",
                f"{folder} is no payment of {run}: --rest names the --out of its earlier payout pay.",
            )
        )
    if said.get("draft") and not draft:
        raise NotPossible(
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


def require_unpaid(run: Path, said: dict[str, object], places: Iterable[Path]) -> None:
    """Raise NotPossible where a payment of the same list of a run, the same rest, or the same residuals, stands in one of some places.

    `said`: what the record of the payment will say of these. Drafts do not count.
    """
    for place in sorted(set(places)):
        for path in sorted(place.glob(f"*/{RECORD}")):
            before = record_of(path.parent)
            if before.get("draft") or path.parent.name.startswith("."):  # what a dead command left aside
                continue
            if _same(said, before, "manifest_sha256", "list") and (
                "rest_of" not in said or _same(said, before, "rest_of")
            ):
                raise NotPossible(_paid_already(run, path.parent, before))
            if "carried_of" in said and _same(said, before, "carried_of"):
                raise NotPossible(_carried_already(path.parent))


def _same(one: dict[str, object], other: dict[str, object], *names: str) -> bool:
    return all(name in one and one[name] == other.get(name) for name in names)


def record_of(folder: Path) -> dict[str, object]:
    """What the record of a payment says; nothing where it is none."""
    try:
        said = json.loads((folder / RECORD).read_bytes())
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}


def _paid_already(run: Path, before: Path, said: dict[str, object]) -> Text:
    paid = said.get("paid", "?")
    return Text(
        f"{run} 已在 {before} 付过款,合计 {paid} 元,再付就发两次。文件没有送出的,先移走 {before};"
        f"补付未发放名单的,加 --rest {before};数据有改动的,用 payout correct。",
        f"{run} was paid already, in {before}, {paid} yuan in all: it would be paid twice. Move {before} away if its files never "
        f"left; to pay those who were not paid, add --rest {before}; where data changed, use payout correct.",
    )


def _carried_already(before: Path) -> Text:
    return Text(
        f"这些尾差已并入 {before} 的付款:去掉 --carried,或写 --carried {before}。",
        f"These residuals were added to the payment in {before} already: leave --carried out, or give --carried {before}.",
    )
