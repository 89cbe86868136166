"""The five-in-one appraisal: a section's months, its year, and its staff.

The document's second part numbers its steps twice; 二1–二7 are the steps, 二(成效)1–3 what stands after them.
"""

from typing import Any

from payout.rules import *

policy = Policy.load(__file__)
clause, p = policy.clause, policy.p
section, person, month, part_score, linked_indicator, project, personal_part, gap, section_month, person_month = (
    policy.symbols(
        "section",
        "person",
        "month",
        "part_score",
        "linked_indicator",
        "project",
        "personal_part",
        "gap",
        "section_month",
        "person_month",
    )
)


def _has(scores: Any, part: str) -> Any:
    return exists(scores, where=~known(scores.person_id) & (scores.part == part))


def _not_yet(month: Any, approved: Any) -> Any:
    return first_match((month.number >= approved, False), otherwise=True)


def _of_person(personal_parts: Any, part: str) -> Any:
    return highest(personal_parts.personal_points, where=personal_parts.part == part)


def _five(values: dict[str, Any], developmental: Any, research: Any, weights: Any, no_project: Any) -> Any:
    earned = weighted(weights, **values)
    present: dict[str, Any] = {
        **dict.fromkeys(values, 1),
        "developmental": first_match((developmental, 1), otherwise=0),
        "research": first_match((research, 1), otherwise=0),
    }
    return choose(no_project, left_out=earned / weighted(weights, **present), zero=earned)


def _of_section(scores: Any, part: str) -> Any:
    return highest(scores.part_points, where=~known(scores.person_id) & (scores.part == part))


def _both(quantitative: Any, qualitative: Any, assessor_weights: Any, single_assessor: Any) -> Any:
    both = weighted(assessor_weights, quantitative=quantitative, qualitative=qualitative)
    return choose(single_assessor, refuse=both, stands=first_known(both, first_known(quantitative, qualitative)))


def _first_approved(projects: Any, kind: str) -> Any:
    approved = (projects.kind == kind) & known(projects.approved_number)
    return lowest(projects.approved_number, where=approved)


with clause("二2"):
    project.approved_number = months(
        "批准于第几月 | The month in which the project was approved; a project that is not approved yet has none",
        month.number,
    )

with clause("二1, 二2"):
    section.developmental_from = months(
        "发展性目标立项月 | The first month in which developmental work has an approved project",
        _first_approved(project, "developmental"),
    )
    section.research_from = months(
        "研究性目标立项月 | The first month in which research work has an approved project",
        _first_approved(project, "research"),
    )

with clause("二4"):
    month.linked_points = points(
        "联挂指标得分 | The company's linked indicators of the month, by their weights; all alike where none has a weight",
        weighted_mean(
            linked_indicator.points, first_known(linked_indicator.weight, 0), where=known(linked_indicator.points)
        ),
    )

with clause("二5"):
    part_score.part_points = points(
        "该项得分 | The office's quantitative and the leader's qualitative score together",
        _both(part_score.quantitative, part_score.qualitative, p.assessor_weights, p.single_assessor),
    )

with clause("二5, 二7"):
    personal_part.personal_points = points(
        "该项得分 | The office's quantitative and the leader's qualitative score together, as they hold for the person",
        _both(personal_part.quantitative, personal_part.qualitative, p.assessor_weights, p.single_assessor),
    )

with clause("二3, 二5"):
    section_month.routine = points(
        "常态性工作得分 | The section's routine work in the month", _of_section(part_score, "routine")
    )
    section_month.developmental = points(
        "发展性工作得分 | The section's developmental work in the month", _of_section(part_score, "developmental")
    )
    section_month.research = points(
        "研究性工作得分 | The section's research work in the month", _of_section(part_score, "research")
    )

with clause("二4, 二5"):
    section_month.conduct = points(
        "作风建设得分 | The section's conduct in the month", _of_section(part_score, "conduct")
    )

with clause("二2"):
    section_month.developmental_due = flag(
        "发展性目标已立项 | Whether developmental work has an approved project by this month",
        first_match((month.number >= section.developmental_from, True), otherwise=False),
    )
    section_month.research_due = flag(
        "研究性目标已立项 | Whether research work has an approved project by this month",
        first_match((month.number >= section.research_from, True), otherwise=False),
    )

with clause("二4, 二6, 附"):
    values = {
        "routine": section_month.routine,
        "developmental": first_match((section_month.developmental_due, section_month.developmental), otherwise=0),
        "research": first_match((section_month.research_due, section_month.research), otherwise=0),
        "conduct": section_month.conduct,
        "linked": month.linked_points,
    }
    section_month.month_score = points(
        "月度得分 | The five parts by their weights; a part without an approved project is left out, or counts nothing",
        _five(values, section_month.developmental_due, section_month.research_due, p.five_weights, p.no_project),
    )

with clause("二6"):
    section_month.counted = flag(
        "计入年度 | Whether the month counts: the head of the appraisal group has signed it, and it has a score",
        month.confirmed & known(section_month.month_score),
    )
    section.months_counted = months(
        "计入月数 | How many months count", count(section_month, where=section_month.counted)
    )
    score = mean(section_month.month_score, where=section_month.counted)
    section.year_score = points(
        "年度得分 | The mean of the months; where all twelve are wanted, none as long as one is lacking",
        choose(p.year_months, present=score, all_twelve=when(~exists(gap), score)),
    )
    section.rank = place(
        "名次 | Place among the sections by the year's score; equal scores share a place",
        rank(section.year_score, where=known(section.year_score)),
    )

with clause("二3, 二6"):
    section.routine_mean = points(
        "常态性工作平均 | Mean of routine work over the months that count",
        mean(section_month.routine, where=section_month.counted),
    )
    section.developmental_mean = points(
        "发展性工作平均 | Mean of developmental work over the months that count and had a project",
        mean(section_month.developmental, where=section_month.counted & section_month.developmental_due),
    )
    section.research_mean = points(
        "研究性工作平均 | Mean of research work over the months that count and had a project",
        mean(section_month.research, where=section_month.counted & section_month.research_due),
    )

with clause("二4, 二6"):
    section.conduct_mean = points(
        "作风建设平均 | Mean of conduct over the months that count",
        mean(section_month.conduct, where=section_month.counted),
    )
    section.linked_mean = points(
        "联挂指标平均 | Mean of the linked indicators over the months that count",
        mean(section_month.month.linked_points, where=section_month.counted),
    )

with clause("二7"):
    person_month.own_routine = points(
        "常态性工作得分 | Routine work as it holds for the person, if a manager",
        when(person.post == "manager", _of_person(personal_part, "routine")),
    )
    person_month.own_developmental = points(
        "发展性工作得分 | Developmental work as it holds for the person, if a manager",
        when(person.post == "manager", _of_person(personal_part, "developmental")),
    )
    person_month.own_research = points(
        "研究性工作得分 | Research work as it holds for the person, if a manager",
        when(person.post == "manager", _of_person(personal_part, "research")),
    )
    person_month.own_conduct = points(
        "作风建设得分 | Conduct as it holds for the person", _of_person(personal_part, "conduct")
    )
    person_month.scored_apart = flag(
        "有单独考核 | Whether the person has scores of his own in the month", exists(personal_part.own)
    )

with clause("二7, 附"):
    developmental = first_match((month.number >= person.section.developmental_from, True), otherwise=False)
    research = first_match((month.number >= person.section.research_from, True), otherwise=False)
    values = {
        "routine": person_month.own_routine,
        "developmental": first_match((developmental, person_month.own_developmental), otherwise=0),
        "research": first_match((research, person_month.own_research), otherwise=0),
        "conduct": person_month.own_conduct,
        "linked": month.linked_points,
    }
    five = _five(values, developmental, research, p.five_weights, p.no_project)
    two = weighted(p.worker_weights, conduct=person_month.own_conduct, linked=month.linked_points)
    person_month.person_score = points(
        "个人月度得分 | Managers: all five parts; post workers: conduct and the linked indicators only",
        first_match((person.post == "manager", five), otherwise=two),
    )

with clause("二6, 二7"):
    person_month.person_counted = flag(
        "计入年度 | Whether the month counts for the person", month.confirmed & known(person_month.person_score)
    )
    person.person_months_counted = months(
        "计入月数 | How many months count for the person", count(person_month, where=person_month.person_counted)
    )

with clause("二7"):
    person.months_due = months(
        "应考核月数 | The months of the year in which the person was there",
        first_known(person.to_month, MONTHS_OF_A_YEAR) - first_known(person.from_month, 1) + 1,
    )

with clause("二6, 二7"):
    score = mean(person_month.person_score, where=person_month.person_counted)
    person.person_year_score = points(
        "年度得分 | The mean of the person's months; where all are wanted, none as long as one is lacking",
        choose(p.year_months, present=score, all_twelve=when(person.person_months_counted == person.months_due, score)),
    )

with clause("二7"):
    person.person_rank = place(
        "同类名次 | Place among the managers, or among the post workers, of the company",
        rank(person.person_year_score, where=known(person.person_year_score), within=person.post),
    )
