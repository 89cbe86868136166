"""The district's appraisal Z = N + S + X, clause by clause: 一(二) is part one, paragraph two of the text."""

from typing import Any

from payout.rules import *

policy = Policy.load(__file__)
clause, p = policy.clause, policy.p
unit, target, addition, person = policy.symbols("unit", "target", "addition", "person")
annual, unit_class = policy.symbols("appraisal_year", "unit_class")
scored, head, responsible = known(unit.z_score), person.role == "head", person.role == "responsible"


def full_marks(part: str) -> Any:
    """What a part holds: it differs with the duty of investment."""
    with_duty, without = lookup(p.full_marks_with_investment, part), lookup(p.full_marks_without_investment, part)
    return first_match((unit.has_investment, with_duty), otherwise=without)


def of_part(column: Any, part: str) -> Any:
    """The sum over the targets of a part."""
    return total(column, where=target.part == part)


with clause("一(二)", "常规、招商、效能从满分减,创新另加 | routine, investment, conduct deduct; innovation adds"):
    unit.routine_full = points(
        "常规工作满分 | full marks of routine work, more without investment", full_marks("routine")
    )
    unit.investment_full = points(
        "招商引资满分 | full marks of investment, none without the duty", full_marks("investment")
    )
    unit.conduct_full = points("效能纠风满分 | full marks of conduct, more without investment", full_marks("conduct"))
    unit.routine_deduction = points("常规工作扣分 | what routine work lost", of_part(target.deduction, "routine"))
    unit.investment_deduction = points("招商引资扣分 | what investment lost", of_part(target.deduction, "investment"))
    unit.conduct_deduction = points("效能纠风扣分 | what conduct lost", of_part(target.deduction, "conduct"))

    unit.n_score = points(
        "常规得分 N | N: routine work less deductions", after_deductions(unit.routine_full, unit.routine_deduction)
    )
    unit.investment_score = points(
        "招商引资得分 | investment less deductions; blank without the duty",
        when(unit.has_investment, after_deductions(unit.investment_full, unit.investment_deduction)),
    )
    unit.conduct_score = points(
        "效能纠风得分 | conduct less deductions", after_deductions(unit.conduct_full, unit.conduct_deduction)
    )
    unit.s_score = points(
        "专项得分 S | S: investment, where there is the duty, and conduct",
        first_match((unit.has_investment, unit.investment_score + unit.conduct_score), otherwise=unit.conduct_score),
    )
    unit.innovation_total = points("创新加分合计 | all that was granted, before the limit", total(addition.points))
    unit.x_score = points("创新得分 X | X: innovation, up to its limit", least(unit.innovation_total, p.innovation_cap))
    unit.z_score = points("总得分 Z | Z = N + S + X", unit.n_score + unit.s_score + unit.x_score)

with clause("一(三)", "三类单位各评五分之一优胜,并定末位 | a fifth of each of three classes wins, one unit is last"):
    unit_class.units_counted = counted("参评单位数 | units of the class that have a score", count(unit.z_score))
    unit_class.winner_places = counted(
        "评先名额 | winners of the class, rounded half up", to_whole(unit_class.units_counted * p.winner_ratio)
    )
    unit_class.last_of_class = counted(
        "末位名额 | last units of the class; none where it has a single unit",
        first_match((unit_class.units_counted >= p.least_class, p.last_places), otherwise=0),
    )
    unit.class_rank = place("类内名次 | place in the class", rank(unit.z_score, where=scored, within=unit_class))
    asked = "综合考核得分并列,是否评为优胜单位? | Equal scores: is this unit a winner of its class?"
    unit.is_winner = flag(
        "优胜单位 | among the best of the class; a tie across the last place is for people to decide",
        among_best(
            unit.z_score, unit_class.winner_places, where=scored, within=unit_class, question="winner_tie", prompt=asked
        ),
    )
    annual.last_of_all = counted(
        "全部单位的末位名额 | last units among all; none where there is a single unit",
        first_match((count(unit.z_score) >= p.least_class, p.last_places), otherwise=0),
    )

    def last_among(places: Any, group: Any) -> Any:
        """The last of a group, no winner; a tie is for people to decide."""
        others, asked = (
            scored & ~unit.is_winner,
            "综合考核得分并列,是否定为末位单位? | Equal scores: is this unit the last?",
        )
        return among_best(
            unit.z_score, places, where=others, within=group, question="last_tie", prompt=asked, best="lowest"
        )

    unit.is_last = flag(
        "末位单位 | the last of the class or of all, no winner; a tie is for people to decide",
        choose(
            p.last_within,
            by_class=last_among(unit_class.last_of_class, unit_class),
            of_all=last_among(annual.last_of_all, annual),
        ),
    )

with clause("一(三)", "财政拨款奖励优胜单位,主要领导另行表彰 | a fund rewards the winners, a prize their heads"):
    annual.shared_fund = yuan(
        "平分的奖金总额 | the fund, where there is a winner to share it",
        first_match((exists(unit.is_winner), p.award_fund), otherwise=0),
    )
    fixed = to_fen(first_match((unit.is_winner, p.winner_award), otherwise=0))
    shared = prizes(annual.shared_fund, when(unit.is_winner, 1), unit=p.one_fen, within=annual)
    unit.unit_award = yuan(
        "单位奖金 | a winning unit's fixed award, or its equal part of the fund to the fen",
        choose(p.award_basis, fixed=fixed, shared=shared),
    )
    person.rewarded = flag("受表彰 | the head of a winning unit", head & unit.is_winner)
    person.head_award = yuan(
        "主要领导奖金 | the prize of a winning unit's head",
        to_fen(first_match((person.rewarded, p.head_prize), otherwise=0)),
    )
    unit.heads_award = yuan("主要领导奖金 | the prize of the unit's head", total(person.head_award))

with clause("一(三)", "末位主要领导诫勉谈话,责任人受罚 | the last unit's head is admonished, who is liable pays"):
    person.admonished = flag("诫勉谈话 | the head of a last unit", head & unit.is_last)
    person.liable = flag(
        "属处罚对象 | whether the penalty of a last unit falls on this person",
        choose(p.penalty_on, all_listed=head | responsible, responsible=responsible),
    )
    penalised = person.liable & unit.is_last
    person.penalty = yuan(
        "处罚金额 | what a liable person pays, collected apart", first_match((penalised, p.last_penalty), otherwise=0)
    )
    person.held_to_account = flag("末位追责 | admonished or penalised: who is listed", person.admonished | penalised)

with clause("一(三)", "分类列出评先单位和现金奖励 | winners and awards by class, and in all"):
    unit_class.winners = counted("评先单位数 | winners of the class", count(unit, where=unit.is_winner))
    unit_class.class_unit_award = yuan("单位奖金合计 | awards of the class's units", total(unit.unit_award))
    unit_class.class_heads_award = yuan("领导奖金合计 | prizes of the class's heads", total(unit.heads_award))
    unit_class.class_award = yuan(
        "现金奖励合计 | units and heads together", unit_class.class_unit_award + unit_class.class_heads_award
    )
    unit_class.class_mean = points("平均分 | mean score of the class", mean(unit.z_score, where=scored))
    unit_class.class_highest = points("最高分 | best score of the class", highest(unit.z_score, where=scored))
    unit_class.class_lowest = points("最低分 | lowest score of the class", lowest(unit.z_score, where=scored))
    annual.year_unit_award = yuan("单位奖金合计 | awards of all winning units", total(unit.unit_award))
    annual.year_heads_award = yuan("领导奖金合计 | prizes of all winning units' heads", total(unit.heads_award))
    annual.year_award = yuan(
        "现金奖励合计 | units and heads together", annual.year_unit_award + annual.year_heads_award
    )

with clause(
    "二(一)", "三个评分等次各有比例,末位按比例淘汰 | three scoring grades, each within a ratio; the last are eliminated"
):

    def graded(grade: str) -> Any:
        """How many units of the class stand in a grade."""
        return count(unit, where=unit.score_grade == grade)

    def places_of(grade: str) -> Any:
        """How many units of the class a grade may hold, rounded half up as the winners are."""
        return to_whole(unit_class.units_counted * lookup(p.grade_limits, grade))

    unit_class.first_graded = counted("一等单位数 | units of the first grade", graded("first"))
    unit_class.second_graded = counted("二等单位数 | units of the second grade", graded("second"))
    unit_class.third_graded = counted("三等单位数 | units of the third grade", graded("third"))
    unit_class.elimination_places = counted(
        "淘汰名额 | the last of the class by ratio, rounded half up",
        to_whole(unit_class.units_counted * p.elimination_ratio),
    )
    unit.place_from_last = place(
        "倒数名次 | place from the last of the class; equal scores share it",
        rank(unit.z_score, where=scored, within=unit_class, best="lowest"),
    )
    unit.is_graded = flag("评了等次 | has a scoring grade", known(unit.score_grade))
    in_third = first_known(unit.score_grade == "third", False)
    unit.for_elimination = flag(
        "末位淘汰对象 | of the third grade, and among the last of its class by ratio: all who tie are listed",
        in_third & (unit.place_from_last <= unit_class.elimination_places),
    )


def in_band(place: str) -> Any:
    """How many units stand in a band."""
    return count(unit, where=unit.tier == lookup(p.band_names, place))


def share(units: Any) -> Any:
    """A number of units as a share of all that are appraised."""
    return when(annual.units_appraised > 0, units / annual.units_appraised)


with clause("二(二)", "平均分与上年相比,得分分三个梯次 | the mean against last year's, scores in three bands"):
    lower = band(p.score_bands, to_whole(unit.z_score, "floor"))
    upper = band(p.score_bands, to_whole(unit.z_score, "ceiling"))
    nearest = band(p.score_bands, to_whole(unit.z_score))
    unit.tier = option(
        "得分梯次 | the band of the total score, whole points counting; none below the first",
        choose(p.between_bands, lower=lower, upper=when(known(lower), upper), nearest=when(known(lower), nearest)),
    )
    annual.units_appraised = counted("参评单位数 | units that have a score", count(unit.z_score))
    annual.mean_score = points("总平均分 | mean score of all units", mean(unit.z_score, where=scored))
    annual.mean_rise = points(
        "比上年提高(分) | by how many points the mean rose; blank without last year's",
        annual.mean_score - annual.last_year_mean,
    )
    annual.mean_rise_rate = ratio(
        "比上年提高(%) | the rise as a share of last year's mean: per cent, not percentage points",
        when(annual.last_year_mean > 0, annual.mean_rise / annual.last_year_mean),
    )
    annual.low_units = counted("90-100 分单位数 | units in the lowest band", in_band("low"))
    annual.middle_units = counted("101-105 分单位数 | units in the middle band", in_band("middle"))
    annual.high_units = counted("106 分以上单位数 | units in the highest band", in_band("high"))
    annual.outside_units = counted(
        "不在各档单位数 | units below every band",
        annual.units_appraised - annual.low_units - annual.middle_units - annual.high_units,
    )
    annual.low_share = ratio("90-100 分占比 | share of units in the lowest band", share(annual.low_units))
    annual.middle_share = ratio("101-105 分占比 | share of units in the middle band", share(annual.middle_units))
    annual.high_share = ratio("106 分以上占比 | share of units in the highest band", share(annual.high_units))

with clause("三(一)", "各单位目标的项数、分值相差很大 | units differ in the number and points of targets"):
    routine = target.part == "routine"
    unit.target_count = counted(
        "常规目标项数 | routine targets the unit signed for", count(target, where=routine), clause="一(一), 三(一)"
    )
    unit.heaviest_target = points(
        "单项最高分值 | most points of a routine target", highest(target.weight, where=routine)
    )
    unit.lightest_target = points(
        "单项最低分值 | fewest points of a routine target", lowest(target.weight, where=routine)
    )
    annual.most_targets = counted("最多目标项数 | most routine targets of a unit", highest(unit.target_count))
    annual.fewest_targets = counted("最少目标项数 | fewest routine targets of a unit", lowest(unit.target_count))
    annual.heaviest = points("单项最高分值 | most points of a routine target", highest(unit.heaviest_target))
    annual.lightest = points("单项最低分值 | fewest points of a routine target", lowest(unit.lightest_target))
