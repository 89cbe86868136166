"""A second, slow reading of the city's reward fund, in plain Python, to hold against the engine.

It shares no code with the engine. Input is taken to be valid.
"""

from fractions import Fraction
from math import floor
from random import Random

CHOICES = {
    "contribution_rounding": ("department", "fund"),
    "division": ("budgets", "whole"),
    "unit_weighing": ("unit", "headcount"),
    "task_awards_from": ("fund", "apart"),
}
FILES = {
    "departments": (
        "department_id",
        "contribution",
        "final_score",
        "front_rank",
        "reported_above",
        "rank",
        "criticised",
        "unit_prize",
        "task_prize",
        "payable",
        "unit_merit",
    ),
    "people": ("person_id", "department_id", "prize", "person_merit"),
    "funds": (
        "year",
        "contributions",
        "fund_total",
        "tasks_paid",
        "units_pool",
        "people_pool",
        "units_paid",
        "people_paid",
        "spent",
        "left",
    ),
}
RATE = Fraction(1, 100)
YES = {"yes", "是"}


def compute(tables, **readings):
    """The rows of each output file, exact."""
    chosen = {name: options[0] for name, options in CHOICES.items()} | readings
    found = {"departments": [], "people": [], "funds": []}
    for fund in tables["funds"]:
        _fund(fund, tables, chosen, found)
    return found


def open_points(tables, **_readings):
    """Who has a class of award without the grade, and of whom nobody decided; merit is asked of nobody."""
    decided = {row["subject"] for row in _decided(tables, "award_not_excellent")}
    return {
        subject
        for subject, row in _subjects(tables)
        if row.get("class_id") and row.get("grade") != "excellent"
    } - decided


def _subjects(tables):
    for name, level in (("departments", "department"), ("people", "person")):
        for row in tables.get(name, []):
            yield f"{level}:{row[f'{level}_id']}", row


def _decided(tables, question):
    return [row for row in tables.get("decisions", []) if row["question"] == question]


def _classes(tables):
    """The class by which each is rewarded."""
    granted = {row["subject"] for row in _decided(tables, "award_not_excellent") if row["answer"] in YES}
    return {
        subject: row["class_id"]
        for subject, row in _subjects(tables)
        if row.get("class_id") and (row.get("grade") == "excellent" or subject in granted)
    }


def _fund(fund, tables, chosen, found):
    units = [row for row in tables["departments"] if row["year"] == fund["year"]]
    here = {row["department_id"] for row in units}
    people = [row for row in tables.get("people", []) if row["department_id"] in here]
    coefficients = {row["class_id"]: Fraction(row["coefficient"]) for row in tables.get("award_classes", [])}

    paid_in = _contributions(units, chosen)
    total = sum(paid_in.values()) + Fraction(fund["fiscal_contribution"])
    tasks = dict.fromkeys(here, Fraction(0))
    for row in tables.get("task_awards", []):
        if row["department_id"] in here:
            tasks[row["department_id"]] += Fraction(row["amount"])
    from_fund = sum(tasks.values()) if chosen["task_awards_from"] == "fund" else Fraction(0)

    classes, unit_weights = _classes(tables), {}
    for row in units:
        of_class = classes.get(f"department:{row['department_id']}")
        weight = coefficients[of_class] if of_class else Fraction(0)
        if weight and chosen["unit_weighing"] == "headcount":
            weight *= int(row["headcount"])
        unit_weights[row["department_id"]] = weight
    people_weights = {
        row["person_id"]: coefficients.get(classes.get(f"person:{row['person_id']}"), Fraction(0))
        for row in people
    }
    first, second = sum(unit_weights.values()), sum(people_weights.values())
    if chosen["division"] == "budgets":
        pools = [_money(fund.get("units_budget")), _money(fund.get("people_budget"))]
    else:
        rest = max(total - from_fund, Fraction(0))
        share = _half_up(rest * first / (first + second)) if first + second else Fraction(0)
        pools = [share, rest - share]
    pools = [pool if weight else Fraction(0) for pool, weight in zip(pools, (first, second), strict=True)]
    unit_prizes, people_prizes = _split(pools[0], unit_weights), _split(pools[1], people_weights)

    marked = {row["subject"]: row["answer"] in YES for row in _decided(tables, "merit")}
    final = {row["department_id"]: _score(row) for row in units}
    scores = [score for score in final.values() if score is not None]
    for row in units:
        name = row["department_id"]
        merit = "yes" if marked.get(f"department:{name}") else "no"
        found["departments"].append(
            {
                "department_id": name,
                "contribution": paid_in[name],
                "final_score": final[name],
                "front_rank": _front_rank(row, units),
                "reported_above": row.get("vertical") in YES or bool(row.get("authority")),
                "rank": None if final[name] is None else 1 + sum(one > final[name] for one in scores),
                "criticised": row.get("grade") == "poor",
                "unit_prize": unit_prizes[name],
                "task_prize": tasks[name],
                "payable": unit_prizes[name] + tasks[name],
                "unit_merit": merit if f"department:{name}" in classes else None,
            }
        )
    for row in people:
        name = row["person_id"]
        merit = "yes" if marked.get(f"person:{name}") else "no"
        found["people"].append(
            {
                "person_id": name,
                "department_id": row["department_id"],
                "prize": people_prizes[name],
                "person_merit": merit if f"person:{name}" in classes else None,
            }
        )
    spent = from_fund + sum(unit_prizes.values()) + sum(people_prizes.values())
    found["funds"].append(
        {
            "year": fund["year"],
            "contributions": sum(paid_in.values()),
            "fund_total": total,
            "tasks_paid": sum(tasks.values()),
            "units_pool": pools[0],
            "people_pool": pools[1],
            "units_paid": sum(unit_prizes.values()),
            "people_paid": sum(people_prizes.values()),
            "spent": spent,
            "left": total - spent,
        }
    )


def _score(row):
    """As it was settled, else half of each: the leader's of the front, and the overall one."""
    if row.get("score"):
        return Fraction(row["score"])
    if row.get("front_score") and row.get("overall_score"):
        return (Fraction(row["front_score"]) + Fraction(row["overall_score"])) / 2
    return None


def _front_rank(row, units):
    if not row.get("front_score"):
        return None
    beside = [one for one in units if one.get("front") == row["front"] and one.get("front_score")]
    return 1 + sum(Fraction(one["front_score"]) > Fraction(row["front_score"]) for one in beside)


def _contributions(units, chosen):
    wages = {}
    for row in units:
        wages[row["department_id"]] = Fraction(row["wages_total"])
    if chosen["contribution_rounding"] == "department":
        return {name: _half_up(sum_of_wages * RATE) for name, sum_of_wages in wages.items()}
    return _split(_half_up(sum(wages.values()) * RATE), wages)


def _money(cell):
    return Fraction(cell) if cell else Fraction(0)


def _half_up(amount):
    return Fraction(floor(amount * 100 + Fraction(1, 2)), 100)


def _split(pool, weights):
    """Whole fen by largest remainder; equal remainders to the larger weight, then to the first identifier."""
    whole = sum(weights.values())
    if not whole:
        return dict.fromkeys(weights, Fraction(0))
    fen = pool * 100
    ideal = {name: fen * weight / whole for name, weight in weights.items()}
    given = {name: floor(share) for name, share in ideal.items()}
    order = sorted(weights, key=lambda name: (given[name] - ideal[name], -weights[name], name))
    for name in order[: int(fen) - sum(given.values())]:
        given[name] += 1
    return {name: Fraction(fen, 100) for name, fen in given.items()}


def random_tables(seed):
    """A small valid batch: one or two years, departments with and without prizes, equal wages and coefficients."""
    draw = Random(seed)
    tables = {
        name: [] for name in ("funds", "award_classes", "departments", "people", "task_awards", "decisions")
    }
    for name, recipients in (
        ("U1", "unit"),
        ("U2", "unit"),
        ("P1", "person"),
        ("P2", "person"),
        ("P3", "person"),
    ):
        coefficient = draw.choice(["1", "1", "1.5", "2", "0.75", "1.33"])
        row = {"class_id": name, "class_name": name, "recipients": recipients, "coefficient": coefficient}
        tables["award_classes"].append(row)
    for year in ("2006", "2007")[: draw.randint(1, 2)]:
        _random_year(draw, year, tables)
    return tables


def _random_year(draw, year, tables):
    fund = {"year": year, "fiscal_contribution": f"{draw.randint(300_000, 900_000)}.{draw.randint(0, 99):02}"}
    fund["units_budget"] = f"{draw.randint(0, 150_000)}.{draw.randint(0, 99):02}"
    fund["people_budget"] = f"{draw.randint(0, 100_000)}.{draw.randint(0, 99):02}"
    tables["funds"].append(fund)
    rewarding = draw.random() < 0.85
    for number in range(1, draw.randint(2, 9) + 1):
        name = f"D{year[-1]}{number:02}"
        row = {"department_id": name, "department_name": f"部门{name}", "year": year}
        row["vertical"] = draw.choice(["yes", "no", "no"])
        row["wages_total"] = draw.choice(["1000000.33", "2500000.50", f"{draw.randint(10, 10**9) / 100:.2f}"])
        row["headcount"] = str(draw.choice([10, 20, 33]))
        row["grade"] = draw.choice(["excellent", "excellent", "good", "fair", "poor", ""])
        row["score"] = str(draw.choice([90, 91, 92])) if row["grade"] or draw.random() < 0.5 else ""
        if draw.random() < 0.5:
            _by_front(draw, row)
        excellent = row["grade"] == "excellent"
        if (
            (row["score"] or row.get("overall_score"))
            and rewarding
            and draw.random() < (0.8 if excellent else 0.15)
        ):
            row["class_id"] = draw.choice(["U1", "U2"])
            row["notice_passed"] = draw.choice(["yes", "yes", "no", ""])
            if excellent or _granted(draw, f"department:{name}", tables):
                _maybe_merit(draw, f"department:{name}", tables)
        tables["departments"].append(row)
        for count in range(draw.randint(0, 3)):
            person = {"person_id": f"{name}P{count}", "name": f"某{name}{count}", "department_id": name}
            person["grade"] = draw.choice(["excellent", "excellent", "competent"])
            excellent = person["grade"] == "excellent"
            if rewarding and (excellent or draw.random() < 0.2):
                person["class_id"] = draw.choice(["P1", "P2", "P3"])
                person["notice_passed"] = draw.choice(["yes", ""])
                if excellent or _granted(draw, f"person:{person['person_id']}", tables):
                    _maybe_merit(draw, f"person:{person['person_id']}", tables)
            tables["people"].append(person)
        if draw.random() < 0.2:
            amount = f"{draw.randint(0, 5_000)}.{draw.randint(0, 99):02}"
            tables["task_awards"].append({"department_id": name, "task": "重点任务", "amount": amount})


def _by_front(draw, row):
    """Scored by the leader of its front, beside a settled score or in its place; some name who stands above them."""
    row |= {"front": draw.choice(["农业", "工业"]), "front_score": draw.choice(["90", "91.5", "88"])}
    row["authority"] = draw.choice(["", "省厅"])
    if not row["score"] or draw.random() < 0.5:
        row |= {"score": "", "overall_score": draw.choice(["90", "92", "91.01"])}


def _granted(draw, subject, tables):
    """Decide of somebody who is not graded excellent; say whether for a prize."""
    answer = draw.choice(["yes", "no", "是", "否"])
    tables["decisions"].append({"subject": subject, "question": "award_not_excellent", "answer": answer})
    return answer in YES


def _maybe_merit(draw, subject, tables):
    if draw.random() < 0.3:
        answer = draw.choice(["yes", "no", "是"])
        tables["decisions"].append({"subject": subject, "question": "merit", "answer": answer})
