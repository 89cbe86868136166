"""A sheet as its mapping says: the raw tables that it feeds, each cell where it stood. What is not declared is a finding."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from payout.findings import Place
from payout.intake.catalogue import make
from payout.intake.headers import filled_cells, remarks
from payout.intake.mapping.cutting import cut, is_ignored, looks_like_data, said_of, words_read
from payout.intake.mapping.fault import fault, hint
from payout.intake.mapping.translating import constant, translated
from payout.intake.mapping.words import letter_of, squeezed
from payout.intake.naming import OWN, is_tolerated, plain
from payout.intake.raw import RawTable
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from payout.findings import Finding
    from payout.intake.mapping.cutting import Cut
    from payout.intake.mapping.declared import ColumnMap, SheetMap, TableMap
    from payout.intake.raw import RawColumn, RawGrid
    from payout.rules.policy.tables import Table

MOST_TOLD = 5
NAMED = 6


@dataclass(frozen=True)
class Placed:
    """A sheet cut by its mapping, and the column of the source behind each word that the mapping writes."""

    cut: Cut
    by_word: Mapping[str, RawColumn]
    file: str  # of the mapping


def fed_by(
    given: RawGrid | RawTable, sheet: SheetMap, file: str, tables: Mapping[str, Table]
) -> dict[str, RawTable]:
    """The raw tables that a sheet feeds, by identifier. Raises MappingFault for columns that it has not, or has twice."""
    if isinstance(given, RawTable) and sheet.last != 1:
        problem = Text("这种文件只有一行表头，不写 header", "such a file has one header: leave header out")
        raise fault(file, f"[[sheet]] {sheet.name}", problem)
    whole = cut(given, sheet)
    placed = Placed(whole, _columns(whole, sheet, file), file)
    found = {one.name: _fed(placed, one, tables[one.name]) for one in sheet.tables}
    first = next(iter(found))
    findings = (*whole.findings, *_undeclared(placed, sheet), *_not_data(placed, sheet, tables))
    carried = _carried(placed, sheet, found)
    return {
        **found,
        **carried,
        first: replace(carried.get(first, found[first]), findings=findings),
    }


# ---- which column is which ---------------------------------------------------------------------------------


def _columns(whole: Cut, sheet: SheetMap, file: str) -> dict[str, RawColumn]:
    """The column of the source for each word of the mapping; all that it has not, or has twice, is told at once."""
    read = words_read(sheet)
    words = [*read, *(skip.column for skip in sheet.skip if skip.column)]
    words += [word for word in sheet.ignore if letter_of(word)]
    found = {word: whole.named(word) for word in dict.fromkeys(words)}
    wrong = [_wrong(word, columns, whole) for word, columns in found.items() if len(columns) != 1]
    wrong += [_no_such(word, whole) for word in sheet.ignore if not _there(word, whole)]
    used = {one.letter for word in read for one in found[word]}
    wrong += [_both(word) for word in sheet.ignore if used & {one.letter for one in whole.named(word)}]
    if wrong:
        zh, en = "\n  ".join(one.zh for one in wrong), "\n  ".join(one.en for one in wrong)
        raise fault(file, f"[[sheet]] {sheet.name}", Text(zh, en))
    return {word: columns[0] for word, columns in found.items()}


def _there(word: str, whole: Cut) -> bool:
    """Whether a pattern of `ignore` names any column: one that does not was meant for another, or for a column that is gone."""
    if letter_of(word) or "*" in word:
        return True
    return bool(whole.named(word))


def _wrong(word: str, columns: list[RawColumn], whole: Cut) -> Text:
    if not columns:
        return _no_such(word, whole)
    letters = [f'"@{column.letter}"' for column in columns]
    return Text(
        f"“{word}”有 {len(columns)} 列：{'、'.join(letters)}，写其中一个列标",
        f"{len(columns)} columns are headed {word}: write one of their letters, {', '.join(letters)}",
    )


def _both(word: str) -> Text:
    return Text(
        f"“{word}”既写作要用的列，又写在 ignore 里，只留一处",
        f"{word} is used, and stands in ignore too: keep one of them",
    )


def _no_such(word: str, whole: Cut) -> Text:
    near = hint(word, [column.header for column in whole.columns])
    row = whole.header_row
    return Text(
        f"没有“{word}”这一列（表头到第 {row} 行）；{near.zh}",
        f"it has no column {word} (the header ends in row {row}); {near.en}",
    )


# ---- one table -------------------------------------------------------------------------------------------


def _fed(placed: Placed, one: TableMap, table: Table) -> RawTable:
    whole = placed.cut
    sources = [placed.by_word[column.column] for column in one.columns if column.column]
    said = {
        column.name: _said(placed.by_word[column.column], column) for column in one.columns if column.column
    }
    wanted = np.ones(len(whole.rows), bool)
    for name in one.rows_with:
        wanted &= said[name]
    passed = [int(row) for row in whole.rows[~wanted]]
    keep = np.flatnonzero(wanted & np.logical_or.reduce([np.zeros(len(wanted), bool), *said.values()]))
    if one.distinct:
        again = _again([column.taken(keep) for column in sources])
        passed += [int(row) for row in whole.rows[keep[again]]]
        keep = keep[~again]
    columns = tuple(
        translated(placed.by_word[column.column].taken(keep), column, table[column.name])
        if column.column
        else constant(column, len(keep))
        for column in one.columns
    )
    passed_by = (*whole.passed, *passed)
    return RawTable(whole.file, whole.sheet, whole.rows[keep], columns, passed=passed_by, parts=whole.parts)


def _said(column: RawColumn, one: ColumnMap) -> np.ndarray:
    """The cells that say anything: signs for nothing do not."""
    filled = filled_cells(column).copy()
    signs = set(map(squeezed, one.nothing))
    if not signs:
        return filled
    filled[
        [at for at, text in enumerate(said_of(column)) if text is not None and squeezed(text) in signs]
    ] = False
    return filled


def _again(columns: Sequence[RawColumn]) -> np.ndarray:
    """The rows that say what one above them says already, in every column."""
    seen: set[tuple[object, ...]] = set()
    again = np.zeros(len(columns[0].texts) if columns else 0, bool)
    for row, cells in enumerate(zip(*map(_compared, columns), strict=True)):
        again[row] = cells in seen
        seen.add(cells)
    return again


def _compared(column: RawColumn) -> list[tuple[int, str]]:
    kinds = [0] * len(column.texts) if column.kinds is None else column.kinds.tolist()
    return [(kind, (said or "").strip()) for kind, said in zip(kinds, said_of(column), strict=True)]


def _carried(placed: Placed, sheet: SheetMap, found: Mapping[str, RawTable]) -> dict[str, RawTable]:
    """The tables with a row each row, and behind their columns those that go along to the results."""
    own = [column for column in placed.cut.columns if plain(column.header).startswith(OWN)]
    own += [placed.by_word[word] for word in sheet.carry]
    if not own:
        return {}
    named = [replace(column, header=_own_name(column.header)) for column in own]
    return {one.name: _along(found[one.name], placed.cut, named) for one in sheet.tables if not one.distinct}


def _along(raw: RawTable, whole: Cut, own: Sequence[RawColumn]) -> RawTable:
    at = np.searchsorted(whole.rows, raw.rows)
    return replace(raw, columns=(*raw.columns, *(column.taken(at) for column in own)))


def _own_name(header: str) -> str:
    return header if plain(header).startswith(OWN) else f"{OWN}{header}"


# ---- what is not declared ------------------------------------------------------------------------------------


def _undeclared(placed: Placed, sheet: SheetMap) -> list[Finding]:
    """The columns of which the mapping says nothing: each may hold money."""
    known = {id(column) for column in placed.by_word.values()}
    strange = [
        column
        for column in placed.cut.columns
        if _is_unknown(column, sheet, known)
        and not is_tolerated(column.header)
        and not plain(column.header).startswith(OWN)
        and (column.header or filled_cells(column).any())
    ]
    told = remarks((one for one in placed.cut.columns if _is_unknown(one, sheet, known)), placed.cut.place())
    if len(strange) > MOST_TOLD:
        return [_all_told(placed.cut, strange), *told]
    return [*(_one_told(placed.cut, column) for column in strange), *told]


def _is_unknown(column: RawColumn, sheet: SheetMap, known: set[int]) -> bool:
    return id(column) not in known and not is_ignored(column, sheet)


def _one_told(whole: Cut, column: RawColumn) -> Finding:
    heads = Text(
        f"“{column.header}”" if column.header else f"{column.letter}（无表头）",
        column.header or column.letter,
    )
    write = column.header or f"@{column.letter}"
    return make("E141", whole.place(column), heads=heads, write=write)


def _all_told(whole: Cut, strange: Sequence[RawColumn]) -> Finding:
    heads = [column.header or f"@{column.letter}" for column in strange[:NAMED]]
    more = len(strange) > NAMED
    zh = "、".join(f"“{head}”" for head in heads) + (" 等" if more else "") + f"（共 {len(strange)} 列）"
    en = ", ".join(heads) + (", …" if more else "") + f" ({len(strange)} columns)"
    return make("E141", whole.place(strange[0]), heads=Text(zh, en), write=heads[0])


def _not_data(placed: Placed, sheet: SheetMap, tables: Mapping[str, Table]) -> list[Finding]:
    """The rows that a pattern skips though they have all that a row of data must have."""
    found: dict[int, Finding] = {}
    for fed in sheet.tables:
        if fed.distinct:
            continue
        table = tables[fed.name]
        needed = [
            placed.by_word[one.column] for one in fed.columns if one.column and not table[one.name].nullable
        ]
        for row in looks_like_data(placed.cut, sheet, needed):
            place = Place(placed.cut.file, placed.cut.sheet, row)
            found.setdefault(row, make("E142", place, table=Text(table.zh, table.name)))
    return list(found.values())
