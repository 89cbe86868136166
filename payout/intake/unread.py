"""What stands in a source and is not read: whether it may be a table whose name or place is not quite right.

A sheet, a file or a frame that is no table's by its name is a warning, unless it may be one (see `naming`): then it is an
error, for a table that is not read pays other amounts in silence. So is a table under a suffix that is not read, and so
are tables in a folder inside the source.
"""

from __future__ import annotations

import csv
import io
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from payout.intake.catalogue import make
from payout.intake.naming import is_own, stem
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from pathlib import Path

    from payout.findings import Finding, Place
    from payout.intake.naming import Names
    from payout.rules.policy.tables import Table

MOST = 500  # things whose names are looked at; a folder of more is no folder of tables
MOST_INSIDE = 200  # files of a folder inside the source
SHOWN = 3
HEAD_BYTES = 1 << 16
HEAD_ROWS = 10
TABULAR = (
    ".csv",
    ".tsv",
    ".txt",
    ".tab",
    ".parquet",
    ".xlsx",
    ".xlsm",
    ".xls",
    ".xlsb",
    ".et",
    ".ods",
    ".json",
)
OF_DATA_SETS = ("_SUCCESS", "_metadata", "_common_metadata", "_temporary")
OF_SYSTEMS = ("thumbs.db", "desktop.ini")  # what systems leave behind in folders
Rows = list[list[str]]


@dataclass(frozen=True)
class Unread:
    """A thing that is not read: how it is shown, what its name says, and its first rows as texts, read when asked."""

    place: Place
    shown: str
    said: str
    rows: Callable[[], Rows]
    is_file: bool = False


def told(unread: Iterable[Unread], names: Names, there: Collection[str]) -> tuple[list[Finding], set[str]]:
    """The finding of each thing, and the tables that are not there and that one of them may be."""
    findings: list[Finding] = []
    lost: set[str] = set()
    things = [one for one in unread if not is_own(one.said)]
    for one in things[:MOST]:
        table, why = _meant(one, names, there)
        if table is None:
            findings.append(make("W102", one.place, name=one.shown))
            continue
        findings.append(make("E131", one.place, name=one.shown, why=why, how=_how(one, table, there)))
        if table.name not in there:
            lost.add(table.name)
    if len(things) > MOST:
        rest = Text(f"另有 {len(things) - MOST} 项", f"{len(things) - MOST} more things")
        findings.append(make("W102", things[MOST].place, name=rest))
    return findings, lost


def _meant(one: Unread, names: Names, there: Collection[str]) -> tuple[Table | None, Text]:
    """The table that a thing may be, and why."""
    table = names.near(one.said, there)
    if table is not None and names.table(one.said):
        return table, Text(
            f"表“{table.zh}”不从这样的文件读取", f"the table {table.name} is not read from such a file"
        )
    if table is not None:
        return table, Text(f"名称与表“{table.zh}”相近", f"its name is near that of the table {table.name}")
    found = (names.by_columns(row, there) for row in one.rows())
    table = next((table for table in found if table is not None), None)
    if table is None:
        return None, Text("", "")
    return table, Text(f"其中的列是表“{table.zh}”的列", f"it has the columns of the table {table.name}")


def _how(one: Unread, table: Table, there: Collection[str]) -> Text:
    own = Text("自用的，名称前加 x_", "put x_ before the name of what is your own")
    if table.name in there:
        zh, en = f"内容并入表“{table.zh}”，或删去", f"put its rows into the table {table.name}, or remove it"
    elif one.is_file:
        zh, en = f"是这张表就另存为 {table.name}.csv", f"if it is that table, save it as {table.name}.csv"
    else:
        zh, en = f"是这张表就改名为“{table.zh}”", f"if it is that table, rename it to {table.name}"
    return Text(f"{zh}；{own.zh}", f"{en}; {own.en}")


# ---- files and folders ------------------------------------------------------------------------------


def is_ignored(name: str) -> bool:
    """Whether nobody put a file there: hidden ones, what systems and open spreadsheets leave behind."""
    return name.startswith((".", "~$")) or name.lower() in OF_SYSTEMS


def unread_file(path: Path, place: Place) -> Unread:
    """A file of a folder that is not read."""
    return Unread(place, path.name, stem(path.name), lambda: first_rows(path), is_file=True)


def holds_parts(folder: Path) -> bool:
    """Whether a folder holds Parquet files, or what stands beside and around them: then it is meant for a data set."""
    try:
        names = [one.name for one in folder.iterdir() if not is_own(one.name)]
    except OSError:
        return False
    return any(name.lower().endswith(".parquet") or name in OF_DATA_SETS or "=" in name for name in names)


def told_of_folder(
    path: Path, place: Place, names: Names, there: Collection[str]
) -> tuple[list[Finding], set[str]]:
    """The finding of a folder inside the source, and the tables that are not there and that its files may be."""
    if is_own(path.name):
        return [], set()
    files = _inside(path)
    tables = [names.near(stem(name), there) for name in (*files, path.name)]
    near = {table.name: table for table in tables if table is not None}
    if not near and not any(name.lower().endswith(TABULAR) for name in files):
        return [make("W102", place, name=f"{path.name}/")], set()
    some = ", ".join(files[:SHOWN]) + (" …" if len(files) > SHOWN else "")
    zh = "、".join(f"“{table.zh}”" for table in near.values())
    why = Text(
        f"不读里层的文件夹，其中有 {some}" + (f"，可能是表{zh}" if near else ""),
        f"folders inside are not read; it holds {some}"
        + (f", which may be {', '.join(near)}" if near else ""),
    )
    how = Text(
        "把表移到外层；是一张表的 Parquet 分片时，文件夹改用表名；自用的，文件夹名前加 x_",
        "move the tables out of it; where it is one table in Parquet parts, give it the table's name; "
        "put x_ before the name of a folder of your own",
    )
    return [make("E131", place, name=f"{path.name}/", why=why, how=how)], set(near) - set(there)


def _inside(folder: Path) -> list[str]:
    """The names of files inside a folder, at any depth, the first of them."""
    found: list[str] = []
    for _, folders, files in os.walk(folder):
        folders.sort()
        found += [name for name in sorted(files) if not is_ignored(name)]
        if len(found) >= MOST_INSIDE:
            break
    return found[:MOST_INSIDE]


def first_rows(path: Path) -> Rows:
    """The first rows of a file of texts or a Parquet file, none where it is something else."""
    if not path.is_file():  # a pipe would be waited for
        return []
    if path.suffix.lower() == ".parquet":
        try:
            with path.open("rb") as handle:
                return [pq.read_schema(handle).names]
        except (pa.ArrowException, OSError, UnicodeDecodeError):
            return []
    try:
        with path.open("rb") as handle:
            head = handle.read(HEAD_BYTES)
    except OSError:
        return []
    return _split(_text(head))


def _text(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", errors="replace")
    if b"\x00" in head:
        return ""
    text = head.removeprefix(b"\xef\xbb\xbf").decode("utf-8", errors="replace")
    return text if text.count("�") < 2 else head.decode("gb18030", errors="replace")  # the last may be cut


def _split(text: str) -> Rows:
    line = text.partition("\n")[0]
    mark = max(",\t;|", key=line.count)
    try:
        records = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
        return [record for record, _ in zip(records, range(HEAD_ROWS), strict=False)]
    except csv.Error:
        return []
