"""Headers: English identifiers or Chinese labels, mixed as they come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow.compute as pc

from payout.findings import Place
from payout.intake.catalogue import make
from payout.intake.cells import nearest
from payout.intake.naming import OWN, plain
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from payout.findings import Finding
    from payout.intake.raw import RawColumn, RawTable
    from payout.rules.policy.tables import Table

LOOKED_AT = 10


@dataclass(frozen=True)
class Matched:
    """Which column of a file is which of the table's."""

    columns: Mapping[str, RawColumn]
    findings: tuple[Finding, ...]


def match(table: Table, raw: RawTable) -> Matched:
    """Match the headers of a sheet or file; unknown, repeated and missing ones are findings."""
    known = {plain(word): column.name for column in table.columns for word in (column.zh, column.name)}
    elsewhere = _header_row(raw, known)
    if elsewhere:
        return Matched({}, (make("E124", _at(raw, None), found=elsewhere),))
    columns: dict[str, RawColumn] = {}
    findings: list[Finding] = []
    for column in raw.columns:
        name = known.get(plain(column.header))
        if name is None:
            findings += _unknown(table, raw, column, known)
        elif name in columns:
            place = _at(raw, column)
            findings.append(
                make("E122", place, column=name, header=column.header, other=columns[name].letter)
            )
        else:
            columns[name] = column
    return Matched(columns, (*findings, *_missing(table, raw, columns)))


def _at(raw: RawTable, column: RawColumn | None) -> Place:
    return Place(raw.file, raw.sheet, 1, column.letter if column else "")


def _unknown(table: Table, raw: RawTable, column: RawColumn, known: Mapping[str, str]) -> list[Finding]:
    name = plain(column.header)
    if name.startswith(OWN):
        return []
    if not name:
        filled = pc.is_valid(column.texts).to_numpy(zero_copy_only=False)
        if not filled.any():
            return []
        row = int(raw.rows[filled.argmax()])
        return [make("E125", Place(raw.file, raw.sheet, row, column.letter))]
    meant = known.get(nearest(name, known), "")
    return [make("E121", _at(raw, column), header=column.header.strip(), options=_options(table, meant))]


def _options(table: Table, meant: str) -> Text:
    if meant:
        return Text(f"“{table[meant].zh}”或 {meant}？", f"{meant} or {table[meant].zh}?")
    return Text(
        "、".join(column.zh for column in table.columns), ", ".join(column.name for column in table.columns)
    )


def _missing(table: Table, raw: RawTable, columns: Mapping[str, RawColumn]) -> list[Finding]:
    return [
        make(
            "E123",
            _at(raw, None),
            column=column.name,
            clause=column.clause,
            header=Text(column.zh, column.name),
        )
        for column in table.columns
        if column.required and column.name not in columns
    ]


def _header_row(raw: RawTable, known: Mapping[str, str]) -> int:
    """The row that looks like the header if row 1 knows no column at all; 0 if it does, or none does."""
    if any(plain(column.header) in known for column in raw.columns):
        return 0
    best, found = 1, 0
    for position in range(min(LOOKED_AT, len(raw.rows))):
        cells = [column.texts[position].as_py() for column in raw.columns]
        hits = sum(1 for cell in cells if cell is not None and plain(cell) in known)
        if hits > best:
            best, found = hits, int(raw.rows[position])
    return found
