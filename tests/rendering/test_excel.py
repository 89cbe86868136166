"""The reading "excel": every word of the language as a formula, calculated by LibreOffice, against what is worked out by hand."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from payout.engines.records import stamp_of
from payout.outputs.formulas import write_formulas
from payout.rendering.excel import EXCEL, live_plan
from payout.rendering.excel.certainty import ALWAYS, HELD
from payout.rendering.excel.names import FreeNames, as_header, as_name
from payout.rendering.excel.pieces import both, either, negated
from payout.rules.compiled.compiled import compiled
from payout.rules.tree import NODES
from tests.outputs.live import Calculated, differing
from tests.rules.bench import head_of, policy_of, rule, run
from tests.rules.test_language import PARAMETERS, PEOPLE, PERSON, SPELLS, UNIT, UNITS
from tests.spreadsheet import recalculated, soffice

SEED = 20121231
MODES = ("half_up", "half_even", "half_down", "up", "down", "floor", "ceiling")
TIES = ("lowest", "highest", "dense")
HEAD = head_of("county", "unit", "person", "spell")
RANDOM_TABLES = """
from payout.rules.tables import *
units = Table("units", "unit", "单位", key="unit_id").of(
    identifier("unit_id", "编码"), *(number(n, n, measure="", places=2, signed=n != "third", blank=True)
    for n in ("score", "other", "third")))
"""


def words(stated):
    """The formulas of the language's own tests as rules, each with a name of its own."""
    return "".join(
        rule(level, formula, name=f"r{place}", label=f"结果{place} | result {place}")
        for place, (level, formula) in enumerate(stated)
    )


def everything(tmp_path):
    """All words at once: what they give stands beside them in the tests of the language."""
    stated = [("unit", formula) for formula, _ in UNIT] + [("person", formula) for formula, _ in PERSON]
    policy = policy_of(tmp_path / "of_words", words(stated), parameters=PARAMETERS)
    return run(policy, units=UNITS, people=PEOPLE, spells=SPELLS)


def roundings(tmp_path):
    """Ties in every mode, of decimals and of what has no end; places of both signs."""
    stated = [
        ("unit", f"rounded(unit.score{by}, {places}, {mode!r})")
        for mode in MODES
        for by in ("", " / 3", " * 1")
        for places in (-1, 0, 1)
    ]
    policy = policy_of(tmp_path / "of_rounding", words(stated))
    scores = ["1.25", "-1.25", "1.26", "0.75", "15", "-15", "25", "4.5", "-4.5", "45.45", "-0.15", None, "0"]
    return run(policy, units=[{"unit_id": f"U{n:02}", "score": score} for n, score in enumerate(scores)])


def places(tmp_path):
    """Ranks in every manner, and pools shared out: equal remainders, equal weights, a pool without weight."""
    stated = [
        ("person", f"rank(person.points / 3, ties={ties!r}, best={best!r})")
        for ties in TIES
        for best in ("highest", "lowest")
    ]
    stated += [
        ("person", f"rank(person.points, where=person.present, within=person.grade, ties={ties!r})")
        for ties in TIES
    ]
    stated += [
        ("person", "allocate(p.base, first_known(person.points, 0), unit=p.fen)"),
        ("person", "allocate(1, 1, unit=p.fen, within=())"),
    ]
    policy = policy_of(tmp_path / "of_places", words(stated), parameters=PARAMETERS)
    points = [9, 7, 7, 1, None, 7, "0.1", "0.2", "0.3", 9]
    people = [
        {
            "person_id": f"P{n}",
            "unit_id": f"U{n % 2 + 1}",
            "points": p,
            "present": n % 3 > 0,
            "grade": "xy"[n % 2] if n else None,
        }
        for n, p in enumerate(points)
    ]
    return run(policy, units=UNITS, people=people)


def grown(rng, depth):
    """A random formula, as the language writes it."""
    if depth == 0 or rng.random() < 0.2:
        return rng.choice(["unit.score", "unit.other", "unit.third", "2", "-1", "F(1, 3)", "F(5, 4)"])
    one, two = grown(rng, depth - 1), grown(rng, depth - 1)
    flag = held(rng, depth - 1)
    return rng.choice([
        f"(U({one}) + {two})", f"(U({one}) - {two})", f"(U({one}) * {two})", f"(U({one}) / F(7, 3))", f"when({flag}, {one})",
        f"first_match(({flag}, {one}), otherwise={two})", f"least({one}, when({flag}, {two}))", f"greatest({one}, {two})",
        f"rounded({one}, {rng.choice([0, 1])})", f"first_known({one}, {two})",
    ])  # fmt: skip


def held(rng, depth):
    """A random condition."""
    one, two = grown(rng, depth), grown(rng, depth)
    plain = f"(U({one}) {rng.choice(['<', '<=', '==', '!='])} {two})"
    return rng.choice(
        [plain, f"known({one})", f"({plain} & known({two}))", f"({plain} | ~{plain})", f"~({plain})"]
    )


def at_random(tmp_path):
    """A hundred random formulas over rows with zeros, ties and blanks."""
    rng = random.Random(SEED)
    print(f"seed {SEED}")  # noqa: T201 -- a random test tells its seed
    head = head_of("unit") + "from payout.rules.language.symbols import symbol as U\nF = Fraction\n"
    policy = policy_of(
        tmp_path / "of_random",
        words([("unit", grown(rng, 3)) for _ in range(100)]),
        tables=RANDOM_TABLES,
        head=head,
    )
    cells = [None, "0", "1", "-1", "0.5", "2.25", "1.25", "3", "100"]
    rows = [
        {
            "unit_id": f"U{n:02}",
            **{name: rng.choice(cells) for name in ("score", "other")},
            "third": rng.choice([None, "0", "0.5", "3"]),
        }
        for n in range(40)
    ]
    return run(policy, units=rows)


BOOKS = (everything, roundings, places, at_random)


@pytest.fixture(scope="module")
def calculated(tmp_path_factory):
    """Every bench with the sheets that LibreOffice makes of its formulas; LibreOffice always calculates anew."""
    home = tmp_path_factory.mktemp("excel")
    runs = {make.__name__: make(home) for make in BOOKS}
    books = []
    for name, made in runs.items():
        (home / name).mkdir()
        write_formulas(made, stamp_of(made.compiled.policy), home / name, lang="zh")
        books.append((home / name / "formulas.xlsx").rename(home / f"{name}.xlsx"))
    rows = recalculated(soffice(home / "profile"), books, home)
    return {name: (made, Calculated.of(made, rows, name)) for name, made in runs.items()}


@pytest.mark.parametrize("book", [make.__name__ for make in BOOKS])
def test_what_libreoffice_calculates_is_what_the_engine_says(calculated, book):
    assert differing(*calculated[book]) == []


def test_every_word_gives_what_was_worked_out_by_hand(calculated):
    """The tests of the language hold the engine to these values; here the engine is not asked at all."""
    made, sheets = calculated["everything"]
    found, level = [], ["unit"] * len(UNIT) + ["person"] * len(PERSON)
    for place, ((formula, expected), home) in enumerate(zip([*UNIT, *PERSON], level, strict=True)):
        shown = sheets.rule(made.compiled.by_key[home, f"r{place}"], len(expected))
        found += (
            [(formula, shown, expected)]
            if [plain(one, sheets.plan) for one in expected] != [rounded(one) for one in shown]
            else []
        )
    assert found == []


def plain(value, plan):
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value).upper()
    return f"{float(value):.9g}" if isinstance(value, Fraction) else plan.word(value)


def rounded(cell):
    try:
        return f"{float(cell):.9g}"
    except ValueError:
        return cell


def test_the_readings_are_complete():
    for reading in (EXCEL, ALWAYS, HELD):
        assert set(NODES) == set(reading._answers)


def test_what_cannot_be_missing_is_not_asked_for(tmp_path):
    policy = policy_of(tmp_path, rule("person", "lookup(p.by_flag, known(person.points)) + count(spell)", name="plain"), parameters="""
        ["1".by_flag]
        label = "表 | a table"
        measure = "yuan"
        keys = ["known"]
        table = { yes = 1, no = 2 }
        since = 2024-01-01
    """)  # fmt: skip
    built = compiled(policy)
    formula = live_plan(built, "en", lambda _: 8).rule(built.by_key["person", "plain"]).formula
    assert formula == (
        '=INDEX(by_flag[value],MATCH(IF(people[[#This Row],[points]]<>"","yes","no"),by_flag[known],0))'
        "+COUNTIFS(spells[person row],people[[#This Row],[row]])"
    )


def test_conditions_join_flat_and_settle():
    assert both(["A1", "AND(B1,C1)", "TRUE", "A1"]) == "AND(A1,B1,C1)"
    assert both(["A1", "FALSE"]) == "FALSE"
    assert either(["A1", 'OR(B1=")",C1)']) == 'OR(A1,B1=")",C1)'
    assert both(["AND(A1,B1)=AND(C1,D1)", "E1"]) == "AND(AND(A1,B1)=AND(C1,D1),E1)"
    assert negated("NOT(A1)") == "A1"
    assert negated("NOT(A1)=NOT(B1)") == "NOT(NOT(A1)=NOT(B1))"


def test_names_are_names_to_a_spreadsheet():
    assert [as_name(label) for label in ("全县奖金 平均数(元)", "R1C1", "ab12", "3月", "C")] == [
        "全县奖金_平均数_元",
        "_R1C1",
        "_ab12",
        "_3月",
        "_C",
    ]
    assert as_header("甲[乙]#'丙\n丁") == "甲［乙］＃’丙 丁"
    names = FreeNames()
    assert [names.free(one) for one in ("Ab", "aB", "AB", "单位")] == ["Ab", "aB2", "AB3", "单位"]
