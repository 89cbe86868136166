"""Levels: the tables of a policy joined by keys.

jurisdiction ← unit ← person ← spell: a row of a child level belongs to one row of each of its parents. A
level is a table's rows, the groups of another level by some of its columns (`Grouped`), or what a derivation
makes (`Derived`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from payout.rules.tree import Home, LanguageError
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from payout.rules.policy.tables import Column, Derived, DerivedColumn, Grouped, Table


@dataclass(frozen=True)
class Level:
    """One level.

    Its columns before any rule, its parents by level name (→ the column that links), its links to any level.
    """

    name: str
    plural: str
    zh: str
    key: str
    columns: Mapping[str, Column]
    parents: Mapping[str, str]
    table: Table | None = None
    grouped: Grouped | None = None
    derived: Derived | None = None

    @property
    def label(self) -> Text:
        """What one of its rows is called: 单位, unit."""
        return Text(self.zh, self.name)

    @property
    def called_by(self) -> Column | None:
        """The column that says what a row is called (`unit_name`, `name`), where it has one."""
        texts = (column for column in self.columns.values() if column.kind == "text")
        return next((column for column in texts if column.name.endswith("name")), None)

    @property
    def identity(self) -> tuple[str, ...]:
        """The columns that tell its rows apart: the key, or those that it is grouped by; () where nothing does."""
        if self.key:
            return (self.key,)
        if self.table is not None:
            return self.table.unique
        return () if self.grouped is None else self.grouped.by


def build_levels(
    tables: tuple[Table, ...],
    grouped: tuple[Grouped, ...],
    derived: tuple[Derived, ...],
    added: tuple[DerivedColumn, ...] = (),
) -> dict[str, Level]:
    """Join the declarations into levels."""
    levels: dict[str, Level] = {}
    names = [*(one.level for one in tables), *(one.level for one in derived), *(one.level for one in grouped)]
    _refuse_unjoined(names, added, {table.level for table in tables})
    for table in tables:
        more = tuple(one.column for one in added if one.level == table.level)
        columns = _by_name(table.level, (*table.columns, *more))
        levels[table.level] = Level(
            table.level, table.name, table.zh, table.key, columns, _parents(table.columns), table=table
        )
    for made in derived:
        columns = _by_name(made.level, made.columns)
        levels[made.level] = Level(
            made.level, made.plural, made.zh, "", columns, _parents(made.columns), derived=made
        )
    for group in grouped:
        child = _child_of(group, levels)
        columns = {name: child.columns[name] for name in group.by}
        key = group.by[0] if len(group.by) == 1 else ""
        levels[group.level] = Level(
            group.level,
            group.plural,
            group.zh,
            key,
            columns,
            _parents(tuple(columns.values())),
            grouped=group,
        )
        levels[group.of] = _with_parent(child, group.level)
    _join_single(levels)
    for level in levels.values():
        for parent in level.parents:
            if parent not in levels:
                raise LanguageError(f"{level.plural}: no table holds the level {parent} that it refers to")
        for column in level.columns.values():
            target = levels.get(column.level) if column.kind == "reference" else None
            if target is not None and not target.key:
                raise LanguageError(
                    f"{level.plural}.{column.name}: rows of {target.plural} have no key that it could name: give that table key="
                )
    return levels


def _join_single(levels: dict[str, Level]) -> None:
    """Let every level without a parent belong to the one row of a table that holds a single row."""
    singles = [level.name for level in levels.values() if level.table is not None and level.table.single]
    if len(singles) > 1:
        raise LanguageError(
            f"{' and '.join(singles)} are tables of one row: put their columns in one of them"
        )
    for single in singles:
        for level in list(levels.values()):
            if level.name != single and not level.parents:
                levels[level.name] = _with_parent(level, single)


def _parents(columns: tuple[Column, ...]) -> dict[str, str]:
    parents: dict[str, str] = {}
    for column in columns:
        if column.kind == "reference" and column.parent:
            if column.level in parents:
                raise LanguageError(
                    f"{column.name}: a level has one parent link to {column.level}; drop parent=True on one"
                )
            parents[column.level] = column.name
    return parents


def _by_name(level: str, columns: tuple[Column, ...]) -> dict[str, Column]:
    names = [column.name for column in columns]
    twice = next((name for name in names if names.count(name) > 1), "")
    if twice:
        raise LanguageError(f"{level}.{twice} is declared twice in tables.py: rename one of them")
    return {column.name: column for column in columns}


def _refuse_unjoined(names: list[str], added: tuple[DerivedColumn, ...], of_tables: set[str]) -> None:
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise LanguageError(f"two declarations make the level {twice[0]}: rename one of them")
    for one in added:
        if one.level not in names:
            raise LanguageError(f"{one.column.name}: nothing makes the level {one.level} that it is added to")
        if one.level not in of_tables:
            raise LanguageError(
                f"{one.column.name}: a derived column is added to the level of a table, and no table holds {one.level}"
            )


def _child_of(group: Grouped, levels: Mapping[str, Level]) -> Level:
    child = levels.get(group.of)
    lacking = [group.of] if child is None else [name for name in group.by if name not in child.columns]
    if child is None or lacking:
        raise LanguageError(
            f"{group.plural}: there is no {', '.join(lacking)} to group by; see Grouped(…, of=, by=)"
        )
    return child


def _with_parent(child: Level, parent: str) -> Level:
    return Level(
        child.name, child.plural, child.zh, child.key, child.columns, {**child.parents, parent: ""},
        child.table, child.grouped, child.derived,
    )  # fmt: skip


def paths_up(levels: Mapping[str, Level], start: str) -> dict[str, list[tuple[str, ...]]]:
    """The shortest paths from a level to each of its ancestors, several where equally short."""
    found: dict[str, list[tuple[str, ...]]] = {start: [()]}
    frontier = [start]
    while frontier:
        reached: dict[str, list[tuple[str, ...]]] = {}
        for name in frontier:
            for parent in levels[name].parents:
                if parent not in found:
                    reached.setdefault(parent, []).extend((*path, parent) for path in found[name])
        found.update(reached)
        frontier = list(reached)
    return found


def path_up(levels: Mapping[str, Level], start: str, end: str) -> tuple[str, ...]:
    """The one shortest path from a level up to another.

    Raises LanguageError where there is none, or more than one.
    """
    paths = paths_up(levels, start).get(end, [])
    if not paths:
        raise LanguageError(f"a row of {start} does not belong to a row of {end}")
    if len(paths) > 1:
        ways = " or ".join(".".join(path) for path in paths)
        raise LanguageError(f"{start} reaches {end} by {ways}: qualify which")
    return paths[0]


def home_of(levels: Mapping[str, Level], name: str) -> Home:
    """A level as values live on it, with the levels that its rows belong to."""
    return Home(name, frozenset(paths_up(levels, name)) - {name})
