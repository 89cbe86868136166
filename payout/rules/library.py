"""What the field says often, written once in the language itself.

A clause of a policy calls these by name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from payout.rules.expressions import LanguageError, node
from payout.rules.language import (
    count,
    decide,
    first_known,
    first_match,
    highest,
    known,
    least,
    lookup,
    lowest,
    mean,
    rank,
    to_whole,
    total,
    via,
    when,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

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


def by_distribution(  # noqa: PLR0913 - all but two are keywords
    value: Operand,
    shares: Mapping[str, Operand],
    *,
    where: Operand,
    within: Within,
    question: str,
    zh: str,
    en: str,
    mode: str = "half_up",
) -> When:
    """Give the grade of each row when the best share of its group gets the first grade, the next the second, and so on.

    `shares` names the grades from the best, each with its part of the whole; the last takes the rest. Each cut is rounded by
    `mode`. A tie across a cut is a decision of people, one question a cut (`question_1`, …). Outside `where`: missing.
    (city_leaders: 15:80:5; mining_five_in_one: ratios set in advance)
    """
    heads = count(value, where=where, within=within)
    so_far: Expression = node(0)
    cases: list[tuple[Operand, Operand]] = []
    *upper, last = shares
    for number, grade in enumerate(upper, start=1):
        so_far = so_far + shares[grade]
        places = to_whole(heads * so_far, mode)
        cut = f"{question}_{number}"
        inside = among_best(value, places, where=where, within=within, question=cut, zh=zh, en=en)
        cases.append((inside, grade))
    return when(where, first_match(*cases, otherwise=last))


def weighted(weights: Operand, **parts: Operand) -> Expression:
    """Give Σ part × its weight, the weights read from a table parameter with one key.

    The linter refuses a table of measure "weight" that does not sum to 1. (city_evaluation 四; federation_differential 四)
    """
    if not parts:
        raise LanguageError("weighted needs parts: weighted(weights, review=…, results=…)")
    result: Expression | None = None
    for name, part in parts.items():
        share = node(part) * lookup(weights, name)
        result = share if result is None else result + share
    return node(0) if result is None else result


def completion(done: Operand, target: Operand, *, at_most: Operand | None = None) -> Expression:
    """Give how far a target is met: done ÷ target, not above `at_most`; missing without a target.

    (investment_progress: 20,300 of 71,950; enterprise_mbo)
    """
    degree = when(known(target), node(done) / target)
    return degree if at_most is None else least(when(known(target), degree), when(known(target), at_most))


def best_of(value: Operand, *, where: Operand | None = None, within: Within = None) -> FirstMatch:
    """Give the highest of several, 0 where there is none.

    (county_target_bonus 5.5.1)
    """
    return first_known(highest(value, where=where, within=within), 0)


def points_value(
    budget: Operand, points: Operand, *, within: Within = None, where: Operand | None = None
) -> Expression:
    """Give what one point is worth when a budget is spent on all points: budget ÷ Σ points.

    (district_points 五)
    """
    return node(budget) / total(points, where=where, within=within)


def _with(within: Within, key: Operand) -> Within:
    several = within if isinstance(within, (tuple, list)) else () if within is None else (within,)
    return (*several, key)
