"""The county's target-responsibility bonus of 2012, clause by clause.

Clauses are the document's own numbers: 6.1 is part six, paragraph one. A unit's score (five) decides its bonus per head
(six); months, the own score and discipline make a person's of it; then excellent grades, and what was paid in all.
"""

from typing import Any

from payout.rules import *

policy = Policy.load(__file__)
clause, p = policy.clause, policy.p
jurisdiction, unit, component_score, award, project = policy.symbols(
    "jurisdiction", "unit", "component_score", "award", "project"
)
target, questionnaire = policy.symbols("target", "questionnaire")
penalty, veto, person, spell, stint, sanction = policy.symbols(
    "penalty", "veto", "person", "spell", "stint", "sanction"
)
category = (jurisdiction, unit.category)

with clause(
    "5.4", "足额完成的按分值给分,没有完成的扣分,扣完为止 | fulfilled: full marks; else less, not below nothing"
):
    target.degree = ratio(
        "完成程度 | done of planned, not above the whole",
        completion(target.done, when(target.planned > 0, target.planned), at_most=1),
    )
    lost_by_degree = choose(
        p.unmet_marks, by_degree=1 - target.degree, nothing=first_match((target.degree < 1, 1), otherwise=0)
    )
    target.points_lost = points(
        "目标扣分 | what the target loses: the deduction stated, else by the degree of fulfilment",
        first_known(target.deduction, target.full_marks * lost_by_degree),
    )
    target.points = points("目标得分 | the target's points", after_deductions(target.full_marks, target.points_lost))

with clause("5.7", "乡镇领导、县领导填测评表评价 | leaders of townships and of the county rate by questionnaires"):

    def rated(component: str) -> Any:
        """What questionnaires give: their mean, on the component's scale; nothing where there are none."""
        scale = lookup(p.component_limits, component) / p.questionnaire_full_marks
        return mean(questionnaire.mark, where=questionnaire.component == component) * scale

    unit.township_rating = points("乡镇测评折算 | townships' questionnaires", rated("township_review"))
    unit.was_rated = flag("有测评表 | has questionnaires", exists(questionnaire))
    unit.leader_rating = points("县领导测评折算 | county leaders' questionnaires", rated("leader_review"))

with clause("2.2, 2.3", "部门基本分由五项组成,乡镇另定 | departments: five components; townships: ruled elsewhere"):
    rated_in_score = unit.was_rated & (unit.category != "township")
    unit.by_components = flag(
        "分项计分 | scored by components; a township's questionnaires alone are shown and do not count",
        exists(component_score) | exists(target) | rated_in_score,
    )

    def component(name: str, computed: Any) -> Any:
        """A component's points: as they were entered, or out of targets or questionnaires; never both."""
        entered = total(component_score.points, where=component_score.component == name)
        return when(unit.by_components, entered + computed)

    def of_targets(name: str) -> Any:
        """The points of the unit's targets of one component."""
        return total(target.points, where=target.component == name)

    unit.key_points = points("重点职能得分 | key functions", component("key_functions", of_targets("key_functions")))
    unit.general_points = points(
        "一般职能得分 | general functions", component("general_functions", of_targets("general_functions"))
    )
    unit.common_points = points(
        "共性得分 | common targets, government orders among them", component("common", of_targets("common"))
    )
    unit.orders_points = points(
        "其中政令畅通 | of these, government orders, where targets are listed",
        when(exists(target), total(target.points, where=target.government_orders)),
    )
    unit.township_points = points(
        "乡镇评价得分 | leaders of townships", component("township_review", first_known(unit.township_rating, 0))
    )
    unit.leader_points = points(
        "县领导评价得分 | leaders of the county", component("leader_review", first_known(unit.leader_rating, 0))
    )
    five = unit.key_points + unit.general_points + unit.common_points + unit.township_points + unit.leader_points
    unit.base_points = points(
        "基本得分 | points of the five components, or the base score that is given for the unit as a whole",
        first_match((unit.by_components, five), otherwise=unit.base_score),
    )

with clause("5.5.1, 5.5.2, 5.5.7", "先进按级别加分,系统的低一级 | awards add points by level, a system's one lower"):
    by_level = first_match(
        (award.system, lookup(p.system_award_points, award.scope, award.level)),
        otherwise=lookup(p.award_points, award.scope, award.level),
    )
    for_several_systems = (award.scope == "single") & award.multi_system
    award.points = points(
        "单项奖项加分 | points of one award, before any cap; more for work under several systems",
        first_match((for_several_systems, by_level * p.multi_system_rate), otherwise=by_level),
    )

with clause("5.5.3, 5.5.8", "同一项目当年多次获奖,取最高的 | of a project's awards in a year the highest counts"):
    award.is_honour = flag(
        "是否荣誉表彰 | an overall or single award, not a special project", award.scope != "special", clause="5.5.6"
    )
    project.best_points = points(
        "项目最高加分 | points of the project's highest award", highest(award.points, where=award.is_honour)
    )
    counts = award.is_honour & (award.points == project.best_points)
    project.best_is_system = flag(
        "取用系统表彰 | the award that counts is a system's; of equal ones, the one without system is taken",
        exists(counts) & ~exists(counts & ~award.system),
        clause="5.5.3",
    )
    project.best_is_overall = flag(
        "取用全面先进 | the award that counts is an overall one",
        exists(counts & (award.scope == "overall")),
        clause="5.5.3",
    )

with clause("5.5.1", "多个全面先进就高只取一项 | of several overall awards only the highest adds points"):
    unit.overall_points = points(
        "全面先进加分 | points of the highest overall award",
        best_of(project.best_points, where=project.best_is_overall),
    )
    counts = project.best_is_overall & (project.best_points == unit.overall_points)
    unit.overall_is_system = flag(
        "全面先进属系统表彰 | the overall award that counts is a system's; of equal ones, the one without system",
        exists(counts) & ~exists(counts & ~project.best_is_system),
    )

with clause("5.5.2", "单项先进逐项加分 | each single award adds points"):
    is_single = known(project.best_points) & ~project.best_is_overall
    unit.single_points = points(
        "单项先进加分 | single awards, a project each, that come from party committees and governments",
        total(project.best_points, where=is_single & ~project.best_is_system),
    )
    unit.system_single_points = points(
        "系统单项先进加分 | single awards, a project each, that come from a system",
        total(project.best_points, where=is_single & project.best_is_system),
    )

with clause("5.5.5", "先进加分封顶,其中系统的另有上限 | awards add points to a cap, systems' awards to one within it"):
    by_system = first_match((unit.overall_is_system, unit.overall_points), otherwise=0)
    by_government = first_match((unit.overall_is_system, 0), otherwise=unit.overall_points)
    unit.system_points = points(
        "系统表彰加分 | what system awards add, capped before the whole is",
        least(by_system + unit.system_single_points, p.system_cap),
    )
    unit.honour_points = points(
        "先进加分 | overall and single awards together, capped",
        least(by_government + unit.single_points + unit.system_points, p.award_cap),
    )

with clause("5.5.6", "特色工作逐项加分并封顶,已获先进的不计 | special projects add points to a cap, unless awarded"):
    project.is_special = flag(
        "特色项目计分 | a special project counts unless it already has an award",
        exists(~award.is_honour) & ~exists(award.is_honour),
    )
    unit.special_points = points(
        "特色加分 | special projects, one step each, outside the cap on awards",
        least(count(project.is_special) * p.special_step, p.special_cap),
    )

with clause("5.4", "漏列目标、未完成、市考核被扣的扣分 | targets left out or unmet, and city deductions, cost points"):
    omitted = first_match((exists(penalty.kind == "omitted_targets"), p.omitted_penalty), otherwise=0)
    unmet = total(penalty.count, where=penalty.kind == "unmet_unlisted") * p.unmet_penalty
    by_city = first_match((exists(penalty.kind == "city_deduction"), p.city_penalty), otherwise=0)
    unit.penalty_points = points(
        "扣分 | targets left out and the city's deduction cost once, unlisted targets not met each time",
        omitted + unmet + by_city,
    )
    own_score = after_deductions(unit.base_points + unit.honour_points + unit.special_points, unit.penalty_points)
    unit.score_total = points(
        "考核总分 | the unit's score, not below nothing; a unit that follows another has none of its own",
        when(~known(unit.follows_unit), own_score),
        clause="5.4, 5.5",
    )

with clause("5.6", "刚性指标有一项被否决,考核不合格 | a veto on any of the hard matters fails the unit"):
    unit.vetoed = flag("本单位一票否决 | any veto fails the unit", exists(veto))
    unit.failed = flag(
        "考核不合格 | failed by a veto, its own or that of the unit it follows",
        inherited(unit.follows_unit, unit.vetoed),
        clause="5.6, 6.3, 6.11",
    )

with clause("6.7", "不制定一级目标的,不发奖金 | a unit that sets no first-level targets has no bonus"):
    unit.lacks_unit_targets = flag(
        "本单位不制定一级目标 | assessed, and without first-level targets; units not assessed need none",
        unit.assessed & ~first_known(unit.has_unit_targets, True),
    )
    unit.without_unit_targets = flag(
        "不制定一级目标 | without first-level targets, itself or as the unit it follows",
        inherited(unit.follows_unit, unit.lacks_unit_targets),
        clause="6.7, 6.3, 6.11",
    )

with clause("6.9, 6.3, 6.11", "行风评议的结果影响奖金 | the public review of a unit's conduct bears on its bonus"):
    unit.review_result = option(
        "行风评议结果 | the public review's result, its own or the followed unit's; nothing stated is satisfied",
        inherited(unit.follows_unit, first_known(unit.review, "satisfied")),
    )

with clause("6.1, 6.8", "列入考核的单位按总分拉开奖金并排名 | by score assessed units are ranked and bonuses spread"):
    with_score = unit.assessed & ~unit.lacks_unit_targets & known(unit.score_total)
    unit.ranked = flag("参加排名 | assessed, not failed, with targets and a score", with_score & ~unit.vetoed)
    unit.rank = place(
        "名次 | place by score among the ranked units of the category",
        rank(unit.score_total, where=unit.ranked, within=category),
        clause="6.8",
    )
    unit.in_spread = flag(
        "计入极差与平均 | the unit's score counts in the spread",
        choose(p.spread_population, passing=unit.ranked, assessed=with_score),
        clause="6.1, 6.2",
    )

with clause("6.1", "人均奖金按得分与平均分之差拉开 | scores spread bonuses per head around the county's average"):
    unit.pool_class = option(
        "统计口径 | within what the spread is taken: the whole county, or the category",
        choose(p.pool_by, county="county", category=unit.category),
    )
    county = (jurisdiction, unit.pool_class)
    by_head = weighted_mean(unit.score_total, unit.headcount, where=unit.in_spread, within=county)
    unit.mean_score = points(
        "考核平均分 | the county's mean score: each unit alike, or by its headcount",
        choose(p.mean_weight, unit=mean(unit.score_total, where=unit.in_spread, within=county), headcount=by_head),
    )
    by_score = spread(unit.score_total, width=p.county_gap, where=unit.in_spread, within=county, around=unit.mean_score)
    unit.formula_bonus = yuan(
        "公式人均奖金 | bonus per head by score, before any rate",
        p.county_average + by_score,
        note="Scores spread the units around the county average; the best and the worst end `county_gap` apart.",
    )

with clause("6.1, 6.3", "不列入考核的单位按平均数的倍数 | a unit that is not assessed has a multiple of the average"):
    unit.own_bonus = yuan(
        "比例计算前人均奖金 | the unit's own figure: by the formula, or the multiple where it is not assessed",
        first_match((~unit.assessed, p.county_average * p.unassessed_rate), otherwise=unit.formula_bonus),
    )

with clause("6.2, 6.3, 6.9, 6.10", "不合格、评议差的按平均数的比例 | failed or poorly reviewed: a rate of the average"):
    dissatisfied, low = unit.review_result == "dissatisfied", unit.review_result == "low"
    rates = ((unit.vetoed, p.failed_rate), (dissatisfied, p.dissatisfied_rate), (low, p.low_rate))
    at_rates = [when(applies, p.county_average * rate) for applies, rate in rates]
    for_failure, for_dissatisfied, for_low = (first_match((applies, rate), otherwise=1) for applies, rate in rates)
    unit.rated_bonus = yuan(
        "按比例计发后人均奖金 | the unit's figure once failure and the public review are taken into account",
        choose(
            p.rates_combine,
            lowest=least(when(known(unit.own_bonus), unit.own_bonus), *at_rates),
            replace=first_match((unit.vetoed | dissatisfied | low, least(*at_rates)), otherwise=unit.own_bonus),
            multiply=first_known(unit.own_bonus, p.county_average) * for_failure * for_dissatisfied * for_low,
        ),
    )

with clause("6.7", "不制定二级目标的,扣总额的一部分 | without second-level targets a part of the money is withheld"):
    lacks_staff_targets = unit.assessed & ~first_known(unit.has_staff_targets, True)
    part_left = first_match((lacks_staff_targets, p.no_staff_targets_rate), otherwise=1)
    unit.unit_bonus = yuan(
        "本单位人均奖金 | nothing without first-level targets; a share less without second-level targets",
        first_match((unit.lacks_unit_targets, 0), otherwise=unit.rated_bonus * part_left),
    )
    unit.leaders_share = ratio(
        "领导奖发放比例 | what a lack of second-level targets leaves of leaders' bonuses, where it covers them",
        choose(p.staff_targets_cover, target_bonus=1, both=inherited(unit.follows_unit, part_left)),
    )

with clause("6.1, 6.3, 6.11", "参照其他单位的,按其标准计发 | who follows another unit is paid by its standard"):
    unit.mean_bonus = yuan(
        "人均目标考核奖 | bonus per head: the unit's own, or that of the unit it follows",
        inherited(unit.follows_unit, unit.unit_bonus),
    )

with clause("6.5", "退休、外调、考录、安置、病假的按实际月数 | who leaves, joins or is ill is paid by months"):
    person.months_served = months("实际月数 | months that count, over all units", total(stint.months))

with clause("6.6", "合格与不合格间调动分月计,其余按最后单位 | between pass and fail by month, else by the last unit"):
    stint.partial = flag(
        "非全年在该单位 | not the whole year in one unit: the ledger shows those",
        (stint.months != MONTHS_OF_A_YEAR) | (stint.unit_id != person.unit_id),
        clause="6.5",
    )
    some_failed, some_passed = exists(stint.unit.failed) | unit.failed, exists(~stint.unit.failed) | ~unit.failed
    person.mixed_transfer = flag(
        "合格与不合格单位间调动 | units that passed and units that failed both take part",
        some_failed & some_passed,
        note="Those of the months, and the year-end unit.",
    )
    stint.stint_bonus = yuan(
        "区间奖金 | that unit's bonus per head for those months, where units that passed and that failed mix",
        when(person.mixed_transfer, prorate(unit.mean_bonus, stint.months)),
    )
    by_last_unit = prorate(unit.mean_bonus, person.months_served)
    person.unit_part = yuan(
        "单位奖金部分 | by months in each unit where pass and fail mix; else the year-end unit's bonus for all months",
        first_match((person.mixed_transfer, total(stint.stint_bonus)), otherwise=by_last_unit),
        clause="6.5, 6.6",
    )

with clause("6.1", "单位内按个人考核分拉开,差额有下限 | a unit's people are spread by score, by a least gap"):
    unit.gap_in_unit = yuan(
        "个人奖金差额 | how far the unit's best and worst end apart", first_known(unit.bonus_gap, p.least_bonus_gap)
    )
    by_own_score = spread(person.score, width=unit.gap_in_unit, where=known(person.score), within=unit)
    person.deviation = yuan(
        "个人差额(全年) | what the person's own score adds or takes in a full year; nothing without a score",
        choose(p.individual, spread=first_known(by_own_score, 0), equal=0),
    )
    person.deviation_part = yuan(
        "个人差额部分 | the deviation for the months that count",
        prorate(person.deviation, person.months_served),
        clause="6.1, 6.5",
    )

with clause("6.4", "受处分、多次追责、不称职的扣发 | sanctioned, often accountable or unfit: a share is withheld"):
    in_year = year_of(sanction.date) == p.year
    person.sanctioned = flag(
        "本年度党内、行政处分 | under a party or administrative sanction of the year",
        exists(in_year & is_in(sanction.kind, ["party", "administrative"])),
    )
    person.times_accountable = counted(
        "本年度效能追究次数 | how often held accountable in the year",
        total(sanction.count, where=in_year & (sanction.kind == "accountability")),
        clause="6.4.2",
    )
    unfit = first_known(person.grade == "unfit", False)
    person.disciplined = flag(
        "扣发情形 | under sanction in the year, held accountable often enough in the year, or graded unfit",
        person.sanctioned | (person.times_accountable >= p.accountability_limit) | unfit,
    )
    person.share_kept = ratio(
        "发放比例 | what discipline leaves; the share is withheld once, whatever the number of causes",
        first_match((person.disciplined, 1 - p.discipline_share), otherwise=1),
    )

with clause("6.1", "设目标考核奖,领导另有领导奖 | everybody has a target bonus, and leaders a leader's bonus besides"):
    person.gross_target = yuan(
        "应计目标奖 | unit part and deviation; nothing where the year-end unit has no first-level targets",
        first_match((unit.without_unit_targets, 0), otherwise=person.unit_part + person.deviation_part),
        clause="6.1, 6.7",
    )
    after_discipline = person.gross_target * person.share_kept
    not_below_nothing = greatest(after_discipline, 0)
    person.computed_target = yuan(
        "计算的目标考核奖 | the target bonus by the formulas, to the fen", to_fen(not_below_nothing), clause="6.1, 6.4"
    )
    person.target_bonus = yuan(
        "目标考核奖 | what the unit allocated by itself where it may and did; else what the formulas give",
        first_known(person.allocated, person.computed_target),
        clause="6.1, 6.7",
    )
    of_year = first_known(person.leader_bonus_yearly, 0) * unit.leaders_share
    as_leader = prorate(of_year, person.months_served)

    def of_leaders(paid: Any) -> Any:
        """What leaders get, and others do not."""
        return first_match((person.position == "staff", 0), (unit.without_unit_targets, 0), otherwise=paid)

    person.leader_bonus = yuan(
        "领导奖 | the leader's bonus for the months that count, less discipline",
        of_leaders(to_fen(as_leader * person.share_kept)),
        clause="6.1, 6.4, 6.5, 6.7",
        note="Nothing for staff or without unit targets.",
    )
    person.payable = yuan("应发合计 | target bonus and leader's bonus", person.target_bonus + person.leader_bonus)

with clause("6.4", "目标奖和领导奖各扣一份,退回拨款方 | of both bonuses a share is withheld, and returns to the payer"):
    person.target_due = yuan(
        "扣发前目标奖 | the target bonus before discipline, to the fen; what the unit allocated stands as it is",
        first_known(person.allocated, to_fen(greatest(person.gross_target, 0))),
    )
    person.target_withheld = yuan("目标奖扣发 | withheld of the target bonus", person.target_due - person.target_bonus)
    person.leader_due = yuan(
        "扣发前领导奖 | the leader's bonus before discipline, to the fen", of_leaders(to_fen(as_leader))
    )
    person.leader_withheld = yuan(
        "领导奖扣发 | withheld of the leader's bonus", person.leader_due - person.leader_bonus
    )
    person.withheld = yuan("扣发合计 | withheld of both", person.target_withheld + person.leader_withheld)
    unit.withheld_total = yuan("扣发合计 | withheld of the unit's people, of both bonuses", total(person.withheld))

with clause("6.8", "考核靠前的部门、乡镇,优秀比例增加 | the best departments and townships have more excellent grades"):
    unit.headcount = counted("年末在岗人数 | the unit's people in service at year end", count(person.in_service))
    unit.has_extra_places = flag(
        "考核先进单位 | among the best departments or townships",
        among_best(
            unit.score_total,
            lookup(p.extra_places, unit.category),
            where=unit.ranked,
            within=category,
            question="best_place_tie",
            prompt="考核分并列,占最后的先进名额? | Equal scores: does this unit take one of the last places?",
        ),
    )
    added = first_match((unit.has_extra_places, p.extra_ratio), otherwise=0)
    unit.base_ratio = ratio("基本优秀比例 | the share of excellent grades of every unit", p.excellent_ratio)
    unit.added_ratio = ratio("先进单位增加比例 | what the best units get on top", added)
    unit.ratio_in_force = ratio("优秀比例 | the unit's share of excellent grades", unit.base_ratio + unit.added_ratio)
    unit.exact_places = counted("应得名额 | headcount times ratio, not rounded", unit.headcount * unit.ratio_in_force)

with clause("6.8", "优秀名额按单位的比例计算 | a unit's places for excellent grades follow from its ratio"):

    def together(own: Any) -> Any:
        """What the units that share their places have together; of a unit that shares none, its own."""
        shared = total(own, where=unit.shares_places, within=category)
        return first_match((unit.shares_places, shared), otherwise=own)

    small = unit.headcount < p.small_unit_headcount
    unit.shares_places = flag(
        "合并名额 | the unit shares places with the other small ones of its category",
        choose(
            p.small_units,
            own=False,
            pooled=choose(p.quota_rounding, half_up=small, floor=small, largest_remainder=False),
        ),
    )
    unit.shared_exact = counted(
        "合并后应得名额 | exact places of all that share them; else the unit's own", together(unit.exact_places)
    )
    jurisdiction.places_to_share = counted(
        "可分配名额 | whole places in all units' exact places together: what the largest remainder distributes",
        to_whole(total(unit.exact_places), "floor"),
    )
    by_remainder = places_by_remainder(
        unit.exact_places,
        jurisdiction.places_to_share,
        where=known(unit.exact_places),
        within=jurisdiction,
        question="last_place_tie",
        prompt="余数并列,占最后的优秀名额? | Equal remainders: does this unit take one of the last excellent places?",
    )
    half_up, floor = to_whole(unit.shared_exact), to_whole(unit.shared_exact, "floor")
    unit.excellent_places = counted(
        "优秀名额 | places for excellent grades, rounded where the quota is set; small units may share them",
        choose(p.quota_rounding, half_up=half_up, floor=floor, largest_remainder=by_remainder),
    )

with clause("6.8", "单位考核与工作人员的年度考核挂钩 | the unit's appraisal binds the yearly grades of its people"):
    person.is_excellent = flag("评为优秀 | graded excellent", first_known(person.grade == "excellent", False))
    unit.excellent_people = counted("评为优秀人数 | people graded excellent", count(person.is_excellent))
    unit.shared_excellent = counted(
        "合并后优秀人数 | people graded excellent in all that share places; else the unit's own",
        together(unit.excellent_people),
    )
    unit.places_left = counted(
        "剩余名额 | places not taken; below nothing where the quota is exceeded",
        unit.excellent_places - unit.shared_excellent,
    )
    by_exact_places = unit.excellent_places * unit.exact_places / unit.shared_exact
    part = first_match((unit.shared_exact == 0, 0), otherwise=by_exact_places)
    unit.own_part = counted(
        "占名额数 | the unit's part of the places, by exact places where they are shared",
        first_match((unit.shares_places, part), otherwise=unit.excellent_places),
    )
    by_the_state = first_match(
        (unit.has_extra_places, p.statutory_outstanding_ratio), otherwise=p.statutory_excellent_ratio
    )
    unit.statutory_exact = counted(
        "法定上限(未取整) | most excellent grades by the state's rules; outstanding units have their own ratio",
        unit.headcount * by_the_state,
    )
    jurisdiction.headcount_total = counted("年末在岗人数 | people in service at year end", total(unit.headcount))
    jurisdiction.ceiling_exact = counted(
        "法定上限(未取整) | most excellent grades, not rounded", total(unit.statutory_exact)
    )
    jurisdiction.ceiling_places = counted(
        "法定上限名额 | the most excellent grades in the jurisdiction", to_whole(jurisdiction.ceiling_exact, "floor")
    )
    jurisdiction.places_given = counted("核定名额合计 | all places of the jurisdiction", total(unit.own_part))

with clause("6.8, 6.9", "不合格、评议差的单位,正职不得评优 | the chief of a failed or poorly reviewed unit is barred"):
    unit.chief_barred = flag(
        "正职不得评优 | the chief of a unit that failed, or whose review is not satisfied, cannot be excellent",
        unit.failed | is_in(unit.review_result, ["low", "dissatisfied"]),
    )
    person.barred_as_chief = flag(
        "正职所在单位不合格或评议不满意 | a chief who cannot be excellent because of the unit",
        (person.position == "chief") & unit.chief_barred,
    )

with clause("6.5", "单位总额按人均标准和实际月数 | a unit's money is its bonus per head for the months that count"):
    person.pool_share = yuan("按人均应占 | the bonus per head for the months that count", by_last_unit)
    unit.months_total = months("人月数 | months of everybody listed in the unit", total(person.months_served))
    for_all_months = prorate(unit.mean_bonus, unit.months_total)
    unit.pool = yuan(
        "单位奖金总额 | the unit's money, to the fen; a small unit may allocate it",
        to_fen(for_all_months),
        clause="6.5, 6.7",
    )

with clause("6.1", "两项奖金的总体水平由县里确定 | the county sets what both bonuses come to in all"):
    due = first_match((unit.without_unit_targets, 0), otherwise=person.unit_part)
    person.mixed_effect = yuan(
        "混合调动影响 | what months in a unit of the other kind change", due - person.pool_share, clause="6.6"
    )
    person.deviation_effect = yuan(
        "个人差额影响 | what the own deviation changes; in a unit of full years these cancel",
        first_match((unit.without_unit_targets, 0), otherwise=person.deviation_part),
    )
    withheld = person.gross_target * (person.share_kept - 1)
    person.discipline_effect = yuan(
        "扣发影响 | what discipline withholds; it returns to the payer", withheld, clause="6.4"
    )
    person.floor_effect = yuan("不低于零影响 | what the floor at nothing adds", not_below_nothing - after_discipline)
    rounding = person.computed_target - not_below_nothing
    person.rounding_effect = yuan("四舍五入影响 | what rounding to the fen changes", rounding)
    by_the_unit = person.target_bonus - person.computed_target
    person.manual_effect = yuan("自行分配影响 | what the unit's own allocation changes", by_the_unit, clause="6.7")
    unit.target_total = yuan("目标奖发放数 | target bonuses of the unit", total(person.target_bonus))
    unit.leader_total = yuan("领导奖发放数 | leaders' bonuses of the unit", total(person.leader_bonus))
    unit.payable_total = yuan("应发合计 | all that the unit's people are paid", total(person.payable))
    unit.difference = yuan(
        "与人均总额的差额 | target bonuses against bonus per head times months",
        unit.target_total - for_all_months,
        clause="6.5",
    )
    unit.deviation_difference = yuan(
        "其中:个人差额 | deviations that partial months no longer cancel", total(person.deviation_effect)
    )
    unit.mixed_difference = yuan(
        "其中:混合调动 | transfers between passed and failed units", total(person.mixed_effect), clause="6.6"
    )
    unit.discipline_difference = yuan(
        "其中:扣发 | withheld under discipline", total(person.discipline_effect), clause="6.4"
    )
    unit.floor_difference = yuan("其中:不低于零 | added by the floor at nothing", total(person.floor_effect))
    unit.manual_difference = yuan(
        "其中:自行分配 | by the unit's own allocation, unspent money too", total(person.manual_effect), clause="6.7"
    )
    unit.rounding_difference = yuan("其中:四舍五入 | changed by rounding to the fen", total(person.rounding_effect))

with clause("6.7", "人数很少的单位可自行分配 | a unit of very few people may divide its money by itself"):
    unit.people_listed = counted("花名册人数 | people listed in the unit", count(person))
    unit.people_allocated = counted("自行分配人数 | people whose amount the unit allocated", count(person.allocated))
