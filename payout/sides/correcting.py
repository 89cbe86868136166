"""A run that was paid, computed again from corrected input: the new batch, and what is to be paid or reclaimed."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq

from payout.archive import (
    KEPT_AS_PAID,
    Changes,
    RunChanged,
    corrected_by,
    intact,
    keep_paid,
    read_changes,
    require_paid,
    said_of,
)
from payout.batch import compute, publish, reopen
from payout.evidence.correcting import corrected
from payout.evidence.slips.difference import CorrectionRow
from payout.outputs import CORRECTION, write_correction
from payout.text import Text, plain_decimal, quiet

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pyarrow as pa

    from payout.archive import Plain
    from payout.archive.record import RunRecord
    from payout.batch import ComputedBatch
    from payout.evidence.correcting import PayeeList
    from payout.intake import SourceMap
    from payout.rules.policy.policy import Policy
    from payout.text import Language, Progress

NONE = Fraction(0)
SUMS = (
    "paid",
    "due",
    "difference",
    "back_pay",
    "clawback",
)  # columns of the list, each held against the amounts


@dataclass(frozen=True)
class PaidRun:
    """A run that was paid: its place and record, its batch computed again, its policy with its own values, what it put in force."""

    out: Path
    record: RunRecord
    batch: ComputedBatch
    changes: Changes

    @property
    def policy(self) -> Policy:
        """The policy without what the run put in force."""
        return self.batch.run.compiled.policy.unchanged()


@dataclass(frozen=True)
class Correction:
    """A batch that corrects a paid run. `lists` are what is to be paid or reclaimed; none where the batch is refused."""

    paid: PaidRun
    batch: ComputedBatch
    changes: Changes
    lists: tuple[PayeeList, ...]

    @property
    def differs(self) -> bool:
        """Whether anybody's amount is another."""
        return any(one.lines for one in self.lists)

    @property
    def back_pay(self) -> Fraction:
        """All that is paid now."""
        return sum((one.back_pay for one in self.lists), NONE)

    @property
    def clawback(self) -> Fraction:
        """All that is reclaimed now."""
        return sum((one.clawback for one in self.lists), NONE)


def paid_run(out: Path, policy: str = "", progress: Progress = quiet) -> PaidRun:
    """A run that was paid, as it was. Raises RunChanged where it is not what it was; it is only read."""
    batch = reopen(out, policy, progress=progress)
    require_correction(out, batch)
    return PaidRun(out, intact(out), batch, read_changes(out))


def correct(
    paid: PaidRun,
    source: Path,
    further: Changes,
    progress: Progress = quiet,
) -> Correction:
    """Compute a paid run again from corrected input, under its policy with what it put in force, and `further` behind that.

    Raises NotCorrectable where no difference could be paid.
    """
    then = paid.changes
    changes = Changes(
        (*then.overlays, *further.overlays),
        (*then.sets, *further.sets),
        tuple(dict.fromkeys((*then.expects, *further.expects))),
        further.mapping,
    )
    policy = changes.applied(paid.policy)
    how: SourceMap | None = changes.mapping
    batch = compute(source, policy, progress, expects=changes.expects, mapping=how).looked
    lists = () if batch.refused else corrected(paid.batch.result, batch.result)
    return Correction(paid, batch, changes, lists)


def publish_correction(
    found: Correction, out: Path, *, lang: Language, formulas: bool = False, progress: Progress = quiet
) -> Path:
    """Write the new batch as a run that says what it corrects, with the list of differences. Raises OutputError, OSError."""
    said = said_of(found.paid.record, {one.file: _sums(one) for one in found.lists})
    return publish(
        found.batch,
        out,
        found.changes,
        lang=lang,
        formulas=formulas,
        beside=partial(_beside, found, lang=lang),
        more=said,
        progress=progress,
    )


def _beside(found: Correction, folder: Path, *, lang: Language) -> None:
    keep_paid(found.paid.out, found.paid.record, folder)
    write_correction(found.lists, found.batch.result.stamp, found.paid.record.sha256, folder, lang)


def _sums(one: PayeeList) -> dict[str, Plain]:
    sums = {"paid": one.paid, "due": one.due, "back_pay": one.back_pay, "clawback": one.clawback}
    return {"payees": len(one.lines), **{name: plain_decimal(value, 2) for name, value in sums.items()}}


def require_correction(out: Path, batch: ComputedBatch) -> None:
    """Raise RunChanged where a run that corrects another does not list what the corrected run paid against what it computes."""
    record = intact(out)
    if not corrected_by(record):
        return
    require_paid(out, record)
    table = pq.read_table(out / f"{CORRECTION}.parquet").select(["list", "key", *SUMS])
    listed = {
        (row["list"], row["key"]): tuple(Fraction(row[name]) for name in SUMS) for row in table.to_pylist()
    }
    if len(listed) != table.num_rows or listed != _expected(out, batch):
        raise RunChanged(
            Text(
                f"{out} 的补发追扣表与已发数额和本次数额之差不符。",
                f"The corrections of {out} are not the differences between what was paid and what is due.",
            )
        )


def corrections_of(out: Path, batch: ComputedBatch, name: str) -> tuple[CorrectionRow, ...]:
    """What a run lists as paid or reclaimed of one of its lists, proved first. Raises RunChanged."""
    require_correction(out, batch)
    rows = pq.read_table(out / f"{CORRECTION}.parquet").to_pylist()
    return tuple(map(_row, (row for row in rows if row["list"] == name)))


def _row(row: dict[str, Any]) -> CorrectionRow:
    key, called, group, state, clause, rule, inputs = (
        str(row[one] or "") for one in ("key", "called", "group", "state", "clause", "rule", "inputs")
    )
    return CorrectionRow(
        key, called, group, state, Fraction(row["paid"]), Fraction(row["due"]), clause, rule, inputs
    )


def changed_rows(
    out: Path, batch: ComputedBatch, level: str, columns: Sequence[str]
) -> tuple[frozenset[int], int] | None:
    """The rows of a level of which some columns say another than the corrected run's list did, or that are new; how many are gone.

    None where no list of what was paid has all of these columns. Raises RunChanged.
    """
    require_correction(out, batch)
    frame, listed = batch.result.frames[level], [one for one in batch.result.files if one.level == level]
    file = next((one for one in listed if (out / KEPT_AS_PAID / f"{one.name}.parquet").is_file()), None)
    if file is None:
        return None
    then, now = (pq.read_table(place / f"{file.name}.parquet") for place in (out / KEPT_AS_PAID, out))
    if not {*columns, *frame.identity} <= {*then.column_names} & {*now.column_names}:
        return None
    before, after = (_told(table, frame.identity, columns) for table in (then, now))
    rows = (row for row, name in enumerate(frame.names()) if before.get(name) != after[name])
    return frozenset(rows), len(before.keys() - after.keys())


def _told(table: pa.Table, identity: Sequence[str], columns: Sequence[str]) -> dict[str, tuple[object, ...]]:
    """What some columns of a table say, by its keys."""
    keys, said = (
        zip(*(table.column(name).to_pylist() for name in names), strict=True) for names in (identity, columns)
    )
    return dict(zip(("/".join(map(str, key)) for key in keys), said, strict=True))


def _expected(out: Path, batch: ComputedBatch) -> dict[tuple[str, str], tuple[Fraction, ...]]:
    """The differences by list and key: of the amounts that the evidence keeps as paid, and those that are computed again."""
    found: dict[tuple[str, str], tuple[Fraction, ...]] = {}
    for file in (one for one in batch.result.files if one.total):
        frame = batch.result.frames[file.level]
        kept = pq.read_table(out / KEPT_AS_PAID / f"{file.name}.parquet")
        columns = [kept.column(name).to_pylist() for name in frame.identity]
        keys = ["/".join(map(str, row)) for row in zip(*columns, strict=True)]
        paid = dict(zip(keys, map(Fraction, kept.column(file.total).to_pylist()), strict=True))
        due = dict(zip(frame.names(), map(Fraction, frame.table[file.total].array), strict=True))
        for key in {*paid, *due}:
            before, after = paid.get(key, NONE), due.get(key, NONE)
            if before != after:
                more = after - before
                found[file.name, key] = (before, after, more, max(more, NONE), max(-more, NONE))
    return found
