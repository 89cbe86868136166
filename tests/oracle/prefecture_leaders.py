"""The prefecture's leading teams and leaders, worked out by hand in plain Python: an independent reading of the policy book.

Cells are texts by column, as in the CSV files; values are fractions, flags are True, False or None where people have not decided.
"""

from __future__ import annotations

import math
from fractions import Fraction
from random import Random
from typing import Any

CHOICES = {
    "member_split": ["own_20", "own_25", "own_30"],
    "place_rounding": ["half_up", "floor"],
    "leader_group": ["class_and_tier", "tier"],
    "everyday_matters": ["by_points", "alike"],
    "everyday_lacking": ["refused", "rescaled"],
    "quota_rounding": ["half_up", "floor"],
    "bonus_form": ["per_head", "per_unit"],
}
FILES = {
    "teams": [
        "team_id", "annual", "self_building", "recognition_score", "score", "rank", "grade", "everyday_score", "everyday_shares",
        "excellent_ratio", "headcount", "exact_places", "places_for_staff", "excellent_people", "places_left", "bonus_heads",
        "bonus_standard", "bonus",
    ],
    "leaders": [
        "leader_id", "morality", "ability", "diligence", "achievement", "integrity", "quality_score", "leader_score", "group_size",
        "excellent_places", "leader_rank", "leader_grade",
    ],
    "classes": [
        "category", "team_count", "mean_score", "first_teams", "second_teams", "third_teams", "leader_count", "excellent_leaders",
    ],
}  # fmt: skip
PERCENT = Fraction(1, 100)
COUNTY = {"everyday": 20, "annual": 45, "self_building": 20, "recognition": 15}
DEPARTMENT = {"everyday": 15, "annual": 50, "self_building": 15, "recognition": 20}
VOTERS = ["prefecture_leaders", "clients", "delegates", "subordinates"]
OWN = {"own_30": (30, 20), "own_25": (25, 25), "own_20": (20, 30)}
TEAM_SHARES = {"first": 20, "second": 70, "third": 10}
LEADER_SHARES = {"excellent": 20, "competent": 80, "basically_competent": 0, "unfit": 0}
ASPECTS = ["morality", "ability", "diligence", "achievement", "integrity"]
CATEGORIES = [
    "county", "party", "mass_organisations", "government", "economy", "society", "enforcement", "congress",
]  # fmt: skip
EVERYDAY = ["key_projects", "ad_hoc_tasks", "stage_work", "monthly_plans", "quarterly_reviews", "information"]
EXCELLENT = {"first": 20, "second": 15, "third": 15}
BONUSES = {
    "per_head": {"first": 3000, "second": 2000, "third": 1000},
    "per_unit": {"first": 60000, "second": 40000, "third": 20000},
}
WORDS = {"是": "yes", "否": "no"}


def number(row, column):
    text = row.get(column, "")
    return Fraction(text) if text else None


class Work:
    """One batch under one set of readings; `open` maps what is asked to the tie it belongs to and the places in it."""

    def __init__(self, tables, **readings):
        self.tables = tables
        self.reads = {name: readings.get(name, options[0]) for name, options in CHOICES.items()}
        self.open: dict[tuple[str, str], tuple[Any, int]] = {}
        self.answers = {
            (row["question"], row["subject"]): row["answer"] for row in tables.get("decisions", [])
        }
        self.team = {row["team_id"]: self.scored_team(row) for row in tables["teams"]}
        self.graded(self.team, lambda one: one["category"], TEAM_SHARES, "team_cut", "team", "score")
        for one in self.team.values():
            one.update(self.rewarded(one))
        aspects = {row["topic_id"]: row["aspect"] for row in tables["topics"]}
        points: dict[str, list[tuple[str, Fraction]]] = {}
        for row in tables["qualities"]:
            points.setdefault(row["leader_id"], []).append(
                (aspects[row["topic_id"]], Fraction(row["points"]))
            )
        self.leader = {
            row["leader_id"]: self.scored_leader(row, points.get(row["leader_id"], []))
            for row in tables["leaders"]
        }
        self.compare_leaders()
        self.classes = self.summed()

    def scored_team(self, row):
        parts = {one["indicator_id"]: one["part"] for one in self.tables["indicators"]}
        mine = [one for one in self.tables["results"] if one["team_id"] == row["team_id"]]
        found: dict[str, Any] = {"team_id": row["team_id"], "category": row["category"]}
        for part in ("annual", "self_building"):
            found[part] = sum(Fraction(one["points"]) for one in mine if parts[one["indicator_id"]] == part)
        opinions = {voter: [] for voter in VOTERS}
        for one in self.tables["recognition"]:
            if one["team_id"] == row["team_id"]:
                opinions[one["voter"]].append(Fraction(one["satisfaction"]))
        found["recognition_score"] = sum(sum(cast) / len(cast) * Fraction(1, 4) for cast in opinions.values())
        weights = COUNTY if row["category"] == "county" else DEPARTMENT
        found |= self.everyday(row)
        values = {**found, "everyday": found["everyday_score"], "recognition": found["recognition_score"]}
        found["score"] = sum(values[part] * weight * PERCENT for part, weight in weights.items())
        return found

    def everyday(self, row):
        """Everyday results as entered, or each part's matters out of 100, each part a sixth."""
        mine = [one for one in self.tables.get("everyday_marks", []) if one["team_id"] == row["team_id"]]
        if not mine:
            return {"everyday_score": number(row, "everyday"), "everyday_shares": None}
        scores = []
        for part in EVERYDAY:
            of_part = [
                (Fraction(one["points"]), Fraction(one["full_points"]))
                for one in mine
                if one["component"] == part
            ]
            if not of_part:
                continue
            if self.reads["everyday_matters"] == "alike":
                scores.append(sum(got / full for got, full in of_part) / len(of_part) * 100)
            else:
                scores.append(sum(got for got, _ in of_part) / sum(full for _, full in of_part) * 100)
        parts = len(scores) if self.reads["everyday_lacking"] == "rescaled" else len(EVERYDAY)
        return {
            "everyday_score": sum(scores) / parts,
            "everyday_shares": Fraction(len(scores), len(EVERYDAY)),
        }

    def rewarded(self, team):
        """What a team's grade brings its unit: places for excellent, and a bonus."""
        grade, form = team["grade"], self.reads["bonus_form"]
        standard = Fraction(BONUSES[form][grade])
        share = Fraction(EXCELLENT[grade], 100)
        found: dict[str, Any] = dict.fromkeys(
            [
                "headcount",
                "exact_places",
                "places_for_staff",
                "excellent_people",
                "places_left",
                "bonus_heads",
                "bonus",
            ]
        )
        found |= {"excellent_ratio": share, "bonus_standard": standard}
        for row in self.tables.get("staff_counts", []):
            if row["team_id"] == team["team_id"]:
                heads, named = int(row["appraised"]), int(row.get("nominees") or 0)
                half = Fraction(1, 2) if self.reads["quota_rounding"] == "half_up" else 0
                places = math.floor(heads * share + half)
                paid = int(row.get("payees") or heads)
                found |= {"headcount": heads, "exact_places": heads * share, "places_for_staff": places}
                found |= {"excellent_people": named, "places_left": places - named, "bonus_heads": paid}
                found["bonus"] = standard * (paid if form == "per_head" else 1)
        return found

    def scored_leader(self, row, points):
        team = self.team[row["team_id"]]
        found: dict[str, Any] = {
            "leader_id": row["leader_id"],
            "tier": row["tier"],
            "category": team["category"],
            "assessed": row.get("assessed", "") in {"", "yes"},
        }
        for aspect in ASPECTS:
            found[aspect] = sum((value for of, value in points if of == aspect), Fraction(0))
        qualities = sum(value for _, value in points) if points else None
        found["quality_score"] = qualities
        found["leader_score"] = None
        if found["assessed"]:
            if row["tier"] == "chief":
                found["leader_score"] = (team["score"] * 70 + qualities * 30) * PERCENT
            else:
                own, rest = OWN[self.reads["member_split"]]
                other = number(row, "own_work") * own + qualities * rest
                found["leader_score"] = (team["score"] * 50 + other) * PERCENT
        return found

    def places(self, heads, percent):
        exact = heads * percent * PERCENT
        return math.floor(exact + Fraction(1, 2) if self.reads["place_rounding"] == "half_up" else exact)

    def group_of(self, one):
        if self.reads["leader_group"] == "tier":
            return one["tier"]
        return (one["category"], one["tier"])

    def compare_leaders(self):
        self.graded(self.leader, self.group_of, LEADER_SHARES, "leader_cut", "leader", "leader_score")
        for one in self.leader.values():
            group = [
                other
                for other in self.leader.values()
                if other["leader_score"] is not None and self.group_of(other) == self.group_of(one)
            ]
            one["leader_rank"], one["leader_grade"] = one.pop("rank"), one.pop("grade")
            one["group_size"] = len(group)
            one["excellent_places"] = self.places(len(group), LEADER_SHARES["excellent"])

    def graded(self, rows, group_of, shares, question, kind, score):
        groups: dict[Any, list[str]] = {}
        for key, row in rows.items():
            row["rank"] = row["grade"] = None
            if row[score] is not None:
                groups.setdefault(group_of(row), []).append(key)
        names = list(shares)
        for members in groups.values():
            ahead = {key: sum(rows[other][score] > rows[key][score] for other in members) for key in members}
            level = {key: sum(rows[other][score] == rows[key][score] for other in members) for key in members}
            for key in members:
                rows[key]["rank"] = ahead[key] + 1
                rows[key]["grade"] = names[-1]
            so_far, cuts = 0, []
            for place, name in enumerate(names[:-1], start=1):
                so_far += shares[name]
                cuts.append((f"{question}_{place}", name, self.places(len(members), so_far)))
            taken = self.takers(members, cuts, ahead, level, kind)
            for (_, name, places), taking in reversed(list(zip(cuts, taken, strict=True))):
                for key in members:
                    if ahead[key] + level[key] <= places or key in taking:
                        rows[key]["grade"] = name

    def takers(self, members, cuts, ahead, level, kind):
        taken: list[set[str]] = []
        before: tuple[list[str], int, str] = ([], 0, "")
        for asked, _, places in cuts:
            tied = [key for key in members if ahead[key] < places < ahead[key] + level[key]]
            left = places - ahead[tied[0]] if tied else 0
            again, given, earlier = before
            before = (tied, left, asked)
            if tied and tied == again:  # they tie across the cut before too: who is left is asked
                tied = [key for key in tied if self.answers.get((earlier, f"{kind}:{key}")) in {"no", "否"}]
                left -= given
            taken.append(self.taking(tied, asked, kind, left) if tied else set())
        return taken

    def taking(self, tied, asked, kind, places):
        said = {key: self.answers.get((asked, f"{kind}:{key}"), "") for key in tied}
        said = {key: WORDS.get(answer, answer) for key, answer in said.items()}
        yes = {key for key, answer in said.items() if answer == "yes"}
        if len(yes) != places or any(answer not in {"yes", "no"} for answer in said.values()):
            for key in tied:
                self.open[asked, f"{kind}:{key}"] = ((asked, tuple(sorted(tied))), places)
        return yes

    def summed(self):
        found = {}
        for category in sorted({team["category"] for team in self.team.values()}):
            teams = [team for team in self.team.values() if team["category"] == category]
            leaders = [one for one in self.leader.values() if one["category"] == category]
            grades = [team["grade"] for team in teams]
            found[category] = {
                "category": category,
                "team_count": len(teams),
                "mean_score": sum(team["score"] for team in teams) / Fraction(len(teams)),
                **{f"{grade}_teams": grades.count(grade) for grade in TEAM_SHARES},
                "leader_count": sum(one["assessed"] for one in leaders),
                "excellent_leaders": sum(one["leader_grade"] == "excellent" for one in leaders),
            }
        return found


def compute(tables, **readings):
    work = Work(tables, **readings)
    rows = {"teams": work.team, "leaders": work.leader, "classes": work.classes}
    return {
        file: [{name: row[name] for name in columns} for row in rows[file].values()]
        for file, columns in FILES.items()
    }


def open_points(tables, **readings):
    return set(Work(tables, **readings).open)


def settle(tables, random, **readings):
    """Add decisions until nothing is open: each tie filled by lot."""
    while asked := Work(tables, **readings).open:
        tie, places = asked[min(asked)]
        members = sorted(about for about, (other, _) in asked.items() if other == tie)
        taking = set(random.sample(members, places))
        for about in members:
            answer = "yes" if about in taking else "no"
            tables.setdefault("decisions", []).append(
                {"subject": about[1], "question": about[0], "answer": answer}
            )


def topic_rows(names=()):
    """Fourteen topics in five aspects: 3 + 3 + 3 + 3 + 2 of them, 100 points."""
    return [
        {
            "topic_id": f"Z{place + 1:02}",
            "topic_name": names[place] if names else f"主题{place + 1}",
            "aspect": ASPECTS[place // 3],
            "full_points": "8" if place % 7 == 0 else "7",
        }
        for place in range(14)
    ]


def grown(random, key, depth, weight, row):
    """An indicator with what hangs on it: whole points that sum to its own."""
    rows = [{**row, "indicator_id": key, "weight": str(weight)}]
    below = random.choice([0, 2, 3]) if depth < 4 and weight >= 6 else 0
    rest = weight
    for place in range(1, below + 1):
        share = rest if place == below else random.randint(1, rest - (below - place))
        rest -= share
        rows += grown(random, f"{key}{place}", depth + 1, share, {**row, "parent_id": key})
    return rows


def tree_rows(random, name, part, roots):
    """A tree of one set and part: roots that sum to 100."""
    rows, rest = [], 100
    for place in range(1, roots + 1):
        weight = rest if place == roots else 100 // roots
        rest -= weight
        key = f"{name}{'N' if part == 'annual' else 'J'}{place}"
        row = {"parent_id": "", "indicator_name": f"指标{key}", "indicator_set": name, "part": part}
        rows += grown(random, key, 1, weight, row)
    return rows


def leaves(indicators, name):
    """The indicators of a set that are scored."""
    above = {row["parent_id"] for row in indicators}
    return [row for row in indicators if row["indicator_set"] == name and row["indicator_id"] not in above]


def random_tables(seed):
    """A few teams of two or three classes; every fourth seed has few different scores and so ties."""
    random = Random(seed)
    coarse = seed % 4 == 3
    tables: dict[str, list[dict[str, str]]] = {
        "indicators": [], "teams": [], "results": [], "recognition": [], "leaders": [], "topics": topic_rows(), "qualities": [],
    }  # fmt: skip
    sets = {"county": "X", "department": "Z"}
    for kind, name in sets.items():
        tables["indicators"] += tree_rows(random, name, "annual", 9 if kind == "county" else 5)
        tables["indicators"] += tree_rows(random, name, "self_building", 4)

    def part_of(full):
        steps = random.choice([3, 4]) if coarse else random.randint(60, 100)
        points = Fraction(full) * steps / (4 if coarse else 100)
        return f"{math.floor(points * 100) // 100}.{math.floor(points * 100) % 100:02}"

    for category in random.sample(CATEGORIES, random.choice([2, 3])):
        name = sets["county" if category == "county" else "department"]
        for _ in range(random.choice([1, 2, 5, 8])):
            team = f"B{len(tables['teams']):03}"
            same = tables["teams"] and coarse and random.random() < 0.6
            row = {"team_id": team, "team_name": f"单位{team}", "category": category, "indicator_set": name}
            tables["teams"].append({**row, "everyday": "80" if same else part_of(100)})
            for leaf in leaves(tables["indicators"], name):
                points = leaf["weight"] if same else part_of(leaf["weight"])
                tables["results"].append(
                    {"team_id": team, "indicator_id": leaf["indicator_id"], "points": points}
                )
            for voter in VOTERS:
                for _ in range(random.choice([1, 1, 2])):
                    satisfaction = "90" if same else part_of(100)
                    tables["recognition"].append(
                        {"team_id": team, "voter": voter, "satisfaction": satisfaction}
                    )
            for _ in range(random.randint(1, 4)):
                add_leader(random, tables, team, part_of, same=same)
    add_optional(Random(-1 - seed), tables)
    if seed % 3:
        settle(tables, random)
    return tables


def add_optional(random, tables):
    """Matters of everyday results in place of some scores, and the staff of some units; now and then of none."""
    tables["everyday_marks"], tables["staff_counts"] = [], []
    share = random.choice([0, 0.5, 1])
    for row in tables["teams"]:
        if random.random() < share:
            row["everyday"] = ""
            tables["everyday_marks"] += everyday_rows(random, row["team_id"])
        if random.random() < share:
            heads = random.randint(0, 60)
            tables["staff_counts"].append(
                {
                    "team_id": row["team_id"],
                    "appraised": str(heads),
                    "nominees": random.choice(["", str(random.randint(0, heads))]),
                    "payees": random.choice(["", "", str(random.randint(0, 60))]),
                }
            )


def everyday_rows(random, team, low=50):
    """The matters of one team: a plan a month, a review a quarter, one to three of the others."""
    rows = []
    for part in EVERYDAY:
        times = {"monthly_plans": 12, "quarterly_reviews": 4}.get(part, random.randint(1, 3))
        for place in range(1, times + 1):
            full = random.choice([5, 10, 25, 100])
            points = Fraction(full * random.randint(low, 100), 100)
            text = f"{math.floor(points)}.{math.floor(points * 100) % 100:02}"
            rows.append(
                {
                    "team_id": team,
                    "component": part,
                    "matter": f"第{place}项",
                    "full_points": str(full),
                    "points": text,
                }
            )
    return rows


def add_leader(random, tables, team, part_of, *, same):
    key = f"P{len(tables['leaders']):04}"
    tier = random.choice(["chief", "member", "member", "other"])
    row = {"leader_id": key, "name": f"干部{key}", "team_id": team, "tier": tier}
    if random.random() < 0.1:
        tables["leaders"].append({**row, "assessed": "no"})
        return
    own = "" if tier == "chief" else "85" if same else part_of(100)
    tables["leaders"].append({**row, "assessed": random.choice(["", "yes"]), "own_work": own})
    for topic in tables["topics"]:
        points = "6" if same else part_of(topic["full_points"])
        tables["qualities"].append({"leader_id": key, "topic_id": topic["topic_id"], "points": points})
