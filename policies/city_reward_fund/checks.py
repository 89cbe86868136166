"""What no row may be: contributions without wages, prizes without grade, class or notice, amounts without anybody."""

from payout.rules import *

from .rules import award_class, clause, department, fund, p, person, task_award

excellent_unit = first_known(department.grade == "excellent", False)
after_notice = "公示无异议后填“是”,再发放 | enter yes once the notice passed, and pay after that"

with clause("二(三)"):
    graded_lower = known(department.score) & known(department.grade) & (department.grade != "excellent")
    department.grade_against_score = doubtful(
        "评为优秀,而有得分更高的部门不是优秀 | graded excellent, while a department with more points is not",
        (department.grade == "excellent")
        & (department.score < highest(department.score, where=graded_lower, within=fund)),
        at=department.grade,
        fix="核对得分和等次 | check scores and grades",
    )

with clause("二(四)"):
    department.without_wages = lacking(
        department.wages_total,
        "须提取的部门没有工资总额 | a department that pays in has no total of wages",
        where=department.contributes,
        fix="补填工资总额 | fill in the wages",
    )
    department.task_twice = twice(
        task_award,
        task_award.task,
        "同一重点任务奖励两次 | one task is rewarded twice for a department",
        at=department.department_id,
        severity="warning",
    )
    department.unit_award_not_excellent = refused(
        "获奖单位不是优秀等次或没有得分 | a prize for a unit that is not graded excellent or has no score",
        department.unit_advanced & (~excellent_unit | ~known(department.score)),
        at=department.class_id,
        fix="核对等次和得分,或清空奖励档次 | check grade and score, or clear the class",
        clause="二(三), 二(四)",
    )
    person.person_award_not_excellent = refused(
        "获奖个人不是优秀等次 | a prize for somebody who is not graded excellent",
        person.person_advanced & ~first_known(person.grade == "excellent", False),
        at=person.class_id,
        fix="核对等次,或清空奖励档次 | check the grade, or clear the class",
    )
    department.unit_in_class_of_people = refused(
        "部门填了个人的档次 | a unit in a class for people",
        award_class.recipients == "person",
        at=department.class_id,
        fix="改填单位的档次 | enter a class for units",
    )
    person.person_in_class_of_units = refused(
        "个人填了单位的档次 | a person in a class for units",
        award_class.recipients == "unit",
        at=person.class_id,
        fix="改填个人的档次 | enter a class for people",
    )
    department.without_headcount = refused(
        "按人数计权,获奖单位没有人数 | weights are by headcount, and an advanced unit has none",
        department.unit_advanced & (p.unit_weighing == "headcount") & ~first_known(department.headcount > 0, False),
        at=department.headcount,
        fix="补填人数 | fill in the headcount",
    )
    department.excellent_without_class = doubtful(
        "优秀部门没有奖励档次 | graded excellent, and without a class of award",
        (department.grade == "excellent") & ~department.unit_advanced,
        at=department.class_id,
        fix="确定奖励的,填奖励档次 | enter the class if the department is rewarded",
    )
    department.unit_notice_open = doubtful(
        "拟奖励单位尚未公示或有异议 | the notice of a unit's prize has not passed",
        department.unit_advanced & ~first_known(department.notice_passed, False),
        at=department.notice_passed,
        fix=after_notice,
    )
    person.person_notice_open = doubtful(
        "拟奖励个人尚未公示或有异议 | the notice of a person's prize has not passed",
        person.person_advanced & ~first_known(person.notice_passed, False),
        at=person.notice_passed,
        fix=after_notice,
    )

with clause("二(四)"):
    by_budgets, set_it = p.division == "budgets", "填奖励额,或改用统一分配的口径 | set it, or take the other reading"
    stays = "核对获奖者;这笔数留在基金 | check who is advanced; the amount stays in the fund"
    fund.units_budget_missing = refused(
        "有获奖单位而没有定单位奖励额 | advanced units, and no amount for them",
        (fund.units_weight > 0) & ~known(fund.units_pool),
        at=fund.units_budget,
        fix=set_it,
    )
    fund.people_budget_missing = refused(
        "有获奖个人而没有定个人奖励额 | advanced people, and no amount for them",
        (fund.people_weight > 0) & ~known(fund.people_pool),
        at=fund.people_budget,
        fix=set_it,
    )
    fund.nobody_among_units = doubtful(
        "定了单位奖励额而没有获奖单位 | an amount for units, and none is advanced",
        by_budgets & (fund.units_budget > 0) & (fund.units_weight == 0),
        at=fund.units_budget,
        fix=stays,
    )
    fund.nobody_among_people = doubtful(
        "定了个人奖励额而没有获奖个人 | an amount for people, and nobody is advanced",
        by_budgets & (fund.people_budget > 0) & (fund.people_weight == 0),
        at=fund.people_budget,
        fix=stays,
    )
    fund.beyond_the_fund = refused(
        "奖励超过基金总额 | prizes and awards come to more than the fund",
        fund.left < 0,
        at=fund.year,
        fix="减少奖励额或增加财政安排 | lower the amounts or add to the fund",
    )
