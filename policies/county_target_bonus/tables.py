"""The county's input tables, level by level. Limits of numbers are parameters; rules check them."""

from fractions import Fraction

from payout.rules.tables import *

from . import months as calendar


def stints(people, spells, year: Fraction, month_rule: str):
    """Months that each person spent in each unit, months of sick leave left out."""
    return calendar.stints(people, spells, int(year), month_rule)


def in_service(people, spells, year: Fraction):
    """In service on 31 December, on sick leave or not."""
    return calendar.in_service(people, spells, int(year))


def touches_year(spells, year: Fraction):
    """Spells that have a day in the year."""
    return calendar.touches_year(spells, int(year))


def overlaps(people, spells, year: Fraction):
    """Service spells that begin before an earlier one ends."""
    return calendar.overlaps(people, spells, int(year))


def is_last(people, spells, year: Fraction):
    """Each person's last service spell of the year."""
    return calendar.is_last(people, spells, int(year))


units = Table("units", "unit", "单位", key="unit_id").of(
    identifier("unit_id", "单位编码", clause="1"),
    text("unit_name", "单位名称", clause="1"),
    enumeration("category", {"department": "部门", "township": "乡镇", "office": "综合办"}, "类别", clause="1"),
    flag("assessed", "列入考核", clause="1"),
    points("base_score", "基本分", blank=True, clause="2.2"),
    enumeration(
        "review",
        {"satisfied": "满意", "low": "满意率相对较低", "dissatisfied": "不满意"},
        "行风评议",
        blank=True,
        clause="6.9",
    ),
    flag("has_unit_targets", "一级目标", blank=True, clause="6.7"),
    flag("has_staff_targets", "二级目标", blank=True, clause="6.7"),
    money("bonus_gap", "个人奖金差额", blank=True, clause="6.1"),
    reference("follows_unit", "unit", "参照单位", blank=True, clause="6.3"),
    enumeration("funding", {"fiscal": "财政", "self": "自筹"}, "经费来源", default="fiscal", clause="6.11"),
    text("jurisdiction", "考核地区", blank=True),
)

scores = Table("scores", "component_score", "单位得分", required=False, clause="2.2").of(
    reference("unit_id", "unit", "单位编码", parent=True),
    enumeration(
        "component",
        {
            "key_functions": "重点职能",
            "general_functions": "一般职能",
            "common": "共性",
            "township_review": "乡镇评价",
            "leader_review": "县领导评价",
        },
        "项目",
    ),
    points("points", "得分"),
)

awards = Table("awards", "award", "荣誉加分", required=False, clause="5.5").of(
    reference("unit_id", "unit", "单位编码", parent=True),
    text("project", "项目"),
    enumeration("scope", {"overall": "全面先进", "single": "单项先进", "special": "特色"}, "类型"),
    enumeration(
        "level", {"county": "县级", "city": "市级", "province": "省级", "ministry": "部级"}, "级别", blank=True
    ),
    flag("system", "系统表彰", default=False, clause="5.5.1"),
    flag("multi_system", "对应多家部门", default=False, clause="5.5.7"),
)

penalties = Table("penalties", "penalty", "扣分", required=False, clause="5.4").of(
    reference("unit_id", "unit", "单位编码", parent=True),
    enumeration(
        "kind",
        {"omitted_targets": "漏列目标", "unmet_unlisted": "未列入且未完成", "city_deduction": "市考核被扣"},
        "扣分事由",
    ),
    count("count", "次数", at_least=1),
)

vetoes = Table("vetoes", "veto", "一票否决", required=False, clause="5.6").of(
    reference("unit_id", "unit", "单位编码", parent=True),
    enumeration(
        "matter",
        {
            "family_planning": "计划生育",
            "public_security": "综合治理",
            "clean_government": "党风廉政",
            "work_safety": "安全生产",
        },
        "事项",
    ),
)

people = Table("people", "person", "人员", key="person_id").of(
    identifier("person_id", "人员编号"),
    text("name", "姓名", personal=True),
    reference("unit_id", "unit", "单位编码", parent=True, clause="6.6"),
    enumeration("position", {"chief": "正职", "leader": "领导", "staff": "工作人员"}, "职务", clause="6.1"),
    points("score", "个人考核分", blank=True, clause="6.1"),
    money("leader_bonus_yearly", "领导奖标准", blank=True, clause="6.1"),
    money("allocated", "自行分配", blank=True, clause="6.7"),
    enumeration(
        "grade",
        {
            "excellent": "优秀",
            "competent": "称职",
            "basically_competent": "基本称职",
            "unfit": "不称职",
            "undetermined": "不定等次",
        },
        "考核等次",
        blank=True,
        clause="6.8",
    ),
)

spells = Table("spells", "spell", "任职区间", required=False, clause="6.5").of(
    reference("person_id", "person", "人员编号", parent=True),
    reference("unit_id", "unit", "单位编码", parent=True, clause="6.6"),
    date("start", "起始日期"),
    date("end", "结束日期"),
    enumeration(
        "reason",
        {
            "transfer": "调动",
            "retired": "退休",
            "left": "外调",
            "recruited": "考录",
            "resettled": "安置",
            "sick_leave": "病假",
        },
        "事由",
        blank=True,
    ),
)

discipline = Table("discipline", "sanction", "处分处理", required=False, clause="6.4").of(
    reference("person_id", "person", "人员编号", parent=True),
    enumeration("kind", {"party": "党内处分", "administrative": "行政处分", "accountability": "效能责任追究"}, "类型"),
    count("count", "次数", at_least=1),
    date("date", "日期"),
)

decisions = decisions_table()

jurisdiction = Grouped("jurisdiction", "jurisdictions", "考核地区", of="unit", by=("jurisdiction",))

project = Grouped(
    "project",
    "projects",
    "获奖项目",
    of="award",
    by=(
        "unit_id",
        "project",
    ),
)

stint = Derived("stint", "stints", "在岗月数", by=stints, clause="6.5, 6.6").of(
    reference("person_id", "person", "人员编号", parent=True, clause="6.5"),
    reference("unit_id", "unit", "单位编码", parent=True, clause="6.6"),
    number("months", "月数", measure="months", places=None, clause="6.5"),
)

in_service = DerivedColumn("person", flag("in_service", "年末在岗", clause="6.8"), by=in_service)

touches_year = DerivedColumn("spell", flag("touches_year", "涉及本年", clause="6.5"), by=touches_year)

overlaps = DerivedColumn("spell", flag("overlaps", "与前一区间重叠", clause="6.5"), by=overlaps)

is_last = DerivedColumn("spell", flag("is_last", "本年最后在岗区间", clause="6.6"), by=is_last)
