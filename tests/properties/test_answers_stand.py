"""Questions come once they can be answered: settled in the order in which they are asked, no answer has to be taken back."""

from random import Random

import numpy as np
import pytest

from payout.rules.tree import Decide
from tests.policies.test_schemes import ORACLES, batch_of

ASKING = [
    ("city_evaluation", {"quota_rounding": "largest_remainder"}),
    ("city_leaders", {}),
    ("city_leaders", {"lower_grades": "rank", "candidate_excellent": "barred"}),
    ("county_teams_process", {}),
    ("district_nsx", {}),
    ("federation_differential", {"first_prizes_cover": "everyone"}),
    ("prefecture_leaders", {}),
]
SEEDS = (303, 307, 311, 315, 319)  # those of few different scores, which tie
MOST_ROUNDS = 60
TAKEN_BACK = {
    "W320",
    "E321",
    "E322",
}  # an answer to nothing that is asked, of no such option, against another


def ties(batch):
    """What is open, each tie by itself: the points, the answers that may be given, and how many take a place."""
    run, seen = batch.run, set()
    parts = (node for built in run.compiled.rules for node in run.rests_on(built.node, seen))
    nodes = {node.question: node for node in parts if isinstance(node, Decide)}
    found = {}
    for point in batch.result.open_points:
        node, name = nodes[point.question], point.subject
        level = node.groups.rows.name
        row = [f"{level}:{one}" for one in run.names_of(level, np.arange(run.data[level].size))].index(name)
        group = name if node.places is None else int(run.groups(node.groups).codes[row])
        wanted = None if node.places is None else int(run.rows(node.places, run.data[level].size)[row])
        found.setdefault((point.question, group), (node, wanted, []))[2].append(name)
    return list(found.values())


def answered(draw, node, wanted, subjects):
    """Answer one question, or one tie, at random."""
    if wanted is None:
        return {subject: draw.choice(node.schema.words) for subject in subjects}
    taking = set(draw.sample(subjects, wanted))
    other = next(word for word in node.schema.words if word != node.taking)
    return {subject: node.taking if subject in taking else other for subject in subjects}


@pytest.mark.usefixtures("unchanged_tables_are_kept")
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("scheme", "readings"), ASKING)
def test_an_answer_that_was_asked_for_is_never_taken_back(scheme, readings, seed):
    draw, tables = Random(seed), ORACLES[scheme].random_tables(seed)
    tables["decisions"] = []
    for _ in range(MOST_ROUNDS):
        batch = batch_of(scheme, tables, **readings)
        wrong = [one for one in batch.result.findings if one.code in TAKEN_BACK]
        assert not wrong, (scheme, seed, wrong[0])
        asked = {(point.question, point.subject) for point in batch.result.open_points}
        given = {(one["question"], one["subject"]) for one in tables["decisions"]}
        assert not asked & given, (scheme, seed, min(asked & given))
        if not asked:
            return
        open_ = ties(batch)
        for node, wanted, subjects in draw.sample(open_, draw.randint(1, len(open_))):
            for subject, answer in answered(draw, node, wanted, subjects).items():
                tables["decisions"].append({"subject": subject, "question": node.question, "answer": answer})
    pytest.fail(f"{scheme} seed {seed}: still asking after {MOST_ROUNDS} rounds")


def test_an_answer_to_a_question_that_waits_is_not_called_needless():
    tables = ORACLES["district_nsx"].random_tables(1)
    units = [row["unit_id"] for row in tables["units"] if row["category"] == "party"]
    for one in (row for row in tables["units"] if row["category"] == "party"):
        one["has_investment"] = "yes"
    tables["targets"] = [row for row in tables["targets"] if row["unit_id"] not in units]
    for unit_id in units:  # all of the class are equal: who wins is asked, and only then who is last
        for part, weight in (("routine", "70"), ("investment", "15"), ("conduct", "15")):
            cells = {"part": part, "target": part, "weight": weight, "deduction": "0"}
            tables["targets"].append({"unit_id": unit_id, **cells})
    tables["additions"] = []
    tables["decisions"] = [{"subject": f"unit:{units[0]}", "question": "last_tie", "answer": "yes"}]
    result = batch_of("district_nsx", tables).result
    assert len(units) > 3
    asked = {(point.question, point.subject) for point in result.open_points}
    assert {("winner_tie", f"unit:{unit_id}") for unit_id in units} <= asked
    assert not {subject for question, subject in asked if question == "last_tie"} & {
        f"unit:{one}" for one in units
    }
    assert not [one for one in result.findings if one.code in TAKEN_BACK]
