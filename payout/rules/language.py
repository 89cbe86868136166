"""The words that a rule's body may use.

Each makes a node of `expressions`; arithmetic and comparison are operators on nodes.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from payout.rules.expressions import (
    Aggregate,
    Allocate,
    Band,
    Choose,
    ColumnRef,
    Decide,
    Extreme,
    FirstMatch,
    Known,
    LanguageError,
    Lookup,
    ParameterRef,
    Rank,
    Round,
    Via,
    When,
    YearOf,
    node,
)
from payout.rules.levels import View, group_of, rows_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from payout.rules.expressions import (
        Expression,
        Operand,
    )


Within: TypeAlias = "Operand | View | Sequence[Operand | View] | None"

__all__ = [
    "allocate",
    "band",
    "choose",
    "clip",
    "count",
    "count_distinct",
    "decide",
    "exists",
    "first_known",
    "first_match",
    "greatest",
    "highest",
    "is_in",
    "known",
    "least",
    "lookup",
    "lowest",
    "mean",
    "rank",
    "rounded",
    "to_fen",
    "to_whole",
    "total",
    "via",
    "when",
    "year_of",
]


def when(condition: Operand, value: Operand) -> When:
    """Give a value only where the condition holds. In `least`, `greatest`: a member only then."""
    return When(node(condition), node(value))


def first_match(*cases: tuple[Operand, Operand], otherwise: Operand | None = None) -> FirstMatch:
    """Give the value of the first case whose condition holds. A condition that is missing does not hold."""
    if not cases:
        raise LanguageError("first_match needs at least one (condition, value)")
    return FirstMatch(
        tuple(When(node(condition), node(value)) for condition, value in cases),
        None if otherwise is None else node(otherwise),
    )


def known(value: Operand) -> Known:
    """Tell whether the value is there."""
    return Known(node(value))


def first_known(value: Operand, otherwise: Operand) -> FirstMatch:
    """Give the value where it is there, else another."""
    return first_match((known(value), value), otherwise=otherwise)


def is_in(value: Operand, options: Sequence[Operand]) -> Expression:
    """Tell whether the value equals one of the options."""
    result: Expression | None = None
    for option in options:
        equal = node(value) == node(option)
        result = equal if result is None else result | equal
    if result is None:
        raise LanguageError("is_in needs at least one option")
    return result


def least(*members: Operand) -> Extreme:
    """Give the smallest of the members that take part."""
    return Extreme("least", tuple(node(member) for member in members))


def greatest(*members: Operand) -> Extreme:
    """Give the largest of the members that take part."""
    return Extreme("greatest", tuple(node(member) for member in members))


def clip(value: Operand, low: Operand, high: Operand) -> Extreme:
    """Give the value, but not under `low` and not over `high`."""
    return least(greatest(value, low), high)


def _operand(value: Operand | View) -> Expression:
    return rows_of(value) if isinstance(value, View) else node(value)


def _within(within: Within) -> tuple[Expression, ...]:
    if within is None:
        return ()
    several = within if isinstance(within, (tuple, list)) else (within,)
    for key in several:
        if isinstance(key, str):
            raise LanguageError(
                f"within= takes columns and levels, not the text {key!r}: make it an argument"
            )
    return tuple(group_of(key) if isinstance(key, View) else node(key) for key in several)


def _aggregate(which: str, operand: Operand | View, where: Operand | None, within: Within) -> Aggregate:
    return Aggregate(which, _operand(operand), None if where is None else node(where), _within(within))


def total(operand: Operand, *, where: Operand | None = None, within: Within = None) -> Aggregate:
    """Give the sum; 0 of no rows.

    A missing value among the rows makes it missing: exclude it by `where=known(…)`.
    """
    return _aggregate("total", operand, where, within)


def mean(operand: Operand, *, where: Operand | None = None, within: Within = None) -> Aggregate:
    """Give the plain mean; missing of no rows."""
    return _aggregate("mean", operand, where, within)


def highest(operand: Operand, *, where: Operand | None = None, within: Within = None) -> Aggregate:
    """Give the largest; missing of no rows."""
    return _aggregate("highest", operand, where, within)


def lowest(operand: Operand, *, where: Operand | None = None, within: Within = None) -> Aggregate:
    """Give the smallest; missing of no rows."""
    return _aggregate("lowest", operand, where, within)


def count(operand: Operand | View, *, where: Operand | None = None, within: Within = None) -> Aggregate:
    """How many rows; of a column: how many where it is there."""
    return _aggregate("count", operand, where, within)


def count_distinct(operand: Operand, *, where: Operand | None = None, within: Within = None) -> Aggregate:
    """How many different values."""
    return _aggregate("count_distinct", operand, where, within)


def exists(operand: Operand | View, *, where: Operand | None = None, within: Within = None) -> Aggregate:
    """Tell whether there is a row; of a condition: whether it holds in some row."""
    return _aggregate("exists", operand, where, within)


def rank(
    operand: Operand,
    *,
    where: Operand | None = None,
    within: Within = None,
    ties: str = "lowest",
    best: str = "highest",
) -> Rank:
    """Give the place in the group, 1 the best.

    Equal rows share a place as `ties` says: nothing is settled by row order.
    """
    if ties not in {"lowest", "highest", "dense"} or best not in {"lowest", "highest"}:
        raise LanguageError("rank: ties is lowest, highest or dense; best is highest or lowest")
    return Rank(node(operand), None if where is None else node(where), _within(within), ties, best)


def allocate(pool: Operand, weight: Operand, *, unit: Operand, within: Within = None) -> Allocate:
    """Give the row's share of its group's pool by weight, exact to `unit` (a parameter, such as one fen).

    Σ shares = pool.
    """
    return Allocate(node(pool), node(weight), _within(within), node(unit))


def rounded(value: Operand, places: int = 0, mode: str = "half_up") -> Round:
    """Give the value at `places` decimals.

    Modes: half_up (a tie goes away from zero), half_even, half_down, up, down, floor, ceiling.
    """
    return Round(node(value), places, mode)


def to_fen(value: Operand) -> Round:
    """Give an amount that is paid: rounded half up to the fen, once."""
    return rounded(value, 2)


def to_whole(value: Operand, mode: str = "half_up") -> Round:
    """Give a whole number of places."""
    return rounded(value, 0, mode)


def lookup(table: Operand, *keys: Operand) -> Lookup:
    """Give the entry of a table parameter for these keys; missing where the table has none."""
    return Lookup(_parameter(table, "lookup"), tuple(node(key) for key in keys))


def band(table: Operand, value: Operand) -> Band:
    """Give the entry of a banded table parameter for this value."""
    return Band(_parameter(table, "band"), node(value))


def choose(choice: Operand, **branches: Operand) -> Choose:
    """One branch a reading; the run takes the reading in force, `sensitivity` takes each."""
    name = _parameter(choice, "choose")
    return Choose(name, MappingProxyType({option: node(branch) for option, branch in branches.items()}))


def _parameter(symbol: Operand, word: str) -> str:
    if not isinstance(symbol, ParameterRef):
        raise LanguageError(f"{word}: the first argument is a parameter from parameters.toml")
    return symbol.name


def via(link: Operand, value: Operand) -> Via:
    """Give what the row says that the link column names; missing where the link is blank."""
    if not isinstance(link, ColumnRef):
        raise LanguageError(
            "via: the first argument is a link column of this level (a reference in tables.py)"
        )
    return Via(link, node(value))


def year_of(day: Operand) -> YearOf:
    """Give the calendar year of a date."""
    return YearOf(node(day))


def decide(  # noqa: PLR0913 - keywords of a declaration
    question: str,
    *,
    where: Operand,
    answers: Mapping[str, str],
    zh: str,
    en: str,
    taking: str = "",
    places: Operand | None = None,
    within: Within = None,
    otherwise: str = "",
) -> Decide:
    """Give what people decided (the `decisions` table) for each row where `where` holds.

    Without it the run stops and lists what to decide. With `otherwise` the text has an answer of its own, from which
    people may depart: the run goes on with it.
    """
    if bool(taking) != (places is not None):
        raise LanguageError("decide: taking= and places= go together")
    unknown = sorted({taking, otherwise} - {"", *answers})
    if unknown or (otherwise and taking):
        raise LanguageError("decide: taking= and otherwise= are answers, and one excludes the other")
    return Decide(
        question,
        node(where),
        MappingProxyType(dict(answers)),
        zh,
        en,
        taking,
        None if places is None else node(places),
        _within(within),
        otherwise,
    )
