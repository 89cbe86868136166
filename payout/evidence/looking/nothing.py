"""Why a row's amount is nothing: the branch that gave it, as far as the formulas tell."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from payout.engines.reference.values import holds, numbers
from payout.evidence.branches import Branches
from payout.evidence.looking.naming import in_both
from payout.evidence.rows import applies, members, operand_rows, value_at
from payout.exact import ExactArray
from payout.rules.tree import (
    Aggregate,
    Allocate,
    Arithmetic,
    ColumnValue,
    Constant,
    Extreme,
    ParameterValue,
    Round,
    Through,
    Up,
)
from payout.text import NOTHING, Text, is_missing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from payout.engines.reference.values import Positions
    from payout.evidence.looking.naming import Eye
    from payout.rules.tree import Need, Node
    from payout.text import Language

DEEPEST = 24  # columns that are followed; no policy hangs so many on each other
LONGEST, MOST_REASONS = 60, 2  # a word is enough
ZERO = Fraction(0)
LANGUAGES: tuple[Language, ...] = ("zh", "en")


@dataclass
class Nothing:
    """Follows an amount of nothing down to the condition, or the figure, that made it."""

    eye: Eye
    rows: Positions  # that are asked about, one by one, of a level of `size` rows
    size: int
    branches: dict[Language, Branches] = field(default_factory=dict)
    mostly: dict[tuple[str, str], bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Write conditions in both languages."""
        self.branches = {lang: Branches(self.eye.run, lang) for lang in LANGUAGES}

    def reason(self, level: str, name: str, row: int) -> Text:
        """Why a column of a row is nothing."""
        found = list(dict.fromkeys(self._of_column(level, name, row, 0)))
        short = [one for one in found if len(one.zh) <= LONGEST]
        found = (short or found)[:MOST_REASONS]
        return Text(";".join(one.zh for one in found), "; ".join(one.en for one in found))

    def _of_column(self, level: str, name: str, row: int, depth: int) -> Iterator[Text]:
        built = self.eye.run.compiled.by_key.get((level, name))
        if built is None or depth > DEEPEST:
            yield self._figure(level, name, row)
            return
        taken = self.branches["zh"].taken(built.node, row)
        if isinstance(taken, Aggregate):
            yield self._summed_up(taken, level, name, row)
            return
        found = [one for one in self._of(built.node, row, depth) if one != NOTHING]
        yield from found or [self._figure(level, name, row)]

    def _summed_up(self, node: Aggregate, level: str, name: str, row: int) -> Text:
        """A sum over rows of which there are none, or that are nothing themselves."""
        figure, below = self._figure(level, name, row), self.eye.level(node.groups.rows.name)
        if len(members(self.eye.run, node, row)):
            return figure
        return Text(f"{figure.zh}(没有可计的{below.zh})", f"{figure.en} (no {below.en} counts)")

    def _figure(self, level: str, name: str, row: int) -> Text:
        label, value = self.eye.label(level, name), self.eye.value(level, name, row)
        return Text(f"{label.zh} {value.zh}", f"{label.en} {value.en}")

    def _of(self, node: Node, row: int, depth: int) -> Iterator[Text]:  # noqa: C901 - one answer a form
        """The reasons of a part that is nothing for a row; none where it says no more than that."""
        if node.form == "pick":
            yield from self._picked(node, row, depth)
            return
        match node:
            case ColumnValue(level=level, name=name):
                yield from self._of_column(level, name, row, depth + 1)
            case Up() | Through():
                need = node.needs[-1]
                for at in operand_rows(self.eye.run, node, need, row):
                    yield from self._of(need.operand, at, depth + 1)
            case Round(operand=operand):
                yield from self._rounded(operand, row, depth)
            case Arithmetic(op="+", left=left, right=right):
                yield from self._summed((left, right), node, row, depth)
            case Arithmetic(op="*" | "/", left=left, right=right) | Allocate(weight=left, pool=right):
                zero = next((part for part in (left, right) if self._is_nothing(part, row)), left)
                yield from self._of(zero, row, depth)
            case Extreme(members=members_):
                yield from self._extreme(node, members_, row, depth)
            case Aggregate():
                yield self._aggregate(node)
            case ParameterValue(name=name):
                yield in_both(lambda lang: f"{self.branches[lang].names().write(node)} 0")
            case Constant():
                return
            case _:
                yield self._in_numbers(node, row)

    def _picked(self, node: Node, row: int, depth: int) -> Iterator[Text]:
        """The branch that was taken: its own reason, else the condition that led there."""
        need = next((one for one in node.needs if one.gives and self._applies(node, one, row)), None)
        if need is None:
            return
        own = [] if isinstance(need.operand, Constant) else list(self._of(need.operand, row, depth))
        yield from own or [self._condition(need, row)]

    def _applies(self, node: Node, need: Need, row: int) -> bool:
        return applies(self.eye.run, node, need, row)

    def _condition(self, need: Need, row: int) -> Text:
        """The condition that led to a branch; to the last one, that which did not hold before it."""
        if need.held:
            return in_both(lambda lang: self.branches[lang].told(need.held[-1], row))
        return (
            in_both(lambda lang: self._unheld(need.unheld[-1], row, self.branches[lang]))
            if need.unheld
            else NOTHING
        )

    @staticmethod
    def _unheld(condition: Node, row: int, branches: Branches) -> str:
        """A condition that did not hold: a flag with what it is, else its formula with what that found."""
        if isinstance(condition, (ColumnValue, Up, Through)):
            return f"{branches.names().write(condition)} {branches.numbers(row).write(condition)}"
        return Text("不成立:", "does not hold: ")(branches.lang) + branches.told(condition, row)

    def _rounded(self, operand: Node, row: int, depth: int) -> Iterator[Text]:
        if self._is_nothing(operand, row):
            yield from self._of(operand, row, depth)
        else:
            yield Text("不足最小单位,舍入后为 0", "it is rounded to nothing")

    def _summed(self, parts: tuple[Node, ...], node: Node, row: int, depth: int) -> Iterator[Text]:
        """Of a sum every part; those that are nothing for most rows tell nothing where another does."""
        if not all(self._is_nothing(part, row) for part in parts):
            yield self._in_numbers(node, row)
            return
        telling = [part for part in parts if not self._is_mostly_nothing(part)] or list(parts)
        for part in telling:
            yield from self._of(part, row, depth)

    def _extreme(self, node: Node, parts: tuple[Node, ...], row: int, depth: int) -> Iterator[Text]:
        """The member that is nothing; where it is a floor or a ceiling that the rule states, the others in numbers."""
        zero = [
            part
            for part in parts
            if self._is_nothing(part, row) and not isinstance(part, (Constant, ParameterValue))
        ]
        if zero:
            yield from self._of(zero[0], row, depth)
        else:
            yield self._in_numbers(node, row)

    def _aggregate(self, node: Aggregate) -> Text:
        words = in_both(lambda lang: self.branches[lang].names().write(node))
        return Text(f"{words.zh} 0", f"{words.en} 0")

    def _in_numbers(self, node: Node, row: int) -> Text:
        return in_both(lambda lang: self.branches[lang].numbers(row).write(node))

    def _is_nothing(self, node: Node, row: int) -> bool:
        column = self.eye.run.value(node)
        if isinstance(column, ExactArray) and len(column) == self.size:
            column.expect(self.rows)
        value = value_at(self.eye.run, node, row)
        return is_missing(value) or value == ZERO

    def _is_mostly_nothing(self, node: Node) -> bool:
        """Whether a column is nothing for more than half of its rows."""
        if not isinstance(node, ColumnValue):
            return False
        key = (node.level, node.name)
        if key not in self.mostly:
            size = self.eye.run.data[node.level].size
            values = numbers(self.eye.run.data[node.level].columns[node.name], size)
            zero = holds(values == 0, size) | values.mask
            self.mostly[key] = int(np.count_nonzero(zero)) * 2 > size
        return self.mostly[key]
