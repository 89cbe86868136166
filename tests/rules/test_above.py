"""What rests on the row above alone is worked out there once, and says of every row below what the row itself would say."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from bench import policy_of, rule, table_of, values

from payout.engines.reference.engine import begun, finish
from payout.rules.compiled.compiled import compiled
from payout.rules.tree import Arithmetic, Compare, walk

HIGH = "highest(person.points, where=known(person.points), within=unit)"
LOW = "lowest(person.points, where=known(person.points), within=unit)"
SLOPE = f"unit.score / ({HIGH} - {LOW})"
FORMULAS = {
    "slope": f"when({HIGH} != {LOW}, {SLOPE})",
    "apart": f"when({HIGH} != {LOW}, {SLOPE} * (person.points - mean(person.points, where=known(person.points), within=unit)))",
    "same": f"{HIGH} == {LOW}",
    "rate": "unit.score * Fraction(2, 3) - count(person, within=unit)",
    "other": "(unit.category == 'a') | (person.points > unit.score / 7)",
    "told": "first_known(unit.score * 2, 5)",
}
FOLLOWED = "total(spell.unit.score * 2 - spell.person.points * 3)"  # two rows above: neither alone


def policy(folder):
    rules = "".join(rule("person", formula, name=name) for name, formula in FORMULAS.items())
    return policy_of(folder, rules + rule("person", FOLLOWED, name="followed"))


def tables(ready, rng):
    """Units of several people, of one, of none; people of no unit that is known; scores that are blank."""
    units = [
        {
            "unit_id": f"U{number}",
            "category": rng.choice(("a", "b", None)),
            "score": rng.choice((None, rng.randrange(10_000), rng.randrange(10_000))),
        }
        for number in range(6)
    ]
    people = [
        {
            "person_id": f"P{number}",
            "unit_id": f"U{rng.randrange(1, 8)}",
            "points": rng.choice((None, rng.randrange(4), rng.randrange(100))),
        }
        for number in range(40)
    ]
    spells = [
        {"person_id": f"P{rng.randrange(40)}", "unit_id": f"U{rng.randrange(6)}", "months": 3}
        for _ in range(60)
    ]
    rows = {"units": units, "people": people, "spells": spells}
    return {
        table.name: table_of(ready.policy, table.name, rows.get(table.name, ()))
        for table in ready.policy.tables
    }, rows


@pytest.fixture(scope="module")
def ready(tmp_path_factory):
    return compiled(policy(tmp_path_factory.mktemp("above")))


@pytest.mark.parametrize("seed", range(12))
def test_rows_below_read_what_each_would_have_worked_out(ready, seed):
    print(f"seed {seed}")  # noqa: T201 - to run it again
    checked, rows = tables(ready, random.Random(seed))
    exact = finish(begun(ready, checked, "reference"))
    for filter_from in (0, 20_000):
        fast = begun(ready, checked, "fast")
        fast.filter_from = filter_from
        finish(fast)
        for name in (*FORMULAS, "followed"):
            assert values(fast, "person", name) == values(exact, "person", name), name
    assert values(exact, "person", "slope") == slopes(rows)


def slopes(rows):
    """Each person's slope by the rows of the tables alone."""
    scores = {unit["unit_id"]: unit["score"] for unit in rows["units"]}
    found = []
    for person in rows["people"]:
        unit = person["unit_id"]
        points = [
            one["points"] for one in rows["people"] if one["unit_id"] == unit and one["points"] is not None
        ]
        known = scores.get(unit) is not None and len(set(points)) > 1
        found.append(Fraction(scores[unit], max(points) - min(points)) if known else None)
    return found


def test_which_steps_rest_on_the_row_above_alone(ready):
    told = {
        name: [
            one for one in walk(ready.by_key["person", name].node) if isinstance(one, (Arithmetic, Compare))
        ]
        for name in (*FORMULAS, "followed")
    }
    assert {one.above for one in told["slope"]} == {("unit",)}
    assert [one.above for one in told["apart"] if one.above != ("unit",)] == [None, None]
    assert {one.above for one in told["rate"]} == {("unit",)}
    assert sorted(map(str, (one.above for one in told["other"]))) == ["('unit',)", "('unit',)", "None"]
    paths = [one.above for one in told["followed"]]
    assert None in paths
    assert {("unit",), ("person",)} <= set(paths)
