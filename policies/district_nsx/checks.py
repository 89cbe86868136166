"""What no row may be: checks of the district's appraisal Z = N + S + X."""

from payout.rules import *

from .rules import addition, annual, clause, head, of_part, p, person, places_of, scored, target, unit, unit_class

with clause("一(一)"):
    unit.target_twice = twice(
        target, target.target, "目标重复 | one target stands twice in the contract", at=unit.unit_id
    )

with clause("一(二)"):
    unit.parts_not_full = refused(
        "责任书各部分分值与满分不符 | the points of some part do not sum to its full marks",
        (of_part(target.weight, "routine") != unit.routine_full)
        | (of_part(target.weight, "investment") != unit.investment_full)
        | (of_part(target.weight, "conduct") != unit.conduct_full),
        at=unit.unit_id,
        expected="各部分分值等于满分;没有招商任务的不设招商一项 | full marks each; no investment without the duty",
        fix="核对该单位的目标、分值和有无招商引资任务 | check its targets, their points and its duty of investment",
    )
    unit.addition_twice = twice(
        addition, addition.item, "同一事项加分两次 | one matter adds points twice", at=unit.unit_id, severity="warning"
    )
    unit.innovation_capped = doubtful(
        "创新加分超过上限,只计上限 | innovation above its limit: only the limit counts",
        unit.innovation_total > p.innovation_cap,
        at=unit.unit_id,
        fix="核对创新加分 | check the points of innovation",
    )

with clause("一(三)"):
    unit.without_head = refused(
        "没有登记主要领导 | no head of the unit is listed",
        ~exists(head),
        at=unit.unit_id,
        fix="在责任人表中补登一名主要领导 | add one head to the people",
    )
    unit.several_heads = refused(
        "主要领导不止一名 | more than one head of a unit",
        count(person, where=head) > 1,
        at=unit.unit_id,
        fix="只留一名,其余登记为责任人 | keep one; list the others as responsible",
    )
    unit.nobody_liable = doubtful(
        "末位单位没有处罚对象 | a last unit without anybody on whom the penalty falls",
        unit.is_last & ~exists(person.liable),
        at=unit.unit_id,
        fix="在责任人表中登记当事人或责任人 | list who is responsible",
    )
    annual.fund_differs = doubtful(
        "单位奖金合计与财政下拨数不一致 | the units' awards are not the fund that was paid in",
        annual.year_unit_award != p.award_fund,
        at=annual.year,
        fix="核对下拨数和优胜单位数 | check the fund and the number of winners",
    )

with clause("二(一)"):
    unit_class.grades_over_ratio = doubtful(
        "评分等次超过比例 | more units in a scoring grade than its ratio allows",
        (unit_class.first_graded > places_of("first"))
        | (unit_class.second_graded > places_of("second"))
        | (unit_class.third_graded > places_of("third")),
        at=unit_class.category,
        fix="核对该类单位的评分等次,或填写区里规定的比例 | check the grades of the class, or enter the district's ratios",
    )
    anyone_graded = count(unit.score_grade, within=annual) > 0
    unit.grade_missing = doubtful(
        "其他单位评了等次,此单位没有 | other units have a scoring grade, this one has none",
        scored & ~known(unit.score_grade) & anyone_graded,
        at=unit.score_grade,
        fix="补填评分等次 | enter its grade",
    )

with clause("二(二)"):
    annual.several_years = refused(
        "一次只算一个年度 | more than one year in a batch",
        count(annual.year) > 1,
        at=annual.year,
        fix="各年度分开运行 | run each year apart",
    )
    unit.outside_bands = doubtful(
        "得分不在各档之内 | a score below every band of the statistics",
        scored & ~known(unit.tier),
        at=unit.unit_id,
        fix="核对得分;统计时另列 | check the score; statistics list it apart",
    )
