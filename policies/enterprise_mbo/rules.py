"""Management by objectives: task books (4.1), corrected by satisfaction (4.2.1) and by the daily appraisal (4.2.2)."""

from payout.rules import (
    Policy,
    band,
    choose,
    clip,
    completion,
    count,
    exists,
    first_known,
    first_match,
    greatest,
    inherited,
    known,
    least,
    lookup,
    mean,
    net_rewards,
    rounded,
    total,
    via,
    weighted_mean,
    when,
    year_of,
)
from payout.rules import rank as place_by

policy = Policy.load(__file__)
unit, objective = policy.level("unit"), policy.level("objective")
survey, reply, event = policy.level("survey"), policy.level("reply"), policy.level("event")


# ---- 4.1: the task book --------------------------------------------------------------------------


@objective.rule(clause="4.1", zh="完成率(未取整)", measure="ratio")
def completion_rate(direction, target, actual, completion_cap):
    """What was done over the target; where less is better, the target over what was done."""
    upward = completion(actual, when(target > 0, target))
    downward = first_match(
        (actual == 0, completion_cap), otherwise=completion(target, when(actual > 0, actual))
    )
    return first_match((direction == "at_least", upward), otherwise=when(target > 0, downward))


@objective.rule(clause="4.1", zh="完成率", measure="ratio")
def completion_shown(completion_rate):
    """The completion rate as it is reported, to a tenth of a per cent."""
    return rounded(completion_rate, 3)


@objective.rule(clause="2.2(4), 4.1", zh="达到目标")
def met_in_full(met, direction, target, actual):
    """Whether the target is met: as stated, or by the figures."""
    by_figures = first_match((direction == "at_least", actual >= target), otherwise=actual <= target)
    return first_match((known(met), met), otherwise=by_figures)


@objective.rule(clause="4.1", zh="完成程度", measure="ratio")
def range_rate(range_degree, completion_rate, start, target, actual):
    """How far a range indicator is met, before limits."""
    way = when(known(start) & (start != target), (actual - start) / (target - start))
    return choose(range_degree, ratio=completion_rate, interval=first_known(way, completion_rate))


@objective.rule(clause="4.1", zh="计分程度", measure="ratio")
def degree(kind, met_in_full, range_rate, completion_cap, completion_floor):
    """A fixed value is met or not; a range scores as far as it is met, within a floor and a cap."""
    fixed = first_match((met_in_full, 1), (known(met_in_full), 0))
    within = first_match(
        (range_rate < completion_floor, 0), (known(range_rate), least(range_rate, completion_cap))
    )
    return first_match((kind == "fixed", fixed), otherwise=within)


@objective.rule(clause="4.1", zh="得分", measure="points")
def objective_points(weight, degree):
    """The objective's points: its weight, as far as it is met."""
    return weight * degree


@unit.rule(clause="4.1", zh="任务书得分", measure="points")
def book_score(objectives):
    """The task book's score; none without objectives."""
    return when(exists(objectives), total(objectives.objective_points))


@unit.rule(clause="2.2(4), 4.1", zh="目标数", measure="count")
def objectives_set(objectives):
    """How many objectives the task book has."""
    return count(objectives)


@unit.rule(clause="2.2(4), 4.1", zh="达到目标数", measure="count")
def objectives_met(objectives):
    """How many of them are met."""
    return count(objectives, where=objectives.met_in_full)


@unit.rule(clause="2.2(4), 4.1", zh="平均完成率", measure="ratio")
def mean_completion(objectives):
    """The completion rates of the objectives that have figures, by weight."""
    return weighted_mean(
        objectives.completion_rate, objectives.weight, where=known(objectives.completion_rate)
    )


# ---- 4.2.1: satisfaction between departments -----------------------------------------------------


@reply.rule(clause="4.2.1(2)", zh="答卷数", measure="count")
def answers(surveys):
    """How many questionnaires the department returned."""
    return count(surveys)


@reply.rule(clause="4.2.1(2)", zh="部门评分", measure="points")
def reply_mean(surveys):
    """What the responding department gives: the mean of its questionnaires."""
    return mean(surveys.points)


@unit.rule(clause="4.2.1(2)", zh="评价部门数", measure="count")
def departments_asked(replies):
    """How many departments answered about this one."""
    return count(replies)


@unit.rule(clause="4.2.1(1), 4.2.1(2)", zh="协作满意度", measure="points")
def satisfaction(survey_mean, replies, surveys):
    """The mean of the responding departments, or of all questionnaires."""
    return choose(survey_mean, by_department=mean(replies.reply_mean), by_answer=mean(surveys.points))


@unit.rule(clause="4.2, 4.2.1(2)", zh="修正所用满意度", measure="points")
def satisfaction_used(members_correction, department_id, satisfaction):
    """The department's own satisfaction; that of their department for teams and individuals, by another reading."""
    return choose(members_correction, none=satisfaction, department=inherited(department_id, satisfaction))


@unit.rule(clause="4.2, 4.2.1(2)", zh="满意度修正", measure="points")
def satisfaction_effect(
    satisfaction_correction,
    satisfaction_used,
    book_score,
    satisfaction_bands,
    satisfaction_base,
    satisfaction_step,
    satisfaction_limit,
):
    """What satisfaction adds or takes: by a factor, or by points within a limit; nothing without a survey."""
    factor = band(satisfaction_bands, satisfaction_used)
    added = clip(
        (satisfaction_used - satisfaction_base) * satisfaction_step, -satisfaction_limit, satisfaction_limit
    )
    effect = choose(satisfaction_correction, factor=book_score * (factor - 1), add=added)
    return first_match((known(satisfaction_used), effect), otherwise=0)


# ---- 4.2.2: the daily appraisal ------------------------------------------------------------------


@event.rule(clause="4.2.2(2)", zh="属本年度")
def in_year(date, year):
    """Whether the event is of the year."""
    return year_of(date) == year


@event.rule(clause="4.2.2(1)", zh="加分", measure="points")
def reward(in_year, kind, count, reward_points):
    """Points that the event adds, if it is of the year; no count is once."""
    points = first_known(lookup(reward_points, kind), 0) * first_known(count, 1)
    return first_match((in_year, points), otherwise=0)


@event.rule(clause="4.2.2(1)", zh="扣分", measure="points")
def penalty(in_year, kind, count, penalty_points):
    """Points that the event takes, if it is of the year; no count is once."""
    points = first_known(lookup(penalty_points, kind), 0) * first_known(count, 1)
    return first_match((in_year, points), otherwise=0)


@unit.rule(clause="4.2.2(2)", zh="日常加分", measure="points")
def rewards(events):
    """The year's rewards together, before their limit."""
    return total(events.reward)


@unit.rule(clause="4.2.2(2)", zh="日常扣分", measure="points")
def penalties(events):
    """The year's penalties together, before their limit."""
    return total(events.penalty)


@unit.rule(clause="4.2.2(2)", zh="部门日常奖惩", measure="points")
def own_daily(rewards, penalties, reward_limit, penalty_limit):
    """The year's rewards less its penalties, each within its limit."""
    return net_rewards(rewards, least(penalties, penalty_limit), at_most=reward_limit)


@unit.rule(clause="4.2, 4.2.2(2)", zh="日常奖惩修正", measure="points")
def daily_effect(members_correction, department_id, own_daily):
    """What the daily appraisal adds or takes; that of their department for teams and individuals, by another reading."""
    return choose(members_correction, none=own_daily, department=inherited(department_id, own_daily))


# ---- 4.2: the year's result ----------------------------------------------------------------------


@unit.rule(clause="4.2", zh="考核得分", measure="points")
def final_score(book_score, satisfaction_effect, daily_effect):
    """The task book's score as corrected, not below nothing."""
    return when(known(book_score), greatest(book_score + satisfaction_effect + daily_effect, 0))


@unit.rule(clause="4.2", zh="同类名次", measure="rank")
def rank(final_score, category):
    """Place among departments, teams, or individuals; equal scores share a place."""
    return place_by(final_score, where=known(final_score), within=category)


@unit.rule(clause="4.2.1(1)", zh="是部门")
def is_department(category):
    """Departments: whom the corrections are of."""
    return category == "department"


# ---- Checks: what no row may be ------------------------------------------------------------------


@unit.check(
    clause="4.1",
    zh="任务书的权重合计不是 100",
    column="unit_id",
    expected=("该主体各目标权重合计 100", "weights that sum to 100"),
    fix=("改正目标任务书中该主体的权重", "correct the weights of the task book"),
)
def weights_off(objectives, whole_weight):
    """The weights of the task book do not sum to the whole."""
    return exists(objectives) & (total(objectives.weight) != whole_weight)


@unit.check(
    clause="4.1",
    zh="没有目标任务书,不得分也不排名",
    column="unit_id",
    severity="warning",
    fix=("补填目标任务书", "enter its objectives"),
)
def no_objectives(objectives):
    """No objectives: no score and no place."""
    return ~exists(objectives)


@unit.check(
    clause="4.2",
    zh="团队或个人没有填所属部门",
    column="department_id",
    expected=("一个部门的编码", "the code of a department"),
    fix=("填所属部门", "fill in the department"),
)
def department_missing(is_department, department_id):
    """A team or an individual without its department."""
    return ~is_department & ~known(department_id)


@unit.check(
    clause="4.2",
    zh="所属部门只由团队、个人填写,且须是一个部门",
    column="department_id",
    expected=("部门留空;团队、个人填一个部门", "blank for a department; a department for others"),
    fix=("改正所属部门或类别", "correct the department, or the category"),
)
def not_of_department(is_department, department_id, category):
    """A department belongs to none, and teams and individuals belong to a department."""
    return known(department_id) & (is_department | (via(department_id, category) != "department"))


@unit.check(
    clause="4.2.1(2)",
    zh="部门没有满意度调查,不作修正",
    column="unit_id",
    severity="warning",
    fix=("补录调查问卷", "enter the questionnaires"),
)
def not_surveyed(is_department, satisfaction):
    """No department answered about this one: its score is not corrected."""
    return is_department & ~known(satisfaction)


@objective.check(
    clause="4.1",
    zh="权重须大于 0",
    column="weight",
    fix=("改正权重,或删去该目标", "correct the weight, or remove the row"),
)
def weight_not_positive(weight):
    """An objective without weight."""
    return weight <= 0


@objective.check(
    clause="4.1",
    zh="没有完成情况",
    column="actual",
    expected=("完成值;定值指标也可填是否完成", "what was done; for a fixed value, or whether it was met"),
    fix=("填完成值,没有完成的填 0", "fill it in, 0 where nothing was done"),
)
def not_reported(kind, actual, met):
    """The objective has no result: missing is not zero."""
    return ~known(actual) & ((kind == "range") | ~known(met))


@objective.check(
    clause="4.1",
    zh="没有目标值",
    column="target",
    expected=("目标值;定值指标填了是否完成的可空", "a target; a fixed value that states met may have none"),
    fix=("填目标值", "fill in the target"),
)
def target_missing(kind, target, met):
    """The objective has no target."""
    return ~known(target) & ((kind == "range") | ~known(met))


@objective.check(
    clause="4.1",
    zh="范围指标的目标值须大于 0",
    column="target",
    fix=("改正目标值,或作为定值指标", "correct the target, or make it a fixed value"),
)
def target_not_positive(kind, target):
    """A degree of completion needs a target above nothing."""
    return (kind == "range") & (target <= 0)


@objective.check(
    clause="4.1",
    zh="不高于的范围指标,完成值不能是负数",
    column="actual",
    fix=("改正完成值,或作为定值指标", "correct the figure, or make it a fixed value"),
)
def negative_downward(kind, direction, actual):
    """A range indicator where less is better cannot have less than nothing."""
    return (kind == "range") & (direction == "at_most") & (actual < 0)


@objective.check(
    clause="4.1",
    zh="范围起点与目标值的方向不符",
    column="start",
    expected=(
        "不低于的指标起点小于目标值,不高于的大于目标值",
        "a start from which one moves towards the target",
    ),
    fix=("改正范围起点或方向", "correct the start, or the direction"),
)
def range_backwards(start, target, direction):
    """The range starts at or beyond its target."""
    return first_match((direction == "at_least", start >= target), otherwise=start <= target)


@objective.check(
    clause="4.1",
    zh="范围指标按完成程度计分,不填是否完成",
    column="met",
    fix=("清空该格,或改为定值", "clear the cell, or make it a fixed value"),
)
def met_for_range(kind, met):
    """Only a fixed value is met or not."""
    return (kind == "range") & known(met)


@objective.check(
    clause="4.1",
    zh="是否完成与完成值不一致",
    column="met",
    fix=("核对完成值", "check the figure"),
)
def met_contradicted(met, direction, target, actual):
    """What is stated as met, or not, is not what the figures say."""
    by_figures = first_match((direction == "at_least", actual >= target), otherwise=actual <= target)
    return (met & ~by_figures) | (~met & by_figures)


@survey.check(
    clause="4.2.1(2)", zh="部门不能评价自己", column="respondent_id", fix=("删去该行", "remove the row")
)
def self_survey(unit_id, respondent_id):
    """A department answers about itself."""
    return unit_id == respondent_id


@survey.check(
    clause="4.2.1(2)",
    zh="满意度调查只在部门之间",
    column="respondent_id",
    expected=("被评的和评价的都是部门", "departments on both sides"),
    fix=("改正编码", "correct the code"),
)
def survey_not_departments(unit, respondent_id):
    """A team or an individual is surveyed, or answers in place of its department."""
    return (unit.category != "department") | (via(respondent_id, unit.category) != "department")


@survey.check(clause="4.2.1(2)", zh="评分超过满分", column="points", fix=("核对评分", "check the points"))
def survey_above_full(points, survey_full):
    """Points above full marks."""
    return points > survey_full


@event.check(
    clause="4.2.2(2)",
    zh="日常奖惩记在部门,当事人填在“当事人”一列",
    column="unit_id",
    expected=("一个部门的编码", "the code of a department"),
    fix=("改为所属部门的编码", "write the code of the department"),
)
def event_not_department(unit):
    """A team or an individual has an event: it counts for the department."""
    return unit.category != "department"


@event.check(
    clause="4.2.2(2)",
    zh="同一天同一当事人的同一事项填了两次",
    column="date",
    severity="warning",
    fix=("删去重复的行;确有几次的,填次数", "remove one; several times go into the count"),
)
def event_twice(unit, date, kind, who):
    """One matter of one person stands twice on one day."""
    return known(who) & (count(known(who), within=(unit, date, kind, who)) > 1)


@event.check(
    clause="4.2.2(2)",
    zh="日期不在考核年度内,不计",
    column="date",
    severity="warning",
    fix=("核对日期", "check the date"),
)
def event_outside_year(in_year):
    """The event is not of the year: it does not count."""
    return ~in_year
