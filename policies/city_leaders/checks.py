"""What no row may be: checks of the city's leading teams and leaders."""

from payout.rules import *

from .rules import aspect_group, category, clause, indicator, indicator_score, leader, of_all_aspects, p, team

with clause("一3"):
    leader.leader_without_public_score = refused(
        "参加评定的干部没有社会公认评估得分 | neither the leader nor the team has a public-opinion score",
        leader.counts_in_quota & ~known(leader.public_taken) & (p.public_opinion == "weighted"),
        at=leader.public_score,
        fix="补填本人或班子的得分 | fill in the leader's score or the team's",
    )

with clause("一3, 一4"):
    team.team_above_full_marks = refused(
        "班子得分超过满分 | a score above full marks",
        (team.work_score > p.full_marks) | (team.public_score > p.full_marks),
        at=team.team_id,
        expected="不超过 100 分 | not above full marks",
        fix="核对得分 | check the scores",
    )
    leader.leader_above_full_marks = refused(
        "干部得分超过满分 | a score above full marks",
        (leader.work_score > p.full_marks)
        | (leader.public_score > p.full_marks)
        | (leader.review_score > p.full_marks),
        at=leader.leader_id,
        expected="不超过 100 分 | not above full marks",
        fix="核对得分 | check the scores",
    )

with clause("一4"):
    team.team_without_score = refused(
        "班子没有实绩得分 | the team has neither a score nor points on indicators",
        ~known(team.achievement),
        at=team.work_score,
        expected="实绩得分,或全部区县指标得分 | a score, or the points on all indicators",
        fix="补填得分 | fill in the score",
    )
    votes, valid = leader.votes_basic + leader.votes_unfit, leader.valid_ballots
    complete = known(valid) & known(leader.ballots) & known(leader.votes_basic) & known(leader.votes_unfit)
    leader.ballots_missing = refused(
        "民主测评票数不全,或没有有效票 | some of the four numbers are lacking, or no ballot is valid",
        leader.counts_in_quota & ~(complete & (valid > 0)),
        at=leader.valid_ballots,
        expected="收回票数、有效票数、基本称职票、不称职票 | ballots, valid ballots and the votes of both lower grades",
        fix="补填票数,没有得票的填 0;有效票数要大于 0 | write 0 for no votes; valid ballots above 0",
    )
    leader.ballots_inconsistent = refused(
        "票数不合理 | more votes than valid ballots, or more valid ballots than ballots",
        (votes > valid) | (valid > leader.ballots),
        at=leader.valid_ballots,
        expected="两种得票之和 ≤ 有效票数 ≤ 收回票数 | votes ≤ valid ballots ≤ ballots",
        fix="核对票数 | check the numbers",
    )

    lower = category.basic_people + category.unfit_people
    look = "核对决定,或保留并说明 | check the decisions, or keep them and say why"
    category.lower_grades_above_ratio = doubtful(
        "评为基本称职、不称职的人数超过比例 | more leaders in the two lower grades than the ratio gives",
        lower > category.lower_places,
        at=category.category_id,
        fix=look,
    )
    category.lower_grades_below_ratio = doubtful(
        "评为基本称职、不称职的人数不足比例 | fewer leaders in the two lower grades than the ratio gives",
        lower < category.lower_places,
        at=category.category_id,
        fix=look,
    )
    category.unfit_above_ratio = doubtful(
        "不称职的人数超过比例 | more leaders graded unfit than the ratio gives",
        category.unfit_people > category.unfit_places,
        at=category.category_id,
        fix=look,
    )

with clause("二1"):
    team.team_scored_twice = refused(
        "既有实绩得分又有区县指标得分 | a score and points on indicators for one team",
        team.by_indicators & known(team.work_score),
        at=team.work_score,
        fix="二者只留一种 | keep one of the two",
    )
    team.indicators_incomplete = refused(
        "区县指标得分不全 | some of the 41 indicators have no points",
        team.by_indicators & (count(indicator_score) != of_all_aspects(p.indicator_items)),
        at=team.team_id,
        expected="每项指标一行 | one row for each indicator",
        fix="补齐区县指标得分表 | complete the table of indicator scores",
    )
    aspect_group.wrong_number_of_indicators = refused(
        "该方面的指标项数不符 | an aspect has more or fewer indicators than the scheme states",
        count(indicator) != lookup(p.indicator_items, aspect_group.aspect),
        at=aspect_group.aspect,
        expected="经济建设 18 项、社会发展 15 项、生态环境 4 项、民生民本 4 项 | 18, 15, 4 and 4 indicators",
        fix="核对区县考核指标表 | check the table of indicators",
    )
    aspect_group.wrong_points_of_aspect = refused(
        "该方面的分值合计不符 | the points of an aspect do not add up to what the scheme states",
        total(indicator.full_points) != lookup(p.indicator_points, aspect_group.aspect),
        at=aspect_group.aspect,
        expected="经济建设 38 分、社会发展 32 分、生态环境 6 分、民生民本 10 分 | 38, 32, 6 and 10 points",
        fix="核对指标分值 | check the points of the indicators",
    )
