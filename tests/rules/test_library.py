"""The library: what the field says often, each word on a small table worked by hand."""

from fractions import Fraction

import pytest

from payout.engines.reference.engine import asked_of_people
from tests.rules.bench import findings_of, policy_of, rule, run, values

WEIGHTS = """
["1"]
parts = { since = 2024-01-01, label = "权重 | weights", measure = "weight", keys = ["part"], table = { review = 0.3, results = 0.7 } }
"""


def people(*points, unit="U"):
    return [{"person_id": f"P{row}", "unit_id": unit, "points": point} for row, point in enumerate(points)]


def graded(tmp_path, points, decisions=(), mode="half_up"):
    body = (
        'by_distribution(person.points, {"first": Fraction(15, 100), "second": Fraction(80, 100), "third": Fraction(5, 100)}, '
        f'where=known(person.points), within=unit, question="cut", prompt="并列 | a tie", mode="{mode}")'
    )
    policy = policy_of(tmp_path, rule("person", body))
    return run(policy, units=[{"unit_id": "U"}], people=people(*points), decisions=decisions)


def test_a_distribution_takes_each_share_from_the_best(tmp_path):
    found = graded(tmp_path, range(20, 0, -1))
    assert values(found, "person") == ["first"] * 3 + ["second"] * 16 + ["third"]
    assert not asked_of_people(found).open


def test_a_tie_across_a_cut_of_a_distribution_is_decided_by_people(tmp_path):
    points = [20, 19, 18, 18, *range(16, 0, -1)]
    found = graded(tmp_path, points)
    assert {(point.question, point.subject) for point in asked_of_people(found).open} == {
        ("cut_1", "person:P2"),
        ("cut_1", "person:P3"),
    }
    decisions = [
        {"question": "cut_1", "subject": "person:P2", "answer": "no"},
        {"question": "cut_1", "subject": "person:P3", "answer": "yes"},
    ]
    settled = graded(tmp_path / "settled", points, decisions)
    assert values(settled, "person")[:5] == ["first", "first", "second", "first", "second"]
    assert not asked_of_people(settled).open


def test_a_row_without_a_value_gets_no_grade(tmp_path):
    assert values(graded(tmp_path, [3, None, 1]), "person")[1] is None


def test_weighted_adds_parts_by_their_weights(tmp_path):
    body = "weighted(p.parts, review=person.points, results=100)"
    policy = policy_of(tmp_path, rule("person", body), parameters=WEIGHTS)
    found = run(policy, units=[{"unit_id": "U"}], people=people(90, None))
    assert values(found, "person") == [Fraction(97), None]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("completion(person.points, 71950)", Fraction(20300, 71950)),  # 28.2 %
        ("completion(person.points, 150)", Fraction(20300, 150)),
        ("completion(person.points, 150, at_most=1)", Fraction(1)),
    ],
)
def test_completion_is_done_over_target(tmp_path, body, expected):
    policy = policy_of(tmp_path, rule("person", body))
    assert values(run(policy, units=[{"unit_id": "U"}], people=people(20300)), "person") == [expected]


def test_the_best_of_none_is_nothing(tmp_path):
    policy = policy_of(tmp_path, rule("unit", "best_of(person.points)"))
    found = run(policy, units=[{"unit_id": "U"}, {"unit_id": "V"}], people=people(3, 5))
    assert values(found, "unit") == [5, 0]


def test_the_points_value_spends_the_budget_on_all_points(tmp_path):
    policy = policy_of(tmp_path, rule("unit", "points_value(1000, person.points)"))
    found = run(policy, units=[{"unit_id": "U"}], people=people(3, 4))
    assert values(found, "unit") == [Fraction(1000, 7)]


VOTES = WEIGHTS.replace("parts =", "votes =").replace("review = 0.3, results = 0.7", "x = 0.4, y = 0.6")
BALLOTS = [("x", 90, True), ("x", 80, False), ("y", 70, True)]


def voting(tmp_path, ballots, more=""):
    body = f'by_voters(p.votes, person.points, person.grade, ["x", "y"]{more})'
    policy = policy_of(tmp_path, rule("unit", body), parameters=VOTES)
    rows = [
        {"person_id": f"P{row}", "unit_id": "U", "grade": grade, "points": points, "present": present}
        for row, (grade, points, present) in enumerate(ballots)
    ]
    return values(run(policy, units=[{"unit_id": "U"}], people=rows), "unit")


def test_voters_count_by_the_mean_of_their_group(tmp_path):
    assert voting(tmp_path, BALLOTS) == [76]  # 0.4 × (90 + 80) / 2 + 0.6 × 70


def test_a_ballot_outside_the_condition_is_not_cast(tmp_path):
    assert voting(tmp_path, BALLOTS, ", where=person.present") == [78]  # 0.4 × 90 + 0.6 × 70


def test_a_group_without_a_ballot_leaves_the_score_missing(tmp_path):
    assert voting(tmp_path, BALLOTS[:2]) == [None]


@pytest.mark.parametrize(
    ("category", "assessed", "expected"),
    [("a", True, "b"), ("a", False, "a"), ("b", True, "b"), ("a", None, "a"), (None, True, None)],
)
def test_a_grade_is_lowered_by_one_and_the_worst_stays(tmp_path, category, assessed, expected):
    policy = policy_of(tmp_path, rule("unit", 'lowered(unit.category, ["a", "b"], where=unit.assessed)'))
    units = [{"unit_id": "U", "category": category, "assessed": assessed}]
    assert values(run(policy, units=units), "unit") == [expected]


@pytest.mark.parametrize(
    ("body", "score", "expected"),
    [
        ("after_deductions(100, unit.score)", 30, 70),
        ("after_deductions(100, unit.score)", 130, 0),
        ("after_deductions(100, unit.score)", None, None),
        ("net_rewards(unit.score, 5, at_most=3)", 2, -3),
        ("net_rewards(unit.score, 5, at_most=3)", 4, -2),  # 4 counts as 3; the 5 taken off have no limit
        ("net_rewards(unit.score, 0, at_most=3)", 3, 3),
    ],
)
def test_deductions_stop_at_nothing_and_rewards_at_their_cap(tmp_path, body, score, expected):
    policy = policy_of(tmp_path, rule("unit", body))
    assert values(run(policy, units=[{"unit_id": "U", "score": score}]), "unit") == [expected]


def test_prizes_in_a_ratio_spend_the_pool(tmp_path):
    ratio = 'first_match((person.grade == "x", 1), (person.grade == "y", Fraction(9, 10)))'
    stated = rule("person", f"prizes(1000, {ratio}, unit=Fraction(1, 100), within=unit)")
    policy = policy_of(tmp_path, stated)
    rows = [
        {"person_id": f"P{row}", "unit_id": "U", "grade": grade} for row, grade in enumerate(["x", "y", None])
    ]
    shares = values(run(policy, units=[{"unit_id": "U"}], people=rows), "person")
    assert shares == [Fraction("526.32"), Fraction("473.68"), 0]  # 1000 × 1/1.9 and 1000 × 0.9/1.9


def remainders(tmp_path, points, decisions=()):
    body = (
        "places_by_remainder(person.points, to_whole(total(person.points, where=known(person.points), within=unit)), "
        'where=known(person.points), within=unit, question="rest", prompt="并列 | a tie")'
    )
    policy = policy_of(tmp_path, rule("person", body))
    return run(policy, units=[{"unit_id": "U"}], people=people(*points), decisions=decisions)


def test_places_go_to_the_largest_remainders(tmp_path):
    found = remainders(tmp_path, [5.4, 4, 1.6, None])
    assert values(found, "person") == [5, 4, 2, None]  # 11 in all: 10 whole, one left for 0.6
    assert not asked_of_people(found).open


def test_equal_remainders_are_decided_by_people(tmp_path):
    points = [3.6, 1.6, 4]  # 9 in all: 8 whole, one left for two remainders of 0.6
    asked = {(point.question, point.subject) for point in asked_of_people(remainders(tmp_path, points)).open}
    assert asked == {("rest", "person:P0"), ("rest", "person:P1")}
    decisions = [
        {"question": "rest", "subject": "person:P0", "answer": "no"},
        {"question": "rest", "subject": "person:P1", "answer": "yes"},
    ]
    settled = remainders(tmp_path / "settled", points, decisions)
    assert values(settled, "person") == [3, 2, 4]
    assert not asked_of_people(settled).open


@pytest.mark.parametrize(
    ("heads", "floored", "expected"),
    [
        (10, "", [2, 8, 0]),  # 1.5, 8, 0.5: the place left goes to the better of two equal remainders
        (10, '"a"', [1, 8, 1]),
        (7, "", [1, 6, 0]),  # 1.05, 5.6, 0.35
        (0, "", [0, 0, 0]),
    ],
)
def test_grades_share_the_heads_by_largest_remainder(tmp_path, heads, floored, expected):
    shares = '{"a": Fraction(15, 100), "b": Fraction(80, 100), "c": Fraction(5, 100)}'
    found = []
    for grade in "abc":
        body = f'grade_places(count(person), {shares}, floored=[{floored}])["{grade}"]'
        policy = policy_of(tmp_path / grade, rule("unit", body))
        found += values(run(policy, units=[{"unit_id": "U"}], people=people(*range(heads))), "unit")
    assert found == expected


def last_ones(tmp_path, points, decisions=()):
    body = (
        "among_best(person.points, 2, where=known(person.points), within=unit, "
        'question="last", prompt="并列 | a tie", best="lowest")'
    )
    policy = policy_of(tmp_path, rule("person", body))
    return run(policy, units=[{"unit_id": "U"}], people=people(*points), decisions=decisions)


def test_the_last_places_are_counted_from_the_lowest(tmp_path):
    found = last_ones(tmp_path, [5, 1, None, 3, 2])
    assert values(found, "person") == [False, True, False, False, True]
    assert not asked_of_people(found).open


def test_a_tie_across_the_last_places_is_decided_by_people(tmp_path):
    points = [2, 1, 2, 9]
    asked = {point.subject for point in asked_of_people(last_ones(tmp_path, points)).open}
    assert asked == {"person:P0", "person:P2"}
    decisions = [
        {"question": "last", "subject": "person:P0", "answer": "yes"},
        {"question": "last", "subject": "person:P2", "answer": "no"},
    ]
    settled = last_ones(tmp_path / "settled", points, decisions)
    assert values(settled, "person") == [True, True, False, False]


@pytest.mark.parametrize(("decisions", "expected"), [([], "no"), (["yes"], "yes"), (["否"], "no")])
def test_an_answer_of_the_text_holds_until_people_depart_from_it(tmp_path, decisions, expected):
    body = 'decide("lift", "解除? | lift?", where=unit.assessed, answers={"yes": "是", "no": "否"}, otherwise="no")'
    rows = [{"question": "lift", "subject": "unit:U", "answer": answer} for answer in decisions]
    units = [{"unit_id": "U", "assessed": True}, {"unit_id": "V", "assessed": False}]
    found = run(policy_of(tmp_path, rule("unit", body)), units=units, people=(), decisions=rows)
    assert values(found, "unit") == [expected, None]
    assert not asked_of_people(found).open
    told = [(point.subject, point.answer) for point in asked_of_people(found).by_default]
    assert told == ([] if decisions else [("unit:U", "no")])


GRADES = """
since = 2024-01-01
["1".grades]
label = "等次 | grades"
measure = "word"
bands = [{ from = 80, gives = "good" }, { from = 60, to = 79, gives = "fair" }, { below = 60, gives = "poor" }]
"""


@pytest.mark.parametrize(
    ("score", "expected"),
    [(80, "good"), ("79.01", None), (79, "fair"), (60, "fair"), ("59.99", "poor"), (None, None)],
)
def test_a_band_may_include_its_end_and_what_no_band_holds_is_missing(tmp_path, score, expected):
    policy = policy_of(tmp_path, rule("unit", "band(p.grades, unit.score)"), parameters=GRADES)
    assert values(run(policy, units=[{"unit_id": "U", "score": score}]), "unit") == [expected]


def test_rows_that_tie_across_two_cuts_are_asked_one_after_the_other(tmp_path):
    body = (
        'by_distribution(person.points, {"a": Fraction(2, 5), "b": Fraction(2, 5), "c": Fraction(1, 5)}, '
        'where=known(person.points), within=unit, question="cut", prompt="并列 | a tie")'
    )
    policy = policy_of(tmp_path, rule("person", body))

    def graded_by(*answers):
        decisions = [
            {"question": f"cut_{cut}", "subject": f"person:P{row}", "answer": answer}
            for cut, row, answer in answers
        ]
        found = run(policy, units=[{"unit_id": "U"}], people=people(9, 9, 9, 9, 9), decisions=decisions)
        return values(found, "person"), sorted(
            {(one.question, one.subject) for one in asked_of_people(found).open}
        )

    _, first = graded_by()
    assert first == [("cut_1", f"person:P{row}") for row in range(5)]
    upper = [(1, row, "yes" if row in {0, 4} else "no") for row in range(5)]
    _, second = graded_by(*upper)
    assert second == [("cut_2", f"person:P{row}") for row in (1, 2, 3)]
    lower = [(2, row, "no" if row == 3 else "yes") for row in (1, 2, 3)]
    assert graded_by(*upper, *lower) == (["a", "b", "b", "c", "a"], [])


def test_a_tie_goes_by_a_second_figure_before_people_are_asked(tmp_path):
    body = 'among_best(person.points, 2, where=known(person.points), within=unit, question="t", prompt="并列 | a tie", then=THEN)'
    policy = policy_of(tmp_path, rule("person", body.replace("THEN", "-person.points")))
    found = run(policy, units=[{"unit_id": "U"}], people=people(5, 5, 5, 7))
    assert [one.subject for one in asked_of_people(found).open] == ["person:P0", "person:P1", "person:P2"]
    stays = rule("person", "count(spell)", name="stays")
    policy = policy_of(tmp_path / "then", stays + rule("person", body.replace("THEN", "person.stays")))
    spells = [{"person_id": "P1", "unit_id": "U", "months": 1}]
    found = run(policy, units=[{"unit_id": "U"}], people=people(5, 5, 5, 7), spells=spells)
    assert (values(found, "person"), asked_of_people(found).open) == ([False, True, False, True], [])


def test_ties_of_equal_rank_in_two_groups_are_settled_apart(tmp_path):
    body = 'among_best(unit.score, 1, where=known(unit.score), question="t", prompt="并列 | a tie", within=unit.county)'
    policy = policy_of(tmp_path, rule("unit", body))
    units = [{"unit_id": f"U{row}", "county": "甲" if row < 2 else "乙", "score": 5} for row in range(4)]
    decisions = [
        {"question": "t", "subject": f"unit:U{row}", "answer": "no" if row % 2 else "yes"} for row in range(4)
    ]
    found = run(policy, units=units, decisions=decisions)
    assert (values(found, "unit"), asked_of_people(found).open) == ([True, False, True, False], [])
    without = policy_of(tmp_path / "parent", rule("unit", body.replace(", within=unit.county", "")))
    found = run(without, units=units, decisions=decisions)
    assert (values(found, "unit"), asked_of_people(found).open) == ([True, False, True, False], [])


def test_within_is_no_text(tmp_path):
    found = findings_of(tmp_path, rule("unit", 'rank(unit.score, within="category")'))
    assert any("within= takes columns and levels" in problem for _, _, _, problem, _ in found)


SCHEDULE = """
["1"]
rates = { since = 2024-01-01, label = "率 | rates", measure = "ratio", bands = [{ to = 10, gives = 0.1 }, { above = 10, gives = 0.3 }] }
quick = { since = 2024-01-01, label = "扣 | quick", measure = "points", bands = [{ to = 10, gives = 0 }, { above = 10, gives = 2 }] }
"""


@pytest.mark.parametrize(
    ("body", "points", "expected"),
    [
        ("by_schedule(person.points, p.rates, p.quick)", "10", "1"),
        ("by_schedule(person.points, p.rates, p.quick)", "10.01", "1.003"),
        ("by_schedule(person.points, p.rates, p.quick, at=person.points / 2)", "20", "2"),
        ("by_schedule(person.points, p.rates, p.quick, at=person.points / 2)", "20.01", "4.003"),
    ],
)
def test_a_schedule_takes_the_rate_of_its_bracket_less_its_quick_deduction(tmp_path, body, points, expected):
    policy = policy_of(tmp_path, rule("person", body), parameters=SCHEDULE)
    found = run(policy, units=[{"unit_id": "U"}], people=people(Fraction(points)))
    assert values(found, "person") == [Fraction(expected)]
