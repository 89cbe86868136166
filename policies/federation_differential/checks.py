"""What no row may be: checks of Differential appraisal of a city women's federation's office."""

from payout.rules import *

from .rules import ballot, clause, event, objection, office, p, person

with clause("四"):
    ballot.ballot_above_full_marks = refused(
        "评分超过满分 | Points of a ballot above full marks",
        ballot.points > p.full_marks,
        at=ballot.points,
        expected="不超过 100 | not above 100",
        fix="核对评议票 | check the ballot",
    )
    ballot.ballot_not_used = doubtful(
        "班子成员、挂职干部按全市测评,此票不计 | A ballot for somebody whom the city scores",
        ~person.by_ballots,
        at=ballot.person_id,
        fix="核对人员类别,或删去该票 | check the person's kind, or remove the ballot",
    )

with clause("四, 五2"):
    person.voters_missing = refused(
        "民主评议缺一类评议人的票 | No ballot of one group of voters: the score is missing, not lower",
        person.by_ballots & ~known(person.review_score),
        at=person.person_id,
        expected="主要负责同志、单位副职、干部职工都有票 | ballots of the principal leader, of deputies and of staff",
        fix="补登评议票;人员类别有误的改正 | enter the missing ballots, or correct the person's kind",
    )

with clause("四"):
    person.principal_voted_twice = refused(
        "主要负责同志的票多于一张 | More than one ballot of the principal leader",
        count(ballot, where=ballot.voter == "principal") > p.principal_ballots,
        at=person.person_id,
        expected="一人一张 | one ballot",
        fix="删去重复登记的票 | remove the ballot entered twice",
    )

with clause("四, 六3"):
    unscored = (person.kind == "member") & ~known(person.city_score)
    person.without_city_result = refused(
        "班子成员或挂职干部缺全市考核结果 | The city's score or grade is not there",
        unscored | is_in(person.kind, ["member", "seconded"]) & ~known(person.city_grade),
        at=person.city_grade,
        expected="班子成员填测评得分和等次,挂职干部填等次 | score and grade of a team member, grade of a seconded cadre",
        fix="补填市管干部测评得分、全市考核等次 | fill in the city's score and grade",
    )

with clause("四"):
    person.city_score_above_full_marks = refused(
        "市管干部测评得分超过满分 | The city's score is above full marks",
        person.city_score > p.full_marks,
        at=person.city_score,
        expected="不超过 100 | not above 100",
        fix="核对测评得分 | check the score",
    )

with clause("四, 六3"):
    person.staff_with_city_result = refused(
        "一般干部职工又填了全市考核结果 | Ordinary staff with a result of the city's own appraisal",
        person.by_ballots & (known(person.city_score) | known(person.city_grade)),
        at=person.city_grade,
        expected="一般干部职工和见习人员两列为空 | both columns blank for ordinary staff and trainees",
        fix="清空这两列,或改正人员类别 | clear them, or correct the person's kind",
    )

with clause("四"):
    event.event_outside_year = doubtful(
        "奖惩不在考核年度内,未计分 | A reward or penalty of another year: it does not count",
        ~event.counted,
        at=event.date,
        fix="核对日期和考核年度 | check the date and the year",
    )

with clause("五3"):
    event.event_entered_twice = doubtful(
        "同一人同一天同一情形登记了几行 | The same kind on the same day for one person, twice",
        known(event.date) & (count(event.kind, within=(event.person_id, event.date, event.kind)) > 1),
        at=event.date,
        expected="一事一行,次数填在次数列 | one row for a matter, how often under count",
        fix="是同一件事的,只留一行 | keep one row if it is one matter",
    )

with clause("五4, 五5"):
    objection.objection_before_notice = doubtful(
        "异议的日期在公示开始之前 | Raised before the notice went up",
        objection.raised_on < person.office.notice_began,
        at=objection.raised_on,
        fix="核对日期 | check the date",
    )
    office.settled_before_notice = refused(
        "结果确定日期早于公示开始日期 | Settled before the notice went up",
        office.settled_on < office.notice_began,
        at=office.settled_on,
        fix="核对两个日期 | check both days",
    )
    office.not_final_yet = doubtful(
        "公示未满或有异议未复核清楚,名次、等次尚未确定 | The notice is not over, or an objection is open: nothing is final",
        ~office.is_final,
        at=office.settled_on,
        expected="公示满 3 天且没有未复核清楚的异议 | three days of notice and no open objection",
        fix="期满、复核清楚后填结果确定日期,再运行 | run again once the notice is over and objections are cleared",
    )

with clause("五4, 五5, 六2"):
    office.paid_before_final = refused(
        "结果尚未确定,不得兑现奖励 | An award to be paid while the results are not final",
        known(office.award_received) & ~office.is_final,
        at=office.award_received,
        expected="结果确定以后再填收到的奖励 | the award entered once results are final",
        fix="先完成公示和复核;只算得分排名的,清空收到的考核奖励 | finish notice and objections first; for scores and ranks only, leave the award blank",
    )

with clause("六2"):
    office.too_many_first_prizes = refused(
        "一等奖个数多于可评的人数 | More first prizes by rank than ordinary staff",
        office.firsts_by_rank > count(person, where=person.by_ballots),
        at=office.first_prizes,
        fix="核对一等奖个数 | check the number of first prizes",
    )
    office.nobody_to_pay = refused(
        "收到了奖励,但没有人享受 | An award, and nobody who has a prize",
        (office.award_received > 0) & ~known(office.pool),
        at=office.award_received,
        fix="核对人员表和决定事项 | check the people and the decisions",
    )

with clause("六1"):
    office.quota_exceeded = doubtful(
        "班子成员的优秀已超过优秀名额 | Members graded excellent take more places than there are",
        office.places_left < 0,
        at=office.office_id,
        fix="与市委组织部门核对名额 | check the places with the city",
    )
