"""Management by objectives: task books (4.1), corrected by satisfaction (4.2.1) and by the daily appraisal (4.2.2)."""

from payout.rules import *

policy = Policy.load(__file__)
clause, p = policy.clause, policy.p
unit, objective, survey, event, reply, unit_month = policy.symbols(
    "unit", "objective", "survey", "event", "reply", "unit_month"
)
department, done, target, start = unit.department_id, objective.actual, objective.target, objective.start
more_is_better, rate = objective.direction == "at_least", objective.completion_rate
met_by_figures = first_match((more_is_better, done >= target), otherwise=done <= target)

with clause("2.2(4), 4.1", "成果决定目标是否达到 | what was achieved decides whether an objective is met"):
    objective.met_in_full = flag("达到目标 | as stated, or by the figures", first_known(objective.met, met_by_figures))
    unit.objectives_set = counted("目标数 | objectives of the task book", count(objective))
    unit.objectives_met = counted("达到目标数 | how many are met", count(objective, where=objective.met_in_full))
    unit.mean_completion = ratio(
        "平均完成率 | completion rates by weight, of objectives that have figures",
        weighted_mean(rate, objective.weight, where=known(rate)),
    )

with clause("4.1", "定值指标看是否达到,范围指标看程度 | fixed values are met or not; ranges score as far as met"):
    upward = completion(done, when(target > 0, target))
    downward = first_match((done == 0, p.completion_cap), otherwise=completion(target, when(done > 0, done)))
    objective.completion_rate = ratio(
        "完成率(未取整) | what was done over the target; where less is better, the target over what was done",
        first_match((more_is_better, upward), otherwise=when(target > 0, downward)),
    )
    objective.completion_shown = ratio("完成率 | as it is reported, to a tenth of a per cent", rounded(rate, 3))
    way = when(known(start) & (start != target), (done - start) / (target - start))
    objective.range_rate = ratio(
        "完成程度 | how far a range indicator is met, before limits",
        choose(p.range_degree, ratio=rate, interval=first_known(way, rate)),
    )
    fixed = first_match((objective.met_in_full, 1), (known(objective.met_in_full), 0))
    degree, least_degree = objective.range_rate, choose(p.range_floor, none=0, least=p.completion_floor)
    ranged = first_match((degree < least_degree, 0), (known(degree), least(degree, p.completion_cap)))
    objective.degree = ratio(
        "计分程度 | a fixed value is met or not; a range scores as far as it is met, within limits",
        first_match((objective.kind == "fixed", fixed), otherwise=ranged),
    )
    objective.objective_points = points("得分 | its weight, as far as it is met", objective.weight * objective.degree)
    unit.book_score = points(
        "任务书得分 | the objectives' points; none without objectives",
        when(exists(objective), total(objective.objective_points)),
    )

with clause("4.2", "任务书得分经修正后分类排名 | the score is corrected, and ranked within its kind"):
    unit.final_score = points(
        "考核得分 | the task book's score as corrected, not below nothing",
        when(known(unit.book_score), greatest(unit.book_score + unit.satisfaction_effect + unit.daily_effect, 0)),
    )
    unit.rank = place(
        "同类名次 | place among departments, teams, or individuals; equal scores share a place",
        rank(unit.final_score, where=known(unit.final_score), within=unit.category),
    )

with clause("4.2.1(1)", "部门协作满意度用来修正 | satisfaction with cooperation corrects a department's score"):
    unit.is_department = flag("是部门 | whom corrections are of", unit.category == "department")

with clause("4.2.1(2)", "年末由有工作联系的部门填问卷 | at the year's end departments that work together answer"):
    reply.answers = counted("答卷数 | questionnaires that the department returned", count(survey))
    reply.reply_mean = points("部门评分 | the mean of the department's questionnaires", mean(survey.points))
    unit.departments_asked = counted("评价部门数 | departments that answered about this one", count(reply))
    unit.satisfaction = points(
        "协作满意度 | the mean of the responding departments, or of all questionnaires",
        choose(p.survey_mean, by_department=mean(reply.reply_mean), by_answer=mean(survey.points)),
        clause="4.2.1(1), 4.2.1(2)",
    )

with clause("4.2, 4.2.1(2)", "满意度修正任务书得分 | satisfaction corrects the task book's score"):
    unit.satisfaction_used = points(
        "修正所用满意度 | its own; for teams and individuals their department's, by another reading",
        choose(p.members_correction, none=unit.satisfaction, department=inherited(department, unit.satisfaction)),
    )
    by_factor = unit.book_score * (band(p.satisfaction_bands, unit.satisfaction_used) - 1)
    off_base = (unit.satisfaction_used - p.satisfaction_base) * p.satisfaction_step
    by_points = clip(off_base, -p.satisfaction_limit, p.satisfaction_limit)
    effect = choose(p.satisfaction_correction, factor=by_factor, add=by_points)
    unit.satisfaction_effect = points(
        "满意度修正 | by a factor, or by points within a limit; nothing without a survey",
        first_match((known(unit.satisfaction_used), effect), otherwise=0),
    )

with clause("4.2.2(1)", "日常考评记录奖励和惩处 | the daily appraisal notes rewards and penalties"):
    times = first_known(event.count, 1)
    event.happened = counted("计入次数 | how often, if of the year", first_match((event.in_year, times), otherwise=0))
    added = first_known(lookup(p.reward_points, event.kind), 0) * times
    taken = first_known(lookup(p.penalty_points, event.kind), 0) * times
    event.reward = points("加分 | points added, if of the year", first_match((event.in_year, added), otherwise=0))
    event.penalty = points("扣分 | points taken, if of the year", first_match((event.in_year, taken), otherwise=0))

with clause("4.2.2(1)", "日常考评可按月进行 | the daily appraisal may go month by month"):
    unit_month.month_events = counted("当月次数 | how often the month's events were", total(event.happened))
    unit_month.month_rewards = points("当月加分 | the month's rewards, before the year's limit", total(event.reward))
    unit_month.month_penalties = points("当月扣分 | the month's penalties, before the limit", total(event.penalty))
    unit_month.month_net = points(
        "当月相抵 | the month's rewards less its penalties", unit_month.month_rewards - unit_month.month_penalties
    )
    unit_month.month_counts = flag(
        "计入年度 | a month of the year of the appraisal", exists(event, where=event.in_year)
    )

with clause("4.2.2(2)", "年底汇总,员工的奖惩影响部门 | the year's sum; what staff do counts for their department"):
    event.in_year = flag("属本年度 | of the year", year_of(event.date) == p.year)
    unit.rewards = points("日常加分 | the year's rewards together, before their limit", total(event.reward))
    unit.penalties = points("日常扣分 | the year's penalties together, before their limit", total(event.penalty))
    unit.own_daily = points(
        "部门日常奖惩 | the year's rewards less its penalties, each within its limit",
        net_rewards(unit.rewards, least(unit.penalties, p.penalty_limit), at_most=p.reward_limit),
    )
    unit.daily_effect = points(
        "日常奖惩修正 | its own; for teams and individuals their department's, by another reading",
        choose(p.members_correction, none=unit.own_daily, department=inherited(department, unit.own_daily)),
        clause="4.2, 4.2.2(2)",
    )
