"""The city's leading teams and leaders, graded by forced distribution, clause by clause.

Clauses are the document's parts and paragraphs: 一4 is part one, paragraph four. Read it from the top: a district's indicators (二1),
scores with public opinion (一3), places by class, grades of teams, candidates for basically competent, grades of leaders (一4).
Checks stand at the end.
"""

from typing import Any

from payout.rules import *

policy = Policy.load(__file__)
clause, p = policy.clause, policy.p
category, team, indicator, indicator_score, leader, target, decision, city, aspect_group = policy.symbols(
    "category", "team", "indicator", "indicator_score", "leader", "target", "decision", "city", "aspect_group"
)


def stated(table: Any) -> Any:
    """The sum of a table's entries for the four aspects."""
    found: Any = 0
    for aspect in ASPECTS:
        found = lookup(table, aspect) + found
    return found


def tail(rounding: Any, heads: Any, share: Any) -> Any:
    """How many stand in the last part of a class."""
    number = heads * share
    return choose(
        rounding, half_up=to_whole(number), ceiling=to_whole(number, "ceiling"), floor=to_whole(number, "floor")
    )


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


ASPECTS = ("economy", "society", "ecology", "livelihood")

TEAM_GRADES = {"first": "一等", "second": "二等", "third": "三等"}

LOWER = {"basically_competent": "基本称职", "unfit": "不称职"}

GRADES = {"excellent": "优秀", "competent": "称职", **LOWER}

with clause("二1"):
    team.by_indicators = flag(
        "按区县指标考核 | Whether the team is scored on the districts' indicators", exists(indicator_score)
    )
    team.economy_points = points(
        "经济建设得分 | Points for the economy",
        total(indicator_score.points, where=indicator_score.indicator.aspect == "economy"),
    )
    team.society_points = points(
        "社会发展得分 | Points for society",
        total(indicator_score.points, where=indicator_score.indicator.aspect == "society"),
    )
    team.ecology_points = points(
        "生态环境得分 | Points for the environment",
        total(indicator_score.points, where=indicator_score.indicator.aspect == "ecology"),
    )
    team.livelihood_points = points(
        "民生民本得分 | Points for people's livelihood",
        total(indicator_score.points, where=indicator_score.indicator.aspect == "livelihood"),
    )
    team.indicator_total = points(
        "四方面合计 | Points of the four aspects, out of 86",
        team.economy_points + team.society_points + team.ecology_points + team.livelihood_points,
    )
    scaled = team.indicator_total * p.full_marks / stated(p.indicator_points)
    district = choose(p.district_total, scaled=scaled, as_it_stands=team.indicator_total)
    team.achievement = points(
        "计入的实绩得分 | A district's points on its indicators, out of 100 or as they stand; else the score that is given",
        first_match((team.by_indicators, district), otherwise=team.work_score),
    )

with clause("一3"):
    weighted_ = team.achievement * (1 - p.public_share) + team.public_score * p.public_share
    team.score = points(
        "考核得分 | Achievements and public opinion, the latter about a third",
        choose(p.public_opinion, weighted=weighted_, included=team.achievement),
    )
    leader.public_taken = points(
        "采用的社会公认得分 | A leader's own public-opinion score, or the team's where there is none",
        first_known(leader.public_score, team.public_score),
    )
    weighted_ = leader.work_score * (1 - p.public_share) + leader.public_taken * p.public_share
    leader.total_score = points(
        "考核得分 | A leader's performance and public opinion, the latter about a third",
        choose(p.public_opinion, weighted=weighted_, included=leader.work_score),
    )

with clause("二4"):
    category.mean_public = points(
        "班子社会公认平均分 | The mean public-opinion score of the class's teams", mean(team.public_score)
    )

with clause("一4"):
    category.team_count = counted("班子数 | Teams of the class", count(team))
    category.first_places = counted(
        "一等名额 | Places of the first grade",
        places(p.quota_rounding, category.team_count, p.team_shares, list(TEAM_GRADES), "first"),
    )
    category.second_places = counted(
        "二等名额 | Places of the second grade",
        places(p.quota_rounding, category.team_count, p.team_shares, list(TEAM_GRADES), "second"),
    )
    category.third_places = counted(
        "三等名额 | Places of the third grade",
        places(p.quota_rounding, category.team_count, p.team_shares, list(TEAM_GRADES), "third"),
    )
    team.rank = counted(
        "类内名次 | Place in the class by score; equal scores share it",
        rank(team.score, where=known(team.score), within=category),
    )
    team.is_first = flag(
        "居一等名额之内 | Among the best of the class; a tie across the cut is for people to decide",
        among_best(
            team.score,
            category.first_places,
            where=known(team.score),
            within=category,
            question="team_first_tie",
            prompt="得分并列,是否评为一等班子? | Equal scores: is this team of the first grade?",
        ),
    )
    team.is_third = flag(
        "居三等名额之内 | Among the last of the class; a tie across the cut is for people to decide",
        among_best(
            team.score,
            category.third_places,
            where=known(team.score) & ~team.is_first,
            within=category,
            question="team_third_tie",
            best="lowest",
            prompt="得分并列,是否评为三等班子? | Equal scores: is this team of the third grade?",
        ),
    )
    team.grade = option(
        "班子等次 | The team's grade",
        when(known(team.score), first_match((team.is_first, "first"), (team.is_third, "third"), otherwise="second")),
        words={"first": "一等", "second": "二等", "third": "三等"},
    )
    leader.counts_in_quota = flag("计入评定人数 | Who takes part in the grades of the year", leader.assessed)
    category.headcount = counted(
        "参加评定人数 | Leaders of the class who take part", count(leader, where=leader.counts_in_quota)
    )
    category.base_ratio = ratio("优秀基本比例 | The share of excellent grades", lookup(p.leader_shares, "excellent"))
    category.ratio_in_force = ratio(
        "优秀比例 | The share in force: nothing is added in this scheme", category.base_ratio
    )
    category.exact_places = counted(
        "优秀名额(未取整) | Places for excellent grades before rounding", category.headcount * category.ratio_in_force
    )
    category.excellent_places = counted(
        "优秀名额 | Places for excellent grades",
        places(p.quota_rounding, category.headcount, p.leader_shares, list(GRADES), "excellent"),
    )
    city.headcount_total = counted(
        "全市参加评定人数 | Everybody who counts, in the whole city",
        total(category.headcount, where=known(category.headcount)),
    )
    city.ceiling_exact = counted(
        "法定上限(未取整) | The most excellent grades that the state's rules leave the city, not rounded",
        city.headcount_total * p.statutory_excellent_ratio,
    )
    city.ceiling_places = counted(
        "法定上限名额 | The most excellent grades in the city", to_whole(city.ceiling_exact, "floor")
    )
    city.places_given = counted(
        "核定名额合计 | All places of the city",
        total(category.excellent_places, where=known(category.excellent_places)),
    )
    category.competent_places = counted(
        "称职名额 | Places for competent",
        places(p.quota_rounding, category.headcount, p.leader_shares, list(GRADES), "competent"),
    )
    category.basic_places = counted(
        "基本称职名额 | Places for basically competent",
        places(p.quota_rounding, category.headcount, p.leader_shares, list(GRADES), "basically_competent"),
    )
    category.unfit_places = counted(
        "不称职名额 | Places for unfit",
        places(p.quota_rounding, category.headcount, p.leader_shares, list(GRADES), "unfit"),
    )
    category.score_tail_places = counted(
        "得分靠后人数 | How many are the last by score", tail(p.tail_rounding, category.headcount, p.score_tail)
    )
    category.review_tail_places = counted(
        "测评靠后人数 | How many are the last by democratic review",
        tail(p.tail_rounding, category.headcount, p.review_tail),
    )
    leader.score_rank = counted(
        "类内名次 | Place in the class by score; equal scores share it",
        rank(leader.total_score, where=leader.counts_in_quota & known(leader.total_score), within=category),
    )
    leader.last_by_score = flag(
        "得分排名靠后 | In the last part of the class by score",
        among_best(
            leader.total_score,
            category.score_tail_places,
            where=leader.counts_in_quota & known(leader.total_score),
            within=category,
            question="score_tail_tie",
            best="lowest",
            prompt="得分并列,是否列入得分靠后的考核对象? | Equal scores: is this leader among the last by score?",
        ),
    )
    leader.last_by_review = flag(
        "测评排名靠后 | In the last part of the class by democratic review",
        among_best(
            leader.review_score,
            category.review_tail_places,
            where=leader.counts_in_quota & known(leader.review_score),
            within=category,
            question="review_tail_tie",
            best="lowest",
            prompt="民主测评得分并列,是否列入测评靠后的考核对象? | Equal reviews: is this leader among the last by review?",
        ),
    )
    target.completed = ratio(
        "得分率 | How far the target is met", completion(target.done, when(target.goal > 0, target.goal))
    )
    target.falls_short = flag("低于下限 | Strictly below the least completion", target.completed < p.least_completion)
    leader.missed_target = flag(
        "有定量指标得分率低于下限 | Some quantitative target is not met far enough",
        leader.counts_in_quota & exists(target.falls_short),
    )
    leader.is_candidate = flag(
        "列为基本称职考核对象 | Examined for basically competent for any of the three causes",
        leader.last_by_score | leader.last_by_review | leader.missed_target,
    )
    leader.vote_total = counted(
        "得票基数 | What the votes are a share of", choose(p.vote_base, valid=leader.valid_ballots, cast=leader.ballots)
    )
    leader.votes_against = counted(
        "基本称职与不称职得票 | Votes for the two lower grades",
        choose(
            p.votes_counted,
            together=leader.votes_basic + leader.votes_unfit,
            separately=greatest(leader.votes_basic, leader.votes_unfit),
        ),
    )
    leader.vote_share = ratio(
        "得票率 | Votes for the two lower grades as a share",
        completion(leader.votes_against, when(leader.vote_total > 0, leader.vote_total)),
    )
    leader.must_be_lowered = flag(
        "得票超限,必须降等次 | Votes strictly above the limit: basically competent at best",
        leader.counts_in_quota & (leader.votes_against > leader.vote_total * p.vote_limit),
    )
    category.must_people = counted(
        "必须降等次人数 | Leaders who must be lowered", count(leader, where=leader.must_be_lowered)
    )
    category.candidate_people = counted(
        "考核对象人数 | Candidates for basically competent", count(leader, where=leader.is_candidate)
    )
    category.lower_places = counted(
        "低等次名额 | Places of the two lower grades", category.basic_places + category.unfit_places
    )
    category.lower_left = counted(
        "其余低等次名额 | Lower places that those who must be lowered leave",
        greatest(category.lower_places - category.must_people, 0),
    )
    leader.mandatory_grade = option(
        "必降者的等次 | Basically competent, unless people find the leader unfit",
        decide(
            "mandatory_grade",
            "得票超过界限,必须评为基本称职;是否评为不称职? | Votes above the limit: basically competent, or unfit?",
            where=leader.must_be_lowered & (p.lower_grades == "decision"),
            answers=LOWER,
            otherwise="basically_competent",
        ),
        words={"basically_competent": "基本称职", "unfit": "不称职"},
    )
    leader.candidate_grade = option(
        "考核对象的决定 | What people decide for a candidate: kept in the order of scores, or lowered",
        decide(
            "candidate_grade",
            "列为基本称职考核对象,怎样评定? | A candidate for basically competent: which grade?",
            where=leader.is_candidate & ~leader.must_be_lowered & (p.lower_grades == "decision"),
            answers={"kept": "不降", **LOWER},
        ),
    )
    leader.low_by_rank = flag(
        "按比例列入低等次 | Takes one of the lower places by rank; those who must be lowered took theirs first",
        leader.must_be_lowered
        | among_best(
            leader.total_score,
            category.lower_left,
            where=leader.counts_in_quota
            & known(leader.total_score)
            & ~leader.must_be_lowered
            & (p.lower_grades == "rank"),
            within=category,
            question="lower_tie",
            best="lowest",
            prompt="得分并列,是否列入低等次? | Equal scores: does this leader take a lower place?",
        ),
    )
    leader.unfit_by_rank = flag(
        "按比例列入不称职 | The last of those in the lower places take the places of unfit",
        among_best(
            leader.total_score,
            category.unfit_places,
            where=leader.low_by_rank & known(leader.total_score) & (p.lower_grades == "rank"),
            within=category,
            question="unfit_tie",
            best="lowest",
            prompt="得分并列,是否评为不称职? | Equal scores: is this leader unfit?",
        ),
    )
    decided = first_match(
        (leader.must_be_lowered, leader.mandatory_grade),
        (leader.is_candidate, leader.candidate_grade),
        otherwise="kept",
    )
    ranked = first_match((leader.unfit_by_rank, "unfit"), (leader.low_by_rank, "basically_competent"), otherwise="kept")
    leader.lower_grade = option(
        "降等次结果 | Whether the leader is lowered, and to which grade",
        choose(p.lower_grades, decision=decided, rank=ranked),
        words={"kept": "不降", "basically_competent": "基本称职", "unfit": "不称职"},
    )
    leader.barred_as_candidate = flag(
        "考核对象不得评优 | A candidate cannot be excellent, where it is read so",
        leader.is_candidate & (p.candidate_excellent == "barred"),
    )
    leader.is_excellent = flag(
        "居优秀名额之内 | Among the best of the class; who is lowered or barred gives the place to the next",
        among_best(
            leader.total_score,
            category.excellent_places,
            where=leader.counts_in_quota
            & known(leader.total_score)
            & (leader.lower_grade == "kept")
            & ~leader.barred_as_candidate,
            within=category,
            question="excellent_tie",
            prompt="得分并列,是否评为优秀? | Equal scores: is this leader excellent?",
        ),
    )
    found = first_match(
        (leader.lower_grade == "unfit", "unfit"),
        (leader.lower_grade == "basically_competent", "basically_competent"),
        (leader.is_excellent, "excellent"),
        otherwise="competent",
    )
    leader.leader_grade = option(
        "考核等次 | The leader's grade; nobody has one who does not take part",
        when(leader.counts_in_quota, found),
        words={"excellent": "优秀", "competent": "称职", "basically_competent": "基本称职", "unfit": "不称职"},
    )
    category.excellent_people = counted("优秀人数 | Leaders graded excellent", count(leader, where=leader.is_excellent))
    category.places_left = counted(
        "优秀剩余名额 | Places for excellent grades that are not taken",
        category.excellent_places - category.excellent_people,
    )
    category.competent_people = counted(
        "称职人数 | Leaders graded competent", count(leader, where=leader.leader_grade == "competent")
    )
    category.basic_people = counted(
        "基本称职人数 | Leaders graded basically competent",
        count(leader, where=leader.leader_grade == "basically_competent"),
    )
    category.unfit_people = counted(
        "不称职人数 | Leaders graded unfit", count(leader, where=leader.leader_grade == "unfit")
    )
