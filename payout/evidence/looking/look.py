"""The page before paying, made of a run: what the screen and the workbook show of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from payout.engines.reference.values import holds, numbers
from payout.evidence.branches import Branches
from payout.evidence.looking.apart import Apart
from payout.evidence.looking.naming import MOST_LISTED, Eye, in_both
from payout.evidence.looking.nothing import Nothing
from payout.evidence.looking.unlike import unlike
from payout.rules.compiled.look import Blanks, Childless, Listed, Look, Paid
from payout.text import NOTHING, Text, show_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from payout.engines.reference.run import Run
    from payout.engines.reference.values import Flags, Positions
    from payout.exact import ExactArray
    from payout.rules.policy.card import OutputFile
    from payout.rules.policy.checked import CheckedTable
    from payout.rules.policy.tables import Column

EXTREMES = 5
LONGEST_FORMULA = 60


def look_over(run: Run, tables: Mapping[str, CheckedTable], *, amounts: bool) -> Look:
    """What is looked at before paying. `amounts`: whether there are any, which is so once nothing is left to decide."""
    eye = Eye(run, tables)
    with run.aside():
        return Look(
            any(file.total for file in run.compiled.policy.card.files),
            tuple(_paid(eye, file) for file in run.compiled.policy.card.files if file.total and amounts),
            tuple(_blanks(run, tables)),
            unlike(eye),
            tuple(_childless(eye)),
        )


def _paid(eye: Eye, file: OutputFile) -> Paid:
    amounts, size = _amounts(eye, file)
    none = holds(amounts == 0, size)
    zero, paid = np.flatnonzero(none), np.flatnonzero(~amounts.mask & ~none)
    keys, why = amounts.sort_keys()[paid], _Why(eye, file)
    return Paid(
        level=eye.level(file.level),
        label=eye.label(file.level, file.total),
        count=len(paid),
        most=eye.listed(file.level, _least(-keys[::-1], paid[::-1]), file.total, why.words).rows,
        least=eye.listed(file.level, _least(keys, paid), file.total, why.words).rows,
        nothing=_nothing(eye, file, zero),
        left=_left(eye, file, amounts, paid),
    )


def _least(keys: Positions, rows: Positions) -> Positions:
    """The rows with the least keys, of equal ones those that stand first."""
    if len(rows) > EXTREMES:
        few = keys <= np.partition(keys, EXTREMES - 1)[EXTREMES - 1]
        keys, rows = keys[few], rows[few]
    return rows[np.argsort(keys, kind="stable")][:EXTREMES]


def _amounts(eye: Eye, file: OutputFile) -> tuple[ExactArray, int]:
    size = eye.run.data[file.level].size
    return numbers(eye.run.data[file.level].columns[file.total], size), size


class _Why:
    """Why amounts are what they are, in a word: their formula in numbers, and what sets their row apart."""

    def __init__(self, eye: Eye, file: OutputFile) -> None:
        self.eye, self.file = eye, file
        self.apart = Apart(eye, file.level, file.total)

    def words(self, row: int) -> Text:
        parts = [one for one in (self._formula(row), self.apart.words(row)) if one != NOTHING]
        return Text(";".join(one.zh for one in parts), "; ".join(one.en for one in parts))

    def _formula(self, row: int) -> Text:
        """The formula of an amount with numbers put in, where it is short and says more than the amount."""
        run = self.eye.run
        built = run.compiled.by_key.get((self.file.level, self.file.total))
        if built is None:
            return NOTHING
        taken = Branches(run, "zh").taken(built.node, row)
        written = in_both(lambda lang: Branches(run, lang).numbers(row).write(taken))
        value = self.eye.value(self.file.level, self.file.total, row)
        told = written.zh != value.zh and len(written.zh) <= LONGEST_FORMULA
        return Text(f"= {written.zh}", f"= {written.en}") if told else NOTHING


def _nothing(eye: Eye, file: OutputFile, rows: Positions) -> Listed:
    """Who is paid nothing, and why; reasons of those who are listed, the most frequent first."""
    why = Nothing(eye, rows[:MOST_LISTED], eye.run.data[file.level].size)
    found = eye.listed(file.level, rows, file.total, lambda row: why.reason(file.level, file.total, row))
    counts: dict[Text, int] = {}
    for row in found.rows:
        counts[row.why] = counts.get(row.why, 0) + 1
    reasons = tuple(sorted(counts.items(), key=lambda one: (-one[1], one[0].zh)))
    return Listed(found.count, found.rows, reasons)


def _left(eye: Eye, file: OutputFile, amounts: ExactArray, paid: Positions) -> Listed | None:
    """Who is paid and is not in service at the end of the year, the largest amounts first."""
    level, _, name = eye.run.compiled.policy.card.in_service.partition(".")
    if level != file.level:
        return None
    there = _flags(eye, level, name)
    gone = paid[~there[paid]]
    gone = gone[np.argsort(-amounts.sort_keys()[gone], kind="stable")]
    apart = Apart(eye, file.level, file.total)
    found = eye.listed(file.level, gone, file.total, apart.words)
    return Listed(
        found.count,
        found.rows,
        total=eye.of_measure(level, file.total, show_number(amounts.take(gone).sum())),
    )


def _flags(eye: Eye, level: str, name: str) -> Flags:
    """Where a flag holds, or is missing: who is not said to have left has not."""
    values = eye.run.data[level].columns[name]
    there: Flags = holds(values, len(values)) | np.asarray(values.isna(), dtype=bool)
    return there


def _blanks(run: Run, tables: Mapping[str, CheckedTable]) -> Iterator[Blanks]:
    """The columns with blank cells that mean something, with what they mean."""
    for table in run.compiled.policy.tables:
        checked = tables[table.name]
        for column in table.columns:
            count = 0 if column.blank_means == NOTHING else _blank_cells(column, checked)
            if count:
                yield Blanks(
                    Text(table.zh, table.name),
                    Text(column.zh, column.name.replace("_", " ")),
                    count,
                    len(checked.frame),
                    column.blank_means,
                )


def _blank_cells(column: Column, checked: CheckedTable) -> int:
    """How many cells were blank: those that hold their default for it, or that are missing still."""
    if column.default is not None:
        return len(checked.blank.get(column.name, ()))
    return int(checked.frame[column.name].isna().sum())


def _childless(eye: Eye) -> Iterator[Childless]:
    """The rows of a level that pays through the rows below it, each with a name of its own, and has none there."""
    levels, card = eye.run.compiled.levels, eye.run.compiled.policy.card
    paying = {file.level for file in card.files if file.total}
    for name in paying:
        table = levels[name].table
        if table is None or not table.key:
            continue
        for column in table.columns:
            owns = column.kind == "reference" and column.parent and not column.nullable
            above = levels.get(column.level) if owns else None
            if above is not None and above.table is not None and above.name not in paying:
                yield from _without_rows(eye, name, above.name)


def _without_rows(eye: Eye, below: str, above: str) -> Iterator[Childless]:
    links = eye.run.data[below].links[above]
    counts = np.bincount(links[links >= 0], minlength=eye.run.data[above].size)
    rows = np.flatnonzero(counts == 0)
    if len(rows):
        names = eye.run.compiled.levels[above].identity
        shown = tuple(
            eye.seen(above, row, names[0] if names else "", NOTHING) for row in rows[:MOST_LISTED].tolist()
        )
        yield Childless(eye.level(above), eye.level(below), Listed(len(rows), shown))
