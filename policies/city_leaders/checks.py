"""What no row may be: checks of the city's leading teams and leaders."""

from payout.rules import *

from .rules import (
    aspect_group,
    category,
    clause,
    indicator,
    indicator_score,
    key_target,
    leader,
    of_all_aspects,
    p,
    progress,
    review,
    survey_score,
    team,
    team_month,
    team_survey,
)

with clause("一3"):
    one_source, keep_one = "一项得分只有一个来源 | one source for a score", "二者只留一种 | keep one of the two"
    team.public_scored_twice = refused(
        "既有社会公认得分又有计入的民意调查 | a public-opinion score, and surveys that count",
        team.surveyed & known(team.public_score),
        at=team.public_score,
        expected=one_source,
        fix=keep_one,
    )
    team_survey.group_not_asked = doubtful(
        "这次调查没有问到某类对象,其他班子有 | the survey lacks a group for this team that it asked about others",
        count(survey_score) < team_survey.survey.groups_asked,
        at=team_survey.team_id,
        fix="补录该类对象的得分 | enter that group's score",
    )
    team_survey.without_weight = refused(
        "这次调查问到的对象都没有权重 | none of the groups that were asked has a weight",
        choose(p.survey_groups, by_weight=~known(team_survey.survey_result), by_sample=False),
        at=team_survey.team_id,
        fix="核对参数 respondent_weights | check the parameter respondent_weights",
    )
    team.survey_missing = doubtful(
        "计入的调查比同类别其他班子少 | fewer surveys enter the mean than of other teams of the class",
        team.surveyed & (team.surveys_counted < highest(team.surveys_counted, within=category)),
        at=team.team_id,
        fix="补录该次调查 | enter that survey's scores",
    )
    leader.reviewed_twice = refused(
        "既有民主测评得分又有测评表 | a review score, and reviews",
        leader.reviewed & known(leader.review_score),
        at=leader.review_score,
        expected=one_source,
        fix=keep_one,
    )
    chief, reviewer = leader.position == "chief", review.reviewer
    review.reviewer_not_of_post = refused(
        "这类测评主体不评价该职务 | these reviewers do not review that post",
        (chief & (reviewer == "chief")) | (~chief & (reviewer == "superior")),
        at=reviewer,
        expected="市领导评价正职,正职评价副职 | the city's leaders review chiefs, chiefs review deputies",
        fix="核对干部编号或测评主体 | check the leader, or who reviewed",
    )
    leader.direction_missing = refused(
        "缺一类测评主体的评分 | a group of reviewers gave no marks",
        leader.reviewed & ~known(leader.review_taken),
        at=leader.leader_id,
        expected="市领导(副职为正职)、班子成员、机关干部 | city leaders, or of a deputy the chief; members; staff",
        fix="补录评分,或另定口径 | enter the marks, or take the other reading",
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

with clause("二4"):
    team.citizens_scored_twice = refused(
        "既有群众评估得分又有市民的民意调查 | citizens' score is given, and surveys asked them",
        known(team.citizens_score) & exists(known(team_survey.citizens_score) & team_survey.survey.counts_in_mean),
        at=team.citizens_score,
        fix=keep_one,
    )

with clause("三3"):
    progress.progress_fell = doubtful(
        "累计完成值比上次少 | less was done by now than was reported before",
        progress.done < progress.done_before,
        at=progress.done,
        expected="累计数,不是当月数 | what was done since January, not in the month",
    )
    key_target.not_reported = doubtful(
        "重点目标没有进度 | a key target without any report",
        ~exists(progress),
        at=key_target.target_id,
        fix="在“重点目标进度”表补上 | add its reports to the table of progress",
    )
    team_month.reports_lacking = doubtful(
        "当月有重点目标没有报进度 | some key target of the team has no report of the month",
        team_month.month_targets < team.key_targets_set,
        at=team_month.team_id,
        fix="补上该月的进度 | add the month's reports",
    )
