"""What no row may be; limits of one cell stand on their columns in tables.py."""

from functools import reduce
from operator import add

from payout.rules import *

from .rules import ballot, clause, common_mark, honour, item_marks, key_target, leader, p, person, stated_weights, unit

county = unit.body == "county"

with clause("四(三)3"):
    unit.weights_do_not_sum = refused(
        "各项评估权重合计不是 100 | the stated weights and the democratic review's do not complete 100",
        stated_weights + p.democratic_weight != p.score_limit,
        fix="改正参数中的权重 | correct the weights among the parameters",
    )

with clause("三(一)2, 三(二)2"):
    common_mark.item_of_other_body = refused(
        "该类单位没有这一共性目标 | a common target that this kind of unit has not",
        ~known(common_mark.item_marks),
        at=common_mark.item,
        expected="安全生产、缺名项只属县(区),应急值守只属部门 | an item of this kind of unit",
    )
    unit.common_marks_do_not_sum = refused(
        "参数有误:共性目标分项满分之和不等于总分 | the items' marks do not come to the marks of all common targets",
        reduce(add, (first_known(marks, 0) for marks in item_marks)) != lookup(p.common_full_marks, unit.body),
        at=unit.category,
        expected="县(区)10 分,部门 20 分 | 10 for counties, 20 for departments",
        fix="改正分项满分或总分 | correct the marks of the items, or of all",
    )

with clause("四(三)2"):
    unit.common_incomplete = refused(
        "共性目标得分不全 | a common target without a score",
        count(common_mark, where=common_mark.counts) != unit.items_wanted,
        at=unit.unit_id,
        fix="补齐共性目标得分表中该单位的行 | complete the unit's rows of common targets",
    )

with clause("三(一)1, 三(二)1"):
    unit.key_marks_do_not_sum = refused(
        "重点目标预赋分值之和有误 | the key targets' marks do not come to what the text allots them",
        total(key_target.full_marks) != lookup(p.key_full_marks, unit.body),
        at=unit.unit_id,
        expected="县(区)90 分,部门 80 分 | 90 for counties, 80 for departments",
        fix="核对重点目标得分表中该单位的分值 | check the marks of the unit's key targets",
    )

with clause("四(三)5"):
    mayor, graded = ballot.cast_by == "mayor", known(ballot.grade)
    placed, scored = known(ballot.place), known(ballot.score)
    ballot.county_not_graded = refused(
        "对县(区)的评价应填等次,不填排名和打分 | a county is put in one of three grades, and nothing else",
        county & (~graded | placed | scored),
        at=ballot.grade,
        fix="填评价等次,清空排名和打分 | fill in the grade, clear place and score",
    )
    ballot.mayor_without_score = refused(
        "市长对部门的评价应打分,不填等次和排名 | the mayor scores a department, and does nothing else",
        unit.is_department & mayor & (~scored | graded | placed),
        at=ballot.score,
        fix="填打分,清空等次和排名 | fill in the score, clear grade and place",
    )
    ballot.department_not_ranked = refused(
        "对分管部门应排名,不填等次和打分 | the others rank the departments in their charge, and do nothing else",
        unit.is_department & ~mayor & (~placed | graded | scored),
        at=ballot.place,
        fix="填排名,清空等次和打分 | fill in the place, clear grade and score",
    )
    leader.places_with_a_gap = refused(
        "排名有空缺 | a leader's list goes beyond the number of departments in it",
        highest(ballot.place, where=placed) > count(ballot.place),
        at=leader.leader_id,
        expected="从第 1 名起连续 | places from 1 without a gap",
        fix="核对该领导的排名 | check the leader's list",
    )
    ask = "在市领导评价表中补齐 | add it to the leaders' evaluations"
    unit.no_mayor = refused("没有市长的评价 | none by the mayor", ~exists(mayor), at=unit.unit_id, fix=ask)
    unit.no_deputies = refused(
        "没有副市长、秘书长或市长助理的评价 | none by a vice-mayor, the secretary-general or an assistant",
        ~exists(ballot.cast_by == "deputies"),
        at=unit.unit_id,
        fix=ask,
    )
    unit.no_deputy_secretaries = refused(
        "没有副秘书长的评价 | none by a deputy secretary-general",
        ~exists(ballot.cast_by == "deputy_secretaries"),
        at=unit.unit_id,
        fix=ask,
    )

with clause("四(三)1"):
    honour.not_confirmed = doubtful(
        "加分尚未评审公示,不计 | the award is not confirmed yet: it does not count",
        ~honour.confirmed,
        at=honour.confirmed,
        fix="公示后填“是” | enter yes once it was shown to the public",
    )

with clause("四(四)"):
    unit.reward_objected = doubtful(
        "拟奖励而征求意见有异议,不列为可提交 | proposed for reward, and there is an objection: not to be submitted",
        unit.proposed & (unit.consulted == "objected"),
        at=unit.consulted,
        fix="核实后改正,或不列入 | look into it and correct it, or leave the unit out",
    )

with clause("五(二)"):
    one_of_both = "二者只留一种,或改正人数 | keep one of the two, or correct the number"
    unit.staff_differs_from_roster = refused(
        "填写的考核人数与人员表不符 | the number stated is not that of the roster",
        exists(person) & known(unit.staff) & (unit.staff != unit.headcount),
        at=unit.staff,
        fix=one_of_both,
    )
    unit.nominees_differ_from_roster = refused(
        "填写的拟评优秀人数与人员表不符 | the number of nominees stated is not that of the roster",
        exists(person) & known(unit.nominees) & (unit.nominees != unit.excellent_people),
        at=unit.nominees,
        fix=one_of_both,
    )
    civil_stated, civil_named = known(unit.civil_staff), known(unit.civil_nominees)
    unit.civil_staff_differ = refused(
        "填写的公务员人数与人员表不符 | the number of civil servants is not that of the roster",
        exists(person) & civil_stated & (unit.civil_staff != unit.civil_headcount),
        at=unit.civil_staff,
        fix=one_of_both,
    )
    unit.civil_nominees_differ = refused(
        "填写的公务员拟评优秀人数与人员表不符 | the civil servants nominated are not those of the roster",
        exists(person) & civil_named & (unit.civil_nominees != unit.civil_people),
        at=unit.civil_nominees,
        fix=one_of_both,
    )
    unit.kinds_not_told = doubtful(
        "没有公务员人数,名额合并计算 | no number of civil servants: the places are counted together",
        choose(p.quota_kinds, together=False, apart=known(unit.headcount) & ~unit.kinds_apart),
        at=unit.civil_staff,
        fix="填其中公务员人数,或报人员表 | state how many are civil servants, or hand in the roster",
    )
    unit.kind_exceeded = doubtful(
        "一类人员拟评优秀人数超过该类名额 | more of one kind are nominated than it has places",
        (unit.civil_people > unit.civil_places) | (unit.institution_people > unit.institution_places),
        at=unit.unit_id,
        fix="减少该类拟评优秀人员 | nominate fewer of that kind",
    )
    unit.no_headcount = doubtful(
        "部门没有考核人数,不算优秀名额 | a department without a number of staff gets no places yet",
        unit.is_department & ~known(unit.headcount),
        at=unit.staff,
        fix="填参加年度考核人数,或报人员表 | state the number, or hand in the roster",
    )
    unit.county_with_staff = doubtful(
        "县(区)不按本办法定优秀比例,所报人数不计 | the text sets no share for counties: what they hand in is not read",
        county & (known(unit.staff) | known(unit.nominees) | exists(person)),
        at=unit.staff,
        fix="清空人数,或删去人员 | clear the numbers, or remove the people",
    )
    unit.quota_exceeded = doubtful(
        "拟评优秀人数超过名额 | more people are nominated than there are places",
        unit.places_left < 0,
        at=unit.unit_id,
        fix="减少拟评优秀人员 | nominate fewer people",
    )
    person.nominee_not_appraised = doubtful(
        "不参加年度考核的人员不能评优秀 | somebody nominated is not appraised",
        person.is_nominated & person.barred_not_appraised,
        at=person.nominated,
    )
