"""One thing twice: identifiers that nobody tells apart, the same name in the same unit, rows that say the same in every column."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from payout.intake.alike import distinct, folded, numbered_alike, skeletons, unaccented, without_zeros
from payout.intake.assemble import tell
from payout.intake.canonical import cell_texts
from payout.intake.catalogue import MOST_ALIKE
from payout.intake.cells import Issue
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from payout.findings import Finding
    from payout.intake.assemble import Assembled
    from payout.intake.cells import Words
    from payout.rules.compiled.distinctions import Distinctions
    from payout.rules.policy.tables import Column, Table

MOST_ROWS = 10  # that a finding names
MOST_GROUPS = 5
HOW = (
    (folded, Text("只差大小写、全角半角或空格", "differs from this one by case, width or blanks only")),
    (unaccented, Text("只差附加符号", "differs from this one by accents only")),
    (without_zeros, Text("只差前面的 0", "differs from this one by zeros in front only")),
    (
        lambda texts: skeletons(texts)[0],
        Text("字形相近（如 0 与 O、1 与 l）", "looks like this one (0 and O, 1 and l)"),
    ),
)


def doubles(read: Sequence[Assembled], by: Distinctions) -> list[Finding]:
    """What stands twice in a table, by whatever sign."""
    return [
        finding
        for one in read
        for column, issue in (*_keys_alike(one), *_names_alike(one), *_rows_alike(one, by))
        for finding in tell(one, column, issue)
    ]


def _keys_alike(of: Assembled) -> Iterator[tuple[Column, Issue]]:
    """Keys that are not the same, and look it: each is told with the rows of the others."""
    if not of.table.key or of.table.key not in of.raw or numbered_alike(of.checked.frame[of.table.key]):
        return
    keys, codes = distinct(of.checked.frame[of.table.key])
    alike: dict[int, np.ndarray] = {}
    every = np.zeros(len(codes), dtype=bool)
    for looks in skeletons(keys):
        look = looks.dictionary_encode().indices.to_numpy(zero_copy_only=False)
        doubtful = (codes >= 0) & (np.bincount(look, minlength=1)[look[codes]] > 1) if len(look) else every
        every = every | doubtful
        rows = np.flatnonzero(doubtful)
        for row in rows[:MOST_ALIKE].tolist():
            alike[row] = np.union1d(alike.get(row, rows[:0]), rows[look[codes[rows]] == look[codes[row]]])
    if not alike:
        return
    at: dict[int, Words] = {
        row: {
            "rows": _numbers(of, rows[codes[rows] != codes[row]]),
            "how": _how(keys.take(pa.array(np.unique(codes[rows])))),
        }
        for row, rows in alike.items()
    }
    column = of.table[of.table.key]
    words: Words = {"label": Text(column.zh, column.name)}
    yield column, Issue("E304", np.flatnonzero(every), words, at=at)


def _how(keys: pa.Array) -> Text:
    """By what keys that look alike differ: the least that makes them one."""
    for fold, how in HOW:
        keys = fold(keys)
        if pc.count_distinct(keys).as_py() == 1:
            return how
    return HOW[-1][1]


def _names_alike(of: Assembled) -> Iterator[tuple[Column, Issue]]:
    """Rows with keys of their own that bear one name and belong to one row above."""
    name, parent = _name_of(of.table), _parent_of(of.table)
    if name is None or parent is None or not {name.name, parent.name} <= of.raw.keys():
        return
    names, codes = distinct(of.checked.frame[name.name])
    folds = folded(names)
    parents, above = distinct(of.checked.frame[parent.name])
    known = np.flatnonzero((codes >= 0) & (above >= 0))
    alike = codes[known] if folds is names else _numbered(folds)[codes[known]]
    both = alike * (len(parents) + 1) + above[known]
    known, both = known[again := _repeated(both)], both[again]
    groups = [known[group] for group in _groups(both)]
    at: dict[int, Words] = {
        int(rows[-1]): {"count": len(rows), "among": _rows_told(_numbers(of, rows))} for rows in groups
    }
    if at:
        words: Words = {"label": Text(parent.zh, parent.name)}
        yield name, Issue("W109", np.asarray(sorted(at)), words, at=at)


def _numbered(texts: pa.Array) -> np.ndarray:
    """For each text a number, the same where the texts are."""
    numbers: np.ndarray = texts.dictionary_encode().indices.to_numpy(zero_copy_only=False)
    return numbers.astype(np.int64)


def _at_last(of: Assembled, groups: list[np.ndarray]) -> dict[int, Words]:
    """Told at the last row of each group, which names them all."""
    return {int(rows[-1]): {"rows": _numbers(of, rows)} for rows in groups}


def _name_of(table: Table) -> Column | None:
    found = (column for column in table.columns if column.kind == "text" and column.personal)
    return next(found, None) if table.key else None


def _parent_of(table: Table) -> Column | None:
    links = [column for column in table.columns if column.kind == "reference"]
    return next((column for column in links if column.parent), links[0] if links else None)


def _rows_alike(of: Assembled, by: Distinctions) -> Iterator[tuple[Column, Issue]]:
    """Rows that say the same in every column: an error where each of them counts for itself."""
    table = of.table
    if table.key or table.unique or table.single or of.checked.refused:
        return  # where a column could not be read, rows that differ there alone look alike
    groups = _in_file_order(of, _same_rows(of))
    if table.repeats:
        groups = [rows for rows in groups if _bears_a_name(of, int(rows[0]))]
    if not groups:
        return
    at = _at_last(of, groups)
    if table.name in by.counted:
        yield table.columns[0], Issue("E305", np.asarray(sorted(at)), at=at)
        return
    told = ["、".join(_numbers(of, rows).split(", ")) for rows in groups[:MOST_GROUPS]]
    zh = "；".join(f"第 {one} 行" for one in told) + ("……" if len(groups) > MOST_GROUPS else "")
    en = "; ".join(one.replace("、", ", ") for one in told) + (" …" if len(groups) > MOST_GROUPS else "")
    words: Words = {"count": len(groups), "among": Text(zh, f"rows {en}")}
    yield table.columns[0], Issue("W108", groups[0][-1:], words)


def _bears_a_name(of: Assembled, row: int) -> bool:
    """Whether a row says whose it is: ballots that nobody signed may be alike, two of one hand are one."""
    names = (column.name for column in of.table.columns if column.kind == "text" and column.personal)
    return any(bool(of.checked.frame[name].notna().iloc[row]) for name in names)


def _same_rows(of: Assembled) -> list[np.ndarray]:
    """The rows that say the same in every column: they stand together, for a table without a key is ordered by all."""
    frame = of.checked.frame
    first = np.arange(max(len(frame) - 1, 0))
    for column in of.table.columns:
        if not len(first):
            return []
        one, next_one = _neighbours(frame[column.name], first)
        same = pc.or_kleene(pc.equal(one, next_one), pc.and_(pc.is_null(one), pc.is_null(next_one)))
        first = first[pc.fill_null(same, False).to_numpy(zero_copy_only=False)]
    faulty = np.asarray(sorted({row for row, _ in of.checked.bad}), np.int64)
    first = first[
        ~(np.isin(first, faulty) | np.isin(first + 1, faulty))
    ]  # a faulty cell is blank, and says nothing
    breaks = np.flatnonzero(np.diff(first) > 1) + 1
    return [np.append(run, run[-1] + 1) for run in np.split(first, breaks) if len(run)]


def _neighbours(cells: pd.Series, first: np.ndarray) -> tuple[pa.Array, pa.Array]:
    """The canonical texts of some cells, and of those below them; each cell is put into words once where it is all of them."""
    if len(first) == len(cells) - 1:
        texts = cell_texts(cells)
        return texts[:-1], texts[1:]
    texts = cell_texts(cells.iloc[np.concatenate([first, first + 1])])
    return texts[: len(first)], texts[len(first) :]


def _repeated(codes: np.ndarray) -> np.ndarray:
    """Which codes stand more than once."""
    in_order = np.sort(codes)
    twice = in_order[1:][in_order[1:] == in_order[:-1]]
    return np.asarray(pc.is_in(pa.array(codes), value_set=pa.array(twice)))


def _groups(codes: np.ndarray) -> list[np.ndarray]:
    """The positions of each code that stands more than once."""
    order = np.argsort(codes, kind="stable")
    starts = np.flatnonzero(np.diff(codes[order], prepend=codes[order[:1]] - 1))
    ends = np.append(starts[1:], len(order))
    several = np.flatnonzero(ends - starts > 1)
    return [order[start:end] for start, end in zip(starts[several], ends[several], strict=True)]


def _in_file_order(of: Assembled, groups: list[np.ndarray]) -> list[np.ndarray]:
    return [rows[np.argsort(of.checked.origin.rows[rows])] for rows in groups]


def _rows_told(numbers: str) -> Text:
    return Text(f"第 {numbers.replace(', ', '、')} 行", f"rows {numbers}")


def _numbers(of: Assembled, rows: np.ndarray) -> str:
    """The numbers of rows as the file counts, the first of them."""
    return of.checked.origin.numbers(rows, MOST_ROWS)
