"""A project's goals by the text's own numbers: taken apart (4), watched (5.2, 5.3), answered for (5.1)."""

from dataclasses import dataclass
from typing import Any

from payout.rules import *

policy = Policy.load(__file__)
clause, p = policy.clause, policy.p
department, group, person, goal, project = policy.symbols("department", "group", "person", "goal", "project")
chain, review, line_month, review_month = policy.symbols("chain", "review", "line_month", "review_month")

STATES = {"on_course": "正常", "within_tolerance": "偏差允许", "off_course": "偏离"}
BANDS = {"full": "全面完成", "good": "基本完成", "short": "有差距", "failed": "未完成"}
TIERS = {"total": "总目标", "line": "主线目标", "goal": "子目标", "under": "子子目标"}
TOTAL, LINE, GOAL, UNDER = 1, 2, 3, 4  # depths of the tree
of_value = (goal.kind == "at_least") | (goal.kind == "at_most")
above = goal.parent_id

with clause("4", "每项目标落实到部门、小组和个人 | every goal is answered for, down to each person"):
    goal.department_name = name(
        "负责部门 | department that answers", via(goal.answering_department, department.department_name)
    )
    goal.group_name = name("负责小组 | group that answers", via(goal.answering_group, group.group_name))


@dataclass(frozen=True)
class Figures:
    """What is stated of a goal, in the table of goals or by a review: its plan and value, its days late, yes or no."""

    plan: Any
    actual: Any
    late: Any
    met: Any

    @property
    def nothing_allowed(self) -> Any:
        """Of what should not exceed nothing, such as accidents: there is nothing to divide by."""
        return (goal.kind == "at_most") & (self.plan == 0)


def achieved(stated: Figures) -> Any:
    """How far a goal is achieved: by its value, its day, or yes and no."""
    plan, actual, late = stated.plan, stated.actual, stated.late
    cap, allowed = p.achievement_cap, goal.allowed_days
    by_deviation = clip(1 - (actual - plan) / plan, 0, cap)
    by_quotient = first_match((actual == 0, cap), otherwise=least(plan / actual, cap))
    by_days = choose(
        p.lateness,
        ratio=first_match((late <= allowed, 1), otherwise=allowed / late),
        linear=first_match((late <= 0, 1), (late >= allowed, 0), otherwise=1 - late / allowed),
        whole=first_match((late <= allowed, 1), otherwise=0),
    )
    return first_match(
        (goal.kind == "at_least", when(plan > 0, completion(actual, plan, at_most=cap))),
        (stated.nothing_allowed, first_match((actual == 0, 1), otherwise=0)),
        (goal.kind == "at_most", choose(p.over_plan, deviation=by_deviation, quotient=by_quotient)),
        (goal.kind == "day", by_days),
        (goal.kind == "yes_no", first_match((stated.met, 1), otherwise=0)),
    )


def off_plan(stated: Figures) -> Any:
    """By what part of the plan a value misses it, on the wrong side; below 0 on the right one."""
    over = (stated.actual - stated.plan) / stated.plan
    return when(of_value & (stated.plan > 0), first_match((goal.kind == "at_least", -over), otherwise=over))


def standing(short: Any, stated: Figures) -> Any:
    """On course, within what is allowed, or off course."""
    fits = first_match(
        (goal.kind == "yes_no", stated.met),
        (goal.kind == "day", stated.late <= 0),
        (stated.nothing_allowed, stated.actual == 0),
        otherwise=short <= 0,
    )
    allowed = first_match((goal.kind == "day", stated.late <= goal.allowed_days), otherwise=short <= goal.allowed_share)
    return first_match((fits, "on_course"), (allowed, "within_tolerance"), otherwise="off_course")


figures = Figures(goal.plan_value, goal.actual_value, goal.late_days, goal.actual_met)

with clause("5.3", "合同明确允许偏差的百分比或天数 | the contract states the deviation that is allowed"):
    goal.allowed_share = ratio("允许偏差 | allowed", first_known(goal.tolerance_percent / 100, p.usual_tolerance))
    goal.allowed_days = days("允许天数 | days allowed", first_known(goal.tolerance_days, p.usual_tolerance_days))

with clause("4.3", "总目标逐级分解,下级合起来保证上级 | the total is taken apart; those below make up the one above"):
    siblings, is_total = count(goal, within=above), goal.depth == TOTAL
    project.totals = counted("总目标个数 | goals without another above", count(goal, where=~known(above)))
    goal.is_main = flag("总目标或主线 | the total or a main line", goal.depth <= LINE)
    goal.weight_in_parent = coefficient(
        "在上级中的权重 | weight in the goal above",
        first_match((is_total, 1), otherwise=first_known(goal.weight, 1 / siblings)),
    )
    goal.tier = option(
        "层次 | tier",
        first_match(*((goal.depth == depth, tier) for depth, tier in enumerate(TIERS, TOTAL))),
        words=TIERS,
    )
    goal.share_of_lines = coefficient(
        "主线在总目标中的比重 | what a main line is of the total", when(goal.depth == LINE, goal.weight_in_parent)
    )
    goal.share_of_goals = coefficient(
        "子目标在总目标中的比重 | what a goal is of the total",
        when(goal.depth == GOAL, goal.weight_in_parent * via(above, goal.share_of_lines)),
    )
    goal.share = coefficient(
        "在总目标中的比重 | share of the total",
        first_match(
            (is_total, 1),
            (goal.depth == LINE, goal.share_of_lines),
            (goal.depth == GOAL, goal.share_of_goals),
            otherwise=goal.weight_in_parent * via(above, goal.share_of_goals),
        ),
    )

with clause("4.1", "目标有具体的值和期限,按它衡量 | a goal has a value and a day, and is measured by them"):
    goal.own_achievement = ratio("自身达成度 | achieved by its own figure", achieved(figures))

with clause("4.3", "上级的达成度由下级按权重合成 | what is achieved above is the weighted sum of those below"):

    def at(depth: int, below: Any) -> Any:
        """What is achieved at a depth: its own figure where nothing hangs on it, else Σ weight × those that do."""
        of_children = total(goal.weight_in_parent * below, through=above)
        return when(goal.depth == depth, first_match((goal.is_leaf, goal.own_achievement), otherwise=of_children))

    goal.achieved_under = ratio(
        "子子目标达成度 | of a goal under a goal", when(goal.depth == UNDER, goal.own_achievement)
    )
    goal.achieved_goal = ratio("子目标达成度 | of a goal", at(GOAL, goal.achieved_under))
    goal.achieved_line = ratio("主线达成度 | of a main line", at(LINE, goal.achieved_goal))
    goal.achieved_total = ratio("总目标达成度 | of the total", at(TOTAL, goal.achieved_line))
    goal.achievement = ratio(
        "达成度 | achieved",
        first_match(
            (is_total, goal.achieved_total),
            (goal.depth == LINE, goal.achieved_line),
            (goal.depth == GOAL, goal.achieved_goal),
            otherwise=goal.achieved_under,
        ),
    )

with clause("5.3", "偏离在允许之内还是之外 | whether a deviation is within what is allowed"):
    goal.shortfall = ratio(
        "偏差 | part of the plan missed",
        first_match((known(goal.kind), off_plan(figures)), otherwise=1 - goal.achievement),
    )
    by_own_figure = standing(goal.shortfall, figures)
    goal.own_state = option(
        "自身状态 | by its own figure", when(known(goal.kind) | known(goal.achievement), by_own_figure), words=STATES
    )
    from_off = via(chain.from_id, goal.own_state) == "off_course"
    goal.off_below = counted("下级偏离项数 | goals off course below", count(chain, where=from_off & (chain.steps > 0)))
    off_by_own = goal.own_state == "off_course"
    off = choose(p.parent_state, own=off_by_own, any_child=off_by_own | (goal.off_below > 0))
    goal.state = option("状态 | state", first_match((off, "off_course"), otherwise=goal.own_state), words=STATES)

with clause("5", "偏离的目标连同受影响的上级汇总 | goals off course are gathered with those above that they touch"):
    goal.is_off_course = flag("偏离 | off course", first_known(goal.state == "off_course", False))
    begins = goal.is_off_course & (goal.off_below == 0)
    chain.is_listed = flag(
        "列入偏离清单 | of a chain that begins at a goal off course, up to the main line",
        via(chain.from_id, begins) & (goal.depth > TOTAL),
    )

with clause("5.1", "层层签订责任书,奖罚分明 | letters are signed level by level, with rewards and penalties"):

    def letter(signer: Any, kind: str) -> None:
        """What a letter of a person, group or department comes to."""
        signer.goals_signed = counted("签订目标数 | goals signed", count(goal))
        signer.goals_off = counted("其中偏离 | of these off", count(goal, where=goal.is_off_course))
        shares = total(goal.share)
        by_share = when(shares > 0, total(goal.share * goal.achievement) / shares)
        signer.achieved = ratio(
            "责任书达成度 | letter achieved",
            when(exists(goal), choose(p.letter_weight, share=by_share, alike=mean(goal.achievement))),
        )
        signer.band = option("考核档次 | band", band(p.letter_bands, signer.achieved), words=BANDS)
        signer.reward = yuan("奖励 | reward", paid(p.rewards, kind, signer.band))
        signer.penalty = yuan("罚款 | penalty", paid(p.penalties, kind, signer.band))

    def paid(table: Any, kind: str, of_band: Any) -> Any:
        """The amount of a band, to the fen; nothing without a letter."""
        return first_match((known(of_band), to_fen(lookup(table, kind, of_band))), otherwise=0)

    letter(person, "person")
    letter(group, "group")
    letter(department, "department")

with clause("5.2", "目标运行每月分析,自下而上 | goals are looked at every month, from below upwards"):
    project.reviews = counted("月度分析行数 | rows of reviews", count(review))
    planned = first_known(review.plan_value, goal.plan_value)
    by_then = Figures(planned, review.actual_value, review.late_days, review.actual_met)
    review.achievement = ratio("当月达成度 | achieved by then", achieved(by_then))
    review.state = option(
        "当月状态 | state by then",
        standing(off_plan(by_then), by_then),
        words=STATES,
    )
    share = review.goal.share
    weighed = total(share * review.achievement)

    def of_month(whole: Any) -> Any:
        """What the reviews of a month come to, of all goals or of those that were looked at."""
        looked_at = total(share)
        return when(looked_at > 0, weighed / choose(p.unreviewed, left_out=looked_at, as_nothing=whole))

    line_month.line_name = name("主线 | main line", via(line_month.line_id, goal.goal_name))
    line_month.reviewed = counted("分析目标数 | goals looked at", count(review))
    line_month.off_course = counted("偏离目标数 | off course", count(review, where=review.state == "off_course"))
    line_month.achievement = ratio(
        "主线当月达成度 | of the main line by then", of_month(via(line_month.line_id, goal.share))
    )
    review_month.year = counted("年度 | year", p.review_year)
    review_month.reviewed = counted("分析目标数 | goals looked at", count(review))
    for state, word in STATES.items():
        setattr(
            review_month,
            state,
            counted(f"{word}目标数 | {state.replace('_', ' ')}", count(review, where=review.state == state)),
        )
    review_month.achievement = ratio("总目标当月达成度 | of the total by then", of_month(1))


with clause("5.2", "部门汇总各项子目标的运行情况 | departments gather how their goals run"):

    def so_far(month: int) -> Any:
        """What the reviews of a month come to below a goal; missing in a month that looked at nothing of it."""
        of_the_month = first_match((review.month == month, review.goal.share), otherwise=0)
        looked_at = total(of_the_month, through=review.branch_id)
        done = total(of_the_month * review.achievement, through=review.branch_id)
        whole = choose(p.unreviewed, left_out=looked_at, as_nothing=goal.share)
        return when(looked_at > 0, done / whole)

    goal.is_goal = flag("子目标 | a goal below a main line", goal.depth == GOAL)
    for month in range(1, MONTHS_OF_A_YEAR + 1):
        setattr(goal, f"month_{month}", ratio(f"{month}月 | month {month}", so_far(month)))
