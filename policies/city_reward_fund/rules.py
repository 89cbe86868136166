"""The city government's reward fund, clause by clause.

Clauses are the numbers of the text: 二(四) is part two, item four. What is paid in, what there is to give, who is
advanced, prizes of units and of people, what is left.
"""

from payout.rules import (
    Policy,
    allocate,
    choose,
    count,
    count_distinct,
    decide,
    first_known,
    first_match,
    greatest,
    highest,
    known,
    prizes,
    rounded,
    to_fen,
    total,
)
from payout.rules import rank as place_by

policy = Policy.load(__file__)
fund, department, person = policy.level("fund"), policy.level("department"), policy.level("person")
award_class = policy.level("award_class")

YES_NO = {"yes": "是", "no": "否"}


# ---- Two (four): what is paid in -----------------------------------------------------------------


@department.rule(clause="二(四)", zh="须提取")
def contributes(vertical, vertical_departments):
    """Whether the department pays into the fund."""
    return choose(vertical_departments, contribute=True, exempt=~vertical)


@department.rule(clause="二(四)", zh="提取数", measure="yuan")
def contribution(contributes, wages_total, contribution_rate, contribution_rounding, smallest_payment, fund):
    """A part of the department's wages of the year, from its running costs, to the fen."""
    base = first_match((contributes, wages_total), otherwise=0)
    whole = to_fen(total(base, within=fund) * contribution_rate)
    return choose(
        contribution_rounding,
        department=to_fen(base * contribution_rate),
        fund=allocate(whole, base, unit=smallest_payment, within=fund),
    )


@fund.rule(clause="二(四)", zh="各部门提取合计", measure="yuan")
def contributions(departments):
    """What all departments pay in."""
    return total(departments.contribution)


@fund.rule(clause="二(四)", zh="基金总额", measure="yuan")
def fund_total(contributions, fiscal_contribution):
    """Contributions and what the budget adds."""
    return contributions + fiscal_contribution


# ---- Two (three): ranks and grades ---------------------------------------------------------------


@department.rule(clause="二(三)", zh="位次", measure="rank")
def rank(score, fund):
    """Place by score among all departments; equal scores share a place."""
    return place_by(score, where=known(score), within=fund)


@department.rule(clause="二(四)", zh="通报批评")
def criticised(grade):
    """Graded poor: criticised in a circular, and the city committee is told."""
    return first_known(grade == "poor", False)


@department.rule(clause="二(四)", zh="主要负责人诫勉谈话")
def chief_admonished(criticised):
    """The chief of a department graded poor is admonished."""
    return criticised


# ---- Two (four): who has a prize, and with what weight -------------------------------------------


@department.rule(clause="二(四)", zh="享受单位奖励")
def unit_advanced(class_id):
    """An advanced unit: one that has a class of award."""
    return known(class_id)


@department.rule(clause="二(四)", zh="权数", measure="coefficient")
def unit_weight(unit_advanced, award_class, headcount, unit_weighing):
    """The coefficient of the unit's class, or that times its headcount."""
    coefficient = award_class.coefficient
    weight = choose(unit_weighing, unit=coefficient, headcount=coefficient * headcount)
    return first_match((unit_advanced, weight), otherwise=0)


@person.rule(clause="二(四)", zh="享受个人奖励")
def person_advanced(class_id):
    """An advanced person: one who has a class of award."""
    return known(class_id)


@person.rule(clause="二(四)", zh="权数", measure="coefficient")
def weight(person_advanced, award_class):
    """The coefficient of the person's class."""
    return first_match((person_advanced, award_class.coefficient), otherwise=0)


@fund.rule(clause="二(四)", zh="单位权数合计", measure="coefficient")
def units_weight(departments):
    """The weights of all advanced units."""
    return total(departments.unit_weight)


@fund.rule(clause="二(四)", zh="个人权数合计", measure="coefficient")
def people_weight(people):
    """The weights of all advanced people."""
    return total(people.weight)


# ---- Two (four): what there is to give -----------------------------------------------------------


@department.rule(clause="二(四)", zh="单项奖励", measure="yuan")
def task_prize(task_awards):
    """Awards for single tasks, as the city committee and government set them."""
    return total(task_awards.amount)


@fund.rule(clause="二(四)", zh="单项奖励合计", measure="yuan")
def tasks_paid(departments):
    """All awards for single tasks."""
    return total(departments.task_prize)


@fund.rule(clause="二(四)", zh="由基金支出的单项奖励", measure="yuan")
def tasks_from_fund(tasks_paid, task_awards_from):
    """What the fund pays of them."""
    return choose(task_awards_from, fund=tasks_paid, apart=0)


@fund.rule(clause="二(四)", zh="可用于单位和个人的数额", measure="yuan")
def available(fund_total, tasks_from_fund):
    """The fund after awards for single tasks, not below nothing."""
    return greatest(fund_total - tasks_from_fund, 0)


@fund.rule(clause="二(四)", zh="单位奖励总额", measure="yuan")
def units_pool(division, units_budget, available, units_weight, people_weight):
    """What all advanced units get together; nothing where there is none."""
    all_weights = units_weight + people_weight
    part = first_match((all_weights > 0, rounded(available * units_weight / all_weights, 2)), otherwise=0)
    pool = choose(division, budgets=units_budget, whole=part)
    return first_match((units_weight > 0, pool), otherwise=0)


@fund.rule(clause="二(四)", zh="个人奖励总额", measure="yuan")
def people_pool(division, people_budget, available, units_pool, people_weight):
    """What all advanced people get together; nothing where there is none."""
    pool = choose(division, budgets=people_budget, whole=available - units_pool)
    return first_match((people_weight > 0, pool), otherwise=0)


@department.rule(clause="二(四)", zh="单位奖励", measure="yuan")
def unit_prize(fund, unit_weight, smallest_payment):
    """The unit's part by weight, exact to the fen."""
    return prizes(fund.units_pool, unit_weight, unit=smallest_payment, within=fund)


@department.rule(clause="二(四)", zh="应发合计", measure="yuan")
def payable(unit_prize, task_prize):
    """The unit's prize and its awards for single tasks."""
    return unit_prize + task_prize


@department.rule(clause="二(四)", zh="有奖励发放")
def is_paid(unit_advanced, task_prize):
    """Whether the department is paid anything."""
    return unit_advanced | (task_prize > 0)


@person.rule(clause="二(四)", zh="个人奖励", measure="yuan")
def prize(fund, weight, smallest_payment):
    """The person's part by weight, exact to the fen."""
    return prizes(fund.people_pool, weight, unit=smallest_payment, within=fund)


@department.rule(clause="二(四)", zh="记功")
def unit_merit(unit_advanced):
    """Whether merit is recorded besides, as people may decide."""
    return decide("merit", where=unit_advanced, answers=YES_NO, zh="是否记功?", en="Merit?", otherwise="no")


@person.rule(clause="二(四)", zh="记功")
def person_merit(person_advanced):
    """Whether merit is recorded besides, as people may decide."""
    return decide("merit", where=person_advanced, answers=YES_NO, zh="是否记功?", en="Merit?", otherwise="no")


# ---- Two (four): what was paid, and what is left -------------------------------------------------


@fund.rule(clause="二(四)", zh="单位奖励支出", measure="yuan")
def units_paid(departments):
    """Prizes of all units."""
    return total(departments.unit_prize)


@fund.rule(clause="二(四)", zh="个人奖励支出", measure="yuan")
def people_paid(people):
    """Prizes of all people."""
    return total(people.prize)


@fund.rule(clause="二(四)", zh="基金支出合计", measure="yuan")
def spent(tasks_from_fund, units_paid, people_paid):
    """All that the fund pays."""
    return tasks_from_fund + units_paid + people_paid


@fund.rule(clause="二(四)", zh="基金结余", measure="yuan")
def left(fund_total, spent):
    """What stays in the fund."""
    return fund_total - spent


@award_class.rule(clause="二(四)", zh="获奖单位数", measure="count")
def units_awarded(departments):
    """Units of this class."""
    return count(departments)


@award_class.rule(clause="二(四)", zh="获奖人数", measure="count")
def people_awarded(people):
    """People of this class."""
    return count(people)


@award_class.rule(clause="二(四)", zh="奖励金额", measure="yuan")
def paid(departments, people):
    """What this class is paid."""
    return total(departments.unit_prize) + total(people.prize)


# ---- Checks: what no row may be ------------------------------------------------------------------


@department.check(
    clause="二(四)",
    zh="须提取的部门没有工资总额",
    column="wages_total",
    fix=("补填工资总额", "fill in the wages"),
)
def without_wages(contributes, wages_total):
    """A department that pays in has no total of wages."""
    return contributes & ~known(wages_total)


@award_class.check(
    clause="二(四)",
    zh="系数为零",
    column="coefficient",
    expected=("大于零", "above nothing"),
    fix=("填市政府确定的系数", "enter the coefficient that was set"),
)
def coefficient_zero(coefficient):
    """A class without weight."""
    return coefficient == 0


@department.check(
    clause="二(四)",
    zh="同一重点任务奖励两次",
    column="department_id",
    severity="warning",
    fix=("删去重复的行,或写清两项的不同", "remove one, or word them apart"),
)
def task_twice(task_awards):
    """One task is rewarded twice for a department."""
    return count(task_awards) != count_distinct(task_awards.task)


@department.check(
    clause="二(三), 二(四)",
    zh="获奖单位不是优秀等次或没有得分",
    column="class_id",
    expected=("评估等次为优秀,并有考核得分", "graded excellent, with a score"),
    fix=("核对等次和得分,或清空奖励档次", "check grade and score, or clear the class"),
)
def unit_award_not_excellent(unit_advanced, grade, score):
    """A prize for a unit that is not graded excellent or has no score."""
    return unit_advanced & (~first_known(grade == "excellent", False) | ~known(score))


@person.check(
    clause="二(四)",
    zh="获奖个人不是优秀等次",
    column="class_id",
    expected=("考核等次为优秀", "graded excellent"),
    fix=("核对等次,或清空奖励档次", "check the grade, or clear the class"),
)
def person_award_not_excellent(person_advanced, grade):
    """A prize for somebody who is not graded excellent."""
    return person_advanced & ~first_known(grade == "excellent", False)


@department.check(
    clause="二(四)",
    zh="部门填了个人的档次",
    column="class_id",
    expected=("奖励对象为单位的档次", "a class for units"),
    fix=("改填单位的档次", "enter a class for units"),
)
def unit_in_class_of_people(award_class):
    """A unit in a class for people."""
    return award_class.recipients == "person"


@person.check(
    clause="二(四)",
    zh="个人填了单位的档次",
    column="class_id",
    expected=("奖励对象为个人的档次", "a class for people"),
    fix=("改填个人的档次", "enter a class for people"),
)
def person_in_class_of_units(award_class):
    """A person in a class for units."""
    return award_class.recipients == "unit"


@department.check(
    clause="二(四)",
    zh="按人数计权,获奖单位没有人数",
    column="headcount",
    expected=("不少于 1 人", "at least one"),
    fix=("补填人数", "fill in the headcount"),
)
def without_headcount(unit_advanced, headcount, unit_weighing):
    """Weights are by headcount, and an advanced unit has none."""
    return unit_advanced & (unit_weighing == "headcount") & ~first_known(headcount > 0, False)


@department.check(
    clause="二(三)",
    zh="评为优秀,而有得分更高的部门不是优秀",
    column="grade",
    severity="warning",
    fix=("核对得分和等次", "check scores and grades"),
)
def grade_against_score(grade, score, fund):
    """Graded excellent, while a department with more points is not."""
    others = highest(score, where=known(score) & known(grade) & (grade != "excellent"), within=fund)
    return (grade == "excellent") & (score < others)


@department.check(
    clause="二(四)",
    zh="优秀部门没有奖励档次",
    column="class_id",
    severity="warning",
    fix=("确定奖励的,填奖励档次", "enter the class if the department is rewarded"),
)
def excellent_without_class(grade, unit_advanced):
    """Graded excellent, and without a class of award."""
    return (grade == "excellent") & ~unit_advanced


@department.check(
    clause="二(四)",
    zh="拟奖励单位尚未公示或有异议",
    column="notice_passed",
    severity="warning",
    fix=("公示无异议后填“是”,再发放", "enter yes once the notice passed, and pay after that"),
)
def unit_notice_open(unit_advanced, notice_passed):
    """The notice of a unit's prize has not passed."""
    return unit_advanced & ~first_known(notice_passed, False)


@person.check(
    clause="二(四)",
    zh="拟奖励个人尚未公示或有异议",
    column="notice_passed",
    severity="warning",
    fix=("公示无异议后填“是”,再发放", "enter yes once the notice passed, and pay after that"),
)
def person_notice_open(person_advanced, notice_passed):
    """The notice of a person's prize has not passed."""
    return person_advanced & ~first_known(notice_passed, False)


@fund.check(
    clause="二(四)",
    zh="有获奖单位而没有定单位奖励额",
    column="units_budget",
    fix=("填单位奖励额,或改用统一分配的口径", "set the amount, or take the other reading"),
)
def units_budget_missing(units_weight, units_pool):
    """Advanced units, and no amount for them."""
    return (units_weight > 0) & ~known(units_pool)


@fund.check(
    clause="二(四)",
    zh="有获奖个人而没有定个人奖励额",
    column="people_budget",
    fix=("填个人奖励额,或改用统一分配的口径", "set the amount, or take the other reading"),
)
def people_budget_missing(people_weight, people_pool):
    """Advanced people, and no amount for them."""
    return (people_weight > 0) & ~known(people_pool)


@fund.check(
    clause="二(四)",
    zh="定了单位奖励额而没有获奖单位",
    column="units_budget",
    severity="warning",
    fix=("核对奖励档次;这笔数留在基金", "check the classes; the amount stays in the fund"),
)
def nobody_among_units(units_budget, units_weight, division):
    """An amount for units, and none is advanced."""
    return (division == "budgets") & (units_budget > 0) & (units_weight == 0)


@fund.check(
    clause="二(四)",
    zh="定了个人奖励额而没有获奖个人",
    column="people_budget",
    severity="warning",
    fix=("核对先进个人表;这笔数留在基金", "check the people; the amount stays in the fund"),
)
def nobody_among_people(people_budget, people_weight, division):
    """An amount for people, and nobody is advanced."""
    return (division == "budgets") & (people_budget > 0) & (people_weight == 0)


@fund.check(
    clause="二(四)",
    zh="奖励超过基金总额",
    column="year",
    expected=("单项、单位、个人奖励合计不超过基金总额", "not above the fund"),
    fix=("减少奖励额或增加财政安排", "lower the amounts or add to the fund"),
)
def beyond_the_fund(left):
    """Prizes and awards come to more than the fund."""
    return left < 0
