"""Names written for codes: each is looked up in the column of the other table that a mapping names, once all tables are there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from payout.intake.cells import MOST_HINTS, hint, nearest
from payout.intake.mapping.cutting import said_of
from payout.intake.mapping.translating import CellsUnderWay
from payout.intake.mapping.words import squeezed
from payout.intake.naming import plain
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from payout.intake.mapping.declared import ColumnMap, SourceMap
    from payout.intake.mapping.translating import Told
    from payout.intake.raw import RawColumn, RawTable
    from payout.rules.policy.tables import Table

MOST_CODES = 4


def with_codes(
    raw: Mapping[str, RawTable], mapping: SourceMap, tables: Sequence[Table]
) -> dict[str, RawTable]:
    """The raw tables with codes in place of the names that the mapping declares; a name that has none, or several, is marked."""
    found = dict(raw)
    known = {table.name: table for table in tables}
    for fed in (table for sheet in mapping.sheets for table in sheet.tables):
        for one in fed.columns:
            if one.by and fed.name in raw:
                target = _target(known[fed.name], one, tables)
                found[fed.name] = _coded(found[fed.name], one, target, raw.get(target.name))
    return found


def _target(table: Table, one: ColumnMap, tables: Sequence[Table]) -> Table:
    level = table[one.name].level
    return next(other for other in tables if other.level == level and other.key)


def _coded(raw: RawTable, one: ColumnMap, target: Table, there: RawTable | None) -> RawTable:
    codes = _codes(there, target, one.by)
    return replace(
        raw,
        columns=tuple(
            _replaced(column, one, target, codes) if column.header == one.name else column
            for column in raw.columns
        ),
    )


def _codes(there: RawTable | None, target: Table, by: str) -> dict[str, dict[str, str]]:
    """The codes that each name has, by the name as it is compared."""
    if there is None:
        return {}
    names, keys = (_column(there, target, name) for name in (by, target.key))
    found: dict[str, dict[str, str]] = {}
    for name, key in zip(names, keys, strict=True) if names and keys else ():
        if name is not None and key is not None:
            found.setdefault(squeezed(name), {})[plain(key)] = key.strip()
    return found


def _column(there: RawTable, target: Table, name: str) -> list[str | None]:
    words = {plain(target[name].zh), plain(name)}
    column = next((one for one in there.columns if plain(one.header) in words), None)
    return [] if column is None else said_of(column)


def _replaced(
    raw: RawColumn, one: ColumnMap, target: Table, codes: Mapping[str, Mapping[str, str]]
) -> RawColumn:
    cells = CellsUnderWay.of(raw)
    table = Text(target.zh, target.name)
    personal = target[one.by].personal
    told: dict[str, Told] = {}
    for at, said in cells.spoken():
        name = squeezed(said)
        found = codes.get(name, {})
        if len(found) == 1:
            cells.put(at, next(iter(found.values())))
            continue
        if name not in told:
            named = not personal and len(told) < MOST_HINTS
            told[name] = _told(name, found, codes, table, hinted=named)
        cells.lost(at, told[name])
    return replace(cells.column(raw), personal=personal)


def _told(
    name: str, found: Mapping[str, str], codes: Mapping[str, object], table: Text, *, hinted: bool
) -> Told:
    if found:
        some = [*found.values()][:MOST_CODES]
        return "E244", {"table": table, "codes": Text("、".join(some), ", ".join(some))}
    near = nearest(name, codes) if hinted else ""
    return "E243", {"table": table, "hint": hint(near)}
