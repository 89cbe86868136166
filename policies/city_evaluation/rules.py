"""The city government's performance evaluation, clause by clause.

Clauses are the document's own numbers. Read it in the document's order: what a unit may reach (三), the panel's part of its
score (四(一) to 四(三)4), the leaders' part (四(三)5), awards, grade and place (四(四)), excellent places (五(二)). Checks stand
at the end.
"""

from payout.rules import *

policy = Policy.load(__file__)
clause, p = policy.clause, policy.p
unit, common_mark, key_target, leader, ballot, honour, incident, person, decision, city, merit_class = policy.symbols(
    "unit",
    "common_mark",
    "key_target",
    "leader",
    "ballot",
    "honour",
    "incident",
    "person",
    "decision",
    "city",
    "merit_class",
)

GRADES = {"excellent": "优秀", "good": "良好", "fair": "一般", "poor": "较差"}

COMMON_ITEMS = (
    "lawfulness",
    "special_funds",
    "meetings",
    "capability",
    "unnamed",
    "proposals",
    "hotline",
    "emergency_duty",
    "administration_by_law",
    "legal_education",
    "work_safety",
)

SCORED_BY_PANEL = ("base_work", "scheduled", "site_visits", "self_assessment", "common", "key")

VOTERS = {"mayor": "市长", "deputies": "副市长、秘书长、市长助理", "deputy_secretaries": "副秘书长"}

with clause("二, 三(一), 三(二)"):
    unit.body = option(
        "评估对象 | A county, or a department of the city government: each has its own system of indicators",
        first_match((unit.category == "county", "county"), otherwise="department"),
        words={"county": "县(区)政府", "department": "市政府部门"},
    )

with clause("五(二)"):
    unit.is_department = flag("市政府部门 | Whether the unit is a department", unit.body == "department")

with clause("三(一)2, 三(二)2"):
    common_mark.item_marks = points(
        "分项满分 | Full marks of the common target for this kind of unit",
        lookup(p.common_marks, unit.body, common_mark.item),
    )

with clause("三(一)2"):
    common_mark.counts = flag(
        "计分 | Whether the common target counts; the one whose name is lost does unless it is left out",
        choose(p.unnamed_item, scored=known(common_mark.item), left_out=common_mark.item != "unnamed"),
    )

with clause("三(一)2, 三(二)2"):
    whole = lookup(p.common_full_marks, unit.body)
    lost = first_known(lookup(p.common_marks, unit.body, "unnamed"), 0)
    unit.common_reachable = points(
        "共性目标满分 | What the common targets that count come to",
        choose(p.unnamed_item, scored=whole, left_out=whole - lost),
    )

with clause("四(三)2"):
    marks = total(common_mark.points, where=common_mark.counts)
    unit.common_percent = points(
        "共性目标得分(百分制) | Marks for the common targets, as a part of what they come to, out of 100",
        completion(marks, unit.common_reachable) * p.score_limit,
    )

with clause("三(一)1, 三(二)1, 四(三)4"):
    unit.key_percent = points(
        "重点目标得分(百分制) | The panel's marks for the key targets, as a part of what they come to, out of 100",
        completion(total(key_target.points), lookup(p.key_full_marks, unit.body)) * p.score_limit,
    )

with clause("四(三)3"):
    stated = weighted(p.component_weights, **dict.fromkeys((*SCORED_BY_PANEL, *VOTERS), 1))
    unit.weights_in_force = points(
        "权重合计 | What the weights that count come to: what the text states, and the democratic review where it counts",
        choose(p.democratic_review, counted=stated + p.democratic_weight, rescaled=stated),
    )
    unit.democratic_part = points(
        "民主评估折算 | The democratic review by its weight, or nothing where the other weights are scaled up",
        choose(p.democratic_review, counted=unit.democratic * p.democratic_weight, rescaled=0),
    )

with clause("四(一), 四(二), 四(三)1, 四(三)2, 四(三)4"):
    scored = weighted(
        p.component_weights,
        base_work=unit.base_work,
        scheduled=unit.scheduled,
        site_visits=unit.site_visits,
        self_assessment=unit.self_assessment,
        common=unit.common_percent,
        key=unit.key_percent,
    )
    unit.panel_part = points(
        "评估组汇总分 | What the panel hands to the leaders: every part but theirs, by weight",
        (scored + unit.democratic_part) / unit.weights_in_force,
    )

with clause("四(三)5"):
    leader.voters = option(
        "评价主体 | The group that the leader votes with: the mayor, those at the mayor's side, the deputy secretaries-general",
        first_match(
            (leader.post == "mayor", "mayor"),
            (leader.post == "deputy_secretary", "deputy_secretaries"),
            otherwise="deputies",
        ),
        words={"mayor": "市长", "deputies": "副市长、秘书长、市长助理", "deputy_secretaries": "副秘书长"},
    )
    ballot.cast_by = option(
        "评价主体 | The group of the leader who evaluates",
        leader.voters,
        words={"mayor": "市长", "deputies": "副市长、秘书长、市长助理", "deputy_secretaries": "副秘书长"},
    )
    ballot.ballot_points = points(
        "评价得分 | Points of one evaluation: a county's by its grade; a department's as the mayor scores, or by its place",
        first_match(
            (unit.body == "county", lookup(p.county_grade_points, ballot.grade)),
            (ballot.cast_by == "mayor", ballot.score),
            otherwise=band(p.place_points, ballot.place),
        ),
    )
    unit.mayor_part = points(
        "市长评价分 | The mayor's evaluation by its weight",
        by_voters(p.component_weights, ballot.ballot_points, ballot.cast_by, ["mayor"]) / unit.weights_in_force,
    )
    votes = by_voters(p.component_weights, ballot.ballot_points, ballot.cast_by, ["deputies"])
    unit.deputies_part = points(
        "副市长、秘书长、助理评价分 | The mean of the vice-mayors, the secretary-general and the mayor's assistants, by its weight",
        votes / unit.weights_in_force,
    )
    votes = by_voters(p.component_weights, ballot.ballot_points, ballot.cast_by, ["deputy_secretaries"])
    unit.deputy_secretaries_part = points(
        "副秘书长评价分 | The mean of the deputy secretaries-general, by its weight", votes / unit.weights_in_force
    )
    unit.leaders_part = points(
        "市领导评价分 | What the leaders' evaluation adds to the score",
        unit.mayor_part + unit.deputies_part + unit.deputy_secretaries_part,
    )

with clause("四(三)"):
    unit.weighted_score = points("加权得分 | The score out of 100 before awards", unit.panel_part + unit.leaders_part)

with clause("四(三)1"):
    honour.counted_points = points(
        "可计加分 | An award counts once the committee has confirmed it and it was shown to the public",
        first_match((honour.confirmed, honour.points), otherwise=0),
    )
    merit_class.best_points = points(
        "最高一项加分 | The award with the most points for one ground", best_of(honour.counted_points)
    )
    whole = total(honour.counted_points)
    unit.honour_points = points(
        "奖项加分 | Points for awards, as far as they go",
        choose(
            p.honour_limit,
            unlimited=whole,
            best_of_each=total(merit_class.best_points),
            within_full_marks=least(whole, p.score_limit - unit.weighted_score),
        ),
    )

with clause("四(四)"):
    unit.final_score = points(
        "最终得分 | The weighted score and the points for awards", unit.weighted_score + unit.honour_points
    )

with clause("四(三), 四(四)"):
    unit.place = place(
        "类别名次 | Place by score within the class: counties apart, and departments in three classes",
        rank(unit.final_score, where=known(unit.final_score), within=unit.category),
    )

with clause("四(四)"):
    stated = band(p.grade_bands, unit.final_score)
    unit.grade_by_score = option(
        "按得分的等次 | The grade that the score reaches",
        choose(
            p.between_grades,
            fair=first_known(stated, "fair"),
            rounded=first_known(stated, band(p.grade_bands, to_whole(unit.final_score))),
        ),
        words={"excellent": "优秀", "good": "良好", "fair": "一般", "poor": "较差"},
    )
    answer = decide(
        "lower_grade",
        "有降等情形,是否降低一个评估等次? | There are grounds for a lower grade: is the unit lowered one grade?",
        where=exists(incident),
        answers={"yes": "是", "no": "否"},
    )
    unit.is_lowered = flag(
        "降低一个等次 | Crimes, a grave loss or a veto may cost a grade: people decide",
        first_known(answer == "yes", False),
    )
    unit.grade = option(
        "评估等次 | The unit's grade, one lower where that was decided; the lowest stays",
        lowered(unit.grade_by_score, list(GRADES), where=unit.is_lowered),
        words={"excellent": "优秀", "good": "良好", "fair": "一般", "poor": "较差"},
    )

with clause("五(四)"):
    unit.held_to_account = flag(
        "通报批评、限期整改 | Graded poor: criticised, to be put right in time, its head admonished",
        unit.grade == "poor",
    )

with clause("五(二)"):
    person.counts_in_quota = flag(
        "计入考核人数 | Whether the person takes part in the year's appraisal",
        known(person.appraised) & person.appraised,
    )
    person.is_nominated = flag(
        "拟评优秀 | Whether the unit nominates the person for excellent", known(person.nominated) & person.nominated
    )
    person.barred_not_appraised = flag(
        "不参加年度考核 | Who is not appraised cannot be graded excellent", ~person.counts_in_quota
    )
    listed = count(person, where=person.counts_in_quota)
    unit.headcount = counted(
        "考核人数 | A department's staff in the appraisal: those of its roster, or the number stated",
        when(unit.is_department, first_match((exists(person), listed), otherwise=unit.staff)),
    )
    unit.base_ratio = ratio(
        "优秀比例 | The share of a department's staff that may be excellent, by the department's grade",
        when(unit.is_department, lookup(p.excellent_ratios, unit.grade)),
    )
    unit.ratio_in_force = ratio("执行比例 | The share in force: the text adds nothing to it", unit.base_ratio)
    unit.exact_places = counted("名额(未取整) | Places before rounding", unit.headcount * unit.ratio_in_force)
    listed = known(unit.exact_places)
    unit.excellent_places = counted(
        "优秀名额 | Whole places: each department's rounded, or the whole city's shared out by remainders",
        choose(
            p.quota_rounding,
            half_up=to_whole(unit.exact_places),
            floor=to_whole(unit.exact_places, "floor"),
            largest_remainder=places_by_remainder(
                unit.exact_places,
                to_whole(total(unit.exact_places, where=listed), "floor"),
                where=listed,
                question="remainder_tie",
                prompt="余数相同,剩余的优秀名额是否给该单位? | Equal remainders: does this unit get one of the places left?",
            ),
        ),
    )
    city.headcount_total = counted(
        "全市考核人数 | Everybody who counts, in the whole city", total(unit.headcount, where=known(unit.headcount))
    )
    city.ceiling_exact = counted(
        "法定上限(未取整) | The most excellent grades that the state's rules leave the city, not rounded",
        city.headcount_total * p.statutory_excellent_ratio,
    )
    city.ceiling_places = counted(
        "法定上限名额 | The most excellent grades in the city", to_whole(city.ceiling_exact, "floor")
    )
    city.places_given = counted(
        "核定名额合计 | All places of the city", total(unit.excellent_places, where=known(unit.excellent_places))
    )
    listed = count(person, where=person.is_nominated)
    unit.excellent_people = counted(
        "拟评优秀人数 | People nominated: those of the roster, or the number stated",
        when(unit.is_department, first_match((exists(person), listed), otherwise=unit.nominees)),
    )
    unit.places_left = counted("剩余名额 | Places not taken", unit.excellent_places - unit.excellent_people)

with clause("三(一)2, 三(二)2"):
    stated = [known(lookup(p.common_marks, unit.body, item)) for item in COMMON_ITEMS]
    every = sum((first_match((one, 1), otherwise=0) for one in stated[1:]), first_match((stated[0], 1), otherwise=0))
    lost = first_match((known(lookup(p.common_marks, unit.body, "unnamed")), 1), otherwise=0)
    unit.items_wanted = counted(
        "应有共性目标项数 | How many common targets the unit is to be scored on",
        choose(p.unnamed_item, scored=every, left_out=every - lost),
    )
