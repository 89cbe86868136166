"""The city's input tables: classes, teams, the districts' indicators, leaders, their targets."""

from payout.rules.tables import *

categories = Table("categories", "category", "类别", key="category_id", clause="一4").of(
    identifier("category_id", "类别编码"),
    text("category_name", "类别名称"),
)

teams = Table("teams", "team", "领导班子", key="team_id", clause="一4").of(
    identifier("team_id", "班子编码"),
    text("team_name", "班子名称"),
    reference("category_id", "category", "类别编码", parent=True),
    points("work_score", "实绩得分", blank=True),
    points(
        "public_score",
        "社会公认评估得分",
        required(
            "team_without_public_score",
            "班子没有社会公认评估得分 | no public-opinion score where it is to be weighted",
            where=p.public_opinion == "weighted",
            fix="补填得分;缺分不是零分 | fill in the score; a missing score is not zero",
        ),
        blank=True,
        clause="一3",
    ),
)

indicators = Table("indicators", "indicator", "区县考核指标", key="indicator_id", required=False, clause="二1").of(
    identifier("indicator_id", "指标编码"),
    text("indicator_name", "指标名称"),
    enumeration(
        "aspect",
        {"economy": "经济建设", "society": "社会发展", "ecology": "生态环境", "livelihood": "民生民本"},
        "方面",
    ),
    points("full_points", "分值"),
)

indicator_scores = Table("indicator_scores", "indicator_score", "区县指标得分", required=False, clause="二1").of(
    reference("team_id", "team", "班子编码", parent=True),
    reference(
        "indicator_id",
        "indicator",
        "指标编码",
        unique_with("indicator_scored_twice", "team_id indicator_id", "同一指标有两个得分 | scored twice", of="points"),
        parent=True,
    ),
    points("points", "得分", at_most("above_indicator_points", row.indicator.full_points)),
)

leaders = Table("leaders", "leader", "领导干部", key="leader_id").of(
    identifier("leader_id", "干部编号", clause="一4"),
    text("name", "姓名", personal=True),
    reference("team_id", "team", "班子编码", parent=True, clause="一4"),
    reference("category_id", "category", "类别编码", parent=True, clause="一4"),
    enumeration("position", {"chief": "正职", "deputy": "副职"}, "职务", clause="一3"),
    flag("assessed", "参加等次评定", default=True, clause="一4"),
    points(
        "work_score",
        "个人绩效得分",
        required(
            "leader_without_score",
            "参加评定的干部没有得分 | a leader who takes part has no score",
            where=row.assessed,
            fix="补填得分,或在参加等次评定一列填否 | fill in the score, or say that the leader does not take part",
        ),
        blank=True,
        clause="一4",
    ),
    points("public_score", "社会公认评估得分", blank="按所在班子的得分 | as the leader's team is scored", clause="一3"),
    points(
        "review_score",
        "民主测评综合得分",
        required("leader_without_review", "参加评定的干部没有民主测评得分 | no review score", where=row.assessed),
        blank="不参加等次评定,没有测评 | takes no part in the grades, and was not reviewed",
        clause="一4",
    ),
    count("ballots", "收回票数", blank=True, clause="一4"),
    count("valid_ballots", "有效票数", blank=True, clause="一4"),
    count("votes_basic", "基本称职票", blank=True, clause="一4"),
    count("votes_unfit", "不称职票", blank=True, clause="一4"),
)

targets = Table("targets", "target", "定量指标", required=False, unique=("leader_id", "target_name"), clause="一4").of(
    reference("leader_id", "leader", "干部编号", parent=True),
    text("target_name", "工作目标"),
    number("goal", "目标值", above("goal_not_positive", 0), measure="quantity", places=4),
    number(
        "done",
        "完成值",
        required("target_without_result", fix="补填完成值,没有完成的填 0 | fill it in; write 0 for nothing"),
        measure="quantity",
        places=4,
        blank=True,
    ),
)

decisions = decisions_table()

city = Grouped("city", "cities", "全市", of="category", by=())

aspect_group = Grouped("aspect_group", "aspect_groups", "指标方面", of="indicator", by=("aspect",))
