"""The district's bonus by points value, clause by clause.

Clauses are the document's own: 四3 is part four, point 3. Read it in the document's order: target management (三, 四1), awards
(四2), the city's appraisal (四3), the total (四4), the bonus (五). Checks stand at the end.
"""

from payout.rules import *

policy = Policy.load(__file__)
clause, p = policy.clause, policy.p
unit, indicator, award, city_item, special, decision = policy.symbols(
    "unit", "indicator", "award", "city_item", "special", "decision"
)

with clause("四1"):
    unit.function_increment = points(
        "职能增减分 | What the grade of the function targets adds or takes; departments only",
        when(unit.category == "department", lookup(p.function_increments, unit.function_grade)),
    )
    unit.function_score = points(
        "职能得分 | The base and what the grade adds or takes; blank for streets",
        p.function_base + unit.function_increment,
    )

with clause("三"):
    unit.economic_score = points(
        "经济得分 | Economic indicators; streets only",
        when(unit.category == "street", total(indicator.score, where=indicator.kind == "economic")),
    )
    unit.common_score = points(
        "共性得分 | Common targets of departments and streets", total(indicator.score, where=indicator.kind == "common")
    )

with clause("三, 四1"):
    own = first_match((unit.category == "department", unit.function_score), otherwise=unit.economic_score)
    unit.target_score = points(
        "目标得分 | Function targets or economic indicators, and common targets", own + unit.common_score
    )

with clause("四3"):
    city_item.city_points = points(
        "市对区增减分 | A place's points where the task is done; else the city's deduction is taken over",
        first_match(
            (city_item.completed, lookup(p.city_place_points, city_item.place)), otherwise=0 - city_item.city_deduction
        ),
    )
    unit.city_score = points(
        "市对区增减分 | What the city's appraisal adds or takes, over all items that the unit answers for",
        total(city_item.city_points),
    )

with clause("四4"):
    unit.special_score = points(
        "专项加扣分 | Special points outside the hundred, added and taken", total(special.points)
    )

with clause("四2"):
    unit.penalised = flag(
        "被市区考核扣分 | Points were taken by the city's appraisal, or by the district as special points",
        exists(city_item.city_points < 0) | exists(special.points < 0),
    )
    award.barred = flag(
        "原则上不计分 | Not among the targets, or of a unit that points were taken from",
        award.completed & (~award.listed | unit.penalised),
    )
    answer = decide(
        "award_allowed",
        "原则上不计获奖分,是否例外计分? | Barred in principle: does this award count all the same?",
        where=award.barred,
        answers={"yes": "是", "no": "否"},
        otherwise="no",
    )
    award.allowed = flag(
        "经决定计分 | What is barred in principle counts where people decide so; without a decision it does not",
        award.barred & (answer == "yes"),
    )
    award.award_points = points(
        "获奖分 | Points of the award's level, where its target is done and nothing bars it",
        first_match(
            (~award.completed, 0),
            (award.barred & ~award.allowed, 0),
            otherwise=lookup(p.award_points_by_level, award.award_level),
        ),
    )
    unit.award_score = points("获奖分 | Points of all awards that count", total(award.award_points))

with clause("四4"):
    unit.score_total = points(
        "总得分 | Target management, awards, the city's appraisal and special points",
        unit.target_score + unit.award_score + unit.city_score + unit.special_score,
    )

with clause("五"):
    paid_for = greatest(unit.score_total, 0)
    unit.weight = points(
        "计奖分 | The points that the value multiplies: the total for each person, or once for the unit",
        choose(p.points_value_basis, per_head=paid_for * unit.headcount, per_unit=paid_for),
    )
    unit.budget_shared = yuan(
        "待分配预算 | The budget, where there are points to share it by",
        first_match((total(unit.weight) > 0, p.bonus_budget), otherwise=0),
    )
    given = choose(
        p.points_value_basis,
        per_head=lookup(p.given_points_value, "per_head"),
        per_unit=lookup(p.given_points_value, "per_unit"),
    )
    solved = when(total(unit.weight) > 0, points_value(p.bonus_budget, unit.weight))
    unit.value_in_force = yuan(
        "分值 | What a point is worth: as given, or the budget over all points",
        choose(p.points_value_source, given=given, solve_from_budget=solved),
    )
    unit.unit_bonus = yuan(
        "单位考核奖 | Points times their value, to the fen; out of a budget the units' bonuses sum to it",
        choose(
            p.points_value_source,
            given=to_fen(unit.weight * unit.value_in_force),
            solve_from_budget=prizes(unit.budget_shared, unit.weight, unit=p.one_fen),
        ),
    )
    unit.bonus_per_head = yuan(
        "人均考核奖 | The unit's bonus per head, for comparison; not rounded", unit.unit_bonus / unit.headcount
    )
    unit.residual = yuan("尾差 | What settling to the fen changed", unit.unit_bonus - unit.weight * unit.value_in_force)
