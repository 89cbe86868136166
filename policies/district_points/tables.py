"""The district's input tables: units, indicators, awards, the city's appraisal, special points and more."""

from payout.rules.tables import *

GRADES = {"excellent": "优秀", "good": "较好", "fair": "一般", "poor": "较差"}
LEVELS = {"national": "国家级", "provincial": "省级", "city": "市级", "district": "区级"}
PLACES = {"first": "第一", "second": "第二", "last": "末位"}
OR_ZERO = "一个数,没有的填 0 | a number, 0 where there is none"
department = row.category == "department"

units = Table("units", "unit", "单位", key="unit_id", clause="二").of(
    identifier("unit_id", "单位编码"),
    text("unit_name", "单位名称"),
    enumeration("category", {"department": "区级机关部门", "street": "街道办事处"}, "类别"),
    count("headcount", "人数", at_least=1, at_most=100_000, clause="五"),
    count("function_targets", "职能目标条数", at_most=1000, blank=True, clause="三"),
    enumeration(
        "function_grade",
        GRADES,
        "职能目标等次",
        required("without_grade", "部门没有职能目标等次 | a department without a grade", where=department),
        blank_unless("graded_street", department, "街道没有职能目标 | a street with a grade", clause="三"),
        blank=True,
        clause="四1",
    ),
    number(
        "increment_decided",
        "评定的增减分",
        blank_unless("increment_of_street", department, "街道没有职能目标 | an increment of a street", clause="三"),
        measure="points",
        places=2,
        signed=True,
        blank="按等次的增减分 | what the grade adds",
        clause="四1",
    ),
)

indicators = Table("indicators", "indicator", "指标得分", clause="三").of(
    reference("unit_id", "unit", "单位编码", parent=True),
    enumeration("kind", {"economic": "经济指标", "common": "共性目标"}, "类型"),
    text("indicator", "指标"),
    points("full_marks", "满分", at_most("marks_above_hundred", p.full_marks_of_all), clause="四1"),
    points(
        "score",
        "得分",
        required("without_score", expected=OR_ZERO),
        at_most("above_full_marks", row.full_marks),
        blank=True,
        clause="四1",
    ),
)

awards = Table("awards", "award", "获奖", key="award_id", required=False, clause="四2").of(
    identifier("award_id", "获奖编号"),
    reference("unit_id", "unit", "单位编码", parent=True),
    text("award", "获奖项目"),
    enumeration("award_level", LEVELS, "奖级"),
    flag("listed", "列入考核目标"),
    flag("completed", "目标完成"),
    flag("points_taken", "该项被扣分", blank="该项没有被扣分 | nothing was taken for it"),
)

city_items = Table("city_items", "city_item", "市对区考核", required=False, clause="四3").of(
    reference("unit_id", "unit", "责任部门编码", parent=True),
    text("item", "考核项目"),
    flag("completed", "任务完成"),
    enumeration(
        "place",
        PLACES,
        "老三区排位",
        required("without_place", "完成任务而没有排位 | done, without its place", where=row.completed),
        blank="任务没有完成 | the task is not done",
    ),
    points(
        "city_deduction",
        "市考核减分",
        required(
            "without_deduction", "未完成任务而没有减分 | not done, no deduction", where=~row.completed, expected=OR_ZERO
        ),
        at_most=100,
        blank="任务已完成,不减分 | the task is done: nothing is taken",
    ),
)

specials = Table("specials", "special", "专项加扣分", required=False, clause="四4").of(
    reference("unit_id", "unit", "单位编码", parent=True),
    text("item", "事项"),
    number("points", "加分或扣分", measure="points", places=2, signed=True, at_least=-100, at_most=100),
)

demolition_targets = Table("demolition_targets", "demolition_target", "拆迁旧改目标", required=False, clause="三").of(
    reference("unit_id", "unit", "街道编码", parent=True),
    enumeration("kind", {"demolition": "拆迁", "renewal": "旧村改造"}, "类型"),
    text("target", "目标"),
    number("planned", "计划数", above("plan_not_positive", 0), measure="quantity", places=4),
    number(
        "done",
        "完成数",
        required("target_without_result", fix="补填完成数,没有完成的填 0 | fill it in; write 0 for nothing"),
        measure="quantity",
        places=4,
        blank=True,
    ),
    points("full_marks", "满分", at_most=100),
    points(
        "score",
        "评定的得分",
        at_most("demolition_above_full_marks", row.full_marks),
        blank="满分乘完成比例,不超过满分 | full marks by the share that is done, not above them",
    ),
)

decisions = decisions_table()
