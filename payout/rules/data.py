"""The rows of every level, joined: what the rules are evaluated over."""

from __future__ import annotations

import inspect
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from payout.exact import Groups
from payout.rules.expressions import LanguageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from payout.rules.build import Scheme
    from payout.rules.checked import CheckedTable
    from payout.rules.levels import Level
    from payout.rules.policy import Derivation
    from payout.rules.values import Rows


@dataclass
class LevelData:
    """One level while it is being computed: its columns fill as rules are evaluated.

    `links`: each row's position in a parent level, by that level's name, and in the level a reference names, by the column's name; -1: none.
    """

    level: Level
    size: int
    columns: dict[str, Rows]
    links: dict[str, np.ndarray] = field(default_factory=dict)


def arrange(scheme: Scheme, tables: Mapping[str, CheckedTable]) -> dict[str, LevelData]:
    """Make the levels of checked tables: derive what is derived, group what is grouped, resolve every reference once."""
    data: dict[str, LevelData] = {}
    for level in scheme.levels.values():
        if level.table is not None:
            data[level.name] = _of_frame(level, tables[level.table.name].frame)
    for derivation in scheme.policy.derivations:
        level = scheme.levels[derivation.level]
        data[level.name] = _of_frame(level, _derived(scheme, derivation, tables))
    groups = {level.name: level for level in scheme.levels.values() if level.grouped is not None}
    for name, level in groups.items():
        data[name] = _grouped(level, data)
    for rows in data.values():
        _link(rows, data)
    return data


def _of_frame(level: Level, frame: pd.DataFrame) -> LevelData:
    return LevelData(level, len(frame), {name: frame[name].array for name in level.columns})


def _derived(scheme: Scheme, derivation: Derivation, tables: Mapping[str, CheckedTable]) -> pd.DataFrame:
    arguments = {
        name: _argument(scheme, name, tables) for name in inspect.signature(derivation.function).parameters
    }
    frame = derivation.function(**arguments)
    level = scheme.levels[derivation.level]
    if not isinstance(frame, pd.DataFrame) or set(frame.columns) != set(level.columns):
        raise LanguageError(f"{derivation.level}: the derivation must give a DataFrame of {', '.join(level.columns)}")
    for name, column in level.columns.items():
        if frame[name].dtype != column.dtype:
            raise LanguageError(f"{derivation.level}.{name} is {frame[name].dtype}, declared as {column.dtype}")
    return frame


def _argument(scheme: Scheme, name: str, tables: Mapping[str, CheckedTable]) -> object:
    if name in tables:
        return tables[name].frame
    if name in scheme.policy.parameters:
        return scheme.policy.parameters[name].value
    raise LanguageError(f"a derivation reads tables and parameters; {name} is neither")


def _grouped(level: Level, data: Mapping[str, LevelData]) -> LevelData:
    if level.grouped is None:
        raise LanguageError(f"{level.name} is not grouped")
    child = data[level.grouped.of]
    groups = Groups.from_keys(*(child.columns[name] for name in level.grouped.by))
    child.links[level.name] = groups.codes
    firsts = groups.first_rows()
    return LevelData(level, groups.count, {name: child.columns[name].take(firsts) for name in level.grouped.by})


def _link(rows: LevelData, data: Mapping[str, LevelData]) -> None:
    for name, column in rows.level.columns.items():
        if column.kind == "reference":
            target = data[column.level]
            index = pd.Index(target.columns[target.level.key])
            positions = index.get_indexer(pd.Index(rows.columns[name])).astype(np.int64)
            positions[np.asarray(rows.columns[name].isna())] = -1
            rows.links[name] = positions
            if column.parent:
                rows.links[column.level] = positions


def positions_up(data: Mapping[str, LevelData], start: str, path: tuple[str, ...]) -> np.ndarray | None:
    """Give each row's position in the level at the end of `path`; None for the level itself."""
    positions: np.ndarray | None = None
    at = start
    for parent in path:
        link = data[at].links[parent]
        if positions is None:
            positions = link
        else:
            missing = positions < 0
            positions = link[positions] if len(link) else np.full(len(positions), -1)
            positions[missing] = -1
        at = parent
    return positions


def decided(tables: Mapping[str, CheckedTable]) -> dict[tuple[str, str], str]:
    """Give the decisions by (question, subject), where the policy has a `decisions` table."""
    if "decisions" not in tables:
        return {}
    frame = tables["decisions"].frame
    rows = zip(frame["question"], frame["subject"], frame["answer"], strict=True)
    return {(str(question), str(subject)): str(answer) for question, subject, answer in rows}


