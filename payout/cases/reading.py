"""Reading tables of cases: each row to a case, and what is faulty about the rows to findings."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

from payout.cases.case import (
    Case,
    CaseFaultError,
    Change,
    Expectation,
    FaultyRowError,
    TextTable,
    faulty_change,
    first_number,
)
from payout.cases.words import plain
from payout.cases.working import calculate
from payout.findings import Finding, Place
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from payout.cases.case import Row

COLUMNS = ("case", "clause", "given", "expect", "working", "why")
BASE = "base"


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


def examples_of(folder: Path) -> dict[tuple[str, str], str]:
    """What the base of a policy's cases first says in each column, by table and column; nothing where there are no cases."""
    found: dict[tuple[str, str], str] = {}
    for path in sorted((folder / "cases" / BASE).glob("*.csv")):
        for row in _read_csv(path).rows:
            for name, cell in row.items():
                if cell:
                    found.setdefault((path.stem, name), cell)
    return found


def _read_csv(path: Path) -> TextTable:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, restval="")
        rows = tuple(reader)
        return TextTable(tuple(reader.fieldnames or ()), rows)


def _load_file(path: Path, base: Mapping[str, TextTable], cases: list[Case], faults: list[Finding]) -> None:
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
        except FaultyRowError as fault:
            faults.append(_fault(place, fault.column, fault.problem, fault.fix))


def _overlong(name: str, sheet: TextTable) -> Iterator[Finding]:
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


def _case(row: Row, place: Place, base: Mapping[str, TextTable]) -> Case:
    if None in row or not row["case"].strip() or not row["clause"].strip():
        raise FaultyRowError(
            "case",
            Text("列数不符,或缺案例名、条款", "it has too many columns, or no name or clause"),
            Text("含逗号的单元格须加引号", "put quotes around a cell that holds commas"),
        )
    given_parts = _parts(row["given"])
    sets = tuple(part.removeprefix("set ").strip() for part in given_parts if part.startswith("set "))
    changes = tuple(_change(part) for part in given_parts if not part.startswith("set "))
    expectations = tuple(found for part in _parts(row["expect"]) for found in _expectations(part))
    if not expectations:
        raise FaultyRowError(
            "expect", Text("没有写预期", "nothing is expected"), Text("写明预期", "say what must come out")
        )
    name, clause, given, expect, working, why = (row[column].strip() for column in COLUMNS)
    case = Case(name, clause, given, expect, working, why, place, base, changes, sets, expectations)
    _check_working(case)
    return case


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in plain(cell).split(";") if part.strip()]


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
        raise FaultyRowError("working", Text(f"算式有误:{error}", str(error)), shape) from error
    if first_number(case) is None:
        problem = Text("有算式,却没有预期的数", "there is a working but no number is expected")
        raise FaultyRowError("working", problem, Text("在预期中写数", "expect a number"))


# ---- given: changes to the base ------------------------------------------------------------------


HEAD = re.compile(r"([+-]?)\s*(\w+)(?:\s+(\S.*?))?\s*")
RANGE = re.compile(r"\{(\d+)\.\.(\d+)\}")
SHAPES = "people P1: score=90 · +people: person_id=P9 · -people P1 · set NAME=VALUE"


def _change(text: str) -> Change:
    """Read one change: its sign, the table, the row's name and the cells."""
    head, cells = _split(text)
    found = HEAD.fullmatch(head)
    sign, table, key = found.groups(default="") if found else ("", "", "")
    if not table or (sign == "+" and key) or (sign == "-") == (cells is not None):
        raise faulty_change(text, Text("看不懂这一改动", "the change makes no sense"), Text(SHAPES, SHAPES))
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
            raise FaultyRowError(column, problem, Text("写成 列=值", "write column=value"))
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
        raise FaultyRowError(
            "expect", Text(f"看不懂“{part}”", f"{part!r} makes no sense"), Text(shapes, shapes)
        )
    level, key, assignments = found.groups(default="")
    for column, wanted in _assignments(assignments, part, "expect"):
        yield Expectation("value", level, key, column, wanted)
