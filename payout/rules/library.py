"""What the field says often, written once in the language itself.

A clause of a policy calls these by name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from payout.rules.expressions import node
from payout.rules.language import (
    decide,
    first_match,
    highest,
    known,
    lowest,
    mean,
    rank,
    total,
    via,
    when,
)

if TYPE_CHECKING:
    from payout.rules.expressions import Expression, FirstMatch, Operand, When
    from payout.rules.language import Within

MONTHS_OF_A_YEAR = 12
YES_NO = {"yes": "是", "no": "否"}


def spread(
    value: Operand, *, width: Operand, where: Operand, within: Within = None, around: Operand | None = None
) -> When:
    """Give how far a row stands from its group's mean when best and worst are to end `width` apart.

    That is width ÷ (max − min) × (value − mean).

    `around` replaces the plain mean. Highest = lowest: 0 for everyone. Outside `where`: missing.
    (county_target_bonus 6.1)
    """
    high = highest(value, where=where, within=within)
    low = lowest(value, where=where, within=within)
    centre = mean(value, where=where, within=within) if around is None else around
    return when(where, first_match((high == low, 0), otherwise=width / (high - low) * (node(value) - centre)))


def weighted_mean(value: Operand, weight: Operand, *, where: Operand, within: Within = None) -> FirstMatch:
    """Give Σ value × weight ÷ Σ weight, or the plain mean where nothing has weight.

    (county_target_bonus 6.1)
    """
    weights = total(weight, where=where, within=within)
    plain = mean(value, where=where, within=within)
    weighted = total(node(value) * weight, where=where, within=within)
    return first_match((weights == 0, plain), otherwise=weighted / weights)


def prorate(amount: Operand, months: Operand) -> Expression:
    """Give a year's amount for the months that count: amount × months ÷ 12.

    (county_target_bonus 6.5)
    """
    return node(amount) * months / MONTHS_OF_A_YEAR


def inherited(link: Operand, own: Operand) -> FirstMatch:
    """Give the value of the row that the link names, or the row's own where the link is blank.

    (county_target_bonus 6.11)
    """
    return first_match((known(link), via(link, own)), otherwise=own)


def among_best(  # noqa: PLR0913 - all but two are keywords
    value: Operand, places: Operand, *, where: Operand, within: Within, question: str, zh: str, en: str
) -> FirstMatch:
    """Tell whether a row is among the best `places` of its group.

    A tie across the cut is a decision of people. (county_target_bonus 6.8)
    """
    taking_part, wanted = node(where), node(places)
    first = rank(value, where=where, within=within, ties="lowest")
    last = rank(value, where=where, within=within, ties="highest")
    tied = taking_part & (first <= wanted) & (last > wanted)
    answer = decide(
        question,
        where=tied,
        answers=YES_NO,
        zh=zh,
        en=en,
        taking="yes",
        places=wanted - first + 1,
        within=_with(within, first),
    )
    safe = taking_part & (last <= wanted)
    return first_match((tied, answer == "yes"), (safe, True), otherwise=False)


def _with(within: Within, key: Operand) -> Within:
    several = within if isinstance(within, (tuple, list)) else () if within is None else (within,)
    return (*several, key)
