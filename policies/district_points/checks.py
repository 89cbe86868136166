"""What no row may be: checks of District bonus by points value."""

from payout.rules import *

from .rules import city_item, clause, indicator, p, special, unit

with clause("四1"):
    unit.without_grade = refused(
        "部门没有职能目标等次 | A department without a grade of its function targets",
        (unit.category == "department") & ~known(unit.function_grade),
        at=unit.function_grade,
        expected="优秀、较好、一般或较差 | excellent, good, fair or poor",
        fix="填写等次 | fill in the grade",
    )

with clause("三"):
    unit.graded_street = refused(
        "街道没有职能目标 | A street with a grade of function targets",
        (unit.category == "street") & known(unit.function_grade),
        at=unit.function_grade,
        expected="街道空着,考核经济指标 | blank for a street, which has economic indicators",
        fix="删去等次,或改正类别 | clear the grade, or correct the category",
    )
    unit.few_function_targets = doubtful(
        "职能目标少于一般条数 | Fewer function targets than the text asks for as a rule",
        (unit.category == "department") & (unit.function_targets < p.least_function_targets),
        at=unit.function_targets,
        expected="一般不少于 5 条 | five or more as a rule",
        fix="核对职能目标 | check the function targets",
    )
    unit.without_common = refused(
        "没有共性目标得分 | No common target of the unit is scored",
        ~exists(indicator.kind == "common"),
        at=unit.unit_id,
        expected="指标得分表中该单位的共性目标 | the unit's common targets among the indicators",
        fix="补填共性目标得分 | fill in the common targets",
    )
    unit.without_economic = refused(
        "街道没有经济指标得分 | No economic indicator of a street is scored",
        (unit.category == "street") & ~exists(indicator.kind == "economic"),
        at=unit.unit_id,
        expected="指标得分表中该街道的经济指标 | the street's economic indicators",
        fix="补填经济指标得分 | fill in the economic indicators",
    )
    indicator.economic_of_department = refused(
        "部门没有经济指标 | An economic indicator of a department: it would count nowhere",
        (indicator.kind == "economic") & (unit.category == "department"),
        at=indicator.kind,
        expected="部门只有共性目标 | common targets only, for a department",
        fix="改正类型,或改正单位类别 | correct the kind, or the unit's category",
    )

with clause("四1"):
    indicator.without_score = refused(
        "指标没有得分 | An indicator without a score: missing is not nothing",
        ~known(indicator.score),
        at=indicator.score,
        expected="得分;没有得分填 0 | a score, 0 where there is none",
        fix="补填得分 | fill in the score",
    )
    indicator.above_full_marks = refused(
        "得分超过满分 | A score above the indicator's full marks",
        indicator.score > indicator.full_marks,
        at=indicator.score,
        expected="不超过该指标满分 | not above the indicator's full marks",
        fix="核对得分 | check the score",
    )
    unit.indicator_twice = refused(
        "指标重复 | One indicator stands twice for a unit",
        count(indicator) != count_distinct(indicator.indicator),
        at=unit.unit_id,
        fix="删去重复的行 | remove the repeated row",
    )

with clause("四4"):
    base = first_match((unit.category == "department", p.function_base), otherwise=0)
    unit.not_hundred = doubtful(
        "目标管理考核满分不是一百分 | The base and the indicators do not make full marks",
        base + total(indicator.full_marks) != p.full_marks_of_all,
        at=unit.unit_id,
        expected="职能目标基本分与各指标满分合计 100 | the base and the indicators' full marks sum to 100",
        fix="对照附表三、五、六核对满分 | check full marks against annexes 3, 5 and 6",
    )

with clause("四3"):
    city_item.without_place = refused(
        "完成任务而没有排位 | A task that is done, without its place",
        city_item.completed & ~known(city_item.place),
        at=city_item.place,
        expected="第一、第二或末位 | first, second or last",
        fix="填写老三区排位 | fill in the place among the three old districts",
    )
    city_item.without_deduction = refused(
        "未完成任务而没有减分 | A task not done, without the city's deduction",
        ~city_item.completed & ~known(city_item.city_deduction),
        at=city_item.city_deduction,
        expected="市考核减分;没有减分填 0 | the city's deduction, 0 where there was none",
        fix="填写市考核减分 | fill in the city's deduction",
    )
    city_item.deducted_though_done = refused(
        "完成任务又有减分 | A task that is done, with a deduction that would not count",
        city_item.completed & (city_item.city_deduction > 0),
        at=city_item.city_deduction,
        expected="空着;或任务完成填否 | blank, or the task not done",
        fix="核对任务是否完成 | check whether the task was done",
    )
    unit.city_item_twice = refused(
        "市对区考核项目重复 | One item of the city stands twice for a unit",
        count(city_item) != count_distinct(city_item.item),
        at=unit.unit_id,
        fix="删去重复的行 | remove the repeated row",
    )

with clause("四4"):
    unit.special_twice = doubtful(
        "同一事项加扣分两次 | One matter adds or takes special points twice for a unit",
        count(special) != count_distinct(special.item),
        at=unit.unit_id,
        fix="删去重复的行,或写清两项的不同 | remove one, or word them apart",
    )
    unit.negative_total = doubtful(
        "总得分为负,不计奖 | A total below nothing: it earns no bonus",
        unit.score_total < 0,
        at=unit.unit_id,
        fix="核对扣分 | check what was taken",
    )
