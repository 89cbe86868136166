"""The federation's differential appraisal, clause by clause.

Clauses are the document's own numbers: 四2 is part four, item two. In its order: the review and the points for rewards
and penalties (four), the public notice and the ranks (five), excellent grades and prizes (six).
"""

from payout.rules import (
    Policy,
    among_best,
    choose,
    count,
    decide,
    first_known,
    first_match,
    greatest,
    is_in,
    known,
    lookup,
    mean,
    net_rewards,
    points_value,
    prizes,
    to_whole,
    total,
    weighted,
    when,
    year_of,
)
from payout.rules import rank as place_by

from . import notice

policy = Policy.load(__file__)
office, person = policy.level("office"), policy.level("person")
ballot, event, objection = policy.level("ballot"), policy.level("event"), policy.level("objection")


# ---- Four: the review ----------------------------------------------------------------------------


@person.rule(clause="二, 四", zh="由民主评议打分")
def by_ballots(kind):
    """Ordinary staff, trainees among them, are scored by ballots; members and seconded cadres by the city."""
    return is_in(kind, ["staff", "trainee"])


@person.rule(clause="五2", zh="评议票数", measure="count")
def ballots_cast(ballots):
    """Ballots cast for the person."""
    return count(ballots)


@person.rule(clause="四, 五3", zh="主要负责同志评分", measure="points")
def principal_mean(ballots):
    """The principal leader's points."""
    return mean(ballots.points, where=ballots.voter == "principal")


@person.rule(clause="四, 五3", zh="单位副职平均分", measure="points")
def deputy_mean(ballots):
    """Mean of the deputies' ballots."""
    return mean(ballots.points, where=ballots.voter == "deputy")


@person.rule(clause="四, 五3", zh="干部职工平均分", measure="points")
def staff_mean(ballots):
    """Mean of the staff's ballots."""
    return mean(ballots.points, where=ballots.voter == "staff")


@person.rule(clause="四, 五3", zh="民主评议得分", measure="points")
def review_score(by_ballots, voter_weights, principal_mean, deputy_mean, staff_mean, city_score):
    """The three groups of voters by weight; for a team member or a seconded cadre the city's own score."""
    voted = weighted(voter_weights, principal=principal_mean, deputy=deputy_mean, staff=staff_mean)
    return first_match((by_ballots, voted), otherwise=city_score)


# ---- Four, 1–5: rewards and penalties ------------------------------------------------------------


@event.rule(clause="四", zh="计入本年度")
def counted(date, person):
    """Whether it lies in the appraisal's year; without a date it does."""
    return ~known(date) | (year_of(date) == person.office.year)


@event.rule(clause="四1, 四2, 四3", zh="奖励分", measure="points")
def reward_part(counted, kind, count, rewards):
    """What a reward adds, before the cap."""
    return first_match((counted, first_known(lookup(rewards, kind), 0) * count), otherwise=0)


@event.rule(clause="四2, 四3, 四4, 四5", zh="扣分", measure="points")
def penalty_part(counted, kind, count, penalties):
    """What a penalty takes."""
    return first_match((counted, first_known(lookup(penalties, kind), 0) * count), otherwise=0)


@person.rule(clause="四1, 四2, 四3, 五3", zh="奖励分合计", measure="points")
def reward_points(events):
    """All rewards of the year, before the cap."""
    return total(events.reward_part)


@person.rule(clause="四2, 四3, 四4, 四5, 五3", zh="扣分合计", measure="points")
def penalty_points(events):
    """All penalties of the year; they have no limit."""
    return total(events.penalty_part)


@person.rule(clause="四", zh="奖惩分", measure="points")
def net_points(reward_points, penalty_points, reward_cap):
    """Rewards up to the cap, less all penalties."""
    return net_rewards(reward_points, penalty_points, at_most=reward_cap)


@person.rule(clause="四, 五3", zh="考核得分", measure="points")
def score_total(review_score, net_points):
    """The review's score with rewards and penalties."""
    return review_score + net_points


# ---- Five: public notice and ranks ---------------------------------------------------------------


@policy.derive("office.notice_days", clause="五4", zh="已满公示天数")
def notice_days(offices, notice_counting: str):
    """Whole days of notice that are over when the results are settled."""
    return notice.whole_days(offices, notice_counting)


@office.rule(clause="五4", zh="公示期满")
def notice_over(notice_days, notice_length):
    """Whether the notice has stood its days."""
    return first_known(notice_days >= notice_length, False)


@office.rule(clause="五5", zh="异议件数", measure="count")
def objections_raised(objections):
    """Objections against somebody's result."""
    return count(objections)


@office.rule(clause="五5", zh="未复核清楚的异议", measure="count")
def objections_open(objections):
    """Objections that are not cleared up."""
    return count(objections, where=~objections.resolved)


@office.rule(clause="五4, 五5", zh="结果已确定")
def is_final(notice_over, objections_open):
    """The notice is over and no objection is open: ranks, grades and prizes stand."""
    return notice_over & (objections_open == 0)


@person.rule(clause="二, 五5", zh="排名范围")
def ranked_among(kind):
    """Team members apart, trainees with ordinary staff."""
    return first_match((kind == "member", "member"), (kind == "trainee", "staff"), otherwise=kind)


@person.rule(clause="五5", zh="名次", measure="rank")
def rank(score_total, office, ranked_among):
    """Place by score, team members and ordinary staff apart; seconded cadres have none."""
    ranked = (ranked_among != "seconded") & known(score_total)
    return place_by(score_total, where=ranked, within=(office, ranked_among))


# ---- Six, 1: excellent grades --------------------------------------------------------------------


@person.rule(clause="六1", zh="计入优秀名额基数")
def counts_in_quota(kind, quota_covers, trainees_in_quota):
    """Whether the person counts for the places: staff, trainees and members as the readings say."""
    trainee = choose(trainees_in_quota, excluded=False, included=kind == "trainee")
    member = choose(quota_covers, staff=False, everyone=kind == "member")
    return (kind == "staff") | trainee | member


@office.rule(clause="六1", zh="优秀名额基数", measure="count")
def headcount(people):
    """People who count for the excellent places."""
    return count(people, where=people.counts_in_quota)


@office.rule(clause="六1", zh="基本优秀比例", measure="ratio")
def base_ratio(excellent_ratio):
    """The ratio laid down."""
    return excellent_ratio


@office.rule(clause="六1", zh="增加的优秀比例", measure="ratio")
def extra_ratio(outstanding, outstanding_addition):
    """The addition of an outstanding office."""
    return first_match((outstanding, outstanding_addition), otherwise=0)


@office.rule(clause="六1", zh="优秀比例", measure="ratio")
def ratio_in_force(base_ratio, extra_ratio):
    """The share of excellent grades, with the addition."""
    return base_ratio + extra_ratio


@office.rule(clause="六1", zh="名额准确数", measure="people")
def exact_places(headcount, ratio_in_force):
    """Headcount times ratio, not rounded."""
    return headcount * ratio_in_force


@office.rule(clause="六1", zh="优秀名额", measure="count")
def excellent_places(exact_places, quota_rounding):
    """Whole places."""
    return choose(quota_rounding, floor=to_whole(exact_places, "floor"), half_up=to_whole(exact_places))


@office.rule(clause="六1", zh="班子成员占用名额", measure="count")
def taken_by_members(people):
    """Places that team members whom the city graded excellent take, where they count."""
    return count(people, where=people.counts_in_quota & (people.kind == "member") & people.city_excellent)


@office.rule(clause="六1", zh="一般干部职工可用名额", measure="count")
def places_for_staff(excellent_places, taken_by_members):
    """Places left for ordinary staff."""
    return greatest(excellent_places - taken_by_members, 0)


@person.rule(clause="六3", zh="全市考核为优秀")
def city_excellent(by_ballots, city_grade):
    """A team member or seconded cadre whom the city graded excellent."""
    return ~by_ballots & first_known(city_grade == "excellent", False)


@person.rule(clause="六1", zh="可按排名评优")
def may_be_excellent(by_ballots, counts_in_quota, excellent_barred, score_total):
    """Ordinary staff who count, are not barred and have a score."""
    return by_ballots & counts_in_quota & ~excellent_barred & known(score_total)


@person.rule(clause="六1", zh="优秀等次")
def is_excellent(by_ballots, city_excellent, score_total, may_be_excellent, office):
    """Ordinary staff in order of rank, as far as the places go; others by the city's grade."""
    by_rank = among_best(
        score_total,
        office.places_for_staff,
        where=may_be_excellent,
        within=office,
        question="excellent_tie",
        zh="考核得分并列,占最后的优秀名额?",
        en="Equal scores: does this person take one of the last excellent places?",
    )
    return first_match((by_ballots, by_rank), otherwise=city_excellent)


@person.rule(clause="六1", zh="占用优秀名额")
def is_nominated(is_excellent, counts_in_quota):
    """Excellent, and counting for the office's places."""
    return is_excellent & counts_in_quota


@office.rule(clause="六1", zh="优秀人数", measure="count")
def excellent_people(people):
    """People who take an excellent place."""
    return count(people, where=people.is_nominated)


@office.rule(clause="六1", zh="剩余名额", measure="count")
def places_left(excellent_places, excellent_people):
    """Places not taken; below nothing where members take more than there are."""
    return excellent_places - excellent_people


# ---- Six, 2 and 3: prizes ------------------------------------------------------------------------


@person.rule(clause="六3", zh="按全市考核等次的奖励")
def prize_by_grade(by_ballots, city_grade):
    """First or second prize by the city's grade; the text has no rule for a grade below competent: people decide."""
    below = ~by_ballots & is_in(city_grade, ["basically_competent", "unfit", "undetermined"])
    decided = decide(
        "prize_below_competent",
        where=below,
        answers={"first": "一等奖", "second": "二等奖", "none": "不享受"},
        zh="全市考核等次低于称职,年终奖励按哪一等?",
        en="Graded below competent by the city: which prize?",
    )
    found = first_match(
        (city_grade == "excellent", "first"), (city_grade == "competent", "second"), otherwise=decided
    )
    return when(~by_ballots, found)


@office.rule(clause="六2, 六3", zh="按名次的一等奖个数", measure="count")
def firsts_by_rank(first_prizes, first_prizes_cover, people):
    """First prizes that ordinary staff take by rank."""
    by_grade = count(people, where=people.prize_by_grade == "first")
    return choose(first_prizes_cover, staff=first_prizes, everyone=greatest(first_prizes - by_grade, 0))


@person.rule(clause="六2", zh="按名次得一等奖")
def first_by_rank(by_ballots, score_total, office):
    """Ordinary staff among the first places; a tie across the last one is for people to decide."""
    return among_best(
        score_total,
        office.firsts_by_rank,
        where=by_ballots & known(score_total),
        within=office,
        question="first_prize_tie",
        zh="考核得分并列,占最后的一等奖?",
        en="Equal scores: does this person take one of the last first prizes?",
    )


@person.rule(clause="六2, 六3", zh="奖励等次")
def prize(by_ballots, first_by_rank, prize_by_grade):
    """First or second prize: ordinary staff by rank, others by the city's grade."""
    return first_match(
        (by_ballots & first_by_rank, "first"), (by_ballots, "second"), otherwise=prize_by_grade
    )


@person.rule(clause="六2", zh="享受奖励")
def takes_prize(prize):
    """Whether there is a prize for the person."""
    return is_in(prize, ["first", "second"])


@office.rule(clause="六2", zh="一等奖人数", measure="count")
def firsts(people):
    """People with a first prize."""
    return count(people, where=people.prize == "first")


@office.rule(clause="六2", zh="二等奖人数", measure="count")
def seconds(people):
    """People with a second prize."""
    return count(people, where=people.prize == "second")


@office.rule(clause="六2", zh="可分配的奖励", measure="yuan")
def pool(award_received, firsts, seconds):
    """The award received, where somebody has a prize."""
    return when(firsts + seconds > 0, award_received)


@person.rule(clause="六2", zh="奖励比值", measure="ratio")
def prize_ratio(prize, ten_percent, prize_ratios, prize_ratios_upward):
    """In what ratio the person's prize stands to the others."""
    return choose(
        ten_percent, of_first=lookup(prize_ratios, prize), of_second=lookup(prize_ratios_upward, prize)
    )


@office.rule(clause="六2", zh="比值为 1 的奖励", measure="yuan")
def value_of_one(pool, people):
    """What a ratio of one is worth, before the division into fen, so that all prizes sum to the award."""
    return when(known(pool), points_value(pool, people.prize_ratio, where=known(people.prize_ratio)))


@office.rule(clause="六2", zh="一等奖标准", measure="yuan")
def first_amount(value_of_one, ten_percent, prize_ratios, prize_ratios_upward):
    """A first prize before the division into fen."""
    down, up = lookup(prize_ratios, "first"), lookup(prize_ratios_upward, "first")
    return value_of_one * choose(ten_percent, of_first=down, of_second=up)


@office.rule(clause="六2", zh="二等奖标准", measure="yuan")
def second_amount(value_of_one, ten_percent, prize_ratios, prize_ratios_upward):
    """A second prize before the division into fen."""
    down, up = lookup(prize_ratios, "second"), lookup(prize_ratios_upward, "second")
    return value_of_one * choose(ten_percent, of_first=down, of_second=up)


@person.rule(clause="六2", zh="年终绩效考核奖励", measure="yuan")
def bonus(office, prize_ratio, smallest_payment):
    """The person's part of the award, exact to the fen; nothing is known before the award is received."""
    return prizes(office.pool, prize_ratio, unit=smallest_payment, within=office)


@office.rule(clause="六2", zh="发放合计", measure="yuan")
def paid(people, pool):
    """What all prizes come to: the award received."""
    return when(known(pool), total(people.bonus))


# ---- Checks: what no row may be ------------------------------------------------------------------


@ballot.check(
    clause="四",
    zh="评分超过满分",
    column="points",
    expected=("不超过 100", "not above 100"),
    fix=("核对评议票", "check the ballot"),
)
def ballot_above_full_marks(points, full_marks):
    """Points of a ballot above full marks."""
    return points > full_marks


@ballot.check(
    clause="四",
    zh="班子成员、挂职干部按全市测评,此票不计",
    column="person_id",
    severity="warning",
    fix=("核对人员类别,或删去该票", "check the person's kind, or remove the ballot"),
)
def ballot_not_used(person):
    """A ballot for somebody whom the city scores."""
    return ~person.by_ballots


@person.check(
    clause="四, 五2",
    zh="民主评议缺一类评议人的票",
    column="person_id",
    expected=(
        "主要负责同志、单位副职、干部职工都有票",
        "ballots of the principal leader, of deputies and of staff",
    ),
    fix=("补登评议票;人员类别有误的改正", "enter the missing ballots, or correct the person's kind"),
)
def voters_missing(by_ballots, review_score):
    """No ballot of one group of voters: the score is missing, not lower."""
    return by_ballots & ~known(review_score)


@person.check(
    clause="四",
    zh="主要负责同志的票多于一张",
    column="person_id",
    expected=("一人一张", "one ballot"),
    fix=("删去重复登记的票", "remove the ballot entered twice"),
)
def principal_voted_twice(ballots, principal_ballots):
    """More than one ballot of the principal leader."""
    return count(ballots, where=ballots.voter == "principal") > principal_ballots


@person.check(
    clause="四, 六3",
    zh="班子成员或挂职干部缺全市考核结果",
    column="city_grade",
    expected=(
        "班子成员填测评得分和等次,挂职干部填等次",
        "score and grade of a team member, grade of a seconded cadre",
    ),
    fix=("补填市管干部测评得分、全市考核等次", "fill in the city's score and grade"),
)
def without_city_result(kind, city_score, city_grade):
    """The city's score or grade is not there."""
    unscored = (kind == "member") & ~known(city_score)
    return unscored | (is_in(kind, ["member", "seconded"]) & ~known(city_grade))


@person.check(
    clause="四",
    zh="市管干部测评得分超过满分",
    column="city_score",
    expected=("不超过 100", "not above 100"),
    fix=("核对测评得分", "check the score"),
)
def city_score_above_full_marks(city_score, full_marks):
    """The city's score is above full marks."""
    return city_score > full_marks


@person.check(
    clause="四, 六3",
    zh="一般干部职工又填了全市考核结果",
    column="city_grade",
    expected=("一般干部职工和见习人员两列为空", "both columns blank for ordinary staff and trainees"),
    fix=("清空这两列,或改正人员类别", "clear them, or correct the person's kind"),
)
def staff_with_city_result(by_ballots, city_score, city_grade):
    """Ordinary staff with a result of the city's own appraisal."""
    return by_ballots & (known(city_score) | known(city_grade))


@event.check(
    clause="四",
    zh="奖惩不在考核年度内,未计分",
    column="date",
    severity="warning",
    fix=("核对日期和考核年度", "check the date and the year"),
)
def event_outside_year(counted):
    """A reward or penalty of another year: it does not count."""
    return ~counted


@event.check(
    clause="五3",
    zh="同一人同一天同一情形登记了几行",
    column="date",
    severity="warning",
    expected=("一事一行,次数填在次数列", "one row for a matter, how often under count"),
    fix=("是同一件事的,只留一行", "keep one row if it is one matter"),
)
def event_entered_twice(date, kind, person_id):
    """The same kind on the same day for one person, twice."""
    return known(date) & (count(kind, within=(person_id, date, kind)) > 1)


@objection.check(
    clause="五4, 五5",
    zh="异议的日期在公示开始之前",
    column="raised_on",
    severity="warning",
    fix=("核对日期", "check the date"),
)
def objection_before_notice(raised_on, person):
    """Raised before the notice went up."""
    return raised_on < person.office.notice_began


@office.check(
    clause="五4, 五5",
    zh="结果确定日期早于公示开始日期",
    column="settled_on",
    fix=("核对两个日期", "check both days"),
)
def settled_before_notice(settled_on, notice_began):
    """Settled before the notice went up."""
    return settled_on < notice_began


@office.check(
    clause="五4, 五5",
    zh="公示未满或有异议未复核清楚,名次、等次尚未确定",
    column="settled_on",
    severity="warning",
    expected=("公示满 3 天且没有未复核清楚的异议", "three days of notice and no open objection"),
    fix=(
        "期满、复核清楚后填结果确定日期,再运行",
        "run again once the notice is over and objections are cleared",
    ),
)
def not_final_yet(is_final):
    """The notice is not over, or an objection is open: nothing is final."""
    return ~is_final


@office.check(
    clause="五4, 五5, 六2",
    zh="结果尚未确定,不得兑现奖励",
    column="award_received",
    expected=("结果确定以后再填收到的奖励", "the award entered once results are final"),
    fix=(
        "先完成公示和复核;只算得分排名的,清空收到的考核奖励",
        "finish notice and objections first; for scores and ranks only, leave the award blank",
    ),
)
def paid_before_final(award_received, is_final):
    """An award to be paid while the results are not final."""
    return known(award_received) & ~is_final


@office.check(
    clause="六2",
    zh="一等奖个数多于可评的人数",
    column="first_prizes",
    fix=("核对一等奖个数", "check the number of first prizes"),
)
def too_many_first_prizes(firsts_by_rank, people):
    """More first prizes by rank than ordinary staff."""
    return firsts_by_rank > count(people, where=people.by_ballots)


@office.check(
    clause="六2",
    zh="收到了奖励,但没有人享受",
    column="award_received",
    fix=("核对人员表和决定事项", "check the people and the decisions"),
)
def nobody_to_pay(award_received, pool):
    """An award, and nobody who has a prize."""
    return (award_received > 0) & ~known(pool)


@office.check(
    clause="六1",
    zh="班子成员的优秀已超过优秀名额",
    column="office_id",
    severity="warning",
    fix=("与市委组织部门核对名额", "check the places with the city"),
)
def quota_exceeded(places_left):
    """Members graded excellent take more places than there are."""
    return places_left < 0
