"""Worked cases: tables that people can read, run through the engine. What `payout test POLICY` does.

A policy's `cases/` folder holds `base/`, a tiny batch as CSV files with English headers, and tables of cases
beside it, with the columns `case, clause, given, expect, working, why`.

`given` is a list of changes to the base, separated by semicolons:

    people P1: grade=unfit, score=90     set cells of the row that is named P1
    duties P3/D1-01: leave_days=10       the same where several columns name a row (`Table.unique`)
    city: budget=200000                  the same of the one row of a table that is `single`
    +spells: person_id=P1, unit_id=U1    add a row; cells that are left out are blank
    +units: unit_id=D{04..12}            add a row for each number, written with as many digits
    -people P4                           remove that row
    set month_rule=by_day                put another value of a parameter in force

A row has the name that findings and explanations give it: its key, or the columns of `Table.unique` joined by
"/". Where a table has neither, and where no row has that name, the first column of its CSV counts. A declared
table without a CSV in the base is empty.

`expect` is a list of what must come out, separated by semicolons:

    person P1 target_bonus=388.89, months_served=1
    batch pool=5000                      a level of one row needs no name
    finding without-score unit U1        a finding by its code, here of one subject
    no finding quota-exceeded            that a finding does not appear
    open best_place_tie unit:U3          a point that people must decide
    no findings                          neither errors nor warnings

Errors and open points that a case does not name make it fail. A number of a column that is rounded must be
equal; one of a column that is not rounded is compared at the decimals that are written, exactly if there are
none (7000, 22000/3). `working` is arithmetic that must come to the first number expected, once rounded as its
column is. A case whose changes do not fit the tables, or on which a rule breaks, fails; the others still run.
"""

from __future__ import annotations

import csv
import re
import tempfile
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

import pandas as pd

from payout.evidence.working import calculate
from payout.exact import ExactArray
from payout.findings import Finding, Place, Text, errors
from payout.rules.build import PolicyFault
from payout.rules.evaluate import RuleFault
from payout.rules.expressions import LanguageError
from payout.rules.values import is_missing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from payout.rules.policy import Policy
    from payout.rules.result import Field, Frame, OpenPoint, Result
    from payout.rules.tables import Column, Table

COLUMNS = ("case", "clause", "given", "expect", "working", "why")
BASE = "base"
Row: TypeAlias = Mapping[str, str]


class Computed(Protocol):
    """What computing a batch gives, as far as cases read it."""

    @property
    def result(self) -> Result:
        """The evaluated batch."""


Compute: TypeAlias = "Callable[[Path, Policy], Computed]"


class CaseFaultError(Exception):
    """Case files that cannot be read; `findings` says which rows, and how to mend them."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("\n".join(finding.line("en") for finding in findings))
        self.findings = findings


class _FaultyRowError(Exception):
    """One row of a case file makes no sense."""

    def __init__(self, column: str, problem: Text, fix: Text) -> None:
        super().__init__(problem.en)
        self.column, self.problem, self.fix = column, problem, fix


@dataclass(frozen=True)
class Sheet:
    """One input table as text."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Change:
    """One change to the base: `rows` are added, or the cells of the one row that `key` names; none where it goes."""

    text: str
    sign: Literal["", "+", "-"]
    table: str
    key: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Expectation:
    """One thing that must come out; `wanted` is a value, a subject or nothing, as `kind` has it."""

    kind: Literal["value", "finding", "no finding", "open", "no findings"]
    level: str = ""  # or the code of a finding, or the question of an open point
    key: str = ""  # or the subject
    column: str = ""
    wanted: str = ""


@dataclass(frozen=True)
class Case:
    """One worked case: the base, the changes and parameters that it is run on, and what must come out."""

    name: str
    clause: str
    given: str
    expect: str
    working: str
    why: str
    place: Place
    base: Mapping[str, Sheet]
    changes: tuple[Change, ...]
    sets: tuple[str, ...]
    expectations: tuple[Expectation, ...]


@dataclass(frozen=True)
class CaseResult:
    """How a case came out; `messages` say expected and got, one for each expectation that was not met."""

    case: Case
    messages: tuple[Text, ...]

    @property
    def passed(self) -> bool:
        """Whether everything came out as expected."""
        return not self.messages

    @property
    def clause(self) -> str:
        """The clause that the case shows."""
        return self.case.clause


def unheard(_result: CaseResult) -> None:
    """Tell nobody how a case came out."""


def load_cases(folder: Path) -> tuple[Case, ...]:
    """Read all tables of cases beside `folder/base`. Raises CaseFaultError with each faulty row."""
    base = {path.stem: _read_csv(path) for path in sorted((folder / BASE).glob("*.csv"))}
    cases: list[Case] = []
    faults = [fault for name, sheet in base.items() for fault in _overlong(name, sheet)]
    for path in sorted(folder.glob("*.csv")):
        _load_file(path, base, cases, faults)
    faults += _repeated(cases)
    if cases and not base:
        problem = Text("没有基础数据", "there is no base")
        fix = Text("在 base/ 中放入各表的 CSV", "put a CSV file a table into base/")
        faults.append(_fault(Place(str(folder / BASE)), "", problem, fix))
    if faults:
        raise CaseFaultError(tuple(faults))
    return tuple(cases)


def run_cases(
    policy: Policy, folder: Path, compute: Compute, progress: Callable[[CaseResult], None] = unheard
) -> tuple[CaseResult, ...]:
    """Run every case of a folder through the engine, `compute`. Raises CaseFaultError for faulty files."""
    results = []
    for case in load_cases(folder):
        result = run_case(policy, case, compute)
        progress(result)
        results.append(result)
    return tuple(results)


def run_case(policy: Policy, case: Case, compute: Compute) -> CaseResult:
    """Run one case: write its tables, compute them, hold what came out against what was expected."""
    try:
        result = _computed(policy, case, compute)
    except PolicyFault as fault:
        if not case.sets:  # no case can be run
            raise
        return CaseResult(case, (_failure(fault),))
    except (_FaultyRowError, RuleFault, LanguageError) as fault:
        return CaseResult(case, (_failure(fault),))
    return CaseResult(case, (*_compared(case, result), *_unexpected(case, result), *_working(case, result)))


def _failure(fault: PolicyFault | _FaultyRowError | RuleFault | LanguageError) -> Text:
    """Say why a case could not be computed."""
    match fault:
        case _FaultyRowError(problem=problem, fix=fix):
            return Text(f"{problem.zh}。{fix.zh}", f"{problem.en}; {fix.en}")
        case PolicyFault(findings=findings):
            zh, en = ("\n".join(finding.line(lang) for finding in findings) for lang in ("zh", "en"))
            return Text(f"设定之后办法有误:\n{zh}", f"the policy cannot be run with what is set:\n{en}")
        case RuleFault():
            return Text(f"规则算不下去:{fault}", f"a rule breaks: {fault}")
        case _:
            return Text(f"办法有误:{fault}", f"the policy cannot be run: {fault}")


def _computed(policy: Policy, case: Case, compute: Compute) -> Result:
    """Compute the base as a case changes it."""
    changed, tables = _with_sets(policy, case), _changed_tables(policy, case)
    with tempfile.TemporaryDirectory(prefix="payout-case-") as name:
        for table, sheet in tables.items():
            _write_csv(Path(name) / f"{table}.csv", sheet)
        return compute(Path(name), changed).result


def _with_sets(policy: Policy, case: Case) -> Policy:
    try:
        return policy.changed(sets=case.sets)
    except LanguageError as error:
        problem = Text("参数无法设定", "the parameter cannot be set")
        raise _FaultyRowError("given", problem, Text(str(error), str(error))) from error


# ---- reading case files --------------------------------------------------------------------------


def _read_csv(path: Path) -> Sheet:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, restval="")
        rows = tuple(reader)
        return Sheet(tuple(reader.fieldnames or ()), rows)


def _write_csv(path: Path, sheet: Sheet) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, sheet.header, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(sheet.rows)


def _load_file(path: Path, base: Mapping[str, Sheet], cases: list[Case], faults: list[Finding]) -> None:
    sheet = _read_csv(path)
    if sheet.header != COLUMNS:
        problem = Text(f"列为 {','.join(sheet.header)}", f"the columns are {', '.join(sheet.header)}")
        fix = Text(f"列应为 {','.join(COLUMNS)}", f"write the columns {', '.join(COLUMNS)}")
        faults.append(_fault(Place(path.name, row=1), "", problem, fix))
        return
    for number, row in enumerate(sheet.rows, 2):
        place = Place(path.name, row=number)
        try:
            cases.append(_case(row, place, base))
        except _FaultyRowError as fault:
            faults.append(_fault(place, fault.column, fault.problem, fault.fix))


def _overlong(name: str, sheet: Sheet) -> Iterator[Finding]:
    """Find rows of a base table that have more cells than it has columns."""
    for number, row in enumerate(sheet.rows, 2):
        if None in row:
            problem = Text("单元格多于列数", "it has more cells than there are columns")
            fix = Text("含逗号的单元格须加引号", "put quotes around a cell that holds commas")
            yield _fault(Place(f"{BASE}/{name}.csv", row=number), "", problem, fix)


def _fault(place: Place, column: str, problem: Text, fix: Text) -> Finding:
    return Finding(
        "L430", "error", problem, Place(place.file, row=place.row, column=column), column=column, fix=fix
    )


def _repeated(cases: list[Case]) -> Iterator[Finding]:
    first: dict[str, Place] = {}
    for case in cases:
        earlier = first.setdefault(case.name, case.place)
        if earlier is not case.place:
            where = f"{earlier.file} {earlier.row}"
            problem = Text(
                f"案例名“{case.name}”已用于 {where}", f"the case {case.name} stands already at {where}"
            )
            yield _fault(case.place, "case", problem, Text("另取一个名字", "give it another name"))


def _case(row: Row, place: Place, base: Mapping[str, Sheet]) -> Case:
    if None in row or not row["case"].strip() or not row["clause"].strip():
        raise _FaultyRowError(
            "case",
            Text("列数不符,或缺案例名、条款", "it has too many columns, or no name or clause"),
            Text("含逗号的单元格须加引号", "put quotes around a cell that holds commas"),
        )
    given_parts = _parts(row["given"])
    sets = tuple(part.removeprefix("set ").strip() for part in given_parts if part.startswith("set "))
    changes = tuple(_change(part) for part in given_parts if not part.startswith("set "))
    expectations = tuple(found for part in _parts(row["expect"]) for found in _expectations(part))
    if not expectations:
        raise _FaultyRowError(
            "expect", Text("没有写预期", "nothing is expected"), Text("写明预期", "say what must come out")
        )
    name, clause, given, expect, working, why = (row[column].strip() for column in COLUMNS)
    case = Case(name, clause, given, expect, working, why, place, base, changes, sets, expectations)
    _check_working(case)
    return case


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in _plain(cell).split(";") if part.strip()]


def _plain(text: str) -> str:
    """Write a text without full-width characters, as all of a case is read."""
    return unicodedata.normalize("NFKC", text)


# ---- given: changes to the base ------------------------------------------------------------------

HEAD = re.compile(r"([+-]?)\s*(\w+)(?:\s+(\S.*?))?\s*")
RANGE = re.compile(r"\{(\d+)\.\.(\d+)\}")
SHAPES = "people P1: score=90 · +people: person_id=P9 · -people P1 · set NAME=VALUE"
SHOWN = 6  # names that a message lists


def _change(text: str) -> Change:
    """Read one change: its sign, the table, the row's name and the cells."""
    head, cells = _split(text)
    found = HEAD.fullmatch(head)
    sign, table, key = found.groups(default="") if found else ("", "", "")
    if not table or (sign == "+" and key) or (sign == "-") == (cells is not None):
        raise _given(text, Text("看不懂这一改动", "the change makes no sense"), Text(SHAPES, SHAPES))
    texts = [] if cells is None else _expanded(cells) if sign == "+" else [cells]
    rows = tuple(dict(_assignments(each, text, "given")) for each in texts)
    return Change(text, sign, table, key, rows)  # type: ignore[arg-type]


def _split(text: str) -> tuple[str, str | None]:
    """Part a change at the last colon before its assignments: the name of a row may hold colons."""
    before, equals, _ = text.partition("=")
    if not equals and text.startswith("-"):
        return text, None
    head, colon, first = before.rpartition(":")
    return (head, first + text[len(before) :]) if colon else (text, None)


def _changed_tables(policy: Policy, case: Case) -> dict[str, Sheet]:
    """Give the base as a case changes it; a declared table that the base lacks is empty."""
    declared = {table.name: table for table in policy.tables}
    empty = {name: Sheet(tuple(table.by_name), ()) for name, table in declared.items()}
    tables = {**empty, **{name: sheet for name, sheet in case.base.items() if sheet.header}}
    for change in case.changes:
        sheet = tables.get(change.table)
        if sheet is None:
            listed = ", ".join(tables)
            fix = Text(f"有 {listed}", f"there are {listed}")
            raise _given(
                change.text, Text(f"没有表 {change.table}", f"there is no table {change.table}"), fix
            )
        tables[change.table] = _applied(change, sheet, declared.get(change.table))
    return tables


def _applied(change: Change, sheet: Sheet, table: Table | None) -> Sheet:
    """Make one change: rows added, a row removed, or its cells set."""
    header = _header(change, sheet, table)
    if change.sign == "+":
        return Sheet(header, sheet.rows + change.rows)
    position = _position(change, sheet, table)
    kept = tuple({**sheet.rows[position], **cells} for cells in change.rows)
    return Sheet(header, (*sheet.rows[:position], *kept, *sheet.rows[position + 1 :]))


def _header(change: Change, sheet: Sheet, table: Table | None) -> tuple[str, ...]:
    """Give the columns with those that a change sets; only columns that the base or the policy has can be set."""
    columns = dict.fromkeys([*sheet.header, *(table.by_name if table else ())])
    used = dict.fromkeys(column for row in change.rows for column in row)
    for unknown in [column for column in used if column not in columns]:
        fix = _among(unknown, list(columns), Text("有", "there are"))
        raise _given(change.text, Text(f"没有列 {unknown}", f"there is no column {unknown}"), fix)
    return tuple(dict.fromkeys([*sheet.header, *used]))


def _position(change: Change, sheet: Sheet, table: Table | None) -> int:
    """Find the row that a change is of: by its name, else by the first column."""
    if not change.key:
        return _only_row(change, sheet, table)
    named = [row for row, names in enumerate(_names(sheet, table)) if change.key in names]
    first = [
        row
        for row, cells in enumerate(sheet.rows)
        if _plain(cells.get(sheet.header[0], "")).strip() == change.key
    ]
    found = named or first
    if len(found) == 1:
        return found[0]
    raise _unfound(change, sheet, table, found)


def _only_row(change: Change, sheet: Sheet, table: Table | None) -> int:
    if table is not None and table.single and len(sheet.rows) == 1:
        return 0
    name, count = change.table, len(sheet.rows)
    if table is not None and table.single:
        problem = Text(f"表 {name} 应有一行,实有 {count} 行", f"{name} has one row, but here {count}")
        raise _given(
            change.text, problem, Text(f"在 base/{name}.csv 中写一行", f"write one row in base/{name}.csv")
        )
    problem = Text(f"没有指明 {name} 的哪一行", f"it does not say which row of {name}")
    raise _given(change.text, problem, _how_named(change, sheet, table, range(count)))


def _identity(sheet: Sheet, table: Table | None) -> tuple[str, ...]:
    """Give the columns that name a table's rows; its first one where nothing tells them apart."""
    declared = () if table is None else (table.key,) if table.key else table.unique
    return declared if declared and set(declared) <= set(sheet.header) else sheet.header[:1]


def _names(sheet: Sheet, table: Table | None) -> list[tuple[str, str]]:
    """Give each row's name as findings write it, and as the cells do."""
    identity = _identity(sheet, table)
    columns = [None if table is None else table.by_name.get(name) for name in identity]
    cells = [[_plain(row.get(name) or "").strip() for name in identity] for row in sheet.rows]
    return [
        ("/".join(_canonical(cell, column) for cell, column in zip(row, columns, strict=True)), "/".join(row))
        for row in cells
    ]


def _canonical(cell: str, column: Column | None) -> str:
    """Write a cell as it stands in a row's name: an option by its identifier, a number without idle noughts."""
    if column is None or (not cell and column.default is None):
        return cell
    written = cell or str(column.default)
    words = {_plain(word): option for option, word in column.options.items()}
    number = _number(written) if column.kind == "number" else None
    return words.get(written, written) if number is None else _decimal(number)


def _unfound(change: Change, sheet: Sheet, table: Table | None, found: list[int]) -> _FaultyRowError:
    """Say that no row has the name, or several have."""
    name, key, count = change.table, change.key, len(found)
    problem = (
        Text(f"{name} 有 {count} 行名为 {key}", f"{count} rows of {name} are named {key}")
        if found
        else Text(f"{name} 没有名为 {key} 的行", f"no row of {name} is named {key}")
    )
    return _given(change.text, problem, _how_named(change, sheet, table, found or range(len(sheet.rows))))


def _how_named(change: Change, sheet: Sheet, table: Table | None, rows: Iterable[int]) -> Text:
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
    near = _among(change.key, choice, Text("如", "such as"))
    return Text(f"{about.zh},{near.zh}", f"{about.en}, {near.en}")


def _among(word: str, known: Sequence[str], lead: Text) -> Text:
    """List the words that are near one; else the first of all."""
    near = _near(word, known)
    listed = ", ".join(near or known[:SHOWN]) + (" …" if not near and len(known) > SHOWN else "")
    return (
        Text(f"相近的有 {listed}", f"near it: {listed}")
        if near
        else Text(f"{lead.zh} {listed}", f"{lead.en} {listed}")
    )


def _near(word: str, known: Sequence[str]) -> list[str]:
    """Give the words that are near one: those that it is a part of, and those spelt nearly so."""
    parts = [one for one in known if word and word in one.split("/")]
    return list(dict.fromkeys([*parts, *get_close_matches(word, known, 3)]))[:SHOWN]


def _given(change: str, problem: Text, fix: Text) -> _FaultyRowError:
    return _FaultyRowError("given", Text(f"“{change}”:{problem.zh}", f"{change!r}: {problem.en}"), fix)


def _expanded(cells: str) -> list[str]:
    """Repeat the text for each number of its first range; every range {a..b} of it runs along."""
    found = RANGE.search(cells)
    if found is None:
        return [cells]
    count = int(found[2]) - int(found[1]) + 1

    def written(range_found: re.Match[str], step: int) -> str:
        return str(int(range_found[1]) + step).zfill(len(range_found[1]))

    return [RANGE.sub(lambda each, step=step: written(each, step), cells) for step in range(count)]  # type: ignore[misc]


def _assignments(text: str, whole: str, column: str) -> Iterator[tuple[str, str]]:
    for part in text.split(","):
        name, equals, value = (piece.strip() for piece in part.partition("="))
        if not equals or not name:
            problem = Text(
                f"“{whole}”:“{part.strip()}”不是 列=值", f"{whole!r}: {part.strip()!r} is not column=value"
            )
            raise _FaultyRowError(column, problem, Text("写成 列=值", "write column=value"))
        yield name, value


# ---- expect --------------------------------------------------------------------------------------


VALUES = re.compile(r"(\w+)(?:\s+(\S.*?))??\s+(\w+\s*=.*)")


def _expectations(part: str) -> Iterator[Expectation]:
    """Read one part of `expect`; a value part holds an expectation for each column."""
    words = part.split()
    match words:
        case ["no", "findings"]:
            yield Expectation("no findings")
        case ["finding", code, *subject]:
            yield Expectation("finding", code, " ".join(subject))
        case ["no", "finding", code, *subject]:
            yield Expectation("no finding", code, " ".join(subject))
        case ["open", question, *subject] if subject:
            yield Expectation("open", question, " ".join(subject))
        case _:
            yield from _values(part)


def _values(part: str) -> Iterator[Expectation]:
    """Read `person P1 score=90, grade=fit`."""
    found = VALUES.fullmatch(part)
    if found is None:
        shapes = "person P1 target_bonus=388.89 · finding CODE · open QUESTION unit:U1 · no findings"
        raise _FaultyRowError(
            "expect", Text(f"看不懂“{part}”", f"{part!r} makes no sense"), Text(shapes, shapes)
        )
    level, key, assignments = found.groups(default="")
    for column, wanted in _assignments(assignments, part, "expect"):
        yield Expectation("value", level, key, column, wanted)


def _compared(case: Case, result: Result) -> Iterator[Text]:
    """Give a message for each expectation that is not met."""
    for expectation in case.expectations:
        got = _difference(expectation, result)
        if got is not None:
            wanted = _said(expectation)
            yield Text(f"应为 {wanted},实为 {got.zh}", f"expected {wanted}, got {got.en}")


def _said(expectation: Expectation) -> str:
    match expectation.kind:
        case "value":
            where = f"{expectation.level} {expectation.key}".strip()
            return f"{where} {expectation.column}={expectation.wanted}"
        case "no findings":
            return "no findings"
        case kind:
            return f"{kind} {expectation.level} {expectation.key}".strip()


def _difference(expectation: Expectation, result: Result) -> Text | None:
    """Give what came out instead, or None where it is as expected."""
    listed = ", ".join(f"{finding.code} {finding.subject}".strip() for finding in result.findings)
    match expectation.kind:
        case "value":
            return _value_difference(expectation, result)
        case "no findings":
            return Text(listed, listed) if result.findings else None
        case "open":
            points = ", ".join(f"{point.question} {point.subject}" for point in result.open_points)
            met = any(_is_point(expectation, point) for point in result.open_points)
            return None if met else Text(points or "没有待定事项", points or "nothing open")
        case kind:
            met = any(_is_finding(expectation, finding) for finding in result.findings)
            return None if met == (kind == "finding") else Text(listed or "没有问题", listed or "no findings")


def _is_finding(expectation: Expectation, finding: Finding) -> bool:
    named = finding.code in {expectation.level, f"P-{expectation.level}"}
    return named and expectation.key in {"", _plain(finding.subject)}


def _is_point(expectation: Expectation, point: OpenPoint) -> bool:
    return (point.question, _plain(point.subject)) == (expectation.level, expectation.key)


def _unexpected(case: Case, result: Result) -> Iterator[Text]:
    """Give a message for each error and open point that the case does not name."""
    findings = [expected for expected in case.expectations if expected.kind == "finding"]
    for finding in errors(result.findings):
        if not any(_is_finding(expected, finding) for expected in findings):
            yield Text(f"未预期:{finding.line('zh')}", f"not expected: {finding.line('en')}")
    points = [expected for expected in case.expectations if expected.kind == "open"]
    for point in result.open_points:
        if not any(_is_point(expected, point) for expected in points):
            named = f"{point.question} {point.subject}"
            yield Text(f"未预期的待定事项:{named}", f"an open point that is not expected: {named}")


def _value_difference(expectation: Expectation, result: Result) -> Text | None:
    frame = result.frames.get(expectation.level)
    if frame is None:
        levels = ", ".join(result.frames)
        return Text(f"没有此层级(有 {levels})", f"no such level (there are {levels})")
    if expectation.column not in frame.table.columns:
        return _but("没有此列", "no such column", _near(expectation.column, list(frame.table.columns)))
    rows = _rows_named(expectation.key, frame)
    if len(rows) != 1:
        return _not_one(expectation, frame, len(rows))
    field, value = frame.field(expectation.column), frame.table[expectation.column].array[rows[0]]
    if _same(expectation.wanted, value, field):
        return None
    shown = _shown(value, field)
    return Text(shown or "空", shown or "blank")


def _rows_named(key: str, frame: Frame) -> list[int]:
    """Give the rows of a name; without one, all."""
    if not key:
        return list(range(len(frame.table)))
    return [row for row, name in enumerate(frame.names()) if _plain(name) == key] if frame.identity else []


def _not_one(expectation: Expectation, frame: Frame, count: int) -> Text:
    """Say why a value expected is not of one row."""
    if not frame.identity:
        name = expectation.level
        return Text(f"层级 {name} 的行没有名称", f"nothing that names a row: {name} has no key")
    by, near = "/".join(frame.identity), _near(expectation.key, frame.names())
    if not expectation.key:
        return Text(f"{count} 行(行名为 {by})", f"{count} rows: say which by its {by}")
    if not count:
        return _but(f"没有此行(行名为 {by})", f"no row of that name (named by {by})", near)
    return Text(f"{count} 行", f"{count} rows")


def _but(zh: str, en: str, near: Sequence[str]) -> Text:
    """Add what is near, if anything."""
    listed = ", ".join(near)
    return Text(f"{zh},相近的有 {listed}", f"{en}; near it: {listed}") if near else Text(zh, en)


def _same(wanted: str, value: object, field: Field) -> bool:
    """Tell whether a value is the one that is written."""
    if is_missing(value):
        return not wanted
    if not wanted:
        return False
    if field.kind == "number":
        return _same_number(wanted, _fraction(value), field)
    if field.kind == "flag":
        return wanted in ({"true", "是"} if value else {"false", "否"})
    return wanted in {_plain(_shown(value, field)), _plain(field.options.get(str(value), ""))}


def _same_number(wanted: str, value: Fraction, field: Field) -> bool:
    expected = _number(wanted)
    if expected is None or expected == value:
        return expected is not None
    return field.places is None and "." in wanted and _half_up(value, _places(wanted)) == expected


def _fraction(value: object) -> Fraction:
    return Fraction(str(ExactArray.from_fractions([value]).to_fraction_strings()[0]))  # type: ignore[list-item]


LONGEST = 20  # decimals that a message shows of a number


def _shown(value: object, field: Field) -> str:
    """Write a value for a message."""
    if is_missing(value):
        return ""
    if field.kind == "flag":
        return "true" if value else "false"
    if isinstance(value, pd.Timestamp):
        return value.strftime("%Y-%m-%d")
    return _decimal(_fraction(value)) if field.kind == "number" else str(value)


def _decimal(exact: Fraction) -> str:
    """Write a number in decimals: all of them, or six and the fraction where they do not end."""
    places = next((each for each in range(LONGEST) if 10**each % exact.denominator == 0), None)
    rounded, shown = _half_up(exact, 6), 6 if places is None else places
    value = rounded if places is None else exact
    whole, part = divmod(abs(value.numerator) * 10**shown // value.denominator, 10**shown)
    decimal = f"{'-' if value < 0 else ''}{whole}" + (f".{part:0{shown}d}" if shown else "")
    return decimal if places is not None else f"{decimal} ({exact})"


def _number(text: str) -> Fraction | None:
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        return None


def _places(text: str) -> int:
    return len(text.partition(".")[2])


def _half_up(value: Fraction, places: int) -> Fraction:
    scale = 10**places
    size = Fraction((abs(value) * scale + Fraction(1, 2)).__floor__(), scale)
    return size if value >= 0 else -size


# ---- working: must come to the first number expected ---------------------------------------------


def _first_number(case: Case) -> Expectation | None:
    values = (each for each in case.expectations if each.kind == "value")
    return next((each for each in values if _number(each.wanted) is not None), None)


def _check_working(case: Case) -> None:
    if not case.working:
        return
    try:
        calculate(case.working)
    except ValueError as error:
        shape = Text(
            "只用数、+ - * /、括号、min、max、floor",
            "use numbers, + - * /, parentheses, min, max and floor only",
        )
        raise _FaultyRowError("working", Text(f"算式有误:{error}", str(error)), shape) from error
    if _first_number(case) is None:
        problem = Text("有算式,却没有预期的数", "there is a working but no number is expected")
        raise _FaultyRowError("working", problem, Text("在预期中写数", "expect a number"))


def _working(case: Case, result: Result) -> Iterator[Text]:
    """Give a message where the working does not come to the first number expected."""
    expected = _first_number(case)
    if not case.working or expected is None:
        return
    worked, places = calculate(case.working), _places_of(expected, result)
    came_to = worked if places is None else _half_up(worked, places)
    if came_to != _number(expected.wanted):
        exact = _decimal(worked)
        zh = f"算式 {case.working} 得 {exact},预期的是 {expected.wanted}"
        yield Text(zh, f"the working {case.working} comes to {exact}, not {expected.wanted}")


def _places_of(expected: Expectation, result: Result) -> int | None:
    """Give the decimals that a number is rounded to: its column's, or those written; None: exact."""
    frame = result.frames.get(expected.level)
    field = next((each for each in frame.fields if each.name == expected.column), None) if frame else None
    if field is not None and field.places is not None:
        return field.places
    return _places(expected.wanted) if "." in expected.wanted else None
