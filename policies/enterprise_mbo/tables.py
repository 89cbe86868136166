"""What an office of objectives keeps: who has a task book, its objectives, the satisfaction survey, the daily appraisal."""

from payout.rules.tables import *

units = Table("units", "unit", "考核主体", key="unit_id", clause="4.1").of(
    identifier("unit_id", "编码"),
    text("unit_name", "名称", personal=True),
    enumeration("category", {"department": "部门", "team": "团队", "individual": "个人"}, "类别"),
    reference("department_id", "unit", "所属部门", blank=True, clause="4.2"),
)

objectives = Table("objectives", "objective", "目标任务书", key="objective_id", clause="4.1").of(
    identifier("objective_id", "目标编号"),
    reference("unit_id", "unit", "编码", parent=True),
    text("objective", "目标"),
    enumeration("kind", {"fixed": "定值", "range": "范围"}, "指标类型"),
    enumeration("direction", {"at_least": "不低于", "at_most": "不高于"}, "方向", default="at_least"),
    points("weight", "权重"),
    number("start", "范围起点", measure="amount", places=4, signed=True, blank=True),
    number("target", "目标值", measure="amount", places=4, signed=True, blank=True),
    number("actual", "完成值", measure="amount", places=4, signed=True, blank=True),
    flag("met", "是否完成", blank=True),
)

surveys = Table("surveys", "survey", "协作满意度调查", required=False, clause="4.2.1(2)", repeats=True).of(
    reference("unit_id", "unit", "被评部门", parent=True),
    reference("respondent_id", "unit", "评价部门"),
    text("respondent", "被调查者", personal=True, blank=True),
    points("points", "评分"),
)

events = Table("events", "event", "日常奖惩", required=False, clause="4.2.2(1)").of(
    reference("unit_id", "unit", "部门", parent=True),
    date("date", "日期"),
    enumeration(
        "kind",
        {
            "lateness": "迟到早退",
            "violation": "违反规范制度",
            "complaint": "被投诉属实",
            "adopted_proposal": "建议被采纳",
            "commendation": "受嘉奖表扬",
            "full_attendance": "全月无迟到",
        },
        "事项",
    ),
    count("count", "次数", at_least=1, blank=True),
    text("who", "当事人", personal=True, blank=True, clause="4.2.2(2)"),
)

reply = Grouped(
    "reply",
    "replies",
    "各部门评分",
    of="survey",
    by=(
        "unit_id",
        "respondent_id",
    ),
)
