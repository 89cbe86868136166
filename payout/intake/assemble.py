"""From a raw table to a checked one.

Match headers, understand cells, order rows, let pandera judge, list the findings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pandera.errors
import pyarrow as pa
import pyarrow.compute as pc

from payout.findings import Place, errors
from payout.intake.advice import told_apart, without_signs
from payout.intake.canonical import moved, order
from payout.intake.carried import named_apart
from payout.intake.catalogue import MOST_ALIKE, and_more, make, stops
from payout.intake.cells import Issue, Parsed, empty, parse
from payout.intake.columns import matches
from payout.intake.headers import filled_cells, match
from payout.intake.schemas import table_schema
from payout.masking import is_name, mask
from payout.rules.policy.checked import CheckedTable, Origin
from payout.text import NOTHING, Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from payout.findings import Finding
    from payout.intake.raw import RawColumn, RawTable
    from payout.rules.policy.tables import Column, Table

LONGEST_SHOWN = 60
OR_DELETE = Text("；此行别无内容，也可以删去", "; the row holds nothing else, and may be deleted instead")
TOTAL = re.compile(
    r"(合计|总计|小计|总和|合\s+计|总\s+计|小\s+计|(grand\s+)?total|sub-?total)\s*[::]?", re.IGNORECASE
)


@dataclass(frozen=True)
class Assembled:
    """A table that was read, the raw columns behind it in the order of its rows, and what was found."""

    table: Table
    checked: CheckedTable
    raw: Mapping[str, RawColumn]
    findings: tuple[Finding, ...]
    stopped: bool = False  # its structure is wrong: which rows it has is not known
    own: Mapping[str, RawColumn] = field(default_factory=dict)  # that go along to the results
    found: frozenset[str] = frozenset()  # references of which every one is a key of its table


def assemble(table: Table, raw: RawTable, telling: frozenset[str] = frozenset()) -> Assembled:
    """Check one sheet or file against its declaration; `telling` are the columns whose texts tell rows apart."""
    matched = match(table, raw)
    if matched.stopped:
        return Assembled(table, absent(table, raw.file, raw.sheet), {}, matched.findings, stopped=True)
    raw_rows, keep, dropped = _data_rows(table, raw, matched.columns)
    columns = {name: _kept(column, keep) for name, column in matched.columns.items() if not column.refused}
    parsed = {name: _parsed(table[name], column, tells=name in telling) for name, column in columns.items()}
    own = {name: _kept(column, keep) for name, column in named_apart(matched.own).items()}
    values = {
        c.name: parsed[c.name].cells if c.name in parsed else empty(c, len(raw_rows)) for c in table.columns
    }
    frame = pd.DataFrame(values, copy=False)
    issues = [(table[name], issue) for name, column in parsed.items() for issue in column.issues]
    frame, blank = _with_defaults(table, frame, issues)
    places = order(table, frame, raw_rows)
    if not np.array_equal(places, np.arange(len(places))):
        frame = frame.take(places).reset_index(drop=True)
        issues, blank = _moved(issues, places), moved(blank, places)
        columns = {name: _kept(column, places) for name, column in columns.items()}
        own = {name: _kept(column, places) for name, column in own.items()}
    origin = Origin(
        raw.file,
        raw.sheet,
        raw_rows[places],
        {n: column.letter for n, column in matched.columns.items()},
        raw.parts,
    )
    bad = _positions(issues)
    issues += _blanks_told(_judged(table, frame, bad, set(columns)), columns)
    structure = [*raw.findings, *matched.findings]
    if any(finding.code == "E126" for finding in structure):  # below the first, merged cells are blank
        issues = [(column, issue) for column, issue in issues if issue.code != "E201"]
    checked = CheckedTable(frame, origin, _positions(issues), blank, matched.unsure)
    alone = Assembled(table, checked, columns, ())
    told = [finding for column, issue in issues for finding in tell(alone, column, issue)]
    found = (*structure, *dropped, *told)
    lacking = table.required and not len(frame)
    if lacking and not errors(found):
        found = (*found, make("E391", Place(raw.file, raw.sheet), table=Text(table.zh, table.name)))
    stopped = lacking or any(map(stops, structure))
    return Assembled(table, _cleared(checked, issues), columns, found, stopped=stopped, own=own)


def _parsed(column: Column, raw: RawColumn, *, tells: bool) -> Parsed:
    """A column as read. What is no fault of a number or a date, but said otherwise, is told as what it is."""
    bare, signs = without_signs(column, raw, tells=tells)
    parsed = parse(column, bare, tells=tells)
    return Parsed(parsed.cells, (*signs, *told_apart(column, bare, parsed.issues)))


def _blanks_told(
    issues: list[tuple[Column, Issue]], columns: Mapping[str, RawColumn]
) -> list[tuple[Column, Issue]]:
    """Of required cells that are blank: where a row holds nothing else, it may as well be deleted; elsewhere it may not."""
    found: list[tuple[Column, Issue]] = []
    for column, issue in issues:
        if issue.code != "E201":
            found.append((column, issue))
            continue
        alone = _cellsfilled_cells(columns, issue.rows) <= 1
        for rows, way_out in ((issue.rows[alone], OR_DELETE), (issue.rows[~alone], NOTHING)):
            if len(rows):
                found.append((column, Issue("E201", rows, {"or_delete": way_out})))
    return found


def _cellsfilled_cells(columns: Mapping[str, RawColumn], rows: np.ndarray) -> np.ndarray:
    filled = np.zeros(len(rows), np.int64)
    for column in columns.values():
        filled += filled_cells(column.taken(rows))
    return filled


def absent(table: Table, file: str = "", sheet: str = "") -> CheckedTable:
    """The checked table of a sheet or file that is not there, or not to be understood: no rows."""
    return CheckedTable(_no_rows(table).copy(deep=False), Origin(file, sheet, np.zeros(0, np.int64), {}))


@lru_cache(maxsize=256)
def _no_rows(table: Table) -> pd.DataFrame:
    """The frame of a table without rows: the same in every batch, of which whoever asks gets a copy."""
    return pd.DataFrame({column.name: empty(column, 0) for column in table.columns})


def tell(of: Assembled, column: Column, issue: Issue) -> list[Finding]:
    """Make the findings of an issue: one a cell, and past a number of them one that counts the rest."""
    shown = issue.rows[:MOST_ALIKE]
    findings = [_tell_one(of, column, issue, int(row)) for row in shown]
    rest = len(issue.rows) - len(shown)
    if rest:
        place = of.checked.origin.place(None, column.name)
        more = Text(
            f"此列另有 {rest} 处同样的问题,共 {len(issue.rows)} 处",
            f"{rest} more cells of this column, {len(issue.rows)} in all",
        )
        first = findings[0]
        findings.append(
            type(first)(
                issue.code,
                first.severity,
                more,
                place,
                column=column.name,
                fix=first.fix,
                title=column.title,
            )
        )
    return findings


def _tell_one(of: Assembled, column: Column, issue: Issue, row: int) -> Finding:
    raw = of.raw.get(column.name)
    text = raw.texts[row].as_py() if raw is not None else None
    own = issue.own.get(text.strip() if text else "", issue.own.get(_plain(text), {}))
    words = {**issue.words, **own, **issue.at.get(row, {})}
    value = "" if text is None else text.strip()
    if raw is not None and raw.personal:
        value = mask(value)
    else:
        meant = words.get("hint", "") not in ("", NOTHING) or issue.code == "E231"
        value = _value_shown(of.table, column, value, meant=meant)
    found = make(
        issue.code,
        of.checked.origin.place(row, column.name),
        subject=subject(of, row),
        column=column,
        value=value,
        clause=column.clause,
        **words,
    )
    return replace(found, called=_called(of, row, column))


def _value_shown(table: Table, column: Column, text: str, *, meant: bool) -> str:
    """What is shown of a cell: all of it where it is no person's, and cannot be a name that slipped in there.

    A name stands where a number, a day or an option belongs when a row is shifted by one column; `meant`: it was
    recognised as something else.
    """
    coded = column.kind in ("number", "date", "flag", "enumeration") and not meant
    keyed = column.kind in ("identifier", "reference") and has_names(table)
    hidden = column.personal or ((coded or keyed) and is_name(text))
    return mask(text) if hidden else text[:LONGEST_SHOWN]


def has_names(table: Table) -> bool:
    """Whether the rows of a table are people, or name some."""
    return any(column.kind == "text" and column.personal for column in table.columns)


def _called(of: Assembled, row: int, told: Column) -> str:
    """What people call a row that has a key (`unit_name`, `name`), masked where that is personal; the name itself is told already."""
    texts = (column for column in of.table.columns if column.kind == "text" and column.name.endswith("name"))
    column = next(texts, None) if of.table.key else None
    value = None if column in (None, told) else of.checked.frame[column.name].array[row]
    if column is None or not isinstance(value, str):
        return ""
    return mask(value) if column.personal else value[:LONGEST_SHOWN]


def _plain(text: str | None) -> str:
    return (
        "" if text is None else str(pc.utf8_trim_whitespace(pc.utf8_normalize(pa.scalar(text), form="NFKC")))
    )


def subject(of: Assembled, row: int) -> str:
    """Name the row: its level and key, or the first row that it refers to."""
    table = of.table
    column = (
        table[table.key] if table.key else next((c for c in table.columns if c.kind == "reference"), None)
    )
    if column is None:
        return ""
    value = of.checked.frame[column.name].array[row]
    if not isinstance(value, str):
        return ""
    level = table.level if table.key else column.level
    hidden = column.personal or (has_names(table) and is_name(value))
    return f"{level} {mask(value) if hidden else value}"


def _kept(column: RawColumn, keep: np.ndarray) -> RawColumn:
    if len(keep) == len(column.texts) and (not len(keep) or np.array_equal(keep, np.arange(len(keep)))):
        return column
    return column.taken(keep)


def _data_rows(
    table: Table, raw: RawTable, columns: Mapping[str, RawColumn]
) -> tuple[np.ndarray, np.ndarray, list[Finding]]:
    """Leave out blank rows (a warning if they stand amid the data) and rows of totals (findings)."""
    filled = np.zeros(len(raw.rows), bool)
    total = np.zeros(len(raw.rows), bool)
    findings: list[Finding] = []
    totals: list[Finding] = []
    for name, column in columns.items():
        if not filled.all():
            filled |= filled_cells(column)
        if table[name].kind in ("identifier", "reference", "text"):
            for row in _totals(column):
                if not total[row] and len(totals) < MOST_ALIKE:
                    place = raw.place(int(raw.rows[row]), column.letter)
                    value = column.texts[row].as_py().strip()
                    totals.append(make("E218", place, column=table[name], value=value))
                total[row] = True
    findings += and_more(totals, int(total.sum()) - len(totals))
    blank = _gaps(raw.rows, filled, raw.passed)
    if blank[0]:
        findings.append(make("W106", raw.place(blank[1]), count=blank[0]))
    keep = np.flatnonzero(filled & ~total)
    return raw.rows[keep], keep, findings


def _totals(column: RawColumn) -> list[int]:
    rows = np.flatnonzero(matches(column.texts, r"(?i)计|total|总和"))
    return [row for row in rows.tolist() if TOTAL.fullmatch(column.texts[row].as_py().strip())]


def _gaps(rows: np.ndarray, filled: np.ndarray, passed: Sequence[int]) -> tuple[int, int]:
    """Count the blank rows before the last filled one (skipped ones too), and find the first; rows passed by are none."""
    if not filled.any():
        return 0, 0
    last = int(rows[filled][-1])
    if filled.all() and len(rows) + len(passed) == last:
        return 0, 0
    known = np.union1d(rows[filled], np.asarray(passed, np.int64))
    known = np.concatenate([[0], known[known <= last]])
    gaps = np.flatnonzero(np.diff(known) > 1)
    return (last + 1 - len(known), int(known[gaps[0]]) + 1) if len(gaps) else (0, 0)


def _positions(issues: list[tuple[Column, Issue]]) -> frozenset[tuple[int, str]]:
    return frozenset((row, column.name) for column, issue in issues for row in issue.rows.tolist())


def _moved(issues: list[tuple[Column, Issue]], places: np.ndarray) -> list[tuple[Column, Issue]]:
    new = np.empty(len(places), np.int64)
    new[places] = np.arange(len(places))
    return [(column, Issue(i.code, np.sort(new[i.rows]), i.words, i.own)) for column, i in issues]


def _with_defaults(
    table: Table, frame: pd.DataFrame, issues: list[tuple[Column, Issue]]
) -> tuple[pd.DataFrame, dict[str, np.ndarray]]:
    """Put in what a blank cell means, and say which were blank, by column; a faulty cell is not blank."""
    found: dict[str, np.ndarray] = {}
    for column in table.columns:
        if column.blank_means == NOTHING or not len(frame):
            continue
        blank = frame[column.name].isna().to_numpy(copy=True)
        for other, issue in issues:
            if other.name == column.name:
                blank[issue.rows] = False
        if blank.any():
            if column.default is not None:
                frame[column.name] = frame[column.name].mask(blank, column.default)
            found[column.name] = np.flatnonzero(blank)
    return frame, found


def _judged(
    table: Table, frame: pd.DataFrame, bad: frozenset[tuple[int, str]], there: set[str]
) -> list[tuple[Column, Issue]]:
    """Let pandera judge the typed frame.

    Its failure cases become issues, its own texts (which hold raw values) are dropped.
    """
    try:
        table_schema(table).validate(frame, lazy=True, inplace=True)
    except pandera.errors.SchemaErrors as errors:
        faults = [_fault(table, error) for error in errors.schema_errors]
    else:
        return []
    if any(fault is None for fault in faults):
        raise RuntimeError(f"intake made a frame of {table.name} that contradicts its own declaration")
    issues = []
    for column, code, rows in (fault for fault in faults if fault is not None):
        left = np.array([row for row in rows.tolist() if (row, column.name) not in bad], np.int64)
        if column.name in there and len(left):
            bound = column.at_most if code == "E223" else column.at_least
            issues.append((column, Issue(code, left, {"bound": str(bound)})))
    return issues


def _fault(table: Table, error: pandera.errors.SchemaError) -> tuple[Column, str, np.ndarray] | None:
    """Tell a pandera error by its column, our code and its rows.

    None: it is our own fault.
    """
    name = getattr(error.schema, "name", None)
    check = str(error.check)
    bounds = {"at_least": "E208", "at_most": "E223"}
    bound = next((code for part, code in bounds.items() if part in check), None)
    code = {"not_nullable": "E201"}.get(check, bound)
    if name not in table.by_name or code is None:
        return None
    return table[name], code, np.unique(np.asarray(error.failure_cases["index"], dtype=np.int64))


def _cleared(checked: CheckedTable, issues: list[tuple[Column, Issue]]) -> CheckedTable:
    """Make the cells missing that pandera refused; the grammar's are missing already."""
    frame = checked.frame
    for column, issue in issues:
        if issue.code in ("E208", "E223"):
            gone = np.zeros(len(frame), bool)
            gone[issue.rows] = True
            frame[column.name] = frame[column.name].mask(gone, pd.NA)
    return checked
