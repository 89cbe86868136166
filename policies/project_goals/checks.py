"""What no row may be: a tree that does not hold together, goals without a figure, names that contradict each other."""

from payout.rules import *

from .rules import above, clause, department, goal, group, p, person, project, review

with clause("4"):
    signed = known(goal.department_id) | known(goal.group_id) | known(goal.person_id)
    goal.nobody_answers = refused(
        "目标没有责任人、小组或部门 | nobody answers for this goal",
        known(above) & ~signed,
        at=goal.goal_id,
        expected="责任部门、责任小组、责任人至少填一个 | a department, a group or a person",
        fix="补填由谁签订 | say who signed for it",
    )
    goal.of_another_group = refused(
        "责任人不在责任小组 | the person is of another group",
        via(goal.person_id, person.group_id) != goal.group_id,
        at=goal.group_id,
        fix="改正责任小组或责任人;只填责任人也可以 | correct either; the person alone is enough",
    )
    goal.of_another_department = refused(
        "责任小组或责任人不在责任部门 | the group or the person is of another department",
        via(goal.answering_group, group.department_id) != goal.department_id,
        at=goal.department_id,
        fix="改正责任部门,或只填小组、责任人 | correct the department, or leave it to the group or the person",
    )

with clause("4.3"):
    project.no_total = refused(
        "没有总目标 | there is no total goal",
        project.totals == 0,
        fix="总目标一行的上级目标留空 | leave the goal above the total blank",
    )
    goal.orphan = refused(
        "上级目标空白的不止一个 | more than one goal has none above it",
        ~known(above) & (project.totals > 1),
        at=above,
        expected="只有总目标留空 | blank for the total goal alone",
        fix="补填上级目标;几个项目的,分开运行 | fill in the goal above; run several projects apart",
    )
    goal.in_a_circle = refused(
        "归不到总目标(上级关系成环,或上级不存在) | no way up to the total: it hangs on itself, or on what is not there",
        ~known(goal.depth),
        at=above,
        fix="改正上级目标 | correct the goal above",
    )
    goal.too_deep = refused(
        "目标的层级过多 | deeper than the tree may be",
        goal.depth > p.tree_levels,
        at=above,
        expected="总目标、主线目标、子目标、子子目标 | the total, main lines, goals, goals under them",
        fix="并入上一级目标 | merge it into the goal above",
    )
    stated = count(goal.weight, within=above)
    goal.weights_mixed = refused(
        "同级目标有的填了权重,有的没有填 | some of the goals below one goal have a weight and some have none",
        known(above) & ~known(goal.weight) & (stated > 0),
        at=goal.weight,
        expected="同级都填,或都不填 | a weight for all of them, or for none",
        fix="补填权重;都不填的权重相同 | fill it in; left blank for all, they weigh alike",
    )
    goal.weights_do_not_sum = refused(
        "同级目标的权重之和不是 1 | the weights of the goals below one goal do not sum to 1",
        known(above) & (total(goal.weight, within=above) != 1),
        at=goal.weight,
        expected="同一上级的权重合计 1 | 1 in all, below one goal",
        fix="改正权重;三项平分的都留空 | correct the weights; leave three alike blank",
    )

with clause("4.1"):
    goal.without_kind = lacking(
        goal.kind,
        "末级目标没有类型 | a goal that nothing hangs on has no kind",
        where=goal.is_leaf & known(goal.depth),
        fix="填不低于、不高于、期限或是否;应有下级的,补下级 | say which kind it is, or add the goals below it",
    )
    goal.ends_before_start = refused(
        "计划日期早于开始日期 | planned to end before it starts",
        goal.plan_day < goal.start_day,
        at=goal.plan_day,
        expected="不早于 {start_day} | not before {start_day}",
        fix="改正开始日期或计划日期 | correct either day",
    )
    goal.done_before_start = refused(
        "实际日期早于开始日期 | done before it starts",
        goal.actual_day < goal.start_day,
        at=goal.actual_day,
        expected="不早于 {start_day} | not before {start_day}",
        fix="改正开始日期或实际日期 | correct either day",
        clause="5.2",
    )
    goal.later_than_above = doubtful(
        "计划日期晚于上级目标 | planned later than the goal above",
        goal.plan_day > via(above, goal.plan_day),
        at=goal.plan_day,
        fix="子目标应保证上级目标:核对两个日期 | a goal is to secure the one above: compare the two days",
    )

with clause("5.1"):
    nothing = "没有签订任何目标 | signed for no goal"
    expected = "每个参与管理的成员均有目标 | everybody who takes part has a goal"
    fix = "核对目标分解表的责任栏 | look at who answers in the table of goals"
    person.no_goal = doubtful(nothing, ~exists(goal), at=person.person_id, expected=expected, fix=fix)
    group.no_goal_of_group = doubtful(nothing, ~exists(goal), at=group.group_id, fix=fix)
    department.no_goal_of_department = doubtful(nothing, ~exists(goal), at=department.department_id, fix=fix)

with clause("5.2"):
    review.of_goal_above = refused(
        "填在了有下级的目标上 | of a goal with others below it",
        known(goal.depth) & ~goal.is_leaf,
        at=review.goal_id,
        fix="填它的末级目标,上级由程序合成 | state those below it; what is above is computed",
    )
    review.day_before_start = refused(
        "实际或预计日期早于目标的开始日期 | a day before the goal starts",
        review.actual_day < goal.start_day,
        at=review.actual_day,
        fix="改正日期 | correct the day",
    )
    is_last = review.month == highest(review.month, within=goal)
    another_value = review.actual_value != goal.actual_value
    another_day = review.actual_day != goal.actual_day
    review.last_differs = doubtful(
        "最后一次月度分析与目标分解表的实际数不同 | the last review differs from what the table of goals says",
        is_last & (another_value | another_day | (review.actual_met != goal.actual_met)),
        at=review.goal_id,
        fix="核对两处,以核实的为准 | compare the two",
    )
    goal.never_reviewed = doubtful(
        "末级目标没有月度分析 | a goal that no review looked at",
        goal.is_leaf & (project.reviews > 0) & ~exists(review),
        at=goal.goal_id,
        fix="由小组长补报 | the head of the group is to report it",
    )
