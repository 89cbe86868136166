"""What a run says of the run that it corrects, and what it keeps of it: its manifest and what it paid, byte for byte."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from payout.archive.record import Damaged, read_record
from payout.archive.reopening import RunChanged
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from payout.archive.manifest import Plain
    from payout.archive.record import RunRecord

KEPT_AS_PAID = (
    "evidence/paid"  # what the corrected run paid: its manifest.json, and its tables that have a total
)


def corrects_of(out: Path) -> str:
    """The digest of the run that this one corrects; blank where it corrects none.

    A run that corrects another is paid by its differences (`correction.parquet`), never by its own amounts. Raises RunChanged.
    """
    try:
        return corrected_by(read_record(out))
    except Damaged as fault:
        raise RunChanged(Text(f"{out} 不是运行结果。", f"{out} is no run.")) from fault


def corrected_by(record: RunRecord) -> str:
    """The digest of the run that a run corrects, by its record; blank where it corrects none."""
    said = record.manifest.get("corrects")
    return str(said["run"]) if isinstance(said, dict) and "run" in said else ""


def said_of(record: RunRecord, totals: Mapping[str, Plain]) -> dict[str, Plain]:
    """What a manifest says of the run that is corrected, how many corrections there were, and what is paid and reclaimed by list."""
    before = record.manifest.get("corrects")
    number = int(before["number"]) + 1 if isinstance(before, dict) else 1
    return {"corrects": {"run": record.sha256, "number": number, "totals": dict(totals)}}


def keep_paid(paid: Path, record: RunRecord, folder: Path) -> None:
    """Copy what the corrected run paid into a run's evidence."""
    home = folder / KEPT_AS_PAID
    home.mkdir(parents=True)
    (home / "manifest.json").write_bytes((paid / "manifest.json").read_bytes())
    for name in record.manifest["totals"]:
        (home / f"{name}.parquet").write_bytes((paid / f"{name}.parquet").read_bytes())


def require_paid(out: Path, record: RunRecord) -> dict[str, Plain]:
    """The manifest of the corrected run, as the evidence has it. Raises RunChanged where it, or a table beside it, is another."""
    run = corrected_by(record)
    content = (out / KEPT_AS_PAID / "manifest.json").read_bytes()
    found: dict[str, Plain] = json.loads(content) if hashlib.sha256(content).hexdigest() == run else {}
    totals, files = found.get("totals"), found.get("files")
    if not isinstance(totals, dict) or not isinstance(files, dict):
        raise RunChanged(_astray(out))
    for name in totals:
        data = (out / KEPT_AS_PAID / f"{name}.parquet").read_bytes()
        sealed = files.get(f"{name}.parquet")
        if not isinstance(sealed, dict) or sealed.get("sha256") != hashlib.sha256(data).hexdigest():
            raise RunChanged(_astray(out))
    return found


def _astray(out: Path) -> Text:
    return Text(
        f"{out} 所存的已发数额不是被更正的运行的。",
        f"What {out} keeps as paid is not what the corrected run paid.",
    )
