"""The mining company's five-in-one appraisal, computed a second time: cell texts in, fractions out."""

from fractions import Fraction
from random import Random

CHOICES = {
    "year_months": ["present", "all_twelve"],
    "no_project": ["left_out", "zero"],
    "single_assessor": ["refuse", "stands"],
    "leading_opinion": ["unless_returned", "agreed_only"],
}
MEANS = ["routine", "developmental", "research", "conduct", "linked"]
FILES = {
    "sections": ["section_id", "rank", "year_score", "months_counted", *(f"{part}_mean" for part in MEANS)],
    "people": [
        "person_id", "person_rank", "person_year_score", "person_months_counted", "months_due",
        "internal_months", "internal_mean", "internal_rank",
    ],
    "months": ["month", "in_force", "sections_scored", "sections_mean", "sections_highest", "sections_lowest"],
}  # fmt: skip
FIVE = {part: Fraction(tenths, 10) for part, tenths in zip(MEANS, [3, 2, 1, 2, 2], strict=True)}
WORKER = {"conduct": Fraction(2, 5), "linked": Fraction(3, 5)}


def month_of(text):
    """The number of a month that is written 5, 05, 5月 or 2010-05."""
    return int(text.removesuffix("月").rpartition("-")[2])


def value(cell):
    return Fraction(cell) if cell else None


def average(values):
    values = list(values)
    return sum(values, Fraction(0)) / len(values) if values else None


def places(scores):
    """The place of each key among those that have a score: one more than how many are better."""
    known = {key: score for key, score in scores.items() if score is not None}
    return {key: 1 + sum(other > score for other in known.values()) for key, score in known.items()}


def part_points(row, single_assessor):
    quantitative, qualitative = value(row.get("quantitative")), value(row.get("qualitative"))
    if quantitative is not None and qualitative is not None:
        return quantitative * Fraction(3, 5) + qualitative * Fraction(2, 5)
    if single_assessor == "stands":
        return quantitative if quantitative is not None else qualitative
    return None


def linked_of(rows):
    """The linked indicators of a month: by weight where there are weights."""
    weights = [value(row.get("weight")) or Fraction(0) for row in rows]
    if not rows:
        return None
    if not sum(weights):
        return average(Fraction(row["points"]) for row in rows)
    return sum(w * Fraction(row["points"]) for w, row in zip(weights, rows, strict=True)) / sum(weights)


class Batch:
    """The tables, with what follows from them for one reading."""

    def __init__(
        self,
        tables,
        year_months="present",
        no_project="left_out",
        single_assessor="refuse",
        leading_opinion="unless_returned",
    ):
        self.tables, self.year_months, self.no_project = tables, year_months, no_project
        wrong = {"unless_returned": {"returned"}, "agreed_only": {"", "returned"}}[leading_opinion]
        self.confirmed = {
            month_of(row["month"]): row["confirmed"] == "yes" and (row.get("opinion") or "") not in wrong
            for row in tables["months"]
        }
        self.linked = {
            number: linked_of([row for row in tables.get("linked", []) if month_of(row["month"]) == number])
            for number in self.confirmed
        }
        self.points = {
            (row["section_id"], row.get("person_id", ""), month_of(row["month"]), row["part"]): part_points(
                row, single_assessor
            )
            for row in tables["scores"]
        }
        self.start = {}
        for row in tables.get("projects", []):
            if row.get("approved_month"):
                key = (row["section_id"], row["kind"])
                self.start[key] = min(self.start.get(key, 99), month_of(row["approved_month"]))

    def due(self, section, part, month):
        return self.start.get((section, part), 99) <= month

    def five(self, section, month, points):
        """All five parts of a month; None as soon as a part that applies has no score."""
        whole, earned = Fraction(0), Fraction(0)
        for part, weight in FIVE.items():
            if part in {"developmental", "research"} and not self.due(section, part, month):
                continue
            if points[part] is None:
                return None
            whole, earned = whole + weight, earned + weight * points[part]
        return earned / whole if self.no_project == "left_out" else earned

    def parts(self, section, month, person=""):
        """The parts as they hold for a section, or for a person of it, whose own rows come first."""
        found = {"linked": self.linked[month]}
        for part in MEANS[:-1]:
            whole = self.points.get((section, "", month, part))
            own = (section, person, month, part)
            found[part] = self.points[own] if person and own in self.points else whole
        return found

    def months(self, section, person=""):
        """The confirmed months in which there is a row."""
        rows = {month for unit, who, month, _ in self.points if unit == section and who in {"", person}}
        return sorted(month for month in rows if self.confirmed[month])

    def section(self, key):
        scored = {month: self.parts(key, month) for month in self.months(key)}
        scored = {m: parts for m, parts in scored.items() if self.five(key, m, parts) is not None}
        held = {month for unit, who, month, _ in self.points if unit == key and not who}
        full = {month for month in held if self.confirmed[month]} == set(range(1, 13))
        year = average(self.five(key, month, parts) for month, parts in scored.items())
        row = {
            "section_id": key,
            "months_counted": len(scored),
            "year_score": year if full or self.year_months == "present" else None,
        }
        for part in MEANS:
            optional = part in {"developmental", "research"}
            row[f"{part}_mean"] = average(
                parts[part] for month, parts in scored.items() if not optional or self.due(key, part, month)
            )
        return row

    def person(self, person):
        key, section = person["person_id"], person["section_id"]
        first, last = int(person.get("from_month") or 1), int(person.get("to_month") or 12)
        scores = []
        for month in self.months(section, key):
            if first <= month <= last:
                parts = self.parts(section, month, key)
                if person["post"] == "manager":
                    scores.append(self.five(section, month, parts))
                elif parts["conduct"] is not None and parts["linked"] is not None:
                    scores.append(sum(WORKER[part] * parts[part] for part in WORKER))
        scores = [score for score in scores if score is not None]
        due = last - first + 1
        return {
            "person_id": key,
            "post": person["post"],
            "months_due": due,
            "person_months_counted": len(scores),
            "person_year_score": average(scores)
            if self.year_months == "present" or len(scores) == due
            else None,
        }


def compute(tables, **readings):
    """The year of every section and person."""
    batch = Batch(tables, **readings)
    sections = [batch.section(row["section_id"]) for row in tables["sections"]]
    ranks = places({row["section_id"]: row["year_score"] for row in sections})
    for row in sections:
        row["rank"] = ranks.get(row["section_id"])
    people = [batch.person(row) for row in tables["people"]]
    for post in ("manager", "worker"):
        same = [row for row in people if row["post"] == post]
        ranks = places({row["person_id"]: row["person_year_score"] for row in same})
        for row in same:
            row["person_rank"] = ranks.get(row["person_id"])
    internal_of(tables, people)
    months = [
        month_row(batch, row["month"], sections)
        for row in sorted(tables["months"], key=lambda row: row["month"])
    ]
    return {
        name: [{column: row[column] for column in columns} for row in rows]
        for (name, columns), rows in zip(FILES.items(), (sections, people, months), strict=True)
    }


def internal_of(tables, people):
    """What heads gave their own people: how many months, the mean, the place in the section."""
    home = {row["person_id"]: row["section_id"] for row in tables["people"]}
    for row in people:
        given = [
            Fraction(each["points"])
            for each in tables.get("internal", [])
            if each["person_id"] == row["person_id"]
        ]
        row["internal_months"], row["internal_mean"] = len(given), average(given)
    for row in people:
        beside = {
            other["person_id"]: other["internal_mean"]
            for other in people
            if home[other["person_id"]] == home[row["person_id"]]
        }
        row["internal_rank"] = places(beside).get(row["person_id"])


def month_row(batch, month, sections):
    number = month_of(month)
    scores = [
        batch.five(row["section_id"], number, batch.parts(row["section_id"], number)) for row in sections
    ]
    scores = [score for score in scores if score is not None]
    return {
        "month": month,
        "in_force": batch.confirmed[number],
        "sections_scored": len(scores),
        "sections_mean": average(scores),
        "sections_highest": max(scores, default=None),
        "sections_lowest": min(scores, default=None),
    }


def open_points(tables, **readings):  # noqa: ARG001 - the interface of every oracle
    """Nothing in this scheme is left to a decision."""
    return set()


def random_tables(seed):
    """A few sections and months, each branch often; months written in several ways."""
    random = Random(seed)
    points = ["100", "90", "80", "75.5", "60", "88.25"] if seed % 3 else ["90", "80"]
    written = random.choice(["{0}", "{0:02}", "{0}月", "2010-{0:02}"])
    registered = list(range(1, 13)) if seed % 2 else sorted(random.sample(range(1, 13), random.randint(3, 9)))
    signed = {number: bool(seed % 2) or random.random() < 0.8 for number in registered}
    tables = {
        name: [] for name in ("sections", "people", "months", "scores", "linked", "projects", "internal")
    }
    for number in registered:
        month = written.format(number)
        opinion = random.choice(["", "agreed", "returned", "agreed"] if signed[number] else ["", "returned"])
        row = {"month": month, "confirmed": "yes" if signed[number] else "no"}
        tables["months"].append({**row, "opinion": opinion} if seed % 4 else row)
        weights = random.choice([[""], ["", ""], ["40", "60"], ["100", "0"], ["33.33", "33.33", "33.34"]])
        if signed[number] or random.random() < 0.5:
            tables["linked"] += [
                {"month": month, "indicator": f"指标{at}", "weight": weight, "points": random.choice(points)}
                for at, weight in enumerate(weights)
            ]
    for at in range(random.randint(2, 4)):
        _random_section(random, tables, f"K{at}", written, signed, points)
    return tables


def _random_section(random, tables, key, written, signed, points):
    tables["sections"].append({"section_id": key, "section_name": f"科室{key}"})
    start = {}
    for kind in ("developmental", "research"):
        for approved in random.sample(["", *signed], random.randint(0, 2)):
            month = written.format(approved) if approved else ""
            row = {"section_id": key, "kind": kind, "project": f"项目{approved}", "approved_month": month}
            tables["projects"].append(row)
            start[kind] = min(start.get(kind, 99), approved or 99)
    people = _random_people(random, key)
    tables["people"] += people
    for person in people if random.random() < 0.7 else []:
        first, last = int(person.get("from_month") or 1), int(person.get("to_month") or 12)
        for number in signed:
            if first <= number <= last and random.random() < 0.6:
                row = {"person_id": person["person_id"], "month": written.format(number)}
                tables["internal"].append({**row, "points": random.choice(points)})
    skipping = random.random() < 0.4
    for number, is_signed in signed.items():
        if not (skipping and random.random() < 0.2):
            due = ["routine", "conduct"]
            due += [kind for kind in ("developmental", "research") if start.get(kind, 99) <= number]
            base = {"section_id": key, "month": written.format(number)}
            rows = [{**base, "part": part} for part in due if is_signed or random.random() < 0.7]
            for person in people:
                parts = due if person["post"] == "manager" else ["conduct"]
                own = [part for part in parts if random.random() < 0.2]
                rows += [{**base, "person_id": person["person_id"], "part": part} for part in own]
            tables["scores"] += [{**row, **_two(random, points, is_signed)} for row in rows]


def _random_people(random, section):
    people = []
    for at in range(random.randint(1, 3)):
        person = {"person_id": f"{section}P{at}", "name": f"人{at}", "section_id": section}
        person["post"] = random.choice(["manager", "worker"])
        if random.random() < 0.4:
            person["from_month"] = str(random.randint(1, 8))
            person["to_month"] = random.choice(["", "8", "12"])
        people.append(person)
    return people


def _two(random, points, complete):
    pair = {name: random.choice(points) for name in ("quantitative", "qualitative")}
    if not complete and random.random() < 0.3:
        pair[random.choice(list(pair))] = ""
    return pair
