"""What a run owes: its own amounts; of one that corrects another the differences alone, for the rest was paid before."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pyarrow.parquet as pq

from payout.archive import KEPT_AS_PAID, RunChanged, corrects_of
from payout.outputs import CORRECTION, batch_total
from payout.outputs.bank import Owed, Payable, payables_of
from payout.sides.correcting import require_correction
from payout.text import Text

if TYPE_CHECKING:
    from pathlib import Path

    from payout.batch import ComputedBatch
    from payout.rules.policy.card import OutputFile

COLUMNS = ["list", "key", "called", "back_pay", "clawback"]


def owed_by(out: Path, batch: ComputedBatch, listed: OutputFile) -> Owed:
    """What a run owes the payees of a list. Raises RunChanged where its corrections are not the difference of both batches."""
    every = payables_of(batch.result, listed)
    known = frozenset(one.key for one in every)
    if not corrects_of(out):
        return Owed(tuple(every), (), known)
    require_correction(out, batch)
    names = {one.key: one.name for one in every}
    table = pq.read_table(out / f"{CORRECTION}.parquet").select(COLUMNS)
    rows = [row for row in table.to_pylist() if row["list"] == listed.name]
    back_pay, reclaimed = (
        sorted(
            (
                Payable(row["key"], names.get(row["key"], row["called"]), Fraction(row[column]))
                for row in rows
                if row[column]
            ),
            key=lambda one: one.key,
        )
        for column in ("back_pay", "clawback")
    )
    owed = Owed(tuple(back_pay), tuple(reclaimed), known | {row["key"] for row in rows})
    if owed.total != _difference(out, batch, listed):
        raise RunChanged(
            Text(
                f"{out} 的补发减追扣不等于两次运行合计之差。",
                f"The back pay of {out} less its clawbacks is not the difference between both batches.",
            )
        )
    return owed


def _difference(out: Path, batch: ComputedBatch, listed: OutputFile) -> Fraction:
    """What both batches say by their totals, whoever is in them."""
    now = batch_total(batch.result, listed)
    kept = pq.read_table(out / KEPT_AS_PAID / f"{listed.name}.parquet").column(listed.total)
    then = sum(map(Fraction, kept.to_pylist()), Fraction(0))
    return (Fraction(0) if now is None else now.value) - then
