"""Every word of the language, over tables small enough to work out by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest
from bench import policy_of, rule, run, table_of, values

from payout.rules.compiled.compiled import compiled
from payout.engines.checks import decision_findings
from payout.engines.reference.engine import RuleFault
from payout.rules.tree import LanguageError

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
    [base]
    zh = "基数"
    kind = "money"
    clause = "1"
    since = 2024-01-01
    value = 100
    [zero]
    zh = "零"
    kind = "count"
    clause = "1"
    since = 2024-01-01
    value = 0
    [fen]
    zh = "分"
    kind = "money"
    clause = "1"
    since = 2024-01-01
    value = 0.01
    [by_category]
    zh = "表"
    kind = "table"
    measure = "yuan"
    clause = "1"
    since = 2024-01-01
    keys = ["category"]
    value = { a = 7 }
    [by_both]
    zh = "表"
    kind = "table"
    measure = "yuan"
    clause = "1"
    since = 2024-01-01
    keys = ["category", "assessed"]
    [by_both.value]
    a = { yes = 1, no = 2 }
    b = { yes = 3, no = 4 }
    [by_score]
    zh = "档次"
    kind = "bands"
    clause = "1"
    since = 2024-01-01
    value = [{ below = 85, gives = 1 }, { from = 85, gives = "5/3" }]
    [by_word]
    zh = "档次"
    kind = "bands"
    clause = "1"
    since = 2024-01-01
    value = [{ below = 85, gives = "low" }, { from = 85, below = 90, gives = "high" }]
    [words]
    zh = "词"
    kind = "table"
    measure = "word"
    clause = "1"
    since = 2024-01-01
    keys = ["points"]
    value = { 5 = "five", 3 = "three" }
    [way]
    zh = "口径"
    kind = "choice"
    clause = "1"
    since = 2024-01-01
    value = "one"
    why = "because"
    options = { one = "一", two = "二" }
"""
F = Fraction


def result(tmp_path, level, body, *names, sets=(), more=""):
    policy = policy_of(tmp_path, more + rule(level, body, *names), parameters=PARAMETERS).changed(sets=sets)
    return values(run(policy, units=UNITS, people=PEOPLE, spells=SPELLS), level)


UNIT = [
    # arithmetic: missing stays missing, plain numbers are exact
    ("score + base", ["score", "base"], [F(190), F(180), None]),
    ("base - score", ["score", "base"], [F(10), F(20), None]),
    ("score * 2 - 1", ["score"], [F(179), F(159), None]),
    ("1 - score / 3", ["score"], [F(-29), F(-77, 3), None]),
    ("100 / score", ["score"], [F(10, 9), F(5, 4), None]),
    ("-score", ["score"], [F(-90), F(-80), None]),
    ("base / 3", ["base"], [F(100, 3)] * 3),
    # comparison: a missing side is neither true nor false
    ("score > 80", ["score"], [True, False, None]),
    ("score >= 80", ["score"], [True, True, None]),
    ("score < 90", ["score"], [False, True, None]),
    ("score <= 80", ["score"], [False, True, None]),
    ("score == 90", ["score"], [True, False, None]),
    ("score != 90", ["score"], [False, True, None]),
    ("category == 'a'", ["category"], [True, False, None]),
    ("category != 'a'", ["category"], [False, True, None]),
    ("name == '甲局'", ["name"], [True, None, None]),
    ("name != town", ["name", "town"], [True, None, None]),
    ("assessed == True", ["assessed"], [True, False, None]),
    ("is_in(category, ['a', 'b'])", ["category"], [True, True, None]),
    # Kleene: false & missing is false, true | missing is true
    ("assessed & (score > 0)", ["assessed", "score"], [True, False, None]),
    ("(score == 1) & known(score)", ["score"], [False, False, False]),
    ("(score > 0) | ~known(score)", ["score"], [True, True, True]),
    ("~assessed", ["assessed"], [False, True, None]),
    ("True & assessed", ["assessed"], [True, False, None]),
    ("False | assessed", ["assessed"], [True, False, None]),
    # choice
    ("first_match((assessed, 1), (score > 0, 2), otherwise=3)", ["assessed", "score"], [F(1), F(2), F(3)]),
    ("first_match((assessed, 1))", ["assessed"], [F(1), None, None]),
    ("first_match((assessed, 'p'), otherwise='q')", ["assessed"], ["p", "q", "q"]),
    ("first_match((assessed, 'p'), otherwise='q') == 'p'", ["assessed"], [True, False, False]),
    ("first_match((assessed, category), otherwise='none')", ["assessed", "category"], ["a", "none", "none"]),
    ("first_match((assessed, name), otherwise=town)", ["assessed", "name", "town"], ["甲局", "T2", None]),
    ("first_match((assessed, score > 95), otherwise=assessed)", ["assessed", "score"], [False, False, None]),
    ("when(assessed, score)", ["assessed", "score"], [F(90), None, None]),
    ("when(assessed, 'p')", ["assessed"], ["p", None, None]),
    ("first_known(score, 0)", ["score"], [F(90), F(80), F(0)]),
    ("known(score)", ["score"], [True, True, False]),
    # bounds: a `when` that does not hold takes no part; one that does and is missing makes it missing
    ("least(score, 85)", ["score"], [F(85), F(80), None]),
    ("greatest(score, 85, 89)", ["score"], [F(90), F(89), None]),
    ("clip(score, 82, 88)", ["score"], [F(88), F(82), None]),
    ("least(100, when(known(score), score))", ["score"], [F(90), F(80), F(100)]),
    ("least(when(assessed, score), when(score > 0, 85))", ["assessed", "score"], [F(85), F(85), None]),
    ("greatest(when(~known(score), score), when(True, 1))", ["score"], [F(1), F(1), None]),
    # tables of parameters
    ("lookup(by_category, category)", ["by_category", "category"], [F(7), None, None]),
    ("lookup(by_both, category, assessed)", ["by_both", "category", "assessed"], [F(1), F(4), None]),
    ("lookup(by_both, 'b', assessed)", ["by_both", "assessed"], [F(3), F(4), None]),
    ("band(by_score, score)", ["by_score", "score"], [F(5, 3), F(1), None]),
    ("band(by_word, score)", ["by_word", "score"], [None, "low", None]),
    ("band(by_word, score - 5) == 'high'", ["by_word", "score"], [True, False, None]),
    # readings
    ("choose(way, one=score, two=base)", ["way", "score", "base"], [F(90), F(80), None]),
    # links
    ("via(follows, score)", ["follows", "score"], [None, F(90), F(80)]),
    ("inherited(follows, score)", ["follows", "score"], [F(90), F(90), F(80)]),
    # children, and grandchildren two levels below
    ("total(people.points)", ["people"], [F(8), None, F(0)]),
    ("total(people.points, where=known(people.points))", ["people"], [F(8), F(3), F(0)]),
    ("mean(people.points, where=people.present)", ["people"], [F(5), F(3), None]),
    ("highest(people.points, where=known(people.points))", ["people"], [F(5), F(3), None]),
    ("lowest(people.points, where=known(people.points))", ["people"], [F(3), F(3), None]),
    ("count(people)", ["people"], [F(2), F(2), F(0)]),
    ("count(people.points)", ["people"], [F(2), F(1), F(0)]),
    ("count(people.present)", ["people"], [F(1), F(1), F(0)]),
    ("count(people, where=people.present)", ["people"], [F(1), F(1), F(0)]),
    ("count_distinct(people.points)", ["people"], [F(2), F(1), F(0)]),
    ("count_distinct(people.grade, where=people.present)", ["people"], [F(1), F(1), F(0)]),
    ("exists(people)", ["people"], [True, True, False]),
    ("exists(people, where=people.grade == 'y')", ["people"], [True, False, False]),
    ("exists(people.points > 4)", ["people"], [True, False, False]),
    ("total(people.points * score, where=known(people.points))", ["people", "score"], [F(720), F(240), F(0)]),
    ("total(spells.months)", ["spells"], [F(4), F(20), F(0)]),
    ("exists(spells.level == 'high')", ["spells"], [True, False, False]),
    # the level's own rows, by keys and by parent
    ("total(score, where=known(score))", ["score"], [F(170), F(170), F(0)]),  # U3 states no county: one of its own
    ("mean(score, within=category)", ["score", "category"], [F(90), F(80), None]),
    ("mean(score, where=known(score), within=county)", ["score", "county"], [F(85), F(85), None]),
    ("rank(score)", ["score"], [F(1), F(2), None]),
    ("rank(score, best='lowest')", ["score"], [F(2), F(1), None]),
    ("rank(score, where=assessed)", ["score", "assessed"], [F(1), None, None]),
]  # fmt: skip


@pytest.mark.parametrize(("body", "names", "expected"), UNIT, ids=[body for body, *_ in UNIT])
def test_word_at_unit(tmp_path, body, names, expected):
    assert result(tmp_path, "unit", body, *names) == expected


PERSON = [
    ("score", ["score"], [F(90), F(90), F(80), F(80)]),
    ("unit.score - points", ["unit", "points"], [F(85), F(87), None, F(77)]),
    ("total(points, where=known(points), within=unit)", ["points", "unit"], [F(8), F(8), F(3), F(3)]),
    ("points / total(points, where=known(points))", ["points"], [F(5, 8), F(3, 8), None, F(1)]),
    ("count(spells)", ["spells"], [F(2), F(0), F(0), F(1)]),
    ("total(spells.months, where=spells.unit != unit)", ["spells", "unit"], [F(8), F(0), F(0), F(0)]),
    ("total(spells.months * spells.unit.score)", ["spells"], [F(1000), F(0), F(0), F(960)]),
    ("year_of(joined)", ["joined"], [F(2024), F(2023), None, F(2024)]),
    ("joined >= Date(2024, 1, 1)", ["joined"], [True, False, None, True]),
    ("joined < Date(2024, 1, 1)", ["joined"], [False, True, None, False]),
    ("joined == Date(2024, 1, 1)", ["joined"], [False, False, None, True]),
    ("when(present, joined) > Date(2024, 1, 15)", ["present", "joined"], [True, None, None, False]),
    ("year_of(first_match((known(joined), joined), otherwise=Date(2000, 1, 1)))", ["joined"], [F(2024), F(2023), F(2000), F(2024)]),
    ("lookup(words, points)", ["words", "points"], ["five", "three", None, "three"]),
    ("name == unit.name", ["name", "unit"], [True, None, None, None]),
    ("grade == first_match((present, 'x'), otherwise='y')", ["grade", "present"], [True, True, None, True]),
    ("via(seconded, unit.score)", ["seconded", "unit"], [None, None, F(90), None]),
    ("rank(points, within=())", ["points"], [F(1), F(2), None, F(1)]),
    ("rank(points, within=present)", ["points", "present"], [F(1), F(1), None, F(2)]),
    ("prorate(base, 5)", ["base"], [F(125, 3)] * 4),
]  # fmt: skip


@pytest.mark.parametrize(("body", "names", "expected"), PERSON, ids=[body for body, *_ in PERSON])
def test_word_at_person(tmp_path, body, names, expected):
    assert result(tmp_path, "person", body, *names, more="from datetime import date as Date\n") == expected


def test_choice_takes_the_reading_in_force(tmp_path):
    found = result(
        tmp_path, "unit", "choose(way, one=score, two=base)", "way", "score", "base", sets=("way=two",)
    )
    assert found == [100, 100, 100]


def test_a_column_may_have_the_name_of_anything_in_the_engine(tmp_path):
    """`spells.level` is a column, though a level as an argument has a level of its own."""
    assert result(tmp_path, "person", "exists(spells.level == 'high')", "spells") == [
        True,
        False,
        False,
        False,
    ]


def test_a_groups_rows_are_the_children_of_the_group(tmp_path):
    found = result(tmp_path, "county", "total(units.score, where=known(units.score))", "units")
    assert found == [170, 0]  # C1, and the units that state no county


def test_grandchildren_pass_through_one_aggregate(tmp_path):
    assert result(tmp_path, "county", "count(people)", "people") == [4, 0]


@pytest.mark.parametrize(
    ("ties", "expected"), [("lowest", [1, 2, 2, 4]), ("highest", [1, 3, 3, 4]), ("dense", [1, 2, 2, 3])]
)
def test_rank_answers_ties_as_declared(tmp_path, ties, expected):
    policy = policy_of(tmp_path, rule("person", f"rank(points, ties={ties!r})", "points"))
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
    policy = policy_of(tmp_path, rule("unit", f"rounded(score, 1, {mode!r})", "score"))
    units = [{"unit_id": f"U{n}", "score": s} for n, s in enumerate(["1.25", "-1.25", "1.26"])]
    assert values(run(policy, units=units), "unit") == [F(text) for text in expected]


def test_to_fen_and_to_whole(tmp_path):
    assert result(tmp_path, "unit", "to_fen(score / 7)", "score")[0] == F("12.86")
    assert result(tmp_path / "b", "unit", "to_whole(score / 7, 'floor')", "score")[0] == 12


# ---- allocation ---------------------------------------------------------------------------------------------------------


def allocated(tmp_path, pool, weights, order=None):
    policy = policy_of(
        tmp_path,
        rule("person", f"allocate({pool}, points, unit=fen)", "points", "fen"),
        parameters=PARAMETERS,
    )
    people = [{"person_id": f"P{n}", "unit_id": "U1", "points": w} for n, w in enumerate(weights)]
    people = [people[n] for n in order or range(len(people))]
    evaluation = run(policy, units=UNITS[:1], people=people)
    return dict(zip(values(evaluation, "person", "person_id"), values(evaluation, "person"), strict=True))


def test_allocation_spends_the_pool_and_ties_go_by_key(tmp_path):
    shares = allocated(tmp_path, 100, [1, 1, 1])
    assert shares == {"P0": F("33.34"), "P1": F("33.33"), "P2": F("33.33")}


def test_allocation_does_not_depend_on_row_order(tmp_path):
    assert allocated(tmp_path, 100, [3, 1, 3, 7], [2, 0, 3, 1]) == allocated(
        tmp_path / "b", 100, [3, 1, 3, 7]
    )


def test_allocation_refuses_a_pool_that_differs_within_a_group(tmp_path):
    policy = policy_of(
        tmp_path, rule("person", "allocate(points, points, unit=fen)", "points", "fen"), parameters=PARAMETERS
    )
    with pytest.raises(RuleFault, match=r"person.result \(clause 1\): allocate: the pool differs"):
        run(policy, units=UNITS, people=PEOPLE[:2])


# ---- division -----------------------------------------------------------------------------------------------------------

DIVIDED = [
    ("first_match((score == 80, 0), otherwise=1 / (score - 80))", ["score"]),
    ("when(score > 80, 1 / (score - 80))", ["score"]),
    ("least(1, when(score > 80, 1 / (score - 80)))", ["score"]),
    ("choose(way, one=score, two=1 / zero)", ["way", "score", "zero"]),
    (
        "first_match((exists(people), total(people.points / (people.points - 9), where=known(people.points))), otherwise=0)",
        ["people"],
    ),
    ("first_match((assessed, 1), otherwise=mean(score / 1, where=known(score)))", ["assessed", "score"]),
    ("first_match((score > 85, total(people.points / (score - 80))), otherwise=0)", ["people", "score"]),
]


@pytest.mark.parametrize(("body", "names"), DIVIDED, ids=[body for body, _ in DIVIDED])
def test_a_branch_not_taken_may_divide_by_zero(tmp_path, body, names):
    result(tmp_path, "unit", body, *names)


ZERO = [
    ("1 / (score - 80)", ["score"], "division by zero for 1 rows of unit, first U2"),
    ("base / zero", ["base", "zero"], "division by zero for 3 rows of unit, first U1"),
    ("first_match((score == 80, 1 / (score - 80)), otherwise=0)", ["score"], "1 rows of unit, first U2"),
    (
        "total(people.points / (people.points - 3), where=known(people.points))",
        ["people"],
        "2 rows of person, first P2",
    ),
    ("via(follows, 1 / (score - 80))", ["follows", "score"], "1 rows of unit, first U2"),
    ("known(1 / (score - 80))", ["score"], "1 rows of unit, first U2"),
]


@pytest.mark.parametrize(("body", "names", "says"), ZERO, ids=[body for body, *_ in ZERO])
def test_a_zero_divisor_that_a_row_needs_is_refused(tmp_path, body, names, says):
    with pytest.raises(RuleFault, match=r"unit.result \(clause 1\): ") as fault:
        result(tmp_path, "unit", body, *names)
    assert says in str(fault.value)


# ---- decisions ----------------------------------------------------------------------------------------------------------

TIED = """
@unit.rule(clause="1", zh="先进")
def result(score):
    "Best."
    return among_best(score, 1, where=known(score), within=(), question="tie", zh="并列", en="Tied?")
"""
TIES = [{"unit_id": f"U{n}", "score": 9, "county": "C"} for n in (1, 2)] + [
    {"unit_id": "U3", "score": 1, "county": "C"}
]


def decide(tmp_path, *answers):
    policy = policy_of(tmp_path, TIED)
    rows = [{"question": "tie", "subject": f"unit:{unit}", "answer": answer} for unit, answer in answers]
    evaluation = run(policy, units=TIES, decisions=rows)
    return (
        values(evaluation, "unit"),
        [(one.subject, one.detail.en) for one in evaluation.open_points],
        evaluation,
    )


def test_an_undecided_tie_is_an_open_point_for_each_row(tmp_path):
    _, points, _ = decide(tmp_path)
    assert points == [("unit:U1", "exactly 1 of them yes"), ("unit:U2", "exactly 1 of them yes")]


@pytest.mark.parametrize("words", [("yes", "no"), ("是", "否"), (" 是 ", "no")])
def test_a_decision_by_identifier_or_word(tmp_path, words):
    found, points, _ = decide(tmp_path, ("U1", words[0]), ("U2", words[1]))
    assert (found, points) == ([True, False, False], [])


@pytest.mark.parametrize(
    "answers",
    [
        [("U1", "yes")],
        [("U1", "yes"), ("U2", "yes")],
        [("U1", "no"), ("U2", "no")],
        [("U1", "yes"), ("U2", "maybe")],
        [("U1", "yes"), ("U2", "no"), ("U1", "no")],
    ],
    ids=["one is missing", "too many", "too few", "no such answer", "contradiction"],
)
def test_what_is_not_settled_stays_open(tmp_path, answers):
    _, points, _ = decide(tmp_path, *answers)
    assert [subject for subject, _ in points] == ["unit:U1", "unit:U2"]


def test_a_decision_that_answers_nothing_is_a_warning(tmp_path):
    policy = policy_of(tmp_path, TIED)
    rows = [{"question": "tie", "subject": f"unit:{unit}", "answer": "no"} for unit in ("U3", "U9")]
    evaluation = run(policy, units=TIES, decisions=rows)
    table = table_of(policy, "decisions", rows)
    found = list(decision_findings(evaluation, {"decisions": table}))
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
    policy = policy_of(tmp_path, TIED)
    rows = [{"question": "tie", "subject": f"unit:{unit}", "answer": answer} for unit, answer in answers]
    evaluation = run(policy, units=TIES, decisions=rows)
    found = decision_findings(evaluation, {"decisions": table_of(policy, "decisions", rows)})
    assert [(one.code, one.subject, one.fix.en) for one in found] == codes


def test_no_row_is_asked_that_does_not_tie(tmp_path):
    policy = policy_of(tmp_path, TIED)
    evaluation = run(policy, units=TIES[1:])
    assert (values(evaluation, "unit"), evaluation.open_points) == ([True, False], [])


def test_more_options_than_an_int8_counts(tmp_path):
    names = ", ".join(f'"o{n}": "{n}"' for n in range(200))
    tables = f"""
from payout.rules.policy.tables import *
units = Table("units", level="unit", zh="单位", key="unit_id", columns=(
    identifier("unit_id", zh="编码"), enumeration("kind", {{{names}}}, zh="类", blank=True)))
"""
    head = "from payout.rules import *\npolicy = Policy.load(__file__)\nunit = policy.level('unit')\n"
    body = rule("unit", "first_match((kind == 'o150', 'o199'), otherwise=kind)", "kind")
    policy = policy_of(tmp_path, body, tables=tables, head=head)
    units = [{"unit_id": "1", "kind": "o150"}, {"unit_id": "2", "kind": "o180"}, {"unit_id": "3"}]
    assert values(run(policy, units=units), "unit") == ["o199", "o180", None]


def test_a_rule_states_the_words_of_what_it_gives(tmp_path):
    head = '\n@unit.rule(clause="1", zh="结果", words={"p": "合格", "q": "不合格"})\n'
    body = (
        'def result(assessed):\n    """Result."""\n    return first_match((assessed, "p"), otherwise="q")\n'
    )
    after = rule("unit", 'first_match((result == "p", result), otherwise="z")', "result", name="later")
    scheme = compiled(policy_of(tmp_path, head + body + after))
    assert scheme.type_of_column("unit", "result").options == {"p": "合格", "q": "不合格"}
    assert scheme.type_of_column("unit", "later").options == {"z": "z", "p": "合格", "q": "不合格"}


BATCH_TABLES = """
from payout.rules.policy.tables import *
from payout.rules import Grouped

batch = Table("batch", level="batch", zh="本批", single=True, columns=(money("budget", zh="总额"),))
units = Table("units", level="unit", zh="单位", key="unit_id", columns=(
    identifier("unit_id", zh="编码"), text("county", zh="县"), number("score", zh="得分", measure="points", places=0)))
scores = Table("scores", level="score", zh="月分", unique=("unit_id", "month"), columns=(
    reference("unit_id", "unit", zh="单位", parent=True), count("month", zh="月"), count("points", zh="分")))
decisions = decisions_table()
everyone = Grouped("everyone", "all_of_them", "全部", of="unit", by=())
part = Grouped("part", "parts", "县月", of="score", by=("unit_id", "month"))
"""
BATCH_HEAD = """
from fractions import Fraction
from payout.rules import *

policy = Policy.load(__file__)
batch, unit, score, everyone, part = (policy.level(name) for name in ("batch", "unit", "score", "everyone", "part"))
"""
THREE_UNITS = [{"unit_id": f"U{n}", "county": "甲", "score": n} for n in (1, 2, 3)]


def batch_policy(path, *rules):
    return policy_of(path, "\n".join(rules), tables=BATCH_TABLES, head=BATCH_HEAD)


def test_the_one_row_of_a_batch_is_the_parent_of_every_level_without_one(tmp_path):
    policy = batch_policy(
        tmp_path,
        rule("everyone", "batch.budget / total(units.score)", "batch", "units", name="value"),
        rule("unit", "score * batch.budget / total(score, within=batch)", "score", "batch"),
        rule("score", "unit.everyone.batch.budget", "unit", name="seen"),
    )
    found = run(
        policy, batch=[{"budget": 12}], units=THREE_UNITS, scores=[{"unit_id": "U1", "month": 1, "points": 1}]
    )
    assert values(found, "unit") == [2, 4, 6]
    assert values(found, "everyone", "value") == [2]
    assert values(found, "score", "seen") == [12]


def test_without_its_row_what_a_batch_says_is_missing(tmp_path):
    policy = batch_policy(tmp_path, rule("unit", "batch.budget", "batch"))
    assert values(run(policy, units=THREE_UNITS), "unit") == [None] * 3


def test_rows_that_columns_tell_apart_together_can_be_decided(tmp_path):
    asked = 'decide("ok", where=points > 1, answers={"yes": "是", "no": "否"}, zh="可否", en="may it")'
    policy = batch_policy(tmp_path, rule("score", asked, "points"))
    scores = [{"unit_id": "U1", "month": month, "points": month} for month in (1, 2)]
    found = run(policy, units=THREE_UNITS, scores=scores)
    assert [one.subject for one in found.open_points] == ["score:U1/2"]
    decisions = [{"question": "ok", "subject": "score:U1/2", "answer": "yes"}]
    settled = run(policy, units=THREE_UNITS, scores=scores, decisions=decisions)
    assert (values(settled, "score"), settled.open_points) == ([None, "yes"], [])


def test_two_tables_of_one_row_are_refused(tmp_path):
    tables = (
        BATCH_TABLES
        + 'more = Table("more", level="more", zh="又", single=True, columns=(money("x", zh="数"),))\n'
    )
    with pytest.raises(LanguageError, match="batch and more are tables of one row"):
        policy_of(tmp_path, tables=tables, head=BATCH_HEAD)
