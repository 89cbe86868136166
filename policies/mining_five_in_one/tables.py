"""What an appraisal office keeps: sections and staff, a register of months, monthly scores, linked indicators, projects."""

from payout.rules import Derived, DerivedColumn, Grouped
from payout.rules.tables import (
    Table,
    count,
    enumeration,
    flag,
    identifier,
    number,
    points,
    reference,
    text,
)

PARTS = {
    "routine": "常态性工作",
    "developmental": "发展性工作",
    "research": "研究性工作",
    "conduct": "作风建设",
}

sections = Table(
    "sections",
    level="section",
    zh="科室",
    key="section_id",
    columns=(
        identifier("section_id", zh="科室编码", clause="二5"),
        text("section_name", zh="科室名称", clause="二5"),
        text("leader", zh="主管领导", personal=True, blank=True, clause="二5"),
    ),
)

people = Table(
    "people",
    level="person",
    zh="人员",
    key="person_id",
    columns=(
        identifier("person_id", zh="人员编号", clause="二7"),
        text("name", zh="姓名", personal=True),
        reference("section_id", "section", zh="科室编码", parent=True, clause="二7"),
        enumeration("post", {"manager": "管理人员", "worker": "岗位工"}, zh="岗位性质", clause="二7"),
        count("from_month", zh="起始月", at_least=1, blank=True, clause="二7"),
        count("to_month", zh="截止月", at_least=1, blank=True, clause="二7"),
    ),
)

months = Table(
    "months",
    level="month",
    zh="月份",
    key="month",
    columns=(
        identifier("month", zh="月份", clause="二6"),
        flag("confirmed", zh="组长签字", clause="二6"),
    ),
)

scores = Table(
    "scores",
    level="part_score",
    zh="月度考核",
    columns=(
        reference("section_id", "section", zh="科室编码", parent=True, clause="二5"),
        reference("person_id", "person", zh="人员编号", parent=True, blank=True, clause="二7"),
        reference("month", "month", zh="月份", parent=True, clause="二5"),
        enumeration("part", PARTS, zh="考核内容", clause="二3, 二4"),
        points("quantitative", zh="定量得分(考核办)", blank=True, clause="二5"),
        points("qualitative", zh="定性得分(主管领导)", blank=True, clause="二5"),
    ),
)

linked = Table(
    "linked",
    level="linked_indicator",
    zh="公司联挂指标",
    columns=(
        reference("month", "month", zh="月份", parent=True, clause="二4"),
        text("indicator", zh="指标", clause="二4"),
        number("weight", zh="权重", measure="points", places=2, blank=True, clause="二4"),
        points("points", zh="得分", clause="二4"),
    ),
)

projects = Table(
    "projects",
    level="project",
    zh="立项",
    required=False,
    columns=(
        reference("section_id", "section", zh="科室编码", parent=True, clause="二1"),
        enumeration(
            "kind", {"developmental": "发展性工作", "research": "研究性工作"}, zh="目标类别", clause="二1"
        ),
        text("project", zh="项目名称", clause="二1"),
        reference("approved_month", "month", zh="批准立项月份", parent=True, blank=True, clause="二2"),
    ),
)

month_number = DerivedColumn(
    "month", number("number", zh="第几月", measure="months", places=0, blank=True, clause="二6")
)
section_month = Grouped(
    "section_month", "section_months", "科室月度", of="part_score", by=("section_id", "month")
)
personal_part = Derived(
    "personal_part",
    "personal_parts",
    "个人月度考核",
    columns=(
        reference("person_id", "person", zh="人员编号", parent=True, clause="二7"),
        reference("month", "month", zh="月份", parent=True, clause="二5"),
        enumeration("part", PARTS, zh="考核内容", clause="二4"),
        flag("own", zh="本人单独考核", clause="二7"),
        number("quantitative", zh="定量得分(考核办)", measure="points", places=2, blank=True, clause="二5"),
        number("qualitative", zh="定性得分(主管领导)", measure="points", places=2, blank=True, clause="二5"),
    ),
)
person_month = Grouped(
    "person_month", "person_months", "个人月度", of="personal_part", by=("person_id", "month")
)
gap = Derived(
    "gap",
    "gaps",
    "缺考核月份",
    columns=(
        reference("section_id", "section", zh="科室编码", parent=True, clause="二5"),
        number("month_number", zh="缺第几月", measure="months", places=0, clause="二5"),
    ),
)
