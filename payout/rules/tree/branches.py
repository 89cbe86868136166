"""What takes one of several values: branches, readings of the text, the least and the greatest."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Literal

from payout.rules.tree.fault import LanguageError
from payout.rules.tree.leaves import Constant
from payout.rules.tree.node import Need, Node, word
from payout.rules.tree.schema import expect, joined, most, summed_measure

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from fractions import Fraction

    from payout.rules.tree.node import Form
    from payout.rules.tree.schema import Schema


@word
class When(Node):
    """A value that stands only where its condition holds; elsewhere it is missing."""

    form: ClassVar[Form] = "pick"
    condition: Node
    value: Node

    @cached_property
    def schema(self) -> Schema:
        """The value's, and it may be missing."""
        expect("flag", self.condition.schema)
        return _taken((self.value,), self.condition.schema, missing=True)

    @cached_property
    def needs(self) -> tuple[Need, ...]:
        """The condition always, the value where it holds."""
        return (Need(self.condition), Need(self.value, held=(self.condition,), gives=True))


@word
class FirstMatch(Node):
    """The value of the first case whose condition holds, else `otherwise`."""

    form: ClassVar[Form] = "pick"
    cases: tuple[When, ...]
    otherwise: Node | None

    @cached_property
    def schema(self) -> Schema:
        """What all branches have in common; missing where none is left to take."""
        values = [case.value for case in self.cases] + ([] if self.otherwise is None else [self.otherwise])
        conditions = [case.condition.schema for case in self.cases]
        expect("flag", *conditions)
        lacking = self.otherwise is None or any(value.schema.missing for value in values)
        return _taken(tuple(values), *conditions, missing=lacking)

    @cached_property
    def needs(self) -> tuple[Need, ...]:
        """Each condition where none before it holds, each value where its own does."""
        found: list[Need] = []
        before: tuple[Node, ...] = ()
        for case in self.cases:
            found.append(Need(case.condition, unheld=before))
            found.append(Need(case.value, held=(case.condition,), unheld=before, gives=True))
            before = (*before, case.condition)
        if self.otherwise is not None:
            found.append(Need(self.otherwise, unheld=before, gives=True))
        return tuple(found)


@word
class Choose(Node):
    """One branch for each reading of the text (口径); the run takes the one in force."""

    form: ClassVar[Form] = "pick"
    choice: str
    branches: tuple[tuple[str, Node], ...]

    @property
    def parameter(self) -> str:
        """Which reading is in force."""
        return self.choice

    @cached_property
    def schema(self) -> Schema:
        """What all readings have in common."""
        values = tuple(branch for _, branch in self.branches)
        return _taken(values, missing=any(value.schema.missing for value in values))

    @cached_property
    def needs(self) -> tuple[Need, ...]:
        """Each branch under its own reading."""
        return tuple(Need(branch, reading=option, gives=True) for option, branch in self.branches)


@word
class Extreme(Node):
    """The least or greatest of several.

    A `when` that does not hold takes no part; any other missing value makes the result missing.
    """

    form: ClassVar[Form] = "step"
    which: Literal["least", "greatest"]
    members: tuple[Node, ...]

    @cached_property
    def schema(self) -> Schema:
        """A number between the bounds of its members."""
        expect("number", *(member.schema for member in self.members))
        return _taken(self.members, missing=any(member.schema.missing for member in self.members))

    @cached_property
    def needs(self) -> tuple[Need, ...]:
        """Every member: it is known only once all are."""
        return tuple(Need(member, gives=True) for member in self.members)


def _taken(values: Sequence[Node], *conditions: Schema, missing: bool) -> Schema:
    """The schema of a value that is one of several: their kind in common, the more decimals, the wider bounds."""
    schemas = [value.schema for value in values]
    kinds = {schema.kind for schema in schemas}
    if kinds == {"number"}:
        return joined(
            "number", *schemas, *conditions, missing=missing, places=most(schema.places for schema in schemas),
            measure=summed_measure(*(schema.measure for schema in schemas)),
            low=_outer(min, [schema.low for schema in schemas]), high=_outer(max, [schema.high for schema in schemas]),
            one_denominator=joined("number", *schemas).one_denominator,
        )  # fmt: skip
    words = [_word(value) for value in values]
    if kinds <= {"enumeration", "text"} and all(
        given is not None or schema.kind == "enumeration"
        for given, schema in zip(words, schemas, strict=True)
    ):
        options = {given: given for given in words if given is not None}
        for schema in schemas:
            options |= schema.labels
        return joined("enumeration", *schemas, *conditions, missing=missing, options=tuple(options.items()))
    if len(kinds) > 1:
        raise LanguageError(f"the branches differ: {', '.join(sorted(kinds))}")
    return joined(next(iter(kinds)), *schemas, *conditions, missing=missing)


def _outer(pick: Callable[[list[Fraction]], Fraction], bounds: list[Fraction | None]) -> Fraction | None:
    known = [bound for bound in bounds if bound is not None]
    return pick(known) if known and len(known) == len(bounds) else None


def _word(value: Node) -> str | None:
    """The word that a branch always gives, if it is one written in the rule."""
    while isinstance(value, When):
        value = value.value
    return value.value if isinstance(value, Constant) and isinstance(value.value, str) else None
