"""What no row may be; limits of one cell stand on their columns in tables.py."""

from payout.rules import *

from .rules import (
    city_item,
    clause,
    common,
    demolition_target,
    department,
    economic,
    indicator,
    p,
    special,
    street,
    unit,
)

with clause("三"):
    unit.few_function_targets = doubtful(
        "职能目标少于一般条数 | fewer function targets than is the rule",
        department & (unit.function_targets < p.least_function_targets),
        at=unit.function_targets,
        expected="一般不少于 5 条 | five or more as a rule",
    )
    unit.without_common = refused(
        "没有共性目标得分 | no common target is scored", ~exists(common), at=unit.unit_id, fix="补填 | fill it in"
    )
    unit.without_economic = refused(
        "街道没有经济指标得分 | no indicator of a street is scored",
        street & ~exists(economic),
        at=unit.unit_id,
        fix="补填 | fill it in",
    )
    indicator.economic_of_department = refused(
        "部门没有经济指标 | an economic indicator of a department: it would count nowhere",
        economic & department,
        at=indicator.kind,
        fix="改正类型,或改正单位类别 | correct the kind, or the unit's category",
    )

    demolition_target.demolition_of_department = refused(
        "部门没有拆迁旧改目标 | a demolition target of a department: it is for streets",
        department,
        at=demolition_target.unit_id,
        fix="改正编码,或改用专项加扣分 | correct the unit, or use special points",
    )
    unit.demolition_target_twice = twice(
        demolition_target,
        demolition_target.target,
        "拆迁旧改目标重复 | one demolition target stands twice for a street",
        at=unit.unit_id,
    )

with clause("四1"):
    decided, grade = unit.increment_decided, unit.function_grade
    unit.increment_out_of_range = refused(
        "评定的增减分超出等次的幅度 | an increment outside the range of the grade",
        (decided < lookup(p.increment_least, grade)) | (decided > lookup(p.increment_most, grade)),
        at=decided,
        expected="在该等次增减分的上下限之内 | within the least and the most of the grade",
        fix="核对等次和增减分 | check the grade and the increment",
    )
    unit.indicator_twice = twice(
        indicator, indicator.indicator, "指标重复 | one indicator stands twice for a unit", at=unit.unit_id
    )

with clause("四3"):
    city_item.deducted_though_done = refused(
        "完成任务又有减分 | a task that is done, with a deduction that would not count",
        city_item.completed & (city_item.city_deduction > 0),
        at=city_item.city_deduction,
        expected="空着;或任务完成填否 | blank, or the task not done",
        fix="核对任务是否完成 | check whether the task was done",
    )
    unit.city_item_twice = twice(
        city_item, city_item.item, "市对区考核项目重复 | one item of the city stands twice for a unit", at=unit.unit_id
    )

with clause("四4"):
    base = first_match((department, p.function_base), otherwise=0)
    within = choose(p.demolition_counts, special=0, target=total(demolition_target.full_marks), apart=0)
    unit.not_hundred = doubtful(
        "目标管理考核满分不是一百分 | the base and the indicators do not make full marks",
        base + total(indicator.full_marks) + within != p.full_marks_of_all,
        at=unit.unit_id,
        expected="职能目标基本分与各指标满分合计 100 | the base and the indicators' full marks sum to 100",
        fix="对照附表三、五、六核对满分 | check full marks against annexes 3, 5 and 6",
    )
    unit.special_twice = twice(
        special,
        special.item,
        "同一事项加扣分两次 | one matter adds or takes points twice",
        at=unit.unit_id,
        severity="warning",
    )
    unit.negative_total = doubtful(
        "总得分为负,不计奖 | a total below nothing earns no bonus",
        unit.score_total < 0,
        at=unit.unit_id,
        fix="核对扣分 | check what was taken",
    )
