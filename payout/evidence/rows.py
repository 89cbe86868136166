"""One row of a run: its values, the rows above it, its name, and whether it is somebody else's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from payout.engines.reference.values import is_rows
from payout.rules.policy.levels import paths_up
from payout.rules.tree import Aggregate, Through, Up
from payout.text import FLAGS, NO, YES, Text, said, text_of

if TYPE_CHECKING:
    from payout.engines.reference.run import Run
    from payout.engines.reference.values import Positions
    from payout.rules.policy.levels import Level
    from payout.rules.tree import Need, Node
    from payout.text import Language


def value_at(run: Run, node: Node, row: int) -> object:
    """What a node is for one row of its level."""
    value = run.value(node)
    return value[row] if is_rows(value) else value  # type: ignore[index]


def holds_at(run: Run, condition: Node, row: int) -> bool:
    """Whether a condition holds for a row: what is missing does not."""
    value = value_at(run, condition, row)
    return isinstance(value, (bool, np.bool_)) and bool(value)


def applies(run: Run, node: Node, need: Need, row: int) -> bool:
    """Whether a row needs an operand: its reading is in force, its conditions hold, no earlier one does."""
    if need.reading:
        return need.reading == run.reading_of(node)
    held = all(holds_at(run, condition, row) for condition in need.held)
    return held and not any(holds_at(run, condition, row) for condition in need.unheld)


def operand_rows(run: Run, node: Node, need: Need, row: int) -> list[int]:
    """The rows of an operand that one row of a node needs."""
    match need.move, node:
        case "above", Up(home=home, path=path):
            found = [row_up(run, home.name, path, row)]
        case "linked", Through(link=link):
            found = [int(run.data[link.level].links[link.name][row])]
        case "members", Aggregate():
            found = members(run, node, row).tolist()
        case _:
            found = [row] if applies(run, node, need, row) else []
    return [position for position in found if position >= 0]


def members(run: Run, node: Aggregate, row: int, *, every: bool = False) -> Positions:
    """The rows that count in an aggregate for one row of its level; `every`: its condition left aside."""
    groups = run.groups(node.groups)
    code = row if node.groups.into is not None else int(groups.codes[row])
    found = groups.codes == code if code >= 0 else np.zeros(groups.codes.size, dtype=bool)
    if node.where is not None and not every:
        found = found & run.holds(node.where, groups.codes.size)
    return np.flatnonzero(found)


def row_up(run: Run, level: str, path: tuple[str, ...], row: int) -> int:
    """Find the row that a row belongs to, up a path of links; -1 where there is none."""
    if row < 0:
        return -1
    for parent in path:  # one row needs no column of positions
        row = int(run.data[level].links[parent][row]) if row >= 0 else -1
        level = parent
    return row


def subject(run: Run, lang: Language, level: str, row: int, *, codes: bool = False) -> str:
    """Name a row: by its identity, else by its number among the rows of its parents; with `codes` as files have it."""
    info = run.compiled.levels[level]
    name = info.zh if lang == "zh" else info.name if codes else said(info.name)
    if info.identity:
        key = name_of(run, level, row) if codes else name_in_words(run, level, row)(lang)
        return f"{name} {key}".strip()
    owners = _owners(run, info, row)
    if not owners:
        return f"{name} {row + 1}"
    links = run.data[level].links
    alike = np.logical_and.reduce([links[parent] == links[parent][row] for parent in owners])
    number = int(np.count_nonzero(alike[: row + 1]))
    whose = Text("、", ", ")(lang).join(
        subject(run, lang, parent, int(links[parent][row]), codes=codes) for parent in owners
    )
    return Text(f"{name}({whose} 的第 {number} 行)", f"{name} (row {number} of {whose})")(lang)


def name_of(run: Run, level: str, row: int) -> str:
    """What tells one row from the others of its level: its key, or the columns that they are grouped by."""
    columns = run.data[level].columns
    return "/".join(text_of(columns[name][row]) for name in run.compiled.levels[level].identity)


def name_in_words(run: Run, level: str, row: int) -> Text:
    """The same with the words of options and flags: U060/重点职能, where files have U060/key_functions."""
    parts = [_part_of_name(run, level, name, row) for name in run.compiled.levels[level].identity]
    return Text("/".join(part.zh for part in parts), "/".join(part.en for part in parts))


def is_told_in_words(run: Run, level: str) -> bool:
    """Whether options or flags stand in the names of a level's rows."""
    info = run.compiled.levels[level]
    return any(info.columns[name].kind in ("enumeration", "flag") for name in info.identity)


def _part_of_name(run: Run, level: str, column: str, row: int) -> Text:
    value = run.data[level].columns[column][row]
    if type(value).__name__ in FLAGS:
        return YES if value else NO
    text = text_of(value)
    word = dict(run.compiled.schema_of(level, column).options).get(text)
    return Text(text, text) if word is None else Text(word, said(text))


def _owners(run: Run, info: Level, row: int) -> tuple[str, ...]:
    """The parents that name a keyless row: the group that it falls in, else all that have a name."""
    links, levels = run.data[info.name].links, run.compiled.levels
    named = [
        parent
        for parent in info.parents
        if levels[parent].identity and links[parent][row] >= 0 and _is_named(levels[parent])
    ]
    grouped = [parent for parent in named if levels[parent].grouped is not None]
    return tuple(grouped[:1] or named)


def _is_named(info: Level) -> bool:
    return info.table is None or not info.table.single


def is_own(run: Run, root: tuple[str, int], level: str, row: int) -> bool:
    """Whether a row is the explained one, one above or below it, or one that is nobody else's."""
    root_level, mine = root
    ups = paths_up(run.compiled.levels, level)
    reached = [row_up(run, level, path, row) for path in ups.get(root_level, [])]
    if mine in reached:
        return True
    if any(position >= 0 for position in reached):
        return False
    return all(
        _is_above(run, root, at, row_up(run, level, path, row))
        for at, paths in ups.items()
        if is_personal(run, at)
        for path in paths
    )


def _is_above(run: Run, root: tuple[str, int], level: str, row: int) -> bool:
    """Whether a row is one that the explained row belongs to, or none at all."""
    root_level, mine = root
    paths = paths_up(run.compiled.levels, root_level).get(level, []) if root_level else []
    return row < 0 or any(row_up(run, root_level, path, mine) == row for path in paths)


def is_personal(run: Run, level: str) -> bool:
    """Whether rows of a level are people: it has a personal column."""
    return any(column.personal for column in run.compiled.levels[level].columns.values())
