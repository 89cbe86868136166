"""The county's input tables, level by level. Limits of numbers are parameters; rules check them."""

from payout.rules import Derived, DerivedColumn, Grouped
from payout.rules.tables import (
    Table,
    count,
    date,
    decisions_table,
    enumeration,
    flag,
    identifier,
    money,
    number,
    points,
    reference,
    text,
)

units = Table(
    "units",
    level="unit",
    zh="单位",
    key="unit_id",
    columns=(
        identifier("unit_id", zh="单位编码", clause="1"),
        text("unit_name", zh="单位名称", clause="1"),
        enumeration(
            "category", {"department": "部门", "township": "乡镇", "office": "综合办"}, zh="类别", clause="1"
        ),
        flag("assessed", zh="列入考核", clause="1"),
        points("base_score", zh="基本分", blank=True, clause="2.2"),
        enumeration(
            "review",
            {"satisfied": "满意", "low": "满意率相对较低", "dissatisfied": "不满意"},
            zh="行风评议",
            blank=True,
            clause="6.9",
        ),
        flag("has_unit_targets", zh="一级目标", blank=True, clause="6.7"),
        flag("has_staff_targets", zh="二级目标", blank=True, clause="6.7"),
        money("bonus_gap", zh="个人奖金差额", blank=True, clause="6.1"),
        reference("follows_unit", "unit", zh="参照单位", blank=True, clause="6.3"),
        enumeration(
            "funding", {"fiscal": "财政", "self": "自筹"}, zh="经费来源", default="fiscal", clause="6.11"
        ),
        text("jurisdiction", zh="考核地区", blank=True),
    ),
)

scores = Table(
    "scores",
    level="component_score",
    zh="单位得分",
    required=False,
    columns=(
        reference("unit_id", "unit", zh="单位编码", parent=True, clause="2.2"),
        enumeration(
            "component",
            {
                "key_functions": "重点职能",
                "general_functions": "一般职能",
                "common": "共性",
                "township_review": "乡镇评价",
                "leader_review": "县领导评价",
            },
            zh="项目",
            clause="2.2",
        ),
        points("points", zh="得分", clause="2.2"),
    ),
)

awards = Table(
    "awards",
    level="award",
    zh="荣誉加分",
    required=False,
    columns=(
        reference("unit_id", "unit", zh="单位编码", parent=True, clause="5.5"),
        text("project", zh="项目", clause="5.5"),
        enumeration(
            "scope", {"overall": "全面先进", "single": "单项先进", "special": "特色"}, zh="类型", clause="5.5"
        ),
        enumeration(
            "level",
            {"county": "县级", "city": "市级", "province": "省级", "ministry": "部级"},
            zh="级别",
            blank=True,
            clause="5.5",
        ),
        flag("system", zh="系统表彰", default=False, clause="5.5.1"),
        flag("multi_system", zh="对应多家部门", default=False, clause="5.5.7"),
    ),
)

penalties = Table(
    "penalties",
    level="penalty",
    zh="扣分",
    required=False,
    columns=(
        reference("unit_id", "unit", zh="单位编码", parent=True, clause="5.4"),
        enumeration(
            "kind",
            {
                "omitted_targets": "漏列目标",
                "unmet_unlisted": "未列入且未完成",
                "city_deduction": "市考核被扣",
            },
            zh="扣分事由",
            clause="5.4",
        ),
        count("count", zh="次数", at_least=1, clause="5.4"),
    ),
)

vetoes = Table(
    "vetoes",
    level="veto",
    zh="一票否决",
    required=False,
    columns=(
        reference("unit_id", "unit", zh="单位编码", parent=True, clause="5.6"),
        enumeration(
            "matter",
            {
                "family_planning": "计划生育",
                "public_security": "综合治理",
                "clean_government": "党风廉政",
                "work_safety": "安全生产",
            },
            zh="事项",
            clause="5.6",
        ),
    ),
)

people = Table(
    "people",
    level="person",
    zh="人员",
    key="person_id",
    columns=(
        identifier("person_id", zh="人员编号"),
        text("name", zh="姓名", personal=True),
        reference("unit_id", "unit", zh="单位编码", parent=True, clause="6.6"),
        enumeration(
            "position", {"chief": "正职", "leader": "领导", "staff": "工作人员"}, zh="职务", clause="6.1"
        ),
        points("score", zh="个人考核分", blank=True, clause="6.1"),
        money("leader_bonus_yearly", zh="领导奖标准", blank=True, clause="6.1"),
        money("allocated", zh="自行分配", blank=True, clause="6.7"),
        enumeration(
            "grade",
            {
                "excellent": "优秀",
                "competent": "称职",
                "basically_competent": "基本称职",
                "unfit": "不称职",
                "undetermined": "不定等次",
            },
            zh="考核等次",
            blank=True,
            clause="6.8",
        ),
    ),
)

spells = Table(
    "spells",
    level="spell",
    zh="任职区间",
    required=False,
    columns=(
        reference("person_id", "person", zh="人员编号", parent=True, clause="6.5"),
        reference("unit_id", "unit", zh="单位编码", parent=True, clause="6.6"),
        date("start", zh="起始日期", clause="6.5"),
        date("end", zh="结束日期", clause="6.5"),
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
            zh="事由",
            blank=True,
            clause="6.5",
        ),
    ),
)

discipline = Table(
    "discipline",
    level="sanction",
    zh="处分处理",
    required=False,
    columns=(
        reference("person_id", "person", zh="人员编号", parent=True, clause="6.4"),
        enumeration(
            "kind",
            {"party": "党内处分", "administrative": "行政处分", "accountability": "效能责任追究"},
            zh="类型",
            clause="6.4",
        ),
        count("count", zh="次数", at_least=1, clause="6.4"),
        date("date", zh="日期", clause="6.4"),
    ),
)

decisions = decisions_table()

jurisdiction = Grouped("jurisdiction", "jurisdictions", "考核地区", of="unit", by=("jurisdiction",))
project = Grouped("project", "projects", "获奖项目", of="award", by=("unit_id", "project"))

stint = Derived(
    "stint",
    "stints",
    "在岗月数",
    columns=(
        reference("person_id", "person", zh="人员编号", parent=True, clause="6.5"),
        reference("unit_id", "unit", zh="单位编码", parent=True, clause="6.6"),
        number("months", zh="月数", measure="months", places=None, clause="6.5"),
    ),
)

in_service = DerivedColumn("person", flag("in_service", zh="年末在岗", clause="6.8"))
touches_year = DerivedColumn("spell", flag("touches_year", zh="涉及本年", clause="6.5"))
overlaps = DerivedColumn("spell", flag("overlaps", zh="与前一区间重叠", clause="6.5"))
is_last = DerivedColumn("spell", flag("is_last", zh="本年最后在岗区间", clause="6.6"))
