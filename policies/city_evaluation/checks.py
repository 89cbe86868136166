"""What no row may be: checks of City government performance evaluation."""

from payout.rules import *

from .rules import (
    COMMON_ITEMS,
    SCORED_BY_PANEL,
    VOTERS,
    ballot,
    clause,
    common_mark,
    honour,
    incident,
    key_target,
    leader,
    p,
    person,
    unit,
)

with clause("四(三)3"):
    stated = weighted(p.component_weights, **dict.fromkeys((*SCORED_BY_PANEL, *VOTERS), 1))
    unit.weights_do_not_sum = refused(
        "各项评估权重合计不是 100 | The weights that the text states and that of the democratic review do not complete 100",
        stated + p.democratic_weight != p.score_limit,
        expected="参数 component_weights 与 democratic_weight 合计为 100 | the weights sum to 100",
        fix="改正参数中的权重 | correct the weights among the parameters",
    )

with clause("四(一), 四(二), 四(三)1, 四(三)3"):
    stated = (unit.base_work, unit.scheduled, unit.site_visits, unit.self_assessment)
    over = known(unit.democratic) & (unit.democratic > p.score_limit)
    for score in stated:
        over = over | (score > p.score_limit)
    unit.above_full_marks = refused(
        "有评估得分超过满分 | An evaluation above full marks",
        over,
        at=unit.unit_id,
        expected="基础工作、调度、踏查、自评、民主评估均不超过 100 分 | each evaluation at most 100",
        fix="核对该行各项得分 | check the row's scores",
    )

with clause("四(三)3"):
    unit.no_democratic_review = refused(
        "没有民主评估得分 | The democratic review counts, and the unit has none: missing, never nothing",
        choose(p.democratic_review, counted=~known(unit.democratic), rescaled=False),
        at=unit.democratic,
        expected="0 至 100 的得分 | a score from 0 to 100",
        fix="填写得分,或另定口径 | fill in the score, or take the other reading",
    )

with clause("三(一)2, 三(二)2"):
    common_mark.item_of_other_body = refused(
        "该类单位没有这一共性目标 | A common target that this kind of unit has not",
        ~known(common_mark.item_marks),
        at=common_mark.item,
        expected="安全生产、缺名项只属县(区),应急值守只属部门 | an item of this kind of unit",
        fix="改正项目,或删去该行 | correct the item, or remove the row",
    )

with clause("四(三)2"):
    common_mark.above_item_marks = refused(
        "共性目标得分超过分项满分 | Points above the item's full marks",
        common_mark.points > common_mark.item_marks,
        at=common_mark.points,
        fix="核对得分 | check the points",
    )
    unit.common_incomplete = refused(
        "共性目标得分不全 | A common target without a score",
        count(common_mark, where=common_mark.counts) != unit.items_wanted,
        at=unit.unit_id,
        expected="每个共性目标一行 | one row for each common target",
        fix="补齐共性目标得分表中该单位的行 | complete the unit's rows of common targets",
    )

with clause("三(一)2, 三(二)2"):
    marks = [first_known(lookup(p.common_marks, unit.body, item), 0) for item in COMMON_ITEMS]
    unit.common_marks_do_not_sum = refused(
        "参数有误:共性目标分项满分之和不等于总分 | The items' marks in force do not come to the marks of all common targets",
        sum(marks[1:], marks[0]) != lookup(p.common_full_marks, unit.body),
        at=unit.category,
        expected="县(区)10 分,部门 20 分 | 10 for counties, 20 for departments",
        fix="改正分项满分或总分 | correct the marks of the items, or of all",
    )

with clause("三(一)1, 三(二)1"):
    unit.key_marks_do_not_sum = refused(
        "重点目标预赋分值之和有误 | The key targets' marks do not come to what the text allots them",
        total(key_target.full_marks) != lookup(p.key_full_marks, unit.body),
        at=unit.unit_id,
        expected="县(区)90 分,部门 80 分 | 90 for counties, 80 for departments",
        fix="核对重点目标得分表中该单位的分值 | check the marks of the unit's key targets",
    )

with clause("四(三)4"):
    key_target.above_target_marks = refused(
        "重点目标得分超过预赋分值 | Points above the target's own marks",
        key_target.points > key_target.full_marks,
        at=key_target.points,
        fix="核对得分 | check the points",
    )

with clause("四(三)5"):
    ballot.county_not_graded = refused(
        "对县(区)的评价应填等次,不填排名和打分 | A county is put in one of three grades, and nothing else",
        (unit.body == "county") & (~known(ballot.grade) | known(ballot.place) | known(ballot.score)),
        at=ballot.grade,
        expected="一等、二等、三等之一 | one of the three grades",
        fix="填评价等次,清空排名和打分 | fill in the grade, clear place and score",
    )
    ballot.mayor_without_score = refused(
        "市长对部门的评价应打分,不填等次和排名 | The mayor scores a department, and does nothing else",
        (unit.body == "department")
        & (ballot.cast_by == "mayor")
        & (~known(ballot.score) | known(ballot.grade) | known(ballot.place)),
        at=ballot.score,
        expected="0 至 100 的打分 | a score from 0 to 100",
        fix="填打分,清空等次和排名 | fill in the score, clear grade and place",
    )
    ballot.department_not_ranked = refused(
        "对分管部门应排名,不填等次和打分 | The others rank the departments in their charge, and do nothing else",
        (unit.body == "department")
        & (ballot.cast_by != "mayor")
        & (~known(ballot.place) | known(ballot.grade) | known(ballot.score)),
        at=ballot.place,
        expected="在该领导分管部门中的名次 | the place among the departments in the leader's charge",
        fix="填排名,清空等次和打分 | fill in the place, clear grade and score",
    )
    ballot.ballot_above_full_marks = refused(
        "打分超过满分 | A leader's score above full marks",
        ballot.score > p.score_limit,
        at=ballot.score,
        expected="0 至 100 | 0 to 100",
        fix="核对打分 | check the score",
    )
    ballot.place_given_twice = refused(
        "同一领导把两个部门排在同一名次 | Two departments at one place of a leader's list",
        known(ballot.place) & (count(ballot.place, within=(leader, ballot.place)) > 1),
        at=ballot.place,
        expected="名次不重复 | each place once",
        fix="请该领导重新排名 | ask the leader for a list without ties",
    )
    leader.places_with_a_gap = refused(
        "排名有空缺 | A leader's list goes beyond the number of departments in it",
        highest(ballot.place, where=known(ballot.place)) > count(ballot.place),
        at=leader.leader_id,
        expected="从第 1 名起连续 | places from 1 without a gap",
        fix="核对该领导的排名 | check the leader's list",
    )
    unit.no_mayor = refused(
        "没有市长的评价 | The mayor has not evaluated the unit: missing, never nothing",
        ~exists(ballot, where=ballot.cast_by == "mayor"),
        at=unit.unit_id,
        fix="在市领导评价表中补齐 | add the row to the leaders' evaluations",
    )
    unit.no_deputies = refused(
        "没有副市长、秘书长或市长助理的评价 | No vice-mayor, secretary-general or assistant has evaluated the unit",
        ~exists(ballot, where=ballot.cast_by == "deputies"),
        at=unit.unit_id,
        fix="在市领导评价表中补齐 | add the rows to the leaders' evaluations",
    )
    unit.no_deputy_secretaries = refused(
        "没有副秘书长的评价 | No deputy secretary-general has evaluated the unit",
        ~exists(ballot, where=ballot.cast_by == "deputy_secretaries"),
        at=unit.unit_id,
        fix="在市领导评价表中补齐 | add the rows to the leaders' evaluations",
    )

with clause("四(三)1"):
    honour.not_confirmed = doubtful(
        "加分尚未评审公示,不计 | The award is not confirmed yet: it does not count",
        ~honour.confirmed,
        at=honour.confirmed,
        fix="公示后填“是” | enter yes once it was shown to the public",
    )

with clause("五(二)"):
    unit.staff_differs_from_roster = refused(
        "填写的考核人数与人员表不符 | The number stated is not that of the roster",
        exists(person) & known(unit.staff) & (unit.staff != unit.headcount),
        at=unit.staff,
        fix="二者只留一种,或改正人数 | keep one of the two, or correct the number",
    )
    unit.nominees_differ_from_roster = refused(
        "填写的拟评优秀人数与人员表不符 | The number of nominees stated is not that of the roster",
        exists(person) & known(unit.nominees) & (unit.nominees != unit.excellent_people),
        at=unit.nominees,
        fix="二者只留一种,或改正人数 | keep one of the two, or correct the number",
    )
    unit.no_headcount = doubtful(
        "部门没有考核人数,不算优秀名额 | A department without a number of staff gets no places yet",
        unit.is_department & ~known(unit.headcount),
        at=unit.staff,
        fix="填参加年度考核人数,或报人员表 | state the number, or hand in the roster",
    )
    unit.county_with_staff = doubtful(
        "县(区)不按本办法定优秀比例,所报人数不计 | The text sets no share for counties: what they hand in is not read",
        (unit.body == "county") & (known(unit.staff) | known(unit.nominees) | exists(person)),
        at=unit.staff,
        expected="空 | blank",
        fix="清空人数,或删去人员 | clear the numbers, or remove the people",
    )
    unit.quota_exceeded = doubtful(
        "拟评优秀人数超过名额 | More people are nominated than there are places",
        unit.places_left < 0,
        at=unit.unit_id,
        fix="减少拟评优秀人员 | nominate fewer people",
    )
    person.nominee_not_appraised = doubtful(
        "不参加年度考核的人员不能评优秀 | Somebody nominated is not appraised",
        person.is_nominated & person.barred_not_appraised,
        at=person.nominated,
        expected="否 | no",
        fix="改正拟评优秀 | correct the nomination",
    )

with clause("四(四)"):
    incident.incident_without_facts = doubtful(
        "降等事项没有写明事由 | An incident without its facts: the decision should rest on them",
        ~known(incident.facts),
        at=incident.facts,
        fix="写明事由 | state the facts",
    )
