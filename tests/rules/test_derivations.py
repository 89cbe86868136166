"""Derivations: what several of them share is made once, and a reference may be given as positions."""

from __future__ import annotations

import pytest

from payout.rules.tree import LanguageError
from tests.rules.bench import TABLES, findings_of, policy_of, rule, run, values

PEOPLE = [{"person_id": name, "unit_id": unit} for name, unit in (("P1", "U2"), ("P2", "U1"), ("P3", "U2"))]
UNITS = [{"unit_id": "U1"}, {"unit_id": "U2"}]
SHARED = f"""{TABLES}
made = []


def roll(people):
    made.append(len(people))
    return people["unit_id"].tolist()


def first(roll):
    return [unit == "U1" for unit in roll]


def second(roll, units):
    return [unit == "U2" for unit in roll]


shared = Shared("roll", by=roll)
one = DerivedColumn("person", flag("one", "一", clause="1"), by=first)
two = DerivedColumn("person", flag("two", "二", clause="1"), by=second)
"""


def test_what_derivations_share_is_made_once(tmp_path):
    policy = policy_of(tmp_path, tables=SHARED)
    found = run(policy, people=PEOPLE, units=UNITS)
    assert values(found, "person", "one") == [False, True, False]
    assert values(found, "person", "two") == [True, False, True]
    assert policy.shared["roll"].__globals__["made"] == [3]
    assert [one.reads for one in policy.derivations] == [("people",), ("people", "units")]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("def roll(people)", "def roll(persons)"), "reads tables and parameters; persons is neither"),
        (("def roll(people)", "def roll(roll)"), "reads tables and parameters; roll is neither"),
        (('Shared("roll", by=roll)', 'Shared("roll", by=3)'), "by= is the function"),
        (('Shared("roll", by=roll)', 'Shared("people", by=roll)'), "people is a table already"),
    ],
)
def test_what_cannot_be_shared_is_told_before_data(tmp_path, change, says):
    assert any(says in problem for *_, problem, _ in findings_of(tmp_path, tables=SHARED.replace(*change)))


STINTS = f"""{TABLES}
import numpy as np
import pandas as pd


def stints(people, units):
    return pd.DataFrame({{"person_id": np.array(GIVEN), "unit_id": people["unit_id"].array.take([0, 0, 1])}})


stint = Derived("stint", "stints", "在岗", by=stints, clause="1").of(
    reference("person_id", "person", "编号", parent=True), reference("unit_id", "unit", "单位", parent=True)
)
"""


def stints(tmp_path, given):
    rules = '\n(stint,) = policy.symbols("stint")\n' + rule("person", "count(stint)")
    return run(policy_of(tmp_path, rules, tables=STINTS.replace("GIVEN", given)), people=PEOPLE, units=UNITS)


def test_a_reference_given_as_positions(tmp_path):
    found = stints(tmp_path, "[2, 0, 2]")
    assert values(found, "stint", "person_id") == ["P3", "P1", "P3"]
    assert found.data["stint"].links["person"].tolist() == [2, 0, 2]
    assert found.data["stint"].links["unit"].tolist() == [1, 1, 0]
    assert values(found, "person") == [1, 0, 2]


def test_a_position_of_no_row_is_missing(tmp_path):
    found = stints(tmp_path, "[-1, 0, 0]")
    assert values(found, "stint", "person_id") == [None, "P1", "P1"]
    assert values(found, "person") == [2, 0, 0]


@pytest.mark.parametrize("given", ["[3, 0, 0]", "[-2, 0, 0]"])
def test_a_position_beyond_the_rows_is_refused(tmp_path, given):
    with pytest.raises(LanguageError, match=r"stint\.person_id: a position is that of no row of person"):
        stints(tmp_path, given)
