"""The process appraisal of a city's county leading teams, clause by clause.

The year-end result (3.1), the two pre-appraisals (4.1), feedback by indicator (4.2), grades departing from the rank
(4.3, 4.4), change over the years (4.6). Checks stand at the end.
"""

from typing import Any

from payout.rules import *

policy = Policy.load(__file__)
clause, p = policy.clause, policy.p
county, indicator, rating, checkpoint, earlier_score, decision, county_year, system = policy.symbols(
    "county", "indicator", "rating", "checkpoint", "earlier_score", "decision", "county_year", "system"
)


def _by_ratio(total_score: Any, grade_ratios: Any, mode: str) -> Any:
    return by_distribution(
        total_score,
        {name: lookup(grade_ratios, name) for name in GRADES},
        where=known(total_score),
        within=None,
        question="grade_tie",
        prompt="总分并列跨在等次界线上,是否列入较高的等次? | Equal totals across the cut of a grade: does this one take the better grade?",
        mode=mode,
    )


GRADES = {"excellent": "优秀", "good": "良好", "fair": "一般", "poor": "较差"}

with clause("3.1.1"):
    system.weight_sum = points("权重分值合计 | What the weights of the indicators come to", total(indicator.weight))

with clause("3.1.3, 3.1.4"):
    rating.weighted_score = points("加权得分 | Weighted", rating.score * indicator.weight / p.weights_total)

with clause("3.1.3"):
    county.scored_weight = points(
        "已评分指标的权重 | The weight of the indicators that have a score",
        total(rating.indicator.weight, where=known(rating.score)),
    )
    county.due_weight = points(
        "应评分指标的权重 | The weight of all indicators",
        first_known(highest(rating.indicator.system.weight_sum), p.weights_total),
    )

with clause("1, 3.1.4"):
    county.total_score = points(
        "考核总分 | Total score", when(county.scored_weight == county.due_weight, total(rating.weighted_score))
    )
    county.rank = place("名次 | Rank", rank(county.total_score, where=known(county.total_score)))

with clause("3.1.4"):
    county.grade = option(
        "按名次的等次 | Grade by rank",
        choose(
            p.places_rounding,
            half_up=_by_ratio(county.total_score, p.grade_ratios, "half_up"),
            floor=_by_ratio(county.total_score, p.grade_ratios, "floor"),
        ),
        words={"excellent": "优秀", "good": "良好", "fair": "一般", "poor": "较差"},
    )

with clause("4.3, 4.4"):
    answer = decide(
        "final_grade",
        "平时考核、专项考核后确定的等次? | Which grade, after everyday and special appraisals?",
        where=known(county.grade),
        answers={"as_ranked": "按名次", **GRADES},
        otherwise="as_ranked",
    )
    decided = [(answer == name_, name_) for name_ in GRADES]
    county.final_grade = option(
        "确定等次 | Grade",
        when(known(county.grade), first_match(*decided, otherwise=county.grade)),
        words={"excellent": "优秀", "good": "良好", "fair": "一般", "poor": "较差"},
    )

with clause("4.1"):
    checkpoint.completed_share = ratio(
        "完成进度 | Progress", when(checkpoint.target > 0, completion(checkpoint.done, checkpoint.target))
    )
    checkpoint.place_from_last = place(
        "进度倒数名次 | Place from last",
        rank(
            checkpoint.completed_share,
            where=known(checkpoint.completed_share),
            within=(indicator, checkpoint.stage),
            best="lowest",
        ),
    )
    certain = rank(
        checkpoint.completed_share,
        where=known(checkpoint.completed_share),
        within=(indicator, checkpoint.stage),
        best="lowest",
        ties="highest",
    )
    last = choose(p.warning_ties, all=checkpoint.place_from_last <= p.warned_places, certain=certain <= p.warned_places)
    checkpoint.is_last = flag(
        "进度居末位 | Among the last places of the indicator at this stage",
        known(checkpoint.completed_share)
        & choose(p.warn_when_met, warned=last, spared=last & (checkpoint.done < checkpoint.target)),
    )
    checkpoint.due = amount(
        "应完成数 | Due",
        choose(
            p.gap_measure, year=checkpoint.target, stage=checkpoint.target * lookup(p.stage_shares, checkpoint.stage)
        ),
    )
    checkpoint.gap = ratio(
        "距离目标的差距 | Gap to the target",
        when(checkpoint.due > 0, (checkpoint.due - checkpoint.done) / checkpoint.due),
    )
    limit = choose(p.gap_measure, year=lookup(p.year_gap_limits, checkpoint.stage), stage=p.stage_gap_limit)
    checkpoint.is_far = flag(
        "差距较大 | Further from the target than the limit", known(checkpoint.gap) & (checkpoint.gap > limit)
    )
    checkpoint.warned = flag("预警 | Warned, for either reason", checkpoint.is_last | checkpoint.is_far)
    checkpoint.reason = option(
        "预警原因 | Reason",
        first_match(
            (checkpoint.is_last & checkpoint.is_far, "both"), (checkpoint.is_last, "last"), (checkpoint.is_far, "far")
        ),
        words={"both": "进度居末位,差距较大", "last": "进度居末位", "far": "差距较大"},
    )
    county.april_reports = counted(
        "4月已报指标 | Reported in April",
        count(checkpoint, where=known(checkpoint.completed_share) & (checkpoint.stage == "april")),
    )
    county.august_reports = counted(
        "8月已报指标 | Reported in August",
        count(checkpoint, where=known(checkpoint.completed_share) & (checkpoint.stage == "august")),
    )
    county.april_warnings = counted(
        "4月预警项数 | Warnings in April", count(checkpoint, where=checkpoint.warned & (checkpoint.stage == "april"))
    )
    county.august_warnings = counted(
        "8月预警项数 | Warnings in August", count(checkpoint, where=checkpoint.warned & (checkpoint.stage == "august"))
    )
    county.needs_diagnosis = flag(
        "列入定点解剖 | To be diagnosed",
        choose(
            p.diagnosis_counts,
            each=(county.april_warnings >= p.diagnosis_warnings) | (county.august_warnings >= p.diagnosis_warnings),
            sum=county.april_warnings + county.august_warnings >= p.diagnosis_warnings,
        ),
    )

with clause("4.2"):
    indicator.scored_counties = counted("已评分县区 | Counties scored", count(rating, where=known(rating.score)))
    indicator.highest_score = points("最高分 | Highest", highest(rating.score))
    indicator.lowest_score = points("最低分 | Lowest", lowest(rating.score))
    indicator.mean_score = points("平均分 | Mean", mean(rating.score))
    rating.place = place("指标名次 | Place", rank(rating.score, where=known(rating.score), within=indicator))
    rating.place_from_bottom = place(
        "指标倒数名次 | Place in the indicator, counted from the lowest score",
        rank(rating.score, where=known(rating.score), within=indicator, best="lowest"),
    )
    ahead, behind = (rating.place <= p.feedback_places, rating.place_from_bottom <= p.feedback_places)
    rating.standing = option(
        "位次 | Among the first or the last places that are published; both where few counties are scored",
        when(known(rating.score), first_match((ahead & behind, "both"), (ahead, "first"), (behind, "last"))),
        words={"first": "前列", "last": "后列", "both": "前列兼后列"},
    )
    rating.in_feedback = flag("列入反馈 | Whether the score is published with the indicator", known(rating.standing))
    rating.from_best = points("与最高分之差 | Below the best", rating.score - indicator.highest_score)
    rating.from_mean = points("与平均分之差 | From the mean", rating.score - indicator.mean_score)

with clause("4.6"):
    county_year.year_score = points(
        "考核总分 | Total score",
        first_match((county_year.year == p.appraisal_year, county.total_score), otherwise=county_year.earlier_score),
    )
    county_year.has_score = flag("有总分 | Whether the year has a total", known(county_year.year_score))
    county_year.year_rank = place(
        "当年名次 | Rank in the year",
        rank(county_year.year_score, where=known(county_year.year_score), within=county_year.year),
    )
    county.last_year_score = points(
        "上年总分 | Last year", highest(earlier_score.score, where=earlier_score.year == p.appraisal_year - 1)
    )
    county.change = points("比上年增减 | Change", county.total_score - county.last_year_score)
