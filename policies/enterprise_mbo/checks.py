"""What no row may be; limits of one cell stand on their columns in tables.py."""

from payout.rules import *

from .rules import clause, done, event, met_by_figures, more_is_better, objective, p, start, survey, target, unit

ranged = objective.kind == "range"

with clause("4.1"):
    unit.weights_off = refused(
        "任务书的权重合计不是 100 | weights that do not sum to the whole",
        exists(objective) & (total(objective.weight) != p.whole_weight),
        at=unit.unit_id,
        fix="改正目标任务书中该主体的权重 | correct the weights of the task book",
    )
    unit.no_objectives = doubtful(
        "没有目标任务书,不得分也不排名 | without objectives no score and no place",
        ~exists(objective),
        at=unit.unit_id,
        fix="补填目标任务书 | enter its objectives",
    )
    objective.target_not_positive = refused(
        "范围指标的目标值须大于 0 | a range needs a target above nothing", ranged & (target <= 0), at=target
    )
    objective.negative_downward = refused(
        "不高于的范围指标,完成值不能是负数 | a range where less is better cannot have less than nothing",
        ranged & (objective.direction == "at_most") & (done < 0),
        at=done,
    )
    objective.range_backwards = refused(
        "范围起点与目标值的方向不符 | the range starts at or beyond its target",
        first_match((more_is_better, start >= target), otherwise=start <= target),
        at=start,
        expected="不低于的指标起点小于目标值,不高于的大于目标值 | a start from which one moves towards the target",
    )
    objective.met_contradicted = refused(
        "是否完成与完成值不一致 | what is stated as met, or not, is not what the figures say",
        objective.met & ~met_by_figures | ~objective.met & met_by_figures,
        at=objective.met,
    )

with clause("4.2"):
    unit.not_of_department = refused(
        "所属部门只由团队、个人填写,且须是一个部门 | a department belongs to none, others to a department",
        known(unit.department_id) & (unit.is_department | (via(unit.department_id, unit.category) != "department")),
        at=unit.department_id,
        fix="改正所属部门或类别 | correct the department, or the category",
    )

with clause("4.2.1(2)"):
    unit.not_surveyed = doubtful(
        "部门没有满意度调查,不作修正 | no department answered about this one: its score is not corrected",
        unit.is_department & ~known(unit.satisfaction),
        at=unit.unit_id,
        fix="补录调查问卷 | enter the questionnaires",
    )
    survey.self_survey = refused(
        "部门不能评价自己 | a department answers about itself",
        survey.unit_id == survey.respondent_id,
        at=survey.respondent_id,
        fix="删去该行 | remove the row",
    )
    survey.survey_not_departments = refused(
        "满意度调查只在部门之间 | a team or an individual is surveyed, or answers",
        (unit.category != "department") | (via(survey.respondent_id, unit.category) != "department"),
        at=survey.respondent_id,
        expected="被评的和评价的都是部门 | departments on both sides",
    )

with clause("4.2.2(2)"):
    event.event_not_department = refused(
        "日常奖惩记在部门,当事人填在“当事人”一列 | an event of a team or an individual counts for its department",
        unit.category != "department",
        at=event.unit_id,
        fix="改为所属部门的编码 | write the code of the department",
    )
    event.event_outside_year = doubtful(
        "日期不在考核年度内,不计 | an event that is not of the year does not count", ~event.in_year, at=event.date
    )
