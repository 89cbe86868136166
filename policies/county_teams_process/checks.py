"""What no row may be: checks of Performance appraisal of county leading teams, with process control."""

from payout.rules import *

from .rules import (
    checkpoint,
    clause,
    county,
    earlier_score,
    indicator,
    p,
    rating,
    system,
)

with clause("3.1.1"):
    system.weights_off = refused(
        "指标权重分值合计不等于规定的合计 | The weights of the indicators do not come to the whole",
        system.weight_sum != p.weights_total,
        expected="各指标权重分值之和等于参数 weights_total | weights that sum to weights_total",
        fix="核对“考核指标”表的权重分值 | correct the weights of the indicators",
    )
    indicator.weightless = refused(
        "指标没有权重 | An indicator without weight",
        indicator.weight <= 0,
        at=indicator.weight,
        expected="大于 0 | more than 0",
        fix="填写权重分值,或删去该指标 | state the weight, or remove the indicator",
    )

with clause("3.1.3"):
    rating.above_full_marks = refused(
        "得分超过满分 | A score above full marks",
        rating.score > p.full_marks,
        at=rating.score,
        expected="不超过参数 full_marks | at most full_marks",
        fix="改正得分 | correct the score",
    )
    rating.scored_twice = refused(
        "同一县区同一指标评分两次 | A county scored twice in one indicator",
        count(known(rating.indicator_id), within=(county, indicator)) > 1,
        at=rating.indicator_id,
        fix="只留一行 | keep one row",
    )
    county.scores_missing = refused(
        "有指标没有得分 | An indicator is not scored for this county, while the year-end appraisal is under way",
        exists(county.scored_weight > 0) & (county.scored_weight < county.due_weight),
        at=county.county_id,
        expected="每项指标都有得分 | a score in every indicator",
        fix="在“年度得分”表补齐;没有得分不按零分 | add the missing scores; a missing score is not zero",
    )
    indicator.counties_missing = doubtful(
        "已评分的县区少于其他指标 | Fewer counties are scored in this indicator than in others",
        indicator.scored_counties < highest(indicator.scored_counties),
        at=indicator.indicator_id,
        fix="向考核责任单位催报 | ask the responsible body",
    )

with clause("3.1.4"):
    above = count(county.final_grade == "excellent") > count(county.grade == "excellent")
    county.excellent_beyond_places = doubtful(
        "确定为优秀的县区多于评优名额 | More counties are excellent than the ratio gives places",
        above & (county.final_grade == "excellent") & (county.grade != "excellent"),
        at=county.county_id,
        fix="核对决定事项中的等次 | look again at the decided grades",
    )

with clause("4.1"):
    checkpoint.target_not_positive = refused(
        "全年目标数不大于零 | A target that nothing can be held against",
        checkpoint.target <= 0,
        at=checkpoint.target,
        expected="大于 0 | more than 0",
        fix="填写全年目标数 | state the year's target",
    )
    checkpoint.reported_twice = refused(
        "同一县区同一指标同一阶段填报两次 | A county reported twice in one indicator at one stage",
        count(known(checkpoint.indicator_id), within=(county, indicator, checkpoint.stage)) > 1,
        at=checkpoint.indicator_id,
        fix="只留一行 | keep one row",
    )
    checkpoint.not_reported = doubtful(
        "没有填累计完成数,不参加进度排名 | Nothing is reported: the row takes no part in the ranking of progress",
        ~known(checkpoint.done),
        at=checkpoint.done,
        fix="向考核责任单位催报;没有报不按零 | ask the responsible body; what is not reported is not zero",
    )
    checkpoint.target_changed = doubtful(
        "两次预考核的全年目标数不同 | The two pre-appraisals state different targets",
        checkpoint.target != highest(checkpoint.target, within=(county, indicator)),
        at=checkpoint.target,
        fix="核对目标是否经批准调整 | see whether the change of the target was approved",
    )
    april = highest(checkpoint.done, where=checkpoint.stage == "april", within=(county, indicator))
    checkpoint.done_fell = doubtful(
        "8月累计完成数少于4月 | Less is completed in August than in April, though it is cumulative",
        (checkpoint.stage == "august") & (checkpoint.done < april),
        at=checkpoint.done,
        fix="核对两次累计完成数 | look again at what was completed at both",
    )
    county.reports_missing = doubtful(
        "已报指标少于其他县区 | Fewer indicators are reported for this county than for others",
        (county.april_reports < highest(county.april_reports))
        | (county.august_reports < highest(county.august_reports)),
        at=county.county_id,
        fix="核对“预考核进度”表是否缺行 | see whether rows of the progress table are missing",
    )

with clause("4.6"):
    earlier_score.year_not_earlier = refused(
        "年度不早于考核年度 | A year that is not before the year of the appraisal",
        earlier_score.year >= p.appraisal_year,
        at=earlier_score.year,
        expected="早于参数 appraisal_year | before appraisal_year",
        fix="改正年度;本年总分由程序计算 | correct the year; this year's total is computed",
    )
    earlier_score.earlier_above_full = doubtful(
        "以前年度总分超过满分 | An earlier total above full marks",
        earlier_score.score > p.full_marks,
        at=earlier_score.score,
        expected="不超过参数 full_marks | no more than full_marks",
        fix="核对该年总分;满分不同的,折成百分制 | check the total; where full marks differed, put it out of a hundred",
    )
    earlier_score.year_twice = refused(
        "同一县区同一年度填了两次 | A county's year stated twice",
        count(known(earlier_score.year), within=(county, earlier_score.year)) > 1,
        at=earlier_score.year,
        fix="只留一行 | keep one row",
    )
