"""The words that a formula may use. Each makes a symbol; arithmetic and comparison are operators on symbols."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from payout.rules.language.symbols import (
    Among,
    ColumnSymbol,
    Linked,
    Over,
    ParameterSymbol,
    Said,
    TableName,
    Wrong,
    row_or_symbol,
    symbol,
)
from payout.rules.tree import (
    Allocate,
    Band,
    Choose,
    Decide,
    Extreme,
    FirstMatch,
    Known,
    LanguageError,
    Lookup,
    Rank,
    Round,
    When,
    YearOf,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from payout.rules.language.symbols import (
        LevelSymbol,
        Operand,
        Symbol,
    )

Key: TypeAlias = "Operand | LevelSymbol"
Within: TypeAlias = "Key | Sequence[Key] | None"
YES_NO = {"yes": "是", "no": "否"}

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


def when(condition: Operand, value: Operand) -> Symbol:
    """A value only where the condition holds. In `least`, `greatest`: a member only then."""
    return Said(When, (symbol(condition), symbol(value)))


def first_match(*cases: tuple[Operand, Operand], otherwise: Operand | None = None) -> Symbol:
    """The value of the first case whose condition holds. A condition that is missing does not hold."""
    if not cases:
        return Wrong("first_match needs at least one (condition, value)")
    rest = None if otherwise is None else symbol(otherwise)
    return Said(FirstMatch, (tuple(when(condition, value) for condition, value in cases), rest))


def known(value: Operand) -> Symbol:
    """Whether the value is there."""
    return Said(Known, (symbol(value),))


def first_known(value: Operand, otherwise: Operand) -> Symbol:
    """The value where it is there, else another."""
    return first_match((known(value), value), otherwise=otherwise)


def is_in(value: Operand, options: Sequence[Operand]) -> Symbol:
    """Whether the value equals one of the options."""
    result: Symbol | None = None
    for option in options:
        equal = symbol(value) == option
        result = equal if result is None else result | equal
    return Wrong("is_in needs at least one option") if result is None else result


def least(*members: Operand) -> Symbol:
    """The smallest of the members that take part."""
    return Said(Extreme, ("least", tuple(symbol(member) for member in members)))


def greatest(*members: Operand) -> Symbol:
    """The largest of the members that take part."""
    return Said(Extreme, ("greatest", tuple(symbol(member) for member in members)))


def clip(value: Operand, low: Operand, high: Operand) -> Symbol:
    """The value, but not under `low` and not over `high`."""
    return least(greatest(value, low), high)


def keys_of(within: Within) -> tuple[Symbol, ...]:
    """The keys of groups: columns, and levels whose rows they are."""
    if within is None:
        return ()
    several = within if isinstance(within, (tuple, list)) else (within,)
    return tuple(
        Wrong(f"within= takes columns and levels, not the text {key!r}")
        if isinstance(key, str)
        else row_or_symbol(key)
        for key in several
    )


def _over(
    which: str, operand: Key, where: Operand | None, within: Within, through: Operand | None = None
) -> Symbol:
    condition = None if where is None else symbol(where)
    link = None if through is None else symbol(through)
    return Over(which, row_or_symbol(operand), condition, keys_of(within), link)


def total(
    operand: Operand, *, where: Operand | None = None, within: Within = None, through: Operand | None = None
) -> Symbol:
    """The sum; 0 of no rows.

    A missing value among the rows makes it missing: exclude it by `where=known(…)`. `through`: a link column of the rows,
    by which they are gathered in place of their parent.
    """
    if through is not None and within is not None:
        return Wrong(
            "total: within= and through= exclude each other: rows are gathered by the one or the other"
        )
    return _over("total", operand, where, within, through)


def mean(operand: Operand, *, where: Operand | None = None, within: Within = None) -> Symbol:
    """The plain mean; missing of no rows."""
    return _over("mean", operand, where, within)


def highest(operand: Operand, *, where: Operand | None = None, within: Within = None) -> Symbol:
    """The largest; missing of no rows."""
    return _over("highest", operand, where, within)


def lowest(operand: Operand, *, where: Operand | None = None, within: Within = None) -> Symbol:
    """The smallest; missing of no rows."""
    return _over("lowest", operand, where, within)


def count(operand: Key, *, where: Operand | None = None, within: Within = None) -> Symbol:
    """How many rows there are; of a condition: where it holds, of another value: where it is there."""
    return _over("count", operand, where, within)


def count_distinct(operand: Operand, *, where: Operand | None = None, within: Within = None) -> Symbol:
    """How many different values there are; missing ones do not count."""
    return _over("count_distinct", operand, where, within)


def exists(operand: Key, *, where: Operand | None = None, within: Within = None) -> Symbol:
    """Whether there is any row, or any row where the condition holds."""
    return _over("exists", operand, where, within)


def rank(
    operand: Operand,
    *,
    where: Operand | None = None,
    within: Within = None,
    ties: str = "lowest",
    best: str = "highest",
) -> Symbol:
    """The place in the group, 1 the best.

    Equal rows share a place as `ties` says: nothing is settled by row order.
    """
    if ties not in {"lowest", "highest", "dense"} or best not in {"lowest", "highest"}:
        return Wrong("rank: ties is lowest, highest or dense; best is highest or lowest")
    condition = None if where is None else symbol(where)
    slots = {"operand": symbol(operand), "where": condition, "ties": ties, "best": best}
    return Among(Rank, slots, keys_of(within))


def allocate(pool: Operand, weight: Operand, *, unit: Operand, within: Within = None) -> Symbol:
    """The row's share of its group's pool by weight, exact to `unit` (a parameter, such as one fen).

    Σ shares = pool.
    """
    slots = {"pool": symbol(pool), "weight": symbol(weight), "unit": symbol(unit)}
    return Among(Allocate, slots, keys_of(within))


def rounded(value: Operand, places: int = 0, mode: str = "half_up") -> Symbol:
    """The value at `places` decimals.

    Modes: half_up (a tie goes away from zero), half_even, half_down, up, down, floor, ceiling.
    """
    return Said(Round, (symbol(value), places, mode))


def to_fen(value: Operand) -> Symbol:
    """An amount that is paid: rounded half up to the fen, once."""
    return rounded(value, 2)


def to_whole(value: Operand, mode: str = "half_up") -> Symbol:
    """A whole number of places."""
    return rounded(value, 0, mode)


def lookup(table: Operand, *keys: Operand) -> Symbol:
    """The entry of a table parameter for these keys; missing where the table has none."""
    name = parameter_name(table, "lookup")
    return (
        name
        if isinstance(name, Wrong)
        else Said(Lookup, (TableName(name), tuple(symbol(key) for key in keys)))
    )


def band(table: Operand, value: Operand) -> Symbol:
    """The entry of a banded table parameter for this value."""
    name = parameter_name(table, "band")
    return name if isinstance(name, Wrong) else Said(Band, (TableName(name), symbol(value)))


def choose(choice: Operand, **branches: Operand) -> Symbol:
    """One branch a reading; the run takes the reading in force, `sensitivity` takes each."""
    name = parameter_name(choice, "choose")
    if isinstance(name, Wrong):
        return name
    return Said(Choose, (name, tuple((option, symbol(branch)) for option, branch in branches.items())))


def parameter_name(given: Any, word: str) -> str | Wrong:
    """The name of the parameter that a word's first argument must be."""
    if isinstance(given, (ParameterSymbol, Wrong)):
        return given if isinstance(given, Wrong) else given.name
    return Wrong(f"{word}: the first argument is a parameter from parameters.toml")


def via(link: Operand, value: Operand) -> Symbol:
    """What the row says that the link column names; missing where the link is blank."""
    if not isinstance(link, ColumnSymbol):
        return Wrong("via: the first argument is a link column of this level (a reference in tables.py)")
    return Linked(link, symbol(value))


def year_of(day: Operand) -> Symbol:
    """The calendar year of a date."""
    return Said(YearOf, (symbol(day),))


def decide(  # noqa: PLR0913 - keywords of a declaration
    question: str,
    prompt: str,
    *,
    where: Operand,
    answers: Mapping[str, str] = YES_NO,
    taking: str = "",
    places: Operand | None = None,
    within: Within = None,
    otherwise: str = "",
) -> Symbol:
    """What people decided (the `decisions` table) for each row where `where` holds; `prompt` asks them: 中文 | English.

    Without it the run stops and lists what to decide. With `otherwise` the text has an answer of its own, from which
    people may depart: the run goes on with it.
    """
    if bool(taking) != (places is not None):
        return Wrong("decide: taking= and places= go together")
    unknown = sorted({taking, otherwise} - {"", *answers})
    if unknown or (otherwise and taking):
        return Wrong("decide: taking= and otherwise= are answers, and one excludes the other")
    zh, en = both(prompt)
    slots = {
        "question": question,
        "where": symbol(where),
        "answers": tuple(answers.items()),
        "prompt_zh": zh,
        "prompt_en": en,
        "taking": taking,
        "places": None if places is None else symbol(places),
        "otherwise": otherwise,
    }
    return Among(Decide, slots, keys_of(within))


def both(label: str) -> tuple[str, str]:
    """Both languages of a label: 中文 | English."""
    zh, bar, en = (part.strip() for part in label.partition("|"))
    if not (zh and bar and en):
        raise LanguageError(f"{label!r} lacks one language: write 中文 | English")
    return zh, en
