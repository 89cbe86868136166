"""What no row may be: checks of City leading teams and leaders, graded by forced distribution."""

from payout.rules import *

from .rules import (
    aspect_group,
    category,
    clause,
    indicator,
    indicator_score,
    leader,
    p,
    stated,
    target,
    team,
)

with clause("一4"):
    team.team_without_score = refused(
        "班子没有实绩得分 | The team has neither a score nor points on indicators",
        ~known(team.achievement),
        at=team.work_score,
        expected="实绩得分,或全部区县指标得分 | a score, or the points on all indicators",
        fix="补填得分 | fill in the score",
    )

with clause("二1"):
    team.team_scored_twice = refused(
        "既有实绩得分又有区县指标得分 | A score and points on indicators for one team",
        team.by_indicators & known(team.work_score),
        at=team.work_score,
        fix="二者只留一种 | keep one of the two",
    )

with clause("一3"):
    team.team_without_public_score = refused(
        "班子没有社会公认评估得分 | The public-opinion score is missing where it is to be weighted",
        ~known(team.public_score) & (p.public_opinion == "weighted"),
        at=team.public_score,
        fix="补填得分;缺分不是零分 | fill in the score; a missing score is not zero",
    )

with clause("一3, 一4"):
    team.team_above_full_marks = refused(
        "班子得分超过满分 | A score above full marks",
        (team.work_score > p.full_marks) | (team.public_score > p.full_marks),
        at=team.team_id,
        expected="不超过 100 分 | not above full marks",
        fix="核对得分 | check the scores",
    )

with clause("二1"):
    team.indicators_incomplete = refused(
        "区县指标得分不全 | Some of the 41 indicators have no points",
        team.by_indicators & (count(indicator_score) != stated(p.indicator_items)),
        at=team.team_id,
        expected="每项指标一行 | one row for each indicator",
        fix="补齐区县指标得分表 | complete the table of indicator scores",
    )
    indicator_score.indicator_scored_twice = refused(
        "同一指标有两个得分 | One team has two rows for one indicator",
        count(indicator_score.points, within=(indicator_score.team_id, indicator_score.indicator_id)) > 1,
        at=indicator_score.indicator_id,
        fix="只留一行 | keep one row",
    )
    indicator_score.above_indicator_points = refused(
        "得分超过指标分值 | Points above what the indicator holds",
        indicator_score.points > indicator.full_points,
        at=indicator_score.points,
        expected="不超过该指标的分值 | not above the indicator's points",
        fix="核对得分 | check the points",
    )
    aspect_group.wrong_number_of_indicators = refused(
        "该方面的指标项数不符 | An aspect has more or fewer indicators than the scheme states",
        count(indicator) != lookup(p.indicator_items, aspect_group.aspect),
        at=aspect_group.aspect,
        expected="经济建设 18 项、社会发展 15 项、生态环境 4 项、民生民本 4 项 | 18, 15, 4 and 4 indicators",
        fix="核对区县考核指标表 | check the table of indicators",
    )
    aspect_group.wrong_points_of_aspect = refused(
        "该方面的分值合计不符 | The points of an aspect do not add up to what the scheme states",
        total(indicator.full_points) != lookup(p.indicator_points, aspect_group.aspect),
        at=aspect_group.aspect,
        expected="经济建设 38 分、社会发展 32 分、生态环境 6 分、民生民本 10 分 | 38, 32, 6 and 10 points",
        fix="核对指标分值 | check the points of the indicators",
    )

with clause("一4"):
    leader.leader_without_score = refused(
        "参加评定的干部没有得分 | A leader who takes part has no score",
        leader.counts_in_quota & ~known(leader.work_score),
        at=leader.work_score,
        expected="个人绩效得分 | a score",
        fix="补填得分,或在参加等次评定一列填否 | fill in the score, or say that the leader does not take part",
    )

with clause("一3"):
    leader.leader_without_public_score = refused(
        "参加评定的干部没有社会公认评估得分 | Neither the leader nor the team has a public-opinion score",
        leader.counts_in_quota & ~known(leader.public_taken) & (p.public_opinion == "weighted"),
        at=leader.public_score,
        expected="本人的,或班子的社会公认评估得分 | a public-opinion score, the leader's or the team's",
        fix="补填得分 | fill in the score",
    )

with clause("一4"):
    leader.leader_without_review = refused(
        "参加评定的干部没有民主测评得分 | A leader who takes part has no review score",
        leader.counts_in_quota & ~known(leader.review_score),
        at=leader.review_score,
        fix="补填得分 | fill in the score",
    )

with clause("一3, 一4"):
    leader.leader_above_full_marks = refused(
        "干部得分超过满分 | A score above full marks",
        (leader.work_score > p.full_marks)
        | (leader.public_score > p.full_marks)
        | (leader.review_score > p.full_marks),
        at=leader.leader_id,
        expected="不超过 100 分 | not above full marks",
        fix="核对得分 | check the scores",
    )

with clause("一4"):
    complete = (
        known(leader.ballots) & known(leader.votes_basic) & known(leader.votes_unfit) & (leader.valid_ballots > 0)
    )
    leader.ballots_missing = refused(
        "民主测评票数不全,或没有有效票 | A leader who takes part lacks some of the four numbers, or nobody cast a valid ballot",
        leader.counts_in_quota & ~(known(leader.valid_ballots) & complete),
        at=leader.valid_ballots,
        expected="收回票数、有效票数、基本称职票、不称职票 | ballots, valid ballots and the votes of both lower grades",
        fix="补填票数,没有得票的填 0;有效票数要大于 0 | fill in the numbers; write 0 for no votes; valid ballots above 0",
    )
    leader.ballots_inconsistent = refused(
        "票数不合理 | More votes than valid ballots, or more valid ballots than ballots",
        (leader.votes_basic + leader.votes_unfit > leader.valid_ballots) | (leader.valid_ballots > leader.ballots),
        at=leader.valid_ballots,
        expected="两种得票之和 ≤ 有效票数 ≤ 收回票数 | votes ≤ valid ballots ≤ ballots",
        fix="核对票数 | check the numbers",
    )
    target.goal_not_positive = refused(
        "目标值不是正数 | A target of nothing cannot be met in part",
        target.goal <= 0,
        at=target.goal,
        expected="大于 0 | above 0",
        fix="改正目标值 | correct the target",
    )
    target.target_without_result = refused(
        "没有填完成值 | What was done is missing: missing is not zero",
        ~known(target.done),
        at=target.done,
        fix="补填完成值,没有完成的填 0 | fill in what was done; write 0 for nothing",
    )
    category.lower_grades_above_ratio = doubtful(
        "评为基本称职、不称职的人数超过比例 | More leaders in the two lower grades than the ratio gives",
        category.basic_people + category.unfit_people > category.lower_places,
        at=category.category_id,
        fix="核对决定,或保留并说明 | check the decisions, or keep them and say why",
    )
    category.lower_grades_below_ratio = doubtful(
        "评为基本称职、不称职的人数不足比例 | Fewer leaders in the two lower grades than the ratio gives",
        category.basic_people + category.unfit_people < category.lower_places,
        at=category.category_id,
        fix="核对决定,或保留并说明 | check the decisions, or keep them and say why",
    )
    category.unfit_above_ratio = doubtful(
        "不称职的人数超过比例 | More leaders graded unfit than the ratio gives",
        category.unfit_people > category.unfit_places,
        at=category.category_id,
        fix="核对决定,或保留并说明 | check the decisions, or keep them and say why",
    )
