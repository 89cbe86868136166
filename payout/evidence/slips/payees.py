"""Who gets a slip, unit by unit: the level whose rows are paid or appraised, and the rows above that they belong to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from payout.evidence.rows import row_up
from payout.masking import veil, veil_key
from payout.rules.policy.levels import paths_up
from payout.text import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from payout.engines.reference.run import Run
    from payout.rules.policy.card import OutputFile


@dataclass(frozen=True)
class PayeesOf:
    """The payees of one row above them, such as a unit: its name, what tells it apart, and their rows. All in one where there is none."""

    name: str
    key: str
    rows: tuple[int, ...]

    @property
    def called(self) -> str:
        """The unit as a heading has it."""
        return (
            f"{self.name}({self.key})"
            if self.name and self.key and self.name != self.key
            else self.name or self.key
        )


def payee_level(run: Run, files: Sequence[OutputFile]) -> str:
    """The level of the batch's people: the first output whose rows bear somebody's name, else the first whose rows can be told apart."""
    levels = run.compiled.levels
    people = (one.level for one in files if (named := levels[one.level].called_by) and named.personal)
    told = (one.level for one in files if levels[one.level].identity)
    return next(people, "") or next(told)


def unit_level(run: Run, level: str) -> str:
    """The nearest level above whose rows are listed and told apart; blank where there is none."""
    for above in paths_up(run.compiled.levels, level):
        info = run.compiled.levels[above]
        if above != level and info.identity and info.table is not None and not info.table.single:
            return above
    return ""


def by_unit(run: Run, level: str, rows: Sequence[int]) -> Iterator[PayeesOf]:
    """Rows of a level by their units, both in the order of the tables; those of no unit last."""
    above = unit_level(run, level)
    if not above:
        yield PayeesOf("", "", tuple(rows))
        return
    path = paths_up(run.compiled.levels, level)[above][0]
    found: dict[int, list[int]] = {}
    for row in rows:
        found.setdefault(row_up(run, level, path, row), []).append(row)
    for unit in sorted(found, key=lambda at: (at < 0, at)):
        yield PayeesOf(*named(run, above, unit), tuple(found[unit]))


def named(run: Run, level: str, row: int) -> tuple[str, str]:
    """What a row is called, blank where that is personal, and its key."""
    if row < 0:
        return "", ""
    column = run.compiled.levels[level].called_by
    shown = column is not None and not column.personal
    name = veil(text_of(run.data[level].columns[column.name][row])) if column is not None and shown else ""
    return name, veil_key(run.name_of(level, row))
