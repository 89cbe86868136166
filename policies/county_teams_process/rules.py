"""The process appraisal of a city's county leading teams, clause by clause.

The year-end result (3.1), the two pre-appraisals (4.1), feedback by indicator (4.2), grades departing from the rank
(4.3, 4.4), change over the years (4.6). Checks stand at the end.
"""

from fractions import Fraction
from typing import Any

from payout.rules import (
    Policy,
    by_distribution,
    choose,
    completion,
    count,
    decide,
    exists,
    first_known,
    first_match,
    highest,
    known,
    lookup,
    lowest,
    mean,
    total,
    when,
)
from payout.rules import rank as place_by

from . import years

policy = Policy.load(__file__)
county, indicator, system = policy.level("county"), policy.level("indicator"), policy.level("system")
rating, checkpoint = policy.level("rating"), policy.level("checkpoint")
earlier_score, county_year = policy.level("earlier_score"), policy.level("county_year")

GRADES = {"excellent": "优秀", "good": "良好", "fair": "一般", "poor": "较差"}


# ---- 3.1: scores, totals, ranks, grades ----------------------------------------------------------


@system.rule(clause="3.1.1", zh="权重分值合计", measure="points")
def weight_sum(indicators):
    """What the weights of the indicators come to."""
    return total(indicators.weight)


@rating.rule(clause="3.1.3, 3.1.4", zh="加权得分", en="Weighted", measure="points")
def weighted_score(score, indicator, weights_total):
    """What the indicator adds to the county's total: score × weight ÷ the sum of weights."""
    return score * indicator.weight / weights_total


@county.rule(clause="3.1.3", zh="已评分指标的权重", measure="points")
def scored_weight(scores):
    """The weight of the indicators that have a score."""
    return total(scores.indicator.weight, where=known(scores.score))


@county.rule(clause="3.1.3", zh="应评分指标的权重", measure="points")
def due_weight(scores, weights_total):
    """The weight of all indicators."""
    return first_known(highest(scores.indicator.system.weight_sum), weights_total)


@county.rule(clause="1, 3.1.4", zh="考核总分", en="Total score", measure="points")
def total_score(scores, scored_weight, due_weight):
    """The sum of the weighted scores; none while an indicator is not scored."""
    return when(scored_weight == due_weight, total(scores.weighted_score))


@county.rule(clause="1, 3.1.4", zh="名次", en="Rank", measure="rank")
def rank(total_score):
    """Place by total score, the highest first."""
    return place_by(total_score, where=known(total_score))


@county.rule(clause="3.1.4", zh="按名次的等次", en="Grade by rank", words=GRADES)
def grade(total_score, grade_ratios, places_rounding):
    """Grade by rank: each takes its ratio of the counties; a tie across a cut is for people to decide."""
    return choose(
        places_rounding,
        half_up=_by_ratio(total_score, grade_ratios, "half_up"),
        floor=_by_ratio(total_score, grade_ratios, "floor"),
    )


def _by_ratio(total_score: Any, grade_ratios: Any, mode: str) -> Any:
    return by_distribution(
        total_score,
        {name: lookup(grade_ratios, name) for name in GRADES},
        where=known(total_score),
        within=None,
        question="grade_tie",
        zh="总分并列跨在等次界线上,是否列入较高的等次?",
        en="Equal totals across the cut of a grade: does this one take the better grade?",
        mode=mode,
    )


@county.rule(clause="4.3, 4.4", zh="确定等次", en="Grade", words=GRADES)
def final_grade(grade):
    """The grade by rank, unless everyday or special appraisals led to another decision."""
    answer = decide(
        "final_grade",
        where=known(grade),
        answers={"as_ranked": "按名次", **GRADES},
        zh="平时考核、专项考核后确定的等次?",
        en="Which grade, after everyday and special appraisals?",
        otherwise="as_ranked",
    )
    decided = [(answer == name, name) for name in GRADES]
    return when(known(grade), first_match(*decided, otherwise=grade))


# ---- 4.1: two pre-appraisals, warnings -----------------------------------------------------------


@checkpoint.rule(clause="4.1", zh="完成进度", en="Progress", measure="ratio")
def completed_share(done, target):
    """How far the year's target is met; missing while nothing is reported."""
    return when(target > 0, completion(done, target))


@checkpoint.rule(clause="4.1", zh="进度倒数名次", en="Place from last", measure="rank")
def place_from_last(completed_share, indicator, stage):
    """Place in the indicator at this stage, counted from the slowest."""
    return place_by(completed_share, where=known(completed_share), within=(indicator, stage), best="lowest")


@checkpoint.rule(clause="4.1", zh="进度居末位")
def is_last(
    completed_share,
    place_from_last,
    indicator,
    stage,
    warned_places,
    warning_ties,
    warn_when_met,
    done,
    target,
):
    """Among the last places of the indicator at this stage."""
    certain = place_by(
        completed_share,
        where=known(completed_share),
        within=(indicator, stage),
        best="lowest",
        ties="highest",
    )
    last = choose(warning_ties, all=place_from_last <= warned_places, certain=certain <= warned_places)
    return known(completed_share) & choose(warn_when_met, warned=last, spared=last & (done < target))


@checkpoint.rule(clause="4.1", zh="应完成数", en="Due", measure="amount")
def due(target, stage, gap_measure, stage_shares):
    """What the progress is held against: the year's target, or the part of it due at this stage."""
    return choose(gap_measure, year=target, stage=target * lookup(stage_shares, stage))


@checkpoint.rule(clause="4.1", zh="距离目标的差距", en="Gap to the target", measure="ratio")
def gap(done, due):
    """The part of it that is still to be done; below nothing where it is exceeded."""
    return when(due > 0, (due - done) / due)


@checkpoint.rule(clause="4.1", zh="差距较大")
def is_far(gap, stage, gap_measure, year_gap_limits, stage_gap_limit):
    """Further from the target than the limit."""
    limit = choose(gap_measure, year=lookup(year_gap_limits, stage), stage=stage_gap_limit)
    return known(gap) & (gap > limit)


@checkpoint.rule(clause="4.1", zh="预警")
def warned(is_last, is_far):
    """Warned, for either reason."""
    return is_last | is_far


@checkpoint.rule(
    clause="4.1",
    zh="预警原因",
    en="Reason",
    words={"both": "进度居末位,差距较大", "last": "进度居末位", "far": "差距较大"},
)
def reason(is_last, is_far):
    """Why the county is warned."""
    return first_match((is_last & is_far, "both"), (is_last, "last"), (is_far, "far"))


@county.rule(clause="4.1", zh="4月已报指标", en="Reported in April", measure="count")
def april_reports(progress):
    """Indicators reported at the first pre-appraisal."""
    return count(progress, where=known(progress.completed_share) & (progress.stage == "april"))


@county.rule(clause="4.1", zh="8月已报指标", en="Reported in August", measure="count")
def august_reports(progress):
    """Indicators reported at the second pre-appraisal."""
    return count(progress, where=known(progress.completed_share) & (progress.stage == "august"))


@county.rule(clause="4.1", zh="4月预警项数", en="Warnings in April", measure="count")
def april_warnings(progress):
    """Warnings of the first pre-appraisal."""
    return count(progress, where=progress.warned & (progress.stage == "april"))


@county.rule(clause="4.1", zh="8月预警项数", en="Warnings in August", measure="count")
def august_warnings(progress):
    """Warnings of the second pre-appraisal."""
    return count(progress, where=progress.warned & (progress.stage == "august"))


@county.rule(clause="4.1", zh="列入定点解剖", en="To be diagnosed")
def needs_diagnosis(april_warnings, august_warnings, diagnosis_warnings, diagnosis_counts):
    """Whether experts are to look for the causes on the spot."""
    return choose(
        diagnosis_counts,
        each=(april_warnings >= diagnosis_warnings) | (august_warnings >= diagnosis_warnings),
        sum=april_warnings + august_warnings >= diagnosis_warnings,
    )


# ---- 4.2: feedback by indicator ------------------------------------------------------------------


@indicator.rule(clause="4.2", zh="已评分县区", en="Counties scored", measure="count")
def scored_counties(scores):
    """Counties that have a score in it."""
    return count(scores, where=known(scores.score))


@indicator.rule(clause="4.2", zh="最高分", en="Highest", measure="points")
def highest_score(scores):
    """The highest score."""
    return highest(scores.score)


@indicator.rule(clause="4.2", zh="最低分", en="Lowest", measure="points")
def lowest_score(scores):
    """The lowest score."""
    return lowest(scores.score)


@indicator.rule(clause="4.2", zh="平均分", en="Mean", measure="points")
def mean_score(scores):
    """The mean score."""
    return mean(scores.score)


@rating.rule(clause="4.2", zh="指标名次", en="Place", measure="rank")
def place(score, indicator):
    """Place in the indicator."""
    return place_by(score, where=known(score), within=indicator)


@rating.rule(clause="4.2", zh="指标倒数名次", measure="rank")
def place_from_bottom(score, indicator):
    """Place in the indicator, counted from the lowest score."""
    return place_by(score, where=known(score), within=indicator, best="lowest")


@rating.rule(clause="4.2", zh="位次", words={"first": "前列", "last": "后列", "both": "前列兼后列"})
def standing(score, place, place_from_bottom, feedback_places):
    """Among the first or the last places that are published; both where few counties are scored."""
    ahead, behind = place <= feedback_places, place_from_bottom <= feedback_places
    return when(known(score), first_match((ahead & behind, "both"), (ahead, "first"), (behind, "last")))


@rating.rule(clause="4.2", zh="列入反馈")
def in_feedback(standing):
    """Whether the score is published with the indicator."""
    return known(standing)


@rating.rule(clause="4.2", zh="与最高分之差", en="Below the best", measure="points")
def from_best(score, indicator):
    """How far below the best."""
    return score - indicator.highest_score


@rating.rule(clause="4.2", zh="与平均分之差", en="From the mean", measure="points")
def from_mean(score, indicator):
    """How far above or below the mean."""
    return score - indicator.mean_score


# ---- 4.6: change over the years ------------------------------------------------------------------


@policy.derive("county_year", clause="4.6", zh="县区历年")
def county_years(counties, earlier_scores, appraisal_year: Fraction):
    """The earlier years that are stated, and the year of the appraisal."""
    return years.county_years(counties, earlier_scores, int(appraisal_year))


@county_year.rule(clause="4.6", zh="考核总分", en="Total score", measure="points")
def year_score(year, earlier_score, county, appraisal_year):
    """The year's total: as stated for earlier years, as computed for this one."""
    return first_match((year == appraisal_year, county.total_score), otherwise=earlier_score)


@county_year.rule(clause="4.6", zh="有总分")
def has_score(year_score):
    """Whether the year has a total."""
    return known(year_score)


@county_year.rule(clause="4.6", zh="当年名次", en="Rank in the year", measure="rank")
def year_rank(year_score, year):
    """Place among the counties in that year."""
    return place_by(year_score, where=known(year_score), within=year)


@county.rule(clause="4.6", zh="上年总分", en="Last year", measure="points")
def last_year_score(earlier_scores, appraisal_year):
    """The total of the year before."""
    return highest(earlier_scores.score, where=earlier_scores.year == appraisal_year - 1)


@county.rule(clause="4.6", zh="比上年增减", en="Change", measure="points")
def change(total_score, last_year_score):
    """This year's total less that of the year before."""
    return total_score - last_year_score


# ---- Checks --------------------------------------------------------------------------------------


@system.check(
    clause="3.1.1",
    zh="指标权重分值合计不等于规定的合计",
    expected=("各指标权重分值之和等于参数 weights_total", "weights that sum to weights_total"),
    fix=("核对“考核指标”表的权重分值", "correct the weights of the indicators"),
)
def weights_off(weight_sum, weights_total):
    """The weights of the indicators do not come to the whole."""
    return weight_sum != weights_total


@indicator.check(
    clause="3.1.1",
    zh="指标没有权重",
    column="weight",
    expected=("大于 0", "more than 0"),
    fix=("填写权重分值,或删去该指标", "state the weight, or remove the indicator"),
)
def weightless(weight):
    """An indicator without weight."""
    return weight <= 0


@rating.check(
    clause="3.1.3",
    zh="得分超过满分",
    column="score",
    expected=("不超过参数 full_marks", "at most full_marks"),
    fix=("改正得分", "correct the score"),
)
def above_full_marks(score, full_marks):
    """A score above full marks."""
    return score > full_marks


@rating.check(
    clause="3.1.3",
    zh="同一县区同一指标评分两次",
    column="indicator_id",
    fix=("只留一行", "keep one row"),
)
def scored_twice(county, indicator, indicator_id):
    """A county scored twice in one indicator."""
    return count(known(indicator_id), within=(county, indicator)) > 1


@county.check(
    clause="3.1.3",
    zh="有指标没有得分",
    column="county_id",
    expected=("每项指标都有得分", "a score in every indicator"),
    fix=("在“年度得分”表补齐;没有得分不按零分", "add the missing scores; a missing score is not zero"),
)
def scores_missing(scored_weight, due_weight):
    """An indicator is not scored for this county, while the year-end appraisal is under way."""
    return exists(scored_weight > 0) & (scored_weight < due_weight)


@indicator.check(
    clause="3.1.3",
    zh="已评分的县区少于其他指标",
    column="indicator_id",
    severity="warning",
    fix=("向考核责任单位催报", "ask the responsible body"),
)
def counties_missing(scored_counties):
    """Fewer counties are scored in this indicator than in others."""
    return scored_counties < highest(scored_counties)


@county.check(
    clause="3.1.4",
    zh="确定为优秀的县区多于评优名额",
    column="county_id",
    severity="warning",
    fix=("核对决定事项中的等次", "look again at the decided grades"),
)
def excellent_beyond_places(grade, final_grade):
    """More counties are excellent than the ratio gives places."""
    above = count(final_grade == "excellent") > count(grade == "excellent")
    return above & (final_grade == "excellent") & (grade != "excellent")


@checkpoint.check(
    clause="4.1",
    zh="全年目标数不大于零",
    column="target",
    expected=("大于 0", "more than 0"),
    fix=("填写全年目标数", "state the year's target"),
)
def target_not_positive(target):
    """A target that nothing can be held against."""
    return target <= 0


@checkpoint.check(
    clause="4.1",
    zh="同一县区同一指标同一阶段填报两次",
    column="indicator_id",
    fix=("只留一行", "keep one row"),
)
def reported_twice(county, indicator, stage, indicator_id):
    """A county reported twice in one indicator at one stage."""
    return count(known(indicator_id), within=(county, indicator, stage)) > 1


@checkpoint.check(
    clause="4.1",
    zh="没有填累计完成数,不参加进度排名",
    column="done",
    severity="warning",
    fix=("向考核责任单位催报;没有报不按零", "ask the responsible body; what is not reported is not zero"),
)
def not_reported(done):
    """Nothing is reported: the row takes no part in the ranking of progress."""
    return ~known(done)


@checkpoint.check(
    clause="4.1",
    zh="两次预考核的全年目标数不同",
    column="target",
    severity="warning",
    fix=("核对目标是否经批准调整", "see whether the change of the target was approved"),
)
def target_changed(target, county, indicator):
    """The two pre-appraisals state different targets."""
    return target != highest(target, within=(county, indicator))


@checkpoint.check(
    clause="4.1",
    zh="8月累计完成数少于4月",
    column="done",
    severity="warning",
    fix=("核对两次累计完成数", "look again at what was completed at both"),
)
def done_fell(done, stage, county, indicator):
    """Less is completed in August than in April, though it is cumulative."""
    april = highest(done, where=stage == "april", within=(county, indicator))
    return (stage == "august") & (done < april)


@county.check(
    clause="4.1",
    zh="已报指标少于其他县区",
    column="county_id",
    severity="warning",
    fix=("核对“预考核进度”表是否缺行", "see whether rows of the progress table are missing"),
)
def reports_missing(april_reports, august_reports):
    """Fewer indicators are reported for this county than for others."""
    return (april_reports < highest(april_reports)) | (august_reports < highest(august_reports))


@earlier_score.check(
    clause="4.6",
    zh="年度不早于考核年度",
    column="year",
    expected=("早于参数 appraisal_year", "before appraisal_year"),
    fix=("改正年度;本年总分由程序计算", "correct the year; this year's total is computed"),
)
def year_not_earlier(year, appraisal_year):
    """A year that is not before the year of the appraisal."""
    return year >= appraisal_year


@earlier_score.check(
    clause="4.6",
    zh="以前年度总分超过满分",
    column="score",
    severity="warning",
    expected=("不超过参数 full_marks", "no more than full_marks"),
    fix=(
        "核对该年总分;满分不同的,折成百分制",
        "check the total; where full marks differed, put it out of a hundred",
    ),
)
def earlier_above_full(score, full_marks):
    """An earlier total above full marks."""
    return score > full_marks


@earlier_score.check(
    clause="4.6",
    zh="同一县区同一年度填了两次",
    column="year",
    fix=("只留一行", "keep one row"),
)
def year_twice(county, year):
    """A county's year stated twice."""
    return count(known(year), within=(county, year)) > 1
