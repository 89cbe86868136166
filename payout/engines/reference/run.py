"""A run under way: the rows of every level, what people decided, and the value of every node that was asked for."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias, cast

import numpy as np
import pandas as pd

from payout.engines.reference.data import positions_up
from payout.engines.reference.values import fill, holds, is_rows
from payout.exact import Groups
from payout.exact.filtered import Tally
from payout.masking import mask
from payout.rules.compiled.result import row_names
from payout.rules.tree import Choose
from payout.text import text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from payout.engines.reference.data import LevelData
    from payout.engines.reference.given import Given
    from payout.engines.reference.values import Flags, Positions, Rows, Value
    from payout.rules.compiled.compiled import CompiledPolicy
    from payout.rules.tree import Grouping, Node, Reading

Engine: TypeAlias = Literal["fast", "reference"]
# From so many rows on what is not rounded is an estimate, settled where something hangs on it; below, exact numbers are as fast.
FILTER_FROM: dict[Engine, int] = {"fast": 20_000, "reference": sys.maxsize}


@dataclass
class Run:
    """One policy over one batch, read by one reading. `data` fills with a column a rule; reading a value changes nothing else."""

    compiled: CompiledPolicy
    data: dict[str, LevelData]
    reading: Reading[Callable[[Run, Node], Value]]
    decisions: Mapping[tuple[str, str], Given] = field(default_factory=dict)
    memo: dict[Node, Value] = field(default_factory=dict)
    told: set[Node] = field(default_factory=set)  # whose values came from whoever knows more rows than these
    filter_from: int = (
        20_000  # rows from which on what is not rounded stays unsettled; below it exact numbers are as fast
    )

    tally: Tally = field(default_factory=Tally)
    by_path: dict[tuple[str, tuple[str, ...]], Groups] = field(default_factory=dict, init=False)
    parted: dict[tuple[Grouping, Node | None], Groups] = field(default_factory=dict, init=False)
    above: dict[Node, Value] = field(default_factory=dict, init=False)  # of rows above, by those below

    @property
    def filters(self) -> bool:
        """Whether floats and rows above may spare the work of a row; else each is worked out by itself, exactly."""
        return self.filter_from < sys.maxsize

    def tally_for(self, size: int) -> Tally | None:
        """What counts the decisions of floats, where so many rows are computed through them; None where they are not."""
        return self.tally if size >= self.filter_from else None

    def value(self, node: Node) -> Value:
        """A node's value for each row of its level; a plain value where it is the same for every row."""
        found = self.memo.get(node, self)
        if found is self:
            found = self.reading[node](self, node)
            if node.schema.home is None and is_rows(found):
                found = _single(found)
            self.memo[node] = found
        return cast("Value", found)

    @contextmanager
    def aside(self) -> Iterator[None]:
        """What is worked out meanwhile is not kept: of a million rows it would be hundreds of megabytes."""
        kept = self.memo
        self.memo = dict(kept)
        try:
            yield
        finally:
            self.memo = kept
            self.forget_groups()
            self.by_path.clear()

    def forget_groups(self) -> None:
        """Keep no groups under a condition, and nothing of rows above: what a rule brings together is its own."""
        self.parted.clear()
        self.above.clear()

    def rows(self, node: Node, size: int) -> Rows:
        """A node's value as a column, also where it is the same for every row."""
        return fill(self.value(node), size, node.schema.storage, node.schema.words)

    def holds(self, condition: Node, size: int) -> Flags:
        """Where a condition is true, to be read only."""
        return holds(self.value(condition), size)

    def size(self, node: Node) -> int:
        """How many rows a node's level has; one where it is the same for every row."""
        home = node.schema.home
        return 1 if home is None else self.data[home.name].size

    def up(self, level: str, path: tuple[str, ...]) -> Positions:
        """Each row's position in the level at the end of `path`; -1 where it belongs to none."""
        positions = positions_up(self.data, level, path)
        return np.arange(self.data[level].size) if positions is None else positions

    def whole(self, level: str, path: tuple[str, ...]) -> bool:
        """Whether each row is known to belong to one row of the level at the end of `path`."""
        return len(path) == 1 and self._by_path(level, path).whole

    def groups(self, plan: Grouping, where: Node | None = None) -> Groups:
        """The group of each row of a level; -1 where it is in none, or where a condition does not hold."""
        if where is None and not plan.keys:
            return self._by_path(plan.rows.name, plan.path)
        found = self.parted.get((plan, where))
        if found is None:
            size = self.data[plan.rows.name].size
            if where is None:
                found = Groups.from_keys(*(self.rows(key, size) for key in plan.keys))
            else:
                found = self.groups(plan).restrict(self.holds(where, size))
            self.parted[plan, where] = found
        return found

    def _by_path(self, level: str, path: tuple[str, ...]) -> Groups:
        """The groups of a level's rows by the row above, which no rule changes; without a path all rows are one."""
        if (level, path) not in self.by_path:
            codes = self.up(level, path) if path else np.zeros(self.data[level].size, dtype=np.int64)
            self.by_path[level, path] = Groups(
                codes, self.data[self.level_above(level, path)].size if path else 1
            )
        return self.by_path[level, path]

    def level_above(self, level: str, path: tuple[str, ...]) -> str:
        """The level at the end of a path: of parents by name, or the one that a link column names."""
        column = self.compiled.levels[level].columns.get(path[-1])
        linked = (
            column is not None
            and column.kind == "reference"
            and path[-1] not in self.compiled.levels[level].parents
        )
        return column.level if linked and column is not None else path[-1]

    def parameter(self, name: str) -> object:
        """A parameter's value in force."""
        return self.compiled.policy.parameters[name].value

    def reading_of(self, node: Node) -> str:
        """The reading in force of a choice between branches; blank for any other node."""
        return str(self.parameter(node.choice)) if isinstance(node, Choose) else ""

    def in_force(self, node: Node) -> Iterator[Node]:
        """The operands that a node needs under the readings in force."""
        reading = self.reading_of(node)
        return (need.operand for need in node.needs if not need.reading or need.reading == reading)

    def rests_on(self, node: Node, seen: set[Node]) -> Iterator[Node]:
        """What a formula rests on under the readings in force and is not `seen` yet: operands first, the formula last."""
        if node in seen:
            return
        seen.add(node)
        for operand in self.in_force(node):
            yield from self.rests_on(operand, seen)
        yield node

    def names_of(self, level: str, rows: Positions) -> list[str]:
        """The names of rows as text (`Level.identity`); of a level without any, their numbers."""
        identity = self.compiled.levels[level].identity if level else ()
        return (
            row_names(self.data[level].columns, identity, rows)
            if identity
            else [f"row {row + 1}" for row in rows.tolist()]
        )

    def called(self, level: str, row: int) -> str:
        """What people call a row; masked where that is personal, blank where rows have no name."""
        column = self.compiled.levels[level].called_by
        if column is None or column.name not in self.data[level].columns:
            return ""
        text = text_of(self.data[level].columns[column.name][row])
        return mask(text) if column.personal else text

    def name_of(self, level: str, row: int) -> str:
        """One row's name as text."""
        return self.names_of(level, np.array([row]))[0]


def _single(value: Value) -> Value:
    """The one value of a column of one row."""
    column = cast("Rows", value)
    if column.isna()[0]:
        return None
    return bool(column[0]) if isinstance(column.dtype, pd.BooleanDtype) else column[0]
