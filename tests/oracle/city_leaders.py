"""The city's leading teams and leaders, worked out by hand in plain Python: an independent reading of the policy book.

Cells are texts by column, as in the CSV files; values are fractions, flags are True, False or None where people have not decided.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from fractions import Fraction
from random import Random
from typing import Any

CHOICES = {
    "public_opinion": ["weighted", "included"],
    "quota_rounding": ["largest_remainder", "half_up", "floor"],
    "tail_rounding": ["half_up", "ceiling", "floor"],
    "vote_base": ["valid", "cast"],
    "votes_counted": ["together", "separately"],
    "lower_grades": ["decision", "rank"],
    "candidate_excellent": ["eligible", "barred"],
    "district_total": ["scaled", "as_it_stands"],
    "survey_groups": ["by_weight", "by_sample"],
    "telephone_surveys": ["counted", "left_out"],
    "review_mean": ["by_direction", "by_ballot"],
    "review_gap": ["refuse", "rescaled"],
    "compared_teams": ["each_year", "both_years"],
}
FILES = {
    "leaders": [
        "leader_id", "total_score", "score_rank", "last_by_score", "last_by_review", "missed_target", "is_candidate", "vote_share",
        "must_be_lowered", "lower_grade", "is_excellent", "leader_grade", "reviewed", "superior_mean", "chief_mean", "peers_mean",
        "staff_mean", "review_taken",
    ],
    "teams": [
        "team_id", "indicator_total", "achievement", "score", "rank", "is_first", "is_third", "grade", "surveys_counted", "surveyed",
        "public_taken", "citizens_taken", "last_public", "last_citizens", "compared", "public_change", "citizens_change",
        "key_targets_set",
    ],
    "categories": [
        "category_id", "team_count", "first_places", "second_places", "third_places", "mean_public", "headcount", "exact_places",
        "excellent_places", "competent_places", "basic_places", "unfit_places", "score_tail_places", "review_tail_places",
        "must_people", "candidate_people", "lower_left", "excellent_people", "places_left", "competent_people", "basic_people",
        "unfit_people", "teams_compared", "compared_mean", "last_mean", "mean_change", "citizens_mean", "last_citizens_mean",
        "citizens_mean_change",
    ],
    "surveys": ["survey_id", "team_id", "survey_result", "delegates_score", "citizens_score", "clients_score"],
    "progress": ["target_id", "month", "team_id", "quarter", "done_before", "completed", "gained", "due", "behind", "closes_quarter"],
    "months": [
        "team_id", "month", "month_targets", "month_behind", "even_progress", "month_gained", "month_completed", "month_rank",
    ],
    "quarters": [
        "team_id", "quarter", "quarter_targets", "quarter_behind", "quarter_gained", "quarter_completed", "quarter_rank",
    ],
}  # fmt: skip
TEAM = {"first": Fraction(15, 100), "second": Fraction(80, 100), "third": Fraction(5, 100)}
LEADER = {
    "excellent": Fraction(15, 100),
    "competent": Fraction(80, 100),
    "basically_competent": Fraction(4, 100),
    "unfit": Fraction(1, 100),
}
ASPECTS = {"economy": (18, 38), "society": (15, 32), "ecology": (4, 6), "livelihood": (4, 10)}
CODES = {"economy": "EC", "society": "SO", "ecology": "EN", "livelihood": "LI"}
PUBLIC, THIRD = Fraction(1, 3), Fraction(1, 3)
RESPONDENTS = ("delegates", "citizens", "clients")
DIRECTIONS = {"chief": ("superior", "peers", "staff"), "deputy": ("chief", "peers", "staff")}
WORDS = {"是": "yes", "否": "no", "不降": "kept", "基本称职": "basically_competent", "不称职": "unfit"}


def number(row, column):
    text = row.get(column, "")
    return Fraction(text) if text else None


def half_up(value):
    return math.floor(value + Fraction(1, 2))


def average(values):
    """The plain mean of the values that are there; None of none."""
    values = [value for value in values if value is not None]
    return sum(values, Fraction(0)) / len(values) if values else None


def less(one, other):
    return None if one is None or other is None else one - other


ROUND = {"half_up": half_up, "ceiling": math.ceil, "floor": math.floor}


def split(heads, shares, how):
    """Places of each grade, the best first."""
    names = list(shares)
    exact = {name: heads * shares[name] for name in names}
    if how != "largest_remainder":
        found = {name: ROUND[how](exact[name]) for name in names}
        found[names[1]] = heads - sum(found[name] for name in names if name != names[1])
        return found
    found = {name: math.floor(exact[name]) for name in names}
    by_remainder = sorted(names[1:], key=lambda name: (-(exact[name] - found[name]), names.index(name)))
    for name in by_remainder[: heads - sum(found.values())]:
        found[name] += 1
    return found


class Work:
    """One batch under one set of readings; `open` maps what is asked to the tie it belongs to and the places in it."""

    def __init__(self, tables, **readings):
        self.tables = tables
        self.reads = {name: readings.get(name, options[0]) for name, options in CHOICES.items()}
        self.open: dict[tuple[str, str], tuple[Any, int]] = {}
        given: dict[tuple[str, str], set[str]] = {}
        for row in tables.get("decisions", []):
            given.setdefault((row["question"], row["subject"]), set()).add(row["answer"])
        self.answers = {about: said.pop() for about, said in given.items() if len(said) == 1}
        self.surveys()
        self.teams()
        self.reports()
        self.categories()
        self.leaders()

    def answer(self, question, subject, options):
        said = self.answers.get((question, subject), "")
        said = WORDS.get(said, said)
        return said if said in options else None

    def cut(self, rows, value, places, question, kind, *, lowest=False, waits=False, matters=None):
        """Who of `rows` (of one class) takes the places: True, False, or None while that is open.

        Nothing is asked while it `waits` for another question, nor of a tie none of whose rows `matters`.
        """
        if waits:
            return dict.fromkeys(rows)
        sign = -1 if lowest else 1
        found, values = {}, {key: sign * value(row) for key, row in rows.items()}
        ascending = sorted(values.values())
        for key, mine in values.items():
            better = len(rows) - bisect_right(ascending, mine)
            as_good = len(rows) - bisect_left(ascending, mine)
            found[key] = (
                True if as_good <= places else (better, as_good - better) if better < places else False
            )
        tied = [key for key, one in found.items() if isinstance(one, tuple)]
        if tied:
            better = found[tied[0]][0]
            answers = {key: self.answer(question, f"{kind}:{key}", ("yes", "no")) for key in tied}
            settled = None not in answers.values() and list(answers.values()).count("yes") == places - better
            moving = matters is None or any(key in matters for key in tied)
            for key in tied:
                found[key] = answers[key] == "yes" if settled and moving else None
                if not settled and moving:
                    self.open[question, f"{kind}:{key}"] = ((question, tuple(sorted(tied))), places - better)
        return found

    def surveys(self):
        """What each survey says of each team, and whether it counts."""
        kinds = {row["survey_id"]: row["kind"] for row in self.tables.get("surveys", [])}
        asked: dict[tuple[str, str], list[dict[str, str]]] = {}
        for row in self.tables.get("survey_scores", []):
            asked.setdefault((row["survey_id"], row["team_id"]), []).append(row)
        self.survey = {}
        for (survey, team), rows in sorted(asked.items()):
            heads = [
                Fraction(row["sample"]) if self.reads["survey_groups"] == "by_sample" else Fraction(1)
                for row in rows
            ]
            said = {row["respondents"]: Fraction(row["score"]) for row in rows}
            whole = sum(head * Fraction(row["score"]) for head, row in zip(heads, rows, strict=True))
            self.survey[survey, team] = {
                "survey_id": survey,
                "team_id": team,
                "survey_result": whole / sum(heads),
                **{f"{group}_score": said.get(group) for group in RESPONDENTS},
                "counts": self.reads["telephone_surveys"] == "counted" or kinds[survey] != "telephone",
            }

    def opinion(self, row):
        """A team's public opinion: out of surveys, or as it is given, with what citizens say and last year's beside it."""
        mine = [one for (_, team), one in self.survey.items() if team == row["team_id"] and one["counts"]]
        public = average(one["survey_result"] for one in mine) if mine else number(row, "public_score")
        citizens = average(one["citizens_score"] for one in mine)
        citizens = number(row, "citizens_score") if citizens is None else citizens
        before = [one for one in self.tables.get("last_year", []) if one["team_id"] == row["team_id"]]
        last = number(before[0], "public_score") if before else None
        last_citizens = number(before[0], "citizens_score") if before else None
        return {
            "public": public,
            "public_taken": public,
            "surveys_counted": len(mine),
            "surveyed": bool(mine),
            "citizens_taken": citizens,
            "last_public": last,
            "last_citizens": last_citizens,
            "compared": last is not None,
            "public_change": less(public, last),
            "citizens_change": less(citizens, last_citizens),
            "key_targets_set": sum(
                one["team_id"] == row["team_id"] for one in self.tables.get("key_targets", [])
            ),
        }

    def reports(self):
        """Reports of key targets, then each team's months and quarters."""
        goals = {row["target_id"]: row for row in self.tables.get("key_targets", [])}
        rows = [(one["target_id"], int(one["month"]), one) for one in self.tables.get("progress", [])]
        self.progress, before = {}, {}
        for target, month, row in sorted(rows, key=lambda one: one[:2]):
            goal, done = Fraction(goals[target]["goal"]), Fraction(row["done"])
            due = number(row, "planned")
            due = goal * month / 12 if due is None else due
            self.progress[target, month] = {
                "target_id": target,
                "month": month,
                "team_id": goals[target]["team_id"],
                "quarter": {1: 1, 2: 1, 3: 1, 4: 2, 5: 2, 6: 2, 7: 3, 8: 3, 9: 3}.get(month, 4),
                "done_before": before.get(target, Fraction(0)),
                "completed": done / goal,
                "gained": (done - before.get(target, 0)) / goal,
                "due": due,
                "behind": done < due,
                "closes_quarter": True,
            }
            before[target] = done
        for (target, month), one in self.progress.items():
            later = [m for other, m in self.progress if other == target and m > month]
            one["closes_quarter"] = all(self.progress[target, m]["quarter"] != one["quarter"] for m in later)
        written = sorted(self.progress.items(), key=lambda one: (one[0][0], str(one[0][1])))
        self.progress = dict(written)  # as files have them
        self.months = self.bulletin("month", lambda _: True)
        self.quarters = self.bulletin("quarter", lambda one: one["closes_quarter"])

    def bulletin(self, span, stands):
        """A line for each team and month, or quarter: how many targets, behind, added, completed, and the place in the class."""
        lines = []
        for team, at in dict.fromkeys((one["team_id"], one[span]) for one in self.progress.values()):
            mine = [one for one in self.progress.values() if (one["team_id"], one[span]) == (team, at)]
            last = [one for one in mine if stands(one)]
            lines.append(
                {
                    "team_id": team,
                    span: at,
                    f"{span}_targets": len(last),
                    f"{span}_behind": sum(one["behind"] for one in last),
                    "even_progress": Fraction(at, 12),
                    f"{span}_gained": sum(one["gained"] for one in mine) / len(last),
                    f"{span}_completed": average(one["completed"] for one in last),
                }
            )
        for line in lines:
            others = [
                one
                for one in lines
                if one[span] == line[span]
                and self.team[one["team_id"]]["category"] == self.team[line["team_id"]]["category"]
            ]
            line[f"{span}_rank"] = 1 + sum(
                one[f"{span}_completed"] > line[f"{span}_completed"] for one in others
            )
        return lines

    def against_last_year(self, members):
        """The class's means of this and last year, of all and of citizens."""
        found = {"teams_compared": sum(team["compared"] for team in members)}
        names = {
            ("public_taken", "last_public"): ("compared_mean", "last_mean", "mean_change"),
            ("citizens_taken", "last_citizens"): (
                "citizens_mean",
                "last_citizens_mean",
                "citizens_mean_change",
            ),
        }
        for (now, then), (mean_now, mean_then, change) in names.items():
            taken = members
            if self.reads["compared_teams"] == "both_years":
                taken = [team for team in members if None not in (team[now], team[then])]
            found[mean_now] = average(team[now] for team in taken)
            found[mean_then] = average(team[then] for team in taken)
            found[change] = less(found[mean_now], found[mean_then])
        return found

    def reviewed(self, row):
        """The review of a leader: the means of the directions, and the score that is taken."""
        marks = [one for one in self.tables.get("reviews", []) if one["leader_id"] == row["leader_id"]]
        groups = ("superior", "chief", "peers", "staff")
        means = {
            group: average(Fraction(one["score"]) for one in marks if one["reviewer"] == group)
            for group in groups
        }
        found = {f"{group}_mean": value for group, value in means.items()} | {"reviewed": bool(marks)}
        of_post = [means[group] for group in DIRECTIONS[row["position"]]]
        if not marks:
            taken = number(row, "review_score")
        elif self.reads["review_mean"] == "by_ballot":
            taken = average(Fraction(one["score"]) for one in marks)
        elif self.reads["review_gap"] == "refuse" and None in of_post:
            taken = None
        else:
            taken = average(of_post)
        return {**found, "review_taken": taken, "review": taken}

    def teams(self):
        aspects = {row["indicator_id"]: row["aspect"] for row in self.tables.get("indicators", [])}
        scored: dict[str, list[Fraction]] = {}
        for row in self.tables.get("indicator_scores", []):
            assert aspects[row["indicator_id"]] in ASPECTS
            scored.setdefault(row["team_id"], []).append(Fraction(row["points"]))
        self.team = {}
        for row in self.tables["teams"]:
            key = row["team_id"]
            points = sum(scored.get(key, []), Fraction(0))
            base = number(row, "work_score")
            if key in scored:
                whole = sum(points_of for _, points_of in ASPECTS.values())
                base = points * 100 / whole if self.reads["district_total"] == "scaled" else points
            opinion = self.opinion(row)
            self.team[key] = {
                "team_id": key,
                "category": row["category_id"],
                "indicator_total": points if key in scored else None,
                "achievement": base,
                "score": self.mixed(base, opinion["public"]),
                **opinion,
            }

    def mixed(self, base, public):
        if self.reads["public_opinion"] == "included":
            return base
        return None if base is None or public is None else base * (1 - PUBLIC) + public * PUBLIC

    def categories(self):
        self.category = {}
        for row in self.tables["categories"]:
            key = row["category_id"]
            members = {name: team for name, team in self.team.items() if team["category"] == key}
            found = {"category_id": key, "team_count": len(members)}
            for grade, places in split(len(members), TEAM, self.reads["quota_rounding"]).items():
                found[f"{grade}_places"] = places
            public = [team["public"] for team in members.values() if team["public"] is not None]
            found["mean_public"] = sum(public) / Fraction(len(public)) if public else None
            found |= self.against_last_year(list(members.values()))
            self.category[key] = found
            ranked = {name: team for name, team in members.items() if team["score"] is not None}
            first = self.cut(
                ranked, lambda one: one["score"], found["first_places"], "team_first_tie", "team"
            )
            rest = {name: team for name, team in ranked.items() if first[name] is False}
            third = self.cut(
                rest,
                lambda one: one["score"],
                found["third_places"],
                "team_third_tie",
                "team",
                lowest=True,
                waits=None in first.values(),
            )
            for name, team in members.items():
                team["rank"] = None
                if name in ranked:
                    team["rank"] = 1 + sum(other["score"] > team["score"] for other in ranked.values())
                team["is_first"] = first.get(name, False)
                team["is_third"] = third.get(name, False)
                team["grade"] = "first" if team["is_first"] else "third" if team["is_third"] else "second"
                if name not in ranked:
                    team["grade"] = None

    def leaders(self):
        goals: dict[str, list[Fraction]] = {}
        for row in self.tables.get("targets", []):
            goals.setdefault(row["leader_id"], []).append(Fraction(row["done"]) / Fraction(row["goal"]))
        self.leader = {}
        for row in self.tables["leaders"]:
            key = row["leader_id"]
            public = number(row, "public_score")
            public = self.team[row["team_id"]]["public"] if public is None else public
            takes_part = row.get("assessed", "") in {"", "yes"}
            basic, unfit = number(row, "votes_basic"), number(row, "votes_unfit")
            base = number(row, "valid_ballots" if self.reads["vote_base"] == "valid" else "ballots")
            against = None
            if basic is not None and unfit is not None:
                against = basic + unfit if self.reads["votes_counted"] == "together" else max(basic, unfit)
            share = against / base if against is not None and base else None
            self.leader[key] = {
                "leader_id": key,
                "category": row["category_id"],
                "takes_part": takes_part,
                "total_score": self.mixed(number(row, "work_score"), public),
                **self.reviewed(row),
                "vote_share": share,
                "must_be_lowered": takes_part and share is not None and share > THIRD,
                "missed_target": takes_part and any(done < Fraction(6, 10) for done in goals.get(key, [])),
            }
        for key, found in self.category.items():
            self.grade(found, {name: one for name, one in self.leader.items() if one["category"] == key})

    def grade(self, found, everybody):
        members = {name: one for name, one in everybody.items() if one["takes_part"]}
        heads = len(members)
        found["headcount"], found["exact_places"] = heads, heads * LEADER["excellent"]
        for grade, places in split(heads, LEADER, self.reads["quota_rounding"]).items():
            found["basic_places" if grade == "basically_competent" else f"{grade}_places"] = places
        rounding = ROUND[self.reads["tail_rounding"]]
        found["score_tail_places"] = rounding(heads * Fraction(5, 100))
        found["review_tail_places"] = rounding(heads * Fraction(2, 100))
        score = {name: one for name, one in members.items() if one["total_score"] is not None}
        review = {name: one for name, one in members.items() if one["review"] is not None}

        def by_score(one):
            return one["total_score"]

        examined = self.reads["lower_grades"] == "decision" or self.reads["candidate_excellent"] == "barred"
        moved = {
            name
            for name, one in members.items()
            if examined and not one["must_be_lowered"] and not one["missed_target"]
        }
        slow = self.cut(
            score,
            by_score,
            found["score_tail_places"],
            "score_tail_tie",
            "leader",
            lowest=True,
            matters=moved,
        )
        weak = self.cut(
            review,
            lambda one: one["review"],
            found["review_tail_places"],
            "review_tail_tie",
            "leader",
            lowest=True,
            matters=moved,
        )
        for name, one in everybody.items():
            one["score_rank"] = None
            if name in score:
                one["score_rank"] = 1 + sum(by_score(other) > by_score(one) for other in score.values())
            one["last_by_score"], one["last_by_review"] = slow.get(name, False), weak.get(name, False)
            causes = (one["last_by_score"], one["last_by_review"], one["missed_target"])
            one["is_candidate"] = True if True in causes else None if None in causes else False
        found["must_people"] = sum(one["must_be_lowered"] for one in everybody.values())
        found["candidate_people"] = sum(one["is_candidate"] is True for one in everybody.values())
        lower = found["basic_places"] + found["unfit_places"]
        found["lower_left"] = max(lower - found["must_people"], 0)
        if self.reads["lower_grades"] == "rank":
            self.lower_by_rank(found, everybody, score)
        else:
            self.lower_by_decision(everybody)
        may = {name: self.may_be_excellent(one) for name, one in score.items()}
        running = {name: one for name, one in score.items() if may[name]}
        waits = None in may.values()
        best = self.cut(running, by_score, found["excellent_places"], "excellent_tie", "leader", waits=waits)
        for name, one in everybody.items():
            one["is_excellent"] = best.get(name, False)
            lowered = one["lower_grade"] in {"basically_competent", "unfit"}
            one["leader_grade"] = (
                one["lower_grade"] if lowered else "excellent" if one["is_excellent"] else "competent"
            )
            if not one["takes_part"]:
                one["leader_grade"] = None
        grades = [one["leader_grade"] for one in everybody.values()]
        found["excellent_people"] = sum(one["is_excellent"] is True for one in everybody.values())
        found["places_left"] = found["excellent_places"] - found["excellent_people"]
        found["competent_people"] = grades.count("competent")
        found["basic_people"] = grades.count("basically_competent")
        found["unfit_people"] = grades.count("unfit")

    def may_be_excellent(self, one):
        """Whether somebody is in the running; None while that is open."""
        barred = self.reads["candidate_excellent"] == "barred" and one["is_candidate"]
        if barred or one["lower_grade"] not in {"kept", None}:
            return False
        return None if barred is None or one["lower_grade"] is None else True

    def lower_by_rank(self, found, everybody, score):
        free = {name: one for name, one in score.items() if not one["must_be_lowered"]}
        taken = self.cut(
            free, lambda one: one["total_score"], found["lower_left"], "lower_tie", "leader", lowest=True
        )
        low = {name: one["must_be_lowered"] or taken.get(name, False) for name, one in everybody.items()}
        bottom = {name: one for name, one in score.items() if low[name] is True}
        unfit = self.cut(
            bottom,
            lambda one: one["total_score"],
            found["unfit_places"],
            "unfit_tie",
            "leader",
            lowest=True,
            waits=any(low[name] is None for name in score),
        )
        for name, one in everybody.items():
            one["lower_grade"] = (
                "unfit" if unfit.get(name) else "basically_competent" if low[name] else "kept"
            )
            if low[name] is None or unfit.get(name, False) is None:
                one["lower_grade"] = None

    def lower_by_decision(self, everybody):
        for name, one in everybody.items():
            subject = f"leader:{name}"
            one["lower_grade"] = "kept"
            if one["must_be_lowered"]:
                said = self.answer("mandatory_grade", subject, ("basically_competent", "unfit"))
                one["lower_grade"] = said or "basically_competent"
            elif one["is_candidate"] is None:
                one["lower_grade"] = None
            elif one["is_candidate"]:
                options = ("kept", "basically_competent", "unfit")
                one["lower_grade"] = self.answer("candidate_grade", subject, options)
                if one["lower_grade"] is None:
                    self.open["candidate_grade", subject] = (("candidate_grade", subject), 1)


def compute(tables, **readings):
    work = Work(tables, **readings)
    rows = {
        "leaders": work.leader.values(),
        "teams": work.team.values(),
        "categories": work.category.values(),
        "surveys": work.survey.values(),
        "progress": work.progress.values(),
        "months": work.months,
        "quarters": work.quarters,
    }
    return {
        file: [{name: row[name] for name in columns} for row in rows[file]] for file, columns in FILES.items()
    }


def open_points(tables, **readings):
    return set(Work(tables, **readings).open)


def settle(tables, random, **readings):
    """Add decisions until nothing is open: each tie filled by lot, each candidate by lot."""
    while asked := Work(tables, **readings).open:
        question, subject = min(asked)
        tie, places = asked[question, subject]
        if question == "candidate_grade":
            answer = random.choice(["kept", "kept", "basically_competent", "basically_competent", "unfit"])
            tables.setdefault("decisions", []).append(
                {"subject": subject, "question": question, "answer": answer}
            )
            continue
        members = sorted(about for about, (other, _) in asked.items() if other == tie)
        taking = set(random.sample(members, places))
        for about in members:
            answer = "yes" if about in taking else "no"
            tables.setdefault("decisions", []).append(
                {"subject": about[1], "question": question, "answer": answer}
            )


def indicator_rows():
    """The 41 indicators with round points that add up to each aspect's."""
    rows = []
    for aspect, (items, points) in ASPECTS.items():
        for place in range(1, items + 1):
            each = points // items
            extra = points - each * items
            rows.append(
                {
                    "indicator_id": f"{CODES[aspect]}{place:02}",
                    "indicator_name": f"{aspect} {place}",
                    "aspect": aspect,
                    "full_points": str(each + (1 if place <= extra else 0)),
                }
            )
    return rows


def random_tables(seed):
    """A small city, in four of five with surveys, reviews, reports and last year's scores; most have no open points."""
    random = Random(seed)
    tables = random_city(random, seed)
    if seed % 5 != 3:
        random_new(Random(-1 - seed), tables)
    if seed % 3:
        settle(tables, random)
    return tables


def random_city(random, seed):
    """A district class on indicators, classes of odd sizes, few different scores in some."""
    coarse = seed % 4 == 3
    tables: dict[str, list[dict[str, str]]] = {"categories": [], "teams": [], "leaders": [], "targets": []}

    def score(low=60, high=100):
        return (
            str(random.randrange(low, high, 5))
            if coarse
            else f"{random.randrange(low * 100, high * 100) / 100:.2f}"
        )

    with_districts = seed % 2 == 0
    if with_districts:
        tables["indicators"] = indicator_rows()
        tables["indicator_scores"] = []
    for place in range(random.randint(1, 3)):
        category = f"C{place}"
        tables["categories"].append({"category_id": category, "category_name": f"第{place}类"})
        for _ in range(random.choice([1, 3, 8, 13, 21])):
            team = f"T{len(tables['teams']):03}"
            row = {
                "team_id": team,
                "team_name": f"班子{team}",
                "category_id": category,
                "public_score": score(),
            }
            if with_districts and not place:
                for one in tables["indicators"]:
                    points = Fraction(one["full_points"]) * random.randint(10, 20) / 20
                    tables["indicator_scores"].append(
                        {
                            "team_id": team,
                            "indicator_id": one["indicator_id"],
                            "points": f"{points.numerator / points.denominator:.2f}",
                        }
                    )
            else:
                row["work_score"] = score()
            tables["teams"].append(row)
            for _ in range(random.randint(1, 4)):
                tables["leaders"].append(leader(random, tables, team, category, score))
                if random.random() < 0.3:
                    goal = random.choice([5, 10, 100])
                    done = random.choice([goal, goal * 6 // 10, goal * 6 // 10, goal * 7 // 12, 2 * goal])
                    tables["targets"].append(
                        {
                            "leader_id": tables["leaders"][-1]["leader_id"],
                            "target_name": f"目标{len(tables['targets'])}",
                            "goal": str(goal),
                            "done": str(done),
                        }
                    )
    return tables


def random_new(random, tables):
    """Surveys, reviews, last year's scores and reports, by draws of their own that leave the others as they are."""
    random_surveys(random, tables)
    random_reviews(random, tables)
    random_reports(random, tables)
    for row in tables["teams"]:
        if random.random() < 0.7:
            last = {"team_id": row["team_id"], "public_score": f"{random.randint(6000, 9500) / 100:.2f}"}
            last["citizens_score"] = random.choice(["", f"{random.randint(600, 950) / 10:.1f}"])
            tables.setdefault("last_year", []).append(last)


def random_surveys(random, tables):
    kinds = ["first_half", "second_half", *["telephone"] * random.randint(0, 2)]
    tables["surveys"] = [
        {"survey_id": f"S{at}", "survey_name": f"第{at}次", "kind": kind} for at, kind in enumerate(kinds)
    ]
    tables["survey_scores"] = []
    for row in tables["teams"]:
        if random.random() < 0.4:
            row["citizens_score"] = random.choice(["", str(random.randint(60, 95))])
            continue
        row["public_score"] = ""
        for at in [0, *(one for one in range(1, len(kinds)) if random.random() < 0.8)]:
            for group in random.sample(RESPONDENTS, random.choice([1, 2, 3, 3, 3])):
                score = random.choice(
                    [str(random.randint(60, 95)), f"{random.randint(6000, 9500) / 100:.2f}"]
                )
                tables["survey_scores"].append(
                    {
                        "survey_id": f"S{at}",
                        "team_id": row["team_id"],
                        "respondents": group,
                        "score": score,
                        "sample": str(random.choice([7, 30, 100])),
                    }
                )


def random_reviews(random, tables):
    tables["reviews"] = []
    for row in tables["leaders"]:
        if not row.get("review_score") or random.random() < 0.6:
            continue
        row["review_score"] = ""
        for group in DIRECTIONS[row["position"]]:
            tables["reviews"] += [
                {"leader_id": row["leader_id"], "reviewer": group, "score": str(random.randint(70, 99))}
                for _ in range(random.choice([1, 2, 3, 7]))
            ]


def random_reports(random, tables):
    tables["key_targets"], tables["progress"] = [], []
    for row in tables["teams"]:
        for _ in range(random.choice([0, 0, 1, 2, 3])):
            key, goal = f"K{len(tables['key_targets']):03}", random.choice([3, 12, 60, 1200])
            tables["key_targets"].append(
                {"target_id": key, "team_id": row["team_id"], "target_name": key, "goal": str(goal)}
            )
            done = 0
            for month in sorted(random.sample(range(1, 13), random.randint(0, 12))):
                done = random.choice(
                    [done, goal * month // 12, max(done, goal * month // 11), max(done - 1, 0)]
                )
                planned = random.choice(["", "", str(goal * month // 10)])
                tables["progress"].append(
                    {"target_id": key, "month": str(month), "done": str(done), "planned": planned}
                )


def leader(random, tables, team, category, score):
    key = f"L{len(tables['leaders']):04}"
    row = {"leader_id": key, "name": f"干部{key}", "team_id": team, "category_id": category}
    row["position"] = random.choice(["chief", "deputy"])
    if random.random() < 0.05:
        return {**row, "assessed": "no"}
    ballots = random.choice([12, 30, 33])
    valid = ballots - random.choice([0, 0, 3])
    against = random.choice([0, 0, 0, 1, 2, valid // 3, ballots // 3, valid // 3 + 1])
    unfit = random.randint(0, against)
    return {
        **row,
        "assessed": random.choice(["", "yes"]),
        "work_score": score(),
        "public_score": random.choice(["", score()]),
        "review_score": score(70),
        "ballots": str(ballots),
        "valid_ballots": str(valid),
        "votes_basic": str(against - unfit),
        "votes_unfit": str(unfit),
    }
