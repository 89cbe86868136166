"""What no row may be: checks of Prefecture leading teams and leaders."""

from payout.rules import *

from .rules import (
    aspect_group,
    clause,
    indicator,
    leader,
    opinion,
    p,
    quality,
    result,
    team,
    topic,
    tree,
)

with clause("问4"):
    indicator.in_a_circle = refused(
        "指标归不到一级指标(上级关系成环) | The indicator hangs on itself, through others or directly",
        ~known(indicator.depth),
        at=indicator.parent_id,
        expected="最后归到一个一级指标 | a way up to a first-level indicator",
        fix="改正上级指标 | correct the parent",
    )
    indicator.too_deep = refused(
        "指标超过四级 | Deeper than the tree may be",
        indicator.depth > p.tree_levels,
        at=indicator.parent_id,
        expected="不超过四级 | four levels at most",
        fix="改正上级指标 | correct the parent",
    )
    indicator.children_do_not_add_up = refused(
        "下级指标分值之和不等于上级分值 | The points of the parent's children do not sum to the parent's",
        known(indicator.parent_id)
        & (total(indicator.weight, within=indicator.parent_id) != via(indicator.parent_id, indicator.weight)),
        at=indicator.weight,
        expected="同一上级的各指标分值之和等于上级分值 | the points of one parent's children sum to the parent's",
        fix="核对分值 | check the points",
    )
    tree.roots_do_not_add_up = refused(
        "一级指标分值之和不是 100 | The first-level indicators of one set and part do not sum to full marks",
        total(indicator.weight, where=~known(indicator.parent_id)) != p.full_marks,
        at=tree.indicator_set,
        expected="同一指标体系、同一考核部分合计 100 分 | 100 points in each set and part",
        fix="核对一级指标的分值 | check the points of the first level",
    )
    indicator.in_another_tree = refused(
        "指标与上级不在同一体系或同一部分 | The set or the part differs from the parent's",
        (via(indicator.parent_id, indicator.indicator_set) != indicator.indicator_set)
        | (via(indicator.parent_id, indicator.part) != indicator.part),
        at=indicator.parent_id,
        expected="与上级指标相同 | as the parent's",
        fix="改正指标体系或考核部分 | correct the set or the part",
    )
    result.scored_above_a_leaf = refused(
        "不是末级指标 | Points on an indicator that has others below it; one in a circle is found as such",
        known(indicator.depth) & ~indicator.is_leaf,
        at=result.indicator_id,
        expected="没有下级的指标 | an indicator with nothing below it",
        fix="改填末级指标的得分 | score the indicators below it",
    )
    result.above_weight = refused(
        "得分超过指标分值 | Points above what the indicator holds",
        result.points > indicator.weight,
        at=result.points,
        expected="不超过指标分值 | not above the indicator's points",
        fix="核对得分 | check the points",
    )
    result.scored_twice = refused(
        "同一指标有两个得分 | One team has two rows for one indicator",
        count(result.points, within=(result.team_id, result.indicator_id)) > 1,
        at=result.indicator_id,
        fix="只留一行 | keep one row",
    )
    result.of_another_set = refused(
        "指标不属于该班子的指标体系 | The indicator is of another set than the team's",
        indicator.indicator_set != team.indicator_set,
        at=result.indicator_id,
        expected="该班子的指标体系 | the team's own set of indicators",
        fix="改正指标编码,或班子的指标体系 | correct the indicator, or the team's set",
    )

with clause("问2.3"):
    team.everyday_missing = refused(
        "没有平时实绩得分 | The everyday results are missing",
        ~known(team.everyday),
        at=team.everyday,
        fix="补填得分;缺分不是零分 | fill in the score; a missing score is not zero",
    )
    team.everyday_above_full_marks = refused(
        "平时实绩得分超过满分 | The everyday results are above full marks",
        team.everyday > p.full_marks,
        at=team.everyday,
        expected="不超过 100 分 | not above full marks",
        fix="核对得分 | check the score",
    )
    team.annual_incomplete = refused(
        "年度实绩的指标得分不全 | The scored indicators of the annual results do not hold full marks",
        total(result.indicator.weight, where=result.indicator.part == "annual") != p.full_marks,
        at=team.team_id,
        expected="有得分的末级指标分值合计 100 | scored indicators that hold 100 points",
        fix="补齐指标得分表 | complete the table of results",
    )

with clause("问2.4"):
    team.self_building_incomplete = refused(
        "自身建设的指标得分不全 | The scored indicators of self-building do not hold full marks",
        total(result.indicator.weight, where=result.indicator.part == "self_building") != p.full_marks,
        at=team.team_id,
        expected="有得分的末级指标分值合计 100 | scored indicators that hold 100 points",
        fix="补齐指标得分表 | complete the table of results",
    )
    team.opinion_missing = refused(
        "社会公认度缺少评价主体 | One of the four groups gave no opinion",
        ~known(team.recognition_score),
        at=team.team_id,
        expected="州级领导、服务对象、两代表一委员、下属组织各有得分 | a score of each of the four groups",
        fix="补填社会公认度评估 | complete the table of public recognition",
    )

with clause("问2.3, 问2.4"):
    annual = count_distinct(result.first_level, where=result.indicator.part == "annual")
    building = count_distinct(result.first_level, where=result.indicator.part == "self_building")
    wanted = first_match(
        (team.is_county, lookup(p.annual_aspects, "county")), otherwise=lookup(p.annual_aspects, "department")
    )
    team.unusual_aspects = doubtful(
        "一级指标的个数与办法不符 | More or fewer first-level indicators than the scheme names",
        (annual != wanted) | (building != p.self_building_aspects),
        at=team.indicator_set,
        expected="年度实绩县市 9 个、州直 5 个方面,自身建设 4 个方面 | 9 or 5 aspects of results, 4 of self-building",
        fix="核对指标体系 | check the tree of indicators",
    )

with clause("问2.4"):
    opinion.satisfaction_above_full_marks = refused(
        "满意度得分超过满分 | Satisfaction above full marks",
        opinion.satisfaction > p.full_marks,
        at=opinion.satisfaction,
        expected="不超过 100 分 | not above full marks",
        fix="核对得分 | check the score",
    )

with clause("问2.5"):
    aspect_group.wrong_topics = refused(
        "德才素质不是 5 个方面 14 个主题 | Other than fourteen topics in five aspects",
        (total(aspect_group.topic_count) != p.topic_number) | (count(aspect_group.topic_count) != p.aspect_number),
        at=aspect_group.aspect,
        expected="5 个方面共 14 个主题 | 14 topics in 5 aspects",
        fix="核对德才素质主题表 | check the table of topics",
    )
    aspect_group.topics_do_not_add_up = refused(
        "德才素质分值合计不是 100 | The points of the topics do not sum to full marks",
        total(aspect_group.aspect_points) != p.full_marks,
        at=aspect_group.aspect,
        expected="各主题分值合计 100 | 100 points in all",
        fix="核对主题的分值 | check the points of the topics",
    )
    quality.above_topic_points = refused(
        "得分超过主题分值 | Points above what the topic holds",
        quality.points > topic.full_points,
        at=quality.points,
        expected="不超过主题分值 | not above the topic's points",
        fix="核对得分 | check the points",
    )
    quality.topic_scored_twice = refused(
        "同一主题有两个得分 | One leader has two rows for one topic",
        count(quality.points, within=(quality.leader_id, quality.topic_id)) > 1,
        at=quality.topic_id,
        fix="只留一行 | keep one row",
    )
    leader.qualities_incomplete = refused(
        "德才素质测评不全 | An appraised leader lacks points on some topic",
        leader.assessed & (count(quality) != p.topic_number),
        at=leader.leader_id,
        expected="14 个主题各一行 | one row for each of the 14 topics",
        fix="补齐德才素质测评表 | complete the table of qualities",
    )
    leader.own_work_missing = refused(
        "没有分管工作得分 | An appraised member or other leader has no score of own work",
        leader.assessed & (leader.tier != "chief") & ~known(leader.own_work),
        at=leader.own_work,
        fix="补填得分;缺分不是零分 | fill in the score; a missing score is not zero",
    )
    leader.own_work_of_a_chief = doubtful(
        "班子正职不计分管工作得分 | A chief has a score of own work, which does not count",
        (leader.tier == "chief") & known(leader.own_work),
        at=leader.own_work,
        fix="清空,或改正层次 | clear it, or correct the tier",
    )
    leader.own_work_above_full_marks = refused(
        "分管工作得分超过满分 | The score of own work is above full marks",
        leader.own_work > p.full_marks,
        at=leader.own_work,
        expected="不超过 100 分 | not above full marks",
        fix="核对得分 | check the score",
    )
