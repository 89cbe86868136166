"""A run given back as it was, file by file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payout.archive.kept.contents import Unlike, parts
from payout.archive.publish import published
from payout.archive.record import is_inside
from payout.archive.reopening import RunChanged
from payout.text import Text

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

    from payout.archive.kept.database import Archive
    from payout.archive.kept.runs import Kept


def export(archive: Archive, kept: Kept, out: Path) -> Path:
    """Write a run's directory, byte for byte as it was kept, whole or not at all.

    Raises OutputExists where something stands there, RunChanged where a file is not what it was; then nothing was written.
    """
    with published(out) as folder, archive.reading() as connection:
        for name, (sha256, _) in sorted(kept.files.items()):
            if not is_inside(name):
                raise RunChanged(_damaged(kept, "…"))
            _write(connection, folder / name, sha256, _damaged(kept, name))
    return out


def _write(connection: Connection, path: Path, sha256: str, damaged: Text) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("xb") as stream:
            for data in parts(connection, sha256):
                stream.write(data)
    except Unlike:
        raise RunChanged(damaged) from None


def _damaged(kept: Kept, name: str) -> Text:
    return Text(
        f"存档中此次运行(第 {kept.number} 号记录)的 {name} 已缺损。",
        f"{name} of this run (record {kept.number}) is damaged in the archive.",
    )
