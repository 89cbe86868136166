"""What bad cells touch: the rows of every column that rests on one, step by step, up and down the levels.

A cell is bad that reading it found to be wrong, or doubted, for a check names it.

A check says nothing of rows that a bad cell touches: the cell is told already, and what is computed without it is not what
will be computed. Where a row may belong, or what a derivation made of a row, is not known while its cells are bad; then all
that it may have touched is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from payout.rules.tree import Aggregate, Allocate, ColumnValue, Decide, Rank, Rows, Through, Up

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from payout.engines.reference.run import Run
    from payout.rules.policy.checked import CheckedTable
    from payout.rules.policy.policy import Derivation
    from payout.rules.tree import Grouping, Node

Flags: TypeAlias = "NDArray[np.bool_]"
Key: TypeAlias = tuple[str, str]
NONE_DOUBTED: Mapping[Key, Flags] = MappingProxyType({})


@dataclass
class Taint:
    """The bad cells of a run, and what is known so far of the columns that they touch. None stands for "no row"."""

    run: Run
    tables: Mapping[str, CheckedTable]
    known: dict[Key, Flags | None] = field(default_factory=dict)
    doubted: Mapping[Key, Flags] = field(default_factory=lambda: NONE_DOUBTED)

    @property
    def any(self) -> bool:
        """Whether there is a bad cell at all."""
        return any(table.bad or table.refused for table in self.tables.values())

    def rows(self, node: Node, level: str) -> Flags:
        """The rows of a level for which a bad cell touches a formula."""
        found = self.of(node)
        size = self.run.data[level].size
        return np.zeros(size, bool) if found is None else np.broadcast_to(found, (size,))

    def of(self, node: Node) -> Flags | None:
        """The rows of a node's level (one row where it has none) that a bad cell touches."""
        match node:
            case ColumnValue():
                return self.column(node.level, node.name)
            case Rows():
                return self._key(node.home.name)
            case Up() | Through():
                return self._moved(node)
            case Aggregate() | Rank() | Allocate():
                return self._grouped(node.groups, node.operands)
            case _:
                asked = [self._decided(node)] if isinstance(node, Decide) else []
                return _either([*asked, *(self.of(operand) for operand in self.run.in_force(node))])

    def _decided(self, node: Decide) -> Flags | None:
        """All rows that a question is asked of, where a decision on it, or on nobody knows what, has a bad cell."""
        table = self.tables.get("decisions")
        if table is None or not (table.bad or table.refused):
            return None
        rows = sorted({row for row, _ in table.bad})
        asked = table.frame["question"].iloc[rows]
        if not table.refused and not (asked.isna() | (asked == node.question)).any():
            return None
        return np.ones(self.run.data[node.groups.rows.name].size, bool)

    # ---- columns -------------------------------------------------------------------------------------

    def column(self, level: str, name: str) -> Flags | None:
        """The rows of a column that a bad cell touches: its own, or one that its rule or derivation reads."""
        key = (level, name)
        if key not in self.known:
            built = self.run.compiled.by_key.get(key)
            own = self._input(level, name) if built is None else self.of(built.node)
            found = _either([own, self.doubted.get(key)])
            size = self.run.data[level].size
            self.known[key] = found if found is None else np.broadcast_to(found, (size,))
        return self.known[key]

    def _input(self, level: str, name: str) -> Flags | None:
        declared = self.run.compiled.levels[level]
        if declared.table is not None and name in declared.table.by_name:
            return self._cells(level, (name,))
        if declared.grouped is not None:
            return self._group_column(level, declared.grouped.of, name)
        target = level if declared.derived is not None else f"{level}.{name}"
        made = (one for one in self.run.compiled.policy.derivations if one.target == target)
        return _either(self._derived(level, one) for one in made)

    def _cells(self, level: str, names: Iterable[str] | None = None) -> Flags | None:
        """The rows of a table's level with a bad cell in one of these columns, in any where none are named."""
        table = self.run.compiled.levels[level].table
        if table is None:
            return None
        checked = self.tables[table.name]
        wanted = set(table.by_name) if names is None else {*names}
        size = self.run.data[level].size
        if wanted & checked.refused:
            return np.ones(size, bool)
        found = _either(
            flags for (home, name), flags in self.doubted.items() if home == level and name in wanted
        )
        bad = [row for row, name in checked.bad if name in wanted]
        if not bad:
            return found
        flags = np.zeros(size, bool)
        flags[bad] = True
        return _either([flags, found])

    def _key(self, level: str) -> Flags | None:
        """The rows whose key is bad: one row may be there twice."""
        key = self.run.compiled.levels[level].key
        return self._cells(level, (key,)) if key else None

    def _group_column(self, level: str, child: str, name: str) -> Flags | None:
        """A level that groups another: where a row's group is not known, any may be wrong."""
        touched = self.column(child, name)
        return None if touched is None else np.ones(self.run.data[level].size, bool)

    # ---- derivations ---------------------------------------------------------------------------------

    def _derived(self, level: str, derivation: Derivation) -> Flags | None:
        """What a derivation makes of tables with bad cells: which rows it put together is its own business.

        Taken as touched are the rows that belong to a row above that a bad row belongs to.
        """
        read = {
            one.name
            for one in self.run.compiled.levels.values()
            if one.table is not None and one.table.name in derivation.reads
        }
        return _either(self._spread(level, source) for source in sorted(read))

    def _spread(self, level: str, source: str) -> Flags | None:
        bad = self._cells(source)
        if bad is None:
            return None
        size = self.run.data[level].size
        every = np.ones(size, bool)
        if self._is_tree(source):
            return every
        if source in self.run.data[level].links:
            links = self.run.data[level].links[source]
            lost = self._key(source)  # what names a row whose key is bad names none
            return _at(bad, links) if lost is None else _at(bad, links) | (links < 0)
        if level in self.run.data[source].links:
            return self._belonging(source, level, bad)
        shared = set(self._parents(level)) & set(self._parents(source))
        if not shared:
            return every
        above = [(parent, self._belonging(source, parent, bad)) for parent in sorted(shared)]
        return _either(_at(flags, self.run.data[level].links[parent]) for parent, flags in above)

    def _is_tree(self, level: str) -> bool:
        columns = self.run.compiled.levels[level].columns.values()
        return any(column.kind == "reference" and column.level == level for column in columns)

    def _parents(self, level: str) -> list[str]:
        return [parent for parent, link in self.run.compiled.levels[level].parents.items() if link]

    def _belonging(self, level: str, parent: str, bad: Flags) -> Flags:
        """The rows above that bad rows belong to: all of them where that is what is bad of one."""
        size = self.run.data[parent].size
        link = self.run.compiled.levels[level].parents.get(parent, "")
        unknown = self._cells(level, (link,)) if link else None
        if unknown is not None:
            return np.ones(size, bool)
        flags = np.zeros(size, bool)
        up = self.run.data[level].links[parent][bad]
        flags[up[up >= 0]] = True
        return flags

    # ---- from level to level -------------------------------------------------------------------------

    def _moved(self, node: Up | Through) -> Flags | None:
        if isinstance(node, Through):
            target = self.run.level_above(node.link.level, (node.link.name,))
            links = self.run.data[node.link.level].links[node.link.name]
            return _either([self.of(node.link), self._down(self.of(node.operand), target, links)])
        level = node.home.name
        target = self.run.level_above(level, node.path)
        above = self._down(self.of(node.operand), target, self.run.up(level, node.path))
        return _either([self._way(level, node.path), above])

    def _down(self, flags: Flags | None, above: str, positions: NDArray[np.int64]) -> Flags | None:
        """What touches a row above touches the rows below; a row of none is touched by nothing."""
        return None if flags is None else _at(np.broadcast_to(flags, (self.run.data[above].size,)), positions)

    def _way(self, level: str, path: tuple[str, ...]) -> Flags | None:
        """The rows of which it is not known what they belong to, for a link on the way is bad."""
        found: Flags | None = None
        at, positions = level, np.arange(self.run.data[level].size)
        for parent in path:
            for name in self._linking(at, parent):
                found = _either([found, self._down(self.column(at, name), at, positions)])
            positions = np.append(self.run.data[at].links[parent], [-1])[positions]
            at = self.run.level_above(at, (parent,))
        return found

    def _linking(self, level: str, parent: str) -> tuple[str, ...]:
        """The columns that say which row above a row belongs to."""
        declared = self.run.compiled.levels
        link = declared[level].parents.get(parent, parent)
        if link:
            return (link,)
        group = declared[parent].grouped
        return () if group is None else group.by

    def _grouped(self, groups: Grouping, operands: tuple[Node, ...]) -> Flags | None:
        """What rests on the rows of a group: on all rows, where a row's group is not known."""
        level = groups.rows.name
        size = self.run.data[level].size
        found = self.run.groups(groups)
        lost = _either([self._way(level, groups.path), *(self.of(key) for key in groups.keys)])
        if self._is_unmade(level) or (lost is not None and lost.any()):
            return np.ones(self._size(groups), bool)
        # which of two rows of one key others name is not known
        named = self._key(groups.into.name) if groups.into is not None and groups.into.name else None
        touched = _either([self._key(level), *(self.of(operand) for operand in operands)])
        if touched is None:
            return named
        rows = np.broadcast_to(touched, (size,)) & (found.codes >= 0)
        flags = np.zeros(found.count, bool)
        flags[found.codes[rows]] = True
        return _either([flags, named]) if groups.into is not None else _at(flags, found.codes)

    def _is_unmade(self, level: str) -> bool:
        """Whether a level groups another by a column that is bad in some row: there may be groups that are not there yet."""
        group = self.run.compiled.levels[level].grouped
        touched = () if group is None else (self.column(group.of, name) for name in group.by)
        return any(flags is not None and flags.any() for flags in touched)

    def _size(self, groups: Grouping) -> int:
        home: Any = groups.home
        return self.run.data[home.name].size if home.name else 1


def _either(parts: Iterable[Flags | None]) -> Flags | None:
    """Where one of several holds; one of a single row holds for all."""
    found: Flags | None = None
    for part in parts:
        if part is not None:
            found = part if found is None else found | part
    return found


def _at(flags: Flags, positions: NDArray[np.int64]) -> Flags:
    """The flags of the rows at `positions`; -1 has none."""
    taken: Flags = np.append(flags, [False])[positions]
    return taken
