"""What an office of objectives keeps: who has a task book, its objectives, the satisfaction survey, the daily appraisal."""

from payout.rules import Grouped
from payout.rules.tables import (
    Table,
    count,
    date,
    enumeration,
    flag,
    identifier,
    number,
    points,
    reference,
    text,
)

units = Table(
    "units",
    level="unit",
    zh="考核主体",
    key="unit_id",
    columns=(
        identifier("unit_id", zh="编码", clause="4.1"),
        text("unit_name", zh="名称", personal=True, clause="4.1"),
        enumeration(
            "category", {"department": "部门", "team": "团队", "individual": "个人"}, zh="类别", clause="4.1"
        ),
        reference("department_id", "unit", zh="所属部门", blank=True, clause="4.2"),
    ),
)

objectives = Table(
    "objectives",
    level="objective",
    zh="目标任务书",
    key="objective_id",
    columns=(
        identifier("objective_id", zh="目标编号", clause="4.1"),
        reference("unit_id", "unit", zh="编码", parent=True, clause="4.1"),
        text("objective", zh="目标", clause="4.1"),
        enumeration("kind", {"fixed": "定值", "range": "范围"}, zh="指标类型", clause="4.1"),
        enumeration(
            "direction",
            {"at_least": "不低于", "at_most": "不高于"},
            zh="方向",
            default="at_least",
            clause="4.1",
        ),
        number("weight", zh="权重", measure="points", places=2, clause="4.1"),
        number("start", zh="范围起点", measure="amount", places=4, signed=True, blank=True, clause="4.1"),
        number("target", zh="目标值", measure="amount", places=4, signed=True, blank=True, clause="4.1"),
        number("actual", zh="完成值", measure="amount", places=4, signed=True, blank=True, clause="4.1"),
        flag("met", zh="是否完成", blank=True, clause="4.1"),
    ),
)

surveys = Table(
    "surveys",
    level="survey",
    zh="协作满意度调查",
    required=False,
    columns=(
        reference("unit_id", "unit", zh="被评部门", parent=True, clause="4.2.1(2)"),
        reference("respondent_id", "unit", zh="评价部门", clause="4.2.1(2)"),
        text("respondent", zh="被调查者", personal=True, blank=True, clause="4.2.1(2)"),
        points("points", zh="评分", clause="4.2.1(2)"),
    ),
)

events = Table(
    "events",
    level="event",
    zh="日常奖惩",
    required=False,
    columns=(
        reference("unit_id", "unit", zh="部门", parent=True, clause="4.2.2(1)"),
        date("date", zh="日期", clause="4.2.2(1)"),
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
            zh="事项",
            clause="4.2.2(1)",
        ),
        count("count", zh="次数", at_least=1, blank=True, clause="4.2.2(1)"),
        text("who", zh="当事人", personal=True, blank=True, clause="4.2.2(2)"),
    ),
)

reply = Grouped("reply", "replies", "各部门评分", of="survey", by=("unit_id", "respondent_id"))
