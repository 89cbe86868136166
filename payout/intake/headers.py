"""Headers: English identifiers or Chinese labels, mixed as they come.

What is wrong with a header is told first, and where nothing can be matched, alone: a title above it, a header of several
rows, columns of another table. What hangs on it would only be told again, cell by cell.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow.compute as pc

from payout.findings import Place
from payout.intake.catalogue import make
from payout.intake.cells import nearest
from payout.intake.columns import matches
from payout.intake.naming import OWN, is_tolerated, plain
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from payout.findings import Finding
    from payout.intake.raw import RawColumn, RawTable
    from payout.rules.policy.tables import Column, Table

LOOKED_AT = 10  # rows among which a header is looked for
MOST_STRANGE = 5  # columns that are told one by one
MOST_MISSING = 2
NAMED = 6  # of many, how many are named
FILLED = r"[^\s\p{Z}]"
NUMBERS = "序号"
NONE = Text("（无表头）", "(no header)")


@dataclass(frozen=True)
class Matched:
    """Which column of a file is which of the table's.

    `unsure`: columns of the table of which it is not known what the file says. `stopped`: nothing could be matched.
    `own`: somebody's own columns, which go along to the results.
    """

    columns: Mapping[str, RawColumn]
    findings: tuple[Finding, ...]
    unsure: frozenset[str] = frozenset()
    stopped: bool = False
    own: tuple[RawColumn, ...] = ()


def match(table: Table, raw: RawTable) -> Matched:
    """Match the headers of a sheet or file; unknown, repeated and missing ones are findings."""
    known = {plain(word): column.name for column in table.columns for word in (column.zh, column.name)}
    wrong = _structure(table, raw, known)
    if wrong is not None:
        return Matched({}, (wrong,), stopped=True)
    columns: dict[str, RawColumn] = {}
    findings: list[Finding] = []
    strange: list[RawColumn] = []
    unsure = {known[plain(one.header)] for one in raw.columns if one.refused and plain(one.header) in known}
    for column in raw.columns:
        name = known.get(plain(column.header))
        if name is None:
            strange += [column] if _is_strange(column) else []
        elif name in columns:
            place = _at(raw, column)
            findings.append(
                make("E122", place, column=table[name], header=column.header, other=columns[name].letter)
            )
            unsure.add(name)
        else:
            columns[name] = column
    missing = [column for column in table.columns if column.name not in columns]
    lacking = [column for column in missing if column.required]
    # A stranger may be any of the columns that are not there.
    unsure |= {column.name for column in (missing if strange else lacking)}
    unread = [one for one in raw.columns if plain(one.header) not in known]
    findings += (
        *_strangers(table, raw, strange, known),
        *_missing(raw, lacking),
        *remarks(unread, _at(raw, None)),
    )
    own = tuple(one for one in raw.columns if _is_own(one) and plain(one.header) not in known)
    return Matched(columns, tuple(findings), frozenset(unsure), own=own)


def _at(raw: RawTable, column: RawColumn | None) -> Place:
    return Place(raw.file, raw.sheet, raw.header_row, column.letter if column else "")


# ---- where the header stands -------------------------------------------------------------------------


def _structure(table: Table, raw: RawTable, known: Mapping[str, str]) -> Finding | None:
    """What forbids to match anything: no header, one below the first row, one of several rows, one of something else."""
    if not any(plain(column.header) for column in raw.columns) and not len(raw.rows):
        return make("E114", Place(raw.file, raw.sheet))
    first, last = _header_rows(table, raw, known)
    if first < last:
        return make("E133", _at(raw, None), first=first, last=last)
    if first > 1:
        return make("E124", _at(raw, None), found=first)
    if any(plain(column.header) in known or column.refused for column in raw.columns):
        return None
    strange = [column for column in raw.columns if _is_strange(column)]
    return _many(table, raw, strange) if strange else None


def _header_rows(table: Table, raw: RawTable, known: Mapping[str, str]) -> tuple[int, int]:
    """The first and the last row of the header: those in which columns of the table are named, each in its own place.

    Row 1 where none is; a row below it counts only for columns that the rows above leave without a name.
    """
    rows = [(1, [column.header for column in raw.columns])]
    for position in range(min(LOOKED_AT, len(raw.rows))):
        cells = [column.texts[position].as_py() for column in raw.columns]
        rows.append((int(raw.rows[position]), ["" if cell is None else cell for cell in cells]))
    named = {row: _named(cells, known) for row, cells in rows if row <= LOOKED_AT}
    best = max(named, key=lambda row: (len(named[row]), -row))
    if len(named[best]) < min(2, len(table.columns)) and not named[1]:
        return 1, 1
    if named[1] and not set(named[1].values()) < set(named[best].values()):
        best = 1
    first = last = best
    own = {place: OWN for place, column in enumerate(raw.columns) if plain(column.header).startswith(OWN)}
    taken = {**own, **named[best]}
    for row in (best + 1, best + 2, best - 1):
        new = _more(named.get(row, {}), taken)
        if new:
            taken |= new
            first, last = min(first, row), max(last, row)
    return first, max(last, raw.header_rows if first == 1 else 1)


def _named(cells: Sequence[str], known: Mapping[str, str]) -> dict[int, str]:
    """The columns of the table that a row names, by position."""
    return {place: known[plain(cell)] for place, cell in enumerate(cells) if plain(cell) in known}


def _more(named: Mapping[int, str], taken: Mapping[int, str]) -> dict[int, str]:
    """What a row names that no other does, in columns that have no name yet."""
    names = set(taken.values())
    return {place: name for place, name in named.items() if place not in taken and name not in names}


# ---- columns that are not the table's, and those that it lacks ----------------------------------------


def _is_strange(column: RawColumn) -> bool:
    """Whether a column is neither the table's nor somebody's own: it has another header, or none and holds something."""
    name = _bare(column.header)
    return (
        not name.startswith(OWN)
        and not is_tolerated(name)
        and bool(name or _first_filled(column) is not None)
    )


def _is_own(column: RawColumn) -> bool:
    return plain(column.header).startswith(OWN) and not column.refused


def _bare(header: str) -> str:
    """A header as it is compared; pandas names a column without one `Unnamed: 5`."""
    name = plain(header)
    return "" if name.startswith("unnamed: ") and name[9:].isdecimal() else name


def filled_cells(column: RawColumn) -> np.ndarray:
    """Which cells of a column hold anything but blanks; of one that cannot be read, all."""
    if column.refused:
        return np.ones(len(column.texts), bool)
    there: np.ndarray = pc.is_valid(column.texts).to_numpy(zero_copy_only=False)
    if column.kinds is not None and (column.kinds > 0).all():
        return there
    has = matches(column.texts, FILLED)
    return has if column.kinds is None else has | (column.kinds > 0) & there


def _first_filled(column: RawColumn) -> int | None:
    """The position of the first cell that holds anything but blanks."""
    found = np.flatnonzero(matches(column.texts, FILLED))
    return int(found[0]) if len(found) else None


def _strangers(
    table: Table, raw: RawTable, strange: list[RawColumn], known: Mapping[str, str]
) -> list[Finding]:
    if len(strange) > MOST_STRANGE:
        return [_many(table, raw, strange)]
    return [_stranger(table, raw, column, known) for column in strange]


def _many(table: Table, raw: RawTable, strange: list[RawColumn]) -> Finding:
    """One finding of many columns: whoever handed in another table need not read it column by column."""
    heads = [column.header.strip() if _bare(column.header) else "" for column in strange[:NAMED]]
    more = len(strange) > NAMED
    zh = "、".join(f"“{head}”" if head else NONE.zh for head in heads) + (" 等" if more else "")
    en = ", ".join(head or NONE.en for head in heads) + (", …" if more else "")
    return make(
        "E134", _at(raw, strange[0]), count=len(strange), heads=Text(zh, en), options=_every(table.columns)
    )


def _stranger(table: Table, raw: RawTable, column: RawColumn, known: Mapping[str, str]) -> Finding:
    name = _bare(column.header)
    if not name:
        row = int(raw.rows[_first_filled(column) or 0])
        return make("E125", raw.place(row, column.letter))
    meant = known.get(nearest(name, known), "")
    options = _one(table[meant]) if meant else _every(table.columns)
    return make("E121", _at(raw, column), header=column.header.strip(), options=options)


def remarks(columns: Iterable[RawColumn], place: Place) -> list[Finding]:
    """A warning of columns of remarks that are not read: one may say what a column should. Running numbers say nothing."""
    told = [
        one for one in columns if is_tolerated(one.header) and "".join(plain(one.header).split()) != NUMBERS
    ]
    counted = [(one, int(filled_cells(one).sum())) for one in told]
    return [
        make("W110", replace(place, column=one.letter), header=one.header.strip(), count=count)
        for one, count in counted
        if count
    ]


def _one(column: Column) -> Text:
    return Text(f"“{column.zh}”或 {column.name}？", f"{column.name} or {column.zh}?")


def _every(columns: Sequence[Column]) -> Text:
    return Text("、".join(column.zh for column in columns), ", ".join(column.name for column in columns))


def _missing(raw: RawTable, lacking: list[Column]) -> list[Finding]:
    if len(lacking) > MOST_MISSING:
        return [make("E123", _at(raw, None), header=_every(lacking))]
    return [make("E123", _at(raw, None), column=one, clause=one.clause, header=one.title) for one in lacking]
