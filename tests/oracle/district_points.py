"""A second, slow reading of the district's bonus by points value, to hold against the engine.

Written from the scheme's text and the policy book, in plain Python: fractions, dicts and lists. Cells are texts by column.
"""

from __future__ import annotations

import random
from fractions import Fraction
from math import floor

CHOICES = {
    "points_value_basis": ("per_head", "per_unit"),
    "points_value_source": ("given", "solve_from_budget"),
    "penalty_bars": ("award", "unit"),
    "demolition_counts": ("special", "target", "apart"),
}
FILES = {
    "units": (
        "unit_id", "function_increment", "function_score", "economic_score", "common_score", "target_score", "award_score",
        "city_score", "special_score", "penalised", "score_total", "weight", "value_in_force", "unit_bonus", "bonus_per_head",
        "residual", "demolition_score",
    ),
    "awards": ("award_id", "barred", "allowed", "award_points"),
}  # fmt: skip
BASE = 50
INCREMENTS = {"excellent": 5, "good": 3, "fair": 0, "poor": -5}
RANGES = {"excellent": ("4", "10"), "good": ("1", "4"), "fair": ("-2", "1"), "poor": ("-10", "-1")}
BY_LEVEL = {"national": 5, "provincial": 3, "city": 2, "district": 1}
BY_PLACE = {"first": 2, "second": 1, "last": 0}
GIVEN = {"per_head": Fraction(50), "per_unit": Fraction(2000)}
BUDGET = Fraction(9_000_000)


def increment(row):
    """As it was settled, else the figure of the grade."""
    if row.get("increment_decided"):
        return Fraction(row["increment_decided"])
    return INCREMENTS[row["function_grade"]]


def yes(cell):
    return cell in {"yes", "是"}


def of_unit(tables, name, unit_id):
    return [row for row in tables.get(name, []) if row["unit_id"] == unit_id]


def city_points(row):
    return BY_PLACE[row["place"]] if yes(row["completed"]) else -Fraction(row["city_deduction"])


def award_row(row, penalised, answers):
    done = yes(row["completed"])
    barred = done and (penalised or not yes(row["listed"]))
    allowed = barred and answers.get(("award_allowed", f"award:{row['award_id']}")) in {"yes", "是"}
    counts = done and (not barred or allowed)
    return {
        "award_id": row["award_id"],
        "unit_id": row["unit_id"],
        "barred": barred,
        "allowed": allowed,
        "award_points": Fraction(BY_LEVEL[row["award_level"]] if counts else 0),
    }


def demolition_points(row):
    """As it was scored, else full marks by what is done of the plan."""
    if row.get("score"):
        return Fraction(row["score"])
    return Fraction(row["full_marks"]) * min(Fraction(row["done"]) / Fraction(row["planned"]), 1)


def unit_row(row, tables, answers, penalty_bars, demolition_counts="special"):
    """The total of one unit, and its awards."""
    name, department = row["unit_id"], row["category"] == "department"
    scored = of_unit(tables, "indicators", name)
    by_kind = {
        kind: sum(Fraction(each["score"]) for each in scored if each["kind"] == kind)
        for kind in ("economic", "common")
    }
    city = [city_points(each) for each in of_unit(tables, "city_items", name)]
    special = [Fraction(each["points"]) for each in of_unit(tables, "specials", name)]
    penalised = any(points < 0 for points in [*city, *special])
    demolition = sum(demolition_points(each) for each in of_unit(tables, "demolition_targets", name))
    awards = [
        award_row(each, penalised if penalty_bars == "unit" else yes(each.get("points_taken")), answers)
        for each in of_unit(tables, "awards", name)
    ]
    own = BASE + increment(row) if department else by_kind["economic"]
    target = own + by_kind["common"] + (demolition if demolition_counts == "target" else 0)
    special_score = sum(special) + (demolition if demolition_counts == "special" else 0)
    awarded = sum(each["award_points"] for each in awards)
    result = {
        "unit_id": name,
        "headcount": int(row["headcount"]),
        "function_increment": increment(row) if department else None,
        "function_score": own if department else None,
        "economic_score": None if department else own,
        "common_score": by_kind["common"],
        "target_score": target,
        "award_score": awarded,
        "city_score": sum(city),
        "special_score": special_score,
        "demolition_score": demolition,
        "penalised": penalised,
        "score_total": target + awarded + sum(city) + special_score,
    }
    return result, awards


def compute(tables, **readings):
    chosen = {name: readings.get(name, options[0]) for name, options in CHOICES.items()}
    answers = {(row["question"], row["subject"]): row["answer"] for row in tables.get("decisions", [])}
    both = [
        unit_row(row, tables, answers, chosen["penalty_bars"], chosen["demolition_counts"])
        for row in tables["units"]
    ]
    units = sorted((unit for unit, _ in both), key=lambda unit: unit["unit_id"])
    per_head = chosen["points_value_basis"] == "per_head"
    for unit in units:
        unit["weight"] = max(unit["score_total"], Fraction(0)) * (unit["headcount"] if per_head else 1)
    if chosen["points_value_source"] == "given":
        value = GIVEN[chosen["points_value_basis"]]
        paid = [cents(unit["weight"] * value * 100) for unit in units]
    else:
        value, paid = solve(units)
    for unit, fen in zip(units, paid, strict=True):
        unit["value_in_force"] = value
        unit["unit_bonus"] = Fraction(fen, 100)
        unit["bonus_per_head"] = Fraction(fen, 100) / unit["headcount"]
        unit["residual"] = None if value is None else Fraction(fen, 100) - unit["weight"] * value
    awards = sorted((award for _, rows in both for award in rows), key=lambda award: award["award_id"])
    return {
        "units": [{name: unit[name] for name in FILES["units"]} for unit in units],
        "awards": [{name: award[name] for name in FILES["awards"]} for award in awards],
    }


def cents(exact):
    """Half a fen goes up; amounts here are never negative."""
    return floor(Fraction(exact) + Fraction(1, 2))


def solve(units):
    """The value of a point out of the budget, and the fen of each unit: the odd ones to the largest remainders.

    Equal remainders go to the greater points, then to the identifier that sorts first.
    """
    everything = sum(unit["weight"] for unit in units)
    if not everything:
        return None, [0 for _ in units]
    exact = [BUDGET * 100 * unit["weight"] / everything for unit in units]
    paid = [floor(share) for share in exact]
    left = int(BUDGET * 100) - sum(paid)
    order = sorted(
        range(len(units)),
        key=lambda place: (paid[place] - exact[place], -units[place]["weight"], units[place]["unit_id"]),
    )
    for place in order[:left]:
        paid[place] += 1
    return BUDGET / everything, paid


def open_points(tables, **readings):  # noqa: ARG001 - what is not decided stays barred: nothing is ever open
    return set()


# ---- random batches ------------------------------------------------------------------------------


def random_tables(seed):
    """A few departments and streets, many alike, now and then one whose total is below nothing."""
    rng = random.Random(seed)
    tables = {
        name: []
        for name in (
            "units",
            "indicators",
            "awards",
            "city_items",
            "specials",
            "demolition_targets",
            "decisions",
        )
    }
    alike = rng.random() < 0.3
    for number in range(rng.randint(2, 12)):
        add_unit(tables, rng, f"Q{number + 1:02d}", alike=alike)
    for award in tables["awards"]:
        if rng.random() < 0.4 and barred(tables, award):
            tables["decisions"].append(
                {
                    "subject": f"award:{award['award_id']}",
                    "question": "award_allowed",
                    "answer": rng.choice(["yes", "no"]),
                }
            )
    return tables


def barred(tables, award):
    unit = next(row for row in tables["units"] if row["unit_id"] == award["unit_id"])
    rows = unit_row(unit, tables, {}, "award")[1]
    return next(row["barred"] for row in rows if row["award_id"] == award["award_id"])


def add_unit(tables, rng, name, *, alike):
    department = rng.random() < 0.7
    tables["units"].append(
        {
            "unit_id": name,
            "unit_name": f"单位{name}",
            "category": "department" if department else "street",
            "headcount": str(7 if alike else rng.randint(1, 60)),
            "function_targets": rng.choice(["", "4", "6"]) if department else "",
            "function_grade": rng.choice(list(INCREMENTS)) if department else "",
        }
    )
    if department and not alike and rng.random() < 0.4:
        ends = RANGES[tables["units"][-1]["function_grade"]]
        tables["units"][-1]["increment_decided"] = rng.choice([*ends, str(sum(map(int, ends)) / 2)])
    parts = [("common", 50)] if department else [("economic", 60), ("common", 40)]
    for kind, full in parts:
        for place in range(2):
            most = full // 2
            lost = 0 if alike else Fraction(rng.randint(0, 100 * most), 100)
            tables["indicators"].append(
                {
                    "unit_id": name,
                    "kind": kind,
                    "indicator": f"{kind} {place + 1}",
                    "full_marks": str(most),
                    "score": cell(most - lost),
                }
            )
    add_extras(tables, rng, name)


def add_extras(tables, rng, name):
    for place in range(rng.choice([0, 0, 1, 2, 3])):
        tables["awards"].append(
            {
                "award_id": f"{name}-{place + 1}",
                "unit_id": name,
                "award": f"先进{place + 1}",
                "award_level": rng.choice(list(BY_LEVEL)),
                "listed": rng.choice(["yes", "yes", "no"]),
                "completed": rng.choice(["yes", "yes", "no"]),
                "points_taken": rng.choice(["", "", "no", "yes"]),
            }
        )
    for place in range(rng.choice([0, 0, 1, 2])):
        done = rng.random() < 0.7
        tables["city_items"].append(
            {
                "unit_id": name,
                "item": f"项目{place + 1}",
                "completed": "yes" if done else "no",
                "place": rng.choice(list(BY_PLACE)) if done else "",
                "city_deduction": "" if done else rng.choice(["0", "0.5", "2.25"]),
            }
        )
    if rng.random() < 0.3:
        points = rng.choice(["2", "-1.5", "0.33", "-3", "-100"])
        tables["specials"].append({"unit_id": name, "item": "旧村改造", "points": points})
    street = tables["units"][-1]["category"] == "street"
    for place in range(rng.choice([0, 1, 2]) if street else 0):
        full = rng.choice(["1", "2.5", "3"])
        tables["demolition_targets"].append(
            {
                "unit_id": name,
                "kind": rng.choice(["demolition", "renewal"]),
                "target": f"项目{place + 1}",
                "planned": rng.choice(["3", "7", "120.5"]),
                "done": rng.choice(["0", "2", "7", "100"]),
                "full_marks": full,
                "score": rng.choice(["", "", "0", "0.75", full]),
            }
        )


def cell(value):
    scaled = int(value * 100)
    return f"{scaled // 100}.{scaled % 100:02d}"
