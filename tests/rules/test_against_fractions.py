"""Random formulas over random columns, against an interpreter that takes one row at a time with plain Fractions."""

from __future__ import annotations

import tempfile
from fractions import Fraction
from pathlib import Path

from bench import policy_of, run, values
from hypothesis import given, settings
from hypothesis import strategies as st

from payout.engines.reference.engine import RuleFault
from payout.rules import first_match, greatest, known, least, rounded, when
from payout.rules.policy.policy import Rule
from payout.rules.tree import node

COLUMNS = ("score", "other", "third")
TABLES = """
from payout.rules.policy.tables import *
units = Table("units", level="unit", zh="单位", key="unit_id", columns=(
    identifier("unit_id", zh="编码"), *(number(n, zh=n, measure="points", places=2, signed=True, blank=True)
    for n in ("score", "other", "third"))))
"""
HEAD = "from payout.rules import *\npolicy = Policy.load(__file__)\n"
FOLDER = tempfile.TemporaryDirectory()
POLICY = policy_of(Path(FOLDER.name), tables=TABLES, head=HEAD)


class NeededZeroError(Exception):
    """A row needs a quotient by zero."""


def conditions(numbers):
    return st.one_of(
        st.tuples(st.sampled_from(["<", "<=", "==", "!="]), numbers, numbers),
        st.tuples(st.just("known"), numbers),
    )


def larger(numbers):
    flags = conditions(numbers)
    flags = st.one_of(
        flags, st.tuples(st.sampled_from(["&", "|"]), flags, flags), st.tuples(st.just("~"), flags)
    )
    member = st.one_of(numbers, st.tuples(st.just("when"), flags, numbers))
    return st.one_of(
        st.tuples(st.sampled_from(["+", "-", "*", "/"]), numbers, numbers),
        st.tuples(st.just("when"), flags, numbers),
        st.tuples(st.just("first"), flags, numbers, flags, numbers, numbers),
        st.tuples(st.sampled_from(["least", "greatest"]), member, member, member),
        st.tuples(st.just("round"), numbers),
    )


small = st.integers(-3, 3).map(Fraction) | st.sampled_from([Fraction(1, 3), Fraction(5, 4), Fraction(-1, 2)])
trees = st.recursive(st.sampled_from(COLUMNS) | small, larger, max_leaves=10)
cells = st.none() | st.sampled_from(["0", "1", "-1", "0.5", "-0.5", "2.25", "1.25", "3", "100"])
rows = st.lists(st.tuples(cells, cells, cells), min_size=1, max_size=5)


def expression(tree, symbols):  # noqa: PLR0911 - one case a word
    """The tree in the language."""
    match tree:
        case str():
            return symbols[tree]
        case Fraction():
            return tree
        case ("known", value):
            return known(expression(value, symbols))
        case ("~", value):
            return ~expression(value, symbols)
        case ("round", value):
            return rounded(expression(value, symbols), 1)
        case ("when", condition, value):
            return when(expression(condition, symbols), expression(value, symbols))
        case ("first", *parts):
            one, first, two, second, rest = (expression(part, symbols) for part in parts)
            return first_match((one, first), (two, second), otherwise=rest)
        case ("least" | "greatest" as word, *members):
            return {"least": least, "greatest": greatest}[word](
                *(expression(member, symbols) for member in members)
            )
        case (op, left, right):
            return OPERATORS[op](node(expression(left, symbols)), expression(right, symbols))


OPERATORS = {
    "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "/": lambda a, b: a / b,
    "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, "==": lambda a, b: a == b, "!=": lambda a, b: a != b,
    "&": lambda a, b: a & b, "|": lambda a, b: a | b,
}  # fmt: skip


def interpret(tree, row):  # noqa: C901, PLR0911, PLR0912 - one case a word
    """The tree's value in one row; None is missing."""
    match tree:
        case str():
            return row[tree]
        case Fraction():
            return tree
        case ("known", value):
            return interpret(value, row) is not None
        case ("~", value):
            found = interpret(value, row)
            return None if found is None else not found
        case ("round", value):
            found = interpret(value, row)
            return None if found is None else half_up(found)
        case ("when", condition, value):
            return interpret(value, row) if interpret(condition, row) is True else None
        case ("first", one, first, two, second, rest):
            for condition, value in ((one, first), (two, second)):
                if interpret(condition, row) is True:
                    return interpret(value, row)
            return interpret(rest, row)
        case ("least" | "greatest" as word, *members):
            return extreme(word, members, row)
        case ("&" | "|" as op, left, right):
            sides = (interpret(left, row), interpret(right, row))
            deciding = op == "|"
            return deciding if deciding in sides else None if None in sides else not deciding
        case (op, left, right):
            first, second = interpret(left, row), interpret(right, row)
            if op == "/" and second == 0:
                raise NeededZeroError
            return None if first is None or second is None else OPERATORS[op](first, second)


def half_up(value):
    tenths = abs(value) * 10
    whole = tenths.numerator * 2 // tenths.denominator
    return Fraction((whole + 1) // 2, 10) * (1 if value >= 0 else -1)


def extreme(word, members, row):
    taking = []
    for member in members:
        if isinstance(member, tuple) and member[0] == "when":
            if interpret(member[1], row) is not True:
                continue
            member = member[2]  # noqa: PLW2901 - the value that takes part
        taking.append(interpret(member, row))
    if not taking or None in taking:
        return None
    return min(taking) if word == "least" else max(taking)


@settings(max_examples=250, deadline=None)
@given(trees, rows)
def test_formulas_are_what_plain_fractions_say(tree, cells_of_rows):
    def result(score, other, third):
        """Result."""
        return expression(tree, {"score": score, "other": other, "third": third})

    policy = POLICY.changed()
    policy.rules[:] = [Rule("unit", "result", "1", POLICY.card.title, "", result)]
    units = [
        {"unit_id": f"U{n}", **dict(zip(COLUMNS, row, strict=True))} for n, row in enumerate(cells_of_rows)
    ]
    plain = [{name: None if row[name] is None else Fraction(row[name]) for name in COLUMNS} for row in units]
    try:
        expected = [interpret(tree, row) for row in plain]
    except NeededZeroError:
        expected = None
    try:
        found = values(run(policy, units=units), "unit")
    except RuleFault as fault:
        assert "division by zero" in str(fault)  # noqa: PT017 - the interpreter may or may not meet it
        found = None
    assert found == expected
