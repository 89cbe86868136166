"""The city government's reward fund, clause by clause.

Clauses are the numbers of the text: 二(四) is part two, item four. What is paid in, what there is to give, who is
advanced, prizes of units and of people, what is left.
"""

from payout.rules import *

policy = Policy.load(__file__)
clause, p = policy.clause, policy.p
fund, award_class, department, person, task_award, decision = policy.symbols(
    "fund", "award_class", "department", "person", "task_award", "decision"
)

YES_NO = {"yes": "是", "no": "否"}

with clause("二(四)"):
    department.contributes = flag(
        "须提取 | Whether the department pays into the fund",
        choose(p.vertical_departments, contribute=True, exempt=~department.vertical),
    )
    base = first_match((department.contributes, department.wages_total), otherwise=0)
    whole = to_fen(total(base, within=fund) * p.contribution_rate)
    department.contribution = yuan(
        "提取数 | A part of the department's wages of the year, from its running costs, to the fen",
        choose(
            p.contribution_rounding,
            department=to_fen(base * p.contribution_rate),
            fund=allocate(whole, base, unit=p.smallest_payment, within=fund),
        ),
    )
    fund.contributions = yuan("各部门提取合计 | What all departments pay in", total(department.contribution))
    fund.fund_total = yuan(
        "基金总额 | Contributions and what the budget adds", fund.contributions + fund.fiscal_contribution
    )

with clause("二(三)"):
    department.rank = place(
        "位次 | Place by score among all departments; equal scores share a place",
        rank(department.score, where=known(department.score), within=fund),
    )

with clause("二(四)"):
    department.criticised = flag(
        "通报批评 | Graded poor: criticised in a circular, and the city committee is told",
        first_known(department.grade == "poor", False),
    )
    department.chief_admonished = flag(
        "主要负责人诫勉谈话 | The chief of a department graded poor is admonished", department.criticised
    )
    department.unit_advanced = flag(
        "享受单位奖励 | An advanced unit: one that has a class of award", known(department.class_id)
    )
    coefficient_ = award_class.coefficient
    weight = choose(p.unit_weighing, unit=coefficient_, headcount=coefficient_ * department.headcount)
    department.unit_weight = coefficient(
        "权数 | The coefficient of the unit's class, or that times its headcount",
        first_match((department.unit_advanced, weight), otherwise=0),
    )
    person.person_advanced = flag(
        "享受个人奖励 | An advanced person: one who has a class of award", known(person.class_id)
    )
    person.weight = coefficient(
        "权数 | The coefficient of the person's class",
        first_match((person.person_advanced, award_class.coefficient), otherwise=0),
    )
    fund.units_weight = coefficient("单位权数合计 | The weights of all advanced units", total(department.unit_weight))
    fund.people_weight = coefficient("个人权数合计 | The weights of all advanced people", total(person.weight))
    department.task_prize = yuan(
        "单项奖励 | Awards for single tasks, as the city committee and government set them", total(task_award.amount)
    )
    fund.tasks_paid = yuan("单项奖励合计 | All awards for single tasks", total(department.task_prize))
    fund.tasks_from_fund = yuan(
        "由基金支出的单项奖励 | What the fund pays of them", choose(p.task_awards_from, fund=fund.tasks_paid, apart=0)
    )
    fund.available = yuan(
        "可用于单位和个人的数额 | The fund after awards for single tasks, not below nothing",
        greatest(fund.fund_total - fund.tasks_from_fund, 0),
    )
    all_weights = fund.units_weight + fund.people_weight
    part = first_match((all_weights > 0, rounded(fund.available * fund.units_weight / all_weights, 2)), otherwise=0)
    pool = choose(p.division, budgets=fund.units_budget, whole=part)
    fund.units_pool = yuan(
        "单位奖励总额 | What all advanced units get together; nothing where there is none",
        first_match((fund.units_weight > 0, pool), otherwise=0),
    )
    pool = choose(p.division, budgets=fund.people_budget, whole=fund.available - fund.units_pool)
    fund.people_pool = yuan(
        "个人奖励总额 | What all advanced people get together; nothing where there is none",
        first_match((fund.people_weight > 0, pool), otherwise=0),
    )
    department.unit_prize = yuan(
        "单位奖励 | The unit's part by weight, exact to the fen",
        prizes(fund.units_pool, department.unit_weight, unit=p.smallest_payment, within=fund),
    )
    department.payable = yuan(
        "应发合计 | The unit's prize and its awards for single tasks", department.unit_prize + department.task_prize
    )
    department.is_paid = flag(
        "有奖励发放 | Whether the department is paid anything", department.unit_advanced | (department.task_prize > 0)
    )
    person.prize = yuan(
        "个人奖励 | The person's part by weight, exact to the fen",
        prizes(fund.people_pool, person.weight, unit=p.smallest_payment, within=fund),
    )
    department.unit_merit = option(
        "记功 | Whether merit is recorded besides, as people may decide",
        decide("merit", "是否记功? | Merit?", where=department.unit_advanced, answers=YES_NO, otherwise="no"),
    )
    person.person_merit = option(
        "记功 | Whether merit is recorded besides, as people may decide",
        decide("merit", "是否记功? | Merit?", where=person.person_advanced, answers=YES_NO, otherwise="no"),
    )
    fund.units_paid = yuan("单位奖励支出 | Prizes of all units", total(department.unit_prize))
    fund.people_paid = yuan("个人奖励支出 | Prizes of all people", total(person.prize))
    fund.spent = yuan(
        "基金支出合计 | All that the fund pays", fund.tasks_from_fund + fund.units_paid + fund.people_paid
    )
    fund.left = yuan("基金结余 | What stays in the fund", fund.fund_total - fund.spent)
    award_class.units_awarded = counted("获奖单位数 | Units of this class", count(department))
    award_class.people_awarded = counted("获奖人数 | People of this class", count(person))
    award_class.paid = yuan("奖励金额 | What this class is paid", total(department.unit_prize) + total(person.prize))
