"""The prefecture's input tables. Limits of numbers are parameters; rules check them."""

from payout.rules import DerivedColumn, Grouped
from payout.rules.tables import (
    Table,
    decisions_table,
    enumeration,
    flag,
    identifier,
    number,
    points,
    reference,
    text,
)

teams = Table(
    "teams",
    level="team",
    zh="领导班子",
    key="team_id",
    columns=(
        identifier("team_id", zh="班子编码", clause="问2.1"),
        text("team_name", zh="单位名称", clause="问2.1"),
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
            zh="类别",
            clause="问2.1",
        ),
        text("indicator_set", zh="指标体系", clause="问4"),
        points("everyday", zh="平时实绩得分", blank=True, clause="问2.3"),
    ),
)

indicators = Table(
    "indicators",
    level="indicator",
    zh="指标体系",
    key="indicator_id",
    columns=(
        identifier("indicator_id", zh="指标编码", clause="问4"),
        reference("parent_id", "indicator", zh="上级指标", blank=True, clause="问4"),
        text("indicator_name", zh="指标名称", clause="问4"),
        text("indicator_set", zh="指标体系", clause="问4"),
        enumeration(
            "part", {"annual": "年度实绩", "self_building": "自身建设"}, zh="考核部分", clause="问2.3, 问2.4"
        ),
        points("weight", zh="分值", clause="问4"),
    ),
)

results = Table(
    "results",
    level="result",
    zh="指标得分",
    columns=(
        reference("team_id", "team", zh="班子编码", parent=True, clause="问4"),
        reference("indicator_id", "indicator", zh="指标编码", parent=True, clause="问4"),
        points("points", zh="得分", clause="问4"),
    ),
)

recognition = Table(
    "recognition",
    level="opinion",
    zh="社会公认度评估",
    columns=(
        reference("team_id", "team", zh="班子编码", parent=True, clause="问2.4"),
        enumeration(
            "voter",
            {
                "prefecture_leaders": "州级领导",
                "clients": "服务对象",
                "delegates": "两代表一委员",
                "subordinates": "下属组织",
            },
            zh="评价主体",
            clause="问2.4",
        ),
        points("satisfaction", zh="满意度得分", clause="问2.4"),
    ),
)

leaders = Table(
    "leaders",
    level="leader",
    zh="领导干部",
    key="leader_id",
    columns=(
        identifier("leader_id", zh="干部编号", clause="问2.1"),
        text("name", zh="姓名", personal=True),
        reference("team_id", "team", zh="班子编码", parent=True, clause="问2.1"),
        enumeration(
            "tier",
            {"chief": "班子正职", "member": "班子成员", "other": "其他正副处级领导干部"},
            zh="层次",
            clause="问2.1",
        ),
        flag("assessed", zh="列入考核", default=True, clause="问2.1"),
        points("own_work", zh="分管工作得分", blank=True, clause="问2.5"),
    ),
)

topics = Table(
    "topics",
    level="topic",
    zh="德才素质主题",
    key="topic_id",
    columns=(
        identifier("topic_id", zh="主题编码", clause="问2.5"),
        text("topic_name", zh="主题内容", clause="问2.5"),
        enumeration(
            "aspect",
            {
                "morality": "德(思想政治素质)",
                "ability": "能(组织协调能力)",
                "diligence": "勤(工作作风)",
                "achievement": "绩(工作实绩)",
                "integrity": "廉(廉洁自律)",
            },
            zh="方面",
            clause="问2.5",
        ),
        points("full_points", zh="分值", clause="问2.5"),
    ),
)

qualities = Table(
    "qualities",
    level="quality",
    zh="德才素质测评",
    columns=(
        reference("leader_id", "leader", zh="干部编号", parent=True, clause="问2.5"),
        reference("topic_id", "topic", zh="主题编码", parent=True, clause="问2.5"),
        points("points", zh="得分", clause="问2.5"),
    ),
)

decisions = decisions_table()

team_class = Grouped("team_class", "team_classes", "类别", of="team", by=("category",))
tree = Grouped("tree", "trees", "指标体系各部分", of="indicator", by=("indicator_set", "part"))
aspect_group = Grouped("aspect_group", "aspect_groups", "德才素质方面", of="topic", by=("aspect",))
branch = Grouped(
    "branch", "branches", "班子的一级指标", of="result", by=("team_id", "first_level", "first_name")
)

depth = DerivedColumn("indicator", number("depth", zh="层级", measure="count", places=0, clause="问4"))
is_leaf = DerivedColumn("indicator", flag("is_leaf", zh="末级指标", clause="问4"))
first_level = DerivedColumn("result", text("first_level", zh="一级指标编码", blank=True, clause="问4"))
first_name = DerivedColumn("result", text("first_name", zh="一级指标", blank=True, clause="问4"))
