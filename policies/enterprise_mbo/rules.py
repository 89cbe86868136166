"""Management by objectives: task books (4.1), corrected by satisfaction (4.2.1) and by the daily appraisal (4.2.2)."""

from payout.rules import *

policy = Policy.load(__file__)
clause, p = policy.clause, policy.p
unit, objective, survey, event, reply = policy.symbols("unit", "objective", "survey", "event", "reply")

with clause("4.1"):
    upward = completion(objective.actual, when(objective.target > 0, objective.target))
    downward = first_match(
        (objective.actual == 0, p.completion_cap),
        otherwise=completion(objective.target, when(objective.actual > 0, objective.actual)),
    )
    objective.completion_rate = ratio(
        "完成率(未取整) | What was done over the target; where less is better, the target over what was done",
        first_match((objective.direction == "at_least", upward), otherwise=when(objective.target > 0, downward)),
    )
    objective.completion_shown = ratio(
        "完成率 | The completion rate as it is reported, to a tenth of a per cent",
        rounded(objective.completion_rate, 3),
    )

with clause("2.2(4), 4.1"):
    by_figures = first_match(
        (objective.direction == "at_least", objective.actual >= objective.target),
        otherwise=objective.actual <= objective.target,
    )
    objective.met_in_full = flag(
        "达到目标 | Whether the target is met: as stated, or by the figures",
        first_match((known(objective.met), objective.met), otherwise=by_figures),
    )

with clause("4.1"):
    way = when(
        known(objective.start) & (objective.start != objective.target),
        (objective.actual - objective.start) / (objective.target - objective.start),
    )
    objective.range_rate = ratio(
        "完成程度 | How far a range indicator is met, before limits",
        choose(p.range_degree, ratio=objective.completion_rate, interval=first_known(way, objective.completion_rate)),
    )
    fixed = first_match((objective.met_in_full, 1), (known(objective.met_in_full), 0))
    within = first_match(
        (objective.range_rate < p.completion_floor, 0),
        (known(objective.range_rate), least(objective.range_rate, p.completion_cap)),
    )
    objective.degree = ratio(
        "计分程度 | A fixed value is met or not; a range scores as far as it is met, within a floor and a cap",
        first_match((objective.kind == "fixed", fixed), otherwise=within),
    )
    objective.objective_points = points(
        "得分 | The objective's points: its weight, as far as it is met", objective.weight * objective.degree
    )
    unit.book_score = points(
        "任务书得分 | The task book's score; none without objectives",
        when(exists(objective), total(objective.objective_points)),
    )

with clause("2.2(4), 4.1"):
    unit.objectives_set = counted("目标数 | How many objectives the task book has", count(objective))
    unit.objectives_met = counted(
        "达到目标数 | How many of them are met", count(objective, where=objective.met_in_full)
    )
    unit.mean_completion = ratio(
        "平均完成率 | The completion rates of the objectives that have figures, by weight",
        weighted_mean(objective.completion_rate, objective.weight, where=known(objective.completion_rate)),
    )

with clause("4.2.1(2)"):
    reply.answers = counted("答卷数 | How many questionnaires the department returned", count(survey))
    reply.reply_mean = points(
        "部门评分 | What the responding department gives: the mean of its questionnaires", mean(survey.points)
    )
    unit.departments_asked = counted("评价部门数 | How many departments answered about this one", count(reply))

with clause("4.2.1(1), 4.2.1(2)"):
    unit.satisfaction = points(
        "协作满意度 | The mean of the responding departments, or of all questionnaires",
        choose(p.survey_mean, by_department=mean(reply.reply_mean), by_answer=mean(survey.points)),
    )

with clause("4.2, 4.2.1(2)"):
    unit.satisfaction_used = points(
        "修正所用满意度 | The department's own satisfaction; that of their department for teams and individuals, by another reading",
        choose(
            p.members_correction, none=unit.satisfaction, department=inherited(unit.department_id, unit.satisfaction)
        ),
    )
    factor = band(p.satisfaction_bands, unit.satisfaction_used)
    added = clip(
        (unit.satisfaction_used - p.satisfaction_base) * p.satisfaction_step,
        -p.satisfaction_limit,
        p.satisfaction_limit,
    )
    effect = choose(p.satisfaction_correction, factor=unit.book_score * (factor - 1), add=added)
    unit.satisfaction_effect = points(
        "满意度修正 | What satisfaction adds or takes: by a factor, or by points within a limit; nothing without a survey",
        first_match((known(unit.satisfaction_used), effect), otherwise=0),
    )

with clause("4.2.2(2)"):
    event.in_year = flag("属本年度 | Whether the event is of the year", year_of(event.date) == p.year)

with clause("4.2.2(1)"):
    points_ = first_known(lookup(p.reward_points, event.kind), 0) * first_known(event.count, 1)
    event.reward = points(
        "加分 | Points that the event adds, if it is of the year; no count is once",
        first_match((event.in_year, points_), otherwise=0),
    )
    points_ = first_known(lookup(p.penalty_points, event.kind), 0) * first_known(event.count, 1)
    event.penalty = points(
        "扣分 | Points that the event takes, if it is of the year; no count is once",
        first_match((event.in_year, points_), otherwise=0),
    )

with clause("4.2.2(2)"):
    unit.rewards = points("日常加分 | The year's rewards together, before their limit", total(event.reward))
    unit.penalties = points("日常扣分 | The year's penalties together, before their limit", total(event.penalty))
    unit.own_daily = points(
        "部门日常奖惩 | The year's rewards less its penalties, each within its limit",
        net_rewards(unit.rewards, least(unit.penalties, p.penalty_limit), at_most=p.reward_limit),
    )

with clause("4.2, 4.2.2(2)"):
    unit.daily_effect = points(
        "日常奖惩修正 | What the daily appraisal adds or takes; that of their department for teams and individuals, by another reading",
        choose(p.members_correction, none=unit.own_daily, department=inherited(unit.department_id, unit.own_daily)),
    )

with clause("4.2"):
    unit.final_score = points(
        "考核得分 | The task book's score as corrected, not below nothing",
        when(known(unit.book_score), greatest(unit.book_score + unit.satisfaction_effect + unit.daily_effect, 0)),
    )
    unit.rank = place(
        "同类名次 | Place among departments, teams, or individuals; equal scores share a place",
        rank(unit.final_score, where=known(unit.final_score), within=unit.category),
    )

with clause("4.2.1(1)"):
    unit.is_department = flag("是部门 | Departments: whom the corrections are of", unit.category == "department")
