"""One reading, top to bottom.

Source → raw tables → checked tables → checks across them → findings in order.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from payout.findings import Place
from payout.intake.alike import unified
from payout.intake.assemble import Assembled, absent, assemble
from payout.intake.carried import carried_texts
from payout.intake.catalogue import make, stops
from payout.intake.cross import cross_check
from payout.intake.doubles import doubles
from payout.intake.source import opening
from payout.rules.compiled.distinctions import declared_distinctions
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from payout.findings import Finding
    from payout.intake.frames import Frames
    from payout.intake.mapping.declared import SourceMap
    from payout.intake.source import Opened
    from payout.rules.compiled.distinctions import Distinctions
    from payout.rules.compiled.result import SourceFile
    from payout.rules.policy.checked import CheckedTable
    from payout.rules.policy.tables import Table


@dataclass(frozen=True)
class Intake:
    """What was read: every declared table by name (an absent one is empty), the findings, the files.

    `not_provided`: the Chinese names of the tables that were not given, by identifier. `stopped`: a table's rows are not
    known at all; nothing can be computed, and no check of rows says anything.
    """

    tables: Mapping[str, CheckedTable]
    findings: tuple[Finding, ...]
    files: tuple[SourceFile, ...]
    not_provided: Mapping[str, str] = field(default_factory=dict)
    stopped: bool = False


def read(  # noqa: PLR0913 -- what is read, against what, and how, by keyword only
    path: Path | Frames,
    tables: Sequence[Table],
    by: Distinctions | None = None,
    *,
    expects: Collection[str] = (),
    mapping: SourceMap | None = None,
    opened: Opened | None = None,
) -> Intake:
    """Read a workbook, a folder or tables in memory against the declared tables. Nothing that a file holds raises.

    It becomes a finding. `by`: what the policy tells rows apart by; without it, what the tables say themselves.
    `expects`: tables (by identifier) that must be there, though the policy could do without. `mapping`: how the source
    becomes the tables, where it is not in their form; raises MappingFault where it does not fit the source. `opened`: of a
    source that is being read already (see `opening`).
    """
    if opened is None:
        with opening(path, tables, mapping) as begun:
            return read(path, tables, by, expects=expects, mapping=mapping, opened=begun)
    by = by or declared_distinctions(tables)
    source = opened()
    assembled = [
        assemble(table, source.raw[table.name], by.columns(table.name))
        for table in tables
        if table.name in source.raw
    ]
    read_tables, spellings = unified(assembled, by)
    left_out = [
        Assembled(table, absent(table, path.name), {}, ())
        for table in tables
        if table.name not in source.raw and not {table.name} & {*source.lost, *expects} and not table.required
    ]
    crossed = cross_check([*read_tables, *left_out])
    doubled = doubles(read_tables, by)
    checked = {
        one.table.name: replace(crossed.added(one), carried=carried_texts(one.own)) for one in read_tables
    }
    whole = {table.name: checked.get(table.name) or absent(table, path.name) for table in tables}
    not_there = [table for table in tables if table.name not in source.raw and table.name not in source.lost]
    missing = _missing(Place(path.name), not_there, expects)
    findings = [*source.findings, *missing, *spellings, *crossed.findings, *doubled]
    findings += [finding for one in read_tables for finding in one.findings]
    sheets = {
        (file, one.checked.origin.sheet): index
        for index, one in enumerate(read_tables)
        for file in (one.checked.origin.file, *(part.file for part in one.checked.origin.parts))
    }
    findings.sort(key=lambda finding: _order(finding, sheets))
    stopped = any(one.stopped for one in read_tables) or any(map(stops, findings))
    not_provided = {table.name: table.zh for table in not_there}
    return Intake(whole, tuple(findings), source.files, not_provided, stopped)


def _missing(place: Place, not_there: Sequence[Table], expects: Collection[str]) -> list[Finding]:
    """The findings of tables that had to be there: the policy says so, or whoever runs it."""
    return [
        make("E111" if table.required else "E132", place, table=Text(table.zh, table.name))
        for table in not_there
        if table.required or table.name in expects
    ]


def _order(finding: Finding, sheets: Mapping[tuple[str, str], int]) -> tuple[object, ...]:
    """Sort what forbids to read on before all else, then by table as declared, row, and column as a sheet counts."""
    place = finding.place
    table = sheets.get((place.file, place.sheet), -1)
    return (
        not stops(finding),
        table,
        place.file,
        place.sheet,
        place.row or 1 << 40,
        len(place.column),
        place.column,
        finding.code,
    )
