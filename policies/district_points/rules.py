"""The district's bonus by points value, clause by clause.

Clauses are the document's own: 四3 is part four, point 3. Read it in the document's order: target management (三, 四1), awards
(四2), the city's appraisal (四3), the total (四4), the bonus (五). Checks stand at the end.
"""

from payout.rules import (
    Policy,
    choose,
    count,
    count_distinct,
    decide,
    exists,
    first_match,
    greatest,
    known,
    lookup,
    points_value,
    prizes,
    to_fen,
    total,
    when,
)

policy = Policy.load(__file__)
unit, indicator, award = policy.level("unit"), policy.level("indicator"), policy.level("award")
city_item = policy.level("city_item")


# ---- Three, four (1): target management ----------------------------------------------------------


@unit.rule(clause="四1", zh="职能增减分", measure="points")
def function_increment(category, function_grade, function_increments):
    """What the grade of the function targets adds or takes; departments only."""
    return when(category == "department", lookup(function_increments, function_grade))


@unit.rule(clause="四1", zh="职能得分", measure="points")
def function_score(function_base, function_increment):
    """The base and what the grade adds or takes; blank for streets."""
    return function_base + function_increment


@unit.rule(clause="三", zh="经济得分", measure="points")
def economic_score(category, indicators):
    """Economic indicators; streets only."""
    return when(category == "street", total(indicators.score, where=indicators.kind == "economic"))


@unit.rule(clause="三", zh="共性得分", measure="points")
def common_score(indicators):
    """Common targets of departments and streets."""
    return total(indicators.score, where=indicators.kind == "common")


@unit.rule(clause="三, 四1", zh="目标得分", measure="points")
def target_score(category, function_score, economic_score, common_score):
    """Function targets or economic indicators, and common targets."""
    own = first_match((category == "department", function_score), otherwise=economic_score)
    return own + common_score


# ---- Four (3): the city's appraisal of the district ----------------------------------------------


@city_item.rule(clause="四3", zh="市对区增减分", measure="points")
def city_points(completed, place, city_deduction, city_place_points):
    """A place's points where the task is done; else the city's deduction is taken over."""
    return first_match((completed, lookup(city_place_points, place)), otherwise=0 - city_deduction)


@unit.rule(clause="四3", zh="市对区增减分", measure="points")
def city_score(city_items):
    """What the city's appraisal adds or takes, over all items that the unit answers for."""
    return total(city_items.city_points)


@unit.rule(clause="四4", zh="专项加扣分", measure="points")
def special_score(specials):
    """Special points outside the hundred, added and taken."""
    return total(specials.points)


# ---- Four (2): awards ----------------------------------------------------------------------------


@unit.rule(clause="四2", zh="被市区考核扣分")
def penalised(city_items, specials):
    """Points were taken by the city's appraisal, or by the district as special points."""
    return exists(city_items.city_points < 0) | exists(specials.points < 0)


@award.rule(clause="四2", zh="原则上不计分")
def barred(listed, completed, unit):
    """Not among the targets, or of a unit that points were taken from."""
    return completed & (~listed | unit.penalised)


@award.rule(clause="四2", zh="经决定计分")
def allowed(barred):
    """What is barred in principle counts where people decide so; without a decision it does not."""
    answer = decide(
        "award_allowed",
        where=barred,
        answers={"yes": "是", "no": "否"},
        zh="原则上不计获奖分,是否例外计分?",
        en="Barred in principle: does this award count all the same?",
        otherwise="no",
    )
    return barred & (answer == "yes")


@award.rule(clause="四2", zh="获奖分", measure="points")
def award_points(completed, barred, allowed, award_level, award_points_by_level):
    """Points of the award's level, where its target is done and nothing bars it."""
    return first_match(
        (~completed, 0), (barred & ~allowed, 0), otherwise=lookup(award_points_by_level, award_level)
    )


@unit.rule(clause="四2", zh="获奖分", measure="points")
def award_score(awards):
    """Points of all awards that count."""
    return total(awards.award_points)


# ---- Four (4), five: the total and the bonus -----------------------------------------------------


@unit.rule(clause="四4", zh="总得分", measure="points")
def score_total(target_score, award_score, city_score, special_score):
    """Target management, awards, the city's appraisal and special points."""
    return target_score + award_score + city_score + special_score


@unit.rule(clause="五", zh="计奖分", measure="points")
def weight(points_value_basis, score_total, headcount):
    """The points that the value multiplies: the total for each person, or once for the unit."""
    paid_for = greatest(score_total, 0)
    return choose(points_value_basis, per_head=paid_for * headcount, per_unit=paid_for)


@unit.rule(clause="五", zh="待分配预算", measure="yuan")
def budget_shared(weight, bonus_budget):
    """The budget, where there are points to share it by."""
    return first_match((total(weight) > 0, bonus_budget), otherwise=0)


@unit.rule(clause="五", zh="分值", measure="yuan")
def value_in_force(points_value_source, points_value_basis, given_points_value, bonus_budget, weight):
    """What a point is worth: as given, or the budget over all points."""
    given = choose(
        points_value_basis,
        per_head=lookup(given_points_value, "per_head"),
        per_unit=lookup(given_points_value, "per_unit"),
    )
    solved = when(total(weight) > 0, points_value(bonus_budget, weight))
    return choose(points_value_source, given=given, solve_from_budget=solved)


@unit.rule(clause="五", zh="单位考核奖", measure="yuan")
def unit_bonus(points_value_source, weight, value_in_force, budget_shared, one_fen):
    """Points times their value, to the fen; out of a budget the units' bonuses sum to it."""
    return choose(
        points_value_source,
        given=to_fen(weight * value_in_force),
        solve_from_budget=prizes(budget_shared, weight, unit=one_fen),
    )


@unit.rule(clause="五", zh="人均考核奖", measure="yuan")
def bonus_per_head(unit_bonus, headcount):
    """The unit's bonus per head, for comparison; not rounded."""
    return unit_bonus / headcount


@unit.rule(clause="五", zh="尾差", measure="yuan")
def residual(unit_bonus, weight, value_in_force):
    """What settling to the fen changed."""
    return unit_bonus - weight * value_in_force


# ---- Checks: what no row may be ------------------------------------------------------------------


@unit.check(
    clause="四1",
    zh="部门没有职能目标等次",
    column="function_grade",
    expected=("优秀、较好、一般或较差", "excellent, good, fair or poor"),
    fix=("填写等次", "fill in the grade"),
)
def without_grade(category, function_grade):
    """A department without a grade of its function targets."""
    return (category == "department") & ~known(function_grade)


@unit.check(
    clause="三",
    zh="街道没有职能目标",
    column="function_grade",
    expected=("街道空着,考核经济指标", "blank for a street, which has economic indicators"),
    fix=("删去等次,或改正类别", "clear the grade, or correct the category"),
)
def graded_street(category, function_grade):
    """A street with a grade of function targets."""
    return (category == "street") & known(function_grade)


@unit.check(
    clause="三",
    zh="职能目标少于一般条数",
    column="function_targets",
    severity="warning",
    expected=("一般不少于 5 条", "five or more as a rule"),
    fix=("核对职能目标", "check the function targets"),
)
def few_function_targets(category, function_targets, least_function_targets):
    """Fewer function targets than the text asks for as a rule."""
    return (category == "department") & (function_targets < least_function_targets)


@unit.check(
    clause="三",
    zh="没有共性目标得分",
    column="unit_id",
    expected=("指标得分表中该单位的共性目标", "the unit's common targets among the indicators"),
    fix=("补填共性目标得分", "fill in the common targets"),
)
def without_common(indicators):
    """No common target of the unit is scored."""
    return ~exists(indicators.kind == "common")


@unit.check(
    clause="三",
    zh="街道没有经济指标得分",
    column="unit_id",
    expected=("指标得分表中该街道的经济指标", "the street's economic indicators"),
    fix=("补填经济指标得分", "fill in the economic indicators"),
)
def without_economic(category, indicators):
    """No economic indicator of a street is scored."""
    return (category == "street") & ~exists(indicators.kind == "economic")


@indicator.check(
    clause="三",
    zh="部门没有经济指标",
    column="kind",
    expected=("部门只有共性目标", "common targets only, for a department"),
    fix=("改正类型,或改正单位类别", "correct the kind, or the unit's category"),
)
def economic_of_department(kind, unit):
    """An economic indicator of a department: it would count nowhere."""
    return (kind == "economic") & (unit.category == "department")


@indicator.check(
    clause="四1",
    zh="指标没有得分",
    column="score",
    expected=("得分;没有得分填 0", "a score, 0 where there is none"),
    fix=("补填得分", "fill in the score"),
)
def without_score(score):
    """An indicator without a score: missing is not nothing."""
    return ~known(score)


@indicator.check(
    clause="四1",
    zh="得分超过满分",
    column="score",
    expected=("不超过该指标满分", "not above the indicator's full marks"),
    fix=("核对得分", "check the score"),
)
def above_full_marks(score, full_marks):
    """A score above the indicator's full marks."""
    return score > full_marks


@unit.check(
    clause="四1",
    zh="指标重复",
    column="unit_id",
    fix=("删去重复的行", "remove the repeated row"),
)
def indicator_twice(indicators):
    """One indicator stands twice for a unit."""
    return count(indicators) != count_distinct(indicators.indicator)


@unit.check(
    clause="四4",
    zh="目标管理考核满分不是一百分",
    column="unit_id",
    severity="warning",
    expected=("职能目标基本分与各指标满分合计 100", "the base and the indicators' full marks sum to 100"),
    fix=("对照附表三、五、六核对满分", "check full marks against annexes 3, 5 and 6"),
)
def not_hundred(category, indicators, function_base, full_marks_of_all):
    """The base and the indicators do not make full marks."""
    base = first_match((category == "department", function_base), otherwise=0)
    return base + total(indicators.full_marks) != full_marks_of_all


@city_item.check(
    clause="四3",
    zh="完成任务而没有排位",
    column="place",
    expected=("第一、第二或末位", "first, second or last"),
    fix=("填写老三区排位", "fill in the place among the three old districts"),
)
def without_place(completed, place):
    """A task that is done, without its place."""
    return completed & ~known(place)


@city_item.check(
    clause="四3",
    zh="未完成任务而没有减分",
    column="city_deduction",
    expected=("市考核减分;没有减分填 0", "the city's deduction, 0 where there was none"),
    fix=("填写市考核减分", "fill in the city's deduction"),
)
def without_deduction(completed, city_deduction):
    """A task not done, without the city's deduction."""
    return ~completed & ~known(city_deduction)


@city_item.check(
    clause="四3",
    zh="完成任务又有减分",
    column="city_deduction",
    expected=("空着;或任务完成填否", "blank, or the task not done"),
    fix=("核对任务是否完成", "check whether the task was done"),
)
def deducted_though_done(completed, city_deduction):
    """A task that is done, with a deduction that would not count."""
    return completed & (city_deduction > 0)


@unit.check(
    clause="四3",
    zh="市对区考核项目重复",
    column="unit_id",
    fix=("删去重复的行", "remove the repeated row"),
)
def city_item_twice(city_items):
    """One item of the city stands twice for a unit."""
    return count(city_items) != count_distinct(city_items.item)


@unit.check(
    clause="四4",
    zh="同一事项加扣分两次",
    column="unit_id",
    severity="warning",
    fix=("删去重复的行,或写清两项的不同", "remove one, or word them apart"),
)
def special_twice(specials):
    """One matter adds or takes special points twice for a unit."""
    return count(specials) != count_distinct(specials.item)


@unit.check(
    clause="四4",
    zh="总得分为负,不计奖",
    column="unit_id",
    severity="warning",
    fix=("核对扣分", "check what was taken"),
)
def negative_total(score_total):
    """A total below nothing: it earns no bonus."""
    return score_total < 0
