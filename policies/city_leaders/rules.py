"""The city's leading teams and leaders, graded by forced distribution, clause by clause.

Clauses are the document's parts and paragraphs: 一4 is part one, paragraph four. Read it from the top: a district's indicators (二1),
scores with public opinion (一3), places by class, grades of teams, candidates for basically competent, grades of leaders (一4).
Checks stand at the end.
"""

from typing import Any

from payout.rules import (
    Policy,
    among_best,
    choose,
    completion,
    count,
    decide,
    exists,
    first_known,
    first_match,
    grade_places,
    greatest,
    known,
    lookup,
    mean,
    to_whole,
    total,
    when,
)
from payout.rules import rank as place_by

policy = Policy.load(__file__)
category, team, leader = policy.level("category"), policy.level("team"), policy.level("leader")
indicator, indicator_score = policy.level("indicator"), policy.level("indicator_score")
target, aspect_group, city = (policy.level(name) for name in ("target", "aspect_group", "city"))

ASPECTS = ("economy", "society", "ecology", "livelihood")
TEAM_GRADES = {"first": "一等", "second": "二等", "third": "三等"}
LOWER = {"basically_competent": "基本称职", "unfit": "不称职"}
GRADES = {"excellent": "优秀", "competent": "称职", **LOWER}


def places(rounding: Any, heads: Any, table: Any, grades: list[str], grade: str) -> Any:
    """The places of one grade; the second grade takes what the others leave, except by largest remainder."""
    best, middle, *lower = grades
    shares = {name: lookup(table, name) for name in grades}

    def rounded(mode: str) -> Any:
        whole = {name: to_whole(heads * shares[name], mode) for name in (best, *lower)}
        if grade != middle:
            return whole[grade]
        rest = heads
        for taken in whole.values():
            rest = rest - taken
        return rest

    remainder = grade_places(heads, shares, floored=(best,))[grade]
    return choose(rounding, largest_remainder=remainder, half_up=rounded("half_up"), floor=rounded("floor"))


def tail(rounding: Any, heads: Any, share: Any) -> Any:
    """How many stand in the last part of a class."""
    number = heads * share
    return choose(
        rounding,
        half_up=to_whole(number),
        ceiling=to_whole(number, "ceiling"),
        floor=to_whole(number, "floor"),
    )


def stated(table: Any) -> Any:
    """The sum of a table's entries for the four aspects."""
    found: Any = 0
    for aspect in ASPECTS:
        found = lookup(table, aspect) + found
    return found


# ---- Two, 1: a district's indicators -------------------------------------------------------------


@team.rule(clause="二1", zh="按区县指标考核")
def by_indicators(indicator_scores):
    """Whether the team is scored on the districts' indicators."""
    return exists(indicator_scores)


@team.rule(clause="二1", zh="经济建设得分", measure="points")
def economy_points(indicator_scores):
    """Points for the economy."""
    return total(indicator_scores.points, where=indicator_scores.indicator.aspect == "economy")


@team.rule(clause="二1", zh="社会发展得分", measure="points")
def society_points(indicator_scores):
    """Points for society."""
    return total(indicator_scores.points, where=indicator_scores.indicator.aspect == "society")


@team.rule(clause="二1", zh="生态环境得分", measure="points")
def ecology_points(indicator_scores):
    """Points for the environment."""
    return total(indicator_scores.points, where=indicator_scores.indicator.aspect == "ecology")


@team.rule(clause="二1", zh="民生民本得分", measure="points")
def livelihood_points(indicator_scores):
    """Points for people's livelihood."""
    return total(indicator_scores.points, where=indicator_scores.indicator.aspect == "livelihood")


@team.rule(clause="二1", zh="四方面合计", measure="points")
def indicator_total(economy_points, society_points, ecology_points, livelihood_points):
    """Points of the four aspects, out of 86."""
    return economy_points + society_points + ecology_points + livelihood_points


@team.rule(clause="二1", zh="计入的实绩得分", measure="points")
def achievement(by_indicators, indicator_total, work_score, district_total, indicator_points, full_marks):
    """A district's points on its indicators, out of 100 or as they stand; else the score that is given."""
    scaled = indicator_total * full_marks / stated(indicator_points)
    district = choose(district_total, scaled=scaled, as_it_stands=indicator_total)
    return first_match((by_indicators, district), otherwise=work_score)


# ---- One, 3: public opinion ----------------------------------------------------------------------


@team.rule(clause="一3", zh="考核得分", measure="points")
def score(achievement, public_score, public_share, public_opinion):
    """Achievements and public opinion, the latter about a third."""
    weighted = achievement * (1 - public_share) + public_score * public_share
    return choose(public_opinion, weighted=weighted, included=achievement)


@leader.rule(clause="一3", zh="采用的社会公认得分", measure="points")
def public_taken(public_score, team):
    """A leader's own public-opinion score, or the team's where there is none."""
    return first_known(public_score, team.public_score)


@leader.rule(clause="一3", zh="考核得分", measure="points")
def total_score(work_score, public_taken, public_share, public_opinion):
    """A leader's performance and public opinion, the latter about a third."""
    weighted = work_score * (1 - public_share) + public_taken * public_share
    return choose(public_opinion, weighted=weighted, included=work_score)


@category.rule(clause="二4", zh="班子社会公认平均分", measure="points")
def mean_public(teams):
    """The mean public-opinion score of the class's teams."""
    return mean(teams.public_score)


# ---- One, 4: grades of teams, 15 : 80 : 5 in each class ------------------------------------------


@category.rule(clause="一4", zh="班子数", measure="count")
def team_count(teams):
    """Teams of the class."""
    return count(teams)


@category.rule(clause="一4", zh="一等名额", measure="count")
def first_places(team_count, team_shares, quota_rounding):
    """Places of the first grade."""
    return places(quota_rounding, team_count, team_shares, list(TEAM_GRADES), "first")


@category.rule(clause="一4", zh="二等名额", measure="count")
def second_places(team_count, team_shares, quota_rounding):
    """Places of the second grade."""
    return places(quota_rounding, team_count, team_shares, list(TEAM_GRADES), "second")


@category.rule(clause="一4", zh="三等名额", measure="count")
def third_places(team_count, team_shares, quota_rounding):
    """Places of the third grade."""
    return places(quota_rounding, team_count, team_shares, list(TEAM_GRADES), "third")


@team.rule(clause="一4", zh="类内名次", measure="count")
def rank(score, category):
    """Place in the class by score; equal scores share it."""
    return place_by(score, where=known(score), within=category)


@team.rule(clause="一4", zh="居一等名额之内")
def is_first(score, category):
    """Among the best of the class; a tie across the cut is for people to decide."""
    return among_best(
        score,
        category.first_places,
        where=known(score),
        within=category,
        question="team_first_tie",
        zh="得分并列,是否评为一等班子?",
        en="Equal scores: is this team of the first grade?",
    )


@team.rule(clause="一4", zh="居三等名额之内")
def is_third(score, category, is_first):
    """Among the last of the class; a tie across the cut is for people to decide."""
    return among_best(
        score,
        category.third_places,
        where=known(score) & ~is_first,
        within=category,
        question="team_third_tie",
        zh="得分并列,是否评为三等班子?",
        en="Equal scores: is this team of the third grade?",
        best="lowest",
    )


@team.rule(clause="一4", zh="班子等次", words=TEAM_GRADES)
def grade(score, is_first, is_third):
    """The team's grade."""
    return when(known(score), first_match((is_first, "first"), (is_third, "third"), otherwise="second"))


# ---- One, 4: places of leaders, 15 : 80 : 4 : 1 in each class ------------------------------------


@leader.rule(clause="一4", zh="计入评定人数")
def counts_in_quota(assessed):
    """Who takes part in the grades of the year."""
    return assessed


@category.rule(clause="一4", zh="参加评定人数", measure="count")
def headcount(leaders):
    """Leaders of the class who take part."""
    return count(leaders, where=leaders.counts_in_quota)


@category.rule(clause="一4", zh="优秀基本比例", measure="ratio")
def base_ratio(leader_shares):
    """The share of excellent grades."""
    return lookup(leader_shares, "excellent")


@category.rule(clause="一4", zh="优秀比例", measure="ratio")
def ratio_in_force(base_ratio):
    """The share in force: nothing is added in this scheme."""
    return base_ratio


@category.rule(clause="一4", zh="优秀名额(未取整)", measure="count")
def exact_places(headcount, ratio_in_force):
    """Places for excellent grades before rounding."""
    return headcount * ratio_in_force


@category.rule(clause="一4", zh="优秀名额", measure="count")
def excellent_places(headcount, leader_shares, quota_rounding):
    """Places for excellent grades."""
    return places(quota_rounding, headcount, leader_shares, list(GRADES), "excellent")


@city.rule(clause="一4", zh="全市参加评定人数", measure="count")
def headcount_total(categories):
    """Everybody who counts, in the whole city."""
    return total(categories.headcount, where=known(categories.headcount))


@city.rule(clause="一4", zh="法定上限(未取整)", measure="count")
def ceiling_exact(headcount_total, statutory_excellent_ratio):
    """The most excellent grades that the state's rules leave the city, not rounded."""
    return headcount_total * statutory_excellent_ratio


@city.rule(clause="一4", zh="法定上限名额", measure="count")
def ceiling_places(ceiling_exact):
    """The most excellent grades in the city."""
    return to_whole(ceiling_exact, "floor")


@city.rule(clause="一4", zh="核定名额合计", measure="count")
def places_given(categories):
    """All places of the city."""
    return total(categories.excellent_places, where=known(categories.excellent_places))


@category.rule(clause="一4", zh="称职名额", measure="count")
def competent_places(headcount, leader_shares, quota_rounding):
    """Places for competent."""
    return places(quota_rounding, headcount, leader_shares, list(GRADES), "competent")


@category.rule(clause="一4", zh="基本称职名额", measure="count")
def basic_places(headcount, leader_shares, quota_rounding):
    """Places for basically competent."""
    return places(quota_rounding, headcount, leader_shares, list(GRADES), "basically_competent")


@category.rule(clause="一4", zh="不称职名额", measure="count")
def unfit_places(headcount, leader_shares, quota_rounding):
    """Places for unfit."""
    return places(quota_rounding, headcount, leader_shares, list(GRADES), "unfit")


@category.rule(clause="一4", zh="得分靠后人数", measure="count")
def score_tail_places(headcount, score_tail, tail_rounding):
    """How many are the last by score."""
    return tail(tail_rounding, headcount, score_tail)


@category.rule(clause="一4", zh="测评靠后人数", measure="count")
def review_tail_places(headcount, review_tail, tail_rounding):
    """How many are the last by democratic review."""
    return tail(tail_rounding, headcount, review_tail)


# ---- One, 4: who is a candidate for basically competent, and who must be -------------------------


@leader.rule(clause="一4", zh="类内名次", measure="count")
def score_rank(total_score, counts_in_quota, category):
    """Place in the class by score; equal scores share it."""
    return place_by(total_score, where=counts_in_quota & known(total_score), within=category)


@leader.rule(clause="一4", zh="得分排名靠后")
def last_by_score(total_score, counts_in_quota, category):
    """In the last part of the class by score."""
    return among_best(
        total_score,
        category.score_tail_places,
        where=counts_in_quota & known(total_score),
        within=category,
        question="score_tail_tie",
        zh="得分并列,是否列入得分靠后的考核对象?",
        en="Equal scores: is this leader among the last by score?",
        best="lowest",
    )


@leader.rule(clause="一4", zh="测评排名靠后")
def last_by_review(review_score, counts_in_quota, category):
    """In the last part of the class by democratic review."""
    return among_best(
        review_score,
        category.review_tail_places,
        where=counts_in_quota & known(review_score),
        within=category,
        question="review_tail_tie",
        zh="民主测评得分并列,是否列入测评靠后的考核对象?",
        en="Equal reviews: is this leader among the last by review?",
        best="lowest",
    )


@target.rule(clause="一4", zh="得分率", measure="ratio")
def completed(done, goal):
    """How far the target is met."""
    return completion(done, when(goal > 0, goal))


@target.rule(clause="一4", zh="低于下限")
def falls_short(completed, least_completion):
    """Strictly below the least completion."""
    return completed < least_completion


@leader.rule(clause="一4", zh="有定量指标得分率低于下限")
def missed_target(targets, counts_in_quota):
    """Some quantitative target is not met far enough."""
    return counts_in_quota & exists(targets.falls_short)


@leader.rule(clause="一4", zh="列为基本称职考核对象")
def is_candidate(last_by_score, last_by_review, missed_target):
    """Examined for basically competent for any of the three causes."""
    return last_by_score | last_by_review | missed_target


@leader.rule(clause="一4", zh="得票基数", measure="count")
def vote_total(ballots, valid_ballots, vote_base):
    """What the votes are a share of."""
    return choose(vote_base, valid=valid_ballots, cast=ballots)


@leader.rule(clause="一4", zh="基本称职与不称职得票", measure="count")
def votes_against(votes_basic, votes_unfit, votes_counted):
    """Votes for the two lower grades."""
    return choose(
        votes_counted, together=votes_basic + votes_unfit, separately=greatest(votes_basic, votes_unfit)
    )


@leader.rule(clause="一4", zh="得票率", measure="ratio")
def vote_share(votes_against, vote_total):
    """Votes for the two lower grades as a share."""
    return completion(votes_against, when(vote_total > 0, vote_total))


@leader.rule(clause="一4", zh="得票超限,必须降等次")
def must_be_lowered(counts_in_quota, votes_against, vote_total, vote_limit):
    """Votes strictly above the limit: basically competent at best."""
    return counts_in_quota & (votes_against > vote_total * vote_limit)


@category.rule(clause="一4", zh="必须降等次人数", measure="count")
def must_people(leaders):
    """Leaders who must be lowered."""
    return count(leaders, where=leaders.must_be_lowered)


@category.rule(clause="一4", zh="考核对象人数", measure="count")
def candidate_people(leaders):
    """Candidates for basically competent."""
    return count(leaders, where=leaders.is_candidate)


@category.rule(clause="一4", zh="低等次名额", measure="count")
def lower_places(basic_places, unfit_places):
    """Places of the two lower grades."""
    return basic_places + unfit_places


@category.rule(clause="一4", zh="其余低等次名额", measure="count")
def lower_left(lower_places, must_people):
    """Lower places that those who must be lowered leave."""
    return greatest(lower_places - must_people, 0)


# ---- One, 4: grades of leaders -------------------------------------------------------------------


@leader.rule(clause="一4", zh="必降者的等次", words=LOWER)
def mandatory_grade(must_be_lowered, lower_grades):
    """Basically competent, unless people find the leader unfit."""
    return decide(
        "mandatory_grade",
        where=must_be_lowered & (lower_grades == "decision"),
        answers=LOWER,
        zh="得票超过界限,必须评为基本称职;是否评为不称职?",
        en="Votes above the limit: basically competent, or unfit?",
        otherwise="basically_competent",
    )


@leader.rule(clause="一4", zh="考核对象的决定")
def candidate_grade(is_candidate, must_be_lowered, lower_grades):
    """What people decide for a candidate: kept in the order of scores, or lowered."""
    return decide(
        "candidate_grade",
        where=is_candidate & ~must_be_lowered & (lower_grades == "decision"),
        answers={"kept": "不降", **LOWER},
        zh="列为基本称职考核对象,怎样评定?",
        en="A candidate for basically competent: which grade?",
    )


@leader.rule(clause="一4", zh="按比例列入低等次")
def low_by_rank(total_score, counts_in_quota, must_be_lowered, category, lower_grades):
    """Takes one of the lower places by rank; those who must be lowered took theirs first."""
    return must_be_lowered | among_best(
        total_score,
        category.lower_left,
        where=counts_in_quota & known(total_score) & ~must_be_lowered & (lower_grades == "rank"),
        within=category,
        question="lower_tie",
        zh="得分并列,是否列入低等次?",
        en="Equal scores: does this leader take a lower place?",
        best="lowest",
    )


@leader.rule(clause="一4", zh="按比例列入不称职")
def unfit_by_rank(total_score, category, low_by_rank, lower_grades):
    """The last of those in the lower places take the places of unfit."""
    return among_best(
        total_score,
        category.unfit_places,
        where=low_by_rank & known(total_score) & (lower_grades == "rank"),
        within=category,
        question="unfit_tie",
        zh="得分并列,是否评为不称职?",
        en="Equal scores: is this leader unfit?",
        best="lowest",
    )


@leader.rule(clause="一4", zh="降等次结果", words={"kept": "不降", **LOWER})
def lower_grade(
    lower_grades, must_be_lowered, mandatory_grade, is_candidate, candidate_grade, low_by_rank, unfit_by_rank
):
    """Whether the leader is lowered, and to which grade."""
    decided = first_match(
        (must_be_lowered, mandatory_grade), (is_candidate, candidate_grade), otherwise="kept"
    )
    ranked = first_match((unfit_by_rank, "unfit"), (low_by_rank, "basically_competent"), otherwise="kept")
    return choose(lower_grades, decision=decided, rank=ranked)


@leader.rule(clause="一4", zh="考核对象不得评优")
def barred_as_candidate(is_candidate, candidate_excellent):
    """A candidate cannot be excellent, where it is read so."""
    return is_candidate & (candidate_excellent == "barred")


@leader.rule(clause="一4", zh="居优秀名额之内")
def is_excellent(total_score, counts_in_quota, category, lower_grade, barred_as_candidate):
    """Among the best of the class; who is lowered or barred gives the place to the next."""
    return among_best(
        total_score,
        category.excellent_places,
        where=counts_in_quota & known(total_score) & (lower_grade == "kept") & ~barred_as_candidate,
        within=category,
        question="excellent_tie",
        zh="得分并列,是否评为优秀?",
        en="Equal scores: is this leader excellent?",
    )


@leader.rule(clause="一4", zh="考核等次", words=GRADES)
def leader_grade(counts_in_quota, lower_grade, is_excellent):
    """The leader's grade; nobody has one who does not take part."""
    found = first_match(
        (lower_grade == "unfit", "unfit"),
        (lower_grade == "basically_competent", "basically_competent"),
        (is_excellent, "excellent"),
        otherwise="competent",
    )
    return when(counts_in_quota, found)


@category.rule(clause="一4", zh="优秀人数", measure="count")
def excellent_people(leaders):
    """Leaders graded excellent."""
    return count(leaders, where=leaders.is_excellent)


@category.rule(clause="一4", zh="优秀剩余名额", measure="count")
def places_left(excellent_places, excellent_people):
    """Places for excellent grades that are not taken."""
    return excellent_places - excellent_people


@category.rule(clause="一4", zh="称职人数", measure="count")
def competent_people(leaders):
    """Leaders graded competent."""
    return count(leaders, where=leaders.leader_grade == "competent")


@category.rule(clause="一4", zh="基本称职人数", measure="count")
def basic_people(leaders):
    """Leaders graded basically competent."""
    return count(leaders, where=leaders.leader_grade == "basically_competent")


@category.rule(clause="一4", zh="不称职人数", measure="count")
def unfit_people(leaders):
    """Leaders graded unfit."""
    return count(leaders, where=leaders.leader_grade == "unfit")


# ---- Checks: what no row may be ------------------------------------------------------------------


@team.check(
    clause="一4",
    zh="班子没有实绩得分",
    column="work_score",
    expected=("实绩得分,或全部区县指标得分", "a score, or the points on all indicators"),
    fix=("补填得分", "fill in the score"),
)
def team_without_score(achievement):
    """The team has neither a score nor points on indicators."""
    return ~known(achievement)


@team.check(
    clause="二1",
    zh="既有实绩得分又有区县指标得分",
    column="work_score",
    fix=("二者只留一种", "keep one of the two"),
)
def team_scored_twice(work_score, by_indicators):
    """A score and points on indicators for one team."""
    return by_indicators & known(work_score)


@team.check(
    clause="一3",
    zh="班子没有社会公认评估得分",
    column="public_score",
    fix=("补填得分;缺分不是零分", "fill in the score; a missing score is not zero"),
)
def team_without_public_score(public_score, public_opinion):
    """The public-opinion score is missing where it is to be weighted."""
    return ~known(public_score) & (public_opinion == "weighted")


@team.check(
    clause="一3, 一4",
    zh="班子得分超过满分",
    column="team_id",
    expected=("不超过 100 分", "not above full marks"),
    fix=("核对得分", "check the scores"),
)
def team_above_full_marks(work_score, public_score, full_marks):
    """A score above full marks."""
    return (work_score > full_marks) | (public_score > full_marks)


@team.check(
    clause="二1",
    zh="区县指标得分不全",
    column="team_id",
    expected=("每项指标一行", "one row for each indicator"),
    fix=("补齐区县指标得分表", "complete the table of indicator scores"),
)
def indicators_incomplete(by_indicators, indicator_scores, indicator_items):
    """Some of the 41 indicators have no points."""
    return by_indicators & (count(indicator_scores) != stated(indicator_items))


@indicator_score.check(
    clause="二1",
    zh="同一指标有两个得分",
    column="indicator_id",
    fix=("只留一行", "keep one row"),
)
def indicator_scored_twice(points, team_id, indicator_id):
    """One team has two rows for one indicator."""
    return count(points, within=(team_id, indicator_id)) > 1


@indicator_score.check(
    clause="二1",
    zh="得分超过指标分值",
    column="points",
    expected=("不超过该指标的分值", "not above the indicator's points"),
    fix=("核对得分", "check the points"),
)
def above_indicator_points(points, indicator):
    """Points above what the indicator holds."""
    return points > indicator.full_points


@aspect_group.check(
    clause="二1",
    zh="该方面的指标项数不符",
    column="aspect",
    expected=("经济建设 18 项、社会发展 15 项、生态环境 4 项、民生民本 4 项", "18, 15, 4 and 4 indicators"),
    fix=("核对区县考核指标表", "check the table of indicators"),
)
def wrong_number_of_indicators(aspect, indicators, indicator_items):
    """An aspect has more or fewer indicators than the scheme states."""
    return count(indicators) != lookup(indicator_items, aspect)


@aspect_group.check(
    clause="二1",
    zh="该方面的分值合计不符",
    column="aspect",
    expected=("经济建设 38 分、社会发展 32 分、生态环境 6 分、民生民本 10 分", "38, 32, 6 and 10 points"),
    fix=("核对指标分值", "check the points of the indicators"),
)
def wrong_points_of_aspect(aspect, indicators, indicator_points):
    """The points of an aspect do not add up to what the scheme states."""
    return total(indicators.full_points) != lookup(indicator_points, aspect)


@leader.check(
    clause="一4",
    zh="参加评定的干部没有得分",
    column="work_score",
    expected=("个人绩效得分", "a score"),
    fix=("补填得分,或在参加等次评定一列填否", "fill in the score, or say that the leader does not take part"),
)
def leader_without_score(counts_in_quota, work_score):
    """A leader who takes part has no score."""
    return counts_in_quota & ~known(work_score)


@leader.check(
    clause="一3",
    zh="参加评定的干部没有社会公认评估得分",
    column="public_score",
    expected=("本人的,或班子的社会公认评估得分", "a public-opinion score, the leader's or the team's"),
    fix=("补填得分", "fill in the score"),
)
def leader_without_public_score(counts_in_quota, public_taken, public_opinion):
    """Neither the leader nor the team has a public-opinion score."""
    return counts_in_quota & ~known(public_taken) & (public_opinion == "weighted")


@leader.check(
    clause="一4",
    zh="参加评定的干部没有民主测评得分",
    column="review_score",
    fix=("补填得分", "fill in the score"),
)
def leader_without_review(counts_in_quota, review_score):
    """A leader who takes part has no review score."""
    return counts_in_quota & ~known(review_score)


@leader.check(
    clause="一3, 一4",
    zh="干部得分超过满分",
    column="leader_id",
    expected=("不超过 100 分", "not above full marks"),
    fix=("核对得分", "check the scores"),
)
def leader_above_full_marks(work_score, public_score, review_score, full_marks):
    """A score above full marks."""
    return (work_score > full_marks) | (public_score > full_marks) | (review_score > full_marks)


@leader.check(
    clause="一4",
    zh="民主测评票数不全,或没有有效票",
    column="valid_ballots",
    expected=(
        "收回票数、有效票数、基本称职票、不称职票",
        "ballots, valid ballots and the votes of both lower grades",
    ),
    fix=(
        "补填票数,没有得票的填 0;有效票数要大于 0",
        "fill in the numbers; write 0 for no votes; valid ballots above 0",
    ),
)
def ballots_missing(counts_in_quota, ballots, valid_ballots, votes_basic, votes_unfit):
    """A leader who takes part lacks some of the four numbers, or nobody cast a valid ballot."""
    complete = known(ballots) & known(votes_basic) & known(votes_unfit) & (valid_ballots > 0)
    return counts_in_quota & ~(known(valid_ballots) & complete)


@leader.check(
    clause="一4",
    zh="票数不合理",
    column="valid_ballots",
    expected=("两种得票之和 ≤ 有效票数 ≤ 收回票数", "votes ≤ valid ballots ≤ ballots"),
    fix=("核对票数", "check the numbers"),
)
def ballots_inconsistent(ballots, valid_ballots, votes_basic, votes_unfit):
    """More votes than valid ballots, or more valid ballots than ballots."""
    return (votes_basic + votes_unfit > valid_ballots) | (valid_ballots > ballots)


@target.check(
    clause="一4",
    zh="目标值不是正数",
    column="goal",
    expected=("大于 0", "above 0"),
    fix=("改正目标值", "correct the target"),
)
def goal_not_positive(goal):
    """A target of nothing cannot be met in part."""
    return goal <= 0


@target.check(
    clause="一4",
    zh="没有填完成值",
    column="done",
    fix=("补填完成值,没有完成的填 0", "fill in what was done; write 0 for nothing"),
)
def target_without_result(done):
    """What was done is missing: missing is not zero."""
    return ~known(done)


@category.check(
    clause="一4",
    zh="评为基本称职、不称职的人数超过比例",
    column="category_id",
    severity="warning",
    fix=("核对决定,或保留并说明", "check the decisions, or keep them and say why"),
)
def lower_grades_above_ratio(basic_people, unfit_people, lower_places):
    """More leaders in the two lower grades than the ratio gives."""
    return basic_people + unfit_people > lower_places


@category.check(
    clause="一4",
    zh="评为基本称职、不称职的人数不足比例",
    column="category_id",
    severity="warning",
    fix=("核对决定,或保留并说明", "check the decisions, or keep them and say why"),
)
def lower_grades_below_ratio(basic_people, unfit_people, lower_places):
    """Fewer leaders in the two lower grades than the ratio gives."""
    return basic_people + unfit_people < lower_places


@category.check(
    clause="一4",
    zh="不称职的人数超过比例",
    column="category_id",
    severity="warning",
    fix=("核对决定,或保留并说明", "check the decisions, or keep them and say why"),
)
def unfit_above_ratio(unfit_people, unfit_places):
    """More leaders graded unfit than the ratio gives."""
    return unfit_people > unfit_places
