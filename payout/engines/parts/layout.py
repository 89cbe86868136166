"""Which rows stand together in a part: the rows of one level, the part level, and all that hangs on them.

Rows of other levels are present whole in every part. A level that hangs on the part level by several parents goes by the first of
them; whether another path leaves the part is seen in the data: a path stays where no row is led to what hangs elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from payout.engines.reference.data import positions_up
from payout.rules.policy.levels import paths_up
from payout.rules.tree import Aggregate, Allocate, Rank, Through, Up, walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from payout.engines.reference.run import Run
    from payout.engines.reference.values import Positions
    from payout.rules.compiled.compiled import CompiledPolicy
    from payout.rules.tree import Node

Path: TypeAlias = tuple[str, tuple[str, ...]]  # a level, and the names of links from its rows on


@dataclass(frozen=True)
class Layout:
    """The part level, the levels whose rows are parted (itself and those that hang on it), and the paths that stay in a part."""

    level: str
    parted: frozenset[str]
    staying: frozenset[Path]

    def stays(self, level: str, path: tuple[str, ...]) -> bool:
        """Whether a path can be walked inside a part: no step of it leads to a row that may be in another."""
        return all((level, path[:end]) in self.staying for end in range(1, len(path) + 1))


@dataclass(frozen=True)
class LaidOut:
    """A layout over data. `tops`: for each parted level, each row's row of the part level; -1: it hangs on none."""

    layout: Layout
    tops: Mapping[str, Positions]

    @property
    def weights(self) -> Positions:
        """How many rows, of all levels, hang on each row of the part level."""
        size = len(self.tops[self.layout.level])
        found = np.zeros(size, dtype=np.int64)
        for tops in self.tops.values():
            found += np.bincount(tops[tops >= 0], minlength=size)
        return found

    def parts(self, count: int) -> Positions:
        """The part of each row of the part level: runs of rows of like weight, numbered without a gap, at most `count`."""
        weights = self.weights
        if count >= len(weights):
            return np.arange(len(weights), dtype=np.int64)
        middle = 2 * np.cumsum(weights) - weights
        cut = middle * count // max(2 * int(weights.sum()), 1)
        numbers: Positions = np.unique(cut, return_inverse=True)[1].astype(np.int64)
        return numbers


def parted_by(run: Run, level: str) -> LaidOut:
    """The rows of a run in parts by a level."""
    tops = _tops(run, level)
    parted = frozenset(tops)
    staying = frozenset(
        (name, path[:end])
        for name, path in paths_walked(run.compiled)
        for end in range(1, len(path) + 1)
        if _stays(run, tops, name, path[:end])
    )
    return LaidOut(Layout(level, parted, staying), tops)


def _tops(run: Run, level: str) -> dict[str, Positions]:
    levels = run.compiled.levels
    tops: dict[str, Positions] = {level: np.arange(run.data[level].size, dtype=np.int64)}
    below = {name for name in levels if level in paths_up(levels, name)}
    while len(tops) < len(below):
        for name in [one for one in levels if one in below and one not in tops]:
            parents = [one for one in levels[name].parents if one in below]
            if parents[0] in tops:
                tops[name] = np.append(tops[parents[0]], [-1])[run.data[name].links[parents[0]]]
    return tops


def _stays(run: Run, tops: Mapping[str, Positions], level: str, path: tuple[str, ...]) -> bool:
    above = end_of(run.compiled, level, path)
    if above not in tops:
        return True
    if level not in tops:
        return False
    positions = positions_up(run.data, level, path)
    if positions is None:
        return True
    led = positions >= 0
    return bool((tops[above][positions[led]] == tops[level][led]).all())


def end_of(compiled: CompiledPolicy, level: str, path: tuple[str, ...]) -> str:
    """The level at the end of a path of parents and links."""
    for name in path:
        own = compiled.levels[level]
        level = name if name in own.parents else own.columns[name].level
    return level


def paths_walked(compiled: CompiledPolicy) -> Iterator[Path]:
    """Every path that a rule walks, each once, and every single link."""
    found: set[Path] = set()
    for name, level in compiled.levels.items():
        links = (column.name for column in level.columns.values() if column.kind == "reference")
        found |= {(name, (link,)) for link in (*level.parents, *links)}
    found |= {path for node in walk(*(built.node for built in compiled.rules)) for path in _walked_by(node)}
    yield from sorted(found)


def _walked_by(node: Node) -> Iterator[Path]:
    match node:
        case Up(home=home, path=path):
            yield home.name, path
        case Through(link=link):
            yield link.level, (link.name,)
        case Aggregate(groups=groups) | Rank(groups=groups) | Allocate(groups=groups) if groups.path:
            yield groups.rows.name, groups.path


def steps_of(compiled: CompiledPolicy, nodes: Iterable[Node]) -> Iterator[tuple[str, str]]:
    """The single links of the paths that nodes walk, each by its level and name."""
    for level, path in {path for node in nodes for path in _walked_by(node)}:
        for place, name in enumerate(path):
            yield end_of(compiled, level, path[:place]), name
