"""The district's input tables: the year, its units, their signed targets, innovation, and people."""

from payout.rules import Grouped
from payout.rules.tables import (
    Table,
    count,
    decisions_table,
    enumeration,
    flag,
    identifier,
    points,
    reference,
    text,
)

years = Table(
    "years",
    level="appraisal_year",
    zh="考核年度",
    key="year",
    columns=(
        identifier("year", zh="年度", clause="二(二)"),
        count("last_year_units", zh="上年参评单位数", blank=True, clause="二(二)"),
        points("last_year_mean", zh="上年总平均分", blank=True, clause="二(二)"),
    ),
)

units = Table(
    "units",
    level="unit",
    zh="单位",
    key="unit_id",
    columns=(
        identifier("unit_id", zh="单位编码", clause="一(一)"),
        text("unit_name", zh="单位名称", clause="一(一)"),
        reference("year", "appraisal_year", zh="年度", parent=True, clause="二(二)"),
        enumeration(
            "category",
            {"street": "街道", "party": "区委部门", "government": "区直单位"},
            zh="类别",
            clause="一(三)",
        ),
        flag("has_investment", zh="有招商引资任务", clause="一(二)"),
    ),
)

targets = Table(
    "targets",
    level="target",
    zh="责任书目标",
    columns=(
        reference("unit_id", "unit", zh="单位编码", parent=True, clause="一(一)"),
        enumeration(
            "part",
            {"routine": "常规工作", "investment": "招商引资", "conduct": "述职述廉和效能纠风"},
            zh="部分",
            clause="一(二)",
        ),
        text("target", zh="目标", clause="一(一)"),
        points("weight", zh="分值", clause="一(二)"),
        points("deduction", zh="扣分", blank=True, clause="一(二)"),
    ),
)

additions = Table(
    "additions",
    level="addition",
    zh="创新加分",
    required=False,
    columns=(
        reference("unit_id", "unit", zh="单位编码", parent=True, clause="一(二)"),
        text("item", zh="事项", clause="一(二)"),
        points("points", zh="加分", clause="一(二)"),
    ),
)

people = Table(
    "people",
    level="person",
    zh="责任人",
    key="person_id",
    columns=(
        identifier("person_id", zh="人员编号"),
        text("name", zh="姓名", personal=True),
        reference("unit_id", "unit", zh="单位编码", parent=True, clause="一(三)"),
        enumeration(
            "role", {"head": "主要领导", "responsible": "当事人或责任人"}, zh="身份", clause="一(三)"
        ),
    ),
)

decisions = decisions_table()

unit_class = Grouped("unit_class", "unit_classes", "考核类别", of="unit", by=("category",))
