"""A Parquet data set: a folder that bears a table's name and holds it in parts, as Spark and Dask write it.

Parts are read in the order of their names, as one table. Each is read with all the guards of a file; what else stands there is known or
refused by name, for a part that is not read pays other amounts in silence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from payout.findings import Place
from payout.intake.catalogue import make
from payout.intake.columns import plain
from payout.intake.naming import is_own
from payout.intake.package import LIMITS
from payout.intake.parquet import MOST_ROWS, read_parquet
from payout.intake.raw import DATE, FLAG, NUMBER, TEXT, RawTable, refused_column
from payout.intake.refusing import refuse
from payout.intake.unread import is_ignored
from payout.rules.policy.checked import FilePart
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from payout.findings import Finding
    from payout.intake.raw import RawColumn

SUFFIX = ".parquet"
SHOWN = 6
CODED = pa.dictionary(pa.int32(), pa.string())
METADATA = "_metadata"
MARKERS = re.compile(r"_SUCCESS|_metadata|_common_metadata|_(committed|started)_[0-9]+|.+\.crc")
PARTITION = re.compile(r"([^=]+)=.*")
KINDS = {
    TEXT: Text("文字", "texts"),
    NUMBER: Text("数字", "numbers"),
    FLAG: Text("是否", "flags"),
    DATE: Text("日期", "dates"),
}


@dataclass(frozen=True)
class DataSet:
    """The parts of a table in the order of their names, and what else is wrong with their folder."""

    name: str
    parts: tuple[Path, ...]
    findings: tuple[Finding, ...]


def data_set(folder: Path) -> DataSet:
    """What a folder holds of a table."""
    entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
    entries = [one for one in entries if not is_ignored(one.name) and not is_own(one.name)]
    parts = tuple(one for one in entries if one.suffix.lower() == SUFFIX and _is_file(one))
    others = [one for one in entries if one not in set(parts) and not MARKERS.fullmatch(one.name)]
    strange = [folder] if folder.is_symlink() else others
    findings = [_strange(one, folder) for one in strange]
    findings += [] if findings else _not_as_listed(folder, [one.name for one in parts])
    if not parts and not findings:
        none = Text("里面没有 .parquet 文件", "it holds no .parquet file")
        again = Text("从来源重新导出", "export it from its source again")
        findings = [make("E136", Place(folder.name), name=f"{folder.name}/", why=none, how=again)]
    if len(parts) > LIMITS.members:
        what, limit = Text(f"{len(parts)} 个分片", f"{len(parts)} parts"), LIMITS.members
        findings = [make("E104", Place(folder.name), part=f"{folder.name}/", what=what, limit=limit)]
    return DataSet(folder.name, parts, tuple(findings))


def _is_file(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _strange(path: Path, folder: Path) -> Finding:
    """The finding of what stands in a data set and is no part of it."""
    name = folder.name if path == folder else f"{folder.name}/{path.name}"
    partition = PARTITION.fullmatch(path.name)
    if path.is_symlink():
        why = Text("是链接,不是文件本身", "it is a link, not the thing itself")
        how = Text("换成它所指的文件", "put what it points to in its place")
    elif path.is_dir() and partition is not None:
        column = partition[1]
        why = Text(
            f"按列 {column} 分了文件夹,该列的值不在文件里",
            f"it is a partition: the values of {column} stand in the names of folders, not in the files",
        )
        how = Text(
            "重新导出,不按列分文件夹(去掉 partitionBy、partition_on)",
            "export it again without partitions (no partitionBy, no partition_on)",
        )
    elif path.is_dir():
        why = Text("不读里层的文件夹", "folders inside are not read")
        how = Text(
            "把分片移到外层;写了一半的(_temporary)重新导出",
            "move its parts out of it; where writing was not finished (_temporary), export it again",
        )
    else:
        why = Text("不是 .parquet 分片", "it is no .parquet part")
        how = Text("移出文件夹;自用的,名称前加 x_", "move it out; put x_ before the name of what is your own")
    return make("E136", Place(name), name=name, why=why, how=how)


def _not_as_listed(folder: Path, parts: Sequence[str]) -> list[Finding]:
    """Parts that the list of a data set names and that are not there, or that it does not name."""
    if not (folder / METADATA).is_file():
        return []
    listed = _listed(folder / METADATA)
    if listed is None:
        name = f"{folder.name}/{METADATA}"
        why = Text("读不出来", "it cannot be read")
        how = Text(
            f"从来源重新导出,或删去 {METADATA}", f"export it from its source again, or remove {METADATA}"
        )
        return [make("E136", Place(name), name=name, why=why, how=how)]
    found = [
        (one, Text(f"{METADATA} 列有它,文件夹里没有", f"{METADATA} names it, and it is not there"))
        for one in sorted(listed - {*parts})
    ]
    found += [
        (one, Text(f"{METADATA} 没有列它", f"{METADATA} does not name it"))
        for one in parts
        if listed and one not in listed
    ]
    how = Text(
        f"从来源重新导出;分片确实齐全时删去 {METADATA}",
        f"export it from its source again; where just these parts are right, remove {METADATA}",
    )
    return [
        make("E136", Place(f"{folder.name}/{one}"), name=f"{folder.name}/{one}", why=why, how=how)
        for one, why in found
    ]


def _listed(metadata: Path) -> set[str] | None:
    """The parts that a data set says it has; None where that cannot be read."""
    try:
        meta = pq.read_metadata(metadata)
        paths = [
            meta.row_group(group).column(0).file_path
            for group in range(meta.num_row_groups)
            if meta.num_columns
        ]
    except (pa.ArrowException, OSError, UnicodeDecodeError):
        return None
    return {path for path in paths if path}


def read_parts(name: str, parts: Iterable[tuple[str, bytes]]) -> RawTable:
    """The parts of a data set as one table. Raises Unreadable for a part that cannot be read, or is not like those before it."""
    raws: list[RawTable] = []
    rows = 0
    for file, data in parts:
        raws.append(read_parquet(data, file))
        _refuse_other_columns(raws[0], raws[-1])
        rows += len(raws[-1].rows)
        if rows > MOST_ROWS:
            what = Text(f"超过 {MOST_ROWS:,} 行", f"more than {MOST_ROWS:,} rows")
            refuse("E104", Place(name), part=f"{name}/", what=what, limit=f"{MOST_ROWS:,}")
    firsts = np.cumsum([2, *(len(raw.rows) for raw in raws)]).tolist()
    of = tuple(FilePart(raw.file, first) for raw, first in zip(raws, firsts, strict=False))
    findings = tuple(finding for raw in raws for finding in raw.findings)
    columns = [list(raw.columns) for raw in raws]
    del raws
    whole = tuple(_whole([each.pop(0) for each in columns], of) for _ in range(len(columns[0])))
    return RawTable(name, "", np.arange(2, rows + 2, dtype=np.int64), whole, findings, parts=of)


def _refuse_other_columns(first: RawTable, other: RawTable) -> None:
    """Refuse a part that has not the columns of the first, in their order."""
    there, here = ([column.header for column in raw.columns] for raw in (first, other))
    if here == there:
        return
    lacks, more = (
        [one for one in one_side if one not in others] for one_side, others in ((there, here), (here, there))
    )
    found = Text(*(_said(lacks, more, lang) for lang in ("zh", "en")))
    refuse("E137", Place(other.file, row=1), found=found, other=first.file)


def _said(lacks: Sequence[str], more: Sequence[str], lang: str) -> str:
    mark, without, with_more, order = {
        "zh": ("、", "缺 ", "多 ", "各列次序不同"),
        "en": (", ", "it lacks ", "it has also ", "its columns stand in another order"),
    }[lang]
    told = [
        f"{word}{mark.join(heads[:SHOWN])}" for word, heads in ((without, lacks), (with_more, more)) if heads
    ]
    return mark.join(told) or order


def _whole(columns: Sequence[RawColumn], parts: Sequence[FilePart]) -> RawColumn:
    """One column of all parts. What holds nothing in a part is of any kind there."""
    rows = sum(len(column.texts) for column in columns)
    if any(column.refused for column in columns):
        return refused_column(columns[0].header, rows)
    known = [(column, part) for column, part in zip(columns, parts, strict=True) if _holds(column)]
    first, of = known[0] if known else (columns[0], parts[0])
    for column, part in known:
        if _kind(column) != _kind(first):
            found, wanted = KINDS[_kind(column)], KINDS[_kind(first)]
            what = Text(
                f"此列是{found.zh}(别处是{wanted.zh})",
                f"the column holds {found.en}, and {wanted.en} elsewhere",
            )
            refuse("E137", Place(part.file, column=column.header), found=what, other=of.file)
    kinds = None if first.kinds is None else np.full(rows, _kind(first), np.uint8)
    return replace(first, texts=_texts([column.texts for column in columns]), kinds=kinds)


def _texts(texts: Sequence[pa.Array]) -> pa.Array:
    """Texts one behind another; a dictionary where all are."""
    if all(isinstance(one, pa.DictionaryArray) for one in texts):
        coded = pa.chunked_array([one.cast(CODED) for one in texts]).unify_dictionaries().combine_chunks()
        return coded if isinstance(coded, pa.Array) else pa.concat_arrays(coded.chunks)
    return pa.concat_arrays([plain(one) for one in texts])


def _holds(column: RawColumn) -> bool:
    return bool(column.texts.null_count < len(column.texts))


def _kind(column: RawColumn) -> int:
    return TEXT if column.kinds is None or not len(column.kinds) else int(column.kinds[0])
