"""The prefecture's leading teams and leaders: scores from an indicator tree, graded by class.

The text is a set of questions and answers; a clause is the number of the question and of the paragraph of its answer. Read it in this
order: the tree (问4), a team's parts and score (问2.2 to 2.4), grades of teams (问3), personal qualities and scores of leaders (问2.5),
grades of leaders (问3). Checks stand at the end.
"""

from typing import Any

from payout.rules import (
    Policy,
    by_distribution,
    by_voters,
    choose,
    count,
    count_distinct,
    exists,
    first_match,
    known,
    lookup,
    mean,
    to_whole,
    total,
    via,
    weighted,
    when,
)
from payout.rules import rank as place_by

from . import tree

policy = Policy.load(__file__)
team, leader, team_class = policy.level("team"), policy.level("leader"), policy.level("team_class")
indicator, result, branch = policy.level("indicator"), policy.level("result"), policy.level("branch")
topic, quality, aspect_group = policy.level("topic"), policy.level("quality"), policy.level("aspect_group")
opinion, tree_part = policy.level("opinion"), policy.level("tree")

VOTERS = ("prefecture_leaders", "clients", "delegates", "subordinates")
TEAM_GRADES = {"first": "一等", "second": "二等", "third": "三等"}
GRADES = {
    "excellent": "优秀",
    "competent": "称职",
    "basically_competent": "基本称职",
    "unfit": "不称职",
}


def graded(score: Any, table: Any, grades: dict[str, str], rounding: Any, **more: Any) -> Any:
    """The grade by the shares of a table, the cuts rounded as the choice says."""
    shares = {name: lookup(table, name) for name in grades}
    where = more.pop("where")
    half_up = by_distribution(score, shares, where=where, mode="half_up", **more)
    floor = by_distribution(score, shares, where=where, mode="floor", **more)
    return choose(rounding, half_up=half_up, floor=floor)


# ---- Question 4: the tree of indicators ----------------------------------------------------------

policy.derive("indicator.depth", clause="问4", zh="指标的层级")(tree.depth)
policy.derive("indicator.is_leaf", clause="问4", zh="是否末级指标")(tree.is_leaf)
policy.derive("result.first_level", clause="问4", zh="得分所属的一级指标")(tree.first_level)
policy.derive("result.first_name", clause="问4", zh="得分所属一级指标的名称")(tree.first_name)


@branch.rule(clause="问2.3, 问2.4", zh="属年度实绩")
def of_annual(results):
    """Whether the first-level indicator is one of the annual results."""
    return exists(results, where=results.indicator.part == "annual")


@branch.rule(clause="问4", zh="分值", measure="points")
def branch_weight(results):
    """What the scored indicators under the first-level one hold."""
    return total(results.indicator.weight)


@branch.rule(clause="问4", zh="得分", measure="points")
def branch_points(results):
    """Points under the first-level indicator: only indicators with nothing below them are scored."""
    return total(results.points)


# ---- Question 2: a team's four parts -------------------------------------------------------------


@team.rule(clause="问2.2", zh="县市班子")
def is_county(category):
    """Counties and departments have weights of their own."""
    return category == "county"


@team.rule(clause="问2.3", zh="年度实绩得分", measure="points")
def annual(results):
    """Points of the annual results, out of 100."""
    scored = results.indicator.part == "annual"
    return when(exists(results, where=scored), total(results.points, where=scored))


@team.rule(clause="问2.4", zh="自身建设得分", measure="points")
def self_building(results):
    """Points of self-building, out of 100."""
    scored = results.indicator.part == "self_building"
    return when(exists(results, where=scored), total(results.points, where=scored))


@team.rule(clause="问2.4", zh="社会公认度得分", measure="points")
def recognition_score(recognition, voter_weights):
    """Satisfaction of the four groups by weight; missing where one of them gave none."""
    return by_voters(voter_weights, recognition.satisfaction, recognition.voter, VOTERS)


@team.rule(clause="问2.2", zh="班子年度绩效得分", measure="points")
def score(is_county, everyday, annual, self_building, recognition_score, county_weights, department_weights):
    """The four parts by the weights of counties or of departments."""
    parts = {
        "everyday": everyday,
        "annual": annual,
        "self_building": self_building,
        "recognition": recognition_score,
    }
    return first_match(
        (is_county, weighted(county_weights, **parts)), otherwise=weighted(department_weights, **parts)
    )


# ---- Question 3: grades of teams within the class ------------------------------------------------


@team.rule(clause="问3", zh="类内名次", measure="count")
def rank(score, category):
    """Place in the class by score; equal scores share it."""
    return place_by(score, where=known(score), within=category)


@team.rule(clause="问3", zh="班子等次", words=TEAM_GRADES)
def grade(score, category, team_shares, place_rounding):
    """The team's grade in its class; a tie across a cut is for people to decide."""
    return graded(
        score,
        team_shares,
        TEAM_GRADES,
        place_rounding,
        where=known(score),
        within=category,
        question="team_cut",
        zh="得分并列,是否评入较高的等次?",
        en="Equal scores: does this team take the higher grade?",
    )


@team_class.rule(clause="问2.1", zh="班子数", measure="count")
def team_count(teams):
    """Teams of the class."""
    return count(teams)


@team_class.rule(clause="问3", zh="平均得分", measure="points")
def mean_score(teams):
    """The mean score of the class's teams."""
    return mean(teams.score)


@team_class.rule(clause="问3", zh="一等班子数", measure="count")
def first_teams(teams):
    """Teams of the first grade."""
    return count(teams, where=teams.grade == "first")


@team_class.rule(clause="问3", zh="二等班子数", measure="count")
def second_teams(teams):
    """Teams of the second grade."""
    return count(teams, where=teams.grade == "second")


@team_class.rule(clause="问3", zh="三等班子数", measure="count")
def third_teams(teams):
    """Teams of the third grade."""
    return count(teams, where=teams.grade == "third")


# ---- Question 2.5: personal qualities and the scores of leaders ----------------------------------


@leader.rule(clause="问2.5", zh="德", measure="points")
def morality(qualities):
    """Points for morality."""
    return total(qualities.points, where=qualities.topic.aspect == "morality")


@leader.rule(clause="问2.5", zh="能", measure="points")
def ability(qualities):
    """Points for ability."""
    return total(qualities.points, where=qualities.topic.aspect == "ability")


@leader.rule(clause="问2.5", zh="勤", measure="points")
def diligence(qualities):
    """Points for diligence."""
    return total(qualities.points, where=qualities.topic.aspect == "diligence")


@leader.rule(clause="问2.5", zh="绩", measure="points")
def achievement(qualities):
    """Points for achievement."""
    return total(qualities.points, where=qualities.topic.aspect == "achievement")


@leader.rule(clause="问2.5", zh="廉", measure="points")
def integrity(qualities):
    """Points for integrity."""
    return total(qualities.points, where=qualities.topic.aspect == "integrity")


@leader.rule(clause="问2.5", zh="德才素质得分", measure="points")
def quality_score(qualities, morality, ability, diligence, achievement, integrity):
    """Points of the five aspects, out of 100; missing without any."""
    return when(exists(qualities), morality + ability + diligence + achievement + integrity)


@leader.rule(clause="问2.5", zh="干部年度绩效得分", measure="points")
def leader_score(
    tier,
    assessed,
    team,
    own_work,
    quality_score,
    chief_weights,
    member_split,
    member_weights_30,
    member_weights_25,
    member_weights_20,
):
    """A chief: the team and qualities; others: the team for a half, own work and qualities."""
    parts = {"team": team.score, "own_work": own_work, "qualities": quality_score}
    chief = weighted(chief_weights, team=team.score, qualities=quality_score)
    member = choose(
        member_split,
        own_30=weighted(member_weights_30, **parts),
        own_25=weighted(member_weights_25, **parts),
        own_20=weighted(member_weights_20, **parts),
    )
    return when(assessed, first_match((tier == "chief", chief), otherwise=member))


# ---- Question 3: grades of leaders ---------------------------------------------------------------


@leader.rule(clause="问2.1, 问3", zh="同组人数", measure="count")
def group_size(leader_score, team, tier, leader_group):
    """How many are compared: of one class and tier, or of one tier."""
    return choose(
        leader_group,
        class_and_tier=count(leader_score, where=known(leader_score), within=(team.category, tier)),
        tier=count(leader_score, where=known(leader_score), within=(tier,)),
    )


@leader.rule(clause="问3", zh="组内名次", measure="count")
def leader_rank(leader_score, team, tier, leader_group):
    """Place in the group by score; equal scores share it."""
    return choose(
        leader_group,
        class_and_tier=place_by(leader_score, where=known(leader_score), within=(team.category, tier)),
        tier=place_by(leader_score, where=known(leader_score), within=(tier,)),
    )


@leader.rule(clause="问3", zh="优秀名额", measure="count")
def excellent_places(group_size, leader_shares, place_rounding):
    """Places for excellent in the leader's group."""
    places = group_size * lookup(leader_shares, "excellent")
    return choose(place_rounding, half_up=to_whole(places), floor=to_whole(places, "floor"))


@leader.rule(clause="问3", zh="考核等次", words=GRADES)
def leader_grade(leader_score, team, tier, leader_group, leader_shares, place_rounding):
    """The leader's grade in the group; a tie across a cut is for people to decide."""

    def among(*keys: Any) -> Any:
        return graded(
            leader_score,
            leader_shares,
            GRADES,
            place_rounding,
            where=known(leader_score),
            within=keys,
            question="leader_cut",
            zh="得分并列,是否评入较高的等次?",
            en="Equal scores: does this leader take the higher grade?",
        )

    return choose(leader_group, class_and_tier=among(team.category, tier), tier=among(tier))


@team_class.rule(clause="问2.1", zh="列入考核的干部", measure="count")
def leader_count(leaders):
    """Leaders of the class who are appraised."""
    return count(leaders, where=leaders.assessed)


@team_class.rule(clause="问3", zh="优秀干部", measure="count")
def excellent_leaders(leaders):
    """Leaders of the class graded excellent."""
    return count(leaders, where=leaders.leader_grade == "excellent")


@topic.rule(clause="问2.5", zh="平均得分", measure="points")
def topic_mean(qualities):
    """The mean of all leaders in this topic."""
    return mean(qualities.points)


@aspect_group.rule(clause="问2.5", zh="主题数", measure="count")
def topic_count(topics):
    """Topics of the aspect."""
    return count(topics)


@aspect_group.rule(clause="问2.5", zh="分值合计", measure="points")
def aspect_points(topics):
    """Full points of the aspect."""
    return total(topics.full_points)


# ---- Checks: what no row may be ------------------------------------------------------------------


@indicator.check(
    clause="问4",
    zh="指标归不到一级指标(上级关系成环)",
    column="parent_id",
    expected=("最后归到一个一级指标", "a way up to a first-level indicator"),
    fix=("改正上级指标", "correct the parent"),
)
def in_a_circle(depth):
    """The indicator hangs on itself, through others or directly."""
    return ~known(depth)


@indicator.check(
    clause="问4",
    zh="指标超过四级",
    column="parent_id",
    expected=("不超过四级", "four levels at most"),
    fix=("改正上级指标", "correct the parent"),
)
def too_deep(depth, tree_levels):
    """Deeper than the tree may be."""
    return depth > tree_levels


@indicator.check(
    clause="问4",
    zh="下级指标分值之和不等于上级分值",
    column="weight",
    expected=(
        "同一上级的各指标分值之和等于上级分值",
        "the points of one parent's children sum to the parent's",
    ),
    fix=("核对分值", "check the points"),
)
def children_do_not_add_up(parent_id, weight):
    """The points of the parent's children do not sum to the parent's."""
    return known(parent_id) & (total(weight, within=parent_id) != via(parent_id, weight))


@tree_part.check(
    clause="问4",
    zh="一级指标分值之和不是 100",
    column="indicator_set",
    expected=("同一指标体系、同一考核部分合计 100 分", "100 points in each set and part"),
    fix=("核对一级指标的分值", "check the points of the first level"),
)
def roots_do_not_add_up(indicators, full_marks):
    """The first-level indicators of one set and part do not sum to full marks."""
    return total(indicators.weight, where=~known(indicators.parent_id)) != full_marks


@indicator.check(
    clause="问4",
    zh="指标与上级不在同一体系或同一部分",
    column="parent_id",
    expected=("与上级指标相同", "as the parent's"),
    fix=("改正指标体系或考核部分", "correct the set or the part"),
)
def in_another_tree(parent_id, indicator_set, part):
    """The set or the part differs from the parent's."""
    return (via(parent_id, indicator_set) != indicator_set) | (via(parent_id, part) != part)


@result.check(
    clause="问4",
    zh="不是末级指标",
    column="indicator_id",
    expected=("没有下级的指标", "an indicator with nothing below it"),
    fix=("改填末级指标的得分", "score the indicators below it"),
)
def scored_above_a_leaf(indicator):
    """Points on an indicator that has others below it; one in a circle is found as such."""
    return known(indicator.depth) & ~indicator.is_leaf


@result.check(
    clause="问4",
    zh="得分超过指标分值",
    column="points",
    expected=("不超过指标分值", "not above the indicator's points"),
    fix=("核对得分", "check the points"),
)
def above_weight(points, indicator):
    """Points above what the indicator holds."""
    return points > indicator.weight


@result.check(
    clause="问4",
    zh="同一指标有两个得分",
    column="indicator_id",
    fix=("只留一行", "keep one row"),
)
def scored_twice(points, team_id, indicator_id):
    """One team has two rows for one indicator."""
    return count(points, within=(team_id, indicator_id)) > 1


@result.check(
    clause="问4",
    zh="指标不属于该班子的指标体系",
    column="indicator_id",
    expected=("该班子的指标体系", "the team's own set of indicators"),
    fix=("改正指标编码,或班子的指标体系", "correct the indicator, or the team's set"),
)
def of_another_set(team, indicator):
    """The indicator is of another set than the team's."""
    return indicator.indicator_set != team.indicator_set


@team.check(
    clause="问2.3",
    zh="没有平时实绩得分",
    column="everyday",
    fix=("补填得分;缺分不是零分", "fill in the score; a missing score is not zero"),
)
def everyday_missing(everyday):
    """The everyday results are missing."""
    return ~known(everyday)


@team.check(
    clause="问2.3",
    zh="平时实绩得分超过满分",
    column="everyday",
    expected=("不超过 100 分", "not above full marks"),
    fix=("核对得分", "check the score"),
)
def everyday_above_full_marks(everyday, full_marks):
    """The everyday results are above full marks."""
    return everyday > full_marks


@team.check(
    clause="问2.3",
    zh="年度实绩的指标得分不全",
    column="team_id",
    expected=("有得分的末级指标分值合计 100", "scored indicators that hold 100 points"),
    fix=("补齐指标得分表", "complete the table of results"),
)
def annual_incomplete(results, full_marks):
    """The scored indicators of the annual results do not hold full marks."""
    return total(results.indicator.weight, where=results.indicator.part == "annual") != full_marks


@team.check(
    clause="问2.4",
    zh="自身建设的指标得分不全",
    column="team_id",
    expected=("有得分的末级指标分值合计 100", "scored indicators that hold 100 points"),
    fix=("补齐指标得分表", "complete the table of results"),
)
def self_building_incomplete(results, full_marks):
    """The scored indicators of self-building do not hold full marks."""
    return total(results.indicator.weight, where=results.indicator.part == "self_building") != full_marks


@team.check(
    clause="问2.4",
    zh="社会公认度缺少评价主体",
    column="team_id",
    expected=("州级领导、服务对象、两代表一委员、下属组织各有得分", "a score of each of the four groups"),
    fix=("补填社会公认度评估", "complete the table of public recognition"),
)
def opinion_missing(recognition_score):
    """One of the four groups gave no opinion."""
    return ~known(recognition_score)


@team.check(
    clause="问2.3, 问2.4",
    zh="一级指标的个数与办法不符",
    column="indicator_set",
    severity="warning",
    expected=(
        "年度实绩县市 9 个、州直 5 个方面,自身建设 4 个方面",
        "9 or 5 aspects of results, 4 of self-building",
    ),
    fix=("核对指标体系", "check the tree of indicators"),
)
def unusual_aspects(is_county, results, annual_aspects, self_building_aspects):
    """More or fewer first-level indicators than the scheme names."""
    annual = count_distinct(results.first_level, where=results.indicator.part == "annual")
    building = count_distinct(results.first_level, where=results.indicator.part == "self_building")
    wanted = first_match(
        (is_county, lookup(annual_aspects, "county")), otherwise=lookup(annual_aspects, "department")
    )
    return (annual != wanted) | (building != self_building_aspects)


@opinion.check(
    clause="问2.4",
    zh="满意度得分超过满分",
    column="satisfaction",
    expected=("不超过 100 分", "not above full marks"),
    fix=("核对得分", "check the score"),
)
def satisfaction_above_full_marks(satisfaction, full_marks):
    """Satisfaction above full marks."""
    return satisfaction > full_marks


@aspect_group.check(
    clause="问2.5",
    zh="德才素质不是 5 个方面 14 个主题",
    column="aspect",
    expected=("5 个方面共 14 个主题", "14 topics in 5 aspects"),
    fix=("核对德才素质主题表", "check the table of topics"),
)
def wrong_topics(topic_count, topic_number, aspect_number):
    """Other than fourteen topics in five aspects."""
    return (total(topic_count) != topic_number) | (count(topic_count) != aspect_number)


@aspect_group.check(
    clause="问2.5",
    zh="德才素质分值合计不是 100",
    column="aspect",
    expected=("各主题分值合计 100", "100 points in all"),
    fix=("核对主题的分值", "check the points of the topics"),
)
def topics_do_not_add_up(aspect_points, full_marks):
    """The points of the topics do not sum to full marks."""
    return total(aspect_points) != full_marks


@quality.check(
    clause="问2.5",
    zh="得分超过主题分值",
    column="points",
    expected=("不超过主题分值", "not above the topic's points"),
    fix=("核对得分", "check the points"),
)
def above_topic_points(points, topic):
    """Points above what the topic holds."""
    return points > topic.full_points


@quality.check(
    clause="问2.5",
    zh="同一主题有两个得分",
    column="topic_id",
    fix=("只留一行", "keep one row"),
)
def topic_scored_twice(points, leader_id, topic_id):
    """One leader has two rows for one topic."""
    return count(points, within=(leader_id, topic_id)) > 1


@leader.check(
    clause="问2.5",
    zh="德才素质测评不全",
    column="leader_id",
    expected=("14 个主题各一行", "one row for each of the 14 topics"),
    fix=("补齐德才素质测评表", "complete the table of qualities"),
)
def qualities_incomplete(assessed, qualities, topic_number):
    """An appraised leader lacks points on some topic."""
    return assessed & (count(qualities) != topic_number)


@leader.check(
    clause="问2.5",
    zh="没有分管工作得分",
    column="own_work",
    fix=("补填得分;缺分不是零分", "fill in the score; a missing score is not zero"),
)
def own_work_missing(assessed, tier, own_work):
    """An appraised member or other leader has no score of own work."""
    return assessed & (tier != "chief") & ~known(own_work)


@leader.check(
    clause="问2.5",
    zh="班子正职不计分管工作得分",
    column="own_work",
    severity="warning",
    fix=("清空,或改正层次", "clear it, or correct the tier"),
)
def own_work_of_a_chief(tier, own_work):
    """A chief has a score of own work, which does not count."""
    return (tier == "chief") & known(own_work)


@leader.check(
    clause="问2.5",
    zh="分管工作得分超过满分",
    column="own_work",
    expected=("不超过 100 分", "not above full marks"),
    fix=("核对得分", "check the score"),
)
def own_work_above_full_marks(own_work, full_marks):
    """The score of own work is above full marks."""
    return own_work > full_marks
