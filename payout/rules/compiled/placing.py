"""Symbols become nodes: each is placed at the level of its rule, once, when a policy is built.

A column of a level above is moved down to the rows that read it; a word about many rows is placed at the level of those rows, and
its values are moved to where they are read. Equal steps are one node, in whichever rule they stand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from payout.rules.language.symbols import (
    Among,
    ColumnSymbol,
    Linked,
    Over,
    OwnSymbol,
    ParameterSymbol,
    Plain,
    RowSymbol,
    Said,
    Symbol,
    TableName,
    Wrong,
    near,
)
from payout.rules.policy.levels import home_of, path_up, paths_up
from payout.rules.tree import (
    WHOLE,
    Aggregate,
    Allocate,
    Choose,
    ColumnValue,
    Constant,
    Decide,
    Grouping,
    LanguageError,
    Lookup,
    ParameterValue,
    Rows,
    Through,
    Up,
    walk,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from payout.rules.policy.policy import Policy
    from payout.rules.tree import (
        Node,
        Schema,
        TableShape,
    )


class Placer:
    """Places the symbols of one policy; `schema_of` tells what is known of a column."""

    def __init__(
        self, policy: Policy, schema_of: Callable[[str, str], Schema], names: Callable[[str], set[str]]
    ) -> None:
        """`names` gives the columns of a level: inputs, derived ones, and rules."""
        self.policy, self.levels = policy, policy.levels
        self._schema_of, self._columns = schema_of, names
        self.homes = {level: home_of(self.levels, level) for level in self.levels}
        self._own = ""
        self._nodes: dict[Node, Node] = {}

    def placed(self, formula: Symbol, level: str) -> Node:
        """A rule's formula as a node at its level. Raises LanguageError with what does not fit."""
        before, self._own = self._own, level  # a rule that this one reads may be placed on the way
        try:
            return self.place(formula, level)
        finally:
            self._own = before

    def place(self, symbol: Symbol, at: str) -> Node:
        """A symbol as it is read from the rows of a level."""
        node: Node = PLACES[type(symbol)](self, symbol, at)
        return node

    def once(self, node: Node) -> Node:
        """The node itself, or the equal one that another step made before."""
        return self._nodes.setdefault(node, node)

    # ---- what stands at a level, and how others read it ----------------------------------------------

    def column(self, level: str, name: str) -> ColumnValue:
        """A column of a level by name."""
        if name not in self._columns(level):
            is_parameter = name in self.policy.parameters
            hint = f"; did you mean p.{name}?" if is_parameter else near(name, self._columns(level))
            raise LanguageError(f"{level} has no {name}{hint}")
        node = self.once(ColumnValue(level, name, self._schema_of(level, name)))
        assert isinstance(node, ColumnValue)  # noqa: S101 - what is equal to a column is one
        return node

    def up(self, node: Node, at: str, path: tuple[str, ...]) -> Node:
        """A value of the row above at the end of a path, read from the rows of a level."""
        return self.once(Up(node, self.homes[at], path)) if path else node

    def target(self, level: str, link: ColumnValue) -> str:
        """The level whose rows a link column of a level names."""
        return self.levels[level].columns[link.name].level

    def way(self, at: str, names: tuple[str, ...]) -> tuple[str, ...]:
        """The path from a level up to the last of the levels that an author named."""
        path: tuple[str, ...] = ()
        here = at
        for name in names:
            if name != here:
                path, here = (*path, *self._path(here, name)), name
        return path

    def _path(self, start: str, end: str) -> tuple[str, ...]:
        if end not in paths_up(self.levels, start):
            raise LanguageError(
                f"a column of {end} is read for each {start}: it must pass through an aggregate"
            )
        return path_up(self.levels, start, end)

    # ---- which rows a symbol speaks of ---------------------------------------------------------------

    def rows_of(self, symbols: Iterable[Symbol]) -> str | None:
        """The deepest of the levels that symbols speak of; None where they speak of none."""
        names = list(dict.fromkeys(level for one in symbols for level in self._speaks_of(one)))
        for name in names:
            if all(other in paths_up(self.levels, name) for other in names):
                return name
        if names:
            raise LanguageError(
                f"rows of {' and '.join(names)} are mixed: one of them must pass through an aggregate"
            )
        return None

    def _speaks_of(self, symbol: Symbol) -> Iterator[str]:
        match symbol:
            case ColumnSymbol(names=names) | RowSymbol(names=names):
                yield names[0]
            case OwnSymbol():
                yield self._own
            case Linked(link=link):
                yield from self._speaks_of(link)
            case Over(within=within):
                level = self.rows_of(_parts(symbol)) if within else None
                yield from () if level is None else (level,)
            case _:
                for part in _parts(symbol):
                    yield from self._speaks_of(part)

    # ---- groups --------------------------------------------------------------------------------------

    def window(self, rows: str, within: tuple[Symbol, ...]) -> Grouping:
        """The groups of a level's own rows: by the keys, or by its one parent; without a parent they are one group."""
        home = self.homes[rows]
        if not within:
            parents = list(self.levels[rows].parents)
            if len(parents) > 1:
                raise LanguageError(f"{rows} has {len(parents)} parents: say within=…")
            return (
                Grouping(home, path=tuple(parents), by=self.homes[parents[0]]) if parents else Grouping(home)
            )
        keys = tuple(self.place(key, rows) for key in within)
        if len(keys) == 1 and isinstance(keys[0], Up) and isinstance(keys[0].operand, Rows):
            return Grouping(home, path=keys[0].path, by=keys[0].operand.home)
        levels = [key.schema.varies for key in keys if key.schema.kind == "row"]
        return Grouping(home, keys=keys, by=levels[0] if levels else WHOLE)


def _parts(symbol: Symbol) -> Iterator[Symbol]:
    """The symbols that a symbol is made of."""
    match symbol:
        case Said(slots=slots):
            yield from _among(slots)
        case Over(operand=operand, where=where, within=within):
            yield from (operand, *(() if where is None else (where,)), *within)
        case Among(slots=slots, within=within):
            yield from (*_among(tuple(slots.values())), *within)
        case Linked(link=link, operand=operand):
            yield from (link, operand)


def _among(slots: tuple[object, ...]) -> Iterator[Symbol]:
    for slot in slots:
        if isinstance(slot, Symbol):
            yield slot
        elif isinstance(slot, tuple):
            yield from _among(slot)


# ---- one function a symbol ---------------------------------------------------------------------------


def _plain(placer: Placer, symbol: Plain, _at: str) -> Node:
    return placer.once(Constant(symbol.value))


def _wrong(_placer: Placer, symbol: Wrong, _at: str) -> Node:
    raise LanguageError(symbol.why)


def _parameter(placer: Placer, symbol: ParameterSymbol, _at: str) -> Node:
    parameter = placer.policy.parameters.get(symbol.name)
    if parameter is None:
        raise LanguageError(
            f"no parameter is named {symbol.name}{near(symbol.name, placer.policy.parameters)}"
        )
    return placer.once(ParameterValue(symbol.name, parameter.schema))


def _column(placer: Placer, symbol: ColumnSymbol, at: str) -> Node:
    *levels, name = symbol.names
    path = placer.way(at, tuple(levels))
    return placer.up(placer.column(levels[-1], name), at, path)


def _own(placer: Placer, symbol: OwnSymbol, at: str) -> Node:
    """A column that a declared table names: of its own rows, or of a level above them."""
    *above, name = symbol.names
    levels = (placer._own, *above)  # noqa: SLF001 - of this module
    return _column(placer, ColumnSymbol((*levels, name)), at)


def _row(placer: Placer, symbol: RowSymbol, at: str) -> Node:
    path = placer.way(at, symbol.names)
    return placer.up(placer.once(Rows(placer.homes[symbol.names[-1]])), at, path)


def _said(placer: Placer, symbol: Said, at: str) -> Node:
    slots = tuple(_slot(placer, symbol.made, slot, at) for slot in symbol.slots)
    made: Any = symbol.made
    return placer.once(made(*slots))


def _slot(placer: Placer, made: type[Node], slot: object, at: str) -> object:
    if isinstance(slot, Symbol):
        return placer.place(slot, at)
    if isinstance(slot, tuple):
        return tuple(_slot(placer, made, part, at) for part in slot)
    if isinstance(slot, TableName):
        return _table(placer, made, slot.name)
    if made is Choose and isinstance(slot, str) and slot in placer.policy.parameters:
        _expect_choice(placer, slot)
    return slot


def _table(placer: Placer, made: type[Node], name: str) -> TableShape:
    parameter = placer.policy.parameters.get(name)
    if parameter is None:
        raise LanguageError(f"no parameter is named {name}{near(name, placer.policy.parameters)}")
    return parameter.shape("table" if made is Lookup else "bands")


def _expect_choice(placer: Placer, name: str) -> None:
    if placer.policy.parameters[name].kind != "choice":
        raise LanguageError(f"choose: {name} is no choice")


def _over(placer: Placer, symbol: Over, at: str) -> Node:
    rows = placer.rows_of(_parts(symbol))
    if rows is None:
        raise LanguageError(f"{symbol.which} is of nothing: its operand must be a column or a level")
    groups = _groups_over(placer, symbol, rows, at)
    where = None if symbol.where is None else placer.place(symbol.where, rows)
    made: Any = Aggregate
    node = placer.once(made(symbol.which, placer.place(symbol.operand, rows), where, groups))
    return _read_from(placer, node, groups.home.name, at)


def _groups_over(placer: Placer, symbol: Over, rows: str, at: str) -> Grouping:
    home = placer.homes[rows]
    if symbol.through is not None:
        link = _link(placer, placer.place(symbol.through, rows), rows, "through=")
        return Grouping(home, path=(link.name,), into=placer.homes[placer.target(rows, link)])
    if symbol.within or rows == at:
        return placer.window(rows, symbol.within)
    return Grouping(home, path=path_up(placer.levels, rows, at), into=placer.homes[at], by=placer.homes[at])


def _read_from(placer: Placer, node: Node, level: str, at: str) -> Node:
    """A value at its level, read from the rows of another that belong to it."""
    return node if level == at else placer.up(node, at, placer.way(at, (level,)))


def _among_rows(placer: Placer, symbol: Among, at: str) -> Node:
    rows = placer.rows_of(_parts(symbol))
    level = rows if rows is not None and rows in paths_up(placer.levels, at) else at
    slots: dict[str, Any] = {
        name: placer.place(slot, level) if isinstance(slot, Symbol) else slot
        for name, slot in symbol.slots.items()
    }
    groups = _groups_among(placer, symbol, level)
    made: Any = symbol.made
    node = made(**slots, groups=groups)
    if isinstance(node, Allocate):
        _refuse_pool_of_more(placer, node)
    elif isinstance(node, Decide) and not placer.levels[level].identity:
        raise LanguageError(f"decide: rows of {level} have no key by which a decision could name them")
    return _read_from(placer, placer.once(node), level, at)


def _groups_among(placer: Placer, symbol: Among, level: str) -> Grouping:
    """The groups of a word about a row; a decision without places is about the row alone."""
    if symbol.made is Decide and symbol.slots["places"] is None:
        home = placer.homes[level]
        return Grouping(home, keys=(placer.once(Rows(home)),), by=home)
    return placer.window(level, symbol.within)


def _refuse_pool_of_more(placer: Placer, node: Allocate) -> None:
    """Refuse a pool of a level above the rows that share it: each of their groups would get the whole of it."""
    sources = {one.level for one in walk(node.pool) if isinstance(one, ColumnValue)}
    group = node.groups.by.name
    above = set(paths_up(placer.levels, group)) - {group} if group else set()
    if group and not node.groups.keys and sources and sources <= above:
        level = next(one for one in sources if sources <= set(paths_up(placer.levels, one)))
        raise LanguageError(
            f"the pool is of {level}, and every group within {group} would get all of it: say within={level}"
        )


def _linked(placer: Placer, symbol: Linked, at: str) -> Node:
    rows = placer.rows_of([symbol.link]) or at
    level = rows if rows in paths_up(placer.levels, at) else at
    link = _link(placer, placer.place(symbol.link, level), level, "via")
    operand = placer.place(symbol.operand, placer.target(level, link))
    return _read_from(placer, placer.once(Through(link, operand)), level, at)


def _link(placer: Placer, node: Node, level: str, word: str) -> ColumnValue:
    column = placer.levels[level].columns.get(node.name) if isinstance(node, ColumnValue) else None
    if not isinstance(node, ColumnValue) or column is None or column.kind != "reference":
        name = node.name if isinstance(node, ColumnValue) else "that"
        raise LanguageError(f"{word}: {name} is no link: declare it as a reference in tables.py")
    return node


PLACES: dict[type[Symbol], Any] = {
    Plain: _plain,
    Wrong: _wrong,
    ParameterSymbol: _parameter,
    ColumnSymbol: _column,
    OwnSymbol: _own,
    RowSymbol: _row,
    Said: _said,
    Over: _over,
    Among: _among_rows,
    Linked: _linked,
}
