"""The district's bonus by points value, clause by clause: 四3 is part four, point 3 of the text."""

from payout.rules import *

policy = Policy.load(__file__)
clause, p = policy.clause, policy.p
unit, indicator, award, city_item, special, demolition_target = policy.symbols(
    "unit", "indicator", "award", "city_item", "special", "demolition_target"
)
department, street = unit.category == "department", unit.category == "street"
economic, common = indicator.kind == "economic", indicator.kind == "common"

with clause("三", "部门职能目标、街道经济指标和共性目标 | function targets or economic indicators, and common targets"):
    unit.economic_score = points(
        "经济得分 | economic indicators; streets only", when(street, total(indicator.score, where=economic))
    )
    unit.common_score = points("共性得分 | common targets of every unit", total(indicator.score, where=common))
    demolition_target.share_done = ratio(
        "完成比例 | the share of the plan that is done, not above one",
        least(demolition_target.done / when(demolition_target.planned > 0, demolition_target.planned), 1),
    )
    demolition_target.demolition_points = points(
        "拆迁旧改得分 | as those who appraise it scored it, else full marks by the share that is done",
        first_known(demolition_target.score, demolition_target.full_marks * demolition_target.share_done),
    )
    unit.demolition_score = points(
        "拆迁旧改得分 | a street's demolition and old-village targets", total(demolition_target.demolition_points)
    )

with clause("四1", "职能目标按完成等次在基本分上增减 | function targets: a base, more or less by their grade"):
    of_grade = lookup(p.function_increments, unit.function_grade)
    unit.function_increment = points(
        "职能增减分 | departments: as people settled it within the range of the grade, else what the grade adds",
        when(department, first_known(unit.increment_decided, of_grade)),
    )
    unit.function_score = points(
        "职能得分 | the base and the increment; blank for streets", p.function_base + unit.function_increment
    )
    own = first_match((department, unit.function_score), otherwise=unit.economic_score)
    unit.target_score = points(
        "目标得分 | function targets or economic indicators, and common ones; where it is read so, demolition targets too",
        own + unit.common_score + choose(p.demolition_counts, special=0, target=unit.demolition_score, apart=0),
        clause="三, 四1",
    )

with clause("四2", "列入且完成的获奖加分,其余原则上不计 | awards add points, in principle only where listed and met"):
    penalised = exists(city_item.city_points < 0) | exists(special.points < 0)
    unit.penalised = flag("被市区考核扣分 | points were taken by the city's appraisal, or as special points", penalised)
    taken = choose(p.penalty_bars, award=first_known(award.points_taken, False), unit=unit.penalised)
    award.barred = flag(
        "原则上不计分 | not among the targets, or points were taken: for it, or from its unit",
        award.completed & (~award.listed | taken),
    )
    asked = "原则上不计获奖分,是否例外计分? | Barred in principle: does this award count all the same?"
    answer = decide("award_allowed", asked, where=award.barred, otherwise="no")
    award.allowed = flag("经决定计分 | people decided that it counts", award.barred & (answer == "yes"))
    by_level = lookup(p.award_points_by_level, award.award_level)
    award.award_points = points(
        "获奖分 | points of its level, where its target is done and nothing bars it",
        first_match((~award.completed, 0), (award.barred & ~award.allowed, 0), otherwise=by_level),
    )
    unit.award_score = points("获奖分 | all awards that count", total(award.award_points))

with clause("四3", "市对区项目按排位加分,未完成的照减 | points by place in the city's items; undone, its deduction"):
    by_place = lookup(p.city_place_points, city_item.place)
    city_item.city_points = points(
        "市对区增减分 | a place's points where the task is done, else the city's deduction",
        first_match((city_item.completed, by_place), otherwise=-city_item.city_deduction),
    )
    unit.city_score = points("市对区增减分 | all items that the unit answers for", total(city_item.city_points))

with clause("四4", "总得分为各部分之和,专项分在百分制以外 | the sum of all; special points lie outside the hundred"):
    unit.special_score = points(
        "专项加扣分 | special points, added and taken; where it is read so, with a street's demolition targets",
        total(special.points) + choose(p.demolition_counts, special=unit.demolition_score, target=0, apart=0),
    )
    unit.score_total = points(
        "总得分 | target management, awards, the city's appraisal and special points",
        unit.target_score + unit.award_score + unit.city_score + unit.special_score,
    )

with clause("五", "单位考核奖为总得分乘分值 | a unit's bonus is its total times the value of a point"):
    paid_for, any_points = greatest(unit.score_total, 0), total(unit.weight) > 0
    unit.weight = points(
        "计奖分 | the points that the value multiplies: the total for each person, or once for the unit",
        choose(p.points_value_basis, per_head=paid_for * unit.headcount, per_unit=paid_for),
    )
    unit.budget_shared = yuan(
        "待分配预算 | the budget, if there are points to share it by",
        first_match((any_points, p.bonus_budget), otherwise=0),
    )
    given = {basis: lookup(p.given_points_value, basis) for basis in ("per_head", "per_unit")}
    solved = when(any_points, points_value(p.bonus_budget, unit.weight))
    unit.value_in_force = yuan(
        "分值 | what a point is worth: as given, or the budget over all points",
        choose(p.points_value_source, given=choose(p.points_value_basis, **given), solve_from_budget=solved),
    )
    by_points = to_fen(unit.weight * unit.value_in_force)
    out_of_budget = prizes(unit.budget_shared, unit.weight, unit=p.one_fen)
    unit.unit_bonus = yuan(
        "单位考核奖 | points times their value, to the fen; out of a budget the units' bonuses sum to it",
        choose(p.points_value_source, given=by_points, solve_from_budget=out_of_budget),
    )
    unit.bonus_per_head = yuan("人均考核奖 | per head, for comparison; not rounded", unit.unit_bonus / unit.headcount)
    unit.residual = yuan("尾差 | what settling to the fen changed", unit.unit_bonus - unit.weight * unit.value_in_force)
