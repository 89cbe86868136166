"""The process appraisal of a city's county leading teams, clause by clause, by the study's own numbers."""

from typing import Any

from payout.rules import *

policy = Policy.load(__file__)
clause, p = policy.clause, policy.p
county, indicator, rating, checkpoint = policy.symbols("county", "indicator", "rating", "checkpoint")
earlier_score, county_year, system = policy.symbols("earlier_score", "county_year", "system")
rating_year, indicator_year = policy.symbols("rating_year", "indicator_year")

GRADES = {"excellent": "优秀", "good": "良好", "fair": "一般", "poor": "较差"}
ranked, graded, scored = known(county.total_score), known(county.grade), known(rating.score)
april, august, reported = checkpoint.stage == "april", checkpoint.stage == "august", known(checkpoint.completed_share)

with clause("3.1.1", "考核体系写明每项指标的分值 | the system of indicators states what each one weighs"):
    system.weight_sum = points("权重分值合计 | what the weights of the indicators come to", total(indicator.weight))

with clause("3.1.3", "责任单位按百分制给每项指标评分 | responsible bodies score each indicator out of a hundred"):
    weighted_score = rating.score * indicator.weight / p.weights_total
    rating.weighted_score = points("加权得分 | weighted", weighted_score, clause="3.1.3, 3.1.4")
    county.scored_weight = points(
        "已评分指标的权重 | weight of the indicators that have a score", total(rating.indicator.weight, where=scored)
    )
    county.due_weight = points(
        "应评分指标的权重 | the weight of all indicators",
        first_known(highest(rating.indicator.system.weight_sum), p.weights_total),
    )


def by_ratio(mode: str) -> Any:
    """The grade of a county when the best of all take the first grade, the next the second, and so on."""
    shares = {grade: lookup(p.grade_ratios, grade) for grade in GRADES}
    asked = (
        "总分并列跨在等次界线上,是否列入较高的等次?"
        " | Equal totals across the cut of a grade: does this one take the better grade?"
    )
    return by_distribution(
        county.total_score, shares, where=ranked, within=None, question="grade_tie", prompt=asked, mode=mode
    )


with clause("3.1.4", "按总分排名,按年初的评优比例定等次 | ranked by total, graded by ratios set in advance"):
    complete = county.scored_weight == county.due_weight
    county.total_score = points(
        "考核总分 | total score", when(complete, total(rating.weighted_score)), clause="1, 3.1.4"
    )
    county.rank = place("名次 | rank", rank(county.total_score, where=ranked), clause="1, 3.1.4")
    county.grade = option(
        "按名次的等次 | grade by rank",
        choose(p.places_rounding, half_up=by_ratio("half_up"), floor=by_ratio("floor")),
        words=GRADES,
    )


def from_last(ties: Any) -> Any:
    """The place of a county in the progress of an indicator at a stage, the least progress first."""
    group = (indicator, checkpoint.stage)
    return rank(checkpoint.completed_share, where=reported, within=group, best="lowest", ties=ties)


with clause("4.1", "4月、8月预考核,进度末三名或差距大的预警 | twice a year the last or the far off are warned"):
    checkpoint.completed_share = ratio(
        "完成进度 | progress", when(checkpoint.target > 0, completion(checkpoint.done, checkpoint.target))
    )
    checkpoint.place_from_last = place("进度倒数名次 | place from last", from_last("lowest"))
    among_last = choose(
        p.warning_ties,
        all=checkpoint.place_from_last <= p.warned_places,
        certain=from_last("highest") <= p.warned_places,
    )
    unmet = among_last & (checkpoint.done < checkpoint.target)
    checkpoint.is_last = flag(
        "进度居末位 | among the last places of the indicator at this stage",
        reported & choose(p.warn_when_met, warned=among_last, spared=unmet),
    )
    by_stage = checkpoint.target * lookup(p.stage_shares, checkpoint.stage)
    checkpoint.due = amount("应完成数 | due", choose(p.gap_measure, year=checkpoint.target, stage=by_stage))
    checkpoint.gap = ratio(
        "距离目标的差距 | gap to the target",
        when(checkpoint.due > 0, (checkpoint.due - checkpoint.done) / checkpoint.due),
    )
    limit = choose(p.gap_measure, year=lookup(p.year_gap_limits, checkpoint.stage), stage=p.stage_gap_limit)
    checkpoint.is_far = flag(
        "差距较大 | further from the target than the limit", known(checkpoint.gap) & (checkpoint.gap > limit)
    )
    checkpoint.warned = flag("预警 | warned, for either reason", checkpoint.is_last | checkpoint.is_far)
    checkpoint.reason = option(
        "预警原因 | reason",
        first_match(
            (checkpoint.is_last & checkpoint.is_far, "both"), (checkpoint.is_last, "last"), (checkpoint.is_far, "far")
        ),
        words={"both": "进度居末位,差距较大", "last": "进度居末位", "far": "差距较大"},
    )

with clause("4.1", "对问题较多的县区定点解剖 | counties with many problems are diagnosed"):
    county.april_reports = counted("4月已报指标 | reported in April", count(checkpoint, where=reported & april))
    county.august_reports = counted("8月已报指标 | reported in August", count(checkpoint, where=reported & august))
    county.april_warnings = counted(
        "4月预警项数 | warnings in April", count(checkpoint, where=checkpoint.warned & april)
    )
    county.august_warnings = counted(
        "8月预警项数 | warnings in August", count(checkpoint, where=checkpoint.warned & august)
    )
    many = p.diagnosis_warnings
    each = (county.april_warnings >= many) | (county.august_warnings >= many)
    together = county.april_warnings + county.august_warnings >= many
    county.needs_diagnosis = flag("列入定点解剖 | to be diagnosed", choose(p.diagnosis_counts, each=each, sum=together))

with clause("4.2", "公布每项指标的前三、后三名和最高、最低、平均分 | what is published of each indicator"):
    indicator.scored_counties = counted("已评分县区 | counties scored", count(rating, where=scored))
    indicator.highest_score = points("最高分 | highest", highest(rating.score))
    indicator.lowest_score = points("最低分 | lowest", lowest(rating.score))
    indicator.mean_score = points("平均分 | mean", mean(rating.score))
    rating.place = place("指标名次 | place", rank(rating.score, where=scored, within=indicator))
    rating.place_from_bottom = place(
        "指标倒数名次 | place in the indicator from the lowest score",
        rank(rating.score, where=scored, within=indicator, best="lowest"),
    )
    first, last = rating.place <= p.feedback_places, rating.place_from_bottom <= p.feedback_places
    rating.standing = option(
        "位次 | among the first or the last that are published; both where few counties are scored",
        when(scored, first_match((first & last, "both"), (first, "first"), (last, "last"))),
        words={"first": "前列", "last": "后列", "both": "前列兼后列"},
    )
    rating.in_feedback = flag("列入反馈 | published with the indicator", known(rating.standing))
    rating.from_best = points("与最高分之差 | below the best", rating.score - indicator.highest_score)
    rating.from_mean = points("与平均分之差 | from the mean", rating.score - indicator.mean_score)

with clause("4.3, 4.4", "平时考核、专项考核是确定等次的依据 | everyday and special appraisals bear on the grade"):
    answer = decide(
        "final_grade",
        "平时考核、专项考核后确定的等次? | Which grade, after everyday and special appraisals?",
        where=graded,
        answers={"as_ranked": "按名次", **GRADES},
        otherwise="as_ranked",
    )
    decided = first_match(*((answer == grade, grade) for grade in GRADES), otherwise=county.grade)
    county.final_grade = option("确定等次 | grade", when(graded, decided), words=GRADES)

with clause("4.6", "提取历年数据,绘出变化 | change over the years is drawn"):
    this_year = county_year.year == p.appraisal_year
    county_year.year_score = points(
        "考核总分 | total score", first_match((this_year, county.total_score), otherwise=county_year.earlier_score)
    )
    county_year.has_score = flag("有总分 | the year has a total", known(county_year.year_score))
    county_year.year_rank = place(
        "当年名次 | rank in the year",
        rank(county_year.year_score, where=county_year.has_score, within=county_year.year),
    )
    county.last_year_score = points(
        "上年总分 | last year", highest(earlier_score.score, where=earlier_score.year == p.appraisal_year - 1)
    )
    county.change = points("比上年增减 | change", county.total_score - county.last_year_score)

with clause("4.6", "同一指标各年、各县区的对比 | an indicator over the years, each county beside the others"):
    year_known = known(rating_year.year_score)
    within = (rating_year.indicator_id, rating_year.year)
    rating_year.year_place = place(
        "当年指标名次 | place in the indicator in the year",
        rank(rating_year.year_score, where=year_known, within=within),
    )
    rating_year.from_year_mean = points(
        "与当年平均分之差 | from the year's mean",
        rating_year.year_score - mean(rating_year.year_score, where=year_known, within=within),
    )
    indicator_year.indicator_name = name(
        "指标名称 | indicator", via(indicator_year.indicator_id, indicator.indicator_name)
    )
    indicator_year.counties_scored = counted("已评分县区 | counties scored", count(rating_year, where=year_known))
    indicator_year.best = points("最高分 | highest", highest(rating_year.year_score))
    indicator_year.average = points("平均分 | mean", mean(rating_year.year_score))
    indicator_year.worst = points("最低分 | lowest", lowest(rating_year.year_score))
