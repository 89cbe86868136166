"""Where the tables are: the sheets of a workbook, the files of a folder."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from payout.findings import Place
from payout.intake.catalogue import make
from payout.intake.cells import hint, nearest
from payout.intake.delimited import read_csv
from payout.intake.frames import Frames, frame_file, read_frame
from payout.intake.headers import OWN, plain
from payout.intake.package import Refused, open_package
from payout.intake.parquet import read_parquet
from payout.intake.sheet import read_sheet
from payout.intake.workbook import open_workbook
from payout.rules.compiled.result import SourceFile
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from payout.findings import Finding
    from payout.intake.raw import RawTable
    from payout.rules.policy.tables import Table

INSTRUCTIONS = {"填表说明", "instructions"}
READERS = {".csv": read_csv, ".parquet": read_parquet}


@dataclass(frozen=True)
class Sourced:
    """The raw tables of a source by table name, its files, and what was found on the way."""

    raw: dict[str, RawTable]
    files: tuple[SourceFile, ...]
    findings: tuple[Finding, ...]
    lost: frozenset[str] = frozenset()  # tables that are there and could not be read


def open_source(path: Path | Frames, tables: Sequence[Table]) -> Sourced:
    """Read a workbook, a folder, or tables in memory; whatever is wrong with them is a finding."""
    if isinstance(path, Frames):
        return _frames(path, tables)
    if path.is_dir():
        return _folder(path, tables)
    if not path.is_file():
        return Sourced({}, (), (make("E101", Place(path.name), name=path.name),), _names(tables))
    file = _hashed(path)
    try:
        return _workbook(path, file, tables)
    except Refused as refused:
        return Sourced({}, (file,), (refused.finding,), _names(tables))


def _frames(given: Frames, tables: Sequence[Table]) -> Sourced:
    known = {plain(word): table.name for table in tables for word in (table.zh, table.name)}
    raw: dict[str, RawTable] = {}
    files: list[SourceFile] = []
    findings: list[Finding] = []
    for word, frame in given.tables.items():
        name = known.get(plain(word))
        if name is None:
            findings += _unused(word, Place(word), known)
        elif name in raw:
            findings.append(make("E112", Place(word), this=word, other=raw[name].file))
        else:
            raw[name] = read_frame(frame, word)
            files.append(frame_file(frame, word))
    return Sourced(raw, tuple(files), tuple(findings))


def _names(tables: Iterable[Table]) -> frozenset[str]:
    return frozenset(table.name for table in tables)


def _hashed(path: Path) -> SourceFile:
    with path.open("rb") as handle:
        total = hashlib.file_digest(handle, "sha256").hexdigest()
    return SourceFile(path.name, total, path.stat().st_size)


def _workbook(path: Path, file: SourceFile, tables: Sequence[Table]) -> Sourced:
    package = open_package(path, file.name)
    with package.archive:
        workbook = open_workbook(package)
        known = {plain(word): table.name for table in tables for word in (table.zh, table.name)}
        findings = [make("W104", package.place)] if workbook.linked else []
        raw: dict[str, RawTable] = {}
        lost: set[str] = set()
        seen: dict[str, str] = {}
        for sheet in workbook.sheets:
            place = Place(file.name, sheet.name)
            name = known.get(plain(sheet.name))
            if name is None:
                findings += _unused(sheet.name, place, known)
            elif name in seen:
                findings.append(make("E112", place, this=sheet.name, other=seen[name]))
            elif sheet.hidden:
                findings.append(make("E113", place, name=sheet.name))
                lost.add(name)
            else:
                seen[name] = sheet.name
                try:
                    raw[name] = read_sheet(workbook, sheet)
                except Refused as refused:
                    findings.append(refused.finding)
                    lost.add(name)
    return Sourced(raw, (file,), tuple(findings), frozenset(lost - raw.keys()))


def _unused(name: str, place: Place, known: dict[str, str]) -> list[Finding]:
    if plain(name).startswith(OWN) or plain(name) in INSTRUCTIONS:
        return []
    return [make("W102", place, name=name, hint=hint(nearest(plain(name), known)))]


def _folder(path: Path, tables: Sequence[Table]) -> Sourced:
    known = {plain(word): table.name for table in tables for word in (table.zh, table.name)}
    raw: dict[str, RawTable] = {}
    files: list[SourceFile] = []
    findings: list[Finding] = []
    seen: dict[str, str] = {}
    lost: set[str] = set()
    for one in sorted(path.iterdir(), key=lambda entry: entry.name):
        name = known.get(plain(one.stem))
        if one.suffix.lower() not in READERS or not one.is_file() or one.name.startswith("."):
            continue
        if name is None:
            findings += _unused(one.stem, Place(one.name), known)
        elif name in seen:
            findings.append(make("E112", Place(one.name), this=one.name, other=seen[name]))
        else:
            seen[name] = one.name
            data = one.read_bytes()
            files.append(SourceFile(one.name, hashlib.sha256(data).hexdigest(), len(data)))
            try:
                raw[name] = READERS[one.suffix.lower()](data, one.name)
            except Refused as refused:
                findings.append(refused.finding)
                lost.add(name)
    if not seen:
        findings.append(
            make("E101", Place(path.name), name=Text(f"{path.name} 里的表", f"table in {path.name}"))
        )
    return Sourced(raw, tuple(files), tuple(findings), frozenset(lost))
