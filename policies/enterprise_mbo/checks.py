"""What no row may be: checks of Enterprise management by objectives."""

from payout.rules import *

from .rules import clause, event, objective, p, survey, unit

with clause("4.1"):
    unit.weights_off = refused(
        "任务书的权重合计不是 100 | The weights of the task book do not sum to the whole",
        exists(objective) & (total(objective.weight) != p.whole_weight),
        at=unit.unit_id,
        expected="该主体各目标权重合计 100 | weights that sum to 100",
        fix="改正目标任务书中该主体的权重 | correct the weights of the task book",
    )
    unit.no_objectives = doubtful(
        "没有目标任务书,不得分也不排名 | No objectives: no score and no place",
        ~exists(objective),
        at=unit.unit_id,
        fix="补填目标任务书 | enter its objectives",
    )

with clause("4.2"):
    unit.department_missing = refused(
        "团队或个人没有填所属部门 | A team or an individual without its department",
        ~unit.is_department & ~known(unit.department_id),
        at=unit.department_id,
        expected="一个部门的编码 | the code of a department",
        fix="填所属部门 | fill in the department",
    )
    unit.not_of_department = refused(
        "所属部门只由团队、个人填写,且须是一个部门 | A department belongs to none, and teams and individuals belong to a department",
        known(unit.department_id) & (unit.is_department | (via(unit.department_id, unit.category) != "department")),
        at=unit.department_id,
        expected="部门留空;团队、个人填一个部门 | blank for a department; a department for others",
        fix="改正所属部门或类别 | correct the department, or the category",
    )

with clause("4.2.1(2)"):
    unit.not_surveyed = doubtful(
        "部门没有满意度调查,不作修正 | No department answered about this one: its score is not corrected",
        unit.is_department & ~known(unit.satisfaction),
        at=unit.unit_id,
        fix="补录调查问卷 | enter the questionnaires",
    )

with clause("4.1"):
    objective.weight_not_positive = refused(
        "权重须大于 0 | An objective without weight",
        objective.weight <= 0,
        at=objective.weight,
        fix="改正权重,或删去该目标 | correct the weight, or remove the row",
    )
    objective.not_reported = refused(
        "没有完成情况 | The objective has no result: missing is not zero",
        ~known(objective.actual) & ((objective.kind == "range") | ~known(objective.met)),
        at=objective.actual,
        expected="完成值;定值指标也可填是否完成 | what was done; for a fixed value, or whether it was met",
        fix="填完成值,没有完成的填 0 | fill it in, 0 where nothing was done",
    )
    objective.target_missing = refused(
        "没有目标值 | The objective has no target",
        ~known(objective.target) & ((objective.kind == "range") | ~known(objective.met)),
        at=objective.target,
        expected="目标值;定值指标填了是否完成的可空 | a target; a fixed value that states met may have none",
        fix="填目标值 | fill in the target",
    )
    objective.target_not_positive = refused(
        "范围指标的目标值须大于 0 | A degree of completion needs a target above nothing",
        (objective.kind == "range") & (objective.target <= 0),
        at=objective.target,
        fix="改正目标值,或作为定值指标 | correct the target, or make it a fixed value",
    )
    objective.negative_downward = refused(
        "不高于的范围指标,完成值不能是负数 | A range indicator where less is better cannot have less than nothing",
        (objective.kind == "range") & (objective.direction == "at_most") & (objective.actual < 0),
        at=objective.actual,
        fix="改正完成值,或作为定值指标 | correct the figure, or make it a fixed value",
    )
    objective.range_backwards = refused(
        "范围起点与目标值的方向不符 | The range starts at or beyond its target",
        first_match(
            (objective.direction == "at_least", objective.start >= objective.target),
            otherwise=objective.start <= objective.target,
        ),
        at=objective.start,
        expected="不低于的指标起点小于目标值,不高于的大于目标值 | a start from which one moves towards the target",
        fix="改正范围起点或方向 | correct the start, or the direction",
    )
    objective.met_for_range = refused(
        "范围指标按完成程度计分,不填是否完成 | Only a fixed value is met or not",
        (objective.kind == "range") & known(objective.met),
        at=objective.met,
        fix="清空该格,或改为定值 | clear the cell, or make it a fixed value",
    )
    by_figures = first_match(
        (objective.direction == "at_least", objective.actual >= objective.target),
        otherwise=objective.actual <= objective.target,
    )
    objective.met_contradicted = refused(
        "是否完成与完成值不一致 | What is stated as met, or not, is not what the figures say",
        objective.met & ~by_figures | ~objective.met & by_figures,
        at=objective.met,
        fix="核对完成值 | check the figure",
    )

with clause("4.2.1(2)"):
    survey.self_survey = refused(
        "部门不能评价自己 | A department answers about itself",
        survey.unit_id == survey.respondent_id,
        at=survey.respondent_id,
        fix="删去该行 | remove the row",
    )
    survey.survey_not_departments = refused(
        "满意度调查只在部门之间 | A team or an individual is surveyed, or answers in place of its department",
        (unit.category != "department") | (via(survey.respondent_id, unit.category) != "department"),
        at=survey.respondent_id,
        expected="被评的和评价的都是部门 | departments on both sides",
        fix="改正编码 | correct the code",
    )
    survey.survey_above_full = refused(
        "评分超过满分 | Points above full marks",
        survey.points > p.survey_full,
        at=survey.points,
        fix="核对评分 | check the points",
    )

with clause("4.2.2(2)"):
    event.event_not_department = refused(
        "日常奖惩记在部门,当事人填在“当事人”一列 | A team or an individual has an event: it counts for the department",
        unit.category != "department",
        at=event.unit_id,
        expected="一个部门的编码 | the code of a department",
        fix="改为所属部门的编码 | write the code of the department",
    )
    event.event_twice = doubtful(
        "同一天同一当事人的同一事项填了两次 | One matter of one person stands twice on one day",
        known(event.who) & (count(known(event.who), within=(unit, event.date, event.kind, event.who)) > 1),
        at=event.date,
        fix="删去重复的行;确有几次的,填次数 | remove one; several times go into the count",
    )
    event.event_outside_year = doubtful(
        "日期不在考核年度内,不计 | The event is not of the year: it does not count",
        ~event.in_year,
        at=event.date,
        fix="核对日期 | check the date",
    )
