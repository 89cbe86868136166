"""The city government's performance evaluation, clause by clause; clauses are the document's own numbers."""

from functools import reduce
from operator import add
from typing import Any

from payout.rules import *

from .tables import COMMON_ITEMS, GRADES

policy = Policy.load(__file__)
clause, p = policy.clause, policy.p
unit, common_mark, key_target = policy.symbols("unit", "common_mark", "key_target")
leader, ballot, honour, merit_class = policy.symbols("leader", "ballot", "honour", "merit_class")
incident, person, city = policy.symbols("incident", "person", "city")

BODIES = {"county": "县(区)政府", "department": "市政府部门"}
AGAINST = {"same": "一致", "higher": "自报偏高", "lower": "自报偏低"}
VOTERS = {"mayor": "市长", "deputies": "副市长、秘书长、市长助理", "deputy_secretaries": "副秘书长"}
all_weights = when(unit.weights_in_force > 0, unit.weights_in_force)

with clause("二, 三(一), 三(二)", "县(区)和部门各用一套指标 | counties and departments have indicators of their own"):
    unit.body = option(
        "评估对象 | a county, or a department of the city government",
        first_match((unit.category == "county", "county"), otherwise="department"),
        words=BODIES,
    )
    unit.is_department = flag("市政府部门 | a department", unit.body == "department", clause="五(二)")

with clause("三(一)2, 三(二)2", "共性目标分项赋分,县(区)与部门不同 | common targets: marks by item and kind of unit"):
    item_marks = [lookup(p.common_marks, unit.body, item) for item in COMMON_ITEMS]
    lost = lookup(p.common_marks, unit.body, "unnamed")
    common_mark.item_marks = points(
        "分项满分 | full marks of the common target for this kind of unit",
        lookup(p.common_marks, unit.body, common_mark.item),
    )
    common_mark.counts = flag(
        "计分 | the common target counts; the one whose name is lost does unless it is left out",
        choose(p.unnamed_item, scored=known(common_mark.item), left_out=common_mark.item != "unnamed"),
        clause="三(一)2",
    )
    whole = lookup(p.common_full_marks, unit.body)
    unit.common_reachable = points(
        "共性目标满分 | what the common targets that count come to",
        choose(p.unnamed_item, scored=whole, left_out=whole - first_known(lost, 0)),
    )
    every = reduce(add, (first_match((known(marks), 1), otherwise=0) for marks in item_marks))
    unit.items_wanted = counted(
        "应有共性目标项数 | how many common targets the unit is to be scored on",
        choose(p.unnamed_item, scored=every, left_out=every - first_match((known(lost), 1), otherwise=0)),
    )

with clause("四(一), 四(二), 四(三)1, 四(三)2, 四(三)4", "各项评估按权重计入 | each evaluation counts by its weight"):
    panel = {
        "base_work": unit.base_work,
        "scheduled": unit.scheduled,
        "site_visits": unit.site_visits,
        "self_assessment": unit.self_assessment,
        "common": unit.common_percent,
        "key": unit.key_percent,
    }
    unit.panel_part = points(
        "评估组汇总分 | what the panel hands to the leaders: every part but theirs, by weight",
        (weighted(p.component_weights, **panel) + unit.democratic_part) / all_weights,
    )

with clause("四(三)", "年终得分由评估组汇总和市领导评价组成 | the panel's part and the leaders' part make the score"):
    unit.weighted_score = points("加权得分 | out of 100, before awards", unit.panel_part + unit.leaders_part)

with clause("四(三)1", "突出业绩经评审、公示后加分 | outstanding work adds points, once confirmed and public"):
    honour.counted_points = points(
        "可计加分 | its points, once confirmed and public", first_match((honour.confirmed, honour.points), otherwise=0)
    )
    merit_class.best_points = points("最高一项加分 | the best award of one ground", best_of(honour.counted_points))
    whole = total(honour.counted_points)
    unit.honour_points = points(
        "奖项加分 | points for awards, as far as they go",
        choose(
            p.honour_limit,
            unlimited=whole,
            best_of_each=total(merit_class.best_points),
            within_full_marks=least(whole, p.score_limit - unit.weighted_score),
        ),
    )

with clause("四(三)2", "职能部门按预赋分值评共性目标 | the departments in charge mark the common targets"):
    marked = total(common_mark.points, where=common_mark.counts)
    unit.common_percent = points(
        "共性目标得分(百分制) | marks as a part of what the common targets come to, out of 100",
        completion(marked, when(unit.common_reachable > 0, unit.common_reachable)) * p.score_limit,
    )

with clause("四(三)3", "民主评估一项,原文缺失 | the democratic review, which the copy of the text lost"):
    stated_weights = weighted(p.component_weights, **dict.fromkeys((*panel, *VOTERS), 1))
    unit.weights_in_force = points(
        "权重合计 | weights that count: those that the text states, and the democratic review's where it counts",
        choose(p.democratic_review, counted=stated_weights + p.democratic_weight, rescaled=stated_weights),
    )
    unit.democratic_part = points(
        "民主评估折算 | the democratic review by its weight; nothing where the other weights are scaled up",
        choose(p.democratic_review, counted=unit.democratic * p.democratic_weight, rescaled=0),
    )

with clause("三(一)1, 三(二)1, 四(三)4", "重点目标逐项评分并折算 | each key target is marked, and the marks converted"):
    unit.key_percent = points(
        "重点目标得分(百分制) | marks as a part of what the key targets come to, out of 100",
        completion(total(key_target.points), lookup(p.key_full_marks, unit.body)) * p.score_limit,
    )

with clause("四(三)5", "市领导加权评估 | the leaders' evaluation: counties by grade, departments by score or place"):
    leader.voters = option(
        "评价主体 | the group that the leader votes with",
        first_match(
            (leader.post == "mayor", "mayor"),
            (leader.post == "deputy_secretary", "deputy_secretaries"),
            otherwise="deputies",
        ),
        words=VOTERS,
    )
    ballot.cast_by = option("评价主体 | the group of the leader who evaluates", leader.voters, words=VOTERS)
    ballot.ballot_points = points(
        "评价得分 | a county's by its grade; a department's as the mayor scores, or by its place",
        first_match(
            (unit.body == "county", lookup(p.county_grade_points, ballot.grade)),
            (ballot.cast_by == "mayor", ballot.score),
            otherwise=band(p.place_points, ballot.place),
        ),
    )
    votes = {
        group: by_voters(p.component_weights, ballot.ballot_points, ballot.cast_by, [group]) / all_weights
        for group in VOTERS
    }
    unit.mayor_part = points("市长评价分 | the mayor's evaluation by its weight", votes["mayor"])
    unit.deputies_part = points(
        "副市长、秘书长、助理评价分 | the mean of vice-mayors, secretary-general and assistants", votes["deputies"]
    )
    unit.deputy_secretaries_part = points(
        "副秘书长评价分 | the mean of the deputy secretaries-general", votes["deputy_secretaries"]
    )
    unit.leaders_part = points(
        "市领导评价分 | what the leaders' evaluation adds to the score",
        unit.mayor_part + unit.deputies_part + unit.deputy_secretaries_part,
    )

with clause("四(四)", "按得分排名定等,有降等情形的可降一等 | places and grades by score; grave cases may cost a grade"):
    unit.final_score = points("最终得分 | with points for awards", unit.weighted_score + unit.honour_points)
    unit.place = place(
        "类别名次 | counties apart; departments in three classes, or all together",
        choose(
            p.ranked_among,
            category=rank(unit.final_score, where=known(unit.final_score), within=unit.category),
            body=rank(unit.final_score, where=known(unit.final_score), within=unit.body),
        ),
        clause="四(三), 四(四)",
    )
    as_stated, to_a_point = band(p.grade_bands, unit.final_score), band(p.grade_bands, to_whole(unit.final_score))
    unit.grade_by_score = option(
        "按得分的等次 | the grade that the score reaches",
        choose(p.between_grades, fair=first_known(as_stated, "fair"), rounded=first_known(as_stated, to_a_point)),
        words=GRADES,
    )
    asked = "有降等情形,是否降低一个评估等次? | There are grounds for a lower grade: is the unit lowered one grade?"
    answer = decide("lower_grade", asked, where=exists(incident))
    unit.is_lowered = flag(
        "降低一个等次 | crimes, a grave loss or a veto may cost a grade: people decide",
        first_known(answer == "yes", False),
    )
    unit.grade = option(
        "评估等次 | one lower where that was decided; the lowest stays",
        lowered(unit.grade_by_score, list(GRADES), where=unit.is_lowered),
        words=GRADES,
    )

with clause("四(四)", "拟定奖励对象,征求意见后提交审定 | who is to be rewarded: proposed, consulted on, then settled"):
    unit.proposed = flag(
        "拟奖励 | proposed for reward by its grade",
        choose(p.rewarded, excellent=unit.grade == "excellent", good=is_in(unit.grade, ["excellent", "good"])),
    )
    agreed = first_known(unit.consulted == "agreed", False)
    unit.to_submit = flag("可提交审定 | proposed, and nobody who was asked objects", unit.proposed & agreed)

with clause("四(三)1", "单位自报等次,与评定等次对照 | the grade that a unit gives itself, beside the one it gets"):

    def order_of(grade: Any) -> Any:
        """Where a grade stands: 1 is the highest."""
        return first_match(*((grade == name, at) for at, name in enumerate(GRADES, 1)))

    own, ours = order_of(unit.own_grade), order_of(unit.grade)
    unit.own_against_ours = option(
        "自报与评定 | the unit's own grade against the one it gets",
        when(known(unit.own_grade), first_match((own < ours, "higher"), (own > ours, "lower"), otherwise="same")),
        words=AGAINST,
    )
    unit.grades_differ = flag(
        "自报与评定不同 | it gave itself another grade",
        first_known(unit.own_against_ours != "same", False),
    )

with clause("五(二)", "部门等次决定工作人员年度考核优秀比例 | a department's grade sets its share of excellent staff"):
    person.counts_in_quota = flag("计入考核人数 | takes part in the year's appraisal", person.appraised)
    person.is_nominated = flag("拟评优秀 | nominated for excellent", person.nominated)
    person.barred_not_appraised = flag("不参加年度考核 | cannot be graded excellent", ~person.counts_in_quota)
    listed, nominated = count(person, where=person.counts_in_quota), count(person, where=person.is_nominated)
    unit.headcount = counted(
        "考核人数 | a department's staff in the appraisal: those of its roster, or the number stated",
        when(unit.is_department, first_match((exists(person), listed), otherwise=unit.staff)),
    )
    civil = person.staff_kind == "civil"
    civil_listed = count(person, where=person.counts_in_quota & civil)
    civil_nominated = count(person, where=person.is_nominated & civil)
    unit.civil_headcount = counted(
        "公务员考核人数 | civil servants in the appraisal",
        when(unit.is_department, first_match((exists(person), civil_listed), otherwise=unit.civil_staff)),
    )
    unit.institution_headcount = counted(
        "事业人员考核人数 | institution staff in the appraisal", unit.headcount - unit.civil_headcount
    )
    unit.civil_people = counted(
        "公务员拟评优秀人数 | civil servants nominated",
        when(unit.is_department, first_match((exists(person), civil_nominated), otherwise=unit.civil_nominees)),
    )
    unit.kinds_apart = flag(
        "两类分别计算名额 | civil servants and institution staff have places of their own",
        choose(p.quota_kinds, together=False, apart=known(unit.civil_headcount) & known(unit.headcount)),
    )
    unit.staff_reported = flag(
        "只报人数 | a department that reports numbers and lists nobody", unit.is_department & ~exists(person)
    )
    unit.base_ratio = ratio(
        "优秀比例 | the share that may be excellent, by the department's grade",
        when(unit.is_department, lookup(p.excellent_ratios, unit.grade)),
    )
    unit.ratio_in_force = ratio("执行比例 | the text adds nothing to it", unit.base_ratio)
    unit.exact_places = counted("名额(未取整) | places before rounding", unit.headcount * unit.ratio_in_force)

    def places_of(exact: Any, question: str) -> Any:
        """Whole places of one kind of staff, where the kinds are apart."""
        has_kind = known(exact) & unit.kinds_apart
        by_remainder = places_by_remainder(
            exact,
            to_whole(total(exact, where=has_kind), "floor"),
            where=has_kind,
            question=question,
            prompt="余数相同,剩余的优秀名额是否给该单位? | Equal remainders: does this unit get one of the places left?",
        )
        half_up, floor = to_whole(exact), to_whole(exact, "floor")
        whole = choose(p.quota_rounding, half_up=half_up, floor=floor, largest_remainder=by_remainder)
        return when(unit.kinds_apart, whole)

    unit.civil_exact = counted(
        "公务员名额(未取整) | of civil servants, before rounding", unit.civil_headcount * unit.ratio_in_force
    )
    unit.institution_exact = counted(
        "事业人员名额(未取整) | of institution staff, before rounding",
        unit.institution_headcount * unit.ratio_in_force,
    )
    unit.civil_places = counted(
        "公务员优秀名额 | places of civil servants", places_of(unit.civil_exact, "civil_remainder_tie")
    )
    unit.institution_places = counted(
        "事业人员优秀名额 | places of institution staff",
        places_of(unit.institution_exact, "institution_remainder_tie"),
    )
    has_places = known(unit.exact_places) & ~unit.kinds_apart
    by_remainder = places_by_remainder(
        unit.exact_places,
        to_whole(total(unit.exact_places, where=has_places), "floor"),
        where=has_places,
        question="remainder_tie",
        prompt="余数相同,剩余的优秀名额是否给该单位? | Equal remainders: does this unit get one of the places left?",
    )
    whole_places = choose(
        p.quota_rounding,
        half_up=to_whole(unit.exact_places),
        floor=to_whole(unit.exact_places, "floor"),
        largest_remainder=by_remainder,
    )
    unit.excellent_places = counted(
        "优秀名额 | whole places: each department's rounded, or the whole city's shared out by remainders",
        first_match((unit.kinds_apart, unit.civil_places + unit.institution_places), otherwise=whole_places),
    )
    unit.excellent_people = counted(
        "拟评优秀人数 | people nominated: those of the roster, or the number stated",
        when(unit.is_department, first_match((exists(person), nominated), otherwise=unit.nominees)),
    )
    unit.institution_people = counted(
        "事业人员拟评优秀人数 | institution staff nominated", unit.excellent_people - unit.civil_people
    )
    unit.places_left = counted("剩余名额 | places not taken", unit.excellent_places - unit.excellent_people)
    city.headcount_total = counted("全市考核人数 | all who count", total(unit.headcount, where=known(unit.headcount)))
    city.ceiling_exact = counted(
        "法定上限(未取整) | the most excellent grades that the state's rules leave the city",
        city.headcount_total * p.statutory_excellent_ratio,
    )
    city.ceiling_places = counted("法定上限名额 | in whole places", to_whole(city.ceiling_exact, "floor"))
    city.places_given = counted(
        "核定名额合计 | all places together", total(unit.excellent_places, where=known(unit.excellent_places))
    )

with clause("五(四)", "较差的单位通报批评、限期整改 | poor units are criticised, and put right in time"):
    unit.held_to_account = flag("通报批评、限期整改 | graded poor; its head is admonished", unit.grade == "poor")
