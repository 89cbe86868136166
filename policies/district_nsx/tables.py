"""The district's input tables: the year, its units, their signed targets, innovation, and people."""

from payout.rules.tables import *

years = Table("years", "appraisal_year", "考核年度", key="year", clause="二(二)").of(
    identifier("year", "年度"),
    count("last_year_units", "上年参评单位数", at_most=10_000, blank=True),
    points("last_year_mean", "上年总平均分", at_most=200, blank="不与上年比较 | no comparison with last year"),
)

units = Table("units", "unit", "单位", key="unit_id", clause="一(一)").of(
    identifier("unit_id", "单位编码"),
    text("unit_name", "单位名称"),
    reference("year", "appraisal_year", "年度", parent=True, clause="二(二)"),
    enumeration("category", {"street": "街道", "party": "区委部门", "government": "区直单位"}, "类别", clause="一(三)"),
    flag("has_investment", "有招商引资任务", clause="一(二)"),
    enumeration(
        "score_grade",
        {"first": "一等", "second": "二等", "third": "三等"},
        "评分等次",
        blank="没有评定等次 | not graded",
        clause="二(一)",
    ),
)

targets = Table("targets", "target", "责任书目标", clause="一(二)").of(
    reference("unit_id", "unit", "单位编码", parent=True, clause="一(一)"),
    enumeration("part", {"routine": "常规工作", "investment": "招商引资", "conduct": "述职述廉和效能纠风"}, "部分"),
    text("target", "目标", clause="一(一)"),
    points("weight", "分值", at_most=100),
    points(
        "deduction",
        "扣分",
        required(
            "without_deduction",
            "目标没有考核结果 | a target without a result: a missing score is not full marks",
            expected="扣分;没有扣分填 0 | points deducted, 0 where none",
        ),
        at_most("deduction_above_weight", row.weight),
        blank=True,
    ),
)

additions = Table("additions", "addition", "创新加分", required=False, clause="一(二)").of(
    reference("unit_id", "unit", "单位编码", parent=True),
    text("item", "事项"),
    points("points", "加分", at_most=100),
)

people = Table("people", "person", "责任人", key="person_id").of(
    identifier("person_id", "人员编号"),
    text("name", "姓名", personal=True),
    reference("unit_id", "unit", "单位编码", parent=True, clause="一(三)"),
    enumeration("role", {"head": "主要领导", "responsible": "当事人或责任人"}, "身份", clause="一(三)"),
)

decisions = decisions_table()

unit_class = Grouped("unit_class", "unit_classes", "考核类别", of="unit", by=("category",))
