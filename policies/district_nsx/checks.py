"""What no row may be: checks of District appraisal Z = N + S + X."""

from payout.rules import *

from .rules import addition, appraisal_year, clause, p, person, target, unit

with clause("二(二)"):
    appraisal_year.several_years = refused(
        "一次只算一个年度 | More than one year in a batch",
        count(appraisal_year.year) > 1,
        at=appraisal_year.year,
        expected="一行 | one row",
        fix="各年度分开运行 | run each year apart",
    )

with clause("一(二)"):
    target.without_deduction = refused(
        "目标没有考核结果 | A target without a result: a missing score is not full marks",
        ~known(target.deduction),
        at=target.deduction,
        expected="扣分;没有扣分填 0 | points deducted, 0 where none",
        fix="补填扣分 | fill in the deduction",
    )
    target.deduction_above_weight = refused(
        "扣分超过该项分值 | More deducted than the target holds",
        target.deduction > target.weight,
        at=target.deduction,
        expected="不超过分值 | not above the target's points",
        fix="核对扣分 | check the deduction",
    )
    unit.parts_not_full = refused(
        "责任书各部分分值与满分不符 | The points of some part do not sum to its full marks",
        (total(target.weight, where=target.part == "routine") != unit.routine_full)
        | (total(target.weight, where=target.part == "investment") != unit.investment_full)
        | (total(target.weight, where=target.part == "conduct") != unit.conduct_full),
        at=unit.unit_id,
        expected="常规、招商、作风三部分的分值各等于满分;没有招商引资任务的不设招商一项 | each part sums to its full marks; no investment without the duty",
        fix="核对该单位的目标、分值和有无招商引资任务 | check the unit's targets, their points and its duty of investment",
    )

with clause("一(一)"):
    unit.target_twice = refused(
        "目标重复 | One target stands twice in the unit's contract",
        count(target) != count_distinct(target.target),
        at=unit.unit_id,
        fix="删去重复的行,或写清两项的不同 | remove one, or word them apart",
    )

with clause("一(二)"):
    unit.addition_twice = doubtful(
        "同一事项加分两次 | One matter adds points twice for a unit",
        count(addition) != count_distinct(addition.item),
        at=unit.unit_id,
        fix="删去重复的行,或写清两项的不同 | remove one, or word them apart",
    )
    unit.innovation_capped = doubtful(
        "创新加分超过上限,只计上限 | Innovation above its limit: only the limit counts",
        unit.innovation_total > p.innovation_cap,
        at=unit.unit_id,
        fix="核对创新加分 | check the points of innovation",
    )

with clause("一(三)"):
    unit.without_head = refused(
        "没有登记主要领导 | No head of the unit is listed",
        ~exists(person.role == "head"),
        at=unit.unit_id,
        expected="责任人表中一名主要领导 | one head among the people",
        fix="在责任人表中补登 | add the head to the people",
    )
    unit.several_heads = refused(
        "主要领导不止一名 | More than one head of a unit",
        count(person, where=person.role == "head") > 1,
        at=unit.unit_id,
        expected="一名主要领导 | one head",
        fix="只留一名,其余登记为责任人 | keep one; list the others as responsible",
    )
    unit.nobody_liable = doubtful(
        "末位单位没有处罚对象 | A last unit without anybody on whom the penalty falls",
        unit.is_last & ~exists(person.liable),
        at=unit.unit_id,
        fix="在责任人表中登记当事人或责任人 | list who is responsible",
    )

with clause("二(二)"):
    unit.outside_bands = doubtful(
        "得分不在各档之内 | A score below every band of the statistics",
        known(unit.z_score) & ~known(unit.tier),
        at=unit.unit_id,
        expected="参数“总得分梯次”中的一档 | a band of the parameter score_bands",
        fix="核对得分;统计时另列 | check the score; statistics list it apart",
    )

with clause("一(三)"):
    appraisal_year.fund_differs = doubtful(
        "单位奖金合计与财政下拨数不一致 | The units' awards are not the fund that was paid in",
        appraisal_year.year_unit_award != p.award_fund,
        at=appraisal_year.year,
        fix="核对下拨数和优胜单位数 | check the fund and the number of winners",
    )
