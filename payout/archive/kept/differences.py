"""What differs between two runs that are kept: inputs, policy, values, choices, totals, and the amounts of each row."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq

from payout.archive.kept.contents import Unlike, whole
from payout.archive.reopening import RunChanged
from payout.text import Text, show_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pyarrow as pa
    from sqlalchemy import Connection

    from payout.archive.kept.runs import Kept

EVIDENCE = "evidence/tables/"


@dataclass(frozen=True)
class Pair:
    """One thing that differs: what it is called, and what it is in A and in B; blank where one has none."""

    what: str
    name: str
    a: str
    b: str


@dataclass(frozen=True)
class Amounts:
    """The amounts of one output file that differ: row by row (key, A, B), None where a run has no such row."""

    file: str
    column: str
    rows: tuple[tuple[str, Fraction | None, Fraction | None], ...]
    compared: int

    @property
    def difference(self) -> Fraction:
        """How much more B is in all."""
        return sum(((b or Fraction(0)) - (a or Fraction(0)) for _, a, b in self.rows), Fraction(0))


@dataclass(frozen=True)
class RunDifferences:
    """All that differs; `apart` names the files whose amounts cannot be held against one another."""

    pairs: tuple[Pair, ...]
    amounts: tuple[Amounts, ...]
    apart: tuple[str, ...]


def differences(connection: Connection, a: Kept, b: Kept) -> RunDifferences:
    """Hold two kept runs against one another. Raises RunChanged where a content is damaged."""
    one, two = (_manifest(connection, kept) for kept in (a, b))
    pairs = [*_said(one, two), *_tables(connection, (a, one), (b, two))]
    amounts, apart = [], []
    for file in sorted({*one["totals"], *two["totals"]}):
        first, second = one["totals"].get(file), two["totals"].get(file)
        if not first or not second or first["column"] != second["column"]:
            apart.append(file)
            continue
        tables = tuple(_table(connection, kept, f"{file}.parquet") for kept in (a, b))
        amounts.append(_amounts(file, first["column"], *tables))
    return RunDifferences(tuple(pairs), tuple(amounts), tuple(apart))


def _said(one: Mapping[str, Any], two: Mapping[str, Any]) -> Iterator[Pair]:
    """What the manifests say otherwise of the policy and what is in force, and of the totals."""
    for name in ("id", "version", "digest"):
        yield from _pair("policy", name, one["policy"][name], two["policy"][name])
    for name in ("year", "code_version"):
        yield from _pair("run", name, one[name], two[name])
    for what, field in (("settings", "value"), ("choices", "value"), ("totals", "total")):
        for name in sorted({*one[what], *two[what]}):
            sides = (side[what].get(name, {}).get(field) for side in (one, two))
            yield from _pair(what, name, *sides)


def _pair(what: str, name: str, a: object, b: object) -> Iterator[Pair]:
    if a != b:
        yield Pair(what, name, *("" if side is None else str(side) for side in (a, b)))


def _tables(
    connection: Connection, first: tuple[Kept, Mapping[str, Any]], second: tuple[Kept, Mapping[str, Any]]
) -> Iterator[Pair]:
    """The inputs that differ, by digest, with how many rows they have."""
    names = sorted({*first[1]["tables"], *second[1]["tables"]})
    for name in names:
        digests = [side[1]["tables"].get(name) for side in (first, second)]
        if digests[0] != digests[1]:
            rows = [_rows(connection, side[0], name) for side in (first, second)]
            yield Pair("tables", name, *rows)


def _rows(connection: Connection, kept: Kept, name: str) -> str:
    file = f"{EVIDENCE}{name}.parquet"
    if file not in kept.files:
        return ""
    rows = pq.ParquetFile(io.BytesIO(_content(connection, kept, file))).metadata.num_rows
    return f"{rows} · {kept.files[file][0][:12]}"


def _amounts(file: str, column: str, one: pa.Table, two: pa.Table) -> Amounts:
    keys = _keys(one, two, column)
    first, second = (_by_key(table, keys, column) for table in (one, two))
    rows = [(key, first.get(key), second.get(key)) for key in sorted({*first, *second})]
    return Amounts(file, column, tuple(row for row in rows if row[1] != row[2]), len(rows))


def _keys(one: pa.Table, two: pa.Table, column: str) -> list[str]:
    """The columns that tell rows apart: the first ones, as many as it takes in both, that both have."""
    columns: list[str] = one.column_names
    for length in range(1, len(columns)):
        names = columns[:length]
        fits = names == two.column_names[:length] and column not in names
        if fits and all(len(set(_texts(table, names))) == table.num_rows for table in (one, two)):
            return names
    return columns[:1]


def _by_key(table: pa.Table, keys: list[str], column: str) -> dict[str, Fraction | None]:
    values = table.column(column).to_pylist()
    return {
        key: None if value is None else Fraction(value)
        for key, value in zip(_texts(table, keys), values, strict=True)
    }


def _texts(table: pa.Table, names: list[str]) -> list[str]:
    columns = [table.column(name).to_pylist() for name in names]
    return ["/".join("" if one is None else str(one) for one in row) for row in zip(*columns, strict=True)]


def _manifest(connection: Connection, kept: Kept) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_content(connection, kept, "manifest.json"))
    return found


def _table(connection: Connection, kept: Kept, name: str) -> pa.Table:
    return pq.read_table(io.BytesIO(_content(connection, kept, name)))


def _content(connection: Connection, kept: Kept, name: str) -> bytes:
    try:
        return whole(connection, kept.files[name][0])
    except (Unlike, KeyError):
        raise RunChanged(
            Text(
                f"第 {kept.number} 号记录的 {name} 已缺损。",
                f"{name} of record {kept.number} is damaged in the archive.",
            )
        ) from None


def shown(value: Fraction | None) -> str:
    """An amount as text; blank where there is none."""
    return "" if value is None else show_number(value)
