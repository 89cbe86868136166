"""Keeping a run: its files by digest, then one record behind the last, all or nothing."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from payout.archive.approvals import require_sound
from payout.archive.corrections import KEPT_AS_PAID, corrected_by
from payout.archive.errors import ArchiveRefused
from payout.archive.kept.chain import append
from payout.archive.kept.contents import Unlike, put
from payout.archive.kept.runs import corrected_in, runs
from payout.archive.manifest import BESIDE
from payout.archive.reopening import RunChanged, intact
from payout.archive.roles import PAGE
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sqlalchemy import Connection

    from payout.archive.kept.chain import ChainRecord, Kind
    from payout.archive.kept.database import Archive
    from payout.archive.kept.runs import Files, Kept
    from payout.archive.manifest import Plain
    from payout.archive.record import RunRecord

SEALED = (
    "manifest.json",
    "provenance.json",
)  # the same result made twice has one manifest, and the first provenance is kept
SAID = ("policy", "year", "totals", "corrects")  # of the manifest, so that a list need not open it


@dataclass(frozen=True)
class Receipt:
    """What was kept: the record that says so; `new` is what it brought. The head of the chain is its digest, if it is the last."""

    entry: ChainRecord
    new: bool
    files: int
    contents: int
    run: str


@dataclass(frozen=True)
class Ready:
    """A run that is whole and soundly signed: its place, its record, and what stands beside its seal."""

    out: Path
    record: RunRecord
    beside: Mapping[str, bytes]


def add(archive: Archive, out: Path) -> Receipt:
    """Keep a run that is whole; what is kept already is kept once, and signatures that came since are added.

    Raises RunChanged where the run is not what it was, or its signatures do not hold; then nothing was kept.
    """
    run = ready(out)
    with archive.writing() as connection:
        return keep(connection, run)


def ready(out: Path) -> Ready:
    """A run to be kept. Raises RunChanged where it is not what it was, or its signatures do not hold."""
    record = intact(out)
    require_sound(out)
    return Ready(out, record, {name: (out / name).read_bytes() for name in BESIDE if (out / name).is_file()})


def keep(connection: Connection, run: Ready) -> Receipt:
    """Keep a run in the transaction that is open, which holds the archive."""
    before = next((one for one in runs(connection) if one.run == run.record.sha256), None)
    return _again(connection, before, run.beside) if before else _first(connection, run)


def _first(connection: Connection, run: Ready) -> Receipt:
    out, record, beside = run.out, run.record, run.beside
    require_place(connection, corrected_by(record), record)
    if hashlib.sha256(beside["manifest.json"]).hexdigest() != record.sha256:
        raise RunChanged(_changed(out))
    sealed = {name: (str(one["sha256"]), int(str(one["size"]))) for name, one in record.files.items()}
    files = {**sealed, **_sizes(beside)}
    new = sum(_put(connection, out, name, files[name], beside.get(name)) for name in sorted(files))
    said: dict[str, Plain] = {name: record.manifest[name] for name in SAID if name in record.manifest}
    entry = _appended(connection, "run", record.sha256, files, said)
    return Receipt(entry, new=True, files=len(files), contents=new, run=record.sha256)


def require_place(connection: Connection, corrects: str, record: RunRecord | None = None) -> None:
    """Raise ArchiveRefused where a run would correct one that is not kept, or is corrected already.

    RunChanged where it keeps as paid what that one did not pay.
    """
    if not corrects:
        return
    every = runs(connection)
    other = corrected_in(every, corrects)
    if other is not None:
        raise ArchiveRefused(
            Text(
                f"此次运行已由第 {other.number} 号记录更正。请更正那一次,否则差额会发两次。",
                f"This run is corrected by record {other.number} already. Correct that one, or its differences are paid twice.",
            )
        )
    if record is None:
        return
    paid = next((one for one in every if one.run == corrects), None)
    if paid is None:
        raise ArchiveRefused(Text("请先存入被更正的那次运行。", "Keep the run that is corrected first."))
    for name in record.manifest["totals"]:
        here, there = (
            record.files.get(f"{KEPT_AS_PAID}/{name}.parquet", {}),
            paid.files.get(f"{name}.parquet", ("", 0)),
        )
        if here.get("sha256") != there[0]:
            raise RunChanged(
                Text(
                    f"所存的已发数额 {name} 不是第 {paid.number} 号记录所发的。",
                    f"What it keeps as paid ({name}) is not what record {paid.number} paid.",
                )
            )


def _again(connection: Connection, before: Kept, beside: Mapping[str, bytes]) -> Receipt:
    """Add what came to stand beside a run since it was kept; a signature that is kept is never exchanged."""
    came = {name: one for name, one in _sizes(beside).items() if before.files.get(name) != one}
    came = {name: one for name, one in came.items() if name not in SEALED}
    astray = [name for name in came if name in before.files and name != PAGE]
    if astray:
        raise RunChanged(
            Text(
                f"存档中此次运行的 {'、'.join(astray)} 与此不同。",
                f"The archive holds another {', '.join(astray)} of this run.",
            )
        )
    if not came:
        return Receipt(before.entries[-1], new=False, files=0, contents=0, run=before.run)
    new = sum(put(connection, io.BytesIO(beside[name]), *one) for name, one in came.items())
    entry = _appended(connection, "beside", before.run, came, {})
    return Receipt(entry, new=True, files=len(came), contents=new, run=before.run)


def _appended(
    connection: Connection, kind: Kind, run: str, files: Files, said: dict[str, Plain]
) -> ChainRecord:
    listed: dict[str, Plain] = {
        name: {"sha256": digest, "size": size} for name, (digest, size) in files.items()
    }
    return append(connection, kind, {"run": run, "files": listed, "said": said})


def _sizes(beside: Mapping[str, bytes]) -> Files:
    return {name: (hashlib.sha256(data).hexdigest(), len(data)) for name, data in beside.items()}


def _put(connection: Connection, out: Path, name: str, known: tuple[str, int], held: bytes | None) -> bool:
    stream: BinaryIO
    try:
        with io.BytesIO(held) if held is not None else (out / name).open("rb") as stream:
            return put(connection, stream, *known)
    except Unlike:
        raise RunChanged(_changed(out)) from None


def _changed(out: Path) -> Text:
    return Text(f"{out} 在存入时被改动。", f"{out} was changed while it was being kept.")
