"""What an office of objectives keeps: who has a task book, its objectives, the survey, the daily appraisal."""

from typing import Any

from payout.rules.tables import *

from . import monthly

EVENTS = {
    "lateness": "迟到早退",
    "violation": "违反规范制度",
    "complaint": "被投诉属实",
    "adopted_proposal": "建议被采纳",
    "commendation": "受嘉奖表扬",
    "full_attendance": "全月无迟到",
}


def figure(name: str, zh: str, *limits: Any, blank: str) -> Any:
    """What an objective is measured by: any amount, or none where it is only met or not."""
    return number(name, zh, *limits, measure="amount", places=4, signed=True, blank=blank)


needs_figures = (row.kind == "range") | ~known(row.met)
ONLY_MET = "只看是否完成 | it is only met or not"

units = Table("units", "unit", "考核主体", key="unit_id", clause="4.1").of(
    identifier("unit_id", "编码"),
    text("unit_name", "名称", personal=True),
    enumeration("category", {"department": "部门", "team": "团队", "individual": "个人"}, "类别"),
    reference(
        "department_id",
        "unit",
        "所属部门",
        required("department_missing", "团队或个人没有填所属部门 | no department", where=row.category != "department"),
        blank="自己就是部门 | a department itself",
        clause="4.2",
    ),
)

objectives = Table("objectives", "objective", "目标任务书", key="objective_id", clause="4.1").of(
    identifier("objective_id", "目标编号"),
    reference("unit_id", "unit", "编码", parent=True),
    text("objective", "目标"),
    enumeration("kind", {"fixed": "定值", "range": "范围"}, "指标类型"),
    enumeration(
        "direction",
        {"at_least": "不低于", "at_most": "不高于"},
        "方向",
        required(
            "direction_missing",
            where=known(row.target),
            fix="有目标值的须写明不低于还是不高于 | say of every target whether one is to reach it or to stay below it",
        ),
        blank=ONLY_MET,
    ),
    points("weight", "权重", above("weight_not_positive", 0), at_most("weight_above_whole", p.whole_weight)),
    figure("start", "范围起点", blank="按完成值与目标值之比 | by what was done over the target"),
    figure(
        "target",
        "目标值",
        required(
            "target_missing",
            where=needs_figures,
            expected="定值指标填了是否完成的可空 | a number, unless met is stated",
        ),
        blank=ONLY_MET,
    ),
    figure(
        "actual",
        "完成值",
        required(
            "not_reported",
            "没有完成情况 | no result: missing is not zero",
            where=needs_figures,
            expected="完成值,没有完成填 0;定值指标也可填是否完成 | a number, 0 for nothing; or whether it is met",
        ),
        blank=ONLY_MET,
    ),
    flag(
        "met",
        "是否完成",
        blank_unless(
            "met_for_range", row.kind == "fixed", "范围指标按完成程度计分,不填是否完成 | only for a fixed value"
        ),
        blank="按完成值判断 | by the figures",
    ),
)

surveys = Table("surveys", "survey", "协作满意度调查", required=False, clause="4.2.1(2)", repeats=True).of(
    reference("unit_id", "unit", "被评部门", parent=True),
    reference("respondent_id", "unit", "评价部门"),
    text("respondent", "被调查者", personal=True, blank=True),
    points("points", "评分", at_most("survey_above_full", p.survey_full)),
)

events = Table("events", "event", "日常奖惩", required=False, clause="4.2.2(1)").of(
    reference("unit_id", "unit", "部门", parent=True),
    date(
        "date",
        "日期",
        unique_with(
            "event_twice",
            "unit_id date kind who",
            "同一天同一当事人的同一事项填了两次 | one matter of one person stands twice on one day",
            of="who",
            severity="warning",
            fix="删去重复的行;确有几次的,填次数 | remove one; several times go into the count",
            clause="4.2.2(2)",
        ),
    ),
    enumeration("kind", EVENTS, "事项"),
    count("count", "次数", at_least=1, at_most=1000, blank="一次 | once"),
    text("who", "当事人", personal=True, blank=True, clause="4.2.2(2)"),
)

reply = Grouped("reply", "replies", "各部门评分", of="survey", by=("unit_id", "respondent_id"))

month = DerivedColumn("event", text("month", "月份", blank=True, clause="4.2.2(1)"), by=monthly.month_of)
unit_month = Grouped("unit_month", "unit_months", "部门各月", of="event", by=("unit_id", "month"))
