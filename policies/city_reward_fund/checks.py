"""What no row may be: checks of The city government's reward fund."""

from payout.rules import *

from .rules import award_class, clause, department, fund, p, person, task_award

with clause("二(四)"):
    department.without_wages = refused(
        "须提取的部门没有工资总额 | A department that pays in has no total of wages",
        department.contributes & ~known(department.wages_total),
        at=department.wages_total,
        fix="补填工资总额 | fill in the wages",
    )
    award_class.coefficient_zero = refused(
        "系数为零 | A class without weight",
        award_class.coefficient == 0,
        at=award_class.coefficient,
        expected="大于零 | above nothing",
        fix="填市政府确定的系数 | enter the coefficient that was set",
    )
    department.task_twice = doubtful(
        "同一重点任务奖励两次 | One task is rewarded twice for a department",
        count(task_award) != count_distinct(task_award.task),
        at=department.department_id,
        fix="删去重复的行,或写清两项的不同 | remove one, or word them apart",
    )

with clause("二(三), 二(四)"):
    department.unit_award_not_excellent = refused(
        "获奖单位不是优秀等次或没有得分 | A prize for a unit that is not graded excellent or has no score",
        department.unit_advanced & (~first_known(department.grade == "excellent", False) | ~known(department.score)),
        at=department.class_id,
        expected="评估等次为优秀,并有考核得分 | graded excellent, with a score",
        fix="核对等次和得分,或清空奖励档次 | check grade and score, or clear the class",
    )

with clause("二(四)"):
    person.person_award_not_excellent = refused(
        "获奖个人不是优秀等次 | A prize for somebody who is not graded excellent",
        person.person_advanced & ~first_known(person.grade == "excellent", False),
        at=person.class_id,
        expected="考核等次为优秀 | graded excellent",
        fix="核对等次,或清空奖励档次 | check the grade, or clear the class",
    )
    department.unit_in_class_of_people = refused(
        "部门填了个人的档次 | A unit in a class for people",
        award_class.recipients == "person",
        at=department.class_id,
        expected="奖励对象为单位的档次 | a class for units",
        fix="改填单位的档次 | enter a class for units",
    )
    person.person_in_class_of_units = refused(
        "个人填了单位的档次 | A person in a class for units",
        award_class.recipients == "unit",
        at=person.class_id,
        expected="奖励对象为个人的档次 | a class for people",
        fix="改填个人的档次 | enter a class for people",
    )
    department.without_headcount = refused(
        "按人数计权,获奖单位没有人数 | Weights are by headcount, and an advanced unit has none",
        department.unit_advanced & (p.unit_weighing == "headcount") & ~first_known(department.headcount > 0, False),
        at=department.headcount,
        expected="不少于 1 人 | at least one",
        fix="补填人数 | fill in the headcount",
    )

with clause("二(三)"):
    others = highest(
        department.score,
        where=known(department.score) & known(department.grade) & (department.grade != "excellent"),
        within=fund,
    )
    department.grade_against_score = doubtful(
        "评为优秀,而有得分更高的部门不是优秀 | Graded excellent, while a department with more points is not",
        (department.grade == "excellent") & (department.score < others),
        at=department.grade,
        fix="核对得分和等次 | check scores and grades",
    )

with clause("二(四)"):
    department.excellent_without_class = doubtful(
        "优秀部门没有奖励档次 | Graded excellent, and without a class of award",
        (department.grade == "excellent") & ~department.unit_advanced,
        at=department.class_id,
        fix="确定奖励的,填奖励档次 | enter the class if the department is rewarded",
    )
    department.unit_notice_open = doubtful(
        "拟奖励单位尚未公示或有异议 | The notice of a unit's prize has not passed",
        department.unit_advanced & ~first_known(department.notice_passed, False),
        at=department.notice_passed,
        fix="公示无异议后填“是”,再发放 | enter yes once the notice passed, and pay after that",
    )
    person.person_notice_open = doubtful(
        "拟奖励个人尚未公示或有异议 | The notice of a person's prize has not passed",
        person.person_advanced & ~first_known(person.notice_passed, False),
        at=person.notice_passed,
        fix="公示无异议后填“是”,再发放 | enter yes once the notice passed, and pay after that",
    )
    fund.units_budget_missing = refused(
        "有获奖单位而没有定单位奖励额 | Advanced units, and no amount for them",
        (fund.units_weight > 0) & ~known(fund.units_pool),
        at=fund.units_budget,
        fix="填单位奖励额,或改用统一分配的口径 | set the amount, or take the other reading",
    )
    fund.people_budget_missing = refused(
        "有获奖个人而没有定个人奖励额 | Advanced people, and no amount for them",
        (fund.people_weight > 0) & ~known(fund.people_pool),
        at=fund.people_budget,
        fix="填个人奖励额,或改用统一分配的口径 | set the amount, or take the other reading",
    )
    fund.nobody_among_units = doubtful(
        "定了单位奖励额而没有获奖单位 | An amount for units, and none is advanced",
        (p.division == "budgets") & (fund.units_budget > 0) & (fund.units_weight == 0),
        at=fund.units_budget,
        fix="核对奖励档次;这笔数留在基金 | check the classes; the amount stays in the fund",
    )
    fund.nobody_among_people = doubtful(
        "定了个人奖励额而没有获奖个人 | An amount for people, and nobody is advanced",
        (p.division == "budgets") & (fund.people_budget > 0) & (fund.people_weight == 0),
        at=fund.people_budget,
        fix="核对先进个人表;这笔数留在基金 | check the people; the amount stays in the fund",
    )
    fund.beyond_the_fund = refused(
        "奖励超过基金总额 | Prizes and awards come to more than the fund",
        fund.left < 0,
        at=fund.year,
        expected="单项、单位、个人奖励合计不超过基金总额 | not above the fund",
        fix="减少奖励额或增加财政安排 | lower the amounts or add to the fund",
    )
