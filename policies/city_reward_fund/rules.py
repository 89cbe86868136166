"""The city government's reward fund, clause by clause.

Clauses are the numbers of the text: 二(四) is part two, item four. What is paid in, who is advanced, what there is to
give, prizes of units and of people, what is left.
"""

from typing import Any

from payout.rules import *

policy = Policy.load(__file__)
clause, p = policy.clause, policy.p
fund, award_class, department, person, task_award = policy.symbols(
    "fund", "award_class", "department", "person", "task_award"
)

with clause("二(四)", "各部门按工资提取,加财政资金,设奖励基金 | a part of wages and the budget's money make the fund"):
    wages = department.wages_total
    of_all = to_fen(total(wages, within=fund) * p.contribution_rate)
    department.contribution = yuan(
        "提取数 | a part of the department's wages of the year, from its running costs, to the fen",
        choose(
            p.contribution_rounding,
            department=to_fen(wages * p.contribution_rate),
            fund=allocate(of_all, wages, unit=p.smallest_payment, within=fund),
        ),
    )
    fund.contributions = yuan("各部门提取合计 | what all departments pay in", total(department.contribution))
    fund.fund_total = yuan(
        "基金总额 | contributions and what the budget adds", fund.contributions + fund.fiscal_contribution
    )

with clause(
    "二(三)", "分管领导评战线,再全面评估打分 | leaders score the departments of their front, then all are assessed"
):
    front, overall = department.front_score, department.overall_score
    department.final_score = points(
        "考核得分 | as it was settled, else the leader's score of the front and the overall one by weight",
        first_known(department.score, front * p.front_weight + overall * (1 - p.front_weight)),
    )
    department.by_front = flag("分战线评估 | scored by the leader of its front", known(front))
    department.front_rank = place(
        "战线内位次 | place by the leader's score among the departments of the front; equal scores share it",
        rank(front, where=known(front), within=(department.year, department.front)),
    )

with clause("二(三)", "对各部门打分,排定位次和等次 | all departments are scored, placed and graded"):
    department.rank = place(
        "位次 | place by score among all departments; equal scores share a place",
        rank(department.final_score, where=known(department.final_score), within=fund),
    )

with clause("二(四)", "较差的通报批评,负责人诫勉谈话 | the poor are criticised in a circular, their chiefs admonished"):
    department.criticised = flag(
        "通报批评 | graded poor: criticised in a circular, and the city committee is told",
        first_known(department.grade == "poor", False),
    )
    department.chief_admonished = flag("主要负责人诫勉谈话 | its chief is admonished", department.criticised)

with clause(
    "二(四)", "三权在上部门的结果和奖惩通报其上级 | results of departments run from above are told to those above"
):
    department.reported_above = flag(
        "通报上级主管部门 | run from above, or with an authority above that is named",
        first_known(department.vertical, False) | known(department.authority),
    )

with clause("二(四)", "基金奖励考核先进的单位和个人 | the fund rewards advanced units and people"):
    all_the_same = "没有评为优秀而填了奖励档次,是否奖励? | Not graded excellent, and given a class: is the prize paid?"

    def advanced(row: Any) -> Any:
        """Who has a class of award, and is graded excellent or was decided on."""
        excellent = first_known(row.grade == "excellent", False)
        decided = decide("award_not_excellent", all_the_same, where=known(row.class_id) & ~excellent)
        return known(row.class_id) & (excellent | (decided == "yes"))

    department.unit_advanced = flag(
        "享受单位奖励 | a unit with a class of award, if it is graded excellent or people decided so",
        advanced(department),
    )
    by_headcount = award_class.coefficient * department.headcount
    weight = choose(p.unit_weighing, unit=award_class.coefficient, headcount=by_headcount)
    department.unit_weight = coefficient(
        "权数 | the coefficient of the unit's class, or that times its headcount",
        first_match((department.unit_advanced, weight), otherwise=0),
    )
    person.person_advanced = flag(
        "享受个人奖励 | a person with a class of award, if graded excellent or people decided so", advanced(person)
    )
    person.weight = coefficient(
        "权数 | the coefficient of the person's class",
        first_match((person.person_advanced, award_class.coefficient), otherwise=0),
    )
    fund.units_weight = coefficient("单位权数合计 | weights of all advanced units", total(department.unit_weight))
    fund.people_weight = coefficient("个人权数合计 | weights of all advanced people", total(person.weight))

with clause("二(四)", "重点任务成绩突出的,另给单项奖励 | single tasks done outstandingly are rewarded besides"):
    department.task_prize = yuan("单项奖励 | as the city committee and government set it", total(task_award.amount))
    fund.tasks_paid = yuan("单项奖励合计 | all awards for single tasks", total(department.task_prize))
    fund.tasks_from_fund = yuan(
        "由基金支出的单项奖励 | what the fund pays of them", choose(p.task_awards_from, fund=fund.tasks_paid, apart=0)
    )

with clause("二(四)", "对优秀的部门和个人兑现奖励 | the excellent, departments and people, are given their prizes"):
    fund.available = yuan(
        "可用于单位和个人的数额 | the fund after awards for single tasks, not below nothing",
        greatest(fund.fund_total - fund.tasks_from_fund, 0),
    )
    weights = fund.units_weight + fund.people_weight
    by_weight = first_match((weights > 0, rounded(fund.available * fund.units_weight / weights, 2)), otherwise=0)
    to_units = choose(p.division, budgets=fund.units_budget, whole=by_weight)
    fund.units_pool = yuan(
        "单位奖励总额 | what all advanced units get together; nothing where there is none",
        first_match((fund.units_weight > 0, to_units), otherwise=0),
    )
    to_people = choose(p.division, budgets=fund.people_budget, whole=fund.available - fund.units_pool)
    fund.people_pool = yuan(
        "个人奖励总额 | what all advanced people get together; nothing where there is none",
        first_match((fund.people_weight > 0, to_people), otherwise=0),
    )
    department.unit_prize = yuan(
        "单位奖励 | the unit's part by weight, exact to the fen",
        prizes(fund.units_pool, department.unit_weight, unit=p.smallest_payment, within=fund),
    )
    department.payable = yuan(
        "应发合计 | the unit's prize and its awards for single tasks", department.unit_prize + department.task_prize
    )
    department.is_paid = flag(
        "有奖励发放 | the department is paid anything at all", department.unit_advanced | (department.task_prize > 0)
    )
    person.prize = yuan(
        "个人奖励 | the person's part by weight, exact to the fen",
        prizes(fund.people_pool, person.weight, unit=p.smallest_payment, within=fund),
    )

with clause("二(四)", "贡献突出的,视情况记功 | merit is recorded of outstanding contributions, as the case may be"):
    asked = "是否记功? | Merit?"
    department.unit_merit = option(
        "记功 | merit is recorded besides, as people may decide",
        decide("merit", asked, where=department.unit_advanced, otherwise="no"),
    )
    person.person_merit = option(
        "记功 | merit is recorded besides, as people may decide",
        decide("merit", asked, where=person.person_advanced, otherwise="no"),
    )

with clause("二(四)", "基金用于以上奖励 | these rewards are what the fund is for"):
    fund.units_paid = yuan("单位奖励支出 | prizes of all units", total(department.unit_prize))
    fund.people_paid = yuan("个人奖励支出 | prizes of all people", total(person.prize))
    fund.spent = yuan(
        "基金支出合计 | all that the fund pays", fund.tasks_from_fund + fund.units_paid + fund.people_paid
    )
    fund.left = yuan("基金结余 | what stays in the fund", fund.fund_total - fund.spent)
    award_class.units_awarded = counted(
        "获奖单位数 | units of this class that are rewarded", count(department, where=department.unit_advanced)
    )
    award_class.people_awarded = counted(
        "获奖人数 | people of this class who are rewarded", count(person, where=person.person_advanced)
    )
    award_class.paid = yuan("奖励金额 | what this class is paid", total(department.unit_prize) + total(person.prize))
