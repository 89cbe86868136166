"""The city's input tables: who is evaluated, what was scored, and by whom."""

from payout.rules.tables import *

CLASSES = {
    "county": "县(区)",
    "economic": "经济调节和经济管理",
    "social": "社会管理和政务管理",
    "market": "市场监管和执法监管",
}
COMMON_ITEMS = {
    "lawfulness": "遵纪守法",
    "special_funds": "专项资金使用",
    "meetings": "会风文风",
    "capability": "能力建设",
    "unnamed": "责任政府建设(原文缺名项)",
    "proposals": "议案提案",
    "hotline": "市长公开电话办理",
    "emergency_duty": "应急值守",
    "administration_by_law": "依法行政",
    "legal_education": "普法",
    "work_safety": "安全生产",
}
POSTS = {
    "mayor": "市长",
    "vice_mayor": "副市长",
    "secretary_general": "秘书长",
    "mayor_assistant": "市长助理",
    "deputy_secretary": "副秘书长",
}
MERITS = {
    "innovation": "自主创新性突出贡献",
    "commendation": "命名表彰",
    "site_meeting": "召开经验现场会",
    "circulated": "经验以文件推广",
    "high_placing": "评比排名靠前",
    "growth": "重点指标大幅增长",
}
MOST_STAFF = 100_000  # of one unit
GRADES = {"excellent": "优秀", "good": "良好", "fair": "一般", "poor": "较差"}
INCIDENTS = {"crime": "违法犯罪或严重违纪", "grave_loss": "重大失误造成损失或影响", "veto": "一票否决"}

units = Table("units", "unit", "被评估单位", key="unit_id", clause="二").of(
    identifier("unit_id", "单位编码"),
    text("unit_name", "单位名称"),
    enumeration("category", CLASSES, "类别"),
    points("base_work", "基础工作", at_most("base_work_above_full", p.score_limit), clause="四(一)"),
    points("scheduled", "定期调度", at_most("scheduled_above_full", p.score_limit), clause="四(二)"),
    points("site_visits", "实地踏查", at_most("site_visits_above_full", p.score_limit), clause="四(二)"),
    points("self_assessment", "自我评估", at_most("self_assessment_above_full", p.score_limit), clause="四(三)1"),
    points(
        "democratic",
        "民主评估",
        required(
            "no_democratic_review",
            "没有民主评估得分 | the democratic review counts, and the unit has none",
            where=p.democratic_review == "counted",
            fix="填写得分,或另定口径 | fill in the score, or take the other reading",
        ),
        at_most("democratic_above_full", p.score_limit),
        blank="不计入(另一口径) | it does not count, by the other reading",
        clause="四(三)3",
    ),
    count(
        "staff", "参加年度考核人数", at_most=MOST_STAFF, blank="按人员表计数 | as the roster has it", clause="五(二)"
    ),
    count("nominees", "拟评优秀人数", at_most=MOST_STAFF, blank="按人员表计数 | as the roster has it", clause="五(二)"),
    count(
        "civil_staff",
        "其中公务员人数",
        at_most("more_civil_than_staff", row.staff, "公务员人数多于考核人数 | more civil servants than staff"),
        at_most=MOST_STAFF,
        blank="按人员表计数,没有人员表的不分 | as the roster has it; without one the kinds are not told apart",
        clause="五(二)",
    ),
    count(
        "civil_nominees",
        "其中公务员拟评优秀人数",
        at_most("more_civil_nominees", row.nominees, "公务员拟评优秀人数多于拟评优秀人数 | more than all nominees"),
        at_most=MOST_STAFF,
        blank="按人员表计数,没有人员表的不分 | as the roster has it; without one the kinds are not told apart",
        clause="五(二)",
    ),
    enumeration("own_grade", GRADES, "自报等次", blank="没有自报 | none reported", clause="四(三)1"),
    enumeration(
        "consulted",
        {"agreed": "无异议", "objected": "有异议"},
        "奖励征求意见",
        blank="尚未征求 | not asked yet",
        clause="四(四)",
    ),
)

common_scores = Table("common_scores", "common_mark", "共性目标得分", unique=("unit_id", "item"), clause="四(三)2").of(
    reference("unit_id", "unit", "单位编码", parent=True),
    enumeration("item", COMMON_ITEMS, "共性目标", clause="三(一)2, 三(二)2"),
    points("points", "得分", at_most("above_item_marks", row.item_marks)),
)

key_targets = Table("key_targets", "key_target", "重点目标得分", unique=("unit_id", "target"), clause="三(二)1").of(
    reference("unit_id", "unit", "单位编码", parent=True),
    text("target", "重点目标"),
    points("full_marks", "预赋分值", at_most=100),
    points("points", "评估得分", at_most("above_target_marks", row.full_marks), clause="四(三)4"),
)

leaders = Table("leaders", "leader", "市领导", key="leader_id", clause="四(三)5").of(
    identifier("leader_id", "领导编号"), text("leader_name", "姓名", personal=True), enumeration("post", POSTS, "职务")
)

ballots = Table("ballots", "ballot", "市领导评价", unique=("unit_id", "leader_id"), clause="四(三)5").of(
    reference("unit_id", "unit", "单位编码", parent=True),
    reference("leader_id", "leader", "领导编号", parent=True),
    enumeration("grade", {"first": "一等", "second": "二等", "third": "三等"}, "评价等次", blank=True),
    count(
        "place",
        "排名",
        unique_with(
            "place_given_twice",
            "leader_id place",
            "同一领导把两个部门排在同一名次 | two departments at one place of a leader's list",
            expected="名次不重复 | each place once",
            fix="请该领导重新排名 | ask the leader for a list without ties",
        ),
        at_least=1,
        blank=True,
    ),
    points("score", "打分", at_most("ballot_above_full_marks", p.score_limit), blank=True),
)

honours = Table(
    "honours", "honour", "奖项加分", required=False, unique=("unit_id", "merit", "project"), clause="四(三)1"
).of(
    reference("unit_id", "unit", "单位编码", parent=True),
    enumeration("merit", MERITS, "加分点"),
    text("project", "申报项目"),
    points("points", "审定加分", at_most=100),
    flag("confirmed", "已评审公示", default=False),
)

incidents = Table("incidents", "incident", "降等事项", required=False, clause="四(四)").of(
    reference("unit_id", "unit", "单位编码", parent=True),
    enumeration("kind", INCIDENTS, "情形"),
    text(
        "facts",
        "事由",
        required("incident_without_facts", "降等事项没有写明事由 | an incident without its facts", severity="warning"),
        blank=True,
    ),
)

people = Table("people", "person", "人员", key="person_id", required=False).of(
    identifier("person_id", "人员编号"),
    text("name", "姓名", personal=True),
    reference("unit_id", "unit", "单位编码", parent=True, clause="五(二)"),
    enumeration("staff_kind", {"civil": "公务员", "institution": "事业人员"}, "身份", clause="五(二)"),
    flag("appraised", "参加年度考核", default=True, clause="五(二)"),
    flag("nominated", "拟评优秀", default=False, clause="五(二)"),
)

decisions = decisions_table()

city = Grouped("city", "cities", "全市", of="unit")

merit = Grouped("merit_class", "merit_classes", "单位加分点", of="honour", by=("unit_id", "merit"))
