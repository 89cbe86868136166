"""What the prefecture keeps: teams and their tree of indicators, opinions, leaders and their qualities."""

from payout.rules.tables import *

from . import tree

CATEGORIES = {
    "county": "县市",
    "party": "党委部门",
    "mass_organisations": "群团部门",
    "government": "政务部门",
    "economy": "经济管理部门",
    "society": "社会发展部门",
    "enforcement": "执法监督部门",
    "congress": "人大政协各委室",
}
VOTERS = {
    "prefecture_leaders": "州级领导",
    "clients": "服务对象",
    "delegates": "两代表一委员",
    "subordinates": "下属组织",
}
ASPECTS = {
    "morality": "德(思想政治素质)",
    "ability": "能(组织协调能力)",
    "diligence": "勤(工作作风)",
    "achievement": "绩(工作实绩)",
    "integrity": "廉(廉洁自律)",
}
EVERYDAY = {
    "key_projects": "重点项目",
    "ad_hoc_tasks": "临时工作",
    "stage_work": "阶段性重点工作",
    "monthly_plans": "月度计划",
    "quarterly_reviews": "季度总结",
    "information": "信息资料报送",
}
TIERS = {"chief": "班子正职", "member": "班子成员", "other": "其他正副处级领导干部"}
MOST_STAFF = 100_000  # of one unit
NOT_ZERO = "补填得分;缺分不是零分 | fill in the score; a missing score is not zero"

teams = Table("teams", "team", "领导班子", key="team_id", clause="问2.1").of(
    identifier("team_id", "班子编码"),
    text("team_name", "单位名称"),
    enumeration("category", CATEGORIES, "类别"),
    text("indicator_set", "指标体系", clause="问4"),
    points(
        "everyday",
        "平时实绩得分",
        at_most("everyday_above_full_marks", p.full_marks),
        blank="由平时实绩明细算出 | out of the table of everyday results",
        clause="问2.3",
    ),
)
team_class = Grouped("team_class", "team_classes", "类别", of="team", by=("category",))
prefecture = Grouped("prefecture", "prefectures", "全州", of="team")

everyday_marks = Table(
    "everyday_marks",
    "everyday_mark",
    "平时实绩明细",
    required=False,
    unique=("team_id", "component", "matter"),
    clause="问2.3",
).of(
    reference("team_id", "team", "班子编码", parent=True),
    enumeration("component", EVERYDAY, "考核内容"),
    text("matter", "事项"),
    points(
        "full_points",
        "分值",
        above("mark_without_points", 0, "事项没有分值 | a matter that can earn nothing"),
        at_most("matter_above_whole", p.full_marks),
    ),
    points("points", "得分", at_most("above_matter_points", row.full_points, "得分超过事项分值 | above its points")),
)
everyday_part = Grouped(
    "everyday_part", "everyday_parts", "班子平时实绩各项", of="everyday_mark", by=("team_id", "component")
)

staff_counts = Table(
    "staff_counts", "staff_count", "公务员考核人数", required=False, unique=("team_id",), clause="问3"
).of(
    reference("team_id", "team", "班子编码", parent=True),
    count("appraised", "参加年度考核人数", at_most=MOST_STAFF),
    count(
        "nominees",
        "拟评优秀人数",
        at_most("more_nominees_than_staff", row.appraised, "拟评优秀人数多于考核人数 | more nominees than staff"),
        at_most=MOST_STAFF,
        blank="尚未提名 | nobody is nominated yet",
    ),
    count(
        "payees",
        "享受奖励人数",
        at_most=MOST_STAFF,
        blank="与参加年度考核人数相同 | as many as are appraised",
    ),
)

indicators = Table("indicators", "indicator", "指标体系", key="indicator_id", clause="问4").of(
    identifier("indicator_id", "指标编码"),
    reference("parent_id", "indicator", "上级指标", blank="一级指标 | it is of the first level"),
    text("indicator_name", "指标名称"),
    text("indicator_set", "指标体系"),
    enumeration("part", {"annual": "年度实绩", "self_building": "自身建设"}, "考核部分", clause="问2.3, 问2.4"),
    points("weight", "分值", at_most("weight_above_whole", p.full_marks)),
)
depth = DerivedColumn("indicator", number("depth", "层级", measure="count", places=0, clause="问4"), by=tree.depth)
is_leaf = DerivedColumn("indicator", flag("is_leaf", "末级指标", clause="问4"), by=tree.is_leaf)
tree_part = Grouped("tree", "trees", "指标体系各部分", of="indicator", by=("indicator_set", "part"))

results = Table("results", "result", "指标得分", clause="问4").of(
    reference("team_id", "team", "班子编码", parent=True),
    reference(
        "indicator_id",
        "indicator",
        "指标编码",
        unique_with("scored_twice", "team_id indicator_id", "同一指标有两个得分 | one indicator twice"),
        parent=True,
    ),
    points("points", "得分", at_most("above_weight", row.indicator.weight, "得分超过指标分值 | above its points")),
)
first_level = DerivedColumn(
    "result", text("first_level", "一级指标编码", blank=True, clause="问4"), by=tree.first_level
)
first_name = DerivedColumn("result", text("first_name", "一级指标", blank=True, clause="问4"), by=tree.first_name)
branch = Grouped("branch", "branches", "班子的一级指标", of="result", by=("team_id", "first_level", "first_name"))

recognition = Table("recognition", "opinion", "社会公认度评估", clause="问2.4").of(
    reference("team_id", "team", "班子编码", parent=True),
    enumeration("voter", VOTERS, "评价主体"),
    points("satisfaction", "满意度得分", at_most("satisfaction_above_full_marks", p.full_marks)),
)

leaders = Table("leaders", "leader", "领导干部", key="leader_id").of(
    identifier("leader_id", "干部编号", clause="问2.1"),
    text("name", "姓名", personal=True),
    reference("team_id", "team", "班子编码", parent=True, clause="问2.1"),
    enumeration("tier", TIERS, "层次", clause="问2.1"),
    flag("assessed", "列入考核", default=True, clause="问2.1"),
    points(
        "own_work",
        "分管工作得分",
        required("own_work_missing", where=row.assessed & (row.tier != "chief"), fix=NOT_ZERO),
        blank_unless(
            "own_work_of_a_chief",
            row.tier != "chief",
            "班子正职不计分管工作得分 | a chief's own work does not count",
            fix="清空,或改正层次 | clear it, or correct the tier",
            severity="warning",
        ),
        at_most("own_work_above_full_marks", p.full_marks),
        blank="班子正职不评 | a chief is not scored in it",
        clause="问2.5",
    ),
)

topics = Table("topics", "topic", "德才素质主题", key="topic_id", clause="问2.5").of(
    identifier("topic_id", "主题编码"),
    text("topic_name", "主题内容"),
    enumeration("aspect", ASPECTS, "方面"),
    points("full_points", "分值", at_most("topic_above_whole", p.full_marks)),
)
aspect_group = Grouped("aspect_group", "aspect_groups", "德才素质方面", of="topic", by=("aspect",))

qualities = Table("qualities", "quality", "德才素质测评", clause="问2.5").of(
    reference("leader_id", "leader", "干部编号", parent=True),
    reference(
        "topic_id",
        "topic",
        "主题编码",
        unique_with("topic_scored_twice", "leader_id topic_id", "同一主题有两个得分 | one topic twice"),
        parent=True,
    ),
    points("points", "得分", at_most("above_topic_points", row.topic.full_points)),
)

decisions = decisions_table()
