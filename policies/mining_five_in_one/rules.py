"""The five-in-one appraisal: a section's months, its year, and its staff.

The document's second part numbers its steps twice; 二1–二7 are the steps, 二(成效)1–3 what stands after them.
"""

from typing import Any

from payout.rules import (
    MONTHS_OF_A_YEAR,
    Policy,
    choose,
    count,
    count_distinct,
    exists,
    first_known,
    first_match,
    highest,
    known,
    lowest,
    mean,
    total,
    weighted,
    weighted_mean,
    when,
)
from payout.rules import rank as place_by

from . import monthly

policy = Policy.load(__file__)
section, person, month = policy.level("section"), policy.level("person"), policy.level("month")
part_score, personal_part = policy.level("part_score"), policy.level("personal_part")
section_month, person_month = policy.level("section_month"), policy.level("person_month")
linked_indicator, project, gap = (
    policy.level("linked_indicator"),
    policy.level("project"),
    policy.level("gap"),
)


# ---- Projects (二1–二3) --------------------------------------------------------------------------


@policy.derive("month.number", clause="二6", zh="第几月")
def month_numbers(months):
    """Which month of the year a month of the register is."""
    return monthly.numbers(months)


@project.rule(clause="二2", zh="批准于第几月", measure="months")
def approved_number(month):
    """The month in which the project was approved; a project that is not approved yet has none."""
    return month.number


@section.rule(clause="二1, 二2", zh="发展性目标立项月", measure="months")
def developmental_from(projects):
    """The first month in which developmental work has an approved project."""
    return _first_approved(projects, "developmental")


@section.rule(clause="二1, 二2", zh="研究性目标立项月", measure="months")
def research_from(projects):
    """The first month in which research work has an approved project."""
    return _first_approved(projects, "research")


def _first_approved(projects: Any, kind: str) -> Any:
    approved = (projects.kind == kind) & known(projects.approved_number)
    return lowest(projects.approved_number, where=approved)


# ---- A month (二3–二6) ---------------------------------------------------------------------------


@month.rule(clause="二4", zh="联挂指标得分", measure="points")
def linked_points(linked):
    """The company's linked indicators of the month, by their weights; all alike where none has a weight."""
    return weighted_mean(linked.points, first_known(linked.weight, 0), where=known(linked.points))


@part_score.rule(clause="二5", zh="该项得分", measure="points")
def part_points(quantitative, qualitative, assessor_weights, single_assessor):
    """The office's quantitative and the leader's qualitative score together."""
    return _both(quantitative, qualitative, assessor_weights, single_assessor)


@policy.derive("personal_part", clause="二5, 二7", zh="个人月度考核")
def personal_parts(people, scores):
    """Each person's scores by month and part: the section's, in whose place own ones stand."""
    return monthly.personal_parts(people, scores)


@personal_part.rule(clause="二5, 二7", zh="该项得分", measure="points")
def personal_points(quantitative, qualitative, assessor_weights, single_assessor):
    """The office's quantitative and the leader's qualitative score together, as they hold for the person."""
    return _both(quantitative, qualitative, assessor_weights, single_assessor)


def _both(quantitative: Any, qualitative: Any, assessor_weights: Any, single_assessor: Any) -> Any:
    both = weighted(assessor_weights, quantitative=quantitative, qualitative=qualitative)
    return choose(
        single_assessor,
        refuse=both,
        stands=first_known(both, first_known(quantitative, qualitative)),
    )


@section_month.rule(clause="二3, 二5", zh="常态性工作得分", measure="points")
def routine(scores):
    """The section's routine work in the month."""
    return _of_section(scores, "routine")


@section_month.rule(clause="二3, 二5", zh="发展性工作得分", measure="points")
def developmental(scores):
    """The section's developmental work in the month."""
    return _of_section(scores, "developmental")


@section_month.rule(clause="二3, 二5", zh="研究性工作得分", measure="points")
def research(scores):
    """The section's research work in the month."""
    return _of_section(scores, "research")


@section_month.rule(clause="二4, 二5", zh="作风建设得分", measure="points")
def conduct(scores):
    """The section's conduct in the month."""
    return _of_section(scores, "conduct")


def _of_section(scores: Any, part: str) -> Any:
    return highest(scores.part_points, where=~known(scores.person_id) & (scores.part == part))


@section_month.rule(clause="二2", zh="发展性目标已立项")
def developmental_due(month, section):
    """Whether developmental work has an approved project by this month."""
    return first_match((month.number >= section.developmental_from, True), otherwise=False)


@section_month.rule(clause="二2", zh="研究性目标已立项")
def research_due(month, section):
    """Whether research work has an approved project by this month."""
    return first_match((month.number >= section.research_from, True), otherwise=False)


@section_month.rule(clause="二4, 二6, 附", zh="月度得分", measure="points")
def month_score(
    routine,
    developmental,
    research,
    conduct,
    month,
    developmental_due,
    research_due,
    five_weights,
    no_project,
):
    """The five parts by their weights; a part without an approved project is left out, or counts nothing."""
    values = {
        "routine": routine,
        "developmental": first_match((developmental_due, developmental), otherwise=0),
        "research": first_match((research_due, research), otherwise=0),
        "conduct": conduct,
        "linked": month.linked_points,
    }
    return _five(values, developmental_due, research_due, five_weights, no_project)


def _five(values: dict[str, Any], developmental: Any, research: Any, weights: Any, no_project: Any) -> Any:
    earned = weighted(weights, **values)
    present: dict[str, Any] = {
        **dict.fromkeys(values, 1),
        "developmental": first_match((developmental, 1), otherwise=0),
        "research": first_match((research, 1), otherwise=0),
    }
    return choose(no_project, left_out=earned / weighted(weights, **present), zero=earned)


@section_month.rule(clause="二6", zh="计入年度")
def counted(month, month_score):
    """Whether the month counts: the head of the appraisal group has signed it, and it has a score."""
    return month.confirmed & known(month_score)


# ---- A section's year (二6) ----------------------------------------------------------------------


@policy.derive("gap", clause="二5, 二6", zh="缺考核月份")
def gaps(sections, scores, months):
    """The months of the year in which a section has no confirmed result."""
    return monthly.gaps(sections, scores, months)


@section.rule(clause="二6", zh="计入月数", measure="months")
def months_counted(section_months):
    """How many months count."""
    return count(section_months, where=section_months.counted)


@section.rule(clause="二6", zh="年度得分", measure="points")
def year_score(section_months, year_months, gaps):
    """The mean of the months; where all twelve are wanted, none as long as one is lacking."""
    score = mean(section_months.month_score, where=section_months.counted)
    return choose(year_months, present=score, all_twelve=when(~exists(gaps), score))


@section.rule(clause="二6", zh="名次", measure="rank")
def rank(year_score):
    """Place among the sections by the year's score; equal scores share a place."""
    return place_by(year_score, where=known(year_score))


@section.rule(clause="二3, 二6", zh="常态性工作平均", measure="points")
def routine_mean(section_months):
    """Mean of routine work over the months that count."""
    return mean(section_months.routine, where=section_months.counted)


@section.rule(clause="二3, 二6", zh="发展性工作平均", measure="points")
def developmental_mean(section_months):
    """Mean of developmental work over the months that count and had a project."""
    return mean(section_months.developmental, where=section_months.counted & section_months.developmental_due)


@section.rule(clause="二3, 二6", zh="研究性工作平均", measure="points")
def research_mean(section_months):
    """Mean of research work over the months that count and had a project."""
    return mean(section_months.research, where=section_months.counted & section_months.research_due)


@section.rule(clause="二4, 二6", zh="作风建设平均", measure="points")
def conduct_mean(section_months):
    """Mean of conduct over the months that count."""
    return mean(section_months.conduct, where=section_months.counted)


@section.rule(clause="二4, 二6", zh="联挂指标平均", measure="points")
def linked_mean(section_months):
    """Mean of the linked indicators over the months that count."""
    return mean(section_months.month.linked_points, where=section_months.counted)


# ---- Staff (二7) ---------------------------------------------------------------------------------


@person_month.rule(clause="二7", zh="常态性工作得分", measure="points")
def own_routine(person, personal_parts):
    """Routine work as it holds for the person, if a manager."""
    return when(person.post == "manager", _of_person(personal_parts, "routine"))


@person_month.rule(clause="二7", zh="发展性工作得分", measure="points")
def own_developmental(person, personal_parts):
    """Developmental work as it holds for the person, if a manager."""
    return when(person.post == "manager", _of_person(personal_parts, "developmental"))


@person_month.rule(clause="二7", zh="研究性工作得分", measure="points")
def own_research(person, personal_parts):
    """Research work as it holds for the person, if a manager."""
    return when(person.post == "manager", _of_person(personal_parts, "research"))


@person_month.rule(clause="二7", zh="作风建设得分", measure="points")
def own_conduct(personal_parts):
    """Conduct as it holds for the person."""
    return _of_person(personal_parts, "conduct")


def _of_person(personal_parts: Any, part: str) -> Any:
    return highest(personal_parts.personal_points, where=personal_parts.part == part)


@person_month.rule(clause="二7", zh="有单独考核")
def scored_apart(personal_parts):
    """Whether the person has scores of his own in the month."""
    return exists(personal_parts.own)


@person_month.rule(clause="二7, 附", zh="个人月度得分", measure="points")
def person_score(
    own_routine,
    own_developmental,
    own_research,
    own_conduct,
    month,
    person,
    five_weights,
    worker_weights,
    no_project,
):
    """Managers: all five parts; post workers: conduct and the linked indicators only."""
    developmental = first_match((month.number >= person.section.developmental_from, True), otherwise=False)
    research = first_match((month.number >= person.section.research_from, True), otherwise=False)
    values = {
        "routine": own_routine,
        "developmental": first_match((developmental, own_developmental), otherwise=0),
        "research": first_match((research, own_research), otherwise=0),
        "conduct": own_conduct,
        "linked": month.linked_points,
    }
    five = _five(values, developmental, research, five_weights, no_project)
    two = weighted(worker_weights, conduct=own_conduct, linked=month.linked_points)
    return first_match((person.post == "manager", five), otherwise=two)


@person_month.rule(clause="二6, 二7", zh="计入年度")
def person_counted(month, person_score):
    """Whether the month counts for the person."""
    return month.confirmed & known(person_score)


@person.rule(clause="二6, 二7", zh="计入月数", measure="months")
def person_months_counted(person_months):
    """How many months count for the person."""
    return count(person_months, where=person_months.person_counted)


@person.rule(clause="二7", zh="应考核月数", measure="months")
def months_due(from_month, to_month):
    """The months of the year in which the person was there."""
    return first_known(to_month, MONTHS_OF_A_YEAR) - first_known(from_month, 1) + 1


@person.rule(clause="二6, 二7", zh="年度得分", measure="points")
def person_year_score(person_months, year_months, person_months_counted, months_due):
    """The mean of the person's months; where all are wanted, none as long as one is lacking."""
    score = mean(person_months.person_score, where=person_months.person_counted)
    return choose(year_months, present=score, all_twelve=when(person_months_counted == months_due, score))


@person.rule(clause="二7", zh="同类名次", measure="rank")
def person_rank(person_year_score, post):
    """Place among the managers, or among the post workers, of the company."""
    return place_by(person_year_score, where=known(person_year_score), within=post)


# ---- Checks: what no row may be ------------------------------------------------------------------


@month.check(
    clause="二6",
    zh="看不出是几月",
    column="month",
    expected=("1 至 12,如 5、5月、2010-05", "1 to 12, such as 5, 5月, 2010-05"),
    fix=("改正月份的写法", "write the month so"),
)
def not_a_month(number):
    """The text names no month of a year."""
    return ~known(number)


@month.check(
    clause="二6",
    zh="同一个月登记了两次",
    column="month",
    fix=("只留一行,各表用同一写法", "keep one row, and write the month alike in every table"),
)
def month_twice(number):
    """Two rows for the same month of the year."""
    return count(number, within=number) > 1


@month.check(
    clause="二6",
    zh="月度结果未经组长签字,不计入年度",
    column="confirmed",
    severity="warning",
    fix=("签字后改为“是”", "write yes once it is signed"),
)
def not_confirmed(confirmed):
    """The month's results are not signed: the month does not count."""
    return ~confirmed


@month.check(
    clause="二4",
    zh="联挂指标的权重合计不是 100",
    column="month",
    expected=("同一个月各指标权重合计 100,或全部留空", "weights that sum to 100, or none at all"),
    fix=("改正该月的权重", "correct the weights of that month"),
)
def linked_weights_off(linked, whole_weight):
    """The weights of the month's linked indicators do not sum to the whole."""
    weighed = exists(known(linked.weight))
    return weighed & (total(first_known(linked.weight, 0)) != whole_weight)


@linked_indicator.check(
    clause="二4",
    zh="该月有的联挂指标填了权重,有的没填",
    column="weight",
    fix=("全部填写或全部留空", "fill in all weights of the month, or none"),
)
def linked_weight_missing(weight, month):
    """Some of the month's linked indicators have a weight and this one has none."""
    return ~known(weight) & (count(weight, within=month) > 0)


@linked_indicator.check(
    clause="二4",
    zh="同一个月同一指标填了两次",
    column="indicator",
    fix=("只留一行", "keep one row"),
)
def linked_twice(indicator, month):
    """The same indicator twice in one month."""
    return count(indicator, within=(month, indicator)) > 1


@linked_indicator.check(
    clause="二4", zh="联挂指标得分超过满分", column="points", fix=("核对得分", "check the points")
)
def linked_above_full(points, full_marks):
    """Points of a linked indicator above full marks."""
    return points > full_marks


@part_score.check(
    clause="二5", zh="定量得分超过满分", column="quantitative", fix=("核对得分", "check the points")
)
def quantitative_above_full(quantitative, full_marks):
    """The quantitative score is above full marks."""
    return quantitative > full_marks


@part_score.check(
    clause="二5", zh="定性得分超过满分", column="qualitative", fix=("核对得分", "check the points")
)
def qualitative_above_full(qualitative, full_marks):
    """The qualitative score is above full marks."""
    return qualitative > full_marks


@part_score.check(
    clause="二5",
    zh="缺定量得分(考核办)",
    column="quantitative",
    expected=("得分;没有得分不是零分", "a score; none is not zero"),
    fix=("由考核办补评", "let the appraisal office score it"),
)
def quantitative_missing(quantitative, qualitative, month, single_assessor):
    """The appraisal office's score is missing in a month that is signed."""
    both = ~known(quantitative) & ~known(qualitative)
    return month.confirmed & choose(single_assessor, refuse=~known(quantitative), stands=both)


@part_score.check(
    clause="二5",
    zh="缺定性得分(主管领导)",
    column="qualitative",
    expected=("得分;没有得分不是零分", "a score; none is not zero"),
    fix=("由主管领导补评", "let the leader in charge score it"),
)
def qualitative_missing(quantitative, qualitative, month, single_assessor):
    """The leader's score is missing in a month that is signed."""
    both = ~known(quantitative) & ~known(qualitative)
    return month.confirmed & choose(single_assessor, refuse=~known(qualitative), stands=both)


@part_score.check(
    clause="二1, 二2",
    zh="立项未获批准却有得分",
    column="part",
    expected=("批准立项的月份及以后才有该项得分", "scores from the month of approval on"),
    fix=(
        "在“立项”表填批准月份,或删去得分",
        "enter the month of approval in the table of projects, or remove the score",
    ),
)
def scored_without_project(part, month, section):
    """Developmental or research work has a score, but no project of it is approved by that month."""
    developmental = (part == "developmental") & _not_yet(month, section.developmental_from)
    research = (part == "research") & _not_yet(month, section.research_from)
    return developmental | research


def _not_yet(month: Any, approved: Any) -> Any:
    return first_match((month.number >= approved, False), otherwise=True)


@part_score.check(
    clause="二7",
    zh="人员不在该科室",
    column="person_id",
    expected=("该科室的人员,或留空(整个科室)", "somebody of the section, or blank for the whole section"),
    fix=("改正科室编码或人员编号", "correct the section or the person"),
)
def person_elsewhere(person_id, person, section_id):
    """The person belongs to another section."""
    return known(person_id) & (person.section_id != section_id)


@part_score.check(
    clause="二7",
    zh="岗位工只考核作风建设和联挂指标",
    column="part",
    expected=("作风建设", "conduct"),
    fix=("删去该行,或改岗位性质", "remove the row, or correct the post"),
)
def part_not_for_worker(part, person):
    """A post worker has a score of his own in a part that does not apply to post workers."""
    return (person.post == "worker") & (part != "conduct")


@section_month.check(
    clause="二5",
    zh="同一科室同一月同一内容填了两次",
    column="month",
    fix=("只留一行", "keep one row"),
)
def part_twice(scores):
    """A part of the section stands twice in the month."""
    of_section = ~known(scores.person_id)
    return count(scores, where=of_section) != count_distinct(scores.part, where=of_section)


@person_month.check(
    clause="二7", zh="同一人同一月同一内容填了两次", column="month", fix=("只留一行", "keep one row")
)
def own_part_twice(personal_parts):
    """A part of the person's own scores stands twice in the month."""
    rows = count(personal_parts, where=personal_parts.own)
    return rows != count_distinct(personal_parts.part, where=personal_parts.own)


@section_month.check(clause="二3", zh="缺常态性工作得分", column="month", fix=("补上该行", "add the row"))
def without_routine(scores, month):
    """The section has no row for routine work in a month that is signed."""
    return month.confirmed & ~_has(scores, "routine")


@section_month.check(
    clause="二3",
    zh="发展性目标已立项,缺该项得分",
    column="month",
    fix=("补上该行", "add the row"),
)
def without_developmental(scores, month, developmental_due):
    """The section has an approved developmental project but no row for it in a month that is signed."""
    return month.confirmed & developmental_due & ~_has(scores, "developmental")


@section_month.check(
    clause="二3",
    zh="研究性目标已立项,缺该项得分",
    column="month",
    fix=("补上该行", "add the row"),
)
def without_research(scores, month, research_due):
    """The section has an approved research project but no row for it in a month that is signed."""
    return month.confirmed & research_due & ~_has(scores, "research")


@section_month.check(clause="二4", zh="缺作风建设得分", column="month", fix=("补上该行", "add the row"))
def without_conduct(scores, month):
    """The section has no row for conduct in a month that is signed."""
    return month.confirmed & ~_has(scores, "conduct")


def _has(scores: Any, part: str) -> Any:
    return exists(scores, where=~known(scores.person_id) & (scores.part == part))


@month.check(
    clause="二4",
    zh="已签字的月份没有公司联挂指标",
    column="month",
    fix=("在“公司联挂指标”表补上该月", "add the month to the table of linked indicators"),
)
def without_linked(confirmed, linked):
    """A month that is signed has no linked indicators."""
    return confirmed & ~exists(linked)


@gap.check(
    clause="二6",
    zh="须满十二个月,科室缺这个月的结果,没有年度得分",
    column="month_number",
    severity="warning",
    fix=("补上该月的考核", "add the month's results"),
)
def month_missing(month_number, year_months):
    """All twelve months are wanted and the section lacks one: it has no score of the year."""
    return choose(year_months, present=False, all_twelve=known(month_number))


@person.check(
    clause="二6, 二7",
    zh="须满各月,此人缺月,没有年度得分",
    column="person_id",
    severity="warning",
    fix=("补上所缺月份,或填起止月", "add the months, or fill in the first and last month"),
)
def person_month_missing(person_months_counted, months_due, year_months):
    """All months are wanted and the person lacks one: no score of the year."""
    return choose(year_months, present=False, all_twelve=person_months_counted != months_due)


@person.check(
    clause="二7",
    zh="起止月有误",
    column="to_month",
    expected=("1 至 12,截止月不早于起始月", "1 to 12, the last not before the first"),
    fix=("改正起止月", "correct the months"),
)
def months_out_of_order(months_due, from_month, to_month):
    """The first or last month is no month of the year, or the last comes before the first."""
    beyond = (from_month > MONTHS_OF_A_YEAR) | (to_month > MONTHS_OF_A_YEAR)
    return first_known(beyond, False) | (months_due < 1)


@section.check(
    clause="二6",
    zh="科室没有可计入的月份,不排名",
    column="section_id",
    severity="warning",
    fix=("核对月度考核和组长签字", "check the monthly scores and the signatures"),
)
def no_month_counted(months_counted):
    """No month of the section counts: no score, no place."""
    return months_counted == 0
