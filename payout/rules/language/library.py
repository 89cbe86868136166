"""What the field says often, written once in the language itself.

A clause of a policy calls these by name.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from payout.rules.language.symbols import Wrong, symbol
from payout.rules.language.words import (
    allocate,
    band,
    count,
    decide,
    first_known,
    first_match,
    greatest,
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
    from collections.abc import Mapping, Sequence

    from payout.rules.language.symbols import Operand, Symbol
    from payout.rules.language.words import Within

MONTHS_OF_A_YEAR = 12


def spread(
    value: Operand, *, width: Operand, where: Operand, within: Within = None, around: Operand | None = None
) -> Symbol:
    """How far a row stands from its group's mean when best and worst are to end `width` apart.

    That is width ÷ (max − min) × (value − mean).

    `around` replaces the plain mean. Highest = lowest: 0 for everyone. Outside `where`: missing.
    (county_target_bonus 6.1)
    """
    high = highest(value, where=where, within=within)
    low = lowest(value, where=where, within=within)
    centre = mean(value, where=where, within=within) if around is None else around
    return when(
        where, first_match((high == low, 0), otherwise=width / (high - low) * (symbol(value) - centre))
    )


def weighted_mean(value: Operand, weight: Operand, *, where: Operand, within: Within = None) -> Symbol:
    """Σ value × weight ÷ Σ weight, or the plain mean where nothing has weight.

    (county_target_bonus 6.1; enterprise_mbo 4.1)
    """
    weights = total(weight, where=where, within=within)
    plain = mean(value, where=where, within=within)
    weighted = total(symbol(value) * weight, where=where, within=within)
    return first_match((weights == 0, plain), otherwise=weighted / weights)


def prorate(amount: Operand, months: Operand) -> Symbol:
    """A year's amount for the months that count: amount × months ÷ 12.

    (county_target_bonus 6.5)
    """
    return symbol(amount) * months / MONTHS_OF_A_YEAR


def inherited(link: Operand, own: Operand) -> Symbol:
    """The value of the row that the link names, or the row's own where the link is blank.

    (county_target_bonus 6.11; enterprise_mbo 4.2)
    """
    return first_match((known(link), via(link, own)), otherwise=own)


@dataclass(frozen=True)
class _Cut:
    """A cut through an order: who stands above it, who ties across it, and what people answered those."""

    wanted: Symbol
    inside: Symbol
    tied: Symbol
    answer: Symbol


def _cut(  # noqa: PLR0913 - what a cut is made of
    order: Operand,
    places: Operand,
    *,
    where: Operand,
    within: Within,
    question: str,
    prompt: str,
    best: str,
    above: _Cut | None = None,
    matters: Operand | None = None,
) -> _Cut:
    """Cut after `places` rows. Of rows that tie across the cut `above` too, only those that it left are asked."""
    taking_part, wanted = symbol(where), symbol(places)
    first = rank(order, where=where, within=within, ties="lowest", best=best)
    last = rank(order, where=where, within=within, ties="highest", best=best)
    tied = taking_part & (first <= wanted) & (last > wanted)
    asked: Symbol = tied
    if matters is not None:
        asked = tied & (count(order, where=tied & matters, within=within) > 0)
    left: Symbol = wanted - first + 1
    if above is not None:
        asked = tied & (~above.tied | (above.answer == "no"))
        left = left - first_match((above.tied, above.wanted - first + 1), otherwise=0)
    answer = decide(question, prompt, where=asked, taking="yes", places=left, within=within)
    safe = taking_part & (last <= wanted)
    inside = first_match((tied, answer == "yes"), (safe, True), otherwise=False)
    return _Cut(wanted, inside, tied, answer)


def among_best(  # noqa: PLR0913 - all but two are keywords
    value: Operand,
    places: Operand,
    *,
    where: Operand,
    within: Within = None,
    question: str,
    prompt: str,
    best: str = "highest",
    then: Operand | None = None,
    matters: Operand | None = None,
) -> Symbol:
    """Whether a row is among the best `places` of its group; with best="lowest": among the last.

    Of equal values those with more of `then` come first, if the text says so (it needs `within`). A tie that is left across
    the cut is a decision of people; where it `matters` to none of the rows that tie, nobody is asked and it stays missing.
    (county_target_bonus 6.8; district_nsx 一(三))
    """
    order = value
    side: str = best
    if then is not None:
        if within is None:
            return Wrong("among_best: then= needs within=, the group in which it breaks ties")
        several = within if isinstance(within, (tuple, list)) else (within,)
        place = rank(value, where=where, within=within, best=best)
        order, side = place + rank(then, where=where, within=(*several, value)) - 1, "lowest"
    cut = _cut(
        order,
        places,
        where=where,
        within=within,
        question=question,
        prompt=prompt,
        best=side,
        matters=matters,
    )
    return cut.inside


def by_distribution(  # noqa: PLR0913 - all but two are keywords
    value: Operand,
    shares: Mapping[str, Operand],
    *,
    where: Operand,
    within: Within,
    question: str,
    prompt: str,
    mode: str = "half_up",
    floored: Sequence[str] = (),
) -> Symbol:
    """The grade of each row when the best share of its group gets the first grade, the next the second, and so on.

    `shares` names the grades from the best, each with its part of the whole; the last takes the rest. Each cut is rounded by
    `mode`, or by "largest_remainder" (see `grade_places`). A tie across a cut is a decision of people, one question a cut
    (`question_1`, …); rows that tie across two cuts are asked about the second once the first is settled. Outside `where`: missing.
    (county_teams_process 3.1.4; prefecture_leaders 问4)
    """
    heads = count(value, where=where, within=within)
    places = _cuts(heads, shares, mode, floored)
    cases: list[tuple[Operand, Operand]] = []
    *upper, last = shares
    above = None
    for number, grade in enumerate(upper, start=1):
        asked = f"{question}_{number}"
        above = _cut(
            value,
            places[grade],
            where=where,
            within=within,
            question=asked,
            prompt=prompt,
            best="highest",
            above=above,
        )
        cases.append((above.inside, grade))
    return when(where, first_match(*cases, otherwise=last))


def _cuts(
    heads: Operand, shares: Mapping[str, Operand], mode: str, floored: Sequence[str]
) -> dict[str, Symbol]:
    """How many rows each grade and those above it take together."""
    places = grade_places(heads, shares, floored=floored) if mode == "largest_remainder" else {}
    cuts: dict[str, Symbol] = {}
    share: Symbol = symbol(0)
    counted: Symbol = symbol(0)
    for grade, part in shares.items():
        share = share + part
        counted = counted + places.get(grade, 0)
        cuts[grade] = counted if places else to_whole(symbol(heads) * share, mode)
    return cuts


def weighted(weights: Operand, **parts: Operand) -> Symbol:
    """Σ part × its weight, the weights read from a table parameter with one key.

    The linter refuses a table of measure "weight" that does not sum to 1. (city_evaluation 四; federation_differential 四)
    """
    if not parts:
        return Wrong("weighted needs parts: weighted(weights, review=…, results=…)")
    result: Symbol | None = None
    for name, part in parts.items():
        share = symbol(part) * lookup(weights, name)
        result = share if result is None else result + share
    return symbol(0) if result is None else result


def completion(done: Operand, target: Operand, *, at_most: Operand | None = None) -> Symbol:
    """How far a target is met: done ÷ target, not above `at_most`; missing without a target.

    20,300 of 71,950 is 28.2 %. (enterprise_mbo 4.1; city_leaders 一4)
    """
    degree = when(known(target), symbol(done) / target)
    return degree if at_most is None else least(when(known(target), degree), when(known(target), at_most))


def best_of(value: Operand, *, where: Operand | None = None, within: Within = None) -> Symbol:
    """The highest of several, 0 where there is none.

    (county_target_bonus 5.5.1; city_evaluation 四(三)1)
    """
    return first_known(highest(value, where=where, within=within), 0)


def points_value(
    budget: Operand, points: Operand, *, within: Within = None, where: Operand | None = None
) -> Symbol:
    """What one point is worth when a budget is spent on all points: budget ÷ Σ points.

    (district_points 五; federation_differential 六2)
    """
    return symbol(budget) / total(points, where=where, within=within)


def by_voters(
    weights: Operand, points: Operand, voter: Operand, voters: Sequence[str], *, where: Operand | None = None
) -> Symbol:
    """Σ weight × the mean of the ballots of each group of voters, the weights from a table parameter.

    A group that cast no ballot makes the score missing: whose vote is lacking is a finding, never a zero.
    (prefecture_leaders 问2.4; city_evaluation 四(三)5)
    """
    cast = [symbol(voter) == group if where is None else (symbol(voter) == group) & where for group in voters]
    means = {group: mean(points, where=among) for group, among in zip(voters, cast, strict=True)}
    return weighted(weights, **means)


def lowered(grade: Operand, grades: Sequence[str], *, where: Operand) -> Symbol:
    """The grade, or the next worse one where `where` holds: what a veto or a grave fault does.

    `grades` go from the best to the worst, which stays. (city_evaluation 四(四))
    """
    steps = [((symbol(grade) == better) & where, worse) for better, worse in itertools.pairwise(grades)]
    return first_match(*steps, otherwise=grade)


def after_deductions(full: Operand, taken: Operand) -> Symbol:
    """Full marks less what was taken off, not below nothing.

    (district_nsx 一(二); county_target_bonus 5.4)
    """
    return greatest(symbol(full) - taken, 0)


def net_rewards(rewards: Operand, penalties: Operand, *, at_most: Operand) -> Symbol:
    """Rewards, capped as a whole, less penalties, which have no limit.

    (federation_differential 四; enterprise_mbo 4.2.2)
    """
    return least(rewards, at_most) - penalties


def by_schedule(amount: Operand, rates: Operand, quick: Operand, *, at: Operand | None = None) -> Symbol:
    """What a schedule of rates with quick deductions takes: amount × rate − quick deduction of its bracket.

    The bracket is that of `at`, or of the amount itself; both are bands. (bonus_tax 一)
    """
    finds = amount if at is None else at
    return symbol(amount) * band(rates, finds) - band(quick, finds)


def prizes(pool: Operand, ratio: Operand, *, unit: Operand, within: Within = None) -> Symbol:
    """Each row's part of a pool when prizes stand in given ratios: exact to `unit`, Σ = pool.

    A row without a ratio takes nothing. (federation_differential 六2; city_reward_fund 二(四))
    """
    return allocate(pool, first_known(ratio, 0), unit=unit, within=within)


def places_by_remainder(  # noqa: PLR0913 - all but two are keywords
    share: Operand, pool: Operand, *, where: Operand, within: Within = None, question: str, prompt: str
) -> Symbol:
    """Whole places out of exact shares, Σ = pool: each its whole part, the rest to the largest remainders.

    Equal remainders across the last place are a decision of people. (county_target_bonus 6.8; city_evaluation 五(二))
    """
    whole = to_whole(share, "floor")
    left = symbol(pool) - total(whole, where=where, within=within)
    more = among_best(
        symbol(share) - whole, left, where=where, within=within, question=question, prompt=prompt
    )
    return when(where, whole + first_match((more, 1), otherwise=0))


def grade_places(
    heads: Operand, shares: Mapping[str, Operand], *, floored: Sequence[str] = ()
) -> dict[str, Symbol]:
    """How many of `heads` each grade takes, by largest remainder, Σ = heads.

    `shares` names the grades from the best; those in `floored` never get more than their whole part. Equal remainders
    go to the better grade, which is a rule for counts and names nobody. (city_leaders 一4; county_teams_process 3.1.4)
    """
    whole = {grade: to_whole(symbol(heads) * share, "floor") for grade, share in shares.items()}
    rest = {grade: symbol(heads) * share - whole[grade] for grade, share in shares.items()}
    left: Symbol = symbol(heads)
    for places in whole.values():
        left = left - places
    open_to = [grade for grade in shares if grade not in floored]
    counted: dict[str, Symbol] = {**whole}
    for at, grade in enumerate(open_to):
        ahead: Symbol = symbol(0)
        for other_at, other in enumerate(open_to):
            if other != grade:
                before = rest[other] >= rest[grade] if other_at < at else rest[other] > rest[grade]
                ahead = ahead + first_match((before, 1), otherwise=0)
        counted[grade] = whole[grade] + first_match((ahead < left, 1), otherwise=0)
    return counted
