"""A second, slow reading of the federation's differential appraisal, in plain Python, to hold against the engine.

It shares no code with the engine. Input is taken to be valid.
"""

from datetime import date, timedelta
from fractions import Fraction
from math import floor
from random import Random

CHOICES = {
    "ten_percent": ("of_first", "of_second"),
    "first_prizes_cover": ("staff", "everyone"),
    "quota_covers": ("staff", "everyone"),
    "trainees_in_quota": ("excluded", "included"),
    "quota_rounding": ("floor", "half_up"),
    "quota_kinds": ("together", "apart"),
    "missed_counts": ("each_task", "each_month"),
    "notice_counting": ("next_day", "first_day", "weekdays"),
}
FILES = {
    "people": (
        "person_id",
        "office_id",
        "review_score",
        "reward_points",
        "penalty_points",
        "net_points",
        "score_total",
        "rank",
        "is_excellent",
        "prize",
        "bonus",
        "times_notified",
    ),
    "offices": (
        "office_id",
        "notice_days",
        "is_final",
        "headcount",
        "exact_places",
        "excellent_places",
        "excellent_people",
        "places_left",
        "firsts",
        "seconds",
        "first_amount",
        "second_amount",
        "award_received",
        "paid",
    ),
}
SHARES = {"principal": Fraction(3, 10), "deputy": Fraction(1, 5), "staff": Fraction(1, 2)}
PLUS = {
    "commended_national": "2",
    "commended_provincial": "1",
    "commended_prefecture": "0.5",
    "information_national": "0.3",
    "information_provincial": "0.2",
    "information_prefecture": "0.1",
    "publicity": "0.1",
    "praised": "1",
}
MINUS = {
    "missed_task": "0.1",
    "criticised": "1",
    "disciplined": "2",
    "absent": "0.5",
    "leisure": "1",
    "leisure_notified": "2",
}
REWARDS_AT_MOST = 3
NOTICE = 3
STANDARD, ADDED = Fraction(20, 100), 0  # an outstanding office has more only since 28 December 2020
YES = {"yes", "是"}
ANSWERS = {"是": "yes", "否": "no", "一等奖": "first", "二等奖": "second", "不享受": "none"}


def compute(tables, **readings):
    """The rows of each output file, exact."""
    return _work(tables, readings)[0]


def open_points(tables, **readings):
    """What people must decide: question and subject."""
    return _work(tables, readings)[1]


def _work(tables, readings):
    chosen = {name: options[0] for name, options in CHOICES.items()} | readings
    decisions = {
        (row["question"], row["subject"]): ANSWERS.get(row["answer"], row["answer"])
        for row in tables.get("decisions", [])
    }
    people_rows, office_rows, asked = [], [], set()
    for office in tables["offices"]:
        members = [row for row in tables["people"] if row["office_id"] == office["office_id"]]
        people = [_scored(row, office, tables, chosen["missed_counts"]) for row in members]
        _ranks(people)
        places = _excellent(people, office, chosen, decisions, asked)
        _prizes(people, office, chosen, decisions, asked)
        people_rows += people
        office_rows.append(_office(office, people, places, tables, chosen))
    return {"people": people_rows, "offices": office_rows}, asked


def _scored(row, office, tables, missed_counts):
    kind = row["kind"]
    votes = [one for one in tables.get("ballots", []) if one["person_id"] == row["person_id"]]
    voted = kind in {"staff", "trainee"}
    if voted:
        review = Fraction(0)
        for group, share in SHARES.items():
            marks = [Fraction(one["points"]) for one in votes if one["voter"] == group]
            review += share * sum(marks) / len(marks)
    else:
        review = Fraction(row["city_score"]) if row.get("city_score") else None
    plus = minus = Fraction(0)
    for event in tables.get("events", []):
        if event["person_id"] != row["person_id"]:
            continue
        if event["date"][:4] != office["year"]:
            continue
        plus += Fraction(PLUS.get(event["kind"], "0")) * int(event["count"])
        minus += Fraction(MINUS.get(event["kind"], "0")) * int(event["count"])
    notified = _notified(row["person_id"], tables, missed_counts)
    minus += notified * Fraction(MINUS["missed_task"])
    net = min(plus, Fraction(REWARDS_AT_MOST)) - minus
    return {
        "person_id": row["person_id"],
        "office_id": row["office_id"],
        "kind": kind,
        "voted": voted,
        "grade": row.get("city_grade") or None,
        "times_notified": notified,
        "staff_kind": row.get("staff_kind") or None,
        "barred": row.get("excellent_barred") in YES,
        "review_score": review,
        "reward_points": plus,
        "penalty_points": minus,
        "net_points": net,
        "score_total": None if review is None else review + net,
    }


def _notified(who, tables, missed_counts):
    """How often a month's notice named the person: by task, or once a month."""
    named = [
        (row["month"], row["kind"])
        for row in tables.get("monthly_tasks", [])
        if row["person_id"] == who and row["published"] in YES and int(row["done"]) < int(row["assigned"])
    ]
    return len(named) if missed_counts == "each_task" else len({month for month, _ in named})


def _ranks(people):
    for one in people:
        one["rank"] = None
        if one["kind"] != "seconded" and one["score_total"] is not None:
            rivals = [
                other for other in people if other["kind"] != "seconded" and other["voted"] == one["voted"]
            ]
            one["rank"] = 1 + sum(
                other["score_total"] is not None and other["score_total"] > one["score_total"]
                for other in rivals
            )


def _best(candidates, places, question, decisions, asked):
    """Who is among the best: a set of identifiers. A cut through equals is asked about."""
    chosen = set()
    for score in sorted({one["score_total"] for one in candidates}, reverse=True):
        level = [one["person_id"] for one in candidates if one["score_total"] == score]
        left = places - len(chosen)
        if left <= 0:
            break
        if len(level) <= left:
            chosen |= set(level)
            continue
        given = {who: decisions.get((question, f"person:{who}")) for who in level}
        taking = {who for who, answer in given.items() if answer == "yes"}
        if len(taking) != left or not set(given.values()) <= {"yes", "no"}:
            asked |= {(question, f"person:{who}") for who in level}
        chosen |= taking
        break
    return chosen


def _excellent(people, office, chosen, decisions, asked):
    counted = {"staff"}
    if chosen["trainees_in_quota"] == "included":
        counted.add("trainee")
    candidates = [
        one
        for one in people
        if one["kind"] in counted and not one["barred"] and one["score_total"] is not None
    ]
    if chosen["quota_covers"] == "everyone":
        counted.add("member")
    for one in people:
        one["counts"] = one["kind"] in counted
    ratio = STANDARD + (ADDED if office.get("outstanding") in YES else 0)
    places, best = 0, set()
    for kind in (None,) if chosen["quota_kinds"] == "together" else ("civil", "institution"):
        group = [one for one in people if kind in (None, one["staff_kind"])]
        exact = sum(one["counts"] for one in group) * ratio
        own = floor(exact) if chosen["quota_rounding"] == "floor" else floor(exact + Fraction(1, 2))
        by_city = sum(
            one["counts"] and one["kind"] == "member" and one["grade"] == "excellent" for one in group
        )
        able = [one for one in candidates if kind in (None, one["staff_kind"])]
        best |= _best(able, max(own - by_city, 0), "excellent_tie", decisions, asked)
        places += own
    heads = sum(one["counts"] for one in people)
    exact = heads * ratio
    for one in people:
        one["is_excellent"] = one["person_id"] in best if one["voted"] else one["grade"] == "excellent"
    return heads, exact, places


def _prizes(people, office, chosen, decisions, asked):
    for one in people:
        if not one["voted"]:
            one["prize"] = _by_grade(one, decisions, asked)
    firsts = int(office["first_prizes"])
    if chosen["first_prizes_cover"] == "everyone":
        firsts = max(firsts - sum(not one["voted"] and one["prize"] == "first" for one in people), 0)
    staff = [one for one in people if one["voted"] and one["score_total"] is not None]
    open_grades = chosen["first_prizes_cover"] == "everyone" and any(
        not one["voted"] and one["prize"] is None for one in people
    )  # how many first prizes are left is not known yet: a tie for the last of them waits
    best = _best(staff, firsts, "first_prize_tie", decisions, set() if open_grades else asked)
    for one in people:
        if one["voted"]:
            one["prize"] = "first" if one["person_id"] in best else "second"
    parts = _parts(chosen)
    weights = {one["person_id"]: parts.get(one["prize"], Fraction(0)) for one in people}
    award = office.get("award_received")
    shares = _split(Fraction(award), weights) if award and any(weights.values()) else {}
    for one in people:
        one["bonus"] = shares.get(one["person_id"])


def _by_grade(one, decisions, asked):
    if one["grade"] in {"excellent", "competent"}:
        return "first" if one["grade"] == "excellent" else "second"
    about = ("prize_below_competent", f"person:{one['person_id']}")
    if decisions.get(about) is None:
        asked.add(about)
    return decisions.get(about)


def _parts(chosen):
    if chosen["ten_percent"] == "of_first":
        return {"first": Fraction(1), "second": Fraction(9, 10)}
    return {"first": Fraction(11, 10), "second": Fraction(1)}


def _split(amount, weights):
    """Whole fen by largest remainder; equal remainders to the larger weight, then to the first identifier."""
    fen = amount * 100
    ideal = {who: fen * weight / sum(weights.values()) for who, weight in weights.items()}
    given = {who: floor(share) for who, share in ideal.items()}
    left = int(fen) - sum(given.values())
    for who in sorted(weights, key=lambda who: (given[who] - ideal[who], -weights[who], who))[:left]:
        given[who] += 1
    return {who: Fraction(share, 100) for who, share in given.items()}


def _office(office, people, places, tables, chosen):
    heads, exact, whole = places
    days = _days(office, chosen["notice_counting"])
    here = {one["person_id"] for one in people}
    pending = any(
        row["person_id"] in here and row["resolved"] not in YES for row in tables.get("objections", [])
    )
    excellent = sum(one["counts"] and one["is_excellent"] for one in people)
    firsts, seconds = (sum(one["prize"] == prize for one in people) for prize in ("first", "second"))
    award = Fraction(office["award_received"]) if office.get("award_received") else None
    parts = _parts(chosen)
    whole_weight = firsts * parts["first"] + seconds * parts["second"]
    single = award / whole_weight if award is not None and whole_weight else None
    return {
        "office_id": office["office_id"],
        "notice_days": days,
        "is_final": days is not None and days >= NOTICE and not pending,
        "headcount": heads,
        "exact_places": exact,
        "excellent_places": whole,
        "excellent_people": excellent,
        "places_left": whole - excellent,
        "firsts": firsts,
        "seconds": seconds,
        "first_amount": None if single is None else single * parts["first"],
        "second_amount": None if single is None else single * parts["second"],
        "award_received": award,
        "paid": None if single is None else sum(one["bonus"] for one in people),
    }


def _days(office, counting):
    if not office.get("notice_began") or not office.get("settled_on"):
        return None
    day, settled = (date.fromisoformat(office[name]) for name in ("notice_began", "settled_on"))
    if counting != "first_day":
        day += timedelta(days=1)
    days = 0
    while day < settled:
        days += counting != "weekdays" or day.isoweekday() <= 5
        day += timedelta(days=1)
    return days


def random_tables(seed):
    """A small valid batch: every kind of person, reward and penalty, sometimes ties."""
    draw = Random(seed)
    tie_heavy = seed % 2 == 1
    tables = {"offices": [], "people": [], "ballots": [], "events": [], "objections": [], "decisions": []}
    for number in range(1, draw.randint(1, 3) + 1):
        _random_office(draw, f"U{number}", tables, tie_heavy=tie_heavy)
    _more(Random(f"tasks {seed}"), tables)
    if seed % 4 != 3:
        _settle(draw, tables)
    return tables


def _more(draw, tables):
    """Monthly tasks and kinds of staff, by draws of their own that leave the others as they are."""
    tables["monthly_tasks"] = []
    registered = {row["person_id"] for row in tables["events"] if row["kind"] == "missed_task"}
    for person in tables["people"]:
        person["staff_kind"] = draw.choice(["civil", "civil", "institution"])
        if person["person_id"] in registered or draw.random() < 0.6:
            continue
        for month in draw.sample(range(1, 13), 2):
            for kind in draw.choice([("information",), ("information", "publicity")]):
                row = {"person_id": person["person_id"], "month": str(month), "kind": kind}
                counts = {"assigned": "2", "done": draw.choice(["0", "1", "2", "3"])}
                tables["monthly_tasks"].append(
                    row | counts | {"published": draw.choice(["yes", "no", "yes"])}
                )


def _random_office(draw, name, tables, *, tie_heavy):
    staff = draw.randint(3, 12)
    paid = draw.random() < 0.8
    began = date(2015, 1, draw.randint(1, 20))
    wait = draw.randint(6, 9) if paid else draw.randint(0, 6)
    office = {"office_id": name, "office_name": f"单位{name}", "year": "2014"}
    office["outstanding"] = draw.choice(["yes", "no", ""])
    office["first_prizes"] = str(draw.randint(0, staff // 2 + 1))
    if paid:
        office["award_received"] = f"{draw.randint(0, 200_000)}.{draw.randint(0, 99):02}"
    if paid or draw.random() < 0.7:
        office["notice_began"] = began.isoformat()
        office["settled_on"] = (began + timedelta(days=wait)).isoformat()
    tables["offices"].append(office)
    for number in range(1, staff + draw.randint(0, 4) + 1):
        kind = "staff" if number <= staff else draw.choice(["member", "seconded", "trainee"])
        _random_person(draw, f"{name}P{number:02}", name, kind, tables, tie_heavy=tie_heavy)
    if draw.random() < 0.5:
        who = draw.choice([row for row in tables["people"] if row["office_id"] == name])["person_id"]
        row = {"person_id": who, "raised_on": (began + timedelta(days=1)).isoformat(), "subject": "计分"}
        tables["objections"].append({**row, "resolved": "yes" if paid else draw.choice(["yes", "no"])})


def _random_person(draw, who, office, kind, tables, *, tie_heavy):
    row = {"person_id": who, "name": f"某{who}", "office_id": office, "kind": kind}
    if kind in {"staff", "trainee"}:
        level = draw.choice([85, 90])
        for group, times in (("principal", 1), ("deputy", draw.randint(1, 3)), ("staff", draw.randint(1, 5))):
            for _ in range(times):
                mark = level * 100 if tie_heavy else draw.randrange(6000, 10001, 7)
                points = f"{mark // 100}.{mark % 100:02}"
                tables["ballots"].append({"person_id": who, "voter": group, "points": points})
        row["excellent_barred"] = draw.choice(["yes", "no", "", "", ""])
    else:
        if kind == "member" or draw.random() < 0.5:
            row["city_score"] = f"{draw.randint(70, 100)}"
        grades = ["excellent", "competent", "competent", "basically_competent", "unfit", "undetermined"]
        row["city_grade"] = draw.choice(grades[:3] if draw.random() < 0.8 else grades)
    tables["people"].append(row)
    for _ in range(draw.choice([0, 0, 0, 1] if tie_heavy else [0, 0, 1, 2, 4])):
        event = {"person_id": who, "kind": draw.choice([*PLUS, *MINUS]), "count": str(draw.randint(1, 3))}
        day = date(2014, 1, 1) + timedelta(days=draw.randint(-20, 380))
        event["date"] = day.isoformat()
        if event not in tables["events"]:  # a row that is repeated is refused
            tables["events"].append(event)


def _settle(draw, tables):
    """Decide what is open by the readings that stand first, some of it in Chinese words."""
    ties = {}
    for question, subject in sorted(open_points(tables)):
        if question == "prize_below_competent":
            answer = draw.choice(["first", "second", "none", "不享受"])
            tables["decisions"].append({"subject": subject, "question": question, "answer": answer})
        else:
            ties.setdefault((question, subject.removeprefix("person:")[:2]), []).append(subject)
    for (question, _), subjects in sorted(ties.items()):
        draw.shuffle(subjects)
        before = list(tables["decisions"])
        for taking in range(1, len(subjects)):
            tables["decisions"] = before + [
                {"subject": subject, "question": question, "answer": "yes" if place < taking else "否"}
                for place, subject in enumerate(subjects)
            ]
            if (question, subjects[0]) not in open_points(tables):
                break
