"""The county's target-responsibility bonus of 2012, clause by clause.

Clauses are the document's own numbers: 6.1 is part six, paragraph one. Read it in the document's order:
a unit's score (five), its bonus per head (six, 1–3, 7, 9–11), a person's months (6.5, 6.6),
deviation (6.1), discipline (6.4) and amounts, excellent grades (6.8).
Reconciliation and checks stand at the end.
"""

from fractions import Fraction
from typing import Any

from payout.rules import (
    MONTHS_OF_A_YEAR,
    Policy,
    after_deductions,
    among_best,
    best_of,
    choose,
    count,
    count_distinct,
    exists,
    first_known,
    first_match,
    greatest,
    highest,
    inherited,
    is_in,
    known,
    least,
    lookup,
    lowest,
    mean,
    places_by_remainder,
    prorate,
    spread,
    to_fen,
    to_whole,
    total,
    weighted_mean,
    when,
    year_of,
)
from payout.rules import rank as place_by

from . import months as calendar

policy = Policy.load(__file__)
unit, person = policy.level("unit"), policy.level("person")
award, project, stint = policy.level("award"), policy.level("project"), policy.level("stint")


# ---- Five: a unit's score ------------------------------------------------------------------------


@unit.rule(clause="2.2, 2.3", zh="基本得分", measure="points")
def base_points(scores, base_score):
    """Points of the five components, or the base score that is given for the unit as a whole."""
    return first_match((exists(scores), total(scores.points)), otherwise=base_score)


@award.rule(clause="5.5.1, 5.5.2, 5.5.7", zh="单项奖项加分", measure="points")
def points(scope, level, system, multi_system, award_points, system_award_points, multi_system_rate):
    """Points of one award, before any cap; a system's award counts one level lower."""
    listed = first_match(
        (system, lookup(system_award_points, scope, level)), otherwise=lookup(award_points, scope, level)
    )
    return first_match(((scope == "single") & multi_system, listed * multi_system_rate), otherwise=listed)


@award.rule(clause="5.5.6", zh="是否荣誉表彰")
def is_honour(scope):
    """Overall and single awards; special projects are counted apart."""
    return scope != "special"


@project.rule(clause="5.5.3, 5.5.8", zh="项目最高加分", measure="points")
def best_points(awards):
    """Of several awards for one project in the year, only the highest counts."""
    return highest(awards.points, where=awards.is_honour)


@project.rule(clause="5.5.3", zh="取用系统表彰")
def best_is_system(awards, best_points):
    """Whether the award that counts is a system's; of equal ones, the one without system is taken."""
    counted = awards.is_honour & (awards.points == best_points)
    return exists(awards, where=counted) & ~exists(awards, where=counted & ~awards.system)


@project.rule(clause="5.5.3", zh="取用全面先进")
def best_is_overall(awards, best_points):
    """Whether the award that counts for the project is an overall one."""
    return exists(awards, where=(awards.points == best_points) & (awards.scope == "overall"))


@project.rule(clause="5.5.6", zh="特色项目计分")
def is_special(awards):
    """A special project counts unless it already has an award."""
    return exists(awards, where=~awards.is_honour) & ~exists(awards, where=awards.is_honour)


@unit.rule(clause="5.5.1", zh="全面先进加分", measure="points")
def overall_points(projects):
    """Of several overall awards, only the highest counts."""
    return best_of(projects.best_points, where=projects.best_is_overall)


@unit.rule(clause="5.5.1", zh="全面先进属系统表彰")
def overall_is_system(projects, overall_points):
    """Whether the overall award that counts is a system's; of equal ones, the one without system is taken."""
    counted = projects.best_is_overall & (projects.best_points == overall_points)
    return exists(projects, where=counted) & ~exists(projects, where=counted & ~projects.best_is_system)


@unit.rule(clause="5.5.2", zh="单项先进加分", measure="points")
def single_points(projects):
    """Single awards, a project each, that come from party committees and governments."""
    return total(projects.best_points, where=_single(projects) & ~projects.best_is_system)


@unit.rule(clause="5.5.2", zh="系统单项先进加分", measure="points")
def system_single_points(projects):
    """Single awards, a project each, that come from a system."""
    return total(projects.best_points, where=_single(projects) & projects.best_is_system)


def _single(projects: Any) -> Any:
    return known(projects.best_points) & ~projects.best_is_overall


@unit.rule(clause="5.5.5", zh="系统表彰加分", measure="points")
def system_points(overall_points, overall_is_system, system_single_points, system_cap):
    """What system awards add, capped before the whole is."""
    overall = first_match((overall_is_system, overall_points), otherwise=0)
    return least(overall + system_single_points, system_cap)


@unit.rule(clause="5.5.5", zh="先进加分", measure="points")
def honour_points(overall_points, overall_is_system, single_points, system_points, award_cap):
    """Overall and single awards together, capped."""
    overall = first_match((overall_is_system, 0), otherwise=overall_points)
    return least(overall + single_points + system_points, award_cap)


@unit.rule(clause="5.5.6", zh="特色加分", measure="points")
def special_points(projects, special_step, special_cap):
    """Special projects, one step each, outside the cap on awards."""
    return least(count(projects, where=projects.is_special) * special_step, special_cap)


@unit.rule(clause="5.4", zh="扣分", measure="points")
def penalty_points(penalties, omitted_penalty, unmet_penalty, city_penalty):
    """Targets left out and points the city deducted cost once, unlisted targets not met each time."""
    omitted = first_match((exists(penalties.kind == "omitted_targets"), omitted_penalty), otherwise=0)
    unmet = total(penalties.count, where=penalties.kind == "unmet_unlisted") * unmet_penalty
    city = first_match((exists(penalties.kind == "city_deduction"), city_penalty), otherwise=0)
    return omitted + unmet + city


@unit.rule(clause="5.4, 5.5", zh="考核总分", measure="points")
def score_total(follows_unit, base_points, honour_points, special_points, penalty_points):
    """The unit's score, not below nothing; a unit that follows another has none of its own."""
    own = after_deductions(base_points + honour_points + special_points, penalty_points)
    return when(~known(follows_unit), own)


# ---- Six, 1–3, 7, 9–11: a unit's bonus per head --------------------------------------------------


@unit.rule(clause="5.6", zh="本单位一票否决")
def vetoed(vetoes):
    """Any veto fails the unit."""
    return exists(vetoes)


@unit.rule(clause="5.6, 6.3, 6.11", zh="考核不合格")
def failed(follows_unit, vetoed):
    """Failed by a veto, its own or that of the unit it follows."""
    return inherited(follows_unit, vetoed)


@unit.rule(clause="6.7", zh="本单位不制定一级目标")
def lacks_unit_targets(assessed, has_unit_targets):
    """An assessed unit that set no first-level targets; units not assessed need none."""
    return assessed & ~first_known(has_unit_targets, True)


@unit.rule(clause="6.7, 6.3, 6.11", zh="不制定一级目标")
def without_unit_targets(follows_unit, lacks_unit_targets):
    """Without first-level targets, itself or as the unit it follows."""
    return inherited(follows_unit, lacks_unit_targets)


@unit.rule(clause="6.9, 6.3, 6.11", zh="行风评议结果")
def review_result(follows_unit, review):
    """The public review's result; nothing stated is satisfied."""
    return inherited(follows_unit, first_known(review, "satisfied"))


@unit.rule(clause="6.1, 6.8", zh="参加排名")
def ranked(assessed, vetoed, lacks_unit_targets, score_total):
    """Assessed, not failed, with targets and a score."""
    return assessed & ~vetoed & ~lacks_unit_targets & known(score_total)


@unit.rule(clause="6.8", zh="名次", measure="rank")
def rank(score_total, ranked, jurisdiction, category):
    """Place by score among the ranked units of the category."""
    return place_by(score_total, where=ranked, within=(jurisdiction, category))


@unit.rule(clause="6.1, 6.2", zh="计入极差与平均")
def in_spread(spread_population, ranked, assessed, lacks_unit_targets, score_total):
    """Whether the unit's score counts in the spread."""
    everyone = assessed & ~lacks_unit_targets & known(score_total)
    return choose(spread_population, passing=ranked, assessed=everyone)


@unit.rule(clause="6.1", zh="统计口径")
def pool_class(pool_by, category):
    """Within what the spread is taken: the whole county, or the category."""
    return choose(pool_by, county="county", category=category)


@unit.rule(clause="6.1", zh="考核平均分", measure="points")
def mean_score(mean_weight, score_total, headcount, in_spread, jurisdiction, pool_class):
    """The county's mean score: each unit alike, or by its headcount."""
    by_unit = mean(score_total, where=in_spread, within=(jurisdiction, pool_class))
    by_head = weighted_mean(score_total, headcount, where=in_spread, within=(jurisdiction, pool_class))
    return choose(mean_weight, unit=by_unit, headcount=by_head)


@unit.rule(clause="6.1", zh="公式人均奖金", measure="yuan")
def formula_bonus(county_average, county_gap, score_total, mean_score, in_spread, jurisdiction, pool_class):
    """Bonus per head by score, before any rate.

    Scores spread the units around the county average; the best and the worst end `county_gap` apart.
    """
    return county_average + spread(
        score_total, width=county_gap, where=in_spread, within=(jurisdiction, pool_class), around=mean_score
    )


@unit.rule(clause="6.1, 6.3", zh="比例计算前人均奖金", measure="yuan")
def own_bonus(assessed, formula_bonus, county_average, unassessed_rate):
    """The unit's own figure: by the formula, or the county average's multiple where it is not assessed."""
    return first_match((~assessed, county_average * unassessed_rate), otherwise=formula_bonus)


@unit.rule(clause="6.2, 6.3, 6.9, 6.10", zh="按比例计发后人均奖金", measure="yuan")
def rated_bonus(
    rates_combine, own_bonus, county_average, vetoed, review_result, failed_rate, dissatisfied_rate, low_rate
):
    """The unit's figure once failure and the public review are taken into account."""
    dissatisfied, low = review_result == "dissatisfied", review_result == "low"
    rates = ((vetoed, failed_rate), (dissatisfied, dissatisfied_rate), (low, low_rate))
    amounts = [when(condition, county_average * rate) for condition, rate in rates]
    factors = [first_match((condition, rate), otherwise=1) for condition, rate in rates]
    return choose(
        rates_combine,
        lowest=least(when(known(own_bonus), own_bonus), *amounts),
        replace=first_match((vetoed | dissatisfied | low, least(*amounts)), otherwise=own_bonus),
        multiply=first_known(own_bonus, county_average) * factors[0] * factors[1] * factors[2],
    )


@unit.rule(clause="6.7", zh="本单位人均奖金", measure="yuan")
def unit_bonus(lacks_unit_targets, has_staff_targets, rated_bonus, no_staff_targets_rate):
    """Nothing without first-level targets; a share less without second-level targets."""
    share = first_match((first_known(has_staff_targets, True), 1), otherwise=no_staff_targets_rate)
    return first_match((lacks_unit_targets, 0), otherwise=rated_bonus * share)


@unit.rule(clause="6.1, 6.3, 6.11", zh="人均目标考核奖", measure="yuan")
def mean_bonus(follows_unit, unit_bonus):
    """Bonus per head: the unit's own, or that of the unit it follows."""
    return inherited(follows_unit, unit_bonus)


# ---- Six, 5 and 6: months ------------------------------------------------------------------------


@policy.derive("stint", clause="6.5, 6.6", zh="在岗月数")
def stints(people, spells, year: Fraction, month_rule: str):
    """Months that each person spent in each unit, months of sick leave left out."""
    return calendar.stints(people, spells, int(year), month_rule)


@policy.derive("person.in_service", clause="6.8", zh="年末在岗")
def in_service(people, spells, year: Fraction):
    """In service on 31 December, on sick leave or not."""
    return calendar.in_service(people, spells, int(year))


@policy.derive("spell.touches_year", clause="6.5", zh="涉及本年")
def touches_year(spells, year: Fraction):
    """Spells that have a day in the year."""
    return calendar.touches_year(spells, int(year))


@policy.derive("spell.overlaps", clause="6.5", zh="与前一区间重叠")
def overlaps(people, spells, year: Fraction):
    """Service spells that begin before an earlier one ends."""
    return calendar.overlaps(people, spells, int(year))


@policy.derive("spell.is_last", clause="6.6", zh="本年最后在岗区间")
def is_last(people, spells, year: Fraction):
    """Each person's last service spell of the year."""
    return calendar.is_last(people, spells, int(year))


@person.rule(clause="6.5", zh="实际月数", measure="months")
def months_served(stints):
    """Months that count, over all units."""
    return total(stints.months)


@stint.rule(clause="6.6", zh="区间奖金", measure="yuan")
def stint_bonus(unit, months):
    """The bonus per head of that unit for those months."""
    return prorate(unit.mean_bonus, months)


@stint.rule(clause="6.5", zh="非全年在该单位")
def partial(person, months, unit_id):
    """A person who did not spend the whole year in one unit: the ledger shows those."""
    return (months != MONTHS_OF_A_YEAR) | (unit_id != person.unit_id)


@person.rule(clause="6.6", zh="合格与不合格单位间调动")
def mixed_transfer(unit, stints):
    """Whether units that passed and units that failed both take part.

    Those of the months, and the year-end unit.
    """
    some_failed = exists(stints.unit.failed) | unit.failed
    some_passed = exists(~stints.unit.failed) | ~unit.failed
    return some_failed & some_passed


@person.rule(clause="6.5, 6.6", zh="单位奖金部分", measure="yuan")
def unit_part(mixed_transfer, stints, unit, months_served):
    """By months in each unit where pass and fail mix; else the year-end unit's bonus for all months."""
    return first_match(
        (mixed_transfer, total(stints.stint_bonus)), otherwise=prorate(unit.mean_bonus, months_served)
    )


# ---- Six, 1 and 4: a person's own deviation, discipline, amounts ---------------------------------


@unit.rule(clause="6.1", zh="个人奖金差额", measure="yuan")
def gap_in_unit(bonus_gap, least_bonus_gap):
    """How far the best and the worst of the unit end apart."""
    return first_known(bonus_gap, least_bonus_gap)


@person.rule(clause="6.1", zh="个人差额(全年)", measure="yuan")
def deviation(individual, score, unit):
    """What the person's own score adds or takes in a full year; nothing without a score."""
    apart = spread(score, width=unit.gap_in_unit, where=known(score), within=unit)
    return choose(individual, spread=first_known(apart, 0), equal=0)


@person.rule(clause="6.1, 6.5", zh="个人差额部分", measure="yuan")
def deviation_part(deviation, months_served):
    """The deviation for the months that count."""
    return prorate(deviation, months_served)


@person.rule(clause="6.4", zh="扣发情形")
def disciplined(discipline, grade, year, accountability_limit):
    """Under sanction in the year, held accountable often enough in the year, or graded unfit."""
    in_year = year_of(discipline.date) == year
    sanction = exists(discipline, where=in_year & is_in(discipline.kind, ["party", "administrative"]))
    times = total(discipline.count, where=in_year & (discipline.kind == "accountability"))
    return sanction | (times >= accountability_limit) | first_known(grade == "unfit", False)


@person.rule(clause="6.4", zh="发放比例", measure="ratio")
def share_kept(disciplined, discipline_share):
    """What discipline leaves; a third is withheld once, whatever the number of causes."""
    return first_match((disciplined, 1 - discipline_share), otherwise=1)


@person.rule(clause="6.1, 6.7", zh="应计目标奖", measure="yuan")
def gross_target(unit, unit_part, deviation_part):
    """Unit part and deviation; nothing where the year-end unit has no first-level targets."""
    return first_match((unit.without_unit_targets, 0), otherwise=unit_part + deviation_part)


@person.rule(clause="6.1, 6.4", zh="计算的目标考核奖", measure="yuan")
def computed_target(gross_target, share_kept):
    """The target bonus by the formulas, rounded once to the fen, not below nothing."""
    return to_fen(greatest(gross_target * share_kept, 0))


@person.rule(clause="6.1, 6.7", zh="目标考核奖", measure="yuan")
def target_bonus(allocated, computed_target):
    """What the unit allocated by itself where it may and did; else what the formulas give."""
    return first_known(allocated, computed_target)


@person.rule(clause="6.1, 6.4, 6.5, 6.7", zh="领导奖", measure="yuan")
def leader_bonus(position, unit, leader_bonus_yearly, months_served, share_kept):
    """The leader's bonus for the months that count, less discipline.

    Nothing for staff or without unit targets.
    """
    earned = to_fen(prorate(first_known(leader_bonus_yearly, 0), months_served) * share_kept)
    return first_match((position == "staff", 0), (unit.without_unit_targets, 0), otherwise=earned)


@person.rule(clause="6.1", zh="应发合计", measure="yuan")
def payable(target_bonus, leader_bonus):
    """Target bonus and leader's bonus."""
    return target_bonus + leader_bonus


# ---- Six, 8: excellent grades --------------------------------------------------------------------


@unit.rule(clause="6.8", zh="年末在岗人数", measure="count")
def headcount(people):
    """People of the unit in service at the end of the year."""
    return count(people, where=people.in_service)


@unit.rule(clause="6.8", zh="考核先进单位")
def has_extra_places(score_total, ranked, category, extra_places, jurisdiction):
    """Among the best departments or townships."""
    return among_best(
        score_total,
        lookup(extra_places, category),
        where=ranked,
        within=(jurisdiction, category),
        question="best_place_tie",
        zh="考核分并列,占最后的先进名额?",
        en="Equal scores: does this unit take one of the last places?",
    )


@unit.rule(clause="6.8", zh="基本优秀比例", measure="ratio")
def base_ratio(excellent_ratio):
    """The share of excellent grades of every unit."""
    return excellent_ratio


@unit.rule(clause="6.8", zh="先进单位增加比例", measure="ratio")
def added_ratio(has_extra_places, extra_ratio):
    """What the best units get on top."""
    return first_match((has_extra_places, extra_ratio), otherwise=0)


@unit.rule(clause="6.8", zh="优秀比例", measure="ratio")
def ratio_in_force(base_ratio, added_ratio):
    """The share of excellent grades, with the addition for the best."""
    return base_ratio + added_ratio


@unit.rule(clause="6.8", zh="应得名额", measure="count")
def exact_places(headcount, ratio_in_force):
    """Headcount times ratio, not rounded."""
    return headcount * ratio_in_force


@unit.rule(clause="6.8", zh="合并名额")
def shares_places(small_units, quota_rounding, headcount, small_unit_headcount):
    """Whether the unit shares places with the other small ones of its category."""
    small = headcount < small_unit_headcount
    pooled = choose(quota_rounding, half_up=small, floor=small, largest_remainder=False)
    return choose(small_units, own=False, pooled=pooled)


@unit.rule(clause="6.8", zh="合并后应得名额", measure="count")
def shared_exact(shares_places, exact_places, jurisdiction, category):
    """Exact places of all that share them; of a unit that shares none, its own."""
    return first_match(
        (shares_places, total(exact_places, where=shares_places, within=(jurisdiction, category))),
        otherwise=exact_places,
    )


@unit.rule(clause="6.8", zh="优秀名额", measure="count")
def excellent_places(quota_rounding, shared_exact, exact_places, jurisdiction):
    """Places for excellent grades, rounded where the quota is set; small units that share places share these."""
    by_remainder = places_by_remainder(
        exact_places,
        jurisdiction.places_to_share,
        where=known(exact_places),
        within=jurisdiction,
        question="last_place_tie",
        zh="余数并列,占最后的优秀名额?",
        en="Equal remainders: does this unit take one of the last excellent places?",
    )
    return choose(
        quota_rounding,
        half_up=to_whole(shared_exact),
        floor=to_whole(shared_exact, "floor"),
        largest_remainder=by_remainder,
    )


@policy.level("jurisdiction").rule(clause="6.8", zh="可分配名额", measure="count")
def places_to_share(units):
    """Whole places in all units' exact places together: what the largest remainder distributes."""
    return to_whole(total(units.exact_places), "floor")


@person.rule(clause="6.8", zh="评为优秀")
def is_excellent(grade):
    """Graded excellent."""
    return first_known(grade == "excellent", False)


@person.rule(clause="6.8, 6.9", zh="正职所在单位不合格或评议不满意")
def barred_as_chief(position, unit):
    """A chief who cannot be excellent because of the unit."""
    return (position == "chief") & unit.chief_barred


@unit.rule(clause="6.8", zh="评为优秀人数", measure="count")
def excellent_people(people):
    """People graded excellent."""
    return count(people, where=people.is_excellent)


@unit.rule(clause="6.8", zh="合并后优秀人数", measure="count")
def shared_excellent(shares_places, excellent_people, jurisdiction, category):
    """People graded excellent in all units that share the places; of a unit that shares none, its own."""
    return first_match(
        (shares_places, total(excellent_people, where=shares_places, within=(jurisdiction, category))),
        otherwise=excellent_people,
    )


@unit.rule(clause="6.8", zh="剩余名额", measure="count")
def places_left(excellent_places, shared_excellent):
    """Places not taken; below nothing where the quota is exceeded."""
    return excellent_places - shared_excellent


@unit.rule(clause="6.8", zh="占名额数", measure="count")
def own_part(shares_places, excellent_places, exact_places, shared_exact):
    """The unit's part of the places, by exact places where they are shared."""
    part = first_match((shared_exact == 0, 0), otherwise=excellent_places * exact_places / shared_exact)
    return first_match((shares_places, part), otherwise=excellent_places)


@unit.rule(clause="6.8", zh="法定上限(未取整)", measure="count")
def statutory_exact(has_extra_places, headcount, statutory_excellent_ratio, statutory_outstanding_ratio):
    """The most excellent grades that the state's rules leave the unit; outstanding ones have a ratio of their own."""
    return headcount * first_match(
        (has_extra_places, statutory_outstanding_ratio), otherwise=statutory_excellent_ratio
    )


@policy.level("jurisdiction").rule(clause="6.8", zh="年末在岗人数", measure="count")
def headcount_total(units):
    """People in service at the end of the year, all units."""
    return total(units.headcount)


@policy.level("jurisdiction").rule(clause="6.8", zh="法定上限(未取整)", measure="count")
def ceiling_exact(units):
    """The most excellent grades in the jurisdiction, not rounded."""
    return total(units.statutory_exact)


@policy.level("jurisdiction").rule(clause="6.8", zh="法定上限名额", measure="count")
def ceiling_places(ceiling_exact):
    """The most excellent grades in the jurisdiction."""
    return to_whole(ceiling_exact, "floor")


@policy.level("jurisdiction").rule(clause="6.8", zh="核定名额合计", measure="count")
def places_given(units):
    """All places of the jurisdiction."""
    return total(units.own_part)


@unit.rule(clause="6.8, 6.9", zh="正职不得评优")
def chief_barred(failed, review_result):
    """The chief of a failed unit, or of one whose public review is not satisfied, cannot be excellent."""
    return failed | is_in(review_result, ["low", "dissatisfied"])


# ---- Reconciliation: what was paid against the unit's bonus per head -----------------------------


@person.rule(clause="6.5", zh="按人均应占", measure="yuan")
def pool_share(unit, months_served):
    """The unit's bonus per head for the months that count."""
    return prorate(unit.mean_bonus, months_served)


@person.rule(clause="6.6", zh="混合调动影响", measure="yuan")
def mixed_effect(unit, unit_part, pool_share):
    """What months in a unit of the other kind change."""
    return first_match((unit.without_unit_targets, 0), otherwise=unit_part) - pool_share


@person.rule(clause="6.1", zh="个人差额影响", measure="yuan")
def deviation_effect(unit, deviation_part):
    """What the own deviation changes; in a unit of full years these cancel."""
    return first_match((unit.without_unit_targets, 0), otherwise=deviation_part)


@person.rule(clause="6.4", zh="扣发影响", measure="yuan")
def discipline_effect(gross_target, share_kept):
    """What discipline withholds; it returns to the payer."""
    return gross_target * (share_kept - 1)


@person.rule(clause="6.1", zh="不低于零影响", measure="yuan")
def floor_effect(gross_target, share_kept):
    """What the floor at nothing adds."""
    return greatest(gross_target * share_kept, 0) - gross_target * share_kept


@person.rule(clause="6.1", zh="四舍五入影响", measure="yuan")
def rounding_effect(computed_target, gross_target, share_kept):
    """What rounding to the fen changes."""
    return computed_target - greatest(gross_target * share_kept, 0)


@person.rule(clause="6.7", zh="自行分配影响", measure="yuan")
def manual_effect(target_bonus, computed_target):
    """What the unit's own allocation changes."""
    return target_bonus - computed_target


@unit.rule(clause="6.5", zh="人月数", measure="months")
def months_total(people):
    """Months of everybody listed in the unit."""
    return total(people.months_served)


@unit.rule(clause="6.5, 6.7", zh="单位奖金总额", measure="yuan")
def pool(mean_bonus, months_total):
    """Bonus per head for all months, to the fen: what a small unit may allocate by itself."""
    return to_fen(prorate(mean_bonus, months_total))


@unit.rule(clause="6.1", zh="目标奖发放数", measure="yuan")
def target_total(people):
    """Target bonuses of the unit."""
    return total(people.target_bonus)


@unit.rule(clause="6.1", zh="领导奖发放数", measure="yuan")
def leader_total(people):
    """Leaders' bonuses of the unit."""
    return total(people.leader_bonus)


@unit.rule(clause="6.1", zh="应发合计", measure="yuan")
def payable_total(people):
    """All that the unit's people are paid."""
    return total(people.payable)


@unit.rule(clause="6.5", zh="与人均总额的差额", measure="yuan")
def difference(target_total, mean_bonus, months_total):
    """Target bonuses against bonus per head times months."""
    return target_total - prorate(mean_bonus, months_total)


@unit.rule(clause="6.1", zh="其中:个人差额", measure="yuan")
def deviation_difference(people):
    """Deviations that partial months no longer cancel."""
    return total(people.deviation_effect)


@unit.rule(clause="6.6", zh="其中:混合调动", measure="yuan")
def mixed_difference(people):
    """Transfers between units that passed and units that failed."""
    return total(people.mixed_effect)


@unit.rule(clause="6.4", zh="其中:扣发", measure="yuan")
def discipline_difference(people):
    """Withheld under discipline."""
    return total(people.discipline_effect)


@unit.rule(clause="6.1", zh="其中:不低于零", measure="yuan")
def floor_difference(people):
    """Added by the floor at nothing."""
    return total(people.floor_effect)


@unit.rule(clause="6.7", zh="其中:自行分配", measure="yuan")
def manual_difference(people):
    """Changed by the unit's own allocation, what it left unspent included."""
    return total(people.manual_effect)


@unit.rule(clause="6.1", zh="其中:四舍五入", measure="yuan")
def rounding_difference(people):
    """Changed by rounding to the fen."""
    return total(people.rounding_effect)


# ---- Checks: what no row may be ------------------------------------------------------------------

component_score, penalty, spell, sanction = (
    policy.level(name) for name in ("component_score", "penalty", "spell", "sanction")
)


@component_score.check(
    clause="2.2",
    zh="得分超过该项满分",
    column="points",
    fix=("核对得分", "check the points"),
    expected=("不超过第二部分规定的满分", "not above the full marks of part two"),
)
def above_full_marks(points, component, component_limits):
    """Points above the component's full marks."""
    return points > lookup(component_limits, component)


@unit.check(
    clause="2.2",
    zh="五项得分不全或重复",
    column="unit_id",
    expected=(
        "五个项目各一行,或不填得分而填基本分",
        "one row for each of the five components, or none and a base score",
    ),
    fix=("补齐或删去单位得分表中该单位的行", "complete or remove the unit's rows in the scores table"),
)
def components_incomplete(scores, component_count):
    """Some of the five components, or one of them twice."""
    some = exists(scores)
    return some & ((count(scores) != component_count) | (count_distinct(scores.component) != component_count))


@unit.check(
    clause="2.2",
    zh="既有基本分又有分项得分",
    column="base_score",
    fix=("二者只留一种", "keep one of the two"),
)
def scored_twice(scores, base_score):
    """A base score and component scores for one unit."""
    return exists(scores) & known(base_score)


@unit.check(
    clause="5.4, 6.1",
    zh="列入考核的单位没有得分",
    column="base_score",
    expected=("基本分或五项得分", "a base score or the five components"),
    fix=("填基本分,或在单位得分表中填五项", "fill in the base score, or five rows in the scores table"),
)
def without_score(assessed, vetoed, follows_unit, lacks_unit_targets, base_points):
    """An assessed unit that has targets and is not failed has no score."""
    return assessed & ~vetoed & ~known(follows_unit) & ~lacks_unit_targets & ~known(base_points)


@unit.check(
    clause="6.3, 6.11",
    zh="参照其他单位的单位又有自己的得分、奖惩、评议或目标",
    column="follows_unit",
    expected=(
        "参照单位的得分、加分、扣分、否决、评议和目标列为空",
        "blank scores, awards, penalties, vetoes, review and target flags for a unit that follows another",
    ),
    fix=("清空这些列,或不填参照单位", "clear them, or leave follows_unit blank"),
)
def follower_with_own_results(
    follows_unit, review, has_unit_targets, has_staff_targets, base_score, scores, awards, penalties, vetoes
):
    """A unit that follows another has results of its own."""
    flags = known(review) | known(has_unit_targets) | known(has_staff_targets) | known(base_score)
    rows = exists(scores) | exists(awards) | exists(penalties) | exists(vetoes)
    return known(follows_unit) & (flags | rows)


@unit.check(
    clause="6.3, 6.11",
    zh="参照的单位自己又参照别的单位(或参照自己)",
    column="follows_unit",
    expected=("一个自己不参照他人的单位", "a unit that follows no other"),
    fix=("直接填最终参照的单位", "name the unit that is followed in the end"),
)
def follows_follower(follows_unit):
    """The followed unit follows another, or the unit follows itself."""
    return known(inherited(follows_unit, follows_unit)) & known(follows_unit)


@unit.check(
    clause="6.1",
    zh="个人奖金差额低于下限",
    column="bonus_gap",
    expected=("不低于 300 元,或留空", "at least the least gap, or blank"),
    fix=("改正或留空", "correct it or leave it blank"),
)
def gap_too_small(bonus_gap, least_bonus_gap):
    """The gap in the unit is below the least that the scheme allows."""
    return bonus_gap < least_bonus_gap


@award.check(
    clause="5.5",
    zh="先进没有级别",
    column="level",
    expected=("县级、市级、省级或部级", "county, city, province or ministry"),
    fix=("填级别", "fill in the level"),
)
def award_without_level(scope, level):
    """An overall or single award without its level."""
    return (scope != "special") & ~known(level)


@award.check(
    clause="5.5.1, 5.5.2",
    zh="县级没有系统表彰",
    column="system",
    expected=("系统表彰为市级及以上", "system awards begin at city level"),
    fix=("改正级别或系统表彰", "correct the level or the flag"),
)
def county_system_award(scope, level, system):
    """A system award at county level."""
    return (scope != "special") & system & (level == "county")


@award.check(
    clause="5.5.7",
    zh="仅单项先进可对应多家部门",
    column="multi_system",
    expected=("否", "no"),
    fix=("改为否,或改类型为单项先进", "write no, or make it a single award"),
)
def multi_system_not_single(scope, multi_system):
    """Only single awards may be for work under several systems."""
    return multi_system & (scope != "single")


@spell.check(
    clause="6.5",
    zh="结束日期早于起始日期",
    column="end",
    expected=("不早于起始日期", "not before the start"),
    fix=("改正日期", "correct the dates"),
)
def ends_before_start(start, end):
    """The spell ends before it starts."""
    return end < start


@spell.check(
    clause="6.5, 6.6",
    zh="在岗区间重叠",
    column="start",
    expected=("同一人的在岗区间互不重叠", "service spells of one person that do not overlap"),
    fix=("改正起止日期", "correct the dates"),
)
def overlapping(overlaps):
    """Service spells of one person overlap."""
    return overlaps


@spell.check(
    clause="6.6",
    zh="最后在岗区间的单位与人员表不一致",
    column="unit_id",
    expected=("人员表中的单位", "the unit in the people table"),
    fix=("改正区间的单位,或人员表的单位", "correct the spell's unit, or the unit in the people table"),
)
def last_spell_elsewhere(is_last, unit_id, person):
    """The last service spell is not at the person's unit."""
    return is_last & (unit_id != person.unit_id)


@spell.check(
    clause="6.5",
    zh="区间完全不在考核年度内",
    column="start",
    severity="warning",
    fix=("核对年份;该行不影响计算", "check the year; the row has no effect"),
)
def outside_year(touches_year, start, end):
    """The spell has no day in the year."""
    return ~touches_year & (start <= end)


@spell.check(
    clause="1",
    zh="任职区间的单位与本人单位不在同一考核地区",
    column="unit_id",
    fix=("核对单位", "check the unit"),
)
def in_two_jurisdictions(unit, person):
    """A person has spells in two jurisdictions."""
    return unit.jurisdiction != person.unit.jurisdiction


@sanction.check(
    clause="6.4",
    zh="处分日期不在考核年度内,不计",
    column="date",
    severity="warning",
    fix=("核对日期", "check the date"),
)
def not_of_the_year(date, year):
    """The date is not in the year: it does not count."""
    return year_of(date) != year


@person.check(
    clause="6.1",
    zh="领导没有领导奖标准,按 0 计",
    column="leader_bonus_yearly",
    severity="warning",
    fix=("填年度标准", "fill in the yearly amount"),
)
def leader_without_bonus(position, leader_bonus_yearly):
    """A chief or leader has no yearly leader's bonus: taken as 0."""
    return (position != "staff") & ~known(leader_bonus_yearly)


@person.check(
    clause="6.1",
    zh="工作人员不享受领导奖,所填标准不计",
    column="leader_bonus_yearly",
    severity="warning",
    fix=("留空,或改正职务", "leave it blank, or correct the position"),
)
def staff_with_leader_bonus(position, leader_bonus_yearly):
    """Staff get no leader's bonus: the amount is not read."""
    return (position == "staff") & known(leader_bonus_yearly)


@person.check(
    clause="6.7",
    zh="人数超过上限的单位不得自行分配",
    column="allocated",
    expected=("空", "blank"),
    fix=("清空自行分配", "clear the column for this unit"),
)
def allocated_in_large_unit(allocated, unit, manual_headcount):
    """A unit with more people than may allocate by itself."""
    return known(allocated) & (unit.people_listed > manual_headcount)


@person.check(
    clause="6.7",
    zh="自行分配须全单位都填",
    column="allocated",
    expected=("金额", "an amount"),
    fix=("为该单位所有人填写,或全部清空", "fill it in for everybody of the unit, or for nobody"),
)
def allocated_in_part(allocated, unit):
    """Some people of the unit have an allocated amount and others have none."""
    return ~known(allocated) & (unit.people_allocated > 0)


@unit.rule(clause="6.7", zh="花名册人数", measure="count")
def people_listed(people):
    """People listed in the unit."""
    return count(people)


@unit.rule(clause="6.7", zh="自行分配人数", measure="count")
def people_allocated(people):
    """People with an amount that the unit allocated."""
    return count(people.allocated)


@unit.check(
    clause="6.7",
    zh="自行分配合计超过单位奖金总额",
    column="unit_id",
    expected=("不超过人均奖金 × 人月数 ÷ 12", "at most bonus per head × months ÷ 12"),
    fix=("减少人员表中该单位的自行分配", "lower the allocated amounts of the unit's people"),
)
def allocated_above_pool(people, pool):
    """The unit allocated more than its pool."""
    return total(people.allocated, where=known(people.allocated)) > pool


@unit.check(
    clause="6.1",
    zh="单位内考核分全部相同,个人不拉开差额",
    column="unit_id",
    severity="warning",
    fix=("核对个人考核分", "check the people's scores"),
)
def equal_scores_in_unit(people):
    """All scores in the unit are equal: everybody gets the unit's average."""
    scored = known(people.score)
    same = highest(people.score, where=scored) == lowest(people.score, where=scored)
    return (count(people, where=scored) > 1) & same


@policy.level("jurisdiction").check(
    clause="6.1",
    zh="各单位考核分全部相同,人均奖金均为平均数",
    severity="warning",
    fix=("核对单位得分", "check the units' scores"),
)
def equal_scores_in_county(units):
    """All scores in a spread are equal: every unit gets the county average."""
    same = highest(units.score_total, where=units.in_spread) == lowest(
        units.score_total, where=units.in_spread
    )
    return first_known(same, False)


@unit.check(
    clause="6.1",
    zh="本类别各单位考核分全部相同,人均奖金均为平均数",
    column="unit_id",
    severity="warning",
    fix=("核对单位得分", "check the units' scores"),
)
def equal_scores_in_category(pool_by, score_total, in_spread, jurisdiction, category):
    """All scores of the category are equal, where each category is spread by itself."""
    within = (jurisdiction, category)
    best, worst = (pick(score_total, where=in_spread, within=within) for pick in (highest, lowest))
    return choose(pool_by, county=False, category=in_spread & (best == worst))


@unit.check(
    clause="6.8",
    zh="优秀人数超过名额",
    column="unit_id",
    severity="warning",
    fix=("减少优秀等次", "grade fewer people excellent"),
)
def quota_exceeded(places_left):
    """More people are graded excellent than the unit has places."""
    return places_left < 0


@person.check(
    clause="6.8, 6.9",
    zh="正职所在单位不合格或评议不满意,不得评优",
    column="grade",
    severity="warning",
    expected=("优秀以外的等次", "a grade other than excellent"),
    fix=("改正等次", "correct the grade"),
)
def barred_chief_excellent(is_excellent, barred_as_chief):
    """The chief of a failed or poorly reviewed unit is graded excellent."""
    return is_excellent & barred_as_chief
