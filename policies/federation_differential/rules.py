"""The federation's differential appraisal, clause by clause.

Clauses are the document's own numbers: 四2 is part four, item two. In its order: the review and the points for rewards
and penalties (four), the public notice and the ranks (five), excellent grades and prizes (six).
"""

from typing import Any

from payout.rules import *

policy = Policy.load(__file__)
clause, p = policy.clause, policy.p
office, person, ballot, event, objection = policy.symbols("office", "person", "ballot", "event", "objection")
task, person_month, task_month = policy.symbols("task", "person_month", "task_month")

with clause("二, 四", "干部职工都参加考核,班子成员随全市测评 | all are appraised; team members with the city's cadres"):
    person.by_ballots = flag(
        "由民主评议打分 | ordinary staff, trainees among them; the city scores the others",
        is_in(person.kind, ["staff", "trainee"]),
    )

with clause("四, 五3", "民主评议主要负责人三成、副职二成、职工五成 | review: leader 30 %, deputies 20 %, staff 50 %"):

    def mean_of(voter: str) -> Any:
        """The mean of the ballots of a group of voters."""
        return mean(ballot.points, where=ballot.voter == voter)

    principal, deputy, staff = person.principal_mean, person.deputy_mean, person.staff_mean
    voted = weighted(p.voter_weights, principal=principal, deputy=deputy, staff=staff)
    person.ballots_cast = counted("评议票数 | ballots cast for the person", count(ballot), clause="五2")
    person.principal_mean = points("主要负责同志评分 | the principal leader's points", mean_of("principal"))
    person.deputy_mean = points("单位副职平均分 | the mean of the deputies", mean_of("deputy"))
    person.staff_mean = points("干部职工平均分 | the mean of the staff", mean_of("staff"))
    person.review_score = points(
        "民主评议得分 | the three groups by weight; for members and seconded cadres the city's score",
        first_match((person.by_ballots, voted), otherwise=person.city_score),
    )

with clause("四", "考核年度内受奖惩的加减分 | rewards and penalties of the appraisal's year count"):

    def points_by(table: Any) -> Any:
        """The points of the event's kind by a table, as often as it occurred; none outside the year."""
        each = first_known(lookup(table, event.kind), 0)
        return first_match((event.counted, each * event.count), otherwise=0)

    event.counted = flag(
        "计入本年度 | of the appraisal's year",
        year_of(event.date) == person.office.year,
    )

with clause("四1, 四2, 四3", "受表彰、信息网宣被采用、中心工作受表扬加分 | commendation, articles used and praise add"):
    event.reward_part = points("奖励分 | what the event adds, before the cap", points_by(p.rewards))
    person.reward_points = points(
        "奖励分合计 | all rewards, before the cap", total(event.reward_part), clause="四1, 四2, 四3, 五3"
    )

with clause(
    "四, 四2", "信息网宣任务每月公示,未完成被通报的扣分 | monthly tasks are made public; a notified miss takes points"
):
    task.missed = flag("未完成 | done is less than was assigned", task.done < task.assigned)
    task.notified = flag("通报未完成 | missed, and made public", task.missed & task.published)
    person_month.notified = flag("当月被通报 | some task of the month", exists(task.notified))
    person.times_notified = counted(
        "任务未完成被通报次数 | how often notified, by the table of monthly tasks",
        choose(p.missed_counts, each_task=count(task.notified), each_month=count(person_month.notified)),
    )
    person.task_penalty = points(
        "任务未完成扣分 | what those take", person.times_notified * lookup(p.penalties, "missed_task")
    )
    task_month.tasks = counted("任务项数 | tasks handed out", count(task))
    task_month.assigned_total = counted("任务篇数 | pieces assigned", total(task.assigned))
    task_month.done_total = counted("完成篇数 | pieces done", total(task.done))
    task_month.missed_tasks = counted("未完成项数 | tasks missed", count(task.missed))
    task_month.notified_tasks = counted("已通报项数 | of these, made public", count(task.notified))

with clause("四2, 四3, 四4, 四5", "任务未完、批评处分、缺席闲玩扣分 | missed tasks, faults, absence, leisure take"):
    event.penalty_part = points("扣分 | what the event takes", points_by(p.penalties))
    person.penalty_points = points(
        "扣分合计 | all penalties; they have no limit",
        total(event.penalty_part) + person.task_penalty,
        clause="四2, 四3, 四4, 四5, 五3",
    )

with clause("四", "奖励分最高 3 分,扣分不限 | rewards add three points at most; penalties have no limit"):
    net = net_rewards(person.reward_points, person.penalty_points, at_most=p.reward_cap)
    person.net_points = points("奖惩分 | rewards up to the cap, less all penalties", net)
    person.score_total = points(
        "考核得分 | the review, with rewards and penalties", person.review_score + person.net_points, clause="四, 五3"
    )

with clause("五4", "得分汇总后公示 3 天 | the scores are on public notice for three days"):
    stood = office.notice_days >= p.notice_length
    office.notice_over = flag("公示期满 | the notice has stood its days", first_known(stood, False))

with clause("五5", "异议复核清楚后,市管干部与一般干部职工分别排名 | once objections are cleared, two rankings"):
    settled = office.notice_over & (office.objections_open == 0)
    ranked = (person.ranked_among != "seconded") & known(person.score_total)
    office.objections_raised = counted("异议件数 | objections raised", count(objection))
    office.objections_open = counted("未复核清楚的异议 | those open", count(objection, where=~objection.resolved))
    office.is_final = flag("结果已确定 | ranks, grades and prizes stand", settled, clause="五4, 五5")
    person.ranked_among = option(
        "排名范围 | team members apart, trainees with ordinary staff",
        first_match((person.kind == "member", "member"), (person.kind == "trainee", "staff"), otherwise=person.kind),
        clause="二, 五5",
    )
    person.rank = place(
        "名次 | place by score among those; seconded cadres have none",
        rank(person.score_total, where=ranked, within=(office, person.ranked_among)),
    )

with clause("六1", "按规定比例定优秀人数,按排名先后评定 | places for excellent by ratio, taken in order of rank"):
    trainee = choose(p.trainees_in_quota, excluded=False, included=person.kind == "trainee")
    member = choose(p.quota_covers, staff=False, everyone=person.kind == "member")
    counts, exact = person.counts_in_quota, office.exact_places
    by_the_state = first_match(
        (office.outstanding, p.statutory_outstanding_ratio), otherwise=p.statutory_excellent_ratio
    )
    by_members = count(person, where=counts & (person.kind == "member") & person.city_excellent)
    person.counts_in_quota = flag(
        "计入优秀名额基数 | counts for the places, as the readings say", (person.kind == "staff") | trainee | member
    )
    office.headcount = counted("优秀名额基数 | people who count", count(person, where=counts))
    office.base_ratio = ratio("基本优秀比例 | the ratio laid down", p.excellent_ratio)
    office.extra_ratio = ratio(
        "增加的优秀比例 | what the state's rules of the day allow an outstanding office on top",
        by_the_state - p.statutory_excellent_ratio,
    )
    office.ratio_in_force = ratio("优秀比例 | with the addition", office.base_ratio + office.extra_ratio)
    office.exact_places = people("名额准确数 | not rounded", office.headcount * office.ratio_in_force)

    def whole(not_rounded: Any) -> Any:
        """In whole places."""
        return choose(p.quota_rounding, floor=to_whole(not_rounded, "floor"), half_up=to_whole(not_rounded))

    civil = counts & (person.staff_kind == "civil")
    institution = counts & (person.staff_kind == "institution")
    city_members = (person.kind == "member") & person.city_excellent

    def left_for_staff(places: Any, rows: Any) -> Any:
        """What members of the kind leave of its places."""
        return greatest(places - count(person, where=rows & city_members), 0)

    office.kinds_apart = flag(
        "两类分别计算名额 | civil servants and institution staff have places of their own",
        choose(p.quota_kinds, together=False, apart=True),
    )
    office.civil_headcount = counted("公务员人数 | civil servants who count", count(person, where=civil))
    office.institution_headcount = counted(
        "事业人员人数 | institution staff who count", count(person, where=institution)
    )
    office.civil_exact = people("公务员名额准确数 | not rounded", office.civil_headcount * office.ratio_in_force)
    office.institution_exact = people(
        "事业人员名额准确数 | not rounded", office.institution_headcount * office.ratio_in_force
    )
    office.civil_places = counted("公务员优秀名额 | places of civil servants", whole(office.civil_exact))
    office.institution_places = counted("事业人员优秀名额 | of institution staff", whole(office.institution_exact))
    office.excellent_places = counted(
        "优秀名额 | whole places",
        choose(p.quota_kinds, together=whole(exact), apart=office.civil_places + office.institution_places),
    )
    office.ceiling_exact = counted(
        "法定上限(未取整) | the most excellent grades by the state's rules of the day", office.headcount * by_the_state
    )
    office.ceiling_places = counted("法定上限名额 | in whole places", to_whole(office.ceiling_exact, "floor"))
    office.taken_by_members = counted("班子成员占用名额 | of members whom the city graded excellent", by_members)
    office.places_for_staff = counted(
        "一般干部职工可用名额 | left for staff", greatest(office.excellent_places - office.taken_by_members, 0)
    )
    person.city_excellent = flag(
        "全市考核为优秀 | a member or seconded cadre whom the city graded excellent",
        ~person.by_ballots & first_known(person.city_grade == "excellent", False),
        clause="六3",
    )
    person.may_be_excellent = flag(
        "可按排名评优 | staff who count, are not barred and have a score",
        person.by_ballots & counts & ~person.excellent_barred & known(person.score_total),
    )
    kind = first_known(person.staff_kind, "civil")
    person.quota_group = option(
        "名额归类 | among whom places are taken",
        choose(p.quota_kinds, together="all", apart=kind),
        words={"all": "全部", "civil": "公务员", "institution": "事业人员"},
    )
    person.places_open = counted(
        "可评名额 | places for the staff of the group",
        first_match(
            (person.quota_group == "civil", left_for_staff(office.civil_places, civil)),
            (person.quota_group == "institution", left_for_staff(office.institution_places, institution)),
            otherwise=office.places_for_staff,
        ),
    )
    by_rank = among_best(
        person.score_total,
        person.places_open,
        where=person.may_be_excellent,
        within=(office, person.quota_group),
        question="excellent_tie",
        prompt="考核得分并列,占最后的优秀名额? | Equal scores: does this person take one of the last excellent places?",
    )
    person.is_excellent = flag(
        "优秀等次 | staff by rank as far as places go, others by the city's grade",
        first_match((person.by_ballots, by_rank), otherwise=person.city_excellent),
    )
    person.is_nominated = flag("占用优秀名额 | excellent, and counted", person.is_excellent & counts)
    office.excellent_people = counted("优秀人数 | people who take a place", count(person, where=person.is_nominated))
    office.places_left = counted(
        "剩余名额 | below nothing where members take too many", office.excellent_places - office.excellent_people
    )

with clause("六2, 六3", "一般人员按排名得奖,其他人按全市等次 | prizes: staff by rank, others by the city's grade"):
    below = ~person.by_ballots & is_in(person.city_grade, ["basically_competent", "unfit", "undetermined"])
    decided = decide(
        "prize_below_competent",
        "全市考核等次低于称职,年终奖励按哪一等? | Graded below competent by the city: which prize?",
        where=below,
        answers={"first": "一等奖", "second": "二等奖", "none": "不享受"},
    )
    excellent, competent = person.city_grade == "excellent", person.city_grade == "competent"
    by_grade = first_match((excellent, "first"), (competent, "second"), otherwise=decided)
    others = office.first_prizes - count(person, where=person.prize_by_grade == "first")
    person.prize_by_grade = option(
        "按全市考核等次的奖励 | below competent the text has no rule: people decide",
        when(~person.by_ballots, by_grade),
        clause="六3",
    )
    office.firsts_by_rank = counted(
        "按名次的一等奖个数 | first prizes for staff",
        choose(p.first_prizes_cover, staff=office.first_prizes, everyone=greatest(others, 0)),
    )
    person.first_by_rank = flag(
        "按名次得一等奖 | staff among the first places",
        among_best(
            person.score_total,
            office.firsts_by_rank,
            where=person.by_ballots & known(person.score_total),
            within=office,
            question="first_prize_tie",
            prompt="考核得分并列,占最后的一等奖? | Equal scores: does this person take one of the last first prizes?",
        ),
        clause="六2",
    )
    by_rank = person.by_ballots & person.first_by_rank
    person.prize = option(
        "奖励等次 | first or second prize",
        first_match((by_rank, "first"), (person.by_ballots, "second"), otherwise=person.prize_by_grade),
    )

with clause("六2", "收到市级考核奖励后兑现,一、二等奖相差 10% | paid once the award has come; prizes differ by 10 %"):

    def ratio_of(prize: Any) -> Any:
        """How a prize stands to the others."""
        down, up = lookup(p.prize_ratios, prize), lookup(p.prize_ratios_upward, prize)
        return choose(p.ten_percent, of_first=down, of_second=up)

    person.takes_prize = flag("享受奖励 | has a prize", is_in(person.prize, ["first", "second"]))
    office.firsts = counted("一等奖人数 | people with a first prize", count(person, where=person.prize == "first"))
    office.seconds = counted("二等奖人数 | people with a second prize", count(person, where=person.prize == "second"))
    office.pool = yuan(
        "可分配的奖励 | the award, where somebody has a prize",
        when(office.firsts + office.seconds > 0, office.award_received),
    )
    person.prize_ratio = ratio("奖励比值 | the ratio of the person's prize", ratio_of(person.prize))
    of_one = points_value(office.pool, person.prize_ratio, where=known(person.prize_ratio))
    office.value_of_one = yuan(
        "比值为 1 的奖励 | so that all prizes sum to the award", when(known(office.pool), of_one)
    )
    office.first_amount = yuan("一等奖标准 | before the division into fen", office.value_of_one * ratio_of("first"))
    office.second_amount = yuan("二等奖标准 | before the division into fen", office.value_of_one * ratio_of("second"))
    person.bonus = yuan(
        "年终绩效考核奖励 | the person's part of the award, to the fen; unknown before it has come",
        prizes(office.pool, person.prize_ratio, unit=p.smallest_payment, within=office),
    )
    office.paid = yuan("发放合计 | the award received", when(known(office.pool), total(person.bonus)))
