"""The rows of every level, joined: what the rules are evaluated over."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from payout.exact import Groups
from payout.exact.columns import dtype_of
from payout.rules.policy.importing import line_of
from payout.rules.tree import LanguageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from payout.engines.reference.values import Positions, Rows
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


def arrange(policy: Policy, tables: Mapping[str, CheckedTable]) -> dict[str, LevelData]:
    """Make the levels of checked tables.

    Derive what is derived, group what is grouped, resolve every reference once.
    """
    data: dict[str, LevelData] = {}
    for level in policy.levels.values():
        if level.table is not None:
            data[level.name] = _of_frame(level, tables[level.table.name].frame)
    for derivation in policy.derivations:
        _derive(policy, derivation, tables, data)
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


def _derive(
    policy: Policy, derivation: Derivation, tables: Mapping[str, CheckedTable], data: dict[str, LevelData]
) -> None:
    arguments = {name: _argument(policy, name, tables) for name in derivation.reads}
    try:
        made = derivation.function(**arguments)
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
    if not isinstance(made, pd.DataFrame) or set(made.columns) != set(level.columns):
        raise LanguageError(f"{name}: the derivation must give a DataFrame of {', '.join(level.columns)}")
    for declared in level.columns.values():
        if made[declared.name].dtype != _dtype(declared):
            raise LanguageError(
                f"{name}.{declared.name} is {made[declared.name].dtype}, declared {_dtype(declared)}"
            )
    data[name] = _of_frame(level, made)


def _dtype(column: Column) -> Any:
    return dtype_of(column.kind, column.options)


def _argument(policy: Policy, name: str, tables: Mapping[str, CheckedTable]) -> object:
    if name in tables:
        return tables[name].frame
    if name in policy.parameters:
        return policy.parameters[name].value
    raise LanguageError(f"a derivation reads tables and parameters; {name} is neither")


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
            positions = _positions(rows.columns[name], target.columns[target.level.key])
            rows.links[name] = positions
            if column.parent:
                rows.links[column.level] = positions


def _positions(values: Rows, keys: Rows) -> Positions:
    """Find each value among the keys, by Arrow, 1.7 times as fast as by an index of pandas.

    -1 where it is none of them.
    """
    found = pc.index_in(pa.array(values, pa.string()), value_set=pa.array(keys, pa.string()), skip_nulls=True)
    positions: Positions = found.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    return positions


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
