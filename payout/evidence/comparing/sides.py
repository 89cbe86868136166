"""The two sides of a comparison: a computed batch each, and what their rows are told apart and paid by."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from payout.rules.tree import Aggregate, ColumnValue, LanguageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from payout.engines.reference.run import Run
    from payout.exact import ExactArray
    from payout.rules.compiled.compiled import CompiledPolicy
    from payout.rules.compiled.result import Field, Positions, Result
    from payout.rules.policy.checked import CheckedTable
    from payout.rules.policy.policy import Policy
    from payout.text import Text

NO_KEYS: Mapping[str, str] = MappingProxyType({})
COUNTS = frozenset({"rank", "count", "people", "year"})  # measures of what is not compared by its sum


@dataclass(frozen=True)
class Side:
    """One side: what it is called, its run and result, the tables that it was made of.

    `keys`: rows that bear another key here than on the other side, by their key here.
    """

    name: Text
    run: Run
    result: Result
    tables: Mapping[str, CheckedTable]
    keys: Mapping[str, str] = field(default_factory=lambda: NO_KEYS)

    @property
    def compiled(self) -> CompiledPolicy:
        """Its policy as it was run."""
        return self.run.compiled

    @property
    def policy(self) -> Policy:
        """Its policy, with the values in force."""
        return self.run.compiled.policy

    def names(self, level: str) -> list[str]:
        """The key of each row of a level, as the other side knows it."""
        own = self.result.frames[level].names()
        return [self.keys.get(name, name) for name in own] if self.keys else own

    def amounts(self, target: Target) -> ExactArray:
        """What each row of a level is paid, or has, exactly."""
        return cast("ExactArray", self.result.frames[target.level].table[target.column].array)

    def total(self, target: Target) -> Fraction:
        """The sum of what there is."""
        amounts = self.amounts(target)
        return Fraction(amounts.take(np.flatnonzero(~amounts.isna())).sum())


@dataclass(frozen=True)
class Target:
    """What is compared: a column of amounts of one level."""

    level: str
    column: str


def target_of(side: Side, level: str = "", column: str = "") -> Target:
    """The level that a scheme pays and the column that it pays, or those that are named. Raises LanguageError for what there is not.

    A level above those who are paid is compared by what they get together, where a rule sums it. A scheme that pays nobody is
    compared by its scores: the first number that an output file puts first.
    """
    result = side.result
    files = [file for file in result.files if not level or file.level == level]
    if level and level not in result.frames:
        known = ", ".join(result.frames)
        raise LanguageError(f"there is no level {level}; there are {known}", f"没有层 {level};有 {known}")
    paid = next((file for file in files if file.total), None)
    at = level or (paid or result.files[0]).level
    if column:
        return Target(at, _numeric(side, at, column).name)
    if paid is not None:
        return Target(at, paid.total)
    summed = _sums_of_paid(side, at)
    first = next((file.first for file in files), ())
    for name in (*summed, *first, *_amounts_last(result.frames[at].fields)):
        if name in result.frames[at].table.columns and _is_amount(result.frames[at].field(name)):
            return Target(at, name)
    raise LanguageError(
        f"{at} has no amount or score that could be compared; name a column by --column",
        f"{at} 没有可以比较的金额或得分,请用 --column 写明",
    )


def _sums_of_paid(side: Side, level: str) -> list[str]:
    """The rules of a level that sum what an output file pays the rows below."""
    paid = {(file.level, file.total) for file in side.result.files if file.total}
    return [
        built.rule.name
        for built in side.compiled.rules
        if built.rule.level == level and isinstance(built.node, Aggregate) and _is_sum_of(built.node, paid)
    ]


def _is_sum_of(node: Aggregate, paid: set[tuple[str, str]]) -> bool:
    of = node.operand
    plain = node.which == "total" and node.where is None and isinstance(of, ColumnValue)
    return plain and isinstance(of, ColumnValue) and (of.level, of.name) in paid


def _amounts_last(fields: Sequence[Field]) -> list[str]:
    """The numbers of a level, those in yuan first, what is computed last before what it rests on."""
    rules = [one for one in fields if one.origin == "rule"][::-1]
    return [one.name for one in sorted(rules, key=lambda one: one.measure != "yuan")]


def _is_amount(field: Field) -> bool:
    return field.origin == "rule" and field.kind == "number" and field.measure not in COUNTS


def _numeric(side: Side, level: str, column: str) -> Field:
    numbers = [one for one in side.result.frames[level].fields if one.kind == "number"]
    found = next((one for one in numbers if one.name == column), None)
    if found is None:
        known = ", ".join(one.name for one in numbers)
        raise LanguageError(
            f"{level} has no number {column}; it has {known}", f"{level} 没有数值列 {column};有 {known}"
        )
    return found


@dataclass(frozen=True)
class Pairing:
    """The rows of two sides as one list: those of the first, then those that only the second has.

    `first`, `second`: each row's position on a side, -1 where it is not there.
    """

    names: tuple[str, ...]
    first: Positions
    second: Positions

    def __len__(self) -> int:
        return len(self.names)

    def there(self, row: int) -> tuple[int, int]:
        """A side that has a row, 0 the first of both, and where it has it."""
        here, there = int(self.first[row]), int(self.second[row])
        return (0, here) if here >= 0 else (1, there)


def paired(first: Sequence[str], second: Sequence[str]) -> Pairing:
    """Pair rows by their names; a name twice on a side raises LanguageError."""
    for names in (first, second):
        if len(set(names)) != len(names):
            raise LanguageError(
                "rows bear one key twice: they cannot be paired; look at the file of keys",
                "有几行用同一个编号,无法对应;请检查编号对照文件",
            )
    there = set(first)
    names = [*first, *(name for name in second if name not in there)]
    return Pairing(tuple(names), positions_of(names, first), positions_of(names, second))


def positions_of(names: Sequence[str], among: Sequence[str]) -> Positions:
    """Where each name stands among others; -1 where it does not."""
    found = pc.index_in(pa.array(names, pa.string()), value_set=pa.array(among, pa.string()))
    positions: Positions = found.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    return positions
