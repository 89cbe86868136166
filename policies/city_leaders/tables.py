"""The city's input tables: classes, teams, the districts' indicators, leaders, their targets; surveys, reviews, reports."""

from payout.rules.tables import *

from . import monthly

RESPONDENTS = {"delegates": "两代表一委员", "citizens": "广大市民", "clients": "服务对象"}
SURVEYS = {"first_half": "上半年定期调查", "second_half": "下半年定期调查", "telephone": "电话调查"}
REVIEWERS = {
    "superior": "分管或联系的市领导",
    "chief": "班子正职",
    "peers": "班子成员",
    "staff": "机关干部",
}

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
            where=(p.public_opinion == "weighted") & ~row.surveyed,
            fix="补填得分,或填民意调查表;缺分不是零分 | fill in the score, or the surveys; a missing score is not zero",
        ),
        blank="按民意调查表计算 | out of the surveys",
        clause="一3",
    ),
    points(
        "citizens_score",
        "其中群众评估得分",
        at_most("citizens_above_full_marks", p.full_marks),
        blank="按民意调查表计算,没有调查的不比较 | out of the surveys; without any it is not compared",
        clause="二4",
    ),
)

surveys = Table("surveys", "survey", "民意调查", key="survey_id", required=False, clause="一3").of(
    identifier("survey_id", "调查编码"),
    text("survey_name", "调查名称"),
    enumeration(
        "kind",
        SURVEYS,
        "调查方式",
        unique_with(
            "half_surveyed_twice",
            "kind",
            "同一个半年度有两次定期调查 | two regular surveys of one half-year",
            where=row.kind != "telephone",
            severity="warning",
            fix="核对是否重复;确是两次的都计入 | check whether it stands twice; if it does not, both count",
        ),
    ),
)

survey_scores = Table(
    "survey_scores",
    "survey_score",
    "民意调查得分",
    required=False,
    unique=("survey_id", "team_id", "respondents"),
    clause="一3",
).of(
    reference("survey_id", "survey", "调查编码", parent=True),
    reference("team_id", "team", "班子编码", parent=True),
    enumeration("respondents", RESPONDENTS, "调查对象"),
    points("score", "得分", at_most("survey_above_full_marks", p.full_marks)),
    count(
        "sample",
        "样本数",
        required(
            "sample_missing",
            "按样本数平均,而没有样本数 | the mean is by samples, and there is no number",
            where=p.survey_groups == "by_sample",
        ),
        at_least=1,
        blank="不按样本数平均,可不填 | not needed unless the mean is by samples",
    ),
)

last_year = Table("last_year", "last_year_score", "上年社会公认", required=False, unique=("team_id",), clause="二4").of(
    reference("team_id", "team", "班子编码", parent=True),
    points("public_score", "上年社会公认得分", at_most("last_public_above_full_marks", p.full_marks)),
    points(
        "citizens_score",
        "上年群众评估得分",
        at_most("last_citizens_above_full_marks", p.full_marks),
        blank="群众评估不比较 | citizens are not compared",
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
        required(
            "leader_without_review",
            "参加评定的干部没有民主测评得分 | no review score",
            where=row.assessed & ~row.reviewed,
            fix="补填得分,或填民主测评表 | fill in the score, or the reviews",
        ),
        blank="按民主测评表计算;不参加等次评定的没有测评 | out of the reviews; who takes no part was not reviewed",
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

reviews = Table("reviews", "review", "民主测评", required=False, clause="一3", repeats=True).of(
    reference("leader_id", "leader", "干部编号", parent=True),
    enumeration(
        "reviewer",
        REVIEWERS,
        "测评主体",
    ),
    points("score", "评分", at_most("review_above_full_marks", p.full_marks)),
)

key_targets = Table("key_targets", "key_target", "重点考核目标", key="target_id", required=False, clause="三3").of(
    identifier("target_id", "目标编码"),
    reference("team_id", "team", "班子编码", parent=True),
    text(
        "target_name",
        "目标名称",
        unique_with(
            "key_target_twice", "team_id target_name", "同一班子的同一目标列了两次 | one target of a team stands twice"
        ),
    ),
    number("goal", "全年目标值", above("year_goal_not_positive", 0), measure="amount", places=4),
)

progress = Table(
    "progress", "progress", "重点目标进度", required=False, unique=("target_id", "month"), clause="三3"
).of(
    reference("target_id", "key_target", "目标编码", parent=True),
    count("month", "月份", at_least=1, at_most=12),
    number("done", "累计完成值", measure="amount", places=4, signed=True),
    number(
        "planned",
        "累计计划值",
        measure="amount",
        places=4,
        signed=True,
        blank="按序时进度:全年目标值 × 月份 ÷ 12 | even progress: the year's goal × month ÷ 12",
    ),
)
team_of_progress = DerivedColumn(
    "progress", reference("team_id", "team", "班子编码", parent=True, blank=True, clause="三3"), by=monthly.team
)
quarter = DerivedColumn(
    "progress", number("quarter", "季度", measure="count", places=0, blank=True, clause="三3"), by=monthly.quarter
)
done_before = DerivedColumn(
    "progress",
    number("done_before", "上次累计完成值", measure="amount", places=4, signed=True, blank=True, clause="三3"),
    by=monthly.done_before,
)

decisions = decisions_table()

city = Grouped("city", "cities", "全市", of="category", by=())

aspect_group = Grouped("aspect_group", "aspect_groups", "指标方面", of="indicator", by=("aspect",))

team_survey = Grouped("team_survey", "team_surveys", "班子各次调查", of="survey_score", by=("survey_id", "team_id"))

team_month = Grouped("team_month", "team_months", "班子各月", of="progress", by=("team_id", "month"))

team_quarter = Grouped("team_quarter", "team_quarters", "班子各季", of="progress", by=("team_id", "quarter"))
