"""One wrong cell is told once: what follows from it is no second fault, and nothing that is wrong goes untold for it."""

import pytest

from payout.batch import compute
from tests.intake import spoilt
from tests.rules.bench import TABLES, policy_of, rule

UNITS = "unit_id,score\nU1,5\nU2,5\n"
PEOPLE = "person_id,unit_id,points,grade,present\nP1,U1,-7,x,yes\nP2,U1,3,y,yes\nP3,U2,3,y,yes\n"


def told(tmp_path, *checks, people=PEOPLE, units=UNITS):
    """The codes and rows of the findings of checks over two units and three people."""
    policy = policy_of(
        tmp_path / "policy",
        rule("unit", "total(person.points)", name="sum"),
        checks="".join(checks),
        tables=TABLES,
    )
    folder = tmp_path / "in"
    folder.mkdir(parents=True)
    (folder / "units.csv").write_text(units, encoding="utf-8")
    (folder / "people.csv").write_text(people, encoding="utf-8")
    found = compute(folder, policy).result.findings
    return [(one.code.removeprefix("P-"), one.subject) for one in found]


def refused(level, condition, at, name, word="refused"):
    return rule(level, condition, f"at={at}", name=name, word=word, label="有误 | wrong")


BELOW = refused("person", "person.points < 0", "person.points", "below")
SUM = refused("unit", "unit.sum < 0", "unit.score", "sum_below")


@pytest.mark.parametrize("checks", [(BELOW, SUM), (SUM, BELOW)], ids=["in order", "turned round"])
def test_what_rests_on_a_cell_that_a_check_has_found_is_not_told(checks, tmp_path):
    assert told(tmp_path, *checks) == [("below", "person P1")]


def test_it_is_told_once_the_cell_is_right(tmp_path):
    people = PEOPLE.replace("-7", "0").replace("P3,U2,3", "P3,U2,0")
    none_is_left = refused("unit", "unit.sum < 4", "unit.score", "sum_below")
    assert told(tmp_path, BELOW, none_is_left, people=people) == [
        ("sum-below", "unit U1"),
        ("sum-below", "unit U2"),
    ]


def test_rows_that_rest_on_no_such_cell_are_told(tmp_path):
    every = refused("unit", "unit.sum < 4", "unit.score", "sum_below")
    assert told(tmp_path, BELOW, every) == [("below", "person P1"), ("sum-below", "unit U2")]


def test_a_warning_doubts_no_cell(tmp_path):
    warned = refused("person", "person.points < 0", "person.points", "below", word="doubtful")
    assert told(tmp_path, warned, SUM) == [("below", "person P1"), ("sum-below", "unit U1")]


def test_two_that_rest_on_each_other_are_both_told(tmp_path):
    condition = '(person.grade == "x") & (person.points < 0)'
    first = refused("person", condition, "person.grade", "of_grade")
    second = refused("person", condition, "person.points", "of_points")
    assert sorted(told(tmp_path, first, second)) == [("of-grade", "person P1"), ("of-points", "person P1")]


def test_of_two_rows_that_rest_on_each_other_both_are_told_and_of_many_the_one(tmp_path):
    """A unit and its people at odds: with one person either may be wrong, with three it is the unit."""
    people = "person_id,unit_id,grade\nP1,U1,x\nP2,U2,x\nP3,U2,x\nP4,U2,x\n"
    units = "unit_id,category\nU1,a\nU2,a\n"
    of_people = refused(
        "person", '(person.grade == "x") & (unit.category == "a")', "person.grade", "of_people"
    )
    of_unit = refused(
        "unit",
        'exists(person, where=(person.grade == "x") & (unit.category == "a"))',
        "unit.category",
        "of_unit",
    )
    both = told(tmp_path / "one", of_people, of_unit, people=people[: people.index("P2")], units=units)
    assert sorted(both) == [("of-people", "person P1"), ("of-unit", "unit U1")]
    three = told(
        tmp_path / "three",
        of_people,
        of_unit,
        people="person_id,unit_id,grade\n" + people[people.index("P2") :],
        units=units,
    )
    assert three == [("of-unit", "unit U2")]


def test_of_a_circle_the_first_is_told(tmp_path):
    """Three checks of which each rests on the cell of the one before: something must be said."""
    first = refused("person", "(person.points < 0) & person.present", "person.points", "first")
    second = refused("person", '(person.points < 0) & (person.grade == "x")', "person.grade", "second")
    third = refused("person", '(person.grade == "x") & person.present', "person.present", "third")
    found = told(tmp_path, first, second, third)
    assert ("first", "person P1") in found


def test_a_name_that_a_check_refuses_leaves_all_else_to_be_told(tmp_path):
    """Where a row belongs says nothing of what is wrong with others."""
    elsewhere = refused("person", 'person.grade == "x"', "person.unit_id", "elsewhere")
    assert told(tmp_path, elsewhere, SUM) == [("elsewhere", "person P1"), ("sum-below", "unit U1")]


# ---- the schemes -------------------------------------------------------------------------------------


def findings_of(scheme, tmp_path, *changes):
    """What is new, by its code, once cells of the first row of tables are changed: (table, column, value)."""
    rows = spoilt.rows_of(scheme)
    policy = spoilt.policy_of(scheme)
    before = {
        one.line("zh") for one in compute(spoilt.written(rows, tmp_path / "before"), policy).result.findings
    }
    for table, column, value in changes:
        rows[table][1][rows[table][0].index(column)] = value
    after = compute(spoilt.written(rows, tmp_path / "after"), policy).result.findings
    return [one for one in after if one.line("zh") not in before]


def test_a_wrong_range_of_months_is_told_once_and_not_at_each_month(tmp_path):
    found = findings_of(
        "mining_five_in_one", tmp_path, ("people", "from_month", "12"), ("people", "to_month", "1")
    )
    assert [(one.code, one.subject) for one in found] == [("P-months-out-of-order", "person R001")]


def test_of_a_person_without_a_number_nothing_else_is_told(tmp_path):
    found = findings_of("mining_five_in_one", tmp_path, ("people", "person_id", ""))
    assert [one.code for one in found] == ["E201"]


def test_a_row_that_is_missing_is_told_once_in_each_column_that_names_it(tmp_path):
    found = findings_of("mining_five_in_one", tmp_path, ("sections", "section_id", "K99"))
    assert [(one.code, one.place.file, one.value) for one in found] == [
        ("E302", "people.csv", "K01"),
        ("E302", "scores.csv", "K01"),
        ("E302", "projects.csv", "K01"),
    ]
    assert "此列有 7 行这样写（第 2、3、4、5、6、7、8 行）" in found[0].problem("zh")
    assert "7 rows of this column say so (rows 2, 3, 4, 5, 6, 7, 8)" in found[0].problem("en")
    assert "第 2、3、4、5、6、7、8、9、10、11 行等" in found[1].problem("zh")


def test_a_wrong_weight_is_told_where_it_stands_and_not_at_the_month(tmp_path):
    found = findings_of("mining_five_in_one", tmp_path, ("linked", "weight", "400"))
    assert [one.code for one in found] == ["P-weight-above-whole"]


def test_a_team_of_a_set_that_is_not_there_is_told_once_and_not_at_each_result(tmp_path):
    found = findings_of("prefecture_leaders", tmp_path, ("teams", "indicator_set", "没有的体系"))
    assert [(one.code, one.subject) for one in found if one.severity == "error"] == [
        ("P-set-of-no-result", "team B001")
    ]


def test_a_score_above_full_marks_moves_no_ratio_and_no_decision(tmp_path):
    """It is told at the leader's number, since the score is computed: what the check read of that row is in doubt."""
    found = findings_of("city_leaders", tmp_path, ("leaders", "work_score", "400"))
    assert [one.code for one in found] == ["P-leader-above-full-marks"]
