"""What sets a row apart: of the columns that an amount rests on, those where most rows say one thing and this row another."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from payout.evidence.rows import row_up
from payout.exact import ExactArray
from payout.exact.common import common_rows
from payout.rules.policy.levels import paths_up
from payout.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from payout.evidence.looking.naming import Eye

FEWEST_ROWS = 5  # of fewer nothing is common
MOST_COLUMNS, MOST_WORDS = 60, 3
TOLD = frozenset(("number", "flag", "enumeration"))


@dataclass(frozen=True)
class Near:
    """A column that an amount rests on: of the row itself, or of the one above it at the end of `path`."""

    level: str
    name: str
    path: tuple[str, ...]


@dataclass(frozen=True)
class Common:
    """Where the rows of a column say what most say, and one row that does."""

    flags: NDArray[np.bool_]
    example: int


@dataclass
class Apart:
    """Says what sets rows apart in one amount of one level."""

    eye: Eye
    level: str
    name: str
    near: tuple[Near, ...] = ()
    known: dict[tuple[str, str], Common | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Find the columns that the amount rests on, once."""
        self.near = tuple(self._near())

    def words(self, row: int) -> Text:
        """In a few words what sets a row apart, what is nearest to the amount first."""
        told: list[Text] = []
        for near in self.near:
            at = row_up(self.eye.run, self.level, near.path, row)
            common = self._common(near)
            if common is not None and at >= 0 and not common.flags[at]:
                told.append(self._word(near, at, common.example))
                if len(told) == MOST_WORDS:
                    break
        return Text(";".join(one.zh for one in told), "; ".join(one.en for one in told))

    def _near(self) -> Iterator[Near]:
        """The columns of the row and of the rows above it, those that the amount reads itself first."""
        compiled = self.eye.run.compiled
        ups = {at: paths[0] for at, paths in paths_up(compiled.levels, self.level).items() if len(paths) == 1}
        start, seen, found = (self.level, self.name), {(self.level, self.name)}, 0
        waiting = [start]
        while waiting and found < MOST_COLUMNS:
            key = waiting.pop(0)
            if key != start and compiled.schema_of(*key).kind in TOLD:
                found += 1
                yield Near(*key, ups[key[0]])
            reads = compiled.by_key[key].reads if key in compiled.by_key else ()
            new = [read for read in dict.fromkeys(reads) if read not in seen and read[0] in ups]
            seen.update(new)
            waiting.extend(new)

    def _common(self, near: Near) -> Common | None:
        key = (near.level, near.name)
        if key not in self.known:
            self.known[key] = self._counted(near)
        return self.known[key]

    def _counted(self, near: Near) -> Common | None:
        """What most rows of a column say; None where no value has more than half of them."""
        values = self.eye.run.data[near.level].columns[near.name]
        if len(values) < FEWEST_ROWS:
            return None
        flags = values.common() if isinstance(values, ExactArray) else common_rows(_codes(values))
        return None if flags is None else Common(flags, int(np.argmax(flags)))

    def _word(self, near: Near, row: int, example: int) -> Text:
        label = self.eye.label(near.level, near.name)
        own, common = (self.eye.value(near.level, near.name, at) for at in (row, example))
        whose = self.eye.level(near.level) if near.path else Text("", "")
        zh = f"{whose.zh + '的' if near.path else ''}{label.zh} {own.zh}(多为 {common.zh})"
        en = f"{whose.en + chr(39) + 's ' if near.path else ''}{label.en} {own.en} (mostly {common.en})"
        return Text(zh, en)


def _codes(values: object) -> NDArray[np.int64]:
    if isinstance(values, pd.Categorical):
        return np.asarray(values.codes, dtype=np.int64)
    return np.asarray(values.astype("Int8").to_numpy(dtype=np.int64, na_value=-1))  # type: ignore[attr-defined]
