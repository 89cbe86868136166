"""The process appraisal of county leading teams, read a second time: plain Python, fractions, one county after another."""

from __future__ import annotations

import random
from fractions import Fraction

CHOICES = {
    "places_rounding": ["half_up", "floor"],
    "warning_ties": ["all", "certain"],
    "warn_when_met": ["warned", "spared"],
    "gap_measure": ["year", "stage"],
    "diagnosis_counts": ["each", "sum"],
}
FILES = {
    "counties": [
        "county_id",
        "total_score",
        "rank",
        "grade",
        "final_grade",
        "april_reports",
        "april_warnings",
        "august_reports",
        "august_warnings",
        "needs_diagnosis",
        "last_year_score",
        "change",
    ],
    "indicators": ["indicator_id", "scored_counties", "highest_score", "mean_score", "lowest_score"],
    "scores": [
        "county_id",
        "indicator_id",
        "score",
        "weighted_score",
        "place",
        "standing",
        "in_feedback",
        "from_best",
        "from_mean",
    ],
    "progress": [
        "county_id",
        "indicator_id",
        "stage",
        "completed_share",
        "place_from_last",
        "due",
        "gap",
        "is_last",
        "is_far",
        "warned",
        "reason",
    ],
    "years": ["county_id", "year", "year_score", "year_rank"],
    "rating_years": ["county_id", "indicator_id", "year", "year_score", "year_place", "from_year_mean"],
}
YEAR = 2023
GRADES = {"excellent": "优秀", "good": "良好", "fair": "一般", "poor": "较差"}
WORDS = {word: name for name, word in GRADES.items()}
SO_FAR = [Fraction(3, 10), Fraction(8, 10), Fraction(1)]  # excellent, and good, and fair
LIMITS = {"april": Fraction(8, 10), "august": Fraction(5, 10)}
DUE = {"april": Fraction(1, 3), "august": Fraction(2, 3)}
STAGE_LIMIT = Fraction(3, 10)
SHOWN = 3
MANY = 6


def cell(row, name):
    """A number of a cell, or None where it is blank."""
    text = row.get(name, "")
    return Fraction(text) if text else None


def place(value, values):
    """The place of a value, 1 the highest; equal values share it."""
    return 1 + sum(other > value for other in values)


def totals(tables):
    """Each county's total; None where an indicator is not scored."""
    weights = {row["indicator_id"]: Fraction(row["weight"]) for row in tables["indicators"]}
    found = {}
    for county in (row["county_id"] for row in tables["counties"]):
        mine = {
            row["indicator_id"]: cell(row, "score")
            for row in tables.get("scores", [])
            if row["county_id"] == county
        }
        full = all(mine.get(name) is not None for name in weights)
        found[county] = sum(mine[name] * weights[name] for name in weights) / 100 if full else None
    return found


def cuts(tables, readings):
    """Each cut of a grade: its question, who is safely above it, who ties across it and for how many places."""
    scored = {county: value for county, value in totals(tables).items() if value is not None}
    found, given, before = [], answers(tables), (set(), 0, "")
    for number, share in enumerate(SO_FAR, start=1):
        exact = len(scored) * share
        half = readings.get("places_rounding", "half_up") == "half_up"
        places = (exact + Fraction(1, 2)).__floor__() if half else exact.__floor__()
        values = sorted(scored.values(), reverse=True)
        inside = values[:places]
        safe, tied, left = set(), set(), 0
        for value in set(inside):
            members = {county for county in scored if scored[county] == value}
            if inside.count(value) == len(members):
                safe |= members
            else:
                tied, left = members, inside.count(value)
        again, taken, asked = before
        before = (tied, left, f"grade_tie_{number}")
        if tied and tied == again:  # they tie across the cut before too: who is left is asked
            said = {county: given.get((asked, f"county:{county}")) for county in tied}
            tied, left = {county for county in tied if said[county] in {"no", "否"}}, left - taken
        found.append((f"grade_tie_{number}", safe, tied, left))
    return found


def answers(tables):
    """What the decisions say: (question, subject) → answer."""
    return {(row["question"], row["subject"]): row["answer"] for row in tables.get("decisions", [])}


def open_points(tables, **readings):
    """The ties across a cut that the decisions do not settle."""
    given, found = answers(tables), set()
    for question, _, tied, left in cuts(tables, readings):
        said = [given.get((question, f"county:{county}")) for county in tied]
        if None in said or sum(answer in {"yes", "是"} for answer in said) != left:
            found |= {(question, f"county:{county}") for county in tied}
    return found


def grades(tables, readings):
    """The grade of each county by rank, then the one that was decided."""
    given, by_rank, final = answers(tables), {}, {}
    for county, total in totals(tables).items():
        grade = None
        if total is not None:
            grade = "poor"
            for name, (question, safe, tied, _) in zip(GRADES, cuts(tables, readings), strict=False):
                said = given.get((question, f"county:{county}")) in {"yes", "是"}
                if county in safe or (county in tied and said):
                    grade = name
                    break
        by_rank[county] = grade
        answer = given.get(("final_grade", f"county:{county}"), "as_ranked")
        answer = WORDS.get(answer, answer)
        final[county] = grade if grade is None or answer in {"as_ranked", "按名次"} else answer
    return by_rank, final


def checkpoints(tables, readings):
    """The rows of the pre-appraisals, with warnings."""
    rows, shares = [], {}
    for row in tables.get("progress", []):
        done, target = cell(row, "done"), cell(row, "target")
        share = None if done is None else done / target
        shares.setdefault((row["indicator_id"], row["stage"]), []).append(share)
        rows.append((row, done, target, share))
    found = []
    for row, done, target, share in rows:
        stage = row["stage"]
        others = [one for one in shares[row["indicator_id"], stage] if one is not None]
        by_stage = readings.get("gap_measure", "year") == "stage"
        due = target * DUE[stage] if by_stage else target
        gap = None if done is None else (due - done) / due
        slower = equal = None
        is_last = is_far = False
        if share is not None:
            slower = sum(one < share for one in others)
            equal = others.count(share)
            all_warned = readings.get("warning_ties", "all") == "all"
            is_last = slower < SHOWN if all_warned else slower + equal <= SHOWN
            if readings.get("warn_when_met") == "spared" and done >= target:
                is_last = False
            is_far = gap > (STAGE_LIMIT if by_stage else LIMITS[stage])
        reasons = {(True, True): "both", (True, False): "last", (False, True): "far", (False, False): None}
        found.append(
            {
                "county_id": row["county_id"],
                "indicator_id": row["indicator_id"],
                "stage": stage,
                "completed_share": share,
                "place_from_last": None if slower is None else slower + 1,
                "due": due,
                "gap": gap,
                "is_last": is_last,
                "is_far": is_far,
                "warned": is_last or is_far,
                "reason": reasons[is_last, is_far],
            }
        )
    return sorted(found, key=lambda one: (one["county_id"], one["indicator_id"], one["stage"]))


def feedback(tables):
    """The rows of the scores with places, and the summary of each indicator."""
    weights = {row["indicator_id"]: Fraction(row["weight"]) for row in tables["indicators"]}
    scores = {name: [] for name in weights}
    for row in tables.get("scores", []):
        if cell(row, "score") is not None:
            scores[row["indicator_id"]].append(cell(row, "score"))
    summary = []
    for name, values in scores.items():
        summary.append(
            {
                "indicator_id": name,
                "scored_counties": len(values),
                "highest_score": max(values, default=None),
                "mean_score": sum(values) / len(values) if values else None,
                "lowest_score": min(values, default=None),
            }
        )
    rows = []
    for row in tables.get("scores", []):
        name, score = row["indicator_id"], cell(row, "score")
        one = dict.fromkeys(FILES["scores"])
        one |= {"county_id": row["county_id"], "indicator_id": name, "score": score, "in_feedback": False}
        if score is not None:
            values = scores[name]
            ahead = place(score, values) <= SHOWN
            behind = sum(other < score for other in values) < SHOWN
            standing = "both" if ahead and behind else "first" if ahead else "last" if behind else None
            one |= {
                "weighted_score": score * weights[name] / 100,
                "place": place(score, values),
                "standing": standing,
                "in_feedback": standing is not None,
                "from_best": score - max(values),
                "from_mean": score - sum(values) / len(values),
            }
        rows.append(one)
    rows.sort(key=lambda one: (one["county_id"], one["indicator_id"]))
    return rows, sorted(summary, key=lambda one: one["indicator_id"])


def rating_years(tables):
    """Each indicator of each county by year, this one among them; nothing where no earlier year is stated."""
    earlier = tables.get("earlier_ratings", [])
    every = [(row["county_id"], row["indicator_id"], int(row["year"]), cell(row, "score")) for row in earlier]
    if every:
        every += [
            (row["county_id"], row["indicator_id"], YEAR, cell(row, "score"))
            for row in tables.get("scores", [])
        ]
    found = []
    for county, indicator, year, score in sorted(every, key=lambda one: one[:3]):
        same = [one[3] for one in every if one[1:3] == (indicator, year) and one[3] is not None]
        row = {"county_id": county, "indicator_id": indicator, "year": year, "year_score": score}
        known = score is not None
        found.append(
            row
            | {"year_place": place(score, same) if known else None}
            | {"from_year_mean": score - sum(same) / len(same) if known else None}
        )
    return found


def compute(tables, **readings):
    """Every output file of the batch."""
    total = totals(tables)
    by_rank, final = grades(tables, readings)
    progress = checkpoints(tables, readings)
    scores, indicators = feedback(tables)
    earlier = {
        (row["county_id"], int(row["year"])): cell(row, "score") for row in tables.get("earlier_scores", [])
    }
    known = [value for value in total.values() if value is not None]
    counties = []
    for county in sorted(total):
        mine = [row for row in progress if row["county_id"] == county]
        count = {stage: sum(row["warned"] and row["stage"] == stage for row in mine) for stage in LIMITS}
        reports = {
            stage: sum(row["completed_share"] is not None and row["stage"] == stage for row in mine)
            for stage in LIMITS
        }
        several = (
            count.values() if readings.get("diagnosis_counts", "each") == "each" else [sum(count.values())]
        )
        before = earlier.get((county, YEAR - 1))
        counties.append(
            {
                "county_id": county,
                "total_score": total[county],
                "rank": None if total[county] is None else place(total[county], known),
                "grade": by_rank[county],
                "final_grade": final[county],
                "april_reports": reports["april"],
                "april_warnings": count["april"],
                "august_reports": reports["august"],
                "august_warnings": count["august"],
                "needs_diagnosis": any(number >= MANY for number in several),
                "last_year_score": before,
                "change": None if None in (before, total[county]) else total[county] - before,
            }
        )
    every = earlier | {(county, YEAR): value for county, value in total.items()}
    years = []
    for (county, year), value in sorted(every.items()):
        same = [score for (_, other), score in every.items() if other == year and score is not None]
        ranked = None if value is None else place(value, same)
        years.append({"county_id": county, "year": year, "year_score": value, "year_rank": ranked})
    return {
        "counties": counties,
        "indicators": indicators,
        "scores": scores,
        "progress": progress,
        "years": years,
        "rating_years": rating_years(tables),
    }


def random_tables(seed):
    """A small city: few different scores, so that totals and progress tie; sometimes decided, sometimes left open."""
    rng = random.Random(f"county_teams_process 20 {seed}")
    counties = [f"C{number:02}" for number in range(1, rng.randint(4, 9) + 1)]
    shares = rng.choice([[60, 40], [50, 30, 20], ["12.5", "37.5", "20", "30"], ["12.5"] * 8, ["12.5"] * 8])
    indicators = [f"I{number}" for number in range(1, len(shares) + 1)]
    coarse, scored = rng.random() < 0.6, rng.random() < 0.85
    tables = {
        "counties": [{"county_id": name, "county_name": f"{name}县"} for name in counties],
        "indicators": [
            {"indicator_id": name, "indicator_name": f"指标{name}", "body": "市某局", "weight": str(share)}
            for name, share in zip(indicators, shares, strict=True)
        ],
        "scores": [
            {
                "county_id": county,
                "indicator_id": indicator,
                "score": random_score(rng, level if coarse else ""),
            }
            for county in counties
            for level in [rng.choice(["80", "90"])]
            for indicator in indicators
            if scored
        ],
        "progress": random_progress(rng, counties, indicators),
        "earlier_scores": [
            {"county_id": county, "year": str(year), "score": f"{rng.randint(70, 95)}.{rng.randint(0, 9)}"}
            for county in counties
            for year in range(YEAR - rng.randint(0, 4), YEAR)
        ],
    }
    tables["earlier_ratings"] = random_ratings(random.Random(f"ratings {seed}"), counties, indicators)
    tables["decisions"] = random_decisions(rng, tables)
    for rows in tables.values():
        rng.shuffle(rows)
    return tables


def random_ratings(rng, counties, indicators):
    """Scores of earlier years, by draws of their own; in a third of the batches none."""
    if rng.random() < 1 / 3:
        return []
    return [
        {
            "county_id": county,
            "indicator_id": indicator,
            "year": str(year),
            "score": rng.choice(["80", "90.25", "77"]),
        }
        for county in counties
        for indicator in indicators
        for year in (YEAR - 1, YEAR - 2)
        if rng.random() < 0.8
    ]


def random_decisions(rng, tables):
    """Grades that people decided, and ties that they settled; many batches leave ties open."""
    counties = [row["county_id"] for row in tables["counties"]]
    found = [
        decision("final_grade", county, rng.choice([*GRADES, "较差", "as_ranked"]))
        for county in counties
        if tables["scores"] and rng.random() < 0.1
    ]
    if rng.random() < 0.6:
        for question, _, tied, left in cuts(tables, {}):
            for number, county in enumerate(rng.sample(sorted(tied), len(tied))):
                found.append(decision(question, county, "yes" if number < left else "否"))
    return found


def random_progress(rng, counties, indicators):
    """The pre-appraisals held so far: none, the first, or both; a row is missing now and then."""
    twelfths = {"april": [0, 1, 2, 3, 4], "august": rng.choice([[3, 4, 5, 6, 9, 12], [12, 13, 14]])}
    return [
        progress_row(rng, (county, indicator, stage), target, rng.choice(twelfths[stage]))
        for stage in rng.choice([[], ["april"], ["april", "august"], ["april", "august"]])
        for indicator in indicators
        for target in [rng.choice(["12", "100", "7.5"])]
        for county in counties
        if rng.random() < 0.95
    ]


def random_score(rng, level):
    """A score out of 100; with a level it is mostly that one, so that totals tie."""
    if level:
        return rng.choice([level, level, level, level, "100"])
    return f"{rng.randint(60, 99)}.{rng.randint(0, 99):02}"


def progress_row(rng, about, target, twelfths):
    """What one county reports: so many twelfths of the target, or nothing yet."""
    county, indicator, stage = about
    hundredths = round(Fraction(target) * twelfths * 100 / 12)
    return {
        "county_id": county,
        "indicator_id": indicator,
        "stage": stage,
        "target": target,
        "done": "" if rng.random() < 0.05 else f"{hundredths // 100}.{hundredths % 100:02}",
    }


def decision(question, county, answer):
    """One row of the decisions."""
    return {
        "question": question,
        "subject": f"county:{county}",
        "answer": answer,
        "reason": "会议研究",
        "document": "",
        "approver": "",
    }
