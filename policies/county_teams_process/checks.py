"""What no row may be: checks of the process appraisal of county leading teams."""

from payout.rules import *

from .rules import april, august, checkpoint, clause, county, indicator, p, system

with clause("3.1.1"):
    system.weights_off = refused(
        "指标权重分值合计不等于规定的合计 | the weights of the indicators do not come to the whole",
        system.weight_sum != p.weights_total,
        expected="各指标权重分值之和等于参数 weights_total | weights that sum to weights_total",
        fix="核对“考核指标”表的权重分值 | correct the weights of the indicators",
    )

with clause("3.1.3"):
    county.scores_missing = refused(
        "有指标没有得分 | an indicator is not scored for this county, while the year-end appraisal is under way",
        exists(county.scored_weight > 0) & (county.scored_weight < county.due_weight),
        at=county.county_id,
        fix="在“年度得分”表补齐;没有得分不按零分 | add the missing scores; a missing score is not zero",
    )
    indicator.counties_missing = doubtful(
        "已评分的县区少于其他指标 | fewer counties are scored in this indicator than in others",
        indicator.scored_counties < highest(indicator.scored_counties),
        at=indicator.indicator_id,
        fix="向考核责任单位催报 | ask the responsible body",
    )

with clause("3.1.4"):
    more = count(county.final_grade == "excellent") > count(county.grade == "excellent")
    county.excellent_beyond_places = doubtful(
        "确定为优秀的县区多于评优名额 | more counties are excellent than the ratio gives places",
        more & (county.final_grade == "excellent") & (county.grade != "excellent"),
        at=county.county_id,
        fix="核对决定事项中的等次 | look again at the decided grades",
    )

with clause("4.1"):
    targets = highest(checkpoint.target, within=(county, indicator))
    checkpoint.target_changed = doubtful(
        "两次预考核的全年目标数不同 | the two pre-appraisals state different targets",
        checkpoint.target != targets,
        at=checkpoint.target,
        fix="核对目标是否经批准调整 | see whether the change of the target was approved",
    )
    done_in_april = highest(checkpoint.done, where=april, within=(county, indicator))
    checkpoint.done_fell = doubtful(
        "8月累计完成数少于4月 | less is completed in August than in April, though it is cumulative",
        august & (checkpoint.done < done_in_april),
        at=checkpoint.done,
        fix="核对两次累计完成数 | look again at what was completed at both",
    )
    fewer_in_april = county.april_reports < highest(county.april_reports)
    fewer_in_august = county.august_reports < highest(county.august_reports)
    county.reports_missing = doubtful(
        "已报指标少于其他县区 | fewer indicators are reported for this county than for others",
        fewer_in_april | fewer_in_august,
        at=county.county_id,
        fix="核对“预考核进度”表是否缺行 | see whether rows of the progress table are missing",
    )
