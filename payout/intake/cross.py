"""What declarations say of rows together: keys stand once, references hit a row."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from payout.intake.assemble import tell
from payout.intake.canonical import cell_texts
from payout.intake.catalogue import MOST_ALIKE
from payout.intake.cells import Issue
from payout.intake.columns import rising
from payout.intake.references import lost_references, told
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from payout.findings import Finding
    from payout.intake.assemble import Assembled
    from payout.intake.cells import Words
    from payout.rules.policy.checked import CheckedTable
    from payout.rules.policy.tables import Column


@dataclass(frozen=True)
class Crossed:
    """The findings of rows together; by table the cells that are bad beside those known, and columns of which nothing is."""

    findings: list[Finding]
    bad: Mapping[str, frozenset[tuple[int, str]]]
    unsure: Mapping[str, frozenset[str]]

    def added(self, of: Assembled) -> CheckedTable:
        """A checked table with what was found out about it here."""
        name = of.table.name
        bad, refused = self.bad.get(name, frozenset()), self.unsure[name]
        return replace(of.checked, bad=of.checked.bad | bad, refused=of.checked.refused | refused)


def cross_check(read: Sequence[Assembled]) -> Crossed:
    """Check keys and references."""
    findings: list[Finding] = []
    bad: dict[str, set[tuple[int, str]]] = {}
    for one in read:
        for column, issue in (*_duplicates(one), *_several(one)):
            findings += tell(one, column, issue)
            bad.setdefault(one.table.name, set()).update((row, column.name) for row in issue.rows.tolist())
    lost = [*lost_references(read)]
    for of in lost:
        bad.setdefault(of.of.table.name, set()).update((row, of.column.name) for row in of.rows.tolist())
    findings += told(lost)
    unsure = {one.table.name: _without_keys(one, read) for one in read}
    return Crossed(findings, {name: frozenset(cells) for name, cells in bad.items()}, unsure)


def _without_keys(of: Assembled, read: Sequence[Assembled]) -> frozenset[str]:
    """The references to tables whose column of keys could not be read: what they name is not known."""
    lost = {one.table.level for one in read if one.table.key in one.checked.refused}
    return frozenset(
        column.name for column in of.table.columns if column.kind == "reference" and column.level in lost
    )


def _duplicates(of: Assembled) -> list[tuple[Column, Issue]]:
    """Rows that bear a key that another row bears: told once a key, with the numbers of all."""
    repeated = _repeated(of) if of.table.unique else []
    if not of.table.key or of.table.key not in of.raw:
        return repeated
    keys = of.checked.frame[of.table.key]
    if rising(cell_texts(keys)):
        return repeated
    again = np.flatnonzero((keys.duplicated(keep=False) & keys.notna()).to_numpy())
    if not len(again):
        return repeated
    column = of.table[of.table.key]
    groups = pd.Series(again).groupby(keys.iloc[again].to_numpy(), sort=False)
    label = Text(column.zh, column.name)
    return [*repeated, (column, _one_a_group(of, [rows.to_numpy() for _, rows in groups], label))]


def _one_a_group(of: Assembled, groups: list[np.ndarray], label: Text) -> Issue:
    """Rows of one name, a group each: told at the last row of each in the file, which names them all."""
    groups = [rows[np.argsort(of.checked.origin.rows[rows], kind="stable")] for rows in groups]
    told = [(int(rows[-1]), of.checked.origin.numbers(rows)) for rows in groups[:MOST_ALIKE]]
    at: dict[int, Words] = {row: {"rows": Text(text.replace(", ", "、"), text)} for row, text in told}
    return Issue("E301", np.asarray([rows[-1] for rows in groups]), {"rows": "", "label": label}, at=at)


def _several(of: Assembled) -> list[tuple[Column, Issue]]:
    """Rows beyond the first of a table that has one."""
    rows = len(of.checked.frame)
    if not of.table.single or rows < 2:
        return []
    return [(of.table.columns[0], Issue("E303", np.arange(1, rows), {}))]


def _repeated(of: Assembled) -> list[tuple[Column, Issue]]:
    """Rows that agree in all the columns that together tell rows apart, told as rows of one key are."""
    columns = [of.table[name] for name in of.table.unique]
    keys = of.checked.frame[[column.name for column in columns]]
    again = np.flatnonzero((keys.duplicated(keep=False) & keys.notna().all(axis=1)).to_numpy())
    groups: dict[tuple[object, ...], list[int]] = {}
    for row, key in zip(again.tolist(), keys.iloc[again].itertuples(index=False, name=None), strict=True):
        groups.setdefault(key, []).append(row)
    label = Text("、".join(column.zh for column in columns), ", ".join(column.name for column in columns))
    rows = [np.asarray(group) for group in groups.values()]
    return [(columns[0], _one_a_group(of, rows, label))] if rows else []
