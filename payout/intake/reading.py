"""One reading, top to bottom.

Source → raw tables → checked tables → checks across them → findings in order.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from payout.findings import Place
from payout.intake.alike import unified
from payout.intake.assemble import Assembled, absent, assemble
from payout.intake.catalogue import make
from payout.intake.cross import cross_check
from payout.intake.doubles import doubles
from payout.intake.source import open_source
from payout.rules.compiled.distinctions import declared_distinctions
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from payout.findings import Finding
    from payout.intake.frames import Frames
    from payout.intake.source import Sourced
    from payout.rules.compiled.distinctions import Distinctions
    from payout.rules.compiled.result import SourceFile
    from payout.rules.policy.checked import CheckedTable
    from payout.rules.policy.tables import Table


@dataclass(frozen=True)
class Intake:
    """What was read: every declared table by name (an absent one is empty), the findings, the files."""

    tables: Mapping[str, CheckedTable]
    findings: tuple[Finding, ...]
    files: tuple[SourceFile, ...]


def read(path: Path | Frames, tables: Sequence[Table], by: Distinctions | None = None) -> Intake:
    """Read a workbook, a folder or tables in memory against the declared tables. Nothing that a file holds raises.

    It becomes a finding. `by`: what the policy tells rows apart by; without it, what the tables say themselves.
    """
    by = by or declared_distinctions(tables)
    source = open_source(path, tables)
    assembled = [
        assemble(table, source.raw[table.name], by.columns(table.name))
        for table in tables
        if table.name in source.raw
    ]
    read_tables, spellings = unified(assembled, by)
    left_out = [
        Assembled(table, absent(table, path.name), {}, ())
        for table in tables
        if table.name not in source.raw and not table.required and table.name not in source.lost
    ]
    crossed, bad = cross_check([*read_tables, *left_out])
    doubled = doubles(read_tables, by)
    checked = {one.table.name: one.checked for one in read_tables}
    merged = {name: replace(one, bad=one.bad | bad.get(name, frozenset())) for name, one in checked.items()}
    whole = {table.name: merged.get(table.name) or absent(table, path.name) for table in tables}
    findings = [*source.findings, *_missing(path, tables, source), *spellings, *crossed, *doubled]
    findings += [finding for one in read_tables for finding in one.findings]
    sheets = {
        (one.checked.origin.file, one.checked.origin.sheet): index for index, one in enumerate(read_tables)
    }
    return Intake(whole, tuple(sorted(findings, key=lambda finding: _order(finding, sheets))), source.files)


def _missing(path: Path | Frames, tables: Sequence[Table], source: Sourced) -> list[Finding]:
    there = source.raw.keys() | source.lost
    return [
        make("E111", Place(path.name), table=Text(table.zh, table.name))
        for table in tables
        if table.required and table.name not in there
    ]


def _order(finding: Finding, sheets: Mapping[tuple[str, str], int]) -> tuple[object, ...]:
    """Sort by table as declared, then row, then column as a sheet counts."""
    place = finding.place
    table = sheets.get((place.file, place.sheet), -1)
    return (
        table,
        place.file,
        place.sheet,
        place.row or 1 << 40,
        len(place.column),
        place.column,
        finding.code,
    )
