"""What no row may be: months, weights and people that do not agree, scores that are lacking or may not be there."""

from typing import Any

from payout.rules import *

from .rules import approved_since, clause, gap, month, p, part_score, person, policy, section, section_month

linked_indicator, personal_part, person_month = policy.symbols("linked_indicator", "personal_part", "person_month")
internal = policy.symbols("internal_score")[0]
of_section = ~known(part_score.person_id)

with clause("二6"):
    month.not_a_month = refused(
        "看不出是几月 | no month of a year",
        ~known(month.number),
        at=month.month,
        expected="1 至 12,如 5、5月、2010-05 | 1 to 12, such as 5, 5月, 2010-05",
        fix="改正月份 | correct the month",
    )
    month.not_confirmed = doubtful(
        "月度结果未经组长签字,不计入年度 | not signed: the month does not count",
        ~month.confirmed,
        at=month.confirmed,
        fix="签字后改为“是” | write yes once it is signed",
    )
    month.month_returned = doubtful(
        "领导小组退回,不计入年度 | returned by the leading group: the month does not count",
        month.confirmed & (month.opinion == "returned"),
        at=month.opinion,
        fix="重核后再报领导小组 | appraise it again, and report it anew",
    )
    month.opinion_before_signature = refused(
        "组长尚未签字,领导小组已同意 | agreed to by the leading group, and not signed",
        ~month.confirmed & (month.opinion == "agreed"),
        at=month.opinion,
        expected="先由组长签字,再报领导小组 | first the signature, then the opinion",
    )
    month.opinion_awaited = doubtful(
        "领导小组尚未签署意见,不计入年度 | no opinion of the leading group yet: the month does not count",
        choose(p.leading_opinion, unless_returned=False, agreed_only=month.confirmed & ~known(month.opinion)),
        at=month.opinion,
        fix="补上领导小组的意见 | enter the group's opinion",
    )
    section.no_month_counted = doubtful(
        "科室没有可计入的月份,不排名 | no month counts: no score, no place",
        section.months_counted == 0,
        at=section.section_id,
        fix="核对月度考核和组长签字 | check the monthly scores and the signatures",
    )
    gap.month_missing = doubtful(
        "须满十二个月,科室缺这个月的结果,没有年度得分 | all twelve are wanted: without this one no score of the year",
        choose(p.year_months, present=False, all_twelve=known(gap.month_number)),
        at=gap.month_number,
        fix="补上该月的考核 | add the month's results",
    )

with clause("二6, 二7"):
    person.person_month_missing = doubtful(
        "须满各月,此人缺月,没有年度得分 | all months are wanted and the person lacks one: no score of the year",
        choose(p.year_months, present=False, all_twelve=person.person_months_counted != person.months_due),
        at=person.person_id,
        fix="补上所缺月份,或填起止月 | add the months, or fill in the first and last month",
    )

with clause("二4"):
    weight = linked_indicator.weight
    month.linked_weights_off = refused(
        "联挂指标的权重合计不是 100 | the weights do not sum to the whole",
        exists(known(weight)) & (total(first_known(weight, 0)) != p.whole_weight),
        at=month.month,
        fix="改正该月的权重,使合计为 100,或全部留空 | let the month's weights sum to 100, or leave all of them blank",
    )
    linked_indicator.linked_weight_missing = lacking(
        weight,
        "该月有的联挂指标填了权重,有的没填 | others of the month have a weight, this one has none",
        where=count(weight, within=month) > 0,
        fix="全部填写或全部留空 | fill in all weights of the month, or none",
    )
    month.without_linked = refused(
        "已签字的月份没有公司联挂指标 | signed, and no linked indicators",
        month.confirmed & ~exists(linked_indicator),
        at=month.month,
        fix="在“公司联挂指标”表补上该月 | add the month to the table of linked indicators",
    )

with clause("二5"):
    no_quantity, no_quality = ~known(part_score.quantitative), ~known(part_score.qualitative)
    neither, score = no_quantity & no_quality, "得分;没有得分不是零分 | a score; none is not zero"
    part_score.quantitative_missing = refused(
        "缺定量得分(考核办) | signed, without the office's score",
        month.confirmed & choose(p.single_assessor, refuse=no_quantity, stands=neither),
        at=part_score.quantitative,
        expected=score,
        fix="由考核办补评 | let the appraisal office score it",
    )
    part_score.qualitative_missing = refused(
        "缺定性得分(主管领导) | signed, without the leader's score",
        month.confirmed & choose(p.single_assessor, refuse=no_quality, stands=neither),
        at=part_score.qualitative,
        expected=score,
        fix="由主管领导补评 | let the leader in charge score it",
    )

with clause("二1, 二2"):
    developmental = (part_score.part == "developmental") & ~approved_since(section.developmental_from)
    research = (part_score.part == "research") & ~approved_since(section.research_from)
    part_score.scored_without_project = refused(
        "立项未获批准却有得分 | scored, and no project of the kind is approved by that month",
        developmental | research,
        at=part_score.part,
        expected="批准立项的月份及以后才有该项得分 | scores from the month of approval on",
        fix="在“立项”表填批准月份,或删去得分 | enter the month of approval under projects, or remove the score",
    )

with clause("二7"):
    part_score.person_elsewhere = refused(
        "人员不在该科室 | the person belongs to another section",
        known(part_score.person_id) & (person.section_id != part_score.section_id),
        at=part_score.person_id,
        expected="该科室的人员,或留空(整个科室) | somebody of the section, or blank for the whole section",
    )
    part_score.part_not_for_worker = refused(
        "岗位工只考核作风建设和联挂指标 | of his own a post worker is scored in conduct only",
        (person.post == "worker") & (part_score.part != "conduct"),
        at=part_score.part,
        fix="删去该行,或改岗位性质 | remove the row, or correct the post",
    )
    person.months_out_of_order = refused(
        "截止月早于起始月 | the last month is before the first",
        person.months_due < 1,
        at=person.to_month,
        expected="截止月不早于起始月 | the last not before the first",
    )

with clause("二5, 二7"):
    own, keep_one = personal_part.own, "只留一行 | keep one row"
    section_month.part_twice = refused(
        "同一科室同一月同一内容填了两次 | a part of the section stands twice in the month",
        count(part_score, where=of_section) != count_distinct(part_score.part, where=of_section),
        at=section_month.month,
        fix=keep_one,
        clause="二5",
    )
    person_month.own_part_twice = refused(
        "同一人同一月同一内容填了两次 | a part of the person's own stands twice in the month",
        count(personal_part, where=own) != count_distinct(personal_part.part, where=own),
        at=person_month.month,
        fix=keep_one,
        clause="二7",
    )

with clause("二3"):

    def unscored(part: str, label: str, *, where: Any = month.confirmed, clause: str = "") -> Any:
        """A part that the section must have in the month, and has no row for."""
        lacks = where & ~exists(part_score, where=of_section & (part_score.part == part))
        return refused(label, lacks, at=section_month.month, fix="补上该行 | add the row", clause=clause)

    developmental = month.confirmed & section_month.developmental_due
    research = month.confirmed & section_month.research_due
    section_month.without_routine = unscored("routine", "缺常态性工作得分 | signed, without routine work")
    section_month.without_developmental = unscored(
        "developmental", "发展性目标已立项,缺该项得分 | approved and signed, without a score", where=developmental
    )
    section_month.without_research = unscored(
        "research", "研究性目标已立项,缺该项得分 | approved and signed, without a score", where=research
    )
    section_month.without_conduct = unscored("conduct", "缺作风建设得分 | signed, without conduct", clause="二4")

with clause("二(成效)3"):
    there = first_match(
        (month.number < person.from_month, False), (month.number > person.to_month, False), otherwise=True
    )
    internal.internal_while_away = refused(
        "此人当月不在岗,却有内部考核 | the head scored somebody who was not there in the month",
        ~there,
        at=internal.month,
        expected="起始月至截止月之间 | from the first month to the last",
    )
    person.without_internal = doubtful(
        "科室其他人有内部考核,此人没有 | others of the section were scored by the head, this one never",
        (person.internal_months == 0) & (total(person.internal_months, within=section) > 0),
        at=person.person_id,
        fix="补上内部考核 | add the head's scores",
    )
