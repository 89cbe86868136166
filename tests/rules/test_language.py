"""Every word of the language, over tables small enough to work out by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from payout.engines.checks import decision_findings
from payout.engines.reference.engine import RuleFault, asked_of_people
from payout.rules.compiled.compiled import compiled
from payout.rules.tree import LanguageError
from tests.rules.bench import head_of, policy_of, rule, run, table_of, values

UNITS = [
    {
        "unit_id": "U1",
        "category": "a",
        "score": 90,
        "assessed": True,
        "county": "C1",
        "name": "甲局",
        "town": "T1",
    },
    {
        "unit_id": "U2",
        "category": "b",
        "score": 80,
        "assessed": False,
        "county": "C1",
        "follows": "U1",
        "town": "T2",
    },
    {"unit_id": "U3", "score": None, "assessed": None, "county": None, "follows": "U2"},
]
PEOPLE = [
    {
        "person_id": "P1",
        "unit_id": "U1",
        "points": 5,
        "present": True,
        "joined": "2024-02-29",
        "grade": "x",
        "name": "甲局",
    },
    {"person_id": "P2", "unit_id": "U1", "points": 3, "present": False, "joined": "2023-12-31", "grade": "y"},
    {"person_id": "P3", "unit_id": "U2", "points": None, "present": None, "seconded": "U1"},
    {"person_id": "P4", "unit_id": "U2", "points": 3, "present": True, "joined": "2024-01-01", "grade": "x"},
]
SPELLS = [
    {"person_id": "P1", "unit_id": "U1", "months": 4, "level": "high"},
    {"person_id": "P1", "unit_id": "U2", "months": 8},
    {"person_id": "P4", "unit_id": "U2", "months": 12, "level": "low"},
]
PARAMETERS = """
    since = 2024-01-01
    ["1"]
    base = { label = "基数 | base", points = 100 }
    zero = { label = "零 | nothing", count = 0 }
    fen = { label = "分 | a fen", money = 0.01 }
    by_category = { label = "表 | a table", measure = "yuan", keys = ["category"], table = { a = 7 } }
    by_score = { label = "档次 | bands", bands = [{ below = 85, gives = 1 }, { from = 85, gives = "5/3" }] }
    by_word = { label = "档次 | bands", bands = [{ below = 85, gives = "low" }, { from = 85, below = 90, gives = "high" }] }
    words = { label = "词 | words", measure = "word", keys = ["points"], table = { 5 = "five", 3 = "three" } }
    way = { label = "口径 | a reading", choice = "one", why = "because", options = { one = "一", two = "二" } }
    ["1".by_both]
    label = "表 | a table"
    measure = "yuan"
    keys = ["category", "assessed"]
    table = { a = { yes = 1, no = 2 }, b = { yes = 3, no = 4 } }
"""
F = Fraction


def result(tmp_path, level, formula, *, sets=()):
    policy = policy_of(tmp_path, rule(level, formula), parameters=PARAMETERS).changed(sets=sets)
    return values(run(policy, units=UNITS, people=PEOPLE, spells=SPELLS), level)


UNIT = [
    # arithmetic: missing stays missing, plain numbers are exact
    ("unit.score + p.base", [F(190), F(180), None]),
    ("p.base - unit.score", [F(10), F(20), None]),
    ("unit.score * 2 - 1", [F(179), F(159), None]),
    ("1 - unit.score / 3", [F(-29), F(-77, 3), None]),
    ("100 / unit.score", [F(10, 9), F(5, 4), None]),
    ("-unit.score", [F(-90), F(-80), None]),
    ("p.base / 3", [F(100, 3)] * 3),
    # comparison: a missing side is neither true nor false
    ("unit.score > 80", [True, False, None]),
    ("unit.score >= 80", [True, True, None]),
    ("unit.score < 90", [False, True, None]),
    ("unit.score <= 80", [False, True, None]),
    ("unit.score == 90", [True, False, None]),
    ("unit.score != 90", [False, True, None]),
    ("unit.category == 'a'", [True, False, None]),
    ("unit.category != 'a'", [False, True, None]),
    ("unit.name == '甲局'", [True, None, None]),
    ("unit.name != unit.town", [True, None, None]),
    ("unit.assessed == True", [True, False, None]),
    ("is_in(unit.category, ['a', 'b'])", [True, True, None]),
    # Kleene: false & missing is false, true | missing is true
    ("unit.assessed & (unit.score > 0)", [True, False, None]),
    ("(unit.score == 1) & known(unit.score)", [False, False, False]),
    ("(unit.score > 0) | ~known(unit.score)", [True, True, True]),
    ("~unit.assessed", [False, True, None]),
    ("True & unit.assessed", [True, False, None]),
    ("False | unit.assessed", [True, False, None]),
    # choice
    ("first_match((unit.assessed, 1), (unit.score > 0, 2), otherwise=3)", [F(1), F(2), F(3)]),
    ("first_match((unit.assessed, 1))", [F(1), None, None]),
    ("first_match((unit.assessed, 'p'), otherwise='q')", ["p", "q", "q"]),
    ("first_match((unit.assessed, 'p'), otherwise='q') == 'p'", [True, False, False]),
    ("first_match((unit.assessed, unit.category), otherwise='none')", ["a", "none", "none"]),
    ("first_match((unit.assessed, unit.name), otherwise=unit.town)", ["甲局", "T2", None]),
    ("first_match((unit.assessed, unit.score > 95), otherwise=unit.assessed)", [False, False, None]),
    ("when(unit.assessed, unit.score)", [F(90), None, None]),
    ("when(unit.assessed, 'p')", ["p", None, None]),
    ("first_known(unit.score, 0)", [F(90), F(80), F(0)]),
    ("known(unit.score)", [True, True, False]),
    # bounds: a `when` that does not hold takes no part; one that does and is missing makes it missing
    ("least(unit.score, 85)", [F(85), F(80), None]),
    ("greatest(unit.score, 85, 89)", [F(90), F(89), None]),
    ("clip(unit.score, 82, 88)", [F(88), F(82), None]),
    ("least(100, when(known(unit.score), unit.score))", [F(90), F(80), F(100)]),
    ("least(when(unit.assessed, unit.score), when(unit.score > 0, 85))", [F(85), F(85), None]),
    ("greatest(when(~known(unit.score), unit.score), when(True, 1))", [F(1), F(1), None]),
    # tables of parameters
    ("lookup(p.by_category, unit.category)", [F(7), None, None]),
    ("lookup(p.by_both, unit.category, unit.assessed)", [F(1), F(4), None]),
    ("lookup(p.by_both, 'b', unit.assessed)", [F(3), F(4), None]),
    ("band(p.by_score, unit.score)", [F(5, 3), F(1), None]),
    ("band(p.by_word, unit.score)", [None, "low", None]),
    ("band(p.by_word, unit.score - 5) == 'high'", [True, False, None]),
    # readings
    ("choose(p.way, one=unit.score, two=p.base)", [F(90), F(80), None]),
    # links
    ("via(unit.follows, unit.score)", [None, F(90), F(80)]),
    ("inherited(unit.follows, unit.score)", [F(90), F(90), F(80)]),
    # children, and grandchildren two levels below
    ("total(person.points)", [F(8), None, F(0)]),
    ("total(person.points, where=known(person.points))", [F(8), F(3), F(0)]),
    ("mean(person.points, where=person.present)", [F(5), F(3), None]),
    ("highest(person.points, where=known(person.points))", [F(5), F(3), None]),
    ("lowest(person.points, where=known(person.points))", [F(3), F(3), None]),
    ("count(person)", [F(2), F(2), F(0)]),
    ("count(person.points)", [F(2), F(1), F(0)]),
    ("count(person.present)", [F(1), F(1), F(0)]),
    ("count(person, where=person.present)", [F(1), F(1), F(0)]),
    ("count_distinct(person.points)", [F(2), F(1), F(0)]),
    ("count_distinct(person.grade, where=person.present)", [F(1), F(1), F(0)]),
    ("exists(person)", [True, True, False]),
    ("exists(person, where=person.grade == 'y')", [True, False, False]),
    ("exists(person.points > 4)", [True, False, False]),
    ("total(person.points * unit.score, where=known(person.points))", [F(720), F(240), F(0)]),
    ("total(spell.months)", [F(4), F(20), F(0)]),
    ("exists(spell.level == 'high')", [True, False, False]),
    # rows gathered by a link of theirs, in place of their parent
    ("total(person.points, where=known(person.points), through=person.unit_id)", [F(8), F(3), F(0)]),
    ("total(1 + first_known(person.points, 0), through=person.seconded)", [F(1), F(0), F(0)]),
    # the level's own rows, by keys and by parent
    ("total(unit.score, where=known(unit.score))", [F(170), F(170), F(0)]),  # U3 states no county: one of its own
    ("mean(unit.score, within=unit.category)", [F(90), F(80), None]),
    ("mean(unit.score, where=known(unit.score), within=unit.county)", [F(85), F(85), None]),
    ("rank(unit.score)", [F(1), F(2), None]),
    ("rank(unit.score, best='lowest')", [F(2), F(1), None]),
    ("rank(unit.score, where=unit.assessed)", [F(1), None, None]),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "expected"), UNIT, ids=[formula for formula, _ in UNIT])
def test_word_at_unit(tmp_path, formula, expected):
    assert result(tmp_path, "unit", formula) == expected


PERSON = [
    ("unit.score", [F(90), F(90), F(80), F(80)]),
    ("unit.score - person.points", [F(85), F(87), None, F(77)]),
    ("total(person.points, where=known(person.points), within=unit)", [F(8), F(8), F(3), F(3)]),
    ("person.points / total(person.points, where=known(person.points))", [F(5, 8), F(3, 8), None, F(1)]),
    ("count(spell)", [F(2), F(0), F(0), F(1)]),
    ("total(spell.months, where=spell.unit != person.unit)", [F(8), F(0), F(0), F(0)]),
    ("total(spell.months * spell.unit.score)", [F(1000), F(0), F(0), F(960)]),
    ("year_of(person.joined)", [F(2024), F(2023), None, F(2024)]),
    ("person.joined >= Date(2024, 1, 1)", [True, False, None, True]),
    ("person.joined < Date(2024, 1, 1)", [False, True, None, False]),
    ("person.joined == Date(2024, 1, 1)", [False, False, None, True]),
    ("when(person.present, person.joined) > Date(2024, 1, 15)", [True, None, None, False]),
    ("year_of(first_match((known(person.joined), person.joined), otherwise=Date(2000, 1, 1)))", [F(2024), F(2023), F(2000), F(2024)]),
    ("lookup(p.words, person.points)", ["five", "three", None, "three"]),
    ("person.name == unit.name", [True, None, None, None]),
    ("person.grade == first_match((person.present, 'x'), otherwise='y')", [True, True, None, True]),
    ("via(person.seconded, unit.score)", [None, None, F(90), None]),
    ("total(1 + first_known(person.points, 0), through=person.seconded)", [F(1), F(1), F(0), F(0)]),
    ("rank(person.points, within=())", [F(1), F(2), None, F(1)]),
    ("rank(person.points, within=person.present)", [F(1), F(1), None, F(2)]),
    ("prorate(p.base, 5)", [F(125, 3)] * 4),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "expected"), PERSON, ids=[formula for formula, _ in PERSON])
def test_word_at_person(tmp_path, formula, expected):
    assert result(tmp_path, "person", formula) == expected


def test_choice_takes_the_reading_in_force(tmp_path):
    found = result(tmp_path, "unit", "choose(p.way, one=unit.score, two=p.base)", sets=("way=two",))
    assert found == [100, 100, 100]


def test_a_column_may_have_the_name_of_anything_in_the_engine(tmp_path):
    """`spell.level` is a column, though a level as a symbol has a level of its own; so is `unit.name`."""
    assert result(tmp_path, "person", "exists(spell.level == 'high')") == [True, False, False, False]
    assert result(tmp_path / "name", "unit", "unit.name") == ["甲局", None, None]


def test_a_groups_rows_are_the_children_of_the_group(tmp_path):
    found = result(tmp_path, "county", "total(unit.score, where=known(unit.score))")
    assert found == [170, 0]  # C1, and the units that state no county


def test_grandchildren_pass_through_one_aggregate(tmp_path):
    assert result(tmp_path, "county", "count(person)") == [4, 0]


@pytest.mark.parametrize(
    ("ties", "expected"), [("lowest", [1, 2, 2, 4]), ("highest", [1, 3, 3, 4]), ("dense", [1, 2, 2, 3])]
)
def test_rank_answers_ties_as_declared(tmp_path, ties, expected):
    policy = policy_of(tmp_path, rule("person", f"rank(person.points, ties={ties!r})"))
    people = [{"person_id": f"P{n}", "unit_id": "U1", "points": p} for n, p in enumerate([9, 7, 7, 1])]
    assert values(run(policy, units=UNITS, people=people), "person") == expected


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("half_up", ["1.3", "-1.3", "1.3"]),
        ("half_even", ["1.2", "-1.2", "1.3"]),
        ("half_down", ["1.2", "-1.2", "1.3"]),
        ("up", ["1.3", "-1.3", "1.3"]),
        ("down", ["1.2", "-1.2", "1.2"]),
        ("floor", ["1.2", "-1.3", "1.2"]),
        ("ceiling", ["1.3", "-1.2", "1.3"]),
    ],
)
def test_rounding_says_what_a_tie_does(tmp_path, mode, expected):
    policy = policy_of(tmp_path, rule("unit", f"rounded(unit.score, 1, {mode!r})"))
    units = [{"unit_id": f"U{n}", "score": s} for n, s in enumerate(["1.25", "-1.25", "1.26"])]
    assert values(run(policy, units=units), "unit") == [F(text) for text in expected]


def test_to_fen_and_to_whole(tmp_path):
    assert result(tmp_path, "unit", "to_fen(unit.score / 7)")[0] == F("12.86")
    assert result(tmp_path / "b", "unit", "to_whole(unit.score / 7, 'floor')")[0] == 12


# ---- allocation ---------------------------------------------------------------------------------------------------------


def allocated(tmp_path, pool, weights, order=None):
    stated = rule("person", f"allocate({pool}, person.points, unit=p.fen)")
    policy = policy_of(tmp_path, stated, parameters=PARAMETERS)
    people = [{"person_id": f"P{n}", "unit_id": "U1", "points": w} for n, w in enumerate(weights)]
    people = [people[n] for n in order or range(len(people))]
    found = run(policy, units=UNITS[:1], people=people)
    return dict(zip(values(found, "person", "person_id"), values(found, "person"), strict=True))


def test_allocation_spends_the_pool_and_ties_go_by_key(tmp_path):
    shares = allocated(tmp_path, 100, [1, 1, 1])
    assert shares == {"P0": F("33.34"), "P1": F("33.33"), "P2": F("33.33")}


def test_allocation_does_not_depend_on_row_order(tmp_path):
    assert allocated(tmp_path, 100, [3, 1, 3, 7], [2, 0, 3, 1]) == allocated(
        tmp_path / "b", 100, [3, 1, 3, 7]
    )


def test_allocation_refuses_a_pool_that_differs_within_a_group(tmp_path):
    stated = rule("person", "allocate(person.points, person.points, unit=p.fen)")
    policy = policy_of(tmp_path, stated, parameters=PARAMETERS)
    with pytest.raises(RuleFault, match=r"person.result \(clause 1\): allocate: the pool differs"):
        run(policy, units=UNITS, people=PEOPLE[:2])


# ---- division -----------------------------------------------------------------------------------------------------------

DIVIDED = [
    "first_match((unit.score == 80, 0), otherwise=1 / (unit.score - 80))",
    "when(unit.score > 80, 1 / (unit.score - 80))",
    "least(1, when(unit.score > 80, 1 / (unit.score - 80)))",
    "choose(p.way, one=unit.score, two=1 / p.zero)",
    "first_match((exists(person), total(person.points / (person.points - 9), where=known(person.points))), otherwise=0)",
    "first_match((unit.assessed, 1), otherwise=mean(unit.score / 1, where=known(unit.score)))",
    "first_match((unit.score > 85, total(person.points / (unit.score - 80))), otherwise=0)",
]


@pytest.mark.parametrize("formula", DIVIDED)
def test_a_branch_not_taken_may_divide_by_zero(tmp_path, formula):
    result(tmp_path, "unit", formula)


ZERO = [
    ("1 / (unit.score - 80)", "division by zero for 1 rows of unit, first U2"),
    ("unit.score / 0", "division by zero for 3 rows of unit, first U1"),
    ("p.base / p.zero", "division by zero, the same for every row"),
    ("first_match((unit.score == 80, 1 / (unit.score - 80)), otherwise=0)", "1 rows of unit, first U2"),
    (
        "total(person.points / (person.points - 3), where=known(person.points))",
        "2 rows of person, first P2",
    ),
    ("via(unit.follows, 1 / (unit.score - 80))", "1 rows of unit, first U2"),
    ("known(1 / (unit.score - 80))", "1 rows of unit, first U2"),
]


@pytest.mark.parametrize(("formula", "says"), ZERO, ids=[formula for formula, _ in ZERO])
def test_a_zero_divisor_that_a_row_needs_is_refused(tmp_path, formula, says):
    with pytest.raises(RuleFault, match=r"unit.result \(clause 1\): ") as fault:
        result(tmp_path, "unit", formula)
    assert says in str(fault.value)


# ---- decisions ----------------------------------------------------------------------------------------------------------

TIED = rule(
    "unit",
    'among_best(unit.score, 1, where=known(unit.score), within=(), question="tie", prompt="并列 | Tied?")',
)
TIES = [{"unit_id": f"U{n}", "score": 9, "county": "C"} for n in (1, 2)] + [
    {"unit_id": "U3", "score": 1, "county": "C"}
]


def decide(tmp_path, *answers):
    """Settle the tie by answers: what each unit is, what is still open, and what the decisions table says of itself."""
    policy = policy_of(tmp_path, TIED)
    rows = [{"question": "tie", "subject": f"unit:{unit}", "answer": answer} for unit, answer in answers]
    found = run(policy, units=TIES, decisions=rows)
    asked = asked_of_people(found)
    points = [(one.subject, one.detail.en) for one in asked.open]
    return (
        values(found, "unit"),
        points,
        list(decision_findings(asked, {"decisions": table_of(policy, "decisions", rows)})),
    )


def test_an_undecided_tie_is_an_open_point_for_each_row(tmp_path):
    _, points, _ = decide(tmp_path)
    assert points == [("unit:U1", "exactly 1 of them yes"), ("unit:U2", "exactly 1 of them yes")]


@pytest.mark.parametrize("words", [("yes", "no"), ("是", "否"), (" 是 ", "no")])
def test_a_decision_by_identifier_or_word(tmp_path, words):
    found, points, _ = decide(tmp_path, ("U1", words[0]), ("U2", words[1]))
    assert (found, points) == ([True, False, False], [])


@pytest.mark.parametrize(
    ("answers", "detail"),
    [
        ([("U1", "yes")], "exactly 1 of them yes, 1 so far"),
        ([("U1", "yes"), ("U2", "yes")], "exactly 1 of them yes, 2 so far"),
        ([("U1", "no"), ("U2", "no")], "exactly 1 of them yes"),
        ([("U1", "yes"), ("U2", "maybe")], "exactly 1 of them yes, 1 so far"),
        ([("U1", "yes"), ("U2", "no"), ("U1", "no")], "exactly 1 of them yes"),
    ],
    ids=["one is missing", "too many", "too few", "no such answer", "contradiction"],
)
def test_what_is_not_settled_stays_open(tmp_path, answers, detail):
    """All of a tie, until its answers give away its places."""
    _, points, _ = decide(tmp_path, *answers)
    assert points == [("unit:U1", detail), ("unit:U2", detail)]


def test_a_decision_that_answers_nothing_is_a_warning(tmp_path):
    _, _, found = decide(tmp_path, ("U3", "no"), ("U9", "no"))
    assert [(one.code, one.severity, one.subject) for one in found] == [
        ("W320", "warning", "unit:U3"),
        ("W320", "warning", "unit:U9"),
    ]


@pytest.mark.parametrize(
    ("answers", "codes"),
    [
        ([("U1", "yes"), ("U2", "maybe")], [("E321", "unit:U2", "write one of yes, no")]),
        ([("U1", "yes"), ("U2", "no"), ("U1", "no")], [("E322", "unit:U1", "keep one row")] * 2),
        ([("U1", "yes"), ("U1", "是"), ("U2", "no")], []),
    ],
    ids=["no such answer", "contradiction", "said twice"],
)
def test_a_decision_that_settles_nothing_is_an_error(tmp_path, answers, codes):
    _, _, found = decide(tmp_path, *answers)
    assert [(one.code, one.subject, one.fix.en) for one in found] == codes


def test_no_row_is_asked_that_does_not_tie(tmp_path):
    found = run(policy_of(tmp_path, TIED), units=TIES[1:])
    assert (values(found, "unit"), asked_of_people(found).open) == ([True, False], [])


def test_more_options_than_an_int8_counts(tmp_path):
    names = ", ".join(f'"o{n}": "{n}"' for n in range(200))
    tables = f"""
from payout.rules.tables import *
units = Table("units", "unit", "单位", key="unit_id").of(
    identifier("unit_id", "编码"), enumeration("kind", {{{names}}}, "类", blank=True))
"""
    stated = rule("unit", "first_match((unit.kind == 'o150', 'o199'), otherwise=unit.kind)", word="option")
    policy = policy_of(tmp_path, stated, tables=tables, head=head_of("unit"))
    units = [{"unit_id": "1", "kind": "o150"}, {"unit_id": "2", "kind": "o180"}, {"unit_id": "3"}]
    assert values(run(policy, units=units), "unit") == ["o199", "o180", None]


def test_a_rule_states_the_words_of_what_it_gives(tmp_path):
    words = 'words={"p": "合格", "q": "不合格"}'
    stated = rule("unit", 'first_match((unit.assessed, "p"), otherwise="q")', words, word="option")
    after = rule("unit", 'first_match((unit.result == "p", unit.result), otherwise="z")', name="later")
    ready = compiled(policy_of(tmp_path, stated + after))
    assert ready.schema_of("unit", "result").labels == {"p": "合格", "q": "不合格"}
    assert ready.schema_of("unit", "later").labels == {"z": "z", "p": "合格", "q": "不合格"}


BATCH_TABLES = """
from payout.rules.tables import *

batch = Table("batch", "batch", "本批", single=True).of(money("budget", "总额"))
units = Table("units", "unit", "单位", key="unit_id").of(
    identifier("unit_id", "编码"), text("county", "县"), number("score", "得分", measure="points", places=0))
scores = Table("scores", "score", "月分", unique=("unit_id", "month")).of(
    reference("unit_id", "unit", "单位", parent=True), count("month", "月"), count("points", "分"))
decisions = decisions_table()
everyone = Grouped("everyone", "all_of_them", "全部", of="unit", by=())
part = Grouped("part", "parts", "县月", of="score", by=("unit_id", "month"))
"""
BATCH_HEAD = head_of("batch", "unit", "score", "everyone", "part")
THREE_UNITS = [{"unit_id": f"U{n}", "county": "甲", "score": n} for n in (1, 2, 3)]


def batch_policy(path, *rules):
    return policy_of(path, "\n".join(rules), tables=BATCH_TABLES, head=BATCH_HEAD)


def test_the_one_row_of_a_batch_is_the_parent_of_every_level_without_one(tmp_path):
    policy = batch_policy(
        tmp_path,
        rule("everyone", "batch.budget / total(unit.score)", name="value"),
        rule("unit", "unit.score * batch.budget / total(unit.score, within=batch)"),
        rule("score", "score.unit.everyone.batch.budget", name="seen"),
    )
    found = run(
        policy, batch=[{"budget": 12}], units=THREE_UNITS, scores=[{"unit_id": "U1", "month": 1, "points": 1}]
    )
    assert values(found, "unit") == [2, 4, 6]
    assert values(found, "everyone", "value") == [2]
    assert values(found, "score", "seen") == [12]


def test_without_its_row_what_a_batch_says_is_missing(tmp_path):
    policy = batch_policy(tmp_path, rule("unit", "batch.budget"))
    assert values(run(policy, units=THREE_UNITS), "unit") == [None] * 3


def test_rows_that_columns_tell_apart_together_can_be_decided(tmp_path):
    asked = 'decide("ok", "可否 | may it", where=score.points > 1)'
    policy = batch_policy(tmp_path, rule("score", asked))
    scores = [{"unit_id": "U1", "month": month, "points": month} for month in (1, 2)]
    found = run(policy, units=THREE_UNITS, scores=scores)
    assert [one.subject for one in asked_of_people(found).open] == ["score:U1/2"]
    decisions = [{"question": "ok", "subject": "score:U1/2", "answer": "yes"}]
    settled = run(policy, units=THREE_UNITS, scores=scores, decisions=decisions)
    assert (values(settled, "score"), asked_of_people(settled).open) == ([None, "yes"], [])


def test_two_tables_of_one_row_are_refused(tmp_path):
    tables = BATCH_TABLES + 'more = Table("more", "more", "又", single=True).of(money("x", "数"))\n'
    with pytest.raises(LanguageError, match="batch and more are tables of one row"):
        policy_of(tmp_path, tables=tables, head=BATCH_HEAD)
