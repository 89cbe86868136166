"""A second, slow reading of the district's appraisal Z = N + S + X, to hold against the engine.

Written from the scheme's text and the policy book, in plain Python: fractions, dicts and lists. Cells are texts by column.
"""

from __future__ import annotations

import random
from fractions import Fraction
from math import ceil, floor

CHOICES = {
    "award_basis": ("fixed", "shared"),
    "between_bands": ("lower", "upper", "nearest"),
    "penalty_on": ("responsible", "all_listed"),
    "last_within": ("by_class", "of_all"),
}
FILES = {
    "units": (
        "unit_id", "n_score", "investment_score", "conduct_score", "s_score", "x_score", "z_score", "class_rank", "is_winner",
        "is_last", "tier", "place_from_last", "for_elimination", "target_count", "unit_award", "heads_award",
    ),
    "people": ("person_id", "rewarded", "head_award", "admonished", "penalty"),
    "classes": (
        "category", "units_counted", "winner_places", "winners", "class_unit_award", "class_heads_award", "class_award",
        "class_mean", "class_highest", "class_lowest", "first_graded", "second_graded", "third_graded", "elimination_places",
    ),
    "year": (
        "year", "units_appraised", "mean_score", "mean_rise", "mean_rise_rate", "low_units", "middle_units", "high_units",
        "outside_units", "low_share", "middle_share", "high_share", "most_targets", "fewest_targets", "heaviest", "lightest",
        "year_award",
    ),
}  # fmt: skip
FULL = {
    True: {"routine": 70, "investment": 15, "conduct": 15},
    False: {"routine": 80, "investment": 0, "conduct": 20},
}
GRADES = ("first", "second", "third")
CATEGORIES = ("street", "party", "government")
FUND, AWARD, PRIZE, PENALTY = Fraction(330000), Fraction(30000), Fraction(3000), Fraction(500)
LOW, MIDDLE, HIGH = "90-100分", "101-105分", "106分以上"


def half_up(value):
    return floor(Fraction(value) + Fraction(1, 2))


def yes(cell):
    return cell in {"yes", "是"}


def band_of(score, reading):
    whole = {"lower": floor, "upper": ceil, "nearest": half_up}[reading](score)
    if whole >= 106:
        return HIGH
    if 101 <= whole <= 105:
        return MIDDLE
    return LOW if 90 <= whole <= 100 else None


def best_of_class(scored, places, answers, question):
    """Who is among the first `places` of [(value, id)], the greatest first, and what is open.

    Open are those tied across the cut unless the decisions name exactly as many as there are places.
    """
    ordered = sorted(scored, reverse=True)
    if places <= 0 or len(ordered) <= places:
        return {name for _, name in ordered if places > 0}, set(), set()
    cut = ordered[places - 1][0]
    above = {name for value, name in ordered if value > cut}
    level = {name for value, name in ordered if value == cut}
    if len(above) + len(level) == places:
        return above | level, set(), set()
    given = {name: answers.get((question, f"unit:{name}")) for name in level}
    taken = {name for name, answer in given.items() if answer in {"yes", "是"}}
    settled = None not in given.values() and len(above) + len(taken) == places
    undecided = {name for name, answer in given.items() if answer is None}
    return above | taken, set() if settled else level, undecided


def settle(tables, readings):
    """Scores, winners and the last of each class, and the open points."""
    answers = {(row["question"], row["subject"]): row["answer"] for row in tables.get("decisions", [])}
    units = {row["unit_id"]: unit_scores(row, tables) for row in tables["units"]}
    opened, everybody = set(), []
    for category in CATEGORIES:
        members = {name: unit for name, unit in units.items() if unit["category"] == category}
        places = half_up(Fraction(len(members), 5))
        scored = [(unit["z_score"], name) for name, unit in members.items()]
        winners, open_winners, unknown = best_of_class(scored, places, answers, "winner_tie")
        opened |= {("winner_tie", f"unit:{name}") for name in open_winners}
        others = [(-value, name) for value, name in scored if name not in winners and name not in unknown]
        everybody += others
        last_places = 1 if len(members) >= 2 and readings["last_within"] == "by_class" else 0
        last, tied, _ = best_of_class(others, last_places, answers, "last_tie")
        if not open_winners:  # who may be the last is not known before the winners are
            opened |= {("last_tie", f"unit:{name}") for name in tied}
        for name, unit in members.items():
            unit["is_winner"], unit["is_last"] = name in winners, name in last
            unit["class_rank"] = 1 + sum(value > unit["z_score"] for value, _ in scored)
            unit["place_from_last"] = 1 + sum(value < unit["z_score"] for value, _ in scored)
            eliminated = half_up(Fraction(len(members), 20))
            unit["for_elimination"] = unit["grade"] == "third" and unit["place_from_last"] <= eliminated
            unit["tier"] = band_of(unit["z_score"], readings["between_bands"])
    if readings["last_within"] == "of_all":
        last, tied, _ = best_of_class(everybody, 1 if len(units) >= 2 else 0, answers, "last_tie")
        if not opened:
            opened |= {("last_tie", f"unit:{name}") for name in tied}
        for name in last:
            units[name]["is_last"] = True
    return units, opened


def unit_scores(row, tables):
    duty = yes(row["has_investment"])
    targets = [each for each in tables["targets"] if each["unit_id"] == row["unit_id"]]
    lost = {
        part: sum(Fraction(each["deduction"]) for each in targets if each["part"] == part)
        for part in FULL[duty]
    }
    left = {part: max(Fraction(0), full - lost[part]) for part, full in FULL[duty].items()}
    added = sum(
        Fraction(each["points"]) for each in tables.get("additions", []) if each["unit_id"] == row["unit_id"]
    )
    special = left["conduct"] + (left["investment"] if duty else 0)
    innovation = min(added, Fraction(8))
    return {
        "unit_id": row["unit_id"],
        "category": row["category"],
        "grade": row.get("score_grade") or None,
        "year": row["year"],
        "n_score": left["routine"],
        "investment_score": left["investment"] if duty else None,
        "conduct_score": left["conduct"],
        "s_score": special,
        "x_score": innovation,
        "z_score": left["routine"] + special + innovation,
        "weights": [Fraction(each["weight"]) for each in targets if each["part"] == "routine"],
    }


def awards(units, reading):
    """What each unit gets: 30,000 for a winner, or an equal part of the fund, the odd fen to the first ids."""
    winners = sorted(name for name, unit in units.items() if unit["is_winner"])
    if reading == "fixed" or not winners:
        return dict.fromkeys(winners, AWARD)
    fen, odd = divmod(int(FUND * 100), len(winners))
    return {name: Fraction(fen + (place < odd), 100) for place, name in enumerate(winners)}


def compute(tables, **readings):
    chosen = {name: readings.get(name, options[0]) for name, options in CHOICES.items()}
    units, _ = settle(tables, chosen)
    paid = awards(units, chosen["award_basis"])
    people = [person(row, units[row["unit_id"]], chosen["penalty_on"]) for row in tables["people"]]
    for name, unit in units.items():
        unit["target_count"] = len(unit["weights"])
        unit["unit_award"] = paid.get(name, Fraction(0))
        unit["heads_award"] = sum(
            (row["head_award"] for row in people if row["unit_id"] == name), Fraction(0)
        )
    rows = sorted(units.values(), key=lambda unit: unit["unit_id"])
    return {
        "units": keep(rows, FILES["units"]),
        "people": keep(sorted(people, key=lambda row: row["person_id"]), FILES["people"]),
        "classes": keep(
            [
                class_row(name, [unit for unit in rows if unit["category"] == name])
                for name in sorted({unit["category"] for unit in rows})
            ],
            FILES["classes"],
        ),
        "year": keep([year_row(row, rows) for row in tables["years"]], FILES["year"]),
    }


def person(row, unit, penalty_on):
    head = row["role"] == "head"
    falls_on = penalty_on == "all_listed" or not head
    return {
        "person_id": row["person_id"],
        "unit_id": row["unit_id"],
        "rewarded": head and unit["is_winner"],
        "head_award": PRIZE if head and unit["is_winner"] else Fraction(0),
        "admonished": head and unit["is_last"],
        "penalty": PENALTY if unit["is_last"] and falls_on else Fraction(0),
    }


def class_row(category, members):
    scores = [unit["z_score"] for unit in members]
    to_units = sum(unit["unit_award"] for unit in members)
    to_heads = sum(unit["heads_award"] for unit in members)
    return {
        "category": category,
        "units_counted": len(members),
        "winner_places": half_up(Fraction(len(members), 5)),
        "winners": sum(unit["is_winner"] for unit in members),
        "class_unit_award": to_units,
        "class_heads_award": to_heads,
        "class_award": to_units + to_heads,
        "class_mean": sum(scores) / len(scores),
        "class_highest": max(scores),
        "class_lowest": min(scores),
        **{f"{grade}_graded": sum(unit["grade"] == grade for unit in members) for grade in GRADES},
        "elimination_places": half_up(Fraction(len(members), 20)),
    }


def year_row(row, units):
    number = len(units)
    average = sum(unit["z_score"] for unit in units) / number
    before = Fraction(row["last_year_mean"]) if row.get("last_year_mean") else None
    tiers = [unit["tier"] for unit in units]
    weights = [weight for unit in units for weight in unit["weights"]]
    counts = [len(unit["weights"]) for unit in units]
    return {
        "year": row["year"],
        "units_appraised": number,
        "mean_score": average,
        "mean_rise": None if before is None else average - before,
        "mean_rise_rate": (average - before) / before if before else None,
        "low_units": tiers.count(LOW),
        "middle_units": tiers.count(MIDDLE),
        "high_units": tiers.count(HIGH),
        "outside_units": tiers.count(None),
        "low_share": Fraction(tiers.count(LOW), number),
        "middle_share": Fraction(tiers.count(MIDDLE), number),
        "high_share": Fraction(tiers.count(HIGH), number),
        "most_targets": max(counts),
        "fewest_targets": min(counts),
        "heaviest": max(weights),
        "lightest": min(weights),
        "year_award": sum(unit["unit_award"] + unit["heads_award"] for unit in units),
    }


def keep(rows, columns):
    return [{name: row[name] for name in columns} for row in rows]


def open_points(tables, **readings):
    chosen = {name: readings.get(name, options[0]) for name, options in CHOICES.items()}
    return settle(tables, chosen)[1]


# ---- random batches ------------------------------------------------------------------------------


def random_tables(seed):
    """A small district: classes of one to eleven units, scores of whole, half or hundredth points, some ties decided."""
    rng = random.Random(seed)
    step = rng.choice([1, 1, 2, 100])
    many = step == 1 and rng.random() < 0.7  # many equal scores
    tables = {
        "years": [
            {"year": "2010", "last_year_units": "54", "last_year_mean": rng.choice(["102.09", "", "99"])}
        ],
        "units": [],
        "targets": [],
        "additions": [],
        "people": [],
        "decisions": [],
    }
    for category in CATEGORIES:
        for _ in range(rng.choice([1, 2, 3, 5, 8, 11])):
            add_unit(tables, rng, category, step, equal=many)
    if rng.random() < 0.75:
        decide(tables, rng)
    return tables


def add_unit(tables, rng, category, step, *, equal):
    name = f"D{len(tables['units']) + 1:02d}"
    duty = rng.random() < 0.6
    tables["units"].append(
        {
            "unit_id": name,
            "unit_name": f"单位{name}",
            "year": "2010",
            "category": category,
            "has_investment": "yes" if duty else "no",
            "score_grade": random.Random(f"{category}{name}{step}").choice(["", "third", "third", *GRADES]),
        }
    )
    strict = rng.random() < 0.1  # a unit that loses nearly everything
    for part, full in FULL[duty].items():
        weights = split(rng, full) if part == "routine" else [full] * bool(full)
        for place, weight in enumerate(weights):
            most = weight if strict else 0 if equal else min(weight, 2)
            lost = Fraction(rng.randint(0, int(most) * step), step)
            tables["targets"].append(
                {
                    "unit_id": name,
                    "part": part,
                    "target": f"{part} {place + 1}",
                    "weight": str(weight),
                    "deduction": cell(lost),
                }
            )
    for place in range(rng.randint(0, 3)):
        points = Fraction(4) if equal else Fraction(rng.randint(0, 5 * step), step)
        tables["additions"].append({"unit_id": name, "item": f"创新{place + 1}", "points": cell(points)})
    for place in range(1 + rng.choice([0, 0, 1, 2])):
        role = "responsible" if place else "head"
        person_id = f"{name}-{place}"
        tables["people"].append({"person_id": person_id, "name": "某", "unit_id": name, "role": role})


def split(rng, full):
    parts = rng.randint(4, 6)
    weights = [rng.randint(5, 12) for _ in range(parts - 1)]
    return [*weights, full - sum(weights)]


def cell(value):
    scaled = int(value * 100)
    return f"{scaled // 100}.{scaled % 100:02d}"


def decide(tables, rng):
    """Answer what is asked until nothing is: a tie of winners may leave a tie of the last behind it."""
    readings = {name: options[0] for name, options in CHOICES.items()}
    for _ in range(3):
        units, opened = settle(tables, readings)
        for question in ("winner_tie", "last_tie"):
            for category in CATEGORIES:
                answer(tables, rng, question, category, units, opened)


def answer(tables, rng, question, category, units, opened):
    asked = sorted(
        subject
        for each, subject in opened
        if each == question and units[subject.removeprefix("unit:")]["category"] == category
    )
    if not asked:
        return
    members = [unit for unit in units.values() if unit["category"] == category]
    score = units[asked[0].removeprefix("unit:")]["z_score"]
    if question == "winner_tie":
        places = half_up(Fraction(len(members), 5)) - sum(unit["z_score"] > score for unit in members)
    else:
        places = 1
    taking = set(rng.sample(asked, places))
    tables["decisions"] += [
        {
            "subject": subject,
            "question": question,
            "answer": "yes" if subject in taking else "no",
            "reason": "会议研究",
        }
        for subject in asked
    ]
