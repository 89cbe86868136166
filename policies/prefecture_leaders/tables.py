"""The prefecture's input tables. Limits of numbers are parameters; rules check them."""

from payout.rules.tables import *

from . import tree

# policy.derive('indicator.depth', clause='问4', zh='指标的层级')(tree.depth)

# policy.derive('indicator.is_leaf', clause='问4', zh='是否末级指标')(tree.is_leaf)

# policy.derive('result.first_level', clause='问4', zh='得分所属的一级指标')(tree.first_level)

# policy.derive('result.first_name', clause='问4', zh='得分所属一级指标的名称')(tree.first_name)

teams = Table("teams", "team", "领导班子", key="team_id", clause="问2.1").of(
    identifier("team_id", "班子编码"),
    text("team_name", "单位名称"),
    enumeration(
        "category",
        {
            "county": "县市",
            "party": "党委部门",
            "mass_organisations": "群团部门",
            "government": "政务部门",
            "economy": "经济管理部门",
            "society": "社会发展部门",
            "enforcement": "执法监督部门",
            "congress": "人大政协各委室",
        },
        "类别",
    ),
    text("indicator_set", "指标体系", clause="问4"),
    points("everyday", "平时实绩得分", blank=True, clause="问2.3"),
)

indicators = Table("indicators", "indicator", "指标体系", key="indicator_id", clause="问4").of(
    identifier("indicator_id", "指标编码"),
    reference("parent_id", "indicator", "上级指标", blank=True),
    text("indicator_name", "指标名称"),
    text("indicator_set", "指标体系"),
    enumeration("part", {"annual": "年度实绩", "self_building": "自身建设"}, "考核部分", clause="问2.3, 问2.4"),
    points("weight", "分值"),
)

results = Table("results", "result", "指标得分", clause="问4").of(
    reference("team_id", "team", "班子编码", parent=True),
    reference("indicator_id", "indicator", "指标编码", parent=True),
    points("points", "得分"),
)

recognition = Table("recognition", "opinion", "社会公认度评估", clause="问2.4").of(
    reference("team_id", "team", "班子编码", parent=True),
    enumeration(
        "voter",
        {
            "prefecture_leaders": "州级领导",
            "clients": "服务对象",
            "delegates": "两代表一委员",
            "subordinates": "下属组织",
        },
        "评价主体",
    ),
    points("satisfaction", "满意度得分"),
)

leaders = Table("leaders", "leader", "领导干部", key="leader_id").of(
    identifier("leader_id", "干部编号", clause="问2.1"),
    text("name", "姓名", personal=True),
    reference("team_id", "team", "班子编码", parent=True, clause="问2.1"),
    enumeration(
        "tier", {"chief": "班子正职", "member": "班子成员", "other": "其他正副处级领导干部"}, "层次", clause="问2.1"
    ),
    flag("assessed", "列入考核", default=True, clause="问2.1"),
    points("own_work", "分管工作得分", blank=True, clause="问2.5"),
)

topics = Table("topics", "topic", "德才素质主题", key="topic_id", clause="问2.5").of(
    identifier("topic_id", "主题编码"),
    text("topic_name", "主题内容"),
    enumeration(
        "aspect",
        {
            "morality": "德(思想政治素质)",
            "ability": "能(组织协调能力)",
            "diligence": "勤(工作作风)",
            "achievement": "绩(工作实绩)",
            "integrity": "廉(廉洁自律)",
        },
        "方面",
    ),
    points("full_points", "分值"),
)

qualities = Table("qualities", "quality", "德才素质测评", clause="问2.5").of(
    reference("leader_id", "leader", "干部编号", parent=True),
    reference("topic_id", "topic", "主题编码", parent=True),
    points("points", "得分"),
)

decisions = decisions_table()

team_class = Grouped("team_class", "team_classes", "类别", of="team", by=("category",))

tree_part = Grouped(
    "tree",
    "trees",
    "指标体系各部分",
    of="indicator",
    by=(
        "indicator_set",
        "part",
    ),
)

aspect_group = Grouped("aspect_group", "aspect_groups", "德才素质方面", of="topic", by=("aspect",))

branch = Grouped(
    "branch",
    "branches",
    "班子的一级指标",
    of="result",
    by=(
        "team_id",
        "first_level",
        "first_name",
    ),
)

depth = DerivedColumn("indicator", number("depth", "层级", measure="count", places=0, clause="问4"), by=tree.depth)

is_leaf = DerivedColumn("indicator", flag("is_leaf", "末级指标", clause="问4"), by=tree.is_leaf)

first_level = DerivedColumn(
    "result", text("first_level", "一级指标编码", blank=True, clause="问4"), by=tree.first_level
)

first_name = DerivedColumn("result", text("first_name", "一级指标", blank=True, clause="问4"), by=tree.first_name)
