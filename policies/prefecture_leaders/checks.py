"""What no row may be: scores that are lacking, trees that do not add up, results on the wrong indicators."""

from payout.rules import *

from .rules import (
    aspect_group,
    clause,
    everyday_mark,
    everyday_part,
    leader,
    p,
    policy,
    quality,
    result,
    staff_count,
    team,
)
from .tables import NOT_ZERO

indicator, tree = policy.symbols("indicator", "tree")

with clause("问2.3"):
    itemised = exists(everyday_mark)
    team.everyday_missing = lacking(
        team.everyday,
        "没有平时实绩得分,也没有明细 | neither a score of everyday results nor their matters",
        where=~itemised,
        fix=NOT_ZERO,
    )
    team.everyday_twice = refused(
        "既填了平时实绩得分,又有平时实绩明细 | a score of everyday results, and their matters too",
        known(team.everyday) & itemised,
        at=team.everyday,
        expected="二者只有一种 | one of the two",
        fix="清空得分,或删去该班子的明细 | clear the score, or remove the team's matters",
    )
    team.everyday_incomplete = refused(
        "平时实绩有考核内容没有明细 | everyday results lack a part",
        choose(p.everyday_lacking, refused=team.everyday_shares != 1, rescaled=team.everyday_shares == 0),
        at=team.team_id,
        expected="有权重的考核内容各有事项 | matters of each part that has weight",
        fix="补齐明细;确实没有该项工作的,改口径 everyday_lacking | complete the table, or take the other reading",
    )
    wanted = lookup(p.everyday_periods, everyday_part.component)
    everyday_part.unusual_number = doubtful(
        "计划、总结的份数与月数、季数不符 | other than a plan a month, a review a quarter",
        everyday_part.matters != wanted,
        at=everyday_part.component,
        expected="月度计划 12 份、季度总结 4 份 | 12 plans, 4 reviews",
        fix="补齐;没有报送的得零分,也要列出 | add what is lacking; what was not handed in is listed with no points",
    )

with clause("问3"):
    team.quota_exceeded = doubtful(
        "拟评优秀人数超过名额 | more people are nominated than there are places",
        team.places_left < 0,
        at=team.team_id,
        fix="减少拟评优秀人员 | nominate fewer people",
    )
    staff_count.more_payees_than_staff = doubtful(
        "享受奖励人数多于参加考核人数 | a bonus for more people than are appraised",
        staff_count.payees > staff_count.appraised,
        at=staff_count.payees,
    )

with clause("问2.3, 问2.4"):
    of_annual, of_building = result.indicator.part == "annual", result.indicator.part == "self_building"
    hundred = "有得分的末级指标分值合计 100 | scored indicators that hold 100 points"
    team.annual_incomplete = refused(
        "年度实绩的指标得分不全 | the annual results are not all scored",
        total(result.indicator.weight, where=of_annual) != p.full_marks,
        at=team.team_id,
        expected=hundred,
        fix="补齐指标得分表 | complete the table of results",
        clause="问2.3",
    )
    team.self_building_incomplete = refused(
        "自身建设的指标得分不全 | self-building is not all scored",
        total(result.indicator.weight, where=of_building) != p.full_marks,
        at=team.team_id,
        expected=hundred,
        fix="补齐指标得分表 | complete the table of results",
        clause="问2.4",
    )
    county, department = lookup(p.annual_aspects, "county"), lookup(p.annual_aspects, "department")
    wanted = first_match((team.is_county, county), otherwise=department)
    aspects, of_self = (count_distinct(result.first_level, where=part) for part in (of_annual, of_building))
    team.unusual_aspects = doubtful(
        "一级指标的个数与办法不符 | more or fewer first-level indicators than the scheme names",
        (aspects != wanted) | (of_self != p.self_building_aspects),
        at=team.indicator_set,
        expected="年度实绩县市 9 个、州直 5 个方面,自身建设 4 个方面 | 9 or 5 aspects of results, 4 of self-building",
    )

with clause("问2.4"):
    team.opinion_missing = refused(
        "社会公认度缺少评价主体 | one of the four groups gave no opinion",
        ~known(team.recognition_score),
        at=team.team_id,
        expected="州级领导、服务对象、两代表一委员、下属组织各有得分 | a score of each of the four groups",
        fix="补填社会公认度评估 | complete the table of public recognition",
    )

with clause("问2.5"):
    topics, aspects = total(aspect_group.topic_count), count(aspect_group.topic_count)
    aspect_group.wrong_topics = refused(
        "德才素质不是 5 个方面 14 个主题 | other than fourteen topics in five aspects",
        (topics != p.topic_number) | (aspects != p.aspect_number),
        at=aspect_group.aspect,
        fix="核对德才素质主题表 | check the table of topics",
    )
    aspect_group.topics_do_not_add_up = refused(
        "德才素质分值合计不是 100 | the topics do not sum to full marks",
        total(aspect_group.aspect_points) != p.full_marks,
        at=aspect_group.aspect,
        fix="核对主题的分值 | check the points of the topics",
    )
    leader.qualities_incomplete = refused(
        "德才素质测评不全 | an appraised leader lacks a topic",
        leader.assessed & (count(quality) != p.topic_number),
        at=leader.leader_id,
        expected="14 个主题各一行 | one row for each of the 14 topics",
        fix="补齐德才素质测评表 | complete the table of qualities",
    )

with clause("问4"):
    weight, above = indicator.weight, indicator.parent_id
    another_set = via(above, indicator.indicator_set) != indicator.indicator_set
    another_part = via(above, indicator.part) != indicator.part
    indicator.in_a_circle = refused(
        "指标归不到一级指标(上级关系成环) | it hangs on itself, through others or directly",
        ~known(indicator.depth),
        at=above,
        expected="最后归到一个一级指标 | a way up to a first-level indicator",
    )
    indicator.too_deep = refused(
        "指标超过四级 | deeper than the tree may be",
        indicator.depth > p.tree_levels,
        at=above,
    )
    indicator.children_do_not_add_up = refused(
        "下级指标分值之和不等于上级分值 | the parent's children do not sum to the parent",
        known(above) & (total(weight, within=above) != via(above, weight)),
        at=weight,
    )
    tree.roots_do_not_add_up = refused(
        "一级指标分值之和不是 100 | the first level does not sum to full marks",
        total(weight, where=~known(above)) != p.full_marks,
        at=tree.indicator_set,
        expected="同一指标体系、同一考核部分合计 100 分 | 100 points in each set and part",
        fix="核对一级指标的分值 | check the points of the first level",
    )
    indicator.in_another_tree = refused(
        "指标与上级不在同一体系或同一部分 | its set or part is not the parent's",
        another_set | another_part,
        at=above,
        fix="改正上级指标、指标体系或考核部分 | correct the parent, the set or the part",
    )
    result.scored_above_a_leaf = refused(
        "不是末级指标 | it has others below it",
        known(indicator.depth) & ~indicator.is_leaf,
        at=result.indicator_id,
        fix="改填末级指标的得分 | score the indicators below it",
    )
    team.set_of_no_result = refused(
        "班子的指标得分没有一个属于其指标体系 | none of its results is of its set of indicators",
        exists(result) & ~exists(result, where=indicator.indicator_set == team.indicator_set),
        at=team.indicator_set,
        fix="改正班子的指标体系,或换成该体系的指标得分 | correct the team's set, or take the results of that set",
    )
    result.of_another_set = refused(
        "指标不属于该班子的指标体系 | the indicator is of another set than the team's",
        indicator.indicator_set != team.indicator_set,
        at=result.indicator_id,
        fix="改正指标编码,或班子的指标体系 | correct the indicator, or the team's set",
    )
