"""One row of an evaluation: its values, the rows above it, its name, and whether it is somebody else's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from payout.rules.data import positions_up
from payout.rules.levels import paths_up
from payout.rules.values import is_rows
from payout.text import Text

if TYPE_CHECKING:
    from payout.rules.evaluate import Evaluation
    from payout.rules.expressions import Expression
    from payout.rules.levels import Level
    from payout.text import Language


def value_at(run: Evaluation, expr: Expression, level: str, row: int) -> object:
    """Give what an expression of a level is for one of its rows."""
    value = run.value(expr, level)
    return value[row] if is_rows(value) else value  # type: ignore[index]


def holds_at(run: Evaluation, condition: Expression, level: str, row: int) -> bool:
    """Tell whether a condition holds for a row: what is missing does not."""
    value = value_at(run, condition, level, row)
    return isinstance(value, (bool, np.bool_)) and bool(value)


def row_up(run: Evaluation, level: str, path: tuple[str, ...], row: int) -> int:
    """Find the row that a row belongs to, up a path of links; -1 where there is none."""
    if row < 0:
        return -1
    positions = positions_up(run.data, level, path)
    return row if positions is None else int(positions[row])


def subject(run: Evaluation, lang: Language, level: str, row: int) -> str:
    """Name a row: by its identity, else by its number among the rows of its parents."""
    info = run.scheme.levels[level]
    name = info.zh if lang == "zh" else info.name
    if info.identity:
        return f"{name} {run.key_of(level, row)}".strip()
    owners = _owners(run, info, row)
    if not owners:
        return f"{name} {row + 1}"
    links = run.data[level].links
    alike = np.logical_and.reduce([links[parent] == links[parent][row] for parent in owners])
    number = int(np.count_nonzero(alike[: row + 1]))
    whose = Text("、", ", ")(lang).join(
        subject(run, lang, parent, int(links[parent][row])) for parent in owners
    )
    return Text(f"{name}({whose} 的第 {number} 行)", f"{name} (row {number} of {whose})")(lang)


def _owners(run: Evaluation, info: Level, row: int) -> tuple[str, ...]:
    """Give the parents that name a keyless row: the group that it falls in, else all that have a name."""
    links, levels = run.data[info.name].links, run.scheme.levels
    named = [
        parent
        for parent in info.parents
        if levels[parent].identity and links[parent][row] >= 0 and _is_named(levels[parent])
    ]
    grouped = [parent for parent in named if levels[parent].grouped is not None]
    return tuple(grouped[:1] or named)


def _is_named(info: Level) -> bool:
    return info.table is None or not info.table.single


def is_own(run: Evaluation, root: tuple[str, int], level: str, row: int) -> bool:
    """Tell whether a row is the explained one, one above or below it, or one that is nobody else's."""
    root_level, mine = root
    ups = paths_up(run.scheme.levels, level)
    reached = [row_up(run, level, path, row) for path in ups.get(root_level, [])]
    if mine in reached:
        return True
    if any(position >= 0 for position in reached):
        return False
    return all(
        _is_above(run, root, at, row_up(run, level, path, row))
        for at, paths in ups.items()
        if _is_personal(run, at)
        for path in paths
    )


def _is_above(run: Evaluation, root: tuple[str, int], level: str, row: int) -> bool:
    """Tell whether a row is one that the explained row belongs to, or none at all."""
    root_level, mine = root
    paths = paths_up(run.scheme.levels, root_level).get(level, []) if root_level else []
    return row < 0 or any(row_up(run, root_level, path, mine) == row for path in paths)


def _is_personal(run: Evaluation, level: str) -> bool:
    return any(column.personal for column in run.scheme.levels[level].columns.values())
