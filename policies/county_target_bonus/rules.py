"""The county's target-responsibility bonus of 2012, clause by clause.

Clauses are the document's own numbers: 6.1 is part six, paragraph one. Read it in the document's order:
a unit's score (five), its bonus per head (six, 1–3, 7, 9–11), a person's months (6.5, 6.6),
deviation (6.1), discipline (6.4) and amounts, excellent grades (6.8).
Reconciliation and checks stand at the end.
"""

from typing import Any

from payout.rules import *

policy = Policy.load(__file__)
clause, p = policy.clause, policy.p
unit, component_score, award, penalty, veto, person, spell, sanction, decision, stint, jurisdiction, project = (
    policy.symbols(
        "unit",
        "component_score",
        "award",
        "penalty",
        "veto",
        "person",
        "spell",
        "sanction",
        "decision",
        "stint",
        "jurisdiction",
        "project",
    )
)


def _single(projects: Any) -> Any:
    return known(projects.best_points) & ~projects.best_is_overall


with clause("2.2, 2.3"):
    unit.base_points = points(
        "基本得分 | Points of the five components, or the base score that is given for the unit as a whole",
        first_match((exists(component_score), total(component_score.points)), otherwise=unit.base_score),
    )

with clause("5.5.1, 5.5.2, 5.5.7"):
    listed = first_match(
        (award.system, lookup(p.system_award_points, award.scope, award.level)),
        otherwise=lookup(p.award_points, award.scope, award.level),
    )
    award.points = points(
        "单项奖项加分 | Points of one award, before any cap; a system's award counts one level lower",
        first_match(((award.scope == "single") & award.multi_system, listed * p.multi_system_rate), otherwise=listed),
    )

with clause("5.5.6"):
    award.is_honour = flag(
        "是否荣誉表彰 | Overall and single awards; special projects are counted apart", award.scope != "special"
    )

with clause("5.5.3, 5.5.8"):
    project.best_points = points(
        "项目最高加分 | Of several awards for one project in the year, only the highest counts",
        highest(award.points, where=award.is_honour),
    )

with clause("5.5.3"):
    counted_ = award.is_honour & (award.points == project.best_points)
    project.best_is_system = flag(
        "取用系统表彰 | Whether the award that counts is a system's; of equal ones, the one without system is taken",
        exists(award, where=counted_) & ~exists(award, where=counted_ & ~award.system),
    )
    project.best_is_overall = flag(
        "取用全面先进 | Whether the award that counts for the project is an overall one",
        exists(award, where=(award.points == project.best_points) & (award.scope == "overall")),
    )

with clause("5.5.6"):
    project.is_special = flag(
        "特色项目计分 | A special project counts unless it already has an award",
        exists(award, where=~award.is_honour) & ~exists(award, where=award.is_honour),
    )

with clause("5.5.1"):
    unit.overall_points = points(
        "全面先进加分 | Of several overall awards, only the highest counts",
        best_of(project.best_points, where=project.best_is_overall),
    )
    counted_ = project.best_is_overall & (project.best_points == unit.overall_points)
    unit.overall_is_system = flag(
        "全面先进属系统表彰 | Whether the overall award that counts is a system's; of equal ones, the one without system is taken",
        exists(project, where=counted_) & ~exists(project, where=counted_ & ~project.best_is_system),
    )

with clause("5.5.2"):
    unit.single_points = points(
        "单项先进加分 | Single awards, a project each, that come from party committees and governments",
        total(project.best_points, where=_single(project) & ~project.best_is_system),
    )
    unit.system_single_points = points(
        "系统单项先进加分 | Single awards, a project each, that come from a system",
        total(project.best_points, where=_single(project) & project.best_is_system),
    )

with clause("5.5.5"):
    overall = first_match((unit.overall_is_system, unit.overall_points), otherwise=0)
    unit.system_points = points(
        "系统表彰加分 | What system awards add, capped before the whole is",
        least(overall + unit.system_single_points, p.system_cap),
    )
    overall = first_match((unit.overall_is_system, 0), otherwise=unit.overall_points)
    unit.honour_points = points(
        "先进加分 | Overall and single awards together, capped",
        least(overall + unit.single_points + unit.system_points, p.award_cap),
    )

with clause("5.5.6"):
    unit.special_points = points(
        "特色加分 | Special projects, one step each, outside the cap on awards",
        least(count(project, where=project.is_special) * p.special_step, p.special_cap),
    )

with clause("5.4"):
    omitted = first_match((exists(penalty.kind == "omitted_targets"), p.omitted_penalty), otherwise=0)
    unmet = total(penalty.count, where=penalty.kind == "unmet_unlisted") * p.unmet_penalty
    city = first_match((exists(penalty.kind == "city_deduction"), p.city_penalty), otherwise=0)
    unit.penalty_points = points(
        "扣分 | Targets left out and points the city deducted cost once, unlisted targets not met each time",
        omitted + unmet + city,
    )

with clause("5.4, 5.5"):
    own = after_deductions(unit.base_points + unit.honour_points + unit.special_points, unit.penalty_points)
    unit.score_total = points(
        "考核总分 | The unit's score, not below nothing; a unit that follows another has none of its own",
        when(~known(unit.follows_unit), own),
    )

with clause("5.6"):
    unit.vetoed = flag("本单位一票否决 | Any veto fails the unit", exists(veto))

with clause("5.6, 6.3, 6.11"):
    unit.failed = flag(
        "考核不合格 | Failed by a veto, its own or that of the unit it follows",
        inherited(unit.follows_unit, unit.vetoed),
    )

with clause("6.7"):
    unit.lacks_unit_targets = flag(
        "本单位不制定一级目标 | An assessed unit that set no first-level targets; units not assessed need none",
        unit.assessed & ~first_known(unit.has_unit_targets, True),
    )

with clause("6.7, 6.3, 6.11"):
    unit.without_unit_targets = flag(
        "不制定一级目标 | Without first-level targets, itself or as the unit it follows",
        inherited(unit.follows_unit, unit.lacks_unit_targets),
    )

with clause("6.9, 6.3, 6.11"):
    unit.review_result = option(
        "行风评议结果 | The public review's result; nothing stated is satisfied",
        inherited(unit.follows_unit, first_known(unit.review, "satisfied")),
    )

with clause("6.1, 6.8"):
    unit.ranked = flag(
        "参加排名 | Assessed, not failed, with targets and a score",
        unit.assessed & ~unit.vetoed & ~unit.lacks_unit_targets & known(unit.score_total),
    )

with clause("6.8"):
    unit.rank = place(
        "名次 | Place by score among the ranked units of the category",
        rank(unit.score_total, where=unit.ranked, within=(jurisdiction, unit.category)),
    )

with clause("6.1, 6.2"):
    everyone = unit.assessed & ~unit.lacks_unit_targets & known(unit.score_total)
    unit.in_spread = flag(
        "计入极差与平均 | Whether the unit's score counts in the spread",
        choose(p.spread_population, passing=unit.ranked, assessed=everyone),
    )

with clause("6.1"):
    unit.pool_class = option(
        "统计口径 | Within what the spread is taken: the whole county, or the category",
        choose(p.pool_by, county="county", category=unit.category),
    )
    by_unit = mean(unit.score_total, where=unit.in_spread, within=(jurisdiction, unit.pool_class))
    by_head = weighted_mean(
        unit.score_total, unit.headcount, where=unit.in_spread, within=(jurisdiction, unit.pool_class)
    )
    unit.mean_score = points(
        "考核平均分 | The county's mean score: each unit alike, or by its headcount",
        choose(p.mean_weight, unit=by_unit, headcount=by_head),
    )
    unit.formula_bonus = yuan(
        "公式人均奖金 | Bonus per head by score, before any rate",
        p.county_average
        + spread(
            unit.score_total,
            width=p.county_gap,
            where=unit.in_spread,
            within=(jurisdiction, unit.pool_class),
            around=unit.mean_score,
        ),
        note="Scores spread the units around the county average; the best and the worst end `county_gap` apart.",
    )

with clause("6.1, 6.3"):
    unit.own_bonus = yuan(
        "比例计算前人均奖金 | The unit's own figure: by the formula, or the county average's multiple where it is not assessed",
        first_match((~unit.assessed, p.county_average * p.unassessed_rate), otherwise=unit.formula_bonus),
    )

with clause("6.2, 6.3, 6.9, 6.10"):
    dissatisfied, low = (unit.review_result == "dissatisfied", unit.review_result == "low")
    rates = ((unit.vetoed, p.failed_rate), (dissatisfied, p.dissatisfied_rate), (low, p.low_rate))
    amounts = [when(condition, p.county_average * rate) for condition, rate in rates]
    factors = [first_match((condition, rate), otherwise=1) for condition, rate in rates]
    unit.rated_bonus = yuan(
        "按比例计发后人均奖金 | The unit's figure once failure and the public review are taken into account",
        choose(
            p.rates_combine,
            lowest=least(when(known(unit.own_bonus), unit.own_bonus), *amounts),
            replace=first_match((unit.vetoed | dissatisfied | low, least(*amounts)), otherwise=unit.own_bonus),
            multiply=first_known(unit.own_bonus, p.county_average) * factors[0] * factors[1] * factors[2],
        ),
    )

with clause("6.7"):
    share = first_match((first_known(unit.has_staff_targets, True), 1), otherwise=p.no_staff_targets_rate)
    unit.unit_bonus = yuan(
        "本单位人均奖金 | Nothing without first-level targets; a share less without second-level targets",
        first_match((unit.lacks_unit_targets, 0), otherwise=unit.rated_bonus * share),
    )

with clause("6.1, 6.3, 6.11"):
    unit.mean_bonus = yuan(
        "人均目标考核奖 | Bonus per head: the unit's own, or that of the unit it follows",
        inherited(unit.follows_unit, unit.unit_bonus),
    )

with clause("6.5"):
    person.months_served = months("实际月数 | Months that count, over all units", total(stint.months))

with clause("6.6"):
    stint.stint_bonus = yuan(
        "区间奖金 | The bonus per head of that unit for those months", prorate(unit.mean_bonus, stint.months)
    )

with clause("6.5"):
    stint.partial = flag(
        "非全年在该单位 | A person who did not spend the whole year in one unit: the ledger shows those",
        (stint.months != MONTHS_OF_A_YEAR) | (stint.unit_id != person.unit_id),
    )

with clause("6.6"):
    some_failed = exists(stint.unit.failed) | unit.failed
    some_passed = exists(~stint.unit.failed) | ~unit.failed
    person.mixed_transfer = flag(
        "合格与不合格单位间调动 | Whether units that passed and units that failed both take part",
        some_failed & some_passed,
        note="Those of the months, and the year-end unit.",
    )

with clause("6.5, 6.6"):
    person.unit_part = yuan(
        "单位奖金部分 | By months in each unit where pass and fail mix; else the year-end unit's bonus for all months",
        first_match(
            (person.mixed_transfer, total(stint.stint_bonus)), otherwise=prorate(unit.mean_bonus, person.months_served)
        ),
    )

with clause("6.1"):
    unit.gap_in_unit = yuan(
        "个人奖金差额 | How far the best and the worst of the unit end apart",
        first_known(unit.bonus_gap, p.least_bonus_gap),
    )
    apart = spread(person.score, width=unit.gap_in_unit, where=known(person.score), within=unit)
    person.deviation = yuan(
        "个人差额(全年) | What the person's own score adds or takes in a full year; nothing without a score",
        choose(p.individual, spread=first_known(apart, 0), equal=0),
    )

with clause("6.1, 6.5"):
    person.deviation_part = yuan(
        "个人差额部分 | The deviation for the months that count", prorate(person.deviation, person.months_served)
    )

with clause("6.4"):
    in_year = year_of(sanction.date) == p.year
    sanction_ = exists(sanction, where=in_year & is_in(sanction.kind, ["party", "administrative"]))
    times = total(sanction.count, where=in_year & (sanction.kind == "accountability"))
    person.disciplined = flag(
        "扣发情形 | Under sanction in the year, held accountable often enough in the year, or graded unfit",
        sanction_ | (times >= p.accountability_limit) | first_known(person.grade == "unfit", False),
    )
    person.share_kept = ratio(
        "发放比例 | What discipline leaves; a third is withheld once, whatever the number of causes",
        first_match((person.disciplined, 1 - p.discipline_share), otherwise=1),
    )

with clause("6.1, 6.7"):
    person.gross_target = yuan(
        "应计目标奖 | Unit part and deviation; nothing where the year-end unit has no first-level targets",
        first_match((unit.without_unit_targets, 0), otherwise=person.unit_part + person.deviation_part),
    )

with clause("6.1, 6.4"):
    person.computed_target = yuan(
        "计算的目标考核奖 | The target bonus by the formulas, rounded once to the fen, not below nothing",
        to_fen(greatest(person.gross_target * person.share_kept, 0)),
    )

with clause("6.1, 6.7"):
    person.target_bonus = yuan(
        "目标考核奖 | What the unit allocated by itself where it may and did; else what the formulas give",
        first_known(person.allocated, person.computed_target),
    )

with clause("6.1, 6.4, 6.5, 6.7"):
    earned = to_fen(prorate(first_known(person.leader_bonus_yearly, 0), person.months_served) * person.share_kept)
    person.leader_bonus = yuan(
        "领导奖 | The leader's bonus for the months that count, less discipline",
        first_match((person.position == "staff", 0), (unit.without_unit_targets, 0), otherwise=earned),
        note="Nothing for staff or without unit targets.",
    )

with clause("6.1"):
    person.payable = yuan("应发合计 | Target bonus and leader's bonus", person.target_bonus + person.leader_bonus)

with clause("6.8"):
    unit.headcount = counted(
        "年末在岗人数 | People of the unit in service at the end of the year", count(person, where=person.in_service)
    )
    unit.has_extra_places = flag(
        "考核先进单位 | Among the best departments or townships",
        among_best(
            unit.score_total,
            lookup(p.extra_places, unit.category),
            where=unit.ranked,
            within=(jurisdiction, unit.category),
            question="best_place_tie",
            prompt="考核分并列,占最后的先进名额? | Equal scores: does this unit take one of the last places?",
        ),
    )
    unit.base_ratio = ratio("基本优秀比例 | The share of excellent grades of every unit", p.excellent_ratio)
    unit.added_ratio = ratio(
        "先进单位增加比例 | What the best units get on top",
        first_match((unit.has_extra_places, p.extra_ratio), otherwise=0),
    )
    unit.ratio_in_force = ratio(
        "优秀比例 | The share of excellent grades, with the addition for the best", unit.base_ratio + unit.added_ratio
    )
    unit.exact_places = counted("应得名额 | Headcount times ratio, not rounded", unit.headcount * unit.ratio_in_force)
    small = unit.headcount < p.small_unit_headcount
    pooled = choose(p.quota_rounding, half_up=small, floor=small, largest_remainder=False)
    unit.shares_places = flag(
        "合并名额 | Whether the unit shares places with the other small ones of its category",
        choose(p.small_units, own=False, pooled=pooled),
    )
    unit.shared_exact = counted(
        "合并后应得名额 | Exact places of all that share them; of a unit that shares none, its own",
        first_match(
            (
                unit.shares_places,
                total(unit.exact_places, where=unit.shares_places, within=(jurisdiction, unit.category)),
            ),
            otherwise=unit.exact_places,
        ),
    )
    by_remainder = places_by_remainder(
        unit.exact_places,
        jurisdiction.places_to_share,
        where=known(unit.exact_places),
        within=jurisdiction,
        question="last_place_tie",
        prompt="余数并列,占最后的优秀名额? | Equal remainders: does this unit take one of the last excellent places?",
    )
    unit.excellent_places = counted(
        "优秀名额 | Places for excellent grades, rounded where the quota is set; small units that share places share these",
        choose(
            p.quota_rounding,
            half_up=to_whole(unit.shared_exact),
            floor=to_whole(unit.shared_exact, "floor"),
            largest_remainder=by_remainder,
        ),
    )
    jurisdiction.places_to_share = counted(
        "可分配名额 | Whole places in all units' exact places together: what the largest remainder distributes",
        to_whole(total(unit.exact_places), "floor"),
    )
    person.is_excellent = flag("评为优秀 | Graded excellent", first_known(person.grade == "excellent", False))

with clause("6.8, 6.9"):
    person.barred_as_chief = flag(
        "正职所在单位不合格或评议不满意 | A chief who cannot be excellent because of the unit",
        (person.position == "chief") & unit.chief_barred,
    )

with clause("6.8"):
    unit.excellent_people = counted("评为优秀人数 | People graded excellent", count(person, where=person.is_excellent))
    unit.shared_excellent = counted(
        "合并后优秀人数 | People graded excellent in all units that share the places; of a unit that shares none, its own",
        first_match(
            (
                unit.shares_places,
                total(unit.excellent_people, where=unit.shares_places, within=(jurisdiction, unit.category)),
            ),
            otherwise=unit.excellent_people,
        ),
    )
    unit.places_left = counted(
        "剩余名额 | Places not taken; below nothing where the quota is exceeded",
        unit.excellent_places - unit.shared_excellent,
    )
    part = first_match(
        (unit.shared_exact == 0, 0), otherwise=unit.excellent_places * unit.exact_places / unit.shared_exact
    )
    unit.own_part = counted(
        "占名额数 | The unit's part of the places, by exact places where they are shared",
        first_match((unit.shares_places, part), otherwise=unit.excellent_places),
    )
    unit.statutory_exact = counted(
        "法定上限(未取整) | The most excellent grades that the state's rules leave the unit; outstanding ones have a ratio of their own",
        unit.headcount
        * first_match((unit.has_extra_places, p.statutory_outstanding_ratio), otherwise=p.statutory_excellent_ratio),
    )
    jurisdiction.headcount_total = counted(
        "年末在岗人数 | People in service at the end of the year, all units", total(unit.headcount)
    )
    jurisdiction.ceiling_exact = counted(
        "法定上限(未取整) | The most excellent grades in the jurisdiction, not rounded", total(unit.statutory_exact)
    )
    jurisdiction.ceiling_places = counted(
        "法定上限名额 | The most excellent grades in the jurisdiction", to_whole(jurisdiction.ceiling_exact, "floor")
    )
    jurisdiction.places_given = counted("核定名额合计 | All places of the jurisdiction", total(unit.own_part))

with clause("6.8, 6.9"):
    unit.chief_barred = flag(
        "正职不得评优 | The chief of a failed unit, or of one whose public review is not satisfied, cannot be excellent",
        unit.failed | is_in(unit.review_result, ["low", "dissatisfied"]),
    )

with clause("6.5"):
    person.pool_share = yuan(
        "按人均应占 | The unit's bonus per head for the months that count",
        prorate(unit.mean_bonus, person.months_served),
    )

with clause("6.6"):
    person.mixed_effect = yuan(
        "混合调动影响 | What months in a unit of the other kind change",
        first_match((unit.without_unit_targets, 0), otherwise=person.unit_part) - person.pool_share,
    )

with clause("6.1"):
    person.deviation_effect = yuan(
        "个人差额影响 | What the own deviation changes; in a unit of full years these cancel",
        first_match((unit.without_unit_targets, 0), otherwise=person.deviation_part),
    )

with clause("6.4"):
    person.discipline_effect = yuan(
        "扣发影响 | What discipline withholds; it returns to the payer", person.gross_target * (person.share_kept - 1)
    )

with clause("6.1"):
    person.floor_effect = yuan(
        "不低于零影响 | What the floor at nothing adds",
        greatest(person.gross_target * person.share_kept, 0) - person.gross_target * person.share_kept,
    )
    person.rounding_effect = yuan(
        "四舍五入影响 | What rounding to the fen changes",
        person.computed_target - greatest(person.gross_target * person.share_kept, 0),
    )

with clause("6.7"):
    person.manual_effect = yuan(
        "自行分配影响 | What the unit's own allocation changes", person.target_bonus - person.computed_target
    )

with clause("6.5"):
    unit.months_total = months("人月数 | Months of everybody listed in the unit", total(person.months_served))

with clause("6.5, 6.7"):
    unit.pool = yuan(
        "单位奖金总额 | Bonus per head for all months, to the fen: what a small unit may allocate by itself",
        to_fen(prorate(unit.mean_bonus, unit.months_total)),
    )

with clause("6.1"):
    unit.target_total = yuan("目标奖发放数 | Target bonuses of the unit", total(person.target_bonus))
    unit.leader_total = yuan("领导奖发放数 | Leaders' bonuses of the unit", total(person.leader_bonus))
    unit.payable_total = yuan("应发合计 | All that the unit's people are paid", total(person.payable))

with clause("6.5"):
    unit.difference = yuan(
        "与人均总额的差额 | Target bonuses against bonus per head times months",
        unit.target_total - prorate(unit.mean_bonus, unit.months_total),
    )

with clause("6.1"):
    unit.deviation_difference = yuan(
        "其中:个人差额 | Deviations that partial months no longer cancel", total(person.deviation_effect)
    )

with clause("6.6"):
    unit.mixed_difference = yuan(
        "其中:混合调动 | Transfers between units that passed and units that failed", total(person.mixed_effect)
    )

with clause("6.4"):
    unit.discipline_difference = yuan("其中:扣发 | Withheld under discipline", total(person.discipline_effect))

with clause("6.1"):
    unit.floor_difference = yuan("其中:不低于零 | Added by the floor at nothing", total(person.floor_effect))

with clause("6.7"):
    unit.manual_difference = yuan(
        "其中:自行分配 | Changed by the unit's own allocation, what it left unspent included",
        total(person.manual_effect),
    )

with clause("6.1"):
    unit.rounding_difference = yuan("其中:四舍五入 | Changed by rounding to the fen", total(person.rounding_effect))

with clause("6.7"):
    unit.people_listed = counted("花名册人数 | People listed in the unit", count(person))
    unit.people_allocated = counted(
        "自行分配人数 | People with an amount that the unit allocated", count(person.allocated)
    )
