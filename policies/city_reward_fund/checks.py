"""What no row may be. Limits of one cell stand on their columns in tables.py."""

from payout.rules import *

from .rules import award_class, clause, department, fund, p, person, task_award

budgets = p.division == "budgets"
pay_after_notice = "公示无异议后填“是”,再发放 | enter yes once the notice passed, and pay after that"

with clause("二(三)"):
    one_part = known(department.front_score) != known(department.overall_score)
    department.score_incomplete = refused(
        "战线评分与全面评估只有一个 | one of the front's and the overall score, and no settled one",
        ~known(department.score) & one_part,
        at=department.score,
        expected="两个得分,或评定的考核得分 | both scores, or the settled one",
        fix="补填另一个得分 | enter the other score",
    )
    department.scored_twice = refused(
        "既有考核得分,又有全面评估得分 | a settled score and an overall one: only one can count",
        known(department.score) & known(department.overall_score),
        at=department.score,
        fix="清空其中一个 | clear one of them",
    )
    graded_below = known(department.final_score) & known(department.grade) & (department.grade != "excellent")
    department.grade_against_score = doubtful(
        "评为优秀,而有得分更高的部门不是优秀 | graded excellent, while a department with more points is not",
        (department.grade == "excellent")
        & (department.final_score < highest(department.final_score, where=graded_below, within=fund)),
        at=department.grade,
        fix="核对得分和等次 | check scores and grades",
    )

with clause("二(四)"):
    department.unit_award_without_score = refused(
        "获奖单位没有考核得分 | a prize for a unit that has no score",
        department.unit_advanced & ~known(department.final_score),
        at=department.class_id,
        expected="有考核得分 | a score",
        fix="补填得分,或清空奖励档次 | enter the score, or clear the class",
        clause="二(三), 二(四)",
    )
    department.authority_missing = doubtful(
        "三权在上部门没有写明上级主管部门,无从通报 | run from above, with no authority above to be told",
        department.vertical & ~known(department.authority) & (count(department.authority, within=fund) > 0),
        at=department.authority,
        fix="填上级主管部门 | name the authority above",
    )
    department.unit_in_class_of_people = refused(
        "部门填了个人的档次 | a unit in a class for people",
        award_class.recipients == "person",
        at=department.class_id,
        expected="奖励对象为单位的档次 | a class for units",
    )
    person.person_in_class_of_units = refused(
        "个人填了单位的档次 | a person in a class for units",
        award_class.recipients == "unit",
        at=person.class_id,
        expected="奖励对象为个人的档次 | a class for people",
    )
    no_heads = (p.unit_weighing == "headcount") & ~first_known(department.headcount > 0, False)
    department.without_headcount = refused(
        "按人数计权,获奖单位没有人数 | weights are by headcount, and an advanced unit has none",
        department.unit_advanced & no_heads,
        at=department.headcount,
        expected="不少于 1 人 | at least one",
        fix="补填人数 | fill in the headcount",
    )
    department.unit_notice_open = doubtful(
        "拟奖励单位尚未公示或有异议 | the notice of a unit's prize has not passed",
        department.unit_advanced & ~first_known(department.notice_passed, False),
        at=department.notice_passed,
        fix=pay_after_notice,
    )
    person.person_notice_open = doubtful(
        "拟奖励个人尚未公示或有异议 | the notice of a person's prize has not passed",
        person.person_advanced & ~first_known(person.notice_passed, False),
        at=person.notice_passed,
        fix=pay_after_notice,
    )
    department.task_twice = twice(
        task_award,
        task_award.task,
        "同一重点任务奖励两次 | one task is rewarded twice for a department",
        at=department.department_id,
        severity="warning",
    )
    fund.units_budget_missing = refused(
        "有获奖单位而没有定单位奖励额 | advanced units, and no amount for them",
        (fund.units_weight > 0) & ~known(fund.units_pool),
        at=fund.units_budget,
        fix="填单位奖励额,或改用统一分配的口径 | set the amount, or take the other reading",
    )
    fund.people_budget_missing = refused(
        "有获奖个人而没有定个人奖励额 | advanced people, and no amount for them",
        (fund.people_weight > 0) & ~known(fund.people_pool),
        at=fund.people_budget,
        fix="填个人奖励额,或改用统一分配的口径 | set the amount, or take the other reading",
    )
    fund.nobody_among_units = doubtful(
        "定了单位奖励额而没有获奖单位 | an amount for units, and none is advanced",
        budgets & (fund.units_budget > 0) & (fund.units_weight == 0),
        at=fund.units_budget,
        fix="核对奖励档次;这笔数留在基金 | check the classes; the amount stays in the fund",
    )
    fund.nobody_among_people = doubtful(
        "定了个人奖励额而没有获奖个人 | an amount for people, and nobody is advanced",
        budgets & (fund.people_budget > 0) & (fund.people_weight == 0),
        at=fund.people_budget,
        fix="核对先进个人表;这笔数留在基金 | check the people; the amount stays in the fund",
    )
    fund.beyond_the_fund = refused(
        "奖励超过基金总额 | prizes and awards come to more than the fund",
        fund.left < 0,
        at=fund.year,
        expected="单项、单位、个人奖励合计不超过基金总额 | not above the fund",
        fix="减少奖励额或增加财政安排 | lower the amounts or add to the fund",
    )
