"""Levels: the tables of a policy joined by keys, and how a name in a rule finds its column.

jurisdiction ← unit ← person ← spell: a row of a child level belongs to one row of each of its parents. A
level is a table's rows, the groups of another level by some of its columns (`Grouped`), or what a derivation
makes (`Derived`).
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from payout.rules.expressions import AllRows, ColumnRef, Compare, LanguageError, Lift

if TYPE_CHECKING:
    from collections.abc import Mapping

    from payout.rules.expressions import Expression
    from payout.rules.tables import Column, Table


@dataclass(frozen=True)
class Grouped:
    """A level without a table.

    One row for each combination of the columns `by` of the level `of`, which becomes its child; without
    `by`, one row of all.
    """

    level: str
    plural: str
    zh: str
    of: str
    by: tuple[str, ...]


@dataclass(frozen=True)
class Derived:
    """A level that a derivation makes from checked tables: its `columns` are what the derivation gives."""

    level: str
    plural: str
    zh: str
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class DerivedColumn:
    """A column that a derivation adds to a table's level: what dates say, which is no arithmetic."""

    level: str
    column: Column


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
    _refuse_unjoined(names, added)
    for table in tables:
        more = {one.column.name: one.column for one in added if one.level == table.level}
        columns = {**table.by_name, **more}
        levels[table.level] = Level(
            table.level, table.name, table.zh, table.key, columns, _parents(table.columns), table=table
        )
    for made in derived:
        columns = {column.name: column for column in made.columns}
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


def _refuse_unjoined(names: list[str], added: tuple[DerivedColumn, ...]) -> None:
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise LanguageError(f"two declarations make the level {twice[0]}: rename one of them")
    for one in added:
        if one.level not in names:
            raise LanguageError(f"{one.column.name}: nothing makes the level {one.level} that it is added to")


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
    """Give the shortest paths from a level to each of its ancestors, several where equally short."""
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
    """Give the one shortest path from a level up to another.

    Raises LanguageError where there is none, or more than one.
    """
    paths = paths_up(levels, start).get(end, [])
    if not paths:
        raise LanguageError(f"a row of {start} does not belong to a row of {end}")
    if len(paths) > 1:
        ways = " or ".join(".".join(path) for path in paths)
        raise LanguageError(f"{start} reaches {end} by {ways}: qualify which")
    return paths[0]


@dataclass(frozen=True)
class Names:
    """What a name means in a rule: the levels, the columns of each (inputs and rules), and the parameters."""

    levels: Mapping[str, Level]
    columns: Mapping[str, frozenset[str]]
    parameters: frozenset[str]

    def resolve(self, home: str, name: str, path: tuple[str, ...] = ()) -> Expression | View:
        """Find `name` as seen from the end of `path` above `home`.

        A level, a column, or a column of an ancestor.
        """
        at = path[-1] if path else home
        ups = paths_up(self.levels, at)
        if name in ups and name != at:
            return View(self, home, (*path, *path_up(self.levels, at, name)), name)
        if name in self.columns[at]:
            column = ColumnRef(at, name)
            return Lift(column, home, path) if path else column
        return self._of_ancestor(home, name, path, ups)

    def _of_ancestor(
        self, home: str, name: str, path: tuple[str, ...], ups: Mapping[str, list[tuple[str, ...]]]
    ) -> Expression:
        bearers = [
            (way, level) for level, ways in ups.items() for way in ways if way and name in self.columns[level]
        ]
        if not bearers:
            raise LanguageError(f"nothing is named {name}{self._near(home, name)}")
        shortest = min(len(way) for way, _ in bearers)
        nearest = [(way, level) for way, level in bearers if len(way) == shortest]
        if len(nearest) > 1:
            ways = " or ".join(f"{'.'.join(way)}.{name}" for way, _ in nearest)
            raise LanguageError(f"{name} is ambiguous: write {ways}")
        way, level = nearest[0]
        return Lift(ColumnRef(level, name), home, (*path, *way))

    def _near(self, home: str, name: str) -> str:
        known = set(self.parameters).union(*(self.columns[level] for level in paths_up(self.levels, home)))
        known |= {word for level in self.levels.values() for word in (level.name, level.plural)}
        close = get_close_matches(name, sorted(known), 1)
        return f"; did you mean {close[0]}?" if close else ""

    def child(self, home: str, name: str) -> View | None:
        """Give the descendant level whose plural is `name`, if `home` is above it."""
        for level in self.levels.values():
            if level.plural == name and level.name != home and home in paths_up(self.levels, level.name):
                return View(self, level.name, (), level.name)
        return None


class View:
    """A level as a rule's argument: its attributes are its columns.

    Itself it is its rows, or a key to group by.

    Its own state is private, so that every public name is free for a column.
    """

    def __init__(self, names: Names, home: str, path: tuple[str, ...], level: str) -> None:
        self._names, self._home, self._path, self._level = names, home, path, level

    def __getattr__(self, name: str) -> Expression | View:
        """Read a column, or a parent level, of this level."""
        if name.startswith("_"):
            raise AttributeError(name)
        return self._names.resolve(self._home, name, self._path)

    def __bool__(self) -> bool:
        raise LanguageError(f"a rule's body cannot ask whether a {self._level} is true: write exists(…)")

    def __eq__(self, other: object) -> Compare:  # type: ignore[override]
        return Compare("==", self._group(), _grouping(other))

    def __ne__(self, other: object) -> Compare:  # type: ignore[override]
        return Compare("!=", self._group(), _grouping(other))

    __hash__ = object.__hash__

    def _rows(self) -> AllRows:
        return AllRows(self._level)

    def _group(self) -> Expression:
        return Lift(AllRows(self._level), self._home, self._path) if self._path else AllRows(self._level)


def rows_of(view: View) -> AllRows:
    """Give every row of a level."""
    return view._rows()  # noqa: SLF001 - public names are columns


def group_of(view: View) -> Expression:
    """Give the row of a level that a row belongs to, as a key to group by."""
    return view._group()  # noqa: SLF001 - public names are columns


def _grouping(other: object) -> Expression:
    if not isinstance(other, View):
        raise LanguageError(
            "a level can be compared with a level only: unit.jurisdiction == other.jurisdiction"
        )
    return group_of(other)
