"""The prefecture's leading teams and leaders: scores from an indicator tree, graded by class.

The text is a set of questions and answers; a clause is the number of the question and of the paragraph of its answer. Read it in this
order: the tree (问4), a team's parts and score (问2.2 to 2.4), grades of teams (问3), personal qualities and scores of leaders (问2.5),
grades of leaders (问3). Checks stand at the end.
"""

from typing import Any

from payout.rules import *

policy = Policy.load(__file__)
clause, p = policy.clause, policy.p
team, indicator, result, opinion, leader, topic, quality, decision, team_class, tree, aspect_group, branch = (
    policy.symbols(
        "team",
        "indicator",
        "result",
        "opinion",
        "leader",
        "topic",
        "quality",
        "decision",
        "team_class",
        "tree",
        "aspect_group",
        "branch",
    )
)


def graded(score: Any, table: Any, grades: dict[str, str], rounding: Any, **more: Any) -> Any:
    """The grade by the shares of a table, the cuts rounded as the choice says."""
    shares = {name: lookup(table, name) for name in grades}
    where = more.pop("where")
    half_up = by_distribution(score, shares, where=where, mode="half_up", **more)
    floor = by_distribution(score, shares, where=where, mode="floor", **more)
    return choose(rounding, half_up=half_up, floor=floor)


VOTERS = ("prefecture_leaders", "clients", "delegates", "subordinates")

TEAM_GRADES = {"first": "一等", "second": "二等", "third": "三等"}

GRADES = {"excellent": "优秀", "competent": "称职", "basically_competent": "基本称职", "unfit": "不称职"}

with clause("问2.3, 问2.4"):
    branch.of_annual = flag(
        "属年度实绩 | Whether the first-level indicator is one of the annual results",
        exists(result, where=result.indicator.part == "annual"),
    )

with clause("问4"):
    branch.branch_weight = points(
        "分值 | What the scored indicators under the first-level one hold", total(result.indicator.weight)
    )
    branch.branch_points = points(
        "得分 | Points under the first-level indicator: only indicators with nothing below them are scored",
        total(result.points),
    )

with clause("问2.2"):
    team.is_county = flag("县市班子 | Counties and departments have weights of their own", team.category == "county")

with clause("问2.3"):
    scored = result.indicator.part == "annual"
    team.annual = points(
        "年度实绩得分 | Points of the annual results, out of 100",
        when(exists(result, where=scored), total(result.points, where=scored)),
    )

with clause("问2.4"):
    scored = result.indicator.part == "self_building"
    team.self_building = points(
        "自身建设得分 | Points of self-building, out of 100",
        when(exists(result, where=scored), total(result.points, where=scored)),
    )
    team.recognition_score = points(
        "社会公认度得分 | Satisfaction of the four groups by weight; missing where one of them gave none",
        by_voters(p.voter_weights, opinion.satisfaction, opinion.voter, VOTERS),
    )

with clause("问2.2"):
    parts = {
        "everyday": team.everyday,
        "annual": team.annual,
        "self_building": team.self_building,
        "recognition": team.recognition_score,
    }
    team.score = points(
        "班子年度绩效得分 | The four parts by the weights of counties or of departments",
        first_match(
            (team.is_county, weighted(p.county_weights, **parts)), otherwise=weighted(p.department_weights, **parts)
        ),
    )

with clause("问3"):
    team.rank = counted(
        "类内名次 | Place in the class by score; equal scores share it",
        rank(team.score, where=known(team.score), within=team.category),
    )
    team.grade = option(
        "班子等次 | The team's grade in its class; a tie across a cut is for people to decide",
        graded(
            team.score,
            p.team_shares,
            TEAM_GRADES,
            p.place_rounding,
            where=known(team.score),
            within=team.category,
            question="team_cut",
            prompt="得分并列,是否评入较高的等次? | Equal scores: does this team take the higher grade?",
        ),
        words={"first": "一等", "second": "二等", "third": "三等"},
    )

with clause("问2.1"):
    team_class.team_count = counted("班子数 | Teams of the class", count(team))

with clause("问3"):
    team_class.mean_score = points("平均得分 | The mean score of the class's teams", mean(team.score))
    team_class.first_teams = counted("一等班子数 | Teams of the first grade", count(team, where=team.grade == "first"))
    team_class.second_teams = counted(
        "二等班子数 | Teams of the second grade", count(team, where=team.grade == "second")
    )
    team_class.third_teams = counted("三等班子数 | Teams of the third grade", count(team, where=team.grade == "third"))

with clause("问2.5"):
    leader.morality = points(
        "德 | Points for morality", total(quality.points, where=quality.topic.aspect == "morality")
    )
    leader.ability = points("能 | Points for ability", total(quality.points, where=quality.topic.aspect == "ability"))
    leader.diligence = points(
        "勤 | Points for diligence", total(quality.points, where=quality.topic.aspect == "diligence")
    )
    leader.achievement = points(
        "绩 | Points for achievement", total(quality.points, where=quality.topic.aspect == "achievement")
    )
    leader.integrity = points(
        "廉 | Points for integrity", total(quality.points, where=quality.topic.aspect == "integrity")
    )
    leader.quality_score = points(
        "德才素质得分 | Points of the five aspects, out of 100; missing without any",
        when(
            exists(quality), leader.morality + leader.ability + leader.diligence + leader.achievement + leader.integrity
        ),
    )
    parts = {"team": team.score, "own_work": leader.own_work, "qualities": leader.quality_score}
    chief = weighted(p.chief_weights, team=team.score, qualities=leader.quality_score)
    member = choose(
        p.member_split,
        own_30=weighted(p.member_weights_30, **parts),
        own_25=weighted(p.member_weights_25, **parts),
        own_20=weighted(p.member_weights_20, **parts),
    )
    leader.leader_score = points(
        "干部年度绩效得分 | A chief: the team and qualities; others: the team for a half, own work and qualities",
        when(leader.assessed, first_match((leader.tier == "chief", chief), otherwise=member)),
    )

with clause("问2.1, 问3"):
    leader.group_size = counted(
        "同组人数 | How many are compared: of one class and tier, or of one tier",
        choose(
            p.leader_group,
            class_and_tier=count(
                leader.leader_score, where=known(leader.leader_score), within=(team.category, leader.tier)
            ),
            tier=count(leader.leader_score, where=known(leader.leader_score), within=(leader.tier,)),
        ),
    )

with clause("问3"):
    leader.leader_rank = counted(
        "组内名次 | Place in the group by score; equal scores share it",
        choose(
            p.leader_group,
            class_and_tier=rank(
                leader.leader_score, where=known(leader.leader_score), within=(team.category, leader.tier)
            ),
            tier=rank(leader.leader_score, where=known(leader.leader_score), within=(leader.tier,)),
        ),
    )
    places = leader.group_size * lookup(p.leader_shares, "excellent")
    leader.excellent_places = counted(
        "优秀名额 | Places for excellent in the leader's group",
        choose(p.place_rounding, half_up=to_whole(places), floor=to_whole(places, "floor")),
    )

    def among(*keys: Any) -> Any:
        return graded(
            leader.leader_score,
            p.leader_shares,
            GRADES,
            p.place_rounding,
            where=known(leader.leader_score),
            within=keys,
            question="leader_cut",
            prompt="得分并列,是否评入较高的等次? | Equal scores: does this leader take the higher grade?",
        )

    leader.leader_grade = option(
        "考核等次 | The leader's grade in the group; a tie across a cut is for people to decide",
        choose(p.leader_group, class_and_tier=among(team.category, leader.tier), tier=among(leader.tier)),
        words={"excellent": "优秀", "competent": "称职", "basically_competent": "基本称职", "unfit": "不称职"},
    )

with clause("问2.1"):
    team_class.leader_count = counted(
        "列入考核的干部 | Leaders of the class who are appraised", count(leader, where=leader.assessed)
    )

with clause("问3"):
    team_class.excellent_leaders = counted(
        "优秀干部 | Leaders of the class graded excellent", count(leader, where=leader.leader_grade == "excellent")
    )

with clause("问2.5"):
    topic.topic_mean = points("平均得分 | The mean of all leaders in this topic", mean(quality.points))
    aspect_group.topic_count = counted("主题数 | Topics of the aspect", count(topic))
    aspect_group.aspect_points = points("分值合计 | Full points of the aspect", total(topic.full_points))
