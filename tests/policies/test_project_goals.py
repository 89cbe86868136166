"""The project's fixture is the text's example in numbers; what is off course is listed up to its main line, with who answers."""

import csv
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from payout.batch import compute
from payout.rules.policy.loading import load_policy

ROOT = Path(__file__).parents[2]
CSV = ROOT / "fixtures" / "project_goals" / "csv"


def table(name):
    with (CSV / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def result():
    return compute(CSV, load_policy(ROOT / "policies" / "project_goals")).result


def columns(result, level, *names):
    return zip(*(result.column(level, name)[1] for name in names), strict=True)


def test_the_fixture_has_the_numbers_of_the_example():
    above = {row["goal_id"]: row["parent_id"] for row in table("goals")}
    depth = Counter(_depth(key, above) for key in above)
    assert depth == {1: 1, 2: 4, 3: 139, 4: 518}
    assert [len(table(name)) for name in ("departments", "groups", "people")] == [4, 8, 37]
    assert {int(row["month"]) for row in table("reviews")} == set(range(1, 13))


def _depth(key, above):
    return 1 + (_depth(above[key], above) if above[key] else 0)


def test_letters_are_signed_for_every_goal_but_the_total():
    rows = [row for row in table("goals") if row["parent_id"]]
    signed = Counter(
        name for row in rows for name in ("department_id", "group_id", "person_id") if row.get(name)
    )
    assert signed == {"department_id": 4, "group_id": 139, "person_id": 518}


def test_each_list_of_what_is_off_course_goes_up_to_its_main_line(result):
    goals = {
        key: (above, off)
        for key, above, off in columns(result, "goal", "goal_id", "parent_id", "is_off_course")
    }
    lists = defaultdict(list)
    for start, at, steps, listed in columns(result, "chain", "from_id", "at_id", "steps", "is_listed"):
        if listed:
            lists[start].append((int(steps), at))
    lines = {row["goal_id"] for row in table("goals") if row["parent_id"] == "M"}
    seen = set()
    for start, steps in lists.items():
        path = [at for _, at in sorted(steps)]
        assert path[0] == start
        assert goals[start][1]
        assert path[-1] in lines
        assert [goals[low][0] for low in path[:-1]] == path[1:]
        seen.update(path)
    assert {key for key, (_, off) in goals.items() if off} <= seen


def test_the_course_of_the_main_lines_is_drawn_and_each_goal_has_its_months():
    sheets = load_policy(ROOT / "policies" / "project_goals").card.sheets
    drawn = {sheet.level: sheet.chart for sheet in sheets if sheet.chart and sheet.chart.kind == "line"}
    assert drawn["line_month"].by == "line_name"
    assert set(drawn) == {"line_month", "review_month"}
    (by_month,) = [sheet for sheet in sheets if "month_1" in sheet.columns]
    assert [name for name in by_month.columns if name.startswith("month_")] == [
        f"month_{month}" for month in range(1, 13)
    ]
