"""The rows of every level, joined: what the rules are evaluated over."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from payout.exact import ExactArray, Groups, positions_among
from payout.exact.columns import dtype_of
from payout.rules.policy.importing import line_of
from payout.rules.policy.policy import arguments_of
from payout.rules.tree import LanguageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from payout.engines.reference.values import Flags, Positions, Rows
    from payout.rules.policy.checked import CheckedTable
    from payout.rules.policy.levels import Level
    from payout.rules.policy.policy import Derivation, Policy
    from payout.rules.policy.tables import Column, Grouped


@dataclass
class LevelData:
    """One level while it is being computed: its columns fill as rules are evaluated.

    `links`: each row's position in a parent level, by that level's name, and in the level a reference names,
    by the column's name; -1: none.
    """

    level: Level
    size: int
    columns: dict[str, Rows]
    links: dict[str, Positions] = field(default_factory=dict)

    @cached_property
    def none_missing(self) -> Flags:
        """The mask of every column of which no row is missing."""
        mask = np.zeros(self.size, dtype=bool)
        mask.flags.writeable = False
        return mask

    def keep(self, name: str, column: Rows) -> None:
        """Keep a rule's column: where none of its numbers is missing, with the one mask that says so."""
        if isinstance(column, ExactArray) and not column.lazy and not column.mask.any():
            column = ExactArray.from_parts(column.parts._replace(mask=self.none_missing))
        self.columns[name] = column


def arrange(policy: Policy, tables: Mapping[str, CheckedTable]) -> dict[str, LevelData]:
    """Make the levels of checked tables.

    Derive what is derived, group what is grouped, resolve every reference once.
    """
    data: dict[str, LevelData] = {}
    for level in policy.levels.values():
        if level.table is not None:
            data[level.name] = _of_frame(level, tables[level.table.name].frame)
    read = _Read(policy, tables)
    for derivation in policy.derivations:
        _derive(policy, derivation, read, data)
    for level in policy.levels.values():
        if level.grouped is not None:
            data[level.name] = _group(level, level.grouped, data)
    for rows in data.values():
        _link(rows, data)
        for parent in rows.level.parents:
            above = policy.levels[parent]
            if above.table is not None and above.table.single:
                rows.links[parent] = (
                    np.zeros(rows.size, dtype=np.int64) if data[parent].size else np.full(rows.size, -1)
                )
    return data


def no_rows(policy: Policy) -> dict[str, LevelData]:
    """Make the levels without any row: what the linter tries the rules on."""
    none: Positions = np.zeros(0, dtype=np.int64)
    data: dict[str, LevelData] = {}
    for level in policy.levels.values():
        columns = {name: pd.Series([], dtype=_dtype(column)).array for name, column in level.columns.items()}
        links = [name for name, column in level.columns.items() if column.kind == "reference"]
        data[level.name] = LevelData(level, 0, columns, dict.fromkeys([*level.parents, *links], none))
    return data


def _of_frame(level: Level, frame: pd.DataFrame) -> LevelData:
    return LevelData(
        level, len(frame), {name: frame[name].array for name in level.columns if name in frame.columns}
    )


def _derive(policy: Policy, derivation: Derivation, read: _Read, data: dict[str, LevelData]) -> None:
    read.refuse_unknown(derivation)
    try:
        made = derivation.function(
            **{name: read.argument(name) for name in arguments_of(derivation.function)}
        )
    except Exception as error:  # a derivation is the policy's own code; what it says may hold data
        where = line_of(error, policy.folder)
        raise LanguageError(
            f"{derivation.target}: the derivation fails: {type(error).__name__}{where}"
        ) from error
    if isinstance(made, dict):
        raise LanguageError(
            f"{derivation.target}: the derivation gives a dict; give values in the order of the rows"
        )
    name, _, column = derivation.target.partition(".")
    level = policy.levels[name]
    if column:
        rows = pd.array(made, dtype=_dtype(level.columns[column]))  # type: ignore[call-overload]
        if len(rows) != data[name].size:
            raise LanguageError(f"{derivation.target}: {len(rows)} values for {data[name].size} rows")
        data[name].columns[column] = rows
        return
    data[name] = _derived(level, made, data)


def _derived(level: Level, made: object, data: Mapping[str, LevelData]) -> LevelData:
    """A level of what its derivation gives."""
    name = level.name
    if not isinstance(made, pd.DataFrame) or set(made.columns) != set(level.columns):
        raise LanguageError(f"{name}: the derivation must give a DataFrame of {', '.join(level.columns)}")
    links = {
        one.name: _given(name, one, made, data) for one in level.columns.values() if _is_given(one, made)
    }
    texts = {}
    for reference, positions in links.items():
        target = data[level.columns[reference].level]
        texts[reference] = target.columns[target.level.key].take(positions, allow_fill=True)
    frame = made.assign(**texts)
    for declared in level.columns.values():
        if frame[declared.name].dtype != _dtype(declared):
            raise LanguageError(
                f"{name}.{declared.name} is {frame[declared.name].dtype}, declared {_dtype(declared)}"
            )
    return replace(_of_frame(level, frame), links=links)


def _dtype(column: Column) -> Any:
    return dtype_of(column.kind, column.options)


def _is_given(column: Column, made: pd.DataFrame) -> bool:
    """Whether a derivation gives a reference as positions of the rows that it refers to, which need not be looked for."""
    return column.kind == "reference" and made[column.name].dtype == np.int64


def _given(name: str, column: Column, made: pd.DataFrame, data: Mapping[str, LevelData]) -> Positions:
    positions: Positions = made[column.name].to_numpy()
    size = data[column.level].size if column.level in data else 0
    if positions.size and not -1 <= positions.min() <= positions.max() < size:
        raise LanguageError(f"{name}.{column.name}: a position is that of no row of {column.level}")
    return positions


@dataclass(frozen=True)
class _Read:
    """What the derivations of a policy read. `made`: what several of them share, once one has asked for it."""

    policy: Policy
    tables: Mapping[str, CheckedTable]
    made: dict[str, object] = field(default_factory=dict)

    def refuse_unknown(self, derivation: Derivation) -> None:
        for name in derivation.reads:
            if name not in self.tables and name not in self.policy.parameters:
                raise LanguageError(f"a derivation reads tables and parameters; {name} is neither")

    def argument(self, name: str) -> object:
        function = self.policy.shared.get(name)
        if function is None:
            return self._stated(name)
        if name not in self.made:
            self.made[name] = function(**{one: self._stated(one) for one in arguments_of(function)})
        return self.made[name]

    def _stated(self, name: str) -> object:
        return self.tables[name].frame if name in self.tables else self.policy.parameters[name].value


def _group(level: Level, grouped: Grouped, data: Mapping[str, LevelData]) -> LevelData:
    child = data[grouped.of]
    if not grouped.by:
        groups = Groups(np.zeros(child.size, dtype=np.int64), 1)
        child.links[level.name] = groups.codes
        return LevelData(level, 1, {})
    groups = Groups.from_keys(*(_with_blanks(child.columns[name]) for name in grouped.by))
    child.links[level.name] = groups.codes
    firsts = groups.first_rows()
    return LevelData(level, groups.count, {name: child.columns[name].take(firsts) for name in grouped.by})


def _with_blanks(keys: Rows) -> Rows:
    """Text keys with blanks as a text of their own: rows that state nothing form one group."""
    return keys.fillna("") if isinstance(keys.dtype, pd.StringDtype) else keys


def _link(rows: LevelData, data: Mapping[str, LevelData]) -> None:
    for name, column in rows.level.columns.items():
        if column.kind == "reference":
            target = data[column.level]
            if name not in rows.links:
                rows.links[name] = positions_among(rows.columns[name], target.columns[target.level.key])
            if column.parent:
                rows.links[column.level] = rows.links[name]


def positions_up(data: Mapping[str, LevelData], start: str, path: tuple[str, ...]) -> Positions | None:
    """Each row's position in the level at the end of `path`; None for the level itself."""
    positions: Positions | None = None
    at = start
    for parent in path:
        link = data[at].links[parent]
        # the last stands for -1: of none
        positions = link if positions is None else np.append(link, [-1])[positions]
        at = parent
    return positions
