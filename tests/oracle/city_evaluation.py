"""A second, slow reading of the city's performance evaluation, to hold against the engine.

Written from the policy book, in plain Python: fractions, dicts and lists. Input is taken to be valid.
"""

from __future__ import annotations

import random
from fractions import Fraction
from math import floor

CHOICES = {
    "ranked_among": ("category", "body"),
    "unnamed_item": ("scored", "left_out"),
    "democratic_review": ("counted", "rescaled"),
    "honour_limit": ("unlimited", "best_of_each", "within_full_marks"),
    "between_grades": ("fair", "rounded"),
    "quota_rounding": ("half_up", "floor", "largest_remainder"),
    "rewarded": ("excellent", "good"),
    "quota_kinds": ("together", "apart"),
}
FILES = {
    "units": [
        "unit_id",
        "body",
        "common_percent",
        "key_percent",
        "panel_part",
        "mayor_part",
        "deputies_part",
        "deputy_secretaries_part",
        "leaders_part",
        "weighted_score",
        "honour_points",
        "final_score",
        "place",
        "grade_by_score",
        "is_lowered",
        "grade",
        "held_to_account",
        "headcount",
        "base_ratio",
        "exact_places",
        "excellent_places",
        "excellent_people",
        "places_left",
        "proposed",
        "to_submit",
        "own_against_ours",
        "grades_differ",
        "civil_headcount",
        "civil_exact",
        "civil_places",
        "civil_people",
        "institution_headcount",
        "institution_exact",
        "institution_places",
        "institution_people",
        "kinds_apart",
    ],
    "people": ["person_id", "counts_in_quota", "is_nominated", "barred_not_appraised"],
}

PANEL = {"base_work": 3, "scheduled": 3, "site_visits": 3, "self_assessment": 1}
COMMON, KEY, DEMOCRATIC = 9, 36, 15
LEADERS = {"mayor": 15, "deputies": 10, "deputy_secretaries": 5}
STATED = sum(PANEL.values()) + COMMON + KEY + sum(LEADERS.values())
VOTES_AS = {"mayor": "mayor", "deputy_secretary": "deputy_secretaries"}
ORDER = ["excellent", "good", "fair", "poor"]
SHARES = {"excellent": 20, "good": 18, "fair": 16, "poor": 14}
COUNTY_POINTS = {"first": 100, "second": 90, "third": 80}
COUNTY_ITEMS = dict.fromkeys(
    [
        "lawfulness",
        "special_funds",
        "meetings",
        "capability",
        "unnamed",
        "proposals",
        "hotline",
        "administration_by_law",
        "legal_education",
        "work_safety",
    ],
    1,
)
DEPARTMENT_ITEMS = {
    "lawfulness": 2,
    "special_funds": 2,
    "meetings": 2,
    "capability": 3,
    "proposals": 2,
    "hotline": 2,
    "emergency_duty": 2,
    "administration_by_law": 3,
    "legal_education": 2,
}
MERITS = ["innovation", "commendation", "site_meeting", "circulated", "high_placing", "growth"]


def exact(cell):
    """A cell as a fraction; None where it is blank."""
    return Fraction(cell) if cell else None


def half_up(value):
    """The nearest whole number, a half upwards; values here are not negative."""
    return floor(value + Fraction(1, 2))


def place_points(place):
    """What a place in a leader's list is worth."""
    return max(100 - 3 * (place - 1), 70)


def of(tables, table, unit):
    return [row for row in tables.get(table, []) if row["unit_id"] == unit]


def yes(row, column, blank="no"):
    return (row.get(column) or blank) == "yes"


def grade_of(score, between):
    if score >= 90:
        return "excellent"
    if score >= 80:
        return "good"
    if score < 60:
        return "poor"
    return "good" if score > 79 and between == "rounded" and half_up(score) == 80 else "fair"


def settled(tables):
    return {
        (row["question"], row["subject"]): {"是": "yes", "否": "no"}.get(row["answer"], row["answer"])
        for row in tables.get("decisions", [])
    }


def evaluate(tables, **readings):
    """One dict a unit, by identifier, and what is open."""
    reading = {name: readings.get(name, options[0]) for name, options in CHOICES.items()}
    answers, opened, group = settled(tables), set(), reading["ranked_among"]
    units = {row["unit_id"]: scored(tables, row, reading) for row in tables["units"]}
    for name, unit in units.items():
        unit["place"] = 1 + sum(
            other[group] == unit[group] and other["final_score"] > unit["final_score"]
            for other in units.values()
        )
        answer = answers.get(("lower_grade", f"unit:{name}"))
        asked = bool(of(tables, "incidents", name))
        if asked and answer is None:
            opened.add(("lower_grade", f"unit:{name}"))
        unit["is_lowered"] = asked and answer == "yes"
        step = ORDER.index(unit["grade_by_score"]) + unit["is_lowered"]
        unit["grade"] = ORDER[min(step, 3)]
        unit["held_to_account"] = unit["grade"] == "poor"
        staffed(tables, name, unit)
        rewarded(next(row for row in tables["units"] if row["unit_id"] == name), unit, reading["rewarded"])
        kinds = (unit["headcount"], unit["civil_headcount"])
        unit["kinds_apart"] = reading["quota_kinds"] == "apart" and None not in kinds
    ties = all_placed(units, reading["quota_rounding"], answers)
    if not any(
        unit["exact_places"] is not None and unit["grade_by_score"] != "poor"
        for unit in pending(units, opened)
    ):
        opened |= ties
    for unit in units.values():
        known = unit["excellent_places"] is not None and unit["excellent_people"] is not None
        unit["places_left"] = unit["excellent_places"] - unit["excellent_people"] if known else None
    return units, opened


def scored(tables, row, reading):
    """Everything of one unit up to the grade that its score reaches."""
    name, county = row["unit_id"], row["category"] == "county"
    marks, reachable = Fraction(0), 0
    for item, full in (COUNTY_ITEMS if county else DEPARTMENT_ITEMS).items():
        if item == "unnamed" and reading["unnamed_item"] == "left_out":
            continue
        reachable += full
        marks += sum(exact(one["points"]) for one in of(tables, "common_scores", name) if one["item"] == item)
    common = marks * 100 / reachable
    key = sum(exact(one["points"]) for one in of(tables, "key_targets", name)) * 100 / (90 if county else 80)
    counted = reading["democratic_review"] == "counted"
    whole = STATED + DEMOCRATIC if counted else STATED
    panel = sum(exact(row[part]) * weight for part, weight in PANEL.items()) + common * COMMON + key * KEY
    if counted:
        panel += exact(row["democratic"]) * DEMOCRATIC
    unit = {
        "unit_id": name,
        "category": row["category"],
        "body": "county" if county else "department",
        "common_percent": common,
        "key_percent": key,
        "panel_part": panel / whole,
    }
    for group, mean in votes(tables, name, county=county).items():
        unit[f"{group}_part"] = mean * LEADERS[group] / whole
    unit["leaders_part"] = sum(unit[f"{group}_part"] for group in LEADERS)
    unit["weighted_score"] = unit["panel_part"] + unit["leaders_part"]
    unit["honour_points"] = honours(tables, name, unit["weighted_score"], reading["honour_limit"])
    unit["final_score"] = unit["weighted_score"] + unit["honour_points"]
    unit["grade_by_score"] = grade_of(unit["final_score"], reading["between_grades"])
    return unit


def votes(tables, name, *, county):
    """The mean of each group of leaders."""
    posts = {row["leader_id"]: row["post"] for row in tables["leaders"]}
    cast = {group: [] for group in LEADERS}
    for row in of(tables, "ballots", name):
        group = VOTES_AS.get(posts[row["leader_id"]], "deputies")
        if county:
            points = COUNTY_POINTS[row["grade"]]
        elif group == "mayor":
            points = exact(row["score"])
        else:
            points = place_points(int(row["place"]))
        cast[group].append(Fraction(points))
    return {group: sum(points) / len(points) for group, points in cast.items()}


def honours(tables, name, score, limit):
    confirmed = [row for row in of(tables, "honours", name) if yes(row, "confirmed")]
    if limit == "best_of_each":
        best = {}
        for row in confirmed:
            best[row["merit"]] = max(best.get(row["merit"], 0), exact(row["points"]))
        return Fraction(sum(best.values()))
    whole = Fraction(sum(exact(row["points"]) for row in confirmed))
    return min(whole, 100 - score) if limit == "within_full_marks" else whole


def staffed(tables, name, unit):
    """Headcount, ratio, exact places and nominees of a department; a county has none."""
    blank = ("headcount", "base_ratio", "exact_places", "excellent_people")
    kinds = [
        f"{kind}_{what}" for kind in ("civil", "institution") for what in ("headcount", "exact", "people")
    ]
    unit.update(dict.fromkeys((*blank, *kinds)))
    if unit["body"] == "county":
        return
    row = next(row for row in tables["units"] if row["unit_id"] == name)
    roster = of(tables, "people", name)
    if roster:
        unit["headcount"] = sum(yes(person, "appraised", "yes") for person in roster)
        unit["excellent_people"] = sum(yes(person, "nominated") for person in roster)
    else:
        unit["headcount"] = exact(row.get("staff"))
        unit["excellent_people"] = exact(row.get("nominees"))
    unit["base_ratio"] = Fraction(SHARES[unit["grade"]], 100)
    if unit["headcount"] is not None:
        unit["exact_places"] = unit["headcount"] * unit["base_ratio"]
    civil = [person for person in roster if person["staff_kind"] == "civil"]
    unit["civil_headcount"] = (
        sum(yes(one, "appraised", "yes") for one in civil) if roster else exact(row.get("civil_staff"))
    )
    unit["civil_people"] = (
        sum(yes(one, "nominated") for one in civil) if roster else exact(row.get("civil_nominees"))
    )
    for whole, what in (("headcount", "headcount"), ("excellent_people", "people")):
        if None not in (unit[whole], unit[f"civil_{what}"]):
            unit[f"institution_{what}"] = unit[whole] - unit[f"civil_{what}"]
    for kind in ("civil", "institution"):
        if unit[f"{kind}_headcount"] is not None:
            unit[f"{kind}_exact"] = unit[f"{kind}_headcount"] * unit["base_ratio"]


def rewarded(row, unit, grades):
    """Whether it is proposed for reward, and how its own grade stands to the one it got."""
    own = row.get("own_grade")
    unit["proposed"] = unit["grade"] in {"excellent": ["excellent"], "good": ["excellent", "good"]}[grades]
    unit["to_submit"] = unit["proposed"] and row.get("consulted") == "agreed"
    unit["own_against_ours"] = None
    if own:
        steps = ORDER.index(unit["grade"]) - ORDER.index(own)
        unit["own_against_ours"] = "same" if steps == 0 else "higher" if steps > 0 else "lower"
    unit["grades_differ"] = unit["own_against_ours"] in ("higher", "lower")


def pending(units, opened):
    """The units of which it is open whether they fall a grade; the lowest has nowhere to fall to."""
    return [units[subject.removeprefix("unit:")] for _, subject in opened]


def all_placed(units, rounding, answers):
    """Whole places of all, the kinds of staff apart where they are; gives what is open."""
    together = {name: unit["exact_places"] for name, unit in units.items() if not unit["kinds_apart"]}
    whole, opened = placed(together, rounding, answers, "remainder_tie")
    for kind in ("civil", "institution"):
        apart = {name: unit[f"{kind}_exact"] for name, unit in units.items() if unit["kinds_apart"]}
        places, more = placed(apart, rounding, answers, f"{kind}_remainder_tie")
        opened |= more
        for name, unit in units.items():
            unit[f"{kind}_places"] = places.get(name)
    for name, unit in units.items():
        if unit["kinds_apart"]:
            unit["excellent_places"] = unit["civil_places"] + unit["institution_places"]
        else:
            unit["excellent_places"] = whole.get(name)
    return opened


def placed(exact_places, rounding, answers, question):
    """Whole places by unit, and what is open."""
    known = {name: value for name, value in exact_places.items() if value is not None}
    whole = {name: half_up(value) if rounding == "half_up" else floor(value) for name, value in known.items()}
    if rounding != "largest_remainder":
        return whole, set()
    left = floor(sum(known.values())) - sum(floor(value) for value in known.values())
    rest = {name: value - floor(value) for name, value in known.items()}
    opened = set()
    for remainder in sorted(set(rest.values()), reverse=True):
        group = [name for name in rest if rest[name] == remainder]
        if left <= 0:
            break
        if len(group) > left:
            given = {name: answers.get((question, f"unit:{name}")) for name in group}
            if None in given.values() or sum(answer == "yes" for answer in given.values()) != left:
                opened = {(question, f"unit:{name}") for name in group}
            group = [name for name in group if given[name] == "yes"]
            left = len(group)
        for name in group:
            whole[name] += 1
        left -= len(group)
    return whole, opened


def compute(tables, **readings):
    """The rows of both files."""
    units, _ = evaluate(tables, **readings)
    people = [
        {
            "person_id": row["person_id"],
            "counts_in_quota": yes(row, "appraised", "yes"),
            "is_nominated": yes(row, "nominated"),
            "barred_not_appraised": not yes(row, "appraised", "yes"),
        }
        for row in sorted(tables.get("people", []), key=lambda row: row["person_id"])
    ]
    rows = [{column: units[name][column] for column in FILES["units"]} for name in sorted(units)]
    return {"units": rows, "people": people}


def open_points(tables, **readings):
    """What people must decide."""
    return evaluate(tables, **readings)[1]


# ---- random batches ------------------------------------------------------------------------------


def random_tables(seed):
    """A small valid batch: levels of performance from poor to excellent, ties, awards, incidents, rosters."""
    rng = random.Random(seed)
    tables = {
        name: []
        for name in (
            "units",
            "common_scores",
            "key_targets",
            "leaders",
            "ballots",
            "honours",
            "incidents",
            "people",
            "decisions",
        )
    }
    posts = ["mayor", "vice_mayor", "vice_mayor", "secretary_general", "deputy_secretary", "deputy_secretary"]
    posts += ["mayor_assistant"] * rng.randint(0, 1)
    for number, post in enumerate(posts):
        tables["leaders"].append({"leader_id": f"L{number}", "leader_name": f"领导{number}", "post": post})
    coarse = rng.random() < 0.4  # few different marks: ties
    departments = []
    for number in range(rng.randint(5, 9)):
        category = "county" if number < 2 else rng.choice(["economic", "social", "market"])
        name, level = f"U{number:02d}", rng.choice([40, 70, 75, 78, 88, 96])
        departments += [name] if category != "county" else []
        random_unit(rng, tables, name, category, level, coarse=coarse)
    random_ballots(rng, tables, departments, coarse=coarse)
    return tables


def random_unit(rng, tables, name, category, level, *, coarse):
    def part(full):
        share = (
            Fraction(level, 100) if coarse else Fraction(min(100, max(0, level + rng.randint(-6, 6))), 100)
        )
        return str(float(round(full * share, 2)))

    row = {"unit_id": name, "unit_name": f"单位{name}", "category": category}
    row |= {column: part(100) for column in (*PANEL, "democratic")}
    county = category == "county"
    for item, full in (COUNTY_ITEMS if county else DEPARTMENT_ITEMS).items():
        tables["common_scores"].append({"unit_id": name, "item": item, "points": part(full)})
    marks = [50, 40] if county else rng.choice([[80], [50, 30], [20, 20, 40]])
    for number, full in enumerate(marks):
        target = {"unit_id": name, "target": f"目标{number}", "full_marks": str(full), "points": part(full)}
        tables["key_targets"].append(target)
    for number in range(rng.choice([0, 0, 1, 3])):
        merit = rng.choice(MERITS[:2] if number else MERITS)
        honour = {"unit_id": name, "merit": merit, "project": f"项目{number}"}
        points = rng.choice(["0.5", "1", "2.25", "9"])
        tables["honours"].append(
            honour | {"points": points, "confirmed": rng.choice(["yes", "yes", "no", ""])}
        )
    if rng.random() < 0.2:
        for kind in rng.sample(["crime", "grave_loss", "veto"], rng.randint(1, 2)):
            tables["incidents"].append({"unit_id": name, "kind": kind, "facts": "事由"})
        if rng.random() < 0.75:
            answer = rng.choice(["yes", "no", "是", "否"])
            decision = {"subject": f"unit:{name}", "question": "lower_grade", "answer": answer}
            tables["decisions"].append(decision)
    if not county:
        random_staff(rng, tables, name, row, coarse=coarse)
    random_reported(random.Random(f"{name} {level} {len(tables['key_targets'])}"), row)
    tables["units"].append(row)


def random_reported(rng, row):
    """What the unit reports of itself, by draws of its own that leave the others as they are."""
    row["own_grade"] = rng.choice(["", *ORDER])
    row["consulted"] = rng.choice(["", "agreed", "agreed", "objected"])
    if row.get("staff") and rng.random() < 0.7:
        row["civil_staff"] = str(rng.randint(0, int(row["staff"])))
        if row["nominees"]:
            row["civil_nominees"] = rng.choice(["", str(rng.randint(0, int(row["nominees"])))])


def random_staff(rng, tables, name, row, *, coarse):
    way = rng.random()
    if way < 0.3:
        for number in range(rng.randint(1, 12)):
            person = {"person_id": f"{name}-{number:02d}", "name": f"人{number}", "unit_id": name}
            person["staff_kind"] = rng.choice(["civil", "institution"])
            person["appraised"] = rng.choice(["yes", "", "", "no"])
            person["nominated"] = rng.choice(["yes", "", "", "no"])
            tables["people"].append(person)
    elif way < 0.9:
        row["staff"] = str(rng.choice([10, 20, 25]) if coarse else rng.randint(3, 60))
        row["nominees"] = rng.choice(["", str(rng.randint(0, 9))])


def random_ballots(rng, tables, departments, *, coarse):
    """Every leader grades both counties; each department is ranked by one deputy or two, and one secretary."""
    lists = {}
    deputies = [row["leader_id"] for row in tables["leaders"] if row["post"] not in VOTES_AS]
    secretaries = [row["leader_id"] for row in tables["leaders"] if row["post"] == "deputy_secretary"]
    for name in departments:
        charged = [*rng.sample(deputies, rng.randint(1, 2)), rng.choice(secretaries)]
        for leader in charged:
            lists.setdefault(leader, []).append(name)
        score = "80" if coarse else str(rng.choice([55, 80, 88.5, 97]))
        tables["ballots"].append({"unit_id": name, "leader_id": "L0", "score": score})
    for leader, ranked in lists.items():
        for place, name in enumerate(rng.sample(ranked, len(ranked)), 1):
            tables["ballots"].append({"unit_id": name, "leader_id": leader, "place": str(place)})
    for row in tables["leaders"]:
        for county in ("U00", "U01"):
            grade = rng.choice(list(COUNTY_POINTS))
            tables["ballots"].append({"unit_id": county, "leader_id": row["leader_id"], "grade": grade})
