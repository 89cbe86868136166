"""The sheets or files of a source as they stand, for a draft of a mapping."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from payout.findings import Place
from payout.intake.apart import Allowance, Exceeded, apart, size_of
from payout.intake.delimited import read_csv_grid
from payout.intake.mapping.drafting import draft
from payout.intake.naming import is_own
from payout.intake.package import open_package
from payout.intake.parquet import read_parquet
from payout.intake.refusing import refuse
from payout.intake.sheet import read_grid
from payout.intake.unread import is_ignored
from payout.intake.workbook import open_workbook
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from payout.intake.raw import RawGrid, RawTable
    from payout.rules.policy.tables import Table

SUFFIXES = (".csv", ".parquet")


def draft_mapping(path: Path, policy: str, tables: Sequence[Table]) -> str:
    """A draft of the mapping of a source, as the text of a TOML file. Raises Unreadable for what cannot be read at all."""
    try:
        return apart(partial(_drafted, path, policy, tables), Allowance.for_file(size_of(path)))
    except Exceeded as exceeded:
        refuse("E135", Place(path.name), what=exceeded.what)


def _drafted(path: Path, policy: str, tables: Sequence[Table]) -> str:
    return draft(policy, grids_of(path), tables)


def grids_of(path: Path) -> dict[str, RawGrid | RawTable]:
    """The visible sheets of a workbook, the CSV and Parquet files of a folder, or one such file. Raises Unreadable."""
    if not path.is_dir() and path.suffix.lower() not in SUFFIXES:
        return _of_workbook(path)
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    files = [
        one
        for one in files
        if one.suffix.lower() in SUFFIXES
        and one.is_file()
        and not is_ignored(one.name)
        and not is_own(one.name)
    ]
    if not files:
        refuse("E101", Place(path.name), name=Text(f"{path.name} 里的表", f"table in {path.name}"))
    return {one.name: _of_file(one) for one in files}


def _of_file(path: Path) -> RawGrid | RawTable:
    data = path.read_bytes()
    return (
        read_parquet(data, path.name) if path.suffix.lower() == ".parquet" else read_csv_grid(data, path.name)
    )


def _of_workbook(path: Path) -> dict[str, RawGrid | RawTable]:
    package = open_package(path.read_bytes(), path.name)
    with package.archive:
        workbook = open_workbook(package)
        sheets = [sheet for sheet in workbook.sheets if not sheet.hidden and not is_own(sheet.name)]
        return {sheet.name: read_grid(workbook, sheet) for sheet in sheets}
