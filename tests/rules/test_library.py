"""The library: what the field says often, each word on a small table worked by hand."""

from fractions import Fraction

import pytest

from tests.rules.bench import policy_of, rule, run, values

WEIGHTS = """
[parts]
zh = "权重"
kind = "table"
measure = "weight"
clause = "1"
since = 2024-01-01
keys = ["part"]
value = { review = 0.3, results = 0.7 }
"""


def people(*points, unit="U"):
    return [{"person_id": f"P{row}", "unit_id": unit, "points": point} for row, point in enumerate(points)]


def graded(tmp_path, points, decisions=(), mode="half_up"):
    body = (
        'by_distribution(points, {"first": Fraction(15, 100), "second": Fraction(80, 100), "third": Fraction(5, 100)}, '
        f'where=known(points), within=unit, question="cut", zh="并列", en="a tie", mode="{mode}")'
    )
    policy = policy_of(tmp_path, rule("person", body, "points", "unit"))
    return run(policy, units=[{"unit_id": "U"}], people=people(*points), decisions=decisions)


def test_a_distribution_takes_each_share_from_the_best(tmp_path):
    evaluation = graded(tmp_path, range(20, 0, -1))
    assert values(evaluation, "person") == ["first"] * 3 + ["second"] * 16 + ["third"]
    assert not evaluation.open_points


def test_a_tie_across_a_cut_of_a_distribution_is_decided_by_people(tmp_path):
    points = [20, 19, 18, 18, *range(16, 0, -1)]
    evaluation = graded(tmp_path, points)
    assert {(point.question, point.subject) for point in evaluation.open_points} == {
        ("cut_1", "person:P2"),
        ("cut_1", "person:P3"),
    }
    decisions = [
        {"question": "cut_1", "subject": "person:P2", "answer": "no"},
        {"question": "cut_1", "subject": "person:P3", "answer": "yes"},
    ]
    settled = graded(tmp_path / "settled", points, decisions)
    assert values(settled, "person")[:5] == ["first", "first", "second", "first", "second"]
    assert not settled.open_points


def test_a_row_without_a_value_gets_no_grade(tmp_path):
    assert values(graded(tmp_path, [3, None, 1]), "person")[1] is None


def test_weighted_adds_parts_by_their_weights(tmp_path):
    body = "weighted(parts, review=points, results=100)"
    policy = policy_of(tmp_path, rule("person", body, "parts", "points"), parameters=WEIGHTS)
    evaluation = run(policy, units=[{"unit_id": "U"}], people=people(90, None))
    assert values(evaluation, "person") == [Fraction(97), None]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("completion(points, 71950)", Fraction(20300, 71950)),  # 28.2 %
        ("completion(points, 150)", Fraction(20300, 150)),
        ("completion(points, 150, at_most=1)", Fraction(1)),
    ],
)
def test_completion_is_done_over_target(tmp_path, body, expected):
    policy = policy_of(tmp_path, rule("person", body, "points"))
    assert values(run(policy, units=[{"unit_id": "U"}], people=people(20300)), "person") == [expected]


def test_the_best_of_none_is_nothing(tmp_path):
    policy = policy_of(tmp_path, rule("unit", "best_of(people.points)", "people"))
    evaluation = run(policy, units=[{"unit_id": "U"}, {"unit_id": "V"}], people=people(3, 5))
    assert values(evaluation, "unit") == [5, 0]


def test_the_points_value_spends_the_budget_on_all_points(tmp_path):
    policy = policy_of(tmp_path, rule("unit", "points_value(1000, people.points)", "people"))
    evaluation = run(policy, units=[{"unit_id": "U"}], people=people(3, 4))
    assert values(evaluation, "unit") == [Fraction(1000, 7)]
