"""The county's input tables, level by level, with what each cell may hold."""

from typing import Any

from payout.rules.tables import *

from . import months

CATEGORIES = {"department": "部门", "township": "乡镇", "office": "综合办"}
REVIEWS = {"satisfied": "满意", "low": "满意率相对较低", "dissatisfied": "不满意"}
COMPONENTS = {
    "key_functions": "重点职能",
    "general_functions": "一般职能",
    "common": "共性",
    "township_review": "乡镇评价",
    "leader_review": "县领导评价",
}
TARGET_COMPONENTS = {"key_functions": "重点职能", "general_functions": "一般职能", "common": "共性"}
RATED_COMPONENTS = {"township_review": "乡镇评价", "leader_review": "县领导评价"}
SCOPES = {"overall": "全面先进", "single": "单项先进", "special": "特色"}
AWARD_LEVELS = {"county": "县级", "city": "市级", "province": "省级", "ministry": "部级"}
PENALTIES = {"omitted_targets": "漏列目标", "unmet_unlisted": "未列入且未完成", "city_deduction": "市考核被扣"}
MATTERS = {
    "family_planning": "计划生育",
    "public_security": "综合治理",
    "clean_government": "党风廉政",
    "work_safety": "安全生产",
}
POSITIONS = {"chief": "正职", "leader": "领导", "staff": "工作人员"}
GRADES = {
    "excellent": "优秀",
    "competent": "称职",
    "basically_competent": "基本称职",
    "unfit": "不称职",
    "undetermined": "不定等次",
}
REASONS = {
    "transfer": "调动",
    "retired": "退休",
    "left": "外调",
    "recruited": "考录",
    "resettled": "安置",
    "sick_leave": "病假",
}
SANCTIONS = {"party": "党内处分", "administrative": "行政处分", "accountability": "效能责任追究"}

NOT_READ = "不列入考核或参照其他单位,不看此列 | not assessed, or follows another: it is not read"


def said(name: str) -> Any:
    """Of a unit that is assessed and follows none, both answers are money: one must stand there."""
    return required(
        name,
        where=row.assessed & ~known(row.follows_unit),
        expected="是或否 | yes or no",
        fix="制定了填是,没有制定填否 | write yes where the unit has set them, no where it has not",
    )


units = Table("units", "unit", "单位", key="unit_id").of(
    identifier("unit_id", "单位编码", clause="1"),
    text("unit_name", "单位名称", clause="1"),
    enumeration("category", CATEGORIES, "类别", clause="1"),
    flag("assessed", "列入考核", clause="1"),
    points(
        "base_score",
        "基本分",
        usual("base_score_unusual", p.usual_base_score_least, p.usual_base_score_most),
        blank=True,
        clause="2.2",
    ),
    enumeration(
        "review",
        REVIEWS,
        "行风评议",
        blank="满意(参照其他单位的,按其结果) | satisfied; a unit that follows another: as that one",
        clause="6.9",
    ),
    flag("has_unit_targets", "一级目标", said("unit_targets_not_said"), blank=NOT_READ, clause="6.7"),
    flag("has_staff_targets", "二级目标", said("staff_targets_not_said"), blank=NOT_READ, clause="6.7"),
    money(
        "bonus_gap",
        "个人奖金差额",
        at_least(
            "gap_too_small",
            p.least_bonus_gap,
            "个人奖金差额低于下限 | the unit's gap is below the least that the scheme allows",
            fix="改正或留空 | correct it or leave it blank",
        ),
        usual("gap_unusual", 0, p.usual_bonus_gap_most),
        blank="办法规定的下限 | the least that the scheme allows",
        clause="6.1",
    ),
    reference("follows_unit", "unit", "参照单位", blank="不参照其他单位 | it follows no other", clause="6.3"),
    enumeration("funding", {"fiscal": "财政", "self": "自筹"}, "经费来源", default="fiscal", clause="6.11"),
    text("jurisdiction", "考核地区", blank=True),
)

scores = Table("scores", "component_score", "单位得分", required=False, clause="2.2").of(
    reference("unit_id", "unit", "单位编码", parent=True),
    enumeration("component", COMPONENTS, "项目"),
    points(
        "points",
        "得分",
        at_most(
            "above_full_marks",
            lookup(p.component_limits, row.component),
            "得分超过该项满分 | above the component's full marks",
        ),
    ),
)

targets = Table(
    "targets", "target", "目标完成", required=False, unique=("unit_id", "component", "target"), clause="5.4"
).of(
    reference("unit_id", "unit", "单位编码", parent=True),
    enumeration("component", TARGET_COMPONENTS, "项目", clause="2.2"),
    text("target", "目标"),
    points("full_marks", "分值", above("target_without_marks", 0, "目标没有分值 | a target without marks")),
    flag("government_orders", "政令畅通", default=False, clause="2.2"),
    number(
        "planned",
        "目标值",
        above("nothing_planned", 0, "目标值为零 | nothing is planned"),
        measure="amount",
        places=4,
        blank="不是定量目标,扣分须填 | not a target of a figure: the deduction must stand there",
    ),
    number(
        "done",
        "完成值",
        required(
            "done_missing",
            where=known(row.planned),
            fix="补填;没有填不是零,也不是没有完成 | fill it in; blank is neither zero nor undone",
        ),
        blank_unless(
            "done_without_plan",
            known(row.planned),
            "有完成值而没有目标值 | a figure that was done, and none that was planned",
            fix="补填目标值,或清空完成值 | fill in what was planned, or clear this",
        ),
        measure="amount",
        places=4,
        blank="不是定量目标 | not a target of a figure",
    ),
    points(
        "deduction",
        "扣分",
        required(
            "deduction_missing",
            "不是定量目标,而没有扣分 | not a target of a figure, and no deduction",
            where=~known(row.planned),
            expected="扣多少分,完成的填 0 | the points taken, 0 where the target is met",
            fix="补填扣分;定量目标补填目标值和完成值 | fill it in, or what was planned and done",
        ),
        blank="按完成程度计算 | by the degree of fulfilment",
    ),
)

questionnaires = Table("questionnaires", "questionnaire", "测评表", required=False, clause="5.7", repeats=True).of(
    reference("unit_id", "unit", "单位编码", parent=True),
    enumeration("component", RATED_COMPONENTS, "评价人"),
    points("mark", "评分", at_most("mark_above_full", p.questionnaire_full_marks)),
)

awards = Table("awards", "award", "荣誉加分", required=False, clause="5.5").of(
    reference("unit_id", "unit", "单位编码", parent=True),
    text("project", "项目"),
    enumeration("scope", SCOPES, "类型"),
    enumeration(
        "level",
        AWARD_LEVELS,
        "级别",
        required(
            "award_without_level",
            "先进没有级别 | an overall or single award without its level",
            where=row.scope != "special",
        ),
        blank=True,
    ),
    flag("system", "系统表彰", default=False, clause="5.5.1"),
    flag("multi_system", "对应多家部门", default=False, clause="5.5.7"),
)

penalties = Table("penalties", "penalty", "扣分", required=False, clause="5.4").of(
    reference("unit_id", "unit", "单位编码", parent=True),
    enumeration("kind", PENALTIES, "扣分事由"),
    count("count", "次数", at_least=1),
)

vetoes = Table("vetoes", "veto", "一票否决", required=False, clause="5.6").of(
    reference("unit_id", "unit", "单位编码", parent=True),
    enumeration("matter", MATTERS, "事项"),
)

people = Table("people", "person", "人员", key="person_id").of(
    identifier("person_id", "人员编号"),
    text("name", "姓名", personal=True),
    reference("unit_id", "unit", "单位编码", parent=True, clause="6.6"),
    enumeration("position", POSITIONS, "职务", clause="6.1"),
    points("score", "个人考核分", blank="没有得分,个人差额为零 | not scored: no deviation of one's own", clause="6.1"),
    money(
        "leader_bonus_yearly",
        "领导奖标准",
        required(
            "leader_without_bonus",
            "领导没有领导奖标准,按 0 计 | a chief or leader has no yearly leader's bonus: taken as 0",
            where=row.position != "staff",
            fix="填年度标准 | fill in the yearly amount",
            severity="warning",
        ),
        blank_unless(
            "staff_with_leader_bonus",
            row.position != "staff",
            "工作人员不享受领导奖,所填标准不计 | staff get no leader's bonus: the amount is not read",
            fix="留空,或改正职务 | leave it blank, or correct the position",
            severity="warning",
        ),
        usual(
            "leader_bonus_unusual",
            p.usual_leader_bonus_least,
            p.usual_leader_bonus_most,
            where=row.leader_bonus_yearly > 0,
            fix="按元、按年填写;确实如此的,不必改 | write yuan a year; leave it where it is right",
        ),
        blank="没有领导奖 | no leader's bonus",
        clause="6.1",
    ),
    money(
        "allocated",
        "自行分配",
        blank_unless(
            "allocated_in_large_unit",
            row.unit.people_listed <= p.manual_headcount,
            "人数超过上限的单位不得自行分配 | a unit with more people than may allocate by itself",
            fix="清空自行分配 | clear the column for this unit",
        ),
        required(
            "allocated_in_part",
            "自行分配须全单位都填 | some people of the unit have an allocated amount and others have none",
            where=row.unit.people_allocated > 0,
            fix="为该单位所有人填写,或全部清空 | fill it in for everybody of the unit, or for nobody",
        ),
        blank="按公式计算 | by the formulas",
        clause="6.7",
    ),
    enumeration(
        "grade",
        GRADES,
        "考核等次",
        blank="没有等次,既不是优秀也不是不称职 | no grade: neither excellent nor unfit",
        clause="6.8",
    ),
)

spells = Table("spells", "spell", "任职区间", required=False, clause="6.5").of(
    reference("person_id", "person", "人员编号", parent=True),
    reference("unit_id", "unit", "单位编码", parent=True, clause="6.6"),
    date("start", "起始日期"),
    date(
        "end",
        "结束日期",
        at_least(
            "ends_before_start",
            row.start,
            "结束日期早于起始日期 | the spell ends before it starts",
            expected="不早于起始日期 | not before the start",
        ),
        required(
            "gone_without_end",
            "事由为退休或外调,而没有结束日期,按仍在岗计 | retired or left, and without an end: taken as still there",
            where=is_in(row.reason, ["retired", "left"]),
            fix="填离开的日期 | fill in the last day",
            severity="warning",
        ),
        blank="仍在岗,到 12 月 31 日 | still there, to 31 December",
    ),
    enumeration("reason", REASONS, "事由", blank=True),
)

discipline = Table("discipline", "sanction", "处分处理", required=False, clause="6.4").of(
    reference("person_id", "person", "人员编号", parent=True),
    enumeration("kind", SANCTIONS, "类型"),
    count("count", "次数", at_least=1),
    date("date", "日期"),
)

decisions = decisions_table()

jurisdiction = Grouped("jurisdiction", "jurisdictions", "考核地区", of="unit", by=("jurisdiction",))

project = Grouped("project", "projects", "获奖项目", of="award", by=("unit_id", "project"))

calendar = Shared("calendar", by=months.calendar)

stint = Derived("stint", "stints", "在岗月数", by=months.stints, clause="6.5, 6.6").of(
    reference("person_id", "person", "人员编号", parent=True, clause="6.5"),
    reference("unit_id", "unit", "单位编码", parent=True, clause="6.6"),
    number("months", "月数", measure="months", places=None, clause="6.5"),
)

in_service = DerivedColumn("person", flag("in_service", "年末在岗", clause="6.8"), by=months.in_service)
touches_year = DerivedColumn("spell", flag("touches_year", "涉及本年", clause="6.5"), by=months.touches_year)
overlaps = DerivedColumn("spell", flag("overlaps", "与前一区间重叠", clause="6.5"), by=months.overlaps)
is_last = DerivedColumn("spell", flag("is_last", "本年最后在岗区间", clause="6.6"), by=months.is_last)
is_first = DerivedColumn("spell", flag("is_first", "最早的在岗区间", clause="6.5"), by=months.is_first)
gap_from = DerivedColumn("spell", date("gap_from", "此前空缺首日", blank=True, clause="6.5"), by=months.gap_from)
gap_to = DerivedColumn("spell", date("gap_to", "此前空缺末日", blank=True, clause="6.5"), by=months.gap_to)
gap_days = DerivedColumn(
    "spell", number("gap_days", "此前空缺天数", measure="days", places=0, clause="6.5"), by=months.gap_days
)
