"""What a project office keeps: one table of goals, who may sign for them, and the monthly reviews."""

from payout.rules.tables import *

from . import tree

KINDS = {"at_least": "不低于", "at_most": "不高于", "day": "期限", "yes_no": "是否"}
has_kind, goal_has_kind = known(row.kind), known(row.goal.kind)
of_value = has_kind & ((row.kind == "at_least") | (row.kind == "at_most"))
of_day, of_yes_no = has_kind & (row.kind == "day"), has_kind & (row.kind == "yes_no")
reviewed_value = goal_has_kind & ((row.goal.kind == "at_least") | (row.goal.kind == "at_most"))
reviewed_day = goal_has_kind & (row.goal.kind == "day")
reviewed_yes_no = goal_has_kind & (row.goal.kind == "yes_no")
NOT_ZERO = "补填;没有填不是零,也不是没有完成 | fill it in; blank is neither zero nor undone"
OTHER_KIND = "清空,或改正目标类型 | clear it, or correct the kind"

departments = Table("departments", "department", "部门", key="department_id", clause="4").of(
    identifier("department_id", "部门编码"),
    text("department_name", "部门名称"),
)

groups = Table("groups", "group", "小组", key="group_id", clause="4").of(
    identifier("group_id", "小组编码"),
    text("group_name", "小组名称"),
    reference("department_id", "department", "部门编码", parent=True),
)

people = Table("people", "person", "人员", key="person_id", clause="4").of(
    identifier("person_id", "人员编号"),
    text("name", "姓名", personal=True),
    reference("group_id", "group", "小组编码", parent=True),
)

goals = Table("goals", "goal", "目标分解表", key="goal_id", clause="4.3").of(
    identifier("goal_id", "目标编码"),
    reference("parent_id", "goal", "上级目标", blank="总目标,只有一个 | it is the total goal, of which there is one"),
    text("goal_name", "目标名称"),
    number(
        "weight",
        "权重",
        above("weightless", 0, "目标没有权重 | a goal without weight"),
        at_most("weight_above_whole", 1, "权重大于 1 | more than the whole"),
        blank_unless("weight_of_the_total", known(row.parent_id), "总目标不填权重 | the total goal has no weight"),
        measure="coefficient",
        places=6,
        blank="与同级目标相同(同级都不填) | as its siblings, all of which are left blank",
        shown="fraction",
    ),
    enumeration("kind", KINDS, "目标类型", blank="由下级目标合成 | made of the goals below it", clause="4.1"),
    text("unit", "计量单位", blank=True, clause="4.1"),
    date("start_day", "开始日期", blank=True, clause="4.1"),
    number(
        "plan_value",
        "计划值",
        required("plan_value_missing", where=of_value, fix="补填计划值 | fill in the plan"),
        blank_unless("plan_value_of_another_kind", of_value, fix=OTHER_KIND),
        above("nothing_planned", 0, "计划值为零 | nothing is planned", where=row.kind == "at_least"),
        measure="amount",
        places=4,
        signed=True,  # each in the unit of its own row: the look before paying has nothing to hold it against
        at_least=0,
        blank="不是数值目标 | not a goal of a value",
        clause="4.1",
    ),
    date(
        "plan_day",
        "计划日期",
        required("plan_day_missing", where=of_day, fix="补填计划日期 | fill in the day"),
        blank_unless("plan_day_of_another_kind", of_day, fix=OTHER_KIND),
        blank="不是期限目标 | not a goal of a day",
        clause="4.1",
    ),
    number(
        "actual_value",
        "实际值",
        required("actual_value_missing", where=of_value, fix=NOT_ZERO),
        blank_unless("actual_value_of_another_kind", of_value, fix=OTHER_KIND),
        measure="amount",
        places=4,
        signed=True,  # as plan_value
        at_least=0,
        blank="不是数值目标 | not a goal of a value",
        clause="5.2",
    ),
    date(
        "actual_day",
        "实际日期",
        required(
            "actual_day_missing",
            where=of_day,
            fix="补填;还没有完成的填现在预计的日期 | fill it in; where it is not done, the day expected now",
        ),
        blank_unless("actual_day_of_another_kind", of_day, fix=OTHER_KIND),
        blank="不是期限目标 | not a goal of a day",
        clause="5.2",
    ),
    flag(
        "actual_met",
        "是否达到",
        required("actual_met_missing", where=of_yes_no, fix=NOT_ZERO),
        blank_unless("actual_met_of_another_kind", of_yes_no, fix=OTHER_KIND),
        blank="不是“是否”目标 | not a goal of yes or no",
        clause="5.2",
    ),
    number(
        "tolerance_percent",
        "允许偏差%",
        blank_unless("percent_of_another_kind", ~has_kind | of_value, fix=OTHER_KIND),
        at_most("tolerance_above_whole", 100),
        measure="quantity",
        places=2,
        blank="按参数 usual_tolerance | as usual_tolerance says",
        shown="percent",
        clause="5.3",
    ),
    count(
        "tolerance_days",
        "允许延误天数",
        blank_unless("days_of_another_kind", of_day, fix=OTHER_KIND),
        at_most=3660,
        blank="按参数 usual_tolerance_days | as usual_tolerance_days says",
        clause="5.3",
    ),
    reference(
        "department_id", "department", "责任部门", parent=True, blank="没有部门签 | no department signed", clause="4"
    ),
    reference("group_id", "group", "责任小组", parent=True, blank="没有小组签 | no group signed", clause="4"),
    reference("person_id", "person", "责任人", parent=True, blank="没有个人签 | no person signed", clause="4"),
)
depth = DerivedColumn("goal", number("depth", "层级", measure="count", places=0, clause="4.3"), by=tree.depth)
is_leaf = DerivedColumn("goal", flag("is_leaf", "末级目标", clause="4.3"), by=tree.is_leaf)
line_id = DerivedColumn(
    "goal", reference("line_id", "goal", "主线编码", blank=True, clause="4.3"), by=tree.line_of_goal
)
late_days = DerivedColumn(
    "goal",
    number("late_days", "延误天数", measure="days", places=0, signed=True, blank=True, clause="5.3"),
    by=tree.late_of_goal,
)
answering_group = DerivedColumn(
    "goal", reference("answering_group", "group", "负责小组编码", blank=True, clause="4"), by=tree.group_answering
)
answering_department = DerivedColumn(
    "goal",
    reference("answering_department", "department", "负责部门编码", blank=True, clause="4"),
    by=tree.department_answering,
)
project = Grouped("project", "projects", "项目", of="goal", by=())

chain = Derived("chain", "chains", "目标及其上级", by=tree.chains, clause="5").of(
    reference("from_id", "goal", "起点目标"),
    reference("at_id", "goal", "目标编码", parent=True),
    count("steps", "向上级数"),
)

reviews = Table("reviews", "review", "月度分析", required=False, unique=("goal_id", "month"), clause="5.2").of(
    reference("goal_id", "goal", "目标编码", parent=True),
    count("month", "月份", at_least=1, at_most=12),
    number(
        "plan_value",
        "累计计划值",
        blank_unless("review_plan_of_another_kind", reviewed_value, fix=OTHER_KIND),
        above("nothing_planned_by_then", 0, "累计计划值为零 | nothing is planned", where=row.goal.kind == "at_least"),
        measure="amount",
        places=4,
        blank="全部计划值 | the whole plan",
    ),
    number(
        "actual_value",
        "累计实际值",
        required("review_value_missing", where=reviewed_value, fix=NOT_ZERO),
        blank_unless("review_value_of_another_kind", reviewed_value, fix=OTHER_KIND),
        measure="amount",
        places=4,
        blank="不是数值目标 | not a goal of a value",
    ),
    date(
        "actual_day",
        "实际或预计日期",
        required("review_day_missing", where=reviewed_day, fix=NOT_ZERO),
        blank_unless("review_day_of_another_kind", reviewed_day, fix=OTHER_KIND),
        blank="不是期限目标 | not a goal of a day",
    ),
    flag(
        "actual_met",
        "是否达到",
        required("review_met_missing", where=reviewed_yes_no, fix=NOT_ZERO),
        blank_unless("review_met_of_another_kind", reviewed_yes_no, fix=OTHER_KIND),
        blank="不是“是否”目标 | not a goal of yes or no",
    ),
)
review_line = DerivedColumn(
    "review", reference("line_id", "goal", "主线编码", blank=True, clause="5.2"), by=tree.line_of_review
)
branch_id = DerivedColumn(
    "review", reference("branch_id", "goal", "子目标编码", blank=True, clause="5.2"), by=tree.branch_of_review
)
review_late_days = DerivedColumn(
    "review",
    number("late_days", "延误天数", measure="days", places=0, signed=True, blank=True, clause="5.2"),
    by=tree.late_of_review,
)
line_month = Grouped("line_month", "line_months", "主线各月", of="review", by=("line_id", "month"))
review_month = Grouped("review_month", "review_months", "各月", of="review", by=("month",))
