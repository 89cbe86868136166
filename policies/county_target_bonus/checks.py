"""What no row may be. Limits of one cell stand on their columns in tables.py."""

from functools import reduce
from operator import add
from typing import Any

from payout.rules import *

from .rules import (
    award,
    clause,
    component_score,
    jurisdiction,
    p,
    penalty,
    person,
    questionnaire,
    sanction,
    spell,
    target,
    unit,
    veto,
)
from .tables import COMPONENTS, RATED_COMPONENTS, TARGET_COMPONENTS

with clause("2.2"):
    entered = [(name, component_score.component == name) for name in (*TARGET_COMPONENTS, *RATED_COMPONENTS)]
    by_targets = {name: exists(target.component == name) for name in TARGET_COMPONENTS}
    by_leaders = {name: exists(questionnaire.component == name) for name in RATED_COMPONENTS}
    computed = by_targets | by_leaders
    covered = [first_match((exists(rows) | computed[name], 1), otherwise=0) for name, rows in entered]
    alone = unit.by_components & ~known(unit.base_score) & ~known(unit.follows_unit)
    rows, different = count(component_score), count_distinct(component_score.component)
    unit.components_incomplete = refused(
        "五项得分不全或重复 | some of the five components, or one of them twice",
        alone & ((rows != different) | (reduce(add, covered) != p.component_count)),
        at=unit.unit_id,
        expected="每个项目有得分、目标或测评表,或只填基本分 | points, targets or questionnaires of each component, or a base score alone",
        fix="补齐缺的项目,删去多出的行 | add what is lacking, remove what stands twice",
    )
    unit.scored_twice = refused(
        "既有基本分又有分项得分 | a base score and component scores for one unit",
        unit.by_components & known(unit.base_score),
        at=unit.base_score,
        fix="二者只留一种 | keep one of the two",
    )

with clause("5.4, 5.7"):
    for of_component, rows in entered:
        twice = refused(
            f"{COMPONENTS[of_component]}既填了得分,又有目标或测评表 | points of {of_component}, and targets or questionnaires of the same",
            exists(rows) & computed[of_component],
            at=unit.unit_id,
            expected="一项只有一个来源 | one source for a component",
            fix="删去单位得分表中的该行,或删去该项的目标、测评表 | remove the row of the scores table, or the targets or questionnaires",
        )
        setattr(unit, f"{of_component}_entered_and_computed", twice)

with clause("5.4"):
    target.deduction_of_fulfilled = refused(
        "足额完成的目标又扣了分 | a target that is fulfilled, and a deduction",
        (target.done >= target.planned) & (target.deduction > 0),
        at=target.deduction,
        fix="扣分改为 0 或清空,或改正完成值 | take nothing, or correct what was done",
    )
    target.deduction_above_marks = doubtful(
        "扣分超过目标的分值,扣完为止 | a deduction above the target's marks: no more than these is taken",
        target.deduction > target.full_marks,
        at=target.deduction,
        expected="不超过分值 | at most the target's marks",
        fix="核对扣分的小数点 | check the deduction's decimal point",
    )

with clause("2.2, 5.4"):

    def marks_off(label: str, rows: Any, full: Any) -> Any:
        """Refuse a unit whose targets do not share out a component's full marks."""
        return refused(
            label,
            exists(rows) & (total(target.full_marks, where=rows) != full),
            at=unit.unit_id,
            expected="分值合计等于该项满分 | marks that come to the full marks",
            fix="补齐或改正目标完成表的分值 | complete or correct the marks in the table of targets",
        )

    key, general, common = (target.component == name for name in TARGET_COMPONENTS)
    limit = {name: lookup(p.component_limits, name) for name in TARGET_COMPONENTS}
    unit.key_marks_off = marks_off(
        "重点职能目标的分值合计不是该项满分 | the targets of key functions do not come to its full marks",
        key,
        limit["key_functions"],
    )
    unit.general_marks_off = marks_off(
        "一般职能目标的分值合计不是该项满分 | the targets of general functions do not come to its full marks",
        general,
        limit["general_functions"],
    )
    unit.common_marks_off = marks_off(
        "共性目标的分值合计不是该项满分 | the common targets do not come to their full marks", common, limit["common"]
    )
    unit.orders_marks_off = refused(
        "共性目标中政令畅通的分值合计不对 | government orders do not have their marks among the common targets",
        exists(common) & (total(target.full_marks, where=target.government_orders) != p.government_orders_marks),
        at=unit.unit_id,
        expected="政令畅通的目标合计为其分值 | targets of government orders that come to their marks",
        fix="补齐政令畅通的目标,或改正分值 | add targets of government orders, or correct the marks",
        clause="2.2",
    )
    target.orders_outside_common = refused(
        "政令畅通只在共性目标内 | government orders are part of the common targets",
        target.government_orders & (target.component != "common"),
        at=target.government_orders,
        fix="改为否,或改项目为共性 | write no, or make it a common target",
        clause="2.2",
    )

with clause("5.7"):
    questionnaire.township_rated_by_townships = refused(
        "乡镇领导只评价部门 | leaders of townships rate departments",
        (unit.category == "township") & (questionnaire.component == "township_review"),
        at=questionnaire.component,
        expected="县领导评价 | the county's leaders",
        fix="核对单位编码,或改正评价人 | check the unit, or who rated",
    )

with clause("5.4, 6.1"):
    in_need_of_score = unit.assessed & ~unit.vetoed & ~known(unit.follows_unit) & ~unit.lacks_unit_targets
    unit.without_score = refused(
        "列入考核的单位没有得分 | an assessed unit that has targets and is not failed has no score",
        in_need_of_score & ~known(unit.base_points) & ~unit.by_components,
        at=unit.base_score,
        expected="基本分或五项得分 | a base score or the five components",
        fix="填基本分,或五项得分(也可由目标、测评表算出) | fill in the base score, or five components, as points or out of tables",
    )

with clause("6.1, 6.3"):
    has_marks = known(unit.base_points) | exists(award) | exists(penalty)
    unit.score_not_read = doubtful(
        "不列入考核的单位有得分、加分或扣分,不计 | a unit that is not assessed has a score, awards or penalties: not read",
        ~unit.assessed & ~known(unit.follows_unit) & has_marks,
        at=unit.assessed,
        fix="核对是否列入考核;不列入的,删去得分 | check whether it is assessed; remove the score where it is not",
    )
    unit.staff_targets_not_read = doubtful(
        "不列入考核的单位不看二级目标,不扣发 | of a unit that is not assessed staff targets are not read: nothing is withheld",
        ~unit.assessed & ~known(unit.follows_unit) & ~first_known(unit.has_staff_targets, True),
        at=unit.has_staff_targets,
        fix="核对是否列入考核;不列入的,留空 | check whether it is assessed; leave it blank where it is not",
        clause="6.7",
    )
    unit.scored_without_people = doubtful(
        "单位有得分而名单上没有人,得分仍影响其他单位 | a unit with a score and no people: its score still moves the others",
        known(unit.base_points) & (unit.people_listed == 0),
        at=unit.unit_id,
        fix="核对人员表的单位编码,或删去该单位 | check the unit codes of the people, or remove the unit",
    )

with clause("6.3, 6.11"):
    cells = known(unit.review) | known(unit.has_unit_targets) | known(unit.has_staff_targets) | known(unit.base_score)
    rows = exists(component_score) | exists(award) | exists(penalty) | exists(veto)
    rows = rows | exists(target) | exists(questionnaire)
    unit.follower_with_own_results = refused(
        "参照其他单位的单位又有自己的得分、奖惩、评议或目标 | a unit that follows another has results of its own",
        known(unit.follows_unit) & (cells | rows),
        at=unit.follows_unit,
        expected="得分、加分、扣分、否决、评议和目标都不填 | no scores, awards, penalties, vetoes, review or targets",
        fix="清空这些列,或不填参照单位 | clear them, or leave follows_unit blank",
    )
    unit.follows_follower = refused(
        "参照的单位自己又参照别的单位(或参照自己) | the followed unit follows another, or the unit follows itself",
        known(inherited(unit.follows_unit, unit.follows_unit)) & known(unit.follows_unit),
        at=unit.follows_unit,
        expected="一个自己不参照他人的单位 | a unit that follows no other",
        fix="直接填最终参照的单位 | name the unit that is followed in the end",
    )

with clause("5.5.1, 5.5.2"):
    award.county_system_award = refused(
        "县级没有系统表彰 | a system award at county level",
        (award.scope != "special") & award.system & (award.level == "county"),
        at=award.system,
        expected="系统表彰为市级及以上 | system awards begin at city level",
        fix="改正级别或系统表彰 | correct the level or the flag",
    )

with clause("5.5.7"):
    award.multi_system_not_single = refused(
        "仅单项先进可对应多家部门 | only single awards may be for work under several systems",
        award.multi_system & (award.scope != "single"),
        at=award.multi_system,
        expected="否 | no",
        fix="改为否,或改类型为单项先进 | write no, or make it a single award",
    )

with clause("6.5, 6.6"):
    spell.overlapping = refused(
        "在岗区间重叠 | service spells of one person overlap",
        spell.overlaps,
        at=spell.start,
        expected="同一人的在岗区间互不重叠 | service spells of one person that do not overlap",
        fix="改正起止日期 | correct the dates",
    )
    spell.last_spell_elsewhere = refused(
        "最后在岗区间的单位与人员表不一致 | the last service spell is not at the person's unit",
        spell.is_last & (spell.unit_id != person.unit_id),
        at=spell.unit_id,
        expected="人员表中的单位 | the unit in the people table",
        fix="改正区间的单位,或人员表的单位 | correct the spell's unit, or the unit in the people table",
        clause="6.6",
    )
    service = first_known(spell.reason != "sick_leave", True)
    outside = ~spell.touches_year & first_known(spell.start <= spell.end, True)
    never = service & ~exists(service & spell.touches_year, within=person)
    spell.never_in_year = refused(
        "此人的在岗区间没有一天在考核年度内,会一分不发 | none of the person's service spells has a day in the year: nothing would be paid",
        outside & never,
        at=spell.start,
        expected="至少有一个在岗区间涉及考核年度 | a service spell that touches the year",
        fix="改正年份;全年在本单位的,删去这些行 | correct the year; where the person was there all year, remove the rows",
        clause="6.5",
    )
    spell.outside_year = doubtful(
        "区间完全不在考核年度内,该行不计月数 | the spell has no day in the year: the row counts no month",
        outside & ~never,
        at=spell.start,
        fix="核对年份;没有写错的,删去该行 | check the year; remove the row if it is right",
        clause="6.5",
    )
    nobody = "{gap_from} 至 {gap_to} 有 {gap_days} 天没有任何区间"
    no_row = "of {gap_from} to {gap_to}, {gap_days} days stand in no row"
    add_row = "补上这些天的区间;确实不在岗的,不必改 | add a row for these days; leave it where the person was not there"
    spell.days_between_spells = doubtful(
        f"两个在岗区间之间,{nobody} | between two service spells: {no_row}",
        known(spell.gap_from) & ~spell.is_first,
        at=spell.start,
        fix=add_row,
        clause="6.5",
    )
    spell.transfer_from_nowhere = doubtful(
        f"调动之前没有原单位的区间,{nobody} | a transfer without the unit before it: {no_row}",
        known(spell.gap_from) & spell.is_first & (spell.reason == "transfer"),
        at=spell.start,
        fix=add_row,
    )
    spell.transfer_to_nowhere = doubtful(
        "调动之后没有新单位的区间,{end} 以后没有任何区间 | a transfer without the unit after it: after {end} there is no row",
        spell.is_last & (spell.reason == "transfer") & ~person.in_service,
        at=spell.end,
        fix=add_row,
    )

with clause("1"):
    spell.in_two_jurisdictions = refused(
        "任职区间的单位与本人单位不在同一考核地区 | a person has spells in two jurisdictions",
        unit.jurisdiction != person.unit.jurisdiction,
        at=spell.unit_id,
    )

with clause("6.4"):
    sanction.not_of_the_year = doubtful(
        "处分日期不在考核年度内,不计 | the date is not in the year: it does not count",
        year_of(sanction.date) != p.year,
        at=sanction.date,
    )

with clause("6.7"):
    unit.allocated_above_pool = refused(
        "自行分配合计超过单位奖金总额 | the unit allocated more than its pool",
        total(person.allocated, where=known(person.allocated)) > unit.pool,
        at=unit.unit_id,
        expected="不超过人均奖金 × 人月数 ÷ 12 | at most bonus per head × months ÷ 12",
        fix="减少人员表中该单位的自行分配 | lower the allocated amounts of the unit's people",
    )

with clause("6.1"):
    scored = known(person.score)
    all_equal = highest(person.score, where=scored) == lowest(person.score, where=scored)
    unit.equal_scores_in_unit = doubtful(
        "单位内考核分全部相同,个人不拉开差额 | all scores in the unit are equal: everybody gets the unit's average",
        (count(scored) > 1) & all_equal,
        at=unit.unit_id,
        fix="核对个人考核分 | check the people's scores",
    )

    def mean_of_others(score: Any) -> Any:
        """The mean score of the unit's people without the one of this score."""
        others = count(scored, within=unit) - 1
        return (total(person.score, where=scored, within=unit) - score) / when(others > 0, others)

    own, best = person.score, highest(person.score, where=scored, within=unit)
    far_above = own > mean_of_others(own) * p.usual_score_times
    far_below = own * p.usual_score_times < mean_of_others(own)
    one_is_far_above = best > mean_of_others(best) * p.usual_score_times  # beside that one all others seem far below
    person.score_unlike_others = doubtful(
        "个人考核分与本单位其他人相差悬殊 | the score is far from those of the others in the unit",
        first_known(far_above, False) | first_known(far_below & ~one_is_far_above, False),
        at=person.score,
        fix="核对小数点;确实如此的,不必改 | check where the point stands; leave it where it is right",
    )
    best, worst = (pick(unit.score_total, where=unit.in_spread) for pick in (highest, lowest))
    jurisdiction.equal_scores_in_county = doubtful(
        "各单位考核分全部相同,人均奖金均为平均数 | all scores in a spread are equal: each unit gets the average",
        first_known(best == worst, False),
        fix="核对单位得分 | check the units' scores",
    )
    within = (jurisdiction, unit.category)
    best, worst = (pick(unit.score_total, where=unit.in_spread, within=within) for pick in (highest, lowest))
    unit.equal_scores_in_category = doubtful(
        "本类别各单位考核分全部相同,人均奖金均为平均数 | all scores of a category that is spread by itself are equal",
        choose(p.pool_by, county=False, category=unit.in_spread & (best == worst)),
        at=unit.unit_id,
        fix="核对单位得分 | check the units' scores",
    )

with clause("6.8"):
    unit.quota_exceeded = doubtful(
        "优秀人数超过名额 | more people are graded excellent than the unit has places",
        unit.places_left < 0,
        at=unit.unit_id,
        fix="减少优秀等次 | grade fewer people excellent",
    )

with clause("6.8, 6.9"):
    person.barred_chief_excellent = doubtful(
        "正职所在单位不合格或评议不满意,不得评优 | the chief of a failed or poorly reviewed unit is graded excellent",
        person.is_excellent & person.barred_as_chief,
        at=person.grade,
        expected="优秀以外的等次 | a grade other than excellent",
        fix="改正等次 | correct the grade",
    )
