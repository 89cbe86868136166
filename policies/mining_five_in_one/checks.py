"""What no row may be: checks of Five-in-one appraisal of a mining company's sections."""

from payout.rules import *

from .rules import (
    _has,
    _not_yet,
    clause,
    gap,
    linked_indicator,
    month,
    p,
    part_score,
    person,
    person_month,
    personal_part,
    section,
    section_month,
)

with clause("二6"):
    month.not_a_month = refused(
        "看不出是几月 | The text names no month of a year",
        ~known(month.number),
        at=month.month,
        expected="1 至 12,如 5、5月、2010-05 | 1 to 12, such as 5, 5月, 2010-05",
        fix="改正月份的写法 | write the month so",
    )
    month.month_twice = refused(
        "同一个月登记了两次 | Two rows for the same month of the year",
        count(month.number, within=month.number) > 1,
        at=month.month,
        fix="只留一行,各表用同一写法 | keep one row, and write the month alike in every table",
    )
    month.not_confirmed = doubtful(
        "月度结果未经组长签字,不计入年度 | The month's results are not signed: the month does not count",
        ~month.confirmed,
        at=month.confirmed,
        fix="签字后改为“是” | write yes once it is signed",
    )

with clause("二4"):
    weighed = exists(known(linked_indicator.weight))
    month.linked_weights_off = refused(
        "联挂指标的权重合计不是 100 | The weights of the month's linked indicators do not sum to the whole",
        weighed & (total(first_known(linked_indicator.weight, 0)) != p.whole_weight),
        at=month.month,
        expected="同一个月各指标权重合计 100,或全部留空 | weights that sum to 100, or none at all",
        fix="改正该月的权重 | correct the weights of that month",
    )
    linked_indicator.linked_weight_missing = refused(
        "该月有的联挂指标填了权重,有的没填 | Some of the month's linked indicators have a weight and this one has none",
        ~known(linked_indicator.weight) & (count(linked_indicator.weight, within=month) > 0),
        at=linked_indicator.weight,
        fix="全部填写或全部留空 | fill in all weights of the month, or none",
    )
    linked_indicator.linked_twice = refused(
        "同一个月同一指标填了两次 | The same indicator twice in one month",
        count(linked_indicator.indicator, within=(month, linked_indicator.indicator)) > 1,
        at=linked_indicator.indicator,
        fix="只留一行 | keep one row",
    )
    linked_indicator.linked_above_full = refused(
        "联挂指标得分超过满分 | Points of a linked indicator above full marks",
        linked_indicator.points > p.full_marks,
        at=linked_indicator.points,
        fix="核对得分 | check the points",
    )

with clause("二5"):
    part_score.quantitative_above_full = refused(
        "定量得分超过满分 | The quantitative score is above full marks",
        part_score.quantitative > p.full_marks,
        at=part_score.quantitative,
        fix="核对得分 | check the points",
    )
    part_score.qualitative_above_full = refused(
        "定性得分超过满分 | The qualitative score is above full marks",
        part_score.qualitative > p.full_marks,
        at=part_score.qualitative,
        fix="核对得分 | check the points",
    )
    both = ~known(part_score.quantitative) & ~known(part_score.qualitative)
    part_score.quantitative_missing = refused(
        "缺定量得分(考核办) | The appraisal office's score is missing in a month that is signed",
        month.confirmed & choose(p.single_assessor, refuse=~known(part_score.quantitative), stands=both),
        at=part_score.quantitative,
        expected="得分;没有得分不是零分 | a score; none is not zero",
        fix="由考核办补评 | let the appraisal office score it",
    )
    both = ~known(part_score.quantitative) & ~known(part_score.qualitative)
    part_score.qualitative_missing = refused(
        "缺定性得分(主管领导) | The leader's score is missing in a month that is signed",
        month.confirmed & choose(p.single_assessor, refuse=~known(part_score.qualitative), stands=both),
        at=part_score.qualitative,
        expected="得分;没有得分不是零分 | a score; none is not zero",
        fix="由主管领导补评 | let the leader in charge score it",
    )

with clause("二1, 二2"):
    developmental = (part_score.part == "developmental") & _not_yet(month, section.developmental_from)
    research = (part_score.part == "research") & _not_yet(month, section.research_from)
    part_score.scored_without_project = refused(
        "立项未获批准却有得分 | Developmental or research work has a score, but no project of it is approved by that month",
        developmental | research,
        at=part_score.part,
        expected="批准立项的月份及以后才有该项得分 | scores from the month of approval on",
        fix="在“立项”表填批准月份,或删去得分 | enter the month of approval in the table of projects, or remove the score",
    )

with clause("二7"):
    part_score.person_elsewhere = refused(
        "人员不在该科室 | The person belongs to another section",
        known(part_score.person_id) & (person.section_id != part_score.section_id),
        at=part_score.person_id,
        expected="该科室的人员,或留空(整个科室) | somebody of the section, or blank for the whole section",
        fix="改正科室编码或人员编号 | correct the section or the person",
    )
    part_score.part_not_for_worker = refused(
        "岗位工只考核作风建设和联挂指标 | A post worker has a score of his own in a part that does not apply to post workers",
        (person.post == "worker") & (part_score.part != "conduct"),
        at=part_score.part,
        expected="作风建设 | conduct",
        fix="删去该行,或改岗位性质 | remove the row, or correct the post",
    )

with clause("二5"):
    of_section = ~known(part_score.person_id)
    section_month.part_twice = refused(
        "同一科室同一月同一内容填了两次 | A part of the section stands twice in the month",
        count(part_score, where=of_section) != count_distinct(part_score.part, where=of_section),
        at=section_month.month,
        fix="只留一行 | keep one row",
    )

with clause("二7"):
    rows = count(personal_part, where=personal_part.own)
    person_month.own_part_twice = refused(
        "同一人同一月同一内容填了两次 | A part of the person's own scores stands twice in the month",
        rows != count_distinct(personal_part.part, where=personal_part.own),
        at=person_month.month,
        fix="只留一行 | keep one row",
    )

with clause("二3"):
    section_month.without_routine = refused(
        "缺常态性工作得分 | The section has no row for routine work in a month that is signed",
        month.confirmed & ~_has(part_score, "routine"),
        at=section_month.month,
        fix="补上该行 | add the row",
    )
    section_month.without_developmental = refused(
        "发展性目标已立项,缺该项得分 | The section has an approved developmental project but no row for it in a month that is signed",
        month.confirmed & section_month.developmental_due & ~_has(part_score, "developmental"),
        at=section_month.month,
        fix="补上该行 | add the row",
    )
    section_month.without_research = refused(
        "研究性目标已立项,缺该项得分 | The section has an approved research project but no row for it in a month that is signed",
        month.confirmed & section_month.research_due & ~_has(part_score, "research"),
        at=section_month.month,
        fix="补上该行 | add the row",
    )

with clause("二4"):
    section_month.without_conduct = refused(
        "缺作风建设得分 | The section has no row for conduct in a month that is signed",
        month.confirmed & ~_has(part_score, "conduct"),
        at=section_month.month,
        fix="补上该行 | add the row",
    )
    month.without_linked = refused(
        "已签字的月份没有公司联挂指标 | A month that is signed has no linked indicators",
        month.confirmed & ~exists(linked_indicator),
        at=month.month,
        fix="在“公司联挂指标”表补上该月 | add the month to the table of linked indicators",
    )

with clause("二6"):
    gap.month_missing = doubtful(
        "须满十二个月,科室缺这个月的结果,没有年度得分 | All twelve months are wanted and the section lacks one: it has no score of the year",
        choose(p.year_months, present=False, all_twelve=known(gap.month_number)),
        at=gap.month_number,
        fix="补上该月的考核 | add the month's results",
    )

with clause("二6, 二7"):
    person.person_month_missing = doubtful(
        "须满各月,此人缺月,没有年度得分 | All months are wanted and the person lacks one: no score of the year",
        choose(p.year_months, present=False, all_twelve=person.person_months_counted != person.months_due),
        at=person.person_id,
        fix="补上所缺月份,或填起止月 | add the months, or fill in the first and last month",
    )

with clause("二7"):
    beyond = (person.from_month > MONTHS_OF_A_YEAR) | (person.to_month > MONTHS_OF_A_YEAR)
    person.months_out_of_order = refused(
        "起止月有误 | The first or last month is no month of the year, or the last comes before the first",
        first_known(beyond, False) | (person.months_due < 1),
        at=person.to_month,
        expected="1 至 12,截止月不早于起始月 | 1 to 12, the last not before the first",
        fix="改正起止月 | correct the months",
    )

with clause("二6"):
    section.no_month_counted = doubtful(
        "科室没有可计入的月份,不排名 | No month of the section counts: no score, no place",
        section.months_counted == 0,
        at=section.section_id,
        fix="核对月度考核和组长签字 | check the monthly scores and the signatures",
    )
