"""The tree: nodes are equal by what they say, are made once, and know before any data what is true of their values."""

from __future__ import annotations

import dataclasses
import random
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from bench import findings_of, head_of, policy_of, rule, run

from payout.engines.reference.data import positions_up
from payout.rules.compiled.compiled import compiled
from payout.rules.policy.levels import path_up
from payout.rules.policy.loading import load_policy
from payout.rules.tree import (
    Aggregate,
    Arithmetic,
    Choose,
    ColumnValue,
    Compare,
    Constant,
    Decide,
    Extreme,
    FirstMatch,
    Grouping,
    Home,
    Known,
    Logic,
    Need,
    Not,
    ParameterValue,
    Rank,
    Rows,
    Schema,
    Through,
    Up,
    When,
    walk,
)

ROOT = Path(__file__).parents[2]
SCHEMES = sorted(path.parent.name for path in ROOT.glob("policies/*/policy.toml"))
F = Fraction
COUNTY = Home("county")
UNIT = Home("unit", frozenset({"county"}))
PERSON = Home("person", frozenset({"unit", "county"}))
NUMBER = Schema("number", UNIT)
SCORE, EXTRA = ColumnValue("unit", "score", NUMBER), ColumnValue("unit", "extra", NUMBER)
GOOD, FAIR = (ColumnValue("unit", name, Schema("flag", UNIT)) for name in ("good", "fair"))
POINTS = ColumnValue("person", "points", Schema("number", PERSON))
ONE = Constant(F(1))


# ---- equal by what they say ------------------------------------------------------------------------


EQUAL = [
    (Constant(F(1, 2)), Constant(F(1, 2))),
    (Constant(True), Constant(True)),
    (Constant("a"), Constant("a")),
    (ColumnValue("unit", "score", NUMBER), ColumnValue("unit", "score", Schema("number", UNIT, low=F(0)))),
    (ParameterValue("base", Schema("number")), ParameterValue("base", Schema("number", places=2))),
    (Arithmetic("+", SCORE, ONE), Arithmetic("+", ColumnValue("unit", "score", NUMBER), Constant(F(1)))),
    (FirstMatch((When(GOOD, SCORE),), EXTRA), FirstMatch((When(GOOD, SCORE),), EXTRA)),
    (
        Aggregate("total", SCORE, None, Grouping(UNIT, ("county",), into=COUNTY, by=COUNTY)),
        Aggregate("total", SCORE, None, Grouping(UNIT, ("county",), into=COUNTY, by=COUNTY)),
    ),
]
UNEQUAL = [
    (Constant(True), Constant(F(1))),
    (Constant(False), Constant(F(0))),
    (Constant("1"), Constant(F(1))),
    (ColumnValue("unit", "score", NUMBER), ColumnValue("county", "score", NUMBER)),
    (ColumnValue("unit", "base", NUMBER), ParameterValue("base", NUMBER)),
    (Known(GOOD), Not(GOOD)),  # the same slots of another word
    (Arithmetic("-", SCORE, ONE), Arithmetic("-", ONE, SCORE)),
    (Arithmetic("+", SCORE, ONE), Arithmetic("*", SCORE, ONE)),
    (FirstMatch((When(GOOD, SCORE),), None), FirstMatch((When(GOOD, SCORE),), SCORE)),
    (FirstMatch((When(GOOD, SCORE),), None), When(GOOD, SCORE)),
    (Compare("==", GOOD, Constant(True)), Compare("==", GOOD, Constant(False))),
    (
        Aggregate("total", SCORE, None, Grouping(UNIT, ("county",), into=COUNTY, by=COUNTY)),
        Aggregate("total", SCORE, None, Grouping(UNIT, ("county",), by=COUNTY)),
    ),
]


@pytest.mark.parametrize(("one", "other"), EQUAL)
def test_nodes_that_say_the_same_are_equal(one, other):
    assert one == other
    assert hash(one) == hash(other)
    assert {one: "found"}[other] == "found"


@pytest.mark.parametrize(("one", "other"), UNEQUAL)
def test_nodes_that_say_something_else_are_not(one, other):
    assert one != other
    assert len({one, other}) == 2


def test_a_node_is_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        ONE.value = F(2)


def test_operands_are_replaced_and_left_out():
    least = Extreme("least", (SCORE, When(GOOD, EXTRA)))
    assert least.with_operands({SCORE: ONE, When(GOOD, EXTRA): None}) == Extreme("least", (ONE,))
    assert least.with_operands({}) == least


def test_walking_meets_each_node_once_parents_first():
    shared = Arithmetic("+", SCORE, ONE)
    found = list(walk(Arithmetic("*", shared, shared)))
    assert found == [Arithmetic("*", shared, shared), shared, SCORE, ONE]


# ---- a policy of three levels ----------------------------------------------------------------------

TABLES = """
from payout.rules.tables import *

counties = Table("counties", "county", "县", key="county_id").of(
    identifier("county_id", "县"), money("budget", "总额"), count("offices", "机构", at_least=1))
units = Table("units", "unit", "单位", key="unit_id").of(
    identifier("unit_id", "单位"), reference("county_id", "county", "县", parent=True),
    points("score", "得分", places=1), number("change", "增减", measure="points", places=2, signed=True, blank=True),
    count("heads", "人数", at_least=1), flag("good", "好"), flag("fair", "中", blank=True),
    enumeration("kind", {"a": "甲", "b": "乙"}, "类别", blank=True))
people = Table("people", "person", "人员", key="person_id", required=False).of(
    identifier("person_id", "人员"), reference("unit_id", "unit", "单位", parent=True),
    reference("seconded", "unit", "借调", blank=True), points("points", "分"), date("joined", "入职", blank=True),
    enumeration("project", {"x": "一", "y": "二"}, "项目"), text("name", "姓名", blank=True))
decisions = decisions_table()
"""
PARAMETERS = """
since = 2024-01-01
["1"]
base = { label = "基数", money = 100.5 }
rate = { label = "比例", ratio = 0.15 }
third = { label = "三分之一", ratio = "1/3" }
times = { label = "次数", count = 3 }
listed = { label = "表", measure = "yuan", keys = ["kind"], table = { a = 7.25, b = "1/3" } }
grades = { label = "档", measure = "word", bands = [{ below = 60, gives = "poor" }, { from = 60, gives = "good" }] }
named = { label = "词", measure = "word", keys = ["kind"], table = { a = "good", b = "poor" } }
way = { label = "口径", choice = "one", why = "因", options = { one = "一", two = "二" } }
"""
TEXTS = {"tables": TABLES, "parameters": PARAMETERS, "head": head_of("county", "unit", "person")}


def schema(tmp_path, level, formula, *, sets=(), more=""):
    """What is known of a formula at a level."""
    policy = policy_of(tmp_path, more + rule(level, formula), **TEXTS).changed(sets=sets)
    return compiled(policy).by_key[level, "result"].node.schema


KNOWN = [
    # kind, level, decimals, bounds, whether it can be missing
    ("unit", "unit.score", {"kind": "number", "level": "unit", "places": 1, "low": F(0), "high": None, "missing": False}),
    ("unit", "unit.change", {"places": 2, "low": None, "missing": True}),
    ("unit", "unit.heads", {"places": 0, "low": F(1), "missing": False}),
    ("unit", "unit.good", {"kind": "flag", "missing": False}),
    ("unit", "unit.kind", {"kind": "enumeration", "options": (("a", "甲"), ("b", "乙")), "missing": True}),
    ("unit", "unit.county_id", {"kind": "text"}),
    ("person", "person.joined", {"kind": "date"}),
    ("person", "unit.score", {"level": "person", "places": 1, "low": F(0), "missing": True}),  # a row may belong to none
    ("unit", "p.base", {"kind": "number", "level": "", "places": 1, "measure": "yuan", "missing": False}),
    ("unit", "p.third", {"places": None}),
    ("unit", "p.way", {"kind": "enumeration", "options": (("one", "一"), ("two", "二"))}),
    ("unit", "5", {"level": "", "places": 0, "low": F(5), "high": F(5)}),
    ("unit", "True", {"kind": "flag", "level": ""}),
    ("unit", "unit.score + p.times * unit.heads", {"places": 1, "low": None}),  # of a parameter no bounds are known
    ("unit", "unit.score + 2", {"places": 1, "low": F(2), "high": None}),
    ("unit", "3 - unit.score", {"places": 1, "low": None, "high": F(3)}),
    ("unit", "-unit.score", {"low": None, "high": F(0)}),
    ("unit", "unit.score * p.rate", {"places": 3}),
    ("unit", "unit.score * unit.heads", {"places": 1, "low": F(0)}),
    ("unit", "unit.change * unit.heads", {"places": 2, "low": None, "missing": True}),
    ("unit", "unit.score / 4", {"places": None, "missing": False}),
    ("unit", "unit.score / unit.heads", {"places": None, "missing": True}),
    ("unit", "rounded(unit.score / 3, 2)", {"places": 2, "missing": False}),
    ("unit", "rounded(5 / Fraction(7, 2), 1)", {"places": 1}),
    ("unit", "rounded(Fraction(19, 4), 1)", {"low": F("4.7"), "high": F("4.8")}),
    ("unit", "unit.score > 3", {"kind": "flag", "missing": False}),
    ("unit", "unit.change > 3", {"kind": "flag", "missing": True}),
    ("unit", "known(unit.change)", {"kind": "flag", "missing": False}),
    ("unit", "unit.good & unit.fair", {"missing": True}),
    ("unit", "when(unit.good, unit.score)", {"kind": "number", "places": 1, "low": F(0), "missing": True}),
    ("unit", "first_match((unit.good, unit.score), otherwise=3)", {"places": 1, "low": F(0), "missing": False}),
    ("unit", "first_match((unit.good, 2), otherwise=3)", {"low": F(2), "high": F(3), "level": "unit"}),
    ("unit", "first_match((unit.good, 2))", {"missing": True}),
    ("unit", "first_match((unit.fair, 'p'), otherwise='q')", {"kind": "enumeration", "options": (("p", "p"), ("q", "q"))}),
    ("unit", "first_match((unit.fair, unit.kind), otherwise='q')",
     {"options": (("q", "q"), ("a", "甲"), ("b", "乙")), "missing": True}),
    ("unit", "choose(p.way, one=unit.score, two=unit.heads)", {"places": 1, "low": F(0), "missing": False}),
    ("unit", "least(unit.score, 5)", {"places": 1, "low": F(0), "missing": False}),
    ("unit", "greatest(2, unit.score, 5)", {"low": F(0)}),
    ("unit", "least(5, when(unit.good, 3))", {"low": F(3), "high": F(5)}),
    ("person", "year_of(person.joined)", {"kind": "number", "places": 0, "missing": True}),
    ("unit", "lookup(p.listed, unit.kind)", {"kind": "number", "places": None, "missing": True}),
    ("unit", "lookup(p.named, unit.kind)", {"kind": "enumeration", "options": (("good", "good"), ("poor", "poor"))}),
    ("unit", "band(p.grades, unit.score)", {"kind": "enumeration", "missing": True}),
    ("unit", "count(person)", {"places": 0, "low": F(0), "missing": False}),
    ("unit", "exists(person)", {"kind": "flag", "missing": False}),
    ("unit", "total(person.points)", {"places": 2, "low": F(0), "high": None, "missing": False}),
    ("unit", "total(-person.points)", {"low": None, "high": None}),
    ("county", "total(unit.change)", {"missing": True}),
    ("unit", "mean(person.points)", {"places": None, "low": F(0), "missing": True}),
    ("unit", "highest(person.points + 1)", {"places": 2, "low": F(1), "missing": True}),
    ("person", "count(person, within=unit)", {"level": "person", "missing": True}),  # of a person without a unit
    ("unit", "count(unit, within=unit.kind)", {"missing": True}),  # of a unit without a kind
    ("unit", "count(unit, within=())", {"missing": True}),
    ("county", "count(county)", {"missing": False}),  # all in one group
    ("unit", "rank(unit.score)", {"places": 0, "low": F(1), "missing": True}),
    ("person", "via(person.seconded, unit.score)", {"level": "person", "places": 1, "low": F(0), "missing": True}),
    # measures: a sum keeps it, a ratio of two alike is a ratio, of what is multiplied with what nothing is known
    ("unit", "unit.score + 1", {"measure": "points"}),
    ("unit", "unit.score * p.rate", {"measure": "points"}),
    ("unit", "p.rate * unit.heads", {"measure": "ratio"}),
    ("unit", "unit.score / unit.change", {"measure": "ratio"}),
    ("unit", "p.base / unit.heads", {"measure": "yuan"}),
    ("unit", "p.base * unit.score", {"measure": "?"}),
    ("unit", "p.base / unit.score", {"measure": "?"}),
    ("unit", "first_match((unit.good, 0), otherwise=p.base)", {"measure": "yuan"}),
    ("unit", "least(p.base, 5)", {"measure": "yuan"}),
    ("unit", "total(person.points)", {"measure": "points"}),
    ("unit", "mean(person.points)", {"measure": "points"}),
    ("unit", "count(person.points)", {"measure": "count"}),
    ("unit", "rank(unit.score)", {"measure": "count"}),
    ("unit", "lookup(p.listed, unit.kind)", {"measure": "yuan"}),
    ("unit", "rounded(unit.score, 0)", {"measure": "points"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("level", "formula", "expected"), KNOWN, ids=[f"{one[0]}: {one[1]}" for one in KNOWN]
)
def test_what_is_known_before_any_data(tmp_path, level, formula, expected):
    found = schema(tmp_path, level, formula)
    assert {name: getattr(found, name) for name in expected} == expected


MIXED = [
    ("p.base + unit.score", "yuan and points"),
    ("unit.score - p.base", "points and yuan"),
    ("least(unit.score, p.base)", "points and yuan"),
    ("first_match((unit.good, unit.score), otherwise=p.base)", "points and yuan"),
    ("choose(p.way, one=unit.score, two=p.base)", "points and yuan"),
    ("total(person.points) + p.base", "points and yuan"),
]


@pytest.mark.parametrize(("formula", "units"), MIXED, ids=[one for one, _ in MIXED])
def test_measures_that_do_not_go_together(tmp_path, formula, units):
    found = findings_of(tmp_path, rule("unit", formula), **TEXTS)
    assert ("L401", "unit.result", f"{units} do not go together: one of them must be converted first") in [
        (one[0], one[2], one[3]) for one in found
    ]


def test_a_rule_lends_its_measure_to_what_reads_it(tmp_path):
    worth = rule("unit", "unit.score * p.base / unit.heads", name="worth", word="yuan")
    assert schema(tmp_path, "unit", "unit.worth + p.base", more=worth).measure == "yuan"
    assert (
        schema(tmp_path / "county", "county", "total(unit.worth) - county.budget", more=worth).measure
        == "yuan"
    )


# ---- how far a value may be parted -----------------------------------------------------------------

PARTED = [
    # inside whose rows it is one, inside whose rows it can be computed, inside whose rows it has one denominator
    ("unit", "unit.score", "unit", "unit", ""),
    ("unit", "p.base", "", None, ""),
    ("unit", "county.budget", "county", "county", ""),
    ("unit", "unit.score + county.budget * p.rate / p.base", "unit", "county", ""),
    ("unit", "unit.score / 3", "unit", "unit", ""),
    ("unit", "unit.score / p.times", "unit", "unit", ""),
    ("unit", "unit.score / unit.heads", "unit", "unit", "unit"),
    ("unit", "unit.score / county.offices", "unit", "county", "county"),
    ("unit", "rounded(unit.score / county.offices, 2)", "unit", "county", ""),
    ("unit", "unit.score / county.offices + unit.score / unit.heads", "unit", "county", "unit"),
    ("unit", "lookup(p.listed, unit.kind)", "unit", "unit", ""),
    # sums keep a denominator that is one among their rows; a mean has one a group
    ("unit", "total(person.points)", "unit", "unit", ""),
    ("unit", "total(person.points / unit.heads)", "unit", "unit", "unit"),
    ("unit", "total(person.points / county.offices)", "unit", "county", "county"),
    ("unit", "total(person.points / person.points)", "unit", "unit", "unit"),
    ("county", "total(person.points / unit.heads)", "county", "county", "county"),
    ("unit", "mean(person.points)", "unit", "unit", "unit"),
    ("unit", "highest(person.points / county.offices)", "unit", "county", "county"),
    ("county", "mean(unit.score)", "county", "county", "county"),
    ("county", "count(person)", "county", "county", ""),
    # groups of its own rows: by the parent, by a level further up, by columns
    ("person", "mean(person.points, within=unit)", "unit", "unit", "unit"),
    ("person", "mean(person.points, within=county)", "county", "county", "county"),
    ("person", "total(person.points, within=unit)", "unit", "unit", ""),
    ("person", "total(person.points / unit.heads, within=county)", "county", "county", "county"),
    ("person", "mean(person.points, within=person.project)", "person", "", "person"),
    ("person", "mean(person.points, within=(unit, person.project))", "person", "unit", "person"),
    ("person", "total(person.points / unit.heads, within=(unit, person.project))", "person", "unit", "unit"),
    ("person", "total(person.points / unit.heads, within=person.project)", "person", "", "person"),
    ("person", "person.points - mean(person.points, within=county)", "person", "county", "county"),
    ("county", "mean(county.budget)", "", "", ""),
    ("unit", "mean(unit.score, within=())", "county", "county", "county"),
    ("unit", "rank(unit.score)", "unit", "county", ""),
    ("unit", "rank(unit.score, within=unit.kind)", "unit", "", ""),
    ("unit", "allocate(county.budget, unit.score, unit=p.third, within=county)", "unit", "county", ""),
    # which rows a link names is known only from the whole batch
    ("person", "via(person.seconded, unit.score)", "person", "", ""),
    ("person", "via(person.seconded, unit.score / unit.heads)", "person", "", "person"),
    ("unit", "total(person.points, through=person.seconded)", "unit", "", ""),
    ("unit", "decide('q', '问 | Q', where=unit.good) == 'yes'", "unit", "unit", ""),
    ("unit", "decide('q', '问 | Q', where=unit.good, taking='yes', places=1, within=county) == 'yes'", "unit", "county", ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("level", "formula", "one_value", "computed_in", "one_denominator"),
    PARTED,
    ids=[f"{one[0]}: {one[1]}" for one in PARTED],
)
def test_how_far_a_value_may_be_parted(tmp_path, level, formula, one_value, computed_in, one_denominator):
    found = schema(tmp_path, level, formula)
    inside = None if found.inside is None else found.inside.name
    assert (found.varies.name, inside, found.one_denominator.name) == (
        one_value,
        computed_in,
        one_denominator,
    )


# ---- what is said of a value holds for data --------------------------------------------------------

SAID = [(level, formula) for level, formula, *_ in (*KNOWN, *PARTED)]


def batch(dice):
    """Three counties with units and people; cells are blank where they may be."""
    counties = [
        {"county_id": f"C{n}", "budget": dice.randint(0, 99999), "offices": dice.randint(1, 7)}
        for n in range(3)
    ]
    units = [
        {
            "unit_id": f"U{n}",
            "county_id": f"C{dice.randrange(3)}",
            "score": F(dice.randint(0, 1000), 10),
            "change": dice.choice([None, F(dice.randint(-500, 500), 100)]),
            "heads": dice.randint(1, 9),
            "good": dice.random() < 0.5,
            "fair": dice.choice([None, True, False]),
            "kind": dice.choice([None, "a", "b"]),
        }
        for n in range(8)
    ]
    people = [
        {
            "person_id": f"P{n}",
            "unit_id": f"U{dice.randrange(8)}",
            "seconded": dice.choice([None, f"U{dice.randrange(8)}"]),
            "points": F(dice.randint(1, 9999), 100),
            "joined": dice.choice([None, "2024-02-29"]),
            "project": dice.choice("xy"),
        }
        for n in range(20)
    ]
    return {"counties": counties, "units": units, "people": people}


def all_said(tmp_path):
    """One policy of all formulas of the tables above, each a rule."""
    rules = "".join(rule(level, formula, name=f"said_{n}") for n, (level, formula) in enumerate(SAID))
    return policy_of(tmp_path, rules, **TEXTS)


def shown(run_, node):
    """A node's values, one a row."""
    found = run_.rows(node, run_.size(node))
    return [None if gone else found[row] for row, gone in enumerate(np.asarray(found.isna()))]


def owners(run_, level, name):
    """For each row of a level the row of a level above inside which it is; all the same for the whole batch."""
    if not name:
        return np.zeros(run_.data[level].size, dtype=np.int64) if level else np.zeros(1, dtype=np.int64)
    if name == level:
        return np.arange(run_.data[level].size)
    return positions_up(run_.data, level, path_up(run_.compiled.levels, level, name))


@pytest.mark.parametrize("seed", range(4))
def test_what_is_said_of_a_value_holds_for_every_row(tmp_path, seed):
    print(f"seed {seed}")  # noqa: T201 - shown where the test fails
    found = run(all_said(tmp_path), **batch(random.Random(seed)))
    for node in walk(*(built.node for built in found.compiled.rules)):
        told, values = node.schema, shown(found, node)
        known = [value for value in values if value is not None]
        assert told.missing or len(known) == len(values), node
        if told.kind == "number":
            assert told.low is None or all(value >= told.low for value in known), node
            assert told.high is None or all(value <= told.high for value in known), node
            assert told.places is None or all(
                (value * 10**told.places).denominator == 1 for value in known
            ), node
        if told.kind == "enumeration":
            assert set(known) <= set(told.words), node
        of = owners(found, told.level, told.varies.name).tolist()
        inside = {}
        for owner, value in zip(of, values, strict=True):
            if owner >= 0 and value is not None:
                assert inside.setdefault(owner, value) == value, node


@pytest.mark.parametrize("seed", range(10, 14))
def test_what_can_be_computed_inside_a_level_rests_on_nothing_beside(tmp_path, seed):
    """Each county by itself gives what it gives in the whole batch, for every rule that says so."""
    print(f"seed {seed}")  # noqa: T201 - shown where the test fails
    policy, tables = all_said(tmp_path), batch(random.Random(seed))
    whole = run(policy, **tables)
    inside_county = [
        built.rule
        for built in whole.compiled.rules
        if built.schema.inside.name in {"county", "unit", "person"}
    ]
    assert 20 < len(inside_county) < len(SAID)
    for county in tables["counties"]:
        units = [unit for unit in tables["units"] if unit["county_id"] == county["county_id"]]
        names = {unit["unit_id"] for unit in units}
        people = [person for person in tables["people"] if person["unit_id"] in names]
        alone = run(policy, counties=[county], units=units, people=people)
        for one in inside_county:
            key = f"{one.level}_id"
            there = by_key(whole, one.level, key, one.name)
            assert by_key(alone, one.level, key, one.name).items() <= there.items(), one.name


def by_key(found, level, key, name):
    columns = found.data[level].columns
    missing = np.asarray(columns[name].isna())
    return {columns[key][row]: None if gone else columns[name][row] for row, gone in enumerate(missing)}


SETS = [
    ("base", "base=1", "p.base + 1"),
    ("base", "base=0.01", "p.base + 1"),
    ("rate", "rate=0.00001", "p.rate + 1"),
    ("rate", "rate=1/7", "p.rate * unit.score"),
    ("times", "times=100", "unit.score / p.times"),
    ("way", "way=two", "choose(p.way, one='a', two='b')"),
    ("way", "way=two", "p.way"),
    ("listed", "listed.a=1/9", "lookup(p.listed, unit.kind)"),
    ("named", "named.a=poor", "lookup(p.named, unit.kind)"),
    ("named", "named.a=poor", "lookup(p.named, unit.kind) == 'good'"),
]


@pytest.mark.parametrize(("name", "assignment", "formula"), SETS, ids=[f"{one[1]} {one[2]}" for one in SETS])
def test_no_value_of_a_parameter_changes_what_a_column_is(tmp_path, name, assignment, formula):
    """Decimals may be more; kind, options, measure and level are declared."""
    before = schema(tmp_path, "unit", formula)
    after = schema(tmp_path, "unit", formula, sets=(assignment,))
    places = [None, *range(99)]
    assert after.places is None or places.index(after.places) >= places.index(before.places), name
    assert dataclasses.replace(after, places=before.places) == before


# ---- what a value rests on -------------------------------------------------------------------------

NEEDS = [
    (When(GOOD, SCORE), (Need(GOOD), Need(SCORE, held=(GOOD,), gives=True))),
    (
        FirstMatch((When(GOOD, SCORE), When(FAIR, EXTRA)), ONE),
        (
            Need(GOOD),
            Need(SCORE, held=(GOOD,), gives=True),
            Need(FAIR, unheld=(GOOD,)),
            Need(EXTRA, held=(FAIR,), unheld=(GOOD,), gives=True),
            Need(ONE, unheld=(GOOD, FAIR), gives=True),
        ),
    ),
    (FirstMatch((When(GOOD, SCORE),), None), (Need(GOOD), Need(SCORE, held=(GOOD,), gives=True))),
    (
        Choose("way", (("one", SCORE), ("two", EXTRA))),
        (Need(SCORE, reading="one", gives=True), Need(EXTRA, reading="two", gives=True)),
    ),
    (
        Extreme("least", (SCORE, When(GOOD, EXTRA))),
        (Need(SCORE, gives=True), Need(When(GOOD, EXTRA), gives=True)),
    ),
    (Arithmetic("/", SCORE, EXTRA), (Need(SCORE), Need(EXTRA))),
    (Logic("&", GOOD, FAIR), (Need(GOOD), Need(FAIR))),
    (Up(SCORE, PERSON, ("unit",)), (Need(SCORE, move="above"),)),
    (
        Through(ColumnValue("person", "seconded", Schema("text", PERSON)), SCORE),
        (Need(ColumnValue("person", "seconded", Schema("text", PERSON))), Need(SCORE, move="linked")),
    ),
    (
        Aggregate("total", SCORE, GOOD, Grouping(UNIT, keys=(FAIR,))),
        (
            Need(GOOD, told=False, move="members"),
            Need(SCORE, held=(GOOD,), move="members"),
            Need(FAIR, told=False, move="window"),
        ),
    ),
    (
        Rank(SCORE, GOOD, Grouping(UNIT, ("county",), by=COUNTY), "lowest", "highest"),
        (Need(SCORE), Need(GOOD)),
    ),
    (
        Decide(
            "q", GOOD, (("yes", "是"),), "问", "Q", "yes", ONE, Grouping(UNIT, ("county",), by=COUNTY), ""
        ),
        (Need(GOOD, told=False), Need(ONE, held=(GOOD,), told=False)),
    ),
    (
        Decide(
            "q", GOOD, (("yes", "是"),), "问", "Q", "", None, Grouping(UNIT, keys=(Rows(UNIT),), by=UNIT), ""
        ),
        (Need(GOOD, told=False), Need(Rows(UNIT), told=False)),
    ),
]


@pytest.mark.parametrize(("node", "expected"), NEEDS, ids=[type(node).__name__ for node, _ in NEEDS])
def test_what_each_word_needs_and_when(node, expected):
    assert node.needs == expected


@pytest.mark.parametrize("name", SCHEMES)
def test_needs_speak_of_all_that_a_node_is_made_of(name):
    """What a fold over needs reaches is what a walk over operands reaches: no part of a formula is forgotten."""
    ready = compiled(load_policy(ROOT / "policies" / name))
    for built in (*ready.rules, *ready.checks):
        reached, waiting = set(), [built.node]
        while waiting:
            node = waiting.pop()
            if node not in reached:
                reached.add(node)
                waiting += [part for need in node.needs for part in (need.operand, *need.held, *need.unheld)]
        parts = {node for node in walk(built.node) if not isinstance(node, When)}
        cases = {case for node in walk(built.node) if isinstance(node, FirstMatch) for case in node.cases}
        assert parts <= reached, built.key
        assert {node for node in walk(built.node) if isinstance(node, When)} - cases <= reached, built.key


# ---- each step once --------------------------------------------------------------------------------


def test_equal_steps_of_two_rules_are_one_node(tmp_path):
    mean = "mean(unit.score, where=unit.good, within=county)"
    rules = rule("unit", f"unit.score - {mean}", name="first") + rule(
        "unit", f"{mean} * 2 + unit.score", name="second"
    )
    ready = compiled(policy_of(tmp_path, rules + rule("person", f"1 + {mean}", name="third"), **TEXTS))
    first, second, third = (
        ready.by_key[key].node for key in (("unit", "first"), ("unit", "second"), ("person", "third"))
    )
    assert first.right is second.left.left
    assert first.left is second.right is ready.column("unit", "score")
    assert third.right.operand is first.right  # read from below
    order = [built.key for built in ready.rules]
    assert ready.last_reader[first.right] == max(
        order.index(key) for key in (("unit", "second"), ("person", "third"))
    )
    assert first not in ready.last_reader


@pytest.mark.parametrize("name", SCHEMES)
def test_no_two_nodes_of_a_policy_say_the_same(name):
    ready = compiled(load_policy(ROOT / "policies" / name))
    made: dict = {}
    for built in (*ready.rules, *ready.checks):
        for node in walk(built.node):
            assert made.setdefault(node, node) is node, (built.key, node)


def test_a_shared_step_is_computed_once(tmp_path, monkeypatch):
    """And forgotten once the last rule has read it."""
    from payout.engines.reference import grouped  # noqa: PLC0415 - its function is counted here only

    counted, once = [], grouped.OVER_GROUPS["mean"]
    monkeypatch.setitem(grouped.OVER_GROUPS, "mean", lambda *given: counted.append(1) or once(*given))
    mean = "mean(unit.score, within=county)"
    rules = "".join(rule("unit", f"{mean} * {n}", name=f"by_{n}") for n in (1, 2, 3))
    found = run(policy_of(tmp_path, rules, **TEXTS), **batch(random.Random(1)))
    assert len(counted) == 1
    assert not found.memo


def test_a_long_formula_can_be_built_and_computed(tmp_path):
    """A list of a hundred options, a sum of a hundred parts."""
    options = ", ".join(f"'{n}'" for n in range(100))
    terms = " + ".join(["unit.score"] * 100)
    rules = rule("person", f"is_in(person.name, [{options}])", name="listed") + rule("unit", terms)
    found = run(policy_of(tmp_path, rules, **TEXTS), **batch(random.Random(2)))
    assert found.data["unit"].columns["result"][0] == 100 * found.data["unit"].columns["score"][0]
