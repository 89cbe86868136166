"""Golden batches: an input with the results that were approved of, compared cell by cell, exactly.

A folder holds `golden.toml` and the approved tables, a CSV file for each output file:

    source = "csv"                   # the input: a workbook or a folder, beside the file or by a path from it
    expected = "expected_{file}.csv" # where the tables are; expected/{file}.csv where nothing is said
    set = ["year=2012"]              # values in force, where other than the policy's own
    overlays = ["draft.toml"]
    ignore = ["checked_by"]          # columns of the tables that are nothing of the policy's

A table has the columns that its header names, a row each, told apart by what tells rows of its level apart. Numbers are exact:
decimals where they end, else fractions. What stands at `cases/golden/<name>/` of a policy is run by `payout test POLICY`.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from payout.archive import whole_file
from payout.batch import compute, concluded, runnable
from payout.cases.comparing import same_value
from payout.cases.mutating import BROKEN
from payout.cases.replaying import Replay, same
from payout.cases.words import number_of
from payout.findings import errors
from payout.rules.policy.overlays import Overlay
from payout.rules.policy.parameters import load_toml
from payout.rules.tree import LanguageError
from payout.text import Text, is_missing, quiet, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from payout.batch import ComputedBatch
    from payout.cases.mutants import Mutant
    from payout.findings import Finding
    from payout.rules.compiled.compiled import BuiltCheck
    from payout.rules.compiled.result import Field, Frame, OpenPoint, Result
    from payout.rules.policy.card import OutputFile
    from payout.rules.policy.policy import Policy
    from payout.text import Progress

FILE, FOLDER = "golden.toml", "golden"
LISTS = ("set", "overlays", "ignore")
ENTRIES = frozenset(("source", "expected", *LISTS))


@dataclass(frozen=True)
class Golden:
    """A golden batch: its input, what is put in force, and where its approved tables are."""

    name: str
    source: Path
    expected: str
    sets: tuple[str, ...] = ()
    overlays: tuple[Path, ...] = ()
    ignore: tuple[str, ...] = ()

    def table(self, file: str) -> Path:
        """Where the approved table of an output file is."""
        return Path(self.expected.format(file=file))

    def policy(self, policy: Policy) -> Policy:
        """The policy with what the batch puts in force."""
        return policy.changed(overlays=tuple(map(Overlay.read, self.overlays)), sets=self.sets)


@dataclass(frozen=True)
class Cell:
    """A cell that is not what was approved of."""

    row: str
    column: str
    wanted: str
    got: str


@dataclass(frozen=True)
class TableCompared:
    """One output file held against its approved table. `new`: there is none yet."""

    file: str
    rows: int
    new: bool = False
    lacking: tuple[str, ...] = ()  # columns that the table has and the level has not
    gone: tuple[str, ...] = ()  # rows that the table has and the batch has not
    come: tuple[str, ...] = ()
    cells: tuple[Cell, ...] = ()
    totals: tuple[Fraction, Fraction] | None = None  # of the column that is paid: as approved, as it came out

    @property
    def same(self) -> bool:
        """Whether everything is as it was approved of."""
        return not (self.new or self.lacking or self.gone or self.come or self.cells)

    def by_column(self) -> list[tuple[str, int]]:
        """How many cells of each column differ."""
        return Counter(cell.column for cell in self.cells).most_common()


@dataclass(frozen=True)
class GoldenCompared:
    """A golden batch as it came out. One with errors or open points has no tables to compare."""

    golden: Golden
    findings: tuple[Finding, ...] = ()
    open_points: tuple[OpenPoint, ...] = ()
    tables: tuple[TableCompared, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)  # what would be approved of, by file

    @property
    def refused(self) -> bool:
        """Whether there is no result at all."""
        return bool(self.findings or self.open_points)

    @property
    def passed(self) -> bool:
        """Whether all is as it was approved of."""
        return not self.refused and all(one.same for one in self.tables)


def goldens_of(folder: Path) -> tuple[Golden, ...]:
    """The golden batches in a folder: itself, or each of those inside it. Raises LanguageError for one that makes no sense."""
    if (folder / FILE).is_file():
        return (_read(folder),)
    return tuple(_read(path.parent) for path in sorted(folder.glob(f"*/{FILE}")))


def _read(folder: Path) -> Golden:
    content = load_toml(folder / FILE)
    unknown = sorted(set(content) - ENTRIES)
    source, expected = content.get("source"), content.get("expected", "expected/{file}.csv")
    lists = [content.get(name, []) for name in LISTS]
    texts = isinstance(source, str) and isinstance(expected, str) and "{file}" in expected
    if (
        unknown
        or not texts
        or not all(isinstance(one, list) and all(isinstance(text, str) for text in one) for one in lists)
    ):
        raise LanguageError(
            f'{folder.name}/{FILE}: write source = "…", expected = "….{{file}}.csv", set, overlays and ignore as lists of texts'
            + (f"; it does not know {', '.join(unknown)}" if unknown else ""),
            f'{folder.name}/{FILE}:写 source = "…"、expected = "…{{file}}.csv",set、overlays、ignore 是文字的列表'
            + (f";不认识 {'、'.join(unknown)}" if unknown else ""),
        )
    place = folder / str(source)
    if not place.exists():
        raise LanguageError(
            f"{folder.name}/{FILE}: source {source} is not there",
            f"{folder.name}/{FILE}:找不到 source {source}",
        )
    sets, overlays, ignore = (tuple(str(text) for text in one) for one in lists if isinstance(one, list))
    paths = tuple(folder / one for one in overlays)
    return Golden(folder.name, place, str(folder / str(expected)), sets, paths, ignore)


def run_golden(golden: Golden, policy: Policy, progress: Progress = quiet) -> GoldenCompared:
    """Compute a golden batch and hold it against its approved tables. Raises LanguageError for a table that cannot be read."""
    batch = compute(golden.source, golden.policy(policy), progress)
    found = tuple(errors(batch.result.findings))
    if batch.refused:
        return GoldenCompared(golden, found, batch.result.open_points)
    result = batch.result
    tables = {file.name: _approved(golden, file.name) for file in result.files}
    compared = tuple(_compared(result, file, tables[file.name]) for file in result.files)
    differ = {one.file for one in compared if not one.same}
    texts = {
        file.name: _text(result, file, tables[file.name]) for file in result.files if file.name in differ
    }
    return GoldenCompared(golden, tables=compared, texts=texts)


def approve(found: GoldenCompared) -> tuple[Path, ...]:
    """Write the tables that differ, all of them aside first; what was there stands until every one is written."""
    changed = [one.file for one in found.tables if not one.same]
    paths = tuple(found.golden.table(name) for name in changed)
    with ExitStack() as stack:
        asides = [stack.enter_context(whole_file(path)) for path in paths]
        for name, aside in zip(changed, asides, strict=True):
            aside.write_text(found.texts[name], encoding="utf-8", newline="")
    return paths


# ---- the tables ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Approved:
    """An approved table as text."""

    header: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...]


def _approved(golden: Golden, file: str) -> Approved | None:
    path = golden.table(file)
    if not path.exists():
        return None
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream, restval="", strict=True)
            rows = tuple(reader)
            header = (name for name in reader.fieldnames or () if name not in golden.ignore)
            return Approved(tuple(header), rows)
    except (UnicodeDecodeError, csv.Error) as fault:
        raise LanguageError(
            f"{path.name}: no CSV in UTF-8: {fault}", f"{path.name}:不是 UTF-8 的 CSV:{fault}"
        ) from fault


def _columns(frame: Frame, file: OutputFile) -> tuple[str, ...]:
    """What a table that is new gets: what tells rows apart, then all that is computed."""
    computed = [one.name for one in frame.fields if one.origin != "input"]
    return tuple(
        dict.fromkeys((*frame.identity, *(name for name in file.first if "." not in name), *computed))
    )


def _values(
    result: Result, file: OutputFile, columns: Sequence[str]
) -> dict[str, dict[str, tuple[Field, object]]]:
    """The rows of an output file by their names: each column with its field and exact value."""
    frame = result.frames[file.level]
    found = {name: result.column(file.level, name) for name in columns}
    return {
        name: {column: (known, values[row]) for column, (known, values) in found.items()}
        for row, name in enumerate(frame.names())
    }


def _compared(result: Result, file: OutputFile, table: Approved | None) -> TableCompared:
    frame = result.frames[file.level]
    rows = len(frame.table)
    if table is None:
        return TableCompared(file.name, rows, new=True)
    lacking = tuple(name for name in (*table.header, *frame.identity) if not _has(frame, name, table))
    if lacking:
        return TableCompared(file.name, rows, lacking=lacking)
    got = _values(result, file, table.header)
    wanted = _named(table, frame)
    both = [name for name in got if name in wanted]
    cells = tuple(
        Cell(name, column, wanted[name][column], cell_text(value))
        for name in both
        for column, (known, value) in got[name].items()
        if not same_value(wanted[name][column], value, known)
    )
    return TableCompared(
        file.name,
        rows,
        gone=tuple(name for name in wanted if name not in got),
        come=tuple(name for name in got if name not in wanted),
        cells=cells,
        totals=_totals(file, table, got),
    )


def _has(frame: Frame, name: str, table: Approved) -> bool:
    return name in frame.table.columns and name in table.header


def _named(table: Approved, frame: Frame) -> dict[str, Mapping[str, str]]:
    """The rows of an approved table as the level names them; without an identity by their number."""
    if not frame.identity:
        return {f"row {number}": row for number, row in enumerate(table.rows, 1)}
    return {"/".join(row[name] for name in frame.identity): row for row in table.rows}


def _totals(
    file: OutputFile, table: Approved, got: Mapping[str, Mapping[str, tuple[Field, object]]]
) -> tuple[Fraction, Fraction] | None:
    if file.total not in table.header:
        return None
    paid = (row[file.total][1] for row in got.values())
    numbers = [number_of(row[file.total]) for row in table.rows]
    wanted = sum((one for one in numbers if one is not None), Fraction(0))
    return wanted, sum((one for one in paid if isinstance(one, Fraction)), Fraction(0))


def _text(result: Result, file: OutputFile, table: Approved | None) -> str:
    """An output file as it would be approved of: the columns of its table, or all where there is none yet."""
    frame = result.frames[file.level]
    kept = [name for name in table.header if name in frame.table.columns] if table else []
    columns = tuple(dict.fromkeys((*frame.identity, *kept))) if kept else _columns(frame, file)
    if kept and set(frame.identity) <= set(kept):
        columns = tuple(kept)
    rows = _values(result, file, columns)
    ordered = sorted(rows) if frame.identity else list(rows)
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([cell_text(value) for known, value in rows[name].values()] for name in ordered)
    return stream.getvalue()


def cell_text(value: object) -> str:
    """A value as a golden table has it: missing is blank, flags are true and false, numbers are exact."""
    if not is_missing(value) and value in (True, False) and not isinstance(value, Fraction):
        return "true" if value else "false"
    return text_of(value)


# ---- mutants -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class GoldenWatch:
    """A golden batch that is computed again under mutants."""

    golden: Golden
    replay: Replay
    baseline: Policy
    columns: frozenset[tuple[str, str]]

    @property
    def name(self) -> str:
        """The batch's name."""
        return self.golden.name

    @property
    def is_case(self) -> bool:
        """It is many rows that came out so: no clause is shown by it."""
        return False

    def touches(self, _mutant: Mutant) -> int:
        """All alike."""
        return 0

    def notices(self, mutant: Mutant) -> bool:
        """Whether a column of an approved table comes out otherwise, or the batch is refused."""
        own = self.replay.ready
        try:
            ready = mutant.compiled(own)
            if mutant.varied is not None:
                ready = runnable(self.golden.policy(mutant.varied.applied(self.baseline)))
            run, changed = self.replay.under(mutant, ready)
            if self.replay.is_anew(mutant):
                return any(
                    not same(run.data[level].columns[name], self.replay.run.data[level].columns[name])
                    for level, name in self.columns
                )
            if not changed.isdisjoint(self.columns):
                return True
            told = self.replay.tells_otherwise(run, mutant, changed, _is_error)
            return told and concluded(run, self.replay.intake).refused
        except BROKEN:
            return True


def _is_error(check: BuiltCheck) -> bool:
    return check.rule.severity != "warning"


def watch_of(golden: Golden, policy: Policy) -> GoldenWatch | None:
    """A golden batch to try mutants on; None where it is refused, or nothing of it is approved yet."""
    batch: ComputedBatch = compute(golden.source, golden.policy(policy))
    if batch.refused:
        return None
    replay = Replay(batch.run.compiled, batch.intake, batch.run)
    return GoldenWatch(golden, replay, policy, frozenset(_watched(golden, batch.result)))


def _watched(golden: Golden, result: Result) -> Iterator[tuple[str, str]]:
    for file in result.files:
        table = _approved(golden, file.name)
        frame = result.frames[file.level]
        yield from (
            (file.level, name) for name in (table.header if table else ()) if name in frame.table.columns
        )


def broken_by(found: GoldenCompared) -> Text:
    """Why a batch has no result: its first finding or open point."""
    if found.findings:
        return Text(found.findings[0].line("zh"), found.findings[0].line("en"))
    point = found.open_points[0]
    return Text(f"待决定:{point.prompt.zh}", f"to be decided: {point.prompt.en}")
