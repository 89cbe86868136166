"""What looks beyond the row: aggregates, ranks, shares of a pool, and what people decide about rows."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from payout.rules.tree.fault import LanguageError
from payout.rules.tree.leaves import Constant, ParameterValue
from payout.rules.tree.node import Need, Node, word
from payout.rules.tree.schema import WHOLE, Schema, expect, joined, upper_of

if TYPE_CHECKING:
    from payout.rules.tree.node import Grouping
    from payout.rules.tree.schema import Home, Options

AggregateKind = Literal["total", "mean", "highest", "lowest", "count", "count_distinct", "exists"]


def _inside(groups: Grouping, *parts: Node) -> Home | None:
    """The level inside whose rows a value of groups can be computed: that of the groups, or of what it rests on."""
    return upper_of([groups.by, *(part.schema.inside for part in parts)])


@word
class Aggregate(Node):
    """One value from many rows: of each row's children, or of all rows of its group."""

    which: AggregateKind
    operand: Node
    where: Node | None
    groups: Grouping

    @cached_property
    def schema(self) -> Schema:
        """At the level of the groups; a mean divides by a count, a sum of rows keeps their denominator if it is one there."""
        told, home = self.operand.schema, self.groups.home
        joined("row", *(part.schema for part in self.operands))  # its parts are rows of one level
        if self.where is not None:
            expect("flag", self.where.schema)
        made = Schema(
            "number", home, places=0, measure="count", varies=self.groups.one_value, missing=self.groups.leave_out,
            inside=_inside(self.groups, *self.operands),
        )  # fmt: skip
        if self.which in {"count", "count_distinct"}:
            return joined("number", made, low=Fraction(0), places=0, measure="count")
        if self.which == "exists":
            if told.kind not in {"flag", "row"}:
                raise LanguageError("exists takes a level or a condition")
            return joined("flag", made)
        expect("number", told)
        one = told.one_denominator
        if self.which == "mean" or (one not in (WHOLE, self.groups.by) and not self.groups.by.is_below(one)):
            one = self.groups.one_value
        low = told.low if self.which != "total" or (told.low is not None and told.low >= 0) else None
        return joined(
            "number", made, places=None if self.which == "mean" else told.places, measure=told.measure,
            missing=made.missing or self.which != "total" or told.missing, one_denominator=one,
            low=Fraction(0) if self.which == "total" and low is not None else low,
            high=None if self.which == "total" else told.high,
        )  # fmt: skip

    @cached_property
    def above(self) -> tuple[str, ...] | None:
        """Where each row reads the value of its group, and groups are those of a row above, that row."""
        if self.groups.into is None and self.groups.path and not self.groups.keys:
            return self.groups.path
        return () if self.schema.home is None else None

    @cached_property
    def needs(self) -> tuple[Need, ...]:
        """The operand in the members of the group that count; keys in all rows."""
        condition = () if self.where is None else (Need(self.where, told=False, move="members"),)
        held = () if self.where is None else (self.where,)
        keys = (Need(key, told=False, move="window") for key in self.groups.keys)
        return (*condition, Need(self.operand, held=held, move="members"), *keys)


@word
class Rank(Node):
    """A row's place in its group: 1 is the best.

    `ties`: equals share the lowest place (1 2 2 4), the highest (1 3 3 4), or stand dense.
    """

    operand: Node
    where: Node | None
    groups: Grouping
    ties: Literal["lowest", "highest", "dense"]
    best: Literal["highest", "lowest"]

    @cached_property
    def schema(self) -> Schema:
        """A whole number from 1 on; missing outside `where`."""
        expect("number", self.operand.schema)
        if self.where is not None:
            expect("flag", self.where.schema)
        home = self.groups.home
        return joined(
            "number", *(part.schema for part in self.operands), home=home, places=0, measure="count", low=Fraction(1),
            missing=True, varies=home, one_denominator=WHOLE, inside=_inside(self.groups, *self.operands),
        )  # fmt: skip


@word
class Allocate(Node):
    """A pool split by weights inside each group, exact to `unit`.

    Largest remainder, ties by the larger weight, then by the rows' key.
    """

    pool: Node
    weight: Node
    unit: Node
    groups: Grouping

    @cached_property
    def schema(self) -> Schema:
        """Whole units, of the pool's measure."""
        expect("number", self.pool.schema, self.weight.schema, self.unit.schema)
        if not isinstance(self.unit, (Constant, ParameterValue)):
            raise LanguageError("allocate: unit= is one number for all rows: a parameter, such as a fen")
        home = self.groups.home
        return joined(
            "number", *(part.schema for part in self.operands), home=home, places=self.unit.schema.places,
            measure=self.pool.schema.measure, missing=True, varies=home, one_denominator=WHOLE,
            inside=_inside(self.groups, *self.operands),
        )  # fmt: skip


@word
class Decide(Node):
    """What people decided about a row where `where` holds.

    `taking`: the answer that takes a place, and `places`: how many rows of each group must have been given it.
    `otherwise`: the answer where nobody decided; what has one stops no run.
    """

    question: str
    where: Node
    answers: Options
    prompt_zh: str
    prompt_en: str
    taking: str
    places: Node | None
    groups: Grouping
    otherwise: str

    @cached_property
    def schema(self) -> Schema:
        """One of the answers; missing where nothing is asked or nobody has answered."""
        expect("flag", self.where.schema)
        home = self.groups.home
        return joined(
            "enumeration", *(part.schema for part in self.operands), home=home, options=self.answers, missing=True,
            varies=home, inside=_inside(self.groups, *self.operands) if self.places is not None else self.where.schema.inside,
        )  # fmt: skip

    @cached_property
    def needs(self) -> tuple[Need, ...]:
        """Whether it is asked; the number of places where it is."""
        places = () if self.places is None else (Need(self.places, held=(self.where,), told=False),)
        return (Need(self.where, told=False), *(Need(key, told=False) for key in self.groups.keys), *places)
