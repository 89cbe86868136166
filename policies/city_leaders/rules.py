"""The city's leading teams and leaders, graded by forced distribution: 一4 is part one, paragraph four of the text."""

from collections.abc import Iterable
from typing import Any

from payout.rules import *

policy = Policy.load(__file__)
clause, p = policy.clause, policy.p
category, team, leader, target, city = policy.symbols("category", "team", "leader", "target", "city")
indicator, indicator_score, aspect_group = policy.symbols("indicator", "indicator_score", "aspect_group")
survey, survey_score, team_survey, last_year = policy.symbols(
    "survey", "survey_score", "team_survey", "last_year_score"
)
review, key_target, progress = policy.symbols("review", "key_target", "progress")
team_month, team_quarter = policy.symbols("team_month", "team_quarter")

ASPECTS = ("economy", "society", "ecology", "livelihood")
TEAM_GRADES = {"first": "一等", "second": "二等", "third": "三等"}
LOWER = {"basically_competent": "基本称职", "unfit": "不称职"}
GRADES = {"excellent": "优秀", "competent": "称职", **LOWER}
ASKED = {
    "team_first_tie": "得分并列,是否评为一等班子? | Equal scores: is this team of the first grade?",
    "team_third_tie": "得分并列,是否评为三等班子? | Equal scores: is this team of the third grade?",
    "score_tail_tie": "得分并列,是否列入得分靠后的考核对象? | Equal scores: is this leader among the last by score?",
    "review_tail_tie": "民主测评得分并列,是否列入测评靠后的考核对象? | Equal reviews: is this leader among the last?",
    "lower_tie": "得分并列,是否列入低等次? | Equal scores: does this leader take a lower place?",
    "unfit_tie": "得分并列,是否评为不称职? | Equal scores: is this leader unfit?",
    "excellent_tie": "得分并列,是否评为优秀? | Equal scores: is this leader excellent?",
}


def places(heads: Any, table: Any, grades: Iterable[str]) -> dict[str, Any]:
    """The places of each grade; where grades are rounded one by one, the second takes what the others leave."""
    shares = {grade: lookup(table, grade) for grade in grades}
    best, second, *lower = shares

    def one_by_one(mode: str) -> dict[str, Any]:
        whole = {grade: to_whole(heads * shares[grade], mode) for grade in (best, *lower)}
        rest = heads
        for taken in whole.values():
            rest = rest - taken
        return {**whole, second: rest}

    remainder, half_up, floor = grade_places(heads, shares, floored=(best,)), one_by_one("half_up"), one_by_one("floor")
    return {
        grade: choose(p.quota_rounding, largest_remainder=remainder[grade], half_up=half_up[grade], floor=floor[grade])
        for grade in shares
    }


def within_class(
    value: Any, limit: Any, question: str, *, where: Any, best: str = "highest", matters: Any = None
) -> Any:
    """Whether a row is among the best, or the last, of its class; people decide a tie across the cut."""
    asked = ASKED[question]
    return among_best(
        value, limit, where=where, within=category, question=question, prompt=asked, best=best, matters=matters
    )


def in_last_part(value: Any, limit: Any, question: str, *, where: Any) -> Any:
    """Whether a leader is among the last; a tie that can move nobody's grade is asked of nobody."""
    examined = (p.lower_grades == "decision") | (p.candidate_excellent == "barred")
    moved = examined & ~leader.must_be_lowered & ~leader.missed_target
    return within_class(value, limit, question, where=where, best="lowest", matters=moved)


def with_public(own: Any, public: Any) -> Any:
    """Own achievements and public opinion by its weight; or achievements alone, which hold it already."""
    weighted = own * (1 - p.public_share) + public * p.public_share
    return choose(p.public_opinion, weighted=weighted, included=own)


with clause("一3", "半年度和电话民意调查由专业机构抽样 | half-yearly and telephone surveys by professional bodies"):
    score, sample = survey_score.score, survey_score.sample
    surveyed_as = team_survey.survey.counts_in_mean

    def answered_by(group: str) -> Any:
        """What one group of a survey said of the team; missing where it was not asked."""
        return mean(score, where=survey_score.respondents == group)

    weight = lookup(p.respondent_weights, survey_score.respondents)
    whole_weight = total(weight)
    survey.counts_in_mean = flag(
        "计入平均 | enters the mean: half-yearly ones always, telephone ones unless they are left out",
        choose(p.telephone_surveys, counted=known(survey.kind), left_out=survey.kind != "telephone"),
    )
    survey.groups_asked = counted("问到的对象类数 | groups that it asked", count_distinct(survey_score.respondents))
    team_survey.delegates_score = points("两代表一委员 | delegates and committee members", answered_by("delegates"))
    team_survey.citizens_score = points("广大市民 | citizens", answered_by("citizens"))
    team_survey.clients_score = points("服务对象 | those whom the team serves", answered_by("clients"))
    team_survey.survey_result = points(
        "调查得分 | the groups that were asked, by weight or by samples",
        choose(
            p.survey_groups,
            by_weight=total(score * weight) / when(whole_weight > 0, whole_weight),
            by_sample=total(score * sample) / total(sample),
        ),
    )
    team.surveys_counted = counted(
        "计入的调查次数 | surveys that enter the mean", count(team_survey, where=surveyed_as)
    )
    team.surveyed = flag("按民意调查计分 | scored out of surveys", team.surveys_counted > 0)
    team.public_taken = points(
        "社会公认计分 | the mean of the surveys, else the score that is given",
        first_match((team.surveyed, mean(team_survey.survey_result, where=surveyed_as)), otherwise=team.public_score),
    )

with clause("一3", "社会公认评估得分计入考核结果,约占三分之一 | public opinion enters the score, with about a third"):
    team.score = points("考核得分 | achievements and public opinion", with_public(team.achievement, team.public_taken))
    leader.public_taken = points(
        "社会公认计分 | the leader's own public-opinion score, or the team's where there is none",
        first_known(leader.public_score, team.public_taken),
    )
    leader.total_score = points(
        "考核得分 | performance and public opinion", with_public(leader.work_score, leader.public_taken)
    )

with clause("一3", "民主测评上下、左右、内外互评 | the review goes up and down, sideways, from within and without"):

    def marked_by(group: str) -> Any:
        """The mean mark of one group of reviewers; missing without any."""
        return mean(review.score, where=review.reviewer == group)

    def of_directions(weights: Any, groups: Iterable[str]) -> Any:
        """The groups' means by weight; a group without marks makes it missing, or leaves its weight to the others."""
        means = {group: marked_by(group) for group in groups}
        there = {group: known(mark) for group, mark in means.items()}
        whole = weighted(weights, **{group: first_match((there[group], 1), otherwise=0) for group in groups})
        earned = weighted(weights, **{group: first_known(means[group], 0) for group in groups})
        return choose(p.review_gap, refuse=weighted(weights, **means), rescaled=earned / when(whole > 0, whole))

    leader.superior_mean = points("市领导评分 | the city's leaders in charge, of a chief", marked_by("superior"))
    leader.chief_mean = points("正职评分 | the chief, of a deputy", marked_by("chief"))
    leader.peers_mean = points("班子成员评分 | the members of the team", marked_by("peers"))
    leader.staff_mean = points("机关干部评分 | the staff", marked_by("staff"))
    leader.reviewed = flag("按测评表计分 | scored out of the reviews", exists(review))
    by_direction = first_match(
        (leader.position == "chief", of_directions(p.chief_review_weights, ("superior", "peers", "staff"))),
        otherwise=of_directions(p.deputy_review_weights, ("chief", "peers", "staff")),
    )
    leader.review_taken = points(
        "民主测评计分 | the review of several directions, else the score that is given",
        first_match(
            (leader.reviewed, choose(p.review_mean, by_direction=by_direction, by_ballot=mean(review.score))),
            otherwise=leader.review_score,
        ),
    )

with clause("一4", "班子按得分分类别排名,按 15∶80∶5 评一、二、三等 | teams are ranked by class and graded 15:80:5"):
    team_scored = known(team.score)
    of_teams = places(category.team_count, p.team_shares, TEAM_GRADES)
    category.team_count = counted("班子数 | teams of the class", count(team))
    category.first_places = counted("一等名额 | places of the first grade", of_teams["first"])
    category.second_places = counted("二等名额 | places of the second grade", of_teams["second"])
    category.third_places = counted("三等名额 | places of the third grade", of_teams["third"])
    team.rank = counted("类内名次 | place in the class", rank(team.score, where=team_scored, within=category))
    team.is_first = flag(
        "居一等名额之内 | among the best of the class",
        within_class(team.score, category.first_places, "team_first_tie", where=team_scored),
    )
    team.is_third = flag(
        "居三等名额之内 | among the last of the class",
        within_class(
            team.score, category.third_places, "team_third_tie", where=team_scored & ~team.is_first, best="lowest"
        ),
    )
    grade = first_match((team.is_first, "first"), (team.is_third, "third"), otherwise="second")
    team.grade = option("班子等次 | the team's grade", when(team_scored, grade), words=TEAM_GRADES)

with clause("一4", "干部按 15∶80∶4∶1 定各等次名额 | leaders: places of the grades are 15:80:4:1"):
    leader.counts_in_quota = flag("计入评定人数 | takes part in the grades of the year", leader.assessed)
    category.headcount = counted("参加评定人数 | leaders who take part", count(leader, where=leader.counts_in_quota))
    category.base_ratio = ratio("优秀基本比例 | the share of excellent grades", lookup(p.leader_shares, "excellent"))
    category.ratio_in_force = ratio("优秀比例 | the share in force: nothing is added", category.base_ratio)
    category.exact_places = counted(
        "优秀名额(未取整) | places for excellent grades before rounding", category.headcount * category.ratio_in_force
    )
    of_leaders = places(category.headcount, p.leader_shares, GRADES)
    category.excellent_places = counted("优秀名额 | places for excellent grades", of_leaders["excellent"])
    category.competent_places = counted("称职名额 | places for competent", of_leaders["competent"])
    category.basic_places = counted("基本称职名额 | places for basically competent", of_leaders["basically_competent"])
    category.unfit_places = counted("不称职名额 | places for unfit", of_leaders["unfit"])
    city.headcount_total = counted("全市参加评定人数 | everybody in the city who counts", total(category.headcount))
    city.ceiling_exact = counted(
        "法定上限(未取整) | the most excellent grades by the state's rules, not rounded",
        city.headcount_total * p.statutory_excellent_ratio,
    )
    city.ceiling_places = counted("法定上限名额 | that ceiling in whole places", to_whole(city.ceiling_exact, "floor"))
    city.places_given = counted("核定名额合计 | all places of the city", total(category.excellent_places))


def tail(share: Any) -> Any:
    """How many leaders stand in the last part of the class."""
    heads = category.headcount * share
    return choose(
        p.tail_rounding, half_up=to_whole(heads), ceiling=to_whole(heads, "ceiling"), floor=to_whole(heads, "floor")
    )


with clause("一4", "得分后 5%、测评后 2%、定量指标不足 60% 的为考核对象 | who is examined for a lower grade"):
    by_score = leader.counts_in_quota & known(leader.total_score)
    by_review = leader.counts_in_quota & known(leader.review_taken)
    category.score_tail_places = counted("得分靠后人数 | how many are the last by score", tail(p.score_tail))
    category.review_tail_places = counted("测评靠后人数 | how many are the last by review", tail(p.review_tail))
    leader.score_rank = counted(
        "类内名次 | place in the class", rank(leader.total_score, where=by_score, within=category)
    )
    leader.last_by_score = flag(
        "得分排名靠后 | in the last part of the class by score",
        in_last_part(leader.total_score, category.score_tail_places, "score_tail_tie", where=by_score),
    )
    leader.last_by_review = flag(
        "测评排名靠后 | in the last part of the class by democratic review",
        in_last_part(leader.review_taken, category.review_tail_places, "review_tail_tie", where=by_review),
    )
    target.completed = ratio(
        "得分率 | how far the target is met", completion(target.done, when(target.goal > 0, target.goal))
    )
    target.falls_short = flag("低于下限 | strictly below the least completion", target.completed < p.least_completion)
    leader.missed_target = flag(
        "有定量指标得分率低于下限 | some quantitative target is not met far enough",
        leader.counts_in_quota & exists(target.falls_short),
    )
    leader.is_candidate = flag(
        "列为基本称职考核对象 | examined for basically competent for any of the three causes",
        leader.last_by_score | leader.last_by_review | leader.missed_target,
    )

with clause("一4", "基本称职、不称职得票超过三分之一必须降等次 | votes against above a third must lower the grade"):
    leader.vote_total = counted(
        "得票基数 | what the votes are a share of", choose(p.vote_base, valid=leader.valid_ballots, cast=leader.ballots)
    )
    together = leader.votes_basic + leader.votes_unfit
    separately = greatest(leader.votes_basic, leader.votes_unfit)
    leader.votes_against = counted(
        "基本称职与不称职得票 | votes for the two lower grades",
        choose(p.votes_counted, together=together, separately=separately),
    )
    leader.vote_share = ratio(
        "得票率 | votes for the two lower grades as a share",
        completion(leader.votes_against, when(leader.vote_total > 0, leader.vote_total)),
    )
    leader.must_be_lowered = flag(
        "得票超限,必须降等次 | votes strictly above the limit: basically competent at best",
        leader.counts_in_quota & (leader.votes_against > leader.vote_total * p.vote_limit),
    )

with clause("一4", "考核对象逐人决定,或按比例降等次 | candidates are lowered as people decide, or by the ratio"):
    must, deciding, ranking = leader.must_be_lowered, p.lower_grades == "decision", p.lower_grades == "rank"
    category.must_people = counted("必须降等次人数 | leaders who must be lowered", count(leader, where=must))
    category.candidate_people = counted("考核对象人数 | candidates", count(leader, where=leader.is_candidate))
    category.lower_places = counted(
        "低等次名额 | places of the two lower grades", category.basic_places + category.unfit_places
    )
    category.lower_left = counted(
        "其余低等次名额 | lower places that those who must be lowered leave",
        greatest(category.lower_places - category.must_people, 0),
    )
    leader.mandatory_grade = option(
        "必降者的等次 | basically competent, unless people find the leader unfit",
        decide(
            "mandatory_grade",
            "得票超过界限,必须评为基本称职;是否评为不称职? | Votes above the limit: basically competent, or unfit?",
            where=must & deciding,
            answers=LOWER,
            otherwise="basically_competent",
        ),
        words=LOWER,
    )
    leader.candidate_grade = option(
        "考核对象的决定 | what people decide for a candidate: kept in the order of scores, or lowered",
        decide(
            "candidate_grade",
            "列为基本称职考核对象,怎样评定? | A candidate for basically competent: which grade?",
            where=leader.is_candidate & ~must & deciding,
            answers={"kept": "不降", **LOWER},
        ),
    )
    others = by_score & ~must & ranking
    leader.low_by_rank = flag(
        "按比例列入低等次 | takes one of the lower places by rank; those who must be lowered took theirs first",
        must | within_class(leader.total_score, category.lower_left, "lower_tie", where=others, best="lowest"),
    )
    lowered_by_rank = leader.low_by_rank & known(leader.total_score) & ranking
    leader.unfit_by_rank = flag(
        "按比例列入不称职 | the last of those in the lower places take the places of unfit",
        within_class(leader.total_score, category.unfit_places, "unfit_tie", where=lowered_by_rank, best="lowest"),
    )
    decided = first_match(
        (must, leader.mandatory_grade), (leader.is_candidate, leader.candidate_grade), otherwise="kept"
    )
    ranked = first_match((leader.unfit_by_rank, "unfit"), (leader.low_by_rank, "basically_competent"), otherwise="kept")
    leader.lower_grade = option(
        "降等次结果 | whether the leader is lowered, and to which grade",
        choose(p.lower_grades, decision=decided, rank=ranked),
        words={"kept": "不降", **LOWER},
    )


def graded(grade: str) -> Any:
    """How many leaders of the class have a grade."""
    return count(leader, where=leader.leader_grade == grade)


with clause("一4", "优秀按得分评定,其余称职 | excellent go by score, everybody else is competent"):
    leader.barred_as_candidate = flag(
        "考核对象不得评优 | a candidate cannot be excellent, where it is read so",
        leader.is_candidate & (p.candidate_excellent == "barred"),
    )
    eligible = by_score & (leader.lower_grade == "kept") & ~leader.barred_as_candidate
    leader.is_excellent = flag(
        "居优秀名额之内 | among the best of the class; who is lowered or barred gives the place to the next",
        within_class(leader.total_score, category.excellent_places, "excellent_tie", where=eligible),
    )
    grade = first_match(
        (leader.lower_grade == "unfit", "unfit"),
        (leader.lower_grade == "basically_competent", "basically_competent"),
        (leader.is_excellent, "excellent"),
        otherwise="competent",
    )
    leader.leader_grade = option(
        "考核等次 | the leader's grade; none without taking part", when(leader.counts_in_quota, grade), words=GRADES
    )
    category.excellent_people = counted("优秀人数 | leaders graded excellent", count(leader, where=leader.is_excellent))
    category.places_left = counted(
        "优秀剩余名额 | places for excellent grades not taken", category.excellent_places - category.excellent_people
    )
    category.competent_people = counted("称职人数 | leaders graded competent", graded("competent"))
    category.basic_people = counted("基本称职人数 | leaders graded basically competent", graded("basically_competent"))
    category.unfit_people = counted("不称职人数 | leaders graded unfit", graded("unfit"))


def scored_on(aspect: str) -> Any:
    """A district's points on the indicators of one aspect; of a team without indicators there are none."""
    return when(team.by_indicators, total(indicator_score.points, where=indicator.aspect == aspect))


def of_all_aspects(table: Any) -> Any:
    """The sum of a table's entries for the four aspects."""
    return sum(lookup(table, aspect) for aspect in ASPECTS)


with clause("二1", "区县考核经济、社会、生态、民生四方面指标 | districts are scored on indicators of four aspects"):
    team.by_indicators = flag("按区县指标考核 | scored on the districts' indicators", exists(indicator_score))
    team.economy_points = points("经济建设得分 | points for the economy", scored_on("economy"))
    team.society_points = points("社会发展得分 | points for society", scored_on("society"))
    team.ecology_points = points("生态环境得分 | points for the environment", scored_on("ecology"))
    team.livelihood_points = points("民生民本得分 | points for people's livelihood", scored_on("livelihood"))
    team.indicator_total = points(
        "四方面合计 | points of the four aspects, out of 86",
        team.economy_points + team.society_points + team.ecology_points + team.livelihood_points,
    )
    scaled = team.indicator_total * p.full_marks / of_all_aspects(p.indicator_points)
    district = choose(p.district_total, scaled=scaled, as_it_stands=team.indicator_total)
    team.achievement = points(
        "计入的实绩得分 | a district's points on its indicators, else the score that is given",
        first_match((team.by_indicators, district), otherwise=team.work_score),
    )

with clause("二4", "社会公认评估的平均得分与上年比较 | public opinion: the mean scores, and last year's beside them"):

    def means_of_class(now: Any, then: Any) -> tuple[Any, Any]:
        """This year's and last year's mean of the class: of each year's teams, or of those that both years have."""
        both = known(now) & known(then)

        def mean_of(value: Any) -> Any:
            return choose(
                p.compared_teams, each_year=mean(value, where=known(value)), both_years=mean(value, where=both)
            )

        return mean_of(now), mean_of(then)

    citizens = team_survey.citizens_score
    team.citizens_taken = points(
        "群众评估得分 | what citizens say: the mean of the surveys that asked them, else the score that is given",
        first_known(mean(citizens, where=surveyed_as & known(citizens)), team.citizens_score),
    )
    team.last_public = points("上年社会公认得分 | last year's score", mean(last_year.public_score))
    team.last_citizens = points("上年群众评估得分 | last year's of citizens", mean(last_year.citizens_score))
    team.compared = flag("与上年比较 | there is a score of last year", known(team.last_public))
    team.public_change = points("社会公认比上年 | more than last year, or less", team.public_taken - team.last_public)
    team.citizens_change = points("群众评估比上年 | of citizens", team.citizens_taken - team.last_citizens)
    category.mean_public = points(
        "班子社会公认平均分 | mean public-opinion score of the class's teams", mean(team.public_taken)
    )
    this_year, before = means_of_class(team.public_taken, team.last_public)
    of_citizens, before_citizens = means_of_class(team.citizens_taken, team.last_citizens)
    category.teams_compared = counted("比较班子数 | teams that have a score of last year", count(team.compared))
    category.compared_mean = points("社会公认平均 | the mean that is compared", this_year)
    category.last_mean = points("上年社会公认平均 | last year's mean", before)
    category.mean_change = points(
        "社会公认平均比上年 | the mean against last year's", category.compared_mean - category.last_mean
    )
    category.citizens_mean = points("群众评估平均 | the mean of what citizens say", of_citizens)
    category.last_citizens_mean = points("上年群众评估平均 | last year's mean of citizens", before_citizens)
    category.citizens_mean_change = points(
        "群众评估平均比上年 | of citizens", category.citizens_mean - category.last_citizens_mean
    )

with clause("三3", "重点考核目标月通报 | key targets: a circular each month"):
    goal = when(key_target.goal > 0, key_target.goal)
    progress.completed = ratio("完成率 | done by then of the year's goal", progress.done / goal)
    progress.gained = ratio(
        "本月完成率 | what was added since the last report", (progress.done - progress.done_before) / goal
    )
    progress.due = amount(
        "应完成累计 | the plan by then; where none is stated, even progress through the year",
        first_known(progress.planned, key_target.goal * progress.month / MONTHS_OF_A_YEAR),
    )
    progress.due_shown = amount("应完成累计 | as it is printed, to two decimals", rounded(progress.due, 2))
    progress.behind = flag("落后于计划 | strictly less than was due by then", progress.done < progress.due)
    team.key_targets_set = counted("重点目标数 | key targets of the team", count(key_target))
    team_month.month_targets = counted("通报项次 | reports of key targets", count(progress))
    team_month.month_behind = counted("落后项次 | of these, behind", count(progress.behind))
    team_month.even_progress = ratio(
        "序时进度 | the part of the year that is over", team_month.month / MONTHS_OF_A_YEAR
    )
    team_month.month_gained = ratio("本月完成率平均 | added since the last report", mean(progress.gained))
    team_month.month_completed = ratio("累计完成率平均 | the mean of the targets", mean(progress.completed))
    team_month.month_rank = place(
        "当月名次 | place in the class by mean completion; equal ones share it",
        rank(team_month.month_completed, within=(category, team_month.month)),
        clause="三2, 三3",
    )

with clause("三3", "季讲评:各季末的进度 | a review each quarter: how targets stand at its end"):
    last_of_quarter = highest(progress.month, within=(key_target, progress.quarter))
    closing = progress.closes_quarter
    progress.closes_quarter = flag(
        "本季最后一次 | the target's last report of the quarter", progress.month == last_of_quarter
    )
    team_quarter.quarter_targets = counted("讲评项次 | key targets reported in the quarter", count(closing))
    team_quarter.quarter_behind = counted("季末落后项次 | behind at its end", count(progress.behind, where=closing))
    team_quarter.quarter_gained = ratio(
        "本季完成率平均 | what the quarter added, the mean of the targets",
        total(progress.gained) / team_quarter.quarter_targets,
    )
    team_quarter.quarter_completed = ratio(
        "季末累计完成率平均 | how far they are at its end", mean(progress.completed, where=closing)
    )
    team_quarter.quarter_rank = place(
        "当季名次 | place in the class by mean completion; equal ones share it",
        rank(team_quarter.quarter_completed, within=(category, team_quarter.quarter)),
        clause="三2, 三3",
    )
