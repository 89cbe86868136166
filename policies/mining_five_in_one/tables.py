"""What an appraisal office keeps: sections and staff, a register of months, monthly scores, linked indicators, projects."""

from payout.rules.tables import *

from . import monthly

KINDS = {"developmental": "发展性工作", "research": "研究性工作"}
UNSCORED = "没有评分,不按零分 | not scored: never zero"
PARTS = {"routine": "常态性工作", **KINDS, "conduct": "作风建设"}

sections = Table("sections", "section", "科室", key="section_id", clause="二5").of(
    identifier("section_id", "科室编码"),
    text("section_name", "科室名称"),
    text("leader", "主管领导", personal=True, blank=True),
)

people = Table("people", "person", "人员", key="person_id").of(
    identifier("person_id", "人员编号", clause="二7"),
    text("name", "姓名", personal=True),
    reference("section_id", "section", "科室编码", parent=True, clause="二7"),
    enumeration("post", {"manager": "管理人员", "worker": "岗位工"}, "岗位性质", clause="二7"),
    count("from_month", "起始月", at_least=1, at_most=12, blank="从 1 月起 | from January", clause="二7"),
    count("to_month", "截止月", at_least=1, at_most=12, blank="到 12 月止 | to December", clause="二7"),
)

months = Table("months", "month", "月份", key="month", clause="二6").of(
    identifier(
        "month",
        "月份",
        unique_with(
            "month_twice", "number", of="number", fix="只留一行,各表用同一写法 | keep one, spelt alike in all tables"
        ),
    ),
    flag("confirmed", "组长签字"),
    enumeration(
        "opinion",
        {"agreed": "同意", "returned": "退回"},
        "领导小组意见",
        blank="尚未签署意见 | no opinion yet",
    ),
    text("opinion_note", "意见内容", blank=True),
)
month_number = DerivedColumn(
    "month", number("number", "第几月", measure="months", places=0, blank=True, clause="二6"), by=monthly.numbers
)

scores = Table("scores", "part_score", "月度考核", clause="二5").of(
    reference("section_id", "section", "科室编码", parent=True),
    reference("person_id", "person", "人员编号", parent=True, blank="整个科室 | the whole section", clause="二7"),
    reference("month", "month", "月份", parent=True),
    enumeration("part", PARTS, "考核内容", clause="二3, 二4"),
    points("quantitative", "定量得分(考核办)", at_most("quantitative_above_full", p.full_marks), blank=UNSCORED),
    points("qualitative", "定性得分(主管领导)", at_most("qualitative_above_full", p.full_marks), blank=UNSCORED),
)
section_month = Grouped("section_month", "section_months", "科室月度", of="part_score", by=("section_id", "month"))

personal_part = Derived(
    "personal_part", "personal_parts", "个人月度考核", by=monthly.personal_parts, clause="二5, 二7"
).of(
    reference("person_id", "person", "人员编号", parent=True, clause="二7"),
    reference("month", "month", "月份", parent=True, clause="二5"),
    enumeration("part", PARTS, "考核内容", clause="二4"),
    flag("own", "本人单独考核", clause="二7"),
    points("quantitative", "定量得分(考核办)", blank=True, clause="二5"),
    points("qualitative", "定性得分(主管领导)", blank=True, clause="二5"),
)

gap = Derived("gap", "gaps", "缺考核月份", by=monthly.gaps, clause="二5, 二6").of(
    reference("section_id", "section", "科室编码", parent=True, clause="二5"),
    number("month_number", "缺第几月", measure="months", places=0, clause="二5"),
)
person_month = Grouped("person_month", "person_months", "个人月度", of="personal_part", by=("person_id", "month"))

linked = Table("linked", "linked_indicator", "公司联挂指标", clause="二4").of(
    reference("month", "month", "月份", parent=True),
    text(
        "indicator", "指标", unique_with("linked_twice", "month indicator", "同一个月同一指标填了两次 | twice a month")
    ),
    points(
        "weight",
        "权重",
        at_most("weight_above_whole", p.whole_weight),
        blank="各项权重相同(须整月留空) | all weigh alike, where the whole month is left blank",
    ),
    points("points", "得分", at_most("linked_above_full", p.full_marks, "联挂指标得分超过满分 | above full marks")),
)

projects = Table("projects", "project", "立项", required=False, clause="二1").of(
    reference("section_id", "section", "科室编码", parent=True),
    enumeration("kind", KINDS, "目标类别"),
    text("project", "项目名称"),
    reference(
        "approved_month", "month", "批准立项月份", parent=True, blank="尚未批准 | not approved yet", clause="二2"
    ),
)

internal = Table("internal", "internal_score", "科室内部考核", required=False, clause="二(成效)3").of(
    reference("person_id", "person", "人员编号", parent=True),
    reference(
        "month",
        "month",
        "月份",
        unique_with("internal_twice", "person_id month", "同一人同一月内部考核填了两次 | twice in a month", of="month"),
        parent=True,
    ),
    points("points", "内部考核得分", at_most("internal_above_full", p.full_marks)),
)
