"""Where the tables are: the sheets of a workbook, the files of a folder."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, NoReturn, TypeAlias

from payout.findings import Place
from payout.intake.apart import Allowance, Exceeded, begun, size_of
from payout.intake.catalogue import make
from payout.intake.dataset import SUFFIX, data_set, read_parts
from payout.intake.delimited import read_csv, read_csv_grid
from payout.intake.frames import Frames, frame_file, read_frame
from payout.intake.mapping.mapped import Mapped, Sourced
from payout.intake.naming import Names, stem
from payout.intake.package import LIMITS, open_package
from payout.intake.parquet import read_parquet
from payout.intake.refusing import Unreadable, refuse
from payout.intake.sheet import first_rows, read_grid, read_sheet
from payout.intake.unread import Unread, holds_parts, is_ignored, told, told_of_folder, unread_file
from payout.intake.workbook import open_workbook
from payout.rules.compiled.result import SourceFile
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from pathlib import Path

    import pandas as pd

    from payout.findings import Finding
    from payout.intake.mapping.declared import SourceMap
    from payout.intake.raw import RawGrid, RawTable
    from payout.rules.policy.tables import Table

READERS = {".csv": read_csv, SUFFIX: read_parquet}


Opened: TypeAlias = "Callable[[], Sourced]"  # what waits for the tables of a source that is being read


@contextmanager
def opening(
    path: Path | Frames, tables: Sequence[Table], mapping: SourceMap | None = None
) -> Iterator[Opened]:
    """Begin to read a workbook, a folder, or tables in memory; whatever is wrong with them is a finding. Give what waits for them.

    With a mapping the sheets and files that it names are read as it says, the others as ever; one file may then be CSV or Parquet.
    Files are read in a process of its own, within limits of memory and time (see `apart`), which who leaves the block ends.
    What waits raises MappingFault where the mapping names what the source has not.
    """
    mapped = Mapped(mapping, {table.name: table for table in tables})
    if isinstance(path, Frames):
        yield partial(_in_memory, path, tables, mapped)
        return
    if not path.exists():
        found = make("E101", Place(path.name), name=path.name)
        yield partial(Sourced, {}, (), (found,), _names(tables))
        return
    with begun(partial(_files, path, tables, mapped), Allowance.for_file(size_of(path))) as answer:
        yield partial(_within, answer, path, tables)


def _within(answer: Opened, path: Path, tables: Sequence[Table]) -> Sourced:
    """What a process of its own has read; where it was ended, a finding says so."""
    try:
        return answer()
    except Exceeded as exceeded:
        found = make("E135", Place(path.name), what=exceeded.what)
        return Sourced({}, (), (found,), _names(tables))


def _in_memory(given: Frames, tables: Sequence[Table], mapped: Mapped) -> Sourced:
    mapped.require(given.tables)
    return mapped.finished(_frames(given, tables, mapped))


def _files(path: Path, tables: Sequence[Table], mapped: Mapped) -> Sourced:
    if path.is_dir() or (mapped.mapping is not None and path.is_file() and _is_readable(path)):
        there = [path] if path.is_file() else path.iterdir()
        entries = [one for one in there if not is_ignored(one.name) and not mapped.is_itself(one)]
        mapped.require([one.name for one in entries])
        return mapped.finished(_folder(path, entries, tables, mapped))
    if not path.is_file():
        return Sourced({}, (), (make("E101", Place(path.name), name=path.name),), _names(tables))
    if path.stat().st_size > LIMITS.total_bytes:
        most = f"{LIMITS.total_bytes >> 20} MB"
        size = f"{path.stat().st_size >> 20} MB"
        found = make("E104", Place(path.name), part=path.name, what=size, limit=most)
        return Sourced({}, (), (found,), _names(tables))
    data = path.read_bytes()
    file = _file(path.name, data)
    try:
        return mapped.finished(_workbook(data, file, tables, mapped))
    except Unreadable as refused:
        return Sourced({}, (file,), (refused.finding,), _names(tables))


def _frames(given: Frames, tables: Sequence[Table], mapped: Mapped) -> Sourced:
    names = Names.of(tables)
    raw: dict[str, RawTable] = {}
    files: list[SourceFile] = []
    findings: list[Finding] = []
    unread: list[Unread] = []
    for word, frame in given.tables.items():
        name = names.table(word)
        if mapped.takes(word):
            files += [frame_file(frame, word)] * mapped.read(word, partial(read_frame, frame, word))
        elif not name:
            unread.append(Unread(Place(word), word, word, partial(_headers, frame)))
        elif name in raw:
            findings.append(make("E112", Place(word), this=word, other=raw[name].file))
        else:
            raw[name] = read_frame(frame, word)
            files.append(frame_file(frame, word))
    doubtful, lost = told(unread, names, raw.keys() | mapped.tables_fed)
    return Sourced(raw, tuple(files), (*findings, *doubtful), frozenset(lost))


def _headers(frame: pd.DataFrame) -> list[list[str]]:
    return [[str(header) for header in frame.columns]]


def _names(tables: Iterable[Table]) -> frozenset[str]:
    return frozenset(table.name for table in tables)


def _file(name: str, data: bytes) -> SourceFile:
    """What is recorded of a file: of the very bytes that are read, for a file may be exchanged while it is read."""
    return SourceFile(name, hashlib.sha256(data).hexdigest(), len(data))


def _workbook(data: bytes, file: SourceFile, tables: Sequence[Table], mapped: Mapped) -> Sourced:
    package = open_package(data, file.name)
    with package.archive:
        workbook = open_workbook(package)
        names = Names.of(tables)
        mapped.require([sheet.name for sheet in workbook.sheets])
        findings = [make("W104", package.place)] if workbook.linked else []
        raw: dict[str, RawTable] = {}
        lost: set[str] = set()
        seen: dict[str, str] = {}
        unread: list[Unread] = []
        for sheet in workbook.sheets:
            place = Place(file.name, sheet.name)
            name = names.table(sheet.name)
            if mapped.takes(sheet.name):
                grid = partial(read_grid, workbook, sheet)
                mapped.read(sheet.name, partial(_refuse_hidden, place) if sheet.hidden else grid)
            elif not name:
                unread.append(Unread(place, sheet.name, sheet.name, partial(first_rows, workbook, sheet)))
            elif name in seen:
                findings.append(make("E112", place, this=sheet.name, other=seen[name]))
            elif sheet.hidden:
                findings.append(make("E113", place, name=sheet.name))
                lost.add(name)
            else:
                seen[name] = sheet.name
                try:
                    raw[name] = read_sheet(workbook, sheet)
                except Unreadable as refused:
                    findings.append(refused.finding)
                    lost.add(name)
        doubtful, near = told(unread, names, seen.keys() | lost | mapped.tables_fed)
    return Sourced(raw, (file,), (*findings, *doubtful), frozenset((lost - raw.keys()) | near))


def _refuse_hidden(place: Place) -> NoReturn:
    refuse("E113", place, name=place.sheet)


def _folder(path: Path, files_in: Sequence[Path], tables: Sequence[Table], mapped: Mapped) -> Sourced:
    names = Names.of(tables)
    raw: dict[str, RawTable] = {}
    files: list[SourceFile] = []
    findings: list[Finding] = []
    seen: dict[str, str] = {}
    lost: set[str] = set()
    entries = sorted(files_in, key=lambda entry: entry.name)
    for one in [one for one in entries if mapped.takes(one.name)]:
        entries.remove(one)
        mapped.read(one.name, partial(_read_as_mapped, one, files))
    tables_of = {one: _table_of(one, names) for one in entries}
    for one, name in tables_of.items():
        if not name:
            continue
        if name in seen:
            findings.append(make("E112", Place(one.name), this=one.name, other=seen[name]))
            continue
        seen[name] = one.name
        try:
            raw[name] = _read(one, files)
        except Unreadable as refused:
            findings += data_set(one).findings if one.is_dir() else ()
            findings += [refused.finding] if refused.finding not in findings else ()
            lost.add(name)
    others = [one for one, name in tables_of.items() if not name]
    doubtful, near = _not_tables(others, names, seen.keys() | mapped.tables_fed)
    if not seen and not near and not mapped.tables_fed:
        findings.append(
            make("E101", Place(path.name), name=Text(f"{path.name} 里的表", f"table in {path.name}"))
        )
    return Sourced(raw, tuple(files), (*findings, *doubtful), frozenset(lost | near))


def _table_of(path: Path, names: Names) -> str:
    """The table that a file or a data set is by its name; blank where it is none's."""
    if _is_readable(path):
        return names.table(path.stem)
    return names.table(stem(path.name)) if path.is_dir() and holds_parts(path) else ""


def _read(path: Path, files: list[SourceFile]) -> RawTable:
    """The table of a file or a data set; `files` is told of all that was read. Raises Unreadable."""
    if path.is_dir():
        return read_parts(path.name, _parts(path, files))
    data = path.read_bytes()
    files.append(_file(path.name, data))
    return READERS[path.suffix.lower()](data, path.name)


def _read_as_mapped(path: Path, files: list[SourceFile]) -> RawGrid | RawTable:
    """What a mapping makes tables of: of a CSV no row is taken for its header. Raises Unreadable."""
    if path.is_dir() or path.suffix.lower() == SUFFIX:
        return _read(path, files)
    data = path.read_bytes()
    files.append(_file(path.name, data))
    return read_csv_grid(data, path.name)


def _parts(folder: Path, files: list[SourceFile]) -> Iterator[tuple[str, bytes]]:
    """The parts of a data set, by the names that findings call them. Raises Unreadable where something else stands there."""
    found = data_set(folder)
    if found.findings:
        raise Unreadable(found.findings[0])
    for part in found.parts:
        name, data = f"{folder.name}/{part.name}", part.read_bytes()
        files.append(_file(name, data))
        yield name, data


def _is_readable(path: Path) -> bool:
    return path.suffix.lower() in READERS and path.is_file()


def _not_tables(entries: list[Path], names: Names, there: Collection[str]) -> tuple[list[Finding], set[str]]:
    """What else stands in a folder: files that are not read, folders."""
    files = [unread_file(one, Place(one.name)) for one in entries if not one.is_dir()]
    findings, lost = told(files, names, there)
    for one in entries:
        if one.is_dir():
            more, inside = told_of_folder(one, Place(one.name), names, there)
            findings += more
            lost |= inside
    return findings, lost
