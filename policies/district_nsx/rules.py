"""The district's appraisal Z = N + S + X, clause by clause.

Clauses are the document's own: 一(二) is part one, paragraph two. Read it in the document's order: a unit's score (一(二)),
winners, the last and money (一(三)), the year's statistics (二(二), 三(一)). Checks stand at the end.
"""

from typing import Any

from payout.rules import (
    Policy,
    after_deductions,
    allocate,
    among_best,
    band,
    choose,
    count,
    count_distinct,
    exists,
    first_match,
    highest,
    is_in,
    known,
    least,
    lookup,
    lowest,
    mean,
    to_whole,
    total,
    when,
)
from payout.rules import rank as place_by

policy = Policy.load(__file__)
unit, person, target = policy.level("unit"), policy.level("person"), policy.level("target")
unit_class, year = policy.level("unit_class"), policy.level("appraisal_year")


# ---- One (2): a unit's score ---------------------------------------------------------------------


@unit.rule(clause="一(二)", zh="常规工作满分", measure="points")
def routine_full(has_investment, full_marks_with_investment, full_marks_without_investment):
    """Full marks of routine work, more without a duty of investment."""
    return first_match(
        (has_investment, lookup(full_marks_with_investment, "routine")),
        otherwise=lookup(full_marks_without_investment, "routine"),
    )


@unit.rule(clause="一(二)", zh="招商引资满分", measure="points")
def investment_full(has_investment, full_marks_with_investment, full_marks_without_investment):
    """Full marks of investment, none without the duty."""
    return first_match(
        (has_investment, lookup(full_marks_with_investment, "investment")),
        otherwise=lookup(full_marks_without_investment, "investment"),
    )


@unit.rule(clause="一(二)", zh="效能纠风满分", measure="points")
def conduct_full(has_investment, full_marks_with_investment, full_marks_without_investment):
    """Full marks of reports and conduct, more without a duty of investment."""
    return first_match(
        (has_investment, lookup(full_marks_with_investment, "conduct")),
        otherwise=lookup(full_marks_without_investment, "conduct"),
    )


@unit.rule(clause="一(二)", zh="常规工作扣分", measure="points")
def routine_deduction(targets):
    """What routine work lost."""
    return total(targets.deduction, where=targets.part == "routine")


@unit.rule(clause="一(二)", zh="招商引资扣分", measure="points")
def investment_deduction(targets):
    """What investment lost."""
    return total(targets.deduction, where=targets.part == "investment")


@unit.rule(clause="一(二)", zh="效能纠风扣分", measure="points")
def conduct_deduction(targets):
    """What reports and conduct lost."""
    return total(targets.deduction, where=targets.part == "conduct")


@unit.rule(clause="一(二)", zh="常规得分 N", measure="points")
def n_score(routine_full, routine_deduction):
    """N: full marks of routine work less deductions."""
    return after_deductions(routine_full, routine_deduction)


@unit.rule(clause="一(二)", zh="招商引资得分", measure="points")
def investment_score(has_investment, investment_full, investment_deduction):
    """Investment: full marks less deductions; blank without the duty."""
    return when(has_investment, after_deductions(investment_full, investment_deduction))


@unit.rule(clause="一(二)", zh="效能纠风得分", measure="points")
def conduct_score(conduct_full, conduct_deduction):
    """Reports and conduct: full marks less deductions."""
    return after_deductions(conduct_full, conduct_deduction)


@unit.rule(clause="一(二)", zh="专项得分 S", measure="points")
def s_score(has_investment, investment_score, conduct_score):
    """S: investment, where there is the duty, and conduct."""
    return first_match((has_investment, investment_score + conduct_score), otherwise=conduct_score)


@unit.rule(clause="一(二)", zh="创新加分合计", measure="points")
def innovation_total(additions):
    """All that was applied for and granted, before the limit."""
    return total(additions.points)


@unit.rule(clause="一(二)", zh="创新得分 X", measure="points")
def x_score(innovation_total, innovation_cap):
    """X: innovation adds, up to its limit."""
    return least(innovation_total, innovation_cap)


@unit.rule(clause="一(二)", zh="总得分 Z", measure="points")
def z_score(n_score, s_score, x_score):
    """Z = N + S + X."""
    return n_score + s_score + x_score


# ---- One (3): winners, the last, money -----------------------------------------------------------


@unit_class.rule(clause="一(三)", zh="参评单位数", measure="count")
def units_counted(units):
    """Units of the class that have a score."""
    return count(units.z_score)


@unit_class.rule(clause="一(三)", zh="评先名额", measure="count")
def winner_places(units_counted, winner_ratio):
    """Winners of the class, rounded half up."""
    return to_whole(units_counted * winner_ratio)


@unit_class.rule(clause="一(三)", zh="末位名额", measure="count")
def last_of_class(units_counted, least_class, last_places):
    """Last units of the class; none where it has a single unit."""
    return first_match((units_counted >= least_class, last_places), otherwise=0)


@unit.rule(clause="一(三)", zh="类内名次", measure="rank")
def class_rank(z_score, unit_class):
    """Place by score in the class."""
    return place_by(z_score, where=known(z_score), within=unit_class)


@unit.rule(clause="一(三)", zh="优胜单位")
def is_winner(z_score, unit_class):
    """Among the best of the class; a tie across the last place is for people to decide."""
    return among_best(
        z_score,
        unit_class.winner_places,
        where=known(z_score),
        within=unit_class,
        question="winner_tie",
        zh="综合考核得分并列,是否评为优胜单位?",
        en="Equal scores: is this unit a winner of its class?",
    )


@unit.rule(clause="一(三)", zh="末位单位")
def is_last(z_score, is_winner, unit_class):
    """The last of the class, no winner; a tie is for people to decide."""
    return among_best(
        z_score,
        unit_class.last_of_class,
        where=known(z_score) & ~is_winner,
        within=unit_class,
        question="last_tie",
        zh="综合考核得分并列,是否定为末位单位?",
        en="Equal scores: is this unit the last of its class?",
        best="lowest",
    )


@year.rule(clause="一(三)", zh="平分的奖金总额", measure="yuan")
def shared_fund(units, award_fund):
    """The fund, where there is a winner to share it."""
    return first_match((exists(units.is_winner), award_fund), otherwise=0)


@unit.rule(clause="一(三)", zh="单位奖金", measure="yuan")
def unit_award(award_basis, is_winner, winner_award, appraisal_year, one_fen):
    """What a winning unit gets: a fixed award, or its equal part of the fund to the fen."""
    part = first_match((is_winner, 1), otherwise=0)
    return choose(
        award_basis,
        fixed=first_match((is_winner, winner_award), otherwise=0),
        shared=allocate(appraisal_year.shared_fund, part, unit=one_fen, within=appraisal_year),
    )


@person.rule(clause="一(三)", zh="受表彰")
def rewarded(role, unit):
    """The head of a winning unit."""
    return (role == "head") & unit.is_winner


@person.rule(clause="一(三)", zh="主要领导奖金", measure="yuan")
def head_award(rewarded, head_prize):
    """The prize of a winning unit's head."""
    return first_match((rewarded, head_prize), otherwise=0)


@person.rule(clause="一(三)", zh="诫勉谈话")
def admonished(role, unit):
    """The head of a last unit."""
    return (role == "head") & unit.is_last


@person.rule(clause="一(三)", zh="属处罚对象")
def liable(role, penalty_on):
    """Whether the penalty of a last unit falls on this person."""
    return choose(
        penalty_on, all_listed=is_in(role, ["head", "responsible"]), responsible=role == "responsible"
    )


@person.rule(clause="一(三)", zh="处罚金额", measure="yuan")
def penalty(liable, unit, last_penalty):
    """What a person liable in a last unit pays; it is collected apart and lowers no award."""
    return first_match((liable & unit.is_last, last_penalty), otherwise=0)


@person.rule(clause="一(三)", zh="末位追责")
def held_to_account(admonished, liable, unit):
    """Admonished or penalised: the list of a last unit shows these."""
    return admonished | (liable & unit.is_last)


@unit.rule(clause="一(三)", zh="主要领导奖金", measure="yuan")
def heads_award(people):
    """The prize of the unit's head."""
    return total(people.head_award)


@unit_class.rule(clause="一(三)", zh="评先单位数", measure="count")
def winners(units):
    """Winners of the class."""
    return count(units, where=units.is_winner)


@unit_class.rule(clause="一(三)", zh="单位奖金合计", measure="yuan")
def class_unit_award(units):
    """Awards of the class's units."""
    return total(units.unit_award)


@unit_class.rule(clause="一(三)", zh="领导奖金合计", measure="yuan")
def class_heads_award(units):
    """Prizes of the class's heads."""
    return total(units.heads_award)


@unit_class.rule(clause="一(三)", zh="现金奖励合计", measure="yuan")
def class_award(class_unit_award, class_heads_award):
    """Units and heads together."""
    return class_unit_award + class_heads_award


@unit_class.rule(clause="一(三)", zh="平均分", measure="points")
def class_mean(units):
    """Mean score of the class."""
    return mean(units.z_score, where=known(units.z_score))


@unit_class.rule(clause="一(三)", zh="最高分", measure="points")
def class_highest(units):
    """Best score of the class."""
    return highest(units.z_score, where=known(units.z_score))


@unit_class.rule(clause="一(三)", zh="最低分", measure="points")
def class_lowest(units):
    """Lowest score of the class."""
    return lowest(units.z_score, where=known(units.z_score))


# ---- Two (2), three (1): the year's statistics ---------------------------------------------------


@unit.rule(clause="二(二)", zh="得分梯次")
def tier(between_bands, score_bands, z_score):
    """The band of the total score, whole points counting; none below the first."""
    lower = band(score_bands, to_whole(z_score, "floor"))
    return choose(
        between_bands,
        lower=lower,
        upper=when(known(lower), band(score_bands, to_whole(z_score, "ceiling"))),
        nearest=when(known(lower), band(score_bands, to_whole(z_score))),
    )


@unit.rule(clause="一(一), 三(一)", zh="常规目标项数", measure="count")
def target_count(targets):
    """How many routine targets the unit signed for."""
    return count(targets, where=targets.part == "routine")


@unit.rule(clause="三(一)", zh="单项最高分值", measure="points")
def heaviest_target(targets):
    """The most points of one routine target."""
    return highest(targets.weight, where=targets.part == "routine")


@unit.rule(clause="三(一)", zh="单项最低分值", measure="points")
def lightest_target(targets):
    """The fewest points of one routine target."""
    return lowest(targets.weight, where=targets.part == "routine")


@year.rule(clause="二(二)", zh="参评单位数", measure="count")
def units_appraised(units):
    """Units that have a score."""
    return count(units.z_score)


@year.rule(clause="二(二)", zh="总平均分", measure="points")
def mean_score(units):
    """Mean score of all units."""
    return mean(units.z_score, where=known(units.z_score))


@year.rule(clause="二(二)", zh="比上年提高(分)", measure="points")
def mean_rise(mean_score, last_year_mean):
    """By how many points the mean rose; blank without last year's."""
    return mean_score - last_year_mean


@year.rule(clause="二(二)", zh="比上年提高(%)", measure="ratio")
def mean_rise_rate(mean_rise, last_year_mean):
    """The rise as a share of last year's mean: per cent, not percentage points."""
    return when(last_year_mean > 0, mean_rise / last_year_mean)


def _in_band(units: Any, band_names: Any, place: str) -> Any:
    return count(units, where=units.tier == lookup(band_names, place))


@year.rule(clause="二(二)", zh="90-100 分单位数", measure="count")
def low_units(units, band_names):
    """Units in the lowest band."""
    return _in_band(units, band_names, "low")


@year.rule(clause="二(二)", zh="101-105 分单位数", measure="count")
def middle_units(units, band_names):
    """Units in the middle band."""
    return _in_band(units, band_names, "middle")


@year.rule(clause="二(二)", zh="106 分以上单位数", measure="count")
def high_units(units, band_names):
    """Units in the highest band."""
    return _in_band(units, band_names, "high")


@year.rule(clause="二(二)", zh="不在各档单位数", measure="count")
def outside_units(units_appraised, low_units, middle_units, high_units):
    """Units below every band."""
    return units_appraised - low_units - middle_units - high_units


@year.rule(clause="二(二)", zh="90-100 分占比", measure="ratio")
def low_share(low_units, units_appraised):
    """Share of units in the lowest band."""
    return when(units_appraised > 0, low_units / units_appraised)


@year.rule(clause="二(二)", zh="101-105 分占比", measure="ratio")
def middle_share(middle_units, units_appraised):
    """Share of units in the middle band."""
    return when(units_appraised > 0, middle_units / units_appraised)


@year.rule(clause="二(二)", zh="106 分以上占比", measure="ratio")
def high_share(high_units, units_appraised):
    """Share of units in the highest band."""
    return when(units_appraised > 0, high_units / units_appraised)


@year.rule(clause="三(一)", zh="最多目标项数", measure="count")
def most_targets(units):
    """Most routine targets of a unit."""
    return highest(units.target_count)


@year.rule(clause="三(一)", zh="最少目标项数", measure="count")
def fewest_targets(units):
    """Fewest routine targets of a unit."""
    return lowest(units.target_count)


@year.rule(clause="三(一)", zh="单项最高分值", measure="points")
def heaviest(units):
    """Most points of one routine target."""
    return highest(units.heaviest_target)


@year.rule(clause="三(一)", zh="单项最低分值", measure="points")
def lightest(units):
    """Fewest points of one routine target."""
    return lowest(units.lightest_target)


@year.rule(clause="一(三)", zh="单位奖金合计", measure="yuan")
def year_unit_award(units):
    """Awards of all winning units."""
    return total(units.unit_award)


@year.rule(clause="一(三)", zh="领导奖金合计", measure="yuan")
def year_heads_award(units):
    """Prizes of all winning units' heads."""
    return total(units.heads_award)


@year.rule(clause="一(三)", zh="现金奖励合计", measure="yuan")
def year_award(year_unit_award, year_heads_award):
    """Units and heads together."""
    return year_unit_award + year_heads_award


# ---- Checks: what no row may be ------------------------------------------------------------------


@year.check(
    clause="二(二)",
    zh="一次只算一个年度",
    column="year",
    expected=("一行", "one row"),
    fix=("各年度分开运行", "run each year apart"),
)
def several_years(year):
    """More than one year in a batch."""
    return count(year) > 1


@target.check(
    clause="一(二)",
    zh="目标没有考核结果",
    column="deduction",
    expected=("扣分;没有扣分填 0", "points deducted, 0 where none"),
    fix=("补填扣分", "fill in the deduction"),
)
def without_deduction(deduction):
    """A target without a result: a missing score is not full marks."""
    return ~known(deduction)


@target.check(
    clause="一(二)",
    zh="扣分超过该项分值",
    column="deduction",
    expected=("不超过分值", "not above the target's points"),
    fix=("核对扣分", "check the deduction"),
)
def deduction_above_weight(deduction, weight):
    """More deducted than the target holds."""
    return deduction > weight


@unit.check(
    clause="一(二)",
    zh="责任书各部分分值与满分不符",
    column="unit_id",
    expected=(
        "常规、招商、作风三部分的分值各等于满分;没有招商引资任务的不设招商一项",
        "each part sums to its full marks; no investment without the duty",
    ),
    fix=(
        "核对该单位的目标、分值和有无招商引资任务",
        "check the unit's targets, their points and its duty of investment",
    ),
)
def parts_not_full(targets, routine_full, investment_full, conduct_full):
    """The points of some part do not sum to its full marks."""
    return (
        (total(targets.weight, where=targets.part == "routine") != routine_full)
        | (total(targets.weight, where=targets.part == "investment") != investment_full)
        | (total(targets.weight, where=targets.part == "conduct") != conduct_full)
    )


@unit.check(
    clause="一(一)",
    zh="目标重复",
    column="unit_id",
    fix=("删去重复的行,或写清两项的不同", "remove one, or word them apart"),
)
def target_twice(targets):
    """One target stands twice in the unit's contract."""
    return count(targets) != count_distinct(targets.target)


@unit.check(
    clause="一(二)",
    zh="同一事项加分两次",
    column="unit_id",
    severity="warning",
    fix=("删去重复的行,或写清两项的不同", "remove one, or word them apart"),
)
def addition_twice(additions):
    """One matter adds points twice for a unit."""
    return count(additions) != count_distinct(additions.item)


@unit.check(
    clause="一(二)",
    zh="创新加分超过上限,只计上限",
    column="unit_id",
    severity="warning",
    fix=("核对创新加分", "check the points of innovation"),
)
def innovation_capped(innovation_total, innovation_cap):
    """Innovation above its limit: only the limit counts."""
    return innovation_total > innovation_cap


@unit.check(
    clause="一(三)",
    zh="没有登记主要领导",
    column="unit_id",
    expected=("责任人表中一名主要领导", "one head among the people"),
    fix=("在责任人表中补登", "add the head to the people"),
)
def without_head(people):
    """No head of the unit is listed."""
    return ~exists(people.role == "head")


@unit.check(
    clause="一(三)",
    zh="主要领导不止一名",
    column="unit_id",
    expected=("一名主要领导", "one head"),
    fix=("只留一名,其余登记为责任人", "keep one; list the others as responsible"),
)
def several_heads(people):
    """More than one head of a unit."""
    return count(people, where=people.role == "head") > 1


@unit.check(
    clause="一(三)",
    zh="末位单位没有处罚对象",
    column="unit_id",
    severity="warning",
    fix=("在责任人表中登记当事人或责任人", "list who is responsible"),
)
def nobody_liable(is_last, people):
    """A last unit without anybody on whom the penalty falls."""
    return is_last & ~exists(people.liable)


@unit.check(
    clause="二(二)",
    zh="得分不在各档之内",
    column="unit_id",
    severity="warning",
    expected=("参数“总得分梯次”中的一档", "a band of the parameter score_bands"),
    fix=("核对得分;统计时另列", "check the score; statistics list it apart"),
)
def outside_bands(z_score, tier):
    """A score below every band of the statistics."""
    return known(z_score) & ~known(tier)


@year.check(
    clause="一(三)",
    zh="单位奖金合计与财政下拨数不一致",
    column="year",
    severity="warning",
    fix=("核对下拨数和优胜单位数", "check the fund and the number of winners"),
)
def fund_differs(year_unit_award, award_fund):
    """The units' awards are not the fund that was paid in."""
    return year_unit_award != award_fund
