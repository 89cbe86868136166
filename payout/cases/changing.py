"""Changing the base: the tables that a case is computed on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payout.cases.case import TextTable, faulty_change
from payout.cases.words import among, decimal_of, number_of, plain
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from payout.cases.case import Case, Change, FaultyRowError
    from payout.rules.policy.policy import Policy
    from payout.rules.policy.tables import Column, Table


def changed_tables(policy: Policy, case: Case) -> dict[str, TextTable]:
    """The base as a case changes it; a declared table that the base lacks is empty."""
    declared = {table.name: table for table in policy.tables}
    empty = {name: TextTable(tuple(table.by_name), ()) for name, table in declared.items()}
    tables = {**empty, **{name: sheet for name, sheet in case.base.items() if sheet.header}}
    for change in case.changes:
        sheet = tables.get(change.table)
        if sheet is None:
            listed = ", ".join(tables)
            fix = Text(f"有 {listed}", f"there are {listed}")
            raise faulty_change(
                change.text, Text(f"没有表 {change.table}", f"there is no table {change.table}"), fix
            )
        tables[change.table] = _applied(change, sheet, declared.get(change.table))
    return tables


def _applied(change: Change, sheet: TextTable, table: Table | None) -> TextTable:
    """Make one change: rows added, a row removed, or its cells set."""
    header = _header(change, sheet, table)
    if change.sign == "+":
        return TextTable(header, sheet.rows + change.rows)
    position = _position(change, sheet, table)
    kept = tuple({**sheet.rows[position], **cells} for cells in change.rows)
    return TextTable(header, (*sheet.rows[:position], *kept, *sheet.rows[position + 1 :]))


def _header(change: Change, sheet: TextTable, table: Table | None) -> tuple[str, ...]:
    """The columns with those that a change sets; only columns that the base or the policy has can be set."""
    columns = dict.fromkeys([*sheet.header, *(table.by_name if table else ())])
    used = dict.fromkeys(column for row in change.rows for column in row)
    for unknown in [column for column in used if column not in columns]:
        fix = among(unknown, list(columns), Text("有", "there are"))
        raise faulty_change(change.text, Text(f"没有列 {unknown}", f"there is no column {unknown}"), fix)
    return tuple(dict.fromkeys([*sheet.header, *used]))


def _position(change: Change, sheet: TextTable, table: Table | None) -> int:
    """Find the row that a change is of: by its name, else by the first column."""
    if not change.key:
        return _only_row(change, sheet, table)
    named = [row for row, names in enumerate(_names(sheet, table)) if change.key in names]
    first = [
        row
        for row, cells in enumerate(sheet.rows)
        if plain(cells.get(sheet.header[0], "")).strip() == change.key
    ]
    found = named or first
    if len(found) == 1:
        return found[0]
    raise _unfound(change, sheet, table, found)


def _only_row(change: Change, sheet: TextTable, table: Table | None) -> int:
    if table is not None and table.single and len(sheet.rows) == 1:
        return 0
    name, count = change.table, len(sheet.rows)
    if table is not None and table.single:
        problem = Text(f"表 {name} 应有一行,实有 {count} 行", f"{name} has one row, but here {count}")
        raise faulty_change(
            change.text, problem, Text(f"在 base/{name}.csv 中写一行", f"write one row in base/{name}.csv")
        )
    problem = Text(f"没有指明 {name} 的哪一行", f"it does not say which row of {name}")
    raise faulty_change(change.text, problem, _how_named(change, sheet, table, range(count)))


def _identity(sheet: TextTable, table: Table | None) -> tuple[str, ...]:
    """The columns that name a table's rows; its first one where nothing tells them apart."""
    declared = () if table is None else (table.key,) if table.key else table.unique
    return declared if declared and set(declared) <= set(sheet.header) else sheet.header[:1]


def _names(sheet: TextTable, table: Table | None) -> list[tuple[str, str]]:
    """Each row's name as findings write it, and as the cells do."""
    identity = _identity(sheet, table)
    columns = [None if table is None else table.by_name.get(name) for name in identity]
    cells = [[plain(row.get(name) or "").strip() for name in identity] for row in sheet.rows]
    return [
        ("/".join(_canonical(cell, column) for cell, column in zip(row, columns, strict=True)), "/".join(row))
        for row in cells
    ]


def _canonical(cell: str, column: Column | None) -> str:
    """Write a cell as it stands in a row's name: an option by its identifier, a number without idle noughts."""
    if column is None or (not cell and column.default is None):
        return cell
    written = cell or str(column.default)
    words = {plain(word): option for option, word in column.options.items()}
    number = number_of(written) if column.kind == "number" else None
    return words.get(written, written) if number is None else decimal_of(number)


def _unfound(change: Change, sheet: TextTable, table: Table | None, found: list[int]) -> FaultyRowError:
    """Say that no row has the name, or several have."""
    name, key, count = change.table, change.key, len(found)
    problem = (
        Text(f"{name} 有 {count} 行名为 {key}", f"{count} rows of {name} are named {key}")
        if found
        else Text(f"{name} 没有名为 {key} 的行", f"no row of {name} is named {key}")
    )
    return faulty_change(
        change.text, problem, _how_named(change, sheet, table, found or range(len(sheet.rows)))
    )


def _how_named(change: Change, sheet: TextTable, table: Table | None, rows: Iterable[int]) -> Text:
    """Say what names the rows of a table, and which names are near, or there at all."""
    if not sheet.rows:
        return Text(f"表 {change.table} 没有行", f"the table {change.table} has no rows")
    identity, names = _identity(sheet, table), [canonical for canonical, _ in _names(sheet, table)]
    by = "/".join(identity)
    choice = list(dict.fromkeys(names[row] for row in rows))
    about = Text(f"该表以 {by} 为行名", f"its rows are named by {by}")
    if len(choice) == 1 and len(sheet.rows) > 1 and choice[0] == change.key:
        zh = f"{about.zh}:在 base/{change.table}.csv 最前加一列 x_no 以区分各行"
        en = f"{about.en}: begin base/{change.table}.csv with a column x_no that tells them apart"
        return Text(zh, en)
    near = among(change.key, choice, Text("如", "such as"))
    return Text(f"{about.zh},{near.zh}", f"{about.en}, {near.en}")
