"""The city government's performance evaluation, clause by clause.

Clauses are the document's own numbers. Read it in the document's order: what a unit may reach (三), the panel's part of its
score (四(一) to 四(三)4), the leaders' part (四(三)5), awards, grade and place (四(四)), excellent places (五(二)). Checks stand
at the end.
"""

from payout.rules import (
    Policy,
    band,
    best_of,
    by_voters,
    choose,
    completion,
    count,
    decide,
    exists,
    first_known,
    first_match,
    highest,
    known,
    least,
    lookup,
    lowered,
    places_by_remainder,
    rank,
    to_whole,
    total,
    weighted,
    when,
)

policy = Policy.load(__file__)
unit, common_mark, key_target = (policy.level(name) for name in ("unit", "common_mark", "key_target"))
leader, ballot, honour, merit_class = (
    policy.level(name) for name in ("leader", "ballot", "honour", "merit_class")
)
incident, person, city = (policy.level(name) for name in ("incident", "person", "city"))

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


# ---- Two and three: who is evaluated, and by what marks -----------------------------------------


@unit.rule(
    clause="二, 三(一), 三(二)", zh="评估对象", words={"county": "县(区)政府", "department": "市政府部门"}
)
def body(category):
    """A county, or a department of the city government: each has its own system of indicators."""
    return first_match((category == "county", "county"), otherwise="department")


@unit.rule(clause="五(二)", zh="市政府部门")
def is_department(body):
    """Whether the unit is a department."""
    return body == "department"


@common_mark.rule(clause="三(一)2, 三(二)2", zh="分项满分", measure="points")
def item_marks(unit, item, common_marks):
    """Full marks of the common target for this kind of unit."""
    return lookup(common_marks, unit.body, item)


@common_mark.rule(clause="三(一)2", zh="计分")
def counts(unnamed_item, item):
    """Whether the common target counts; the one whose name is lost does unless it is left out."""
    return choose(unnamed_item, scored=known(item), left_out=item != "unnamed")


@unit.rule(clause="三(一)2, 三(二)2", zh="共性目标满分", measure="points")
def common_reachable(common_full_marks, common_marks, body, unnamed_item):
    """What the common targets that count come to."""
    whole = lookup(common_full_marks, body)
    lost = first_known(lookup(common_marks, body, "unnamed"), 0)
    return choose(unnamed_item, scored=whole, left_out=whole - lost)


@unit.rule(clause="四(三)2", zh="共性目标得分(百分制)", measure="points")
def common_percent(common_scores, common_reachable, score_limit):
    """Marks for the common targets, as a part of what they come to, out of 100."""
    marks = total(common_scores.points, where=common_scores.counts)
    return completion(marks, common_reachable) * score_limit


@unit.rule(clause="三(一)1, 三(二)1, 四(三)4", zh="重点目标得分(百分制)", measure="points")
def key_percent(key_targets, key_full_marks, body, score_limit):
    """The panel's marks for the key targets, as a part of what they come to, out of 100."""
    return completion(total(key_targets.points), lookup(key_full_marks, body)) * score_limit


# ---- Four: the score -----------------------------------------------------------------------------


@unit.rule(clause="四(三)3", zh="权重合计", measure="points")
def weights_in_force(democratic_review, component_weights, democratic_weight):
    """What the weights that count come to: what the text states, and the democratic review where it counts."""
    stated = weighted(component_weights, **dict.fromkeys((*SCORED_BY_PANEL, *VOTERS), 1))
    return choose(democratic_review, counted=stated + democratic_weight, rescaled=stated)


@unit.rule(clause="四(三)3", zh="民主评估折算", measure="points")
def democratic_part(democratic_review, democratic, democratic_weight):
    """The democratic review by its weight, or nothing where the other weights are scaled up."""
    return choose(democratic_review, counted=democratic * democratic_weight, rescaled=0)


@unit.rule(clause="四(一), 四(二), 四(三)1, 四(三)2, 四(三)4", zh="评估组汇总分", measure="points")
def panel_part(
    base_work,
    scheduled,
    site_visits,
    self_assessment,
    common_percent,
    key_percent,
    democratic_part,
    component_weights,
    weights_in_force,
):
    """What the panel hands to the leaders: every part but theirs, by weight."""
    scored = weighted(
        component_weights,
        base_work=base_work,
        scheduled=scheduled,
        site_visits=site_visits,
        self_assessment=self_assessment,
        common=common_percent,
        key=key_percent,
    )
    return (scored + democratic_part) / weights_in_force


@leader.rule(clause="四(三)5", zh="评价主体", words=VOTERS)
def voters(post):
    """The group that the leader votes with: the mayor, those at the mayor's side, the deputy secretaries-general."""
    return first_match(
        (post == "mayor", "mayor"), (post == "deputy_secretary", "deputy_secretaries"), otherwise="deputies"
    )


@ballot.rule(clause="四(三)5", zh="评价主体", words=VOTERS)
def cast_by(leader):
    """The group of the leader who evaluates."""
    return leader.voters


@ballot.rule(clause="四(三)5", zh="评价得分", measure="points")
def ballot_points(unit, grade, place, score, cast_by, county_grade_points, place_points):
    """Points of one evaluation: a county's by its grade; a department's as the mayor scores, or by its place."""
    return first_match(
        (unit.body == "county", lookup(county_grade_points, grade)),
        (cast_by == "mayor", score),
        otherwise=band(place_points, place),
    )


@unit.rule(clause="四(三)5", zh="市长评价分", measure="points")
def mayor_part(component_weights, ballots, weights_in_force):
    """The mayor's evaluation by its weight."""
    return by_voters(component_weights, ballots.ballot_points, ballots.cast_by, ["mayor"]) / weights_in_force


@unit.rule(clause="四(三)5", zh="副市长、秘书长、助理评价分", measure="points")
def deputies_part(component_weights, ballots, weights_in_force):
    """The mean of the vice-mayors, the secretary-general and the mayor's assistants, by its weight."""
    votes = by_voters(component_weights, ballots.ballot_points, ballots.cast_by, ["deputies"])
    return votes / weights_in_force


@unit.rule(clause="四(三)5", zh="副秘书长评价分", measure="points")
def deputy_secretaries_part(component_weights, ballots, weights_in_force):
    """The mean of the deputy secretaries-general, by its weight."""
    votes = by_voters(component_weights, ballots.ballot_points, ballots.cast_by, ["deputy_secretaries"])
    return votes / weights_in_force


@unit.rule(clause="四(三)5", zh="市领导评价分", measure="points")
def leaders_part(mayor_part, deputies_part, deputy_secretaries_part):
    """What the leaders' evaluation adds to the score."""
    return mayor_part + deputies_part + deputy_secretaries_part


@unit.rule(clause="四(三)", zh="加权得分", measure="points")
def weighted_score(panel_part, leaders_part):
    """The score out of 100 before awards."""
    return panel_part + leaders_part


@honour.rule(clause="四(三)1", zh="可计加分", measure="points")
def counted_points(points, confirmed):
    """An award counts once the committee has confirmed it and it was shown to the public."""
    return first_match((confirmed, points), otherwise=0)


@merit_class.rule(clause="四(三)1", zh="最高一项加分", measure="points")
def best_points(honours):
    """The award with the most points for one ground."""
    return best_of(honours.counted_points)


@unit.rule(clause="四(三)1", zh="奖项加分", measure="points")
def honour_points(honour_limit, honours, merit_classes, weighted_score, score_limit):
    """Points for awards, as far as they go."""
    whole = total(honours.counted_points)
    return choose(
        honour_limit,
        unlimited=whole,
        best_of_each=total(merit_classes.best_points),
        within_full_marks=least(whole, score_limit - weighted_score),
    )


@unit.rule(clause="四(四)", zh="最终得分", measure="points")
def final_score(weighted_score, honour_points):
    """The weighted score and the points for awards."""
    return weighted_score + honour_points


@unit.rule(clause="四(三), 四(四)", zh="类别名次", measure="rank")
def place(final_score, category):
    """Place by score within the class: counties apart, and departments in three classes."""
    return rank(final_score, where=known(final_score), within=category)


@unit.rule(clause="四(四)", zh="按得分的等次", words=GRADES)
def grade_by_score(grade_bands, between_grades, final_score):
    """The grade that the score reaches."""
    stated = band(grade_bands, final_score)
    return choose(
        between_grades,
        fair=first_known(stated, "fair"),
        rounded=first_known(stated, band(grade_bands, to_whole(final_score))),
    )


@unit.rule(clause="四(四)", zh="降低一个等次")
def is_lowered(incidents):
    """Crimes, a grave loss or a veto may cost a grade: people decide."""
    answer = decide(
        "lower_grade",
        where=exists(incidents),
        answers={"yes": "是", "no": "否"},
        zh="有降等情形,是否降低一个评估等次?",
        en="There are grounds for a lower grade: is the unit lowered one grade?",
    )
    return first_known(answer == "yes", False)


@unit.rule(clause="四(四)", zh="评估等次", words=GRADES)
def grade(grade_by_score, is_lowered):
    """The unit's grade, one lower where that was decided; the lowest stays."""
    return lowered(grade_by_score, list(GRADES), where=is_lowered)


@unit.rule(clause="五(四)", zh="通报批评、限期整改")
def held_to_account(grade):
    """Graded poor: criticised, to be put right in time, its head admonished."""
    return grade == "poor"


# ---- Five: places for excellent grades -----------------------------------------------------------


@person.rule(clause="五(二)", zh="计入考核人数")
def counts_in_quota(appraised):
    """Whether the person takes part in the year's appraisal."""
    return known(appraised) & appraised


@person.rule(clause="五(二)", zh="拟评优秀")
def is_nominated(nominated):
    """Whether the unit nominates the person for excellent."""
    return known(nominated) & nominated


@person.rule(clause="五(二)", zh="不参加年度考核")
def barred_not_appraised(counts_in_quota):
    """Who is not appraised cannot be graded excellent."""
    return ~counts_in_quota


@unit.rule(clause="五(二)", zh="考核人数", measure="count")
def headcount(is_department, people, staff):
    """A department's staff in the appraisal: those of its roster, or the number stated."""
    listed = count(people, where=people.counts_in_quota)
    return when(is_department, first_match((exists(people), listed), otherwise=staff))


@unit.rule(clause="五(二)", zh="优秀比例", measure="ratio")
def base_ratio(is_department, excellent_ratios, grade):
    """The share of a department's staff that may be excellent, by the department's grade."""
    return when(is_department, lookup(excellent_ratios, grade))


@unit.rule(clause="五(二)", zh="执行比例", measure="ratio")
def ratio_in_force(base_ratio):
    """The share in force: the text adds nothing to it."""
    return base_ratio


@unit.rule(clause="五(二)", zh="名额(未取整)", measure="count")
def exact_places(headcount, ratio_in_force):
    """Places before rounding."""
    return headcount * ratio_in_force


@unit.rule(clause="五(二)", zh="优秀名额", measure="count")
def excellent_places(quota_rounding, exact_places):
    """Whole places: each department's rounded, or the whole city's shared out by remainders."""
    listed = known(exact_places)
    return choose(
        quota_rounding,
        half_up=to_whole(exact_places),
        floor=to_whole(exact_places, "floor"),
        largest_remainder=places_by_remainder(
            exact_places,
            to_whole(total(exact_places, where=listed), "floor"),
            where=listed,
            question="remainder_tie",
            zh="余数相同,剩余的优秀名额是否给该单位?",
            en="Equal remainders: does this unit get one of the places left?",
        ),
    )


@city.rule(clause="五(二)", zh="全市考核人数", measure="count")
def headcount_total(units):
    """Everybody who counts, in the whole city."""
    return total(units.headcount, where=known(units.headcount))


@city.rule(clause="五(二)", zh="法定上限(未取整)", measure="count")
def ceiling_exact(headcount_total, statutory_excellent_ratio):
    """The most excellent grades that the state's rules leave the city, not rounded."""
    return headcount_total * statutory_excellent_ratio


@city.rule(clause="五(二)", zh="法定上限名额", measure="count")
def ceiling_places(ceiling_exact):
    """The most excellent grades in the city."""
    return to_whole(ceiling_exact, "floor")


@city.rule(clause="五(二)", zh="核定名额合计", measure="count")
def places_given(units):
    """All places of the city."""
    return total(units.excellent_places, where=known(units.excellent_places))


@unit.rule(clause="五(二)", zh="拟评优秀人数", measure="count")
def excellent_people(is_department, people, nominees):
    """People nominated: those of the roster, or the number stated."""
    listed = count(people, where=people.is_nominated)
    return when(is_department, first_match((exists(people), listed), otherwise=nominees))


@unit.rule(clause="五(二)", zh="剩余名额", measure="count")
def places_left(excellent_places, excellent_people):
    """Places not taken."""
    return excellent_places - excellent_people


# ---- Checks: what no row may be ------------------------------------------------------------------


@unit.check(
    clause="四(三)3",
    zh="各项评估权重合计不是 100",
    expected=("参数 component_weights 与 democratic_weight 合计为 100", "the weights sum to 100"),
    fix=("改正参数中的权重", "correct the weights among the parameters"),
)
def weights_do_not_sum(component_weights, democratic_weight, score_limit):
    """The weights that the text states and that of the democratic review do not complete 100."""
    stated = weighted(component_weights, **dict.fromkeys((*SCORED_BY_PANEL, *VOTERS), 1))
    return stated + democratic_weight != score_limit


@unit.check(
    clause="四(一), 四(二), 四(三)1, 四(三)3",
    zh="有评估得分超过满分",
    column="unit_id",
    expected=("基础工作、调度、踏查、自评、民主评估均不超过 100 分", "each evaluation at most 100"),
    fix=("核对该行各项得分", "check the row's scores"),
)
def above_full_marks(base_work, scheduled, site_visits, self_assessment, democratic, score_limit):
    """An evaluation above full marks."""
    stated = (base_work, scheduled, site_visits, self_assessment)
    over = known(democratic) & (democratic > score_limit)
    for score in stated:
        over = over | (score > score_limit)
    return over


@unit.check(
    clause="四(三)3",
    zh="没有民主评估得分",
    column="democratic",
    expected=("0 至 100 的得分", "a score from 0 to 100"),
    fix=("填写得分,或另定口径", "fill in the score, or take the other reading"),
)
def no_democratic_review(democratic_review, democratic):
    """The democratic review counts, and the unit has none: missing, never nothing."""
    return choose(democratic_review, counted=~known(democratic), rescaled=False)


@common_mark.check(
    clause="三(一)2, 三(二)2",
    zh="该类单位没有这一共性目标",
    column="item",
    expected=("安全生产、缺名项只属县(区),应急值守只属部门", "an item of this kind of unit"),
    fix=("改正项目,或删去该行", "correct the item, or remove the row"),
)
def item_of_other_body(item_marks):
    """A common target that this kind of unit has not."""
    return ~known(item_marks)


@common_mark.check(
    clause="四(三)2",
    zh="共性目标得分超过分项满分",
    column="points",
    fix=("核对得分", "check the points"),
)
def above_item_marks(points, item_marks):
    """Points above the item's full marks."""
    return points > item_marks


@unit.rule(clause="三(一)2, 三(二)2", zh="应有共性目标项数", measure="count")
def items_wanted(common_marks, body, unnamed_item):
    """How many common targets the unit is to be scored on."""
    stated = [known(lookup(common_marks, body, item)) for item in COMMON_ITEMS]
    every = sum(
        (first_match((one, 1), otherwise=0) for one in stated[1:]), first_match((stated[0], 1), otherwise=0)
    )
    lost = first_match((known(lookup(common_marks, body, "unnamed")), 1), otherwise=0)
    return choose(unnamed_item, scored=every, left_out=every - lost)


@unit.check(
    clause="四(三)2",
    zh="共性目标得分不全",
    column="unit_id",
    expected=("每个共性目标一行", "one row for each common target"),
    fix=("补齐共性目标得分表中该单位的行", "complete the unit's rows of common targets"),
)
def common_incomplete(common_scores, items_wanted):
    """A common target without a score."""
    return count(common_scores, where=common_scores.counts) != items_wanted


@unit.check(
    clause="三(一)2, 三(二)2",
    zh="参数有误:共性目标分项满分之和不等于总分",
    column="category",
    expected=("县(区)10 分,部门 20 分", "10 for counties, 20 for departments"),
    fix=("改正分项满分或总分", "correct the marks of the items, or of all"),
)
def common_marks_do_not_sum(common_marks, common_full_marks, body):
    """The items' marks in force do not come to the marks of all common targets."""
    marks = [first_known(lookup(common_marks, body, item), 0) for item in COMMON_ITEMS]
    return sum(marks[1:], marks[0]) != lookup(common_full_marks, body)


@unit.check(
    clause="三(一)1, 三(二)1",
    zh="重点目标预赋分值之和有误",
    column="unit_id",
    expected=("县(区)90 分,部门 80 分", "90 for counties, 80 for departments"),
    fix=("核对重点目标得分表中该单位的分值", "check the marks of the unit's key targets"),
)
def key_marks_do_not_sum(key_targets, key_full_marks, body):
    """The key targets' marks do not come to what the text allots them."""
    return total(key_targets.full_marks) != lookup(key_full_marks, body)


@key_target.check(
    clause="四(三)4",
    zh="重点目标得分超过预赋分值",
    column="points",
    fix=("核对得分", "check the points"),
)
def above_target_marks(points, full_marks):
    """Points above the target's own marks."""
    return points > full_marks


@ballot.check(
    clause="四(三)5",
    zh="对县(区)的评价应填等次,不填排名和打分",
    column="grade",
    expected=("一等、二等、三等之一", "one of the three grades"),
    fix=("填评价等次,清空排名和打分", "fill in the grade, clear place and score"),
)
def county_not_graded(unit, grade, place, score):
    """A county is put in one of three grades, and nothing else."""
    return (unit.body == "county") & (~known(grade) | known(place) | known(score))


@ballot.check(
    clause="四(三)5",
    zh="市长对部门的评价应打分,不填等次和排名",
    column="score",
    expected=("0 至 100 的打分", "a score from 0 to 100"),
    fix=("填打分,清空等次和排名", "fill in the score, clear grade and place"),
)
def mayor_without_score(unit, cast_by, grade, place, score):
    """The mayor scores a department, and does nothing else."""
    return (unit.body == "department") & (cast_by == "mayor") & (~known(score) | known(grade) | known(place))


@ballot.check(
    clause="四(三)5",
    zh="对分管部门应排名,不填等次和打分",
    column="place",
    expected=("在该领导分管部门中的名次", "the place among the departments in the leader's charge"),
    fix=("填排名,清空等次和打分", "fill in the place, clear grade and score"),
)
def department_not_ranked(unit, cast_by, grade, place, score):
    """The others rank the departments in their charge, and do nothing else."""
    return (unit.body == "department") & (cast_by != "mayor") & (~known(place) | known(grade) | known(score))


@ballot.check(
    clause="四(三)5",
    zh="打分超过满分",
    column="score",
    expected=("0 至 100", "0 to 100"),
    fix=("核对打分", "check the score"),
)
def ballot_above_full_marks(score, score_limit):
    """A leader's score above full marks."""
    return score > score_limit


@ballot.check(
    clause="四(三)5",
    zh="同一领导把两个部门排在同一名次",
    column="place",
    expected=("名次不重复", "each place once"),
    fix=("请该领导重新排名", "ask the leader for a list without ties"),
)
def place_given_twice(leader, place):
    """Two departments at one place of a leader's list."""
    return known(place) & (count(place, within=(leader, place)) > 1)


@leader.check(
    clause="四(三)5",
    zh="排名有空缺",
    column="leader_id",
    expected=("从第 1 名起连续", "places from 1 without a gap"),
    fix=("核对该领导的排名", "check the leader's list"),
)
def places_with_a_gap(ballots):
    """A leader's list goes beyond the number of departments in it."""
    return highest(ballots.place, where=known(ballots.place)) > count(ballots.place)


@unit.check(
    clause="四(三)5",
    zh="没有市长的评价",
    column="unit_id",
    fix=("在市领导评价表中补齐", "add the row to the leaders' evaluations"),
)
def no_mayor(ballots):
    """The mayor has not evaluated the unit: missing, never nothing."""
    return ~exists(ballots, where=ballots.cast_by == "mayor")


@unit.check(
    clause="四(三)5",
    zh="没有副市长、秘书长或市长助理的评价",
    column="unit_id",
    fix=("在市领导评价表中补齐", "add the rows to the leaders' evaluations"),
)
def no_deputies(ballots):
    """No vice-mayor, secretary-general or assistant has evaluated the unit."""
    return ~exists(ballots, where=ballots.cast_by == "deputies")


@unit.check(
    clause="四(三)5",
    zh="没有副秘书长的评价",
    column="unit_id",
    fix=("在市领导评价表中补齐", "add the rows to the leaders' evaluations"),
)
def no_deputy_secretaries(ballots):
    """No deputy secretary-general has evaluated the unit."""
    return ~exists(ballots, where=ballots.cast_by == "deputy_secretaries")


@honour.check(
    clause="四(三)1",
    zh="加分尚未评审公示,不计",
    column="confirmed",
    severity="warning",
    fix=("公示后填“是”", "enter yes once it was shown to the public"),
)
def not_confirmed(confirmed):
    """The award is not confirmed yet: it does not count."""
    return ~confirmed


@unit.check(
    clause="五(二)",
    zh="填写的考核人数与人员表不符",
    column="staff",
    fix=("二者只留一种,或改正人数", "keep one of the two, or correct the number"),
)
def staff_differs_from_roster(people, staff, headcount):
    """The number stated is not that of the roster."""
    return exists(people) & known(staff) & (staff != headcount)


@unit.check(
    clause="五(二)",
    zh="填写的拟评优秀人数与人员表不符",
    column="nominees",
    fix=("二者只留一种,或改正人数", "keep one of the two, or correct the number"),
)
def nominees_differ_from_roster(people, nominees, excellent_people):
    """The number of nominees stated is not that of the roster."""
    return exists(people) & known(nominees) & (nominees != excellent_people)


@unit.check(
    clause="五(二)",
    zh="部门没有考核人数,不算优秀名额",
    column="staff",
    severity="warning",
    fix=("填参加年度考核人数,或报人员表", "state the number, or hand in the roster"),
)
def no_headcount(is_department, headcount):
    """A department without a number of staff gets no places yet."""
    return is_department & ~known(headcount)


@unit.check(
    clause="五(二)",
    zh="县(区)不按本办法定优秀比例,所报人数不计",
    column="staff",
    severity="warning",
    expected=("空", "blank"),
    fix=("清空人数,或删去人员", "clear the numbers, or remove the people"),
)
def county_with_staff(body, staff, nominees, people):
    """The text sets no share for counties: what they hand in is not read."""
    return (body == "county") & (known(staff) | known(nominees) | exists(people))


@unit.check(
    clause="五(二)",
    zh="拟评优秀人数超过名额",
    column="unit_id",
    severity="warning",
    fix=("减少拟评优秀人员", "nominate fewer people"),
)
def quota_exceeded(places_left):
    """More people are nominated than there are places."""
    return places_left < 0


@person.check(
    clause="五(二)",
    zh="不参加年度考核的人员不能评优秀",
    column="nominated",
    severity="warning",
    expected=("否", "no"),
    fix=("改正拟评优秀", "correct the nomination"),
)
def nominee_not_appraised(is_nominated, barred_not_appraised):
    """Somebody nominated is not appraised."""
    return is_nominated & barred_not_appraised


@incident.check(
    clause="四(四)",
    zh="降等事项没有写明事由",
    column="facts",
    severity="warning",
    fix=("写明事由", "state the facts"),
)
def incident_without_facts(facts):
    """An incident without its facts: the decision should rest on them."""
    return ~known(facts)
