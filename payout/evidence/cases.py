"""Worked cases: tables that people can read, run through the engine. What `payout test POLICY` does.

A policy's `cases/` folder holds `base/`, a tiny batch as CSV files with English headers, and tables of cases
beside it, with the columns `case, clause, given, expect, working, why`.

`given` is a list of changes to the base, separated by semicolons:

    people P1: grade=unfit, score=90     set cells of the row whose first column is P1
    +spells: person_id=P1, unit_id=U1    add a row; cells that are left out are blank
    +units: unit_id=D{04..12}            add a row for each number, written with as many digits
    -people P4                           remove that row
    set month_rule=by_day                put another value of a parameter in force

`expect` is a list of what must come out, separated by semicolons:

    person P1 target_bonus=388.89, months_served=1
    finding without-score unit U1        a finding by its code, here of one subject
    no finding quota-exceeded            that a finding does not appear
    open best_place_tie unit:U3          a point that people must decide
    no findings                          neither errors nor warnings

Errors and open points that a case does not name make it fail. A number of a column that is rounded must be
equal; one of a column that is not rounded is compared at the decimals that are written, exactly if there are
none (7000, 22000/3). `working` is arithmetic that must come to the first number expected, once rounded as its
column is.
"""

from __future__ import annotations

import csv
import re
import tempfile
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

import pandas as pd

from payout.evidence.working import calculate
from payout.exact import ExactArray
from payout.findings import Finding, Place, Text, errors
from payout.rules.expressions import LanguageError
from payout.rules.values import is_missing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from payout.rules.policy import Policy
    from payout.rules.result import Field, OpenPoint, Result

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
class Expectation:
    """One thing that must come out; `wanted` is a value, a subject or nothing, as `kind` has it."""

    kind: Literal["value", "finding", "no finding", "open", "no findings"]
    level: str = ""  # or the code of a finding, or the question of an open point
    key: str = ""  # or the subject
    column: str = ""
    wanted: str = ""


@dataclass(frozen=True)
class Case:
    """One worked case: the tables and parameters that it is run on, and what must come out."""

    name: str
    clause: str
    given: str
    expect: str
    working: str
    why: str
    place: Place
    tables: Mapping[str, Sheet]
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
    if not base:
        problem = Text("没有基础数据", "there is no base")
        fix = Text("在 base/ 中放入各表的 CSV", "put a CSV file a table into base/")
        raise CaseFaultError((_fault(Place(str(folder / BASE)), "", problem, fix),))
    cases: list[Case] = []
    faults: list[Finding] = []
    for path in sorted(folder.glob("*.csv")):
        _load_file(path, base, cases, faults)
    faults += _repeated(cases)
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
        changed = policy.changed(sets=case.sets)
    except LanguageError as error:
        return CaseResult(case, (Text(f"参数无法设定:{error}", f"the parameter cannot be set: {error}"),))
    with tempfile.TemporaryDirectory(prefix="payout-case-") as name:
        for table, sheet in case.tables.items():
            _write_csv(Path(name) / f"{table}.csv", sheet)
        result = compute(Path(name), changed).result
    return CaseResult(case, (*_compared(case, result), *_unexpected(case, result), *_working(case, result)))


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
    tables, sets = dict(base), []
    for change in _parts(row["given"]):
        if change.startswith("set "):
            sets.append(change.removeprefix("set ").strip())
        else:
            _apply(change, tables)
    expectations = tuple(found for part in _parts(row["expect"]) for found in _expectations(part))
    if not expectations:
        raise _FaultyRowError(
            "expect", Text("没有写预期", "nothing is expected"), Text("写明预期", "say what must come out")
        )
    name, clause, given, expect, working, why = (row[column].strip() for column in COLUMNS)
    case = Case(name, clause, given, expect, working, why, place, tables, tuple(sets), expectations)
    _check_working(case)
    return case


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in unicodedata.normalize("NFKC", cell).split(";") if part.strip()]


# ---- given: changes to the base ------------------------------------------------------------------

CHANGE = re.compile(r"(?P<sign>[+-]?)\s*(?P<table>\w+)\s*(?P<key>[^:\s]*)\s*(?::\s*(?P<cells>.*))?")
RANGE = re.compile(r"\{(\d+)\.\.(\d+)\}")


def _apply(change: str, tables: dict[str, Sheet]) -> None:
    """Make one change: a row added, removed, or its cells set."""
    found = CHANGE.fullmatch(change)
    sign, table, key, cells = found.group("sign", "table", "key", "cells") if found else ("", "", "", None)
    if table not in tables:
        raise _given(change, f"没有表 {table}", f"there is no table {table}", f"base/: {', '.join(tables)}")
    if (sign == "+") == bool(key) or (sign == "-") == (cells is not None):
        raise _given(
            change,
            "看不懂这一改动",
            "the change makes no sense",
            "people P1: score=90 · +people: … · -people P1",
        )
    sheet = tables[table]
    if sign == "+":
        rows = sheet.rows + tuple(_cells(text, change, sheet) for text in _expanded(cells or ""))
    else:
        position = _position(change, sheet, key)
        kept = () if sign == "-" else ({**sheet.rows[position], **_cells(cells or "", change, sheet)},)
        rows = (*sheet.rows[:position], *kept, *sheet.rows[position + 1 :])
    tables[table] = Sheet(sheet.header, rows)


def _given(change: str, zh: str, en: str, fix: str) -> _FaultyRowError:
    return _FaultyRowError("given", Text(f"“{change}”:{zh}", f"{change!r}: {en}"), Text(fix, fix))


def _expanded(cells: str) -> list[str]:
    """Repeat the text for each number of its first range; every range {a..b} of it runs along."""
    found = RANGE.search(cells)
    if found is None:
        return [cells]
    count = int(found[2]) - int(found[1]) + 1

    def written(range_found: re.Match[str], step: int) -> str:
        return str(int(range_found[1]) + step).zfill(len(range_found[1]))

    return [RANGE.sub(lambda each, step=step: written(each, step), cells) for step in range(count)]  # type: ignore[misc]


def _position(change: str, sheet: Sheet, key: str) -> int:
    found = [number for number, row in enumerate(sheet.rows) if row[sheet.header[0]] == key]
    if len(found) != 1:
        zh, en = (
            f"{sheet.header[0]} 为 {key} 的有 {len(found)} 行",
            f"{len(found)} rows have {sheet.header[0]} {key}",
        )
        raise _given(change, zh, en, "1")
    return found[0]


def _cells(text: str, change: str, sheet: Sheet) -> dict[str, str]:
    """Read `score=90, grade=unfit`."""
    cells = dict(_assignments(text, change, "given"))
    unknown = sorted(set(cells) - set(sheet.header))
    if unknown:
        raise _given(
            change, f"没有列 {unknown[0]}", f"there is no column {unknown[0]}", ", ".join(sheet.header)
        )
    return cells


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
        case ["open", question, subject]:
            yield Expectation("open", question, subject)
        case [level, key, _, *_] if "=" not in level + key:
            assignments = part.split(None, 2)[2]
            for column, wanted in _assignments(assignments, part, "expect"):
                yield Expectation("value", level, key, column, wanted)
        case _:
            shapes = "person P1 target_bonus=388.89 · finding CODE · open QUESTION unit:U1 · no findings"
            raise _FaultyRowError(
                "expect", Text(f"看不懂“{part}”", f"{part!r} makes no sense"), Text(shapes, shapes)
            )


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
            return f"{expectation.level} {expectation.key} {expectation.column}={expectation.wanted}"
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
    return named and expectation.key in {"", finding.subject}


def _is_point(expectation: Expectation, point: OpenPoint) -> bool:
    return (point.question, point.subject) == (expectation.level, expectation.key)


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
    if frame is None or not frame.identity:
        levels = ", ".join(name for name, each in result.frames.items() if each.identity)
        return Text(f"没有此层级(有 {levels})", f"no such level (there are {levels})")
    if expectation.column not in frame.table.columns:
        return Text("没有此列", "no such column")
    rows = [row for row, name in enumerate(frame.names()) if name == expectation.key]
    if len(rows) != 1:
        return Text(f"{len(rows)} 行", f"{len(rows)} rows")
    field, value = frame.field(expectation.column), frame.table[expectation.column].array[rows[0]]
    if _same(expectation.wanted, value, field):
        return None
    shown = _shown(value, field)
    return Text(shown or "空", shown or "blank")


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
    return wanted in {_shown(value, field), field.options.get(str(value), "")}


def _same_number(wanted: str, value: Fraction, field: Field) -> bool:
    expected = _number(wanted)
    if expected is None or expected == value:
        return expected is not None
    return field.places is None and "." in wanted and _half_up(value, _places(wanted)) == expected


def _fraction(value: object) -> Fraction:
    return Fraction(str(ExactArray.from_fractions([value]).to_fraction_strings()[0]))  # type: ignore[list-item]


def _shown(value: object, field: Field) -> str:
    """Write a value for a message: numbers to six places at most."""
    if is_missing(value):
        return ""
    if field.kind == "flag":
        return "true" if value else "false"
    if isinstance(value, pd.Timestamp):
        return value.strftime("%Y-%m-%d")
    if field.kind != "number":
        return str(value)
    exact = _fraction(value)
    rounded = _half_up(exact, 6)
    whole, part = divmod(abs(rounded.numerator) * 10**6 // rounded.denominator, 10**6)
    decimal = f"{'-' if rounded < 0 else ''}{whole}.{part:06d}".rstrip("0").rstrip(".")
    return decimal if rounded == exact else f"{decimal} ({exact})"


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
        shape = Text("只用数、+ - * /、括号、min、max", "use numbers, + - * /, parentheses, min and max only")
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
        zh = f"算式 {case.working} 得 {came_to},预期的是 {expected.wanted}"
        yield Text(zh, f"the working {case.working} comes to {came_to}, not {expected.wanted}")


def _places_of(expected: Expectation, result: Result) -> int | None:
    """Give the decimals that a number is rounded to: its column's, or those written; None: exact."""
    frame = result.frames.get(expected.level)
    field = next((each for each in frame.fields if each.name == expected.column), None) if frame else None
    if field is not None and field.places is not None:
        return field.places
    return _places(expected.wanted) if "." in expected.wanted else None
