"""The five-in-one appraisal: a section's months, its year, and its staff.

The document's second part numbers its steps twice; 二1–二7 are the steps, 二(成效)1–3 what stands after them.
"""

from typing import Any

from payout.rules import *

policy = Policy.load(__file__)
clause, p = policy.clause, policy.p
section, person, month, project = policy.symbols("section", "person", "month", "project")
part_score, section_month, gap = policy.symbols("part_score", "section_month", "gap")
personal_part, person_month, linked_indicator = policy.symbols("personal_part", "person_month", "linked_indicator")
internal = policy.symbols("internal_score")[0]

PARTS = ("routine", "developmental", "research", "conduct", "linked")

with clause("二1, 二2", "发展性、研究性目标立项批准后才考核 | developmental, research goals count once approved"):

    def first_approved(kind: str) -> Any:
        """The first month in which a project of the kind was approved."""
        return lowest(project.approved_number, where=(project.kind == kind) & known(project.approved_number))

    def approved_since(first: Any) -> Any:
        """Whether the month is that of the first approval, or a later one."""
        return first_match((month.number >= first, True), otherwise=False)

    project.approved_number = months("批准于第几月 | month of approval; none until then", month.number, clause="二2")
    section.developmental_from = months("发展性目标立项月 | the first approval", first_approved("developmental"))
    section.research_from = months("研究性目标立项月 | the first approval", first_approved("research"))
    section_month.developmental_due = flag(
        "发展性目标已立项 | approved by this month", approved_since(section.developmental_from), clause="二2"
    )
    section_month.research_due = flag(
        "研究性目标已立项 | approved by this month", approved_since(section.research_from), clause="二2"
    )

with clause("二3, 二5", "三项工作按月考核,考核办定量、领导定性 | office and leader score each month's work"):

    def of_both(scored: Any) -> Any:
        """The office's quantitative and the leader's qualitative score as one."""
        both = weighted(p.assessor_weights, quantitative=scored.quantitative, qualitative=scored.qualitative)
        either = first_known(scored.quantitative, scored.qualitative)
        return choose(p.single_assessor, refuse=both, stands=first_known(both, either))

    def of_section(part: str) -> Any:
        """The section's score in a part: a row without a person."""
        return highest(part_score.part_points, where=~known(part_score.person_id) & (part_score.part == part))

    part_score.part_points = points("该项得分 | both assessors' score", of_both(part_score), clause="二5")
    personal_part.personal_points = points(
        "该项得分 | both assessors' score, as it holds for the person", of_both(personal_part), clause="二5, 二7"
    )
    section_month.routine = points("常态性工作得分 | routine work", of_section("routine"))
    section_month.developmental = points("发展性工作得分 | developmental work", of_section("developmental"))
    section_month.research = points("研究性工作得分 | research work", of_section("research"))

with clause("二4, 二5", "增加作风建设和公司联挂指标,共五项 | conduct and company indicators make the parts five"):
    weight, scored = first_known(linked_indicator.weight, 0), known(linked_indicator.points)
    section_month.conduct = points("作风建设得分 | conduct", of_section("conduct"))
    month.linked_points = points(
        "联挂指标得分 | the company's indicators by weight; all alike where none has a weight",
        weighted_mean(linked_indicator.points, weight, where=scored),
        clause="二4",
    )

with clause("二4, 二6, 附", "五项合为月度得分,权重见办法附件 | five parts make the month's score; weights: annex"):

    def five_parts(*scores: Any, **approved: Any) -> Any:
        """The parts by weight; one without an approved project leaves the others the whole weight, or counts nothing."""

        def by_weight(parts: dict[str, Any]) -> Any:
            of_projects = {part: first_match((due, parts[part]), otherwise=0) for part, due in approved.items()}
            return weighted(p.five_weights, **(parts | of_projects))

        earned = by_weight(dict(zip(PARTS, (*scores, month.linked_points), strict=True)))
        whole = by_weight(dict.fromkeys(PARTS, 1))  # nothing, where the parts that count have no weight
        return choose(p.no_project, left_out=earned / when(whole > 0, whole), zero=earned)

    scores = (section_month.routine, section_month.developmental, section_month.research, section_month.conduct)
    section_month.month_score = points(
        "月度得分 | the five parts by weight; a part without an approved project is left out, or counts nothing",
        five_parts(*scores, developmental=section_month.developmental_due, research=section_month.research_due),
    )

with clause("二6", "汇总上报领导小组,由其签署意见 | the summary goes to the leading group, which gives its opinion"):
    passed = choose(
        p.leading_opinion,
        unless_returned=~first_known(month.opinion == "returned", False),
        agreed_only=first_known(month.opinion == "agreed", False),
    )
    month.in_force = flag("结果成立 | signed, and as the leading group's opinion leaves it", month.confirmed & passed)

with clause("二6", "组长签字的月份才计入年度,考核办汇总 | only signed months count; the office sums them up"):
    counts = section_month.counted
    score = mean(section_month.month_score, where=counts)
    section_month.counted = flag("计入年度 | in force and scored", month.in_force & known(section_month.month_score))
    section.months_counted = months("计入月数 | how many months count", count(section_month, where=counts))
    section.year_score = points(
        "年度得分 | the mean of the months; where all twelve are wanted, none as long as one is lacking",
        choose(p.year_months, present=score, all_twelve=when(~exists(gap), score)),
    )
    section.rank = place("名次 | equal scores share it", rank(section.year_score, where=known(section.year_score)))

with clause("二6", "考核办汇总各科室的分数 | the office sums up the sections' scores of each month"):
    of_month = section_month.month_score
    has_score = known(of_month)
    month.sections_scored = counted("有得分科室数 | sections that have a score", count(of_month))
    month.sections_mean = points("各科室平均 | the mean of the sections", mean(of_month, where=has_score))
    month.sections_highest = points("最高分 | the best section's score", highest(of_month, where=has_score))
    month.sections_lowest = points("最低分 | the last section's score", lowest(of_month, where=has_score))
    section_month.month_rank = place(
        "当月名次 | place among the sections of the month; equal scores share it",
        rank(of_month, where=has_score, within=month),
    )

with clause("二3, 二6", "三项工作的年度平均 | the year's means of the three kinds of work"):
    developmental = mean(section_month.developmental, where=counts & section_month.developmental_due)
    research = mean(section_month.research, where=counts & section_month.research_due)
    section.routine_mean = points("常态性工作平均 | routine work", mean(section_month.routine, where=counts))
    section.developmental_mean = points("发展性工作平均 | over months with a project", developmental)
    section.research_mean = points("研究性工作平均 | over months with a project", research)

with clause("二4, 二6", "作风建设、联挂指标的年度平均 | the year's means of conduct and of the linked indicators"):
    section.conduct_mean = points("作风建设平均 | conduct", mean(section_month.conduct, where=counts))
    linked = mean(section_month.month.linked_points, where=counts)
    section.linked_mean = points("联挂指标平均 | linked indicators", linked)

with clause("二7", "管理人员考核五项,岗位工只考核作风和联挂指标 | managers: five parts; post workers: two"):
    manager = person.post == "manager"

    def of_person(part: str) -> Any:
        """The score in a part as it holds for the person."""
        return highest(personal_part.personal_points, where=personal_part.part == part)

    person_month.own_routine = points("常态性工作得分 | routine, of a manager", when(manager, of_person("routine")))
    person_month.own_developmental = points(
        "发展性工作得分 | developmental, of a manager", when(manager, of_person("developmental"))
    )
    person_month.own_research = points("研究性工作得分 | research, of a manager", when(manager, of_person("research")))
    person_month.own_conduct = points("作风建设得分 | conduct", of_person("conduct"))
    person_month.scored_apart = flag("有单独考核 | there are scores of his own", exists(personal_part.own))
    developmental = approved_since(person.section.developmental_from)
    research = approved_since(person.section.research_from)
    work = (person_month.own_routine, person_month.own_developmental, person_month.own_research)
    conduct = person_month.own_conduct
    five = five_parts(*work, conduct, developmental=developmental, research=research)
    two = weighted(p.worker_weights, conduct=conduct, linked=month.linked_points)
    person_month.person_score = points(
        "个人月度得分 | five parts or two, by weight", first_match((manager, five), otherwise=two), clause="二7, 附"
    )

with clause("二6, 二7", "人员的年度得分是各月平均,同类排名 | a person's year is the mean of his months"):
    counts = person_month.person_counted
    score = mean(person_month.person_score, where=counts)
    last, first = first_known(person.to_month, MONTHS_OF_A_YEAR), first_known(person.from_month, 1)
    complete = person.person_months_counted == person.months_due
    person_month.person_counted = flag(
        "计入年度 | in force and scored", month.in_force & known(person_month.person_score)
    )
    person.person_months_counted = months("计入月数 | how many months count", count(person_month, where=counts))
    person.months_due = months("应考核月数 | months in which the person was there", last - first + 1, clause="二7")
    person.person_year_score = points(
        "年度得分 | the mean of the months; where all are wanted, none as long as one is lacking",
        choose(p.year_months, present=score, all_twelve=when(complete, score)),
    )
    person.person_rank = place(
        "同类名次 | among the company's managers, or among its post workers",
        rank(person.person_year_score, where=known(person.person_year_score), within=person.post),
        clause="二7",
    )

with clause(
    "二(成效)3", "科长每月考核科室人员,是第二级考核 | heads appraise their own people each month, a level below"
):
    person.internal_months = counted("内部考核月数 | months that the head scored", count(internal))
    person.internal_known = flag("有内部考核 | the head scored the person", exists(internal))
    person.internal_mean = points("内部考核平均 | the mean of the head's scores", mean(internal.points))
    person.internal_rank = place(
        "科室内名次 | place within the section by the head's scores; equal ones share it",
        rank(person.internal_mean, where=known(person.internal_mean), within=section),
    )
