"""The district's input tables: units, indicators, awards, the city's appraisal, special points."""

from payout.rules.tables import (
    Table,
    count,
    decisions_table,
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
    zh="单位",
    key="unit_id",
    columns=(
        identifier("unit_id", zh="单位编码", clause="二"),
        text("unit_name", zh="单位名称", clause="二"),
        enumeration(
            "category", {"department": "区级机关部门", "street": "街道办事处"}, zh="类别", clause="二"
        ),
        count("headcount", zh="人数", at_least=1, clause="五"),
        count("function_targets", zh="职能目标条数", blank=True, clause="三"),
        enumeration(
            "function_grade",
            {"excellent": "优秀", "good": "较好", "fair": "一般", "poor": "较差"},
            zh="职能目标等次",
            blank=True,
            clause="四1",
        ),
    ),
)

indicators = Table(
    "indicators",
    level="indicator",
    zh="指标得分",
    columns=(
        reference("unit_id", "unit", zh="单位编码", parent=True, clause="三"),
        enumeration("kind", {"economic": "经济指标", "common": "共性目标"}, zh="类型", clause="三"),
        text("indicator", zh="指标", clause="三"),
        points("full_marks", zh="满分", clause="四1"),
        points("score", zh="得分", blank=True, clause="四1"),
    ),
)

awards = Table(
    "awards",
    level="award",
    zh="获奖",
    key="award_id",
    required=False,
    columns=(
        identifier("award_id", zh="获奖编号", clause="四2"),
        reference("unit_id", "unit", zh="单位编码", parent=True, clause="四2"),
        text("award", zh="获奖项目", clause="四2"),
        enumeration(
            "award_level",
            {"national": "国家级", "provincial": "省级", "city": "市级", "district": "区级"},
            zh="奖级",
            clause="四2",
        ),
        flag("listed", zh="列入考核目标", clause="四2"),
        flag("completed", zh="目标完成", clause="四2"),
    ),
)

city_items = Table(
    "city_items",
    level="city_item",
    zh="市对区考核",
    required=False,
    columns=(
        reference("unit_id", "unit", zh="责任部门编码", parent=True, clause="四3"),
        text("item", zh="考核项目", clause="四3"),
        flag("completed", zh="任务完成", clause="四3"),
        enumeration(
            "place",
            {"first": "第一", "second": "第二", "last": "末位"},
            zh="老三区排位",
            blank=True,
            clause="四3",
        ),
        points("city_deduction", zh="市考核减分", blank=True, clause="四3"),
    ),
)

specials = Table(
    "specials",
    level="special",
    zh="专项加扣分",
    required=False,
    columns=(
        reference("unit_id", "unit", zh="单位编码", parent=True, clause="四4"),
        text("item", zh="事项", clause="四4"),
        number("points", zh="加分或扣分", measure="points", places=2, signed=True, clause="四4"),
    ),
)

decisions = decisions_table()
