"""What is worked out row by row from values that are all taken: arithmetic, conditions, rounding, tables, dates."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Literal

from payout.rules.tree.fault import LanguageError
from payout.rules.tree.leaves import Constant
from payout.rules.tree.node import Node, common_path, word
from payout.rules.tree.schema import (
    WHOLE,
    expect,
    joined,
    lower_of,
    product_measure,
    quotient_measure,
    summed_measure,
)

if TYPE_CHECKING:
    from payout.rules.tree.node import Form
    from payout.rules.tree.schema import (
        Schema,
    )

ArithmeticSign = Literal["+", "-", "*", "/"]
Relation = Literal["==", "!=", "<", "<=", ">", ">="]


@word
class Arithmetic(Node):
    """+ - * /."""

    form: ClassVar[Form] = "step"
    op: ArithmeticSign
    left: Node
    right: Node

    @cached_property
    def schema(self) -> Schema:
        """Sums keep the more decimals, products those of both together; a quotient may have any."""
        left, right = self.left.schema, self.right.schema
        expect("number", left, right)
        measured = {"*": product_measure, "/": quotient_measure}.get(self.op, summed_measure)
        low, high = _bounds(self.op, left, right)
        made = joined(
            "number",
            left,
            right,
            places=self._places(left, right),
            measure=measured(left.measure, right.measure),
            low=low,
            high=high,
        )
        if self.op != "/":
            return made
        # by a divisor that is one inside some level, all rows there keep one denominator
        one = lower_of((left.one_denominator, right.varies), made.home)
        missing = left.missing or right.missing or self.may_divide_by_zero
        return joined("number", left, right, measure=made.measure, one_denominator=one, missing=missing)

    @cached_property
    def above(self) -> tuple[str, ...] | None:
        """Missing where a row has none above, as both sides are."""
        return common_path(self.left, self.right)

    @property
    def may_divide_by_zero(self) -> bool:
        """Whether it is a quotient whose divisor is no constant other than zero."""
        return self.op == "/" and not (isinstance(self.right, Constant) and self.right.value != 0)

    def _places(self, left: Schema, right: Schema) -> int | None:
        if left.places is None or right.places is None or self.op == "/":
            return None
        return left.places + right.places if self.op == "*" else max(left.places, right.places)


def _bounds(op: str, left: Schema, right: Schema) -> tuple[Fraction | None, Fraction | None]:
    match op:
        case "+":
            return _each(left.low, right.low), _each(left.high, right.high)
        case "-":
            return _each(left.low, right.high, -1), _each(left.high, right.low, -1)
        case "*":
            corners = [(a, b) for a in (left.low, left.high) for b in (right.low, right.high)]
            products = [a * b for a, b in corners if a is not None and b is not None]
            if len(products) == len(corners):
                return min(products), max(products)
            positive = left.low is not None and right.low is not None and left.low >= 0 and right.low >= 0
            return (
                left.low * right.low if positive and left.low is not None and right.low is not None else None
            ), None
        case _:
            return None, None


def _each(left: Fraction | None, right: Fraction | None, sign: int = 1) -> Fraction | None:
    return None if left is None or right is None else left + sign * right


@word
class Compare(Node):
    """A comparison. With a missing side it is neither true nor false."""

    op: Relation
    left: Node
    right: Node

    @cached_property
    def schema(self) -> Schema:
        """Values of one kind; of enumerations and texts only equality has a meaning."""
        left, right = self.left.schema, self.right.schema
        kinds = {left.kind, right.kind}
        if kinds == {"enumeration", "text"}:
            self._expect_option(left, right)
        elif len(kinds) > 1:
            raise LanguageError(f"a {left.kind} cannot be compared with a {right.kind}")
        elif left.options and right.options and not set(left.words) & set(right.words):
            options = f"{', '.join(left.words)} and {', '.join(right.words)}"
            raise LanguageError(f"these are never equal, no option is common to both: {options}")
        if self.op not in {"==", "!="} and kinds & {"enumeration", "text", "flag", "row"}:
            raise LanguageError(f"{self.op} has no meaning between values of kind {left.kind}: use == or !=")
        return joined("flag", left, right)

    @cached_property
    def above(self) -> tuple[str, ...] | None:
        """Missing where a row has none above, as both sides are."""
        return common_path(self.left, self.right)

    def _expect_option(self, left: Schema, right: Schema) -> None:
        constant = self.right if isinstance(self.right, Constant) else self.left
        options = left.words or right.words
        if isinstance(constant, Constant) and constant.value not in options:
            raise LanguageError(f"{constant.value!r} is not an option: {', '.join(options)}")


@word
class Logic(Node):
    """& and |, with Kleene's answers where a side is missing."""

    op: Literal["&", "|"]
    left: Node
    right: Node

    @cached_property
    def schema(self) -> Schema:
        """A condition of conditions."""
        expect("flag", self.left.schema, self.right.schema)
        return joined("flag", self.left.schema, self.right.schema)


@word
class Not(Node):
    """The opposite of a condition."""

    operand: Node

    @cached_property
    def schema(self) -> Schema:
        """A condition."""
        expect("flag", self.operand.schema)
        return joined("flag", self.operand.schema)


@word
class Known(Node):
    """Whether a value is there at all."""

    operand: Node

    @cached_property
    def schema(self) -> Schema:
        """A condition that is never missing."""
        return joined("flag", self.operand.schema, missing=False)


@word
class Round(Node):
    """A value rounded to decimal places; the mode names what a tie does."""

    form: ClassVar[Form] = "step"
    operand: Node
    places: int
    mode: str

    @cached_property
    def schema(self) -> Schema:
        """Of that many decimals, and so of one denominator everywhere; bounds move to the next step outwards."""
        told = self.operand.schema
        expect("number", told)
        step = Fraction(1, 10**self.places) if self.places >= 0 else Fraction(10**-self.places)
        low = None if told.low is None else told.low // step * step
        high = None if told.high is None else -(-told.high // step) * step
        return joined(
            "number",
            told,
            places=self.places,
            measure=told.measure,
            one_denominator=WHOLE,
            low=low,
            high=high,
        )


@word
class YearOf(Node):
    """The calendar year of a date."""

    operand: Node

    @cached_property
    def schema(self) -> Schema:
        """A whole number."""
        expect("date", self.operand.schema)
        return joined("number", self.operand.schema, places=0, measure="year")


@dataclass(frozen=True)
class TableShape:
    """What is declared of a table parameter: its keys, the entries there are, and what they give; its values are not here."""

    name: str
    gives: Schema = field(compare=False)
    keys: tuple[str, ...] = field(default=(), compare=False)
    entries: tuple[tuple[str, ...], ...] = field(default=(), compare=False)


@word
class Lookup(Node):
    """The entry of a table parameter for one or more keys; missing where the table has none."""

    table: TableShape
    keys: tuple[Node, ...]

    @property
    def parameter(self) -> str:
        """The table."""
        return self.table.name

    @cached_property
    def schema(self) -> Schema:
        """What the entries are; it may be missing, since a key may be."""
        if len(self.keys) != len(self.table.keys):
            raise LanguageError(
                f"{self.table.name} has {len(self.table.keys)} keys: {', '.join(self.table.keys)}"
            )
        for position, key in enumerate(self.keys):
            self._expect_key(position, key)
        gives = self.table.gives
        return joined(
            gives.kind, *(key.schema for key in self.keys), options=gives.options, places=gives.places,
            measure=gives.measure, one_denominator=WHOLE, missing=True,
        )  # fmt: skip

    def _expect_key(self, position: int, key: Node) -> None:
        entries = sorted({entry[position] for entry in self.table.entries})
        if isinstance(key, Constant) and isinstance(key.value, str) and key.value not in entries:
            close = get_close_matches(key.value, entries, 1)
            hint = f"did you mean {close[0]}?" if close else f"it has {', '.join(entries)}"
            raise LanguageError(f"{self.table.name} has no entry {key.value}; {hint}")
        found = key.schema
        if found.kind not in {"enumeration", "text", "flag", "number"}:
            raise LanguageError(f"a {found.kind} is no key of a table")
        options = {"yes", "no"} if found.kind == "flag" else set(found.words)
        unknown = sorted(set(entries) - options) if options else []
        if unknown:
            raise LanguageError(
                f"{self.table.name} has an entry for {unknown[0]}, which {self.table.keys[position]} never is"
            )


@word
class Band(Node):
    """The entry of a banded table parameter: the band in which the value falls."""

    table: TableShape
    operand: Node

    @property
    def parameter(self) -> str:
        """The bands."""
        return self.table.name

    @cached_property
    def schema(self) -> Schema:
        """What the bands give; missing outside them."""
        expect("number", self.operand.schema)
        gives = self.table.gives
        return joined(
            gives.kind, self.operand.schema, options=gives.options, places=gives.places, measure=gives.measure,
            one_denominator=WHOLE, missing=True,
        )  # fmt: skip
