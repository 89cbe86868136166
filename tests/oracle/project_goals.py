"""A project's goals, read a second time: plain Python, fractions, one goal after another, down and up the tree."""

from __future__ import annotations

import random
from datetime import date, timedelta
from fractions import Fraction

CHOICES = {
    "over_plan": ["deviation", "quotient"],
    "lateness": ["ratio", "linear", "whole"],
    "parent_state": ["own", "any_child"],
    "letter_weight": ["share", "alike"],
    "unreviewed": ["left_out", "as_nothing"],
}
LETTER = ["goals_signed", "goals_off", "achieved", "band", "reward", "penalty"]
FILES = {
    "goals": [
        "goal_id",
        "parent_id",
        "depth",
        "line_id",
        "is_leaf",
        "is_main",
        "tier",
        "weight_in_parent",
        "share",
        "achievement",
        "shortfall",
        "late_days",
        "own_state",
        "state",
        "off_below",
        "is_off_course",
        "answering_group",
        "answering_department",
        "is_goal",
        *(f"month_{month}" for month in range(1, 13)),
    ],
    "people": ["person_id", "group_id", *LETTER],
    "groups": ["group_id", "department_id", *LETTER],
    "departments": ["department_id", *LETTER],
    "chains": ["from_id", "steps", "at_id", "is_listed"],
    "reviews": ["goal_id", "month", "line_id", "late_days", "achievement", "state"],
    "line_months": ["line_id", "month", "reviewed", "off_course", "achievement"],
    "review_months": [
        "month",
        "year",
        "reviewed",
        "on_course",
        "within_tolerance",
        "off_course",
        "achievement",
    ],
}
ON, WITHIN, OFF = "on_course", "within_tolerance", "off_course"
USUAL_SHARE, USUAL_DAYS, YEAR = Fraction(5, 100), 7, 2011
PAYS = {  # from this much on: the band, and what a person, a group and a department get or owe
    Fraction(1): ("full", (2000, 0), (5000, 0), (10000, 0)),
    Fraction(95, 100): ("good", (1000, 0), (2500, 0), (5000, 0)),
    Fraction(85, 100): ("short", (0, 300), (0, 800), (0, 1500)),
    Fraction(-1): ("failed", (0, 1000), (0, 2500), (0, 5000)),
}


def num(row, name):
    """A number of a cell, or None where it is blank."""
    text = row.get(name) or ""
    return Fraction(text) if text else None


def truth(row, name):
    """A yes or no of a cell, or None."""
    return {"yes": True, "是": True, "no": False, "否": False}.get(row.get(name) or "")


def days_late(plan, actual):
    """Days between two dates as they are written."""
    return (date.fromisoformat(actual) - date.fromisoformat(plan)).days if plan and actual else None


def measured(goal, plan, actual, late, met, readings):
    """What one goal achieves, what part of its plan it misses, and its state."""
    kind = goal["kind"]
    if kind == "yes_no":
        return (Fraction(1), None, ON) if met else (Fraction(0), None, OFF)
    if kind == "day":
        return by_day(goal, late, readings.get("lateness", "ratio"))
    if plan == 0:
        return (Fraction(1), None, ON) if actual == 0 else (Fraction(0), None, OFF)
    missed = (plan - actual) / plan if kind == "at_least" else (actual - plan) / plan
    state = by_share(goal, missed)
    if missed <= 0:
        return Fraction(1), missed, state
    if kind == "at_most" and readings.get("over_plan") == "quotient":
        return plan / actual, missed, state
    return max(Fraction(0), 1 - missed), missed, state


def by_share(goal, missed):
    """The state of a goal that misses so much of its plan."""
    share = num(goal, "tolerance_percent")
    share = USUAL_SHARE if share is None else share / 100
    return ON if missed <= 0 else WITHIN if missed <= share else OFF


def by_day(goal, late, reading):
    """The same of a day."""
    allowed = num(goal, "tolerance_days")
    allowed = USUAL_DAYS if allowed is None else allowed
    if late <= 0:
        return Fraction(1), None, ON
    inside = late <= allowed
    if reading == "linear":
        done = max(Fraction(0), 1 - Fraction(late) / allowed) if allowed else Fraction(0)
    elif inside:
        done = Fraction(1)
    else:
        done = Fraction(allowed) / late if reading == "ratio" else Fraction(0)
    return done, None, WITHIN if inside else OFF


class Tree:
    """The goals by key, each with what hangs on it."""

    def __init__(self, tables, readings):
        self.goals = {row["goal_id"]: row for row in tables["goals"]}
        self.readings = readings
        self.below = {key: [] for key in self.goals}
        for key, row in self.goals.items():
            if row.get("parent_id"):
                self.below[row["parent_id"]].append(key)

    def up(self, key):
        """The goal and all above it, the nearest first."""
        found = [key]
        while self.goals[found[-1]].get("parent_id"):
            found.append(self.goals[found[-1]]["parent_id"])
        return found

    def weight(self, key):
        """The weight of a goal in the one above."""
        row = self.goals[key]
        if not row.get("parent_id"):
            return Fraction(1)
        return num(row, "weight") or Fraction(1, len(self.below[row["parent_id"]]))

    def share(self, key):
        """What a goal is of the total."""
        product = Fraction(1)
        for one in self.up(key):
            product *= self.weight(one)
        return product

    def line(self, key):
        """The main line above a goal."""
        path = self.up(key)
        return path[-2] if len(path) > 1 else None

    def own(self, key):
        """What the figures of the goal itself say."""
        row = self.goals[key]
        late = days_late(row.get("plan_day"), row.get("actual_day"))
        return measured(
            row,
            num(row, "plan_value"),
            num(row, "actual_value"),
            late,
            truth(row, "actual_met"),
            self.readings,
        )

    def achieved(self, key):
        """What a goal achieves: by itself, or by what hangs on it."""
        if not self.below[key]:
            return self.own(key)[0]
        return sum((self.weight(one) * self.achieved(one) for one in self.below[key]), Fraction(0))

    def missed_and_state(self, key):
        """What a goal misses and its state by its own figure."""
        row = self.goals[key]
        if row.get("kind"):
            return self.own(key)[1:]
        missed = 1 - self.achieved(key)
        return missed, by_share(row, missed)

    def under(self, key):
        """All goals below one, however deep."""
        return [deep for one in self.below[key] for deep in [one, *self.under(one)]]

    def off_below(self, key):
        """How many goals below are off course by their own figures."""
        return sum(self.missed_and_state(one)[1] == OFF for one in self.under(key))

    def state(self, key):
        """The state of a goal under the reading in force."""
        if self.readings.get("parent_state") == "any_child" and self.off_below(key):
            return OFF
        return self.missed_and_state(key)[1]


def letter(keys, which, tree, readings):
    """What a letter over some goals comes to; `which`: 1 a person's, 2 a group's, 3 a department's."""
    row = dict.fromkeys(LETTER) | {"goals_signed": len(keys), "reward": 0, "penalty": 0}
    row["goals_off"] = sum(tree.state(key) == OFF for key in keys)
    if not keys:
        return row
    weights = [tree.share(key) if readings.get("letter_weight", "share") == "share" else 1 for key in keys]
    done = sum(weight * tree.achieved(key) for weight, key in zip(weights, keys, strict=True))
    row["achieved"] = Fraction(done) / sum(weights)
    pays = next(pays for least, pays in PAYS.items() if row["achieved"] >= least)
    row["band"] = pays[0]
    row["reward"], row["penalty"] = pays[which]
    return row


def looked_at(tables, tree, readings):
    """The reviews, each with what it says."""
    rows = []
    for row in tables.get("reviews", []):
        goal = tree.goals[row["goal_id"]]
        plan = num(row, "plan_value")
        plan = num(goal, "plan_value") if plan is None else plan
        late = days_late(goal.get("plan_day"), row.get("actual_day"))
        done, _, state = measured(
            goal, plan, num(row, "actual_value"), late, truth(row, "actual_met"), readings
        )
        one = {"goal_id": row["goal_id"], "month": int(row["month"]), "line_id": tree.line(row["goal_id"])}
        rows.append({**one, "late_days": late, "achievement": done, "state": state})
    return sorted(rows, key=lambda one: (one["goal_id"], str(one["month"])))


def together(rows, whole, tree, readings):
    """What the reviews of a month come to."""
    parts = [(tree.share(row["goal_id"]), row["achievement"]) for row in rows]
    left_out = readings.get("unreviewed", "left_out") == "left_out"
    return sum(part * done for part, done in parts) / (sum(part for part, _ in parts) if left_out else whole)


def compute(tables, **readings):
    """Every output file of the batch."""
    tree = Tree(tables, readings)
    groups = {row["group_id"]: row for row in tables["groups"]}
    people = {row["person_id"]: row for row in tables["people"]}
    departments = {row["department_id"]: row for row in tables["departments"]}
    goals, chains = [], []
    signed = {"person_id": {}, "group_id": {}, "department_id": {}}
    for key, row in sorted(tree.goals.items()):
        path = tree.up(key)
        missed, state = tree.missed_and_state(key)
        answering_group = row.get("group_id") or people.get(row.get("person_id"), {}).get("group_id")
        answering = row.get("department_id") or groups.get(answering_group, {}).get("department_id")
        for column, letters in signed.items():
            if row.get(column):
                letters.setdefault(row[column], []).append(key)
        goals.append(
            {
                "goal_id": key,
                "parent_id": row.get("parent_id") or None,
                "depth": len(path),
                "line_id": tree.line(key),
                "is_leaf": not tree.below[key],
                "is_main": len(path) <= 2,
                "tier": ["total", "line", "goal", "under"][len(path) - 1],
                "weight_in_parent": tree.weight(key),
                "share": tree.share(key),
                "achievement": tree.achieved(key),
                "shortfall": missed,
                "late_days": days_late(row.get("plan_day"), row.get("actual_day")),
                "own_state": state,
                "state": tree.state(key),
                "off_below": tree.off_below(key),
                "is_off_course": tree.state(key) == OFF,
                "answering_group": answering_group,
                "answering_department": answering,
            }
        )
        begins = tree.state(key) == OFF and not tree.off_below(key)
        chains += [
            {"from_id": key, "steps": steps, "at_id": at, "is_listed": begins and steps < len(path) - 1}
            for steps, at in enumerate(path)
        ]
    reviews = looked_at(tables, tree, readings)
    for goal in goals:
        goal.update(of_goal(goal, reviews, tree, readings))
    found = {"goals": goals, "chains": chains}
    of = {"people": ("person_id", people, 1), "groups": ("group_id", groups, 2)}
    of["departments"] = ("department_id", departments, 3)
    above = {"people": "group_id", "groups": "department_id"}
    for file, (column, rows, which) in of.items():
        found[file] = [
            {column: key}
            | ({above[file]: rows[key][above[file]]} if file in above else {})
            | letter(signed[column].get(key, []), which, tree, readings)
            for key in sorted(rows)
        ]
    return found | by_month(reviews, tree, readings)


def of_goal(goal, reviews, tree, readings):
    """What a goal of the third level comes to in each month, of the reviews of itself and below."""
    found = {"is_goal": goal["depth"] == 3}
    for month in range(1, 13):
        mine = [
            row
            for row in reviews
            if row["month"] == month and goal["goal_id"] in tree.up(row["goal_id"]) and goal["depth"] == 3
        ]
        found[f"month_{month}"] = together(mine, goal["share"], tree, readings) if mine else None
    return found


def by_month(reviews, tree, readings):
    """The reviews, and what they come to by main line and in all."""
    lines, months = [], []
    for line, month in dict.fromkeys((row["line_id"], row["month"]) for row in reviews):
        rows = [row for row in reviews if (row["line_id"], row["month"]) == (line, month)]
        lines.append(
            {
                "line_id": line,
                "month": month,
                "reviewed": len(rows),
                "off_course": sum(row["state"] == OFF for row in rows),
                "achievement": together(rows, tree.share(line), tree, readings),
            }
        )
    for month in sorted({row["month"] for row in reviews}, key=str):
        rows = [row for row in reviews if row["month"] == month]
        states = {state: sum(row["state"] == state for row in rows) for state in (ON, WITHIN, OFF)}
        one = {"month": month, "year": YEAR, "reviewed": len(rows), **states}
        months.append({**one, "achievement": together(rows, 1, tree, readings)})
    return {"reviews": reviews, "line_months": lines, "review_months": months}


def open_points(tables, **readings):  # noqa: ARG001 - every oracle is asked alike
    """Nothing is left to people."""
    return set()


def random_tables(seed):
    """A small project: two to four main lines, two or three levels below, figures that often stand on a bound."""
    rng = random.Random(f"project_goals 20 {seed}")
    departments = [f"D{n}" for n in range(1, rng.randint(2, 3) + 1)]
    groups = {f"G{n}": rng.choice(departments) for n in range(1, rng.randint(2, 5) + 1)}
    people = {f"P{n}": rng.choice(sorted(groups)) for n in range(1, rng.randint(2, 8) + 1)}
    goals = [{"goal_id": "T", "goal_name": "项目总目标"}]
    for line in children(rng, "T", "L", rng.randint(2, 4)):
        goals.append(line)
        for goal in children(rng, line["goal_id"], f"{line['goal_id']}.", rng.choice([0, 1, 2, 3])):
            goals.append(goal)
            goals += children(rng, goal["goal_id"], f"{goal['goal_id']}.", rng.choice([0, 0, 1, 2, 3]))
    above = {goal.get("parent_id") for goal in goals}
    for goal in goals:
        if goal["goal_id"] not in above or rng.random() < 0.25:
            goal.update(figures(rng))
        elif rng.random() < 0.5:
            goal["tolerance_percent"] = rng.choice(["0", "10", "12.5", "50"])
        if goal["goal_id"] != "T" or rng.random() < 0.5:
            goal.update(signers(rng, departments, groups, people))
    tables = {
        "departments": [{"department_id": key, "department_name": f"{key}部"} for key in departments],
        "groups": [
            {"group_id": key, "group_name": f"{key}组", "department_id": up} for key, up in groups.items()
        ],
        "people": [{"person_id": key, "name": f"某{key}", "group_id": up} for key, up in people.items()],
        "goals": goals,
        "reviews": random_reviews(rng, [goal for goal in goals if goal["goal_id"] not in above]),
    }
    for rows in tables.values():
        rng.shuffle(rows)
    return tables


def children(rng, above, mark, number):
    """Some goals below one, with weights or all without."""
    shares = rng.choice(
        {
            0: [[]],
            1: [["1"], [""]],
            2: [["0.25", "0.75"], [""] * 2],
            3: [["0.5", "0.3", "0.2"], [""] * 3],
        }.get(number, [["0.4", "0.3", "0.2", "0.1"], [""] * 4])
    )
    return [
        {"goal_id": f"{mark}{n}", "parent_id": above, "goal_name": f"目标{mark}{n}", "weight": weight}
        for n, weight in enumerate(shares, 1)
    ]


def figures(rng):
    """A kind with its plan and what came of it, often just at the tolerance."""
    kind = rng.choice(["at_least", "at_most", "day", "day", "yes_no"])
    if kind == "yes_no":
        return {"kind": kind, "actual_met": rng.choice(["yes", "yes", "no"])}
    if kind == "day":
        due = date(2011, rng.randint(1, 12), rng.randint(1, 28))
        allowed = rng.choice(["", "0", "5", "30"])
        late = rng.choice([-9, 0, 0, 0, 3, 5, 6, 7, 8, 20, 30, 31, 90])
        return {
            "kind": kind,
            "plan_day": due.isoformat(),
            "actual_day": (due + timedelta(late)).isoformat(),
            "tolerance_days": allowed,
        }
    plan = rng.choice(["100", "12", "7.5", "0.0003"] + ["0"] * (kind == "at_most"))
    part = rng.choice([0, 80, 90, 95, 100, 100, 100, 105, 110, 250])
    actual = str(rng.choice([0, 0, 1])) if plan == "0" else share_of(plan, part)
    return {
        "kind": kind,
        "plan_value": plan,
        "actual_value": actual,
        "tolerance_percent": rng.choice(["", "0", "10", "12.5"]),
    }


def share_of(plan, hundredths):
    """So many hundredths of a plan, to four places."""
    units = round(Fraction(plan) * hundredths * 100)
    return f"{units // 10000}.{units % 10000:04}"


def signers(rng, departments, groups, people):
    """Who signed: one, or a person with the group and department above."""
    person = rng.choice(sorted(people))
    group = people[person]
    return rng.choice(
        [
            {"person_id": person},
            {"person_id": person},
            {"group_id": rng.choice(sorted(groups))},
            {"department_id": rng.choice(departments)},
            {"person_id": person, "group_id": group, "department_id": groups[group]},
        ]
    )


def random_reviews(rng, leaves):
    """Some months of some goals."""
    rows = []
    for goal in leaves:
        for month in rng.choice([[], [3], [3, 6], [1, 3, 6, 12]]):
            row = {"goal_id": goal["goal_id"], "month": str(month)}
            if goal["kind"] == "yes_no":
                row["actual_met"] = rng.choice(["yes", "no"])
            elif goal["kind"] == "day":
                due = date.fromisoformat(goal["plan_day"])
                row["actual_day"] = (due + timedelta(rng.choice([-5, 0, 0, 6, 7, 8, 40]))).isoformat()
            else:
                row["plan_value"] = rng.choice(["", "", "5", "10"])
                row["actual_value"] = rng.choice(["0", "4.75", "5", "9.5", "10", "11"])
            rows.append(row)
    return rows
