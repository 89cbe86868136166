"""A mapping at work on a source: the sheets and files that it names, the tables that they feed, what could not be read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from payout.findings import Place
from payout.intake.catalogue import make
from payout.intake.mapping.applying import fed_by
from payout.intake.mapping.fault import fault, hint, shown
from payout.intake.mapping.lookup import with_codes
from payout.intake.mapping.words import squeezed
from payout.intake.refusing import Unreadable
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from payout.findings import Finding
    from payout.intake.mapping.declared import SheetMap, SourceMap
    from payout.intake.raw import RawGrid, RawTable
    from payout.rules.compiled.result import SourceFile
    from payout.rules.policy.tables import Table


@dataclass(frozen=True)
class Sourced:
    """The raw tables of a source by table name, its files, and what was found on the way."""

    raw: dict[str, RawTable]
    files: tuple[SourceFile, ...]
    findings: tuple[Finding, ...]
    lost: frozenset[str] = frozenset()  # tables that are there and were not read


class Mapped:
    """What a mapping makes of a source; without one, nothing."""

    def __init__(self, mapping: SourceMap | None, tables: Mapping[str, Table]) -> None:
        self.mapping = mapping if mapping is not None and not mapping.kept else None
        self.tables = tables
        self.raw: dict[str, RawTable] = {}
        self.findings: list[Finding] = []

    @property
    def tables_fed(self) -> set[str]:
        """The tables that the mapping gives, whether they could be read or not."""
        sheets = self.mapping.sheets if self.mapping else ()
        return {table.name for sheet in sheets for table in sheet.tables}

    def is_itself(self, path: Path) -> bool:
        """Whether a file is the mapping, which may lie beside what it is of."""
        return self.mapping is not None and path.resolve() == self.mapping.path.resolve()

    def of(self, name: str) -> SheetMap | None:
        """What it says of a sheet or file."""
        return self.mapping.of_sheet(name) if self.mapping else None

    def takes(self, name: str) -> bool:
        """Whether it says how a sheet or file is read, or that it is not."""
        return self.mapping is not None and (
            self.mapping.of_sheet(name) is not None or self.mapping.leaves_out(name)
        )

    def require(self, names: Iterable[str]) -> None:
        """Raise MappingFault where the mapping names a sheet or file that the source has not."""
        if self.mapping is None:
            return
        there = list(names)
        wanted = [*(sheet.name for sheet in self.mapping.sheets), *self.mapping.ignore]
        for word in wanted:
            if not any(self._same(word, name) for name in there):
                near = hint(word, there)
                problem = Text(
                    f"输入中没有“{shown(word)}”；{near.zh}", f"the source has no {shown(word)}; {near.en}"
                )
                raise fault(self.mapping.path.name, "", problem)

    @staticmethod
    def _same(word: str, name: str) -> bool:
        return squeezed(word) == squeezed(name)

    def read(self, name: str, reader: Callable[[], RawGrid | RawTable]) -> bool:
        """Read a sheet or file that the mapping names, unless it is left out; say whether it was read."""
        sheet = self.of(name)
        if self.mapping is None or sheet is None:
            return False
        try:
            self.raw |= fed_by(reader(), sheet, self.mapping.path.name, self.tables)
        except Unreadable as refused:
            self.findings.append(refused.finding)
        return True

    def finished(self, found: Sourced) -> Sourced:
        """The source with the tables that the mapping gives, names looked up; one that stands there by its own name too is a finding."""
        if self.mapping is None:
            return found
        twice = [name for name in found.raw if name in self.tables_fed]
        told = [
            make(
                "E112",
                Place(found.raw[name].file, found.raw[name].sheet),
                this=found.raw[name].sheet or found.raw[name].file,
                other=self._feeding(name),
            )
            for name in twice
        ]
        raw = with_codes({**found.raw, **self.raw}, self.mapping, [*self.tables.values()])
        lost = found.lost | (self.tables_fed - self.raw.keys())
        return replace(found, raw=raw, findings=(*found.findings, *self.findings, *told), lost=lost)

    def _feeding(self, table: str) -> str:
        sheets = self.mapping.sheets if self.mapping else ()
        return next(one.name for one in sheets if any(fed.name == table for fed in one.tables))
