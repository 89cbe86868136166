"""Random formulas over random columns, against an interpreter that takes one row at a time with plain Fractions."""

from __future__ import annotations

import tempfile
from fractions import Fraction
from pathlib import Path

from bench import head_of, policy_of, run, values
from hypothesis import given, settings
from hypothesis import strategies as st

from payout.engines.reference.engine import RuleFault
from payout.rules import first_match, greatest, known, least, rounded, when
from payout.rules.language.statements import Rule
from payout.rules.language.symbols import symbol
from payout.rules.tree import WHOLE, walk

COLUMNS = ("score", "other", "third")
TABLES = """
from payout.rules.tables import *
units = Table("units", "unit", "单位", key="unit_id").of(
    identifier("unit_id", "编码"), *(number(n, n, measure="", places=2, signed=n != "third", blank=True)
    for n in ("score", "other", "third")))
"""
FOLDER = tempfile.TemporaryDirectory()
POLICY = policy_of(Path(FOLDER.name), tables=TABLES, head=head_of("unit"))
(UNIT,) = POLICY.symbols("unit")


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
not_negative = cells.filter(lambda cell: cell is None or not cell.startswith("-"))  # third is declared so
rows = st.lists(st.tuples(cells, cells, not_negative), min_size=1, max_size=5)


def expression(tree):  # noqa: PLR0911 - one case a word
    """The tree in the language."""
    match tree:
        case str():
            return getattr(UNIT, tree)
        case Fraction():
            return tree
        case ("known", value):
            return known(expression(value))
        case ("~", value):
            return ~expression(value)
        case ("round", value):
            return rounded(expression(value), 1)
        case ("when", condition, value):
            return when(expression(condition), expression(value))
        case ("first", *parts):
            one, first, two, second, rest = (expression(part) for part in parts)
            return first_match((one, first), (two, second), otherwise=rest)
        case ("least" | "greatest" as word, *members):
            return {"least": least, "greatest": greatest}[word](*(expression(member) for member in members))
        case (op, left, right):
            return OPERATORS[op](symbol(expression(left)), expression(right))


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


@settings(max_examples=250, deadline=None, print_blob=True)
@given(trees, rows)
def test_formulas_are_what_plain_fractions_say(tree, cells_of_rows):
    policy = POLICY.changed()
    policy.rules[:] = [Rule("unit", "result", "1", POLICY.card.title, "", symbol(expression(tree)))]
    units = [
        {"unit_id": f"U{n}", **dict(zip(COLUMNS, row, strict=True))} for n, row in enumerate(cells_of_rows)
    ]
    plain = [{name: None if row[name] is None else Fraction(row[name]) for name in COLUMNS} for row in units]
    try:
        expected = [interpret(tree, row) for row in plain]
    except NeededZeroError:
        expected = None
    try:
        made = run(policy, units=units)
        found = values(made, "unit")
    except RuleFault as fault:
        assert "division by zero" in str(fault)  # noqa: PT017 - the interpreter may or may not meet it
        found = None
    assert found == expected
    if found is not None:
        (built,) = made.compiled.rules
        for node in walk(built.node):
            keeps_its_schema(node, made)


def keeps_its_schema(node, made):
    """What is said of a value before any data holds for every row: bounds, decimals, whether it may be missing."""
    told = node.schema
    size = made.size(node)
    found = made.rows(node, size)
    shown = [None if gone else found[row] for row, gone in enumerate(found.isna())]
    known = [value for value in shown if value is not None]
    assert told.missing or len(known) == size, node
    if told.kind == "number":
        assert told.low is None or all(value >= told.low for value in known), node
        assert told.high is None or all(value <= told.high for value in known), node
        assert told.places is None or all((value * 10**told.places).denominator == 1 for value in known), node
    if told.varies == WHOLE:
        assert len(set(known)) <= 1, node
