"""The district's appraisal Z = N + S + X, clause by clause.

Clauses are the document's own: 一(二) is part one, paragraph two. Read it in the document's order: a unit's score (一(二)),
winners, the last and money (一(三)), the year's statistics (二(二), 三(一)). Checks stand at the end.
"""

from typing import Any

from payout.rules import *

policy = Policy.load(__file__)
clause, p = policy.clause, policy.p
appraisal_year, unit, target, addition, person, decision, unit_class = policy.symbols(
    "appraisal_year", "unit", "target", "addition", "person", "decision", "unit_class"
)


def _in_band(units: Any, band_names: Any, place: str) -> Any:
    return count(units, where=units.tier == lookup(band_names, place))


with clause("一(二)"):
    unit.routine_full = points(
        "常规工作满分 | Full marks of routine work, more without a duty of investment",
        first_match(
            (unit.has_investment, lookup(p.full_marks_with_investment, "routine")),
            otherwise=lookup(p.full_marks_without_investment, "routine"),
        ),
    )
    unit.investment_full = points(
        "招商引资满分 | Full marks of investment, none without the duty",
        first_match(
            (unit.has_investment, lookup(p.full_marks_with_investment, "investment")),
            otherwise=lookup(p.full_marks_without_investment, "investment"),
        ),
    )
    unit.conduct_full = points(
        "效能纠风满分 | Full marks of reports and conduct, more without a duty of investment",
        first_match(
            (unit.has_investment, lookup(p.full_marks_with_investment, "conduct")),
            otherwise=lookup(p.full_marks_without_investment, "conduct"),
        ),
    )
    unit.routine_deduction = points(
        "常规工作扣分 | What routine work lost", total(target.deduction, where=target.part == "routine")
    )
    unit.investment_deduction = points(
        "招商引资扣分 | What investment lost", total(target.deduction, where=target.part == "investment")
    )
    unit.conduct_deduction = points(
        "效能纠风扣分 | What reports and conduct lost", total(target.deduction, where=target.part == "conduct")
    )
    unit.n_score = points(
        "常规得分 N | N: full marks of routine work less deductions",
        after_deductions(unit.routine_full, unit.routine_deduction),
    )
    unit.investment_score = points(
        "招商引资得分 | Investment: full marks less deductions; blank without the duty",
        when(unit.has_investment, after_deductions(unit.investment_full, unit.investment_deduction)),
    )
    unit.conduct_score = points(
        "效能纠风得分 | Reports and conduct: full marks less deductions",
        after_deductions(unit.conduct_full, unit.conduct_deduction),
    )
    unit.s_score = points(
        "专项得分 S | S: investment, where there is the duty, and conduct",
        first_match((unit.has_investment, unit.investment_score + unit.conduct_score), otherwise=unit.conduct_score),
    )
    unit.innovation_total = points(
        "创新加分合计 | All that was applied for and granted, before the limit", total(addition.points)
    )
    unit.x_score = points(
        "创新得分 X | X: innovation adds, up to its limit", least(unit.innovation_total, p.innovation_cap)
    )
    unit.z_score = points("总得分 Z | Z = N + S + X", unit.n_score + unit.s_score + unit.x_score)

with clause("一(三)"):
    unit_class.units_counted = counted("参评单位数 | Units of the class that have a score", count(unit.z_score))
    unit_class.winner_places = counted(
        "评先名额 | Winners of the class, rounded half up", to_whole(unit_class.units_counted * p.winner_ratio)
    )
    unit_class.last_of_class = counted(
        "末位名额 | Last units of the class; none where it has a single unit",
        first_match((unit_class.units_counted >= p.least_class, p.last_places), otherwise=0),
    )
    unit.class_rank = place(
        "类内名次 | Place by score in the class", rank(unit.z_score, where=known(unit.z_score), within=unit_class)
    )
    unit.is_winner = flag(
        "优胜单位 | Among the best of the class; a tie across the last place is for people to decide",
        among_best(
            unit.z_score,
            unit_class.winner_places,
            where=known(unit.z_score),
            within=unit_class,
            question="winner_tie",
            prompt="综合考核得分并列,是否评为优胜单位? | Equal scores: is this unit a winner of its class?",
        ),
    )
    unit.is_last = flag(
        "末位单位 | The last of the class, no winner; a tie is for people to decide",
        among_best(
            unit.z_score,
            unit_class.last_of_class,
            where=known(unit.z_score) & ~unit.is_winner,
            within=unit_class,
            question="last_tie",
            best="lowest",
            prompt="综合考核得分并列,是否定为末位单位? | Equal scores: is this unit the last of its class?",
        ),
    )
    appraisal_year.shared_fund = yuan(
        "平分的奖金总额 | The fund, where there is a winner to share it",
        first_match((exists(unit.is_winner), p.award_fund), otherwise=0),
    )
    part = first_match((unit.is_winner, 1), otherwise=0)
    unit.unit_award = yuan(
        "单位奖金 | What a winning unit gets: a fixed award, or its equal part of the fund to the fen",
        choose(
            p.award_basis,
            fixed=first_match((unit.is_winner, p.winner_award), otherwise=0),
            shared=allocate(appraisal_year.shared_fund, part, unit=p.one_fen, within=appraisal_year),
        ),
    )
    person.rewarded = flag("受表彰 | The head of a winning unit", (person.role == "head") & unit.is_winner)
    person.head_award = yuan(
        "主要领导奖金 | The prize of a winning unit's head", first_match((person.rewarded, p.head_prize), otherwise=0)
    )
    person.admonished = flag("诫勉谈话 | The head of a last unit", (person.role == "head") & unit.is_last)
    person.liable = flag(
        "属处罚对象 | Whether the penalty of a last unit falls on this person",
        choose(
            p.penalty_on,
            all_listed=is_in(person.role, ["head", "responsible"]),
            responsible=person.role == "responsible",
        ),
    )
    person.penalty = yuan(
        "处罚金额 | What a person liable in a last unit pays; it is collected apart and lowers no award",
        first_match((person.liable & unit.is_last, p.last_penalty), otherwise=0),
    )
    person.held_to_account = flag(
        "末位追责 | Admonished or penalised: the list of a last unit shows these",
        person.admonished | person.liable & unit.is_last,
    )
    unit.heads_award = yuan("主要领导奖金 | The prize of the unit's head", total(person.head_award))
    unit_class.winners = counted("评先单位数 | Winners of the class", count(unit, where=unit.is_winner))
    unit_class.class_unit_award = yuan("单位奖金合计 | Awards of the class's units", total(unit.unit_award))
    unit_class.class_heads_award = yuan("领导奖金合计 | Prizes of the class's heads", total(unit.heads_award))
    unit_class.class_award = yuan(
        "现金奖励合计 | Units and heads together", unit_class.class_unit_award + unit_class.class_heads_award
    )
    unit_class.class_mean = points("平均分 | Mean score of the class", mean(unit.z_score, where=known(unit.z_score)))
    unit_class.class_highest = points(
        "最高分 | Best score of the class", highest(unit.z_score, where=known(unit.z_score))
    )
    unit_class.class_lowest = points(
        "最低分 | Lowest score of the class", lowest(unit.z_score, where=known(unit.z_score))
    )

with clause("二(二)"):
    lower = band(p.score_bands, to_whole(unit.z_score, "floor"))
    unit.tier = option(
        "得分梯次 | The band of the total score, whole points counting; none below the first",
        choose(
            p.between_bands,
            lower=lower,
            upper=when(known(lower), band(p.score_bands, to_whole(unit.z_score, "ceiling"))),
            nearest=when(known(lower), band(p.score_bands, to_whole(unit.z_score))),
        ),
    )

with clause("一(一), 三(一)"):
    unit.target_count = counted(
        "常规目标项数 | How many routine targets the unit signed for", count(target, where=target.part == "routine")
    )

with clause("三(一)"):
    unit.heaviest_target = points(
        "单项最高分值 | The most points of one routine target", highest(target.weight, where=target.part == "routine")
    )
    unit.lightest_target = points(
        "单项最低分值 | The fewest points of one routine target", lowest(target.weight, where=target.part == "routine")
    )

with clause("二(二)"):
    appraisal_year.units_appraised = counted("参评单位数 | Units that have a score", count(unit.z_score))
    appraisal_year.mean_score = points(
        "总平均分 | Mean score of all units", mean(unit.z_score, where=known(unit.z_score))
    )
    appraisal_year.mean_rise = points(
        "比上年提高(分) | By how many points the mean rose; blank without last year's",
        appraisal_year.mean_score - appraisal_year.last_year_mean,
    )
    appraisal_year.mean_rise_rate = ratio(
        "比上年提高(%) | The rise as a share of last year's mean: per cent, not percentage points",
        when(appraisal_year.last_year_mean > 0, appraisal_year.mean_rise / appraisal_year.last_year_mean),
    )
    appraisal_year.low_units = counted(
        "90-100 分单位数 | Units in the lowest band", _in_band(unit, p.band_names, "low")
    )
    appraisal_year.middle_units = counted(
        "101-105 分单位数 | Units in the middle band", _in_band(unit, p.band_names, "middle")
    )
    appraisal_year.high_units = counted(
        "106 分以上单位数 | Units in the highest band", _in_band(unit, p.band_names, "high")
    )
    appraisal_year.outside_units = counted(
        "不在各档单位数 | Units below every band",
        appraisal_year.units_appraised
        - appraisal_year.low_units
        - appraisal_year.middle_units
        - appraisal_year.high_units,
    )
    appraisal_year.low_share = ratio(
        "90-100 分占比 | Share of units in the lowest band",
        when(appraisal_year.units_appraised > 0, appraisal_year.low_units / appraisal_year.units_appraised),
    )
    appraisal_year.middle_share = ratio(
        "101-105 分占比 | Share of units in the middle band",
        when(appraisal_year.units_appraised > 0, appraisal_year.middle_units / appraisal_year.units_appraised),
    )
    appraisal_year.high_share = ratio(
        "106 分以上占比 | Share of units in the highest band",
        when(appraisal_year.units_appraised > 0, appraisal_year.high_units / appraisal_year.units_appraised),
    )

with clause("三(一)"):
    appraisal_year.most_targets = counted("最多目标项数 | Most routine targets of a unit", highest(unit.target_count))
    appraisal_year.fewest_targets = counted(
        "最少目标项数 | Fewest routine targets of a unit", lowest(unit.target_count)
    )
    appraisal_year.heaviest = points("单项最高分值 | Most points of one routine target", highest(unit.heaviest_target))
    appraisal_year.lightest = points("单项最低分值 | Fewest points of one routine target", lowest(unit.lightest_target))

with clause("一(三)"):
    appraisal_year.year_unit_award = yuan("单位奖金合计 | Awards of all winning units", total(unit.unit_award))
    appraisal_year.year_heads_award = yuan("领导奖金合计 | Prizes of all winning units' heads", total(unit.heads_award))
    appraisal_year.year_award = yuan(
        "现金奖励合计 | Units and heads together", appraisal_year.year_unit_award + appraisal_year.year_heads_award
    )
