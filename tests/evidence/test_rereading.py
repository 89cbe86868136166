"""Traces are read back from what is printed: every scheme's agree to the fen, and one that was changed by hand never does."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from fractions import Fraction

import pytest

from payout.evidence.lists import Figure, ManyRows
from payout.evidence.rereading.checking import Checker, right
from payout.evidence.rereading.grammar import NotAsPrinted, Reader, number, rounded
from payout.evidence.steps import Term, every
from payout.rendering.words import MODES, WORDS, rounding
from tests.evidence.traces import SCHEMES, reader, rows

SEED = random.randrange(10**6)
DIGIT = re.compile(r"[0-9](?! 位小数)")  # of a number: how many decimals a rounding has is said in words


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", SCHEMES)
def test_every_scheme_is_read_back_to_the_fen(name, lang):
    explainer, checker = reader(name, lang)
    for row in rows(name, SEED, 25):
        checker.trace(explainer.explain(*row))
    assert checker.found.differences == [], f"seed {SEED}"
    assert checker.found.steps > 25


def changed(text, chance):
    """A text with one digit changed."""
    at = chance.choice([found.start() for found in DIGIT.finditer(text)])
    digit = chance.choice([one for one in "0123456789" if one != text[at]])
    return text[:at] + digit + text[at + 1 :]


def with_step(top, old, new):
    """A trace with one of its steps exchanged, wherever it stands."""
    made = {id(old): new}

    def exchanged(step):
        if id(step) not in made:
            made[id(step)] = replace(step, rests_on=tuple(map(exchanged, step.rests_on)))
        return made[id(step)]

    return exchanged(top)


def changes(top):
    """The numbers of a trace that somebody may change: of each step its value, fraction, formula, and value before rounding.

    Of an input the value, where the step above prints it; what stands in a key of text is none.
    """
    printed = {
        id(step.rests_on[part.of])
        for step in every(top)
        for terms in (step.terms, *(one.terms for one in step.conditions))
        for term in terms
        for part in (term, *term.parts)
        if part.of >= 0
    }
    for step in every(top):
        names = ("value", "exact", "numbers", "before_rounding") if step.origin == "rule" else ("value",)
        for name in names:
            text = getattr(step, name)
            if DIGIT.search(text) and (step.origin == "rule" or id(step) in printed):
                yield step, name


@pytest.mark.parametrize("name", SCHEMES)
def test_a_number_that_was_changed_by_hand_is_found(name):
    chance = random.Random(SEED)
    explainer, _ = reader(name, "zh")
    for row in rows(name, SEED, 3):
        for top in explainer.explain(*row):
            found = list(changes(top))
            for step, field in chance.sample(found, min(len(found), 6)):
                bad = replace(step, **{field: changed(getattr(step, field), chance)})
                checker = Checker(explainer.lists.found)
                checker.trace((with_step(top, step, bad),))
                told = (SEED, field, getattr(step, field), getattr(bad, field), step.place)
                assert checker.found.differences, told


def test_a_difference_names_the_step_and_masks_the_person():
    explainer, checker = reader("county_target_bonus", "en")
    (top,) = explainer.explain("person", 1, ("payable",))
    checker.trace((replace(top, value="1.00", subject="person 11010119900307775X"),))
    (difference,) = checker.found.differences
    assert (difference.column, difference.printed) == ("payable", "1.00")
    assert "19900307" not in str(difference)
    assert "gives" in difference.why.en


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_word_that_a_formula_may_print_is_read(lang):
    one = Term("2.5")
    for word in (
        "least",
        "greatest",
        "total",
        "mean",
        "highest",
        "lowest",
        "count",
        "count_distinct",
        "exists",
    ):
        text = f"{WORDS[word](lang)}(2.5, 2.5)"
        assert Reader(text, (one, one)).whole() is not None
    for mode in MODES:
        for places in (-1, 0, 2, 3):
            text = f"{rounding(places, mode)(lang)}(2.5)"
            assert isinstance(Reader(text, (one,)).whole(), Fraction), text
    assert Reader(f"{WORDS['year'](lang)}(2012-03-04)", (Term("2012-03-04"),)).whole() == 2012


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        ("1 + 2 × 3", "1 2 3", Fraction(7)),
        ("(1 + 2) × 3", "1 2 3", Fraction(9)),
        ("8 − 2 − 1", "8 2 1", Fraction(5)),
        ("8 ÷ (2 ÷ 4)", "8 2 4", Fraction(16)),
        ("1 ÷ 0", "1 0", None),
        ("缺 + 1", "缺 1", None),
        ("3 ≥ 2 且 不是:否", "3 2 否", True),
        ("否 且 缺", "否 缺", False),
        ("否 或 缺", "否 缺", None),
        ("合计(1, 2, 3) ÷ 个数(是, 否, 是)", "1 2 3 是 否 是", Fraction(3)),
        ("最高(-1, 0)", "-1 0", Fraction(0)),
        ("least(3, 2) − mean(1, 2)", "3 2 1 2", Fraction(1, 2)),
    ],
)
def test_the_grammar(text, values, expected):
    found = Reader(text, tuple(map(Term, values.split()))).whole()
    assert found == expected
    assert isinstance(found, bool) == isinstance(expected, bool)


@pytest.mark.parametrize("text", ["1 +", "(1 + 2", "1 2", "wurzel(1)", "1 + 3"])
def test_what_does_not_follow_the_grammar_is_no_formula(text):
    with pytest.raises(NotAsPrinted):
        Reader(text, (Term("1"), Term("2"))).whole()


def test_a_number_that_is_cut_stands_with_its_fraction():
    assert number("0.333333…", "1/3") == Fraction(1, 3)
    assert number("-0.333333…", "-1/3") == Fraction(-1, 3)
    for text, exact in (
        ("0.333334…", "1/3"),
        ("0.333333…", ""),
        ("0.333333…", "-1/3"),
        ("0.5", "1/3"),
        ("a", ""),
    ):
        with pytest.raises(NotAsPrinted):
            number(text, exact)


@pytest.mark.parametrize(
    ("value", "mode", "expected"),
    [
        ("2.5", "half up", 3), ("-2.5", "half up", -3), ("2.5", "half down", 2), ("-2.5", "half down", -2),
        ("2.5", "half to even", 2), ("3.5", "half to even", 4), ("2.1", "up", 3), ("-2.1", "up", -2),
        ("2.9", "down", 2), ("-2.1", "down", -3), ("2.1", "away from zero", 3), ("-2.1", "away from zero", -3),
        ("2.9", "toward zero", 2), ("-2.9", "toward zero", -2),
    ],
)  # fmt: skip
def test_rounding(value, mode, expected):
    assert rounded(Fraction(value), mode, 0) == expected


def figures(*texts):
    return tuple(map(Figure, texts))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (("33.34", "33.33", "33.33"), True),
        (("33.34", "33.34", "33.32"), False),  # one took two
        (("33.33", "33.33", "33.33"), False),  # a fen is left
        (("33.35", "33.33", "33.32"), False),
    ],
)
def test_shares_come_to_the_pool_by_largest_remainders(given, expected):
    listed = ManyRows("share", Figure("100"), figures(*given), figures("1", "1", "1"), "1/100")
    assert right(listed) is expected


def test_a_list_that_does_not_come_to_its_total_is_found():
    assert right(ManyRows("mean", Figure("2"), figures("1", "3")))
    assert not right(ManyRows("mean", Figure("2.5"), figures("1", "3")))
