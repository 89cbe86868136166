"""The prefecture's leading teams and leaders: scores from a tree of indicators, graded by class.

The text is a set of questions and answers; a clause is the number of the question and of the paragraph of its answer.
"""

from collections.abc import Callable
from typing import Any

from payout.rules import *

policy = Policy.load(__file__)
clause, p = policy.clause, policy.p
team, team_class, opinion, leader, quality = policy.symbols("team", "team_class", "opinion", "leader", "quality")
topic, aspect_group, result, branch = policy.symbols("topic", "aspect_group", "result", "branch")
everyday_mark, everyday_part = policy.symbols("everyday_mark", "everyday_part")
staff_count, prefecture = policy.symbols("staff_count", "prefecture")

VOTERS = ("prefecture_leaders", "clients", "delegates", "subordinates")
TEAM_GRADES = {"first": "一等", "second": "二等", "third": "三等"}
GRADES = {"excellent": "优秀", "competent": "称职", "basically_competent": "基本称职", "unfit": "不称职"}

with clause("问2.1", "班子分八个类别,干部分三个层次 | teams are of eight classes, leaders of three tiers"):
    team_class.team_count = counted("班子数 | teams of the class", count(team))
    team_class.leader_count = counted("列入考核的干部 | its appraised leaders", count(leader, where=leader.assessed))

with clause("问2.2", "班子得分由四部分加权,县市与州直不同 | a team's score has four parts, weighed by kind of team"):
    parts = {
        "everyday": team.everyday_score,
        "annual": team.annual,
        "self_building": team.self_building,
        "recognition": team.recognition_score,
    }
    county, department = weighted(p.county_weights, **parts), weighted(p.department_weights, **parts)
    team.is_county = flag("县市班子 | counties have weights of their own", team.category == "county")
    team.score = points(
        "班子年度绩效得分 | the four parts by weight", first_match((team.is_county, county), otherwise=department)
    )

with clause("问2.3", "年度实绩县市九个方面,州直五个 | annual results: nine aspects in counties, five elsewhere"):

    def of_indicators(part: str) -> Any:
        """Points of the indicators of a part, out of 100; missing without any."""
        scored = result.indicator.part == part
        return when(exists(result, where=scored), total(result.points, where=scored))

    team.annual = points("年度实绩得分 | the annual results' indicators", of_indicators("annual"))

with clause("问2.3", "平时实绩考重点项目、临时和阶段性工作,及各项报送 | everyday results: projects, tasks, reports"):
    whole, got = total(everyday_mark.full_points), total(everyday_mark.points)
    everyday_part.matters = counted("事项数 | its matters", count(everyday_mark))
    everyday_part.part_full = points("分值合计 | full points of its matters", whole)
    everyday_part.part_points = points("得分合计 | points of its matters", got)
    everyday_part.part_share = ratio("权重 | its weight", lookup(p.everyday_weights, everyday_part.component))
    everyday_part.part_score = points(
        "单项得分 | out of 100",
        choose(p.everyday_matters, by_points=got / whole, alike=mean(everyday_mark.points / everyday_mark.full_points))
        * p.full_marks,
    )
    has_marks = exists(everyday_mark)
    team.everyday_shares = ratio(
        "已考各项的权重 | weights of what has marks", when(has_marks, total(everyday_part.part_share))
    )
    by_parts = total(everyday_part.part_score * everyday_part.part_share)
    shares = when(team.everyday_shares > 0, team.everyday_shares)
    made_up = choose(p.everyday_lacking, refused=by_parts, rescaled=by_parts / shares)
    team.everyday_score = points(
        "平时实绩计分 | everyday results: out of their parts, or as entered",
        first_match((has_marks, made_up), otherwise=team.everyday),
    )

with clause("问2.4", "自身建设四个方面,社会公认度四类主体 | self-building: four aspects; recognition: four voices"):
    team.self_building = points("自身建设得分 | the indicators of self-building", of_indicators("self_building"))
    team.recognition_score = points(
        "社会公认度得分 | satisfaction of the four groups by weight; missing where one gave none",
        by_voters(p.voter_weights, opinion.satisfaction, opinion.voter, VOTERS),
    )

with clause("问2.5", "正职班子七成、德才三成,其他人班子五成 | chiefs: 70 % team, 30 % qualities; others: 50 % team"):

    def of_aspect(aspect: str) -> Any:
        """Points of the topics of an aspect."""
        return total(quality.points, where=quality.topic.aspect == aspect)

    leader.morality = points("德 | morality", of_aspect("morality"))
    leader.ability = points("能 | ability", of_aspect("ability"))
    leader.diligence = points("勤 | diligence", of_aspect("diligence"))
    leader.achievement = points("绩 | achievement", of_aspect("achievement"))
    leader.integrity = points("廉 | integrity", of_aspect("integrity"))
    aspects = leader.morality + leader.ability + leader.diligence + leader.achievement + leader.integrity
    leader.quality_score = points("德才素质得分 | the five aspects, out of 100", when(exists(quality), aspects))
    chief = weighted(p.chief_weights, team=team.score, qualities=leader.quality_score)
    parts = {"team": team.score, "own_work": leader.own_work, "qualities": leader.quality_score}
    member = choose(
        p.member_split,
        own_20=weighted(p.member_weights_20, **parts),
        own_25=weighted(p.member_weights_25, **parts),
        own_30=weighted(p.member_weights_30, **parts),
    )
    leader.leader_score = points(
        "干部年度绩效得分 | a chief: team and qualities; others: team, own work and qualities",
        when(leader.assessed, first_match((leader.tier == "chief", chief), otherwise=member)),
    )
    topic.topic_mean = points("平均得分 | the mean of all leaders in the topic", mean(quality.points))
    aspect_group.topic_count = counted("主题数 | topics of the aspect", count(topic))
    aspect_group.aspect_points = points("分值合计 | full points of the aspect", total(topic.full_points))

with clause("问3", "班子按年度得分分类别评定等次 | teams are graded in their class by the year's score"):

    def by_shares(score: Any, shares: Any, grades: dict[str, str], within: Any, **asked: Any) -> Any:
        """The grade by the shares of a table; a tie across a cut is for people to decide."""
        parts = {grade: lookup(shares, grade) for grade in grades}

        def cut(mode: str) -> Any:
            return by_distribution(score, parts, where=known(score), within=within, mode=mode, **asked)

        return choose(p.place_rounding, half_up=cut("half_up"), floor=cut("floor"))

    scored, group = known(team.score), team.category
    asked = "得分并列,是否评入较高的等次? | Equal scores: does this team take the higher grade?"
    team.rank = counted("类内名次 | equal scores share it", rank(team.score, where=scored, within=group))
    team.grade = option(
        "班子等次 | the team's grade in its class",
        by_shares(team.score, p.team_shares, TEAM_GRADES, group, question="team_cut", prompt=asked),
        words=TEAM_GRADES,
    )
    team_class.mean_score = points("平均得分 | the mean of the class's teams", mean(team.score))
    team_class.first_teams = counted("一等班子数 | first grade", count(team, where=team.grade == "first"))
    team_class.second_teams = counted("二等班子数 | second grade", count(team, where=team.grade == "second"))
    team_class.third_teams = counted("三等班子数 | third grade", count(team, where=team.grade == "third"))

with clause("问3", "干部分层次、分类别评定等次 | leaders are graded by tier and by class"):
    score, scored = leader.leader_score, known(leader.leader_score)
    asked = "得分并列,是否评入较高的等次? | Equal scores: does this leader take the higher grade?"

    def compared(word: Callable[[tuple[Any, ...]], Any]) -> Any:
        """A word said of the leaders who are compared: those of one class and tier, or of one tier."""
        return choose(p.leader_group, class_and_tier=word((team.category, leader.tier)), tier=word((leader.tier,)))

    def grade(group: tuple[Any, ...]) -> Any:
        """The grade among the leaders of a group."""
        return by_shares(score, p.leader_shares, GRADES, group, question="leader_cut", prompt=asked)

    leader.group_size = counted(
        "同组人数 | how many are compared",
        compared(lambda group: count(score, where=scored, within=group)),
        clause="问2.1, 问3",
    )
    leader.leader_rank = counted(
        "组内名次 | equal scores share it", compared(lambda group: rank(score, where=scored, within=group))
    )
    places = leader.group_size * lookup(p.leader_shares, "excellent")
    leader.excellent_places = counted(
        "优秀名额 | places for excellent in the group",
        choose(p.place_rounding, half_up=to_whole(places), floor=to_whole(places, "floor")),
    )
    leader.leader_grade = option("考核等次 | the leader's grade in the group", compared(grade), words=GRADES)
    excellent = leader.leader_grade == "excellent"
    team_class.excellent_leaders = counted("优秀干部 | leaders graded excellent", count(leader, where=excellent))

with clause("问3", "等次决定单位的公务员优秀比例和绩效奖励 | a team's grade sets its share of excellent and its bonus"):
    has_staff = exists(staff_count)
    team.excellent_ratio = ratio(
        "公务员优秀比例 | the unit's share of excellent, by its grade", lookup(p.excellent_ratios, team.grade)
    )
    team.ratio_in_force = ratio("执行比例 | the text adds nothing to it", team.excellent_ratio)
    team.headcount = counted("参加年度考核人数 | staff in the appraisal", when(has_staff, total(staff_count.appraised)))
    team.exact_places = counted("优秀名额(未取整) | before rounding", team.headcount * team.ratio_in_force)
    team.places_for_staff = counted(
        "优秀名额 | places for excellent",
        choose(p.quota_rounding, half_up=to_whole(team.exact_places), floor=to_whole(team.exact_places, "floor")),
    )
    team.excellent_people = counted(
        "拟评优秀人数 | nominated", when(has_staff, total(first_known(staff_count.nominees, 0)))
    )
    team.places_left = counted("剩余名额 | places not taken", team.places_for_staff - team.excellent_people)
    heads = first_known(staff_count.payees, staff_count.appraised)
    team.bonus_heads = counted("享受奖励人数 | people whom the bonus is for", when(has_staff, total(heads)))
    team.bonus_standard = yuan(
        "奖励标准 | a head's or the unit's, by the grade",
        choose(
            p.bonus_form,
            per_head=lookup(p.bonus_per_head, team.grade),
            per_unit=lookup(p.bonus_per_unit, team.grade),
        ),
    )
    team.bonus = yuan(
        "单位绩效奖励 | the unit's bonus",
        to_fen(
            choose(
                p.bonus_form,
                per_head=team.bonus_standard * team.bonus_heads,
                per_unit=when(has_staff, team.bonus_standard),
            )
        ),
    )
    prefecture.headcount_total = counted(
        "全州考核人数 | all who count", total(team.headcount, where=known(team.headcount))
    )
    prefecture.ceiling_exact = counted(
        "法定上限(未取整) | the most excellent grades that the state's rules leave",
        prefecture.headcount_total * p.statutory_excellent_ratio,
    )
    prefecture.ceiling_places = counted("法定上限名额 | in whole places", to_whole(prefecture.ceiling_exact, "floor"))
    prefecture.places_given = counted(
        "核定名额合计 | all places together", total(team.places_for_staff, where=known(team.places_for_staff))
    )

with clause("问4", "四级指标成树,末级指标计分 | indicators form a tree of four levels; its leaves are scored"):
    annual = exists(result, where=result.indicator.part == "annual")
    branch.of_annual = flag("属年度实绩 | of the annual results", annual, clause="问2.3, 问2.4")
    branch.branch_weight = points("分值 | what its scored indicators hold", total(result.indicator.weight))
    branch.branch_points = points("得分 | points of its scored indicators", total(result.points))
