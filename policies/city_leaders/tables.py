"""The city's input tables. Limits of numbers are parameters; rules check them."""

from payout.rules import Grouped
from payout.rules.tables import (
    Table,
    count,
    decisions_table,
    enumeration,
    flag,
    identifier,
    number,
    points,
    reference,
    text,
)

categories = Table(
    "categories",
    level="category",
    zh="类别",
    key="category_id",
    columns=(
        identifier("category_id", zh="类别编码", clause="一4"),
        text("category_name", zh="类别名称", clause="一4"),
    ),
)

teams = Table(
    "teams",
    level="team",
    zh="领导班子",
    key="team_id",
    columns=(
        identifier("team_id", zh="班子编码", clause="一4"),
        text("team_name", zh="班子名称", clause="一4"),
        reference("category_id", "category", zh="类别编码", parent=True, clause="一4"),
        points("work_score", zh="实绩得分", blank=True, clause="一4"),
        points("public_score", zh="社会公认评估得分", blank=True, clause="一3"),
    ),
)

indicators = Table(
    "indicators",
    level="indicator",
    zh="区县考核指标",
    key="indicator_id",
    required=False,
    columns=(
        identifier("indicator_id", zh="指标编码", clause="二1"),
        text("indicator_name", zh="指标名称", clause="二1"),
        enumeration(
            "aspect",
            {
                "economy": "经济建设",
                "society": "社会发展",
                "ecology": "生态环境",
                "livelihood": "民生民本",
            },
            zh="方面",
            clause="二1",
        ),
        points("full_points", zh="分值", clause="二1"),
    ),
)

indicator_scores = Table(
    "indicator_scores",
    level="indicator_score",
    zh="区县指标得分",
    required=False,
    columns=(
        reference("team_id", "team", zh="班子编码", parent=True, clause="二1"),
        reference("indicator_id", "indicator", zh="指标编码", parent=True, clause="二1"),
        points("points", zh="得分", clause="二1"),
    ),
)

leaders = Table(
    "leaders",
    level="leader",
    zh="领导干部",
    key="leader_id",
    columns=(
        identifier("leader_id", zh="干部编号", clause="一4"),
        text("name", zh="姓名", personal=True),
        reference("team_id", "team", zh="班子编码", parent=True, clause="一4"),
        reference("category_id", "category", zh="类别编码", parent=True, clause="一4"),
        enumeration("position", {"chief": "正职", "deputy": "副职"}, zh="职务", clause="一3"),
        flag("assessed", zh="参加等次评定", default=True, clause="一4"),
        points("work_score", zh="个人绩效得分", blank=True, clause="一4"),
        points("public_score", zh="社会公认评估得分", blank=True, clause="一3"),
        points("review_score", zh="民主测评综合得分", blank=True, clause="一4"),
        count("ballots", zh="收回票数", blank=True, clause="一4"),
        count("valid_ballots", zh="有效票数", blank=True, clause="一4"),
        count("votes_basic", zh="基本称职票", blank=True, clause="一4"),
        count("votes_unfit", zh="不称职票", blank=True, clause="一4"),
    ),
)

targets = Table(
    "targets",
    level="target",
    zh="定量指标",
    unique=("leader_id", "target_name"),
    required=False,
    columns=(
        reference("leader_id", "leader", zh="干部编号", parent=True, clause="一4"),
        text("target_name", zh="工作目标", clause="一4"),
        number("goal", zh="目标值", measure="quantity", places=4, clause="一4"),
        number("done", zh="完成值", measure="quantity", places=4, blank=True, clause="一4"),
    ),
)

decisions = decisions_table()

city = Grouped("city", "cities", "全市", of="category", by=())
aspect_group = Grouped("aspect_group", "aspect_groups", "指标方面", of="indicator", by=("aspect",))
