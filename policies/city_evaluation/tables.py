"""The city's input tables: who is evaluated, what was scored, and by whom. Limits are parameters; rules check them."""

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

units = Table(
    "units",
    level="unit",
    zh="被评估单位",
    key="unit_id",
    columns=(
        identifier("unit_id", zh="单位编码", clause="二"),
        text("unit_name", zh="单位名称", clause="二"),
        enumeration(
            "category",
            {
                "county": "县(区)",
                "economic": "经济调节和经济管理",
                "social": "社会管理和政务管理",
                "market": "市场监管和执法监管",
            },
            zh="类别",
            clause="二",
        ),
        points("base_work", zh="基础工作", clause="四(一)"),
        points("scheduled", zh="定期调度", clause="四(二)"),
        points("site_visits", zh="实地踏查", clause="四(二)"),
        points("self_assessment", zh="自我评估", clause="四(三)1"),
        points("democratic", zh="民主评估", blank=True, clause="四(三)3"),
        count("staff", zh="参加年度考核人数", blank=True, clause="五(二)"),
        count("nominees", zh="拟评优秀人数", blank=True, clause="五(二)"),
    ),
)

common_scores = Table(
    "common_scores",
    level="common_mark",
    zh="共性目标得分",
    unique=("unit_id", "item"),
    columns=(
        reference("unit_id", "unit", zh="单位编码", parent=True, clause="四(三)2"),
        enumeration(
            "item",
            {
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
            },
            zh="共性目标",
            clause="三(一)2, 三(二)2",
        ),
        points("points", zh="得分", clause="四(三)2"),
    ),
)

key_targets = Table(
    "key_targets",
    level="key_target",
    zh="重点目标得分",
    unique=("unit_id", "target"),
    columns=(
        reference("unit_id", "unit", zh="单位编码", parent=True, clause="三(二)1"),
        text("target", zh="重点目标", clause="三(二)1"),
        points("full_marks", zh="预赋分值", clause="三(二)1"),
        points("points", zh="评估得分", clause="四(三)4"),
    ),
)

leaders = Table(
    "leaders",
    level="leader",
    zh="市领导",
    key="leader_id",
    columns=(
        identifier("leader_id", zh="领导编号", clause="四(三)5"),
        text("leader_name", zh="姓名", personal=True, clause="四(三)5"),
        enumeration(
            "post",
            {
                "mayor": "市长",
                "vice_mayor": "副市长",
                "secretary_general": "秘书长",
                "mayor_assistant": "市长助理",
                "deputy_secretary": "副秘书长",
            },
            zh="职务",
            clause="四(三)5",
        ),
    ),
)

ballots = Table(
    "ballots",
    level="ballot",
    zh="市领导评价",
    unique=("unit_id", "leader_id"),
    columns=(
        reference("unit_id", "unit", zh="单位编码", parent=True, clause="四(三)5"),
        reference("leader_id", "leader", zh="领导编号", parent=True, clause="四(三)5"),
        enumeration(
            "grade",
            {"first": "一等", "second": "二等", "third": "三等"},
            zh="评价等次",
            blank=True,
            clause="四(三)5",
        ),
        count("place", zh="排名", at_least=1, blank=True, clause="四(三)5"),
        points("score", zh="打分", blank=True, clause="四(三)5"),
    ),
)

honours = Table(
    "honours",
    level="honour",
    zh="奖项加分",
    unique=("unit_id", "merit", "project"),
    required=False,
    columns=(
        reference("unit_id", "unit", zh="单位编码", parent=True, clause="四(三)1"),
        enumeration(
            "merit",
            {
                "innovation": "自主创新性突出贡献",
                "commendation": "命名表彰",
                "site_meeting": "召开经验现场会",
                "circulated": "经验以文件推广",
                "high_placing": "评比排名靠前",
                "growth": "重点指标大幅增长",
            },
            zh="加分点",
            clause="四(三)1",
        ),
        text("project", zh="申报项目", clause="四(三)1"),
        points("points", zh="审定加分", clause="四(三)1"),
        flag("confirmed", zh="已评审公示", default=False, clause="四(三)1"),
    ),
)

incidents = Table(
    "incidents",
    level="incident",
    zh="降等事项",
    required=False,
    columns=(
        reference("unit_id", "unit", zh="单位编码", parent=True, clause="四(四)"),
        enumeration(
            "kind",
            {"crime": "违法犯罪或严重违纪", "grave_loss": "重大失误造成损失或影响", "veto": "一票否决"},
            zh="情形",
            clause="四(四)",
        ),
        text("facts", zh="事由", blank=True, clause="四(四)"),
    ),
)

people = Table(
    "people",
    level="person",
    zh="人员",
    key="person_id",
    required=False,
    columns=(
        identifier("person_id", zh="人员编号"),
        text("name", zh="姓名", personal=True),
        reference("unit_id", "unit", zh="单位编码", parent=True, clause="五(二)"),
        enumeration("staff_kind", {"civil": "公务员", "institution": "事业人员"}, zh="身份", clause="五(二)"),
        flag("appraised", zh="参加年度考核", default=True, clause="五(二)"),
        flag("nominated", zh="拟评优秀", default=False, clause="五(二)"),
    ),
)

decisions = decisions_table()

city = Grouped("city", "cities", "全市", of="unit", by=())
merit = Grouped("merit_class", "merit_classes", "单位加分点", of="honour", by=("unit_id", "merit"))
