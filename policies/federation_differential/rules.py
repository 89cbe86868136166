"""The federation's differential appraisal, clause by clause.

Clauses are the document's own numbers: 四2 is part four, item two. In its order: the review and the points for rewards
and penalties (four), the public notice and the ranks (five), excellent grades and prizes (six).
"""

from payout.rules import *

policy = Policy.load(__file__)
clause, p = policy.clause, policy.p
office, person, ballot, event, objection, decision = policy.symbols(
    "office", "person", "ballot", "event", "objection", "decision"
)

with clause("二, 四"):
    person.by_ballots = flag(
        "由民主评议打分 | Ordinary staff, trainees among them, are scored by ballots; members and seconded cadres by the city",
        is_in(person.kind, ["staff", "trainee"]),
    )

with clause("五2"):
    person.ballots_cast = counted("评议票数 | Ballots cast for the person", count(ballot))

with clause("四, 五3"):
    person.principal_mean = points(
        "主要负责同志评分 | The principal leader's points", mean(ballot.points, where=ballot.voter == "principal")
    )
    person.deputy_mean = points(
        "单位副职平均分 | Mean of the deputies' ballots", mean(ballot.points, where=ballot.voter == "deputy")
    )
    person.staff_mean = points(
        "干部职工平均分 | Mean of the staff's ballots", mean(ballot.points, where=ballot.voter == "staff")
    )
    voted = weighted(
        p.voter_weights, principal=person.principal_mean, deputy=person.deputy_mean, staff=person.staff_mean
    )
    person.review_score = points(
        "民主评议得分 | The three groups of voters by weight; for a team member or a seconded cadre the city's own score",
        first_match((person.by_ballots, voted), otherwise=person.city_score),
    )

with clause("四"):
    event.counted = flag(
        "计入本年度 | Whether it lies in the appraisal's year; without a date it does",
        ~known(event.date) | (year_of(event.date) == person.office.year),
    )

with clause("四1, 四2, 四3"):
    event.reward_part = points(
        "奖励分 | What a reward adds, before the cap",
        first_match((event.counted, first_known(lookup(p.rewards, event.kind), 0) * event.count), otherwise=0),
    )

with clause("四2, 四3, 四4, 四5"):
    event.penalty_part = points(
        "扣分 | What a penalty takes",
        first_match((event.counted, first_known(lookup(p.penalties, event.kind), 0) * event.count), otherwise=0),
    )

with clause("四1, 四2, 四3, 五3"):
    person.reward_points = points("奖励分合计 | All rewards of the year, before the cap", total(event.reward_part))

with clause("四2, 四3, 四4, 四5, 五3"):
    person.penalty_points = points(
        "扣分合计 | All penalties of the year; they have no limit", total(event.penalty_part)
    )

with clause("四"):
    person.net_points = points(
        "奖惩分 | Rewards up to the cap, less all penalties",
        net_rewards(person.reward_points, person.penalty_points, at_most=p.reward_cap),
    )

with clause("四, 五3"):
    person.score_total = points(
        "考核得分 | The review's score with rewards and penalties", person.review_score + person.net_points
    )

with clause("五4"):
    office.notice_over = flag(
        "公示期满 | Whether the notice has stood its days", first_known(office.notice_days >= p.notice_length, False)
    )

with clause("五5"):
    office.objections_raised = counted("异议件数 | Objections against somebody's result", count(objection))
    office.objections_open = counted(
        "未复核清楚的异议 | Objections that are not cleared up", count(objection, where=~objection.resolved)
    )

with clause("五4, 五5"):
    office.is_final = flag(
        "结果已确定 | The notice is over and no objection is open: ranks, grades and prizes stand",
        office.notice_over & (office.objections_open == 0),
    )

with clause("二, 五5"):
    person.ranked_among = option(
        "排名范围 | Team members apart, trainees with ordinary staff",
        first_match((person.kind == "member", "member"), (person.kind == "trainee", "staff"), otherwise=person.kind),
    )

with clause("五5"):
    ranked = (person.ranked_among != "seconded") & known(person.score_total)
    person.rank = place(
        "名次 | Place by score, team members and ordinary staff apart; seconded cadres have none",
        rank(person.score_total, where=ranked, within=(office, person.ranked_among)),
    )

with clause("六1"):
    trainee = choose(p.trainees_in_quota, excluded=False, included=person.kind == "trainee")
    member = choose(p.quota_covers, staff=False, everyone=person.kind == "member")
    person.counts_in_quota = flag(
        "计入优秀名额基数 | Whether the person counts for the places: staff, trainees and members as the readings say",
        (person.kind == "staff") | trainee | member,
    )
    office.headcount = counted(
        "优秀名额基数 | People who count for the excellent places", count(person, where=person.counts_in_quota)
    )
    office.base_ratio = ratio("基本优秀比例 | The ratio laid down", p.excellent_ratio)
    office.extra_ratio = ratio(
        "增加的优秀比例 | The addition of an outstanding office",
        first_match((office.outstanding, p.outstanding_addition), otherwise=0),
    )
    office.ratio_in_force = ratio(
        "优秀比例 | The share of excellent grades, with the addition", office.base_ratio + office.extra_ratio
    )
    office.exact_places = people(
        "名额准确数 | Headcount times ratio, not rounded", office.headcount * office.ratio_in_force
    )
    office.excellent_places = counted(
        "优秀名额 | Whole places",
        choose(p.quota_rounding, floor=to_whole(office.exact_places, "floor"), half_up=to_whole(office.exact_places)),
    )
    office.taken_by_members = counted(
        "班子成员占用名额 | Places that team members whom the city graded excellent take, where they count",
        count(person, where=person.counts_in_quota & (person.kind == "member") & person.city_excellent),
    )
    office.places_for_staff = counted(
        "一般干部职工可用名额 | Places left for ordinary staff",
        greatest(office.excellent_places - office.taken_by_members, 0),
    )

with clause("六3"):
    person.city_excellent = flag(
        "全市考核为优秀 | A team member or seconded cadre whom the city graded excellent",
        ~person.by_ballots & first_known(person.city_grade == "excellent", False),
    )

with clause("六1"):
    person.may_be_excellent = flag(
        "可按排名评优 | Ordinary staff who count, are not barred and have a score",
        person.by_ballots & person.counts_in_quota & ~person.excellent_barred & known(person.score_total),
    )
    by_rank = among_best(
        person.score_total,
        office.places_for_staff,
        where=person.may_be_excellent,
        within=office,
        question="excellent_tie",
        prompt="考核得分并列,占最后的优秀名额? | Equal scores: does this person take one of the last excellent places?",
    )
    person.is_excellent = flag(
        "优秀等次 | Ordinary staff in order of rank, as far as the places go; others by the city's grade",
        first_match((person.by_ballots, by_rank), otherwise=person.city_excellent),
    )
    person.is_nominated = flag(
        "占用优秀名额 | Excellent, and counting for the office's places", person.is_excellent & person.counts_in_quota
    )
    office.excellent_people = counted(
        "优秀人数 | People who take an excellent place", count(person, where=person.is_nominated)
    )
    office.places_left = counted(
        "剩余名额 | Places not taken; below nothing where members take more than there are",
        office.excellent_places - office.excellent_people,
    )

with clause("六3"):
    below = ~person.by_ballots & is_in(person.city_grade, ["basically_competent", "unfit", "undetermined"])
    decided = decide(
        "prize_below_competent",
        "全市考核等次低于称职,年终奖励按哪一等? | Graded below competent by the city: which prize?",
        where=below,
        answers={"first": "一等奖", "second": "二等奖", "none": "不享受"},
    )
    found = first_match(
        (person.city_grade == "excellent", "first"), (person.city_grade == "competent", "second"), otherwise=decided
    )
    person.prize_by_grade = option(
        "按全市考核等次的奖励 | First or second prize by the city's grade; the text has no rule for a grade below competent: people decide",
        when(~person.by_ballots, found),
    )

with clause("六2, 六3"):
    by_grade = count(person, where=person.prize_by_grade == "first")
    office.firsts_by_rank = counted(
        "按名次的一等奖个数 | First prizes that ordinary staff take by rank",
        choose(p.first_prizes_cover, staff=office.first_prizes, everyone=greatest(office.first_prizes - by_grade, 0)),
    )

with clause("六2"):
    person.first_by_rank = flag(
        "按名次得一等奖 | Ordinary staff among the first places; a tie across the last one is for people to decide",
        among_best(
            person.score_total,
            office.firsts_by_rank,
            where=person.by_ballots & known(person.score_total),
            within=office,
            question="first_prize_tie",
            prompt="考核得分并列,占最后的一等奖? | Equal scores: does this person take one of the last first prizes?",
        ),
    )

with clause("六2, 六3"):
    person.prize = option(
        "奖励等次 | First or second prize: ordinary staff by rank, others by the city's grade",
        first_match(
            (person.by_ballots & person.first_by_rank, "first"),
            (person.by_ballots, "second"),
            otherwise=person.prize_by_grade,
        ),
    )

with clause("六2"):
    person.takes_prize = flag(
        "享受奖励 | Whether there is a prize for the person", is_in(person.prize, ["first", "second"])
    )
    office.firsts = counted("一等奖人数 | People with a first prize", count(person, where=person.prize == "first"))
    office.seconds = counted("二等奖人数 | People with a second prize", count(person, where=person.prize == "second"))
    office.pool = yuan(
        "可分配的奖励 | The award received, where somebody has a prize",
        when(office.firsts + office.seconds > 0, office.award_received),
    )
    person.prize_ratio = ratio(
        "奖励比值 | In what ratio the person's prize stands to the others",
        choose(
            p.ten_percent,
            of_first=lookup(p.prize_ratios, person.prize),
            of_second=lookup(p.prize_ratios_upward, person.prize),
        ),
    )
    office.value_of_one = yuan(
        "比值为 1 的奖励 | What a ratio of one is worth, before the division into fen, so that all prizes sum to the award",
        when(known(office.pool), points_value(office.pool, person.prize_ratio, where=known(person.prize_ratio))),
    )
    down, up = (lookup(p.prize_ratios, "first"), lookup(p.prize_ratios_upward, "first"))
    office.first_amount = yuan(
        "一等奖标准 | A first prize before the division into fen",
        office.value_of_one * choose(p.ten_percent, of_first=down, of_second=up),
    )
    down, up = (lookup(p.prize_ratios, "second"), lookup(p.prize_ratios_upward, "second"))
    office.second_amount = yuan(
        "二等奖标准 | A second prize before the division into fen",
        office.value_of_one * choose(p.ten_percent, of_first=down, of_second=up),
    )
    person.bonus = yuan(
        "年终绩效考核奖励 | The person's part of the award, exact to the fen; nothing is known before the award is received",
        prizes(office.pool, person.prize_ratio, unit=p.smallest_payment, within=office),
    )
    office.paid = yuan(
        "发放合计 | What all prizes come to: the award received", when(known(office.pool), total(person.bonus))
    )
