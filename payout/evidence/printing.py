"""Formulas in numbers, printed so that they can be read back: docs/explanations.md has the grammar.

Each value of the text is kept beside it, with its fraction where the decimals are cut and with the step that it came from.
A sum over the row's own rows is printed with their values, `total(475, 169.5, 238)`; one over other people's is a value.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from payout.evidence.rows import members, row_up, value_at
from payout.evidence.steps import Condition, Term
from payout.evidence.values import exact_of
from payout.rendering.words import WORDS, Writer, asked_of, is_first_known, settled
from payout.rules.tree import (
    Aggregate,
    Allocate,
    Band,
    ColumnValue,
    Constant,
    Decide,
    FirstMatch,
    Known,
    Lookup,
    Not,
    ParameterValue,
    Rank,
    Rows,
    Through,
    Up,
    When,
)
from payout.text import show_fraction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from payout.evidence.lists import Lists
    from payout.evidence.shares import Share
    from payout.evidence.values import Place, Values
    from payout.rules.tree import Node


@dataclass(frozen=True)
class Called:
    """What values are called in short: columns and parameters by their labels, aggregates by what they are of."""

    writer: Writer
    names: dict[Node, str] = field(default_factory=dict)

    def of(self, node: Node) -> str:
        """The short name of a value; blank where it has none."""
        if node not in self.names:
            self.names[node] = self._written(node)
        return self.names[node]

    def _written(self, node: Node) -> str:
        match node:
            case Aggregate(which=which, operand=operand) if not isinstance(operand, Rows):
                inner = self.of(operand)
                between = "" if self.writer.lang == "zh" else " "
                return f"{self.writer.word(which)}{between}{inner}" if inner else ""
            case Lookup(table=table) | Band(table=table):
                return self.writer.parameter(table.name)
            case Up(operand=Aggregate() as operand):
                return self.of(operand)
            case ColumnValue() | ParameterValue() | Up(operand=ColumnValue()):
                return self.writer.write(node)
            case FirstMatch(cases=(When(value=value), *_)) if is_first_known(node):
                return self.of(value)
            case _:
                return ""


@dataclass(frozen=True)
class Printer:
    """Prints formulas of a row in numbers. `walked` tells whether an aggregate's rows are shown; `places`: the steps that it rests on."""

    values: Values
    walked: Callable[[Aggregate, int], bool]
    places: dict[Place, int]
    called: Called
    options: Mapping[str, str] = field(default_factory=dict)  # the words of what the formula gives
    lists: Lists | None = None
    terms: list[Term] = field(default_factory=list)

    def write(self, node: Node, row: int) -> str:
        """Print a formula, and keep its values in `terms`."""
        values = self.values
        return Writer(
            values.run.compiled, values.lang, lambda part: self._value(part, row), codes=values.codes
        ).write(node)

    def share(self, node: Allocate, share: Share, row: int) -> str:
        """Print a row's part of a pool, as `Share.formula` has it."""
        for part in (node.pool, node.weight):
            self.terms.append(self._term(part, row))
        name = f"{WORDS['total'](self.values.lang)} {self.called.of(node.weight)}".strip()
        self.terms.append(Term(show_fraction(share.whole), exact_of(share.whole), kind="total", name=name))
        if share.given != share.ideal:
            cut = Term(
                show_fraction(share.given), kind="share", unit=str(share.unit), measure=node.schema.measure
            )
            self.terms.append(self._listed(cut, node, row))
        return share.formula

    def _value(self, node: Node, row: int) -> str:
        """Print a part that is not spelled out: an aggregate by its rows where they are shown, else one value."""
        if isinstance(node, Up) and isinstance(node.operand, Aggregate):
            above = row_up(self.values.run, node.home.name, node.path, row)
            if above >= 0:
                return self._value(node.operand, above)
        if isinstance(node, Aggregate) and not isinstance(node.operand, Rows) and self.walked(node, row):
            rows = members(self.values.run, node, row)
            if len(rows):
                inner = ", ".join([self.write(node.operand, int(at)) for at in rows])
                return f"{WORDS[node.which](self.values.lang)}({inner})"
        self.terms.append(self._listed(self._term(node, row), node, row))
        return self.terms[-1].printed

    def _term(self, node: Node, row: int) -> Term:
        found = value_at(self.values.run, node, row)
        text, exact = self.values.plain(node, row), exact_of(found)
        if isinstance(found, str) and self.values.lang == "zh":
            text = self.options.get(text, text)
        place = self.values.place(node, row)
        of = -1 if place is None else self.places.get(place, -1)
        name, measure = self.called.of(node), node.schema.measure
        return Term(text, exact, of, kind_of(node), tuple(self._parts(node, row)), name=name, measure=measure)

    def _parts(self, node: Node, row: int) -> Iterator[Term]:
        """What stands behind a value in brackets: the keys of an entry, what is ranked, what settled a condition."""
        asked = asked_of(node) if settled(node) else None
        if asked is not None:
            found = self._term(asked, row)
            yield Term(self.values.found(asked, row), found.exact, found.of, found.kind)
        elif isinstance(node, Lookup):
            yield from (self._term(key, row) for key in node.keys if not isinstance(key, Constant))
        elif isinstance(node, (Band, Rank)):
            yield self._term(node.operand, row)

    def _listed(self, term: Term, node: Node, row: int) -> Term:
        if self.lists is None or not isinstance(node, (Aggregate, Rank, Allocate)) or row < 0:
            return term
        return Term(**{**vars(term), "listed": self.lists.of(node, row)})


def kind_of(node: Node) -> str:  # noqa: C901, PLR0911 - one a kind
    """What gives a value: its column, a parameter, an aggregate."""
    match node:
        case Up(operand=operand) | Through(operand=operand):
            return kind_of(operand)
        case ColumnValue():
            return "column"
        case Constant():
            return "constant"
        case ParameterValue():
            return "parameter"
        case Lookup() | Band():
            return "table"
        case Aggregate(which=which):
            return which
        case Rank():
            return "rank"
        case Allocate():
            return "share"
        case Decide():
            return "decision"
        case _ if node.schema.kind == "flag":
            return "condition"
        case _:
            return "branch"


def condition(printer: Printer, node: Node, row: int, told: str, *, holds: bool) -> Condition:
    """Print a condition."""
    numbers = printer.write(node, row)
    return Condition(told, numbers, tuple(printer.terms), holds, _only_asks(node))


def _only_asks(node: Node) -> bool:
    """Whether a condition only asks if a value, or any row, is there."""
    match node:
        case Known() | Aggregate(which="exists", operand=Rows()):
            return True
        case Not(operand=operand):
            return _only_asks(operand)
        case _:
            return False
