"""The branches of a formula for one row: which were taken, on what condition, and why the others were not.

All of it is folded over what nodes need (`Node.needs`): nothing here knows one node from another by more than its form.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING

from payout.evidence.rows import applies, holds_at
from payout.evidence.steps import Branch
from payout.evidence.values import Values
from payout.rendering.words import Writer, is_condition, is_first_known, settled
from payout.rules.tree import Compare, FirstMatch, Known, Logic, When
from payout.text import Text, said

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from payout.engines.reference.run import Run
    from payout.rules.policy.parameters import Parameter
    from payout.rules.tree import Need, Node
    from payout.text import Language


NO_OPTIONS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Branches:
    """Follows formulas into the branches that a row takes, and writes them in one language."""

    run: Run
    lang: Language
    codes: bool = False  # options in English as files have them
    parts: dict[tuple[Node, tuple[Node | None, ...]], Node] = field(
        default_factory=dict
    )  # as they were taken
    writers: dict[tuple[str, ...], Writer] = field(default_factory=dict)

    @cached_property
    def values(self) -> Values:
        """What stands in place of words."""
        return Values(self.run, self.lang, self.codes)

    def numbers(self, row: int) -> Writer:
        """A writer that puts a row's values in place of words."""
        return Writer(
            self.run.compiled, self.lang, lambda node: self.values.told(node, row), codes=self.codes
        )

    def names(self, options: Mapping[str, str] = NO_OPTIONS) -> Writer:
        """A writer that names columns, parameters and aggregates; `options`: the words of the column that is written."""
        key = tuple(chain(*options.items()))
        if key not in self.writers:
            self.writers[key] = Writer(self.run.compiled, self.lang, options=options, codes=self.codes)
        return self.writers[key]

    def taken(self, node: Node, row: int) -> Node:
        """The part of a formula that made the row's value: the branches taken."""
        if node.form == "pick":
            need = self._need(node, row)
            return node if need is None else self.taken(need.operand, row)
        if node.form == "step":
            return self._of(node, tuple(self._part(part, row) for part in node.operands))
        return node

    def _of(self, node: Node, parts: tuple[Node | None, ...]) -> Node:
        """A node of other operands, one and the same wherever these were taken."""
        if all(new is old for new, old in zip(parts, node.operands, strict=True)):
            return node
        if (node, parts) not in self.parts:
            self.parts[node, parts] = node.with_operands(dict(zip(node.operands, parts, strict=True)))
        return self.parts[node, parts]

    def _part(self, node: Node, row: int) -> Node | None:
        """An operand as it was taken; None for one of several that takes no part."""
        if isinstance(node, When) and self._need(node, row) is None:
            return None
        return self.taken(node, row)

    def _need(self, node: Node, row: int) -> Need | None:
        """The operand whose value a node took."""
        return next((need for need in node.needs if need.gives and applies(self.run, node, need, row)), None)

    def held(self, node: Node, row: int) -> Iterator[str]:
        """The conditions of the branches that were taken."""
        if node.form == "pick":
            need = self._need(node, row)
            if need is not None:
                if need.held:
                    yield self.told(need.held[-1], row)
                yield from self.held(need.operand, row)
        elif node.form == "step":
            for need in node.needs:
                if not need.gives:
                    yield from self.held(need.operand, row)

    def asked(self, node: Node, row: int) -> Iterator[tuple[Node, bool]]:
        """The conditions that settled which branches were taken, each with whether it holds."""
        if node.form == "whole":
            return
        for need in node.needs:
            if need.gives and applies(self.run, node, need, row):
                if need.held:
                    yield need.held[-1], True
                yield from self.asked(need.operand, row)
            elif node.form == "step":
                yield from self.asked(need.operand, row)
            elif need.gives and self._was_asked(need, row):
                yield need.held[-1], False
                yield from self._lacking(need.held[-1], row)

    def _lacking(self, condition: Node, row: int) -> Iterator[tuple[Node, bool]]:
        """Why a value is not there that was asked for: the condition that it stands under does not hold."""
        if isinstance(condition, Known) and isinstance(condition.operand, When):
            under = condition.operand.condition
            if not holds_at(self.run, under, row):
                yield under, False

    def _was_asked(self, need: Need, row: int) -> bool:
        return bool(need.held) and not any(holds_at(self.run, condition, row) for condition in need.unheld)

    def told(self, condition: Node, row: int) -> str:
        """Write a condition, and what it found where its words do not tell."""
        words = self.names().write(condition)
        it_is = Text("现为", "it is")(self.lang)
        if isinstance(condition, FirstMatch) and is_condition(condition):
            return self.told(condition.cases[0].condition, row)
        if isinstance(condition, FirstMatch) and is_first_known(condition):
            return f"{words} ({it_is} {self.values.found(condition.cases[0].value, row)})"
        if isinstance(condition, Compare) and settled(condition):
            if condition.op == "==" and holds_at(self.run, condition, row):
                return words
            return f"{words} ({it_is} {self.values.found(condition.left, row)})"
        if isinstance(condition, (Compare, Logic)):
            return f"{words} ({self.numbers(row).write(condition)})"
        return words

    def not_taken(self, writer: Writer, node: Node, row: int) -> Iterator[Branch]:
        """The branches that were not taken, each with the reason."""
        if node.form == "whole":
            return
        for need in node.needs:
            if node.form == "step" and not need.gives:
                yield from self.not_taken(writer, need.operand, row)
            elif node.form == "step":
                yield from self._no_part(writer, need.operand, row)
            elif need.gives and applies(self.run, node, need, row):
                yield from self.not_taken(writer, need.operand, row)
            elif need.gives:
                yield self._left(writer, node, need, row)

    def _no_part(self, writer: Writer, node: Node, row: int) -> Iterator[Branch]:
        """One of several that takes no part, if it does not."""
        if isinstance(node, When) and self._need(node, row) is None:
            yield self._left(writer, node, next(need for need in node.needs if need.gives), row)

    def _left(self, writer: Writer, node: Node, need: Need, row: int) -> Branch:
        """A branch that was not taken: another reading, one after a condition that held, or one whose own did not."""
        if need.reading:
            return self._other_reading(writer, node, need)
        if any(holds_at(self.run, condition, row) for condition in need.unheld):
            return Branch(
                writer.write(need.operand), Text("前面的条件已成立", "an earlier condition holds")(self.lang)
            )
        condition = need.held[-1]
        if isinstance(condition, Known) and condition.operand == need.operand:
            return Branch(writer.write(need.operand), Text("缺", "missing")(self.lang))
        told = self.told(condition, row)
        return Branch(writer.write(need.operand), Text(f"不成立:{told}", f"does not hold: {told}")(self.lang))

    def _other_reading(self, writer: Writer, node: Node, need: Need) -> Branch:
        choice = getattr(node, "choice", "")
        parameter = self.run.compiled.policy.parameters[choice]
        other, taken = _reading(parameter, need.reading), _reading(parameter, str(parameter.value))
        reading = Text(f"“{other.zh}”", need.reading if self.codes else f"“{other.en}”")(self.lang)
        named = parameter.en or said(choice)
        why = Text(
            f"口径“{parameter.zh}”取{taken.zh}",
            f"{choice} is {parameter.value}" if self.codes else f"the choice “{named}” is: {taken.en}",
        )
        return Branch(f"{reading}: {writer.write(need.operand)}", why(self.lang))


def _reading(parameter: Parameter, name: str) -> Text:
    """What a reading of a choice means; in English its identifier where the policy says it in Chinese alone."""
    return Text(parameter.options[name], parameter.options_en.get(name) or said(name))
