"""What is known of a node before any data: its schema, and how the schemas of operands join to one.

A value belongs to the rows of one level, its `home`; one without a home is the same for every row. Two more homes say
how far a value may be parted: `one_denominator`, the level inside whose rows all its fractions have one denominator, and
`inside`, the level inside whose rows it can be computed without looking at others.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from payout.rules.tree.fault import LanguageError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from fractions import Fraction

Options: TypeAlias = tuple[tuple[str, str], ...]

# Measures that say no unit: a product with one of them keeps the other's measure.
PURE = frozenset({"", "ratio", "coefficient", "weight", "count", "people", "quantity", "rank", "word"})
UNKNOWN = "?"  # yuan by points, yuan times months: nothing is known of it, and it is no pure number either
FAMILIES = ({"yuan", "amount"}, {"points", "weight_points"}, {"months"}, {"days"}, {"hours"}, {"year"})


@dataclass(frozen=True)
class Home:
    """A level as values live on it: its name, and the levels that its rows belong to."""

    name: str
    above: frozenset[str] = frozenset()

    def is_below(self, other: Home) -> bool:
        """Whether each row here belongs to one row of the other level (or is one)."""
        return self.name == other.name or other.name in self.above or other == WHOLE


WHOLE = Home("")  # the whole batch as one row, above every level


@dataclass(frozen=True)
class Schema:
    """What is known of a value.

    `options`: of an enumeration, identifier and Chinese word. `places`: the most decimals of a number, None: any.
    `low`, `high`: bounds that hold for every row, None: none is known. `missing`: whether it can be missing.
    `varies`: the level inside whose rows the value is one (WHOLE: it is the same for every row).
    """

    kind: str  # number, flag, enumeration, text, date, row
    home: Home | None = None
    options: Options = ()
    places: int | None = None
    low: Fraction | None = None
    high: Fraction | None = None
    missing: bool = False
    measure: str = ""
    one_denominator: Home = WHOLE
    varies: Home = WHOLE
    inside: Home | None = None

    @property
    def level(self) -> str:
        """The name of the level whose rows it has; blank where it is the same for every row."""
        return "" if self.home is None else self.home.name

    @property
    def storage(self) -> str:
        """How its columns are stored: rows of a level are numbered."""
        return "number" if self.kind == "row" else self.kind

    @property
    def words(self) -> tuple[str, ...]:
        """The identifiers of its options."""
        return tuple(name for name, _ in self.options)

    @property
    def labels(self) -> dict[str, str]:
        """The Chinese words of its options by identifier."""
        return dict(self.options)


def expect(kind: str, *schemas: Schema) -> None:
    """Refuse operands of another kind."""
    for schema in schemas:
        if schema.kind != kind:
            raise LanguageError(f"a {kind} is needed where a {schema.kind} stands")


def home_of(schemas: Iterable[Schema]) -> Home | None:
    """The level that all operands with a level share: whoever builds a node has moved them there."""
    homes = {schema.home for schema in schemas if schema.home is not None}
    if len(homes) > 1:
        names = " and ".join(sorted(home.name for home in homes))
        raise LanguageError(f"rows of {names} are mixed: one of them must pass through an aggregate")
    return next(iter(homes), None)


def lower_of(homes: Iterable[Home], own: Home | None) -> Home:
    """The deeper of levels that stand above one another; the row itself where they do not."""
    found = WHOLE
    for home in homes:
        if home.is_below(found):
            found = home
        elif not found.is_below(home):
            return own or WHOLE
    return found


def upper_of(homes: Iterable[Home | None]) -> Home | None:
    """The higher of levels that stand above one another; the whole batch where they do not."""
    found: Home | None = None
    for home in homes:
        if home is None:
            continue
        if found is None or found.is_below(home):
            found = home
        elif not home.is_below(found):
            return WHOLE
    return found


def joined(kind: str, *schemas: Schema, **more: Any) -> Schema:
    """A value made row by row of others: at their level, missing where one is, of their denominators together."""
    home = home_of(schemas)
    made = partial(
        Schema,
        kind,
        home=home,
        missing=any(schema.missing for schema in schemas),
        one_denominator=lower_of((schema.one_denominator for schema in schemas), home),
        varies=lower_of((schema.varies for schema in schemas), home),
        inside=upper_of(schema.inside for schema in schemas),
    )
    return made(**more)


def most(places: Iterable[int | None]) -> int | None:
    """The most decimals of several numbers; None where one may have any."""
    found = list(places)
    known = [place for place in found if place is not None]
    return max(known, default=0) if len(known) == len(found) else None


def family(measure: str) -> str:
    """What a measure can be added to: the name of its family, blank where any will do."""
    if measure in PURE or measure == UNKNOWN:
        return ""
    return next((min(names) for names in FAMILIES if measure in names), measure)


def summed_measure(*measures: str) -> str:
    """The measure of a sum, a choice, a least or greatest. Raises LanguageError where two do not go together."""
    units = [measure for measure in measures if family(measure)]
    strange = next((unit for unit in units if family(unit) != family(units[0])), None)
    if strange is not None:
        raise LanguageError(
            f"{units[0]} and {strange} do not go together: one of them must be converted first"
        )
    stated = [measure for measure in measures if measure]
    return (units or stated or [""])[0]


def product_measure(left: str, right: str) -> str:
    """The measure of a product: that of the one factor with a unit; unknown where both have one."""
    units = [measure for measure in (left, right) if family(measure)]
    if UNKNOWN in (left, right) or len(units) == 2:
        return UNKNOWN
    return units[0] if units else next((measure for measure in (left, right) if measure), "")


def quotient_measure(left: str, right: str) -> str:
    """The measure of a quotient: a ratio of two alike, else that of what is divided by something without a unit."""
    if family(left) and family(left) == family(right):
        return "ratio"
    return UNKNOWN if family(right) or UNKNOWN in (left, right) else left
