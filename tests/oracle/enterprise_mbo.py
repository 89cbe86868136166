"""Management by objectives, computed a second time: cell texts in, fractions out."""

from fractions import Fraction
from random import Random

CHOICES = {
    "range_degree": ["ratio", "interval"],
    "range_floor": ["none", "least"],
    "survey_mean": ["by_department", "by_answer"],
    "satisfaction_correction": ["factor", "add"],
    "members_correction": ["none", "department"],
}
FILES = {
    "units": [
        "unit_id", "rank", "final_score", "book_score", "satisfaction", "satisfaction_effect", "rewards",
        "penalties", "own_daily", "daily_effect", "objectives_set", "objectives_met", "mean_completion",
    ],
    "objectives": [
        "objective_id", "completion_rate", "completion_shown", "met_in_full", "degree", "objective_points",
    ],
    "months": ["unit_id", "month", "month_events", "month_rewards", "month_penalties", "month_net", "month_counts"],
}  # fmt: skip
REWARDS = {"adopted_proposal": Fraction(1), "commendation": Fraction(2), "full_attendance": Fraction(1, 2)}
PENALTIES = {"lateness": Fraction(1, 5), "violation": Fraction(1), "complaint": Fraction(2)}


def value(cell):
    return Fraction(cell) if cell else None


def average(values):
    values = list(values)
    return sum(values, Fraction(0)) / len(values) if values else None


def per_mille(rate):
    """Half up at three decimals, away from zero."""
    if rate is None:
        return None
    whole = (abs(rate) * 1000 + Fraction(1, 2)).__floor__()
    return Fraction(whole if rate >= 0 else -whole, 1000)


def completion(row):
    """What was done over the target, or the target over it; None where that says nothing."""
    target, actual = value(row.get("target")), value(row.get("actual"))
    if target is None or actual is None or target <= 0:
        return None
    if row.get("direction") != "at_most":
        return actual / target
    if actual == 0:
        return Fraction(1)
    return target / actual if actual > 0 else None


def is_met(row):
    if row.get("met"):
        return row["met"] == "yes"
    target, actual = value(row.get("target")), value(row.get("actual"))
    if target is None or actual is None:
        return None
    return actual <= target if row.get("direction") == "at_most" else actual >= target


def score_objective(row, range_degree, range_floor):
    rate, met = completion(row), is_met(row)
    if row["kind"] == "fixed":
        degree = None if met is None else Fraction(int(met))
    else:
        start, target = value(row.get("start")), value(row.get("target"))
        way = rate
        if range_degree == "interval" and start is not None:
            way = (value(row["actual"]) - start) / (target - start)
        lowest = Fraction(1, 2) if range_floor == "least" else 0
        degree = Fraction(0) if way < lowest else min(way, Fraction(1))
    return {
        "objective_id": row["objective_id"],
        "unit_id": row["unit_id"],
        "weight": Fraction(row["weight"]),
        "completion_rate": rate,
        "completion_shown": per_mille(rate),
        "met_in_full": met,
        "degree": degree,
        "objective_points": Fraction(row["weight"]) * degree,
    }


def satisfaction_of(rows, survey_mean):
    if survey_mean == "by_answer":
        return average(Fraction(row["points"]) for row in rows)
    asked = sorted({row["respondent_id"] for row in rows})
    return average(
        average(Fraction(row["points"]) for row in rows if row["respondent_id"] == who) for who in asked
    )


def effect_of(satisfaction, book, satisfaction_correction):
    if satisfaction is None:
        return Fraction(0)
    if satisfaction_correction == "add":
        return max(Fraction(-3), min(Fraction(3), (satisfaction - 80) / 5))
    if book is None:
        return None
    steps = [(90, "1.02"), (80, "1"), (70, "0.98"), (0, "0.95")]
    return book * (Fraction(next(factor for least, factor in steps if satisfaction >= least)) - 1)


def months_of(tables):
    """The sums of each department's months; those of other years count nothing."""
    rows = tables.get("events", [])
    return [
        month_row(unit, month, rows) for unit, month in sorted({(r["unit_id"], r["date"][:7]) for r in rows})
    ]


def month_row(unit, month, rows):
    own = [row for row in rows if row["unit_id"] == unit and row["date"].startswith(month)]
    counts = month[:4] == "2010"
    times = [(row["kind"], int(row.get("count") or 1) * counts) for row in own]
    rewards = sum((REWARDS[kind] * many for kind, many in times if kind in REWARDS), Fraction(0))
    penalties = sum((PENALTIES[kind] * many for kind, many in times if kind in PENALTIES), Fraction(0))
    return {
        "unit_id": unit,
        "month": month,
        "month_events": sum(many for _, many in times),
        "month_rewards": rewards,
        "month_penalties": penalties,
        "month_net": rewards - penalties,
        "month_counts": counts,
    }


def compute(
    tables,
    range_degree="ratio",
    range_floor="none",
    survey_mean="by_department",
    satisfaction_correction="factor",
    members_correction="none",
):
    """The score of every task book and every objective."""
    objectives = [score_objective(row, range_degree, range_floor) for row in tables["objectives"]]
    units = {}
    for row in sorted(tables["units"], key=lambda row: row["unit_id"]):
        key = row["unit_id"]
        own = [each for each in objectives if each["unit_id"] == key]
        surveys = [each for each in tables.get("surveys", []) if each["unit_id"] == key]
        events = [
            (each["kind"], int(each.get("count") or 1))
            for each in tables.get("events", [])
            if each["unit_id"] == key and each["date"][:4] == "2010"
        ]
        rewards = sum((REWARDS.get(kind, Fraction(0)) * times for kind, times in events), Fraction(0))
        penalties = sum((PENALTIES.get(kind, Fraction(0)) * times for kind, times in events), Fraction(0))
        rated = [each for each in own if each["completion_rate"] is not None]
        weight = sum(each["weight"] for each in rated)
        units[key] = {
            "unit_id": key,
            "category": row["category"],
            "department": row.get("department_id") or key,
            "book_score": sum(each["objective_points"] for each in own) if own else None,
            "satisfaction": satisfaction_of(surveys, survey_mean),
            "rewards": rewards,
            "penalties": penalties,
            "own_daily": min(rewards, Fraction(5)) - min(penalties, Fraction(8)),
            "objectives_set": len(own),
            "objectives_met": sum(1 for each in own if each["met_in_full"]),
            "mean_completion": sum(each["weight"] * each["completion_rate"] for each in rated) / weight
            if weight
            else None,
        }
    for unit in units.values():
        source = units[unit["department"]] if members_correction == "department" else unit
        unit["satisfaction_effect"] = effect_of(
            source["satisfaction"], unit["book_score"], satisfaction_correction
        )
        unit["daily_effect"] = source["own_daily"]
        unit["final_score"] = None
        if unit["book_score"] is not None:
            corrected = unit["book_score"] + unit["satisfaction_effect"] + unit["daily_effect"]
            unit["final_score"] = max(corrected, Fraction(0))
    for unit in units.values():
        better = [
            other["final_score"] > unit["final_score"]
            for other in units.values()
            if other["category"] == unit["category"]
            and other["final_score"] is not None
            and unit["final_score"] is not None
        ]
        unit["rank"] = None if unit["final_score"] is None else 1 + sum(better)
    found = {"units": list(units.values()), "objectives": objectives, "months": months_of(tables)}
    return {
        name: [{key: row[key] for key in columns} for row in found[name]] for name, columns in FILES.items()
    }


def open_points(tables, **readings):  # noqa: ARG001 - the interface of every oracle
    """Nothing in this scheme is left to a decision."""
    return set()


WEIGHTS = [["100"], ["60", "40"], ["50", "30", "20"], ["33.33", "33.33", "33.34"], ["25", "25", "25", "25"]]


def random_tables(seed):
    """A few departments with teams and people; ties and limits often."""
    random = Random(seed)
    tables = {"units": [], "objectives": [], "surveys": [], "events": []}
    departments = [f"D{at}" for at in range(random.randint(2, 5))]
    for key in departments:
        tables["units"].append({"unit_id": key, "unit_name": f"部门{key}", "category": "department"})
    for at in range(random.randint(0, 5)):
        category = random.choice(["team", "individual"])
        row = {"unit_id": f"M{at}", "unit_name": f"成员{at}", "category": category}
        tables["units"].append({**row, "department_id": random.choice(departments)})
    for unit in tables["units"]:
        for weight in random.choice(WEIGHTS) if random.random() < 0.9 else []:
            row = {"objective_id": f"T{len(tables['objectives']):03}", "unit_id": unit["unit_id"]}
            tables["objectives"].append({**row, "objective": "目标", "weight": weight, **_objective(random)})
    for key in departments:
        for other in departments:
            if other != key and random.random() < 0.6:
                for _ in range(random.randint(1, 3)):
                    points = random.choice(["95", "90", "85.5", "80", "79.99", "70", "60", "100", "40"])
                    row = {"unit_id": key, "respondent_id": other, "points": points}
                    tables["surveys"].append(row)
        for _ in range(random.choice([0, 1, 4, 9])):
            kind = random.choice([*REWARDS, *PENALTIES])
            when = random.choice(["2010-01-01", "2010-07-15", "2010-12-31", "2009-12-31", "2011-01-01"])
            row = {"unit_id": key, "date": when, "kind": kind, "count": random.choice(["", "1", "3"])}
            tables["events"].append(row)
    tables["events"] = _once(tables["events"])
    return tables


def _once(rows):
    """Rows that are repeated are refused: each stands once."""
    return [row for at, row in enumerate(rows) if row not in rows[:at]]


def _objective(random):
    kind, direction = random.choice(["fixed", "range", "range"]), random.choice(["at_least", "at_most"])
    if kind == "fixed" and random.random() < 0.5:
        return {
            "kind": kind,
            "direction": random.choice(["", direction]),
            "met": random.choice(["yes", "no"]),
        }
    target = random.choice(["100", "60", "7", "71950", "0.5"])
    share = random.choice(["0", "0.2", "0.49", "0.5", "0.75", "1", "1", "1.3", "2"])
    actual = str(Fraction(target) * Fraction(share))
    actual = actual if "/" not in actual else str(round(float(Fraction(actual)), 4))
    found = {"kind": kind, "direction": direction, "target": target, "actual": actual}
    if kind == "fixed" and random.random() < 0.3:
        found["target"], found["actual"] = random.choice([("0", "0"), ("0", "3"), ("-5", "-8"), ("-5", "2")])
    if kind == "range" and random.random() < 0.6:
        found["start"] = (
            str(int(float(target)) + 9) if direction == "at_most" else random.choice(["0", "0.25", "-3"])
        )
    if kind == "range" and direction != "at_most" and random.random() < 0.1:
        found["actual"] = "-2"
    return found
