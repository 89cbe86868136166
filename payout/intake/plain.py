"""The rows of a sheet in the plain shape that spreadsheets write, read by Arrow in one go; anything else is left to the scan.

Plain are rows and cells that name their places, in order, and hold a shared text, a number, a flag or nothing, with the attributes that
spreadsheets give them in the order in which they give them. A pattern says what that is, and must take every byte between
`<sheetData>` and its end; then no formula, no error, no second value and no hidden row stands there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from numpy.typing import NDArray

OPEN, CLOSE = b"<sheetData>", b"</sheetData>"
MOST_AT_ONCE = 64 << 20  # bytes of a part: what is made of them takes a few times as much
YES_OR_NO = "(?:0|1|false|true)"
NO = "(?:0|false)"
ROW = (
    r'<row r="(?P<first>[1-9][0-9]{0,6})"(?: spans="[0-9]{1,5}:[0-9]{1,5}")?(?: s="[0-9]{1,9}")?'
    rf'(?: customFormat="{YES_OR_NO}")?(?: ht="[0-9.]{{1,20}}")?(?: hidden="{NO}")?(?: customHeight="{YES_OR_NO}")?'
    rf'(?: outlineLevel="0")?(?: collapsed="{NO}")?(?: x14ac:dyDescent="[0-9.]{{1,20}}")?>'
)
CELL = (
    r'^r="(?P<letters>[A-Z]{1,3})(?P<row>[1-9][0-9]{0,6})"(?: s="(?P<style>[0-9]{1,9})")?(?: t="(?P<kind>[snb])")?'
    r"(?:/>|></c>|><v>(?P<value>[0-9.+\-Ee]{1,40})</v></c>)"
    r"(?P<next></row>.*)?$"
)
NEXT = f"^</row>(?:{ROW})?$"
STRING = b"<si><t"
NOTHING_BEFORE = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:<\?xml[^<>]*\?>)?\s*<sst[^<>]*>"
)  # no text in two versions, or of another shape
# Characters that need no entity, and that XML and a text may hold; a carriage return would be read as a line feed.
SHARED = (
    r'^(?: xml:space="preserve")?(?:/></si>|>(?P<text>[^<>&\x00-\x08\x0b-\x1f\x{fffe}\x{ffff}]*)</t></si>)$'
)


@dataclass(frozen=True)
class PlainCells:
    """The cells of a sheet that hold something, in order: for each its row and column, style, kind (`s`, `n`, `b`) and value."""

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    styles: NDArray[np.int64]
    kinds: pa.Array
    values: pa.Array


def apart(part: bytes) -> tuple[bytes, bytes] | None:
    """What stands around the rows of a sheet, and the rows; nothing where it cannot be told."""
    start, end = part.find(OPEN), part.rfind(CLOSE)
    if start < 0 or end < start or part.count(OPEN) != 1:
        return None
    start += len(OPEN)
    return part[:start] + part[end:], part[start:end]


def plain_cells(rows: bytes) -> PlainCells | None:
    """The cells of rows in the plain shape; nothing where anything else stands there, or they are out of order."""
    if not rows.isascii():
        return None
    pieces = pc.split_pattern(pa.array([rows.decode("ascii")], pa.large_string()), "<c ").values
    head = pc.extract_regex(pieces.slice(0, 1), f"^{ROW}$")
    found = pc.extract_regex(pieces.slice(1), CELL)
    if head.null_count or found.null_count or not len(found):
        return None
    part = dict(zip((field.name for field in found.type), found.flatten(), strict=True))
    last = pc.not_equal(part["next"], "")
    after = pc.extract_regex(part["next"].filter(last), NEXT)
    if after.null_count:
        return None
    opens = np.concatenate([_whole(head.field("first")), _whole(after.field("first"))])
    letters = part["letters"].dictionary_encode()
    index = np.array([_index(text) for text in letters.dictionary.to_pylist()], np.int64)
    rows_of, columns = _whole(part["row"]), index[letters.indices.to_numpy()]
    if not _in_order(rows_of, columns, opens, last.to_numpy(zero_copy_only=False)):
        return None
    there = pc.not_equal(part["value"], "")
    holds = there.to_numpy(zero_copy_only=False)
    return PlainCells(
        rows_of[holds],
        columns[holds],
        _whole(part["style"])[holds],
        part["kind"].filter(there),
        part["value"].filter(there),
    )


def _in_order(
    rows: NDArray[np.int64], columns: NDArray[np.int64], opens: NDArray[np.int64], last: NDArray[np.bool_]
) -> bool:
    """Whether each cell stands in its row; `opens`: the rows as they are opened, 0 behind the last cell; `last`: of a row."""
    if not last[-1] or opens[-1] != 0 or not (np.diff(opens[:-1]) > 0).all():
        return False
    inside = opens[np.cumsum(last) - last]
    return bool((rows == inside).all() and (columns[1:] > columns[:-1])[~last[:-1]].all())


def _whole(texts: pa.Array) -> NDArray[np.int64]:
    """Whole numbers, 0 where nothing stands."""
    found: NDArray[np.int64] = pc.cast(pc.if_else(pc.equal(texts, ""), "0", texts), pa.int64()).to_numpy()
    return found


def _index(letters: str) -> int:
    index = 0
    for char in letters:
        index = index * 26 + ord(char) - 64
    return index - 1


def plain_strings(part: bytes) -> tuple[bytes, list[str]] | None:
    """What stands around shared texts in the plain shape, and these; nothing where any of them has runs, entities or the like."""
    start, end = part.find(STRING), part.rfind(b"</sst>")
    if end < start or not NOTHING_BEFORE.fullmatch(part[: max(start, 0)]):
        return None
    try:
        whole = pa.array([part[start:end].decode("utf-8")], pa.large_string())
    except UnicodeDecodeError:
        return None
    pieces = pc.split_pattern(whole, STRING.decode()).values.slice(1)
    found = pc.extract_regex(pieces, SHARED)
    if found.null_count:
        return None
    return part[:start] + part[end:], found.field("text").to_pylist()
