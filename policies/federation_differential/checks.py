"""What no row may be: ballots and city results that are lacking or do not belong, days out of order, prizes out of reach."""

from payout.rules import *

from .rules import ballot, clause, event, office, p, person, task

with clause("四"):
    event.event_outside_year = doubtful(
        "奖惩不在考核年度内,未计分 | of another year: it does not count",
        ~event.counted,
        at=event.date,
        fix="核对日期和考核年度 | check the date and the year",
    )
    ballot.ballot_not_used = doubtful(
        "班子成员、挂职干部按全市测评,此票不计 | a ballot for somebody whom the city scores",
        ~person.by_ballots,
        at=ballot.person_id,
        fix="核对人员类别,或删去该票 | check the person's kind, or remove the ballot",
    )
    person.principal_voted_twice = refused(
        "主要负责同志的票多于一张 | more than one ballot of the principal leader",
        count(ballot, where=ballot.voter == "principal") > p.principal_ballots,
        at=person.person_id,
        fix="删去重复登记的票 | remove the ballot entered twice",
    )

with clause("四2"):
    in_events = exists(event.counted & (event.kind == "missed_task"))
    person.missed_entered_twice = refused(
        "任务未完成既登记在奖惩登记,又有每月任务 | missed tasks in the register of events, and monthly tasks besides",
        in_events & exists(task),
        at=person.person_id,
        expected="二者只用一种 | one of the two",
        fix="删去奖惩登记中任务未完成的行,或删去此人的每月任务 | remove the events, or the person's monthly tasks",
    )
    task.missed_not_published = doubtful(
        "任务未完成而没有通报,不扣分 | a task was missed and not made public: it takes nothing",
        task.missed & ~task.published,
        at=task.published,
        fix="通报后填“是” | enter yes once it is public",
    )

with clause("四, 五2"):
    person.voters_missing = refused(
        "民主评议缺一类评议人的票 | a group of voters is lacking: the score is missing, not lower",
        person.by_ballots & ~known(person.review_score),
        at=person.person_id,
        expected="主要负责同志、单位副职、干部职工都有票 | ballots of the principal leader, of deputies and of staff",
        fix="补登评议票;人员类别有误的改正 | enter the missing ballots, or correct the person's kind",
    )

with clause("四, 六3"):
    unscored = (person.kind == "member") & ~known(person.city_score)
    ungraded = is_in(person.kind, ["member", "seconded"]) & ~known(person.city_grade)
    person.without_city_result = refused(
        "班子成员或挂职干部缺全市考核结果 | the city's score or grade is lacking",
        unscored | ungraded,
        at=person.city_grade,
        expected="班子成员填测评得分和等次,挂职干部填等次 | score and grade of a member, grade of a seconded cadre",
        fix="补填市管干部测评得分、全市考核等次 | fill in the city's score and grade",
    )
    person.staff_with_city_result = refused(
        "一般干部职工又填了全市考核结果 | ordinary staff with a result of the city's",
        person.by_ballots & (known(person.city_score) | known(person.city_grade)),
        at=person.city_grade,
        expected="一般干部职工和见习人员两列为空 | both columns blank for ordinary staff and trainees",
        fix="清空这两列,或改正人员类别 | clear them, or correct the person's kind",
    )

with clause("五4, 五5"):
    office.not_final_yet = doubtful(
        "公示未满或有异议未复核清楚,名次、等次尚未确定 | the notice is not over, or an objection is open: nothing is final",
        ~office.is_final,
        at=office.settled_on,
        expected="公示满 3 天且没有未复核清楚的异议 | three days of notice and no open objection",
        fix="期满、复核清楚后填结果确定日期,再运行 | enter the day of settling once both hold, and run again",
    )

with clause("五4, 五5, 六2"):
    office.paid_before_final = refused(
        "结果尚未确定,不得兑现奖励 | an award to be paid while nothing is final",
        known(office.award_received) & ~office.is_final,
        at=office.award_received,
        expected="结果确定以后再填收到的奖励 | the award entered once results are final",
        fix="先完成公示和复核;只算得分排名的,清空收到的考核奖励 | finish notice and objections first; for ranks only, leave it blank",
    )

with clause("六1"):
    office.quota_exceeded = doubtful(
        "班子成员的优秀已超过优秀名额 | members graded excellent take more places than there are",
        office.places_left < 0,
        at=office.office_id,
        fix="与市委组织部门核对名额 | check the places with the city",
    )

with clause("六2"):
    office.too_many_first_prizes = refused(
        "一等奖个数多于可评的人数 | more first prizes by rank than staff",
        office.firsts_by_rank > count(person, where=person.by_ballots),
        at=office.first_prizes,
    )
    office.nobody_to_pay = refused(
        "收到了奖励,但没有人享受 | an award, and nobody who has a prize",
        (office.award_received > 0) & ~known(office.pool),
        at=office.award_received,
        fix="核对人员表和决定事项 | check the people and the decisions",
    )
